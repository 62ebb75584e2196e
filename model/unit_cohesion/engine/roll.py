"""The roll: those who serve, in order of their rows, with all that a day asks of each side by side.

Most rows of the army's people do not serve on a given day: they left, or are not called up yet. So what presses those who serve walks the
roll and not the table. It is made anew on the first day of a walk, whenever somebody came in, and once an eighth of it has gone; who goes
meanwhile is struck off where he stands. Between two makings the pressure of those on it is kept here, and put back into their column when
the walk ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.arithmetic import INFINITY
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.vocabulary import SERVING, STATUSES

if TYPE_CHECKING:
    from unit_cohesion.engine.book import Book
    from unit_cohesion.engine.rows import Rows, Tally

ROLL = np.dtype([("pressure", "f8"), ("resistance", "f8"), ("own", "f8"), ("cell", "u4"), ("profile", "u4"), ("row", "i4")], align=True)
"""One on the roll: columns of people of these names, and his row there."""
SERVES = np.array([status == SERVING for status in range(len(STATUSES))])
RESOLVED, GOES_OVER = -1.0, -2.0
"""Resistance of a man of whom an event says that he leaves, or that he changes side; a drawn one is never below nil."""
THINNED = 8
"""The roll is made anew once one in so many has been struck off."""


@compiled
def is_due(tally: Tally, day: int, first: int) -> bool:
    """Whether the roll is to be made anew today, in a walk whose first day is given."""
    return bool(day == first or tally.came_in or THINNED * tally.struck_off > tally.on_roll)


@compiled
def enroll(book: Book, profile: Rows, rows: Rows, size: int) -> None:
    """Make the roll anew of those who serve: the first so many of some rows."""
    for number in range(size):
        row = rows[number]
        man = book.roll[number]
        man.pressure, man.resistance, man.own = book.pressure[row], book.resistance[row], book.own[row]
        man.cell, man.profile, man.row = book.cell[row], profile[row], row
        book.seat[row] = number
    book.tally.on_roll, book.tally.struck_off, book.tally.came_in = size, 0, 0


@compiled
def strike_off(book: Book, row: int) -> None:
    """Let nothing press one who serves no more, nor be noted of him: his seat is nobody's, and has the row past the last."""
    seat = book.seat[row]
    if seat >= 0:
        man = book.roll[seat]
        man.pressure, man.resistance, man.own, man.row = 0.0, INFINITY, 0.0, book.size.army_people
        book.tally.struck_off += 1
    book.seat[row] = -1


@compiled
def resolve(book: Book, row: int, how: float) -> None:
    """Let the time of one who serves have come: he sets out in the first pass of today, and is not caught (``RESOLVED``, ``GOES_OVER``)."""
    book.resistance[row] = how
    if book.seat[row] >= 0:
        book.roll[book.seat[row]].resistance = how


@compiled
def settle(book: Book) -> None:
    """Put the pressure of those on the roll back into its column."""
    for seat in range(book.tally.on_roll):
        man = book.roll[seat]
        if man.row < book.size.army_people:
            book.pressure[man.row] = man.pressure
