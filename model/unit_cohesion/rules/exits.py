"""How people go out, where several rules ask for it: which way, a unit's men all at once, how far a unit holds together or has turned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.arithmetic import INFINITY, exp, log
from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.lots import gumbel
from unit_cohesion.engine.ordering import outranks
from unit_cohesion.engine.roll import GOES_OVER
from unit_cohesion.engine.transitions import go
from unit_cohesion.rules.militias import choose
from unit_cohesion.vocabulary import BESIEGED, CANDIDATE, FIGHTER, TRANSIT, WAY_STATUS, WAYS

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Militias, Nation, P, Routes, Rows, Sects, Slots, Unit, Units

OVER, ABROAD, TO = WAYS.index("militia"), WAYS.index("abroad"), np.array(WAY_STATUS)
OFFICERS_FROM = 2
STAYS = -1
"""Instead of a way: he goes none."""
WITH_COMMANDER, OUT_OF_SIEGE, OVER_ORDER = 1, 2, 3
"""Why a unit goes as one."""


@compiled
def cohesion(unit: Unit, p: P) -> float:
    """Cohesion of a unit in [0, 1]: the weighted mean of its bonds."""
    weighed = p.cohesion_peers * unit.peer_bond + p.cohesion_commander * unit.commander_trust + p.cohesion_institution * unit.institution
    return float(weighed / (p.cohesion_peers + p.cohesion_commander + p.cohesion_institution))


@compiled
def turned(unit: Unit, p: P) -> float:
    """How far a unit's norm has turned from staying to leaving, in [0, 1]."""
    gone = min(1.0, (unit.left / max(unit.start_strength, 1.0) + p.commander_example * unit.commander_gone) / p.norm_turns)
    return gone * gone * (3.0 - 2.0 * gone)


@compiled
def nearness(units: Units, row: int, chief: int, share: float) -> float:
    """How near the commander of one unit stands to another: the share to the power of the levels between; -1 where it is not under him."""
    above, near = int(units[row].superior), share
    while above >= 0 and above != chief:
        above, near = int(units[above].superior), near * share
    return near if above == chief else -1.0


@compiled
def way_out(book: Book, routes: Routes, row: int, day: int) -> int:
    """Which way somebody goes: the largest log-weight + keyed Gumbel draw (a besieged man may give himself up: D11). Of whom an event says
    that he changes side, he does.

    The men of a unit that goes as one share its draws, and do not flee abroad one by one.
    """
    if book.resistance[row] == GOES_OVER:
        return OVER
    person = book.people[row]
    unit, p, key, spell, draws = book.units[person.unit], book.p, person.key, int(person.spell), book.s.lot_of_way
    if unit.goes_as_one:
        key, spell, draws = np.uint64(unit.ordinal), day, book.s.way_of_unit
    route = routes[(unit.place * book.size.bands + int(person.band)) * book.size.sects + int(person.sect)]
    abroad = -INFINITY if unit.goes_as_one else route.abroad_weight
    top = max(route.militia_weight, abroad, route.hiding_weight)
    all_ways = top + log(exp(route.militia_weight - top) + exp(abroad - top) + exp(route.hiding_weight - top))
    best, chosen = -INFINITY, 0
    for way in range(4):
        if way == 0:
            weight = route.militia_weight - all_ways
        elif way == 1:
            weight = abroad - all_ways
        elif way == 2:
            weight = route.hiding_weight - all_ways
        elif book.on.D11 and unit.posture == BESIEGED and p.surrender_share > 0:
            weight = log(p.surrender_share / (1.0 - p.surrender_share))
        else:
            weight = -INFINITY
        weight += gumbel(draws[way], key, spell)
        if weight > best:
            best, chosen = weight, way
    return chosen


@compiled
def go_their_ways(
    book: Book,
    sects: Sects,
    nation: Nation,
    militias: Militias,
    slots: Slots,
    number: int,
    ways: Rows,
    day: int,
    cause: int,
    trigger: int,
    by_will: bool,
) -> None:
    """Let men of a unit leave who were not pressed to but decided at once: whose post is lost (W5, W10), or who will not shoot (W7).

    Args:
        number: of the unit. ways: by its men, in order of their rows: a row of ``WAYS``, or ``STAYS``. trigger: a source, 0 for none.
            by_will: whether others take it for leaving, by whose pace they judge (N6); who is driven home has not left anybody.
    """
    unit = book.units[number]
    commander, foremost, event_of_foremost = unit.commander, -1, 0
    for row in range(unit.first, unit.last):
        way = int(ways[row - unit.first])
        if way == STAYS:
            continue
        person, status = book.people[row], int(TO[way])
        if way == OVER and book.size.rebels:
            asked = choose(book, militias, slots, row, unit.place, book.s.joins_whom, -1)
            officer = int(person.band) >= OFFICERS_FROM
            person.militia = -1 if officer else asked
            status = TRANSIT if asked < 0 else CANDIDATE if officer else FIGHTER
            way = ABROAD if asked < 0 else OVER
        person.way, person.from_place = way, unit.place
        event = go(book, day, row, status, cause, 0, trigger, -1, 0, 0, 0.0)
        unit.left += 1.0
        unit.left_lately += 1.0
        unit.left_today += 1.0
        book.flows.attempts += unit.weight
        sects[int(person.sect)].left_today += unit.weight if by_will else 0.0
        nation.capability_lost += unit.weight * person.competence
        if foremost < 0 or outranks(book, row, foremost):
            foremost, event_of_foremost = row, event
        if row == commander:
            unit.commander_gone = 1.0  # nobody follows him: each decides for himself, or all have decided
            unit.commander_trust *= book.p.trust_after_commander
    if foremost >= 0:
        unit.left_source = event_of_foremost
