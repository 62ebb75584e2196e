"""V2: fear of the other side, what a community expects should the rebels win. What it does to soldiers stands with D4.

It comes from a group's place in the order, from how few of its own are known to be among the rebels, from what rebels have done to its
like, and from the sectarian temper of the rebels around; it falls as far as the rebels' reassurance is believed. No group is born with it:
what differs between groups is their position and what happens to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.arithmetic import exp, faded
from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import INF, Rule, column, mechanism, parameter, term
from unit_cohesion.rules.beliefs import ending, tipping_point, would_fight
from unit_cohesion.vocabulary import BANDS, CIVIL, COMMANDER, FIGHTER, NATIONAL, SERVING

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Communities, Community, Militias, Nation, Numbers, P, Places, Profiles, Rows, Sect, Sects

OFFICERS = BANDS.index("junior officers")
"""The lowest rank band of officers."""


class Fear(Rule):
    """What each community has suffered from rebels gathers and fades, as does what is known of who they are; its fear follows.

    fear = (1 − exp(−(fear_of_position · position · (1 − own) + fear_of_force · suffered / (suffered + fear_half)
        + fear_of_temper · temper · (1 − own)))) · (1 − fear_reassured · reassurance)
    own = min(1, share of the group among the rebels known of / its share of the people)
    known of each group → its men among the rebels within known_days, beside known_prior others of whom known_own · its share of the
        people are its own
    temper = 1 − (1 − sectarian feeling of the rebels around) · (1 − story)
    """

    table = "fear"
    heading = "Fear of the other side (V2)"

    V2 = mechanism(
        "Fear of the other side",
        "What a community expects should the rebels win, from its posts, its own among them, their deeds and their temper.",
        "B11 B23-26",
        off="minorities leave like the majority, and join the rebels",
        outcome="groups: minorities who left",
        pushes="no fear of the rebels",
        holds="fear of what rebels would do",
    )

    fear_of_position = parameter(
        3.15,
        "1",
        0.0,
        4.0,
        "Fear that a high place in the order brings a group of which none is known among the rebels.",
        "B11; lit: fear of retribution; the size: fitted to Syria, to June 2012; before 2.5",
        of=V2,
        neutral=0.0,
    )
    fear_of_force = parameter(
        0.5, "1", 0.0, 1.0, "Fear that boundless force by rebels against one's own brings.", "lit", of=V2, neutral=0.0
    )
    fear_of_temper = parameter(
        0.5,
        "1",
        0.0,
        1.0,
        "Fear that wholly sectarian rebels bring a group of which none is known among them.",
        "A14 B23",
        of=V2,
        neutral=0.0,
    )
    fear_reassured = parameter(
        0.45, "1", 0.0, 0.95, "Share of fear taken off by the full belief that rebels spare those who come over.", "B11", of=V2
    )
    fear_half = parameter(
        30.0,
        "deaths per 100,000",
        0.1,
        1000.0,
        "Deaths by rebels remembered, at which half of the fear of force is reached.",
        "estimate",
        of=V2,
    )
    fear_memory_days = parameter(180.0, "days", 10.0, 2000.0, "Half-life of what rebels did in a community's mind.", "estimate", of=V2)
    fear_home = parameter(
        0.5, "1", 0.0, 1.0, "Share of that fear felt for one's own home; the rest is for one's community everywhere.", "estimate", of=V2
    )
    known_days = parameter(180.0, "days", 10.0, 2000.0, "Time in which what is known of who the rebels are follows.", "estimate", of=V2)
    known_prior = parameter(
        1000.0,
        "persons",
        1.0,
        100000.0,
        "Rebels known of at which what is known weighs as much as what was held before.",
        "estimate",
        of=V2,
    )
    fear_recruits = parameter(
        3.5,
        "log hazard",
        0.0,
        5.0,
        "What full fear of the rebels takes off the log-hazard of taking up arms with them, and off the log-weight of the way to them.",
        "estimate",
        of=V2,
        neutral=0.0,
    )
    known_own = parameter(
        0.5,
        "1",
        0.0,
        1.0,
        "Share of a group among rebels, against its share of the people, that was held before there were any.",
        "estimate",
        of=V2,
    )

    suffered = column("communities", "f8", "deaths per 100,000", "deaths by rebels, remembered")
    fear = column("communities", "f8", "1", "fear of what the other side would do", high=1)
    fear_source = column("communities", "i8", "source", "latest dated event by rebels that hit it", low=-INF)
    known = column("sects", "f8", "persons", "its men among the rebels, as far as is known")
    own = column("sects", "f8", "1", "its share among the rebels known of, against its share of the people", high=1)
    tipped = column("nation", "f8", "1", "share of the ruling group's officers who serve whose tipping point is passed", high=1, told=True)

    V2_events = term("events", V2)

    @staticmethod
    @compiled
    def run(
        book: Book,
        communities: Communities,
        sects: Sects,
        places: Places,
        militias: Militias,
        nation: Nation,
        profiles: Profiles,
        profile: Rows,
        day: int,
    ) -> None:
        """Let memories fade and gather; reckon fear anew and, weekly, how many of the ruling group's officers are past tipping."""
        p, count = book.p, len(sects)
        if book.on.V2:
            know(book, communities, sects, places)
            temper, fades, everywhere = sectarian_temper(militias, len(places)), faded(p.fear_memory_days), np.zeros(count)
            for row in range(count):
                whole = people = 0.0
                for place in range(len(places)):
                    community = communities[place * count + row]
                    community.suffered = community.suffered * fades + community.rebel_force
                    whole += community.suffered * community.population
                    people += community.population
                everywhere[row] = whole / max(people, 1.0)
            for place in range(len(places)):
                for row in range(count):
                    community = communities[place * count + row]
                    community.fear = fear_of(community, sects[row], everywhere[row], temper[place], p)
        if (day - 1) % 7 == 0:
            nation.tipped = share_tipped(book, profiles, profile, sects, nation)


@compiled
def know(book: Book, communities: Communities, sects: Sects, places: Places) -> None:
    """Let what is known of who the rebels are follow; where they are but a number, they are those of a place who are willing."""
    p, count = book.p, len(sects)
    people, rebels = np.zeros(count), np.zeros(count)
    for place in range(len(places)):
        willing = 0.0
        for row in range(count):
            community = communities[place * count + row]
            people[row] += community.population
            willing += would_fight(community, book.on, p)
        if not book.size.rebels:
            for row in range(count):
                rebels[row] += places[place].insurgents * (would_fight(communities[place * count + row], book.on, p) / max(willing, 1e-9))
    whole = known = 0.0
    for row in range(count):
        for band in range(book.counts.shape[1]):
            rebels[row] += book.counts[row, band, FIGHTER] + book.counts[row, band, COMMANDER] + book.counts[row, band, NATIONAL]
        sect = sects[row]
        sect.known += (rebels[row] - sect.known) / p.known_days
        known += sect.known
        whole += people[row]
    for row in range(count):
        mine = sects[row].known / max(people[row] / max(whole, 1.0), 1e-9)
        sects[row].own = min(1.0, (mine + p.known_prior * p.known_own) / (known + p.known_prior))


@compiled
def sectarian_temper(militias: Militias, places: int) -> Numbers:
    """Sectarian feeling of the rebels around by place, by fighters; of all of them where there are none."""
    men, felt, all_men, all_felt = np.zeros(places), np.zeros(places), 0.0, 0.0
    for militia in militias:
        if militia.alive:
            men[militia.front] += militia.fighters
            felt[militia.front] += militia.fighters * militia.sectarian
            all_men += militia.fighters
            all_felt += militia.fighters * militia.sectarian
    for place in range(places):
        felt[place] = felt[place] / men[place] if men[place] > 0.0 else all_felt / max(all_men, 1e-9)
    return felt


@compiled
def fear_of(community: Community, sect: Sect, everywhere: float, temper: float, p: P) -> float:
    """The fear of a community.

    Args:
        everywhere: what its group has suffered from rebels in the whole country. temper: sectarian feeling of the rebels around.
    """
    suffered = p.fear_home * community.suffered + (1.0 - p.fear_home) * everywhere
    alone = 1.0 - sect.own
    temper = 1.0 - (1.0 - temper) * (1.0 - sect.story)
    expected = p.fear_of_position * sect.position * alone + p.fear_of_temper * temper * alone
    expected += p.fear_of_force * suffered / (suffered + p.fear_half)
    return float((1.0 - exp(-expected)) * (1.0 - p.fear_reassured * sect.reassurance))


@compiled
def share_tipped(book: Book, profiles: Profiles, profile: Rows, sects: Sects, nation: Nation) -> float:
    """Share of the ruling group's officers who serve who believe so far in its end that fear pushes them."""
    past, officers, tipped = np.empty(len(profiles), np.bool_), 0.0, 0.0
    for row in range(len(profiles)):
        past[row] = ending(profiles[row], nation) > tipping_point(profiles[row], book.p)
    for number in range(book.size.army_cells):
        cell = book.cells[number]
        if not sects[cell.sect].ruling or not OFFICERS <= cell.band < CIVIL:
            continue
        weight = book.units[cell.unit].weight
        for row in range(cell.first, cell.last):
            if book.status[row] == SERVING:
                officers += weight
                tipped += weight if past[profile[row]] else 0.0
    return tipped / max(officers, 1.0)
