"""One set of behaviour fitted to many wars at once: the cells of one design in each of them, beside what holds as it is.

Each war is a sweep of its own over the same cells, with the same seeds and in a folder of its own; a second sweep, of one cell, is the war
as it is.
Cells are ordered by how far they miss the wars' targets, each war counting as much (``misses.by_misses``). *Left out*: a war's targets in
the cell that the others would pick, so that a fit can be told from what it was fitted to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from unit_cohesion.errors import CohesionError, ScenarioError, nearest
from unit_cohesion.insight.cases import register
from unit_cohesion.rules import PARAMETERS
from unit_cohesion.sweeps.analysis import Analysis, analyse
from unit_cohesion.sweeps.designs.design import Design
from unit_cohesion.sweeps.designs.design_file import load_design
from unit_cohesion.sweeps.misses import by_misses, misses_of
from unit_cohesion.sweeps.sweep_folder import load_table

CELLS, AS_IT_IS = "cells", "as-it-is"
"""Folders of the sweeps over the cells, and of the wars as they are."""
FIT, MOST_FITTED = "fit", 12
"""The role of cases that behaviour may be fitted to; how many of its parameters may be fitted at once."""


@dataclass(frozen=True)
class Fit:
    """What a joint fit came to.

    Attributes:
        order: the cells, best first (``misses.by_misses``). targets: by war, how many are to be fitted.
        missed: by cell and war, how many targets are missed; as_it_is: likewise of each war as it is.
        left_out: by war: ``cell``, which the other wars pick, and ``missed``, how many of its own are missed there.
    """

    order: pd.DataFrame
    targets: Mapping[str, int]
    missed: pd.DataFrame
    as_it_is: Mapping[str, int]
    left_out: pd.DataFrame


def fitted_wars(names: Iterable[str] = ()) -> tuple[str, ...]:
    """The cases to fit: those named, or all that are registered for it.

    Raises:
        ScenarioError: a case that is named is not registered for fit.
    """
    known = sorted(name for name, one in register().items() if one.role == FIT)
    for name in names:
        if name not in known:
            raise ScenarioError("fit", "name", name, f"a case that is registered for fit ({', '.join(known)})", nearest(name, known))
    return tuple(dict.fromkeys(names)) or tuple(known)


def designs(path: str | Path, wars: Iterable[str], folder: Path) -> Iterator[tuple[Path, Design]]:
    """The sweeps of a joint fit, war by war: the design's cells in it, and its one cell of what holds as it is; each with its folder.

    Raises:
        ScenarioError, ScenarioErrors: something in the design is not allowed.
        CohesionError: it varies something else than behaviour, or too much of it.
    """
    for war in wars:
        cells = load_design(path, scenario_instead=war)
        for name in cells.names:
            if name not in PARAMETERS or PARAMETERS[name].nature != "behaviour":
                raise CohesionError(f"{cells.name}: vary.{name}: allowed: parameters of behaviour, which all wars share")
        if len(cells.names) > MOST_FITTED:
            raise CohesionError(f"{cells.name}: varies {len(cells.names)} parameters: allowed: {MOST_FITTED}, so that the fit can be told")
        now = {name: (cells.scenario.parameters[name],) for name in cells.names}
        yield folder / CELLS / war, cells
        yield folder / AS_IT_IS / war, replace(cells, name=f"{cells.name}-{AS_IT_IS}", vary=now, method="grid", samples=None)


def joint_fit(sweeps: Iterable[tuple[Path, Design]]) -> Fit:
    """What the finished sweeps of ``designs`` came to.

    Raises:
        CohesionError: a war has no targets to fit, or none of its runs is done.
    """
    found = [(folder, analyse(load_table(folder), design)) for folder, design in sweeps]
    cells = {folder.name: one for folder, one in found if folder.parent.name == CELLS}
    now = {folder.name: misses_of(one) for folder, one in found if folder.parent.name == AS_IT_IS}
    misses = {war: misses_of(one) for war, one in cells.items()}
    missed = pd.DataFrame({war: (one > 0).sum(axis=1) for war, one in misses.items()}).dropna().astype(int)
    picks = {war: _picked(other for name, other in cells.items() if name != war) for war in cells if len(cells) > 1}
    left_out = {war: {"cell": cell, "missed": missed.loc[cell, war]} for war, cell in picks.items()}
    return Fit(
        by_misses(*cells.values()),
        {war: one.shape[1] for war, one in misses.items()},
        missed,
        {war: int((one > 0).sum(axis=1).iloc[0]) for war, one in now.items()},
        pd.DataFrame.from_dict(left_out, orient="index", columns=["cell", "missed"]),
    )


def _picked(wars: Iterable[Analysis]) -> int:
    """The number of the cell that misses these wars' targets least."""
    return int(by_misses(*wars).index[0])
