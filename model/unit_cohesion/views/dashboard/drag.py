"""The runs of a slider while it is dragged: what it would do, shown before it is let go.

One at a time, and of all values that it passes meanwhile the latest is run. Nothing of them is kept: no run of a drag is shared, compared,
gone back to or named in the address.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager, nullcontext, suppress

import solara

from unit_cohesion.errors import CohesionError
from unit_cohesion.runs.record import Record
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.views.dashboard.drawings import figures_of_record, packed_once
from unit_cohesion.views.dashboard.kept_runs import KeptRuns
from unit_cohesion.views.dashboard.machine_turns import Stopped, raise_if_stopped
from unit_cohesion.views.dashboard.run_request import RunRequest, keep_for_comparisons

MOST_A_SECOND = 4
LONGEST = 0.2
"""Seconds: where even the quickest of the first runs of a drag takes longer, the others wait until it is let go."""
TRIED = 2
SETTLE = 0.05
"""Seconds before the first: a step by key is let go within them."""


class Drag:
    """The drags of one visitor, one after another.

    Args:
        runs: whose machine they take turns at; while others wait for it nothing is run.
        visitor: whose turn it is. drawn_once: makes a block of which all changes are drawn at its end.

    Attributes:
        shown: the run of where the slider stands, its picture, first charts and what comparisons need made, or None: what is kept is
            shown. Reactive.
        task: the layout's threaded task, around ``work``; None runs it at once.
    """

    def __init__(self, runs: KeptRuns, visitor: Hashable, drawn_once: Callable[[], AbstractContextManager[object]] = nullcontext) -> None:
        self.shown: solara.Reactive[Record | None] = solara.reactive(None)
        self.task: Callable[[], object] | None = None
        self._runs, self._visitor, self._drawn_once = runs, visitor, drawn_once
        self._lock = threading.RLock()
        self._wanted: RunRequest | None = None
        self._going = False
        self._stop, self._took = threading.Event(), list[float]()

    def to(self, made: RunRequest) -> None:
        """The slider has come to where this would be run."""
        with self._lock:
            self._wanted = made
            if self._going:
                return
            self._going = True
        (self.task or self.work)()

    def end(self) -> None:
        """It is let go. What is shown stays until what was let go is run (``clear``)."""
        with self._lock:
            self._stop.set()
            self._stop, self._took, self._wanted = threading.Event(), [], None

    def clear(self) -> None:
        """Show what is kept."""
        with self._drawn_once(), self._lock:
            self.end()
            self.shown.value = None

    def work(self) -> None:
        """Run what is wanted, until nothing is; called in the task's thread."""
        self._stop.wait(SETTLE)
        while True:
            with self._lock:
                made, stop, took, free = self._wanted, self._stop, self._took, self._runs.turns.free
                if made is None:
                    self._going = False
                    return
                if free:  # else later, if it is not let go until then
                    self._wanted = None
            began = time.monotonic()
            if free and (len(took) < TRIED or min(took) <= LONGEST):
                with suppress(Stopped, CohesionError, MemoryError):  # it is told when it is let go
                    self._run(made, stop, took)
            stop.wait(began + 1 / MOST_A_SECOND - time.monotonic())

    def _run(self, made: RunRequest, stop: threading.Event, took: list[float]) -> None:
        with self._runs.machine(self._visitor, made.agents, True, stop):
            engine, began = Engine(made.identity), time.monotonic()
            engine.run(lambda day, days: raise_if_stopped(stop))
            took.append(time.monotonic() - began)
            record = Record.of(engine)
            packed_once(record), figures_of_record(record).causes()  # here, not while the page is drawn
            keep_for_comparisons(record, engine)
        with self._drawn_once(), self._lock:  # in this order: nobody waits for the lock while it is drawn
            if not stop.is_set():
                self.shown.value = record
