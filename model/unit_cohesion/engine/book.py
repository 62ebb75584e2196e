"""What a person's going touches, handed to rules as one argument: ``book``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import (
        Bits,
        Cells,
        Counts,
        Events,
        EventTerms,
        Fared,
        Flows,
        Matrix,
        Numbers,
        On,
        P,
        People,
        Roll,
        Rows,
        S,
        Size,
        Statuses,
        Streams,
        Tally,
        Units,
    )


class Book(NamedTuple):
    """The columns and counts that every transition writes.

    Attributes:
        people, units, cells: tables (records).
        status, pressure, resistance, since_day, cell, loyalty, ceilinged, own, fate_threshold, peril_left, outrage, heard, left_day:
            columns of people, kept apart.
        roll, seat: those who serve with what presses them (``engine/roll.py``), and by person the row there, -1 if he has none.
        fate_pressure, next_fate: columns of cells, kept apart.
        counts: persons by sect × band × status. fared: persons who left by way × band × sect × status. present: by status, a bit for
            each row of people, 64 to a word, so that those of a status are found without asking everybody.
        events, terms, term_matrix: what is noted of each event; ``terms`` and ``term_matrix`` are one memory, as records and as a matrix.
        tally: how much is noted. flows: the day's flows in persons.
        clocks: key of the stream of resistances by status, 0 where a status has no clock. fated: whether something can be done to people
            of the rebel side in a status.
        p, on, s: parameters, what is switched on, streams.
        size: sizes of the war.
    """

    people: People
    units: Units
    cells: Cells
    status: Rows
    pressure: Numbers
    resistance: Numbers
    since_day: Rows
    cell: Rows
    loyalty: Numbers
    ceilinged: Numbers
    own: Numbers
    fate_threshold: Numbers
    peril_left: Numbers
    outrage: Numbers
    heard: Numbers
    left_day: Rows
    roll: Roll
    seat: Rows
    fate_pressure: Numbers
    next_fate: Numbers
    counts: Counts
    fared: Fared
    present: Bits
    events: Events
    terms: EventTerms
    term_matrix: Matrix
    tally: Tally
    flows: Flows
    clocks: Streams
    fated: Statuses
    p: P
    on: On
    s: S
    size: Size
