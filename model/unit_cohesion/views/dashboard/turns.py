"""Turns at the machine: how many visitors' runs go on at a time, how one is stopped, and how it tells how far it is."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

TURNS = threading.BoundedSemaphore(2)  # runs at a time, of all visitors
LARGE = threading.BoundedSemaphore(1)  # of these, larger than quick ones


EVERY = 0.15  # seconds between two signs of progress, at the least
WORTH = 9  # times as long as a sign took, until the next


class Stopped(Exception):
    """The visitor stopped the run, or went away."""


def heed(stop: threading.Event) -> None:
    """Raises:
    Stopped: the stop event was set.
    """
    if stop.is_set():
        raise Stopped


class Telling:
    """Tells how far a run is. The page is drawn anew in the run's own thread, so telling takes a tenth of the time at most.

    Args:
        tell: is called with the share that is done.
        every: seconds between two signs, at the least.
    """

    def __init__(self, tell: Callable[[float], object], every: float = EVERY) -> None:
        self.tell, self.every, self.next = tell, every, time.monotonic() + every

    def __call__(self, day: int, days: int) -> None:
        """Tell, if it is time."""
        began = time.monotonic()
        if began >= self.next:
            self.tell(day / days)
            ended = time.monotonic()
            self.next = ended + max(self.every, WORTH * (ended - began))


@contextmanager
def turn(quick: bool, stop: threading.Event) -> Iterator[None]:
    """A turn at the machine; waits for it.

    Raises:
        Stopped: the stop event was set.
    """
    taken: list[threading.BoundedSemaphore] = []
    try:
        for gate in (TURNS,) if quick else (LARGE, TURNS):
            while not gate.acquire(timeout=0.2):
                heed(stop)
            taken.append(gate)
        yield
    finally:
        for gate in taken:
            gate.release()
