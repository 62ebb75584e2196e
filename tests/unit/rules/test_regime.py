"""The regime's answer by hand: it follows the pace of departures, and militias follow it (W3)."""

from __future__ import annotations

import pytest

from tests.unit.rules.by_hand import HILL, PLAIN_PEOPLE, army, close, only
from unit_cohesion.rules.regime import Regime
from unit_cohesion.vocabulary import STATUS


@pytest.mark.parametrize(("left", "serving"), [((1.0, 2.0), 600.0), ((0.0, 0.0), 600.0), ((4.0, 4.0), 900.0), ((1.0, 0.0), 1200.0)])
def test_the_answer_follows_departures_per_1000_a_month_and_militias_the_soldiers_lost(left: tuple[float, float], serving: float) -> None:
    engine = army(answer_half=3.0, answer_lag_days=20.0, militia_replacement=0.6, militia_lag_days=50.0)
    nation, sects, counts = engine.state.nation, engine.state.sects, engine.state.counts
    counts[...] = 0.0
    counts[HILL, 0, STATUS["serving"]], counts[PLAIN_PEOPLE, 2, STATUS["serving"]] = serving / 3, 2 * serving / 3
    counts[HILL, 0, STATUS["dead"]] = 500.0
    sects.left_today[:], sects.serving_start[:] = left, (400.0, 600.0)
    nation.left_pace, nation.regime_militia = 6.0, 40.0
    only(engine, Regime)
    pace = 6 + (sum(left) * 30_000 / serving - 6) / 20
    assert nation.left_pace == close(pace)
    assert nation.answer == close(pace / (pace + 3))
    assert nation.regime_militia == close(40 + (0.6 * pace / (pace + 3) * max(1000 - serving, 0.0) - 40) / 50)


def test_without_w3_it_does_not_answer() -> None:
    engine = army("W3")
    engine.state.sects.left_today[:] = 9.0
    only(engine, Regime)
    assert (engine.state.nation.answer, engine.state.nation.left_pace) == (0.0, 0.0)
