"""A person's past in the inspector: his loyalty, how near he was to leaving, and what weighed on him, day by day.

No run keeps this for everybody. The run is walked again, to the same end, with an eye on him; at once if that takes seconds.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any

import numpy as np
import pandas as pd
import reacton.ipyvuetify as v
import solara

from unit_cohesion.errors import CohesionError
from unit_cohesion.insight.biography import biography
from unit_cohesion.runs.record import Record
from unit_cohesion.views.dashboard.fields import Button, text, waiting_text
from unit_cohesion.views.dashboard.inspector_figure import InspectorFigure
from unit_cohesion.views.dashboard.kept_runs import RUNS
from unit_cohesion.views.dashboard.machine_turns import ProgressReporter, Stopped, raise_if_stopped
from unit_cohesion.views.dashboard.run_request import RunRequest
from unit_cohesion.views.dashboard.session import Session, error_text
from unit_cohesion.views.dashboard.thread_task import use_thread_task
from unit_cohesion.views.figures.biography import hazard_factors, loyalty, with_last_day
from unit_cohesion.views.figures.hazard_terms import waterfall
from unit_cohesion.vocabulary import SERVING, STATUSES

MOST_LIVES = 10  # kept a visitor
SELDOM = 2.0  # seconds between two signs of progress: while they come, Solara does not send the page that they stand on


def served_until(record: Record, row: pd.Series[Any], life: pd.DataFrame) -> int:
    """The last day on which he served."""
    if row["status"] == STATUSES[SERVING]:
        return record.days
    ended = life[life["from_status"] == STATUSES[SERVING]]
    return int(ended["day"].iloc[-1]) if len(ended) else record.days


def past_days(
    made: RunRequest, row: int, until: int, visitor: Hashable, tell: Callable[[float, int], None], stop: threading.Event
) -> pd.DataFrame:
    """Return his days of a run (see ``biography``), simulated again when it is the visitor's turn.

    Raises:
        Stopped: the stop event was set.
        NoRoom: there is not enough memory.
    """
    reporter = ProgressReporter(tell, SELDOM)

    def report(day: int, days: int) -> None:
        raise_if_stopped(stop)
        reporter(day / days, 0)

    with RUNS.machine(visitor, made.agents, made.quick, stop, lambda others: reporter(0.0, others)):
        return biography(made.identity, row, until, report)


@solara.component
def PersonPast(session: Session, record: Record, row: pd.Series[Any], life: pd.DataFrame, why: pd.Series[Any] | None) -> Any:
    """What is known of his days; or how far the walk is; or a button that starts it."""
    id, made = str(row["person"]), session.shown
    at = solara.use_memo(lambda: int(np.flatnonzero((record.people["person"] == id).to_numpy())[0]), [record, id])
    known, keep = solara.use_state(session.lives.get(id))
    (share, others), set_share = solara.use_state((None, 0))
    fault, set_fault = solara.use_state("")
    stop = solara.use_ref(threading.Event())

    def work() -> None:
        mine = stop.current

        def tell(done: float, others: int) -> None:
            if not mine.is_set():
                set_share((done, others))

        if made is None or mine.is_set():
            return
        try:
            found = past_days(made, at, served_until(record, row, life), session, tell, mine)
        except Stopped:
            return
        except (CohesionError, MemoryError) as refused:
            set_fault(error_text(refused))
            set_share((None, 0))
            return
        if session.record.value is record:
            session.lives = dict([*session.lives.items(), (id, found)][-MOST_LIVES:])
        if not mine.is_set():
            keep(found)
            set_share((None, 0))

    task = use_thread_task(work)

    def begin() -> None:
        stop.current = threading.Event()
        set_fault("")
        set_share((0.0, 0))
        task()

    def cancel() -> None:
        stop.current.set()

    def end() -> None:
        cancel()
        set_share((None, 0))

    def on_mount() -> Callable[[], None]:
        if known is None and made is not None and made.quick:
            begin()
        return cancel

    solara.use_effect(on_mount, [])
    with solara.Column(gap="0px") as main:
        if known is not None:
            days, start = with_last_day(known, why), record.scenario.about.start
            if why is None and row["status"] == STATUSES[SERVING]:
                InspectorFigure(waterfall(known.iloc[-1].to_dict(), "What weighs on him on the last day?")).key("why")
            InspectorFigure(loyalty(days, start)).key("loyalty")
            InspectorFigure(hazard_factors(days, start)).key("weights")
        elif share is not None:
            waits = waiting_text(others)
            words = f"Looking back at his days: {waits or 'the run is walked again, with an eye on him'}."
            text("p", words, role="status")
            v.ProgressLinear(value=100 * share, indeterminate=share == 0.0, attributes={"aria-label": "How far the look back is"})
            Button("Stop looking back", text=True, small=True, on_click=end)
        elif fault:
            text("p", fault, role="alert")
            Button("Look back at his days", outlined=True, small=True, on_click=begin)
        elif task.error:
            text("p", "Something went wrong in the program; his days cannot be shown.", role="alert")
        elif made is not None:
            text("p", "How loyal he was, and what weighed on him, day by day: the run is walked again to see it.")
            Button("Look back at his days", outlined=True, small=True, on_click=begin)
    return main
