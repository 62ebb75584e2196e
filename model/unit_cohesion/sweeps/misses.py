"""Which cells of a sweep miss least: how far each comes from the scenario's targets that are to be fitted, and their order by that.

Sweeps of several scenarios over the same cells are taken together: one set of behaviour for many wars.

A target's miss is how far the mean over seeds lies outside its band, in shares of the nearer end (0 inside). Cells are ordered by the sum
of their ranks over targets, so that no target counts for more because its misses are larger.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from unit_cohesion.errors import CohesionError
from unit_cohesion.schema import Target

if TYPE_CHECKING:
    from unit_cohesion.sweeps.analysis import Analysis


def fitted(targets: Mapping[str, Target]) -> dict[str, Target]:
    """The targets to be fitted, by id, but those that need another run beside a run's own."""
    return {id: target for id, target in targets.items() if target.role == "fit" and target.cut is None}


def miss(value: float, target: Target) -> float:
    """How far a value lies outside a target's band, in shares of the nearer end (of 1 where that is 0); NaN without a value."""
    if np.isnan(value):
        return float("nan")
    for end, beyond in ((target.low, -1.0), (target.high, 1.0)):
        if end is not None and beyond * (value - end) > 0.0:
            return abs(value - end) / (abs(end) or 1.0)
    return 0.0


def by_misses(found: Analysis, *others: Analysis) -> pd.DataFrame:
    """The cells in order, best first.

    Args:
        others: sweeps of other scenarios over the same cells, whose targets count too.

    Returns:
        By cell: what is varied, ``missed`` (targets whose mean is outside its band), ``ranks`` (sum of ranks over targets, from 0),
        ``farthest`` (the target missed by most).

    Raises:
        CohesionError: a scenario has no targets to fit, no run is done, or another sweep has other cells.
    """
    for other in others:
        if not other.layout.values.equals(found.layout.values):
            raise CohesionError(
                f"{other.design.name} varies otherwise than {found.design.name}: allowed: sweeps over the same cells, of other scenarios"
            )
    misses = pd.concat([_misses(one) for one in (found, *others)], axis=1, join="inner")
    frame = found.layout.values.loc[misses.index].copy()
    frame["missed"] = (misses > 0).sum(axis=1)
    frame["ranks"] = (misses.rank(method="min") - 1).sum(axis=1)
    frame["farthest"] = np.where(frame["missed"] > 0, misses.idxmax(axis=1), "")
    return frame.sort_values(["ranks", "missed"], kind="stable")


def _misses(found: Analysis) -> pd.DataFrame:
    """By cell of which a run is done and by target, how far it is missed; what did not come out at all is missed by most."""
    targets = {id: target for id, target in fitted(found.design.scenario.targets).items() if id in found.outcomes}
    if not targets:
        raise CohesionError(f"{found.design.scenario.name} has no targets to fit: nothing can be missed")
    if not len(found.done):
        raise CohesionError(f"{found.design.name}: no run is done yet")
    means = found.done.groupby("cell")[list(targets)].mean()
    misses = pd.DataFrame({id: [miss(value, target) for value in means[id]] for id, target in targets.items()}, index=means.index)
    return misses.fillna(np.inf)
