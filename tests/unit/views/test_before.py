"""The run that was shown before: which one it is, what of it is kept, and how it is drawn and told."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.helpers import tiny_scenario
from unit_cohesion import load_scenario
from unit_cohesion.outcomes import LEAVING
from unit_cohesion.views.dashboard.links import UPLOADED
from unit_cohesion.views.dashboard.memory import held_bytes
from unit_cohesion.views.dashboard.session import Session
from unit_cohesion.views.figures.base import chart, empty_figure, legend, time_axis
from unit_cohesion.views.figures.before import Before, left_by_day, so_far, weeks_before

START = date(2012, 1, 1)


def daily(*left: float) -> pd.DataFrame:
    """A table of so many who leave each day, some each way."""
    some = np.array(left)
    return pd.DataFrame(
        {"date": pd.date_range(START, periods=len(left)), "defections": some - some // 2, "desertions": some // 2, "captures": 0.0}
    )


def series(figure: Any, name: str) -> list[float]:
    return [value for one in figure.option["series"] if one["name"] == name for _, value in one["data"]]


def test_the_run_before_is_a_grey_line_and_a_sentence() -> None:
    alone = so_far(daily(1, 4, 0))
    assert series(alone, "left so far") == [1, 5, 5]
    assert legend(alone.option) == []
    figure = so_far(daily(1, 4, 0), Before(START, np.array([2.0, 2.0, 8.0])))
    assert (series(figure, "now"), series(figure, "before")) == ([1, 5, 5], [2, 2, 8])
    assert [name for name, *_ in legend(figure.option)] == ["now", "before"]
    assert figure.about.endswith("5 by the last. Before, the grey line: 8 by the end, now 3 fewer.")
    assert figure.table["before"].tolist() == [2, 2, 8]
    assert "now 3 more" in so_far(daily(5), Before(START, np.array([2.0]))).about
    assert "2 by the end, as many." in so_far(daily(2), Before(START, np.array([2.0]))).about


def test_a_run_of_another_length_or_of_other_people_says_so() -> None:
    figure = so_far(daily(1, 4, 0), Before(START, np.array([2.0, 3.0, 8.0, 9.0]), same_people=False))
    assert "the grey line (other people: another seed or scale): 8 by the end of 3 January 2012, now 3 fewer" in figure.about
    assert figure.table["left so far"].isna().tolist() == [False, False, False, True]
    assert so_far(daily(0, 0)).option == {}
    assert so_far(daily(0, 0), Before(START, np.zeros(2))).option == {}
    assert series(so_far(daily(0, 0), Before(START, np.ones(2))), "now") == [0, 0]


def test_weeks_of_the_run_before_lie_across_those_of_the_run() -> None:
    option = chart(time_axis(), {"type": "value", "name": "persons a week"}, [])
    figure = type(so_far(daily(1)))("causes", "Why?", "Persons.", option, pd.DataFrame({"x": [1]}))
    gone = Before(START, np.cumsum([1.0] * 7 + [3.0] * 7 + [50.0] * 3))  # a last week of three days is not drawn, as elsewhere
    drawn = weeks_before(figure, gone)
    assert drawn.option["series"][0]["data"] == [("2012-01-01", 7.0), ("2012-01-08", 21.0)]
    assert option["series"] == []  # the figure itself, which others see, is as it was
    assert "grey line" in drawn.about
    assert series(weeks_before(figure, Before(START, np.array([2.0, 6.0]))), "before") == [6.0]
    nothing = empty_figure("causes", "Why?", "Nobody left.")
    assert weeks_before(nothing, gone) is nothing


@pytest.fixture
def visitor() -> Session:
    made = Session()
    made.choose("two-valleys")
    made.days.value = 120
    made.set("base_hazard", 0.004)
    made.run()
    return made


def test_it_is_the_run_that_was_shown_and_only_its_curve_is_kept(visitor: Session) -> None:
    first = visitor.record.value
    assert first is not None
    assert visitor.former.value is None
    visitor.live(visitor.switch, "D5", False)
    former = visitor.former.value
    assert former is not None
    events = first.events[first.events["event"].isin(LEAVING)]
    by_day = np.bincount(events["day"], events["persons"], minlength=first.days + 1)[1:].cumsum()
    assert former.left.tolist() == pytest.approx(by_day.tolist())
    assert former.left[-1] > 0
    assert former.left.nbytes == 4 * first.days
    assert held_bytes(former) < 4 * first.days + 500
    visitor.run()  # the same again
    assert visitor.former.value is former
    visitor.live(visitor.switch, "D5", True)
    assert visitor.former.value.left.tolist() == pytest.approx(left_by_day_of(visitor, "D5"))


def left_by_day_of(visitor: Session, off: str) -> list[float]:
    """The curve of the visitor's run without a mechanism, simulated by another visitor."""
    other = Session()
    other.apply(visitor.choices())
    other.switch(off, False)
    other.run()
    assert other.record.value is not None
    return left_by_day(other.record.value.daily).tolist()


def test_it_goes_when_it_is_taken_away_or_another_scenario_comes(visitor: Session) -> None:
    visitor.live(visitor.seed.set, 2)
    assert visitor.former.value is not None
    assert not visitor.former.value.same_people
    visitor.former.value = None
    visitor.day.value = 9  # looking about brings nothing back
    assert visitor.former.value is None
    visitor.live(visitor.switch, "D5", False)
    assert visitor.former.value.same_people
    visitor.pinned.value, kept = True, visitor.former.value
    visitor.live(visitor.switch, "D6", False)
    assert visitor.former.value is kept
    visitor.upload.value = load_scenario(tiny_scenario())
    visitor.choose(UPLOADED)
    visitor.run()
    assert visitor.record.value.scenario.name == visitor.upload.value.name
    assert visitor.former.value is None
    visitor.switch("D1", False)
    visitor.run()
    assert visitor.former.value is not None
    visitor.upload.value = load_scenario(tiny_scenario(scenario={"name": "another"}))
    visitor.run()
    assert visitor.former.value is None
