"""Faults by lot, for as long as it may: processes killed, disks that fill or lie, files and links that are nonsense.

    python -m benchmarks.soak --minutes 2                # the short part, as .ci/run does it
    python -m benchmarks.soak --hours 8 --cores 2 --gigabytes 3
    python -m benchmarks.soak --only kills --from 17 --trials 1   # one trial again

Each trial has a number, from which all its lots are drawn. It prints what was tried and what was found. What must hold: nothing that was
reported done is lost; no traceback; nothing lasts 30 s beyond its longest task; no child lives 10 s after its parent; flipped bits are
found; tables are equal, byte for byte, at the end. It works in a folder of its own for temporary files, on this machine alone.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random  # noqa: TID251 - lots of faults, none of people
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import psutil

ROOT = Path(__file__).resolve().parents[1]
PATIENCE, ORPHANS = 60.0, 10.0
DESIGN = '[sweep]\nscenario = "two-valleys"\ndays = 40\nseeds = 10\n[vary]\ncomrade_pressure = [1.0, 2.0, 3.0]\n'
RUN = ("run", "two-valleys", "--days", "60")


@dataclass
class Limits:
    """What the tool keeps to: until when, on which processors, with how much memory for all that it starts."""

    until: float
    cores: tuple[int, ...]
    gigabytes: float


@dataclass
class Soak:
    """All that was tried and found.

    Attributes:
        place: for files. tried, found: trials by kind, and what was wrong, with kind and number.
    """

    limits: Limits
    place: Path
    tried: Counter[str] = field(default_factory=Counter)
    found: list[str] = field(default_factory=list)
    kept: dict[str, object] = field(default_factory=dict)

    @property
    def left(self) -> bool:
        """Whether there is time."""
        return time.monotonic() < self.limits.until

    @contextlib.contextmanager
    def started(self, *words: str | Path, cwd: Path | None = None, **more: str) -> Iterator[subprocess.Popen[str]]:
        """The command with these words, in a session of its own; nothing of it is left at the end."""
        environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'model'}", "PYTHONUNBUFFERED": "1", "NO_COLOR": "1", **more}
        command = [sys.executable, "-m", "unit_cohesion", *map(str, words)]
        going = subprocess.Popen(
            command,
            cwd=cwd or self.place,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            yield going
        finally:
            for one in [*family(going.pid), going]:
                with contextlib.suppress(psutil.Error, ProcessLookupError):
                    one.kill()
            with contextlib.suppress(subprocess.TimeoutExpired, ValueError):
                going.communicate(timeout=ORPHANS)

    def ended(self, going: subprocess.Popen[str]) -> tuple[int, str]:
        """Exit code and stderr; it must end in time, within its memory, and without a traceback."""
        limit = time.monotonic() + PATIENCE
        while going.poll() is None and time.monotonic() < limit:
            if memory(going.pid) > self.limits.gigabytes * 1e9:
                going.kill()
                raise Fault(f"took more than {self.limits.gigabytes:g} GB")
            time.sleep(0.1)
        if going.poll() is None:
            raise Fault(f"did not end within {PATIENCE:g} s")
        said = going.stderr.read() if going.stderr else ""
        early = "KeyboardInterrupt" in said and "/unit_cohesion/" not in said  # Python itself, or its site, was not up yet
        if "Traceback" in said and not early:
            raise Fault(f"traceback:\n{said.strip()[-6000:]}")
        return going.returncode, said


class Fault(Exception):
    """Something that must hold does not."""


def family(pid: int) -> list[psutil.Process]:
    """All processes below one."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).children(recursive=True)
    return []


def memory(pid: int) -> float:
    """Bytes that a process and all below it hold."""
    total = 0
    for one in [*family(pid), pid]:
        with contextlib.suppress(psutil.Error):
            total += (one if isinstance(one, psutil.Process) else psutil.Process(one)).memory_info().rss
    return float(total)


def refuse_orphans(processes: list[psutil.Process]) -> None:
    """All of these must end by themselves."""
    _, alive = psutil.wait_procs(processes, timeout=ORPHANS)
    left = [one for one in alive if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
    if left:
        raise Fault(f"{len(left)} children live {ORPHANS:g} s after their parent")


# ---- the trials


def kills(soak: Soak, lot: random.Random, place: Path) -> None:
    """A sweep, some process of which is killed at some time, goes on to the same tables; what was reported done stays."""
    design, out = place / "design.toml", place / "out"
    design.write_text(DESIGN, encoding="utf-8")
    wanted = reference_sweep(soak)
    for _ in range(lot.randint(1, 3)):
        with soak.started("sweep", design, "--out", out, "--workers", "2") as going:
            whom, when = lot.choice(("worker", "parent", "parent", "stop", "stop twice")), lot.choice(("start", "runs", "write", "any"))
            wait_for(going, out, when, lot)
            below, acknowledged = family(going.pid), done(out)
            if whom == "worker":
                workers = [one for one in below if "spawn" in " ".join(quietly(one.cmdline) or [])]
                if workers:
                    quietly(lot.choice(workers).kill)
                soak.ended(going)
            elif whom == "parent":
                quietly(going.kill)
                going.wait(ORPHANS)
                refuse_orphans(below)
            else:
                for _ in range(1 + (whom == "stop twice")):
                    quietly(lambda: os.kill(going.pid, signal.SIGINT))
                    time.sleep(lot.random() / 2)
                soak.ended(going)
                refuse_orphans(below)
            if done(out) < acknowledged:
                raise Fault(f"{acknowledged} runs were reported done, {done(out)} are there ({whom} killed at {when})")
    with soak.started("sweep", design, "--out", out, "--workers", "2") as going:
        code, said = soak.ended(going)
    if code:
        raise Fault(f"does not go on: {said.strip()[:200]}")
    if table_bytes(out) != wanted:
        raise Fault("the table is another than that of a sweep that nobody disturbed")


def cut_saves(soak: Soak, lot: random.Random, place: Path) -> None:
    """A run that is killed while it writes leaves no run, or a whole one."""
    out, wanted = place / "out", reference_run(soak)
    if lot.random() < 0.5:
        shutil.copytree(soak.place / "reference", out)
    with soak.started(*RUN, "--out", out) as going:
        limit = time.monotonic() + lot.uniform(0.5, 6.0)
        while time.monotonic() < limit and going.poll() is None:
            if lot.random() < 0.2 and out.parent.exists() and list(place.rglob("*.part")):
                break
            time.sleep(0.005)
        going.kill()
    if (out / "run.json").exists() and run_bytes(out) != wanted:
        raise Fault("a folder that says that it is whole holds something else")
    with soak.started(*RUN, "--out", out) as going:
        code, said = soak.ended(going)
    if code or run_bytes(out) != wanted:
        raise Fault(f"it cannot be run into the same folder again: {said.strip()[:200]}")


def matches(soak: Soak, lot: random.Random, place: Path) -> None:
    """Two worlds in several processes, one of which is killed: one line, and no child lives on."""
    with soak.started("compare", "two-valleys", "--without", "D5", "--seeds", "400", "--workers", "2") as going:
        limit = time.monotonic() + lot.uniform(1, 8)
        while time.monotonic() < limit and going.poll() is None:
            time.sleep(0.05)
        below = family(going.pid)
        workers = [one for one in below if "spawn" in " ".join(quietly(one.cmdline) or [])]
        if lot.random() < 0.5 and workers:
            quietly(lot.choice(workers).kill)
            code, said = soak.ended(going)
            if code not in (0, 2) or len([line for line in said.splitlines() if not line.startswith("note:")]) > 1:
                raise Fault(f"exit {code}: {said.strip()[:200]}")
        else:
            quietly(going.kill)
            going.wait(ORPHANS)
        refuse_orphans(below)


def two_parents(soak: Soak, lot: random.Random, place: Path) -> None:
    """Two sweeps into one folder: the second is told, in one line, and harms nothing."""
    design, out = place / "design.toml", place / "out"
    design.write_text(DESIGN, encoding="utf-8")
    with soak.started("sweep", design, "--out", out, "--workers", "1") as one:
        wait_for(one, out, "runs", lot)
        with soak.started("sweep", design, "--out", out, "--workers", "1") as other:
            code, said = soak.ended(other)
        told = [line for line in said.splitlines() if not line.startswith("note:")]
        if one.poll() is None and done(out) < 30 and (code != 2 or len(told) != 1 or "in use" not in said):
            raise Fault(f"the second of two parents: exit {code}, {told}")
        if soak.ended(one)[0]:
            raise Fault("the first of two parents did not end well")
    if table_bytes(out) != reference_sweep(soak):
        raise Fault("two parents made another table")


def flips(soak: Soak, lot: random.Random, place: Path) -> None:
    """A bit of a saved run or sweep that is flipped is found, or changes nothing of what is read."""
    from unit_cohesion.errors import CohesionError

    kind = lot.choice(("run", "sweep"))
    good, read, out = soak.place / reference(soak, kind), READERS[kind], place / "out"
    shutil.copytree(good, out)
    victim = lot.choice([path for path in sorted(out.rglob("*")) if path.suffix in (".json", ".parquet")])
    content = bytearray(victim.read_bytes())
    at = lot.randrange(len(content))
    content[at] ^= 1 << lot.randrange(8)
    victim.write_bytes(content)
    try:
        told = read(out)
    except CohesionError as fault:
        if len(str(fault).splitlines()) > 1:
            raise Fault(f"more than one line: {fault}") from None
        return
    if told != read(good):
        raise Fault(f"a flipped bit at {at} of {victim.name} was read as if it were true")


def disks(soak: Soak, lot: random.Random, place: Path) -> None:
    """A disk that fills or goes read-only: one line, and nothing that is half."""
    volume = place / "volume"
    volume.mkdir()
    if os.geteuid() or subprocess.call(["mount", "-t", "tmpfs", "-o", f"size={lot.choice((64, 256, 600, 1200))}k", "tmpfs", volume]):
        return
    try:
        asked = lot.choice((("--out", volume), ("--out", volume / "run"), ("--report", volume / "page.html")))
        with soak.started(*RUN, *asked) as going:
            if lot.random() < 0.4:
                time.sleep(lot.uniform(0.2, 4.0))
                subprocess.call(["mount", "-o", "remount,ro", volume])
            code, said = soak.ended(going)
        told = [line for line in said.splitlines() if not line.startswith("note:")]
        if code not in (0, 2) or (code == 2 and len(told) != 1):
            raise Fault(f"exit {code}: {told[:3]}")
        whole = list(volume.rglob("run.json"))
        if whole and run_bytes(whole[0].parent) != reference_run(soak):
            raise Fault("a full disk left a run that is not whole")
        halves = [path for path in volume.rglob("*.part") if code == 2]
        if halves and os.access(volume, os.W_OK) and not read_only(volume):
            raise Fault(f"left behind: {halves[0].name}")
    finally:
        subprocess.call(["umount", "-l", volume])


CLOCK = """
import os, time

at, by, wall = time.monotonic() + {after}, {hours} * 3600, time.time
time.time = lambda: wall() + (by if time.monotonic() > at else 0)

def late(do):
    def done(*given, **named):
        time.sleep({slow})
        return do(*given, **named)
    return done

os.fsync, os.replace, os.rename = late(os.fsync), late(os.replace), late(os.rename)
"""


def clocks(soak: Soak, lot: random.Random, place: Path) -> None:
    """The clock is set forth or back while a sweep goes on, in all its processes, and the disk is slow: the same table."""
    design, out, site = place / "design.toml", place / "out", place / "site"
    design.write_text(DESIGN, encoding="utf-8")
    wanted = reference_sweep(soak)
    site.mkdir()
    clock = CLOCK.format(after=lot.uniform(0, 8), hours=lot.choice((-24, -1, 1, 24, 9000)), slow=lot.choice((0, 0.05, 0.5)))
    (site / "sitecustomize.py").write_text(clock, encoding="utf-8")
    path = os.pathsep.join(map(str, (site, ROOT / "model")))
    with soak.started("sweep", design, "--out", out, "--workers", "2", PYTHONPATH=path) as going:
        code, told = soak.ended(going)
    if code or table_bytes(out) != wanted:
        raise Fault(f"exit {code}, or another table: {told.strip()[:200]}")


def zones(soak: Soak, lot: random.Random, place: Path) -> None:
    """Another time zone, language, hash seed: the same bytes."""
    zone = lot.choice(("Asia/Tokyo", "America/St_Johns", "Pacific/Kiritimati", "UTC", "Europe/London", "Asia/Damascus"))
    out = place / "out"
    speech, hashes = lot.choice(("C", "C.UTF-8", "POSIX")), str(lot.randrange(1000))
    with soak.started(*RUN, "--out", out, TZ=zone, PYTHONHASHSEED=hashes, LC_ALL=speech) as going:
        code, said = soak.ended(going)
    if code or run_bytes(out) != reference_run(soak):
        raise Fault(f"other bytes in {zone}: {said.strip()[:100]}")


def files(soak: Soak, lot: random.Random, place: Path) -> None:
    """A shipped scenario's file, changed by lot, is checked, uploaded and run for a day: a result, or errors of one line each."""
    from unit_cohesion.errors import CohesionError, ScenarioErrors
    from unit_cohesion.scenario import check_file, load_scenario, shipped_scenarios
    from unit_cohesion.scenario.loading import read_scenario
    from unit_cohesion.simulation.engine import Engine
    from unit_cohesion.simulation.identity import identity_of

    name, file = lot.choice(sorted(shipped_scenarios().items()))
    text = mutated(file.read_text(encoding="utf-8"), lot)
    path = place / f"{name}.toml"
    path.write_bytes(text)
    began = time.process_time()
    errors = check_file(path)
    if any(len(str(one).splitlines()) != 1 for one in errors):
        raise Fault("an error of several lines")
    with contextlib.suppress(ScenarioErrors):
        read_scenario(text, name)
    if time.process_time() - began > 4:
        raise Fault(f"took {time.process_time() - began:.1f} s to check")
    if not errors:
        try:
            Engine(identity_of(load_scenario(path), days=1)).step()
        except CohesionError as fault:
            if len(str(fault).splitlines()) != 1:
                raise Fault("an error of several lines") from None


def links(soak: Soak, lot: random.Random, place: Path) -> None:
    """A link, changed by lot, opens or is refused in one line."""
    from unit_cohesion.errors import CohesionError
    from unit_cohesion.rules import PARAMETERS
    from unit_cohesion.views.dashboard.links import choices_of_link

    words = ["scenario", "off", "page", "select", "events", "seed", "days", "persons_per_agent", "day", *lot.sample(sorted(PARAMETERS), 5)]
    values = ["two-valleys", "D5,N2", "run", "unit:guard/b1", "[]", "1", "0", "-1", "1e9", "2012-01-01", "nan", "inf", "", "true", "[{}]",
              '[{"id":"x","date":"2012-02-01","kind":"pay_stops"}]', "\0", "ü" * 9, "../../x", "9" * 40]  # fmt: skip
    given = [(lot.choice(words), lot.choice(values), lot.random() < 0.8) for _ in range(lot.randint(0, 6))]
    parts = [f"{name}={quote(value) if quoted else value}" for name, value, quoted in given]
    try:
        choices_of_link("?" + "&".join(parts))
    except CohesionError as fault:
        if len(str(fault).splitlines()) != 1:
            raise Fault(f"several lines: {fault!r}") from None


# ---- what the trials share


NUMBERS = ("0", "-1", "1e308", "nan", "9" * 25, "0.5", "2012-02-30")
WORDS = ('""', '"$comrade_pressure"', '"x"', "[]", "{}", "true")


def mutated(text: str, lot: random.Random) -> bytes:
    """A text with some lines, values or bytes changed."""
    lines = text.split("\n")
    for _ in range(lot.randint(1, 4)):
        at = lot.randrange(len(lines))
        how = lot.randrange(7)
        if how == 0:
            lines.insert(at, lines[lot.randrange(len(lines))])
        elif how == 1 and len(lines) > 1:
            del lines[at]
        elif how == 2:
            lines[at] = re.sub(r"-?\d+(\.\d+)?", lambda _: lot.choice(NUMBERS), lines[at], count=1)
        elif how == 3:
            lines[at] = re.sub(r'"[^"]*"', lambda _: lot.choice(WORDS), lines[at], count=1)
        elif how == 4:
            lines[at] = lines[at].replace("=", lot.choice(("==", "", ".", "= [", "= {")), 1)
        elif how == 5:
            a, b = at, lot.randrange(len(lines))
            lines[a], lines[b] = lines[b], lines[a]
        else:
            lines[at] += lot.choice(("\0", "\u202e", "]", '"', "\t", " # x", "\x7f"))
    content = bytearray("\n".join(lines).encode())
    if lot.random() < 0.1 and content:
        content[lot.randrange(len(content))] ^= 1 << lot.randrange(8)
    return bytes(content)


def quietly(what: Callable[[], object]) -> object:
    """Do something to a process that may be gone."""
    with contextlib.suppress(psutil.Error, ProcessLookupError, PermissionError):
        return what()
    return None


def done(out: Path) -> int:
    """Runs that a sweep's folder tells of as done."""
    from unit_cohesion.errors import CohesionError
    from unit_cohesion.sweeps.sweep_folder import load_table

    try:
        return len(load_table(out))
    except CohesionError:
        return 0


def wait_for(going: subprocess.Popen[str], out: Path, when: str, lot: random.Random) -> None:
    """Until a sweep is at its start, has some runs, writes, or for a while."""
    limit, wanted = time.monotonic() + (0.5 + 4 * lot.random() if when == "any" else 20), lot.randint(1, 20)
    while going.poll() is None and time.monotonic() < limit:
        if when == "start" and out.exists():
            return
        if when == "runs" and done(out) >= wanted:
            return
        if when == "write" and list(out.rglob("_*")):
            return
        time.sleep(0.005 if when == "write" else 0.05)


def read_only(folder: Path) -> bool:
    """Whether nothing can be written there any more."""
    try:
        (folder / "_try").touch()
        (folder / "_try").unlink()
    except OSError:
        return True
    return False


def table_bytes(out: Path) -> bytes:
    """A sweep's table of outcomes, as bytes."""
    from unit_cohesion.sweeps.sweep_folder import load_table

    return load_table(out).to_csv().encode()


def run_bytes(out: Path) -> dict[str, bytes]:
    """All files of a run but how long it took."""
    told = (path for path in sorted(out.iterdir()) if path.suffix in (".json", ".parquet") and path.name != "log.json")
    return {path.name: path.read_bytes() for path in told}


def read_run(out: Path) -> object:
    """All that is told of a saved run."""
    from unit_cohesion.runs.run import load_record

    record = load_record(out)
    return {name: frame.to_csv() for name, frame in record.frames.items()}, dict(record.outcome), record.identity, record.log


def read_sweep(out: Path) -> object:
    """All that is told of a sweep."""
    from unit_cohesion.sweeps.sweep_folder import load_design

    return table_bytes(out), load_design(out)


READERS = {"run": read_run, "sweep": read_sweep}


def reference(soak: Soak, kind: str) -> str:
    """The name of the folder of the run or sweep that nobody disturbs."""
    if kind == "run":
        reference_run(soak)
        return "reference"
    reference_sweep(soak)
    return "reference-sweep"


def reference_run(soak: Soak) -> dict[str, bytes]:
    """The run that nobody disturbs."""
    if "run" not in soak.kept:
        with soak.started(*RUN, "--out", soak.place / "reference") as going:
            soak.ended(going)
        soak.kept["run"] = run_bytes(soak.place / "reference")
    kept: dict[str, bytes] = soak.kept["run"]  # type: ignore[assignment]
    return kept


def reference_sweep(soak: Soak) -> bytes:
    """The sweep that nobody disturbs."""
    if "sweep" not in soak.kept:
        design = soak.place / "reference.toml"
        design.write_text(DESIGN, encoding="utf-8")
        with soak.started("sweep", design, "--out", soak.place / "reference-sweep", "--workers", "2") as going:
            soak.ended(going)
        soak.kept["sweep"] = table_bytes(soak.place / "reference-sweep")
    kept: bytes = soak.kept["sweep"]  # type: ignore[assignment]
    return kept


KINDS: dict[str, tuple[Callable[[Soak, random.Random, Path], None], int]] = {
    "files": (files, 40),
    "links": (links, 40),
    "flips": (flips, 4),
    "cut_saves": (cut_saves, 1),
    "kills": (kills, 1),
    "disks": (disks, 1),
    "two_parents": (two_parents, 1),
    "matches": (matches, 1),
    "zones": (zones, 1),
    "clocks": (clocks, 1),
}
"""Every kind of trial, and how many of it stand in one round."""


def rounds(soak: Soak, only: list[str], first: int, most: int) -> None:
    """Trials of all kinds in turn, until the time is over or there were so many of each."""
    number = dict.fromkeys(only, first)
    while soak.left and any(soak.tried[kind] < most for kind in only):
        for kind in only:
            trial, many = KINDS[kind]
            for _ in range(many):
                if not soak.left or soak.tried[kind] >= most:
                    break
                seed, place = number[kind], soak.place / "trial"
                number[kind] += 1
                soak.tried[kind] += 1
                place.mkdir()
                try:
                    trial(soak, random.Random(f"{kind} {seed}"), place)
                except Fault as fault:
                    soak.found.append(f"{kind} {seed}: {fault}")
                except Exception as fault:  # a fault of the program, or of this tool: both are to be told
                    soak.found.append(f"{kind} {seed}: {type(fault).__name__}: {str(fault)[:300]}")
                finally:
                    shutil.rmtree(place, ignore_errors=True)
                if soak.found and soak.found[-1].startswith(f"{kind} {seed}:"):
                    print(soak.found[-1], flush=True)


def main() -> int:
    """Print what was tried and found; 1 where something was."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--hours", type=float, default=0.0)
    asked.add_argument("--minutes", type=float, default=0.0)
    asked.add_argument("--cores", type=int, default=2)
    asked.add_argument("--gigabytes", type=float, default=3.0)
    asked.add_argument("--only", action="append", choices=[*KINDS], help="this kind alone; repeatable")
    asked.add_argument("--from", dest="first", type=int, default=1, help="number of the first trial of each kind")
    asked.add_argument("--trials", type=int, default=10**9, help="at most so many of each kind")
    given = asked.parse_args()
    seconds = 3600 * given.hours + 60 * given.minutes or 3600
    cores = tuple(sorted(os.sched_getaffinity(0)))[: given.cores]
    os.sched_setaffinity(0, cores)
    sys.path.insert(0, str(ROOT / "model"))
    with TemporaryDirectory(prefix="soak-") as place:
        soak = Soak(Limits(time.monotonic() + seconds, cores, given.gigabytes), Path(place))
        rounds(soak, given.only or [*KINDS], given.first, given.trials)
    print("Tried:", ", ".join(f"{count:,} {kind}" for kind, count in soak.tried.items()))
    print(f"Found: {len(soak.found)}" + "".join(f"\n  {one.splitlines()[0]}" for one in soak.found))
    return int(bool(soak.found))


if __name__ == "__main__":
    sys.exit(main())
