"""The command ``cohesion``: every command, and every way to ask for what cannot be done."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import unit_cohesion.runs.run
from tests.helpers import tiny_scenario
from tests.unit.cli.asking import Ask, asking
from unit_cohesion import __version__, run
from unit_cohesion.cli import main
from unit_cohesion.rules import MECHANISMS, PARAMETERS, RULE_TABLES
from unit_cohesion.scenario import load_scenario
from unit_cohesion.schema import Contents
from unit_cohesion.shipped import shipped_abouts, shipped_scenarios
from unit_cohesion.simulation.run_file import CHANGED, UNSEALED

ROOT = Path(__file__).resolve().parents[3]
HEAVY = {"numpy", "numba", "pandas", "pyarrow", "pydantic", "mesa", "solara", "rich"} | {
    f"unit_cohesion.{name}" for name in ("scenario", "engine", "rules")
}
SLOW = {"numba", "pandas", "pyarrow", "mesa", "solara"}
"""What only runs, their tables and the dashboard need."""


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ask:
    """Runs the command in an empty folder, 80 columns wide."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")

    return asking(capsys)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run.json of a run of the tiny scenario."""
    return run(tiny_scenario(), days=20).save(tmp_path_factory.mktemp("tiny") / "run") / "run.json"


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "unit_cohesion", *arguments]


def test_version_comes_before_anything_heavy_is_imported() -> None:
    script = "import sys\nfrom unit_cohesion.cli import main\ntry: main(['--version'])\nexcept SystemExit: print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    version, modules = done.stdout.splitlines()
    assert version == f"cohesion {__version__}"
    assert not HEAVY & set(modules.split())


@pytest.mark.parametrize(
    ("asked", "other"), [("run two-valleys --html a.html", "--report"), ("show two-valleys --report a.html", "--html")]
)
def test_what_writes_a_page_is_told_by_its_name_in_this_command(asked: str, other: str, ask: Ask) -> None:
    assert f"(Possible options: {other})" in ask(*asked.split()).err


@pytest.mark.parametrize("asked", ["--version", "--help", "list", "parameters", "mechanisms", "check two-valleys"])
def test_what_needs_no_run_imports_nothing_slow(asked: str) -> None:
    script = "import sys\nfrom unit_cohesion.cli import main\n"
    script += f"try: main({asked.split()})\nexcept SystemExit as end: print(end.code, *sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    code, *modules = done.stdout.splitlines()[-1].split()
    assert code == "0"
    assert not SLOW & set(modules)


@pytest.mark.parametrize("asked", ["run two-valleys --days 20", "run two-valleys --days 20 --off D5 --set comrade_pressure=2"])
def test_a_run_that_writes_no_table_makes_none(asked: str) -> None:
    script = "import sys\nfrom unit_cohesion.cli import main\n"
    script += f"try: main({asked.split()})\nexcept SystemExit as end: print(end.code, *sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    code, *modules = done.stdout.splitlines()[-1].split()
    assert "served on the first day" in done.stdout
    assert code == "0"
    assert SLOW & set(modules) == {"numba"}


def test_help_without_a_command(ask: Ask) -> None:
    alone, asked_for = ask(), ask("--help")
    assert alone == asked_for
    assert all(name in alone.out for name in ("run", "list", "show", "check", "parameters", "mechanisms"))


def test_list_names_what_is_shipped(ask: Ask) -> None:
    code, out, err = ask("list")
    assert (code, err) == (0, "")
    assert all(name in out for name in shipped_scenarios())


def test_what_scenarios_say_of_themselves_is_what_they_are_once_read() -> None:
    for name, told in shipped_abouts().items():
        about = load_scenario(name).about
        assert (told["days"], told["question"], told["title"]) == (about.days, about.question, about.title), name
        assert not told.keys() & Contents.model_fields.keys(), "more is read than the head"


def test_the_list_reads_no_scenario_and_knows_no_rule() -> None:
    script = "import sys\nfrom unit_cohesion.cli import main\ntry: main(['list'])\nexcept SystemExit: print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"numpy", "unit_cohesion.rules", "unit_cohesion.scenario"} & set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("name", list(shipped_scenarios()))
def test_show_and_check_every_shipped_scenario(ask: Ask, name: str) -> None:
    code, out, err = ask("show", name)
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 80
    assert ask("check", name) == (0, "good\n", "")


@pytest.mark.parametrize("nature", ["behaviour", "fact", "design"])
def test_parameters_of_one_nature(ask: Ask, nature: str) -> None:
    _, out, _ = ask("parameters", "--nature", nature)
    told = {line.split()[0] for line in out.splitlines() if line and line.split()[0] in PARAMETERS}
    assert told == {one.name for one in PARAMETERS.values() if one.nature == nature}


def test_parameters(ask: Ask) -> None:
    _, out, _ = ask("parameters")
    assert {*PARAMETERS, *RULE_TABLES} <= {line.split()[0] for line in out.splitlines() if line.strip()}
    code, out, _ = ask("parameters", "--rule", "bonds")
    assert code == 0
    assert "comrade_pressure" in out
    assert "base_hazard" not in out


def test_mechanisms(ask: Ask) -> None:
    _, out, _ = ask("mechanisms")
    assert set(MECHANISMS) <= {line.split()[0] for line in out.splitlines() if line.strip()}


def test_run_tells_first_what_is_run_then_what_came_out(ask: Ask, tiny: Path, tmp_path: Path) -> None:
    code, out, err = ask("run", str(tiny), "--off", "D5,D8", "--set", "comrade_pressure=2", "--set", "base_hazard=1e-2", "--seed", "7")
    assert (code, err) == (0, "note: after the last day, 2011-04-03, and so not in this run: events.ring, news.asylum\n")
    assert out.splitlines()[0] == "A tiny army"
    opening = " ".join(out.split())
    assert "seed 7 · without D5, D8 · comrade_pressure = 2.0 · base_hazard = 0.01" in opening
    for part in ("Left by week", "Hill people", "Main causes", "Where those who left are", "Outcome beside the targets"):
        assert part in out
    assert max(map(len, out.splitlines())) <= 80
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("options", [["--days", "1"], ["--set", "base_hazard=0"], ["--persons-per-agent", "3"]])
def test_run_where_little_or_nothing_happens(ask: Ask, tiny: Path, options: list[str]) -> None:
    code, out, err = ask("run", str(tiny), *options)
    assert code == 0
    assert re.fullmatch(r"note: after the last day, \S+, and so not in this run: .*\n", err)
    assert "served on the first day" in out


def test_run_takes_a_file_that_extends_a_shipped_one(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "short.toml").write_text('[scenario]\nextends = "two-valleys"\ntitle = "Short"\ndays = 10\n', "utf-8")
    code, out, err = ask("run", "short.toml", "--set", "discharge_stops=2012-03-01")
    assert code == 0
    assert re.fullmatch(
        r"note: after the last day, 2012-01-10, and so not in this run: “Conscripts are kept beyond their term”, .* and \d more\n", err
    )
    assert out.startswith("Short\n")
    assert "discharge_stops = 2012-03-01" in " ".join(out.split())


def test_a_run_json_of_another_version_says_so(ask: Ask, tiny: Path, tmp_path: Path) -> None:
    said = json.loads(tiny.read_text("utf-8"))
    (tmp_path / "run.json").write_text(json.dumps(said | {"stream_version": said["stream_version"] + 1}), "utf-8")
    code, out, err = ask("run", str(tmp_path / "run.json"))
    assert code == 0
    assert "another version" in err
    assert "another version" not in out


def test_a_scale_beyond_the_armys_units_keeps_its_size(ask: Ask) -> None:
    fine, coarse = (ask("run", "two-valleys", "--days", "2", "--persons-per-agent", str(k)) for k in (1, 1000))
    assert fine.err == coarse.err
    served = [float(re.findall(r"([\d,]+) served on the first day", answer.out)[0].replace(",", "")) for answer in (fine, coarse)]
    assert served[1] == pytest.approx(served[0], rel=0.01)  # a day has passed


def test_run_json_runs_again_to_the_same_bytes(ask: Ask, tiny: Path, tmp_path: Path) -> None:
    first, second, other = tmp_path / "a" / "first", tmp_path / "second", tmp_path / "other"
    assert ask("run", str(tiny), "--out", str(first), "--off", "D5", "--set", "base_hazard=0.01", "--persons-per-agent", "2").code == 0
    code, out, _ = ask("run", str(first / "run.json"), "--out", str(second))
    assert code == 0
    assert "run.json runs it again" in " ".join(out.split())
    names = sorted(path.name for path in first.iterdir())
    assert names == sorted(path.name for path in second.iterdir())
    assert {"run.json", "events.parquet", "daily.parquet"} <= set(names)
    for name in set(names) - {"log.json"}:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name
    again = ask("run", str(first / "run.json"), "--seed", "2", "--out", str(other))
    assert again.code == 0
    assert "another version" not in again.err
    said = json.loads((other / "run.json").read_text("utf-8"))
    assert (said["seed"], said["off"], said["set"]) == (2, ["D5"], {"base_hazard": 0.01})
    assert (first / "events.parquet").read_bytes() != (other / "events.parquet").read_bytes()


BAD = [
    (["frobnicate"], "frobnicate"),
    (["lst"], "list"),
    (["run"], "SCENARIO"),
    (["run", "two-valley"], "did you mean 'two-valleys'?"),
    (["run", "absent.toml"], "absent.toml"),
    (["run", "."], "."),
    (["run", "absent.json"], "absent.json"),
    (["run", "two-valleys", "--seed", "-1"], "seed = -1: allowed: a whole number from 0"),
    (["run", "two-valleys", "--seed", "one"], "--seed"),
    (["run", "two-valleys", "--days", "0"], "days = 0: allowed: a whole number from 1"),
    (["run", "two-valleys", "--days", "99999999"], "days = 99999999"),
    (["run", "two-valleys", "--persons-per-agent", "0"], "persons_per_agent = 0: allowed"),
    (["run", "two-valleys", "--set", "comrade_presure=2"], "did you mean 'comrade_pressure'?"),
    (["run", "two-valleys", "--set", "comrade_pressure=99"], "a number from 1.0 to 5.0"),
    (["run", "two-valleys", "--set", "comrade_pressure=nan"], "comrade_pressure = nan"),
    (["run", "two-valleys", "--set", "comrade_pressure=much"], "comrade_pressure = 'much'"),
    (["run", "two-valleys", "--set", "discharge_stops=2012-13-01"], "discharge_stops = '2012-13-01'"),
    (["run", "two-valleys", "--set", "comrade_pressure"], "name=value"),
    (["run", "two-valleys", "--set", "=2"], "name=value"),
    (["run", "two-valleys", "--set", "self=2"], "a declared parameter"),
    (["run", "two-valleys", "--set", "days=2"], "a declared parameter"),
    (["run", "two-valleys", "--set", "x\n\x1b[31m=2"], "a declared parameter"),
    (["run", "two-valleys", "--off", "D55"], "did you mean 'D5'?"),
    (["run", "two-valleys", "--off", "d8A"], "did you mean 'D8a'?"),
    (["run", "two-valleys", "--off", "I2"], "checked, not switched"),
    (["run", "two-valleys", "--of", "D5"], "--off"),
    (["run", "two-valleys", "more"], "more"),
    (["run", "two-valleys", "--out", "/proc/absent/run"], "/proc/absent/run"),
    (["run", "two-valleys", "--out", "\0"], "--out"),
    (["show", "two-valley"], "did you mean 'two-valleys'?"),
    (["show"], "SCENARIO"),
    (["parameters", "--rule", "bond"], "did you mean 'bonds'?"),
    (["parameters", "--nature", "facts"], "did you mean 'fact'?"),
]


@pytest.mark.parametrize(("arguments", "told"), BAD, ids=[" ".join(a)[:60].encode("unicode_escape").decode() for a, _ in BAD])
def test_what_cannot_be_done_is_told_in_one_line(ask: Ask, tmp_path: Path, arguments: list[str], told: str) -> None:
    out = [] if "--out" in arguments or arguments[0] != "run" else ["--out", "out"]
    code, said, err = ask(*arguments, *out)
    assert (code, said) == (2, "")
    assert err.endswith("\n")
    assert err.count("\n") == 1
    assert told in err
    assert err[:-1].isprintable()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", "[" * 100_000, '{"scenario": {}, "seed": 1, "off": [], "set": {}, "tables": {}, "outcome": {}, "days": 1}'],
)
def test_a_damaged_run_json_is_told_in_one_line(ask: Ask, tmp_path: Path, text: str) -> None:
    (tmp_path / "run.json").write_text(text, "utf-8")
    code, out, err = ask("run", "run.json")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("cohesion: ")


def test_check_tells_all_that_is_wrong_in_a_run_json(ask: Ask, tiny: Path, tmp_path: Path) -> None:
    note = "note: after the last day, 2011-04-03, and so not in this run: events.ring, news.asylum\n"
    assert ask("check", str(tiny)) == (0, f"{note}good\n", "")
    said = json.loads(tiny.read_text("utf-8")) | {"sead": 1, "seed": -1, "off": ["X1"]}
    (tmp_path / "run.json").write_text(json.dumps(said), "utf-8")
    code, out, _ = ask("check", "run.json")
    assert (code, out.count("\n")) == (2, 3)
    assert "sead = 1: allowed: a key that a run.json has; did you mean 'seed'?" in out


def test_check_does_not_call_good_what_is_not_as_it_was_written(ask: Ask, tiny: Path, tmp_path: Path) -> None:
    said = json.loads(tiny.read_text("utf-8"))
    said["outcome"]["left"] = 999.0
    for told in (CHANGED, UNSEALED):
        (tmp_path / "run.json").write_text(json.dumps(said), "utf-8")
        code, out, _ = ask("check", "run.json")
        assert (code, out) == (2, f"run.json: {told}\n")
        said.pop("sha256", None)


def test_folders_that_cannot_take_a_run_are_found_before_it(ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("kept", "utf-8")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("kept", "utf-8")
    monkeypatch.setattr(unit_cohesion.runs.run, "run", lambda *_, **__: pytest.fail("it ran"))
    for folder in ("file", "file/below", "full"):
        code, out, err = ask("run", "two-valleys", "--out", folder)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert folder.split("/")[0] in err
    assert sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*")) == ["file", "full", "full/letter.txt"]


def test_check_lists_all_errors_one_a_line(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(
        '[scenario]\nextends = "two-valleys"\ndays = 0\ntitel = "[red]x"\n\n[bonds]\ncomrade_presure = 2\nbond_ratio = "a"\n', "utf-8"
    )
    code, out, err = ask("check", "bad.toml")
    assert (code, err) == (2, "")
    lines = out.splitlines()
    assert len(lines) == 4
    assert all(line.startswith("bad.toml: ") for line in lines)
    assert any("comrade_pressure" in line for line in lines)
    code, out, err = ask("run", "bad.toml", "--out", "out")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "cohesion check" in err
    assert ask("check", "absent.toml").code == 2


def test_names_in_files_are_neither_markup_nor_commands(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "odd.toml").write_text(
        '[scenario]\nextends = "two-valleys"\ndays = 5\ntitle = "[bold]\\u001b[31mOdd[/nope] :smile:"\n'
        '[[sects]]\nid = "hill"\nname = "[red]\\u001b[2J"\n',
        "utf-8",
    )
    for words in (["show"], ["run"]):
        code, out, _ = ask(*words, "odd.toml")
        assert code == 0
        assert "\x1b" not in out
        assert "[31mOdd[/nope] :smile:" in out


def test_interrupted_run_says_so_and_leaves_nothing(ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(unit_cohesion.runs.run, "run", interrupted)
    code, _, err = ask("run", "two-valleys", "--out", "deep/out")
    assert (code, err) == (130, "cohesion: stopped\n")
    assert list(tmp_path.iterdir()) == []


def test_interrupted_before_the_command_line_is_read(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("raise KeyboardInterrupt\n", "utf-8")  # Ctrl-C while it is imported
    path = os.pathsep.join([str(tmp_path), str(ROOT / "model")])
    done = subprocess.run(command("list"), env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "cohesion: stopped\n")


def test_a_fault_of_ours_is_not_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unit_cohesion.runs.run, "run", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        main(["run", "two-valleys"])


def test_piped_output_is_plain_text(tiny: Path) -> None:
    done = subprocess.run(command("run", str(tiny), "--days", "5"), cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)
    assert "\x1b" not in done.stdout
    assert "\r" not in done.stdout
    late = "events.market, events.ring, news.asylum, news.video"
    assert done.stderr == f"note: after the last day, 2011-03-19, and so not in this run: {late}\n"


def test_a_reader_that_goes_away_is_met_in_silence() -> None:
    with subprocess.Popen(command("parameters"), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_output_that_does_not_fit_is_told_in_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command("list"), cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "cohesion: the output cannot be written (No space left on device)\n")
