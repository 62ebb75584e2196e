"""Ties between people and places: kin groups, and how far a place is from a border."""

from __future__ import annotations

from collections import deque

import numpy as np

from model.scenario import Scenario
from model.state import State, rows_of

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


class Kin:
    """Who is kin to whom, by kin group; made once, from fixed columns."""

    def __init__(self, state: State) -> None:
        self._order = np.argsort(state.people.kin, kind="stable")
        _, first, group, size = np.unique(state.people.kin[self._order], return_index=True, return_inverse=True, return_counts=True)
        self._first, self._last, self._group = first, first + size, np.empty(len(group), "i4")
        self._group[self._order] = group

    def of(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Everybody in the kin groups of some people, themselves included: position in ``rows`` and row of people, in order of both."""
        group = self._group[rows]
        first, last = self._first[group], self._last[group]
        return np.repeat(np.arange(len(rows)), last - first), self._order[rows_of(first, last)]
