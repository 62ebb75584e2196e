"""The roll says at any time what looking through the whole column says."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from model.roll import Roll

MOVES = st.lists(st.tuples(st.sets(st.integers(0, 11), min_size=1), st.integers(0, 3), st.sets(st.integers(0, 3))), max_size=12)


@given(st.lists(st.integers(0, 3), min_size=12, max_size=12), MOVES)
def test_it_says_what_the_column_says(start: list[int], moves: list[tuple[set[int], int, set[int]]]) -> None:
    status = np.array(start, "i1")
    roll = Roll(status)
    for rows, to, asked in moves:
        moved = np.array(sorted(rows, key=lambda row: -row))  # in any order
        before = set(status[moved].tolist())
        status[moved] = to
        roll.note(moved, before | {to})
        if asked:
            assert roll.of(*asked).tolist() == np.flatnonzero(np.isin(status, list(asked))).tolist()


def test_what_was_changed_at_large_is_looked_up_anew() -> None:
    status = np.zeros(5, "i1")
    roll = Roll(status)
    assert len(roll.of(1)) == 0
    status[2] = 1
    roll.forget()
    assert roll.of(1).tolist() == [2]
