"""The believed pace by hand: it follows the true one, which follows yesterday's departures (N6)."""

from __future__ import annotations

import pytest

from tests.unit.rules.by_hand import HILL, PLAIN_PEOPLE, army, close, only
from unit_cohesion.rules.pace import Pace
from unit_cohesion.vocabulary import STATUS


@pytest.mark.parametrize(("left", "serving"), [(2.0, 80.0), (5.0, 40.0), (1.0, 0.0)])
@pytest.mark.parametrize("off", [None, "N6"])
def test_the_pace_is_departures_a_week_per_1000_and_believed_with_a_lag_and_less(left: float, serving: float, off: str | None) -> None:
    engine = army(off, belief_lag_days=20.0, pace_understatement=0.4)
    sects, counts = engine.state.sects, engine.state.counts
    counts[...] = 0.0
    counts[HILL, 0, STATUS["serving"]], counts[PLAIN_PEOPLE, 2, STATUS["serving"]] = 500.0, serving
    sects.pace[PLAIN_PEOPLE], sects.believed_pace[PLAIN_PEOPLE], sects.left_today[PLAIN_PEOPLE] = 14.0, 3.0, left
    only(engine, Pace)
    pace = 14 + (left * 7000 / max(serving, 1.0) - 14) / 7
    assert sects.pace[PLAIN_PEOPLE] == close(pace)
    assert sects.believed_pace[PLAIN_PEOPLE] == close(pace if off else 3 + (0.4 * pace - 3) / 20)
    assert sects.pace[HILL] == sects.believed_pace[HILL] == 0.0
