"""The draws, one at a time, and the few functions of arithmetic that rules use.

The draws are those of ``unit_cohesion.engine.chance``: a person's are keyed by his stable key, the word for what is drawn, and how many
statuses he has entered before; the world's by the unit's place in the full order of battle or the militia's key, the word, and the day.
"""

from __future__ import annotations

import numpy as np

from unit_cohesion.engine.chance import Chance

NEVER = float("inf")


def exp(x: float) -> float:
    """e to the x. (NumPy's, since ``math.exp`` differs from it in the last digit.)"""
    return float(np.exp(x))


def log(x: float) -> float:
    """The natural logarithm; minus infinity for 0."""
    return float(np.log(x)) if x > 0 else -NEVER


def log1p(x: float) -> float:
    """The natural logarithm of 1 + x."""
    return float(np.log1p(x))


def sqrt(x: float) -> float:
    """The square root."""
    return float(np.sqrt(x))


def within_0_and_1(x: float) -> float:
    """The number nearest to x that is a share."""
    return min(max(x, 0.0), 1.0)


def left_after(days: float, half_life: float) -> float:
    """What is left of something after some days, given its half-life in days."""
    return exp(-log(2.0) * days / half_life)


class Draws:
    """All chance of a run, from its seed."""

    def __init__(self, seed: int) -> None:
        self._chance = Chance(seed)

    def lot(self, word: str, key: int, spell: int = 0) -> float:
        """A lot between 0 and 1: a person's in a spell, or a unit's or militia's on a day."""
        return float(self._chance.uniforms(word, np.array([key], np.uint64), spell)[0])

    def lot_of_way(self, word: str, key: int, spell: int, way: int) -> float:
        """A lot between 0 and 1 of one way of several, each of which has its own."""
        return float(self._chance.uniforms(word, np.array([key], np.uint64), spell, tag=way + 1)[0])

    def resistance(self, word: str, key: int, spell: int) -> float:
        """How much hazard a person bears before it happens to him: drawn from Exp(1)."""
        return float(self._chance.exponentials(word, np.array([key], np.uint64), spell)[0])

    def leanings(self, word: str, key: int, spell: int, ways: int, turn: int | None = None) -> list[float]:
        """What a person adds to the log-weight of each way; the largest sum decides (Gumbel draws).

        ``turn``: how often he was asked before in the same spell, where he may be asked again.
        """
        return [float(x) for x in self._chance.gumbels(word, np.array([key], np.uint64), spell, ways, turn)[0]]

    def normal(self, word: str, key: int) -> float:
        """A standard normal draw."""
        return float(self._chance.normals(word, np.array([key], np.uint64))[0])
