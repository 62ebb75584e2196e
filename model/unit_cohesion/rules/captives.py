"""W9b: what becomes of captives: of those who gave themselves up, on terms that were not kept or on none, and of the overrun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import Rule, column, mechanism, stream
from unit_cohesion.engine.lots import lot
from unit_cohesion.engine.transitions import send, those
from unit_cohesion.rules.rebels import marked
from unit_cohesion.vocabulary import CAPTURED, DEAD, SENT_HOME

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Causes, Communities, Militias, Nation, Rows

CAPTIVE = marked(CAPTURED)


class Captives(Rule):
    """Of those taken in a place today its largest militia with fighters sends a share ``released`` home and kills a share ``killed``."""

    heading = "What becomes of captives (W9b)"
    rebels = True
    needs = "captives"

    W9b = mechanism(
        "Captives",
        "Who gives himself up, or is overrun, is sent home, killed or kept, as the largest militia there is; the dead are feared for.",
        "lit: Lehmann and Zhukov 2019; the killings after the fall of Mosul and Tikrit, 2014",
        off="captives stay captives",
        outcome="daily: killed_today",
    )

    released = column("militias", "f8", "1", "share of its captives whom it sends home", high=1, fixed=True)
    killed = column("militias", "f8", "1", "share of its captives whom it kills", high=1, fixed=True)

    captive = stream("captive")

    @staticmethod
    @compiled
    def run(book: Book, communities: Communities, militias: Militias, nation: Nation, found: Rows, day: int, cause: Causes) -> None:
        """Let captives of today be sent home or killed."""
        any_of = False
        for militia in militias:
            any_of = any_of or militia.released > 0.0 or militia.killed > 0.0
        if book.on.W9b and any_of:
            deal_with_captives(book, militias, communities, nation, found, day, cause.W9b)


@compiled
def deal_with_captives(book: Book, militias: Militias, communities: Communities, nation: Nation, found: Rows, day: int, cause: int) -> None:
    """Each of those who were taken today draws once what the largest militia of the place does with him."""
    for number in range(those(book, CAPTIVE, found, -1)):
        row = found[number]
        if book.since_day[row] != day:
            continue
        person, holder, most = book.people[row], -1, 0.0
        for one in range(len(militias)):
            if militias[one].alive and militias[one].front == person.from_place and militias[one].fighters > most:
                holder, most = one, militias[one].fighters
        if holder < 0:
            continue
        drawn, weight = lot(book.s.captive, person.key, day), book.units[person.unit].weight
        if drawn < militias[holder].killed:
            send(book, day, row, DEAD, cause)
            nation.killed_today += weight
            communities[int(person.home) * book.size.sects + int(person.sect)].fallen += weight
        elif drawn < militias[holder].killed + militias[holder].released:
            send(book, day, row, SENT_HOME, cause)
            nation.sent_home_today += weight
