"""What each of several mechanisms held in being: who would have stayed without it, beside how many it is named for.

One mechanism alone is left out at a time, under the same draws, person by person. What several did together is shared out elsewhere
(``attribute``): who left because of any of two stays in no world that lacks one of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from unit_cohesion.errors import CohesionError, short_repr
from unit_cohesion.insight.compare import BAND
from unit_cohesion.insight.fates import LEFT, matched_rows
from unit_cohesion.insight.pool import Progress, run_all
from unit_cohesion.insight.precision import Interval, interval
from unit_cohesion.insight.worlds import RunExtras, RunResult, World, mechanism_ids, seeds_of
from unit_cohesion.runs.notebook import progress_or_bar
from unit_cohesion.simulation.identity import Identity

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")


@dataclass(frozen=True)
class OverSeeds:
    """One count, in persons, seed by seed.

    Attributes:
        values: one a seed, in the order of the seeds.
    """

    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Over the seeds."""
        return self.interval.mean

    @property
    def interval(self) -> Interval:
        """The mean with its 95 % interval: how well it is known; more seeds narrow it."""
        return interval(self.values)

    @property
    def band(self) -> tuple[float, float]:
        """The 90 % band of runs: how far seeds lie apart. NaN of one seed, which says nothing of that."""
        if len(self.values) < 2:
            return math.nan, math.nan
        low, high = (float(x) for x in np.percentile(self.values, BAND))
        return low, high

    @property
    def spans_zero(self) -> bool:
        """Whether the band reaches from zero or below to zero or above, so that seeds do not even agree on the sign."""
        low, high = self.band
        return low <= 0.0 <= high


@dataclass(frozen=True)
class LeftOut:
    """One mechanism, in persons.

    Attributes:
        id, title: of it.
        named: who left with it as their main cause.
        stayed: who left, and would have stayed without it by the last day. left: who stayed, and would have left.
        fewer: by how many fewer leave without it in all: ``stayed`` less ``left``, seed by seed.
    """

    id: str
    title: str
    named: OverSeeds
    stayed: OverSeeds
    left: OverSeeds
    fewer: OverSeeds


@dataclass(frozen=True)
class WithoutEach:
    """Each of several mechanisms left out. ``run``: from which; ``seeds``: of each world; ``persons``: who left with all, in the mean."""

    run: Identity
    seeds: tuple[int, ...]
    persons: float
    each: tuple[LeftOut, ...]

    @property
    def table(self) -> pd.DataFrame:
        """A row a mechanism: ``id, title, seeds``; of each count of ``LeftOut`` its mean, ``_low`` and ``_high`` (95 % interval), ``_5``
        and ``_95`` (90 % band of runs); and ``fewer_spans_zero``: whether the band of ``fewer`` does."""
        import pandas as pd

        rows = []
        for one in self.each:
            cells: dict[str, object] = {"id": one.id, "title": one.title, "seeds": len(self.seeds)}
            for name in COUNTS:
                count: OverSeeds = getattr(one, name)
                known, (least, most) = count.interval, count.band
                cells |= {name: known.mean, f"{name}_low": known.low, f"{name}_high": known.high, f"{name}_5": least, f"{name}_95": most}
            rows.append(cells | {"fewer_spans_zero": one.fewer.spans_zero})
        return pd.DataFrame(rows)


COUNTS = ("named", "stayed", "left", "fewer")


def without_each(
    run: Identity, ids: Iterable[str], *, seeds: int | Iterable[int] = 5, workers: int | None = None, progress: Progress | None = None
) -> WithoutEach:
    """Leave each mechanism out, one at a time, and count who would have stayed by the last day.

    Args:
        run: what is run, but for the seed.
        ids: of mechanisms that can be switched off, and are on in it; at most 20.
        seeds: how many (from 1 on), or which. workers, progress: as of ``compare``.

    Raises:
        CohesionError: something is not allowed.
    """
    chosen, wanted = mechanism_ids(list(ids), run.plugins), seeds_of(seeds)
    if not 1 <= len(chosen) <= 20 or any(id in run.off for id in chosen):
        raise CohesionError(f"ids = {short_repr(chosen)}: allowed: 1 to 20 mechanisms that are not switched off")
    worlds = [World("as it is", run), *(World(f"without {id}", run.varied(off=id)) for id in chosen)]
    jobs = [(world, seed) for seed in wanted for world in range(len(worlds))]
    with progress_or_bar(progress, "leaving each out") as tell:
        runs = run_all(worlds, jobs, RunExtras(fates=True, causes=True), workers, tell)
    by_world = [runs[world :: len(worlds)] for world in range(len(worlds))]
    each = tuple(_left_out(run, id, by_world[0], by_world[1 + place]) for place, id in enumerate(chosen))
    return WithoutEach(run, wanted, float(np.mean([_of(one.causes).sum() for one in by_world[0]])), each)


def _left_out(run: Identity, id: str, ours: list[RunResult], theirs: list[RunResult]) -> LeftOut:
    roster, other, causes = _of(ours[0].roster), _of(theirs[0].roster), run.plugins.causes
    rows, twins = matched_rows(roster, other)
    persons = roster.persons[rows]
    gone = [[np.isin(_of(one.exits)[some], LEFT) for one in runs] for runs, some in ((ours, rows), (theirs, twins))]
    stayed = [float(persons[a & ~b].sum()) for a, b in zip(*gone, strict=True)]
    left = [float(persons[b & ~a].sum()) for a, b in zip(*gone, strict=True)]
    named = [float(_of(one.causes)[causes.index(id)]) if id in causes else 0.0 for one in ours]
    fewer = [a - b for a, b in zip(stayed, left, strict=True)]
    return LeftOut(id, run.plugins.mechanisms[id].title, *(OverSeeds(tuple(count)) for count in (named, stayed, left, fewer)))


def _of(kept: T | None) -> T:
    assert kept is not None  # it was asked for
    return kept
