"""On the way abroad: those in transit reach a camp after a time that grows with the places to cross (D15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import Rule, parameter
from unit_cohesion.engine.transitions import send, those
from unit_cohesion.vocabulary import CAMP, STATUSES, TRANSIT

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Causes, Places, Rows

ON_THE_WAY = np.array([status == TRANSIT for status in range(len(STATUSES))])


class Passage(Rule):
    """Those in transit are pressed to arrive by 1 / (transit_days · (1 + places to cross)) a day."""

    transit_days = parameter(
        4.0,
        "days",
        1.0,
        60.0,
        "Mean days on the way abroad, for each place to cross and the border.",
        "estimate",
        of="D15",
        table="flight",
        nature="fact",
    )

    @staticmethod
    @compiled
    def run(book: Book, places: Places, found: Rows, cause: Causes, day: int) -> None:
        """Press those on the way; those whose time has come arrive."""
        for number in range(those(book, ON_THE_WAY, found, day)):
            row = found[number]
            steps = places[int(book.people[row].from_place)].border_steps
            book.pressure[row] += 1.0 / (book.p.transit_days * (1.0 + steps))
            if book.pressure[row] >= book.resistance[row]:
                send(book, day, row, CAMP, cause.D15)
