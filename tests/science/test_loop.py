"""The loop (D12, a hypothesis): open doors among the rebels draw more officers out, the war held the same; and nothing else does so."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd
import pytest

from tests.helpers import tiny_rebels, tiny_scenario
from unit_cohesion.errors import CohesionError
from unit_cohesion.insight.feedback_loop import feedback_loop
from unit_cohesion.insight.precision import interval
from unit_cohesion.scenario import Scenario, load_scenario

MANY_OFFICERS: dict[str, Any] = {
    "scenario": {"name": "many-officers", "days": 220},
    "places": [{"id": "march", "control": 0.3}, {"id": "town", "control": 0.4}],  # rebels, and their doors, are near
    "army": {
        "establishments": [{"id": "company", "seats": {"conscripts": 10, "sergeants": 4, "school": 16}}],
        "formations": [{"id": "line", "brigades": 4, "companies": 6}],
    },
    "departure": {"base_hazard": 0.0025, "loyalty_weight": 1.0, "privilege_hold": 0.5, "revenge_bind": 0.5},
    "reprisal": {"catch_chance": 0.0, "reprisal_deterrence": 0.8},
    "bonds": {"comrade_pressure": 1.0, "pace_weight": 0.0, "norm_weight": 0.5},
    "grievance": {"grievance_weight": 2.0, "grievance_half": 30.0},
    "fear": {"fear_of_position": 2.5},
    "ground": {"initiative": 2.5},
    "posture": {"deployed_rise": 0.45},
    "balance": {"control_incumbency": 2.0},
    "rebels": {"join_daily": 0.004, "join_success": 0.8},
    "flight": {
        "militia_pull": 3.0,
        "militia_absent": 0.0,
        "militia_rank": 0.5,
        "abroad_rank": 0.7,
        "reception_worst": 0.2,
        "reception_prior": 0.8,
        "reception_needed": 5.0,
        "reception_lag_days": 20.0,
    },
    "gatekeeping": {"vetting_days": 5.0},
    "militia_life": {"wait_days": 20.0},
}
"""Some 500 officers, who leave soon, most of them for a militia's door, and soon learn how those before them were received."""


def many_officers(**parameters: float) -> Scenario:
    return load_scenario(tiny_rebels(MANY_OFFICERS)).with_parameters(**parameters)


@cache
def four(seeds: int, **parameters: float) -> pd.DataFrame:
    return feedback_loop(many_officers(**parameters), range(1, seeds + 1), day=60)


def test_without_d12_doors_move_nobody_who_serves() -> None:
    """The war held, no other way leads from the doors to those who serve: exact, man by man. Nor does D12 if reception weighs nothing."""
    found = four(1).iloc[0]
    assert found["officers"] > 200
    assert found["open_without"] == found["shut_without"] > 50
    nothing = four(1, reception_worst=1.0).iloc[0]
    assert nothing["open"] == nothing["shut"] == nothing["open_without"]


@pytest.mark.slow
def test_open_doors_draw_more_officers_out() -> None:
    """(doors open − shut) with D12, less the same without, over ten seeds: the 95 % interval lies above 0."""
    found = interval(four(10)["effect"])
    print(found, four(10), sep="\n")
    assert found.low > 0.0


@pytest.mark.slow
def test_the_level_hangs_on_the_prior_and_the_difference_does_not() -> None:
    """Who expected much is held back by what he learns, who expected little is drawn out; open doors draw out more either way."""
    much, little = four(4), four(4, reception_prior=0.1)
    assert much["open"].sum() < much["open_without"].sum()
    assert little["open"].sum() > little["open_without"].sum()
    assert little["effect"].sum() > 0.0


@pytest.mark.slow
def test_it_shows_in_syria() -> None:
    """From day 270 to the end of two years, at one agent for twenty persons."""
    found = feedback_loop("syria-2011", range(1, 7), day=270, days=730, persons_per_agent=20)
    print(found)
    assert (found["open_without"] == found["shut_without"]).all()
    assert interval(found["effect"]).low > 0.0


def test_the_loop_needs_rebels_and_a_day_within_the_run() -> None:
    with pytest.raises(CohesionError, match="needs a rebel side"):
        feedback_loop(tiny_scenario(), [1], day=10)
    with pytest.raises(CohesionError, match="a day from 1 to 219"):
        feedback_loop(many_officers(), [1], day=220)
