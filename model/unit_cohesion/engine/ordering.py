"""Orders that do not depend on how rows are numbered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled

HALF_BITS, HALF = np.uint64(32), np.uint64(2**32 - 1)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from unit_cohesion.engine.rows import Numbers, People, Rows


@compiled
def foremost_last(people: People, rows: Rows) -> Rows:
    """Positions in ``rows`` by rank, then by falling key: what is written last is of the highest rank, then the lowest key."""
    count = len(rows)
    keys, ranks = np.empty(count, np.uint64), np.empty(count)
    for number in range(count):
        keys[number], ranks[number] = ~people[rows[number]].key, float(people[rows[number]].rank)
    return by_two(ranks, keys)


@compiled
def by_two(values: Numbers, keys: NDArray[np.uint64]) -> Rows:
    """Positions by value, then by key, both rising."""
    lower, upper = np.empty(len(keys)), np.empty(len(keys))
    for number in range(len(keys)):  # as numbers of the one type of which orders are compiled
        lower[number], upper[number] = float(keys[number] & HALF), float(keys[number] >> HALF_BITS)
    order = np.argsort(lower, kind="mergesort")
    order = order[np.argsort(upper[order], kind="mergesort")]
    return order[np.argsort(values[order], kind="mergesort")]


@compiled
def outranks(book: Book, row: int, other: int) -> bool:
    """Whether one of two people is of higher rank, or at equal rank has the lower key."""
    rank, rank_of_other = int(book.people[row].rank), int(book.people[other].rank)
    return bool(rank > rank_of_other or (rank == rank_of_other and book.people[row].key < book.people[other].key))
