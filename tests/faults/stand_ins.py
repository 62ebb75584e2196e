"""Functions that stand in the model's place in tests of the sweep runner; workers import them from here."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

from unit_cohesion.scenario import Scenario

OUTCOMES = ("y", "z")


def number(scenario: Scenario, seed: int, off: frozenset[str]) -> dict[str, float | None]:
    """Something that hangs on all that is given, at once."""
    pressure = float(scenario.parameters["comrade_pressure"])  # type: ignore[arg-type]
    return {"y": pressure * seed + len(off) / 3, "z": None if seed == 2 else seed / 7}


def slow(scenario: Scenario, seed: int, off: frozenset[str]) -> dict[str, float | None]:
    """Likewise, after a twentieth of a second."""
    time.sleep(0.05)
    return number(scenario, seed, off)


def unlucky(scenario: Scenario, seed: int, off: frozenset[str]) -> dict[str, float | None]:
    """Fails for seed 3."""
    if seed == 3:
        raise ValueError("seed 3\nis unlucky")
    return number(scenario, seed, off)


def deadly(scenario: Scenario, seed: int, off: frozenset[str]) -> dict[str, float | None]:
    """Kills its worker at comrade_pressure 2 and seed 5."""
    if seed == 5 and scenario.parameters["comrade_pressure"] == 2.0:
        os.kill(os.getpid(), signal.SIGKILL)
    return slow(scenario, seed, off)


def endless(scenario: Scenario, seed: int, off: frozenset[str]) -> dict[str, float | None]:
    """Does not end for seed 6, and does not let Python's other threads in."""
    if seed == 6:
        sum(range(10**12))
    return number(scenario, seed, off)


def greedy(scenario: Scenario, seed: int, off: frozenset[str]) -> dict[str, float | None]:
    """Takes 3 GB for seed 7."""
    if seed == 7:
        held: list[Any] = []
        for _ in range(300):
            held.append(bytearray(os.urandom(1 << 20)) * 10)
            time.sleep(0.02)
    return number(scenario, seed, off)


def fickle(scenario: Scenario, seed: int, off: frozenset[str]) -> dict[str, float | None]:
    """Comes out differently each time."""
    return {"y": float(time.time_ns()), "z": None}
