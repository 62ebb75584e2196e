"""The one function that moves people between statuses, and what it needs: who commands, who is where, who has a status."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.arithmetic import INFINITY, MOST, exp, exponentials, log
from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import asked, compiled
from unit_cohesion.engine.lots import exponential
from unit_cohesion.engine.roll import strike_off
from unit_cohesion.engine.ways import ALLOWED
from unit_cohesion.vocabulary import DEAD, DEFECTED_TO, DISCHARGED, HIDING, JAILED, SERVING, STATUSES

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Numbers, Rows, Statuses

EIGHTH = 8.0
"""``word_pressure`` is what one part in so many of a man's ties do."""
BLOCK = 64
"""Rows of people whose statuses share one word of bits."""
ONE = np.uint64(1)
BRUIJN, SHIFT = np.uint64(0x03F79D71B4CB0A89), np.uint64(58)
"""Multiplied by a power of two, this puts the power's place into the top six bits (a de Bruijn sequence)."""
PLACE_OF = np.zeros(64, np.int64)
for _bit in range(64):
    PLACE_OF[((1 << _bit) * int(BRUIJN) & (1 << 64) - 1) >> 58] = _bit
_DEFECTED = np.array([name in DEFECTED_TO for name in STATUSES])


@compiled
def word_of_all(book: Book) -> float:
    """What word of all a man's ties would add to his log-hazard, were there no most (C1)."""
    return float(log(book.p.word_pressure) * EIGHTH)


@compiled
def word(book: Book, row: int, of_all: float) -> float:
    """What word of those whom he knows who left adds to a man's log-hazard (C1)."""
    return float(min(of_all * book.heard[row], MOST))


@compiled
def own_log(book: Book, row: int, of_all: float) -> float:
    """The log of a person's own factor; ``of_all``: what word of all his ties would add to it."""
    p = book.p
    total = -p.loyalty_weight * (book.loyalty[row] - 0.5)
    if book.on.I4:
        total += p.ceiling_resentment * book.ceilinged[row]
    if book.on.D8b:
        total += book.outrage[row]
    if book.on.C1:
        total += word(book, row, of_all)
    return float(total)


@compiled
def refresh_own(book: Book, row: int) -> None:
    """Make a person's own factor anew: 0 unless he serves, so that nothing presses him."""
    if book.status[row] != SERVING:
        book.own[row] = 0.0
        return
    book.own[row] = exp(own_log(book, row, word_of_all(book)))
    if book.seat[row] >= 0:
        book.roll[book.seat[row]].own = book.own[row]


@asked
def refresh_some(book: Book, first: int, last: int) -> None:
    """Make anew the own factor of some people in a row."""
    for row in range(first, last):
        refresh_own(book, row)


@compiled
def fade(book: Book, kept: Numbers, fades: float, forgotten: float, found: Rows) -> None:
    """Let what some of the army's people keep in mind fade, and make the factor of those of them who serve anew.

    The loops are apart so that each is simple: nothing in them must be foretold, and what they read from far away is fetched side by side.

    Args:
        kept: by person, what he keeps in mind; 0 for most. fades: the share that is left. forgotten: below it nothing is.
    """
    count, of_all = 0, word_of_all(book)
    for row in range(book.size.army_people):
        found[count] = row
        count += int(kept[row] > 0.0) & int(book.status[row] == SERVING)
        left = kept[row] * fades
        kept[row] = left if left >= forgotten else 0.0
    factors = np.empty(count)
    for number in range(count):
        factors[number] = own_log(book, found[number], of_all)
    exponentials(factors, count)
    for number in range(count):
        row = found[number]
        book.own[row] = factors[number]
        if book.seat[row] >= 0:
            book.roll[book.seat[row]].own = factors[number]


@compiled
def where(book: Book, row: int) -> int:
    """Where somebody is (row of places): where his unit stands, or where he went from it; civilians where they fight or live."""
    person = book.people[row]
    if person.way >= 0 or row >= book.size.army_people:
        return int(person.from_place)
    return int(book.units[person.unit].place)


@asked
def appoint(book: Book, unit: int) -> None:
    """Give a unit the commander that it has now: the highest in rank who serves (the lower seat at equal rank), or none (-1)."""
    best, highest, lowest = -1, -1, -1
    for row in range(book.units[unit].first, book.units[unit].last):
        if book.status[row] == SERVING:
            rank, seat = int(book.people[row].rank), int(book.people[row].seat)
            if rank > highest or (rank == highest and seat < lowest):
                best, highest, lowest = row, rank, seat
    book.units[unit].commander = best


@compiled
def new_terms(book: Book) -> int:
    """A fresh row of ``book.terms``, all zero."""
    row = book.tally.terms
    book.tally.terms += 1
    for column in range(book.term_matrix.shape[1]):
        book.term_matrix[row, column] = 0.0
    return row


@compiled
def go(
    book: Book, day: int, row: int, to: int, cause: int, step: int, trigger: int, terms: int, reason: int, true_reason: int, recent: float
) -> int:
    """Move one person into a new status: note it; counts, flows, strength, spell and resistance follow.

    Who commands a unit that men come to is not seen to (``appoint`` does that, once all have come).

    Args:
        row: of people. to: his new status. cause: its code, from ``cause``. step: the pass of the day. trigger: a source.
        terms: the row of ``book.terms`` that holds the terms of his hazard, -1 for none.

    Returns:
        The event's number, counted from 1, which serves as a source.

    Raises:
        RuntimeError: a transition that is not declared (a fault of the model, never of its input).
    """
    person, before = book.people[row], int(book.status[row])
    if not ALLOWED[before, to]:
        book.tally.fault_before, book.tally.fault_to, book.tally.fault_day = before, to, day
        raise RuntimeError("undeclared transition")
    unit = book.units[person.unit]
    weight = unit.weight
    event = book.events[book.tally.events]
    book.tally.events += 1
    book.tally.all_events += 1
    event.day, event.step, event.row, event.place, event.before, event.to = day, step, row, where(book, row), before, to
    event.cause, event.trigger, event.reason, event.true_reason = cause, trigger, reason, true_reason
    event.militia, event.recent, event.terms = person.militia, recent, terms
    if before == SERVING:
        if _DEFECTED[to]:
            book.flows.defections += weight
        if to == HIDING:
            book.flows.desertions += weight
    if to == DEAD:
        book.flows.deaths += weight
    elif to == JAILED:
        book.flows.arrests += weight
    elif to == DISCHARGED:
        book.flows.discharges += weight
    elif to == SERVING:
        book.flows.call_ups += weight
    sect, band = int(person.sect), int(person.band)
    book.counts[sect, band, before] -= weight
    book.counts[sect, band, to] += weight
    if person.way >= 0:
        if before != SERVING:
            book.fared[int(person.way), band, sect, before] -= weight
        book.fared[int(person.way), band, sect, to] += weight
    bit = ONE << np.uint64(row % BLOCK)
    book.present[before, row // BLOCK] &= ~bit
    book.present[to, row // BLOCK] |= bit
    book.status[row] = to
    book.since_day[row] = day
    person.spell += 1
    spell = int(person.spell)
    book.pressure[row], book.own[row] = 0.0, 0.0
    book.fate_threshold[row], book.peril_left[row] = INFINITY, INFINITY
    book.resistance[row] = exponential(book.clocks[to], person.key, spell) if book.clocks[to] != 0 else INFINITY
    if book.fated[to]:
        book.peril_left[row] = exponential(book.s.rebel_fate, person.key, spell)
    if before == SERVING:
        unit.strength -= 1.0
        strike_off(book, row)
        if unit.commander == row:
            appoint(book, int(person.unit))
    if to == SERVING:
        unit.strength += 1.0
        book.seat[row], book.tally.came_in = -1, book.tally.came_in + 1
        cell = int(book.cell[row])
        book.fate_threshold[row] = book.fate_pressure[cell] + exponential(book.s.fate, person.key, spell)
        book.next_fate[cell] = min(book.next_fate[cell], book.fate_threshold[row])
        refresh_own(book, row)
    return int(book.tally.all_events)


@asked
def send(book: Book, day: int, row: int, to: int, cause: int) -> int:
    """Move one person into a new status for a cause, with nothing more to be said of it; returns the event's number."""
    return go(book, day, row, to, cause, 0, 0, -1, 0, 0, 0.0)


@compiled
def those(book: Book, statuses: Statuses, found: Rows, day: int) -> int:
    """Find all who have had one of some statuses since before today, in order of their rows.

    Args:
        statuses: by status, whether it is asked for. found: where their rows are put. day: today; -1 finds those of today too.

    Returns:
        How many there are.
    """
    count, present, since_day, any_of = 0, book.present, book.since_day, np.zeros(book.present.shape[1], np.uint64)
    for status in range(len(statuses)):
        if statuses[status]:
            for block in range(len(any_of)):
                any_of[block] |= present[status, block]
    for block in range(len(any_of)):
        bits = any_of[block]
        while bits != 0:
            lowest = bits & (~bits + ONE)
            bits ^= lowest
            row = block * BLOCK + PLACE_OF[(lowest * BRUIJN) >> SHIFT]
            if day < 0 or since_day[row] < day:
                found[count] = row
                count += 1
    return count
