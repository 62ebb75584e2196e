"""The run that a visitor asks for: checked and sized before it starts, and simulated so that it can be stopped."""

from __future__ import annotations

import platform
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import numpy as np

from unit_cohesion.errors import CohesionError
from unit_cohesion.insight.compare import Comparison
from unit_cohesion.insight.two_runs import KeptRun, comparison_of_runs, kept_run
from unit_cohesion.outcomes import TABLES
from unit_cohesion.population.civilians import communities
from unit_cohesion.runs.record import Record
from unit_cohesion.scenario import Scenario
from unit_cohesion.scenario.army import agents_of, as_present
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.simulation.identity import Identity, identity_of, seed_of
from unit_cohesion.views.dashboard.machine_turns import Stopped, raise_if_stopped

__all__ = ["RunRequest", "Stopped", "agent_count", "civilian_pools", "compared_once", "kept_of", "once", "run_request", "simulate"]

T = TypeVar("T")
MOST_AGENT_DAYS = 1_300_000_000
"""Agents × days of one run: the whole Syrian war, one for one, over three years is 1,150 million, with those called up later."""
QUICK_AGENT_DAYS = 150_000_000
"""A link or an upload runs by itself up to this size, which takes some seconds; larger runs wait for the Run button."""

LIVE_AGENT_DAYS = 5_000_000
"""A slider that is let go runs what it changed by itself up to this size, some tenths of a second, and before that what it passes."""


@dataclass(frozen=True)
class RunRequest:
    """One run, checked: a scenario with changed parameters, length, scale and injected events."""

    identity: Identity

    @property
    def scenario(self) -> Scenario:
        """As it will be run."""
        return self.identity.scenario

    @property
    def seed(self) -> int:
        """Of all draws."""
        return self.identity.seed

    @property
    def agents(self) -> int:
        """About how many agents it has."""
        return agent_count(self.scenario)

    @property
    def agent_days(self) -> int:
        """Its size: agents × days."""
        return self.agents * self.scenario.about.days

    @property
    def quick(self) -> bool:
        """Whether it may start without a click on Run."""
        return self.agent_days <= QUICK_AGENT_DAYS

    @property
    def live(self) -> bool:
        """Whether it may start without a click on a slider's change."""
        return self.agent_days <= LIVE_AGENT_DAYS


def run_request(
    source: Scenario,
    *,
    values: Mapping[str, Any] | None = None,
    off: Iterable[str] = (),
    seed: int = 1,
    days: int | None = None,
    persons_per_agent: int | None = None,
    events: Iterable[Mapping[str, Any]] = (),
) -> RunRequest:
    """Return the checked run of a scenario with these changes.

    Raises:
        CohesionError: anything that is not allowed, or a run larger than the dashboard's limit.
    """
    seed = seed_of(seed, "seed")
    made = RunRequest(
        identity_of(source, seed, off=list(off), days=days, persons_per_agent=persons_per_agent, parameters=values, added=events)
    )
    if made.agent_days > MOST_AGENT_DAYS:
        raise CohesionError(
            f"{made.agents:,} agents over {made.scenario.about.days:,} days are {made.agent_days / 1e6:,.0f} million agent-days; here the "
            f"most is {MOST_AGENT_DAYS / 1e6:,.0f} million. Raise persons per agent, or take fewer days (the command line has no limit)"
        )
    return made


def agent_count(scenario: Scenario) -> int:
    """Return how many agents a scenario has, those called up later included, without making them."""
    present = as_present(scenario.army)
    establishments = {e.id: e for e in present.establishments}
    conscripts, about = {intake.id for intake in scenario.army.intakes if intake.conscript}, scenario.about
    term = int(scenario.parameters["service_days"])  # type: ignore[arg-type]
    army = agents_of(present.formations, establishments, conscripts, about.days, term, about.persons_per_agent)
    return army + sum(len(pool) for *_, pool in civilian_pools(scenario))


def civilian_pools(scenario: Scenario) -> list[tuple[str, int, int, np.ndarray]]:
    """Return the pools of civilians who may take up arms; none without a rebel side."""
    return communities(scenario, scenario.parameters) if scenario.militias else []


def keep_for_comparisons(record: Record, engine: Engine) -> None:
    """Keep with a record what comparisons need of its run, while its engine is there."""
    vars(record)["_kept"] = kept_run(engine, record.facts)


def kept_of(record: Record) -> KeptRun:
    """What was kept for comparisons of a run that ``simulate`` or a drag made."""
    found: KeptRun = vars(record)["_kept"]
    return found


def once(record: Record, name: str, make: Callable[[], T]) -> T:
    """Something that is made of a record, kept with it; once for all visitors who see it, though they ask at the same time."""
    kept = vars(record)
    with kept.setdefault("_making", threading.RLock()):
        if name not in kept:
            kept[name] = make()
        found: T = kept[name]
        return found


def compared_once(before: Record, record: Record) -> Comparison:
    """The comparison of two runs that ``simulate`` or a drag made; kept with the second for as long as there is the first."""
    known: WeakKeyDictionary[Record, Comparison] = once(record, "_compared", WeakKeyDictionary)
    if before not in known:
        known[before] = comparison_of_runs(kept_of(before), kept_of(record))
    return known[before]


def simulate(made: RunRequest, progress: Callable[[int, int], None], stop: threading.Event) -> Record:
    """Run it and return its record, with all that comparisons need; nothing of the engine is kept.

    Raises:
        Stopped: the stop event was set.
    """
    started = time.perf_counter()
    engine = Engine(made.identity)

    def report(day: int, days: int) -> None:
        raise_if_stopped(stop)
        progress(day, days)

    engine.run(report)
    took = round(time.perf_counter() - started, 3)
    log = {"seconds": took, "agents": engine.state.people.size, "platform": platform.platform(), "processor": platform.machine()}
    record = Record.of(engine, log)
    made_of = vars(record)
    keep_for_comparisons(record, engine)
    for name in (*TABLES, "history", "outcome", "check"):  # here, not while a page is drawn
        raise_if_stopped(stop)
        getattr(record, name)
    del made_of["facts"]  # they look at the engine; those that are made anew look at the tables
    record._read, record._pieces = made_of.__getitem__, None
    return record
