"""The command effects: what it prints and writes, and every way to ask for what cannot be done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers import tiny_scenario, toml
from tests.unit.cli.asking import Ask, asking
from unit_cohesion import effects


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ask:
    """Runs the command in a folder with the tiny scenario, 80 columns wide."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "tiny.toml").write_text(toml(tiny_scenario(departure={"base_hazard": 0.004})), "utf-8")
    return asking(capsys)


def test_a_few_rules_are_left_out_and_told(ask: Ask, tmp_path: Path) -> None:
    files = ("--csv", "out.csv", "--json", "out.json", "--page", "out.md")
    code, out, err = ask("effects", "tiny.toml", "--only", "D5,D8", "--seeds", "3", *files)
    found = effects(tmp_path / "tiny.toml", only="D5,D8", seeds=3)
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 80
    assert found.sentence in " ".join(out.split())
    assert "What must show" not in out  # only these were asked for
    assert (tmp_path / "out.csv").read_text("utf-8") == found.csv()
    told = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert told == json.loads(found.json())
    assert [row["id"] for row in told["effects"]] == ["D5", "D5", "D8", "D8"]
    page = (tmp_path / "out.md").read_text("utf-8")
    assert "`cohesion effects tiny.toml --seeds 3 --only D5,D8 --page out.md`" in page
    assert "seeds 1, 2, 3." in page
    assert "[D8](mechanisms.md#d8)" in page
    assert "## What must show" not in page


def test_a_sweep_tells_what_cannot_be_had_together(ask: Ask, tmp_path: Path) -> None:
    """Seventeen cells, in nine of which few leave: that many left, and that few did, exclude one another."""
    targets = {"many": {"outcome": "left", "low": 60, "title": "many | left"}, "few": {"outcome": "left", "high": 40}}
    scenario = tiny_scenario() | {"targets": targets}
    (tmp_path / "tiny.toml").write_text(toml(scenario), "utf-8")
    values = [round(start + 1e-5 * i, 5) for start, n in ((0.0, 9), (0.009, 8)) for i in range(n)]
    design = {"sweep": {"scenario": str(tmp_path / "tiny.toml"), "seeds": 1, "question": "?"}, "vary": {"base_hazard": values}}
    (tmp_path / "design.toml").write_text(toml(design), "utf-8")
    assert ask("sweep", "design.toml", "--out", "swept", "--workers", "1")[0] == 0
    code, _, err = ask("effects", "tiny.toml", "--only", "D5", "--seeds", "2", "--page", "out.md", "--frontier", "swept")
    assert (code, err) == (0, "")
    page = (tmp_path / "out.md").read_text("utf-8")
    assert "--frontier swept" in page.splitlines()[0]
    section = page.split("## What cannot be had together")[1]
    assert "among 17 sets of values" in section
    rows = [line for line in section.splitlines() if line.startswith("| **")]
    assert rows == ["| **many** | many \\| left | fit | 47% | 1, 0 | few | 100% | 0% |"]
    out = ask("analyse", "swept", "--misses", "1").out
    told = [line.split() for line in out.split("What meeting each target of tiny costs")[1].splitlines()]
    assert ["few", "53%", "1,", "0", "many", "100%", "0%"] in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--only", "D55"), "'D55'"),
        (("--only", "I1"), "'I1'"),
        (("--only", "B4"), "kind rule"),
        (("--off", "D55"), "'D55'"),
        (("--only", "D5", "--seeds", "0"), "seeds"),
        (("--only", "D5", "--workers", "0"), "workers"),
        (("--only", "D5", "--one-for-one", "-1"), "--one-for-one"),
        (("--only", "D5", "--frontier", "none"), "with --page"),
        (("--only", "D5", "--page", "out.md", "--frontier", "none"), "none"),
        (("--only", "D5", "--csv", "/proc/nowhere/out.csv"), "--csv"),
        (("--only", "D5", "--page", "/proc/nowhere/out.md"), "--page"),
        (("--only", "D5", "--json", "/proc/nowhere/out.json"), "--json"),
    ],
)
def test_what_is_not_allowed_is_one_line_and_exit_code_2(ask: Ask, arguments: tuple[str, ...], told: str) -> None:
    code, out, err = ask("effects", "tiny.toml", *arguments)
    assert (code, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1
