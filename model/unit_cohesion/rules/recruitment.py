"""Civilians take up arms as their community is aggrieved, rebels hold their place and militias pay; and choose with whom (W2, S4, R15, B4).

Named militias rise on their date; a man may found a local one. Deserters in hiding may join where rebels hold the place (D15).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.arithmetic import INFINITY, exp, log
from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import SLOTS, Rule, column, mechanism, parameter, stream, term
from unit_cohesion.engine.lots import gumbel
from unit_cohesion.engine.transitions import go, new_terms, send, those
from unit_cohesion.rules.militias import attraction, choose, found_local, founded_today, free_slot, rise, standing_in
from unit_cohesion.rules.rebels import WEEK, came_before, marked, press_week, safe_area, way_of
from unit_cohesion.vocabulary import CANDIDATE, CIVILIAN, FIGHTER, HIDING, NATIONAL

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Causes, Communities, Militias, Nation, Numbers, Places, Profiles, Rows, Slots

HIDDEN = marked(HIDING)
UNREACHED = 20.0
"""Tiles to a safe area where there is none."""
FIRST_OF_ALL = 50.0
"""Log-weight of founding a militia where there is none at all: what a lone founder does for certain."""
FOUNDERS = 50.0
"""Persons that a militia of one's own is weighed as."""


class Recruitment(Rule):
    """Named militias rise; civilians and deserters join a militia of their place, found one, or (civilians) enlist in the national army.

    joining: join_daily · exp(W2 + V2 + S4), W2 = ln(felt / (felt + grievance_half)) + join_success · (1 − control),
        V2 = −fear_recruits · fear of his community, S4 = join_pay · pay
    enlisting: join_daily · recruit_national · recruit_everywhere · exp(W2 + V2 + respect_recruits · respect + standing_recruits · standing
        − safe_radius · tiles / recruit_everywhere)
    weight of founding: new_militia + ln(51) − militia_crowding · militias there, against those of ``attraction``
    """

    every = 7
    rebels = True
    table = "rebels"
    heading = "Civilians who take up arms, and what they and defectors are worth in the fight (D1, W2, S4)"

    S4 = mechanism(
        "Pay is followed",
        "Fighters follow pay; money makes a leader legitimate and a warlord.",
        "A14 A20",
        off="slower drift",
        outcome="daily.warlordism",
        pushes="pay",
        holds="pay",
    )

    rebel_pool_share = parameter(
        0.005,
        "1",
        0.0,
        0.05,
        "Share of the people who could ever take up arms against the regime; made on day zero.",
        "estimate: up to 100,000 rebels",
        of="W2",
    )
    join_daily = parameter(
        0.005,
        "1/day",
        0.0,
        0.1,
        "Daily hazard of a wholly aggrieved civilian of the pool to take up arms.",
        "fitted to Syria (T8); before .004",
        of="W2",
    )
    join_pay = parameter(
        0.5, "log hazard", 0.0, 5.0, "What full pay in the militias of his place adds to a civilian's hazard of joining.", "A14 A20", of=S4
    )
    join_success = parameter(
        1.8,
        "log hazard",
        0.0,
        5.0,
        "What rebels' hold of his place adds to a civilian's hazard of joining.",
        "fitted to Syria (T8); before .8, an estimate",
        of="W2",
    )
    new_militia = parameter(
        -1.5,
        "log weight",
        -8.0,
        5.0,
        "Log-weight for a newcomer of founding a militia of his own where there is none yet.",
        "A35",
        of="R15",
    )
    militia_crowding = parameter(
        0.5, "log weight", 0.0, 5.0, "Log-weight that founding loses with each militia already in the place.", "estimate", of="R15"
    )
    civilian_competence = parameter(0.3, "1", 0.0, 1.0, "Mean competence of a civilian under arms.", "estimate", of="W2")
    hiding_joins_daily = parameter(
        0.0004,
        "1/day",
        0.0,
        0.1,
        "Daily hazard of a deserter in hiding to join a local militia where rebels hold the place.",
        "estimate",
        of="D15",
        table="camps",
    )
    recruit_national = parameter(
        0.25,
        "hazard ratio",
        0.0,
        5.0,
        "Hazard of an aggrieved civilian to join it where it stands, against joining a militia.",
        "estimate",
        of="B4",
        table="national_army",
    )
    recruit_everywhere = parameter(
        1.0,
        "hazard ratio",
        1.0,
        20.0,
        "How many more recruits men of many areas and groups attract, from everywhere.",
        "A38 (claim)",
        of="B4",
        table="national_army",
    )
    respect_recruits = parameter(
        1.0, "log hazard", 0.0, 5.0, "What full respect adds to recruitment.", "A38 (claim)", of="B7", table="national_army"
    )
    standing_recruits = parameter(
        0.0, "log hazard", 0.0, 5.0, "What leaders of full standing add to recruitment.", "A32 (claim)", of="R17", table="national_army"
    )
    safe_radius = parameter(
        0.35,
        "log hazard",
        0.0,
        5.0,
        "What each place between a man and the safe area takes off his hazard of coming.",
        "estimate",
        of="B1",
        table="national_army",
    )

    x = column("places", "i8", "tiles", "tile column, from the west", high=50, fixed=True)
    y = column("places", "i8", "tiles", "tile row, from the north", high=50, fixed=True)

    W2_events = term("events", "W2")
    S4_events = term("events", S4)
    joins_what = stream("joins what", ways=2)
    joins = stream("joins", ways=SLOTS)
    founds = stream("founds", ways=2)

    @staticmethod
    @compiled
    def run(
        book: Book,
        profiles: Profiles,
        profile: Rows,
        communities: Communities,
        places: Places,
        militias: Militias,
        nation: Nation,
        slots: Slots,
        going: Rows,
        touched: Rows,
        found: Rows,
        cause: Causes,
        day: int,
        date: int,
    ) -> None:
        """Let named militias rise, and those civilians and deserters join whose time has come."""
        raise_named(book, militias, found, cause, day, date)
        recruit_civilians(book, communities, places, militias, nation, slots, going, cause, day)
        if book.on.D15:
            recruit_deserters(book, profiles, profile, places, militias, slots, going, touched, found, cause, day)


@compiled
def raise_named(book: Book, militias: Militias, found: Rows, cause: Causes, day: int, date: int) -> None:
    """On its date a named militia stands, with the civilians of its place who are nearest to joining."""
    for row in range(len(militias)):
        militia = militias[row]
        if not militia.named or militia.life > 0 or militia.rises > date:
            continue
        rise(book, militias, row, found, day, cause.R15)


@compiled
def recruit_civilians(
    book: Book,
    communities: Communities,
    places: Places,
    militias: Militias,
    nation: Nation,
    slots: Slots,
    going: Rows,
    cause: Causes,
    day: int,
) -> None:
    """Press the civilians, all of a community alike; those whose time has come join a militia or enlist in the national army."""
    p, on, size = book.p, book.on, book.size
    count = len(book.units) - size.army_units
    urge, feared, joining, enlisting = np.zeros(count), np.zeros(count), np.zeros(count), np.zeros(count)
    pay, tiles = pay_offered(militias, size.places), tiles_to_safety(places)
    wide = p.recruit_everywhere if on.B4 else 1.0
    respected = p.respect_recruits * nation.respect + p.standing_recruits * nation.standing
    due = 0
    for number in range(count):
        unit = book.units[size.army_units + number]
        if unit.first == unit.last:
            continue
        home, sect = int(book.people[unit.first].home), int(book.people[unit.first].sect)
        community = communities[home * size.sects + sect]
        urge[number] = log(community.felt / (community.felt + p.grievance_half)) + p.join_success * (1.0 - places[home].control)
        if on.V2:
            feared[number] = -p.fear_recruits * community.fear
        paid = p.join_pay * pay[home] if on.S4 else 0.0
        joining[number] = p.join_daily * exp(urge[number] + feared[number] + paid)
        if nation.forming > 0.0 and p.recruit_national > 0.0:
            drawn = log(p.recruit_national * wide) + respected + urge[number] + feared[number] - p.safe_radius * tiles[home] / wide
            enlisting[number] = p.join_daily * exp(drawn)
        due = press_community(book, unit.first, unit.last, joining[number] + enlisting[number], going, due, day)
    if due == 0:
        return
    safe, hazards, joiners = safe_area(places), np.empty(2), 0
    for position in range(due):  # those who enlist go first; the others close up in ``going``
        row = going[position]
        person = book.people[row]
        number = int(person.unit) - size.army_units
        hazards[0], hazards[1] = joining[number], enlisting[number]
        if way_of(book, row, hazards, book.s.joins_what) == 0:
            going[joiners] = row
            joiners += 1
            continue
        terms = new_terms(book)
        book.terms[terms].W2, book.terms[terms].V2 = urge[number], feared[number]
        person.from_place = safe if safe >= 0 else int(person.home)
        go(book, day, row, NATIONAL, cause.B4, 0, 0, terms, 0, 0, 0.0)
    chosen = join_or_found(book, militias, slots, going, joiners, day)
    for position in range(joiners):
        if chosen[position] < 0:
            continue
        row = going[position]
        person = book.people[row]
        number, home = int(person.unit) - size.army_units, int(person.home)
        paid = p.join_pay * pay[home] if on.S4 else 0.0
        terms = new_terms(book)
        book.terms[terms].W2, book.terms[terms].V2, book.terms[terms].S4 = urge[number], feared[number], paid
        person.militia, person.from_place = chosen[position], home
        go(book, day, row, FIGHTER, cause.S4 if paid > max(urge[number], 0.0) else cause.W2, 0, 0, terms, 0, 0, 0.0)


@compiled
def press_community(book: Book, first: int, last: int, hazard: float, going: Rows, due: int, day: int) -> int:
    """Press the civilians among some rows, a week of one hazard for all; add those whose time has come to ``going``.

    Who went home today (W5) is pressed from the next week on.

    Returns:
        How many there are in ``going`` now.
    """
    status, since, pressure, resistance = book.status, book.since_day, book.pressure, book.resistance
    week = WEEK * min(hazard, book.p.hazard_cap)
    if not week > 0.0:
        return due
    for row in range(first, last):
        if status[row] == CIVILIAN and since[row] < day:
            pressure[row] += week
            if pressure[row] >= resistance[row]:
                going[due] = row
                due += 1
    return due


@compiled
def recruit_deserters(
    book: Book,
    profiles: Profiles,
    profile: Rows,
    places: Places,
    militias: Militias,
    slots: Slots,
    going: Rows,
    touched: Rows,
    found: Rows,
    cause: Causes,
    day: int,
) -> None:
    """Deserters in hiding join where rebels hold the place: officers come to a militia's door, as others do (R11)."""
    people, pressure, resistance, cap = book.people, book.pressure, book.resistance, book.p.hazard_cap
    hazards, men, officers = np.empty(len(profiles)), 0, 0
    for row in range(len(profiles)):
        hazards[row] = book.p.hiding_joins_daily * (1.0 - places[profiles[row].home].control)
    for number in range(those(book, HIDDEN, found, -1)):
        row = found[number]
        if came_before(book.since_day, row, day) and press_week(pressure, resistance, row, hazards[profile[row]], cap):
            if int(people[row].band) >= 2:
                touched[officers] = row
                officers += 1
            else:
                going[men] = row
                men += 1
    chosen = join_or_found(book, militias, slots, going, men, day)
    for number in range(men):
        if chosen[number] >= 0:
            person = book.people[going[number]]
            person.militia, person.from_place = chosen[number], int(person.home)
            send(book, day, going[number], FIGHTER, cause.D15)
    for number in range(officers):
        person = book.people[touched[number]]
        if standing_in(militias, slots, int(person.home)) > 0:
            person.from_place = int(person.home)
            send(book, day, touched[number], CANDIDATE, cause.D15)


@compiled
def join_or_found(book: Book, militias: Militias, slots: Slots, rows: Rows, size: int, day: int) -> Rows:
    """Men choose a militia of their home place, or found one: all weigh what stands there before anybody founds.

    Returns:
        By man, the row of the militia; -1 where there is none.
    """
    p, s, places = book.p, book.s, slots.shape[0]
    chosen, founds = np.empty(size, np.int64), np.empty(size, np.bool_)
    if size == 0:
        return chosen
    own = np.full(places, -INFINITY)
    for place in range(places):
        there = standing_in(militias, slots, place)
        if free_slot(militias, slots, place) >= 0:
            own[place] = p.new_militia - p.militia_crowding * there + log(1.0 + FOUNDERS) if there > 0 else FIRST_OF_ALL
    for number in range(size):
        row = rows[number]
        person = book.people[row]
        place, spell, whole = int(person.home), int(person.spell), 0.0
        for slot in range(slots.shape[1]):
            militia = int(slots[place, slot])
            if militia >= 0 and militias[militia].alive:
                whole += exp(attraction(militias, militia, person.religiosity, p, book.on))
        chosen[number] = choose(book, militias, slots, row, place, s.joins, -1)
        founds[number] = own[place] + gumbel(s.founds[1], person.key, spell) > log(whole) + gumbel(s.founds[0], person.key, spell)
    for number in range(size):
        if founds[number]:  # one founder a week and place; the others join him
            person = book.people[rows[number]]
            place = int(person.home)
            new = founded_today(militias, slots, place, day)
            if new < 0:
                new = free_slot(militias, slots, place)
                if new >= 0:
                    found_local(militias, new, int(person.sect), day, p, book.on, s)
            if new >= 0:
                chosen[number] = new
    return chosen


@compiled
def pay_offered(militias: Militias, places: int) -> Numbers:
    """Mean pay of fighters by place."""
    men, pay = np.zeros(places), np.zeros(places)
    for militia in militias:
        men[militia.place] += militia.fighters
        pay[militia.place] += militia.fighters * militia.income
    for place in range(places):
        pay[place] /= max(men[place], 1e-9)
    return pay


@compiled
def tiles_to_safety(places: Places) -> Numbers:
    """Tiles between each place and the nearest safe area."""
    tiles = np.full(len(places), UNREACHED)
    if safe_area(places) < 0:
        return tiles
    for place in range(len(places)):
        nearest = INFINITY
        for safe in range(len(places)):
            if places[safe].safe:
                nearest = min(nearest, float(abs(places[place].x - places[safe].x) + abs(places[place].y - places[safe].y)))
        tiles[place] = nearest
    return tiles
