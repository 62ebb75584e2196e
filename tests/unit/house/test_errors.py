"""Every error is the promised kind and one line; nothing that is asked for is ignored in silence; printed commands can be pasted."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from contextlib import nullcontext, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.helpers import tiny_scenario, toml
from tests.unit.cli.asking import Ask, asking
from unit_cohesion import compare, load_scenario, run, sweep, validate
from unit_cohesion.__main__ import _Interrupt
from unit_cohesion.errors import CohesionError
from unit_cohesion.simulation.identity import identity_of
from unit_cohesion.sweeps.sweep import Progress
from unit_cohesion.views.terminal.console import plain_console
from unit_cohesion.views.terminal.sweeping import ending_text

pytestmark = pytest.mark.filterwarnings("ignore::unit_cohesion.errors.Unused")
DESIGN = '[sweep]\nscenario = "tiny.toml"\nseeds = 4\n[vary]\ncomrade_pressure = [1.0, 2.0]\n'


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ask:
    (tmp_path / "tiny.toml").write_text(toml(tiny_scenario()), encoding="utf-8")
    (tmp_path / "design.toml").write_text(DESIGN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return asking(capsys)


# ---- nothing is ignored in silence


@pytest.mark.parametrize(
    ("command", "option"),
    [
        ("run tiny.toml --workers 2", "--workers"),
        ("run tiny.toml --seeds 2 --out there", "--out"),
        ("analyse out --axes off", "--axes"),
        ("validate tiny.toml --vary comrade_pressure=1..2", "--vary"),
        ("effects tiny.toml --orders 9", "--orders"),
        ("effects tiny.toml --only D5 --one-for-one 1", "--one-for-one"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(command: str, option: str, ask: Ask, tmp_path: Path) -> None:
    if "analyse" in command:
        from unit_cohesion.sweeps.designs.design_file import load_design
        from unit_cohesion.sweeps.store import Store

        Store(tmp_path / "out", load_design(tmp_path / "design.toml")).close()
    told = ask(*command.split())
    assert told.code == 2
    assert re.search(rf"{option}.*allowed: ", told.err)
    assert len(told.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("command", "option"),
    [
        ("attribute tiny.toml --over D5 --orders 9 --seeds 1 --days 55", "--orders 9"),
        ("sweep design.toml --dry-run --out there", "--out"),
        ("sweep design.toml --dry-run --retry-failed", "--retry-failed"),
    ],
)
def test_an_option_that_does_nothing_here_is_noted(command: str, option: str, ask: Ask) -> None:
    told = ask(*command.split())
    assert told.code == 0
    assert f"note: {option}: does nothing" in told.err


def test_an_identity_says_all_of_a_run() -> None:
    identity = identity_of(tiny_scenario(), 3)
    assert run(identity).seed == 3
    for more in ({"rng": 4}, {"off": "D5"}, {"days": 9}, {"persons_per_agent": 2}, {"comrade_pressure": 2.0}):
        with pytest.raises(CohesionError, match="an identity alone"):
            run(identity, **more)  # type: ignore[arg-type]


def test_what_is_drawn_is_asked_for_with_draws() -> None:
    with pytest.raises(CohesionError, match="allowed: with draws"):
        validate(tiny_scenario(), vary=["comrade_pressure"], seeds=1)


@pytest.mark.parametrize(
    ("event", "wrong"),
    [
        ({"date": "2011-03-14"}, "a date within the run"),
        ({"date": "2012-03-20"}, "a date within the run"),
        ({"place": "nowhere"}, "place"),
        ({"sect": "nobody"}, "sect"),
    ],
)
def test_an_event_before_after_or_about_nobody_is_told(event: dict[str, Any], wrong: str) -> None:
    given = {"id": "x", "date": "2011-03-20", "kind": "massacre", "place": "town", "sect": "plain", "value": 3} | event
    with pytest.raises(CohesionError, match=wrong):
        compare(tiny_scenario(), event=given, seeds=1)


# ---- every error is the promised kind, and one line


def script(tmp_path: Path, body: str, piped: bool = False, **env: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "tiny.toml").write_text(toml(tiny_scenario()), encoding="utf-8")
    (tmp_path / "design.toml").write_text(DESIGN, encoding="utf-8")
    (tmp_path / "mine.py").write_text(body, encoding="utf-8")
    words = [sys.executable, "-"] if piped else [sys.executable, "mine.py"]
    return subprocess.run(
        words,
        cwd=tmp_path,
        input=body if piped else None,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, **env},
    )


SWEEPING = "from unit_cohesion import sweep\ngoing = sweep('design.toml', 'out', workers=2)\nprint(len(going.wait().table()))\n"
COMPARING = "from unit_cohesion import compare\nprint(compare('tiny.toml', without='D5', seeds=4, workers=2).seeds)\n"
GUARDED = "if __name__ == '__main__':\n"


def indented(body: str) -> str:
    return "".join(f"    {line}\n" for line in body.splitlines())


@pytest.mark.parametrize("body", [SWEEPING, COMPARING], ids=["sweep", "compare"])
@pytest.mark.parametrize("piped", [False, True], ids=["a file", "piped"])
def test_a_script_without_a_guard_is_told_what_to_do_and_nothing_else(body: str, piped: bool, tmp_path: Path) -> None:
    done = script(tmp_path, body, piped)
    assert done.returncode == 1
    assert done.stderr.count("Traceback") == 1  # of the script itself, as of any error in Python
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("unit_cohesion.errors.CohesionError: ")
    assert "if __name__ == '__main__':" in last


@pytest.mark.slow
@pytest.mark.parametrize("body", [SWEEPING, COMPARING], ids=["sweep", "compare"])
def test_a_script_with_a_guard_runs(body: str, tmp_path: Path) -> None:
    done = script(tmp_path, GUARDED + indented(body))
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr


def test_workers_that_cannot_be_had_are_told_in_one_line() -> None:
    for bad in (0, -1, 1.5, True, "two", 10_000):
        with pytest.raises(CohesionError, match=r"workers = .*allowed: a whole number from 1 to 256"):
            sweep("trickle-or-flood", "out", workers=bad)  # type: ignore[arg-type]


def test_no_temporary_folder_and_no_memory_are_one_line(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_folder(*_: object, **__: object) -> None:
        raise FileNotFoundError(2, "No usable temporary directory found in ['/tmp']")

    monkeypatch.setattr(sys.modules["unit_cohesion.cli.sweep"], "TemporaryDirectory", no_folder)
    told = ask("sweep", "design.toml", "--dry-run")
    assert (told.code, len(told.err.splitlines())) == (2, 1)
    monkeypatch.setattr("unit_cohesion.runs.request.checked_request", lambda *_, **__: (_ for _ in ()).throw(MemoryError))
    told = ask("run", "tiny.toml")
    assert told.code == 2
    assert re.fullmatch(r"cohesion: there is not enough memory: .*take less\n", told.err)


@pytest.mark.slow
@pytest.mark.parametrize("presses", [1, 2, 40])
@pytest.mark.parametrize(
    "command", ["run syria-2011 --persons-per-agent 1", "compare syria-2011 --without D5 --seeds 6 --workers 2", "dashboard --port 0"]
)
def test_ctrl_c_any_number_of_times_is_one_line_and_130(command: str, presses: int, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "unit_cohesion", *command.split()]
    going = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True)
    time.sleep(6)
    for _ in range(presses):  # the last of forty come when it has ended
        with suppress(ProcessLookupError):
            os.killpg(going.pid, signal.SIGINT)
        time.sleep(0.02)
    _, said = going.communicate(timeout=60)
    assert "Traceback" not in said, said
    assert going.returncode == 130
    assert [line for line in said.splitlines() if not line.startswith("note:")] == ["cohesion: stopped"]


def test_ctrl_c_that_was_swallowed_can_be_pressed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now, heard = 100.0, _Interrupt()
    monkeypatch.setattr(time, "monotonic", lambda: now)
    for at, stops in ((100.0, True), (100.1, False), (102.9, False), (103.0, True), (103.1, False)):
        now = at
        with pytest.raises(KeyboardInterrupt) if stops else nullcontext():
            heard(signal.SIGINT, None)


# ---- printed commands can be pasted


@pytest.mark.parametrize("folder", ["my run", "it's", "a&b", "plain", "$HOME", "-x"])
def test_printed_commands_are_quoted(folder: str, ask: Ask, tmp_path: Path) -> None:
    told = ask("run", "tiny.toml", f"--out=./{folder}")
    last = told.out.strip().splitlines()[-1]
    words = shlex.split(last.partition("; ")[2].removesuffix(" runs it again."))
    assert words[:2] == ["cohesion", "run"]
    assert Path(words[2]).samefile(tmp_path / folder / "run.json")
    assert load_scenario("tiny.toml")


def test_the_command_after_a_sweep_is_quoted() -> None:
    ended: Any = SimpleNamespace(progress=Progress("finished", 4, 4, 0, 1.0, 0.0, 1), folder=Path("my sweep"))
    console = plain_console()
    with console.capture() as caught:
        console.print(ending_text(ended, "x"), soft_wrap=True)
    assert "cohesion analyse 'my sweep'" in caught.get()
