"""Elementary functions of rules: as exact as the system's, the same bits compiled and uncompiled, told where they have no finite value."""

from __future__ import annotations

import math

import numpy as np
import pytest

from unit_cohesion.engine import arithmetic
from unit_cohesion.engine.arithmetic import LARGEST, SMALLEST
from unit_cohesion.engine.arithmetic import exp as uncompiled
from unit_cohesion.engine.compiling import PLAIN, ready


@pytest.fixture(scope="module")
def numbers() -> np.ndarray:
    rng = np.random.default_rng(5)
    ends = (np.nextafter(SMALLEST, 0.0), np.nextafter(LARGEST, 0.0), 0.0, -0.0, 1.0, math.log(2.0), 5e-324, -1e-300)
    return np.concatenate([rng.uniform(SMALLEST, LARGEST, 20_000), rng.normal(0.0, 3.0, 20_000), ends])


def test_it_is_within_one_unit_in_the_last_place(numbers: np.ndarray) -> None:
    made = np.array([uncompiled(x) for x in numbers.tolist()])
    wanted = np.array([math.exp(x) for x in numbers.tolist()])
    assert (np.abs(made - wanted) <= np.spacing(wanted)).all()
    assert 0.0 < (made != wanted).mean() < 0.2  # and mostly the same


@pytest.mark.skipif(PLAIN, reason="nothing is compiled")
def test_it_has_the_same_bits_compiled_and_alone_or_among_others(numbers: np.ndarray) -> None:
    ready()
    made = np.array([uncompiled(x) for x in numbers.tolist()])
    assert (np.array([arithmetic.exp(x) for x in numbers.tolist()]) == made).all()
    for size in (1, 3, 4, 7, 8, 9, len(numbers)):  # a processor takes four or eight at once, and what is left one by one
        row = numbers.copy()
        arithmetic.exponentials(row, size)
        assert (row[:size] == made[:size]).all()
        assert (row[size:] == numbers[size:]).all()


@pytest.mark.parametrize(
    ("x", "wanted"),
    [
        (0.0, 1.0),
        (-0.0, 1.0),
        (SMALLEST, 0.0),
        (-math.inf, 0.0),
        (-1e300, 0.0),
        (LARGEST, math.inf),
        (math.inf, math.inf),
        (1e300, math.inf),
    ],
)
def test_where_it_has_an_end(x: float, wanted: float) -> None:
    assert uncompiled(x) == wanted
    ready()
    row = np.full(9, x)
    arithmetic.exponentials(row, 9)
    assert (row == wanted).all()


def test_what_is_no_number_stays_none() -> None:
    assert math.isnan(uncompiled(math.nan))
    ready()
    row = np.full(9, math.nan)
    arithmetic.exponentials(row, 9)
    assert np.isnan(row).all()


def test_the_others_at_their_ends() -> None:
    assert arithmetic.log(0.0) == -arithmetic.INFINITY == arithmetic.log(-1.0)
    assert (arithmetic.power(0.0, 0.0), arithmetic.power(0.0, 2.0), arithmetic.power(2.0, 0.5)) == (1.0, 0.0, pytest.approx(2**0.5))
    assert arithmetic.faded(7.0, 14.0) == pytest.approx(0.25)
