"""Time the four programs beside one another, each run in a process of its own, on one core.

    python -m benchmarks.peers                                     # some minutes; 3,000 to 3,000,000 people, a year
    python -m benchmarks.peers --people 3000,30000 --days 100
    python -m benchmarks.peers --peers ours,in_laser

Starsim and laser-core are wanted for two of the rows: ``pip install "unit-cohesion[bench]"``. Seconds are of processor time, for the days
alone: making the army, and compiling (a small run goes before), are left out. Of several runs the fastest counts. Ratios are to ours at the
same size. The floor is what no program that keeps people as ours does can beat: reading once a day each one's pressure, resistance and own
factor (24 bytes), and doing nothing with them. Those that keep single precision (Starsim, laser-core, as their users do) have half to read.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit

from benchmarks.peers.law import Law

ONE_THREAD = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
PEERS = {"ours": "ours", "in_laser": "laser-core", "in_starsim": "Starsim", "plain_mesa": "plain Mesa", "floor": "the floor"}
NEEDS = {"in_laser": "laser", "in_starsim": "starsim"}
LARGEST = {"plain_mesa": 30_000}
SIZES = (3_000, 30_000, 300_000, 3_000_000)
ENOUGH, MOST = 2.0, 5
"""Runs are repeated until they took this many seconds in all, or are this many."""
BOUND = 600
"""Seconds after which a measurement is given up."""


@njit(fastmath=True, cache=True)
def read(pressure, resistance, own):
    """Read three columns; their sum, so that the reading is not left out as idle."""
    total = 0.0
    for i in range(len(pressure)):
        total += pressure[i] + resistance[i] + own[i]
    return total


def floor(people: int, days: int) -> float:
    """Seconds to read once a day what ours must read of each person."""
    pressure, resistance, own = np.ones(people), np.ones(people), np.ones(people)
    read(pressure, resistance, own)
    started = time.process_time()
    for _ in range(days):
        read(pressure, resistance, own)
    return time.process_time() - started


def once(name: str, people: int, days: int, seed: int, law: Law) -> tuple[float, float, int]:
    """Seconds to make the army, seconds for its days, how many left."""
    if name == "floor":
        return 0.0, floor(people, days), 0
    peer = importlib.import_module(f"benchmarks.peers.{name}")
    started = time.process_time()
    model = peer.make(law, people, days, seed)
    made = time.process_time()
    outcome = peer.run(model, days)
    return made - started, time.process_time() - made, int(outcome.by_day[-1])


def measure(name: str, people: int, days: int) -> dict[str, Any]:
    """The fastest of a few runs, after a small one that compiles whatever is to be compiled."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    once(name, 700, 10, 0, Law(base_hazard=0.05))
    results = []
    while len(results) < MOST and sum(making + running for making, running, _ in results) < ENOUGH:
        results.append(once(name, people, days, 1, Law()))
    making, running, left = min(results, key=lambda result: result[1])
    return {"making": making, "running": running, "left": left}


def apart(name: str, people: int, days: int) -> dict[str, Any] | str:
    """Measure in a new process with one thread; in words why there is no result, if there is none."""
    if people > LARGEST.get(name, people):
        return f"left out: an object a person is timed up to {LARGEST[name]:,} only"
    if name in NEEDS and find_spec(NEEDS[name]) is None:
        return 'not installed: pip install "unit-cohesion[bench]"'
    command = [sys.executable, "-m", "benchmarks.peers", "--one", name, "--people", str(people), "--days", str(days)]
    folder = Path(__file__).resolve().parents[2]
    environment = os.environ | dict.fromkeys(ONE_THREAD, "1")
    try:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=BOUND)
    except subprocess.TimeoutExpired:
        return f"given up after {BOUND} seconds"
    if done.returncode:
        return f"failed: {done.stderr.strip().splitlines()[-1]}"
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def table(names: Sequence[str], sizes: Sequence[int], days: int) -> None:
    """Measure and print, row by row."""
    law = Law()
    print(f"{days} days, one core; {platform.system()} {platform.machine()}, Python {platform.python_version()}")
    print(f"{'people':>10}  {'program':<11}{'making, s':>10}{'days, s':>10}{'ns a person-day':>17}{'times ours':>12}{'left':>9}")
    for size in sizes:
        people, ours = law.units(size) * law.unit_size, None
        for name in names:
            result = apart(name, people, days)
            head = f"{people:>10,}  {PEERS[name]:<11}"
            if isinstance(result, str):
                print(head, result, flush=True)
                continue
            seconds = result["running"]
            ours = seconds if name == "ours" else ours
            ratio = f"{seconds / ours:.2f}" if ours else "–"
            making, left = ("–", "–") if name == "floor" else (f"{result['making']:.3f}", f"{result['left'] / people:.1%}")
            print(f"{head}{making:>10}{seconds:>10.4f}{seconds / people / days * 1e9:>17.2f}{ratio:>12}{left:>9}", flush=True)


def sizes_given(text: str) -> list[int]:
    """``3000,30000`` as numbers of people, each of a whole unit at least."""
    found = [int(part) for part in text.replace("_", "").split(",")]
    if min(found) < Law().unit_size:
        raise ValueError(text)
    return found


def days_given(text: str) -> int:
    """At least one."""
    if int(text) < 1:
        raise ValueError(text)
    return int(text)


def peers_given(text: str) -> list[str]:
    """Programs by name."""
    found = text.split(",")
    if unknown := set(found) - set(PEERS):
        raise argparse.ArgumentTypeError(f"no such program: {', '.join(sorted(unknown))}; there are {', '.join(PEERS)}")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=str(__doc__).splitlines()[0])
    parser.add_argument("--people", type=sizes_given, default=list(SIZES), help="sizes, with commas between")
    parser.add_argument("--days", type=days_given, default=365)
    parser.add_argument("--peers", type=peers_given, default=list(PEERS), help=f"of {', '.join(PEERS)}; with commas between")
    parser.add_argument("--one", choices=list(PEERS), help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.one:
        print(json.dumps(measure(given.one, given.people[0], given.days)))
    else:
        table(given.peers, given.people, given.days)
    return 0


if __name__ == "__main__":
    sys.exit(main())
