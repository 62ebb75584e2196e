"""Rebels-to-be: a pool of civilians by community, made on day zero, every Kth with the number that he has at K = 1.

Attackers who come from elsewhere (W8) are of the pool of the place where they come to stand, which is as much larger as they are more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from unit_cohesion.engine.chance import label
from unit_cohesion.population.draws import Pool
from unit_cohesion.population.scenario_cache import cached_by_scenario
from unit_cohesion.scenario import Scenario


def communities(scenario: Scenario, p: Mapping[str, Any]) -> list[tuple[str, int, int, np.ndarray]]:
    """Id, place, sect and kept numbers of every community's pool; those with nobody in them are left out."""
    k, found = scenario.about.persons_per_agent, []
    for place, entry in enumerate(scenario.places):
        willing = willing_in(scenario, place, p)
        strangers = max(0, sum(militia.size for militia in scenario.militias if militia.moves and militia.place == entry.id) - sum(willing))
        for sect, group in enumerate(scenario.sects):
            persons = willing[sect] + round(strangers * entry.sects.get(group.id, 0.0))
            numbers = np.arange(k // 2, persons, k)
            if len(numbers):
                found.append((f"civilians/{entry.id}/{group.id}", place, sect, numbers))
    return found


def willing_in(scenario: Scenario, place: int, p: Mapping[str, Any]) -> list[int]:
    """By sect, the people of a place who could ever take up arms."""
    entry = scenario.places[place]
    return [round(p["rebel_pool_share"] * entry.population * entry.sects.get(group.id, 0.0)) for group in scenario.sects]


@cached_by_scenario
def pool(scenario: Scenario) -> Pool:
    """The pool as a scenario fixes it; empty without a rebel side."""
    found = communities(scenario, scenario.parameters) if scenario.militias else []
    return Pool(
        stem=np.array([label(id) << 32 for id, *_ in found], "u8"),
        place=np.array([place for _, place, _, _ in found], "i4"),
        sect=np.array([sect for _, _, sect, _ in found], "i4"),
        agents=np.array([len(numbers) for *_, numbers in found], "i4"),
        every=scenario.about.persons_per_agent,
        intake=len(scenario.army.intakes),
        year=scenario.about.start.year,
    )


@cached_by_scenario
def _ids(scenario: Scenario) -> tuple[str, ...]:
    return tuple(id for id, *_ in communities(scenario, scenario.parameters)) if scenario.militias else ()


def community_ids(scenario: Scenario) -> list[str]:
    """Ids of the communities (``civilians/place/sect``) that stand at the end of the table of units; none without a rebel side."""
    return list(_ids(scenario))
