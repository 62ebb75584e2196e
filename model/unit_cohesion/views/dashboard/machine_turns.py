"""How many visitors' runs go on at a time, how a run is stopped, and how its progress is reported."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

RUN_SLOTS = threading.BoundedSemaphore(2)  # runs at a time, of all visitors
LARGE_RUN_SLOT = threading.BoundedSemaphore(1)  # of these, larger than quick ones


SECONDS_BETWEEN_REPORTS = 0.15  # at the least
PAUSE_PER_REPORT = 9  # times as long as a report took, until the next


class Stopped(Exception):
    """The visitor stopped the run, or went away."""


def raise_if_stopped(stop: threading.Event) -> None:
    """Raise if the visitor has stopped the run.

    Raises:
        Stopped: the stop event was set.
    """
    if stop.is_set():
        raise Stopped


class ProgressReporter:
    """Report a run's progress now and then: a report redraws the page in the run's own thread, and may take a tenth of the time at most.

    Args:
        report: called with the share of days done, 0 to 1.
        every: least seconds between two reports.
    """

    def __init__(self, report: Callable[[float], object], every: float = SECONDS_BETWEEN_REPORTS) -> None:
        self.report, self.every, self.next = report, every, time.monotonic() + every

    def __call__(self, day: int, days: int) -> None:
        """Report, if it is time."""
        began = time.monotonic()
        if began >= self.next:
            self.report(day / days)
            ended = time.monotonic()
            self.next = ended + max(self.every, PAUSE_PER_REPORT * (ended - began))


@contextmanager
def machine_turn(quick: bool, stop: threading.Event) -> Iterator[None]:
    """Hold one of the few slots for runs while the block runs; waits until one is free.

    Raises:
        Stopped: the stop event was set.
    """
    taken: list[threading.BoundedSemaphore] = []
    try:
        for gate in (RUN_SLOTS,) if quick else (LARGE_RUN_SLOT, RUN_SLOTS):
            while not gate.acquire(timeout=0.2):
                raise_if_stopped(stop)
            taken.append(gate)
        yield
    finally:
        for gate in taken:
            gate.release()
