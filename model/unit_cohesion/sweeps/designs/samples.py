"""Points of the unit cube for sampled designs, and their values in a parameter's range.

A sample with more points begins with (for Latin hypercubes: holds) the points of the smaller one, so that a design can be extended: Sobol
sequences and Morris trajectories to any greater number, Latin hypercubes to 2, 4, 8, … times theirs.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import date
from math import floor
from typing import Any

import numpy as np

from unit_cohesion.engine.chance import generator
from unit_cohesion.engine.declare import Value

SAMPLED = ("latin-hypercube", "sobol", "saltelli", "morris")
POWERS_OF_2 = ("sobol", "saltelli")
SEED = 1  # of the samples; runs have seeds of their own


@dataclass(frozen=True)
class Range:
    """From low to high, both included; whole numbers and dates step by one."""

    low: Value
    high: Value

    def at(self, share: float) -> Value:
        """The value at this share of the way, 0 to 1."""
        if isinstance(self.low, date) and isinstance(self.high, date):
            return date.fromordinal(_step(share, self.low.toordinal(), self.high.toordinal()))
        if isinstance(self.low, int) and isinstance(self.high, int):
            return _step(share, self.low, self.high)
        low, high = float(self.low), float(self.high)  # type: ignore[arg-type]
        return min(high, low + float(share) * (high - low))


def _step(share: float, low: int, high: int) -> int:
    return min(high, low + floor(float(share) * (high - low + 1)))


def unit_points(method: str, dimensions: int, samples: int) -> np.ndarray:
    """The points of a sample, a row each, in the order that the method's analysis knows them by."""
    problem: dict[str, Any] = {"num_vars": dimensions, "names": [f"x{i}" for i in range(dimensions)], "bounds": [[0.0, 1.0]] * dimensions}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        if method == "saltelli":
            from SALib.sample import sobol

            return np.asarray(sobol.sample(problem, samples, calc_second_order=False, seed=SEED))
        if method == "morris":
            from SALib.sample import morris

            return np.asarray(morris.sample(problem, samples, seed=SEED))
    if method == "sobol":
        from scipy.stats import qmc

        return np.asarray(qmc.Sobol(dimensions, rng=SEED).random(samples))
    return _latin_hypercube(dimensions, samples)


def points_of(method: str, dimensions: int, samples: int) -> int:
    """How many points a sample has."""
    return samples * {"saltelli": dimensions + 2, "morris": dimensions + 1}.get(method, 1)


def _latin_hypercube(dimensions: int, samples: int) -> np.ndarray:
    """Of an odd number of points, then doubled: each new point lies in slices of half the width that no earlier one lies in."""
    from scipy.stats import qmc

    base = samples
    while base % 2 == 0:
        base //= 2
    points = np.asarray(qmc.LatinHypercube(dimensions, rng=SEED).random(base))
    while len(points) < samples:
        size = 2 * len(points)
        rng = generator(SEED, "latin-hypercube", size)
        taken = np.floor(points * size).astype(int)
        free = [rng.permutation(np.setdiff1d(np.arange(size), column)) for column in taken.T]
        points = np.concatenate([points, (np.column_stack(free) + rng.random(points.shape)) / size])
    return points
