"""How fast the model is, measured side by side in one run, on one core. ``make bench`` prints it.

    python -m benchmarks.bench            # a few minutes
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
from dataclasses import asdict, dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

DAYS = 1095
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
TOUCHED = ("cell", "profile", "own", "pressure", "resistance")
"""Columns of people that every day must read."""
FLOOR_DAYS = 100


@dataclass(frozen=True)
class Job:
    """One measurement.

    Attributes:
        what: in words.
        kind: ``engine``, ``rules`` (the engine, with its time by rule and the floor) or ``twin``.
        scenario, days, scale: what is run; ``scale`` is the scenario's ``persons_per_agent``.
        times: how many times over the country and its army are there.
    """

    what: str
    kind: str
    scenario: str
    days: int
    scale: int = 1
    times: int = 1


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
    days, small, few = (20, 30, 3) if quick else (DAYS, DAYS, 30)
    coarse, times = (500, 2) if quick else (30, 5)
    return [
        Job("full size", "rules", "syria-2011", days, 200 if quick else 1),
        Job("small run", "engine", "two-valleys", small),
        *(Job(f"K = {scale:,}", "engine", "syria-2011", days, scale) for scale in ((1000, 500) if quick else (200, 20, 10, 2))),
        Job(f"{times} countries", "engine", "syria-2011", days, 500 if quick else 1, times),
        *([Job(what, kind, "syria-2011", few, coarse) for what, kind in (("plain twin", "twin"), ("engine, as the twin", "engine"))]
          if has_twin() else []),
    ]


def has_twin() -> bool:
    """Whether the plain twin is there."""
    return find_spec("benchmarks.plain_mesa") is not None


def measured(job: Job) -> Result:
    """Do one measurement in this process."""
    import resource

    import numpy.ma  # noqa: F401  (NumPy imports it at its first unique: imports are not timed)

    from model import load_scenario

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
        from model import engine as engines

        if job.kind == "rules":
            _time_rules(engines, shares)
        engine = engines.Engine(scenario, 1)
        born = time.process_time()
        engine.run()
        ended, agents = time.process_time(), engine.state.people.size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    if job.kind == "rules":
        floor = _floor(engine)
    return Result(job, agents, born - started, ended - born, peak, shares, floor)


def _many(mapping: dict[str, Any], times: int) -> dict[str, Any]:
    """A country so many times as large, in people, brigades and sponsors' means."""
    for formation in mapping["army"]["formations"]:
        formation["brigades"] *= times
    for place in mapping["places"]:
        place["population"] *= times
    for sponsor in mapping["sponsors"]:
        sponsor["budget"] *= times
    return mapping


def _time_rules(engines: Any, shares: dict[str, float]) -> None:
    """Let every rule of the day note its time in ``shares``, apart from it what other rules do after each pass of departures."""

    def timed(name: str, function: Callable[..., None], within: str = "") -> Callable[..., None]:
        def run(*arguments: Any) -> None:
            started = time.process_time()
            function(*arguments)
            took = time.process_time() - started
            shares[name] = shares.get(name, 0.0) + took
            if within:
                shares[within] = shares.get(within, 0.0) - took

        return run

    day = []
    for rule in engines.DAY:
        name = rule.run.__module__.rsplit(".", 1)[1]
        after = timed(f"{name}, same-day passes", rule.after_pass, "departure") if rule.after_pass else None
        day.append(replace(rule, run=timed(name, rule.run), after_pass=after))
    engines.DAY = tuple(day)


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
    for heading in ("agents", "days", "seconds", "ns a person-day", "peak MB"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("")

    def told(result: Result, remark: str) -> None:
        job = result.job
        table.add_row(job.what, f"{result.agents:,}", f"{job.days:,}", f"{result.seconds:,.2f}", f"{result.each:,.1f}",
                      f"{result.peak / 1e6:,.0f}", remark)  # fmt: skip

    full, small, *others = results
    grown = [result for result in others if result.job.what.startswith("K =")]
    large = next(result for result in others if result.job.times > 1)
    told(full, f"{full.job.scenario} one for one, after {full.birth:.1f} s to make the army" if not quick else full.job.scenario)
    told(small, small.job.scenario)
    table.add_section()
    for result in (*grown, full):
        job = replace(result.job, what=f"K = {result.job.scale:,}")
        told(replace(result, job=job), f"{job.scenario}: {job.scale:,} {'person' if job.scale == 1 else 'persons'} an agent")
    told(large, f"{full.job.scenario}, the country {large.job.times} times over")
    _told_twin(table, told, full, others)
    table.add_section()
    floor = full.floor * 1e9 / full.agents
    remark = f"reading {', '.join(TOUCHED)} once; the run takes {full.each / floor:,.0f} times that"
    table.add_row("floor", f"{full.agents:,}", "1", f"{full.floor:.4f}", f"{floor:,.1f}", "", remark)
    table.add_section()
    rest = full.seconds - sum(full.shares.values())
    for name, seconds in [*sorted(full.shares.items(), key=lambda item: -item[1]), ("the record, and the rest", rest)]:
        each = seconds * 1e9 / (full.agents * full.job.days)
        table.add_row(f"  {name}", "", "", f"{seconds:,.2f}", f"{each:,.2f}", "", f"{100 * seconds / full.seconds:.1f} % of full size")
    return table


def _told_twin(table: Any, told: Callable[[Result, str], None], full: Result, others: Sequence[Result]) -> None:
    table.add_section()
    twin = next((result for result in others if result.job.kind == "twin"), None)
    if twin is None:
        table.add_row("plain twin", "", "", "", "", "", "not there")
        return
    same = next(result for result in others if result.job.what == "engine, as the twin")
    told(same, f"{same.job.scenario}: {same.job.scale:,} persons an agent")
    here, there = twin.each / same.each, twin.each / full.each
    told(twin, f"an object a person: {here:,.0f} times the engine's at this size, {there:,.0f} times at full size")


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
    console = Console(width=None if sys.stdout.isatty() else 140)
    results = []
    for job in jobs(quick):
        print(f"{job.what} ({job.scenario}, {job.days} days) ...", file=sys.stderr, flush=True)
        results.append(apart(job))
    console.print(shown(results, quick))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
