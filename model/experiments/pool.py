"""Many runs in several processes, or in this one where that is sooner: the results are the same for any number of workers."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from model.errors import CohesionError, shown
from model.experiments.worlds import Ran, Want, World, ran
from model.population.army import layout
from model.scenario import Scenario, load_scenario

NANOSECONDS = 12.0  # of a day of an agent
SOONER_HERE = 5.0  # seconds of runs below which starting processes takes longer than it saves
START_SECONDS = 3.0  # until they are there
MOST_WORKERS = 256
Progress = Callable[[int, int], None]
Job = tuple[int, int]
"""Row of a world, and a seed."""


def estimated(worlds: Sequence[World], jobs: Sequence[Job], workers: int = 1) -> float:
    """About how many seconds these runs take."""
    each = [_people(world.scenario) * world.scenario.about.days * NANOSECONDS * 1e-9 for world in worlds]
    seconds = sum(each[world] for world, _ in jobs)
    return seconds if workers == 1 else START_SECONDS + seconds / workers


def workers_for(worlds: Sequence[World], jobs: Sequence[Job], workers: int | None) -> int:
    """How many processes to take: as many as asked for, or else as many as there are processors where that is sooner.

    Raises:
        CohesionError: a number that is not allowed.
    """
    if workers is not None:
        if type(workers) is not int or not 1 <= workers <= MOST_WORKERS:
            raise CohesionError(f"workers = {shown(workers)}: allowed: a whole number from 1 to {MOST_WORKERS}")
        return min(workers, len(jobs))
    if estimated(worlds, jobs) < SOONER_HERE:
        return 1
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(found, len(jobs), MOST_WORKERS))


def run_all(
    worlds: Sequence[World], jobs: Sequence[Job], want: Want, workers: int | None = None, progress: Progress | None = None
) -> list[Ran]:
    """Do these runs; what was kept of each, in the order of the jobs.

    Args:
        workers: processes; 1 is this one alone.
        progress: called as ``progress(done, total)`` after each run; what it raises stops all.

    Raises:
        CohesionError: processes cannot be started, or one was killed.
    """
    count = workers_for(worlds, jobs, workers)
    firsts = {world: number for number, (world, _) in reversed(list(enumerate(jobs)))}
    if count == 1:
        found = []
        for number, (world, seed) in enumerate(jobs):
            found.append(ran(worlds[world], seed, want, firsts[world] == number))
            if progress:
                progress(len(found), len(jobs))
        return found
    marked = [(world, seed, firsts[world] == number) for number, (world, seed) in enumerate(jobs)]
    return _in_processes(worlds, marked, want, count, progress)


def _people(scenario: Scenario) -> int:
    army = layout(scenario)
    return int((army.first[1:] - army.first[:-1])[army.kind].sum())


def _in_processes(
    worlds: Sequence[World], jobs: Sequence[tuple[int, int, bool]], want: Want, workers: int, progress: Progress | None
) -> list[Ran]:  # fmt: skip
    if getattr(multiprocessing.current_process(), "_inheriting", False):  # a script without a guard, read again by its own worker
        sys.exit(1)  # told by the process that started this one
    context = multiprocessing.get_context("spawn")
    begun = context.Event()
    texts: dict[Scenario, str] = {}
    for world in worlds:
        if world.scenario not in texts:
            texts[world.scenario] = json.dumps(world.scenario.to_mapping())
    sent = tuple((world.name, texts[world.scenario], tuple(sorted(world.off))) for world in worlds)
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(begun, sent, want))
    found: list[Ran | None] = [None] * len(jobs)
    try:
        with _no_interrupts():
            futures = {pool.submit(_do, *job): number for number, job in enumerate(jobs)}
        for done, future in enumerate(as_completed(futures), 1):
            found[futures[future]] = future.result()
            if progress:
                progress(done, len(jobs))
    except BrokenProcessPool:
        _end(pool)
        if begun.is_set():
            raise CohesionError("a worker was killed while it ran (for want of memory?); fewer workers, or workers=1, may do") from None
        raise CohesionError(
            "the workers could not be started: in a script, what starts them stands below if __name__ == '__main__': (workers=1 needs none)"
        ) from None
    except BaseException:
        _end(pool)
        raise
    pool.shutdown()
    return [one for one in found if one is not None]


def _end(pool: ProcessPoolExecutor) -> None:
    """End the workers at once: they hold nothing that is worth waiting for."""
    processes = list((getattr(pool, "_processes", None) or {}).values())  # before shutdown, which forgets them
    for process in processes:
        process.kill()
    pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _no_interrupts() -> Iterator[None]:
    """What is started meanwhile is deaf to Ctrl-C, which a terminal sends to all; this process hears of it afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# ---- in the workers

_sent: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
_want = Want()


def _begin(begun: Any, sent: tuple[tuple[str, str, tuple[str, ...]], ...], want: Want) -> None:
    global _sent, _want
    _sent, _want = sent, want
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    begun.set()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@lru_cache(maxsize=8)
def _scenario(text: str) -> Scenario:
    return load_scenario(json.loads(text))


def _do(world: int, seed: int, first: bool) -> Ran:
    name, text, off = _sent[world]
    return ran(World(name, _scenario(text), frozenset(off)), seed, _want, first)
