"""What comes back from workers waits here a moment, and goes to the disk in parts of some runs."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence

from unit_cohesion.sweeps.chunk import Result
from unit_cohesion.sweeps.leases import FileLease
from unit_cohesion.sweeps.store import Store

PART_RUNS, PART_SECONDS, PART_BYTES = 50, 3.0, 64 << 20
"""A part is written when so many runs wait, or the first has waited so long, or they hold so much."""
LATELY, FEW, LULL = 30.0, 20, 10.0
"""For the rate: seconds, and runs, over which it is taken at the least, and seconds without a part before it falls."""


class ResultBuffer:
    """Between the dispatcher and the store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._waiting: list[tuple[Result, int]] = []
        self._since = self._bytes = 0.0
        self._seen: deque[tuple[float, int]] = deque([(time.monotonic(), store.done)])

    def begin(self) -> None:
        """Workers are there: the rate is counted from here."""
        self._seen = deque([(time.monotonic(), self.store.done)])

    def accept(self, results: Sequence[Result], attempt: int, chunk: str) -> None:
        """Take results in; their chunk is done with."""
        FileLease(self.store.leases, chunk).discard()
        if results and not self._waiting:
            self._since = time.monotonic()
        self._waiting += [(result, attempt) for result in results]
        self._bytes += sum(table.nbytes for result in results for table in result.tables.values())
        self.tick()

    def tick(self) -> None:
        """Write what waits, if it is time to."""
        if self._waiting:
            late = time.monotonic() - self._since > PART_SECONDS
            if late or len(self._waiting) >= PART_RUNS or self._bytes > PART_BYTES:
                self.write()

    def write(self) -> None:
        """Write what waits.

        Raises:
            CohesionError: it cannot be written.
        """
        if self._waiting:
            waiting, self._waiting, self._bytes = self._waiting, [], 0.0
            results, attempts = zip(*waiting, strict=True)
            self.store.append(results, attempts)
            now = time.monotonic()
            self._seen.append((now, self.store.done))
            while len(self._seen) > 2 and now - self._seen[1][0] >= LATELY and self.store.done - self._seen[1][1] >= FEW:
                self._seen.popleft()

    @property
    def per_second(self) -> float:
        """Runs written a second, of late; 0 until some are."""
        (began, before), (wrote, done) = self._seen[0], self._seen[-1]
        return (done - before) / max(wrote - began, time.monotonic() - began - LULL, 1e-3)

    def seconds_left(self, runs: int, workers: int, run_seconds: float) -> float | None:
        """How long so many more runs take: at the rate of late, or, while few are written, as workers take for a run; None before both."""
        (_, before), (_, done) = self._seen[0], self._seen[-1]
        rate = self.per_second if done - before >= FEW or not workers else workers / max(run_seconds, 1e-4)
        return runs / rate if rate else None
