"""Sweeps in processes of their own, to be killed; and what is left of them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from tests.faults.designs import answer
from unit_cohesion.sweeps.sweep_folder import MANIFEST, load_kept, load_table, read_manifest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90.0


@contextmanager
def started(*command: str | Path, cwd: Path | None = None, first: Path | None = None) -> Iterator[subprocess.Popen[str]]:
    """A Python process with these arguments, in a process group of its own; whatever is left of it at the end is killed.

    ``first`` is a folder that it, and all that it starts, look for modules in before any other.
    """
    path = os.pathsep.join(map(str, [*([first] if first else []), ROOT]))
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1", "COLUMNS": "160", "NO_COLOR": "1"}
    words = [sys.executable, *map(str, command)]
    process = subprocess.Popen(
        words, cwd=cwd or ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        yield process
    finally:
        for one in [*family(process.pid), process]:
            with suppress(psutil.Error, ProcessLookupError):
                one.kill()
        with suppress(subprocess.TimeoutExpired, ValueError):
            process.communicate(timeout=10)


def sweep_command(design: Path, out: Path, *more: str) -> list[str | Path]:
    return ["-m", "unit_cohesion", "sweep", design, "--out", out, "--workers", "2", *more]


def swept(design: Path, out: Path, *more: str) -> str:
    """Run a sweep to its end; returns what it printed."""
    with started(*sweep_command(design, out, *more)) as process:
        told, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, (told, errors)
    return told


def family(pid: int) -> list[psutil.Process]:
    """All the processes below this one."""
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def workers_of(pid: int) -> list[psutil.Process]:
    """Dask's worker processes below this one."""
    return [child for child in family(pid) if "multiprocessing.spawn" in " ".join(child.cmdline())]


def until(process: subprocess.Popen[str], what: Callable[[], object]) -> None:
    """Wait until something holds, while the process lives."""
    limit = time.monotonic() + PATIENCE
    while not what():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < limit, "waited in vain"
        time.sleep(0.02)


def done(out: Path) -> int:
    """Runs that the manifest tells of."""
    return sum(part["runs"] for part in read_manifest(out).values()) if (out / MANIFEST).exists() else 0


def all_gone(processes: list[psutil.Process], seconds: float = 10.0) -> None:
    """Whether these end by themselves."""
    _, alive = psutil.wait_procs(processes, timeout=seconds)
    assert not [p for p in alive if p.is_running() and p.status() != psutil.STATUS_ZOMBIE], "orphans"


def everything(out: Path) -> tuple[bytes, bytes]:
    """The bytes of the table of outcomes and of the table ``daily``."""
    assert (load_table(out)["status"] == "ok").all()
    return answer(out), load_kept(out, "daily").to_csv().encode()
