"""A slider that is dragged: what it passes is run, one at a time, the latest of all, and nothing of it is kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from tests.helpers import tiny_scenario
from unit_cohesion import load_scenario
from unit_cohesion.views.dashboard import drag as module
from unit_cohesion.views.dashboard.drag import MOST_A_SECOND, TRIED, Drag
from unit_cohesion.views.dashboard.kept_runs import RUNS, KeptRuns
from unit_cohesion.views.dashboard.links import UPLOADED
from unit_cohesion.views.dashboard.run_request import RunRequest, compared_once, run_request
from unit_cohesion.views.dashboard.session import Session

TINY = load_scenario(tiny_scenario())
PATIENCE = 20.0


class Visitor:
    """Somebody who drags."""


def at(pull: float) -> RunRequest:
    return run_request(TINY, days=10, values={"comrade_pressure": pull})


class Dragging:
    """A drag whose runs go on in a thread, as in a page; and what it has shown, and when."""

    def __init__(self, runs: KeptRuns) -> None:
        self.drag = Drag(runs, Visitor())
        self.drag.task = self._begin
        self.shown: list[tuple[float, float]] = []
        self.drag.shown.subscribe(lambda one: None if one is None else self.shown.append((one.set["comrade_pressure"], time.monotonic())))

    def _begin(self) -> None:
        self.thread = threading.Thread(target=self.drag.work)
        self.thread.start()

    def over(self, *pulls: float, every: float = 0.0) -> None:
        for pull in pulls:
            self.drag.to(at(pull))
            time.sleep(every)

    def rest(self) -> list[float]:
        self.thread.join(PATIENCE)
        return [pull for pull, _ in self.shown]


def session() -> Session:
    made = Session()
    made.upload.value, made.days.value = TINY, 10
    made.choose(UPLOADED)
    made.run()
    return made


def test_the_latest_value_is_run_and_no_more_than_four_a_second() -> None:
    dragging = Dragging(KeptRuns())
    pulls = [1.5 + step / 20 for step in range(20)]
    began = time.monotonic()
    dragging.over(*pulls, every=0.03)
    found = dragging.rest()
    assert found[-1] == pulls[-1]
    assert found == sorted(found)
    assert len(found) <= min((dragging.shown[-1][1] - began) * MOST_A_SECOND + 1, len(pulls) - 1)


def test_nothing_is_run_while_others_wait_or_where_it_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = KeptRuns()
    dragging = Dragging(runs)
    ticket = runs.turns.ticket(lambda: (), quick=True)  # of somebody who waits
    dragging.over(2.0, 2.5)
    time.sleep(0.4)
    assert dragging.shown == []
    with runs.turns.turn(ticket, threading.Event()):  # he goes on, and there is room for one more
        assert dragging.rest() == [2.5]
    monkeypatch.setattr(module, "LONGEST", 0.0)
    dragging.drag.end()
    for pull in (3.0, 3.5, 4.0, 4.5):
        dragging.over(pull)
        dragging.rest()
    assert dragging.rest() == [2.5, 3.0, 3.5][: 1 + TRIED]


def test_what_is_let_go_meanwhile_is_not_shown_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    dragging = Dragging(KeptRuns())
    step: Callable[[], None] = dragging.drag.clear
    monkeypatch.setattr(module, "packed_once", lambda record: step())  # let go, and shown again, just before it would be shown
    dragging.over(2.0)
    assert dragging.rest() == []
    assert dragging.drag.shown.value is None


def test_a_drag_is_neither_chosen_nor_kept_nor_compared_with() -> None:
    visitor = session()
    kept, chosen = visitor.record.value, visitor.choices()
    held = RUNS.held
    visitor.drag_over("comrade_pressure", 3.0)
    dragged = visitor.drag.shown.value
    assert dragged is not None
    assert dragged.set == {"comrade_pressure": 3.0}
    assert (visitor.record.value, visitor.choices(), visitor.stale, visitor.before.value) == (kept, chosen, False, None)
    assert RUNS.held == held
    assert RUNS.known(RunRequest(dragged.identity), Visitor()) is None
    ghost = visitor.ghost
    assert ghost is not None  # what is kept lies behind it
    visitor.live(visitor.set, "comrade_pressure", 3.0)
    assert visitor.drag.shown.value is None
    assert visitor.record.value is not None
    assert visitor.record.value.identity == dragged.identity
    assert visitor.ghost is visitor.former.value
    assert visitor.ghost is not None
    assert visitor.ghost.left.tolist() == ghost.left.tolist()


def test_what_a_drag_would_differ_by_is_what_differs_when_it_is_let_go() -> None:
    visitor = session()
    kept = visitor.record.value
    visitor.drag_over("comrade_pressure", 3.0)
    dragged = visitor.drag.shown.value
    assert kept is not None
    assert dragged is not None
    would = compared_once(kept, dragged)
    visitor.live(visitor.set, "comrade_pressure", 3.0)
    assert visitor.before.value is kept
    assert visitor.record.value is not None
    does = compared_once(kept, visitor.record.value)
    assert (would.split, would.a.name, would.b.name) == (does.split, does.a.name, does.b.name)
    assert would.b.name == "with comrade_pressure = 3.0"


def test_a_drag_that_ends_where_it_began_shows_what_is_kept() -> None:
    visitor = session()
    visitor.drag_over("comrade_pressure", 3.0)
    kept = visitor.record.value
    visitor.live(visitor.set, "comrade_pressure", None)
    assert (visitor.drag.shown.value, visitor.record.value, visitor.busy.value) == (None, kept, False)


def test_on_another_page_or_of_a_large_run_nothing_is_run_before_it_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = session()
    visitor.page.value = "sources"
    visitor.drag_over("comrade_pressure", 3.0)
    assert visitor.drag.shown.value is None
    visitor.page.value = "run"
    monkeypatch.setattr("unit_cohesion.views.dashboard.run_request.LIVE_AGENT_DAYS", 1)
    visitor.drag_over("comrade_pressure", 3.0)
    assert visitor.drag.shown.value is None
