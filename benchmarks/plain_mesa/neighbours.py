"""The neighbouring countries, and how far their borders are (I7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

if TYPE_CHECKING:
    from benchmarks.plain_mesa.country import Place
    from benchmarks.plain_mesa.plain import PlainModel

FAR = 20
"""Steps to a border where there is none to be reached."""


class Country(mesa.Agent):
    """A neighbour across a land border."""

    model: PlainModel
    id: str
    camps: bool  # takes people in
    border: int  # places that it touches
    steps: dict[Place, float]  # places to cross from its border to each place

    def __init__(self, model: PlainModel) -> None:
        super().__init__(model)
        self.open = 1.0


def steps_to(model: PlainModel, countries: set[str]) -> dict[Place, float]:
    """I7: how many places one crosses to the nearest of some countries: none at its border, elsewhere one more than next door."""
    steps = dict.fromkeys(model.places, float(FAR))
    for _ in model.places:  # after as many rounds as there are places nothing changes any more
        for entry in model.setting.places:
            near = [steps[model.place[near]] + 1 for near in entry.neighbours]
            steps[model.place[entry.id]] = 0.0 if countries & set(entry.borders) else min([float(FAR), *near])
    return steps


def nearest_camp(model: PlainModel, place: Place) -> Country | None:
    """The country whose camps the nearest border leads to; the first of the scenario's where several are as near."""

    def distance(country: Country) -> float:
        return country.steps[place] if country.camps else float("inf")

    return min(model.countries, key=distance, default=None)
