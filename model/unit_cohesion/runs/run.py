"""One run, from a scenario to its record."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from unit_cohesion.errors import CohesionError
from unit_cohesion.runs import saved
from unit_cohesion.runs.notebook import progress_or_bar
from unit_cohesion.runs.record import Record
from unit_cohesion.scenario import Scenario
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.simulation.identity import Change, Identity, Rules, identity_of, plugins_of
from unit_cohesion.simulation.plugins import PlugIns
from unit_cohesion.simulation.remarks import warn
from unit_cohesion.simulation.run_file import RUN_FILE

__all__ = ["Record", "load_record", "rerun", "run"]

Progress = Callable[[int, int], None]


def run(
    scenario: str | Path | Mapping[str, Any] | Scenario | Identity,
    rng: int | None = 1,
    *,
    off: object = None,
    days: int | None = None,
    persons_per_agent: int | None = None,
    rules: Rules | PlugIns = (),
    changes: Iterable[Change] = (),
    progress: Progress | None = None,
    **parameters: Any,
) -> Record:
    """Run a scenario and return its record.

    In a notebook:

        from unit_cohesion import run
        record = run("two-valleys")                          # a shipped name, a path to a TOML file, or a mapping
        record.check                                         # the scenario's targets, beside what came out
        record.daily.plot(x="date", y="serving")             # a row a day
        leavers = record.events.query("event == 'defection'")
        leavers.groupby(["sect", "cause"], observed=True).persons.sum()
        leavers.filter(like="log_").mean()                   # which mechanisms pushed (> 0) and held (< 0) those who left
        record.people.sort_values("days_to_go").head()       # who is closest to going
        record.save("runs/first")                            # Parquet tables and run.json

    The same draws without a mechanism, or with another parameter; the difference is what it does:

        alone = run("two-valleys", off="D5")                 # nobody is moved by comrades
        close = run("two-valleys", comrade_pressure=2.5, days=200)
        later = run("two-valleys", off="D5@100")             # nobody is, from day 100 on
        record.outcome["left"] - alone.outcome["left"]

    Args:
        scenario: what to run: a shipped name, a path, a mapping, a ``Scenario``; or the ``identity`` of an earlier run, alone.
        rng: the seed; the same seed and scenario give the same run. None draws one, which the record tells.
        off: an id of ``unit_cohesion.mechanisms``, or several, to switch off; ``D5@100`` is off from day 100 on.
        days: how long, if not as the scenario says.
        persons_per_agent: persons that each agent stands for, if not as the scenario says; 1 is a person each.
        rules: rules from outside (``unit_cohesion.extend``), beside the program's own.
        changes: what else is done on the way: ``Change(100, set={"comrade_pressure": 2})``.
        progress: called as ``progress(day, days)`` on the way.
        parameters: any declared parameter by its name (``cohesion parameters`` lists them), those of ``rules`` too.

    Raises:
        ScenarioErrors, ScenarioError: something is not allowed; the message names it and what may stand there.
        CohesionError: a rule from outside is not allowed, or failed; the message names it and the day.

    Warns:
        Unused: something that is asked for will not count in this run (``unit_cohesion.remarks``).
    """
    if isinstance(scenario, Identity):
        if rng != 1 or parameters or any(given not in (None, ()) for given in (off, days, persons_per_agent, rules, changes)):
            raise CohesionError("run: allowed: an identity alone, as it says all of a run; identity.varied(...) changes one")
        made = scenario
    else:
        made = identity_of(
            scenario, rng, off=off, rules=rules, changes=changes, days=days, persons_per_agent=persons_per_agent, parameters=parameters
        )
    warn(made, level=2)
    return _run(made, progress)


def rerun(path: str | Path, progress: Progress | None = None, *, rules: Rules | PlugIns = ()) -> Record:
    """Run a ``run.json`` (or the folder that holds it) again: the same tables, byte for byte, with the same versions of everything.

    Args:
        rules: the rules from outside that it was made with.

    Raises:
        CohesionError: there is no such file, it is damaged, it cannot be repeated, or a rule is missing or is not the same any more.
    """
    return _run(saved.load_run_json(path).identity(plugins_of(rules), str(path)), progress)


def load_record(folder: str | Path, rules: Rules | PlugIns = ()) -> Record:
    """The record that was saved in a folder; ``rules`` are those from outside that it was made with, where it is to be walked again.

    Raises:
        CohesionError: there is none, or it is damaged (tables are read, and found damaged, when first asked for).
    """
    saved_run = saved.load_run_json(folder)
    folder = Path(folder) if Path(folder).is_dir() else Path(folder).parent
    saved.refuse_doubtful(saved_run, folder / RUN_FILE)
    identity = saved_run.identity(plugins_of(rules), str(folder)) if rules else saved_run.bare_identity
    return Record(
        identity,
        saved_run.content["days"],
        lambda table: saved.read_saved(folder, saved_run, table),
        saved.read_log(folder),
        saved_run.content["outcome"],
        rules=saved_run.rules,
        failed=saved_run.content.get("failed"),
    )


def _run(identity: Identity, progress: Progress | None) -> Record:
    started = time.perf_counter()
    engine = Engine(identity)
    with progress_or_bar(progress, "running, day") as tell:
        engine.run(tell)
    took = time.perf_counter() - started
    log = {"seconds": round(took, 3), "agents": engine.state.people.size, "platform": platform.platform(), "processor": platform.machine()}
    return Record.of(engine, log)
