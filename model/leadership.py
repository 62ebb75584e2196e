"""Militias as they are founded: who leads, with what traits; and which militia a man chooses. Used by the rules of the rebel side."""

from __future__ import annotations

import numpy as np

from model.world import World

NEWCOMERS = 20.0
"""Persons by whom a militia is taken to be larger when a man chooses, so that a new one can be found at all."""


def lot(world: World, trait: str, row: int, mean: float, spread: float = 0.15) -> float:
    """A trait of a new leader in [0, 1]: even about the mean, keyed by the militia's slot and how often it was filled."""
    militias = world.state.militias
    drawn = world.chance.uniforms(f"leader {trait}", militias.key[row : row + 1], int(militias.lives[row]))[0]
    return float(np.clip(mean + spread * np.sqrt(12.0) * (drawn - 0.5), 0.0, 1.0))


def found_local(world: World, row: int, sect: int) -> None:
    """Fill a slot with a new local militia and its leader: of modest means, unruly, early or late (A14, A35)."""
    militias, p = world.state.militias, world.p
    militias.lives[row] += 1
    late = float(np.exp(-(world.day - 1) / p.early_days))
    militias.sect[row], militias.early[row] = sect, lot(world, "early", row, 0.55, 0.2) * late
    militias.extremist[row], militias.patron[row] = False, -1  # whatever held the slot before
    militias.means[row] = lot(world, "means", row, 0.2, 0.15)
    militias.religiosity[row] = lot(world, "faith", row, p.religiosity_civilians)
    militias.nationalism[row] = lot(world, "nation", row, p.nationalism_civilians)
    militias.warlordism[row] = lot(world, "warlord", row, p.warlord_start, 0.05)
    militias.discipline[row] = lot(world, "order", row, p.discipline_start, 0.1)
    start(world, row)


def start(world: World, row: int) -> None:
    """Begin a militia whose leader is known."""
    militias, p = world.state.militias, world.p
    militias.alive[row], militias.founded[row] = True, world.day
    militias.cohesion[row], militias.sectarian[row] = p.militia_bond, p.sectarian_start if world.on("R19") else 0.0
    militias.money[row] = p.money_legitimacy * militias.means[row]
    militias.income[row], militias.supply[row] = 0.3 * militias.means[row], 0.0


def free_slot(world: World, place: int) -> int:
    """The first empty slot for a local militia in a place, or -1."""
    militias = world.state.militias
    free = np.flatnonzero((militias.place == place) & ~militias.alive & ~militias.named)
    return int(free[0]) if len(free) else -1


def attraction(world: World, rows: np.ndarray, where: np.ndarray, leave: np.ndarray | None = None) -> np.ndarray:
    """Log-weight of each militia of his place for each man: size, pay (S4), faith (R7), and what extremists have besides (R20).

    Args:
        rows: rows of people; where: their places; leave: militias that they leave, not chosen again.

    Returns:
        (rows, slots): slots as ``world.slots`` lists them for the place; −inf where there is none.
    """
    p, people, militias = world.p, world.state.people, world.state.militias
    slot = world.slots[where]
    some = np.maximum(slot, 0)
    weight = np.log(militias.fighters[some] + NEWCOMERS)
    if world.on("R20"):
        weight = weight + p.extremist_pull * militias.extremist[some]
    if world.on("S4"):
        weight = weight + p.pay_follows * militias.income[some]
    if world.on("R7"):
        weight = weight - p.faith_follows * np.abs(people.religiosity[rows, None] - militias.religiosity[some])
    closed = (slot < 0) | ~militias.alive[some]
    if leave is not None:
        closed |= slot == leave[:, None]
    return np.where(closed, -np.inf, weight)


def choose(
    world: World, rows: np.ndarray, where: np.ndarray, weights: np.ndarray, stream: str, before: np.ndarray | None = None,
) -> np.ndarray:  # fmt: skip
    """The militia (row, or -1 where there is none) that each man takes, by the largest weight + keyed Gumbel draw.

    ``before``: how often each has chosen in this spell already, if he may do so again; every choice has draws of its own.
    """
    people = world.state.people
    if not len(rows):
        return np.zeros(0, "i4")
    draws = world.chance.gumbels(stream, people.key[rows], people.spell[rows], weights.shape[1], before)
    best = (weights + draws).argmax(axis=1)
    chosen = world.slots[where, best]
    return np.asarray(np.where(np.isneginf(weights[np.arange(len(rows)), best]), -1, chosen))


def members(world: World, row: int, *statuses: int) -> np.ndarray:
    """Rows of people with a militia, in some statuses."""
    people = world.state.people
    rows = np.flatnonzero(people.militia == row)
    return np.asarray(rows[np.isin(people.status[rows], statuses)])
