"""Rebels-to-be: a pool of civilians by community, made on day zero, every Kth with the number that he has at K = 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from model.chance import Chance, label
from model.population.convictions import convictions, loyalty
from model.scenario import Scenario
from model.schema import BRANCHES, CIVIL, RANKS, SPECIALITIES


@dataclass(frozen=True)
class Civilians:
    """The pool.

    Attributes:
        ids: of its communities (``civilians/place/sect``), which stand as units at the end of the table of units.
        places: rows of places, of each community.
        columns: what each person is, by the names of ``army.people``; one row an agent, by community and number.
    """

    ids: tuple[str, ...]
    places: np.ndarray
    columns: dict[str, np.ndarray]


def communities(scenario: Scenario, p: Mapping[str, Any]) -> list[tuple[str, int, int, np.ndarray]]:
    """Id, place, sect and kept numbers of every community's pool; those with nobody in them are left out."""
    k, found = scenario.about.persons_per_agent, []
    for place, entry in enumerate(scenario.places):
        for sect, group in enumerate(scenario.sects):
            persons = round(p["rebel_pool_share"] * entry.population * entry.sects.get(group.id, 0.0))
            numbers = np.arange(k // 2, persons, k)
            if len(numbers):
                found.append((f"civilians/{entry.id}/{group.id}", place, sect, numbers))
    return found


def civilians(scenario: Scenario, p: Mapping[str, Any], first_unit: int, chance: Chance) -> Civilians:
    """The pool of a scenario; its communities take the rows of units from ``first_unit`` on."""
    pool = communities(scenario, p)
    sizes = [len(numbers) for *_, numbers in pool]
    total = sum(sizes)

    def each(values: Any, dtype: str = "i4") -> np.ndarray:
        return np.repeat(np.array(values, dtype), sizes)

    numbers = np.concatenate([np.zeros(0, "i8"), *(numbers for *_, numbers in pool)])
    key = each([label(id) << 32 for id, *_ in pool], "u8") | numbers.astype("u8")
    place, sect = each([row for _, row, _, _ in pool]), each([row for _, _, row, _ in pool])
    band = np.full(total, CIVIL, "i4")
    skill = p["civilian_competence"] + p["competence_spread"] * chance.normals("competence", key)
    zero, no = np.zeros(total, "i4"), np.zeros(total, bool)
    columns = {
        "key": key, "unit": first_unit + each(range(len(pool))), "seat": numbers, "sect": sect,
        "rank": np.full(total, RANKS.index("civilian"), "i4"), "band": band, "speciality": zero + SPECIALITIES.index("infantry"),
        "post": no, "intake": zero + len(scenario.army.intakes), "cohort": zero + scenario.about.start.year, "home": place,
        "competence": np.clip(skill, 0, 1), "kin": np.full(total, -1, "i8"), "ceilinged": np.zeros(total), "sent": no,
        "discharge_day": zero, "entry_day": zero, "loyalty": loyalty(p, key, chance), "branch": zero + BRANCHES.index("none"), "uneasy": no,
        **convictions(p, key, band, chance),
    }  # fmt: skip
    return Civilians(tuple(id for id, *_ in pool), np.array([row for _, row, _, _ in pool], "i1"), columns)


def community_ids(scenario: Scenario) -> list[str]:
    """Ids of the communities that stand at the end of the table of units; none without a rebel side."""
    return [id for id, *_ in communities(scenario, scenario.parameters)] if scenario.militias else []
