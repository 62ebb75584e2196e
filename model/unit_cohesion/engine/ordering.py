"""Orders that do not depend on how rows are numbered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import People, Rows


@compiled
def foremost_last(people: People, rows: Rows) -> Rows:
    """Positions in ``rows`` by rank, then by falling key: what is written last is of the highest rank, then the lowest key."""
    count = len(rows)
    keys, ranks = np.empty(count, np.uint64), np.empty(count)
    for number in range(count):
        keys[number], ranks[number] = ~people[rows[number]].key, float(people[rows[number]].rank)
    order = np.argsort(keys, kind="mergesort")
    return order[np.argsort(ranks[order], kind="mergesort")]


@compiled
def outranks(book: Book, row: int, other: int) -> bool:
    """Whether one of two people is of higher rank, or at equal rank has the lower key."""
    rank, rank_of_other = int(book.people[row].rank), int(book.people[other].rank)
    return bool(rank > rank_of_other or (rank == rank_of_other and book.people[row].key < book.people[other].key))
