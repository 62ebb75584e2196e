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


def pressed(world: World, rows: np.ndarray, log_hazards: np.ndarray, stream: str) -> tuple[np.ndarray, np.ndarray]:
    """Add a week's hazards to people's pressure.

    Args:
        rows: rows of people. log_hazards: log of hazards a day, (rows, ways); −inf where a way is closed. stream: of the draws of ways.

    Returns:
        Positions in ``rows`` of those whose time has come, and the way of each.
    """
    people = world.state.people
    hazard = np.minimum(np.exp(log_hazards).sum(axis=1), world.p.hazard_cap)
    people.pressure[rows] += WEEK * hazard
    due = np.flatnonzero((people.pressure[rows] >= people.resistance[rows]) & (hazard > 0))
    return due, _ways(world, rows[due], log_hazards[due], stream)


def befallen(world: World, rows: np.ndarray, log_hazards: np.ndarray, stream: str) -> tuple[np.ndarray, np.ndarray]:
    """The same on the other clock, of what is done to people: takes a week's hazards off what is left of their ``fate_threshold``."""
    people = world.state.people
    hazard = np.minimum(np.exp(log_hazards).sum(axis=1), world.p.hazard_cap)
    people.fate_threshold[rows] -= WEEK * hazard
    due = np.flatnonzero((people.fate_threshold[rows] <= 0) & (hazard > 0))
    return due, _ways(world, rows[due], log_hazards[due], stream)


def _ways(world: World, rows: np.ndarray, log_hazards: np.ndarray, stream: str) -> np.ndarray:
    people = world.state.people
    draws = world.chance.gumbels(stream, people.key[rows], people.spell[rows], log_hazards.shape[1])
    return np.asarray((log_hazards + draws).argmax(axis=1))


def logs(size: int, *hazards: np.ndarray | float) -> np.ndarray:
    """Logs of hazards as columns, (size, ways); −inf for none."""
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(np.column_stack([np.zeros(size) + hazard for hazard in hazards])))


def told(size: int, terms: Mapping[str, np.ndarray | float], otherwise: str) -> tuple[np.ndarray, np.ndarray]:
    """Terms as a matrix (size × TERMS), and the cause: the largest positive term, or else ``otherwise``."""
    matrix = np.zeros((size, len(TERMS)))
    for name, values in terms.items():
        matrix[:, TERMS.index(name)] = values
    best = matrix.argmax(axis=1)
    return matrix, np.where(matrix[np.arange(size), best] > 0, best, CAUSES.index(otherwise))
