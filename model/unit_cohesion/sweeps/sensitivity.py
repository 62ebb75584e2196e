"""Which parameters an outcome hangs on: Sobol indices, by SALib, and Morris effects.

Both know a sample by its place in the design alone, and SALib returns nonsense, without a word, if one value is missing; so values come
here in the design's order, and all of them.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import special

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
    blocks = np.asarray(values, float).reshape(-1, block)
    alone = np.ptp(blocks[:, [0, -1]]) and (blocks[:, 1 : len(bounds) + 1] != blocks[:, :1]).any()
    if not alone:  # SALib would call all indices 0
        raise CohesionError("the outcome differs, but too seldom to tell by what: more samples (a sweep goes on with them) can tell")
    found = sobol.analyze(
        _problem(bounds), np.asarray(values, float), calc_second_order=second_order, num_resamples=RESAMPLES, conf_level=LEVEL, seed=SEED
    )
    frame = pd.DataFrame({"parameter": list(bounds)})
    for name, key in (("first", "S1"), ("total", "ST")):
        frame[name] = found[key]
        frame[f"{name}_low"], frame[f"{name}_high"] = found[key] - found[f"{key}_conf"], found[key] + found[f"{key}_conf"]
    return frame.sort_values("total", ascending=False, ignore_index=True, kind="stable")


def morris_effects(bounds: Bounds, points: np.ndarray, values: np.ndarray) -> pd.DataFrame:
    """Mean size of elementary effects (in the outcome's unit, over the whole range of the parameter) and their spread, largest first.

    An effect is the difference of two runs over the step that was really made between them. SALib takes all steps to be of one length,
    which those of whole numbers and dates are not.

    Args:
        bounds: parameter → its range, in the design's order.
        points: the parameters' values of each run, in the design's order: trajectories × (parameters + 1) rows.
        values: the outcome at each.

    Returns:
        ``parameter, effect, effect_low, effect_high, mean, spread``: ``mean`` keeps the sign; a spread that is large beside the
        effect says that it bends, or hangs on other parameters.
    """
    block = len(bounds) + 1
    _refuse(values, len(values) % block == 0 and len(values) > block, f"a whole number of trajectories of {block} points, two at least")
    low, high = np.array(list(bounds.values()), float).T
    walks = ((np.asarray(points, float) - low) / (high - low)).reshape(-1, block, len(bounds))
    steps, changes = np.diff(walks, axis=1), np.diff(np.asarray(values, float).reshape(-1, block), axis=1)
    walk, step = np.indices(changes.shape)
    moved = np.abs(steps).argmax(axis=2)  # each step moves one parameter
    effects = np.empty((len(walks), len(bounds)))
    effects[walk, moved] = changes / steps[walk, step, moved]
    resampled = np.random.default_rng(SEED).integers(len(walks), size=(RESAMPLES, len(walks)))
    effect = np.abs(effects).mean(axis=0)
    half = float(special.ndtri((1 + LEVEL) / 2)) * np.abs(effects)[resampled].mean(axis=1).std(axis=0, ddof=1)
    frame = pd.DataFrame({"parameter": list(bounds), "effect": effect})
    frame["effect_low"], frame["effect_high"] = np.maximum(effect - half, 0), effect + half
    frame["mean"], frame["spread"] = effects.mean(axis=0), effects.std(axis=0, ddof=1)
    return frame.sort_values("effect", ascending=False, ignore_index=True, kind="stable")


def noise_share(runs: pd.DataFrame) -> float:
    """Share of the variance of single runs that lies between seeds of the same cell; NaN with one seed.

    Args:
        runs: columns ``cell`` and ``value``.
    """
    runs = runs.dropna()
    if not len(runs):
        return float("nan")
    by_cell = runs.groupby("cell")["value"]
    total = float(runs["value"].var(ddof=0))
    if not total or int(by_cell.size().max()) < 2:
        return float("nan")
    within = by_cell.var(ddof=1)
    weight = by_cell.count()[within.notna()]
    if not len(weight):
        return float("nan")
    return min(1.0, float(np.average(within.dropna(), weights=weight)) / total)


def _problem(bounds: Bounds) -> dict[str, object]:
    return {"num_vars": len(bounds), "names": list(bounds), "bounds": [list(b) for b in bounds.values()]}


def _refuse(values: np.ndarray, whole: bool, wanted: str) -> None:
    if not np.isfinite(np.asarray(values, float)).all():
        raise CohesionError("a design is analysed whole or not at all: values are missing")
    if not whole:
        raise CohesionError(f"a design of {len(values)} points cannot be analysed: allowed: {wanted}")
    if np.ptp(values) == 0:
        raise CohesionError(f"the outcome is {values[0]:g} in every run: it hangs on nothing that was varied here")
