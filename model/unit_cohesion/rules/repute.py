"""What others see of why a man leaves, kept as it was on the day (R13): a siege around his unit, rebels with his relatives in reach.

What is thought of him at a militia's door is about then, not about how his unit and his home stand when he asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import Rule, column
from unit_cohesion.vocabulary import BESIEGED

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Places, Rows


class Repute(Rule):
    """Of each who left today: whether his unit was besieged, and how far rebels held the place where his relatives live.

    seen_pressed = 1 − control of his home
    """

    rebels = True

    seen_besieged = column("people", "?", "yes/no", "his unit was besieged when he left", high=1)
    seen_pressed = column("people", "f8", "1", "how far rebels held the home of his relatives when he left", high=1)

    @staticmethod
    @compiled
    def run(book: Book, places: Places, leavers: Rows) -> None:
        """Note of each of today's leavers what could be seen."""
        if not book.on.R13:
            return
        for number in range(book.tally.leavers):
            person = book.people[leavers[number]]
            person.seen_besieged = book.units[person.unit].posture == BESIEGED
            person.seen_pressed = 1.0 - places[int(person.home)].control
