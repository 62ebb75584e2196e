"""Elementary functions that give the same bits compiled and uncompiled, and agree where ``math`` raises: at zero and on overflow."""

from __future__ import annotations

import math

from unit_cohesion.engine.compiling import compiled

INFINITY = math.inf
LEAST, MOST = -3.0, 2.0
"""Ends of the range of a log-factor that is clipped."""
LARGEST = 709.782712893384
"""The largest number whose exponential is finite."""


@compiled
def exp(x: float) -> float:
    """The exponential; infinity beyond the largest number that has a finite one."""
    if x > LARGEST:
        return INFINITY
    return math.exp(x)


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
