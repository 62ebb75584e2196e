"""The commands compare, attribute, explain and progeny, and run --seeds: what they print, and every way to ask for what cannot be done."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from tests.helpers import tiny_scenario, toml
from tests.unit.cli.asking import Ask, asking
from unit_cohesion import compare, explain, load_record, load_scenario, progeny, run

HOT = {"departure": {"base_hazard": 0.004}, "bonds": {"comrade_pressure": 3.0}}


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ask:
    """Runs the command in a folder with the tiny scenario, 80 columns wide."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "tiny.toml").write_text(toml(tiny_scenario(**HOT)), "utf-8")

    return asking(capsys)


def words(text: str) -> str:
    return " ".join(text.split())


def test_compare_tells_the_sentence_fates_and_differences(ask: Ask, tmp_path: Path) -> None:
    code, out, err = ask("compare", "tiny.toml", "--without", "D5", "--seeds", "4")
    found = compare(tmp_path / "tiny.toml", without="D5", seeds=4)
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 80
    assert found.sentence in words(out)
    assert "Means of 4 seeds, the same in both worlds" in words(out)
    for part in ("First exits, in persons", "Persons who left so far", "95 % interval", "seeds."):
        assert part in words(out)
    left = found.outcome("left")
    line = next(line for line in out.splitlines() if line.startswith("left "))
    assert f"{left.paired.mean:+.3g}" in line or f"{left.paired.mean:+,.0f}" in line
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tiny.toml"]


def test_compare_writes_the_outcomes_as_csv(ask: Ask, tmp_path: Path) -> None:
    code, out, _ = ask("compare", "tiny.toml", "--set", "comrade_pressure=1", "--seeds", "2", "--csv", "out.csv")
    assert code == 0
    assert "out.csv" in out
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = compare(tmp_path / "tiny.toml", changed={"comrade_pressure": 1}, seeds=2)
    assert [row["outcome"] for row in rows] == list(found.names)
    assert float(next(row["difference"] for row in rows if row["outcome"] == "left")) == found.outcome("left").paired.mean
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "tiny.toml"]


def test_compare_with_events_and_other_scenarios(ask: Ask, tmp_path: Path) -> None:
    text = '[[events]]\nid = "more"\ndate = 2011-04-01\nkind = "massacre"\nplace = "town"\nvalue = 90\n'
    (tmp_path / "more.toml").write_text(text, "utf-8")
    assert "with the event of 1 April 2011 (massacre, town)" in words(
        ask("compare", "tiny.toml", "--event", "more.toml", "--seeds", "1").out
    )
    assert "without the event of 15 April 2011 (siege, town)" in words(
        ask("compare", "tiny.toml", "--without-event", "ring", "--seeds", "1").out
    )
    same = ask("compare", "tiny.toml", "tiny.toml", "--seeds", "2")
    assert same.code == 0
    assert "Nobody of 152 left in one world only." in words(same.out)


def test_a_run_of_many_seeds_draws_medians_and_bands_beside_targets(ask: Ask) -> None:
    code, out, err = ask("run", "tiny.toml", "--seeds", "3", "--seed", "5", "--off", "D6", "--set", "base_hazard=0.005")
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 80
    told = words(out)
    assert "seeds 5 to 7 · without D6 · base_hazard = 0.005" in told
    assert "In 3 runs" in told
    (target,) = (line for line in out.splitlines() if line.startswith("A1"))
    assert "1 to 100" in target
    assert "●" in target
    assert "░" in out
    assert "95 % interval" in told
    assert "90 % band of runs" in told


def test_attribute_says_first_what_it_takes_and_sums_to_the_whole(ask: Ask) -> None:
    code, out, err = ask("attribute", "tiny.toml", "--over", "D5,D1", "--over", "ring", "--seeds", "2")
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines()[1:])) <= 80
    assert out.splitlines()[0].startswith("All 8 subsets of 3, 2 seeds: 16 runs, about ")
    assert "The two do not agree, and need not" in words(out)
    shares = {line.split()[0]: line for line in out.splitlines() if line.startswith(("D5 ", "D1 ", "ring ", "together "))}
    assert len(shares) == 4


def test_progeny_tells_the_ratio_its_parts_and_writes_who_was_kept(ask: Ask, tmp_path: Path) -> None:
    code, out, err = ask("progeny", "tiny.toml", "--seeds", "2", "--sample", "8", "--within", "20", "--off", "D8", "--csv", "out.csv")
    found = progeny(tmp_path / "tiny.toml", seeds=2, sample=8, within=20, off="D8")
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 80
    assert found.sentence in words(out)
    lines = {line.split("  ")[0]: line for line in out.splitlines()}
    assert f"{found.by_relation()['same unit'].mean:.2f}" in lines["same unit"]
    assert f"{found.ratio(held=False).high:.2f}" in lines["all"]
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["person"] for row in rows] == [leaver.person for leaver in found.leavers]
    assert sum(float(row["held"]) for row in rows) / len(rows) == pytest.approx(found.ratio().mean)


def test_explain_tells_of_a_saved_run(ask: Ask, tmp_path: Path) -> None:
    run(tiny_scenario(**HOT)).save(tmp_path / "kept")
    record = load_record(tmp_path / "kept")
    left = record.events[record.events["event"] == "defection"]
    key = left["person"].iloc[0]
    code, out, err = ask("explain", "kept", "--person", key)
    assert (code, err) == (0, "")
    assert f"{key}, " in words(out)
    assert "defected" in out
    assert "Hazard ratios against the typical man" in words(out)
    row = str(int(record.people.index[record.people["person"] == key][0]))
    assert ask("explain", "kept", "--person", row).out == out
    unit = str(left["unit"].iloc[0])
    said = words(ask("explain", "kept", "--unit", unit).out)
    assert f"persons who served in {unit}" in said
    most = explain(record, unit=unit).causes[0]
    assert "What weighed most on each of those who left" in said
    assert f"{most.id} {most.words} {most.persons:,.0f}" in said


def test_a_target_of_which_nothing_comes_out_says_why(ask: Ask, tmp_path: Path) -> None:
    order = {"outcome": "order_of_loss", "values": {"port": 1.0, "town": 2.0}, "low": 0.5}
    (tmp_path / "calm.toml").write_text(toml(tiny_scenario(targets={"order": order})), "utf-8")
    code, out, err = ask("run", "calm.toml")
    assert (code, err) == (0, "")
    assert "– order: none of them was lost: no order." in words(out)
    assert "not reached" not in out
    several = words(ask("run", "calm.toml", "--seeds", "2").out)
    assert "nothing came out" in several
    assert "not reached" not in several


BAD = [
    (["compare"], "SCENARIO"),
    (["compare", "tiny.toml"], "nothing differs"),
    (["compare", "tiny.tml", "--without", "D5"], "tiny.tml"),
    (["compare", "tiny.toml", "--without", "D55"], "did you mean 'D5'?"),
    (["compare", "tiny.toml", "two-valleys"], "two worlds of one length"),
    (["compare", "tiny.toml", "--set", "comrade_presure=2"], "did you mean 'comrade_pressure'?"),
    (["compare", "tiny.toml", "--set", "comrade_pressure"], "name=value"),
    (["compare", "tiny.toml", "--without-event", "rng"], "did you mean 'ring'?"),
    (["compare", "tiny.toml", "--event", "tiny.toml"], "[[events]] alone"),
    (["compare", "tiny.toml", "--without", "D5", "--seeds", "0"], "seeds = 0"),
    (["compare", "tiny.toml", "--without", "D5", "--workers", "0"], "workers = 0"),
    (["compare", "tiny.toml", "--without", "D5", "--csv", "/proc/absent/out.csv"], "a file in a folder that can be written to"),
    (["compare", "tiny.toml", "--without", "D5", "--html", "/proc/absent/out.html"], "a file in a folder that can be written to"),
    (["attribute", "tiny.toml"], "--over"),
    (["attribute", "tiny.toml", "--over", "D8,D8a"], "do not go off together"),
    (["attribute", "tiny.toml", "--over", "D5", "--outcome", "lft"], "did you mean 'left'?"),
    (["progeny", "tiny.toml", "--sample", "0"], "sample = 0: allowed: a whole number from 1 to 100,000"),
    (["progeny", "tiny.toml", "--within", "90"], "within = 90: allowed: a whole number from 1 to 60"),
    (["progeny", "tiny.toml", "--set", "comrade_presure=2"], "did you mean 'comrade_pressure'?"),
    (["progeny", "tiny.toml", "--csv", "/proc/absent/out.csv"], "a file in a folder that can be written to"),
    (["explain", "absent", "--person", "1"], "absent"),
    (["explain", "absent"], "--person N or --unit NAME"),
    (["explain", "tiny.toml"], "cohesion run tiny.toml --out FOLDER, then cohesion explain FOLDER with --person N or --unit NAME"),
    (["explain", "tiny.toml", "--unit", "line"], "tiny.toml: is a scenario; allowed: the folder of a run of it"),
    (["explain", "absent.toml", "--unit", "line"], "absent.toml: is a scenario"),
    (["explain", "two-valleys", "--person", "1"], "cohesion run two-valleys --out FOLDER"),
    (["run", "tiny.toml", "--seeds", "0"], "seeds = 0"),
    (["run", "tiny.toml", "--seeds", "2", "--out", "kept", "--report", "x.html"], "--out and --report: allowed: without --seeds"),
]


@pytest.mark.parametrize(("arguments", "told"), BAD, ids=[" ".join(arguments) for arguments, _ in BAD])
def test_what_cannot_be_done_is_told_in_one_line(ask: Ask, tmp_path: Path, arguments: list[str], told: str) -> None:
    code, out, err = ask(*arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert told in err
    assert [path.name for path in tmp_path.iterdir()] == ["tiny.toml"]


# ---- validate
TARGETS = {
    "A1": None,
    "left": {"outcome": "left", "low": 1, "source": "B17"},
    "cut": {"outcome": "left", "high": 0.9, "relative": True, "cut": {"on": "2011-03-20", "set": {"base_hazard": 0.0}}},
    "hope": {"outcome": "left", "low": 1e6, "role": "predict"},
}


@pytest.mark.parametrize("width", ["80", "120"])
def test_validate_tells_every_target_and_ends_with_0_where_the_fitted_are_met(
    width: str, ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    (tmp_path / "aims.toml").write_text(toml(tiny_scenario(**HOT, targets=TARGETS)), "utf-8")
    code, out, err = ask("validate", "aims.toml", "--seeds", "2", "--workers", "1", "--csv", "out.csv", "--json", "out.json")
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= int(width)
    for part in ("2 of 2 fitted targets are met, 0 of 1 that are predicted", "Predicted, never fitted", "90 % of runs"):
        assert part in words(out)
    marks = {line.split()[1]: line.split()[0] for line in out.splitlines() if line[:1] in "✓✗–" and len(line.split()) > 1}
    assert marks == {"left": "✓", "cut": "✓", "hope": "✗"}
    rows = {row["id"]: row for row in csv.DictReader((tmp_path / "out.csv").open(newline="", encoding="utf-8"))}
    assert [rows[id]["met"] for id in ("left", "cut", "hope")] == ["True", "True", "False"]
    assert [one["id"] for one in json.loads((tmp_path / "out.json").read_text("utf-8"))["targets"]] == ["left", "cut", "hope"]


def test_validate_ends_with_1_where_a_fitted_target_is_missed(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "aims.toml").write_text(toml(tiny_scenario(**HOT, targets=TARGETS)), "utf-8")
    nobody = [word for name in ("base_hazard", "assault_most", "post_left") for word in ("--set", f"{name}=0")]  # by himself, or overrun
    code, out, err = ask("validate", "aims.toml", "--seeds", "1", *nobody, "--workers", "1")
    assert (code, err) == (1, "")
    assert "Missed of those fitted: left, cut" in words(out)


def test_validate_draws_and_says_what_is_weak(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "aims.toml").write_text(toml(tiny_scenario(**HOT, targets=TARGETS)), "utf-8")
    drawn = ("--seeds", "1", "--draws", "2", "--vary", "base_hazard=0.003..0.005")
    code, out, _ = ask("validate", "aims.toml", *drawn, "--workers", "1", "--page", "out.md")
    assert code == 0
    assert "100 %, weak" in out
    assert "Of 2 draws alike over base_hazard 0.003 to 0.005" in words(out)
    page = (tmp_path / "out.md").read_text("utf-8")
    assert f"`cohesion validate aims.toml {' '.join(drawn)} --page out.md`" in page
    assert "*Weak* is what at least 95 % of them pass: left, cut." in page
    assert "| **hope** | left | at least 1,000,000 |" in page


@pytest.mark.parametrize(
    ("given", "what"),
    [
        (("--vary", "base_hazard=0.1", "--draws", "2"), "name=low..high"),
        (("--vary", "base_hazard=a..b", "--draws", "2"), "name=low..high"),
        (("--vary", "bas_hazard", "--draws", "2"), "did you mean 'base_hazard'"),
        (("--draws", "2"), "a table [prior] or [declare] in the scenario"),
        (("--draws", "-1"), "a whole number from 0"),
        (("--csv", "/proc/nowhere/out.csv"), "a file in a folder that can be written to"),
        (("--page", "/proc/nowhere/out.md"), "--page"),
        (("--set", "base_hazard"), "name=value"),
    ],
)
def test_validate_refuses_what_is_not_allowed(given: tuple[str, ...], what: str, ask: Ask) -> None:
    code, out, err = ask("validate", "tiny.toml", *given)
    assert (code, out) == (2, "")
    assert what in err
    assert err.count("\n") == 1


# ---- cases


def test_cases_tell_every_pattern_and_end_with_1_where_one_is_missed(ask: Ask, tmp_path: Path) -> None:
    small = ("iraq-2014", "--seeds", "1", "--draws", "4", "--persons-per-agent", "100")
    code, out, err = ask("cases", *small, "--workers", "1", "--page", "out.md")
    assert (code, err) == (1, "")
    assert max(map(len, out.splitlines())) <= 80
    marks = {line.split()[1]: line.split()[0] for line in out.splitlines() if line[:1] in "✓✗~" and len(line.split()) > 1}
    assert marks.keys() == load_scenario("iraq-2014").targets.keys()
    assert marks["IQ3"] == "✓"
    assert marks["IQ6"] == "✗"
    assert "IQ6, IQ9: " in out  # why, as far as is seen
    reasons = [ids.split(", ") for ids in re.findall(r"^(IQ[^:]*): ", out, re.MULTILINE)]
    assert all("✗" in {marks[id] for id in ids} for ids in reasons)
    page = (tmp_path / "out.md").read_text("utf-8")
    assert f"`cohesion cases {' '.join(small)} --page out.md`" in page
    assert page.count("| **IQ") == len(marks)
    code, out, err = ask("cases", "iraq", "--seeds", "1")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "did you mean 'iraq-2014'?" in err
