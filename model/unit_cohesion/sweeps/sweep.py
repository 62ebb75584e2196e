"""A sweep: all runs of a design, on this machine or on a cluster, into a folder; stopped or killed, it goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from secrets import token_hex
from threading import Event, Thread
from typing import Any

import pandas as pd

from unit_cohesion.errors import CohesionError, short_repr
from unit_cohesion.insight.pool import MOST_WORKERS, refuse_unguarded
from unit_cohesion.scalars import plain_scalar, whole_number
from unit_cohesion.simulation.identity import Rules, plugins_of
from unit_cohesion.sweeps.chunk import FAILED, TIMEOUT, Model, Result, Work, run_chunk
from unit_cohesion.sweeps.cluster import Workers, processors
from unit_cohesion.sweeps.designs.design import Design, Run
from unit_cohesion.sweeps.designs.design_file import load_design as read_design
from unit_cohesion.sweeps.dispatch import Dispatcher, Pace
from unit_cohesion.sweeps.estimate import TRIALS, Estimate, estimated, refuse_full
from unit_cohesion.sweeps.leases import STOP, TRIAL, FileLease, reset_leases, strikes_and_timeouts
from unit_cohesion.sweeps.parts import schema_of
from unit_cohesion.sweeps.result_buffer import ResultBuffer
from unit_cohesion.sweeps.store import Store
from unit_cohesion.sweeps.sweep_folder import load_table


@dataclass(frozen=True)
class Progress:
    """How far a sweep is. ``done`` runs are on the disk; the ``failed`` ones are among them.

    Attributes:
        state: ``starting``, ``running``, ``stopping``, and at the end ``finished``, ``stopped`` or ``broken``.
        per_second: of late; seconds_left: at that rate, or, while few runs are done, by what a run takes; None if neither is known.
    """

    state: str
    total: int
    done: int
    failed: int
    per_second: float
    seconds_left: float | None
    workers: int


def sweep(
    design: Design | str | Path,
    out: str | Path,
    workers: int | None = None,
    scheduler: str | None = None,
    *,
    retry_failed: bool = False,
    memory_limit: str | int = "auto",
    model: Model | None = None,
    outcomes: Sequence[str] = (),
    rules: Rules = (),
) -> Sweep:
    """Start all runs of a design that the folder does not hold yet, and return a handle at once.

    In a notebook:

        from unit_cohesion import sweep
        going = sweep("design.toml", "out")
        going                                    # 120 of 4,000 runs, 2 failed, 9.8 a second
        going.table()                            # what is there now, a row a run
        going.stop()                             # the same call goes on later
        going.wait().table()                     # all of it

    In a script, call it under ``if __name__ == "__main__":``, since workers are processes of their own, and ``wait()`` for it.

    Args:
        design: a design, or the path of a design file.
        out: the folder to write to: new, empty, or of this sweep.
        workers: processes on this machine; one for each processor by default.
        scheduler: the address of a Dask scheduler, to use its workers instead.
        retry_failed: do the runs that went wrong again.
        memory_limit: of each worker on this machine, such as "2 GiB".
        model: a function to run in the model's place, ``(scenario, seed, off) → {name: number}``, that workers can import.
        outcomes: the names of what it returns.
        rules: rules from outside (``unit_cohesion.extend``), with which all runs are made; the design can vary their parameters.

    Raises:
        CohesionError: the design or the folder is not allowed; nothing is started then.
    """
    if workers is not None and not 1 <= (whole_number(workers) or 0) <= MOST_WORKERS:
        raise CohesionError(f"workers = {short_repr(workers)}: allowed: a whole number from 1 to {MOST_WORKERS}")
    workers = plain_scalar(workers)
    chosen = design if isinstance(design, Design) else read_design(design, plugins_of(rules))
    if rules and isinstance(design, Design):
        raise CohesionError("rules: allowed: with the path of a design file, as a loaded design has its own (load_design(path, plugins))")
    if model:
        if not outcomes:
            raise CohesionError("outcomes: allowed: the names of what the function in the model's place returns")
        chosen = replace(chosen, model=f"{model.__module__}.{model.__qualname__}", outcomes=tuple(outcomes), keep=())
    refuse_unguarded()
    return Sweep(Store(Path(out), chosen, retry_failed), workers, scheduler, memory_limit, model)


def work_of(design: Design, leases: Path, token: str, model: Model | None = None) -> Work:
    """What is sent to workers of a design."""
    scenario = json.dumps(design.scenario.to_mapping())
    return Work(scenario, design.names, design.outcomes, design.keep, design.timeout_s, str(leases.resolve()), token, model, design.plugins)


def dry_run(design: Design, leases: Path, workers: int | None = None) -> Estimate:
    """What a whole sweep would take, by a few runs whose results are thrown away; ``leases`` is a folder for the moment."""
    reset_leases(leases, TRIAL)
    runs = list(islice(design.runs(), TRIALS))
    report = run_chunk(work_of(design, leases, TRIAL), TRIAL, runs, watched=False)
    return estimated(report.results, schema_of(design), design.run_count, workers or processors())


class Sweep:
    """A sweep under way. See ``sweep``.

    Attributes:
        design, folder: of it.
        estimate: time and disk, once the trial runs are done; None before, and where nothing was left to do.
        estimated: set when ``estimate`` is as good as it gets.
        messages: what a user should know of, such as damaged parts.
    """

    def __init__(self, store: Store, workers: int | None, scheduler: str | None, memory_limit: str | int, model: Model | None) -> None:
        self.design, self.folder, self.messages = store.design, store.folder, store.messages
        self.estimate: Estimate | None = None
        self.estimated = Event()
        self._store, self._intake, self._pace = store, ResultBuffer(store), Pace()
        self._state, self._stop, self._ended = "starting", Event(), Event()
        self._fault: BaseException | None = None
        self._dispatcher: Dispatcher | None = None
        token = token_hex(8)
        reset_leases(store.leases, token)
        self._work = work_of(self.design, store.leases, token, model)
        self._workers = Workers(workers, scheduler, memory_limit) if store.left else None
        Thread(target=self._go, name="sweep", daemon=True).start()

    def __reduce__(self) -> tuple[Any, ...]:
        raise CohesionError(f"a sweep under way cannot be pickled: what it wrote can be read anywhere, load_table({str(self.folder)!r})")

    @property
    def progress(self) -> Progress:
        """How far it is."""
        store, total = self._store, self.design.run_count
        workers = self._dispatcher.workers if self._dispatcher else 0
        left = self._intake.seconds_left(total - store.done, workers, self._pace.seconds)
        if left is None and self.estimate:
            left = self.estimate.seconds
        state = "stopping" if self._stop.is_set() and self.going else self._state
        return Progress(state, total, store.done, store.failed, self._intake.per_second, left, workers)

    @property
    def going(self) -> bool:
        """Whether it has not ended yet."""
        return not self._ended.is_set()

    def stop(self, at_once: bool = False) -> None:
        """Hand out no more; what is under way is finished, or dropped if it takes long. Or drop it at once."""
        self._stop.set()
        with suppress(OSError):
            (self._store.leases / STOP).touch()
        if at_once:
            if self._dispatcher:
                self._dispatcher.grace = 0.0
            if self._workers:
                self._workers.kill()

    def wait(self, timeout: float | None = None) -> Sweep:
        """Wait until it has ended, or for so many seconds.

        Raises:
            CohesionError: it broke: a full disk, a scheduler that is gone.
        """
        self._ended.wait(timeout)  # not Thread.join, which Ctrl-C leaves thinking that the thread has ended
        if self._fault and not self.going:
            raise self._fault
        return self

    def table(self) -> pd.DataFrame:
        """The outcomes that are there now: a row a run, sorted by run."""
        return load_table(self.folder)

    def __repr__(self) -> str:
        now = self.progress
        failed = f", {now.failed:,} failed" if now.failed else ""
        return f"<Sweep {self.design.name} ({now.state}): {now.done:,} of {now.total:,} runs{failed}, {now.per_second:.2g} a second>"

    def _go(self) -> None:
        try:
            self._run()
            self._intake.write()
            self._store.finish()
            self._state = "finished" if self._store.done >= self.design.run_count else "stopped"
            if self._state == "stopped" and not self._stop.is_set():
                raise CohesionError(f"{self.design.run_count - self._store.done} runs got lost on the way; the same command does them")
        except BaseException as fault:  # told to whoever waits
            self._fault, self._state = fault, "broken"
            with suppress(Exception):
                self._intake.write()
        finally:
            why = f" ({self._fault})" if self._fault else ""
            self._store.log(f"{self._state}: {self._store.done} of {self.design.run_count} runs{why}")
            self.estimated.set()
            if self._workers:
                self._workers.close()
            self._store.close()
            self._ended.set()

    def _run(self) -> None:
        if not self._workers:
            return
        plan, tried, again = self._trials(self._workers)
        self.estimated.set()
        if self._stop.is_set():
            return
        client = self._workers.client()
        left = self._store.left - tried
        self._dispatcher = Dispatcher(client, self._work, plan, left, self._pace, self._intake.accept, self._intake.tick, self._stop)
        self._dispatcher.retries.extend(again)
        self._state = "running"
        self._intake.begin()
        self._store.log(f"{client.scheduler.address if client.scheduler else 'no scheduler'}: {left} runs left")
        self._dispatcher.run()

    def _trials(self, workers: Workers) -> tuple[Iterator[Run], int, list[tuple[Run, int]]]:
        """A few runs here, while the workers start; returns what is left, how many were tried, and what is to be tried again."""
        lease = FileLease(self._store.leases, TRIAL)
        strikes, _ = strikes_and_timeouts(lease)  # what this process itself did not survive is left to workers
        lease.discard()
        results: list[Result] = []
        for run in islice((run for run in self._store.plan() if run.id not in strikes), TRIALS):
            if self._stop.is_set() or (results and workers.ready):
                break
            results += run_chunk(self._work, TRIAL, [run], watched=False).results
        lease.discard()
        again = [(r.run, 2) for r in results if r.status in (FAILED, TIMEOUT)]
        good = [r for r in results if r.status not in (FAILED, TIMEOUT)]
        tried = {r.run.id for r in results}
        if results:
            self._pace.seconds = sum(r.seconds for r in results) / len(results)
            self.estimate = estimated(results, self._store.schema, self._store.left, workers.count)
            refuse_full(self.folder, self.estimate)
        self._intake.accept(good, 1, TRIAL)
        self._intake.write()
        return (run for run in self._store.plan() if run.id not in tried), len(tried), again
