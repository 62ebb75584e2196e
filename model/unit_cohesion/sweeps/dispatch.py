"""Handing runs to Dask's workers: chunks of a few seconds, through a window of about twice the workers, until nothing is left.

Dask moves a chunk whose worker died to another one, and blame is found there (``leases.py``). A run that goes wrong is tried once more,
alone; so is every run of a chunk that Dask itself gives up.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from queue import Empty, Queue
from secrets import token_hex
from threading import Event
from typing import Any

from unit_cohesion.errors import CohesionError
from unit_cohesion.sweeps.chunk import CHUNK_SECONDS, CRASHED, FAILED, TIMEOUT, Report, Result, Work, run_chunk
from unit_cohesion.sweeps.designs.design import Run
from unit_cohesion.sweeps.fingerprint import code_fingerprint

MOST_RUNS, MOST_BYTES = 500, 32 << 20  # of one chunk
ATTEMPTS = 2
LOSSES = 3  # of a run's chunk by Dask itself, before the run is given up
GRACE = 10.0  # seconds for what is under way when the sweep is stopped
TICK = 0.25


@dataclass
class Pace:
    """How long a run takes and how much it keeps, of late."""

    seconds: float = 1.0
    bytes: float = 0.0

    def learn(self, results: Sequence[Result]) -> None:
        """Take these runs into account."""
        for result in results:
            kept = sum(table.nbytes for table in result.tables.values())
            self.seconds += 0.1 * (result.seconds - self.seconds)
            self.bytes += 0.1 * (kept - self.bytes)

    def runs(self, left: int, workers: int) -> int:
        """How many runs make a chunk; fewer towards the end, so that all workers end together."""
        room = MOST_BYTES / self.bytes if self.bytes else MOST_RUNS
        return max(1, int(min(CHUNK_SECONDS / max(self.seconds, 1e-4), room, MOST_RUNS, -(-left // (2 * workers)))))


@dataclass(frozen=True)
class Chunk:
    """Runs handed out together, and which attempt it is at them."""

    name: str
    runs: list[Run]
    attempt: int = 1


Accept = Callable[[list[Result], int, str], None]


class Dispatcher:
    """Hands out a plan and takes results in.

    Args:
        client: Dask's.
        work: what the runs have in common.
        plan, left: the runs, and how many they are.
        pace: how long a run takes.
        accept: called with results, which attempt they were, and the chunk's name.
        tick: called several times a second.
        stop: set by whoever wants no more to be handed out.

    Attributes:
        workers: threads of all workers.
        grace: seconds for what is under way when the sweep is stopped.
        retries: runs to be done alone, each with the attempt that it is.
    """

    def __init__(
        self, client: Any, work: Work, plan: Iterator[Run], left: int, pace: Pace, accept: Accept, tick: Callable[[], None], stop: Event
    ) -> None:
        self.client, self.work, self.plan, self.left, self.pace = client, work, plan, left, pace
        self.accept, self.tick, self.stop = accept, tick, stop
        self.workers, self.grace = 1, GRACE
        self._ended: Queue[Any] = Queue()
        self._pending: dict[Any, Chunk] = {}
        self.retries: deque[tuple[Run, int]] = deque()
        self._losses: dict[str, int] = {}
        self._token, self._count = token_hex(4), 0

    def run(self) -> None:
        """Hand out all there is, or until stopped.

        Raises:
            CohesionError: the scheduler is gone, workers run other code, or results cannot be written.
        """
        looked = stopped = 0.0
        while not self.stop.is_set() or self._pending:
            now = time.monotonic()
            if now - looked > 1.0:
                self.workers, looked = max(1, sum(self._threads().values())), now
            if self.stop.is_set():
                stopped = stopped or now
                if now > stopped + self.grace:
                    break
            else:
                self._fill()
                if not self._pending:
                    break
            with suppress(Empty):
                self._take(self._ended.get(timeout=TICK))
            self.tick()
        for future in list(self._pending):
            future.cancel()

    def _threads(self) -> dict[str, int]:
        if self.client.status not in ("running", "connecting"):
            raise CohesionError("the scheduler is gone; what was reported done is kept, and the same command goes on")
        threads: dict[str, int] = self.client.nthreads()
        return threads

    def _fill(self) -> None:
        while len(self._pending) < 2 * self.workers:
            if self.retries:
                run, attempt = self.retries.popleft()
                chunk = Chunk(self._name(), [run], attempt)
            else:
                wanted = self.pace.runs(self.left, self.workers)
                runs = sorted(islice(self.plan, wanted), key=lambda run: run.cell.id)  # a cell's scenario is made once
                chunk = Chunk(self._name(), runs)
                self.left -= len(chunk.runs)
            if not chunk.runs:
                return
            future = self.client.submit(run_chunk, self.work, chunk.name, chunk.runs, key=chunk.name, pure=False)
            self._pending[future] = chunk
            future.add_done_callback(self._ended.put)

    def _name(self) -> str:
        self._count += 1
        return f"{self._token}-{self._count:06d}"

    def _take(self, future: Any) -> None:
        chunk = self._pending.pop(future, None)
        if chunk is None:
            return
        try:
            if future.status != "finished":
                raise future.exception() if future.status == "error" else RuntimeError("Dask gave it up")
            report: Report = future.result()
        except Exception as fault:
            self._lost(chunk, fault)
            return
        finally:
            future.release()
        if report.made_with != code_fingerprint():
            theirs = ", ".join(f"{name} {value}" for name, value in report.made_with.items() if code_fingerprint().get(name) != value)
            raise CohesionError(f"the workers run other code than this process ({theirs}): install the same version on both")
        self.pace.learn(report.results)
        good: list[Result] = []
        for result in report.results:
            if chunk.attempt < ATTEMPTS and result.status in (FAILED, TIMEOUT):
                self.retries.append((result.run, chunk.attempt + 1))
            else:
                good.append(result)
        done = {r.run.id for r in report.results}
        self.retries += [(run, chunk.attempt) for run in chunk.runs if run.id not in done]  # handed in early
        self.accept(good, chunk.attempt, chunk.name)

    def _lost(self, chunk: Chunk, fault: BaseException) -> None:
        """Dask gave the chunk up: its workers died too often, or what it sent cannot be read."""
        if self.client.status != "running":
            self._threads()
        for run in chunk.runs:
            self._losses[run.id] = self._losses.get(run.id, 0) + 1
            if self._losses[run.id] >= LOSSES:
                error = " ".join(f"{type(fault).__name__}: {fault}".split())[:300]
                self.accept([Result(run, CRASHED, error)], chunk.attempt, chunk.name)
            else:
                self.retries.append((run, chunk.attempt))
