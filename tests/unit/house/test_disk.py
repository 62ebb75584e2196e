"""Results go wherever can be written, whole or not at all; where nothing can be written is found out before the work."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.helpers import tiny_scenario, toml
from tests.unit.cli.asking import Ask, asking
from unit_cohesion.agents.model import CohesionModel
from unit_cohesion.disk import refuse_unwritable_file, write_file, write_text
from unit_cohesion.errors import CohesionError
from unit_cohesion.runs.record import Record
from unit_cohesion.runs.run import load_record, run
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.sweeps.designs.design import Design
from unit_cohesion.sweeps.store import Store

ROOT_USER = hasattr(os, "geteuid") and os.geteuid() == 0
NOBODY = 65534


@pytest.fixture(scope="module")
def record() -> Record:
    return run(tiny_scenario(scenario={"days": 9}, departure={"base_hazard": 0.01, "calm_share": 1.0}), 5)


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ask:
    monkeypatch.chdir(tmp_path)
    return asking(capsys)


@contextmanager
def mounted(folder: Path, options: str = "size=20m") -> Iterator[Path]:
    """A file system of its own on a folder."""
    folder.mkdir(exist_ok=True)
    if not ROOT_USER or subprocess.call(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder]):
        pytest.skip("nothing can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@contextmanager
def without_rights() -> Iterator[None]:
    """As a user who may write only what all may."""
    if not ROOT_USER:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("lost", [True, False])
def test_the_root_of_a_volume_takes_a_run_and_a_later_one(lost: bool, record: Record, ask: Ask, tmp_path: Path) -> None:
    with mounted(tmp_path / "volume") as volume:
        if lost:
            (volume / "lost+found").mkdir()
        record.save(volume)
        assert load_record(volume).outcome == record.outcome
        assert ask("run", "two-valleys", "--days", "3", "--out", str(volume)).code == 0
        assert load_record(volume).days == 3
        assert not [name for name in names(volume) if name.startswith("_")]


def test_the_root_of_a_volume_takes_a_sweep(record: Record, tmp_path: Path) -> None:
    with mounted(tmp_path / "volume") as volume:
        Store(volume, Design("d", record.scenario, {}, (1,), outcomes=("left",))).close()


def test_a_volume_that_is_read_only_is_told_in_one_line_before_the_work(record: Record, ask: Ask, tmp_path: Path) -> None:
    model = CohesionModel(tiny_scenario(scenario={"days": 9}), rng=1)
    with mounted(tmp_path / "volume", "ro") as volume:
        for write in (
            lambda: record.save(volume),
            lambda: record.save(volume / "new"),
            lambda: model.save_state(volume / "state"),
            lambda: write_text(volume / "page.html", ""),
            lambda: record.plot.departures().save(volume / "figure.svg"),
            lambda: Store(volume / "sweep", Design("d", record.scenario, {}, (1,), outcomes=("left",))),
            lambda: refuse_unwritable_file("--html", volume / "page.html"),
        ):
            with pytest.raises(CohesionError, match="Read-only file system"):
                write()
        for option in (["--out", str(volume)], ["--out", str(volume / "new")], ["--report", str(volume / "page.html")]):
            told = ask("run", "two-valleys", *option)
            assert (told.code, told.out, len(told.err.splitlines())) == (2, "", 1)


def test_a_folder_that_can_be_written_to_will_do_where_its_parent_cannot(record: Record) -> None:
    with TemporaryDirectory() as base:
        Path(base).chmod(0o755)
        _save_without_rights_on_the_parent(record, Path(base) / "parent", Path(base) / "parent" / "mine")


def _save_without_rights_on_the_parent(record: Record, parent: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    parent.chmod(0o555)
    _ = record.frames, record.outcome
    with without_rights():
        record.save(folder)
        record.save(folder)
        with pytest.raises(CohesionError, match="Permission denied"):
            record.save(parent / "other")
    parent.chmod(0o755)
    assert load_record(folder).outcome == record.outcome
    assert names(parent) == {"mine"}


def test_the_folder_one_stands_in_stays_the_folder_one_stands_in(ask: Ask, tmp_path: Path) -> None:
    here = tmp_path.stat().st_ino
    for _ in range(2):
        assert ask("run", "two-valleys", "--days", "3", "--out", ".").code == 0
        assert (tmp_path.stat().st_ino, Path.cwd().stat().st_ino) == (here, here)
        assert load_record(".").days == 3


@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db", "desktop.ini", "._x", ".nfs0001", "lost+found", ".gitkeep", "_left.part"])
def test_what_systems_leave_behind_is_nobodys(name: str, record: Record, tmp_path: Path) -> None:
    for kind in ("run", "sweep"):
        (tmp_path / kind).mkdir()
        (tmp_path / kind / name).touch()
    record.save(tmp_path / "run")
    assert name in names(tmp_path / "run")
    Store(tmp_path / "sweep", Design("d", record.scenario, {}, (1,), outcomes=("left",))).close()


def test_a_link_stays_a_link_and_a_pipe_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "deep" / "page.html")
    for text in ("one", "two"):
        refuse_unwritable_file("--html", tmp_path / "link")
        write_text(tmp_path / "link", text)
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "deep" / "page.html").read_text() == text
    os.mkfifo(tmp_path / "pipe")
    heard: list[str] = []
    reader = threading.Thread(target=lambda: heard.append((tmp_path / "pipe").read_text()))
    reader.start()
    refuse_unwritable_file("--html", tmp_path / "pipe")
    write_text(tmp_path / "pipe", "three")
    reader.join(10)
    assert heard == ["three"]
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_a_name_of_full_length_is_written_and_a_longer_one_refused(tmp_path: Path) -> None:
    write_text(tmp_path / ("n" * 255), "")
    for bad in ("n" * 256, "nul\0"):
        with pytest.raises(CohesionError, match="cannot be written"):
            write_text(tmp_path / bad, "")
        with pytest.raises(CohesionError, match="--html"):
            refuse_unwritable_file("--html", tmp_path / bad)
    assert len(names(tmp_path)) == 1


def test_a_file_that_fails_midway_leaves_the_old_one_and_nothing_else(tmp_path: Path) -> None:
    write_text(tmp_path / "page", "old")

    def fail(file: object) -> None:
        file.write(b"half")  # type: ignore[attr-defined]
        raise OSError(28, "No space left on device")

    with pytest.raises(CohesionError, match="No space left"):
        write_file(tmp_path / "page", fail)
    assert names(tmp_path) == {"page"}
    assert (tmp_path / "page").read_text() == "old"


def test_a_save_that_fails_takes_away_the_folders_that_it_made(record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("unit_cohesion.tables.parquet.write_arrow", full)
    with pytest.raises(CohesionError, match="No space left"):
        record.save(tmp_path / "a" / "b" / "run")
    assert not names(tmp_path)


WRITING = [
    ["run", "two-valleys", "--report"],
    ["compare", "two-valleys", "--without", "D5", "--html"],
    ["compare", "two-valleys", "--without", "D5", "--csv"],
    ["validate", "two-valleys", "--csv"],
    ["validate", "two-valleys", "--json"],
    ["progeny", "two-valleys", "--csv"],
    ["effects", "two-valleys", "--csv"],
    ["effects", "two-valleys", "--json"],
    ["effects", "two-valleys", "--page"],
    ["analyse", "{sweep}", "--html"],
]


@pytest.mark.parametrize("command", WRITING, ids=" ".join)
def test_every_file_that_cannot_be_written_is_told_before_the_work(
    command: list[str], record: Record, ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Engine, "run", lambda *_: pytest.fail("it ran first"))
    monkeypatch.setattr("unit_cohesion.sweeps.analysis.Analysis.__init__", lambda *_: pytest.fail("it was analysed first"))
    Store(tmp_path / "sweep", Design("d", record.scenario, {}, (1,), outcomes=("left",))).close()
    (tmp_path / "file").touch()
    asked = [word.format(sweep=tmp_path / "sweep") for word in command]
    for bad in ("file/page", ".", "/proc/page", "n" * 300):
        told = ask(*asked, bad)
        assert told.code == 2, told
        assert len(told.err.splitlines()) == 1
        assert command[-1] in told.err or "--help" in told.err


@pytest.mark.parametrize("lines", [0, 2])
def test_a_page_and_tables_are_written_though_nobody_reads_on(lines: int, tmp_path: Path) -> None:
    (tmp_path / "tiny.toml").write_text(toml(tiny_scenario(scenario={"days": 60})), encoding="utf-8")
    words = [sys.executable, "-m", "unit_cohesion", "run", "tiny.toml", "--report", "page.html", "--out", "run"]
    going = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert going.stdout
    assert going.stderr
    for _ in range(lines):
        going.stdout.readline()
    going.stdout.close()
    said = going.stderr.read()
    assert going.wait(60) == 0, said
    assert "Traceback" not in said
    assert "Error" not in said
    assert (tmp_path / "page.html").read_text(encoding="utf-8").endswith("</html>\n")
    assert load_record(tmp_path / "run").days == 60
