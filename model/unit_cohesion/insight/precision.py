"""How sure a mean over seeds is: 95 % intervals, and how many seeds an interval of a given width needs.

Numbers have Student's t interval; answers of yes or no have Wilson's, since t would call 20 times "no" out of 20 certain.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

if TYPE_CHECKING:
    import pandas as pd

LEVEL = 0.95
LEAST_SEEDS = 10
"""With fewer, stopping when the interval looks narrow enough stops too often by luck: with 10, it still covers in 93 to 95 % (measured)."""
_Z = float(special.ndtri((1 + LEVEL) / 2))
_MOST = 1 << 40


@dataclass(frozen=True)
class Interval:
    """A mean and its 95 % interval; low and high are NaN where one value is all there is.

    Attributes:
        n: values that it stands on.
        mean, low, high: the mean, and the ends of its interval.
        spread: standard deviation between the values.
    """

    n: int
    mean: float
    low: float
    high: float
    spread: float

    @property
    def width(self) -> float:
        """From low to high."""
        return self.high - self.low


def t_half_width(n: float, spread: float) -> float:
    """Return half of the width of the t interval of a mean of n values with this standard deviation; NaN for fewer than two."""
    return float(special.stdtrit(n - 1, (1 + LEVEL) / 2)) * spread / math.sqrt(n) if n > 1 else math.nan


def wilson(n: float, share: float) -> tuple[float, float]:
    """Return Wilson's interval of a share of n answers.

    SciPy's takes whole counts alone; how many seeds a width needs asks for a share of any number of them.
    """
    middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * math.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def interval(values: Sequence[float] | np.ndarray | pd.Series, yes_no: bool = False) -> Interval:
    """The mean of some values with its interval; what is missing is left out."""
    known = np.asarray(values, dtype=float)
    known = known[~np.isnan(known)]
    n = len(known)
    if not n:
        return Interval(0, math.nan, math.nan, math.nan, math.nan)
    mean, spread = float(known.mean()), float(known.std(ddof=1)) if n > 1 else math.nan
    half = t_half_width(n, spread)
    low, high = wilson(n, mean) if yes_no else (mean - half, mean + half)
    return Interval(n, mean, low, high, spread)


def seeds_for(found: Interval, width: float, yes_no: bool = False) -> int | None:
    """How many seeds in all would make this interval about so wide, if their spread is that of the values so far.

    None where fewer than two values say nothing of a spread.
    """
    if found.n < 2 or not width > 0:
        return None
    if yes_no:
        return _smallest(lambda n: float(np.diff(wilson(n, found.mean))[0]), width, 1)
    return _smallest(lambda n: 2 * t_half_width(n, found.spread), width, 2)


def _smallest(width_of: Callable[[int], float], width: float, low: int) -> int:
    """The smallest number from ``low`` at which the falling function comes down to the width."""
    high = low
    while width_of(high) > width and high < _MOST:
        high *= 2
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if width_of(middle) <= width else (middle + 1, high)
    return high


def more_seeds(cells: Iterable[Interval], width: float, yes_no: bool = False, most: int = 1000) -> int:
    """How many further seeds to run next in every cell, until the widest interval is at most so wide; 0 when it is (or ``most`` are run).

    Seeds are the same in all cells, so the cell that needs most decides. Nothing is concluded from fewer than ``LEAST_SEEDS``, and a
    step at most doubles what there is, because a spread that is itself uncertain would overshoot.
    """
    known = [found for found in cells if found.n]
    if not known:
        return 0
    have = max(found.n for found in known)
    lacking = [found for found in known if found.n < LEAST_SEEDS or not found.width <= width]
    if not lacking or have >= most:
        return 0
    wanted = max([LEAST_SEEDS, *(have + (seeds_for(found, width, yes_no) or LEAST_SEEDS) - found.n for found in lacking)])
    return max(1, min(wanted, 2 * have, most) - have)
