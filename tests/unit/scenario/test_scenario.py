"""Scenarios: what loads, what comes out again, and every kind of bad input with its one clear error."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from copy import deepcopy
from dataclasses import FrozenInstanceError
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.helpers import put, tiny_rebels, tiny_scenario, toml
from unit_cohesion.errors import MOST_ERRORS, ScenarioError, ScenarioErrors
from unit_cohesion.rules import PARAMETERS, RULE_TABLES, defaults
from unit_cohesion.scenario import Scenario, check_file, load_scenario, shipped_scenarios, table_of_rule
from unit_cohesion.scenario import files as scenario_file
from unit_cohesion.scenario.schema_words import allowed, keys_at
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import BAND_OF_RANK, BANDS, RANKS


@pytest.fixture
def shipped(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of shipped scenarios of our own, with one scenario, ``tiny``."""
    folder = tmp_path_factory.mktemp("shipped")
    (folder / "tiny.toml").write_text(toml(without_name(tiny_scenario())))
    monkeypatch.setattr(scenario_file, "shipped_scenarios", lambda: {p.stem: p for p in sorted(folder.glob("*.toml"))})
    return folder


def without_name(mapping: dict[str, Any]) -> dict[str, Any]:
    return mapping | {"scenario": {key: value for key, value in mapping["scenario"].items() if key != "name"}}


def errors_of(source: Any, **options: Any) -> list[ScenarioError]:
    with pytest.raises(ScenarioErrors) as caught:
        load_scenario(source, **options)
    for error in caught.value.errors:
        assert "\n" not in str(error)
        assert len(str(error)) < 2_000
        assert error.key in str(error)
        assert "pydantic" not in str(error)
    return caught.value.errors


def only_error(source: Any, **options: Any) -> ScenarioError:
    errors = errors_of(source, **options)
    assert len(errors) == 1, [str(error) for error in errors]
    return errors[0]


def write(folder: Path, name: str, tables: dict[str, Any] | str | bytes) -> Path:
    content = tables if isinstance(tables, bytes) else (tables if isinstance(tables, str) else toml(tables)).encode()
    (folder / name).write_bytes(content)
    return folder / name


# What loads


def test_a_mapping_loads_whole() -> None:
    tiny = load_scenario(tiny_scenario())
    assert tiny.name == "tiny"
    assert tiny.about.start == date(2011, 3, 15)
    assert [place.id for place in tiny.places] == ["port", "town", "march"]
    assert tiny.army.formations[1].arms == {"infantry": 0.75, "armour": 0.25}
    assert tiny.news[0].release == date(2011, 4, 10)
    assert tiny.targets["A1"].end == date(2011, 5, 1)
    assert dict(tiny.parameters) == defaults()


def test_a_file_loads_as_its_mapping_does(tmp_path: Path) -> None:
    path = write(tmp_path, "tiny.toml", without_name(tiny_scenario()))
    assert load_scenario(path) == load_scenario(str(path)) == load_scenario(tiny_scenario())
    assert check_file(path) == []


def test_dates_may_be_toml_dates_iso_text_or_python_dates() -> None:
    assert load_scenario(tiny_scenario(scenario={"start": date(2011, 3, 15)})) == load_scenario(tiny_scenario())


def test_whole_numbers_pass_as_numbers_and_hash_alike() -> None:
    whole, broken = (load_scenario(tiny_scenario(news=[{"id": "asylum", "reliability": value}])) for value in (1, 1.0))
    assert whole == broken
    assert whole.hash == broken.hash


def test_a_windows_file_loads(tmp_path: Path) -> None:
    text = toml(without_name(tiny_scenario())).replace("\n", "\r\n")
    assert load_scenario(write(tmp_path, "tiny.toml", b"\xef\xbb\xbf" + text.encode())) == load_scenario(tiny_scenario())


def test_parameters_stand_in_their_rules_tables() -> None:
    tiny = load_scenario(tiny_scenario(bonds={"comrade_pressure": 2}, news_parameters={"leader_exit_release": date(2012, 1, 1)}))
    assert tiny.parameters["comrade_pressure"] == 2.0
    assert isinstance(tiny.parameters["comrade_pressure"], float)
    assert tiny.parameters["leader_exit_release"] == date(2012, 1, 1)


def test_every_parameter_has_a_table_of_its_own_name_or_near_it() -> None:
    for rule, parameters in RULE_TABLES.items():
        changes = {table_of_rule(rule): {p.name: p.high for p in parameters}}
        assert all(load_scenario(tiny_scenario(**changes)).parameters[p.name] == p.high for p in parameters)
    assert table_of_rule("bonds") == "bonds"
    assert table_of_rule("news") == "news_parameters"


def test_a_scenario_is_frozen() -> None:
    tiny = load_scenario(tiny_scenario())
    with pytest.raises(FrozenInstanceError):
        tiny.name = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        tiny.parameters["comrade_pressure"] = 1.0  # type: ignore[index]
    with pytest.raises(TypeError):
        tiny.targets["B"] = tiny.targets["A1"]  # type: ignore[index]


def test_importing_is_light() -> None:
    code = "import sys, unit_cohesion.scenario; print([m for m in ('pandas', 'mesa', 'numba', 'solara') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


@pytest.mark.parametrize("name", shipped_scenarios())
def test_shipped_scenarios_load(name: str) -> None:
    assert check_file(shipped_scenarios()[name]) == []
    assert load_scenario(name).name == name


# What comes out again


def bound() -> dict[str, Any]:
    return tiny_scenario(
        news=[{"id": "asylum", "release": "$leader_exit_release"}], series=[{"id": "deaths", "monthly": [30, "$undercount"]}]
    )


def test_the_mapping_loads_to_the_same_scenario() -> None:
    for mapping in (
        tiny_scenario(),
        bound(),
        tiny_scenario(bonds={"comrade_pressure": 3}),
        tiny_scenario(news=[], events=[], targets={"A1": None}),
    ):
        once = load_scenario(mapping)
        again = load_scenario(json.loads(json.dumps(once.to_mapping())))
        assert again == once
        assert again.hash == once.hash
        assert hash(again) == hash(once)


def test_a_war_of_two_centuries_ago_loads() -> None:
    long_ago = tiny_scenario(scenario={"start": "1800-01-01"}, series=[], news=[], events=[], targets={"A1": None})
    for intake in long_ago["army"]["intakes"]:
        intake["cohorts"] = [1800, 1800]
    scenario = load_scenario(long_ago)
    assert scenario.about.start == date(1800, 1, 1)
    assert load_scenario(scenario.to_mapping()) == scenario


def test_the_mapping_is_a_copy() -> None:
    tiny = load_scenario(tiny_scenario())
    before = tiny.hash
    tiny.to_mapping()["places"][0]["sects"]["hill"] = 0.0
    assert tiny.hash == before


def test_the_hash_tells_scenarios_apart() -> None:
    changes: list[dict[str, Any]] = [{}, {"scenario": {"days": 61}}, {"bonds": {"comrade_pressure": 1.1}}, {"events": []}]
    assert len({load_scenario(tiny_scenario(**change)).hash for change in changes}) == len(changes)


def test_a_scenario_travels_to_other_processes() -> None:  # deepcopy takes the way of pickle, which sweeps' workers need
    tiny = load_scenario(bound())
    assert deepcopy(tiny) == tiny


def test_errors_travel_to_other_processes() -> None:
    with pytest.raises(ScenarioErrors) as caught:
        load_scenario(tiny_scenario(scenario={"days": 0}))
    again = deepcopy(caught.value)
    assert str(again) == str(caught.value)
    assert [str(e) for e in again.errors] == [str(e) for e in caught.value.errors]


def test_with_parameters() -> None:
    tiny = load_scenario(tiny_scenario())
    other = tiny.with_parameters(comrade_pressure=np.float64(2.5), discharge_stops="2011-06-01", days=10, persons_per_agent=np.int64(2))
    assert other.parameters["comrade_pressure"] == 2.5
    assert other.parameters["discharge_stops"] == date(2011, 6, 1)
    assert (other.about.days, other.about.persons_per_agent) == (10, 2)
    assert tiny.about.days == 60
    assert other.with_parameters(days=60) != tiny
    assert tiny.with_parameters() == tiny


def test_with_parameters_binds_again_also_after_a_round_trip() -> None:
    once = load_scenario(bound())
    assert once.news[0].release == date(2012, 2, 27)
    for tiny in (once, load_scenario(once.to_mapping())):
        other = tiny.with_parameters(leader_exit_release="2011-06-01", undercount=3.0)
        assert other.news[0].release == date(2011, 6, 1)
        assert other.series[0].monthly == (30.0, 3.0)
        assert other.with_parameters(leader_exit_release="2012-02-27", undercount=1.5) == once


@pytest.mark.parametrize(
    ("flat", "key", "near"),
    [
        ({"comrade_presure": 1}, "comrade_presure", "comrade_pressure"),
        ({"day": 1}, "day", "days"),
        ({"comrade_pressure": float("nan")}, "comrade_pressure", None),
        ({"comrade_pressure": "1.5"}, "comrade_pressure", None),
        ({"comrade_pressure": True}, "comrade_pressure", None),
        ({"comrade_pressure": None}, "comrade_pressure", None),
        ({"comrade_pressure": 1e9}, "comrade_pressure", None),
        ({"comrade_pressure": 10**400}, "comrade_pressure", None),
        ({"comrade_pressure": np.ones(2)}, "comrade_pressure", None),
        ({"hand_days": 1.5}, "hand_days", None),
        ({"leader_exit_release": "soon"}, "leader_exit_release", None),
        ({"leader_exit_release": datetime(2012, 1, 1, 12)}, "leader_exit_release", None),  # noqa: DTZ001
        ({"days": 0}, "scenario.days", None),
        ({"days": "5"}, "scenario.days", None),
        ({"persons_per_agent": True}, "scenario.persons_per_agent", None),
        ({"days": object()}, "scenario.days", None),
        ({"days": 10**5000}, "scenario.days", None),
    ],
)
def test_with_parameters_refuses(flat: dict[str, Any], key: str, near: str | None) -> None:
    with pytest.raises(ScenarioErrors) as caught:
        load_scenario(tiny_scenario()).with_parameters(**flat)
    [error] = caught.value.errors
    assert (error.file, error.key, error.nearest) == ("parameters", key, near)


def test_with_parameters_tells_all_errors_and_checks_what_is_bound() -> None:
    tiny = load_scenario(bound())
    with pytest.raises(ScenarioErrors) as caught:
        tiny.with_parameters(comrade_pressure=-1, commander_presure=2)
    assert [error.key for error in caught.value.errors] == ["comrade_pressure", "commander_presure"]
    with pytest.raises(ScenarioErrors, match=r"news\.asylum\.release.*not before its origin"):
        tiny.with_parameters(leader_exit_release="2011-03-20")


def test_with_parameters_may_cut_a_run_short_before_its_targets_dates() -> None:
    short = load_scenario(tiny_scenario()).with_parameters(days=5)
    assert load_scenario(short.to_mapping()) == short


def test_with_events() -> None:
    tiny = load_scenario(tiny_scenario())
    more = tiny.with_events({"id": "relieved", "date": "2011-04-20", "kind": "relief", "place": "town"})
    assert [event.id for event in more.events] == ["market", "ring", "relieved"]
    assert len(tiny.events) == 2
    with pytest.raises(ScenarioErrors, match=r"^events: events\.ring\.id = 'ring'"):
        tiny.with_events({"id": "ring", "date": "2011-04-20", "kind": "relief", "place": "town"})
    with pytest.raises(ScenarioErrors, match=r"events\.again\.place.*did you mean 'town'"):
        tiny.with_events({"id": "again", "date": "2011-04-20", "kind": "relief", "place": "towm"})


# Extending


def child(tmp_path: Path, **tables: Any) -> Path:
    about = {"extends": "tiny", "title": "A child"} | tables.pop("scenario", {})
    return write(tmp_path, "child.toml", {"scenario": about} | tables)


def test_a_child_merges_by_id(tmp_path: Path, shipped: Path) -> None:
    tables = {
        "bonds": {"comrade_pressure": 3.0},
        "news": [{"id": "asylum", "reliability": 0.1}, {"id": "late", "kind": "rumour", "origin": "2011-05-01", "release": "2011-05-02"}],
        "targets": {"A1": {"high": 50}, "B2": {"outcome": "deserted", "low": 1}},
        "series": [{"id": "deaths", "monthly": [5]}],
    }
    own = child(tmp_path, **tables, army={"formations": [{"id": "line", "companies": 3}]})
    found, tiny = load_scenario(own), load_scenario("tiny")
    assert (found.name, found.about.title, found.about.question) == ("child", "A child", tiny.about.question)
    assert found.parameters["comrade_pressure"] == 3.0
    assert [(item.id, item.reliability) for item in found.news] == [("asylum", 0.1), ("video", 1.0), ("late", 1.0)]
    assert found.news[0].release == tiny.news[0].release
    assert (found.targets["A1"].low, found.targets["A1"].high) == (1, 50)
    assert list(found.targets) == ["A1", "B2"]
    assert found.series[0].monthly == (5.0,)
    assert [formation.companies for formation in found.army.formations] == [2, 3]


def test_a_child_removes(tmp_path: Path, shipped: Path) -> None:
    own = child(tmp_path, scenario={"remove": ["news.asylum", "army.formations.line", "targets.A1", "series.deaths"]})
    found = load_scenario(own)
    assert [item.id for item in found.news] == ["video"]
    assert [formation.id for formation in found.army.formations] == ["guard"]
    assert not found.targets
    assert not found.series


def test_extends_and_remove_may_stand_above_all_tables(tmp_path: Path, shipped: Path) -> None:
    bare = write(tmp_path, "bare.toml", {"extends": "tiny", "remove": ["news.asylum"]})
    found = load_scenario(bare)
    assert [item.id for item in found.news] == ["video"]
    assert found.about == load_scenario("tiny").about
    assert load_scenario(write(tmp_path, "grandchild.toml", {"extends": "bare"})).news == found.news
    assert only_error(write(tmp_path, "own.toml", {"extends": "own"})).key == "scenario.extends"
    twice = only_error(write(tmp_path, "twice.toml", {"extends": "tiny", "scenario": {"extends": "tiny"}}))
    assert (twice.key, twice.allowed) == ("extends", "no table of this name")


def test_a_child_of_a_sibling_of_a_child(tmp_path: Path, shipped: Path) -> None:
    child(tmp_path, bonds={"comrade_pressure": 3.0})
    for wanted in ("child", "child.toml"):
        path = write(tmp_path, "grandchild.toml", {"scenario": {"extends": wanted}, "events": [{"id": "ring", "place": "march"}]})
        found = load_scenario(path)
        assert found.name == "grandchild"
        assert found.parameters["comrade_pressure"] == 3.0
        assert found.events[1].place == "march"


def test_an_error_names_the_file_it_stands_in(tmp_path: Path, shipped: Path) -> None:
    write(shipped, "tiny.toml", tiny_scenario(places=[{"id": "port", "control": 3}], news=[{"id": "video", "men": -1}]))
    own = child(tmp_path, news=[{"id": "video", "men": 99_999}])
    assert {(error.file, error.key) for error in errors_of(own)} == {("tiny.toml", "places.port.control"), (str(own), "news.video.men")}


@pytest.mark.parametrize(
    ("scenario", "key", "words", "near"),
    [
        ({"extends": "tinny"}, "extends", "a shipped scenario (tiny) or a file in the same folder", "tiny"),
        ({"extends": "child"}, "extends", "does not lead back", None),
        ({"extends": "../outside.toml"}, "extends", "same folder", None),
        ({"extends": "/etc/passwd"}, "extends", "same folder", None),
        ({"extends": "link.toml"}, "extends", "same folder", None),
        ({"extends": "folder"}, "extends", "same folder", None),
        ({"extends": "sub/x.toml"}, "extends", "same folder", None),
        ({"extends": ".."}, "extends", "same folder", None),
        ({"extends": ""}, "extends", "same folder", None),
        ({"extends": "a\0b"}, "extends", "same folder", None),
        ({"extends": 5}, "extends", "same folder", None),
        ({"remove": ["news.asylums"]}, "remove", "an entry of the extended", "news.asylum"),
        ({"remove": ["news"]}, "remove", "an entry of the extended", None),
        ({"remove": "news.asylum"}, "remove", "a list of entries", None),
        ({"remove": [1]}, "remove", "a list of entries", None),
        ({"remove": ["sects.hill"]}, None, None, None),
    ],
)
def test_extends_refuses(tmp_path: Path, shipped: Path, scenario: dict[str, Any], key: str | None, words: str, near: str | None) -> None:
    folder = tmp_path / "mine"
    (folder / "folder.toml").mkdir(parents=True)
    (folder / "sub").mkdir()
    for outside in (tmp_path / "outside.toml", folder / "sub" / "x.toml"):
        outside.write_text(toml(tiny_scenario()))
    (folder / "link.toml").symlink_to(tmp_path / "outside.toml")
    path = child(folder, scenario=scenario)
    if key is None:
        assert errors_of(path)
        return
    error = only_error(path)
    assert (error.file, error.key, error.nearest) == (str(path), f"scenario.{key}", near)
    assert words in error.allowed


def test_extends_in_a_circle_or_too_deep(tmp_path: Path, shipped: Path) -> None:
    for here, there in (("a", "b"), ("b", "c"), ("c", "a")):
        write(tmp_path, f"{here}.toml", {"scenario": {"extends": there}})
    error = only_error(tmp_path / "a.toml")
    assert (error.file, error.key, error.value) == ("c.toml", "scenario.extends", "a")
    for i in range(9):
        write(tmp_path, f"n{i}.toml", {"scenario": {"extends": f"n{i - 1}" if i else "tiny"}})
    assert load_scenario(tmp_path / "n6.toml").name == "n6"  # 8 files in all
    assert "at most 8" in only_error(tmp_path / "n7.toml").allowed


def test_uploads_extend_shipped_scenarios_only(tmp_path: Path, shipped: Path) -> None:
    path = child(tmp_path)
    assert load_scenario(path, shipped_only=True) == load_scenario(path)
    write(tmp_path, "other.toml", tiny_scenario())
    for wanted in ("other", "other.toml", "tiny.toml", "../tiny"):
        path = child(tmp_path, scenario={"extends": wanted})
        error = only_error(path, shipped_only=True)
        assert error.key == "scenario.extends"
        assert "same folder" not in error.allowed


def test_a_mapping_extends_shipped_scenarios_only(tmp_path: Path, shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_scenario({"scenario": {"extends": "tiny", "days": 9}}).about.days == 9
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "other.toml", tiny_scenario())
    assert only_error({"scenario": {"extends": "other.toml"}}).key == "scenario.extends"


# Bad files


@pytest.mark.parametrize(
    ("content", "key", "words"),
    [
        (b"a = 1\nb = = 2\n", "line 2", "valid TOML"),
        (b"[scenario]\ntitle = 'x\n", "line 2", "valid TOML"),
        (b"a = 1\na = 2", "line 2", "valid TOML"),
        (b"a = 'unfinished", "line 1", "valid TOML"),
        (b"a = [1,\n2,\n", "line 2", "valid TOML"),
        (b"a = " + b"9" * 5000, "line 1", "valid TOML"),
        (b"a = 0x" + b"f" * 5000, "a", "at most 64 bits"),
        (b"a = 2011-02-30", "line 1", "valid TOML"),
        (b"a = '\xff'", "encoding", "UTF-8"),
        (b"\xff\xfea\x00", "encoding", "UTF-8"),
        (b"\x00", "line 1", "valid TOML"),
        (b"# " + b"x" * 65_536, "size", "at most 64 kB"),
        (b"a = " + b"[" * 13 + b"]" * 13, "line 1", "12 deep"),
        (b"a = " + b"[" * 60_000, "line 1", "12 deep"),
        (b"a = " + b"{b=" * 13, "line 1", "12 deep"),
        (b'x = ["""a"""", ' + b"[" * 60_000, "line 1", "12 deep"),
        (b"x = ['''a'''', " + b"[" * 60_000, "line 1", "12 deep"),
        (b"\n" + b".".join([b"a"] * 30_000) + b" = 1", "line 2", "8 dots"),
        (b"\n[" + b" . ".join([b'"a"'] * 10_000) + b"]", "line 2", "8 dots"),
        (b"[a.a.a.a.a.a.a]\nb.b.b.b.b.b.b.b = 1", "b.b.b.b", "nested at most 12"),
        (b'"a\\nb" = 1', "scenario", "printable"),
    ],
)
def test_bad_files(tmp_path: Path, content: bytes, key: str, words: str) -> None:
    error = only_error(write(tmp_path, "bad.toml", content))
    assert error.file == str(tmp_path / "bad.toml")
    assert key in error.key
    assert words in error.allowed


def test_brackets_and_dots_in_text_and_comments_are_no_nesting(tmp_path: Path) -> None:
    odd = '[[[[[[[[[[[[[[ a.b.c.d.e.f.g.h.i.j ]] "'
    text = toml(without_name(tiny_scenario(scenario={"title": odd, "question": odd})))
    more = f"# {odd}\nsources = ['''{odd}\n{odd}''', \"\"\"{odd}\n \\\"\"\" {odd} \"\"\", '{odd}', 'a.b.c.d.e.f.g.h.i.j.k']\n"
    text = text.replace('sources = ["invented"]\n', more)
    assert odd in load_scenario(write(tmp_path, "odd.toml", text)).about.sources[0]


def test_no_file_a_folder_or_a_device(tmp_path: Path, shipped: Path) -> None:
    assert only_error("tinny").nearest == "tiny"
    assert only_error(tmp_path / "tiny2.toml").nearest == "tiny"
    assert "not a folder" in only_error(tmp_path).allowed
    assert "device" in only_error("/dev/zero").allowed
    os.mkfifo(tmp_path / "pipe.toml")
    assert "device" in only_error(tmp_path / "pipe.toml").allowed
    (tmp_path / "loop.toml").symlink_to(tmp_path / "loop.toml")
    for odd in (tmp_path / "loop.toml", "a\0b", "x" * 10_000, "", "line\nbreak", "/etc/shadow/x"):
        errors_of(odd)


@pytest.mark.parametrize("source", [None, 5, b"tiny", ["tiny"], True, object()])
def test_other_sources(source: Any) -> None:
    assert only_error(source).key == "source"


def test_odd_mappings() -> None:
    circle: dict[str, Any] = tiny_scenario()
    circle["places"][0]["places"] = circle["places"]
    bomb: list[Any] = []
    for _ in range(11):
        bomb = [bomb] * 10
    for mapping in (
        {},
        {"scenario": None},
        {1: 2},
        {"scenario": {("a",): 1}},
        circle,
        {"a": bomb},
        {"a": {1, 2}},
        {"a": b"x"},
        {"a": "\ud800"},
        {"\ud800": 1},
        {"a": 10**5000},
        {"a": object()},
        {"a": np.ones(3)},
        {"a\nb": 1},
        {"a" * 100_000: 1},
    ):
        assert errors_of(mapping)


# Bad tables


def case(key: str, value: Any, words: str, near: str | None = None, at: str | None = None, **changes: Any) -> tuple[Any, ...]:
    """The tiny scenario with the value put at the key (..., to take it out), the key of its one error, its words, and the nearest."""
    return put(tiny_scenario(**changes), key, value), at or key, words, near


FORMATIONS, INTAKES, ESTABLISHMENTS = "army.formations", "army.intakes", "army.establishments"
HELP = {"id": "help", "date": "2011-04-01", "kind": "foreign_help"}
ORDER: dict[str, Any] = {"outcome": "order_of_loss", "low": 0.5}
SHOT = [{"id": "shot", "date": "2011-04-01", "kind": "commander", "way": "killed"}]
ISLE = {"id": "isle", "name": "Isle", "x": 9, "y": 9, "population": 1, "sects": {"plain": 1}, "neighbours": []}
NOBODYS = {"intakes": [{"id": "conscripts", "trusted_ruling_share": None}]}
HUGE = {"companies": 50, "battalions": 50, "brigades": 200}
SQUARE = {"id": "square", "place": "town", "start": "2011-04-01", "end": "2011-04-20", "size": 500, "groups": {"plain": 1.0}}
FIRE = {"id": "fire", "date": "2011-04-01", "kind": "order", "to": "shoot", "of": "line"}
CROWDED: dict[str, Any] = {"crowds": [SQUARE], "events": [FIRE]}
WORD = {"id": "word", "start": "2011-04-01", "end": "2011-04-20", "terms": ["go_home"], "kept": 0.9}
NORTH = {"id": "north", "name": "North", "men": 500, "pay": 0.5}
ENDING = NORTH | {"end": "2011-05-01"}
SOUTH = {"id": "south", "name": "South", "pay": 0.5}
WEST = {"id": "west", "name": "West", "men": 5}
SEA = {"sects": [{"id": "sea", "name": "Sea people", "population_share": 0.0, "sensitive_post_share": 0.0, "watched": 0.0}]}
OF_TWO_SPANS = {"formation": ["line"], "against": ["2011-04-01", "2011-04-02"]}
BARE = [{"id": name, "company": None, "staff": None} for name in ("line", "guard")]

BAD = {
    # unknown keys, at any level
    "unknown table": case("newz", [], "no table of this name", "news"),
    "unknown rule": case("bond", {"comrade_pressure": 1}, "no table of this name", "bonds"),
    "unknown key of the scenario": case("scenario.dais", 5, "a key that this table knows (title", "days"),
    "unknown extends": case("scenario.extend", "x", "knows", "extends"),
    "unknown key of a place": case("places.port.controll", 1, "knows", "control"),
    "unknown key of an army": case("army.intake", [], "knows", "intakes"),
    "unknown key of a formation": case(f"{FORMATIONS}.line.brigade", 2, "knows", "brigades"),
    "unknown key of a target": case("targets.A1.lo", 1, "knows", "low"),
    "unknown parameter": case("bonds.comrade_presure", 1, "knows", "comrade_pressure", bonds={}),
    "parameter of another rule": case("bonds.undercount", 2, "belongs in [war]", bonds={}),
    "parameter among entries": case("army.loyalty_mean", 0.5, "belongs in [army_parameters]"),
    "parameter at the top": case("comrade_pressure", 1.0, "belongs in [bonds]"),
    "unknown key, long and odd": case("scenario." + "x y" * 1000, 5, "knows", at="scenario.'x yx y"),
    # types
    "text for a number": case("places.port.violence", "2", "a number from 0 to 1,000,000,000"),
    "text for a whole number": case("scenario.days", "5", "a whole number from 1 to 10,000"),
    "broken for a whole number": case("scenario.days", 5.5, "a whole number"),
    "true for a number": case("places.port.violence", True, "a number"),
    "true for a whole number": case("scenario.persons_per_agent", True, "a whole number"),
    "number for true or false": case("places.port.coast", 1, "true or false"),
    "number for text": case("scenario.title", 5, "text of at most 2,000 characters"),
    "number for a date": case("scenario.start", 20110315, "a date from 1800 to 2100, such as"),
    "text for a date": case("scenario.start", "15 March", "a date from 1800 to 2100, such as"),
    "date too early": case("scenario.start", "0001-01-01", "a date from 1800 to 2100"),
    "date too late": case("scenario.start", "9999-12-31", "a date from 1800 to 2100"),
    "news too late": case("news.asylum.release", "9999-12-31", "a date from 1800 to 2100"),
    "time for a date": case("scenario.start", datetime(2011, 3, 15, 8), "a date from 1800 to 2100, such as"),  # noqa: DTZ001
    "text for a list": case("scenario.sources", "me", "a list, each text"),
    "list for a table": case("army", [], "a table of"),
    "table for a list": case("news", {"id": "asylum"}, "a list, each a table"),
    "list for targets": case("targets", [{"id": "A1"}], "a table of names, each with a table of outcome"),
    "number for a rule": case("bonds", 5, "a table of parameters"),
    "number for an entry": case("events", [5], "a table of", at="events[1]"),
    "text for a parameter": case("bonds.comrade_pressure", "1", "a number from", bonds={}),
    "true for a parameter": case("bonds.comrade_pressure", True, "a number from", bonds={}),
    "too few years": case(f"{INTAKES}.school.cohorts", [2000], "a whole number", at=f"{INTAKES}.school.cohorts[2]"),
    "too many years": case(f"{INTAKES}.school.cohorts", [2000, 2001, 2002], "a list of 2"),
    "years long ago": case(f"{INTAKES}.school.cohorts", [1, 2000], "from 1,800", at=f"{INTAKES}.school.cohorts[1]"),
    # values
    "not a number": case("places.port.control", float("nan"), "a number from 0 to 1"),
    "infinity": case("series.deaths.monthly", [1, float("inf")], "a number from 0", at="series.deaths.monthly[2]"),
    "infinite parameter": case("bonds.comrade_pressure", float("inf"), "a number from", bonds={}),
    "not a number for a target": case("targets.A1.low", float("nan"), "a number"),
    "above the range": case("places.port.control", 1.5, "a number from 0 to 1"),
    "below the range": case("scenario.days", 0, "from 1"),
    "parameter out of range": case("bonds.comrade_pressure", -1, "a number from", bonds={}),
    "share out of range": case("places.port.sects.hill", 1.5, "from 0 to 1"),
    "unknown kind": case("events.ring.kind", "seige", "one of massacre, siege", "siege"),
    "unknown branch": case(f"{FORMATIONS}.line.branch", "airforce", "one of", "air force"),
    "odd id": case(
        "countries.north.id", "No Land", "an id of small letters", at="countries.'No Land'.id", places=[{"id": "march", "borders": []}]
    ),
    "odd target": case("targets.A 2", {"outcome": "defected", "low": 1}, "an id of letters", at="targets.'A 2'"),
    "long text": case("scenario.title", "x" * 2001, "at most 2,000"),
    "no such series": case("series.deaths.id", "births", "one of deaths", at="series.births.id"),
    "empty series": case("series.deaths.monthly", [], "a list of at least 1"),
    "no places for a formation": case(f"{FORMATIONS}.line.places", [], "at least 1"),
    # missing
    "no title": case("scenario.title", ..., "text"),
    "no scenario": case("scenario", ..., "a table of title"),
    "no army": case("army", ..., "a table of"),
    "no sects": case("sects", ..., "a list of at least 1"),
    "no name": case("places.port.name", ..., "text"),
    # references
    "unknown sect of a place": case(
        "places.port.sects", {"hill": 0.5, "plains": 0.5}, "out of sects (hill, plain)", "plain", at="places.port.sects.plains"
    ),
    "unknown country": case("places.march.borders", ["norht"], "out of countries", "north"),
    "unknown neighbour": case("places.march.neighbours", ["town", "harbour"], "out of places"),
    "unknown intake": case(f"{ESTABLISHMENTS}.staff.seats.colonel", 1, "out of intakes", "colonels"),
    "unknown sensitive": case(f"{ESTABLISHMENTS}.staff.sensitive.general", 1, "out of intakes", "generals"),
    "unknown establishment": case(f"{FORMATIONS}.line.company", "companie", "out of establishments", "company"),
    "unknown parent": case(f"{FORMATIONS}.line.parent", "gard", "out of formations", "guard"),
    "unknown place": case(f"{FORMATIONS}.line.places", ["town", "toun"], "out of places", "town"),
    "unknown speciality": case(f"{FORMATIONS}.line.arms", {"armor": 1}, "a speciality", "armour", at=f"{FORMATIONS}.line.arms.armor"),
    "unknown rank": case(f"{INTAKES}.school.ranks", {"captian": 1}, "a rank", "captain", at=f"{INTAKES}.school.ranks.captian"),
    "unknown sect of news": case("news.asylum.about", "hills", "out of sects", "hill"),
    "unknown place of news": case("news.video.place", "marsh", "out of places", "march"),
    "unknown sect of an event": case("events.market.sect", "planes", "out of sects", "plain"),
    "unknown sect of a target": case("targets.A1.sect", "hil", "out of sects", "hill", targets={"A1": {"outcome": "population_share"}}),
    "unknown formation": case("events.shot.of", "lines/b1/bn1/c1", "begins with its formation", "line", events=SHOT),
    "unknown unit": case("events.shot.of", "line/b1/bn1/c3", "line has 2 brigades of 1 battalions of 1 companies", events=SHOT),
    "unknown outcome": case("targets.A1.outcome", "defectid", "a declared outcome", "defected"),
    "outcome of no sect": case("targets.A1.outcome", "population_share", "a sect, which this outcome is about", at="targets.A1.sect"),
    "outcome not of a sect": case("targets.A1.sect", "hill", "no sect, as limbo", "population_share", targets={"A1": {"outcome": "limbo"}}),
    "outcome of no place": case("targets.A1.outcome", "militia_size", "a place, which this outcome is about", at="targets.A1.place"),
    "outcome not of a place": case("targets.A1.place", ["port"], "no place, as defected is not about one; it reads", "present"),
    "unknown place of a target": case("targets.A1.place", ["prt"], "out of places", "port", targets={"A1": {"outcome": "regime_dead"}}),
    "unknown formation of a target": case("targets.A1.formation", ["gard"], "out of formations", "guard"),
    "unknown role": case("targets.A1.role", "fitted", "one of fit, predict, check, forcing", "fit"),
    "unknown band": case("targets.A1.band", ["colonels"], "one of soldiers, NCOs", at="targets.A1.band"),
    "share above 1": case("targets.A1.share", 15, "a number from 0 to 1"),
    "last day twice": case("targets.A1.on", "2011-05-01", "nothing beside on", at="targets.A1.end"),
    "other span in disorder": case("targets.A1.against", ["2011-05-01", "2011-04-01"], "not after the last, 2011-04-01"),
    "other span before the start": case("targets.A1.against", ["2011-03-01", "2011-04-01"], "a date within the run"),
    "unknown other formation": case("targets.A1.beside", ["gard"], "out of formations", "guard", targets={"A1": {"formation": ["line"]}}),
    "other formations beside all": case("targets.A1.beside", ["guard"], "formations beside those under formation"),
    "no other formation": case("targets.A1.beside", [], "formations beside those under formation", targets={"A1": {"formation": ["line"]}}),
    "two other sides": case("targets.A1.beside", ["guard"], "a ratio has one other side", targets={"A1": OF_TWO_SPANS}),
    "cut without effect": case("targets.A1.cut", {"on": "2011-04-01"}, "off, set, times, without or over"),
    "cut before the start": case("targets.A1.cut", {"on": "2011-03-01", "off": ["D5"]}, "a date within the run", at="targets.A1.cut.on"),
    "cut of an unknown mechanism": case("targets.A1.cut", {"off": ["D55"]}, "can be switched off", "D5", at="targets.A1.cut.off"),
    "cut of a fact": case("targets.A1.cut", {"off": ["W1"]}, "can be switched off", "W10", at="targets.A1.cut.off"),
    "cut of an unknown parameter": case(
        "targets.A1.cut", {"set": {"bas_hazard": 0.0}}, "a declared parameter", "base_hazard", at="targets.A1.cut.set.bas_hazard"
    ),
    "cut to a value not allowed": case(
        "targets.A1.cut", {"set": {"base_hazard": 1.0}}, "a number from 0.0 to 0.01", at="targets.A1.cut.set.base_hazard"
    ),
    "cut of times a date": case(
        "targets.A1.cut", {"times": {"leader_exit_release": 2.0}}, "that is a number", at="targets.A1.cut.times.leader_exit_release"
    ),
    "relative to nothing": case("targets.A1.relative", True, "nothing without a cut"),
    "draws of an unknown parameter": case("prior.bas_hazard", [0.0, 0.001], "a declared parameter", "base_hazard", prior={}),
    "draws of a date": case("prior.leader_exit_release", [0.0, 1.0], "that is a number", prior={}),
    "draws beyond the range": case("prior.base_hazard", [0.0, 1.0], "a low below a high, from 0 to 0.01", prior={}),
    "draws in disorder": case("prior.base_hazard", [0.002, 0.001], "a low below a high", prior={}),
    "draws of one number": case("prior.base_hazard", [0.002], "a number", prior={}),
    # sums
    "sects of a place": case("places.port.sects.plain", 0.49, "shares that sum to 1", at="places.port.sects"),
    "sects of an intake": case(f"{INTAKES}.school.shares", {"hill": 0.9}, "sum to 1"),
    "ranks of an intake": case(f"{INTAKES}.school.ranks", {"captain": 0.99}, "sum to 1"),
    "arms of a formation": case(f"{FORMATIONS}.line.arms", {"infantry": 0.5}, "sum to 1"),
    "no sect at a place": case("places.march.sects", {}, "sum to 1"),
    "sects of the country": case("sects.hill.population_share", 0.26, "sum to 1", at="sects.population_share"),
    "sensitive posts": case("sects.hill.sensitive_post_share", 0.6, "sum to 1", at="sects.sensitive_post_share"),
    # groups
    "two rulers": case("sects.plain.ruling", True, "one sect at most", at="sects.ruling"),
    "a faith of nobody": case("sects.plain.faith", "moon", "a name out of sects"),
    "its own faith": case("sects.plain.faith", "plain", "another group"),
    "no ruler who leaves": case("sects.hill.ruling", False, "no sect is the ruler's own", at="news.asylum.kind", army=NOBODYS),
    "no ruler whose men are trusted": case(
        f"{INTAKES}.conscripts.trusted_ruling_share", 0.5, "no sect is the ruler's own", sects=[{"id": "hill", "ruling": False}], news=[]
    ),
    # patrons
    "an end that is announced and never comes": case(
        "patrons.north.announced", "2011-04-01", "no end that could be announced", patrons=[NORTH]
    ),
    "an end before the start": case(
        "patrons.north.start", "2011-05-02", "not before its start, 2011-05-02", at="patrons.north.end", patrons=[ENDING]
    ),
    "an end announced too late": case("patrons.north.announced", "2011-05-02", "not after its end, 2011-05-01", patrons=[ENDING]),
    "more than all of the pay": case(
        "patrons.north.pay", 0.7, "at most over all patrons, not 1.2", at="patrons.south.pay", patrons=[NORTH, SOUTH]
    ),
    "a patron who brings nothing": case("patrons.west.men", 0, "something that it brings", patrons=[WEST]),
    # offers, captives
    "an unknown term": case("offers.word.terms", ["go_hom"], "go_home", "go_home", at="offers.word.terms[1]", offers=[WORD]),
    "no terms": case("offers.word.terms", [], "at least one of go_home", offers=[WORD]),
    "terms kept more than ever": case("offers.word.kept", 1.1, "a number from 0 to 1", offers=[WORD]),
    "an offer that ends before it begins": case("offers.word.end", "2011-03-31", "not before its start, 2011-04-01", offers=[WORD]),
    "an offer by nobody": case("offers.word.by", "zealot", "out of militias", offers=[WORD]),
    # crowds
    "unknown place of a crowd": case("crowds.square.place", "toun", "out of places", "town", **CROWDED),
    "unknown sect of a crowd": case(
        "crowds.square.groups", {"plan": 1.0}, "out of sects", "plain", at="crowds.square.groups.plan", **CROWDED
    ),
    "sects of a crowd": case("crowds.square.groups.plain", 0.9, "sum to 1", at="crowds.square.groups", **CROWDED),
    "a crowd of nobody": case("crowds.square.size", 0, "a number from 1", **CROWDED),
    "a crowd that ends before it begins": case("crowds.square.end", "2011-03-31", "not before its start, 2011-04-01", **CROWDED),
    "an order amid no crowd": case("events.fire.kind", "order", "there is no [[crowds]]", events=[FIRE]),
    "an order to do what": case("events.fire.to", ..., "needs one", **CROWDED),
    "an order to do something else": case("events.fire.to", "shot", "one of stand, shoot, withdraw", "shoot", **CROWDED),
    "an order to nobody": case("events.fire.of", "lines", "begins with its formation", "line", **CROWDED),
    "an order to no brigade": case("events.fire.of", "line/b3", "line has 2 brigades", **CROWDED),
    "an order to no battalion": case("events.fire.of", "line/b1/bn2", "a brigade, battalion, company or staff of it", **CROWDED),
    "an order that ends before it is given": case("events.fire.end", "2011-03-31", "not before that of the order", **CROWDED),
    "two orders at once": case(
        "events.stop.date", "2011-04-01", "another day than fire", crowds=[SQUARE], events=[FIRE, FIRE | {"id": "stop", "to": "stand"}]
    ),
    "a cut that lays over nothing known": case(
        "targets.A1.cut", {"over": {"crowd": []}}, "tables of facts", "crowds", at="targets.A1.cut.over.crowd"
    ),
    "too many in trusted units": case(f"{INTAKES}.conscripts.trusted_ruling_share", 0.51, "0.000 to 0.500, as the ruling"),
    # the map
    "neighbour of itself": case("places.port.neighbours", ["town", "port"], "not itself"),
    "one-sided neighbours": case("places.port.neighbours", ["town", "march"], "a place that has port among"),
    "one tile for two": case("places.march.x", 1, "town stands there"),
    "nobody's neighbour": case("places.isle.neighbours", [], "at least one", places=[ISLE]),
    # the army
    "rank of another band": case(
        f"{INTAKES}.school.ranks",
        {"lieutenant": 0.9, "major": 0.1},
        "junior officers: lieutenant, captain",
        at=f"{INTAKES}.school.ranks.major",
    ),
    "years in disorder": case(f"{INTAKES}.school.cohorts", [2010, 2000], "the first year"),
    "too many called up": case(
        f"{ESTABLISHMENTS}.company.seats",
        {"conscripts": 900, "sergeants": 4, "school": 2},
        "at most 4,096 men of a unit, those called up to its places in 2,000 days included",
        scenario={"days": 2000},
    ),
    "its own parent": case(f"{FORMATIONS}.line.parent", "line", "back to this one"),
    "commanders of tomorrow": case(f"{FORMATIONS}.line.commander_since", "2011-03-16", "a date not after the start, 2011-03-15"),
    "more pairs alike than there are": case("army.establishments.company.alike", 1.5, "a number from 0 to 1"),
    "posts kept how": case(f"{FORMATIONS}.line.keeps_posts", "some", "true or false"),
    "homes nowhere": case(
        f"{FORMATIONS}.line.homes",
        {"toun": 1.0},
        "a name out of places (port, town, march, here)",
        "town",
        at=f"{FORMATIONS}.line.homes.toun",
    ),
    "homes of some": case(f"{FORMATIONS}.line.homes", {"here": 0.5, "port": 0.4}, "sum to 1"),
    "no homes": case(f"{FORMATIONS}.line.homes", {}, "sum to 1"),
    "pay later than a life": case(f"{FORMATIONS}.line.pay_late", 61, "a number from 0 to 60"),
    "more than all are new": case(f"{FORMATIONS}.line.replaced", 1.2, "a number from 0 to 1"),
    "a circle": case(f"{FORMATIONS}.guard.parent", "line", "back to this one", army={"formations": [{"id": "line", "parent": "guard"}]}),
    "too large": case("scenario.x", ..., "1 to 5,000,000 seats", at=FORMATIONS, army={"formations": [{"id": "line"} | HUGE]}),
    "too many units": case(
        "scenario.x", ..., "at most 200,000 brigades", at=FORMATIONS, army={"formations": [{"id": "line", "company": None} | HUGE]}
    ),
    "empty": case("scenario.x", ..., "1 to 5,000,000 seats", at=FORMATIONS, army={"formations": BARE}),
    "too large for its days": case(
        "scenario.days", 10_000, "for an army of", army={"formations": [{"id": "line"} | HUGE | {"brigades": 15}]}
    ),
    # dates
    "released before its origin": case("news.asylum.release", "2011-03-24", "not before its origin, 2011-03-25"),
    "exposed before its release": case(
        "news.video.exposed", "2011-03-31", "not before its release", news=[{"id": "video", "staged": True}]
    ),
    "target before the start": case("targets.A1.end", "2011-03-14", "a date within the run, 2011-03-15 to 2011-05-13"),
    "target in disorder": case("targets.A1.start", "2011-05-02", "not after its end"),
    # targets and events
    "low above high": case("targets.A1.low", 101, "at most high, 100"),
    "neither low nor high": case("targets.A1.low", ..., "for both", targets={"A1": {"high": None}}),
    "an order of one place": case(
        "targets.first.values",
        {"port": 1.0},
        "at least two places, whose figures differ",
        targets={"first": ORDER | {"values": {"port": 1.0}}},
    ),
    "an order of equals": case(
        "targets.first.values", {"port": 1.0, "town": 1.0}, "whose figures differ", targets={"first": ORDER | {"values": {}}}
    ),
    "massacre without place": case("events.market.place", ..., "needs one"),
    "massacre without deaths": case("events.market.value", ..., "needs one"),
    "siege without place": case("events.ring.place", ..., "needs one"),
    "relief without place": case("events.ring.place", ..., "needs one", events=[{"id": "ring", "kind": "relief"}]),
    "help without worth": case("events.help.value", ..., "needs one", events=[HELP]),
    "agreement beyond all": case(
        "events.pact.value", 1.5, "0 to 1", events=[{"id": "pact", "date": "2011-04-01", "kind": "agreement", "value": 1.5}]
    ),
    "nobody killed": case("events.shot.of", ..., "needs one", events=SHOT),
    # figures that cannot be meant
    "more killed than live there": case(
        "events.market.value", 7e5, "at most 126,667, as those of plain among the people of march are 190,000"
    ),
    "more killed than are counted of them": case(
        "events.market.value", 190_000, "and 1.5 die for each one counted (undercount)", events=[{"id": "market", "sect": None}]
    ),
    "a massacre of nobody who lives there": case(
        "events.market.sect", "sea", "at most 0, as those of sea", at="events.market.value", **SEA
    ),
    "a crowd of more than the country": case("crowds.square.size", 1_000_001, "at most 1,000,000, the people of all", **CROWDED),
    "men who come after day one": case(f"{INTAKES}.school.cohorts", [2012, 2015], "not after the start, 2011-03-15"),
    "a series from midmonth on": case("series.deaths.start", "2011-03-15", "the first day of the first month, 2011-03-01"),
    "an event called like news": case("events.ring.id", "video", "news.video has it", at="events.video.id"),
    # bindings
    "undeclared": case("news.asylum.release", "$leader_exit_relase", "a declared parameter", "leader_exit_release"),
    "number for a bound date": case("news.asylum.release", "$comrade_pressure", "2100, such as 2011-03-15, but the parameter is"),
    "date for a bound number": case("news.asylum.reliability", "$leader_exit_release", "a number from 0 to 1, but"),
    "broken for a bound whole number": case("news.asylum.men", "$comrade_pressure", "a whole number"),
    "bound text": case("news.asylum.title", "$leader_exit_release", "only numbers and dates"),
    "bound out of range": case("news.asylum.reliability", "$service_days", "a number from 0 to 1, but"),
    "bound parameter": case("bonds.comrade_pressure", "$undercount", "a number from", bonds={}),
    # names
    "odd name": case("scenario.name", "../x", "1 to 100 letters"),
    "no text for a name": case("scenario.name", 5, "1 to 100 letters"),
}


@pytest.mark.parametrize(("mapping", "key", "words", "near"), BAD.values(), ids=BAD)
def test_bad_tables(mapping: dict[str, Any], key: str, words: str, near: str | None) -> None:
    matching = [error for error in errors_of(mapping) if error.key.startswith(key)]
    assert len(matching) == 1, [str(error) for error in errors_of(mapping)]
    [error] = matching
    assert error.file == "mapping"
    assert words in error.allowed
    assert error.nearest == near


@pytest.mark.parametrize("name", [name for name in BAD if name != "unknown neighbour"])
def test_an_error_brings_no_others(name: str) -> None:
    only_error(BAD[name][0])


def test_places_that_disagree_with_the_sects_shares() -> None:
    tolerated = tiny_scenario(sects=[{"id": "hill", "population_share": 0.279}, {"id": "plain", "population_share": 0.721}])
    assert load_scenario(tolerated)
    errors = errors_of(tiny_scenario(sects=[{"id": "hill", "population_share": 0.29}, {"id": "plain", "population_share": 0.71}]))
    assert [error.key for error in errors] == ["sects.hill.population_share", "sects.plain.population_share"]
    assert "within 0.03 of the sect's share in the places together, 0.250" in errors[0].allowed


def test_targets_after_the_end_are_errors_of_a_file(tmp_path: Path) -> None:
    late = tiny_scenario(targets={"A1": {"end": "2011-05-14"}})
    assert only_error(write(tmp_path, "late.toml", late)).key == "targets.A1.end"
    assert load_scenario(late)


def test_units_of_events() -> None:
    def shot(unit: str) -> dict[str, Any]:
        return tiny_scenario(events=[{"id": "shot", "date": "2011-04-01", "kind": "commander", "way": "killed", "of": unit}])

    for unit in ("line/staff", "line", "guard", "line/b2/bn1/c1", "guard/b1/bn1/c2"):
        assert load_scenario(shot(unit)).events[-1].of == unit
    numbers = ("/b3/bn1/c1", "/b1/bn2/c1", "/b1/bn1/c2", "/b0/bn1/c1", "/b1/bn0/c1", "/b1/bn1/c0", "/b\u0661/bn1/c1")
    for rest in ("/", "/c1", "/b1", "/b1/c1", "/b1/staff", "/b1/bn1/staff", "/b1/bn1", *numbers):
        assert only_error(shot("line" + rest)).key == "events.shot.of"


def test_a_country_need_have_no_ruling_group() -> None:
    nobodys = load_scenario(tiny_scenario(sects=[{"id": "hill", "ruling": None}], news=[], army=NOBODYS))
    engine = Engine(nobodys, 1)
    engine.run()
    assert not engine.state.sects.ruling.any()
    assert not engine.state.profiles.uneasy.any()
    assert not engine.state.profiles.insider.any()
    assert engine.log.event_count > 0
    assert load_scenario(nobodys.to_mapping()) == nobodys


def test_orders_are_to_formations_and_to_all_parts_of_them() -> None:
    for of in ("line", "guard", "line/staff", "line/b2", "line/b2/bn1", "line/b2/bn1/c1", None):
        tables = tiny_scenario(crowds=[SQUARE], events=[FIRE | {"of": of}])
        assert load_scenario(tables).events[-1].of == of


def test_a_scenario_without_crowds_says_and_hashes_nothing_of_them() -> None:
    plain, crowded = load_scenario(tiny_scenario()), load_scenario(tiny_scenario(crowds=[SQUARE]))
    assert not {"crowds", "orders"} & plain.to_mapping().keys()
    assert {"crowds", "orders"} <= crowded.to_mapping().keys()
    assert load_scenario(tiny_scenario(crowds=[])).hash == plain.hash != plain.with_parameters(shot_daily=1.0).hash
    for one in (plain, crowded, plain.with_parameters(shot_daily=1.0)):
        assert load_scenario(one.to_mapping()) == one


def test_a_scenario_without_offers_says_and_hashes_nothing_of_them() -> None:
    plain, offered = load_scenario(tiny_scenario()), load_scenario(tiny_scenario(offers=[WORD]))
    assert not {"offers", "surrender"} & plain.to_mapping().keys()
    assert {"offers", "surrender"} <= offered.to_mapping().keys()
    assert load_scenario(tiny_scenario(offers=[])).hash == plain.hash
    assert load_scenario(offered.to_mapping()) == offered


def test_a_scenario_without_patrons_says_and_hashes_nothing_of_them() -> None:
    plain, helped = load_scenario(tiny_scenario()), load_scenario(tiny_scenario(patrons=[NORTH]))
    assert not {"patrons", "patronage"} & plain.to_mapping().keys()
    assert {"patrons", "patronage"} <= helped.to_mapping().keys()
    assert load_scenario(tiny_scenario(patrons=[])).hash == plain.hash
    assert load_scenario(helped.to_mapping()) == helped


def test_a_scenario_in_which_pay_is_not_late_says_and_hashes_nothing_of_it() -> None:
    plain, late = (load_scenario(tiny_scenario(army={"formations": [{"id": "line", **key}]})) for key in ({}, {"pay_late": 0}))
    assert "arrears_half" not in plain.to_mapping()["bonds"]
    assert late.to_mapping()["bonds"]["arrears_half"] == plain.parameters["arrears_half"]
    assert plain.hash == load_scenario(tiny_scenario()).hash != late.hash
    for one in (late, other := plain.with_parameters(arrears_half=2.0)):
        assert load_scenario(one.to_mapping()) == one
    assert other.hash != plain.hash
    assert [formation.id for formation in late.paid_late] == ["line"]


def test_a_scenario_in_which_no_company_is_said_to_be_alike_hashes_nothing_of_it() -> None:
    plain, even = (load_scenario(tiny_scenario(army={"establishments": [{"id": "staff", **key}]})) for key in ({}, {"alike": 0.5}))
    assert "alike_bond" not in plain.to_mapping()["bonds"]
    assert even.to_mapping()["bonds"]["alike_bond"] == plain.parameters["alike_bond"]
    assert plain.hash == load_scenario(tiny_scenario()).hash != even.hash
    assert load_scenario(even.to_mapping()) == even
    assert [establishment.id for establishment in even.likened] == ["staff"]


def test_captives_are_shared_out_once() -> None:
    def taken(**captives: float) -> dict[str, Any]:
        return tiny_rebels(militias=[{"id": "zealots", "captives": captives}])

    assert load_scenario(taken(released=0.4, killed=0.6)).militias
    assert "captives" not in str(load_scenario(tiny_rebels()).to_mapping())
    (error,) = errors_of(taken(released=0.5, killed=0.6))
    assert (error.key, error.value) == ("militias.zealots.captives", "1.1")
    (error,) = errors_of(tiny_rebels(offers=[WORD | {"by": "zealot"}]))
    assert (error.key, error.nearest) == ("offers.word.by", "zealots")


def test_a_scenario_in_which_nobody_moves_says_and_hashes_nothing_of_it() -> None:
    plain, stays, moves = (
        load_scenario(tiny_rebels(militias=[{"id": "zealots", **key}])) for key in ({}, {"moves": False}, {"moves": True})
    )
    assert not any("moves" in militia for militia in plain.to_mapping()["militias"])
    assert "advance" not in plain.to_mapping()
    assert moves.to_mapping()["militias"][2]["moves"] is True
    assert "advance" in moves.to_mapping()
    assert stays.hash == plain.hash != moves.hash
    assert [militia.id for militia in moves.moving] == ["zealots"]
    for one in (plain, moves, plain.with_parameters(won_control=0.3)):
        assert load_scenario(one.to_mapping()) == one


def test_a_scenario_of_rebels_alone_says_and_hashes_nothing_of_armies_in_line() -> None:
    plain, rebels, army = (
        load_scenario(tiny_rebels(militias=[{"id": "zealots", **key}])) for key in ({}, {"regular": False}, {"regular": True})
    )
    assert rebels.hash == plain.hash != army.hash
    assert not any("regular" in militia for militia in plain.to_mapping()["militias"])
    assert [militia.get("regular", False) for militia in army.to_mapping()["militias"]] == [False, False, True]
    assert load_scenario(army.to_mapping()) == army


@pytest.mark.parametrize("array", ["sects", "countries", "places", "news", "events", "series"])
def test_duplicate_ids(array: str) -> None:
    mapping = tiny_scenario()
    mapping[array].append(mapping[array][0])
    name = mapping[array][0]["id"]
    assert f"{array}.{name}.id" in [error.key for error in errors_of(mapping)]


@pytest.mark.parametrize("array", ["intakes", "establishments", "formations"])
def test_duplicate_ids_in_the_army(array: str) -> None:
    mapping = tiny_scenario()
    mapping["army"][array].append(mapping["army"][array][0])
    name = mapping["army"][array][0]["id"]
    assert f"army.{array}.{name}.id" in [error.key for error in errors_of(mapping)]


def test_one_place_needs_no_neighbour() -> None:
    port = tiny_scenario()["places"][0] | {"neighbours": [], "sects": {"hill": 0.25, "plain": 0.75}}
    mapping = tiny_scenario(news=[], events=[]) | {"places": [port]}
    for formation in mapping["army"]["formations"]:
        formation["places"] = ["port"]
    assert load_scenario(mapping)


def test_all_errors_are_told_of_entries_and_between_them(tmp_path: Path) -> None:
    changes: dict[str, Any] = {
        "scenario": {"days": True, "dais": 1},
        "places": [{"id": "port", "control": 2, "sects": {"plain": 0.4}}],
        "news": [{"id": "asylum", "release": "2011-01-01", "relase": 1}, {"id": "video", "about": "plains"}],
        "bonds": {"comrade_pressure": "x", "undercount": 1},
    }
    path = write(tmp_path, "many.toml", tiny_scenario(**changes))
    expected = {
        "scenario.days",
        "scenario.dais",
        "places.port.control",
        "news.asylum.release",
        "news.asylum.relase",
        "news.video.about",
        "bonds.comrade_pressure",
        "bonds.undercount",
    }
    assert {error.key for error in check_file(path)} == expected
    with pytest.raises(ScenarioErrors, match="and 7 more: cohesion check lists them"):
        load_scenario(path)


def test_an_error_in_words() -> None:
    error = only_error(tiny_scenario(places=[{"id": "port", "controll": 0.5}]))
    known = "id, name, x, y, population, sects, neighbours, borders, coast, violence, control, for_each, except"
    assert str(error) == f"mapping: places.port.controll = 0.5: allowed: a key that this table knows ({known}); did you mean 'control'?"
    missing = only_error(tiny_scenario(news=[{"id": "asylum", "release": None}]))
    assert str(missing) == "mapping: news.asylum.release = (missing): allowed: a date from 1800 to 2100, such as 2011-03-15"


def test_errors_without_end_are_cut() -> None:
    assert len(errors_of({f"x{i}": i for i in range(20_000)})) == MOST_ERRORS


# What the words are made of


def test_every_key_of_the_schema_has_words() -> None:
    def walk(loc: tuple[str | int, ...], depth: int) -> int:
        assert allowed(loc) != "nothing", loc
        inner = [(*loc, key) for key in keys_at(loc)] or ([(*loc, 0)] if "list" in allowed(loc)[:6] else [])
        return 1 + sum(walk(place, depth + 1) for place in inner if depth < 6)

    assert walk((), 0) > 80


def test_bands_and_ranks_agree() -> None:
    assert len(BAND_OF_RANK) == len(RANKS)
    assert set(BAND_OF_RANK) == set(range(len(BANDS)))


def test_parameters_are_declared_once() -> None:
    assert len(PARAMETERS) == sum(map(len, RULE_TABLES.values()))
    assert isinstance(load_scenario(tiny_scenario()), Scenario)


# ---- cases


def a_case(folder: Path, text: str, base: str = "", case: str = "case = true") -> Path:
    """A case in a file of its own, over a file beside it that holds the tiny scenario and what is said of it."""
    (folder / "base.toml").write_text(toml(tiny_scenario()) + base, "utf-8")
    path = folder / "mine.toml"
    path.write_text(f'[scenario]\nextends = "base"\n{case}\n{text}', "utf-8")
    return path


@pytest.mark.parametrize("rule", list(RULE_TABLES))
def test_a_case_takes_facts_and_refuses_behaviour(rule: str, tmp_path: Path) -> None:
    table, declared = table_of_rule(rule), RULE_TABLES[rule]
    errors = check_file(a_case(tmp_path, "\n".join([f"[{table}]", *(f"{one.name} = {one.default}" for one in declared), ""])))
    assert [error.key for error in errors] == [f"{table}.{one.name}" for one in declared if one.nature == "behaviour"][:MOST_ERRORS]
    assert {error.file for error in errors} <= {str(tmp_path / "mine.toml")}
    assert all("one set for all cases" in error.allowed for error in errors)


def test_a_case_refuses_what_it_is_laid_over_and_ranges_to_draw_from(tmp_path: Path) -> None:
    (error,) = check_file(a_case(tmp_path, "", "[bonds]\ncomrade_pressure = 1.4\n"))
    assert (error.file, error.key) == ("base.toml", "bonds.comrade_pressure")
    (error,) = check_file(a_case(tmp_path, "[prior]\ncomrade_pressure = [1.1, 2.0]\nundercount = [1.0, 2.0]\n"))
    assert error.key == "prior.comrade_pressure"


def test_a_variant_of_a_case_is_one_too_unless_it_says_not(tmp_path: Path) -> None:
    a_case(tmp_path, "").rename(tmp_path / "first.toml")
    behaviour = "[bonds]\ncomrade_pressure = 2.0\n"
    variant = tmp_path / "variant.toml"
    variant.write_text(f'[scenario]\nextends = "first"\n{behaviour}', "utf-8")
    assert [error.key for error in check_file(variant)] == ["bonds.comrade_pressure"]
    variant.write_text(f'[scenario]\nextends = "first"\ncase = false\n{behaviour}', "utf-8")
    assert check_file(variant) == []
    assert load_scenario(variant).parameters["comrade_pressure"] == 2.0


def test_behaviour_of_a_case_can_be_varied_by_hand_and_its_run_loaded_again(tmp_path: Path) -> None:
    path = a_case(tmp_path, "[service]\nservice_days = 400\n")
    varied = load_scenario(path, changes={"comrade_pressure": 2.0})
    assert (varied.about.case, varied.parameters["comrade_pressure"], varied.parameters["service_days"]) == (True, 2.0, 400)
    assert load_scenario(varied.to_mapping()) == varied
    assert varied.with_parameters(days=10).about.case


def test_every_shipped_case_is_one() -> None:
    for name, path in shipped_scenarios().items():
        assert (load_scenario(name).about.case is True) == (path.parent.name == "cases"), name


def test_natures_are_what_their_sources_allow() -> None:
    """A fact was not fitted; what is only a definition is no behaviour."""
    facts = [one for one in PARAMETERS.values() if one.nature == "fact"]
    assert 10 <= len(facts) <= 40
    assert not [one.name for one in facts if "tuned" in one.source or "claim" in one.source]
    assert not [one.name for one in facts if one.unit.startswith(("log", "hazard", "utility"))]
    assert {one.nature for one in PARAMETERS.values()} == {"behaviour", "fact", "design"}


def test_libyas_head_lists_the_behaviour_that_is_retuned_there() -> None:
    """The list is what must go before one set of behaviour can be said to serve all wars; it may not grow unseen."""
    text = shipped_scenarios()["libya-2011"].read_text("utf-8")
    tables = tomllib.loads(text)
    own = {
        one.name
        for rule, declared in RULE_TABLES.items()
        for one in declared
        if one.nature == "behaviour" and tables.get(table_of_rule(rule), {}).get(one.name, one.default) != one.default
    }
    head = " ".join(line.strip("# ") for line in text.partition("[scenario]")[0].splitlines())
    listed = re.search(r"serves all wars\. ([a-z_, ]+)\.", head)
    assert listed is not None
    assert set(listed[1].split(", ")) == own
