"""A unit: its bonds, its dead and departed, its commander, and what all that does to its men."""

from __future__ import annotations

from collections.abc import Iterator
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
    keeps_posts: bool  # scattered ones, as police do
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
        self.disarmed = False  # whether it has laid down its arms (W9)
        self.withstood = 0.0  # chance with which it would have given in before the first day (W9)
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
        self.leaderless = 0.0  # how fresh it is that he, or one above, left his men in sight of all
        self.leaderless_by: Source = None
        self.near = 0.0  # how near to the unit that commander stood: 1 in it, less above it
        self.goes_as_one = ""  # why, if it does today
        self.order_answer, self.withdrawn = "", False  # what it did that was ordered to shoot at a crowd; whether it is ordered to withdraw
        self.superior: Unit | None = None  # whose commander commands its own
        self.peer_bond = self.commander_trust = self.institution = 0.0
        self.paid = 1.0  # share of their pay that its men count on

    @property
    def unused(self) -> str:
        """How it stands where it is neither cut off nor chosen for use (D16)."""
        at_posts = self.keeps_posts and self.model.on("D16") and not (self.withdrawn and self.model.on("W7"))
        return "deployed" if at_posts else "confined"

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

    def see_gone(self, leavers: list[tuple[Soldier, Any]], commander: Soldier | None, openly: bool = False) -> None:
        """Remember men who left together; the foremost is the highest in rank, then the one with the lowest key.

        A commander among them is missed in all units under him too (D5).
        """
        for column in ("left", "left_lately", "left_today"):
            setattr(self, column, getattr(self, column) + len(leavers))
        self.left_source = min(leavers, key=lambda leaver: (-leaver[0].rank, leaver[0].key))[1]
        for man, entry in leavers:
            if man is commander:
                self.lose_commander(1.0, man.sect, entry, openly)
                self.tell_down(man.sect, entry, openly)

    def tell_down(self, sect: Sect, entry: Any, openly: bool) -> None:
        """D5: that its commander went is felt in all units under it, weaker at each level; that all saw it, in all alike (D17)."""
        for unit, near in self.under_it():
            if near > 0 or openly:
                unit.lose_commander(near, sect, entry, openly)
                self.model.reached.add(unit)

    def under_it(self) -> Iterator[tuple[Unit, float]]:
        """All units under its commander, each with how near he stands to it."""
        share = self.model.p.chain_share
        for unit in self.model.units:
            above, near = unit.superior, share
            while above is not None and above is not self:
                above, near = above.superior, near * share
            if above is self:
                yield unit, near

    def know_no_commander(self) -> None:
        """D6: its commander is new to its men, and to all under them, the less so the more levels lie between."""
        self.commander_trust = 0.0
        for unit, near in self.under_it():
            unit.commander_trust *= 1.0 - near

    # ---- what it does to its men

    def tell(self, mechanism: str, value: float, source: Source = None) -> None:
        """Tell all its men."""
        for man in self.men:
            man.told(mechanism, UNIT, value, source)

    def press_those_who_stay(self) -> None:
        """D5: comrades who went press those who stay; so does a commander who went, and on that day he can carry men of his sect along, as
        far as the unit's norm has turned, and all of it can go as one. One above him does the same, but less, and presses the commander
        that it has (and who is of his sect and band in it).

        D6: the bond holds men to the unit's norm, whichever way that points.
        """
        p = self.model.p
        if self.model.on("D5"):
            share = min(self.left_lately / max(self.strength + self.left_lately, 1.0), p.comrade_cap)
            pressed = log(p.comrade_pressure) * share / 0.1 + log(p.commander_pressure) * self.commander_gone
            if self.carried:
                self.decide(p.as_one * self.turned * self.near, "with its commander")
            together = self.goes_as_one == "with its commander"
            self.tell("D5", pressed + (p.as_one_pull if together else 0.0), self.carried_by if together else self.left_source)
            carry, head = p.commander_carry * self.turned * self.near, self.commander
            for man in self.men:
                follows = self.near < 1.0 and head is not None and (man.sect, man.band) == (head.sect, head.band)
                carried = (carry if man.sect is self.carried else 0.0) + (p.commander_follows * self.near if follows else 0.0)
                man.told("D5", CARRIED, carried, self.carried_by)
        if self.model.on("D6"):
            self.tell("D6", -log(p.bond_ratio) * (self.cohesion - 0.5) * (1.0 - 2.0 * self.turned), self.left_source)

    def miss_a_command(self) -> None:
        """D17: nobody commands here any more, and the enemy is there."""
        if self.model.on("D17") and self.leaderless > 0.0:
            self.tell("D17", self.model.p.leaderless_pull * self.leaderless * self.enemy_felt, self.leaderless_by)

    @property
    def enemy_felt(self) -> float:
        """D17, D19: how near the enemy is felt to be."""
        return min(1.0, self.place.rebel_worth / max(self.model.p.leaderless_danger * self.place.defence, 1.0))

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
        """D11: a besieged unit leaves or gives up with far higher odds, most of all on a day when it does so as one."""
        p, besieged = self.model.p, self.posture == "besieged"
        pressed = log(p.siege_ratio) + (p.as_one_pull if self.goes_as_one else 0.0)
        self.tell("D11", pressed if besieged else 0.0, self.siege_source)

    def feel_the_war(self) -> None:
        """D18: where the ground is held and no rebels are near, most of what makes men leave is not there."""
        p, place = self.model.p, self.place
        near = place.rebel_worth / max(place.rebel_worth + p.near_half * place.defence, 1.0)
        peace = 0.0 if self.posture == "besieged" else place.control * (1.0 - near)
        self.tell("D18", log(p.calm_share + (1.0 - p.calm_share) * (1.0 - peace)))

    def week(self) -> dict[str, Any]:
        """How it stands, for the diary."""
        return {
            "place": self.place.id,
            "posture": self.posture,
            "cohesion": self.cohesion,
            "peer_bond": self.peer_bond,
            "commander_trust": self.commander_trust,
            "institution": self.institution,
            "strength": self.strength * self.persons,
            "left": self.left * self.persons,
        }
