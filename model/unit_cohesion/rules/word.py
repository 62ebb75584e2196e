"""C1: word of those who left travels along ties across units: to men of the same academy and year, of the same home and call-up, to kin.

Comrades of the own unit see a departure themselves (D5); what they see is not told them again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.arithmetic import faded
from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import asked, compiled
from unit_cohesion.engine.declare import INF, Rule, column, mechanism, parameter, stream, term
from unit_cohesion.engine.lots import lot
from unit_cohesion.engine.transitions import fade, refresh_own
from unit_cohesion.vocabulary import CAPTURED, DEAD, JAILED, SERVING

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Rows, S

PAIRS = 3
"""The most pairs of ties that somebody has with men of his year."""
WEEK = 7


class Word(Rule):
    """Week by week the ties of those who left hear of it, if he is still at large; what was heard fades.

    log_C1 = ln(word_pressure) · heard / ⅛, at most 2; heard: share of a man's ties who lately left, in other units than his
    ties: 2 · ties_of_year men of his academy and year (officers), his home and year (NCOs), his home and call-up (conscripts); kin beside
    """

    every = WEEK
    table = "word"
    heading = "Word along ties (C1)"

    C1 = mechanism(
        "Word travels",
        "Men hear across units, along ties of academy and year, home and call-up, and kin, who left and got away.",
        "B8 B15, lit",
        off="progeny by ties falls to nothing",
        outcome="events: leavers",
        pushes="word of those he knows who left",
        holds="no word of those he knows",
    )

    word_pressure = parameter(
        1.3,
        "hazard ratio",
        1.0,
        3.0,
        "Hazard ratio of a man an eighth of whose ties has lately gone.",
        "lit: 1.1 to 1.6, below comrades",
        of=C1,
        neutral=1.0,
    )
    word_memory_days = parameter(30.0, "days", 1.0, 365.0, "Half-life of such word in a man's mind.", "estimate", of=C1)
    word_forgotten = parameter(
        0.01, "1", 0.0001, 0.1, "Share of his ties below which what he heard is as good as forgotten.", "design", of=C1, nature="design"
    )
    ties_of_year = parameter(
        3,
        "pairs",
        0,
        PAIRS,
        "Pairs of ties that a man has with men of his year, across units.",
        "lit: close ties, at most eight with kin",
        of=C1,
    )
    ties_of_kin = parameter(1, "pairs", 0, 1, "Pairs of ties that a man has with kin who serve.", "likewise", of=C1)

    heard = column("people", "f8", "1", "share of his ties who lately left, as he heard", high=100, apart=True)
    heard_day = column("people", "i4", "day", "day of the latest such word")
    heard_source = column("people", "i8", "source", "who left", low=-INF)
    left_day = column("people", "i4", "day", "day on which he left by his own will, 0 before", apart=True)
    left_event = column("people", "i8", "source", "number of the event", low=-INF)

    C1_people = term("people", C1)
    stride = stream("tie", ways=PAIRS)

    @staticmethod
    @compiled
    def run(
        book: Book,
        tie_group: Rows,
        tie_first: Rows,
        tie_last: Rows,
        tie_rows: Rows,
        tie_at: Rows,
        kin_group: Rows,
        kin_first: Rows,
        kin_last: Rows,
        kin_rows: Rows,
        found: Rows,
        day: int,
    ) -> None:
        """Let what was heard fade; tell the ties of this week's leavers."""
        if not book.on.C1:
            return
        p, s, fades = book.p, book.s, faded(book.p.word_memory_days, float(WEEK))
        count = 2 * p.ties_of_year + 2 * p.ties_of_kin
        if count == 0:
            return
        fade(book, book.heard, fades, p.word_forgotten, found)
        left_day, status, latest, leavers = book.left_day, book.status, max(day - WEEK, 0), 0
        for row in range(book.size.army_people):  # without branches
            found[leavers] = row
            leavers += int(left_day[row] > latest)
        for number in range(leavers):
            row = found[number]
            if status[row] == JAILED or status[row] == DEAD or status[row] == CAPTURED:
                continue
            group = int(tie_group[row])
            first, size, at = int(tie_first[group]), int(tie_last[group] - tie_first[group]), int(tie_at[row])
            for pair in range(p.ties_of_year):
                tell_both(book, row, tie_rows, first, size, at, stride_of(s, group, pair, size), count, day)
            if p.ties_of_kin:
                group = int(kin_group[row])
                first, size = int(kin_first[group]), int(kin_last[group] - kin_first[group])
                at = int(np.searchsorted(kin_rows[first : first + size], row))
                tell_both(book, row, kin_rows, first, size, at, 1, count, day)


@asked
def stride_of(s: S, group: int, pair: int, size: int) -> int:
    """How many places apart those stand, in the order of their group, whom a pair of ties joins."""
    return 1 + int(lot(s.stride[pair], np.uint64(group), 0) * ((size - 1) // 2))


@compiled
def tell_both(book: Book, row: int, rows: Rows, first: int, size: int, at: int, stride: int, count: int, day: int) -> None:
    """Tell the two (or the one) so far apart from a leaver in the order of his group."""
    if stride >= size:
        return
    tell(book, row, int(rows[first + (at + stride) % size]), count, day)
    if 2 * stride != size:
        tell(book, row, int(rows[first + (at - stride) % size]), count, day)


@compiled
def tell(book: Book, leaver: int, row: int, count: int, day: int) -> None:
    """Tell a man of another unit who serves that one of his ties has left."""
    if row == leaver or book.status[row] != SERVING or book.people[row].unit == book.people[leaver].unit:
        return
    book.heard[row] += 1.0 / count
    book.people[row].heard_day, book.people[row].heard_source = day, book.people[leaver].left_event
    refresh_own(book, row)
