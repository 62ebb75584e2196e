"""All chance of a run, from one seed and stable keys; the only maker of random generators.

Every draw is a keyed hash of (seed, stream, subject, spell). People's are keyed by person, and the spell counts the statuses he has
entered; the world's are keyed by unit or militia, and the spell is the day. They depend on no order and on nobody else, so the same person
has the same nerve in every scenario. The mixing function is the finaliser of SplitMix64 (Steele, Lea and Flood 2014).
"""

from __future__ import annotations

from collections.abc import Sequence
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
Words = NDArray[np.uint32]

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
def stream_key(seed: int, stream: str, tag: int) -> np.uint64:
    """The key of one stream of draws (tag: 0, or the way + 1 where ways have draws side by side)."""
    return np.uint64(np.random.SeedSequence([seed, label(stream), tag, _KEY_EDITION]).generate_state(1, np.uint64)[0])


def stream_keys(seed: int, streams: Sequence[tuple[str, int]]) -> Keys:
    """The keys of many streams, each with its tag: what ``stream_key`` gives one by one, here by NumPy's SeedSequence for all at once."""
    words = [seed >> shift & 0xFFFFFFFF for shift in range(0, max(seed.bit_length(), 1), 32)]
    entropy = [np.full(len(streams), word, np.uint32) for word in (*words, 0, 0, _KEY_EDITION)]
    entropy[-3][:], entropy[-2][:] = [label(stream) for stream, _ in streams], [tag for _, tag in streams]
    factor = 0x43B0D7E5

    def hashed(value: Words, by: int) -> Words:
        nonlocal factor
        before, factor = factor, factor * by & 0xFFFFFFFF
        value = (value ^ np.uint32(before)) * np.uint32(factor)
        return np.asarray(value ^ (value >> np.uint32(16)))

    def mixed(one: Words, other: Words) -> Words:
        both = np.uint32(0xCA01F9DD) * one - np.uint32(0x4973F715) * other
        return np.asarray(both ^ (both >> np.uint32(16)))

    pool = [hashed(word, 0x931E8875) for word in entropy[:4]]
    for number in range(4):
        for other in range(4):
            if number != other:
                pool[other] = mixed(pool[other], hashed(pool[number], 0x931E8875))
    for word in entropy[4:]:
        pool = [mixed(one, hashed(word, 0x931E8875)) for one in pool]
    factor = 0x8B51F9DD
    low, high = (hashed(one, 0x58F38DED).astype(np.uint64) for one in pool[:2])
    return np.asarray(low | high << np.uint64(32))


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
        return self._lots(keys, stream_key(self.seed, stream, tag), spell, turn)

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
        streams = np.array([stream_key(self.seed, stream, way + 1) for way in range(ways)], np.uint64)
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
