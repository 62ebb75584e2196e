"""How far places are from borders, and which are neighbours."""

from __future__ import annotations

from collections import deque

import numpy as np

from unit_cohesion.scenario import Scenario

FAR = 20.0
"""Steps to a border that cannot be reached at all."""


def border_steps(scenario: Scenario) -> np.ndarray:
    """Places to cross from each place to a country that takes people in: 0 at the border itself, ``FAR`` where there is none."""
    return _steps(scenario, {country.id for country in scenario.countries if country.camps})


def passages(scenario: Scenario) -> np.ndarray:
    """Places to cross from each country's border to each place: shape (countries, places)."""
    return np.reshape([_steps(scenario, {country.id}) for country in scenario.countries], (-1, len(scenario.places)))


def neighbours(scenario: Scenario) -> np.ndarray:
    """Rows of each place's neighbours, by their ids, -1 where there are no more: shape (places, most neighbours)."""
    row = {place.id: number for number, place in enumerate(scenario.places)}
    near = [[row[id] for id in sorted(place.neighbours)] for place in scenario.places]
    roads = np.full((len(near), max(1, *(len(one) for one in near))), -1)
    for number, one in enumerate(near):
        roads[number, : len(one)] = one
    return roads


def _steps(scenario: Scenario, countries: set[str]) -> np.ndarray:
    row = {place.id: number for number, place in enumerate(scenario.places)}
    steps = np.full(len(row), FAR)
    waiting = deque(place.id for place in scenario.places if countries & set(place.borders))
    steps[[row[id] for id in waiting]] = 0
    while waiting:
        here = waiting.popleft()
        for near in scenario.places[row[here]].neighbours:
            if steps[row[near]] > steps[row[here]] + 1:
                steps[row[near]] = steps[row[here]] + 1
                waiting.append(near)
    return steps
