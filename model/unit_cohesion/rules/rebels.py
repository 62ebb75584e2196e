"""What the rules of the rebel side share: what militias have (more: ``militias.py``), clocks of those who do not serve, leaving the fight.

The same construction as for those who serve (``engine/hazards.py``): a resistance drawn on entering a status, pressure gathered against it,
and the way by the largest log-hazard + keyed Gumbel draw. Being few, people are pressed one by one, week by week, with hazards handed over
whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.arithmetic import INFINITY, log
from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import Rule, column, parameter, stream
from unit_cohesion.engine.lots import gumbel, lot
from unit_cohesion.engine.transitions import go
from unit_cohesion.vocabulary import REASONS, STATUSES, TRANSIT, WITHDRAWN

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Hazards, Militias, Nation, Numbers, Person, Places, Rows, Streams

WEEK = 7.0
"""Days of a week: rebels are pressed week by week."""
DANGER, NO_PLACE = REASONS.index("danger"), REASONS.index("no place for me")


def marked(*statuses: int) -> np.ndarray:
    """By status, whether it is one of these: a mask for ``those``."""
    return np.array([status in statuses for status in range(len(STATUSES))])


class Rebels(Rule):
    """What all militias and all who are out of the regime's army have."""

    rebels = True

    pay_follows = parameter(
        1.5,
        "log weight",
        0.0,
        5.0,
        "Log-weight that a militia's full pay adds for a fighter who chooses one.",
        "A14 A20",
        of="S4",
        table="rebels",
    )
    faith_follows = parameter(
        2.0,
        "log weight",
        0.0,
        10.0,
        "Log-weight that a militia loses for a fighter by each unit of difference in religious feeling.",
        "A14",
        of="R7",
        table="rebels",
    )
    newcomers = parameter(
        20.0,
        "persons",
        1.0,
        1000.0,
        "Persons by whom a militia is taken to be larger when a man chooses, so that new ones are found too.",
        "estimate",
        of="R15",
        table="rebels",
    )
    means_pay = parameter(
        0.3,
        "1",
        0.0,
        1.5,
        "Pay, of what is usual, that a leader with full means of his own gives his fighters.",
        "estimate",
        of="S4",
        table="rebels",
    )
    withdraw_abroad = parameter(
        2.6,
        "log weight",
        -5.0,
        5.0,
        "Log-weight of a camp abroad against idleness inside, at an open border.",
        "A11 A17",
        of="R1",
        table="militia_life",
    )
    withdraw_distance = parameter(
        0.5, "log weight", 0.0, 5.0, "Log-weight that this loses with each place to cross.", "I7", of="R1", table="militia_life"
    )
    local_slots = parameter(
        6,
        "militias",
        1,
        40,
        "Local militias that can exist in a place at once, besides the named ones.",
        "A35",
        of="R15",
        table="factions",
        nature="design",
    )
    early_days = parameter(
        300.0,
        "days",
        10.0,
        2000.0,
        "Days in which the legitimacy of having been early falls by two thirds for leaders who come later.",
        "A14",
        of="R3",
        table="factions",
    )
    fighters_per_officer = parameter(
        20.0,
        "persons",
        1.0,
        200.0,
        "Fighters for each officer in action at which a militia has officers, or for each full skill of a defector, skill enough.",
        "estimate",
        of="R4",
        table="factions",
    )
    early_start = parameter(
        0.55,
        "1",
        0.0,
        1.0,
        "Mean legitimacy of having been early, of a local leader who begins on day one.",
        "A14",
        of="R3",
        table="factions",
    )
    early_spread = parameter(0.2, "1", 0.0, 0.5, "Spread of that among leaders.", "estimate", of="R3", table="factions")
    means_start = parameter(0.2, "1", 0.0, 1.0, "Mean of a new local leader's own money.", "A14: modest means", of="R3", table="factions")
    means_spread = parameter(0.15, "1", 0.0, 0.5, "Spread of it among leaders.", "estimate", of="R3", table="factions")
    leader_conviction_spread = parameter(
        0.15, "1", 0.0, 0.5, "Spread of religious and of national feeling among new local leaders.", "estimate", of="R7", table="factions"
    )
    discipline_start = parameter(0.3, "1", 0.0, 1.0, "Mean order in a new local militia.", "A14", of="R4", table="factions")
    discipline_spread = parameter(0.1, "1", 0.0, 0.5, "Spread of it among new local militias.", "estimate", of="R4", table="factions")
    sectarian_start = parameter(0.1, "1", 0.0, 1.0, "Sectarian feeling in a new militia.", "estimate", of="R19", table="factions")
    warlord_start = parameter(
        0.1, "1", 0.0, 1.0, "How far a new local leader is a warlord.", "A20: only recently", of="R10", table="factions"
    )
    warlord_spread = parameter(0.05, "1", 0.0, 0.5, "Spread of that among new leaders.", "estimate", of="R10", table="factions")
    money_legitimacy = parameter(0.7, "1", 0.0, 1.0, "Legitimacy that full income gives a leader.", "A14", of="R3", table="factions")
    militia_bond = parameter(
        0.6, "1", 0.0, 1.0, "Cohesion to which an orderly, paid, unquarrelling militia tends.", "estimate", of="R15", table="factions"
    )
    extremist_pull = parameter(
        0.6,
        "log weight",
        -5.0,
        5.0,
        "Log-weight that an extremist militia has for a fighter besides pay and faith.",
        "A38",
        of="R20",
        table="factions",
    )

    militia = column("people", "i2", "row of militias", "militia that he is with or applies to, if any", low=-1, high=2000, told=True)
    true_reason = column("people", "i1", "row of TRUE_REASONS", "true reason of staying out of the fight, if he does", high=9, told=True)
    key = column("militias", "u8", "key", "stable key", high=18446744073709551616, fixed=True)
    place = column("militias", "i8", "row of places", "where it fights", high=100, fixed=True, told=True)
    named = column("militias", "?", "yes/no", "named by the scenario; the others arise by themselves", high=1, fixed=True, told=True)
    rises = column("militias", "i8", "day number", "date on which a named one rises, 0 for slots", fixed=True)
    first_size = column("militias", "f8", "persons", "civilians who take up arms with a named one on that day", high=100000, fixed=True)
    extremist = column("militias", "?", "yes/no", "extremist", high=1, told=True)
    officer_led = column("militias", "?", "yes/no", "led by a defected officer", high=1, fixed=True, told=True)
    alive = column("militias", "?", "yes/no", "exists", high=1, told=True)
    life = column("militias", "i2", "number", "which militia of this slot it is, counted from 1; 0 before the first", high=10000, told=True)
    founded = column("militias", "i8", "day", "day of its founding, 0 before")
    sect = column("militias", "i8", "row of sects", "its leader's group", high=100, told=True)
    early = column("militias", "f8", "1", "legitimacy of its leader from early involvement", high=1, told=True)
    means = column("militias", "f8", "1", "its leader's own money", high=1)
    money = column("militias", "f8", "1", "legitimacy of its leader from money", high=1, told=True)
    religiosity = column("militias", "f8", "1", "religious feeling in it", high=1, told=True)
    nationalism = column("militias", "f8", "1", "national feeling in it", high=1, told=True)
    sectarian = column("militias", "f8", "1", "sectarian feeling in it", high=1, told=True)
    warlordism = column("militias", "f8", "1", "how far its leader is a warlord", high=1, told=True)
    discipline = column("militias", "f8", "1", "order and discipline", high=1, told=True)
    cohesion = column("militias", "f8", "1", "cohesion", high=1, told=True)

    rebel_fate = stream("rebel fate")
    away = stream("away", ways=2)
    said = stream("said")
    leader_early = stream("leader early")
    leader_means = stream("leader means")
    leader_faith = stream("leader faith")
    leader_nation = stream("leader nation")
    leader_warlord = stream("leader warlord")
    leader_order = stream("leader order")


# ---- where they are


@compiled
def stands_in(militias: Militias, person: Person) -> int:
    """The place where somebody is among the rebels: where he came to them, or where his militia has moved on to (W8)."""
    militia = int(person.militia)
    if militia >= 0 and militias[militia].front != militias[militia].place:
        return int(militias[militia].front)
    return int(person.from_place)


# ---- the clocks of those who do not serve


# Those who are pressed are many: these take the columns that they need and not the book, so that a loop over 100,000 people costs little.


@compiled
def came_before(since_day: Rows, row: int, day: int) -> bool:
    """Whether somebody has had his status since before today."""
    return bool(since_day[row] < day)


@compiled
def press_week(pressure: Numbers, resistance: Numbers, row: int, hazard: float, cap: float) -> bool:
    """Add a week of a daily hazard to somebody's pressure; whether his time has come."""
    hazard = min(hazard, cap)
    pressure[row] += WEEK * hazard
    return bool(pressure[row] >= resistance[row] and hazard > 0.0)


@compiled
def press_peril(peril_left: Numbers, row: int, hazard: float, cap: float) -> bool:
    """The same on the clock of what befalls people: takes a week's hazard off what is left until then."""
    hazard = min(hazard, cap)
    peril_left[row] -= WEEK * hazard
    return bool(peril_left[row] <= 0.0 and hazard > 0.0)


@compiled
def way_of(book: Book, row: int, hazards: Hazards, streams: Streams) -> int:
    """Which way somebody goes: the largest log-hazard + keyed Gumbel draw (hazards: one for each way)."""
    person, best, chosen = book.people[row], -INFINITY, 0
    for way in range(len(hazards)):
        weight = log(hazards[way]) + gumbel(streams[way], person.key, int(person.spell))
        if weight > best:
            best, chosen = weight, way
    return chosen


# ---- out of the fight


@compiled
def stated_reason(book: Book, row: int, nation: Nation) -> int:
    """The reason that he states for staying out: danger is a pretext that spreads with the rumour (N7)."""
    rumour = nation.rumour if book.on.N7 else 0.0
    share = book.p.danger_true_share + (1.0 - book.p.danger_true_share) * book.p.pretext_share * rumour
    danger = lot(book.s.said, book.people[row].key, int(book.people[row].spell)) < share
    return DANGER if danger else NO_PLACE


@compiled
def leave_the_fight(book: Book, row: int, places: Places, nation: Nation, day: int, cause: int, terms: int) -> None:
    """Out of the fight: to a camp abroad, the nearer a border the likelier, or idle inside."""
    person = book.people[row]
    abroad = book.p.withdraw_abroad - book.p.withdraw_distance * places[int(person.from_place)].border_steps
    out = abroad + gumbel(book.s.away[0], person.key, int(person.spell)) > gumbel(book.s.away[1], person.key, int(person.spell))
    person.militia = -1
    reason = stated_reason(book, row, nation)
    go(book, day, row, TRANSIT if out else WITHDRAWN, cause, 0, 0, terms, reason, int(person.true_reason), 0.0)


# ---- the national army's men


@compiled
def safe_area(places: Places) -> int:
    """The first place with a safe area, or -1."""
    for place in range(len(places)):
        if places[place].safe:
            return place
    return -1
