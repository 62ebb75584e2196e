"""The commands of ``docs/first-run.md`` work in their order, in an empty folder; make targets of ``docs/install.md`` are there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from unit_cohesion import cli
from unit_cohesion.scenario import load_scenario
from unit_cohesion.simulation.engine import Engine

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs/first-run.md").read_text("utf-8")


def commands() -> list[list[str]]:
    lines = "".join(re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)).splitlines()
    return [shlex.split(line, comments=True)[1:] for line in lines]


def test_its_commands_work_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(commands()) > 8
    for arguments in commands():
        if arguments == ["dashboard"]:  # serves until it is stopped; tests/browser does
            continue
        short = ["--days", "3"] if arguments[0] == "run" and not arguments[1].endswith(".json") else []
        with pytest.raises(SystemExit) as stopped:
            cli.main([*arguments, *short])
        assert stopped.value.code == 0, arguments
    assert (tmp_path / "runs/first/run.json").is_file()
    assert (tmp_path / "first.html").is_file()


def test_it_says_how_many_agents_the_war_has() -> None:
    assert f"# {Engine(load_scenario('syria-2011')).state.people.size:,} agents, each for ten persons" in PAGE


def test_the_targets_that_the_install_page_names_are_there() -> None:
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", (ROOT / "docs/install.md").read_text("utf-8"), re.MULTILINE))
    assert {"run", "help"} <= named
    assert named <= set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
