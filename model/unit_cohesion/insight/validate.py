"""A scenario's targets against what comes out: over many seeds, with the cuts that some ask for, and over draws of uncertain parameters."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from unit_cohesion.errors import CohesionError, ScenarioError, nearest, short_repr
from unit_cohesion.insight.compare import BAND, Id
from unit_cohesion.insight.pool import Progress, run_all
from unit_cohesion.insight.worlds import RunExtras, Source, World, declared_outcome, entry_path, identity_of_source, outcome_names, seeds_of
from unit_cohesion.runs.handed_out import SealedResult
from unit_cohesion.runs.notebook import progress_or_bar
from unit_cohesion.scalars import whole_number
from unit_cohesion.schema import Cut, Target
from unit_cohesion.simulation.identity import Change, Identity, Rules
from unit_cohesion.simulation.plugins import PlugIns

if TYPE_CHECKING:
    import pandas as pd

WEAK = 0.95
"""A target that so many of the draws pass says little."""
MOST_DRAWS = 100_000
AT_ONCE = 20
"""Draws whose worlds are made together, so that memory does not grow with their number."""
COLUMNS = (
    "id",
    "role",
    "outcome",
    "title",
    "source",
    "unit",
    "low",
    "high",
    "median",
    "runs_low",
    "runs_high",
    "runs",
    "in_band",
    "met",
    "passed",
    "weak",
)
Vary = Mapping[str, tuple[float, float] | None] | Iterable[str]


def validate(
    scenario: Source,
    *,
    seeds: int | Iterable[int] = 20,
    draws: int = 0,
    vary: Vary = (),
    off: Id | None = None,
    days: int | None = None,
    persons_per_agent: int | None = None,
    rules: Rules | PlugIns = (),
    workers: int | None = None,
    progress: Progress | None = None,
    **parameters: Any,
) -> Validation:
    """Run a scenario with several seeds, and hold what came out against its targets.

        from unit_cohesion import validate
        found = validate("syria-2011", seeds=10)
        found.table                          # every target: band, median and 90 % band of runs, met or missed
        found.missed                         # those that the model is fitted to, and misses

    A target with a cut is judged in a further run of each seed, in which the cut is made.

    Args:
        scenario: a shipped name, a path to a TOML file, a mapping, or a Scenario.
        seeds: how many (from 1 on), or which.
        draws: runs with parameters drawn alike over ranges: for each target, the share of them that pass it. Each has a seed of its own.
        vary: what is drawn: names of parameters (over all that each may be) and of disputed figures, or name → (low, high). If empty, all
            of the scenario's ``[prior]`` and ``[declare]``.
        off: ids of mechanisms to switch off. days, persons_per_agent: if not as the scenario says.
        rules: rules from outside. workers, progress: as of ``compare``.
        parameters: any declared parameter by its name.

    Raises:
        CohesionError: something is not allowed; the message names it and what may stand there.
    """
    chosen = identity_of_source(scenario, days, persons_per_agent, off, rules).varied(parameters)
    wanted, targets = seeds_of(seeds), {**chosen.scenario.targets, **chosen.plugins.as_targets}
    if not 0 <= (-1 if (whole := whole_number(draws)) is None else whole) <= MOST_DRAWS:
        raise CohesionError(f"draws = {short_repr(draws)}: allowed: a whole number from 0 to {MOST_DRAWS:,}")
    if vary and not draws:
        raise CohesionError("vary (--vary): allowed: with draws (--draws N), as it says what is drawn")
    if not targets:
        raise CohesionError(f"{chosen.scenario.name}: allowed: a scenario with [targets], to hold a run against")
    ranges = _ranges(chosen, vary) if draws else {}
    chance = np.random.default_rng([wanted[0], draws])
    drawn = [{name: _value(chosen, name, chance.uniform(*ends)) for name, ends in ranges.items()} for _ in range(draws)]
    plan = [(chosen, wanted), *((chosen.varied(values), (wanted[0] + number,)) for number, values in enumerate(drawn))]
    total = sum(len(_worlds(chosen)) * len(seeds) for _, seeds in plan)
    with progress_or_bar(progress, "validating") as tell:
        found = np.concatenate(list(_batches(plan, workers, tell, total)))
    return Validation(
        World(chosen.scenario.name, chosen),
        wanted,
        targets,
        {id: found[: len(wanted), n] for n, id in enumerate(targets)},
        {id: found[len(wanted) :, n] for n, id in enumerate(targets)},
        ranges,
    )


@dataclass(frozen=True)
class Verdict:
    """One target, and what came out.

    Attributes:
        id, target, unit: of the target, and of its band.
        median, low, high: of the runs that have a value, and the ends of their 90 % band; NaN if none has.
        runs: how many have one.
        in_band: share of all runs that have one in the target's band.
        met: whether it is met; None where the runs end before the target's dates.
        passed: share of the draws that pass it; NaN without draws, or where the runs end before its dates.
    """

    id: str
    target: Target
    unit: str
    median: float
    low: float
    high: float
    runs: int
    in_band: float
    met: bool | None
    passed: float

    @property
    def weak(self) -> bool:
        """Whether nearly all draws pass it, so that it can hardly fail."""
        return self.passed >= WEAK


@dataclass(frozen=True)
class Validation(SealedResult):
    """A scenario's targets, held against runs of it.

    Attributes:
        world, seeds: what was run.
        targets: by id, those of rules from outside too.
        values: by target, what came out of each seed; NaN where there was nothing.
        drawn: likewise of each draw. ranges: what was drawn, and between which ends.
    """

    world: World
    seeds: tuple[int, ...]
    targets: Mapping[str, Target]
    values: Mapping[str, np.ndarray]
    drawn: Mapping[str, np.ndarray]
    ranges: Mapping[str, tuple[float, float]]

    def verdict(self, id: str) -> Verdict:
        """One target.

        Raises:
            CohesionError: there is none of this id.
        """
        if id not in self.targets:
            hint = nearest(id, list(self.targets))
            raise CohesionError(f"there is no target {short_repr(id)}" + (f"; did you mean {hint!r}?" if hint else ""))
        target, values = self.targets[id], self.values[id]
        known = values[~np.isnan(values)]
        median, low, high = (float(x) for x in np.percentile(known, (50.0, *BAND))) if len(known) else (np.nan,) * 3
        in_band, met = _share_in(target, values), None
        if is_reached(self.world.run, target):
            met = bool(len(known)) and (target.holds(median) if target.share is None else in_band >= target.share)
        passed = np.nan if met is None else _share_in(target, self.drawn[id])
        unit = declared_outcome(self.world.run, id).unit
        return Verdict(id, target, unit, median, low, high, len(known), in_band, met, passed)

    @property
    def verdicts(self) -> list[Verdict]:
        """Every target, in the scenario's order."""
        return [self.verdict(id) for id in self.targets]

    @property
    def missed(self) -> list[Verdict]:
        """Those that the model is fitted to and misses."""
        return [one for one in self.verdicts if one.target.fit and one.met is False]

    @property
    def sentence(self) -> str:
        """How many are met, in a few words."""
        reached = {role: [one for one in self.verdicts if one.target.role == role and one.met is not None] for role in ("fit", "predict")}
        met = {role: sum(bool(one.met) for one in some) for role, some in reached.items()}
        predicted = f", {met['predict']} of {len(reached['predict'])} that are predicted" if reached["predict"] else ""
        runs = f"{len(self.seeds)} seeds" if len(self.seeds) > 1 else f"seed {self.seeds[0]}"
        return f"Over {runs}, {met['fit']} of {len(reached['fit'])} fitted targets are met{predicted}."

    @property
    def table(self) -> pd.DataFrame:
        """The targets as a DataFrame.

        Its columns: ``id, role, outcome, title, source, unit, low, high, median, runs_low, runs_high, runs, in_band, met, passed, weak``.
        """
        import pandas as pd

        frame = pd.DataFrame(self._rows(), columns=COLUMNS)
        return frame.astype({"low": "float64", "high": "float64", "met": "boolean"})

    def csv(self) -> str:
        """The targets as CSV, in the columns of ``table``."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(["" if value is None or value != value else value for value in row] for row in self._rows())
        return text.getvalue()

    def json(self) -> str:
        """The same as JSON, with what was run, what came out of each seed and what was drawn."""
        rows = [{name: _plain(value) for name, value in zip(COLUMNS, row, strict=True)} for row in self._rows()]
        for row in rows:
            row["values"] = [_plain(value) for value in self.values[str(row["id"])].tolist()]
        about = self.world.scenario.about
        head = {
            "scenario": self.world.scenario.name,
            "scenario_hash": self.world.scenario.hash,
            "off": sorted(self.world.off),
            "set": self.world.run.by_hand,
            "days": about.days,
            "persons_per_agent": about.persons_per_agent,
            "seeds": list(self.seeds),
            "draws": self.draws,
            "drawn_from": {name: list(ends) for name, ends in self.ranges.items()},
        }
        return json.dumps({**head, "targets": rows}, indent=1, allow_nan=False) + "\n"

    @property
    def draws(self) -> int:
        """How many there were."""
        return len(next(iter(self.drawn.values())))

    def _rows(self) -> list[tuple[Any, ...]]:
        return [
            (one.id, one.target.role, one.target.outcome, one.target.title, one.target.source, one.unit, one.target.low, one.target.high,
             one.median, one.low, one.high, one.runs, one.in_band, one.met, one.passed, one.weak if self.draws else None)
            for one in self.verdicts
        ]  # fmt: skip

    def _repr_html_(self) -> str:
        html: str = import_module("unit_cohesion.views.validation_card").card(self)
        return html

    def __repr__(self) -> str:
        return f"<Validation of {self.world.scenario.name}: {self.sentence}>"


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and value != value else value


def _share_in(target: Target, values: np.ndarray) -> float:
    return float(np.mean([value == value and target.holds(value) for value in values.tolist()])) if len(values) else np.nan


def is_reached(run: Identity, target: Target) -> bool:
    """Return whether the run lasts until the target's dates."""
    about = run.scenario.about
    dates = [target.on, target.start, target.end, *(target.against or ()), target.cut.on if target.cut else None]
    return all((day - about.start).days < about.days for day in dates if day)


def _ranges(run: Identity, vary: Vary) -> dict[str, tuple[float, float]]:
    """The parameters and disputed figures to draw, and between which ends.

    Raises:
        ScenarioError: one that is unknown, no number, or a range that is not allowed; or there are none.
    """
    declared, figures = run.plugins.parameters, run.scenario.declare
    prior = {**run.scenario.prior, **{name: (one.low, one.high) for name, one in figures.items()}}
    given: dict[str, tuple[float, float] | None] = dict(vary) if isinstance(vary, Mapping) else dict.fromkeys(vary)
    found = {}
    for name, ends in (given or prior).items():
        if name not in declared and name not in figures:
            allowed = "a declared parameter (cohesion parameters lists them), or a disputed figure of the scenario"
            raise ScenarioError("parameters", "vary", name, allowed, nearest(name, [*declared, *figures]))
        known = figures[name] if name in figures else declared[name]
        least, most = known.low, known.high
        if not isinstance(least, int | float) or not isinstance(most, int | float):
            raise ScenarioError("parameters", "vary", name, "a parameter that is a number")
        low, high = ends or prior.get(name) or (least, most)
        if not least <= low < high <= most:
            raise ScenarioError("parameters", f"vary {name}", (low, high), f"a low below a high, from {least:g} to {most:g}")
        found[name] = (float(low), float(high))
    if not found:
        raise CohesionError(
            "draws: allowed: with something to draw: a table [prior] or [declare] in the scenario, or vary (--vary NAME=LOW..HIGH)"
        )
    return found


def _value(run: Identity, name: str, drawn: float) -> float | int:
    if name in run.scenario.declare:
        return run.scenario.declare[name].nearest(drawn)
    return round(drawn) if isinstance(run.plugins.parameters[name].default, int) else drawn


def _cuts(run: Identity) -> dict[str, list[str]]:
    """Ids of the targets with one and the same cut that a run reaches, by the cut."""
    found: dict[str, list[str]] = {}
    for id, target in run.scenario.targets.items():
        if target.cut and is_reached(run, target):
            found.setdefault(target.cut.model_dump_json(), []).append(id)
    return found


def _worlds(run: Identity) -> list[tuple[World, list[str]]]:
    """The run, and the same with each cut; with each world the ids of the targets that it tells: those of cuts as if there were none."""
    targets = run.scenario.targets
    beside = [id for id, target in targets.items() if target.relative and is_reached(run, target)]

    def telling(identity: Identity, ids: Iterable[str]) -> Identity:
        plain = {id: targets[id].model_copy(update={"cut": None, "relative": False}) for id in ids}
        return replace(identity, scenario=replace(identity.scenario, targets=plain))

    own = [*run.scenario.plain_targets, *beside]
    found = [(World(run.scenario.name, telling(run, own)), [*own, *run.plugins.targets])]
    for ids in _cuts(run).values():
        cut = targets[ids[0]].cut
        assert cut is not None
        found.append((World(f"{run.scenario.name}, cut for {ids[0]}", telling(_with_cut(run, cut, ids[0]), ids)), ids))
    return found


def _with_cut(run: Identity, cut: Cut, id: str) -> Identity:
    """The run with a cut made.

    Raises:
        ScenarioError: a factor takes a parameter beyond what it may be.
    """
    if cut.without:
        bare = replace(run.scenario, targets={})  # whose cuts name what is taken out
        run = replace(run, scenario=bare.without(*(entry_path(bare, entry) for entry in cut.without)))
    if cut.over:
        run = replace(run, scenario=replace(run.scenario, targets={}).laid_over(cut.over, f"targets.{id}.cut.over"))
    values: dict[str, Any] = dict(cut.set)
    for name, factor in cut.times.items():
        values[name] = run.scenario.parameters[name] * factor  # type: ignore[operator]
    key = f"targets.{id}.cut"
    checked = {name: run.plugins.parameters[name].checked(value, run.scenario.name, f"{key}.{name}") for name, value in values.items()}
    day = (cut.on - run.scenario.about.start).days + 1 if cut.on else 1
    if day == 1:
        return run.varied(checked, off=cut.off or None)
    return run.changed(Change(day, run.plugins.switched_off(cut.off), checked))


def _batches(
    plan: list[tuple[Identity, tuple[int, ...]]], workers: int | None, progress: Progress | None, total: int
) -> Iterable[np.ndarray]:
    """What each run of the plan came to, runs × targets; the runs of a few identities at a time."""
    done = 0
    for first in range(0, len(plan), AT_ONCE):
        parts = [(seeds, _worlds(run)) for run, seeds in plan[first : first + AT_ONCE]]
        worlds = [world for _, some in parts for world, _ in some]
        jobs, at = [], 0
        for seeds, some in parts:
            jobs += [(at + number, seed) for seed in seeds for number in range(len(some))]
            at += len(some)
        tell = (lambda number, _, before=done: progress(before + number, total)) if progress else None
        results = iter(run_all(worlds, jobs, RunExtras(), workers, tell))
        done += len(jobs)
        targets = {**plan[0][0].scenario.targets, **plan[0][0].plugins.as_targets}
        for seeds, some in parts:
            yield np.array([_of_one(targets, some, [next(results).outcomes for _ in some]) for _ in seeds])


def _of_one(targets: Mapping[str, Target], worlds: list[tuple[World, list[str]]], outcomes: list[np.ndarray]) -> list[float]:
    """What one seed came to, by target."""
    found = [dict(zip(outcome_names(world.run), values.tolist(), strict=True)) for (world, _), values in zip(worlds, outcomes, strict=True)]
    at = {id: number for number, (_, ids) in enumerate(worlds) for id in ids}  # of a relative one, the cut's world comes last
    values = []
    for id, target in targets.items():
        value = found[at[id]][id] if id in at else np.nan
        if target.relative and id in at:
            value = value / found[0][id] if found[0][id] else np.nan
        values.append(value)
    return values
