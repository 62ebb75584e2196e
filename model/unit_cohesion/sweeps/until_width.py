"""Adding seeds to a sweep until its intervals are as narrow as wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from unit_cohesion.errors import CohesionError, nearest
from unit_cohesion.sweeps.analysis import analyse
from unit_cohesion.sweeps.designs.design import Design
from unit_cohesion.sweeps.sweep_folder import SWEEP_FILE, load_design

OPTION = "--until-width"


def parsed_widths(options: Sequence[str], design: Design) -> dict[str, float]:
    """Return the widths that are wanted, from words such as ``left=200``.

    Raises:
        CohesionError: an unknown outcome, or no width above 0.
    """
    widths = {}
    for words in options:
        name, _, number = (part.strip() for part in words.partition("="))
        if name not in design.outcomes:
            hint = nearest(name, design.outcomes)
            raise CohesionError(f"{OPTION} {words}: allowed: OUTCOME=W, of an outcome" + (f"; did you mean {hint!r}?" if hint else ""))
        try:
            widths[name] = float(number)
        except ValueError:
            widths[name] = 0.0
        if not 0 < widths[name] < float("inf"):
            raise CohesionError(f"{OPTION} {words}: allowed: OUTCOME=W, W a number above 0")
    return widths


def with_seeds_of_folder(design: Design, folder: Path) -> Design:
    """Return the design with the seeds that its folder was already taken to."""
    if not (folder / SWEEP_FILE).exists():
        return design
    there = load_design(folder).seeds
    return replace(design, seeds=there) if set(there) > set(design.seeds) else design


def with_further_seeds(design: Design, table: pd.DataFrame, widths: Mapping[str, float]) -> Design:
    """The design with the seeds to be run next; the same if none are needed."""
    found = analyse(table, design)
    return design.with_seeds(len(design.seeds) + max((found.further_seeds(name, width) for name, width in widths.items()), default=0))
