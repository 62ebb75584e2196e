"""The tutorial's code runs and shows what it says; the scenario page's examples load, and it names every key."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.helpers import toml
from unit_cohesion import cli
from unit_cohesion.insight.validate import validate
from unit_cohesion.scenario import check_file, load_scenario
from unit_cohesion.schema import Contents
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import EVENT_KINDS, NEWS_KINDS

DOCS = Path(__file__).resolve().parents[3] / "docs"


def blocks(page: str, language: str) -> list[str]:
    """The code blocks of a page in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", (DOCS / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)


VARIANTS = [block for block in blocks("scenarios.md", "toml") if "extends =" in block]
"""The scenario page's files over a shipped scenario."""
BLOCKS = [block for block in blocks("scenarios.md", "toml") if block not in VARIANTS]
"""Its least whole file, and pieces to lay over that."""


def test_the_tutorial_runs_and_shows_what_it_says() -> None:
    names: dict[str, Any] = {"__name__": "tutorial"}
    for block in blocks("tutorial.md", "python"):
        exec(compile(block, "docs/tutorial.md", "exec"), names)
    left = {name: names[name].outcome["left"] for name in ("record", "alone", "loyal", "calm", "worse")}
    assert left["alone"] < left["record"]
    assert left["loyal"] < left["record"]
    assert len({left["calm"], left["record"], left["worse"]}) == 3
    assert len(names["drawn_along"]) > 0
    assert all(without.outcome["left"] > with_it.outcome["left"] for with_it, without in names["pairs"])
    assert list(names["companies"]["place"].astype(str).head()).count("low-valley") >= 3
    assert names["trees"].iloc[0] > 3
    assert names["trees"].sum() == len(names["left"])
    assert names["where"]["camp"].iloc[-1] > 0
    assert names["now"]["fighters"].is_monotonic_decreasing
    assert set(names["now"]["named"]) == {True, False}
    assert len(names["asked"]) == len(names["words"]) > 0
    assert names["reasons"].to_numpy().sum() > 0
    used = [names[name].outcome["capability_used_share"] for name in ("war", "doors_open")]
    assert used[0] != used[1]
    assert (names["other"].frame("people")["status"] == "serving").sum() < (names["model"].frame("people")["status"] == "serving").sum()


def test_the_tutorial_says_which_rebel_side_its_scenario_has() -> None:
    page, scenario = (DOCS / "tutorial.md").read_text("utf-8"), load_scenario("two-valleys")
    assert (len(scenario.militias), [one.foreign for one in scenario.sponsors]) == (2, [True])
    assert "`two-valleys` has a small rebel side, two militias and a neighbour that pays them" in page


def test_the_notebook_is_the_tutorial() -> None:
    """Its code cells are the blocks that the test above executes; all else of the page is there too, in its order."""
    made = json.loads((DOCS / "tutorial.ipynb").read_text("utf-8"))
    nbformat.validate(nbformat.from_dict(made))
    code = [cell["source"] for cell in made["cells"] if cell["cell_type"] == "code"]
    assert code == [block.rstrip("\n") for block in blocks("tutorial.md", "python")]
    words = [cell["source"] for cell in made["cells"] if cell["cell_type"] == "markdown"]
    page = re.sub(r"^```python\n.*?^```$", "", (DOCS / "tutorial.md").read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    assert "".join("".join([words[0], *words[2:]]).split()) == "".join(page.split())
    assert not any(cell.get("outputs") for cell in made["cells"])


def test_the_scenario_page_extends_a_shipped_scenario(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(VARIANTS[0], "utf-8")
    scenario = load_scenario(file)
    assert "chief-exit" not in {news.id for news in scenario.news}
    assert scenario.parameters["comrade_pressure"] == 2.0


def test_the_scenario_pages_garrisons_stand_in_each_place_but_one(tmp_path: Path) -> None:
    file = tmp_path / "garrisoned.toml"
    file.write_text(VARIANTS[1], "utf-8")
    assert check_file(file) == []
    scenario = load_scenario(file)
    assert [one.name for one in scenario.army.formations if one.kind == "garrison"] == [
        "Garrison of High Valley",
        "Garrison of Ford",
        "Garrison of Low Valley",
    ]
    assert {one.companies for one in scenario.with_parameters(posts=3).army.formations if one.kind == "garrison"} == {3}
    assert [one.of for one in scenario.events if one.kind == "order"] == [one.id for one in scenario.army.formations]
    assert [one.groups for one in scenario.crowds] == [{one.id: 1.0} for one in scenario.sects]
    over = {"scenario": {"extends": "garrisoned"}, "army": {"formations": [{"id": "garrison-ford", "companies": 1}]}}
    (tmp_path / "over.toml").write_text(toml(over), "utf-8")
    assert [one.companies for one in load_scenario(tmp_path / "over.toml").army.formations if one.kind == "garrison"] == [2, 1, 2]
    Engine(scenario.with_parameters(days=200), 1).run()


@pytest.mark.parametrize("more", range(len(BLOCKS)))
def test_the_scenario_pages_examples_load_and_run(more: int, tmp_path: Path) -> None:
    """The whole example alone, and with each of the small ones laid over it."""
    whole, *parts = BLOCKS
    part = tomllib.loads(parts[more - 1]) if more else {}
    tables = tomllib.loads(whole)
    for name, value in part.items():
        for key, entries in value.items() if name == "army" else ():
            tables["army"][key] += [entry for entry in entries if entry["id"] not in {e["id"] for e in tables["army"][key]}]
        if name != "army":
            tables[name] = tables.get(name, type(value)()) | value if isinstance(value, dict) else tables.get(name, []) + value
    engine = Engine(load_scenario(tables), 1)
    engine.run()
    assert engine.day == 100


def test_the_worked_case_is_what_the_page_says_of_it(tmp_path: Path) -> None:
    """Put together its pieces are a good file; two of its three patterns are met, and in the cut some two thirds refuse."""
    file = tmp_path / "tunisia.toml"
    file.write_text("\n".join(blocks("worked-case.md", "toml")), "utf-8")
    assert check_file(file) == []
    found = validate(file, seeds=20, workers=1)
    assert {one.id for one in found.verdicts if one.met} == {"army-whole", "police-shoot"}
    assert 0.6 < found.verdict("army-refuses").in_band < 0.9
    assert 0.6 < found.verdict("army-refuses").median < 0.75
    assert validate(file, seeds=2, workers=1, base_hazard=0.0).verdict("army-whole").met


def test_what_the_worked_case_keeps_and_explains_can_be_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tunisia.toml").write_text("\n".join(blocks("worked-case.md", "toml")), "utf-8")
    commands = [shlex.split(line, comments=True) for block in blocks("worked-case.md", "sh") for line in block.splitlines()]
    asked = [command[1:] for command in commands if command[1] == "explain" or "--out" in command]
    assert [command[0] for command in asked] == ["run", "explain", "explain"]
    for command in asked:
        with pytest.raises(SystemExit) as ended:
            cli.main(command)
        assert ended.value.code == 0, command
    said = " ".join(capsys.readouterr().out.split())
    assert "served in police (132 units with all below it)" in said
    assert "army/b6/bn1/c3/004" in said
    told = (DOCS / "worked-case.md").read_text("utf-8")
    assert set(re.findall(r"cohesion explain ([^`\s]+)", told)) == {"kept"}


def test_the_scenario_page_names_every_table_key_and_kind() -> None:
    page = (DOCS / "scenarios.md").read_text("utf-8")
    told = set(re.findall(r"`\[*([\w.]+)\]*`", page)) | set(re.findall(r"`([a-z_]+)`", page))
    keys = {key for table in Contents.model_json_schema()["$defs"].values() for key in table["properties"]}
    assert len(keys) > 100
    tables = {name for name in Contents.model_fields if name != "targets"} | {"targets.ID"}
    assert keys - {"intakes", "establishments", "formations"} <= told
    assert tables <= told
    assert {*NEWS_KINDS, *EVENT_KINDS} <= told
