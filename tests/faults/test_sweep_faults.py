"""A sweep survives what happens to sweeps: after each fault and a resume, the bytes of its tables are those of a sweep left in peace."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

import unit_cohesion.sweeps.sweep as sweep_module
from tests.faults import stand_ins
from tests.faults.designs import answer, written
from tests.faults.sweeping import all_gone, done, everything, family, started, sweep_command, swept, until, workers_of
from unit_cohesion.errors import CohesionError
from unit_cohesion.sweeps.dispatch import Dispatcher
from unit_cohesion.sweeps.sweep import sweep
from unit_cohesion.sweeps.sweep_folder import load_table

pytestmark = pytest.mark.slow
long = pytest.mark.long  # the same at another moment or table: the soak draws such ones by lot in every CI run
RUNS = 600


@pytest.fixture(scope="module")
def design(tmp_path_factory: pytest.TempPathFactory) -> Path:
    vary = 'comrade_pressure = [1.0, 2.0, 3.0]\noff = [[], ["D5"]]'
    return written(tmp_path_factory.mktemp("design"), vary, seeds=RUNS // 6, days=40, keep=["daily"])


@pytest.fixture(scope="module")
def peace(design: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """What an undisturbed sweep leaves."""
    out = tmp_path_factory.mktemp("peace") / "out"
    told = swept(design, out)
    assert f"{RUNS} of {RUNS} runs" in told
    assert len(load_table(out)) == RUNS
    return everything(out)


def test_one_worker_gives_the_same_bytes_as_two(design: Path, peace: tuple[bytes, bytes], tmp_path: Path) -> None:
    with started("-m", "unit_cohesion", "sweep", design, "--out", tmp_path / "out", "--workers", "1") as process:
        process.communicate(timeout=120)
    assert everything(tmp_path / "out") == peace


def test_a_worker_is_killed(design: Path, peace: tuple[bytes, bytes], tmp_path: Path) -> None:
    out = tmp_path / "out"
    with started(*sweep_command(design, out)) as process:
        until(process, lambda: done(out) > 10)
        workers_of(process.pid)[0].send_signal(signal.SIGKILL)
        told, errors = process.communicate(timeout=90)
    assert process.returncode == 0, errors
    assert "Traceback" not in errors
    assert f"{RUNS} of {RUNS} runs" in told
    assert everything(out) == peace


def test_a_clock_that_is_set_back_again_and_again_holds_nothing_up(tmp_path: Path) -> None:
    """By an hour, a thousand times a second, in all processes of the sweep, from the first second on."""
    design, out = written(tmp_path, 'off = [[], ["D5"]]', seeds=50, days=40), tmp_path / "out"
    (tmp_path / "sitecustomize.py").write_text(
        "import time\n"
        "wall, began = time.time, time.monotonic() + 1\n"
        "time.time = lambda: wall() - 3600 * max(0, int(1000 * (time.monotonic() - began)))\n",
        encoding="utf-8",
    )
    with started(*sweep_command(design, out), first=tmp_path) as process:
        told, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert "100 of 100 runs" in told
    assert len(load_table(out)) == 100


@pytest.mark.parametrize("moment", [pytest.param(0, marks=long), 1, pytest.param(80, marks=long)])
def test_the_parent_is_killed_and_leaves_no_orphans(design: Path, peace: tuple[bytes, bytes], tmp_path: Path, moment: int) -> None:
    out = tmp_path / "out"
    with started(*sweep_command(design, out)) as process:
        until(process, lambda: (out / "journal").exists() if not moment else done(out) >= moment)
        children = family(process.pid)
        held = done(out)
        process.send_signal(signal.SIGKILL)
        process.wait()
        all_gone(children)
    assert held <= done(out)
    assert not list(out.glob("outcomes/part*.tmp"))
    told = swept(design, out)
    assert f"{RUNS} of {RUNS} runs" in told
    assert everything(out) == peace


def test_killed_between_the_part_and_the_manifest(design: Path, peace: tuple[bytes, bytes], tmp_path: Path) -> None:
    """The moments that a signal hits seldom: parts that the manifest does not know, tables of no part, names never given."""
    out = tmp_path / "out"
    swept(design, out)
    shutil.copy(next(out.glob("daily/*.parquet")), out / "daily" / "part-00009999.parquet")
    (out / "outcomes" / "_part-00009998.parquet.77").write_bytes(b"half")
    (out / "manifest.json").unlink()
    assert f"{RUNS} of them there already" in swept(design, out)
    assert everything(out) == peace
    assert sorted(p.name for p in out.glob("*/*part-0000999*")) == []


def test_a_full_disk_is_one_error_and_costs_nothing_that_was_done(design: Path, peace: tuple[bytes, bytes], tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", disk], check=False, capture_output=True).returncode == 0
    if not mounted:
        pytest.skip("no tmpfs can be mounted here; test_sweep.py has a shim")
    try:
        out, ballast = disk / "out", disk / "ballast"
        with started(*sweep_command(design, out)) as process:
            until(process, lambda: done(out) > 3)
            with suppress(OSError), ballast.open("wb") as file:
                while True:
                    file.write(bytes(4096))
                    file.flush()
            _, errors = process.communicate(timeout=90)
        assert process.returncode == 2
        assert errors.count("\n") == 1
        assert "No space left on device" in errors
        held = done(out)
        assert 3 < held < RUNS
        assert not list(out.glob("*/_*"))

        with started(*sweep_command(design, out)) as process:  # still full: found before the first run
            _, errors = process.communicate(timeout=90)
        assert process.returncode == 2
        assert errors.count("\n") == 1
        assert "No space left" in errors or "the disk has" in errors

        ballast.unlink()
        told = swept(design, out)
        assert f"{held} of them there already" in told
        assert everything(out) == peace
    finally:
        subprocess.run(["umount", "-l", disk], check=False)


def test_a_read_only_folder_is_found_before_the_first_run(design: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", disk], check=False, capture_output=True).returncode:
        pytest.skip("no tmpfs can be mounted here")
    try:
        with started(*sweep_command(design, disk / "out")) as process:
            told, errors = process.communicate(timeout=60)
        assert (process.returncode, told, errors.count("\n")) == (2, "", 1)
        assert "Read-only" in errors
    finally:
        subprocess.run(["umount", "-l", disk], check=False)


@pytest.mark.parametrize("table", [pytest.param("outcomes", marks=long), pytest.param("daily", marks=long), "manifest"])
def test_a_flipped_bit_is_found_set_aside_and_done_again(design: Path, peace: tuple[bytes, bytes], tmp_path: Path, table: str) -> None:
    out = tmp_path / "out"
    swept(design, out)
    path = out / "manifest.json" if table == "manifest" else next(out.glob(f"{table}/*.parquet"))
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0x80
    path.write_bytes(content)
    if table == "outcomes":
        with pytest.raises(CohesionError, match="damaged"):
            load_table(out)
    told = swept(design, out)
    if table != "manifest":
        assert "set aside" in told
        assert list((out / "damaged").iterdir())
    assert everything(out) == peace


def test_two_sweeps_on_one_folder(design: Path, peace: tuple[bytes, bytes], tmp_path: Path) -> None:
    out = tmp_path / "out"
    with started(*sweep_command(design, out)) as first:
        until(first, (out / "sweep.json").exists)
        with started(*sweep_command(design, out)) as second:
            told, errors = second.communicate(timeout=60)
        assert (second.returncode, told, errors.count("\n")) == (2, "", 1)
        assert f"process {first.pid} on" in errors
        first.communicate(timeout=90)
    assert first.returncode == 0
    assert everything(out) == peace


@pytest.mark.parametrize("early", [True, pytest.param(False, marks=long)])
def test_ctrl_c_once_stops_in_order(design: Path, peace: tuple[bytes, bytes], tmp_path: Path, early: bool) -> None:
    out = tmp_path / "out"
    with started(*sweep_command(design, out)) as process:
        until(process, lambda: done(out) > (0 if early else 10))
        children = family(process.pid)
        os.killpg(process.pid, signal.SIGINT)  # to all of the group, as a terminal does
        told, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert "stopping" in errors
    assert "Traceback" not in errors
    assert f"To go on: cohesion sweep {design} --out {out} --workers 2" in told
    all_gone(children)
    held = done(out)
    assert held < RUNS
    assert f"{held:,} of {RUNS} runs are in" in told, told
    swept(design, out)
    assert everything(out) == peace


def test_ctrl_c_twice_stops_at_once(design: Path, peace: tuple[bytes, bytes], tmp_path: Path) -> None:
    out = tmp_path / "out"
    with started(*sweep_command(design, out)) as process:
        until(process, lambda: done(out) > 10)
        children, held = family(process.pid), done(out)
        os.killpg(process.pid, signal.SIGINT)
        until(process, (out / "journal" / "leases" / "stop").exists)
        os.killpg(process.pid, signal.SIGINT)
        began = time.monotonic()
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert time.monotonic() - began < 3.0
    assert "To go on" in errors or "stopped" in errors
    assert "Traceback" not in errors
    all_gone(children)
    assert done(out) >= held
    swept(design, out)
    assert everything(out) == peace


def test_a_run_that_kills_workers_is_quarantined(tmp_path: Path) -> None:
    design = written(tmp_path, "comrade_pressure = [1.0, 2.0]", seeds=20)
    going = sweep(design, tmp_path / "out", workers=2, model=stand_ins.deadly, outcomes=stand_ins.OUTCOMES).wait()
    table = going.table().set_index(["comrade_pressure", "seed"])
    assert going.progress.failed == 1
    assert table.loc[(2.0, 5), ["status", "error"]].tolist() == ["crashed", "its worker died 2 times"]
    assert table.loc[(2.0, 5), ["y", "z"]].isna().all()
    assert (table["status"] == "ok").sum() == 39
    again = sweep(design, tmp_path / "again", workers=1, model=stand_ins.deadly, outcomes=stand_ins.OUTCOMES).wait()
    assert answer(again.folder) == answer(going.folder)


def test_a_run_that_never_ends_is_ended(tmp_path: Path) -> None:
    design = written(tmp_path, "comrade_pressure = [1.0]", seeds=12, timeout_s=1.0)
    going = sweep(design, tmp_path / "out", workers=2, model=stand_ins.endless, outcomes=stand_ins.OUTCOMES).wait()
    table = going.table().set_index("seed")
    assert table.loc[6, ["status", "error"]].tolist() == ["timeout", "took longer than 1 s"]
    assert (table.drop(index=6)["status"] == "ok").all()


def test_a_run_that_takes_all_memory_costs_only_itself(tmp_path: Path) -> None:
    design = written(tmp_path, "comrade_pressure = [1.0]", seeds=12)
    going = sweep(design, tmp_path / "out", workers=2, memory_limit="700 MiB", model=stand_ins.greedy, outcomes=stand_ins.OUTCOMES).wait()
    table = going.table().set_index("seed")
    assert table.loc[7, "status"] == "crashed"
    assert (table.drop(index=7)["status"] == "ok").all()


def test_a_scheduler_elsewhere_gives_the_same_bytes_though_a_worker_dies(design: Path, peace: tuple[bytes, bytes], tmp_path: Path) -> None:
    out, told = tmp_path / "out", tmp_path / "scheduler.json"
    there = tmp_path / "elsewhere"
    there.mkdir()
    quiet = ("--no-dashboard", "--scheduler-file", told)
    worker = ("-m", "distributed.cli.dask_worker", "--scheduler-file", told, "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1")
    with started("-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", *quiet) as scheduler:
        until(scheduler, told.exists)
        with started(*worker, cwd=there) as one, started(*worker, cwd=there):
            address = json.loads(told.read_text())["address"]
            with started("-m", "unit_cohesion", "sweep", design, "--out", out, "--scheduler", address) as process:
                until(process, lambda: done(out) > 10)
                for victim in [*family(one.pid), one]:
                    victim.kill()
                words, errors = process.communicate(timeout=90)
    assert process.returncode == 0, errors
    assert f"{RUNS} of {RUNS} runs" in words
    assert everything(out) == peace


def test_no_scheduler_is_one_error(design: Path, tmp_path: Path) -> None:
    with started("-m", "unit_cohesion", "sweep", design, "--out", tmp_path / "out", "--scheduler", "tcp://127.0.0.1:9") as process:
        _, errors = process.communicate(timeout=90)
    assert process.returncode == 2
    assert errors.count("\n") == 1
    assert "tcp://127.0.0.1:9" in errors


def test_workers_that_share_nothing_but_the_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blame goes over the scheduler where workers do not see the sweep's folder."""
    monkeypatch.setattr(sweep_module, "Dispatcher", lambda client, work, *rest: Dispatcher(client, replace(work, leases="/nowhere"), *rest))
    design = written(tmp_path, "comrade_pressure = [1.0, 2.0]", seeds=20)
    going = sweep(design, tmp_path / "far", workers=2, model=stand_ins.deadly, outcomes=stand_ins.OUTCOMES).wait()
    monkeypatch.undo()
    near = sweep(design, tmp_path / "near", workers=2, model=stand_ins.deadly, outcomes=stand_ins.OUTCOMES).wait()
    assert going.progress.failed == 1
    assert answer(going.folder) == answer(near.folder)
