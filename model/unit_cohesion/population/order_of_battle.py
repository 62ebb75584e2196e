"""The units of the army, from the formations of a scenario: which exist, which are kept at a coarser scale, and their names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from unit_cohesion.population.scenario_cache import cached_by_scenario
from unit_cohesion.scenario import Scenario
from unit_cohesion.scenario.army import as_present, kept_units, units_of

STAFF = "/staff"
"""How the id of a node's staff ends."""


@dataclass(frozen=True)
class Unit:
    """One company-sized unit with seats.

    Attributes:
        id: ``formation/b2/bn1/c3``, or ``.../staff``.
        parent: id of the node above it.
        kind: its establishment; of a formation that is not all present, with the share that is (``company@0.4``).
        formation, brigade: rows and number within the scenario.
        ordinal: its place among all units at one person an agent.
        number: its place within its formation.
        weight: how many units of its kind and formation it stands for, itself included: 1 at one person an agent.
        superior: of the kept units, the row of the one whose commander commands its own, -1 at the top: the staff of the node above it, or
            of the nearest that has one; at a coarser scale the one that is kept for that staff.
    """

    id: str
    parent: str
    kind: str
    formation: int
    brigade: int
    ordinal: int
    number: int
    weight: int = 1
    superior: int = -1


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
    for row, formation in enumerate(as_present(scenario.army).formations):
        number = 0
        parents[formation.id] = formation.parent or ""
        kinds[formation.id] = formation.kind

        def unit(id: str, parent: str, kind: str, brigade: int, row: int = row) -> Unit:
            nonlocal ordinal, number
            made = Unit(id, parent, kind, row, brigade, ordinal, number)
            ordinal, number = ordinal + 1, number + 1
            return made

        if formation.staff:
            yield unit(f"{formation.id}{STAFF}", formation.id, formation.staff, 0)
        for b in range(formation.brigades):
            brigade = f"{formation.id}/b{b + 1}"
            parents[brigade], kinds[brigade] = formation.id, "brigade"
            if formation.brigade_staff:
                yield unit(f"{brigade}{STAFF}", brigade, formation.brigade_staff, b)
            for n in range(formation.battalions):
                battalion = f"{brigade}/bn{n + 1}"
                parents[battalion], kinds[battalion] = brigade, "battalion"
                if formation.battalion_staff:
                    yield unit(f"{battalion}{STAFF}", battalion, formation.battalion_staff, b)
                if formation.company:
                    for c in range(formation.companies):
                        yield unit(f"{battalion}/c{c + 1}", battalion, formation.company, b)


@cached_by_scenario
def order_of_battle(scenario: Scenario) -> OrderOfBattle:
    """The units kept at the scenario's ``persons_per_agent`` K.

    Units stay whole, under the ids that they have at K = 1. The units of one establishment in one formation are parted into runs of about
    K, one run at least; the middle one of each is kept and stands for all of it. So formations and kinds have as many persons at any scale.
    """
    parents: dict[str, str] = {}
    kinds: dict[str, str] = {}
    every = list(_units(scenario, parents, kinds))
    alike = defaultdict[tuple[int, str], list[Unit]](list)
    for unit in every:
        alike[unit.formation, unit.kind].append(unit)
    kept, stands_for = list[Unit](), dict[int, int]()
    for units in alike.values():
        count = kept_units(len(units), scenario.about.persons_per_agent)
        ends = [number * len(units) // count for number in range(count + 1)]
        for first, last in pairwise(ends):
            kept.append(replace(units[(first + last) // 2], weight=last - first))
            stands_for |= dict.fromkeys((unit.ordinal for unit in units[first:last]), kept[-1].ordinal)
    kept.sort(key=lambda unit: unit.ordinal)
    row_of, above = {unit.ordinal: row for row, unit in enumerate(kept)}, _chains(every, parents)
    for row, unit in enumerate(kept):
        chain = above[unit.ordinal]
        known = (stands_for[staff] for staff in chain if len(above[stands_for[staff]]) < len(chain))  # it stands higher: no circles
        kept[row] = replace(unit, superior=row_of.get(next(known, -1), -1))
    return OrderOfBattle(tuple(kept), parents, kinds)


def _chains(units: list[Unit], parents: dict[str, str]) -> list[list[int]]:
    """Return of each unit the staffs above it, the nearest first, by their ordinals."""
    staffs = {unit.parent: unit.ordinal for unit in units if unit.id.endswith(STAFF)}
    found = []
    for unit in units:
        at, chain = unit.parent, list[int]()
        while at:
            if at in staffs and staffs[at] != unit.ordinal:
                chain.append(staffs[at])
            at = parents.get(at, "")
        found.append(chain)
    return found


def seats_by_intake(scenario: Scenario, trusted: bool | None = None) -> np.ndarray:
    """Persons by intake over the whole army at one person an agent (call-ups apart), or over its trusted (or other) formations."""
    units = sum((units_of(f) for f in as_present(scenario.army).formations if trusted is None or f.trusted == trusted), Counter[str]())
    return _seats(scenario, units)


def units_under(scenario: Scenario, units: Sequence[Unit], of: str | None) -> list[int]:
    """Rows of the units, out of some, of a formation with all below it, of a part of one, or of the whole army (None)."""
    below = {of}
    for _ in scenario.army.formations:  # down the chain of command
        below |= {one.id for one in scenario.army.formations if one.parent in below}
    own = {row for row, one in enumerate(scenario.army.formations) if of is None or one.id in below}
    part = f"{of}/"
    return [row for row, unit in enumerate(units) if unit.formation in own or unit.id == of or unit.id.startswith(part)]


def seats_under(scenario: Scenario, of: str | None) -> float:
    """Persons of what is named on day one, at one person an agent (call-ups apart)."""
    units = list(_units(scenario, {}, {}))
    return float(_seats(scenario, Counter(units[row].kind for row in units_under(scenario, units, of))).sum())


def agents_by_intake(scenario: Scenario, among: np.ndarray) -> np.ndarray:
    """Agents by intake over those of the kept units that are among some (call-ups apart)."""
    units = zip(order_of_battle(scenario).units, among.tolist(), strict=True)
    return _seats(scenario, Counter(unit.kind for unit, counts in units if counts))


def _seats(scenario: Scenario, units: Counter[str]) -> np.ndarray:
    """Seats by intake of so many units of each establishment."""
    establishments = {e.id: e for e in as_present(scenario.army).establishments}
    rows = {intake.id: row for row, intake in enumerate(scenario.army.intakes)}
    total = np.zeros(len(rows))
    for kind, count in units.items():
        for intake, seats in establishments[kind].seats.items():
            total[rows[intake]] += seats * count
    return total
