"""What an outcome of a sweep hangs on, and where it prevails: from the runs of a design to the values that the methods take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from unit_cohesion.errors import CohesionError
from unit_cohesion.sweeps.cell_layout import DONE, NOT_RUN, RUN, SEED, STATUS, as_numbers, value_word
from unit_cohesion.sweeps.discovery import Box, find_box
from unit_cohesion.sweeps.sensitivity import morris_effects, sobol_indices

if TYPE_CHECKING:
    from unit_cohesion.sweeps.analysis import Analysis

MOST_NAMED = 8


def sensitivity_of(found: Analysis, outcome: str) -> dict[str, pd.DataFrame]:
    """Indices or effects for each combination of the values that are listed; see ``Analysis.sensitivity``."""
    design, layout = found.design, found.layout
    if design.method not in ("saltelli", "morris") or not design.ranges:
        return {}
    size = len(design.points)
    blocks = complete_means(found, outcome)[layout.order].reshape(-1, size)
    parameters = dict.fromkeys(design.ranges, (0.0, 1.0))
    tables = {}
    for block, values in enumerate(blocks):
        first = layout.values.iloc[layout.order[block * size]]
        title = ", ".join(f"{name} = {value_word(first[name])}" for name in design.names if name in design.lists)
        if design.method == "saltelli":
            tables[title] = sobol_indices(parameters, values)
        else:
            tables[title] = morris_effects(parameters, design.points, values)
    return tables


def complete_means(found: Analysis, outcome: str) -> np.ndarray:
    """The mean over seeds in each cell, in the design's order.

    Raises:
        CohesionError: one run is missing or has no value: SALib would return nonsense without a word.
    """
    runs, method = found.runs, found.design.method
    planned = runs[runs[SEED].isin(found.design.seeds)]
    bad = planned[planned[STATUS] != DONE]
    if len(bad):
        named = ", ".join(bad[RUN].head(MOST_NAMED)) + (f" and {len(bad) - MOST_NAMED} more" if len(bad) > MOST_NAMED else "")
        again = " --retry-failed" if (bad[STATUS] != NOT_RUN).any() else ""
        raise CohesionError(
            f"a {method} design is analysed whole or not at all; of its {len(planned):,} runs, {len(bad):,} are to redo: {named}; "
            f"cohesion sweep{again} with the same design and folder does them"
        )
    if planned[outcome].isna().any():
        without = int(planned[outcome].isna().sum())
        raise CohesionError(f"{outcome} has no value in {without:,} of {len(planned):,} runs, so what it hangs on cannot be told")
    return planned.groupby("cell", sort=True)[outcome].mean().to_numpy(float)


def box_of(found: Analysis, outcome: str, at_least: float) -> Box:
    """The box in which the cells' means are at least so high; see ``Analysis.box``."""
    means = pd.Series({cell: some.mean for cell, some in found.intervals(outcome).items()}).dropna()
    points = found.layout.values.loc[means.index]
    plain = {name: as_numbers(list(column)) for name, column in points.items()}
    columns = {name: points[name].map(value_word) if values is None else values for name, values in plain.items()}
    return find_box(pd.DataFrame(columns, index=points.index).reset_index(drop=True), means.to_numpy() >= at_least)
