"""All chance of a run, from one seed and stable keys; the only maker of random generators.

Every draw is a keyed hash of (seed, stream, subject, spell). People's are keyed by person, and the spell counts the statuses he has
entered; the world's are keyed by unit or militia, and the spell is the day. They depend on no order and on nobody else, so the same person
has the same nerve in every scenario. The mixing function is the finaliser of SplitMix64 (Steele, Lea and Flood 2014).
"""

from __future__ import annotations

from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

STREAM_VERSION = 2
"""Raised whenever the same seed would give other draws anywhere; runs, sweeps and checkpoints carry it, and no draw is made from it."""

_KEY_EDITION = 1
"""Mixed into every stream's key. It stays what it was when STREAM_VERSION was first raised: a change of some streams must leave the draws
of all others as they are, bit for bit, or what the change did could not be told from other luck."""

Keys = NDArray[np.uint64]
Counts = int | NDArray[np.integer]
Floats = NDArray[np.float64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)


def label(text: str) -> int:
    """A stable 32-bit number for a word (never Python's own hash, which differs between runs)."""
    return crc32(text.encode())


def _mixed(x: Keys) -> Keys:
    x = (x ^ (x >> _S30)) * _MIX_1
    x = (x ^ (x >> _S27)) * _MIX_2
    return x ^ (x >> _S31)


def _steps(count: Counts) -> Keys:
    """So many steps of SplitMix64 and one. An array in either case: arrays wrap round in silence, scalars warn."""
    counts = count.astype(np.uint64) if isinstance(count, np.ndarray) else np.full(1, count, np.uint64)
    return (counts + np.uint64(1)) * _GOLDEN


@lru_cache(maxsize=4096)
def _stream_key(seed: int, stream: str, tag: int) -> np.uint64:
    return np.uint64(np.random.SeedSequence([seed, label(stream), tag, _KEY_EDITION]).generate_state(1, np.uint64)[0])


class Chance:
    """The draws of one run.

    Args:
        seed: any whole number ≥ 0.
    """

    def __init__(self, seed: int) -> None:
        self.seed = int(seed)

    def uniforms(self, stream: str, keys: Keys, spell: Counts = 0, tag: int = 0, turn: Counts | None = None) -> Floats:
        """One lot in (0, 1) for each key: shape of ``keys``.

        ``turn``: where a question may be put more than once in a spell, how often it was put before.
        """
        return self._lots(keys, _stream_key(self.seed, stream, tag), spell, turn)

    @staticmethod
    def _lots(keys: Keys, stream: np.uint64 | Keys, spell: Counts, turn: Counts | None) -> Floats:
        mixed = _mixed(_mixed(keys + stream) + _steps(spell))
        if turn is not None:
            mixed = _mixed(mixed + _steps(turn))
        return ((mixed >> _S11).astype(np.float64) + 0.5) * 2.0**-53

    def exponentials(self, stream: str, keys: Keys, spell: Counts = 0) -> Floats:
        """One resistance from Exp(1) for each key."""
        return np.asarray(-np.log(self.uniforms(stream, keys, spell)))

    def gumbels(self, stream: str, keys: Keys, spell: Counts, ways: int, turn: Counts | None = None) -> Floats:
        """One Gumbel draw for each key and way: shape (keys, ways). ``turn``: as of ``uniforms``."""
        streams = np.array([_stream_key(self.seed, stream, way + 1) for way in range(ways)], np.uint64)
        spells = spell[:, None] if isinstance(spell, np.ndarray) else spell
        turns = turn[:, None] if isinstance(turn, np.ndarray) else turn
        return np.asarray(-np.log(-np.log(self._lots(keys[:, None], streams, spells, turns))))

    def normals(self, stream: str, keys: Keys) -> Floats:
        """One standard normal for each key (Box and Muller)."""
        radius = np.sqrt(-2.0 * np.log(self.uniforms(stream, keys, tag=1)))
        return np.asarray(radius * np.cos(2.0 * np.pi * self.uniforms(stream, keys, tag=2)))


def generator(seed: int, word: str, number: int) -> np.random.Generator:
    """A generator for points of sampled designs, which are no part of a run."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, label(word), number, _KEY_EDITION])))
