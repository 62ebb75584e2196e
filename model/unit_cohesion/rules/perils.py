"""What is done to rebels and defectors: killed in action, labelled, killed by persons unknown, killed by extremists (W2, R8, R9, R20).

A label ("bred by the regime") sticks to an officer who speaks for the nation where sectarian feeling is high, and puts him out of action:
the text's clause is garbled, and this is our reading of it. That outspoken officers are murdered is a claim, off by default; their deaths
in action are retold as murder either way, and feed the rumour (N7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import INF, Rule, column, mechanism, parameter, stream
from unit_cohesion.engine.transitions import send, those
from unit_cohesion.rules.rebels import came_before, leave_the_fight, marked, press_peril, stands_in, way_of
from unit_cohesion.vocabulary import ADVISER, CANDIDATE, CIVIL, COMMANDER, DEAD, FIGHTER, NATIONAL, TRUE_REASONS

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Causes, Militias, Nation, Numbers, P, Person, Places, Rows

EXPOSED, FIGHTS = marked(FIGHTER, COMMANDER, ADVISER, CANDIDATE, NATIONAL), marked(FIGHTER, COMMANDER, NATIONAL)
KILLED, MURDERED, BY_EXTREMISTS, LABELLED = range(4)
LABEL = TRUE_REASONS.index("label")


class Perils(Rule):
    """Each week some are killed in action, murdered, killed by extremists, or labelled and so put out of action.

    killed in action: rebel_death_share · (deaths − the regime's) · the place's share of deaths / its insurgents, at most
        most_killed_daily
    murdered: murder_daily · outspoken · sectarian feeling; labelled: label_daily · outspoken · sectarian feeling
    killed by extremists: 2 · extremist_kills · extremists' power in the place (· extremist_kills_officers for officers,
        · resists_extremists in the national army, B6); extremists spare their own
    """

    every = 7
    rebels = True

    R8 = mechanism(
        "Labels",
        "An officer who opposes sectarian practice in the open gets a label that puts him out of action (our reading of a garbled clause).",
        "A17",
        off="outspoken officers stay",
        outcome="daily.labels",
    )
    R9 = mechanism(
        "Murders by persons unknown",
        "Outspoken nationalists are murdered, by whom is never known.",
        "A17",
        off="fewer of them die; the rumour persists all the same",
        outcome="daily.murders",
        kind="claim",
    )

    most_killed_daily = parameter(
        0.05,
        "1/day",
        0.001,
        1.0,
        "Most daily hazard of being killed in action, where many die and few fight.",
        "estimate",
        of="W2",
        table="militia_life",
        nature="design",
    )
    label_daily = parameter(
        0.003,
        "1/day",
        0.0,
        0.2,
        "Daily hazard of a wholly outspoken officer to be labelled where sectarian feeling is full.",
        "A17",
        of=R8,
        table="militia_life",
    )
    outspoken_from = parameter(
        0.4, "1", 0.0, 1.0, "National feeling above which an officer speaks out.", "estimate", of=R8, table="militia_life"
    )
    murder_daily = parameter(
        0.0,
        "1/day",
        0.0,
        0.1,
        "Daily hazard of a wholly outspoken officer to be killed by persons unknown, where sectarian feeling is full.",
        "A17 (claim)",
        of=R9,
        table="militia_life",
    )
    retold_as_murder = parameter(
        0.05,
        "1",
        0.0,
        1.0,
        "How much the rumour grows with each hundred outspoken officers dead, however they died.",
        "A17",
        of="N7",
        table="militia_life",
    )
    extremist_kills = parameter(
        0.0008,
        "1/day",
        0.0,
        0.1,
        "Daily hazard of men of moderate militias and of the national army to be killed where extremists hold half of the rebels' power.",
        "A38",
        of="R20",
        table="factions",
    )
    extremist_kills_officers = parameter(
        2.0,
        "hazard ratio",
        0.1,
        20.0,
        "How many times higher that is for defected officers, whom they count as enemies.",
        "A38",
        of="R20",
        table="factions",
    )
    resists_extremists = parameter(
        1.0,
        "1",
        0.0,
        1.0,
        "Share of the extremists' killing that it still suffers if it resists better than militias do.",
        "A38 (claim)",
        of="B6",
        table="national_army",
    )

    peril_left = column(
        "people",
        "f8",
        "hazard",
        "of one with the rebels: hazard that is left until something befalls him; infinite of others",
        low=-INF,
        apart=True,
    )
    labelled = column("people", "?", "yes/no", "a label as the regime's man sticks to him", high=1, told=True)
    labels = column("nation", "f8", "persons", "officers to whom a label stuck so far", told=True)
    murders = column("nation", "f8", "persons", "officers killed by persons unknown so far", told=True)
    national_lost = column("nation", "f8", "persons", "men of the national army killed by extremists so far", told=True)

    what_befalls = stream("what befalls", ways=4)

    @staticmethod
    @compiled
    def run(
        book: Book, militias: Militias, places: Places, nation: Nation, going: Rows, touched: Rows, found: Rows, cause: Causes, day: int
    ) -> None:
        """Press everybody among the rebels on the clock of what is done to people; it befalls those whose time has come."""
        p, on = book.p, book.on
        due = press_all(book, militias, places, nation, going, touched, found, day)
        martyrs = 0.0
        for number in range(due):
            row, what = going[number], touched[number]
            person, weight = book.people[row], book.units[book.people[row].unit].weight
            if what == LABELLED:
                nation.labels += weight
                person.hope *= 1.0 - p.hope_refused
                if not person.labelled:
                    person.true_reason = LABEL
                person.labelled = True
                continue
            if what == MURDERED:
                nation.murders += weight
            elif what == BY_EXTREMISTS and book.status[row] == NATIONAL:
                nation.national_lost += weight
            if outspoken(person, p) > 0.0:
                martyrs += weight
        if on.N7 or on.N7b:  # however they died, it is retold as murder
            nation.rumour += (1.0 - nation.rumour) * min(1.0, p.retold_as_murder * martyrs / 100.0)
        for number in range(due):
            if touched[number] != LABELLED:
                send(book, day, going[number], DEAD, cause_of_death(touched[number], cause))
        for number in range(due):
            if touched[number] == LABELLED:
                leave_the_fight(book, going[number], places, nation, day, cause.R8, -1)


@compiled
def press_all(book: Book, militias: Militias, places: Places, nation: Nation, going: Rows, what: Rows, found: Rows, day: int) -> int:
    """Take a week's hazards off what is left to those exposed.

    Returns:
        How many are due: their rows are put in ``going``, and what befalls each in ``what``.
    """
    p, on, people, status, peril_left = book.p, book.on, book.people, book.status, book.peril_left
    killed, feeling, threat = killed_in_action(places, nation, p), local_feeling(militias, len(places)), np.zeros(len(places))
    if on.R20:
        for place in range(len(places)):
            threat[place] = 2.0 * p.extremist_kills * places[place].extremist
    resists = p.resists_extremists if on.B6 else 1.0
    hazards, due = np.zeros(4), 0
    for number in range(those(book, EXPOSED, found, -1)):
        row = found[number]
        if not came_before(book.since_day, row, day):
            continue
        person, now = people[row], status[row]
        place, militia = stands_in(militias, person), int(person.militia)
        by_arms = by_extremists = murdered = labelled = 0.0
        if FIGHTS[now]:
            by_arms = killed[place]
            if militia < 0 or not militias[militia].extremist:
                by_extremists = threat[place] * resists if now == NATIONAL else threat[place]
        if row < book.size.army_people and 2 <= int(person.band) < CIVIL:
            exposed = outspoken(person, p) * (militias[militia].sectarian if militia >= 0 else feeling[place])
            by_extremists *= p.extremist_kills_officers
            murdered = p.murder_daily * exposed if on.R9 else 0.0
            labelled = p.label_daily * exposed if on.R8 and now != NATIONAL and not person.labelled else 0.0
        if press_peril(peril_left, row, by_arms + murdered + by_extremists + labelled, p.hazard_cap):
            hazards[KILLED], hazards[MURDERED], hazards[BY_EXTREMISTS], hazards[LABELLED] = by_arms, murdered, by_extremists, labelled
            going[due], what[due] = row, way_of(book, row, hazards, book.s.what_befalls)
            due += 1
    return due


@compiled
def killed_in_action(places: Places, nation: Nation, p: P) -> Numbers:
    """Daily hazard of being killed in action, by place."""
    killed, deaths = np.empty(len(places)), 0.0
    for place in places:
        deaths += place.all_deaths
    dying = p.rebel_death_share * max(nation.all_deaths - nation.regime_deaths, 0.0)
    for row in range(len(places)):
        killed[row] = min(dying * (places[row].all_deaths / max(deaths, 1e-12)) / max(places[row].insurgents, 1.0), p.most_killed_daily)
    return killed


@compiled
def outspoken(person: Person, p: P) -> float:
    """How far an officer speaks out against sectarian practice, in [0, 1]; nobody else does."""
    if not 2 <= int(person.band) < CIVIL:
        return 0.0
    return max(0.0, person.nationalism - p.outspoken_from) / max(1.0 - p.outspoken_from, 1e-9)


@compiled
def local_feeling(militias: Militias, places: int) -> Numbers:
    """Sectarian feeling by place, by fighters."""
    men, felt = np.zeros(places), np.zeros(places)
    for militia in militias:
        if militia.alive:
            men[militia.front] += militia.fighters
            felt[militia.front] += militia.fighters * militia.sectarian
    for place in range(places):
        felt[place] /= max(men[place], 1e-9)
    return felt


@compiled
def cause_of_death(what: int, cause: Causes) -> int:
    """The code of the cause of a death."""
    if what == MURDERED:
        return int(cause.R9)
    return int(cause.R20) if what == BY_EXTREMISTS else int(cause.W1)
