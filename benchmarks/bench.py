"""How fast the model is, measured side by side in one run, on one core. ``make bench`` prints it.

    python -m benchmarks.bench            # two minutes
    python -m benchmarks.bench --quick    # a smoke test: small sizes, figures that mean nothing

Each measurement runs in a process of its own (so that its peak memory is its own), one after the other. ``agents`` are all rows of people:
those who serve from the start and those who may be called up later. Seconds are of processor time (there is one thread), so that what else
the machine does counts little. Time a person-day is the time of the days over agents × days; making the army is told apart.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

DAYS, YEAR = 1095, 365
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
TOUCHED = ("cell", "profile", "own", "pressure", "resistance")
"""Columns of people that every day must read."""
FLOOR_DAYS = 100


@dataclass(frozen=True)
class Job:
    """One measurement.

    Attributes:
        what: in words.
        kind: ``engine``, ``rules`` (the engine, with its time by rule and the floor), ``outcomes`` (what a sweep keeps of a run, made from
            a run that is done), ``command`` (``cohesion run`` as a whole, with tables where ``tables`` says so), ``code`` (the first day of
            a process, compiled anew or, where ``days`` is 2, loaded from the cache) or ``twin``.
        scenario, days, scale: what is run; ``scale`` is the scenario's ``persons_per_agent``.
        times: how many times over the country and its army are there.
    """

    what: str
    kind: str
    scenario: str
    days: int
    scale: int = 1
    times: int = 1
    tables: bool = False


WAS = {
    "full size": "9.1",
    "default": "2.5 to 3.0",
    "small run": "0.2 to 0.4",
    "5 countries": "34",
    "outcomes, default": "0.42",
    "outcomes, small run": "0.11",
    "command, default": "",
    "command, full size": "18",
}
"""Seconds before the day was compiled."""
AIM = {
    "full size": 2.5,
    "default": 0.3,
    "small run": 0.02,
    "5 countries": 12.0,
    "outcomes, default": 0.04,
    "outcomes, small run": 0.005,
    "command, default": 1.2,
    "command, full size": 6.0,
    "first compile": 40.0,
    "first day from the cache": 1.0,
}
"""What is aimed at, in seconds; birth included where there is one."""


@dataclass
class Result:
    """What came of one; seconds of the processor for the days and for making the army, bytes at the peak."""

    job: Job
    agents: int
    birth: float
    seconds: float
    peak: int
    shares: dict[str, float] = field(default_factory=dict)
    floor: float = 0.0

    @property
    def each(self) -> float:
        """Nanoseconds a person-day."""
        return self.seconds * 1e9 / (self.agents * self.job.days)


def jobs(quick: bool) -> list[Job]:
    """What is measured, in order."""
    days, year, few = (20, 30, 3) if quick else (DAYS, YEAR, 30)
    coarse, times = (500, 2) if quick else (30, 5)
    default, small = ("syria-2011", days, 500 if quick else 10), ("two-valleys", year)
    return [
        Job("full size", "rules", "syria-2011", days, 200 if quick else 1),
        Job("default", "engine", *default),
        Job("small run", "engine", *small),
        *(Job(f"K = {scale:,}", "engine", "syria-2011", days, scale) for scale in ((1000, 500) if quick else (200, 20, 2))),
        Job(f"{times} countries", "engine", "syria-2011", days, 500 if quick else 1, times),
        Job("outcomes, default", "outcomes", *default),
        Job("outcomes, small run", "outcomes", *small),
        Job("command, default", "command", *default),
        Job("command, full size", "command", "syria-2011", days, 200 if quick else 1, tables=True),
        *([] if quick else [Job("first compile", "code", "two-valleys", 1)]),
        Job("first day from the cache", "code", "two-valleys", 2),
        *(
            [Job(what, kind, "syria-2011", few, coarse) for what, kind in (("plain twin", "twin"), ("engine, as the twin", "engine"))]
            if has_twin()
            else []
        ),
    ]


def has_twin() -> bool:
    """Whether the plain twin is there."""
    return find_spec("benchmarks.plain_mesa") is not None


def measured(job: Job) -> Result:
    """Do one measurement in this process."""
    import resource

    if job.kind == "command":
        return _command(job)
    if job.kind == "code":
        return _code(job)
    from unit_cohesion import load_scenario
    from unit_cohesion.simulation.engine import Engine, warm

    warm()  # compiling is told apart
    scenario = load_scenario(job.scenario).with_parameters(days=job.days, persons_per_agent=job.scale)
    if job.times > 1:
        scenario = load_scenario(_many(scenario.to_mapping(), job.times))
    shares: dict[str, float] = {}
    floor = 0.0
    started = time.process_time()
    if job.kind == "twin":
        from benchmarks.plain_mesa import PlainModel

        twin = PlainModel(scenario, 1)
        born = time.process_time()
        twin.run()
        ended, agents = time.process_time(), len(twin.people)
    else:
        engine = Engine(scenario, 1)
        born = time.process_time()
        engine.run()
        ended, agents = time.process_time(), engine.state.people.size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    if job.kind == "outcomes":
        from unit_cohesion.runs.record import Record

        started = born = time.process_time()
        _ = Record.of(engine).outcome
        ended = time.process_time()
    if job.kind == "rules":
        floor = _floor(engine)
        shares = _by_rule(scenario)
    return Result(job, agents, born - started, ended - born, peak, shares, floor)


def _command(job: Job) -> Result:
    """``cohesion run`` as a whole, in a process of its own: its processor time and memory."""
    import resource
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "unit_cohesion", "run", job.scenario, "--days", str(job.days)]
        command += ["--persons-per-agent", str(job.scale)]
        command += ["--out", f"{folder}/run"] if job.tables else []
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Result(job, 0, 0.0, used.ru_utime + used.ru_stime, peak)


def _code(job: Job) -> Result:
    """The first day of a process, imports and all: compiled anew in an empty cache, or loaded from the cache."""
    import resource
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | ({"XDG_CACHE_HOME": folder} if job.days == 1 else {})
        command = [sys.executable, "-c", "from unit_cohesion.simulation.engine import warm; warm()"]
        subprocess.run(command, env=environment, check=True, stderr=subprocess.DEVNULL)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Result(job, 0, 0.0, used.ru_utime + used.ru_stime, used.ru_maxrss * (1 if sys.platform == "darwin" else 1024))


def _many(mapping: dict[str, Any], times: int) -> dict[str, Any]:
    """A country so many times as large, in people, brigades and sponsors' means."""
    for formation in mapping["army"]["formations"]:
        formation["brigades"] *= times
    for place in mapping["places"]:
        place["population"] *= times
    for sponsor in mapping["sponsors"]:
        sponsor["budget"] *= times
    return mapping


def _by_rule(scenario: Any) -> dict[str, float]:
    """Seconds by rule of a run that is walked rule by rule (each call costs some time of its own, which is taken off)."""
    from unit_cohesion.engine.driver import walker
    from unit_cohesion.rules import DAY, DECLARED
    from unit_cohesion.simulation.engine import WHOLE, Engine

    walk, names = walker(DECLARED, DAY)
    engine = Engine(scenario, 1)
    arrays = [engine.state.arrays[name] for name in names]
    started = time.perf_counter()
    for _ in range(1000):
        walk(*arrays, 1, 1, 0, 0)
    call = (time.perf_counter() - started) / 1000
    shares = dict.fromkeys((rule.__module__.rsplit(".", 1)[1] for rule in DAY), 0.0)
    for day in range(1, scenario.about.days + 1):
        for number, name in enumerate(shares):
            started = time.perf_counter()
            walk(*arrays, day, day, number, number + 1)
            shares[name] += time.perf_counter() - started - call
        walk(*arrays, day, day, len(DAY), WHOLE)
        engine.state.day = day
        engine.log.close_stretch()
    return {name: max(0.0, seconds) for name, seconds in shares.items()}


def _floor(engine: Any) -> float:
    """Seconds that it takes to read once, with NumPy, the columns of people that every day must read."""
    columns = [getattr(engine.state.people, name) for name in TOUCHED]
    started = time.process_time()
    for _ in range(FLOOR_DAYS):
        for column in columns:
            column.max()
    return (time.process_time() - started) / FLOOR_DAYS


def apart(job: Job) -> Result:
    """Do one measurement in a process of its own, on one core."""
    environment = os.environ | dict.fromkeys(ONE_THREAD, "1")
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # what Python makes of a source is kept, as for anybody
    root = Path(__file__).parents[1]
    command = [sys.executable, "-m", "benchmarks.bench", "--job", json.dumps(asdict(job))]
    done = subprocess.run(command, env=environment, cwd=root, stdout=subprocess.PIPE, text=True, check=True)
    told = json.loads(done.stdout)
    return Result(**told | {"job": job})


def on_one_core() -> None:
    """Keep this process, and those that it starts, to one core, where the system lets us choose."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def processor() -> str:
    """The machine in a few words."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        names = [line.split(":", 1)[1].strip() for line in info.read_text("utf-8").splitlines() if line.startswith("model name")]
        name = names[0] if names else name
    return f"{name}, {platform.system()}, Python {platform.python_version()}"


def shown(results: Sequence[Result], quick: bool) -> Any:
    """One table of it all."""
    from rich import box
    from rich.table import Table

    title = "Quick: the figures mean nothing" if quick else processor()
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold")
    table.add_column("")
    for heading in ("agents", "days", "seconds", "ns a person-day", "peak MB", "was, s", "aim, s", "of aim"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("")

    def told(result: Result, remark: str) -> None:
        job, whole = result.job, result.birth + result.seconds
        aim = AIM.get(job.what)
        people = (f"{result.agents:,}", f"{job.days:,}") if result.agents else ("", "")
        each = f"{whole * 1e9 / (result.agents * job.days):,.1f}" if result.agents and job.kind != "outcomes" else ""
        table.add_row(
            job.what,
            *people,
            f"{whole:,.3g}" if whole < 100 else f"{whole:,.0f}",
            each,
            f"{result.peak / 1e6:,.0f}",
            WAS.get(job.what, ""),
            f"{aim:g}" if aim else "",
            f"{whole / aim:,.1f}" if aim else "",
            remark,
        )

    by_name = {result.job.what: result for result in results}
    full = results[0]
    for result in results:
        job = result.job
        if job.kind in ("outcomes", "command", "code", "twin") and by_name.get("engine, as the twin") is not result:
            continue
        told(result, f"{job.scenario}, K = {job.scale:,}, birth {result.birth:.2g} s")
    table.add_section()
    for result in results:
        if result.job.kind in ("outcomes", "command", "code"):
            told(result, "with all tables" if result.job.tables else "")
    _told_twin(table, told, full, results)
    table.add_section()
    floor = full.floor * 1e9 / full.agents
    remark = f"reading {', '.join(TOUCHED)} once; a day takes {full.each / floor:,.0f} times that"
    table.add_row("floor", f"{full.agents:,}", "1", f"{full.floor:.4f}", f"{floor:,.1f}", "", "", "", "", remark)
    table.add_section()
    whole = sum(full.shares.values()) or 1.0
    for name, seconds in sorted(full.shares.items(), key=lambda item: -item[1]):
        each = seconds * 1e9 / (full.agents * full.job.days)
        table.add_row(f"  {name}", "", "", f"{seconds:,.2f}", f"{each:,.2f}", "", "", "", "", f"{100 * seconds / whole:.1f} % of all rules")
    return table


def _told_twin(table: Any, told: Callable[[Result, str], None], full: Result, results: Sequence[Result]) -> None:
    table.add_section()
    twin = next((result for result in results if result.job.kind == "twin"), None)
    if twin is None:
        table.add_row("plain twin", *[""] * 8, "not there")
        return
    same = next(result for result in results if result.job.what == "engine, as the twin")
    here, there = twin.each / same.each, twin.each / full.each
    told(twin, f"{here:,.0f} times the engine's days at this size, {there:,.0f} at full size")


def main(arguments: Sequence[str]) -> int:
    """Measure and print; ``--job`` is for the processes that it starts itself."""
    if len(arguments) == 2 and arguments[0] == "--job":
        print(json.dumps(asdict(measured(Job(**json.loads(arguments[1]))))))
        return 0
    if list(arguments) not in ([], ["--quick"]):
        print("usage: python -m benchmarks.bench [--quick]", file=sys.stderr)
        return 2
    from rich.console import Console

    on_one_core()
    quick = bool(arguments)
    console = Console(width=None if sys.stdout.isatty() else 180)
    results = []
    for job in jobs(quick):
        print(f"{job.what} ({job.scenario}, {job.days} days) ...", file=sys.stderr, flush=True)
        results.append(apart(job))
    console.print(shown(results, quick))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
