"""A world is a run but for its seed; what is kept of a run of one, as arrays, so that runs can be told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from unit_cohesion.errors import CohesionError, ScenarioError, nearest, short_repr
from unit_cohesion.insight.fates import first_exits
from unit_cohesion.outcomes import LEAVING, OUTCOMES, Outcome, unit_of
from unit_cohesion.outcomes import outcome_names as told_outcomes
from unit_cohesion.runs.facts import Facts, LogFacts
from unit_cohesion.runs.measures import outcomes_of
from unit_cohesion.scalars import whole_number
from unit_cohesion.scenario import Scenario
from unit_cohesion.schema import Event, News
from unit_cohesion.shipped import shipped_scenarios
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.simulation.identity import Identity, Rules, identity_of, parsed_switches
from unit_cohesion.simulation.plugins import PlugIns

MOST_SEEDS = 100_000
Source = str | Path | Mapping[str, Any] | Scenario | Identity
_LOOK: ContextVar[Callable[[], object]] = ContextVar("look", default=lambda: None)


@dataclass(frozen=True)
class World:
    """What is run, but for the seed.

    Attributes:
        name: how it is told from another, such as "without D5".
        run: all that it is made from; its seed counts for nothing.
    """

    name: str
    run: Identity

    @property
    def scenario(self) -> Scenario:
        """As run."""
        return self.run.scenario

    @property
    def off(self) -> frozenset[str]:
        """Ids of what is off, parts included."""
        return self.run.off


@dataclass(frozen=True)
class RunExtras:
    """What is kept of a run beside its outcomes.

    Attributes:
        fates: who first stopped serving how and when, and who he is; of the first run of each world also his key and weight.
        daily: columns of the table ``daily``.
        causes: leavers by main cause.
    """

    fates: bool = False
    daily: tuple[str, ...] = ()
    causes: bool = False


@dataclass(frozen=True)
class Roster:
    """Who is in the army, unit by unit and seat by seat: the same for every seed.

    Attributes:
        units: ids of the smallest units. unit: row of ``units``. seat: number in it. persons: that the agent stands for.
    """

    units: tuple[str, ...]
    unit: np.ndarray
    seat: np.ndarray
    persons: np.ndarray


@dataclass(frozen=True)
class RunResult:
    """What was kept of one run.

    Attributes:
        outcomes: by name, as ``outcome_names`` lists them; NaN where there is none.
        exits, days: of everybody in the army, as the roster lists them: how he first stopped serving (row of ``EXITS``), and on which day
            (0: never).
        sect, band, place: of him: rows of the scenario's sects, of ``BANDS``, and of the places (where his unit is garrisoned).
        daily: columns × days. causes: persons by code of the main cause. roster: who is in the army.
    """

    outcomes: np.ndarray
    exits: np.ndarray | None = None
    days: np.ndarray | None = None
    sect: np.ndarray | None = None
    band: np.ndarray | None = None
    place: np.ndarray | None = None
    daily: np.ndarray | None = None
    causes: np.ndarray | None = None
    roster: Roster | None = None


def finished_engine(world: World, seed: int) -> Engine:
    """Run the world to its end and return its engine. Every engine of comparisons, ensembles and attributions is made here."""
    engine = Engine(replace(world.run, seed=seed))
    engine.run(lambda day, days: between_days())
    return engine


@contextmanager
def looking(look: Callable[[], object]) -> Iterator[None]:
    """While the block goes on, ``look()`` is called between the days of all that is run in this thread; what it raises stops it.

    Runs in other processes (``workers``) do not hear of it: those are stopped by what ``progress`` raises.
    """
    before = _LOOK.set(look)
    try:
        yield
    finally:
        _LOOK.reset(before)


def between_days() -> None:
    """A run goes from one day to another: see ``looking``."""
    _LOOK.get()()


def run_world(world: World, seed: int, want: RunExtras, first: bool) -> RunResult:
    """Run the world, and keep what is wanted; ``first``: keep the roster too."""
    engine = finished_engine(world, seed)
    return run_result(engine, LogFacts(engine), want, first)


def run_result(engine: Engine, facts: Facts, want: RunExtras, first: bool) -> RunResult:
    """What is wanted of a run that has ended; see ``run_world``."""
    found = outcomes_of(facts)
    kept: dict[str, Any] = {"outcomes": np.array([np.nan if value is None else value for value in found.values()], float)}
    if want.fates:
        people, units, army = engine.state.people, engine.state.units, engine.state.army_people
        order = np.lexsort((people.seat[:army], people.unit[:army]))  # rows of a unit go by sect, which is drawn: seats are the same
        exits, days = first_exits(facts, army)
        kept["exits"], kept["days"] = exits[order], days[order]
        kept["sect"], kept["band"] = (np.asarray(column[order], "u1") for column in (people.sect, people.band))
        unit = np.array(people.unit[order])
        kept["place"] = np.asarray(units.garrison[unit], "u2")
        if first:
            kept["roster"] = Roster(tuple(engine.battle.ids), unit, np.array(people.seat[order]), np.asarray(units.weight[unit]))
    if want.daily:
        kept["daily"] = np.stack([np.asarray(facts.daily(name), float) for name in want.daily])
    if want.causes:
        kept["causes"] = causes_of(facts, engine)
    return RunResult(**kept)


def causes_of(facts: Facts, engine: Engine) -> np.ndarray:
    """Those who left by their own will, in persons, by main cause (by its code)."""
    rows = facts.happened(LEAVING, facts.days)
    return np.bincount(engine.log.events["cause"][rows], facts.events("persons")[rows], minlength=len(engine.causes))


def outcome_names(run: Identity) -> list[str]:
    """Names of the outcomes of a run, in the order in which they are kept: declared ones, by sect where they are, then targets."""
    scenario, plugins = run.scenario, run.plugins
    return told_outcomes([sect.id for sect in scenario.sects], plugins.outcomes, [*scenario.plain_targets, *plugins.targets])


def declared_outcome(run: Identity, name: str) -> Outcome:
    """What an outcome of a run is: its unit and meaning; a target's with the target's title."""
    target = {**run.scenario.targets, **run.plugins.as_targets}.get(name)
    wanted = target.outcome if target else name.partition(".")[0]
    own = run.plugins.outcomes.get(wanted)
    known = Outcome(wanted, own.unit, own.meaning) if own else OUTCOMES[wanted]
    sect = target.sect if target else name.partition(".")[2]
    meaning = (target.title if target else "") or known.meaning
    unit = unit_of(target, known.unit) if target else known.unit
    return Outcome(name, unit, f"{meaning} ({sect})" if sect and not (target and target.title) else meaning)


def outcome_row(names: Sequence[str], name: str) -> int:
    """The place of an outcome.

    Raises:
        CohesionError: there is none of this name.
    """
    if name not in names:
        hint = nearest(name, names)
        raise CohesionError(f"there is no outcome {short_repr(name)}" + (f"; did you mean {hint!r}?" if hint else ""))
    return names.index(name)


def identity_of_source(
    source: Source, days: int | None = None, persons_per_agent: int | None = None, off: object = None, rules: Rules | PlugIns = ()
) -> Identity:
    """Return the run of whatever names a scenario, at this length and scale, without these mechanisms, with these rules from outside.

    Raises:
        CohesionError: something is not allowed.
    """
    if isinstance(source, Identity):
        if rules:
            raise CohesionError("rules: allowed: with a scenario, as the identity of a run has its own")
        return source.varied(off=off, days=days, persons_per_agent=persons_per_agent)
    return identity_of(source, off=off, rules=rules, days=days, persons_per_agent=persons_per_agent)


def seeds_of(seeds: object) -> tuple[int, ...]:
    """The seeds: so many from 1 on, or those that are listed.

    Raises:
        CohesionError: none, too many, one twice, or something else than whole numbers from 0.
    """
    count = whole_number(seeds)
    if count is not None and 1 <= count <= MOST_SEEDS:
        return tuple(range(1, count + 1))
    given = list(seeds) if isinstance(seeds, Iterable) and not isinstance(seeds, str) and count is None else []
    listed = [whole for seed in given if (whole := whole_number(seed)) is not None and 0 <= whole < 2**63]
    if not listed or len(listed) < len(given) or len(set(listed)) < len(listed) or len(listed) > MOST_SEEDS:
        allowed = f"a number of seeds from 1 to {MOST_SEEDS:,}, or a list of different seeds"
        raise CohesionError(f"seeds = {short_repr(seeds)}: allowed: {allowed}")
    return tuple(listed)


def mechanism_ids(given: object, plugins: PlugIns) -> tuple[str, ...]:
    """Return ids as typed (one, several with commas between, or a list), each known as a mechanism that can be switched off.

    Raises:
        ScenarioError: one is not.
    """
    parsed_switches(given, plugins)
    texts = [] if given is None else [given] if isinstance(given, str) else list(given)  # type: ignore[call-overload]
    return tuple(dict.fromkeys(part.strip() for text in texts for part in str(text).split(",") if part.strip()))


def entry_path(scenario: Scenario, id: str) -> str:
    """Where an event or a piece of news stands, such as ``events.market``, by its id or by that.

    Raises:
        ScenarioError: the scenario has none of this id.
    """
    paths = list(dated_entries(scenario))
    found = [path for path in paths if id in (path, path.partition(".")[2])]
    if not found:
        ids = [path.partition(".")[2] for path in paths]
        few = f" ({', '.join(ids)})" if 0 < len(ids) <= 12 else ""
        raise ScenarioError("parameters", "event", id, f"the id of an event or of news of {scenario.name}{few}", nearest(str(id), ids))
    return found[0]


def dated_entries(scenario: Scenario) -> dict[str, Event | News]:
    """Events and news by where they stand, such as ``events.market``."""
    return {f"events.{one.id}": one for one in scenario.events} | {f"news.{one.id}": one for one in scenario.news}


def world_name(scenario: Scenario) -> str:
    """A scenario's name, short of nothing that a user would know it by."""
    return scenario.name if scenario.name in shipped_scenarios() else scenario.about.title or scenario.name
