"""Files to start from are valid as they are and overwrite nothing; editors' schema takes what is shipped and refuses what is misspelt."""

from __future__ import annotations

import json
import re
import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.helpers import put, scenario_schema, tiny_rebels, tiny_scenario
from tests.unit.cli.asking import Ask, asking
from unit_cohesion import run
from unit_cohesion.engine.declare import Keys
from unit_cohesion.outcomes import OUTCOMES, nearest_outcome
from unit_cohesion.rules import PARAMETERS, RULE_TABLES
from unit_cohesion.scenario import check_file, load_scenario, shipped_scenarios, table_of_rule
from unit_cohesion.scenario.json_schema import json_schema
from unit_cohesion.scenario.outside import Outside
from unit_cohesion.scenario.plain_toml import plain
from unit_cohesion.scenario.skeleton import SCHEMA_FILE, new_scenario
from unit_cohesion.schema import Contents, Event


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ask:
    """Runs the command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return asking(capsys)


def faults(tables: dict[str, Any]) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in scenario_schema().iter_errors(tables)]


def uncommented(text: str) -> dict[str, Any]:
    """The tables of a skeleton with all that stands behind a # in place."""
    return tomllib.loads(re.sub(r"(?m)^# (?=\[|\w+ = )", "", text))


# ---- the schema


def test_the_schema_is_one_and_every_table_and_parameter_is_in_it() -> None:
    schema = json_schema()
    jsonschema.Draft7Validator.check_schema(schema)
    tables = {*Contents.model_fields, *map(table_of_rule, RULE_TABLES), "extends", "remove"}
    assert set(schema["properties"]) == tables
    assert {name for rule in RULE_TABLES for name in schema["properties"][table_of_rule(rule)]["properties"]} == set(PARAMETERS)
    assert schema["definitions"]["Target"]["properties"]["outcome"]["enum"] == list(OUTCOMES)


@pytest.mark.parametrize("name", list(shipped_scenarios()))
def test_every_shipped_scenario_is_as_the_schema_says(name: str) -> None:
    assert faults(plain(tomllib.loads(shipped_scenarios()[name].read_text("utf-8")), name)) == []


@pytest.mark.parametrize("name", ["two-valleys", "loyalty-first"])
def test_a_scenario_as_run_is_as_the_schema_says_too(name: str) -> None:
    assert faults(load_scenario(name).to_mapping()) == []


def every_table(tables: dict[str, Any], path: str = "") -> list[str]:
    """Dotted keys of all tables whose keys are words of the format, entries by id."""
    found = [path] if path else []
    for name, value in tables.items():
        here = f"{path}.{name}".strip(".")
        if here == "targets":
            found += [f"targets.{id}" for id in value]
        elif isinstance(value, dict):
            found += every_table(value, here)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            found += [f"{here}.{entry['id']}" for entry in value]
    return found


@pytest.mark.parametrize("table", every_table(tiny_rebels(bonds={"comrade_pressure": 2.0})))
def test_a_misspelt_key_fails_in_every_table(table: str) -> None:
    tables = tiny_rebels(bonds={"comrade_pressure": 2.0})
    assert faults(tables) == []
    (fault,) = faults(put(deepcopy(tables), f"{table}.mispelt", 1))
    assert "'mispelt' was unexpected" in fault


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("mispelt", {}),
        ("places.town.control", 1.5),
        ("places.town.control", "much"),
        ("places.town.control", ...),
        ("scenario.days", 1.5),
        ("scenario.start", "soon"),
        ("events.market.kind", "masacre"),
        ("army.formations.line.branch", "cavalry"),
        ("army.formations.line.brigades", -1),
        ("army.intakes.school.cohorts", [2000]),
        ("targets.A1.outcome", "defectid"),
        ("bonds.comrade_pressure", 99),
        ("prior", {"comrade_presure": [1, 2]}),
        ("sects.hill.name", ...),
        ("army", ...),
    ],
)
def test_the_schema_and_check_agree_on_what_is_wrong(key: str, value: Any, tmp_path: Path) -> None:
    tables = put(tiny_scenario(bonds={"comrade_pressure": 2.0}), key, value)
    wrong = key != "places.town.control" or value is not ...  # control may be left out
    assert bool(faults(tables)) is wrong
    if wrong:
        with pytest.raises(Exception, match="allowed"):
            load_scenario(tables)
    else:
        load_scenario(tables)


def test_a_file_that_extends_another_need_not_say_all_and_values_may_be_bound() -> None:
    variant = {"scenario": {"extends": "two-valleys"}, "places": [{"id": "ford", "control": "$rebel_pool_share"}]}
    assert faults(variant) == []
    assert faults(variant | {"scenario": {}}) != []
    assert faults(variant | {"places": [{"control": 0.5}]}) != []  # of an entry, its id is always needed


def test_kinds_of_events_from_outside_can_be_added() -> None:
    storm = put(tiny_scenario(), "events.market.kind", "storm")
    assert faults(storm) != []
    assert not list(jsonschema.Draft7Validator(json_schema(Outside({"storm": Keys()}))).iter_errors(storm))
    assert "storm" not in json_schema()["definitions"]["Event"]["properties"]["kind"]["enum"]
    assert Event.model_fields["kind"].is_required()


# ---- files to start from


@pytest.mark.parametrize("options", [(), ("--like", "two-valleys"), ("--from", "two-valleys")])
def test_what_new_writes_is_good_and_runs_at_once(options: tuple[str, ...], ask: Ask, tmp_path: Path) -> None:
    code, out, err = ask("new", "my-army", *options)
    assert (code, err) == (0, "")
    assert out.splitlines()[:2] == ["my-army.toml", SCHEMA_FILE]
    text = (tmp_path / "my-army.toml").read_text("utf-8")
    assert text.startswith(f"#:schema ./{SCHEMA_FILE}\n")
    assert json.loads((tmp_path / SCHEMA_FILE).read_text("utf-8")) == json_schema()
    assert faults(plain(tomllib.loads(text), "my-army.toml")) == []
    assert ask("check", "my-army.toml") == (0, "good\n", "")
    code, out, err = ask("run", "my-army.toml", "--days", "20")
    assert code == 0
    assert "My army" in out


@pytest.mark.parametrize("like", ["two-valleys", "two-valleys-breaks"])
def test_a_copy_of_any_shipped_scenario_is_good(like: str, tmp_path: Path) -> None:
    copy, *_ = new_scenario(str(tmp_path / "copy"), like=like)
    assert check_file(copy) == []
    made, source = load_scenario(copy), load_scenario(like)
    assert made.about.title == "Copy"
    assert (made.army, made.events, made.news, made.parameters) == (source.army, source.events, source.news, source.parameters)


def test_a_file_beside_it_can_be_copied_too(ask: Ask, tmp_path: Path) -> None:
    assert ask("new", "one").code == 0
    for number, like in enumerate(("one", "one.toml")):
        assert ask("new", f"copy {number}", "--like", like).code == 0
        text = (tmp_path / f"copy {number}.toml").read_text("utf-8")
        assert text == (tmp_path / "one.toml").read_text("utf-8").replace('title = "One"', f'title = "Copy {number}"')
    (tmp_path / "one.toml").write_text("[scenario]\n", "utf-8")
    (tmp_path / "deep").mkdir()
    for name, like in (("other", "one"), ("deep/other", "../one"), ("deep/other", "one")):
        code, _, err = ask("new", name, "--like", like)
        assert (code, err.count("\n")) == (2, 1)
    assert not list(tmp_path.glob("**/other.toml"))


@pytest.mark.parametrize("base", [None, "two-valleys", "syria-2011"])
def test_the_examples_behind_signs_are_good_too(base: str | None, tmp_path: Path) -> None:
    path, *_ = new_scenario(str(tmp_path / "mine"), base=base)
    path.write_text(re.sub(r"(?m)^# (?=\[|\w+ = )", "", path.read_text("utf-8")), "utf-8")
    assert check_file(path) == []
    if base is None:
        assert {*Contents.model_fields} - {"prior", "declare"} <= uncommented(path.read_text("utf-8")).keys()


def test_its_militia_helps_the_regime_as_far_as_the_page_says(tmp_path: Path) -> None:
    """One that is named takes the place of rebels who are but a number."""
    path, *_ = new_scenario(str(tmp_path / "mine"))
    alone = plain(tomllib.loads(path.read_text("utf-8")), "mine.toml")
    named = alone | {"militias": plain({"militias": uncommented(path.read_text("utf-8"))["militias"]}, "mine.toml")["militias"]}
    held = [sum(run(tables, rng=seed).daily["regime_control"].iloc[-1] for seed in range(1, 7)) / 6 for tables in (named, alone)]
    page = (Path(__file__).resolve().parents[3] / "docs/scenarios.md").read_text("utf-8")
    assert f"leaves it {held[0]:.0%} of the country at the end instead of {held[1]:.0%}".replace("%", " %") in page


def test_new_overwrites_nothing(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("mine", "utf-8")
    (tmp_path / SCHEMA_FILE).write_text("{}", "utf-8")
    code, out, err = ask("new", "mine")
    assert (code, out, err) == (2, "", "cohesion: mine.toml: is there already; name another\n")
    assert ask("new", "other.toml").out.splitlines()[0] == "other.toml"
    assert (tmp_path / SCHEMA_FILE).read_text("utf-8") == "{}"
    assert (tmp_path / "mine.toml").read_text("utf-8") == "mine"


def test_a_variant_can_stand_on_a_file_beside_it_and_on_no_other(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    assert ask("new", "deep/one").code == 0
    assert ask("new", "deep/two", "--from", "one").code == 0
    assert ask("check", "deep/two.toml").code == 0
    for wrong in ("deep/one", "../deep/one"):
        code, _, err = ask("new", "deep/three", "--from", wrong)
        assert (code, err.count("\n")) == (2, 1)
    assert sorted(path.name for path in (tmp_path / "deep").iterdir()) == [SCHEMA_FILE, "one.toml", "two.toml"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "allowed: NAME"),
        (["a", "--plugin", "b"], "allowed: NAME"),
        (["a", "--like", "two-valleys", "--from", "two-valleys"], "allowed: NAME"),
        (["two-valleys"], "that no shipped scenario has"),
        (["a\x1bb"], "allowed: a file's name"),
        (["/proc/absent/mine"], "in a folder that can be written to"),
        (["a", "--like", "two-valley"], "did you mean 'two-valleys'?"),
        (["a", "--from", "two-valley"], "did you mean 'two-valleys'?"),
        (["--like", "two-valleys"], "allowed: NAME"),
    ],
)
def test_what_new_cannot_do_is_told_in_one_line(arguments: list[str], told: str, ask: Ask, tmp_path: Path) -> None:
    code, out, err = ask("new", *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert told in err
    assert list(tmp_path.iterdir()) == []


def test_schema_prints_what_new_writes(ask: Ask, tmp_path: Path) -> None:
    assert json.loads(ask("schema").out) == json_schema()


# ---- outcomes


@pytest.mark.parametrize("width", ["60", "80", "100"])
def test_outcomes_lists_every_outcome_within_the_terminal(width: str, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", width)
    code, out, err = ask("outcomes")
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= int(width)
    names = [line.split()[0] for line in out.splitlines() if line and line[0] not in ' "']
    assert set(OUTCOMES) <= set(names)


ABOUT = {("sect",): "plain", ("formation",): "guard"}


@pytest.mark.parametrize("name", list(OUTCOMES))
def test_the_target_to_copy_is_good(name: str, ask: Ask, tmp_path: Path) -> None:
    out = ask("outcomes", name).out
    tables = tomllib.loads(
        out[out.index("[targets.mine]") :].replace("an-id", ABOUT.get(OUTCOMES[name].needs, "town")).replace("another-id", "port")
    )
    assert load_scenario(tiny_scenario() | plain(tables, "x")).targets["mine"].outcome == name


@pytest.mark.parametrize(
    ("word", "means"),
    [
        ("killed", "regime_dead"),
        ("desertion_rate", "deserted"),
        ("strenght", "strength"),
        ("place_lost", "places_lost"),
        ("officers_fled", "officers_defected"),
        ("soldiers_left", "soldiers_defected"),
        ("camps", "officers_in_camps_share"),
    ],
)
def test_a_wrong_outcome_gets_the_nearest_by_its_words(word: str, means: str, ask: Ask) -> None:
    assert nearest_outcome(word) == means
    with pytest.raises(Exception, match=f"did you mean '{means}'"):
        load_scenario(put(tiny_scenario(), "targets.A1.outcome", word))
    assert f"did you mean '{means}'?" in ask("outcomes", word).err


@pytest.mark.parametrize("key", ["sect", "band", "branch", "speciality", "formation", "place", "values"])
def test_an_outcome_that_does_not_read_a_key_gets_one_that_does(key: str) -> None:
    for name in OUTCOMES:
        near = OUTCOMES[nearest_outcome(name, key)]
        assert key in (*near.needs, *near.may)
    with pytest.raises(Exception, match="did you mean 'present'"):
        load_scenario(tiny_scenario(targets={"A1": {"place": ["town"]}}))
