"""A militia and its leader: what it is, who is with it, and how it changes from week to week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import mesa

from benchmarks.plain_mesa import judgement
from benchmarks.plain_mesa.draws import exp, sqrt, within_0_and_1

if TYPE_CHECKING:
    from benchmarks.plain_mesa.country import Community, Place, Sect
    from benchmarks.plain_mesa.people import Person
    from benchmarks.plain_mesa.plain import PlainModel
    from benchmarks.plain_mesa.sponsors import Sponsor

IN_ACTION = ("militia fighter", "militia commander")
WITH_IT = (*IN_ACTION, "adviser")


@dataclass
class Leader:
    """Who leads a militia. His legitimacy is from having been early or from money, whichever is more (R3)."""

    sect: Sect
    early: float
    means: float  # of his own
    warlordism: float
    from_money: float = 0.0

    @property
    def legitimacy(self) -> float:
        """How far he is looked up to, 0 to 1."""
        return judgement.legitimacy(self)


class Militia(mesa.Agent):
    """A militia, or a slot in which a local one may arise (R15).

    ``fighters``, ``officers``, ``advisers`` (persons), ``capability`` and ``memory`` are as of the last muster.
    """

    model: PlainModel
    id: str
    key: int
    place: Place  # its home
    front: Place  # where its fighters stand: its home, unless it moves
    moves: bool  # on from what is won (W8)
    regular: bool  # stands in line (W5)
    rises: date | None  # a militia that the scenario names, with so many men; local ones arise by themselves
    first_men: int
    officer_led: bool
    leader: Leader
    discipline: float
    religiosity: float
    nationalism: float

    def __init__(self, model: PlainModel) -> None:
        super().__init__(model)
        self.alive = self.extremist = False
        self.released = self.killed = 0.0  # shares of its captives (W9)
        self.life, self.founded = 0, 0
        self.patron: Sponsor | None = None
        self.cohesion = self.sectarian = self.rivalry = self.income = self.supply = 0.0
        self.fighters = self.officers = self.advisers = self.capability = self.memory = 0.0

    # ---- it begins

    def lot(self, trait: str, mean: float, spread: float) -> float:
        """A trait of a new leader, even about the mean, by the name of the slot and how often it was filled."""
        drawn = self.model.draws.lot(f"leader {trait}", self.key, self.life)
        return within_0_and_1(mean + spread * sqrt(12.0) * (drawn - 0.5))

    def arise(self, sect: Sect) -> None:
        """R15: a civilian of some sect founds a local militia: of modest means, unruly, and the less early the later (A14, A35)."""
        p = self.model.p
        self.life += 1
        early = self.lot("early", p.early_start, p.early_spread) * exp(-(self.model.day - 1) / p.early_days)
        means, warlordism = self.lot("means", p.means_start, p.means_spread), self.lot("warlord", p.warlord_start, p.warlord_spread)
        self.leader = Leader(sect, early, means, warlordism)
        self.extremist, self.patron = False, None
        self.religiosity = self.lot("faith", p.religiosity_civilians, p.leader_conviction_spread)
        self.nationalism = self.lot("nation", p.nationalism_civilians, p.leader_conviction_spread)
        self.discipline = self.lot("order", p.discipline_start, p.discipline_spread)
        self.begin()

    def begin(self) -> None:
        """Its first day, under a leader who is known."""
        p, means = self.model.p, self.leader.means
        self.alive, self.founded = True, self.model.day
        self.cohesion, self.sectarian = p.militia_bond, p.sectarian_start if self.model.on("R19") else 0.0
        self.leader.from_money = p.money_legitimacy * means
        self.income, self.supply = p.means_pay * means, 0.0

    # ---- who is with it

    def men(self, *statuses: str) -> list[Person]:
        """Those with it who have one of these statuses."""
        return [man for man in self.model.people if man.militia is self and man.status in statuses]

    def count(self, men: list[Person]) -> None:
        """Count those with it, what fighters remember (R5), and what it makes use of in defectors' skill (I5; of an adviser's, a part)."""
        fight = [man for man in men if man.status in IN_ACTION]
        enlisted = [man for man in fight if not man.officer]
        self.fighters = float(sum(man.persons for man in fight))
        self.officers = float(sum(man.persons for man in fight if man.officer))
        self.advisers = float(sum(man.persons for man in men if man.status == "adviser"))
        self.memory = sum(man.persons * man.memory for man in enlisted) / max(sum(man.persons for man in enlisted), 1e-9)
        self.capability = float(
            sum(
                man.persons * judgement.used(man) * (self.model.p.adviser_use if man.status == "adviser" else 1.0)
                for man in men
                if man.served
            )
        )

    @property
    def officered(self) -> float:
        """How far it has officers enough: 1 at one for so many fighters."""
        return min(self.model.p.fighters_per_officer * self.officers / max(self.fighters, 1.0), 1.0)

    @property
    def community(self) -> Community:
        """Its leader's group in its place."""
        return next(community for community in self.place.communities if community.sect is self.leader.sect)

    # ---- what it is worth

    def worth(self) -> float:
        """W2: fighting worth of its men and of what defectors bring, as far as they are led, armed and hold together."""
        p = self.model.p
        heads = p.fighter_worth * max(self.fighters - self.officers, 0.0) + p.defector_worth / p.competence_mean * self.capability
        armed = p.unarmed_worth + (1.0 - p.unarmed_worth) * min(self.supply, 1.0)
        return heads * (1.0 + p.command_worth * self.officered) * armed * self.held_together

    def power(self) -> float:
        """R20: its power beside other militias: men who hold together and obey."""
        loss = self.model.p.unruly_worth
        return self.fighters * self.held_together * (loss + (1.0 - loss) * self.discipline)

    @property
    def held_together(self) -> float:
        """W2: the share of its worth that its cohesion leaves."""
        loose = self.model.p.loose_worth
        return loose + (1.0 - loose) * self.cohesion

    def week(self) -> dict[str, Any]:
        """How it stands, for the diary."""
        mine = ("officer_led", "extremist", "fighters", "officers", "advisers", "capability", "religiosity", "nationalism", "sectarian",
                "discipline", "cohesion", "rivalry", "memory", "income", "supply")  # fmt: skip
        return {name: getattr(self, name) for name in mine} | {
            "place": self.place.id,
            **({"front": self.front.id} if self.model.setting.moving else {}),
            "named": self.rises is not None,
            "life": self.life,
            "sect": self.leader.sect.id,
            "patron": self.patron.id if self.patron else "",
            "early": self.leader.early,
            "money": self.leader.from_money,
            "warlordism": self.leader.warlordism,
        }
