"""A person, in the army or not: who he is, where he is, and the clocks that run for him."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from benchmarks.plain_mesa.diary import Entry
from benchmarks.plain_mesa.draws import NEVER

if TYPE_CHECKING:
    from benchmarks.plain_mesa.country import Community, Place, Sect
    from benchmarks.plain_mesa.militias import Militia
    from benchmarks.plain_mesa.neighbours import Country
    from benchmarks.plain_mesa.plain import PlainModel

CLOCKS = {"serving": "leave", "in transit": "passage"}
"""Statuses that a man leaves on a clock of his own, and the word by which he draws how much he bears in them."""
REBEL_CLOCKS = {
    status: f"stay {status}"
    for status in ("candidate", "militia fighter", "militia commander", "adviser", "withdrawn", "camp", "in hiding")
}
"""Likewise, where there is a rebel side."""
EXPOSED = ("candidate", "militia fighter", "militia commander", "adviser", "national army")
"""Statuses of the rebel side in which something can be done to a man."""


class Person(mesa.Agent):
    """One person (or ``persons`` of them). ``Soldier`` and ``Civilian`` are its two kinds.

    Two clocks run for him. What makes him go adds to ``pressure`` until he can bear no more of it (``resistance``); what can be done to
    him adds to ``danger`` until it is done (``fate``). Both limits are drawn from Exp(1) on entering a status.
    """

    model: PlainModel
    key: int
    seat: int
    rank: int
    band: int  # 0 soldier, 1 NCO, 2 junior officer, 3 senior officer, 4 general, 5 civilian
    speciality: str
    competence: float
    loyalty: float
    religiosity: float
    nationalism: float
    memory: float  # of abuse by officers in compulsory service
    sect: Sect
    home: Place
    community: Community
    from_place: Place  # where he left his unit; of a civilian: where he lives or fights
    group: str  # his unit or, of a civilian, his community
    persons: float  # that he stands for
    served: bool  # in the regime's army, whether he still does or not
    clocks = CLOCKS
    rebel_clocks = REBEL_CLOCKS

    def __init__(self, model: PlainModel) -> None:
        super().__init__(model)
        self.status, self.since_day, self.spell = "civilian", 0, 0
        self.way = ""  # by which he left the army
        self.pressure, self.resistance, self.danger, self.fate = 0.0, NEVER, 0.0, NEVER
        self.skill, self.hope = 0.0, 1.0
        self.militia: Militia | None = None
        self.country: Country | None = None  # where his camp is
        self.refusals = 0
        self.labelled = self.tainted = self.confirmed = False
        self.true_reason = ""
        self.seen_besieged, self.seen_pressed = False, 0.0  # what others saw of why he left (R13)

    @property
    def name(self) -> str:
        """Unit (or community) and seat, the same in every scenario."""
        return f"{self.group}/{self.seat:03d}"

    @property
    def officer(self) -> bool:
        """Whether he is or was an officer of the army."""
        return 2 <= self.band <= 4

    @property
    def outspoken(self) -> float:
        """How far an officer speaks out against sectarian practice, 0 to 1; nobody else does (R8)."""
        start = self.model.p.outspoken_from
        return max(0.0, self.nationalism - start) / max(1.0 - start, 1e-9) if self.officer else 0.0

    @property
    def where(self) -> Place:
        """Where he is."""
        return self.from_place

    @property
    def stands_in(self) -> Place:
        """Where he is among the rebels: with his militia, if that has moved on (W8)."""
        if self.militia and self.militia.front is not self.militia.place:
            return self.militia.front
        return self.from_place

    def waits_as(self, *statuses: str) -> bool:
        """Whether he has had one of these statuses since before today."""
        return self.status in statuses and self.since_day < self.model.day

    def become(self, status: str, cause: str, **reasons: Any) -> Entry:
        """Enter a new status: it is noted (with the reasons that ``Entry`` names), and his clocks start anew."""
        entry = self.model.diary.note(self, status, cause, **reasons)
        self.status, self.since_day, self.spell = status, self.model.day, self.spell + 1
        self.start_clocks()
        return entry

    def start_clocks(self) -> None:
        """Draw how much he bears in this status, of what makes him go and of what can be done to him."""
        draws, rebels = self.model.draws, self.model.rebels.active
        clocks = self.clocks | self.rebel_clocks if rebels else self.clocks
        self.pressure, self.resistance, self.danger, self.fate = 0.0, NEVER, 0.0, NEVER
        if self.status in clocks:
            self.resistance = draws.resistance(clocks[self.status], self.key, self.spell)
        if self.status == "serving":
            self.fate = draws.resistance("fate", self.key, self.spell)
        if self.status in EXPOSED and rebels:
            self.fate = draws.resistance("rebel fate", self.key, self.spell)


class Civilian(Person):
    """One of the pool of civilians who could ever take up arms; made where there is a rebel side."""

    served = False
    rebel_clocks = REBEL_CLOCKS | {"civilian": "stay civilian"}
