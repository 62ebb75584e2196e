"""Elementary functions that give the same bits compiled and uncompiled, and agree where ``math`` raises: at zero and on overflow."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.compiling import compiled

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Numbers

INFINITY = math.inf
LEAST, MOST = -3.0, 2.0
"""Ends of the range of a log-factor that is clipped."""
SMALLEST, LARGEST = -708.0, 709.0
"""Between them an exponential is made; below it is told as nil, above as infinity."""
WHOLE = 1.5 * 2.0**52
"""Added to a number and taken off again, this rounds it."""
HALVINGS = 1022
POWERS = np.array([2.0**power for power in range(-HALVINGS, 1024)])
"""Powers of two."""
LOG2_E = math.log2(math.e)
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
"""The logarithm of two as a sum, of which the first has so few digits that its multiples here are exact."""
C2, C3, C4, C5, C6, C7, C8, C9, C10, C11, C12, C13 = (1.0 / math.factorial(number) for number in range(2, 14))
"""Coefficients of the exponential's series."""


@compiled
def exp(x: float) -> float:
    """The exponential, to one unit in the last place.

    It is the series after taking out powers of two. Made of sums and products alone, it has the same bits on every processor, and
    compiled code takes several side by side, which a call of the system's library does not allow.
    """
    within = x if SMALLEST < x < LARGEST else 0.0
    twos = (within * LOG2_E + WHOLE) - WHOLE
    rest = (within - twos * LN2_HIGH) - twos * LN2_LOW
    found = C10 + rest * (C11 + rest * (C12 + rest * C13))
    found = C6 + rest * (C7 + rest * (C8 + rest * (C9 + rest * found)))
    found = C2 + rest * (C3 + rest * (C4 + rest * (C5 + rest * found)))
    found = ((rest * rest * found + rest) + 1.0) * POWERS[int(twos) + HALVINGS]
    found = 0.0 if x <= SMALLEST else found
    found = INFINITY if x >= LARGEST else found
    return found if x == x else x


@compiled
def exponentials(logs: Numbers, last: int) -> None:
    """Put in the place of the first so many numbers their exponentials."""
    for number in range(last):
        logs[number] = exp(logs[number])


@compiled
def log(x: float) -> float:
    """The natural logarithm; minus infinity at zero."""
    if x <= 0.0:
        return -INFINITY
    return math.log(x)


@compiled
def power(base: float, exponent: float) -> float:
    """``base`` to the ``exponent``, for a base of at least zero."""
    if base <= 0.0:
        return 1.0 if exponent == 0.0 else 0.0
    return exp(exponent * math.log(base))


@compiled
def faded(half_life: float, days: float = 1.0) -> float:
    """What is left of something after some days, given its half-life in days."""
    return math.exp(-math.log(2.0) * days / half_life)


@compiled
def clipped(x: float, low: float = 0.0, high: float = 1.0) -> float:
    """The number, or the end of the range that it lies beyond."""
    return min(max(x, low), high)
