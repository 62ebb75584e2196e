"""What a worker does: a chunk of runs, one after the other, each into a row and the tables that are kept.

A run that fails is a row too; nothing that a run does ends the chunk but the death of its process.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

import numpy as np
import pyarrow as pa

from unit_cohesion.engine.declare import Value
from unit_cohesion.errors import OutcomeError, Untold
from unit_cohesion.runs.record import Record
from unit_cohesion.scenario import Scenario, load_scenario
from unit_cohesion.simulation.engine import Engine, warm
from unit_cohesion.simulation.identity import NO_PLUGINS, Identity, identity_of
from unit_cohesion.simulation.plugins import PlugIns
from unit_cohesion.sweeps.designs.design import OFF, Run
from unit_cohesion.sweeps.fingerprint import code_fingerprint
from unit_cohesion.sweeps.leases import STRIKES, lease_of, strikes_and_timeouts, watchdog
from unit_cohesion.tables.parquet import as_arrow

OK, FAILED, TIMEOUT, CRASHED = "ok", "failed", "timeout", "crashed"
CHUNK_SECONDS = 2.5  # of work that is handed out at once, about
GRACE = 1.5  # seconds, and 5 % more than a run may take: then the watchdog bites
FAR = 100  # expected to take so many times less than they may, runs are left to the watchdog: asking costs a small one a third of its time

Model = Callable[[Scenario, int, frozenset[str]], Mapping[str, float | None]]
"""What may stand in the model's place: scenario, seed and what is switched off → outcomes."""

_ONE_AT_A_TIME = threading.Lock()  # where a worker has several threads


@dataclass(frozen=True)
class Work:
    """What the runs of a sweep have in common; travels with every chunk.

    Attributes:
        scenario: as JSON, before what is varied; names: of what is varied; outcomes: names of what comes out.
        keep, timeout_s: as the design says.
        leases, token: the folder of leases, and the file in it that only this sweep has.
        model: what stands in the model's place, if anything does.
        plugins: the rules from outside.
    """

    scenario: str
    names: tuple[str, ...]
    outcomes: tuple[str, ...]
    keep: tuple[str, ...]
    timeout_s: float
    leases: str
    token: str
    model: Model | None = None
    plugins: PlugIns = NO_PLUGINS


@dataclass(frozen=True)
class Result:
    """One run: its row, its kept tables, and what is only for the journal (seconds, memory, worker)."""

    run: Run
    status: str
    error: str | None = None
    outcome: tuple[float | None, ...] = ()
    tables: Mapping[str, pa.Table] = field(default_factory=dict)
    seconds: float = 0.0
    memory_mb: float = 0.0
    worker: str = ""


@dataclass(frozen=True)
class Report:
    """What a chunk gives back."""

    results: list[Result]
    made_with: Mapping[str, str]


class _Late(Exception):
    pass


def run_chunk(work: Work, chunk: str, runs: Sequence[Run], watched: bool = True) -> Report:
    """Do these runs; those that killed earlier takers of this chunk are left out, and told of."""
    lease = lease_of(chunk, work.leases, work.token)
    strikes, late = strikes_and_timeouts(lease)
    far = watched and len(runs) * work.timeout_s > FAR * CHUNK_SECONDS
    if not work.model:
        _compile_rules()
    results = []
    for run in runs:
        if lease.stopping():
            break
        if run.id in late:
            results.append(Result(run, TIMEOUT, _timeout_text(work), worker=_worker_name()))
        elif strikes[run.id] >= STRIKES:
            results.append(Result(run, CRASHED, f"its worker died {STRIKES} times", worker=_worker_name()))
        else:
            with _ONE_AT_A_TIME:
                lease.note("start", run.id)
                with watchdog(lease, work.timeout_s * 1.05 + GRACE) if watched else nullcontext():
                    results.append(_run_one(work, run, far))
                lease.note("end", run.id)
    return Report(results, code_fingerprint())


@cache
def _compile_rules() -> None:
    """Compile the rules, or load them: that is not part of any run's time."""
    warm()


def _run_one(work: Work, run: Run, far: bool) -> Result:
    started = time.perf_counter()
    status, error = OK, None
    outcome: Mapping[str, float | None] = {}
    tables: dict[str, pa.Table] = {}

    def raise_if_late(day: int, days: int) -> None:
        if time.perf_counter() - started > work.timeout_s:
            raise _Late

    try:
        outcome, tables = _simulated(work, run, None if far else raise_if_late)
    except _Late:
        status, error = TIMEOUT, _timeout_text(work)
    except Exception as fault:
        status, error = FAILED, " ".join(f"{type(fault).__name__}: {fault}".split())[:300]
    values = tuple(_number(outcome[name]) if name in outcome else None for name in work.outcomes)
    return Result(run, status, error, values, tables, time.perf_counter() - started, _memory_mb(), _worker_name())


def _simulated(work: Work, run: Run, progress: Callable[[int, int], None] | None) -> tuple[Mapping[str, float | None], dict[str, pa.Table]]:
    identity = replace(cell_identity(work.scenario, work.names, run.cell.values, work.plugins), seed=run.seed)
    if work.model:
        return work.model(identity.scenario, run.seed, identity.off), {}

    engine = Engine(identity)
    engine.run(progress)
    record = Record.of(engine)
    kept = {table: as_arrow(getattr(record, table), table, record.told(table)) for table in work.keep}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Untold)  # raised instead: the row of the run says it
        for why in record.failed.values():
            raise OutcomeError(why)
    return record.outcome, {name: _without_dictionaries(table) for name, table in kept.items()}


def _without_dictionaries(table: pa.Table) -> pa.Table:
    """Return the table without dictionaries, so that tables of different runs can be put together as they are."""
    fields = [f.with_type(pa.string()) if pa.types.is_dictionary(f.type) else f for f in table.schema]
    return table.replace_schema_metadata(None).cast(pa.schema(fields))


def _number(value: float | None) -> float | None:
    return None if value is None or np.isnan(value) else float(value)


def _timeout_text(work: Work) -> str:
    return f"took longer than {work.timeout_s:g} s"


def _memory_mb() -> float:
    """The most that this process ever held; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024.0 if sys.platform != "darwin" else 1024.0**2)


def _worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


@lru_cache(maxsize=4)
def _scenario(text: str, plugins: PlugIns) -> Scenario:
    return load_scenario(json.loads(text), outside=plugins.outside)


@lru_cache(maxsize=64)
def cell_identity(text: str, names: tuple[str, ...], values: tuple[Value | str, ...], plugins: PlugIns = NO_PLUGINS) -> Identity:
    """Return the run of a cell, made once for all its seeds."""
    changes, base = dict(zip(names, values, strict=True)), _scenario(text, plugins)
    off = changes.pop(OFF, "")
    return identity_of(base, off=off, rules=plugins, parameters=changes)
