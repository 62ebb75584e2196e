"""How far places are from borders."""

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
