"""Turns at the machine: how many visitors' runs go on at a time, and how one is stopped."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

TURNS = threading.BoundedSemaphore(2)  # runs at a time, of all visitors
LARGE = threading.BoundedSemaphore(1)  # of these, larger than quick ones


class Stopped(Exception):
    """The visitor stopped the run, or went away."""


def heed(stop: threading.Event) -> None:
    """Raises:
    Stopped: the stop event was set.
    """
    if stop.is_set():
        raise Stopped


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
