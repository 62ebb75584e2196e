"""The page on comparing and explaining holds: its Python runs in order, its commands work after it, and it says what it shows."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from unit_cohesion import cli, compare, progeny
from unit_cohesion.insight.precision import Interval

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "insight.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_its_python_and_then_its_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs").mkdir()
    names: dict[str, Any] = {"__name__": "insight"}
    for block in blocks("python"):
        exec(compile(block, "docs/insight.md", "exec"), names)
    found, shares, why = names["found"], names["shares"], names["why"]
    assert found.outcome("left").paired.high < 0
    assert found.split.later > found.split.sooner
    assert sum(one.share.mean for one in shares.shares) == pytest.approx(shares.whole.mean)
    assert 0 < why.before < 1
    assert (tmp_path / "by-rank.svg").exists()
    commands = [shlex.split(line)[1:] for block in blocks("sh") for line in block.splitlines()]
    assert {command[0] for command in commands} == {"compare", "run", "attribute", "explain", "progeny", "effects"}
    for command in commands:
        with pytest.raises(SystemExit) as ended:
            cli.main(command)
        assert ended.value.code == 0, command
    assert (tmp_path / "twin.html").exists()
    assert (tmp_path / "twin.csv").exists()
    said = capsys.readouterr()
    assert found.sentence in " ".join(said.out.split())


def test_what_it_says_of_sharing_out_is_so() -> None:
    comrades, sieges, both = (
        -compare("two-valleys", without=off, seeds=10).outcome("left").paired.mean for off in ("D5", "D11", ["D5", "D11"])
    )
    said = f"{comrades:.0f} fewer leave without comrades and {sieges:.0f} fewer without sieges, but without both {both:.0f} fewer"
    assert f"In `two-valleys` {said}, not {comrades + sieges:.0f} (means of ten seeds)" in " ".join(PAGE.split())


def short(number: float) -> str:
    return f"{number:.2f}".replace("0.", ".", 1 if abs(number) < 1 else 0).replace("-", "−")


def interval(found: Interval) -> str:
    return f"{short(found.mean)} ({short(found.low)} to {short(found.high)})"


LONG = [pytest.param(name, marks=pytest.mark.long) for name in ("syria-2011", "regime-wins", "regime-falls")]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::unit_cohesion.errors.Unused")
@pytest.mark.parametrize("scenario", ["two-valleys", *LONG])
def test_what_it_says_of_one_man_less_is_so(scenario: str) -> None:
    found = progeny(scenario, seeds=2, sample=40)
    related = found.by_relation()
    shares = " | ".join(short(related[kind].mean) for kind in ("same unit", "tied elsewhere"))
    assert f"| `{scenario}` | {interval(found.ratio())} | {shares} | {interval(found.ratio(held=False))} |" in PAGE


def test_its_table_names_what_compare_takes() -> None:
    from inspect import signature

    from unit_cohesion import compare

    named = set(re.findall(r"`(\w+)=", PAGE)) | set(re.findall(r"`(off|days|persons_per_agent)`", PAGE))
    assert set(signature(compare).parameters) - {"a", "b", "seeds", "progress"} <= named
