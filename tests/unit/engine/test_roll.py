"""The roll holds those who serve; however a run is cut into walks, it leaves the same memory behind."""

from __future__ import annotations

import numpy as np
import pytest

from tests.helpers import digest
from tests.property.eventful_rebels import eventful_rebel_war
from unit_cohesion.engine import world
from unit_cohesion.engine.roll import SERVES, enroll, is_due
from unit_cohesion.engine.transitions import appoint, send
from unit_cohesion.scenario import load_scenario
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import DISCHARGED, SERVING

TALLY = ("on_roll", "struck_off", "came_in")


def engine_on(day: int) -> Engine:
    engine = Engine(load_scenario(eventful_rebel_war()), 1)
    while engine.day < day:
        engine.step()
    return engine


def on_roll(engine: Engine) -> list[int]:
    """Rows of people on the roll, in its order; seats that are nobody's left out."""
    rows = engine.state.roll["row"][: engine.state.one_row["tally"].on_roll]
    return rows[rows < engine.state.army_people].tolist()


def test_on_it_are_those_who_serve_in_order_of_their_rows() -> None:
    engine = engine_on(31)
    people, serving = engine.state.people, np.flatnonzero(engine.state.people.status == SERVING)
    came = serving[people.since_day[serving] == engine.day]  # called up after the day's departures
    assert on_roll(engine) == np.setdiff1d(serving, came).tolist()
    seats = engine.state.seat[np.setdiff1d(serving, came)]
    for name in ("pressure", "resistance", "own", "cell"):
        assert (engine.state.roll[name][seats] == getattr(people, name)[np.setdiff1d(serving, came)]).all(), name


def test_who_goes_is_struck_off_and_his_pressure_stays_where_it_was_put() -> None:
    engine = engine_on(20)
    row = on_roll(engine)[3]
    seat, before = engine.state.seat[row], len(on_roll(engine))
    struck = engine.state.one_row["tally"].struck_off
    engine.ask(send, row=row, to=DISCHARGED, cause=0)
    engine.ask(appoint, unit=int(engine.state.people.unit[row]))
    assert (row in on_roll(engine), len(on_roll(engine)), engine.state.seat[row]) == (False, before - 1, -1)
    assert engine.state.one_row["tally"].struck_off == struck + 1
    left = engine.state.roll[seat]
    assert (left["pressure"], left["own"], left["resistance"], left["row"]) == (0.0, 0.0, np.inf, engine.state.army_people)


@pytest.mark.parametrize(
    ("tally", "day", "due"),
    [((80, 10, 0), 2, False), ((80, 11, 0), 2, True), ((80, 0, 1), 2, True), ((80, 0, 0), 1, True), ((80, 0, 0), 2, False)],
)
def test_it_is_made_anew_on_a_first_day_after_a_call_up_and_when_an_eighth_has_gone(
    tally: tuple[int, int, int], day: int, due: bool
) -> None:
    engine = engine_on(1)
    for name, value in zip(TALLY, tally, strict=True):
        setattr(engine.state.one_row["tally"], name, value)
    assert engine.ask(is_due, day=day, first=1) is due


def test_it_is_made_of_the_rows_that_are_given() -> None:
    engine = engine_on(1)
    rows = np.flatnonzero(engine.state.people.status == SERVING)[::2]
    engine.ask(enroll, rows=rows, size=5)
    assert on_roll(engine) == rows[:5].tolist()
    assert [engine.state.one_row["tally"].rows[name][0] for name in TALLY] == [5, 0, 0]
    assert SERVES.sum() == SERVES[SERVING] == 1


def test_walks_of_any_length_leave_the_same_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a day, of seven, of all, and as many as the log has room for."""
    whole, daily, weekly = (Engine(load_scenario(eventful_rebel_war()), 3) for _ in range(3))
    whole.run()
    assert whole.log.event_count > 300
    while daily.running:
        daily.step()
    while weekly.running:
        weekly._walk(min(weekly.day + 7, weekly.scenario.about.days))
    monkeypatch.setattr(world, "EVENTS_AT_ONCE", 16)
    narrow = Engine(load_scenario(eventful_rebel_war()), 3)
    narrow.run()
    for other in (daily, weekly, narrow):
        assert digest(other) == digest(whole)
