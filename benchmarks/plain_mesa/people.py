"""A person: who he is, whether and why he goes, and how. What presses him stands in ``pressures.py``."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import mesa
import numpy as np

from benchmarks.plain_mesa.diary import Entry, Source
from benchmarks.plain_mesa.draws import NEVER, exp, log
from benchmarks.plain_mesa.pressures import NOTHING, SIDES, Pressed, Term
from model.mechanisms import MECHANISMS, TERMS

if TYPE_CHECKING:
    from benchmarks.plain_mesa.country import Community, Place, Sect
    from benchmarks.plain_mesa.plain import PlainModel
    from benchmarks.plain_mesa.units import Unit

REMEMBERED, RECENT = 14, 30  # days: over which a rise can be a trigger; that count as recent
BY_A_TENTH = log(1.1)


class Person(Pressed, mesa.Agent):
    """One person (or ``persons_per_agent`` of them).

    What he is stands fixed at birth; ``loyalty`` and what happens to him aside, only the world around him moves. Each rule tells him its
    ``Term``; the day's hazard is the base hazard times all factors. He gathers it as ``pressure``, and goes on the day it reaches his
    ``resistance``, drawn on entering the status.
    """

    model: PlainModel
    key: int
    seat: int
    rank: int
    band: int  # 0 soldier, 1 NCO, 2 junior officer, 3 senior officer, 4 general
    speciality: str
    post: bool
    competence: float
    ceilinged: float
    sent: bool
    uneasy: bool
    discharge_day: int
    entry_day: int
    loyalty: float
    unit: Unit
    sect: Sect
    home: Place
    from_place: Place  # where his unit stood when he left
    community: Community
    kin: list[Person]

    def __init__(self, model: PlainModel) -> None:
        super().__init__(model)
        self.status, self.since_day, self.spell = "civilian", 0, 0
        self.way = ""
        self.outrage, self.outrage_day, self.outrage_source = 0.0, 0, None  # type: float, int, Source
        self.abandonment, self.abandonment_source = 0.0, None  # type: float, Source
        self.pressure, self.resistance, self.hazard_today = 0.0, NEVER, 0.0
        self.danger, self.fate = 0.0, NEVER  # what he was exposed to, and how much of it he survives
        self.confirmed = False
        self.terms: dict[tuple[str, str], Term] = {}
        self.past_terms: deque[dict[tuple[str, str], Term]] = deque(maxlen=REMEMBERED + 1)
        self.past_pressure: deque[float] = deque(maxlen=RECENT)

    # ---- who he is

    @property
    def name(self) -> str:
        """Unit and seat, the same in every scenario."""
        return f"{self.unit.id}/{self.seat:03d}"

    @property
    def rulers_officer(self) -> bool:
        """An officer of the ruling group."""
        return self.sect.ruling and self.band >= 2

    @property
    def insider(self) -> bool:
        """Near the top: a senior officer of the ruling group in a sensitive post (N1)."""
        return self.sect.ruling and self.band >= 3 and self.post

    @property
    def privilege(self) -> float:
        """I6: privilege and pay rise with rank and post, and are highest in intelligence."""
        if not self.model.on("I6"):
            return 0.0
        p = self.model.p
        gained = p.privilege_by_rank * self.band + p.privilege_of_post * self.post
        return min(gained + p.privilege_of_intelligence * (self.unit.branch == "intelligence"), 1.0)

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
        above = {m: share - MECHANISMS[m].reference for m, share in shares.items() if m in MECHANISMS}
        cause = max(above, key=lambda mechanism: above[mechanism])
        return shares, cause if above[cause] > 0 else "base", trigger if most >= BY_A_TENTH else None

    def recent_share(self) -> float:
        """Share of his pressure that he gathered in the last 30 days."""
        then = self.past_pressure[0] if len(self.past_pressure) == RECENT else 0.0
        return min(max((self.pressure - then) / max(self.pressure, 1e-300), 0.0), 1.0)

    # ---- how he goes

    def become(
        self, status: str, cause: str, step: int = 0, trigger: Source = None, reason: str = "", recent: float = 0.0,
        terms: dict[str, float] | None = None,
    ) -> Entry:  # fmt: skip
        """Enter a new status: it is noted, his unit has a man fewer or more, and his clocks start anew."""
        entry = self.model.diary.note(self, status, cause, step, trigger, reason, recent, terms)
        if self.status == "serving":
            self.unit.lose(self)
        if status == "serving":
            self.unit.gain(self)
        self.status, self.since_day, self.spell = status, self.model.day, self.spell + 1
        if self.unit.commander is self:
            self.unit.appoint_a_commander()
        self.start_clocks()
        return entry

    def start_clocks(self) -> None:
        """Draw how much he bears in this status, of what makes him go and of what can be done to him."""
        draws = self.model.draws
        self.pressure, self.resistance, self.danger, self.fate = 0.0, NEVER, 0.0, NEVER
        if self.status == "serving":
            self.resistance = draws.resistance("leave", self.key, self.spell)
            self.fate = draws.resistance("fate", self.key, self.spell)
        if self.status == "in transit":
            self.resistance = draws.resistance("passage", self.key, self.spell)
