"""A unit: its bonds, its dead and departed, its commander, and what all that does to its men."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from benchmarks.plain_mesa.bonds import Bonds
from benchmarks.plain_mesa.diary import Source
from benchmarks.plain_mesa.draws import log
from benchmarks.plain_mesa.pressures import CARRIED, UNIT

if TYPE_CHECKING:
    from benchmarks.plain_mesa.country import Place, Sect
    from benchmarks.plain_mesa.plain import PlainModel
    from benchmarks.plain_mesa.soldiers import Soldier


class Unit(Bonds, mesa.Agent):
    """A company or staff.

    ``left_lately``, ``dead`` and ``punished`` fade from the men's minds, and ``left`` does not; what ends in ``_today`` has yet to be worn
    into the bonds; what ends in ``_source`` is the latest entry of its kind.
    """

    model: PlainModel
    id: str
    ordinal: int  # its place in the whole order of battle
    branch: str
    trusted: bool
    persons: float  # that each of its men stands for; 0 keeps the unit out of every sum
    garrison: Place
    place: Place
    bond_norm: float
    trust_norm: float

    def __init__(self, model: PlainModel) -> None:
        super().__init__(model)
        self.men: list[Soldier] = []  # who serve or are yet to be called up
        self.strength, self.start_strength = 0, 0
        self.posture, self.post_lost = "confined", False
        self.left, self.left_lately, self.dead, self.punished = 0, 0.0, 0.0, 0.0
        self.left_today = self.dead_today = self.punished_today = 0
        self.left_source: Source = None
        self.dead_source: Source = None
        self.punished_source: Source = None
        self.siege_source: Source = None
        self.commander: Soldier | None = None
        self.commander_gone = 0.0  # how fresh his departure is
        self.carried: Sect | None = None  # whose men a commander who went today draws after him
        self.carried_by: Source = None
        self.peer_bond = self.commander_trust = self.institution = 0.0

    # ---- men come and go

    def gain(self, man: Soldier) -> None:
        """A man is called up."""
        self.strength += 1

    def lose(self, man: Soldier) -> None:
        """A man serves no longer."""
        self.strength -= 1
        self.men.remove(man)

    def appoint_a_commander(self) -> None:
        """The highest in rank who serves; at equal rank the one with the lowest seat."""
        serving = [man for man in self.men if man.status == "serving"]
        self.commander = min(serving, key=lambda man: (-man.rank, man.seat)) if serving else None

    def mourn(self, entry: Any) -> None:
        """Remember a man killed."""
        self.dead += 1
        self.dead_today += 1
        self.dead_source = entry

    def see_punished(self, entry: Any) -> None:
        """Remember a man caught."""
        self.punished += 1
        self.punished_today += 1
        self.punished_source = entry

    def see_gone(self, leavers: list[tuple[Soldier, Any]], commander: Soldier | None) -> None:
        """Remember men who left together; the foremost is the highest in rank, then the one with the lowest key.

        A commander among them shakes the trust of all, and draws men of his own sect after him (D5).
        """
        for column in ("left", "left_lately", "left_today"):
            setattr(self, column, getattr(self, column) + len(leavers))
        self.left_source = min(leavers, key=lambda leaver: (-leaver[0].rank, leaver[0].key))[1]
        for man, entry in leavers:
            if man is commander:
                self.commander_gone = 1.0
                self.commander_trust *= self.model.p.trust_after_commander
                self.carried, self.carried_by = man.sect, entry

    # ---- what it does to its men

    def tell(self, mechanism: str, value: float, source: Source = None) -> None:
        """Tell all its men."""
        for man in self.men:
            man.told(mechanism, UNIT, value, source)

    def press_those_who_stay(self) -> None:
        """D5: comrades who went press those who stay; so does a commander who went, and on that day he can carry men of his sect along, as
        far as the unit's norm has turned.

        D6: the bond holds men to the unit's norm, whichever way that points.
        """
        p = self.model.p
        if self.model.on("D5"):
            share = min(self.left_lately / max(self.strength + self.left_lately, 1.0), p.comrade_cap)
            pressed = log(p.comrade_pressure) * share / 0.1 + log(p.commander_pressure) * self.commander_gone
            self.tell("D5", pressed, self.left_source)
            carry = p.commander_carry * self.turned
            for man in self.men:
                man.told("D5", CARRIED, carry if man.sect is self.carried else 0.0, self.carried_by)
        if self.model.on("D6"):
            self.tell("D6", -log(p.bond_ratio) * (self.cohesion - 0.5) * (1.0 - 2.0 * self.turned), self.left_source)

    def count_its_dead(self) -> None:
        """D3: its own losses wear out all its men."""
        lost = self.dead / max(self.strength + self.dead, 1.0)
        self.tell("D3", self.model.p.losses_weight * lost, self.dead_source)

    def resent_punishment(self) -> None:
        """D9c: comrades punished outrage those who saw it, the more so the more their group is watched."""
        punished = self.punished / max(self.strength + self.punished, 1.0)
        for man in self.men:
            man.told("D9c", UNIT, self.model.p.punishment_outrage * punished * man.sect.watched, self.punished_source)

    def feel_the_siege(self) -> None:
        """D11: a besieged unit leaves or gives up with far higher odds."""
        self.tell("D11", log(self.model.p.siege_ratio) if self.posture == "besieged" else 0.0, self.siege_source)

    def week(self) -> dict[str, Any]:
        """How it stands, for the diary."""
        return {
            "place": self.place.id, "posture": self.posture, "cohesion": self.cohesion, "peer_bond": self.peer_bond,
            "commander_trust": self.commander_trust, "institution": self.institution,
            "strength": self.strength * self.persons, "left": self.left * self.persons,
        }  # fmt: skip
