"""Those out of the fight: skill fades to a floor, hope falls to a floor; some come back to fight, go back to the regime, go for good.

Soldiers and officers alike end in the neighbours' camps, where movement is restricted and military work almost impossible (R1). Idleness
wears skill (R2), ill-treatment hope, which holds at a floor (R16). An amnesty opens a window to go back (R18). A national army, once it
forms, calls them by rank and speciality (B1, B2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.arithmetic import INFINITY, clipped, exp, log
from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import SLOTS, Rule, column, mechanism, parameter, stream, term
from unit_cohesion.engine.transitions import go, new_terms, send, those
from unit_cohesion.rules.militias import choose
from unit_cohesion.rules.rebels import WEEK, came_before, marked, press_week, safe_area, way_of
from unit_cohesion.vocabulary import (
    ADVISER,
    CAMP,
    CANDIDATE,
    CIVIL,
    COMMANDER,
    FIGHTER,
    GONE,
    HIDING,
    NATIONAL,
    RETURNED,
    SPECIALITIES,
    TRANSIT,
    TRUE_REASONS,
    WITHDRAWN,
)

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Causes, Countries, Counts, Militias, Nation, Passage, Places, Rows, Slots, Statuses, Wanted

BACK, GIVES_UP, GIVES_IN, IS_CALLED = range(4)
GIVES_UP_HIDING, FLEES = range(2)
BUSY = marked(FIGHTER, COMMANDER, NATIONAL)
IN_CAMP, IDLE, HIDDEN, AT_HAND, IN_NATIONAL = marked(CAMP), marked(WITHDRAWN), marked(HIDING), marked(ADVISER, CANDIDATE), marked(NATIONAL)
HOPE_LOST, KINDS = TRUE_REASONS.index("hope lost"), len(SPECIALITIES)


class Camps(Rule):
    """Each week idleness wears skill and hope; then some of those out of the fight come back, give in, give up or are called.

    back to the fight: camp_return_daily · exp(−camp_restriction, in a camp) · hope (· camp_return_enlisted for the ranks)
    gone for good: gone_daily · exp(−gone_hope · hope); back to the regime: return_daily · exp(return_amnesty, while a window is open)
    in hiding: return_daily · exp(R18) back to the regime; flee_daily · exp(−withdraw_distance · places to a border) to a camp      D15
    to the national army: assembly_daily · assembly_fast · hope · places for his band · places for his speciality, where places for =
        (K + its men · share of the old army) / (K + those it has), from 1 / assembly_balance to assembly_balance
    """

    every = 7
    rebels = True
    table = "camps"
    heading = "Camps, idleness, hope, going back and going for good (R1, R2, R16, R18)"

    R1 = mechanism(
        "Camps hold people",
        "In the neighbours' camps movement is restricted and military work almost impossible; most officers who get abroad stay there.",
        "A11",
        off="more officers in action",
        outcome="groups: officers in action",
        pushes="a camp that lets people go",
        holds="a camp that holds people",
    )
    R2 = mechanism(
        "Skill fades",
        "Idleness wears capability, down to a floor that keeps it as an option for later.",
        "A11",
        off="fade off: a stronger rebuilt army",
        outcome="people.skill",
    )
    R16 = mechanism(
        "Hope has a floor",
        "Ill-treatment lowers hope, but not below a floor: most keep hope and ambition.",
        "A29",
        off="more give up for good",
        outcome="daily.gone",
        pushes="hope lost",
        holds="hope of being of use",
    )
    R18 = mechanism(
        "Going back",
        "Some go back to the regime, more in amnesty windows, or leave for good.",
        "lit",
        off="none return",
        outcome="daily.returned",
        pushes="an amnesty",
        holds="no amnesty",
    )

    camp_return_daily = parameter(
        0.01,
        "1/day",
        0.0,
        0.2,
        "Daily hazard of an officer with full hope to go back to the fight, were camps free to leave.",
        "estimate",
        of=R1,
    )
    camp_return_enlisted = parameter(0.3, "hazard ratio", 0.0, 5.0, "The same for soldiers and NCOs, against officers.", "estimate", of=R1)
    camp_restriction = parameter(3.0, "log hazard", 0.0, 10.0, "What the camps' restrictions take off it.", "A11", of=R1)
    skill_fade_days = parameter(
        700.0, "days", 30.0, 10000.0, "Days of idleness in which skill falls by two thirds of the way to its floor.", "A11", of=R2
    )
    skill_floor = parameter(0.5, "1", 0.0, 1.0, "Share of competence that idleness leaves.", "A11", of=R2)
    hope_daily = parameter(0.004, "1/day", 0.0, 0.2, "How fast hope falls in a camp or in idleness inside.", "A29", of=R16)
    hope_floor = parameter(0.55, "1", 0.0, 1.0, "Hope below which ill-treatment drives only a few.", "A29", of=R16)
    hope_recovery_days = parameter(
        120.0, "days", 1.0, 2000.0, "Days in which hope recovers by two thirds in action or in the national army.", "estimate", of=R16
    )
    gone_daily = parameter(0.002, "1/day", 0.0, 0.2, "Daily hazard of one without any hope to go abroad for good.", "estimate", of=R18)
    gone_hope = parameter(4.0, "log hazard", 0.0, 10.0, "What full hope takes off it.", "A29", of=R16)
    return_daily = parameter(
        8e-05, "1/day", 0.0, 0.1, "Daily hazard of a leaver who is idle or in hiding to go back to the regime.", "lit", of=R18
    )
    return_amnesty = parameter(
        1.8, "log hazard", 0.0, 6.0, "What an amnesty adds to it while its window is open.", "Decree 23 of 2013", of=R18
    )
    flee_daily = parameter(
        0.0005,
        "1/day",
        0.0,
        0.05,
        "Daily hazard of a deserter in hiding to flee to the neighbours' camps, at an open border.",
        "estimate; A8 and A11: soldiers are in the camps too",
        of="D15",
        neutral=0.0,
    )
    assembly_daily = parameter(
        0.004,
        "1/day",
        0.0,
        0.5,
        "Daily hazard of an idle defector with full hope to come to it.",
        "estimate",
        of="B1",
        table="national_army",
    )
    assembly_fast = parameter(
        1.0,
        "hazard ratio",
        1.0,
        20.0,
        "How much faster it assembles if speciality, rank and duty are known beforehand.",
        "A38 (claim)",
        of="B2",
        table="national_army",
    )

    assembly_balance = parameter(
        4.0,
        "hazard ratio",
        1.0,
        20.0,
        "How far its call to a rank band or speciality can rise where it has few of them, and fall where it has many.",
        "estimate",
        of="B1",
        table="national_army",
    )

    hope = column("people", "f8", "1", "hope of being of use", high=1, told=True)
    skill = column("people", "f8", "1", "what is left of his competence: idleness wears it, training restores it", high=1, told=True)
    country = column("people", "i1", "row of countries", "where his camp is, if he is in one", low=-1, high=100, told=True)
    camps = column("countries", "?", "yes/no", "takes people into camps", high=1, fixed=True)
    amnesty_inside = column("nation", "f8", "days", "days left of an amnesty for those inside")
    amnesty_abroad = column("nation", "f8", "days", "days left of an amnesty for those abroad")

    R1_events = term("events", R1)
    R16_events = term("events", R16)
    R18_events = term("events", R18)
    B2_events = term("events", "B2")
    out_of_idleness = stream("out of idleness", ways=4)
    back_to_whom = stream("back to whom", ways=SLOTS)
    out_of_hiding = stream("out of hiding", ways=2)

    @staticmethod
    @compiled
    def run(
        book: Book,
        militias: Militias,
        places: Places,
        countries: Countries,
        nation: Nation,
        slots: Slots,
        passage: Passage,
        army_by_band: Counts,
        army_by_speciality: Counts,
        found: Rows,
        cause: Causes,
        day: int,
    ) -> None:
        """Wear skill and hope; press those out of the fight; amnesties run out."""
        p, people, pressure, resistance, cap = book.p, book.people, book.pressure, book.resistance, book.p.hazard_cap
        recovered = 1.0 - exp(-WEEK / p.hope_recovery_days)
        for number in range(those(book, BUSY, found, -1)):
            hope = people[found[number]].hope
            if hope < 1.0:
                people[found[number]].hope = hope + (1.0 - hope) * recovered
        called = call(book, nation, army_by_band, army_by_speciality, found)
        press_idle(book, militias, places, countries, nation, slots, passage, called, IN_CAMP, True, found, cause, day)
        called = call(book, nation, army_by_band, army_by_speciality, found)
        press_idle(book, militias, places, countries, nation, slots, passage, called, IDLE, False, found, cause, day)
        press_hidden(book, places, nation, found, cause, day)
        if nation.forming > 0.0:
            called, safe = call(book, nation, army_by_band, army_by_speciality, found), safe_area(places)
            for number in range(those(book, AT_HAND, found, day)):
                row = found[number]
                person = people[row]
                if press_week(pressure, resistance, row, called[int(person.band), int(person.speciality)] * person.hope, cap):
                    person.militia, person.true_reason = -1, 0
                    if safe >= 0:
                        person.from_place = safe
                    send(book, day, row, NATIONAL, cause.B1)
        nation.amnesty_inside = max(0.0, nation.amnesty_inside - WEEK)
        nation.amnesty_abroad = max(0.0, nation.amnesty_abroad - WEEK)


@compiled
def press_hidden(book: Book, places: Places, nation: Nation, found: Rows, cause: Causes, day: int) -> None:
    """Press those in hiding: some give in and go back to the regime (R18), some flee to the neighbours' camps (D15)."""
    p, on = book.p, book.on
    window = p.return_amnesty if nation.amnesty_inside > 0.0 else 0.0
    ways, flees = np.zeros(2), np.zeros(len(places))
    ways[GIVES_UP_HIDING] = p.return_daily * exp(window) if on.R18 else 0.0
    if on.D15:
        for place in range(len(places)):
            flees[place] = p.flee_daily * exp(-p.withdraw_distance * places[place].border_steps)
    for number in range(those(book, HIDDEN, found, day)):
        row = found[number]
        ways[FLEES] = flees[int(book.people[row].from_place)]
        if press_week(book.pressure, book.resistance, row, ways[0] + ways[1], p.hazard_cap):
            if way_of(book, row, ways, book.s.out_of_hiding) == FLEES:
                send(book, day, row, TRANSIT, cause.D15)
                continue
            terms = new_terms(book)
            book.terms[terms].R18 = window
            go(book, day, row, RETURNED, cause.R18, 0, 0, terms, 0, 0, 0.0)


@compiled
def nearest_camp(countries: Countries, passage: Passage, place: int) -> int:
    """The country with camps to which the nearest border leads from a place."""
    nearest, fewest = 0, INFINITY
    for country in range(len(countries)):
        if countries[country].camps and passage[country, place] < fewest:
            nearest, fewest = country, passage[country, place]
    return nearest


@compiled
def call(book: Book, nation: Nation, army_by_band: Counts, army_by_speciality: Counts, found: Rows) -> Wanted:
    """Daily hazard of a man full of hope to come to the national army, by band and speciality: none before it forms (B1).

    It is faster where duty is known beforehand (B2), and wants men of each rank and speciality by their shares in the old army, over those
    whom it has by now.
    """
    p, called = book.p, np.zeros((CIVIL, KINDS))
    if not nation.forming > 0.0:
        return called
    bands, kinds, men = np.zeros(CIVIL), np.zeros(KINDS), 0.0
    for number in range(those(book, IN_NATIONAL, found, -1)):
        person = book.people[found[number]]
        if int(person.band) < CIVIL:
            weight = book.units[person.unit].weight
            bands[int(person.band)] += weight
            kinds[int(person.speciality)] += weight
            men += weight
    share, one = men / army_by_band.sum(), float(book.size.persons_per_agent)
    least, most = 1.0 / p.assembly_balance, p.assembly_balance
    for band in range(CIVIL):
        for kind in range(KINDS):
            wanted = clipped((one + share * army_by_band[band]) / (one + bands[band]), least, most)
            wanted *= clipped((one + share * army_by_speciality[kind]) / (one + kinds[kind]), least, most)
            called[band, kind] = p.assembly_daily * (p.assembly_fast if book.on.B2 else 1.0) * wanted
    return called


@compiled
def press_idle(
    book: Book,
    militias: Militias,
    places: Places,
    countries: Countries,
    nation: Nation,
    slots: Slots,
    passage: Passage,
    called: Wanted,
    statuses: Statuses,
    abroad: bool,
    found: Rows,
    cause: Causes,
    day: int,
) -> None:
    """Wear skill and hope of those in camps, or of those idle inside; press them; those go whose time has come."""
    p, on, people, pressure, resistance, cap = book.p, book.on, book.people, book.pressure, book.resistance, book.p.hazard_cap
    restricted = p.camp_restriction if abroad and on.R1 else 0.0
    window = p.return_amnesty if (nation.amnesty_abroad if abroad else nation.amnesty_inside) > 0.0 else 0.0
    back, returns, safe = p.camp_return_daily * exp(-restricted), p.return_daily * exp(window) if on.R18 else 0.0, safe_area(places)
    skill_left, hope_left = exp(-WEEK / p.skill_fade_days), exp(-WEEK * p.hope_daily)
    hazards, last, gone = np.zeros(4), -1.0, 0.0
    for number in range(those(book, statuses, found, -1)):
        row = found[number]
        person = people[row]
        if on.R2:
            floor = p.skill_floor * person.competence
            person.skill = floor + (person.skill - floor) * skill_left
        hope = max(person.hope * hope_left, p.hope_floor) if on.R16 else person.hope * hope_left
        person.hope = hope
        place = int(person.from_place)
        if abroad and int(person.country) < 0 and len(countries):  # new in a camp: he is where the nearest border led him
            person.country = nearest_camp(countries, passage, place)
        if not came_before(book.since_day, row, day):
            continue
        if hope != last:  # many are at the floor together
            last, gone = hope, p.gone_daily * exp(-p.gone_hope * hope) if on.R18 else 0.0
        officer, returning = 2 <= int(person.band) < CIVIL, 0.0
        if places[place].insurgents > 0.0:  # a label counts at the door (R8)
            returning = back * hope if officer else back * hope * p.camp_return_enlisted
        is_called = called[int(person.band), int(person.speciality)] * hope
        if press_week(pressure, resistance, row, returning + gone + returns + is_called, cap):
            hazards[BACK], hazards[GIVES_UP], hazards[GIVES_IN], hazards[IS_CALLED] = returning, gone, returns, is_called
            way = way_of(book, row, hazards, book.s.out_of_idleness)
            leave_idleness(book, militias, slots, row, way, restricted, window, safe, cause, day)


@compiled
def leave_idleness(
    book: Book, militias: Militias, slots: Slots, row: int, way: int, restricted: float, window: float, safe: int, cause: Causes, day: int
) -> None:
    """Somebody goes back to the fight, gives up, gives in, or is called to the national army."""
    person, p = book.people[row], book.p
    officer, asked, to, why, true_reason = 2 <= int(person.band) < CIVIL, -1, NATIONAL, cause.B1, 0
    if way == BACK:
        asked = choose(book, militias, slots, row, int(person.from_place), book.s.back_to_whom, -1)
        if asked < 0:
            return  # nobody is there any more: he stays, and his time comes again next week
        to, why = CANDIDATE if officer else FIGHTER, cause.R1
        person.refusals = 0
    elif way == GIVES_UP:
        to, why, true_reason = GONE, cause.R16, HOPE_LOST
    elif way == GIVES_IN:
        to, why = RETURNED, cause.R18
    elif safe >= 0:
        person.from_place = safe
    person.militia = asked if not officer else -1
    person.country, person.true_reason = -1, true_reason
    terms = new_terms(book)
    noted = book.terms[terms]
    if way == BACK:
        noted.R1 = -restricted
    elif way == GIVES_UP:
        noted.R16 = -p.gone_hope * person.hope
    elif way == GIVES_IN:
        noted.R18 = window
    elif book.on.B2:
        noted.B2 = log(p.assembly_fast)
    go(book, day, row, to, why, 0, 0, terms, 0, true_reason, 0.0)
