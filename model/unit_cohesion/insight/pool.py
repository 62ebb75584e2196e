"""Many runs in several processes, or in this one where that is sooner: the results are the same for any number of workers."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from unit_cohesion.errors import CohesionError, short_repr
from unit_cohesion.insight.worlds import RunExtras, RunResult, World, run_world
from unit_cohesion.population.army import layout
from unit_cohesion.scalars import whole_number
from unit_cohesion.scenario import Scenario

NANOSECONDS = 12.0  # of a day of an agent
SOONER_HERE = 5.0  # seconds of runs below which starting processes takes longer than it saves
START_SECONDS = 3.0  # until they are there
MOST_WORKERS = 256
AHEAD = 4  # runs handed out for each worker
TICK = 0.2  # seconds in which Ctrl-C is heard
KILLED = "a worker was killed while it ran (for want of memory?); fewer workers, or workers=1, may do"
GUARD = "in a script, what starts them stands below if __name__ == '__main__':"
NOT_STARTED = f"the workers could not be started: {GUARD} (workers=1 needs none)"
Progress = Callable[[int, int], None]
T = TypeVar("T")
Job = tuple[int, int]
"""Row of a world, and a seed."""


def estimated(worlds: Sequence[World], jobs: Sequence[Job], workers: int = 1) -> float:
    """About how many seconds these runs take."""
    each = [_army_size(world.scenario) * world.scenario.about.days * NANOSECONDS * 1e-9 for world in worlds]
    seconds = sum(each[world] for world, _ in jobs)
    return seconds if workers == 1 else START_SECONDS + seconds / workers


def workers_for(worlds: Sequence[World], jobs: Sequence[Job], workers: int | None) -> int:
    """How many processes to take for some runs: see ``workers_of``."""
    return workers_of(estimated(worlds, jobs), len(jobs), workers)


def workers_of(seconds: float, jobs: int, workers: int | None) -> int:
    """How many processes to take: as many as asked for, or else as many as there are processors where that is sooner.

    Args:
        seconds: that it takes in one process.

    Raises:
        CohesionError: a number that is not allowed.
    """
    if workers is not None:
        whole = whole_number(workers)
        if whole is None or not 1 <= whole <= MOST_WORKERS:
            raise CohesionError(f"workers = {short_repr(workers)}: allowed: a whole number from 1 to {MOST_WORKERS}")
        return min(whole, jobs)
    if seconds < SOONER_HERE:
        return 1
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(found, jobs, MOST_WORKERS))


def run_all(
    worlds: Sequence[World], jobs: Sequence[Job], want: RunExtras, workers: int | None = None, progress: Progress | None = None
) -> list[RunResult]:
    """Do these runs; what was kept of each, in the order of the jobs.

    Args:
        workers: processes; 1 is this one alone.
        progress: called as ``progress(done, total)`` after each run; what it raises stops all.

    Raises:
        CohesionError: processes cannot be started, or one was killed.
    """
    firsts = {world: number for number, (world, _) in reversed(list(enumerate(jobs)))}
    marked = [(world, seed, firsts[world] == number) for number, (world, seed) in enumerate(jobs)]
    return do_all(_Runs(tuple(worlds), want), marked, workers_for(worlds, jobs, workers), progress)


def do_all(task: Callable[..., T], jobs: Sequence[tuple[Any, ...]], workers: int, progress: Progress | None = None) -> list[T]:
    """Call a task, which can be pickled, with each job; what it returned, in the order of the jobs. See ``run_all``."""
    if workers == 1:
        found = []
        for job in jobs:
            found.append(task(*job))
            if progress:
                progress(len(found), len(jobs))
        return found
    return _in_processes(task, jobs, workers, progress)


@dataclass(frozen=True)
class _Runs:
    """Does one of many runs."""

    worlds: tuple[World, ...]
    want: RunExtras

    def __call__(self, world: int, seed: int, first: bool) -> RunResult:
        return run_world(self.worlds[world], seed, self.want, first)


def _army_size(scenario: Scenario) -> int:
    army = layout(scenario)
    return int((army.first[1:] - army.first[:-1])[army.kind].sum())


def _in_processes(task: Callable[..., T], jobs: Sequence[tuple[Any, ...]], workers: int, progress: Progress | None) -> list[T]:
    refuse_unguarded()
    context = multiprocessing.get_context("spawn")
    begun = context.RawValue("b", 0)  # no lock that a worker could die with
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker, initargs=(begun, task))
    found: dict[int, T] = {}
    waiting, left = dict[Future[T], int](), iter(enumerate(jobs))
    with _interrupts_deferred() as interrupted:
        try:
            while not interrupted():
                with _interrupts_blocked(), _one_thread_each():
                    for number, job in islice(left, AHEAD * workers - len(waiting)):
                        waiting[pool.submit(_run_job, *job)] = number
                if not waiting:
                    break
                ended = wait(waiting, TICK, FIRST_COMPLETED).done
                if not ended and any(process.exitcode is not None for process in _processes(pool)):
                    raise BrokenProcessPool  # the pool itself may not see it: it waits for the rest of what that one had begun to send
                for future in ended:
                    found[waiting.pop(future)] = future.result()
                    if progress:
                        progress(len(found), len(jobs))
        except BrokenProcessPool:
            raise CohesionError(KILLED if begun.value else NOT_STARTED) from None
        finally:
            _end_workers(pool, at_once=len(found) < len(jobs))
    return [found[number] for number in sorted(found)]


def refuse_unguarded() -> None:
    """Find out before workers are started whether they could read the script that starts them.

    Raises:
        SystemExit: this is one of them, and reads a script without a guard: the process that started it says so.
        CohesionError: the script is no file, but was typed or piped into Python.
    """
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        sys.exit(1)
    script = getattr(sys.modules["__main__"], "__file__", None)
    if script and getattr(sys.modules["__main__"], "__spec__", None) is None and not Path(script).is_file():
        raise CohesionError(f"workers read the script that starts them, and {script} is no file: save it as one; {GUARD}")


def _end_workers(pool: ProcessPoolExecutor, at_once: bool) -> None:
    """End the workers, who hold nothing that is worth waiting for."""
    if at_once:
        for process in _processes(pool):
            process.kill()
        getattr(pool, "_result_queue")._writer.close()  # noqa: B009 - else this end alone keeps the pool waiting for the rest of an answer
    pool.shutdown(wait=True, cancel_futures=True)


def _processes(pool: ProcessPoolExecutor) -> list[Any]:
    return list((getattr(pool, "_processes", None) or {}).values())


@contextmanager
def _interrupts_deferred() -> Iterator[Callable[[], bool]]:
    """Put Ctrl-C off to the end of the block, where it could leave the pool's locks held; yields a function that says whether it came."""
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    kept: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: kept.append(number))
    try:
        yield lambda: bool(kept)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL if before is None else before)
        if kept:
            signal.raise_signal(signal.SIGINT)
    if kept:  # whoever hears of it there let it pass
        raise KeyboardInterrupt


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Make what is started in the block deaf to Ctrl-C, which a terminal sends to all."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Give processes that are started in the block no threads of NumPy's own, which spin for work that never comes."""
    name = "OPENBLAS_NUM_THREADS"
    before = os.environ.get(name)
    os.environ.setdefault(name, "1")
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(name, None)


# ---- in the workers

_tasks: list[Callable[..., Any]] = []
"""The one that this worker was started with."""


def _start_worker(begun: Any, task: Callable[..., Any]) -> None:
    _tasks[:] = [task]
    gc.freeze()  # what is loaded stays
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    begun.value = 1


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _run_job(*job: Any) -> Any:
    return _tasks[0](*job)
