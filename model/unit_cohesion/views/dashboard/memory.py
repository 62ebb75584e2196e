"""How much memory there is, how much something holds, and how what is let go returns to the system."""

from __future__ import annotations

import ctypes
import gc
import os
import re
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from unit_cohesion.errors import CohesionError
from unit_cohesion.scenario import Scenario
from unit_cohesion.simulation.identity import Identity

UNITS = {"": 10**9, "MB": 10**6, "GB": 10**9}
LEAST = 200 * 10**6
MANY, SOME = 100, 10
"""Lists longer than this are counted by so many of their entries."""
HEAPS = 2
PAUSE, LONGEST_UNTIL_TRIMMED, LONGEST_UNTIL_COLLECTED = 2.0, 10.0, 20.0
"""Seconds in which nothing more is let go, and no run begins, until it is given back, and at most: to collect stops all that goes on for
some tenths of a second, so that it is done once when thirty press Run or leave at once. What is free is returned sooner, which takes
hundredths."""
THRESHOLDS = 20_000, 20, 50
"""Objects made until the collector looks at young ones, and how often it does until it looks at older ones, and at all."""


def free_memory() -> int:
    """Bytes that are free on this machine, or, where that cannot be told, 4 GB."""
    with suppress(OSError, ValueError, TypeError):
        found_line = re.search(r"MemAvailable:\s*(\d+) kB", Path("/proc/meminfo").read_text(encoding="ascii"))
        free = int(found_line[1]) * 1024 if found_line else os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        limit = Path("/sys/fs/cgroup/memory.max")  # of a container
        limit_text = limit.read_text(encoding="ascii").strip() if limit.exists() else "max"
        return min(free, int(limit_text)) if limit_text.isdigit() else free
    return 4 * 10**9


def bytes_of(limit_text: str) -> int:
    """Return a size in bytes: ``2``, ``1.5GB`` or ``800MB``; a number alone is in GB.

    Raises:
        CohesionError: it is none, or too little for one run.
    """
    found = re.fullmatch(r"(\d{1,6}(?:\.\d{1,6})?) ?(MB|GB|)", limit_text.strip(), re.ASCII | re.IGNORECASE)
    size = int(float(found[1]) * UNITS[found[2].upper()]) if found else 0
    if size < LEAST:
        raise CohesionError(f"--memory {limit_text}: allowed: {LEAST // 10**6}MB or more, such as 800MB or 1.5GB (a number alone is in GB)")
    return size


def size_text(size: float) -> str:
    """Return a size in words."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


def held_bytes(thing: Any) -> int:
    """About how many bytes are in all arrays, tables, texts and lists that something holds; what all runs share (scenarios) is left out."""
    seen: set[int] = set()
    left, total = [thing], 0
    while left:
        one = left.pop()
        if id(one) in seen or isinstance(one, Scenario | Identity | type):
            continue
        seen.add(id(one))
        if isinstance(one, np.ndarray):
            whole = one
            while isinstance(whole.base, np.ndarray):
                whole = whole.base
            total += 0 if whole is not one and id(whole) in seen else whole.nbytes
            seen.add(id(whole))
        elif isinstance(one, bytes | bytearray | str):
            total += 50 + len(one)
        elif hasattr(one, "memory_usage"):
            total += int(np.sum(one.memory_usage(deep=True)))
        elif isinstance(one, Mapping):
            total += 100 * len(one)
            left += [*one.keys(), *one.values()]
        elif isinstance(one, list | tuple):
            total += 56 + 8 * len(one)
            if len(one) > MANY:  # points of a chart, one like the other
                total += len(one) * held_bytes(one[:SOME]) // SOME
            else:
                left += one
        elif type(one).__module__.startswith("unit_cohesion"):
            left += vars(one).values() if hasattr(one, "__dict__") else ()
        else:
            total += 32 if isinstance(one, int | float) else 0
    return total


def keep_memory_together() -> None:
    """Have the C library, where it can be told, keep few heaps: else each visitor's thread gets one, which keeps what it once took."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(-8, HEAPS)  # M_ARENA_MAX


def keep_apart() -> None:
    """Have the collector pass over what is there now, and stays (the program, and what all runs share), and come less often by itself: the
    widgets of thirty pages are a million objects, and to look at each of them stops everything for half a second."""
    give_back_now()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)


class GiveBack:
    """Gives back, in a thread of its own, what was let go, when nothing more was for a moment.

    Args:
        give_back: does it. longest: seconds until it does, at most.
        clock, sleep: of seconds.
    """

    def __init__(
        self,
        give_back: Callable[[], object],
        longest: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._give_back, self._longest, self._clock, self._sleep = give_back, longest, clock, sleep
        self._lock = threading.Lock()
        self._first = self._last = 0.0
        self._waits = False

    def soon(self) -> None:
        """Something was let go."""
        with self._lock:
            self._last = self._clock()
            if self._waits:
                return
            self._first, self._waits = self._last, True
        threading.Thread(target=self.wait, daemon=True, name="give back").start()

    def later(self) -> None:
        """Somebody waits for something else: what was let go can wait as well."""
        with self._lock:
            self._last = self._clock()

    def now(self) -> None:
        """Do it at once, in place of what was waited for."""
        with self._lock:
            self._waits = False
        self._give_back()

    def wait(self) -> None:
        """Wait for the moment, and do it."""
        while True:
            with self._lock:
                if not self._waits:
                    return
                rest = min(self._last + PAUSE, self._first + self._longest) - self._clock()
                if rest <= 0:
                    self._waits = False
                    break
            self._sleep(rest)
        self._give_back()


def trim() -> None:
    """Return free memory to the system, where the C library can."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def give_back() -> None:
    """Collect what nobody holds any more, and return free memory to the system."""
    gc.collect()
    trim()


_TRIMMING, _COLLECTING = GiveBack(trim, LONGEST_UNTIL_TRIMMED), GiveBack(give_back, LONGEST_UNTIL_COLLECTED)
give_back_now, give_back_later = _COLLECTING.now, _COLLECTING.later


def give_back_soon() -> None:
    """Something was let go."""
    _TRIMMING.soon()
    _COLLECTING.soon()
