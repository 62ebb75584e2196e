"""I8: conscripts serve a term; month by month those whose term is over are let go and others called up to their places, and some evade.

The army is in balance by itself: each place of a conscript comes up once a term, the places of a unit by turns, and a man called up takes
the place of one who has gone. Once nobody is let go any more, only places fallen empty are filled.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import Rule, column, mechanism, parameter, stream
from unit_cohesion.engine.lots import lot
from unit_cohesion.engine.transitions import appoint, send
from unit_cohesion.vocabulary import CALL_UP_DAYS, CIVILIAN, DISCHARGED, FALLS, FIRST_YEAR, LAST_YEAR, SERVING

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Causes, Nation, On, P, Places, Rows, S, Sects

DAYS_OF_YEAR = 365.25


class Service(Rule):
    """On each call-up day those go whose term is over, while any are let go; then those are called whose turn it is and whose place is
    empty, and come, but for those who evade. A regime that has fallen (W4) calls up nobody.

    the term of man n in a line of N places ends on day 1 + 30 · (1 + ⌊(n + phase) · service_days / (30 · N)⌋), phase: a lot of the line;
        men 0 to N − 1 serve on day zero, each later one is called up on the day on which the term of the man N before him ends
    chance of evading = control of the home · evasion · risk / (risk + evasion_risk) + (1 − control) · evasion_lost_control
    risk = the regime's deaths a year (the toll) / all who served on day zero
    """

    table = "service"
    heading = "Call-up, discharge and wounds (I8)"

    I8 = mechanism(
        "Call-up and discharge",
        "Conscripts serve a term; those who go are replaced, though some evade once there is a war; early in it discharge stops; the badly "
        "wounded leave.",
        "lit",
        off="strength changes by departures alone",
        outcome="daily.discharged",
    )

    service_days = parameter(540, "days", 90, 1500, "Length of compulsory service.", "Decree 35 of 2011: 18 months", of=I8, nature="fact")
    discharge_stops = parameter(
        date(2011, 10, 1),
        "date",
        date(FIRST_YEAR, 1, 1),
        date(LAST_YEAR, 1, 1),
        "From this day conscripts are kept beyond their term.",
        "aajsy.com, 2018: none discharged since October 2011",
        of=I8,
        nature="fact",
    )
    evasion = parameter(
        0.6,
        "1",
        0.0,
        1.0,
        "Share of those called up who do not come, where the regime is in full control, at boundless risk of death.",
        "Weiss 2011 (.4 to .65 of reservists came); Reuters, September 2012 (half)",
        of=I8,
    )
    evasion_risk = parameter(
        0.0015,
        "1/year",
        0.0,
        0.1,
        "Risk of death in service, a year, at which half of that share stays away.",
        "estimate",
        of=I8,
        neutral=0.0,
    )
    evasion_lost_control = parameter(0.9, "1", 0.0, 1.0, "Share who do not come where the regime has lost control.", "estimate", of=I8)

    predecessor = column("people", "i4", "row of people", "whose place he is called up to, -1 for none", low=-1, fixed=True, apart=True)
    discharge_open = column("nation", "f8", "1", "whether conscripts are let go at the end of their term", high=1)
    called = column("nation", "f8", "persons", "called up so far, those who evaded among them", told=True)
    evaded = column("nation", "f8", "persons", "called up so far who did not come", told=True)

    lot_of_evasion = stream("evasion")

    @staticmethod
    @compiled
    def run(
        book: Book,
        discharge_day: Rows,
        entry_day: Rows,
        predecessor: Rows,
        places: Places,
        sects: Sects,
        nation: Nation,
        found: Rows,
        day: int,
        date: int,
        p: P,
        on: On,
        s: S,
        cause: Causes,
    ) -> None:
        """Let those go whose term is over, while any are let go; call up those whose turn it is to the places that are empty."""
        if not on.I8:
            return
        if date >= p.discharge_stops:
            nation.discharge_open = 0.0
        if (day - 1) % CALL_UP_DAYS != 0:
            return
        status = book.status
        if nation.discharge_open != 0.0:
            for row in range(book.size.army_people):
                if status[row] == SERVING and 0 < discharge_day[row] <= day:
                    send(book, day, row, DISCHARGED, cause.I8)
        if nation.ending == FALLS:
            return
        serving = 0.0
        for sect in sects:
            serving += sect.serving_start
        risk = DAYS_OF_YEAR * nation.toll / max(serving, 1.0)
        dreaded = p.evasion * risk / max(risk + p.evasion_risk, 1e-12)
        came = 0
        for row in range(book.size.army_people):
            if entry_day[row] != day or status[row] != CIVILIAN or taken(book, predecessor, row):
                continue
            weight = book.units[book.people[row].unit].weight
            nation.called += weight
            control = places[int(book.people[row].home)].control
            if lot(s.lot_of_evasion, book.people[row].key, 0) < control * dreaded + (1.0 - control) * p.evasion_lost_control:
                nation.evaded += weight
                continue
            send(book, day, row, SERVING, cause.I8)
            found[came] = row
            came += 1
        for number in range(came):  # a unit that had nobody left has a commander again, once all have come
            unit = int(book.people[found[number]].unit)
            if book.units[unit].commander < 0:
                appoint(book, unit)


@compiled
def taken(book: Book, predecessor: Rows, row: int) -> bool:
    """Whether anybody who had his place before him serves there still."""
    before = predecessor[row]
    while before >= 0:
        if book.status[before] == SERVING:
            return True
        before = predecessor[before]
    return False
