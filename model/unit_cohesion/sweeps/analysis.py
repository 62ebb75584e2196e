"""What a sweep's outcomes say: means by cell with their intervals, differences, what they hang on, and where they prevail.

In a notebook::

    from unit_cohesion.sweeps.analysis import analyse
    found = analyse(table, design)              # the table of outcomes, and the design that it came from
    found.by_cell("left")                       # mean and 95 % interval over seeds, failed runs counted beside
    found.differences("left", {"off": ""})      # under the same draws: each pair of runs differs only by what was changed
    found.sensitivity("left")                   # Sobol indices or Morris effects, where the design allows them
    found.further_seeds("left", width=2000)     # how many more seeds until every interval is so narrow

Failed runs enter no figure. Nothing depends on the order of the table's rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from unit_cohesion.errors import CohesionError, nearest
from unit_cohesion.insight.precision import Interval, interval, more_seeds, seeds_for
from unit_cohesion.outcomes import Outcome
from unit_cohesion.runs.handed_out import handed_out
from unit_cohesion.sweeps.cell_layout import DONE, ERROR, NOT_RUN, RUN, SEED, STATUS, CellLayout
from unit_cohesion.sweeps.designs.design import Design
from unit_cohesion.sweeps.discovery import Box
from unit_cohesion.sweeps.influence import Block, blocks_of, box_of
from unit_cohesion.sweeps.outcome_columns import declared_outcome
from unit_cohesion.sweeps.sensitivity import noise_share

MAIN = ("left", "defected", "largest_weekly_defections", "officers_defected", "strength")
"""What is shown where nobody says what to show."""


def analyse(table: pd.DataFrame, design: Design) -> Analysis:
    """The analysis of a table of outcomes: a row a run, in any order.

    Raises:
        CohesionError: the table is not of this design.
    """
    return Analysis(table, design)


class Analysis:
    """What a sweep's outcomes say.

    Attributes:
        design, layout: the design, and its cells in order.
    """

    def __init__(self, table: pd.DataFrame, design: Design) -> None:
        self.design, self.layout = design, CellLayout(design)
        self._runs = self.layout.rows_by_cell(table)
        self._told: dict[str, list[Block]] = {}
        numbers = self._runs.select_dtypes("number").columns.difference(["cell", SEED])
        self._runs[numbers] = self._runs[numbers].where(np.isfinite(self._runs[numbers]))  # what is infinite is no value

    @property
    def runs(self) -> pd.DataFrame:
        """Every run of it in the design's order: ``cell, seed, run, status, error`` and the outcomes."""
        return self._runs.copy(deep=False)

    @handed_out
    def done(self) -> pd.DataFrame:
        """Those that ended well."""
        return self._runs[self._runs[STATUS] == DONE]

    @handed_out
    def outcomes(self) -> list[str]:
        """What can be asked for."""
        numeric = self.runs.select_dtypes("number").columns
        named = self.design.outcomes or tuple(self.runs.columns)
        return [name for name in named if name in numeric and name not in ("cell", SEED)]

    @property
    def main(self) -> list[str]:
        """The main outcomes, of those that there are."""
        return [name for name in MAIN if name in self.outcomes] or self.outcomes[:5]

    def chosen(self, names: Sequence[str]) -> list[str]:
        """The outcomes of these names; the main ones if there are none.

        Raises:
            CohesionError: there is no such outcome.
        """
        for name in names:
            if name not in self.outcomes:
                hint = nearest(name, self.outcomes)
                raise CohesionError(f"there is no outcome {name!r}" + (f"; did you mean {hint!r}?" if hint else ""))
        return list(dict.fromkeys(names)) or self.main

    @property
    def failed(self) -> pd.DataFrame:
        """The runs that failed: ``run, cell, seed, status, error``."""
        bad = self.runs[~self.runs[STATUS].isin([DONE, NOT_RUN])]
        return bad[[name for name in (RUN, "cell", SEED, STATUS, ERROR) if name in bad]].reset_index(drop=True)

    @property
    def counts(self) -> dict[str, int]:
        """How many runs are done, failed, and not run yet."""
        waiting = int((self.runs[STATUS] == NOT_RUN).sum())
        return {"done": len(self.done), "failed": len(self.runs) - len(self.done) - waiting, "not run": waiting}

    def declared(self, outcome: str) -> Outcome:
        """What an outcome is: its unit and meaning; a target's under the target's title."""
        return declared_outcome(self.design, outcome)

    def yes_no(self, outcome: str) -> bool:
        """Whether an outcome answers yes or no."""
        return self.declared(outcome).unit == "yes/no"

    def intervals(self, outcome: str) -> dict[int, Interval]:
        """Each cell's mean over seeds, by the cell's number."""
        yes_no = self.yes_no(outcome)
        return {cell: interval(values, yes_no) for cell, values in enumerate(self.values(outcome))}

    def values(self, outcome: str) -> list[np.ndarray]:
        """What came out of each cell's runs that are done, by the cell's number, in the order of seeds; what is missing is left out."""
        known = self.done[["cell", *self.chosen([outcome])]].dropna()
        ends = np.searchsorted(known["cell"].to_numpy(), np.arange(1, len(self.layout.cells)))
        return np.split(known[outcome].to_numpy(float), ends)

    def by_cell(self, outcome: str) -> pd.DataFrame:
        """A row a cell: what is varied, ``runs, failed, mean, low, high, spread``."""
        found = self.intervals(outcome)
        frame = self.layout.values.copy()
        frame["runs"] = [found[cell].n for cell in frame.index]
        frame["failed"] = self.failed["cell"].value_counts().reindex(frame.index, fill_value=0)
        for name in ("mean", "low", "high", "spread"):
            frame[name] = [getattr(found[cell], name) for cell in frame.index]
        return frame

    def over(self, outcome: str, axes: Sequence[str]) -> pd.DataFrame:
        """The mean over all other parameters and seeds at each combination of some: the axes, ``runs, mean, low, high``.

        A seed counts where all its runs at the combination are done, so that failures do not shift the mix.
        """
        (name,) = self.chosen([outcome])
        wide = self._wide(name)
        groups: dict[tuple[object, ...], list[int]] = {}
        for cell, key in enumerate(self.layout.values[list(axes)].itertuples(index=False, name=None)):
            groups.setdefault(key, []).append(cell)
        found = {}
        for key, cells in groups.items():
            by_seed = wide.reindex(columns=cells).mean(axis=1, skipna=False)
            found[key] = interval(by_seed, self.yes_no(name) and len(cells) == 1)
        rows = [(*key, some.n * len(groups[key]), some.mean, some.low, some.high) for key, some in found.items()]
        return pd.DataFrame(rows, columns=[*axes, "runs", "mean", "low", "high"])

    def seeds_needed(self, outcome: str, width: float) -> int | None:
        """How many seeds in all would make every cell's interval about so wide; None where one seed is all there is."""
        needed = [seeds_for(found, width, self.yes_no(outcome)) for found in self.intervals(outcome).values() if found.n]
        return max((n for n in needed if n is not None), default=None)

    def further_seeds(self, outcome: str, width: float, most: int = 1000) -> int:
        """How many seeds to add next until every cell's interval is at most so wide, from low to high; 0 when they are.

        ``--until-width`` runs these and asks again. With few seeds it asks for a part only; see ``precision.more_seeds``.
        """
        return more_seeds(self.intervals(outcome).values(), width, self.yes_no(outcome), most)

    def differences(self, outcome: str, base: Mapping[str, str]) -> pd.DataFrame:
        """Each cell less its base cell, run by run of the same seed, and the mean of that with its interval.

        Args:
            outcome: of what.
            base: parameter → value of the base cell; what is not named stays as in each cell.

        Returns:
            What is varied, ``pairs, mean, low, high, gain``: ``gain`` says how many times as many runs it would have taken without common
            random numbers. The base cells themselves are left out.
        """
        wide = self._wide(self.chosen([outcome])[0])
        rows = []
        for cell, other in self.layout.base_cells(base).items():
            if cell == other or cell not in wide or other not in wide:
                continue
            both = wide[[cell, other]].dropna()
            found = interval(both[cell] - both[other])
            apart = float(both.var(ddof=1).sum())
            rows.append((cell, found.n, found.mean, found.low, found.high, apart / found.spread**2 if found.spread else np.nan))
        frame = pd.DataFrame(rows, columns=["cell", "pairs", "mean", "low", "high", "gain"]).set_index("cell")
        return self.layout.values.join(frame, how="inner")

    def sensitivity(self, outcome: str) -> dict[str, pd.DataFrame]:
        """What an outcome hangs on, for each combination of the values that are listed ("" if none are).

        Returns:
            Sobol indices for a Saltelli design, Morris effects for a Morris design (see ``sensitivity.py``); nothing for others. Values
            are means over seeds.

        Raises:
            CohesionError: nothing can be told of any: runs are missing or failed (it says which), or the outcome never varies. Of those of
            which nothing can be told where others have values, ``sensitivity_gaps`` says why.
        """
        blocks = self._blocks(outcome)
        by_title = {block.title: block.table.copy(deep=False) for block in blocks if block.table is not None}
        if blocks and not by_title:
            raise CohesionError(blocks[0].why)
        return by_title

    def sensitivity_gaps(self, outcome: str) -> dict[str, str]:
        """Why there is nothing to tell of what an outcome hangs on, for each combination of listed values where that is so."""
        return {block.title: block.why for block in self._blocks(outcome) if block.table is None}

    def _blocks(self, outcome: str) -> list[Block]:
        (name,) = self.chosen([outcome])
        if name not in self._told:
            self._told[name] = blocks_of(self, name)
        return self._told[name]

    def noise(self, outcome: str) -> float:
        """Share of the variance of single runs that lies between seeds of one cell; NaN with one seed."""
        return noise_share(self.done[["cell", outcome]].rename(columns={outcome: "value"}))

    def box(self, outcome: str, at_least: float) -> Box:
        """The box of parameter space in which the cells' means are at least so high (PRIM; needs the extra ``discovery``).

        Raises:
            CohesionError: the extra is not installed, or there is too little to go by.
        """
        return box_of(self, self.chosen([outcome])[0], at_least)

    def _wide(self, outcome: str) -> pd.DataFrame:
        """A row a seed, a column a cell."""
        return self.done.pivot(index=SEED, columns="cell", values=outcome).astype(float)
