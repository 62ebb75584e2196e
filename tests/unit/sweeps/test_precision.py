"""Intervals cover as often as they say, and ask for as many seeds as they need."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from unit_cohesion.insight.precision import LEAST_SEEDS, interval, more_seeds, seeds_for, t_half_width, wilson


@pytest.mark.parametrize("n", [2, 5, 20])
def test_t_intervals_cover_in_95_percent(n: int) -> None:
    """4,000 draws of known normal data: 0.95 ± 0.0155 is 4.5 standard errors, a false alarm of 7e-6."""
    draws = np.random.default_rng(n).normal(3.0, 2.0, (4000, n))
    found = [interval(some) for some in draws]
    assert np.mean([some.low <= 3.0 <= some.high for some in found]) == pytest.approx(0.95, abs=0.0155)


@pytest.mark.parametrize(("n", "share"), [(20, 0.5), (20, 0.9), (50, 0.95)])
def test_wilson_covers_yes_and_no(n: int, share: float) -> None:
    """Exactly, over every count of yes."""
    inside = [low <= share <= high for low, high in (wilson(n, k / n) for k in range(n + 1))]
    assert 0.92 < stats.binom.pmf(np.arange(n + 1), n, share)[inside].sum() < 0.98


@pytest.mark.parametrize(("yes", "n"), [(0, 20), (7, 20), (20, 20), (1, 3)])
def test_wilson_is_that_of_scipy(yes: int, n: int) -> None:
    theirs = stats.binomtest(yes, n).proportion_ci(method="wilson")
    assert wilson(n, yes / n) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_twenty_times_no_is_not_certain() -> None:
    found = interval([0.0] * 20, yes_no=True)
    assert found.low == 0
    assert found.high == pytest.approx(0.161, abs=0.001)
    assert interval([0.0] * 20).width == 0  # what t would say


def test_few_values() -> None:
    assert interval([]).n == 0
    one = interval([4.0, math.nan])
    assert (one.n, one.mean) == (1, 4.0)
    assert math.isnan(one.low)
    assert seeds_for(one, 1.0) is None


@pytest.mark.parametrize("width", [0.3, 1.0, 5.0])
def test_seeds_for_is_the_smallest_number_that_does(width: float) -> None:
    found = interval(np.random.default_rng(1).normal(0, 1, 30))
    needed = seeds_for(found, width)
    assert needed is not None
    assert 2 * t_half_width(needed, found.spread) <= width
    assert needed == 2 or 2 * t_half_width(needed - 1, found.spread) > width


def test_adding_seeds_until_a_width_is_reached_still_covers() -> None:
    """Stopping when it looks good costs a little: at least 92 % in 1,500 tries (95 % would be 0.95 ± 0.006)."""
    rng, covered = np.random.default_rng(5), 0
    for _ in range(1500):
        values = list(rng.normal(0, 1, 4))
        while more := more_seeds([interval(values)], 1.0):
            values += list(rng.normal(0, 1, more))
        found = interval(values)
        assert found.width <= 1.0
        assert found.n >= LEAST_SEEDS
        covered += found.low <= 0 <= found.high
    assert covered / 1500 > 0.92


def test_more_seeds_stops_at_the_most() -> None:
    found = [interval(np.random.default_rng(2).normal(0, 1, 12))]
    assert more_seeds(found, 1e-6, most=20) == 8
    assert more_seeds(found, 1e-6, most=12) == 0
    assert more_seeds([], 1.0) == 0
