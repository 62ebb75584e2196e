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
