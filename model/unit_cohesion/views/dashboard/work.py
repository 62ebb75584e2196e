"""Work that a page does on demand: in the visitor's turn, in a thread of its own, with its progress told; it can be stopped on any day."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reacton.ipyvuetify as v
import solara

from unit_cohesion.errors import CohesionError
from unit_cohesion.insight.worlds import looking
from unit_cohesion.views.dashboard.fields import Button, text, waiting_text
from unit_cohesion.views.dashboard.kept_runs import RUNS
from unit_cohesion.views.dashboard.machine_turns import Stopped, raise_if_stopped
from unit_cohesion.views.dashboard.session import Session, error_text
from unit_cohesion.views.dashboard.thread_task import use_thread_task

Report = Callable[[int, int], None]
"""Called with how many runs are done, of how many."""


@dataclass(frozen=True)
class Work:
    """Where it stands.

    Attributes:
        found: what came of it, or None.
        share: how much is done, 0 to 1, while it goes on, else None; others: how many runs it waits for.
        fault: why nothing came of it, in words, or "".
        begin, stop: do.
    """

    found: Any
    share: float | None
    others: int
    fault: str
    begin: Callable[[], None]
    stop: Callable[[], None]


def use_work(session: Session, agents: int, make: Callable[[Report], Any], known: Any = None) -> Work:
    """Work of a page: runs of so many agents, of which nothing is kept but what ``make(report)`` returns; ``known``: if it is already."""
    found, keep = solara.use_state(known)
    share, set_share = solara.use_state(None)
    others, set_others = solara.use_state(0)
    fault, set_fault = solara.use_state("")
    stop = solara.use_ref(threading.Event())

    def work() -> None:
        mine = stop.current

        def report(done: int, runs: int) -> None:
            raise_if_stopped(mine)
            set_others(0)
            set_share(done / runs)

        try:
            with RUNS.machine(session, agents, True, mine, set_others), looking(lambda: raise_if_stopped(mine)):
                made = make(report)
        except Stopped:
            return
        except (CohesionError, MemoryError) as refused:
            set_fault(error_text(refused))
            set_share(None)
            return
        if not mine.is_set():
            keep(made)
            set_share(None)

    task = use_thread_task(work)

    def begin() -> None:
        stop.current = threading.Event()
        set_fault("")
        set_share(0.0)
        task()

    def cancel() -> None:
        stop.current.set()
        set_share(None)

    solara.use_effect(lambda: stop.current.set, [])
    return Work(found, share, others, fault, begin, cancel)


@solara.component
def Going(work: Work, what: str, runs: int) -> Any:
    """How far it is, and the button that stops it."""
    share = work.share or 0.0
    so_far = waiting_text(work.others) or f"{round(share * runs)} of {runs} runs are done"
    with solara.Column(gap="0px") as main:
        text("p", f"{what}: {so_far}.", role="status")
        v.ProgressLinear(value=100 * share, indeterminate=share == 0.0, attributes={"aria-label": "Runs done"})
        Button("Stop", text=True, small=True, on_click=work.stop)
    return main
