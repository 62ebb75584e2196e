"""Which boxes of parameter space lead to an outcome: PRIM, by the EMA workbench (the extra ``discovery``; it takes seconds to import)."""

from __future__ import annotations

import inspect
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from unit_cohesion.errors import CohesionError

DENSITY = 0.8
LEAST_POINTS = 40
LEAST_CASES = 10


@dataclass(frozen=True)
class Box:
    """A box of parameter space in which an outcome prevails.

    Attributes:
        limits: ``parameter, low, high, values, p``: what bounds it: a range, or the values allowed for what is not a number; ``p`` is the
            chance that so good a bound arises where the parameter is nothing to the outcome.
        points: cells in the box.
        density: share of them with the outcome.
        coverage: share of all cells with the outcome that lie in it.
        base: share of all cells with the outcome.
    """

    limits: pd.DataFrame
    points: int
    density: float
    coverage: float
    base: float


def find_box(points: pd.DataFrame, cases: np.ndarray) -> Box:
    """The box that covers most cases while at least 80 % of its points are cases; failing that, the densest.

    Args:
        points: a row a cell, a column a varied parameter (numbers, or words for what is not a number).
        cases: for each, whether it has the outcome.

    Raises:
        CohesionError: the EMA workbench is not installed, or there is too little to go by.
    """
    have = int(np.sum(cases))
    if len(points) < LEAST_POINTS or not LEAST_CASES <= have <= len(points) - LEAST_CASES:
        raise CohesionError(
            f"a box cannot be found among {len(points)} cells of which {have} have the outcome: allowed: at least {LEAST_POINTS} cells, "
            f"with {LEAST_CASES} or more that have it and as many that have not"
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = _prim()(points, np.asarray(cases, bool), **_threshold())
        found = made.find_box()
    if found is None:
        raise CohesionError("no box was found: the outcome is as frequent everywhere")
    steps = found.peeling_trajectory
    dense = steps[steps["mean"] >= DENSITY]
    chosen = int(dense["coverage"].idxmax() if len(dense) else steps["mean"].idxmax())
    step = steps.loc[chosen]
    chances = (found.qp if hasattr(found, "qp") else found.p_values)[chosen]
    limits = _limits(points, found.box_lims[chosen], chances)
    return Box(limits, int(step["n"]), float(step["mean"]), float(step["coverage"]), have / len(points))


def _prim() -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from ema_workbench.analysis import prim
    except ImportError:
        raise CohesionError("finding boxes needs the EMA workbench: pip install 'unit-cohesion[discovery]'") from None
    return prim.Prim


def _threshold() -> dict[str, float]:
    """Version 2 (the last for Python 3.11) wants to know from what value on a point is a case; version 3 does not."""
    return {"threshold": 0.5} if "threshold" in inspect.signature(_prim().__init__).parameters else {}


def _limits(points: pd.DataFrame, box: pd.DataFrame, chances: dict[str, Any]) -> pd.DataFrame:
    """What bounds the box, the surest first."""
    rows: list[tuple[object, ...]] = []
    for name in points:
        low, high = box[name]
        p = min((float(c) for c in np.ravel(chances.get(str(name), [])) if c >= 0), default=float("nan"))
        if isinstance(low, set):
            if len(low) < points[name].nunique():
                rows.append((name, None, None, ", ".join(sorted(map(str, low))), p))
        elif low > points[name].min() or high < points[name].max():
            rows.append((name, float(low), float(high), None, p))
    frame = pd.DataFrame(rows, columns=["parameter", "low", "high", "values", "p"])
    return frame.sort_values("p", ignore_index=True, kind="stable")
