"""What a sweep costs beside its runs: dispatch, one process and two, first result, opening a large table; and mesa.batch_run.

    python -m benchmarks.sweep_bench [RUNS]

The model's runs are the small scenario's over some days; the same runs are done (a) in a plain loop in one process, (b) by a sweep on one
worker and on two, (c) by ``mesa.batch_run`` in one process and in two.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import mesa
import psutil

from unit_cohesion import CohesionModel, run
from unit_cohesion.sweeps.chunk import Result, run_chunk
from unit_cohesion.sweeps.designs.design import Design
from unit_cohesion.sweeps.designs.design_file import load_design
from unit_cohesion.sweeps.leases import reset_leases
from unit_cohesion.sweeps.store import Store
from unit_cohesion.sweeps.sweep import Sweep, sweep, work_of
from unit_cohesion.sweeps.sweep_folder import load_table

DAYS = 120
WAS, AIM = 12, 120  # runs a second of two workers: before rules were compiled, and to be had
LOOP = 200  # runs of the plain loop
PRESSURES = (1.0, 1.5, 2.0, 3.0)
SLEEP = 0.2  # seconds that a run takes which only waits


def waits(scenario: object, seed: int, off: frozenset[str]) -> dict[str, float | None]:
    """A run of known length, for what dispatch costs."""
    time.sleep(SLEEP)
    return {"y": float(seed)}


def at_once(scenario: object, seed: int, off: frozenset[str]) -> dict[str, float | None]:
    """A run of no length."""
    return {"y": float(seed)}


def design_of(folder: Path, runs: int) -> Design:
    """So many runs of the small scenario."""
    path = folder / "bench.toml"
    seeds = -(-runs // len(PRESSURES))
    path.write_text(f'[sweep]\nscenario = "two-valleys"\nseeds = {seeds}\ndays = {DAYS}\n[vary]\ncomrade_pressure = {list(PRESSURES)}\n')
    return load_design(path)


def steady(start: Callable[[], Sweep]) -> tuple[float, float, float]:
    """Runs a second once workers are at it, seconds to the first result, and seconds in all."""
    began = time.perf_counter()
    going = start()
    first = at_work = 0.0
    held = 0
    while going.going:
        now = going.progress
        if now.done and not first:
            first = time.perf_counter() - began
        if now.state == "running" and now.per_second and not at_work:
            at_work, held = time.perf_counter(), now.done
        last, at = now.done, time.perf_counter()
        if last == now.total and at_work:
            break
        time.sleep(0.02)
    rate = (last - held) / (at - at_work) if at_work and at > at_work else float("nan")
    going.wait()
    return rate, first, time.perf_counter() - began


def told(name: str, rate: float, *more: str) -> None:
    print(f"  {name:44} {rate:8.2f} runs/s  {'  '.join(more)}", flush=True)


def processor_seconds() -> float:
    """Of this process and of all that it has waited for."""
    return sum(os.times()[:4])


def model_runs(folder: Path, runs: int) -> None:
    """The same runs, by a loop, by sweeps and by Mesa."""
    design = design_of(folder, runs)
    runs = design.run_count
    print(f"{runs} runs of two-valleys, {DAYS} days:")
    run("two-valleys", 1, days=5)
    began = time.perf_counter()
    few = [r for r, _ in zip(design.runs(), range(LOOP), strict=False)]
    for one in few:
        _ = run("two-valleys", one.seed, days=DAYS, comrade_pressure=one.cell.values[0]).outcome
    plain = len(few) / (time.perf_counter() - began)
    told("a plain loop, one process", plain)
    rates = {}
    for workers in (1, 2):
        before = processor_seconds()
        rate, first, whole = steady(lambda workers=workers: sweep(design, folder / f"out{workers}", workers))  # type: ignore[misc]
        rates[workers] = rate
        spent = f"{1000 * (processor_seconds() - before) / runs:.1f} ms of processor a run, all included"
        name = f"cohesion sweep, {workers} worker{'s' if workers > 1 else ''}"
        told(name, rate, f"first result {first:.1f} s", f"all {whole:.1f} s", spent)
    print(f"  two workers against one: {rates[2] / rates[1]:.2f}×; one worker against the loop: {rates[1] / plain:.2f}×")
    print(f"  two workers: {rates[2] / WAS:.1f}× the {WAS} a second that it was; the aim is {AIM} a second")
    parameters = {"scenario": "two-valleys", "days": DAYS, "comrade_pressure": list(PRESSURES), "rng": list(design.seeds)}
    for processes in (1, 2):
        began = time.perf_counter()
        mesa.batch_run(CohesionModel, parameters, number_processes=processes, max_steps=DAYS, display_progress=False)
        told(f"mesa.batch_run, {processes} process{'es' if processes > 1 else ''}", runs / (time.perf_counter() - began))


def dispatch(folder: Path) -> None:
    """Overhead over runs that only wait, and the parent's processor time a run."""
    design = replace(design_of(folder, 400), model="waits", outcomes=("y",))
    parent = psutil.Process()
    before = parent.cpu_times()
    rate, _, _ = steady(lambda: sweep(design, folder / "waits", 2, model=waits, outcomes=("y",)))
    after = parent.cpu_times()
    used = after.user + after.system - before.user - before.system
    over, each = (2 / SLEEP / rate - 1) * 100, 1000 * used / design.run_count
    print(f"Runs of {SLEEP} s that only wait, 2 workers: {rate:.2f} runs/s: overhead {over:.1f} %; parent {each:.1f} ms of processor a run")
    many = replace(design_of(folder, 20_000), model="at_once", outcomes=("y",))
    held = parent.memory_info().rss / 1e6
    rate, _, whole = steady(lambda: sweep(many, folder / "many", 2, model=at_once, outcomes=("y",)))
    grown = f"parent {held:.0f} to {parent.memory_info().rss / 1e6:.0f} MB"
    print(f"20,000 runs of no length, 2 workers: {rate:,.0f} runs/s, {whole:.0f} s in all; {grown}")


def large_table(folder: Path) -> None:
    """100,000 rows."""
    design = design_of(folder, 100_000)
    (folder / "leases").mkdir()
    reset_leases(folder / "leases", "token")
    small = replace(design, seeds=design.seeds[:1])
    (result, *_) = run_chunk(work_of(small, folder / "leases", "token"), "chunk", list(small.runs())[:1], watched=False).results
    store = Store(folder / "large", design)
    rows: list[Result] = [replace(result, run=one) for one in design.runs()]
    began = time.perf_counter()
    for i in range(0, len(rows), 5000):
        store.append(rows[i : i + 5000], [1] * 5000)
    wrote = time.perf_counter() - began
    store.finish()
    store.close()
    began = time.perf_counter()
    table = load_table(folder / "large")
    opened = time.perf_counter() - began
    began = time.perf_counter()
    Store(folder / "large", design).close()
    resumed = time.perf_counter() - began
    print(f"{len(table):,} rows × {table.shape[1]} columns: written in {wrote:.1f} s, opened in {opened:.2f} s, resumed in {resumed:.1f} s")


def main(runs: int) -> None:
    print(f"{multiprocessing.cpu_count()} processors, load {psutil.getloadavg()[0]:.1f}", flush=True)
    for part in (lambda folder: model_runs(folder, runs), dispatch, large_table):
        with tempfile.TemporaryDirectory() as folder:
            part(Path(folder))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
