"""D14: a few of those who leave are sent by intelligence; each found out makes newcomers of his origin suspect.

The text reports an accusation: real ones are few.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.arithmetic import faded, power
from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import Rule, column, mechanism, parameter, stream
from unit_cohesion.engine.lots import exponential
from unit_cohesion.vocabulary import ADVISER, CAMP, CANDIDATE, COMMANDER, FIGHTER, STATUSES

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Nation, Rows, Sects

AMONG_LEAVERS = np.array([status in (FIGHTER, CAMP, COMMANDER, CANDIDATE, ADVISER) for status in range(len(STATUSES))])
"""Statuses in which one who was sent can be found out."""


class Infiltration(Rule):
    """Those who were sent are found out in time; each raises suspicion of his origin, which fades towards where it began.

    found out once days in the status · confirm_daily reach a resistance drawn for the spell
    suspicion → 1 − (1 − suspicion) · (1 − suspicion_rise)^persons found out
    """

    every = 7

    D14 = mechanism(
        "Some are sent",
        "A few defectors are sent by intelligence; confirmed cases feed suspicion.",
        "A26",
        off="no confirmations; suspicion falls",
        outcome="daily.infiltrators_confirmed",
    )

    sent_share = parameter(
        0.005, "1", 0.0, 0.2, "Share of leavers who are sent by intelligence.", "A26: real ones few", of=D14, table="departure"
    )
    confirm_daily = parameter(
        0.004, "1/day", 0.0, 0.5, "Daily chance that one who was sent is found out.", "estimate", of=D14, table="departure"
    )
    suspicion_start = parameter(0.2, "1", 0.0, 1.0, "Suspicion of newcomers on day one.", "A26", of=D14, table="departure")
    suspicion_rise = parameter(
        0.02, "1", 0.0, 1.0, "Rise in suspicion of an origin at each confirmed case.", "estimate", of=D14, table="departure"
    )
    suspicion_memory_days = parameter(365.0, "days", 10.0, 5000.0, "Half-life of suspicion.", "estimate", of=D14, table="departure")

    confirmed = column("people", "?", "yes/no", "found out as sent", high=1)
    suspicion = column("sects", "f8", "1", "suspicion of newcomers of this origin", high=1)
    infiltrators_confirmed = column("nation", "f8", "persons", "found out as sent, so far", told=True)

    confirm = stream("confirm")

    @staticmethod
    @compiled
    def run(book: Book, sects: Sects, nation: Nation, agents_sent: Rows, day: int) -> None:
        """Find out those whose time has come; let suspicion rise with them and fade towards where it began."""
        p, fades = book.p, faded(book.p.suspicion_memory_days, 7.0)
        for sect in sects:
            sect.suspicion = p.suspicion_start + (sect.suspicion - p.suspicion_start) * fades
        if not book.on.D14:
            return
        for row in agents_sent:
            person = book.people[row]
            if person.confirmed or person.way < 0 or not AMONG_LEAVERS[book.status[row]]:
                continue
            if (day - int(book.since_day[row])) * p.confirm_daily >= exponential(book.s.confirm, person.key, int(person.spell)):
                person.confirmed = True
                weight, sect = book.units[person.unit].weight, sects[int(person.sect)]
                nation.infiltrators_confirmed += weight
                sect.suspicion = 1.0 - (1.0 - sect.suspicion) * power(1.0 - p.suspicion_rise, weight)
