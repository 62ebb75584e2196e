"""What holds a unit together (D6), and when it goes as one (D5, D11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.plain_mesa.diary import Source
from benchmarks.plain_mesa.draws import left_after, within_0_and_1

if TYPE_CHECKING:
    from benchmarks.plain_mesa.country import Sect
    from benchmarks.plain_mesa.plain import PlainModel


class Bonds:
    """The side of a unit that binds its men: to each other, to the commander, to the institution."""

    model: PlainModel
    strength: int
    start_strength: int
    left: int
    left_lately: float
    dead: float
    punished: float
    left_today: int
    dead_today: int
    punished_today: int
    commander_gone: float
    carried: Sect | None
    carried_by: Source
    near: float
    leaderless: float
    leaderless_by: Source
    goes_as_one: str
    posture: str
    ordinal: int
    bond_norm: float
    trust_norm: float
    peer_bond: float
    commander_trust: float
    institution: float
    paid: float

    @property
    def cohesion(self) -> float:
        """The mean of the bond between peers, trust in the commander and belief in the institution, each by its weight."""
        p = self.model.p
        peers, trust, institution = p.cohesion_peers, p.cohesion_commander, p.cohesion_institution
        weighed = peers * self.peer_bond + trust * self.commander_trust + institution * self.institution
        return float(weighed / (peers + trust + institution))

    @property
    def turned(self) -> float:
        """How far the unit's norm has turned from staying to leaving, as men have gone: 0 to 1, slow at both ends.

        A commander who went, here or above, counts as so many men while it is fresh.
        """
        p = self.model.p
        gone = min(1.0, (self.left / max(self.start_strength, 1) + p.commander_example * self.commander_gone) / p.norm_turns)
        return gone * gone * (3.0 - 2.0 * gone)

    def wear_and_mend(self) -> None:
        """D6: what happened since yesterday wears the bonds, which slowly recover; memories fade."""
        p = self.model.p
        there = max(self.strength + self.left_today + self.dead_today + self.punished_today, 1)
        worn = (p.wear_departures * self.left_today + p.wear_losses * self.dead_today) / there
        shaken = p.wear_punished * self.punished_today / there
        belief = self.model.nation.regime_odds * (p.institution_unpaid + (1.0 - p.institution_unpaid) * self.model.regime.pay * self.paid)
        self.peer_bond = within_0_and_1(self.peer_bond + (self.bond_norm - self.peer_bond) / p.bond_recovery_days - worn)
        self.commander_trust = within_0_and_1(
            self.commander_trust + (self.trust_norm - self.commander_trust) / p.bond_recovery_days - shaken
        )
        self.institution += (belief - self.institution) / p.institution_days
        self.left_today = self.dead_today = self.punished_today = 0
        self.left_lately *= left_after(1, p.comrade_memory_days)
        self.dead *= left_after(1, p.losses_memory_days)
        self.punished *= left_after(1, p.punished_memory_days)
        self.commander_gone *= left_after(1, p.commander_memory_days)
        self.carried = self.carried_by = None
        self.near, self.goes_as_one = 0.0, ""

    def lose_commander(self, near: float, sect: Sect, entry: Source, openly: bool) -> None:
        """D5, D6: its commander went, or one above him, who stands the less near the more levels lie between.

        That shakes the trust of all; and whoever stood nearest draws men of his own sect after him. One who leaves in sight of all leaves
        them without command (D17).
        """
        if openly:
            self.leaderless, self.leaderless_by = 1.0, entry
        self.commander_gone = max(self.commander_gone, near)
        self.commander_trust *= 1.0 - near * (1.0 - self.model.p.trust_after_commander)
        if near > self.near:
            self.near, self.carried, self.carried_by = near, sect, entry

    def decide(self, chance: float, why: str) -> None:
        """D5, D11: it goes as one today, by the day's lot of the unit."""
        if not self.goes_as_one and self.model.draws.lot("goes as one", self.ordinal, self.model.day) < chance:
            self.goes_as_one = why

    def give_up(self) -> None:
        """D11: a besieged unit may give up as one, as far as its norm has turned."""
        if self.posture == "besieged" and self.model.on("D11"):
            self.decide(self.model.p.give_up_daily * self.turned, "out of a siege")
