"""I8: conscripts are called up month by month, some evade; discharge at the end of the term stops early in the war."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import Rule, column, mechanism, parameter, stream
from unit_cohesion.engine.lots import lot
from unit_cohesion.engine.transitions import appoint, send
from unit_cohesion.vocabulary import CIVILIAN, DISCHARGED, SERVING

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Causes, Nation, On, P, Places, Rows, S

CALL_UP_DAYS = 30
"""Days between call-ups."""


class Service(Rule):
    """Those go whose term is over, week by week while any are let go; those enter whose month has come, but for those who evade.

    chance of evading = evasion · control of the home + evasion_lost_control · (1 − control)
    """

    table = "service"
    heading = "Call-up, discharge and wounds (I8)"

    I8 = mechanism(
        "Call-up and discharge", "Conscripts enter monthly, some evade; discharge stops early in the war; the badly wounded leave.", "lit",
        off="strength changes by departures alone", outcome="daily.discharged",
    )

    service_days = parameter(540, "days", 90, 1500, "Length of compulsory service.", "Decree 35 of 2011: 18 months", of=I8)
    discharge_stops = parameter(
        date(2011, 6, 15), "date", date(1900, 1, 1), date(2100, 1, 1), "From this day conscripts are kept beyond their term.",
        "estimate: reported from late 2011", of=I8,
    )
    call_up_months = parameter(
        36, "months", 1, 240, "Months over which the call-up seats of units are called, from the first.", "design", of=I8,
    )
    evasion = parameter(
        0.35, "1", 0.0, 1.0, "Share of those called up who do not come, where the regime is in full control.", "estimate", of=I8,
    )
    evasion_lost_control = parameter(0.9, "1", 0.0, 1.0, "Share who do not come where the regime has lost control.", "estimate", of=I8)

    discharge_open = column("nation", "f8", "1", "whether conscripts are let go at the end of their term", high=1)

    lot_of_evasion = stream("evasion")

    @staticmethod
    @compiled
    def run(
        book: Book, discharge_day: Rows, entry_day: Rows, places: Places, nation: Nation, found: Rows, day: int, date: int, p: P, on: On,
        s: S, cause: Causes,
    ) -> None:  # fmt: skip
        """Let those go whose term is over, while any are let go; call up those whose month has come."""
        if not on.I8:
            return
        if date >= p.discharge_stops:
            nation.discharge_open = 0.0
        if nation.discharge_open != 0.0 and (day - 1) % 7 == 0:
            for row in range(book.size.army_people):
                if 0 < discharge_day[row] <= day and book.status[row] == SERVING and book.since_day[row] < day:
                    send(book, day, row, DISCHARGED, cause.I8)
        if (day - 1) % CALL_UP_DAYS == 0:
            called = 0
            for row in range(book.size.army_people):
                if entry_day[row] == day and book.status[row] == CIVILIAN:
                    control = places[int(book.people[row].home)].control
                    evading = p.evasion * control + p.evasion_lost_control * (1.0 - control)
                    if lot(s.lot_of_evasion, book.people[row].key, 0) >= evading:
                        send(book, day, row, SERVING, cause.I8)
                        found[called] = row
                        called += 1
            for number in range(called):  # a unit that had nobody left has a commander again, once all have come
                unit = int(book.people[found[number]].unit)
                if book.units[unit].commander < 0:
                    appoint(book, unit)
