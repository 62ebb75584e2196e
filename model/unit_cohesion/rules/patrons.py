"""N9: states that keep the regime's army going, and what is made of it that they are to go.

A patron (``[[patrons]]``) brings men, aircraft or advisers, keeps a share of the regime's own sorties in the air and carries a share of
the pay, until a date. That it goes is known from the day of its announcement on: who asks whether the regime lasts (N8), or whether a
place can be held (W9), then counts little of what is still there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import Rule, column, mechanism, parameter

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Nation, PatronTable


class Patrons(Rule):
    """Each day patrons' help is added up: what is there, what is gone, and what is there and announced to go.

    patron_help = Σ men of patrons who are there; pay = wages · (1 − Σ pay of those gone); air_grounded = Σ air of those gone
    of those there whose end is announced: leaving = announced_counts · (Σ men + power_air · Σ air · sorties that there are pilots for)
    """

    table = "patronage"
    heading = "Patrons, and help that is to end (N9)"
    needs = "patrons"

    N9 = mechanism(
        "Help that is to end",
        "Once a patron's end is announced, its help counts for little where people judge whether the regime lasts and a place can be held.",
        "lit: the announced withdrawal from Afghanistan, 2020 and 2021 (SIGAR)",
        off="help counts until it has gone",
        outcome="daily.regime_odds",
    )

    announced_counts = parameter(
        0.8,
        "1",
        0.0,
        1.0,
        "Share of help that people leave out once its end has been announced.",
        "estimate: some do not believe that it ends",
        of=N9,
        neutral=0.0,
    )

    start = column("patrons", "i8", "day number", "its first day", fixed=True)
    announced = column("patrons", "i8", "day number", "from which on it is known that it ends", fixed=True)
    end = column("patrons", "i8", "day number", "its last day", fixed=True)
    men = column("patrons", "f8", "men", "what it is worth on the regime's side, in deployed men", fixed=True)
    air = column("patrons", "f8", "1", "share of the regime's sorties that hang on it", high=1, fixed=True)
    paid = column("patrons", "f8", "1", "share of the pay that it carries", high=1, fixed=True, called="pay")
    patron_help = column("nation", "f8", "men", "worth of patrons who are there, in deployed men")
    air_grounded = column("nation", "f8", "1", "share of the regime's sorties that patrons who have gone kept in the air", high=1)
    unpaid = column("nation", "f8", "1", "share of the pay that patrons who have gone carried", high=1)
    leaving_help = column("nation", "f8", "men", "worth of patrons who are there and whose end is announced")
    leaving_air = column("nation", "f8", "1", "share of the regime's sorties that hangs on them", high=1)

    @staticmethod
    @compiled
    def run(patrons: PatronTable, nation: Nation, date: int) -> None:
        """Add up what is there, gone, and about to go."""
        if len(patrons) == 0:
            return
        unpaid = nation.patron_help = nation.air_grounded = nation.leaving_help = nation.leaving_air = 0.0
        for number in range(len(patrons)):
            patron = patrons[number]
            if date > patron.end:
                nation.air_grounded += patron.air
                unpaid += patron.pay
            elif date >= patron.start:
                nation.patron_help += patron.men
                if date >= patron.announced:
                    nation.leaving_help += patron.men
                    nation.leaving_air += patron.air
        nation.unpaid, nation.air_grounded = min(unpaid, 1.0), min(nation.air_grounded, 1.0)  # shares sum to 1 but for the last digits
        nation.pay = nation.wages * (1.0 - nation.unpaid)
