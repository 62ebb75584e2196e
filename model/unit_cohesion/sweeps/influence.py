"""What an outcome of a sweep hangs on, and where it prevails: from the runs of a design to the values that the methods take."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Block:
    """One combination of the values that are listed, with all points of the sample.

    Attributes:
        title: the combination in words, empty where nothing is listed.
        table: indices or effects; None where there are none. why: there are none.
    """

    title: str
    table: pd.DataFrame | None
    why: str = ""


def blocks_of(found: Analysis, outcome: str) -> list[Block]:
    """Indices or effects of each combination of the values that are listed; none for a design that has neither.

    Each stands for itself: that nothing can be told of one (a run is missing, nothing varies) takes nothing from the others.
    """
    design, layout = found.design, found.layout
    if design.method not in ("saltelli", "morris") or not design.ranges:
        return []
    size, findings = len(design.points), []
    for first in range(0, len(layout.order), size):
        cells = layout.order[first : first + size]
        listed = layout.values.iloc[cells[0]]
        title = ", ".join(f"{name} = {value_word(listed[name])}" for name in design.names if name in design.lists)
        try:
            means = complete_means(found, outcome, cells)
            if design.method == "saltelli":
                table = sobol_indices(dict.fromkeys(design.ranges, (0.0, 1.0)), means)
            else:
                table = morris_effects(*_as_run(found, cells), means)
            findings.append(Block(title, table))
        except CohesionError as fault:
            findings.append(Block(title, None, str(fault)))
    return findings


def _as_run(found: Analysis, cells: np.ndarray) -> tuple[dict[str, tuple[float, float]], np.ndarray]:
    """Ranges of the sampled parameters, and their values in some cells as they were run: whole numbers and days, none between them."""
    bounds, columns = {}, []
    for name, ends in found.design.ranges.items():
        values = as_numbers([*found.layout.values[name].iloc[cells], ends.low, ends.high])
        assert values is not None  # ranges are of numbers or dates
        bounds[name] = (float(values[-2]), float(values[-1]))
        columns.append(values[:-2])
    return bounds, np.column_stack(columns)


def complete_means(found: Analysis, outcome: str, cells: np.ndarray) -> np.ndarray:
    """The mean over seeds in each of some cells, in their order.

    Raises:
        CohesionError: one run is missing or has no value: SALib would return nonsense without a word.
    """
    runs, method = found.runs, found.design.method
    planned = runs[runs[SEED].isin(found.design.seeds) & runs["cell"].isin(cells)]
    bad = planned[planned[STATUS] != DONE]
    if len(bad):
        named = ", ".join(bad[RUN].head(MOST_NAMED)) + (f" and {len(bad) - MOST_NAMED} more" if len(bad) > MOST_NAMED else "")
        again = " --retry-failed" if (bad[STATUS] != NOT_RUN).any() else ""
        raise CohesionError(
            f"a {method} design is analysed whole or not at all; of its {len(planned):,} runs, {len(bad):,} are to redo: {named}; "
            f"cohesion sweep{again} with the same design and folder does them"
        )
    without = int((~np.isfinite(planned[outcome].to_numpy(float))).sum())
    if without:
        raise CohesionError(f"{outcome} has no value in {without:,} of {len(planned):,} runs, so what it hangs on cannot be told")
    return planned.groupby("cell", sort=True)[outcome].mean().loc[cells].to_numpy(float)


def box_of(found: Analysis, outcome: str, at_least: float) -> Box:
    """The box in which the cells' means are at least so high; see ``Analysis.box``."""
    means = pd.Series({cell: some.mean for cell, some in found.intervals(outcome).items()}).dropna()
    points = found.layout.values.loc[means.index]
    plain = {name: as_numbers(list(column)) for name, column in points.items()}
    columns = {name: points[name].map(value_word) if values is None else values for name, values in plain.items()}
    return find_box(pd.DataFrame(columns, index=points.index).reset_index(drop=True), means.to_numpy() >= at_least)
