"""Patrons by hand: what is there, gone, and about to go; and who leaves it out (N9)."""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np
import pytest

from tests.unit.rules.by_hand import TOWN, army, close, only
from tests.unit.rules.test_balance import COMPANY, DAY, front
from unit_cohesion.rules.balance import Balance
from unit_cohesion.rules.events import Events
from unit_cohesion.rules.patrons import Patrons
from unit_cohesion.simulation.engine import Engine

PATRONS = [
    {"id": "north", "name": "North", "announced": "2011-03-18", "end": "2011-03-20", "men": 300, "air": 0.4, "pay": 0.5},
    {"id": "south", "name": "South", "start": "2011-03-19", "end": "2011-04-30", "men": 70, "pay": 0.25},
    {"id": "west", "name": "West", "men": 5, "air": 0.1},
]
FIRST = 15  # of March, the war's first day


@pytest.mark.parametrize(
    ("date", "there", "leaving", "grounded", "pay"),
    [(16, 305, 0, 0.0, 1.0), (18, 305, 300, 0.0, 1.0), (19, 375, 300, 0.0, 1.0), (20, 375, 300, 0.0, 1.0), (21, 75, 0, 0.4, 0.5)],
)
def test_help_comes_is_announced_to_end_and_goes(date: int, there: float, leaving: float, grounded: float, pay: float) -> None:
    engine = army(tables={"patrons": PATRONS})
    only(engine, Patrons, date - FIRST + 1)
    nation = engine.state.nation
    assert (nation.patron_help, nation.leaving_help, nation.air_grounded, nation.pay) == (there, leaving, grounded, pay)
    assert nation.leaving_air == (0.4 if leaving else 0.0)


def test_an_end_that_nobody_announced_is_known_on_the_last_day() -> None:
    engine = army(tables={"patrons": PATRONS})
    for day, leaving in ((46, 0.0), (47, 70.0), (48, 0.0)):  # 30 April is day 47
        only(engine, Patrons, day)
        assert engine.state.nation.leaving_help == leaving
    assert engine.state.nation.pay == 0.25


def test_pay_that_resumes_is_what_the_patrons_have_left_of_it() -> None:
    events = [{"id": "unpaid", "date": "2011-03-22", "kind": "pay_stops"}, {"id": "paid", "date": "2011-03-24", "kind": "pay_resumes"}]
    engine = army(tables={"patrons": PATRONS, "events": events})
    pay = {}
    for day in range(6, 11):
        only(engine, Events, day)
        pay[day] = engine.state.nation.pay
        only(engine, Patrons, day)
        assert engine.state.nation.pay == engine.state.nation.wages * (0.5 if day > 6 else 1.0)
    assert pay == {6: 1.0, 7: 1.0, 8: 0.0, 9: 0.0, 10: 0.5}


def helped(off: Any = None, **parameters: Any) -> Engine:
    """The company of the tests of balance, of whose patrons' 60 men's worth 40 are announced to go."""
    engine = front(off=off, odds_lag_days=7.0, **parameters)
    nation = engine.state.nation
    nation.patron_help, nation.leaving_help = 60.0, 40.0
    engine.state.places.insurgents[TOWN] = 50.0
    return engine


@pytest.mark.parametrize(("off", "left_out"), [(None, 0.75 * 40), ("N9", 0.0)])
def test_belief_leaves_out_help_that_is_to_end_while_it_fights_on(off: str | None, left_out: float) -> None:
    """It is spread by deaths, a quarter of them in the town."""
    engine = helped(off, announced_counts=0.75)
    only(engine, Balance, DAY)
    nation, places = engine.state.nation, engine.state.places
    assert nation.regime_power == close(COMPANY + 60.0)
    assert places.defence[TOWN] == close(COMPANY + 15.0)
    assert list(places.leaving) == [close(left_out * share) for share in (0.1, 0.25, 0.65)]
    ours = sqrt(COMPANY + 60.0 - left_out)
    assert nation.regime_odds == close(ours / (ours + sqrt(0.6 * 50)))


def test_sorties_that_hang_on_who_is_to_go_are_left_out_and_fall_when_he_has_gone() -> None:
    """One pilot, who flies; of his sorties a fifth is grounded already, and two fifths hang on a patron who is to go."""
    engine = helped(announced_counts=1.0)
    state = engine.state
    pilot = int(state.units.first[1])
    state.arrays["pilots"] = np.array([pilot])
    state.nation.air_grounded, state.nation.leaving_air, state.nation.leaving_help = 0.2, 0.4, 0.0
    only(engine, Balance, DAY)
    assert state.nation.air_effort == close(0.8)
    assert state.places.leaving.sum() == close(1000.0 * 0.4)


def test_who_has_nothing_but_help_that_is_to_end_is_believed_to_fall() -> None:
    """The last digits of sums must not make what is left less than nothing."""
    engine = helped(announced_counts=1.0)
    state = engine.state
    state.units.weight[:] = 0.0
    state.nation.patron_help, state.nation.leaving_help = 0.3, 0.3 * (1 + 1e-9)
    only(engine, Balance, DAY)
    assert state.nation.regime_odds == 0.0
    two = [{"id": f"p{n}", "name": "P", "end": "2011-03-16", "pay": share, "air": share} for n, share in enumerate((0.5, 0.5000005))]
    gone = army(tables={"patrons": two})
    only(gone, Patrons, 4)
    assert (gone.state.nation.pay, gone.state.nation.air_grounded) == (0.0, 1.0)
