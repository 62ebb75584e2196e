"""How much time is left of a sweep, by a clock of our own: within a factor of two after the first minute, whatever runs take."""

from __future__ import annotations

from heapq import heapify, heapreplace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from unit_cohesion.sweeps import result_buffer
from unit_cohesion.sweeps.dispatch import Pace
from unit_cohesion.sweeps.result_buffer import ResultBuffer

TICK = 0.25


class Store:
    """Counts what is written."""

    leases = None
    done = 0

    def append(self, results: Any, attempts: Any) -> None:
        self.done += len(results)


def said_and_true(monkeypatch: pytest.MonkeyPatch, seconds: float, workers: int, runs: int, chunk: int, spread: float) -> np.ndarray:
    """Seconds left as they are told and as they come, after the first minute until a minute is left, a row a tick."""
    now = [0.0]
    monkeypatch.setattr(result_buffer.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(result_buffer, "FileLease", lambda leases, chunk: SimpleNamespace(discard=lambda: None))
    store, lot = Store(), np.random.default_rng(1)
    intake = ResultBuffer(store)  # type: ignore[arg-type]
    intake.begin()
    pace, told = Pace(seconds * 1.3), list[tuple[float, float]]()  # of the trial: all processors start workers meanwhile
    length = lambda: seconds * float(lot.uniform(1 - spread, 1 + spread))  # noqa: E731
    ends = [(chunk * each, each) for each in (length() for _ in range(workers))]
    heapify(ends)
    while store.done < runs:
        now[0] += TICK
        while ends[0][0] <= now[0]:
            end, took = ends[0]
            results: list[Any] = [SimpleNamespace(tables={}, seconds=took)] * chunk
            pace.learn(results)
            intake.accept(results, 1, "")
            each = length()
            heapreplace(ends, (end + chunk * each, each))
        intake.tick()
        told.append((now[0], intake.seconds_left(runs - store.done, workers, pace.seconds) or np.nan))
    times, left = np.array(told).T
    late = (times > 60) & (times < now[0] - 60)
    return np.column_stack((left, now[0] - times))[late]


@pytest.mark.parametrize(
    ("seconds", "workers", "runs", "chunk", "spread"),
    [
        (0.016, 2, 60_000, 150, 0.2),  # two-valleys
        (1.5, 2, 600, 1, 0.3),  # the default scenario
        (20.0, 2, 60, 1, 0.3),  # the whole army
        (40.0, 2, 40, 1, 0.1),  # longer than the window over which the rate is taken
        (45.0, 3, 60, 1, 0.02),  # all workers end together, then none for long
        (50.0, 8, 160, 1, 0.5),
        (0.5, 64, 30_000, 5, 0.5),  # a cluster
    ],
)
def test_the_time_left_is_told_within_a_factor_of_two(
    monkeypatch: pytest.MonkeyPatch, seconds: float, workers: int, runs: int, chunk: int, spread: float
) -> None:
    told, true = said_and_true(monkeypatch, seconds, workers, runs, chunk, spread).T
    ratio = told / true
    assert ratio.min() >= 0.5, ratio.min()
    assert ratio.max() <= 2.0, ratio.max()
