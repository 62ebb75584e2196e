"""The rebel side as a whole: its week, and its muster (R15's measures)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import mesa

from benchmarks.plain_mesa import camps, factions, gates, joining, militia_life, perils, sponsors
from benchmarks.plain_mesa.militias import WITH_IT

if TYPE_CHECKING:
    from benchmarks.plain_mesa.country import Place
    from benchmarks.plain_mesa.militias import Militia
    from benchmarks.plain_mesa.plain import PlainModel
    from benchmarks.plain_mesa.sponsors import Sponsor


class RebelSide(mesa.Agent):
    """Militias and sponsors, and what is counted of them all. Without militias in the scenario it never does anything."""

    model: PlainModel

    def __init__(self, model: PlainModel) -> None:
        super().__init__(model)
        self.active = bool(model.setting.militias)
        self.militias: list[Militia] = []  # the named ones, then every place's slots for local ones
        self.sponsors: list[Sponsor] = []
        self.consensus = 0.0  # of the key sponsors
        self.count = self.effective = self.largest = self.cohesion = self.warlordism = 0.0
        self.admitted = self.refused = self.admitted_rank = self.refused_rank = 0.0
        self.refused_for = dict.fromkeys(("mismatch", "rivalry", "motive", "abuse", "suspicion", "claim", "sponsor", "label"), 0.0)
        self.splits = self.mergers = self.labels = self.murders = self.confrontations = 0.0

    @property
    def united(self) -> float:
        """How far the rebels are one: 1 for a single militia that holds together."""
        return self.cohesion * self.largest

    def live_through_the_week(self) -> None:
        """What happens among the rebels, in its order."""
        model = self.model
        self.muster()
        joining.take_up_arms(model)  # W2, S4, R15, B4
        gates.hear_officers(model)  # R3, R6, R11-R14
        militia_life.live_with_militias(model)  # R4, R5, R7
        perils.befall(model)  # R8, R9, R20
        camps.wait_for_use(model)  # R1, R2, R16, R18
        factions.drift_and_divide(model)  # R10, R15, R19
        if (model.day - 1) % 28 == 0:
            sponsors.pay_and_agree(model)  # S1-S7
        model.national_army.build()  # B1-B7

    # ---- the muster

    def muster(self) -> None:
        """Count militias and places anew."""
        model = self.model
        men = defaultdict(list)
        for man in model.people:
            if man.militia and man.status in WITH_IT:
                men[man.militia].append(man)
        for militia in self.militias:
            militia.count(men[militia])
        for place in model.places:
            muster_place(place)
        self._measure()
        nation, army = model.nation, model.national_army
        nation.insurgents_peak = max(nation.insurgents_peak, sum(place.insurgents for place in model.places))
        trained = sum(man.persons * man.skill for man in army.men if man.served)
        nation.capability_used = sum(militia.capability for militia in self.militias) + trained

    def _measure(self) -> None:
        """R15: how many militias there are, how far the largest is the whole, how they hold together, how far leaders are warlords."""
        alive = [militia for militia in self.militias if militia.alive]
        whole = sum(militia.fighters for militia in alive)
        share = {militia: militia.fighters / max(whole, 1e-9) for militia in alive}
        self.count = float(sum(militia.fighters > 0 for militia in alive))
        self.largest = max(share.values(), default=0.0)
        self.effective = 1.0 / sum(s * s for s in share.values()) if whole > 0 else 0.0
        self.cohesion = sum(share[militia] * militia.cohesion for militia in alive)
        self.warlordism = sum(share[militia] * militia.leader.warlordism for militia in alive)

    def power_in(self, place: Place) -> float:
        """W2: fighting worth of the militias that stand in a place, and of the national army where it stands."""
        return sum(militia.worth() for militia in place.standing) + self.model.national_army.power_in(place)

    def numbers(self) -> dict[str, float]:
        """All of them, for the diary."""
        same = (
            "admitted",
            "refused",
            "admitted_rank",
            "refused_rank",
            "splits",
            "mergers",
            "labels",
            "murders",
            "confrontations",
            "warlordism",
        )
        refused = {f"refused_{what}": persons for what, persons in self.refused_for.items()}
        return (
            {name: getattr(self, name) for name in same}
            | refused
            | {
                "rebel_militias": self.count,
                "effective_militias": self.effective,
                "largest_militia_share": self.largest,
                "militia_cohesion": self.cohesion,
                "sponsor_consensus": self.consensus,
            }
        )


def muster_place(place: Place) -> None:
    """Rebels under arms in a place, and how unruly its militias are."""
    alive = place.standing
    men = sum(militia.fighters for militia in alive)
    national = sum(man.persons for man in place.model.national_army.men if man.from_place is place)
    place.insurgents = men + national
    place.disorder = sum(militia.fighters * (1.0 - militia.discipline) for militia in alive) / max(men, 1e-9)
