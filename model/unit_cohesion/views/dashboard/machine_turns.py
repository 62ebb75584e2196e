"""Whose run goes on next: turns go round the visitors. And how a run is stopped, and how its progress is reported."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from weakref import WeakKeyDictionary

RUNS_AT_ONCE = 2
"""Of all visitors."""
LARGE_AT_ONCE = 1
"""Of these, larger than quick ones."""
SECONDS_BETWEEN_REPORTS = 0.15  # at the least
PAUSE_PER_REPORT = 9  # times as long as a report took, until the next
LOOK = 0.2  # seconds, at most, until it is seen that one who waits has stopped
DRAWING = threading.Lock()
"""Held by the thread that draws a run which ended: thirty pages drawn one after another take half the time of thirty at once, whose threads
take the interpreter from each other at every turn. Whoever takes it holds nothing yet that another page may wait for."""


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
    """Report now and then: a report redraws the page in the thread that reports, and those of all who wait may take a tenth of the time.

    Args:
        report: called with what is told.
        every: least seconds between two reports.
        crowd: how many report at the same time.
    """

    def __init__(self, report: Callable[..., object], every: float = SECONDS_BETWEEN_REPORTS, crowd: Callable[[], int] = lambda: 1) -> None:
        self.report, self.every, self.crowd, self.next = report, every, crowd, time.monotonic() + every

    def __call__(self, *progress_counts: float) -> None:
        """Report, if it is time."""
        began = time.monotonic()
        if began >= self.next:
            self.report(*progress_counts)
            ended = time.monotonic()
            self.next = ended + max(self.every, PAUSE_PER_REPORT * (ended - began) * max(1, self.crowd()))


@dataclass(eq=False)
class Ticket:
    """A run that waits for its turn, or has it: for whom (as it is now), and whether it is a quick one."""

    visitors: Callable[[], Iterable[Hashable]]
    quick: bool
    number: int


class Turns:
    """The line for the machine.

    Whoever was served longest ago is next, so that one who asks ten times does not delay the others ten times; among equals, whoever has
    waited longest since then, though he may ask for another run meanwhile. A run that several wait for goes by the first of them, and
    counts as a turn of each. Visitors are kept weakly.
    """

    def __init__(self, at_once: int = RUNS_AT_ONCE, large_at_once: int = LARGE_AT_ONCE) -> None:
        self.at_once, self.large_at_once = at_once, large_at_once
        self._changed = threading.Condition()
        self._line: list[Ticket] = []
        self._going: list[Ticket] = []
        self._count = 0
        self._served: WeakKeyDictionary[Hashable, int] = WeakKeyDictionary()
        self._since: WeakKeyDictionary[Hashable, int] = WeakKeyDictionary()

    def ticket(self, visitors: Callable[[], Iterable[Hashable]], quick: bool) -> Ticket:
        """A place in the line; ``turn`` waits with it."""
        with self._changed:
            self._count += 1
            ticket = Ticket(visitors, quick, self._count)
            self._line.append(ticket)
            self._rank(ticket)
            return ticket

    @contextmanager
    def turn(self, ticket: Ticket, stop: threading.Event, waits: Callable[[int], object] = lambda others: None) -> Iterator[None]:
        """Hold the turn while the block runs; waits for it, and tells now and then how many other runs are waited for.

        Raises:
            Stopped: the stop event was set.
        """
        try:
            while not self._taken(ticket):
                raise_if_stopped(stop)
                waits(self.ahead(ticket))
                with self._changed:
                    if self._next() is not ticket:
                        self._changed.wait(LOOK)
            yield
        finally:
            with self._changed:
                for line in (self._line, self._going):
                    if ticket in line:
                        line.remove(ticket)
                self._changed.notify_all()

    @property
    def free(self) -> bool:
        """Whether a run that came now would begin at once, and delay nobody."""
        with self._changed:
            return not self._line and len(self._going) < self.at_once

    def ahead(self, ticket: Ticket) -> int:
        """How many other runs end or begin before this one begins, as the line stands; 0 if it goes on."""
        with self._changed:
            return 0 if ticket not in self._line else len(self._going) + self._ordered().index(ticket)

    def _taken(self, ticket: Ticket) -> bool:
        with self._changed:
            if self._next() is not ticket:
                return False
            self._line.remove(ticket)
            self._going.append(ticket)
            self._count += 1
            for visitor in ticket.visitors():
                self._served[visitor] = self._count
                self._since.pop(visitor, None)
            self._changed.notify_all()
            return True

    def _next(self) -> Ticket | None:
        if len(self._going) >= self.at_once:
            return None
        full = sum(not ticket.quick for ticket in self._going) >= self.large_at_once
        return next((ticket for ticket in self._ordered() if ticket.quick or not full), None)

    def _ordered(self) -> list[Ticket]:
        return sorted(self._line, key=self._rank)

    def _rank(self, ticket: Ticket) -> tuple[int, int]:
        places = ((self._served.get(one, 0), self._since.setdefault(one, ticket.number)) for one in ticket.visitors())
        return min(places, default=(0, ticket.number))
