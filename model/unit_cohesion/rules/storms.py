"""W10: crowds drive off those who shoot at them.

Shots do not always clear a street. Where many stand against few who shoot, stations and barracks are overrun: the post is lost, some of its
men go home, the others stay in barracks: those have a home to go to whose own people stand in the crowd, among whom they are lost; who is
alone among the others is safest with his unit. Who is driven off leaves fewer to shoot, who go the sooner. Crowds leave alone soldiers
who refuse to shoot; police they do not tell apart. Who is driven home has not left by his own will, and nobody is guided by it (N6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.arithmetic import power
from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import Rule, column, mechanism, parameter, stream
from unit_cohesion.engine.lots import lot
from unit_cohesion.rules.exits import STAYS, go_their_ways
from unit_cohesion.rules.posts import give_up, is_near, posted_men
from unit_cohesion.vocabulary import ANSWERS, BRANCHES, CONFINED, SERVING, WAYS

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Causes, Communities, Militias, Nation, P, Places, Roads, Sects, Slots

OBEYED, REFUSED = ANSWERS.index("obeyed"), ANSWERS.index("refused")
HOME, POLICE = WAYS.index("hiding"), BRANCHES.index("police")


class Storms(Rule):
    """Each day a crowd may drive off units that shoot at it; they lose their posts, and many of their men go home.

    chance a day = storm_daily · n^s / (n^s + storm_half^s), s = storm_slope
        n: persons in the crowd for each man there who shoots; of the armed forces each counts for storm_army men of the police
        of police who refuse likewise: a crowd knows soldiers who do not shoot, and no police
    of its men whose home is there or next door a share storm_scatters · joins goes home; the others are in barracks, before no crowd again
        joins: his group's share of the crowd by its share of the place's people, 1 at most
    what it held of the place is lost (W5)
    """

    table = "storms"
    heading = "Posts stormed by crowds (W10)"
    needs = "crowds"

    W10 = mechanism(
        "Posts stormed by crowds",
        "A crowd that is large for those who shoot at it drives them off: their post is lost, and many of them go home.",
        "lit: Ketchley 2014 on Egypt's police stations; the barracks of Benghazi, February 2011",
        off="nobody who shoots is driven off",
        outcome="daily: units_driven_off",
        resets=("units_driven_off",),
    )

    storm_daily = parameter(
        0.9,
        "1/day",
        0.0,
        1.0,
        "Chance in a day that a boundless crowd drives off a unit that shoots at it.",
        "estimate",
        of=W10,
        neutral=0.0,
    )
    storm_half = parameter(
        0.85,
        "persons",
        0.1,
        50.0,
        "Persons in the crowd for each man who shoots, at which it is half of that.",
        "fitted to Libya, Egypt and Tunisia",
        of=W10,
    )
    storm_slope = parameter(
        6.0, "1", 1.0, 12.0, "How sharply it turns as the crowd outgrows them.", "fitted to Libya, Egypt and Tunisia", of=W10
    )
    storm_army = parameter(
        2.0,
        "1",
        1.0,
        20.0,
        "What a man of the armed forces who shoots counts for before a crowd, against one of the police.",
        "fitted to Libya, Egypt and Tunisia: barracks and armour against posts in every street",
        of=W10,
        neutral=1.0,
    )
    storm_scatters = parameter(
        0.95,
        "1",
        0.0,
        1.0,
        "Share of the men of a stormed post who go home, of those at home nearby whose group is in the crowd as it is in the place.",
        "fitted to Libya, Egypt and Tunisia: most took off their uniforms",
        of=W10,
    )

    units_driven_off = column("nation", "f8", "units", "units that a crowd drives off today", told=True)

    storms = stream("storm")
    scatters = stream("scattered by a crowd")

    @staticmethod
    @compiled
    def run(
        book: Book,
        places: Places,
        communities: Communities,
        roads: Roads,
        sects: Sects,
        militias: Militias,
        slots: Slots,
        nation: Nation,
        day: int,
        cause: Causes,
    ) -> None:
        """Let crowds drive off units that shoot at them."""
        nation.units_driven_off = 0.0
        if not book.on.W10 or nation.units_obeying == 0.0:
            return
        units, size, p = book.units, book.size, book.p
        shooting = np.zeros(size.places)
        for row in range(size.army_units):
            if units[row].order_answer == OBEYED:
                worth = 1.0 if units[row].branch == POLICE else p.storm_army
                shooting[units[row].place] += worth * units[row].weight * units[row].strength
        posted = posted_men(book, places)
        for row in range(size.army_units):
            unit = units[row]
            shoots = unit.order_answer == OBEYED or (unit.order_answer == REFUSED and unit.branch == POLICE)
            if not shoots or unit.weight == 0.0 or unit.strength == 0.0 or shooting[unit.place] == 0.0:
                continue
            chance = chance_to_storm(places[unit.place].crowd / shooting[unit.place], p)
            if lot(book.s.storms, np.uint64(unit.ordinal), day) < chance:
                nation.units_driven_off += unit.weight
                give_up(book, places, nation, row, posted)
                posted[unit.place] -= unit.weight * unit.start_strength
                scatter(book, places, communities, roads, sects, nation, militias, slots, row, day, cause.W10)
                unit.posture = CONFINED


@compiled
def chance_to_storm(for_each: float, p: P) -> float:
    """Chance in a day that a crowd drives off a unit that shoots at it, by the persons in it for each man who does."""
    crowd, half = power(for_each, p.storm_slope), power(p.storm_half, p.storm_slope)
    return p.storm_daily * crowd / (crowd + half)


@compiled
def joins(places: Places, communities: Communities, place: int, sect: int, groups: int) -> float:
    """How far a group is in the crowd of a place, from 0 to 1: its share of it by its share of the place's people.

    Args:
        sect: row of the group. groups: how many there are.
    """
    people = communities[place * groups + sect]
    ours = people.in_crowd * places[place].population
    return ours / max(ours, people.population * places[place].crowd, 1.0)


@compiled
def scatter(
    book: Book,
    places: Places,
    communities: Communities,
    roads: Roads,
    sects: Sects,
    nation: Nation,
    militias: Militias,
    slots: Slots,
    number: int,
    day: int,
    cause: int,
) -> None:
    """Let a share of the men of a unit who are at home nearby go home, each by a draw of his own."""
    unit, groups = book.units[number], book.size.sects
    ways = np.full(unit.last - unit.first, STAYS)
    for row in range(unit.first, unit.last):
        man = book.people[row]
        waits = book.status[row] == SERVING and book.since_day[row] < day  # who was called up today has not come yet
        if waits and is_near(roads, unit.place, int(man.home)):
            chance = book.p.storm_scatters * joins(places, communities, unit.place, int(man.sect), groups)
            if lot(book.s.scatters, man.key, day) < chance:
                ways[row - unit.first] = HOME
    go_their_ways(book, sects, nation, militias, slots, number, ways, day, cause, 0, by_will=False)
