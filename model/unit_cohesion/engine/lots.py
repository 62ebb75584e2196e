"""Draws inside compiled rules: the same keyed hash as ``model/unit_cohesion/engine/chance.py``, one lot at a time.

A stream's key comes from the run's seed and the stream's name; a lot from stream, subject and spell (or day). Nothing depends on order.
"""

from __future__ import annotations

import math

import numpy as np

from unit_cohesion.engine.compiling import compiled

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_1, MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
S30, S27, S31, S11, ONE = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11), np.uint64(1)

LABEL_BITS = np.uint64(32)
"""What is dated draws one lot for each unit, keyed by its ordinal below these bits and its label above them."""


@compiled
def mixed(x: np.uint64) -> np.uint64:
    """The finaliser of SplitMix64."""
    x = (x ^ (x >> S30)) * MIX_1
    x = (x ^ (x >> S27)) * MIX_2
    return x ^ (x >> S31)


@compiled
def lot(stream: np.uint64, key: np.uint64, spell: int) -> float:
    """One lot in (0, 1) of a subject in a spell (or on a day)."""
    hashed = mixed(mixed(key + stream) + (np.uint64(spell) + ONE) * GOLDEN)
    return (float(hashed >> S11) + 0.5) * 2.0**-53


@compiled
def lot_of_turn(stream: np.uint64, key: np.uint64, spell: int, turn: int) -> float:
    """One lot of a subject that draws several times in a spell."""
    hashed = mixed(mixed(mixed(key + stream) + (np.uint64(spell) + ONE) * GOLDEN) + (np.uint64(turn) + ONE) * GOLDEN)
    return (float(hashed >> S11) + 0.5) * 2.0**-53


@compiled
def exponential(stream: np.uint64, key: np.uint64, spell: int) -> float:
    """One resistance from Exp(1)."""
    return -math.log(lot(stream, key, spell))


@compiled
def gumbel(stream: np.uint64, key: np.uint64, spell: int) -> float:
    """One Gumbel draw."""
    return -math.log(-math.log(lot(stream, key, spell)))


@compiled
def gumbel_of_turn(stream: np.uint64, key: np.uint64, spell: int, turn: int) -> float:
    """One Gumbel draw of a subject that chooses several times in a spell."""
    return -math.log(-math.log(lot_of_turn(stream, key, spell, turn)))
