"""From factors to pressure to who goes, and why.

Rules write named log-factors into three tables of terms: *units*, *cells* (unit × sect × band) and *profiles* (home × sect × band ×
branch × post); the person's own factor stands in ``own``. A day's hazard is base × unit × cell × profile × own. Pressure gathers it, and
on the day it reaches the person's resistance, drawn from Exp(1) on entering the status, he goes (the construction of Sellke 1983). Nobody
else multiplies hazards.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from unit_cohesion.engine.arithmetic import INFINITY, exp, exponentials, log
from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import asked, compiled
from unit_cohesion.engine.roll import SERVES, enroll, is_due, settle
from unit_cohesion.engine.transitions import those, word, word_of_all
from unit_cohesion.vocabulary import SERVING

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Codes, History, Matrix, Numbers, Profiles, Rows

TRIGGER_DAYS = 14
"""Days over which a factor must have risen for its source to be the trigger."""
RECENT_DAYS = 30
HISTORY = TRIGGER_DAYS + 1
TRIGGER_RISE = math.log(1.1)
UNITS, COMMUNITIES, PROFILES, SECTS = 1, 2, 3, 4
"""Codes of the tables whose rows name sources (as ``tables.OWNERS`` lists them, from 1); 0 stands for none."""


class Factors(NamedTuple):
    """The terms of the hazards of those who serve, and what is made of them.

    Attributes:
        unit_matrix, cell_matrix, profile_matrix: log-factors, rows × terms (the same memory as the records that rules write).
        unit_spare, cell_spare, profile_spare: log-factors of plug-ins, rows × 8; no rows where there is no plug-in.
        unit_history, cell_history, profile_history: the matrices as pressed on the last 15 days, by day modulo 15.
        unit_factor, cell_factor, profile_factor: products; ``cell_factor`` is base × unit × cell.
        pressed: by cell, the highest factor that was pressed with today.
        gathered: pressures before each of the last 30 days, by day modulo 30 (single precision), of those who served then; a column more
            than there are people of the army, for seats that are nobody's.
        today: hazard added to each person on the last day of a walk.
        unit_columns, cell_columns, profile_columns: column of the terms of events, by column of the matrix.
        unit_owner, cell_owner, profile_owner: by column of the matrix, the code of the owner and the column of its sources.
        unit_named, community_named, profile_named, sect_named: sources, rows × columns.
        references: by column of the terms of events, what it must exceed to count as a cause.
        codes: columns of the terms of events: a person's own (``loyalty``, ``ceiling``, ``outrage``, ``word``), the ``cap``'s, the first of
            plug-ins (``spare``); ``plugged``, the first code of a plug-in's cause; ``unnamed``, the code of the cause that stands for none.
        named: by cause, the code that is written down.
    """

    unit_matrix: Matrix
    cell_matrix: Matrix
    profile_matrix: Matrix
    unit_spare: Matrix
    cell_spare: Matrix
    profile_spare: Matrix
    unit_history: History
    cell_history: History
    profile_history: History
    unit_factor: Numbers
    cell_factor: Numbers
    profile_factor: Numbers
    pressed: Numbers
    gathered: History
    today: Numbers
    unit_columns: Rows
    cell_columns: Rows
    profile_columns: Rows
    unit_owner: Rows
    cell_owner: Rows
    profile_owner: Rows
    unit_named: Rows
    community_named: Rows
    profile_named: Rows
    sect_named: Rows
    references: Numbers
    codes: Codes
    named: Rows


@compiled
def multiply(matrix: Matrix, spare: Matrix, first: int, last: int, into: Numbers) -> None:
    """Multiply the factors of some rows of a level: the exponential of the sum of their logs."""
    columns = matrix.shape[1]
    for row in range(first, last):
        found = 0.0
        for column in range(columns):
            found += matrix[row, column]
        into[row] = found
    exponentials(into[first:last], last - first)
    if len(spare):
        for row in range(first, last):
            found = 0.0
            for column in range(spare.shape[1]):
                found += spare[row, column]
            into[row] *= exp(found)


@compiled
def keep(matrix: Matrix, kept: Matrix) -> None:
    """Copy a matrix into another, which lie in one piece both."""
    given, taken = matrix.reshape(-1), kept.reshape(-1)
    for position in range(len(given)):
        taken[position] = given[position]


@compiled
def press(book: Book, factors: Factors, profile: Rows, day: int, first: int, going: Rows) -> int:
    """Add the day's hazard to everybody's pressure.

    Args:
        profile: by person, row of profiles. first: the walk's first day. going: where the rows of those whose time has come are put.

    Returns:
        How many they are.
    """
    if is_due(book.tally, day, first):
        if day > first:
            settle(book)
        enroll(book, profile, going, those(book, SERVES, going, -1))
    by_unit, by_cell, by_profile = factors.unit_factor, factors.cell_factor, factors.profile_factor
    multiply(factors.unit_matrix, factors.unit_spare, 0, book.size.army_units, by_unit)
    multiply(factors.cell_matrix, factors.cell_spare, 0, book.size.army_cells, by_cell)
    multiply(factors.profile_matrix, factors.profile_spare, 0, len(by_profile), by_profile)
    units, pressed, base = book.units, factors.pressed, book.p.base_hazard
    for unit in range(book.size.army_units):
        common = base * by_unit[unit]
        for number in range(units[unit].first_cell, units[unit].last_cell):
            by_cell[number] *= common
            pressed[number] = by_cell[number]
    keep(factors.unit_matrix, factors.unit_history[day % HISTORY])
    keep(factors.cell_matrix, factors.cell_history[day % HISTORY])
    keep(factors.profile_matrix, factors.profile_history[day % HISTORY])
    gathered, cap, count = factors.gathered[day % RECENT_DAYS], book.p.hazard_cap, 0
    roll = book.roll
    for seat in range(book.tally.on_roll):
        man = roll[seat]
        before = man.pressure
        gathered[man.row] = before
        after = before + min(by_cell[man.cell] * by_profile[man.profile] * man.own, cap)
        man.pressure = after
        if after >= man.resistance:
            going[count] = man.row
            count += 1
    return count


@compiled
def touched_units(book: Book, going: Rows, size: int, touched: Rows) -> int:
    """Find the units that a pass of departures touches, in order of their rows: the leavers' own, and those marked as ``reached`` by it.

    Args:
        going: rows of those who went or tried to, in order. touched: where the units' rows are put.

    Returns:
        How many they are.
    """
    people, units, count = book.people, book.units, 0
    if book.tally.reached == 0:
        for number in range(size):
            unit = int(people[going[number]].unit)
            if count == 0 or touched[count - 1] != unit:
                touched[count] = unit
                count += 1
        return count
    for number in range(size):
        units[people[going[number]].unit].reached = True
    for unit in range(book.size.army_units):
        if units[unit].reached:
            units[unit].reached = False
            touched[count] = unit
            count += 1
    book.tally.reached = 0
    return count


@compiled
def press_again(book: Book, factors: Factors, touched: Rows, size: int, going: Rows) -> int:
    """Add, in some units, what today's hazard has risen by since it was added; the rest as in ``press``."""
    units, cap, count = book.units, book.p.hazard_cap, 0
    for number in range(size):
        unit = touched[number]
        first, last = units[unit].first_cell, units[unit].last_cell
        multiply(factors.unit_matrix, factors.unit_spare, unit, unit + 1, factors.unit_factor)
        multiply(factors.cell_matrix, factors.cell_spare, first, last, factors.cell_factor)
        common = book.p.base_hazard * factors.unit_factor[unit]
        for cell in range(first, last):
            factors.cell_factor[cell] *= common
            factor, before = factors.cell_factor[cell], factors.pressed[cell]
            for row in range(book.cells[cell].first, book.cells[cell].last):
                if book.status[row] == SERVING:
                    man = book.roll[book.seat[row]]
                    by_profile, own = factors.profile_factor[man.profile], man.own
                    risen = min(factor * by_profile * own, cap) - min(before * by_profile * own, cap)
                    man.pressure += max(risen, 0.0)
                    if man.pressure >= man.resistance:
                        going[count] = row
                        count += 1
            factors.pressed[cell] = max(factor, before)
    return count


@compiled
def note_today(book: Book, factors: Factors) -> None:
    """Keep the hazard that was added to each person today, for those who look at the last day."""
    pressed, by_profile, roll, cap = factors.pressed, factors.profile_factor, book.roll, book.p.hazard_cap
    factors.today[:] = 0.0
    for seat in range(book.tally.on_roll):
        man = roll[seat]
        if man.row < book.size.army_people:
            factors.today[man.row] = min(pressed[man.cell] * by_profile[man.profile] * man.own, cap)


@compiled
def recent_share(book: Book, factors: Factors, row: int, day: int) -> float:
    """The share of a person's pressure that was gathered in the last 30 days."""
    now = book.roll[book.seat[row]].pressure
    then = float(factors.gathered[(day + 1) % RECENT_DAYS, row]) if day >= RECENT_DAYS else 0.0
    return float(min(max((now - then) / max(now, 1e-300), 0.0), 1.0))


@compiled
def note_level(
    matrix: Matrix, row: int, history: Matrix, columns: Rows, owners: Rows, noted: Numbers, most: float, owner: int, named: int
) -> tuple[float, int, int]:
    """Note the log-factors of one row of a level.

    Args:
        history: the matrix as it was two weeks ago. columns: of ``noted``, by column of the matrix. owners: of the factors' sources.
        most, owner, named: the rise of the factor that rose most so far, and where its source is named.

    Returns:
        The same three, of the factor that rose most now.
    """
    for column in range(matrix.shape[1]):
        now = matrix[row, column]
        noted[columns[column]] += now
        if now - history[row, column] > most:
            most, owner, named = now - history[row, column], owners[column, 0], owners[column, 1]
    return most, owner, named


@asked
def explain(book: Book, factors: Factors, profiles: Profiles, profile: Rows, row: int, day: int, terms: int) -> tuple[int, int]:
    """Say why somebody goes now.

    Args:
        terms: the row of ``book.terms`` that takes the terms of his hazard.

    Returns:
        The code of the cause (the largest term above its reference) and the trigger: the source of the factor that rose most over the last
        two weeks, if by a tenth or more; 0 for none.
    """
    person, noted, p = book.people[row], book.term_matrix[terms], book.p
    unit, cell, kind = int(person.unit), int(book.cell[row]), int(profile[row])
    then = max(1, day - TRIGGER_DAYS) % HISTORY
    most, owner, named = note_level(
        factors.unit_matrix, unit, factors.unit_history[then], factors.unit_columns, factors.unit_owner, noted, -INFINITY, 0, 0
    )
    most, owner, named = note_level(
        factors.cell_matrix, cell, factors.cell_history[then], factors.cell_columns, factors.cell_owner, noted, most, owner, named
    )
    most, owner, named = note_level(
        factors.profile_matrix,
        kind,
        factors.profile_history[then],
        factors.profile_columns,
        factors.profile_owner,
        noted,
        most,
        owner,
        named,
    )
    if len(factors.unit_spare):
        for column in range(factors.unit_spare.shape[1]):
            plugged = factors.unit_spare[unit, column] + factors.cell_spare[cell, column] + factors.profile_spare[kind, column]
            noted[factors.codes.spare + column] += plugged
    noted[factors.codes.loyalty] = -p.loyalty_weight * (book.loyalty[row] - 0.5)
    if book.on.I4:
        noted[factors.codes.ceiling] = p.ceiling_resentment * book.ceilinged[row]
    if book.on.D8b:
        noted[factors.codes.outrage] = book.outrage[row]
    if book.on.C1:
        noted[factors.codes.word] = word(book, row, word_of_all(book))
    trigger, home, sect = 0, int(profiles[kind].home), int(profiles[kind].sect)
    if owner == UNITS:
        trigger = factors.unit_named[unit, named]
    elif owner == COMMUNITIES:
        trigger = factors.community_named[home * book.size.sects + sect, named]
    elif owner == PROFILES:
        trigger = factors.profile_named[kind, named]
    elif owner == SECTS:
        trigger = factors.sect_named[sect, named]
    if person.outrage_day > max(0, day - TRIGGER_DAYS) and noted[factors.codes.outrage] > most:
        most, trigger = noted[factors.codes.outrage], person.outrage_source
    if person.heard_day > max(0, day - TRIGGER_DAYS) and noted[factors.codes.word] > most:
        most, trigger = noted[factors.codes.word], person.heard_source
    whole = 0.0
    for column in range(len(noted)):
        whole += noted[column]
    noted[factors.codes.cap] = min(log(p.hazard_cap) - (log(p.base_hazard) + whole), 0.0)
    best, cause = 0.0, factors.codes.unnamed
    for column in range(len(noted)):
        if noted[column] - factors.references[column] > best:
            best = noted[column] - factors.references[column]
            cause = column if column < factors.codes.spare else column - factors.codes.spare + factors.codes.plugged
    return int(factors.named[cause]), trigger if most >= TRIGGER_RISE else 0
