"""Many runs of one world: what one seed would hide, how far runs of the same world lie apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from unit_cohesion.errors import ScenarioError, nearest
from unit_cohesion.insight.compare import BAND, GONE, Id
from unit_cohesion.insight.pool import Progress, run_all
from unit_cohesion.insight.precision import Interval, interval
from unit_cohesion.insight.worlds import (
    RunExtras,
    Source,
    World,
    declared_outcome,
    identity_of_source,
    outcome_names,
    outcome_row,
    seeds_of,
)
from unit_cohesion.outcomes import TABLES
from unit_cohesion.runs.handed_out import SealedResult
from unit_cohesion.runs.notebook import NotebookResult, progress_or_bar
from unit_cohesion.schema import Target
from unit_cohesion.simulation.identity import Rules
from unit_cohesion.simulation.plugins import PlugIns
from unit_cohesion.vocabulary import STATUSES

if TYPE_CHECKING:
    import pandas as pd

DAILY = tuple(
    name
    for field in TABLES["daily"]
    for name in (STATUSES if field.name == "{status}" else [field.name])
    if field.dtype in ("float64", "bool")
)
"""Columns of the table ``daily`` that are numbers, or yes and no (1 and 0)."""


def ensemble(
    scenario: Source,
    *,
    seeds: int | Iterable[int] = 20,
    off: Id | None = None,
    days: int | None = None,
    persons_per_agent: int | None = None,
    rules: Rules | PlugIns = (),
    workers: int | None = None,
    progress: Progress | None = None,
    **parameters: Any,
) -> Ensemble:
    """Run a scenario with several seeds, and tell the median and the 90 % band of runs of every daily column and outcome.

        from unit_cohesion import ensemble
        found = ensemble("two-valleys", seeds=10)
        found.outcome("left")                # median and band of runs; mean and its 95 % interval
        found.daily("serving")               # the same by day: median, lower and upper end of the band
        found.table                          # every outcome, as a DataFrame

    Args:
        scenario: a shipped name, a path to a TOML file, a mapping, or a Scenario.
        seeds: how many (from 1 on), or which.
        off: ids of mechanisms to switch off. days, persons_per_agent: if not as the scenario says.
        rules: rules from outside. workers, progress: as of ``compare``.
        parameters: any declared parameter by its name.

    Raises:
        CohesionError: something is not allowed; the message names it and what may stand there.
    """
    chosen = identity_of_source(scenario, days, persons_per_agent, off, rules).varied(parameters)
    world, wanted = World(chosen.scenario.name, chosen), seeds_of(seeds)
    with progress_or_bar(progress, "running") as tell:
        runs = run_all((world,), [(0, seed) for seed in wanted], RunExtras(daily=DAILY), workers, tell)
    values = np.stack([one.outcomes for one in runs])
    return Ensemble(world, wanted, tuple(outcome_names(chosen)), values, np.stack([one.daily for one in runs if one.daily is not None]))


@dataclass(frozen=True)
class Spread:
    """One outcome over the runs.

    Attributes:
        name, unit, meaning: of the outcome.
        median, low, high: of the runs, and the ends of their 90 % band, which more seeds do not narrow.
        mean: of the runs, with its 95 % interval, which more seeds do narrow.
    """

    name: str
    unit: str
    meaning: str
    median: float
    low: float
    high: float
    mean: Interval


@dataclass(frozen=True)
class Ensemble(SealedResult, NotebookResult):
    """Runs of one world.

    Attributes:
        world, seeds: what was run.
        names: of the outcomes. values: seeds × outcomes, NaN where a run has none.
        days: seeds × columns of ``DAILY`` × days.
    """

    world: World
    seeds: tuple[int, ...]
    names: tuple[str, ...]
    values: np.ndarray
    days: np.ndarray

    def outcome(self, name: str) -> Spread:
        """One outcome: median and 90 % band of runs, and the mean with its 95 % interval.

        Raises:
            CohesionError: there is none of this name.
        """
        values = self.values[:, outcome_row(self.names, name)]
        known, declared = values[~np.isnan(values)], declared_outcome(self.world.run, name)
        median, low, high = (float(x) for x in np.percentile(known, (50.0, *BAND))) if len(known) else (np.nan,) * 3
        mean = interval(known, declared.unit == "yes/no")
        return Spread(name, declared.unit, declared.meaning, median, low, high, mean)

    def daily(self, column: str) -> np.ndarray:
        """By day: median of the runs, and the ends of their 90 % band (3 × days). ``left`` is the persons who left so far.

        Raises:
            CohesionError: there is no such column.
        """
        if column == "left":
            runs = sum(self.days[:, DAILY.index(name)] for name in GONE)
            return np.asarray(np.percentile(np.cumsum(runs, axis=1), (50.0, *BAND), axis=0))
        if column not in DAILY:
            raise ScenarioError("daily", "column", column, "left, or a column of numbers of the table daily", nearest(column, DAILY))
        return np.asarray(np.percentile(self.days[:, DAILY.index(column)], (50.0, *BAND), axis=0))

    @property
    def targets(self) -> list[tuple[Spread, Target, float]]:
        """Each target that needs no run beside this one: its spread, itself, and the share of runs (that have a value) in its band."""
        found = []
        for id, target in self.world.scenario.plain_targets.items():
            values = self.values[:, outcome_row(self.names, id)]
            known = [float(value) for value in values[~np.isnan(values)]]
            found.append((self.outcome(id), target, float(np.mean([target.holds(value) for value in known])) if known else np.nan))
        return found

    @property
    def table(self) -> pd.DataFrame:
        """The outcomes as a DataFrame: ``outcome, unit, median, low, high, runs, mean, mean_low, mean_high, meaning``."""
        import pandas as pd

        every = [self.outcome(name) for name in self.names]
        rows = [(o.name, o.unit, o.median, o.low, o.high, o.mean.n, o.mean.mean, o.mean.low, o.mean.high, o.meaning) for o in every]
        names = ("outcome", "unit", "median", "low", "high", "runs", "mean", "mean_low", "mean_high", "meaning")
        return pd.DataFrame(rows, columns=names)

    @property
    def sentence(self) -> str:
        """The runs in a few words."""
        left = self.outcome("left")
        if len(self.seeds) == 1:
            return f"One run: {left.median:,.0f} persons left."
        band = f"{left.low:,.0f} to {left.high:,.0f}"
        return f"In {len(self.seeds)} runs {left.median:,.0f} persons left in the median, {band} in 90 % of the runs."

    def __repr__(self) -> str:
        return f"<Ensemble of {self.world.scenario.name}: {self.sentence}>"
