"""Which parameters an outcome hangs on: Sobol indices and Morris effects, by SALib.

SALib knows a sample by its place in the design alone and returns nonsense, without a word, if one value is missing; so values come here
in the design's order, and all of them.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping

import numpy as np
import pandas as pd

from unit_cohesion.errors import CohesionError
from unit_cohesion.insight.precision import LEVEL

RESAMPLES = 1000
SEED = 1  # of the bootstrap, so that a folder analysed again gives the same intervals

Bounds = Mapping[str, tuple[float, float]]


def sobol_indices(bounds: Bounds, values: np.ndarray, second_order: bool = False) -> pd.DataFrame:
    """First-order and total indices of each parameter with bootstrap intervals, largest total first.

    Args:
        bounds: parameter → its range, in the design's order.
        values: the outcome at each point of a Saltelli design, in its order: samples × (parameters + 2, or 2 × parameters + 2).
        second_order: whether the design has the points for second-order indices (only its size follows from it).

    Returns:
        ``parameter, first, first_low, first_high, total, total_low, total_high``.
    """
    from SALib.analyze import sobol

    block = 2 * len(bounds) + 2 if second_order else len(bounds) + 2
    _refuse(values, len(values) % block == 0 and len(values) > block, f"a whole number of blocks of {block} points, two at least")
    found = sobol.analyze(_problem(bounds), np.asarray(values, float), calc_second_order=second_order, num_resamples=RESAMPLES,
                          conf_level=LEVEL, seed=SEED)  # fmt: skip
    frame = pd.DataFrame({"parameter": list(bounds)})
    for name, key in (("first", "S1"), ("total", "ST")):
        frame[name] = found[key]
        frame[f"{name}_low"], frame[f"{name}_high"] = found[key] - found[f"{key}_conf"], found[key] + found[f"{key}_conf"]
    return frame.sort_values("total", ascending=False, ignore_index=True, kind="stable")


def morris_effects(bounds: Bounds, points: np.ndarray, values: np.ndarray, levels: int = 4) -> pd.DataFrame:
    """Mean size of elementary effects (in the outcome's unit, over the whole range of the parameter) and their spread, largest first.

    Args:
        bounds: parameter → its range, in the design's order.
        points: the parameters' values of each run, in the design's order: trajectories × (parameters + 1) rows.
        values: the outcome at each.
        levels: of the design's grid.

    Returns:
        ``parameter, effect, effect_low, effect_high, mean, spread``: ``mean`` keeps the sign; a spread that is large beside the
        effect says that it bends, or hangs on other parameters.
    """
    from SALib.analyze import morris

    block = len(bounds) + 1
    _refuse(values, len(values) % block == 0 and len(values) > block, f"a whole number of trajectories of {block} points, two at least")
    low, high = np.array(list(bounds.values()), float).T
    unit = (np.asarray(points, float) - low) / (high - low)
    problem = _problem(dict.fromkeys(bounds, (0.0, 1.0)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        found = morris.analyze(
            problem, unit, np.asarray(values, float), num_resamples=RESAMPLES, conf_level=LEVEL, num_levels=levels, seed=SEED
        )
    effect, half = np.asarray(found["mu_star"], float), np.asarray(found["mu_star_conf"], float)
    frame = pd.DataFrame({"parameter": list(bounds), "effect": effect})
    frame["effect_low"], frame["effect_high"] = np.maximum(effect - half, 0), effect + half
    frame["mean"], frame["spread"] = np.asarray(found["mu"], float), np.asarray(found["sigma"], float)
    return frame.sort_values("effect", ascending=False, ignore_index=True, kind="stable")


def noise_share(runs: pd.DataFrame) -> float:
    """Share of the variance of single runs that lies between seeds of the same cell; NaN with one seed.

    Args:
        runs: columns ``cell`` and ``value``.
    """
    by_cell = runs.groupby("cell")["value"]
    total = float(runs["value"].var(ddof=0))
    if not total or int(by_cell.size().max()) < 2:
        return float("nan")
    within = by_cell.var(ddof=1)
    weight = by_cell.size()[within.notna()]
    return min(1.0, float(np.average(within.dropna(), weights=weight)) / total)


def _problem(bounds: Bounds) -> dict[str, object]:
    return {"num_vars": len(bounds), "names": list(bounds), "bounds": [list(b) for b in bounds.values()]}


def _refuse(values: np.ndarray, whole: bool, wanted: str) -> None:
    if np.isnan(np.asarray(values, float)).any():
        raise CohesionError("a design is analysed whole or not at all: values are missing")
    if not whole:
        raise CohesionError(f"a design of {len(values)} points cannot be analysed: allowed: {wanted}")
    if np.ptp(values) == 0:
        raise CohesionError(f"the outcome is {values[0]:g} in every run: it hangs on nothing that was varied")
