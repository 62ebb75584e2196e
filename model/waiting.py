"""The clocks of those who do not serve: what they do next, and what is done to them, week by week.

The same construction as for those who serve (``hazards.py``): a resistance drawn on entering a status, pressure gathered against it, and
the way by the largest log-hazard + keyed Gumbel draw. Being few, they are pressed one by one, with hazards handed over whole.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from model.mechanisms import CAUSES, TERMS
from model.world import World

WEEK = 7.0


def pressed(world: World, rows: np.ndarray, stream: str, *hazards: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Add a week's hazards to people's pressure.

    Args:
        rows: rows of people. stream: of the draws of ways. hazards: a day's, of each way, an array of the shape of ``rows``.

    Returns:
        Positions in ``rows`` of those whose time has come, and the way of each.
    """
    people, hazard = world.state.people, _whole(world, hazards)
    pressure = people.pressure[rows] + WEEK * hazard
    people.pressure[rows] = pressure
    due = np.flatnonzero(pressure >= people.resistance[rows])
    due = due[hazard[due] > 0]
    return due, _ways(world, rows, due, stream, hazards)


def befallen(world: World, rows: np.ndarray, stream: str, *hazards: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same on the other clock, of what is done to people: takes a week's hazards off what is left of their ``fate_threshold``."""
    people, hazard = world.state.people, _whole(world, hazards)
    left = people.fate_threshold[rows] - WEEK * hazard
    people.fate_threshold[rows] = left
    due = np.flatnonzero(left <= 0)
    due = due[hazard[due] > 0]
    return due, _ways(world, rows, due, stream, hazards)


def _whole(world: World, hazards: tuple[np.ndarray, ...]) -> np.ndarray:
    whole = hazards[0]
    for hazard in hazards[1:]:
        whole = whole + hazard
    return np.asarray(np.minimum(whole, world.p.hazard_cap))


def _ways(world: World, rows: np.ndarray, due: np.ndarray, stream: str, hazards: tuple[np.ndarray, ...]) -> np.ndarray:
    """The way of those due: the largest log-hazard + keyed Gumbel draw."""
    if len(hazards) == 1 or not len(due):
        return np.zeros(len(due), int)
    people, going = world.state.people, rows[due]
    with np.errstate(divide="ignore"):
        weights = np.log(np.column_stack([hazard[due] for hazard in hazards]))
    return np.asarray((weights + world.chance.gumbels(stream, people.key[going], people.spell[going], len(hazards))).argmax(axis=1))


def told(size: int, terms: Mapping[str, np.ndarray | float], otherwise: str) -> tuple[np.ndarray, np.ndarray]:
    """Terms as a matrix (size × TERMS), and the cause: the largest positive term, or else ``otherwise``."""
    matrix = np.zeros((size, len(TERMS)))
    for name, values in terms.items():
        matrix[:, TERMS.index(name)] = values
    best = matrix.argmax(axis=1)
    return matrix, np.where(matrix[np.arange(size), best] > 0, best, CAUSES.index(otherwise))
