"""The units of the army, from the formations of a scenario: which exist, which are kept at a coarser scale, and their names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from model.population.once import once
from model.scenario import Scenario


@dataclass(frozen=True)
class Unit:
    """One company-sized unit with seats.

    Attributes:
        id: ``formation/b2/bn1/c3``, or ``.../staff``.
        parent: id of the node above it.
        kind: its establishment.
        formation, brigade: rows and number within the scenario.
        ordinal: its place among all units at one person an agent.
        number: its place within its formation.
    """

    id: str
    parent: str
    kind: str
    formation: int
    brigade: int
    ordinal: int
    number: int


@dataclass(frozen=True)
class OrderOfBattle:
    """The kept units in order, and the parent and the kind of every node above them."""

    units: tuple[Unit, ...]
    parents: dict[str, str]
    kinds: dict[str, str]

    @property
    def ids(self) -> list[str]:
        """The kept units' ids, in row order."""
        return [unit.id for unit in self.units]


def _units(scenario: Scenario, parents: dict[str, str], kinds: dict[str, str]) -> Iterator[Unit]:
    ordinal = 0
    for row, formation in enumerate(scenario.army.formations):
        number = 0
        parents[formation.id] = formation.parent or ""
        kinds[formation.id] = formation.kind

        def unit(id: str, parent: str, kind: str, brigade: int, row: int = row) -> Unit:
            nonlocal ordinal, number
            made = Unit(id, parent, kind, row, brigade, ordinal, number)
            ordinal, number = ordinal + 1, number + 1
            return made

        if formation.staff:
            yield unit(f"{formation.id}/staff", formation.id, formation.staff, 0)
        for b in range(formation.brigades):
            brigade = f"{formation.id}/b{b + 1}"
            parents[brigade], kinds[brigade] = formation.id, "brigade"
            if formation.brigade_staff:
                yield unit(f"{brigade}/staff", brigade, formation.brigade_staff, b)
            for n in range(formation.battalions):
                battalion = f"{brigade}/bn{n + 1}"
                parents[battalion], kinds[battalion] = brigade, "battalion"
                if formation.battalion_staff:
                    yield unit(f"{battalion}/staff", battalion, formation.battalion_staff, b)
                if formation.company:
                    for c in range(formation.companies):
                        yield unit(f"{battalion}/c{c + 1}", battalion, formation.company, b)


@once
def order_of_battle(scenario: Scenario) -> OrderOfBattle:
    """The units kept at the scenario's ``persons_per_agent`` K.

    Companies stay whole; of the units laid out kind by kind (establishment, branch, trusted), every Kth is kept, so that rare kinds are
    kept in proportion too, under the ids that they have at K = 1.
    """
    parents: dict[str, str] = {}
    kinds: dict[str, str] = {}
    every = list(_units(scenario, parents, kinds))
    k = scenario.about.persons_per_agent
    formations = scenario.army.formations
    by_kind = sorted(every, key=lambda u: (u.kind, formations[u.formation].branch, formations[u.formation].trusted, u.ordinal))
    kept = sorted(by_kind[k // 2 :: k] or by_kind[:1], key=lambda u: u.ordinal)
    return OrderOfBattle(tuple(kept), parents, kinds)


def seats_by_intake(scenario: Scenario, trusted: bool | None = None) -> np.ndarray:
    """Persons by intake over the whole army at one person an agent (call-ups apart), or over its trusted (or other) formations."""
    establishments = {e.id: e for e in scenario.army.establishments}
    rows = {intake.id: row for row, intake in enumerate(scenario.army.intakes)}
    total = np.zeros(len(rows))
    for f in scenario.army.formations:
        if trusted is not None and f.trusted != trusted:
            continue
        times = {f.staff: 1}
        for kind, count in (
            (f.brigade_staff, f.brigades),
            (f.battalion_staff, f.brigades * f.battalions),
            (f.company, f.brigades * f.battalions * f.companies),
        ):
            times[kind] = times.get(kind, 0) + count
        for kind, count in times.items():
            for intake, seats in establishments[kind].seats.items() if kind else ():
                total[rows[intake]] += seats * count
    return total
