"""The README holds: its Python runs, its commands work, its targets and links are there, and its picture shows today's scenario."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from unit_cohesion import cli
from unit_cohesion.scenario import load_scenario
from unit_cohesion.views.docs import picture

ROOT = Path(__file__).resolve().parents[3]
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands(name: str) -> list[list[str]]:
    """The README's commands of this name, as lists of their arguments."""
    lines = [shlex.split(line, comments=True) for block in blocks("sh") for line in block.splitlines()]
    return [line[1:] for line in lines if Path(line[0]).name == name]


def test_its_python_is_five_lines_and_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = blocks("python")
    assert len(block.splitlines()) == 5
    exec(compile(block, "README.md", "exec"), {})
    *_, last = capsys.readouterr().out.splitlines()
    assert float(last.split()[0]) > 0


@pytest.mark.parametrize("arguments", commands("cohesion"), ids=" ".join)
def test_its_commands_work(arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stopped:
        cli.main([*arguments, "--days", "3"] if arguments[0] == "run" else arguments)
    assert stopped.value.code == 0


def test_the_targets_that_it_names_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = {target for target, *_ in commands("make")} | set(re.findall(r"`make (\w+)", README))
    assert {"run", "test"} <= named
    assert named <= set(re.findall(r"^(\w+):", makefile, re.MULTILINE))


def test_its_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    missing = [link for link in links if not link.startswith("https://") and not (ROOT / link).exists()]
    assert links
    assert not missing


def test_the_picture_shows_todays_scenario_and_fetches_nothing() -> None:
    svg = picture.FILE.read_text("utf-8")
    assert f"scenario {load_scenario(picture.SCENARIO).hash[:12]};" in svg, "python -m unit_cohesion.views.docs.picture makes it anew"
    assert set(re.findall(r"https?://[^\"') ]+", svg)) == {"http://www.w3.org/2000/svg"}
    assert "@font-face" not in svg
    assert "Left by week" in svg.replace("&#160;", " ")


def test_the_picture_can_be_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert picture.main(["--check"]) in (0, 1)  # 1 once the code has changed since
    assert picture.main(["--chek"]) == 2
    assert "--check" in capsys.readouterr().err


def test_the_citation_is_of_this_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"\nversion: {project['version']}\n" in citation
    assert f"\nlicense: {project['license']}\n" in citation
    assert project["name"] in citation
