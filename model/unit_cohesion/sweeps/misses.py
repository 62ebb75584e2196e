"""Which cells of a sweep miss least: how far each comes from the scenario's targets that are to be fitted, and their order by that.

Sweeps of several scenarios over the same cells are taken together: one set of behaviour for many wars.

A target's miss is how far the mean over seeds lies outside its band, in shares of the nearer end (0 inside). Cells are ordered by their
mean rank over targets, so that no target counts for more because its misses are larger; of several wars each counts as much, however many
targets it has.

Targets may exclude one another: the *frontier* tells of each what meeting it costs, so that a miss can be told from a choice.
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
        By cell: what is varied, ``missed`` (targets whose mean is outside its band), ``rank`` (mean rank over targets, from 0; of several
        scenarios the mean of theirs), ``farthest`` (the target missed by most).

    Raises:
        CohesionError: a scenario has no targets to fit, no run is done, or another sweep has other cells.
    """
    for other in others:
        if not other.layout.values.equals(found.layout.values):
            raise CohesionError(
                f"{other.design.name} varies otherwise than {found.design.name}: allowed: sweeps over the same cells, of other scenarios"
            )
    wars = [misses_of(one) for one in (found, *others)]
    misses = pd.concat(wars, axis=1, join="inner")
    frame = found.layout.values.loc[misses.index].copy()
    frame["missed"] = (misses > 0).sum(axis=1)
    ranks = [(war.loc[misses.index].rank(method="min") - 1).mean(axis=1) for war in wars]
    frame["rank"] = pd.concat(ranks, axis=1).mean(axis=1)
    frame["farthest"] = np.where(frame["missed"] > 0, misses.idxmax(axis=1), "")
    return frame.sort_values(["rank", "missed"], kind="stable")


def misses_of(found: Analysis) -> pd.DataFrame:
    """By cell of which a run is done and by target to fit, how far it is missed (0 if it is not).

    Raises:
        CohesionError: the scenario has no targets to fit, or no run is done.
    """
    return _misses(found, _of_all(found))


def frontier(found: Analysis) -> pd.DataFrame:
    """What meeting each target costs among the fitted ones: of all that are fitted or predicted.

    Returns:
        By target, rarest met first: ``role``; ``met``, the share of cells that meet it; ``beside``, the fewest other fitted targets missed
        in a cell that meets it (NaN if none does), and ``anywhere``, in any cell; ``against``, the fitted target that is missed oftener
        where it is met, by most, with ``missed_with`` and ``missed_without``, the shares of cells in which that one is missed. That is ""
        and NaN where no target is missed oftener by ``PLAIN``, or where under ``FEW`` cells meet it or do not.

    Raises:
        CohesionError: the scenario has no targets to fit, or no run is done.
    """
    scenario = found.design.scenario
    fit = _of_all(found)
    predicted = {id: one for id, one in scenario.targets.items() if one.role == "predict" and one.cut is None and id in found.outcomes}
    missed = _misses(found, {**fit, **predicted}) > 0
    rows = {}
    for id in map(str, missed):
        met, others = ~missed[id], missed[[one for one in fit if one != id]]
        count = others.sum(axis=1)
        rows[id] = {
            "role": scenario.targets[id].role,
            "met": met.mean(),
            "beside": count[met].min() if met.any() else np.nan,
            "anywhere": count.min(),
            **_most_against(others, met),
        }
    return pd.DataFrame.from_dict(rows, orient="index").sort_values("met", kind="stable")


PLAIN, FEW = 0.2, 8
"""How much oftener a target is missed where another is met, as a share of cells, and in how few cells that is not told."""


def _most_against(others: pd.DataFrame, met: pd.Series) -> dict[str, object]:
    """The target that is missed oftener where another is met, by most."""
    nothing: dict[str, object] = {"against": "", "missed_with": np.nan, "missed_without": np.nan}
    if not others.columns.size or not FEW <= met.sum() <= len(met) - FEW:
        return nothing
    with_it, without = others[met].mean(), others[~met].mean()
    worst = str((with_it - without).idxmax())
    if with_it[worst] - without[worst] < PLAIN:
        return nothing
    return {"against": worst, "missed_with": with_it[worst], "missed_without": without[worst]}


def _of_all(found: Analysis) -> dict[str, Target]:
    """The targets to be fitted of which the sweep has a column."""
    targets = {id: target for id, target in fitted(found.design.scenario.targets).items() if id in found.outcomes}
    if not targets:
        raise CohesionError(f"{found.design.scenario.name} has no targets to fit: nothing can be missed")
    return targets


def _misses(found: Analysis, targets: Mapping[str, Target]) -> pd.DataFrame:
    """By cell of which a run is done and by target, how far it is missed; what did not come out at all is missed by most."""
    if not len(found.done):
        raise CohesionError(f"{found.design.name}: no run is done yet")
    means = found.done.groupby("cell")[list(targets)].mean()
    misses = pd.DataFrame({id: [miss(value, target) for value in means[id]] for id, target in targets.items()}, index=means.index)
    return misses.fillna(np.inf)
