"""A man of the army: whether and why he goes. What presses him stands in ``pressures.py``."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.plain_mesa.diary import Entry, Source
from benchmarks.plain_mesa.draws import NEVER, exp, log
from benchmarks.plain_mesa.people import Person
from benchmarks.plain_mesa.pressures import NOTHING, SIDES, Pressed, Term
from unit_cohesion.rules import MECHANISMS, TERMS

if TYPE_CHECKING:
    from benchmarks.plain_mesa.country import Place
    from benchmarks.plain_mesa.plain import PlainModel
    from benchmarks.plain_mesa.units import Unit

REMEMBERED, RECENT = 14, 30  # days: over which a rise can be a trigger; that count as recent
BY_A_TENTH = log(1.1)
LEAVES, CHANGES_SIDE = -1.0, -2.0
"""Resistance of a man of whom an event says that he leaves, or that he changes side."""


class Soldier(Pressed, Person):
    """A person who serves, will be called up, or has served.

    What he is stands fixed at birth; ``loyalty`` and what happens to him aside, only the world around him moves. Each rule tells him its
    ``Term``; the day's hazard is the base hazard times all factors. He gathers it as ``pressure``, and goes on the day it reaches his
    ``resistance``.
    """

    post: bool
    ceilinged: float
    sent: bool
    uneasy: bool
    discharge_day: int
    entry_day: int
    before: Soldier | None
    unit: Unit
    kin: list[Soldier]
    year: int  # of whose year he is: of one academy and year, or of one home and call-up
    peers: list[Soldier]  # those of his year, in the order of the army's rows
    served = True

    def __init__(self, model: PlainModel) -> None:
        super().__init__(model)
        self.outrage, self.outrage_day, self.outrage_source = 0.0, 0, None  # type: float, int, Source
        self.heard, self.heard_day, self.heard_source = 0.0, 0, None  # type: float, int, Source
        self.left_day, self.left_with = 0, None  # type: int, Source
        self.told_lost = 0.0
        self.abandonment, self.abandonment_source = 0.0, None  # type: float, Source
        self.hazard_today = 0.0
        self.terms: dict[tuple[str, str], Term] = {}
        self.past_terms: deque[dict[tuple[str, str], Term]] = deque(maxlen=REMEMBERED + 1)
        self.past_pressure: deque[float] = deque(maxlen=RECENT)

    # ---- who he is

    @property
    def group(self) -> str:
        """The unit that he serves or served in."""
        return self.unit.id

    @property
    def persons(self) -> float:
        """How many persons he stands for."""
        return self.unit.persons

    @property
    def where(self) -> Place:
        """Where his unit stands, or where he went from it."""
        return self.from_place if self.way else self.unit.place

    @property
    def place_is_taken(self) -> bool:
        """Whether any of those to whose place he is called up serves there still (I8)."""
        return self.before is not None and (self.before.status == "serving" or self.before.place_is_taken)

    # ---- whether he goes

    def hazard(self) -> float:
        """Today's hazard of leaving: the base hazard times every factor, up to a cap."""
        p = self.model.p
        if self.status != "serving" or p.base_hazard == 0:
            return 0.0
        everything = sum(term.value for term in self.terms.values()) + sum(self.own_terms().values())
        return min(exp(log(p.base_hazard) + everything), p.hazard_cap)

    def live_through_the_day(self) -> None:
        """Remember how things stand, and gather the day's hazard."""
        self.past_terms.append(dict(self.terms))
        self.past_pressure.append(float(np.float32(self.pressure)))  # as exact as the engine keeps it
        self.hazard_today = self.hazard()
        self.pressure += self.hazard_today

    def live_through_what_happened_since(self) -> None:
        """Gather what the day's hazard has risen by since; what it has fallen by is not taken back."""
        hazard = self.hazard()
        self.pressure += max(hazard - self.hazard_today, 0.0)
        self.hazard_today = max(hazard, self.hazard_today)

    @property
    def goes(self) -> bool:
        """Whether his time has come."""
        return self.status == "serving" and self.pressure >= self.resistance

    # ---- why he goes

    def why(self) -> tuple[dict[str, float], str, Source]:
        """Each mechanism's share in it, the cause, and the trigger.

        The cause is the mechanism with the largest term above its reference. The trigger is what the term came from that has risen most
        over the last 14 days, if by a tenth or more.
        """
        shares = dict.fromkeys(TERMS, 0.0)
        most, trigger = -NEVER, None
        before = self.past_terms[0]
        for mechanism in TERMS:
            for side in SIDES:
                if (mechanism, side) in self.terms:
                    term = self.terms[mechanism, side]
                    shares[mechanism] += term.value
                    risen = term.value - before.get((mechanism, side), NOTHING).value
                    if risen > most:
                        most, trigger = risen, term.source
        shares |= self.own_terms()
        whole = log(self.model.p.base_hazard) + sum(shares.values())
        shares["cap"] = min(log(self.model.p.hazard_cap) - whole, 0.0)
        if self.outrage_day > max(0, self.model.day - REMEMBERED) and shares["D8b"] > most:
            most, trigger = shares["D8b"], self.outrage_source
        if self.heard_day > max(0, self.model.day - REMEMBERED) and shares["C1"] > most:
            most, trigger = shares["C1"], self.heard_source
        above = {m: share - MECHANISMS[m].reference for m, share in shares.items() if m in MECHANISMS}
        cause = max(above, key=lambda mechanism: above[mechanism])
        return shares, cause if above[cause] > 0 else "base", trigger if most >= BY_A_TENTH else None

    def recent_share(self) -> float:
        """Share of his pressure that he gathered in the last 30 days."""
        then = self.past_pressure[0] if len(self.past_pressure) == RECENT else 0.0
        return min(max((self.pressure - then) / max(self.pressure, 1e-300), 0.0), 1.0)

    # ---- he goes

    def become(self, status: str, cause: str, **reasons: Any) -> Entry:
        """Enter a new status; his unit has a man fewer or more."""
        served, entry = self.status == "serving", super().become(status, cause, **reasons)
        if served:
            self.unit.lose(self)
        if status == "serving":
            self.unit.gain(self)
        if self.unit.commander is self:
            self.unit.appoint_a_commander()
        return entry
