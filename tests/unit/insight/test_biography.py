"""One person's days: the run walked again tells of him what the run itself recorded."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import ipyvuetify
import numpy as np
import pandas as pd
import pytest
import reacton

from unit_cohesion import load_scenario, run
from unit_cohesion.insight.biography import biography
from unit_cohesion.outcomes import LEAVING
from unit_cohesion.rules import TERMS
from unit_cohesion.runs.record import Record
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.views import persons
from unit_cohesion.views.dashboard import run_request as run_request_module
from unit_cohesion.views.dashboard.inspector_past import PersonPast, past_days, served_until
from unit_cohesion.views.dashboard.kept_runs import RUNS
from unit_cohesion.views.dashboard.machine_turns import Stopped
from unit_cohesion.views.dashboard.run_request import run_request
from unit_cohesion.views.dashboard.session import Session
from unit_cohesion.views.figures.biography import hazard_factors, loyalty, with_last_day


@pytest.fixture(scope="module")
def record() -> Record:
    """A run in which houses are burnt, so that loyalty changes."""
    return run("two-valleys", days=240)


def days_of(record: Record, row: int, until: int):  # type: ignore[no-untyped-def]
    return biography(record.identity, row, until)


def test_one_who_serves_to_the_end_ends_as_the_record_has_him() -> None:
    made = run_request(load_scenario("two-valleys"), days=120, seed=3)
    engine = Engine(made.identity)
    engine.run()
    record = Record.of(engine)
    serving = record.people[(record.people["status"] == "serving") & (record.people["loyalty"] < 0.5)]
    for row in serving.index[[0, len(serving) // 2, -1]]:
        him, found = record.people.loc[row], days_of(record, row, record.days)
        last = found.iloc[-1]
        assert (last["day"], last["loyalty"], last["hazard"]) == (120, him["loyalty"], him["hazard_today"])
        assert him["remaining"] == pytest.approx(last["hazard"] * him["days_to_go"])
        assert 0 < last["gathered"] < 1
        now, _ = engine.explain(row)
        assert last[[f"log_{term}" for term in TERMS]].to_dict() == {f"log_{term}": now[term] for term in TERMS}
        assert (np.diff(found["gathered"]) >= 0).all()


def test_one_who_left_is_followed_until_then(record: Record) -> None:
    left = record.events[record.events["event"].isin(LEAVING) & (record.events["from_status"] == "serving")]
    hurt = left[(left["log_D8b"] > 0.3) & (left["day"] > 30)]
    assert len(hurt) >= 3
    for _, why in hurt.iloc[:3].iterrows():
        row = int(np.flatnonzero(record.people["person"] == why["person"])[0])
        life = persons.events_of_person(record, str(why["person"]))
        until = served_until(record, record.people.iloc[row], life)
        assert until == why["day"]
        found = days_of(record, row, until)
        assert found["day"].iloc[-1] == why["day"] - 1
        burnt = found.index[found["log_D8b"] > 0]
        assert found["loyalty"].nunique() == 1  # as it was born; what was done to his kin outrages him, and fades
        if len(burnt):
            assert found["log_D8b"].iloc[burnt[0]] == found["log_D8b"].max()
        ended = with_last_day(found, why)
        assert (ended["day"].iloc[-1], ended["gathered"].iloc[-1]) == (why["day"], 1.0)
        assert ended["log_D8b"].iloc[-1] == why["log_D8b"]
        start = record.scenario.about.start
        told = loyalty(ended, start)
        assert "nothing changed it" in told.about
        assert f"by day {why['day']}, 100 %" in told.about
        assert len(told.table) == len(ended)
        figure = hazard_factors(ended, start)
        assert f"on day {why['day']}:" in figure.about


def test_no_other_person_gives_the_same_days(record: Record) -> None:
    assert not days_of(record, 5, 60).equals(days_of(record, 6, 60))


def test_one_who_never_served_has_no_days(record: Record) -> None:
    none = days_of(record, 5, 10).iloc[:0]
    start = record.scenario.about.start
    assert not loyalty(none, start).option
    assert not hazard_factors(none, start).option


def test_looking_back_tells_how_far_it_is_and_can_be_stopped() -> None:
    made, stop, visitor = run_request(load_scenario("two-valleys")), threading.Event(), Session()
    far: list[float] = []
    past_days(made, 5, 1095, visitor, lambda share, others: far.append(share), stop)
    assert far == sorted(far)
    assert all(0 < share <= 1 for share in far)
    stop.set()
    with pytest.raises(Stopped):
        past_days(made, 5, 1095, visitor, lambda share, others: None, stop)
    with RUNS.machine(visitor, made.agents, True, threading.Event()):  # its turn was given back
        pass


# ---- in the inspector


@pytest.fixture
def looked() -> Iterator[tuple[Session, pd.Series[Any], Callable[..., Any]]]:
    """A session with a run, one who serves in it, and what draws his past without a browser."""
    session = Session()
    session.choose("two-valleys")
    session.days.value = 30
    session.run()
    record = session.record.value
    assert record is not None
    him = record.people[record.people["status"] == "serving"].iloc[7]
    opened: list[Any] = []

    def drawn() -> Any:
        life = persons.events_of_person(record, str(him["person"]))
        _, context = reacton.render(PersonPast(session, record, him, life, None), handle_error=False)
        opened.append(context)
        return context

    yield session, him, drawn
    for context in opened:
        context.close()


def headings(context: Any) -> list[str]:
    return [tag.children[0] for tag in context.find(ipyvuetify.Html, tag="h3").widgets]


CHARTS = ["What weighs on him on the last day?", "How loyal was he, and how near to leaving?", "What weighed on him, from day to day?"]


def seen(context: Any) -> None:
    """Wait until the charts of his days are there."""
    until = time.monotonic() + 20
    while len(headings(context)) < len(CHARTS) and time.monotonic() < until:
        time.sleep(0.05)
    assert headings(context) == CHARTS


def test_in_a_quick_run_his_past_comes_by_itself_and_is_kept(looked: Any) -> None:
    session, him, drawn = looked
    seen(drawn())
    assert list(session.lives) == [him["person"]]
    again = drawn()
    assert headings(again) == CHARTS  # at once: it was kept
    session.seed.value = 2
    session.run()
    assert session.lives == {}  # of another run


def test_in_a_large_run_his_past_waits_for_a_click(looked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    session, _, drawn = looked
    monkeypatch.setattr(run_request_module, "QUICK_AGENT_DAYS", 1)
    context = drawn()
    time.sleep(0.3)
    assert headings(context) == []
    assert session.lives == {}
    button = next(b for b in context.find(ipyvuetify.Btn).widgets if "Look back at his days" in b.children)
    button.click()
    seen(context)
