"""Two worlds under the same draws: the same people with the same nerves, so what differs between them is what was changed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from unit_cohesion.engine.declare import mechanism
from unit_cohesion.errors import CohesionError, ScenarioError, short_repr
from unit_cohesion.insight.fates import Fates, Split, matched_rows
from unit_cohesion.insight.pool import Progress, run_all
from unit_cohesion.insight.precision import Interval, interval, seeds_for
from unit_cohesion.insight.worlds import (
    RunExtras,
    RunResult,
    Source,
    World,
    dated_entries,
    declared_outcome,
    entry_path,
    identity_of_source,
    mechanism_ids,
    outcome_names,
    outcome_row,
    seeds_of,
    world_name,
)
from unit_cohesion.runs.handed_out import SealedResult
from unit_cohesion.runs.notebook import NotebookResult, progress_or_bar
from unit_cohesion.scenario.called import called_within
from unit_cohesion.scenario.plain_toml import plain, read_toml, refusal
from unit_cohesion.simulation.identity import Identity, Rules, plugins_of
from unit_cohesion.simulation.plugins import PlugIns
from unit_cohesion.vocabulary import BANDS

if TYPE_CHECKING:
    import pandas as pd

    from unit_cohesion.scenario import Scenario

GONE = ("defections", "desertions", "captures")
"""Columns of ``daily`` that add up to those who left."""
BAND = (5.0, 95.0)
"""Percentiles between which 90 % of the runs lie: a band of runs, which more seeds do not narrow."""
NEARLY = 0.001
"""Share of the army up to which fates that differ are told as nearly none."""
Id = str | Sequence[str]


def compare(
    a: Source,
    b: Source | None = None,
    *,
    without: Id | None = None,
    changed: Mapping[str, Any] | None = None,
    without_event: Id | None = None,
    event: str | Path | Mapping[str, Any] | None = None,
    off: Id | None = None,
    days: int | None = None,
    persons_per_agent: int | None = None,
    rules: Rules | PlugIns = (),
    seeds: int | Iterable[int] = 20,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Run two worlds under the same draws, seed by seed, and tell what differs: outcomes, and who left in one world only.

        from unit_cohesion import compare
        found = compare("two-valleys", without="D5", seeds=5)
        print(found.sentence)
        found.outcome("left")                            # mean paired difference, its 95 % interval, what pairing gained
        found.fates.table()                              # persons by first exit in A and in B
        found.table                                      # every outcome, as a DataFrame

    Args:
        a: the one world: a shipped name, a path to a TOML file, a mapping, or a Scenario.
        b: the other; A with the changes below where it is not given, and B with them where it is.
        without: ids of mechanisms to switch off in B.
        changed: parameters to set in B, by name.
        without_event: ids of dated events or news to take out of B.
        event: a TOML file with ``[[events]]`` to add to B, or one such event as a mapping.
        off: ids of mechanisms to switch off in both. days, persons_per_agent: of both, if not as they say themselves.
        rules: rules from outside, in both (``without`` and ``changed`` know their ids and parameters).
        seeds: how many (from 1 on), or which.
        workers: processes; as many as there are processors where that is sooner, unless told.
        progress: called as ``progress(done, runs)`` after each run.

    Raises:
        CohesionError: something is not allowed; the message names it and what may stand there.
    """
    first, second = worlds_of(a, b, without, changed, without_event, event, off, days, persons_per_agent, rules)
    wanted = seeds_of(seeds)
    jobs = [(world, seed) for seed in wanted for world in (0, 1)]
    with progress_or_bar(progress, "comparing") as tell:
        runs = run_all((first, second), jobs, RunExtras(fates=True, daily=GONE), workers, tell)
    return Comparison(first, second, wanted, *paired_results(first, second, wanted, runs[::2], runs[1::2]))


def worlds_of(
    a: Source,
    b: Source | None,
    without: Id | None,
    changed: Mapping[str, Any] | None,
    without_event: Id | None,
    event: str | Path | Mapping[str, Any] | None,
    off: Id | None,
    days: int | None,
    persons_per_agent: int | None,
    rules: Rules | PlugIns = (),
) -> tuple[World, World]:
    """The two worlds of a comparison, checked; see ``compare``.

    Raises:
        CohesionError: something is not allowed, or nothing differs.
    """
    plugins = plugins_of(rules)
    ids = mechanism_ids(without, plugins)
    given = any((ids, changed, without_event, event is not None))
    if b is None and not given:
        raise CohesionError("nothing differs: name a second scenario, a mechanism to go without, a parameter, or an event")
    first = identity_of_source(a, days, persons_per_agent, off, plugins)
    second = first if b is None else identity_of_source(b, days, persons_per_agent, off, plugins)
    lengths = [run.scenario.about.days for run in (first, second)]
    if lengths[0] != lengths[1]:
        raise CohesionError(f"{lengths[0]} days and {lengths[1]}: allowed: two worlds of one length (days=... gives both one)")
    second = second.varied(changed, off=ids)
    whole = second.scenario
    removed = [entry_path(whole, id) for id in ([without_event] if isinstance(without_event, str) else without_event or ())]
    lost = [called_within(dated_entries(whole)[path]) for path in removed]
    rest = whole.without(*removed) if removed else whole
    scenario = rest if event is None else with_events(rest, events_of(event), event)
    added = [called_within(one) for one in scenario.events[len(rest.events) :]]
    second = replace(second, scenario=scenario)
    names = _world_names(first, second, b is not None, ids, dict(changed or {}), lost, added)
    return World(names[0], first), World(names[1], second)


def events_of(event: str | Path | Mapping[str, Any]) -> list[dict[str, Any]]:
    """The events in a TOML file of ``[[events]]``, or the one that a mapping is.

    Raises:
        CohesionError: it cannot be read, or holds something else.
    """
    if isinstance(event, Mapping):
        return [plain(event, "event")]
    file = str(event)
    try:
        tables = read_toml(Path(event), file)
    except (OSError, ValueError):
        raise refusal(file, "file", file, "a TOML file with [[events]] that can be read") from None
    others = [name for name in tables if name != "events"]
    if others:
        raise refusal(file, others[0], tables[others[0]], "[[events]] alone, as in a scenario file")
    found = tables.get("events")
    if not isinstance(found, list) or not found or not all(isinstance(one, dict) for one in found):
        raise refusal(file, "events", found, "at least one table [[events]], as in a scenario file")
    return found


def with_events(scenario: Scenario, added: Sequence[Mapping[str, Any]], source: object) -> Scenario:
    """The scenario with these events.

    Raises:
        ScenarioErrors: one is not allowed; ScenarioError: one lies outside the run, and so would change nothing.
    """
    file = "event" if isinstance(source, Mapping) else str(source)
    made = scenario.with_events(*added, file=file)
    first, last = made.about.start, made.about.start + timedelta(days=made.about.days - 1)
    for one in made.events[len(scenario.events) :]:
        if not first <= one.date <= last:
            raise ScenarioError(file, f"events.{one.id}.date", one.date.isoformat(), f"a date within the run, {first} to {last}")
    return made


def _world_names(
    one: Identity, other: Identity, two: bool, ids: Sequence[str], changed: Mapping[str, Any], removed: Sequence[str], events: Sequence[str]
) -> tuple[str, str]:
    """Return what the two worlds are called: each completes "left only …"."""
    a, b, known = one.scenario, other.scenario, one.plugins.mechanisms
    changed_texts = [f"{name} = {value}" for name, value in changed.items()]
    lost = [*(mechanism_text(id, known) for id in ids), *removed]
    if two:
        more = [*(f"without {one}" for one in lost), *(f"with {one}" for one in (*changed_texts, *events))]
        first, second = world_name(a), world_name(b)
        if first == second:
            first, second = "the first", "the second"
        return f"in {first}", f"in {second}{' ' + ', '.join(more) if more else ''}"
    if lost and not changed_texts and not events:
        return f"with {joined_with_and(lost)}", f"without {joined_with_and(lost)}"
    if events and not changed_texts and not lost:
        return f"without {joined_with_and(events)}", f"with {joined_with_and(events)}"
    return "as it is", ", ".join([*(f"without {one}" for one in lost), *(f"with {one}" for one in (*changed_texts, *events))])


def mechanism_text(id: str, known: Mapping[str, mechanism]) -> str:
    """Return a mechanism in words, as within a sentence; ``D5@100`` from that day on."""
    id, _, day = id.partition("@")
    title = known[id].title
    return f"{title if title[1:2].isupper() else title[:1].lower() + title[1:]} ({id}{f' from day {day}' if day else ''})"


def joined_with_and(words: Sequence[str]) -> str:
    """Return "one, two and three"."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


def paired_results(
    a: World, b: World, seeds: tuple[int, ...], ours: Sequence[RunResult], theirs: Sequence[RunResult]
) -> tuple[tuple[str, ...], np.ndarray, Fates, np.ndarray]:
    """Return names of the outcomes that both have; worlds × seeds × outcomes; fates; and worlds × seeds × days, persons who left so far."""
    first, second = outcome_names(a.run), outcome_names(b.run)
    names = tuple(name for name in first if name in second)
    values = np.stack(
        [
            np.stack([one.outcomes for one in ours])[:, [first.index(name) for name in names]],
            np.stack([one.outcomes for one in theirs])[:, [second.index(name) for name in names]],
        ]
    )
    curves = np.stack([np.stack([np.cumsum(_not_none(one.daily).sum(axis=0)) for one in runs]) for runs in (ours, theirs)])
    roster, other = ours[0].roster, theirs[0].roster
    assert roster is not None
    assert other is not None
    rows, twins = matched_rows(roster, other)
    who = {name: np.stack([_not_none(getattr(one, name))[rows] for one in ours]) for name in ("sect", "band", "place")}
    words = {
        "sect": tuple(one.name for one in a.scenario.sects),
        "band": tuple(BANDS),
        "place": tuple(one.name for one in a.scenario.places),
    }
    fates = Fates(
        seeds=seeds,
        a=np.stack([_not_none(one.exits)[rows] for one in ours]),
        b=np.stack([_not_none(one.exits)[twins] for one in theirs]),
        day_a=np.stack([_not_none(one.days)[rows] for one in ours]),
        day_b=np.stack([_not_none(one.days)[twins] for one in theirs]),
        **who,
        persons=roster.persons[rows],
        unit=roster.unit[rows],
        seat=roster.seat[rows],
        units=roster.units,
        of_a=float(roster.persons.sum()),
        of_b=float(other.persons.sum()),
        words=words,
    )
    return names, values, fates, curves


def _not_none(array: np.ndarray | None) -> np.ndarray:
    assert array is not None  # it was asked for
    return array


@dataclass(frozen=True)
class Difference:
    """One outcome in two worlds.

    Attributes:
        name, unit, meaning: of the outcome.
        a, b: its mean over seeds in each world.
        paired: mean of B less A over the pairs of one seed, with its 95 % interval; as many as have a value in both.
        gain: how many times as many pairs of runs of independent seeds would give an interval as narrow; NaN where nothing varies.
    """

    name: str
    unit: str
    meaning: str
    a: float
    b: float
    paired: Interval
    gain: float


@dataclass(frozen=True)
class Comparison(SealedResult, NotebookResult):
    """What differs between two worlds, A and B, under the same draws; all differences are B less A.

    Attributes:
        a, b: the worlds. seeds: the same in both.
        names: of the outcomes that both have. values: worlds × seeds × outcomes, NaN where a run has none.
        fates: who left in which. left: worlds × seeds × days, persons who left so far.
    """

    a: World
    b: World
    seeds: tuple[int, ...]
    names: tuple[str, ...]
    values: np.ndarray
    fates: Fates
    left: np.ndarray

    @property
    def last(self) -> date:
        """The date of the last day: what is told of anybody holds by then."""
        return self.a.scenario.about.start + timedelta(days=self.a.scenario.about.days - 1)

    def outcome(self, name: str) -> Difference:
        """One outcome: its mean in each world, and the mean paired difference with its 95 % interval.

        Raises:
            CohesionError: there is none of this name.
        """
        row = outcome_row(self.names, name)
        declared = declared_outcome(self.a.run, name)
        a, b = self.values[0, :, row], self.values[1, :, row]
        known = ~np.isnan(a) & ~np.isnan(b)
        found = interval((b - a)[known])
        apart = float(a[known].var(ddof=1) + b[known].var(ddof=1)) if known.sum() > 1 else np.nan
        gain = apart / found.spread**2 if found.n > 1 and found.spread > 0 else np.nan
        return Difference(name, declared.unit, declared.meaning, _mean(a[known]), _mean(b[known]), found, gain)

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """Every outcome, in declared order, the scenario's targets last."""
        return tuple(self.outcome(name) for name in self.names)

    def seeds_needed(self, outcome: str, width: float) -> int | None:
        """How many seeds in all would make the 95 % interval of this outcome's difference about so wide; None for fewer than two so far."""
        if not width > 0:
            raise CohesionError(f"width = {short_repr(width)}: allowed: a number above 0")
        return seeds_for(self.outcome(outcome).paired, width)

    @property
    def split(self) -> Split:
        """Persons who left only in A, only in B, in both, in neither: the mean over seeds."""
        return self.fates.split()

    def interval_of(self, part: str) -> Interval:
        """A part of ``split`` over the seeds, such as ``only_a``: its mean and 95 % interval."""
        return interval([getattr(one, part) for one in self.fates.splits()])

    @property
    def phrases(self) -> tuple[str, str, str]:
        """The sentence in three parts: who left only in A, only in B, in both."""
        found, by = self.split, f"{self.last:%-d %B %Y}"
        a, b = self.a.name, self.b.name
        if not found.differ and not found.sooner and not found.later:
            return (
                f"{_persons(found.only_a)} left only {a}.",
                f"{_persons(found.only_b)} left only {b}.",
                f"{_persons(found.both)} left both ways, on about the same day.",
            )
        either = f"{_persons(found.both)} left both ways"
        sides = (("later", found.later), ("sooner", found.sooner), ("on about the same day", found.same))
        most, share = max(sides, key=lambda side: side[1])[0], max(side[1] for side in sides) / max(found.both, 1e-9)
        where = "" if most.startswith("on") else f" {b}"
        moved_when = (
            f", most of them {most}{where}"
            if share > 0.5
            else "".join(f"{', ' if place else ', of them '}{_persons(number)} {word}" for place, (word, number) in enumerate(sides))
        )
        return (
            f"{_persons(found.only_a)} left only {a}: {b} they would not have left by {by}.",
            f"{_persons(found.only_b)} left only {b}.",
            f"{either}{moved_when if found.both else ''}.",
        )

    @property
    def sentence(self) -> str:
        """What differs, in a few words; persons, in the mean over the seeds."""
        found, army = self.split, self.fates.matched
        if army and found.differ <= NEARLY * army:
            near = "Nobody" if not found.differ else f"Nearly the same: {_persons(found.differ)}"
            moved = found.sooner + found.later
            when = f"; {_persons(moved)} left on another day" if moved else ""
            return f"{near} of {_persons(army)} left in one world only{when}."
        return " ".join(self.phrases)

    @property
    def about(self) -> str:
        """On what it stands: seeds, scale, and how many persons are the same in both."""
        runs = f"Means of {len(self.seeds)} seeds, the same in both worlds" if len(self.seeds) > 1 else f"Seed {self.seeds[0]}"
        each = self.a.scenario.about.persons_per_agent
        scale = f"one agent for {each} persons" if each > 1 else "one agent a person"
        same = self.fates.matched
        who = (
            ""
            if same == self.fates.of_a == self.fates.of_b
            else (f"; {_persons(same)} of {_persons(self.fates.of_a)} and {_persons(self.fates.of_b)} persons are in both armies")
        )
        return f"{runs}; {scale}{who}"

    def band(self, of: str = "difference") -> np.ndarray:
        """By day, persons who left so far: median of runs, and the ends of the 90 % band of runs (3 × days).

        Args:
            of: ``a``, ``b``, or ``difference`` (B less A).

        Raises:
            CohesionError: of something else.
        """
        runs = {"a": self.left[0], "b": self.left[1], "difference": self.left[1] - self.left[0]}
        if of not in runs:
            raise CohesionError(f"band of = {short_repr(of)}: allowed: {', '.join(runs)}")
        return np.asarray(np.percentile(runs[of], (50.0, *BAND), axis=0))

    @property
    def table(self) -> pd.DataFrame:
        """The outcomes as a DataFrame: ``outcome, unit, a, b, difference, low, high, pairs, gain, meaning``."""
        import pandas as pd

        return pd.DataFrame(self._rows(), columns=COLUMNS)

    def csv(self) -> str:
        """The outcomes as CSV, in the columns of ``table``."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(["" if value != value else value for value in row] for row in self._rows())
        return text.getvalue()

    def _rows(self) -> list[tuple[Any, ...]]:
        return [
            (one.name, one.unit, one.a, one.b, one.paired.mean, one.paired.low, one.paired.high, one.paired.n, one.gain, one.meaning)
            for one in self.differences
        ]

    def __repr__(self) -> str:
        return f"<Comparison of {self.a.scenario.name}, {self.a.name} and {self.b.name}: {self.sentence}>"


def joined_seeds(parts: Sequence[Comparison]) -> Comparison:
    """Comparisons of the same two worlds, each of other seeds, as one of all their seeds, in their order."""
    first = parts[0]
    by_seed = [
        name for name, array in vars(first.fates).items() if isinstance(array, np.ndarray) and array.ndim == 2
    ]  # the others: by person
    fates: dict[str, Any] = {name: np.concatenate([getattr(one.fates, name) for one in parts]) for name in by_seed}
    seeds = tuple(seed for one in parts for seed in one.seeds)
    values, left = (np.concatenate([getattr(one, name) for one in parts], axis=1) for name in ("values", "left"))
    return replace(first, seeds=seeds, values=values, left=left, fates=replace(first.fates, seeds=seeds, **fates))


COLUMNS = ("outcome", "unit", "a", "b", "difference", "low", "high", "pairs", "gain", "meaning")


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else np.nan


def _persons(number: float) -> str:
    return f"{round(number):,}"
