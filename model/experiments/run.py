"""One run, from a scenario to its record."""

from __future__ import annotations

import platform
import secrets
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from model.errors import CohesionError, shown
from model.experiments import saved
from model.experiments.results import Record
from model.experiments.showing import watched
from model.experiments.versions import code_version
from model.scenario import Scenario, load_scenario
from model.scenario_build import as_json
from model.walk import Engine

__all__ = ["Record", "load_record", "rerun", "run"]

Progress = Callable[[int, int], None]


def run(
    scenario: str | Path | Mapping[str, Any] | Scenario, rng: int | None = 1, *, off: object = None, days: int | None = None,
    persons_per_agent: int | None = None, progress: Progress | None = None, **parameters: Any,
) -> Record:  # fmt: skip
    """Run a scenario and return its record.

    In a notebook::

        from model import run
        record = run("two-valleys")                          # a shipped name, a path to a TOML file, or a mapping
        record.check                                         # the scenario's targets, beside what came out
        record.daily.plot(x="date", y="serving")             # a row a day
        leavers = record.events.query("event == 'defection'")
        leavers.groupby(["sect", "cause"], observed=True).persons.sum()
        leavers.filter(like="log_").mean()                   # which mechanisms pushed (> 0) and held (< 0) those who left
        record.people.sort_values("days_to_go").head()       # who is closest to going
        record.save("runs/first")                            # Parquet tables and run.json

    The same draws without a mechanism, or with another parameter; the difference is what it does::

        alone = run("two-valleys", off="D5")                 # nobody is moved by comrades
        close = run("two-valleys", comrade_pressure=2.5, days=200)
        record.outcome["left"] - alone.outcome["left"]

    Args:
        scenario: what to run.
        rng: the seed; the same seed and scenario give the same run. None draws one, which the record tells.
        off: an id of ``model.mechanisms``, or several, to switch off.
        days: how long, if not as the scenario says.
        persons_per_agent: persons that each agent stands for, if not as the scenario says; 1 is a person each.
        progress: called as ``progress(day, days)`` after each day.
        parameters: any declared parameter by its name (``cohesion parameters`` lists them).

    Raises:
        ScenarioErrors, ScenarioError: something is not allowed; the message names it and what may stand there.
    """
    chosen = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    scale = {name: value for name, value in (("days", days), ("persons_per_agent", persons_per_agent)) if value is not None}
    if scale or parameters:
        chosen = chosen.with_parameters(**scale, **parameters)
    return _run(chosen, _seed(rng), off, {name: as_json(chosen.parameters[name]) for name in parameters}, progress)


def rerun(path: str | Path, progress: Progress | None = None) -> Record:
    """Run a ``run.json`` (or the folder that holds it) again: the same tables, byte for byte, with the same versions of everything.

    Raises:
        CohesionError: there is no such file, or it is damaged.
    """
    said = saved.load_run_json(path)
    return _run(said.scenario, said.seed, list(said.off), said.set, progress)


def load_record(folder: str | Path) -> Record:
    """The record that was saved in a folder.

    Raises:
        CohesionError: there is none, or it is damaged (tables are read, and found damaged, when first asked for).
    """
    said = saved.load_run_json(folder)
    folder = Path(folder) if Path(folder).is_dir() else Path(folder).parent
    if said.said.get("code_version") == code_version() and said.scenario.hash != said.said.get("scenario_hash"):
        raise CohesionError(f"{folder}: its run.json holds not the scenario that was run: it was changed by hand, and can be run again")
    return Record(said.scenario, said.seed, said.off, said.said["days"], lambda table: saved.read_saved(folder, said, table),
                  said.set, saved.read_log(folder), said.said["outcome"])  # fmt: skip


def _run(scenario: Scenario, seed: int, off: object, given: Mapping[str, Any], progress: Progress | None) -> Record:
    started = time.perf_counter()
    engine = Engine(scenario, seed, off)
    with watched(progress, "running, day") as told:
        engine.run(told)
    took = time.perf_counter() - started
    log = {"seconds": round(took, 3), "agents": engine.state.people.size, "platform": platform.platform(), "processor": platform.machine()}
    return Record.of(engine, given, log)


def _seed(rng: object) -> int:
    """The seed, drawn if none is given."""
    if rng is None:
        return secrets.randbits(32)
    if isinstance(rng, int | np.integer) and not isinstance(rng, bool) and rng >= 0:
        return int(rng)
    raise CohesionError(f"rng = {shown(rng)}: allowed: a whole number from 0, or None to draw one")
