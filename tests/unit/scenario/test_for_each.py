"""Entries that stand for many (``for_each``): they are what they would be if written out by hand, to the hash; and what is refused."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers import put, scenario_schema, tiny_rebels, toml
from unit_cohesion import load_record, run
from unit_cohesion.cli import main
from unit_cohesion.errors import MOST_ERRORS, ScenarioError, ScenarioErrors
from unit_cohesion.scenario import Scenario, check_file, load_scenario, read_scenario

GARRISON = {
    "id": "garrison-{id}",
    "name": "Garrison of {name}",
    "kind": "brigade",
    "branch": "army",
    "places": ["{id}"],
    "company": "company",
}
EACH = {**GARRISON, "for_each": "places"}
TEMPLATES: dict[str, dict[str, Any]] = {
    "army.formations": GARRISON,
    "militias": {"id": "men-of-{id}", "name": "Men of {name}", "place": "town", "founded": "2011-04-01", "source": "{name}, {id}: {id}"},
    "events": {"id": "pay-{id}", "date": "2011-04-02", "kind": "pay_stops", "title": "Pay stops, says {name}"},
    "crowds": {"id": "crowd-{id}", "place": "port", "start": "2011-04-01", "end": "2011-04-03", "size": 100, "title": "{name}"},
    "offers": {"id": "terms-{id}", "start": "2011-04-01", "terms": ["go_home"], "title": "{name}"},
    "news": {"id": "word-{id}", "kind": "rumour", "origin": "2011-04-01", "release": "2011-04-05", "title": "of {name}"},
    "sponsors": {"id": "purse-{id}", "name": "Purse of {name}", "start": "2011-04-01", "agenda": 0.5, "budget": 10},
    "army.establishments": {"id": "post-{id}", "seats": {"conscripts": 3}},
}
LISTS = ("places", "countries", "sects", "formations")


def array_of(tables: dict[str, Any], name: str) -> list[Any]:
    """The list of this dotted name, made if there is none."""
    holder = tables["army"] if name.startswith("army.") else tables
    found: list[Any] = holder.setdefault(name.removeprefix("army."), [])
    return found


def with_entries(name: str, *entries: dict[str, Any]) -> dict[str, Any]:
    tables = tiny_rebels()
    array_of(tables, name).extend(deepcopy(entries))
    return tables


def by_hand(template: dict[str, Any], tables: dict[str, Any], over: str, left_out: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """What an entry stands for, by plain replacement in its text."""
    listed = [one for one in array_of(tables, "army.formations" if over == "formations" else over) if one["id"] not in left_out]
    text = json.dumps(template)
    return [json.loads(text.replace("{id}", one["id"]).replace("{name}", one["name"])) for one in listed]


def errors_of(source: Any) -> list[ScenarioError]:
    with pytest.raises(ScenarioErrors) as caught:
        load_scenario(source)
    assert all("\n" not in str(error) for error in caught.value.errors)
    return caught.value.errors


def only_error(source: Any) -> ScenarioError:
    (error,) = errors_of(source)
    return error


def formations(scenario: Scenario) -> list[str]:
    return [one.id for one in scenario.army.formations]


def write(folder: Path, name: str, tables: dict[str, Any]) -> Path:
    tables["scenario"].pop("name", None)
    (folder / name).write_text(toml(tables))
    return folder / name


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_is_written_out_equals_what_is_written_by_hand(data: st.DataObject) -> None:
    """Any of the lists, over any other, without some; two of them at a time; by a mapping and by a file's text."""
    short, long = tiny_rebels(), tiny_rebels()
    names = data.draw(st.lists(st.sampled_from(list(TEMPLATES)), min_size=1, max_size=2, unique=True))
    for name in sorted(names, key=lambda name: name != "army.formations"):  # formations are gone over when they are written out
        over = data.draw(st.sampled_from([one for one in LISTS if not name.endswith(one)]))
        ids = [one["id"] for one in array_of(tiny_rebels(), "army.formations" if over == "formations" else over)]
        left_out = tuple(data.draw(st.lists(st.sampled_from(ids), unique=True)))
        template = TEMPLATES[name] if name != "army.formations" or over == "places" else {**GARRISON, "places": ["town"]}
        more = {"for_each": over} | ({"except": list(left_out)} if left_out or data.draw(st.booleans()) else {})
        place = data.draw(st.integers(0, len(array_of(short, name))))
        array_of(short, name).insert(place, {**template, **more})
        array_of(long, name)[place:place] = by_hand(template, long, over, left_out)
    made, wanted = load_scenario(short), load_scenario(long)
    assert made == wanted
    assert made.hash == wanted.hash
    assert json.dumps(made.to_mapping()) == json.dumps(wanted.to_mapping())
    for tables in (short, long):
        assert read_scenario(toml(tables).encode(), "tiny").hash == made.hash
    assert not list(scenario_schema().iter_errors(short))


def test_it_runs_as_written_out_and_a_saved_run_holds_it_so(tmp_path: Path) -> None:
    both = [EACH], by_hand(GARRISON, tiny_rebels(), "places")
    records = [run(with_entries("army.formations", *entries), rng=1) for entries in both]
    assert [record.outcome["left"] for record in records] == [records[0].outcome["left"]] * 2
    folder = records[0].save(tmp_path / "run")
    assert "for_each" not in (folder / "run.json").read_text("utf-8")
    assert load_record(folder).scenario == records[1].scenario


def test_what_it_is_bound_to_counts_in_every_entry() -> None:
    tables = with_entries("army.formations", {**EACH, "companies": "$posts", "except": ["town"]})
    made = load_scenario(tables | {"declare": {"posts": {"value": 2, "low": 1, "high": 4}}})
    assert [one.companies for one in made.army.formations if one.id.startswith("garrison")] == [2, 2]
    more = made.with_parameters(posts=3)
    assert [one.companies for one in more.army.formations if one.id.startswith("garrison")] == [3, 3]
    assert [one["companies"] for one in made.to_mapping()["army"]["formations"][-2:]] == ["$posts", "$posts"]


def test_words_stand_in_keys_too_and_formations_written_out_are_gone_over() -> None:
    tables = with_entries("places", *[])
    tables["army"]["establishments"].append({"id": "post-{id}", "for_each": "sects", "seats": {"conscripts": 3}})
    tables["crowds"] = [{**TEMPLATES["crowds"], "for_each": "sects", "groups": {"{id}": 1.0}}]
    tables["army"]["formations"].append(EACH)
    tables["events"] = [{"id": "order-{id}", "for_each": "formations", "date": "2011-04-02", "kind": "order", "to": "shoot", "of": "{id}"}]
    made = load_scenario(tables)
    assert [one.groups for one in made.crowds] == [{"hill": 1.0}, {"plain": 1.0}]
    assert [one.of for one in made.events] == formations(made) == ["guard", "line", "garrison-port", "garrison-town", "garrison-march"]


def test_a_file_over_another_changes_one_takes_one_out_and_goes_over_both(tmp_path: Path) -> None:
    """Written out file by file: what a file extends holds entries like all others."""
    parent = with_entries("army.formations", EACH)
    parent["offers"] = [{**TEMPLATES["offers"], "for_each": "places"}]
    parent["crowds"] = [TEMPLATES["crowds"] | {"id": "crowd"}]
    write(tmp_path, "parent.toml", parent)
    about = {"extends": "parent", "remove": ["army.formations.garrison-march"]}
    own = {
        "scenario": about,
        "army": {"formations": [{"id": "garrison-port", "companies": 4}]},
        "offers": [{"id": "terms-{id}", "for_each": "places", "except": ["port"], "kept": 0.5}],
        "events": [{"id": "quiet-{id}", "for_each": "formations", "date": "2011-04-02", "kind": "order", "to": "stand", "of": "{id}"}],
    }
    made = load_scenario(write(tmp_path, "own.toml", own))
    assert [(one.id, one.companies) for one in made.army.formations][2:] == [("garrison-port", 4), ("garrison-town", 1)]
    assert [one.kept for one in made.offers] == [1.0, 0.5, 0.5]
    assert [one.title for one in made.offers] == ["Port", "Town", "March"]
    assert [one.of for one in made.events if one.kind == "order"] == formations(made)


def test_a_place_that_is_added_over_a_file_is_gone_over_by_what_is_added_alone(tmp_path: Path) -> None:
    write(tmp_path, "parent.toml", with_entries("army.formations", EACH))
    isle = {"id": "isle", "name": "Isle", "x": 5, "y": 5, "population": 9, "sects": {"hill": 1.0}, "neighbours": ["march"]}
    march = {"id": "march", "neighbours": ["town", "isle"]}
    own = {"scenario": {"extends": "parent"}, "places": [isle, march], "offers": [{**TEMPLATES["offers"], "for_each": "places"}]}
    made = load_scenario(write(tmp_path, "own.toml", own))
    assert formations(made)[2:] == ["garrison-port", "garrison-town", "garrison-march"]
    assert [one.title for one in made.offers] == ["Port", "Town", "March", "Isle"]


def test_what_is_laid_over_or_put_in_is_written_out_too() -> None:
    made = load_scenario(with_entries("army.formations", EACH))
    over = {"army": {"formations": [{"id": "garrison-{id}", "for_each": "places", "except": ["port"], "companies": 3}]}}
    assert [one.companies for one in made.laid_over(over).army.formations] == [2, 1, 1, 3, 3]
    assert over["army"]["formations"][0]["for_each"] == "places"
    more = made.with_events({**TEMPLATES["events"], "for_each": "places"})
    assert [one.id for one in more.events][-3:] == ["pay-port", "pay-town", "pay-march"]


@pytest.mark.parametrize(
    ("changes", "key", "value", "words", "near"),
    [
        ({"for_each": "place"}, "for_each", "place", "sects or countries or places", "places"),
        ({"for_each": "formations"}, "for_each", "formations", "sects or countries or places", None),
        ({"for_each": "militias"}, "for_each", "militias", "sects or countries or places", None),
        ({"for_each": 3}, "for_each", 3, "sects or countries or places", None),
        ({"for_each": ["places"]}, "for_each", ["places"], "sects or countries or places", None),
        ({"except": ["prot"]}, "except", "prot", "a list of ids of places", "port"),
        ({"except": "port"}, "except", "port", "a list of ids of places", None),
        ({"except": [["port"]]}, "except", ["port"], "a list of ids of places", None),
        ({"for_each": ..., "except": ["port"]}, "except", ["port"], "nothing without for_each", None),
        ({"name": "of {nam}"}, "name", "{nam}", "{id} or {name} in braces", "name"),
        ({"places": ["{}"]}, "places[1]", "{}", "{id} or {name} in braces", None),
        ({"arms": {"{x}": 1.0}}, "arms.'{x}'", "{x}", "{id} or {name} in braces", None),
        ({"arms": {"{id}": 0.5, "port": 0.5}}, "arms.port", 0.5, "a key that stands once", None),
    ],
)
def test_what_is_refused(changes: dict[str, Any], key: str, value: Any, words: str, near: str | None) -> None:
    entry = {name: item for name, item in (EACH | changes).items() if item is not ...}
    error = only_error(with_entries("army.formations", entry))
    where = "garrison-port" if "once" in words else "'garrison-{id}'"
    assert (error.key, error.value, error.nearest) == (f"army.formations.{where}.{key}", value, near)
    assert words in error.allowed


def test_its_own_id_holds_the_word() -> None:
    for id in ("garrison", "garrison-{name}"):
        error = only_error(with_entries("army.formations", EACH | {"id": id}))
        assert (error.value, error.allowed) == (id, "an id that contains {id}")
    nameless = {name: value for name, value in EACH.items() if name != "id"}
    assert only_error(with_entries("army.formations", nameless)).key == "army.formations[3].id"


def test_each_list_goes_over_what_is_written_out_before_it() -> None:
    for name, over in (("sects", "places"), ("places", "places"), ("countries", "formations")):
        error = only_error(with_entries(name, {"id": "x-{id}", "for_each": over}))
        assert error.key == f"{name}.'x-{{id}}'.for_each"
    alone = tiny_rebels(countries=[], places=[{"id": "march", "borders": None}], sponsors=[{"id": "crown", "country": None}])
    alone["offers"] = [{**TEMPLATES["offers"], "for_each": "countries"}]
    assert "that has entries" in only_error(alone).allowed


def test_ids_that_are_taken_are_told() -> None:
    taken = {**GARRISON, "id": "garrison-port", "name": "x", "places": ["port"]}
    error = only_error(with_entries("army.formations", EACH, taken))
    assert (error.key, error.value) == ("army.formations.garrison-port.id", "garrison-port")
    load_scenario(with_entries("army.formations", EACH | {"except": ["port"]}, taken))


def test_an_error_in_one_that_was_written_out_names_it(tmp_path: Path) -> None:
    tables = with_entries("army.formations", EACH | {"parent": "corps-{id}", "except": ["march"]})
    assert [(error.key, error.value) for error in errors_of(tables)] == [
        ("army.formations.garrison-port.parent", "corps-port"),
        ("army.formations.garrison-town.parent", "corps-town"),
    ]
    path = write(tmp_path, "parent.toml", with_entries("army.formations", EACH | {"brigades": -1, "except": ["port", "town"]}))
    assert [(error.file, error.key) for error in check_file(path)] == [(str(path), "army.formations.garrison-march.brigades")]
    (error,) = check_file(write(tmp_path, "own.toml", {"scenario": {"extends": "parent"}}))
    assert (error.file, error.key) == ("parent.toml", "army.formations.garrison-march.brigades")


def test_errors_without_end_are_cut() -> None:
    many = [EACH | {"id": f"g{n}-{{id}}", "name": "{x}"} for n in range(300)]
    assert len(errors_of(with_entries("army.formations", *many))) == MOST_ERRORS


def test_misspelt_it_is_near() -> None:
    found = {error.key: error.nearest for error in errors_of(with_entries("militias", TEMPLATES["militias"] | {"foreach": "places"}))}
    assert found["militias.'men-of-{id}'.foreach"] == "for_each"


def test_limits_hold_for_what_is_written_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = tiny_rebels()
    more = [{"id": f"c{n}", "name": f"C{n}"} for n in range(60)]
    tables["countries"] += more
    tables["sponsors"] += [{**TEMPLATES["sponsors"], "for_each": "countries"}]
    assert "at most 50" in only_error(tables).allowed
    tables = with_entries("militias", TEMPLATES["militias"] | {"for_each": "countries", "source": "x" * 1_900})
    tables["countries"] += more[:40]
    error = only_error(write(tmp_path, "own.toml", tables))
    assert (error.key, error.allowed) == ("size", "at most 64 kB")
    assert (tmp_path / "own.toml").stat().st_size < 10_000
    assert only_error(tables).key == "size"
    swelling = with_entries("militias", TEMPLATES["militias"] | {"for_each": "countries", "source": "{name}" * 5_000})
    swelling["countries"] += [{"id": f"c{n}", "name": "x" * 20_000} for n in range(50)]
    assert only_error(swelling).key == "size"


def test_the_command_line_says_it_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, "own.toml", with_entries("army.formations", EACH | {"except": ["prot"]}))
    for command in ("check", "show", "run"):
        with pytest.raises(SystemExit, match="2"):
            main([command, str(path)])
        told = capsys.readouterr()
        assert (told.out + told.err).count("\n") == 1
        assert "did you mean 'port'?" in told.out + told.err


def test_the_schema_for_editors_knows_it() -> None:
    schema = scenario_schema()
    assert not list(schema.iter_errors(with_entries("army.formations", EACH | {"except": ["port"]})))
    for changes in ({"for_each": "formations"}, {"for_each": "place"}, {"except": "port"}, {"id": "garrison-{x}"}):
        assert list(schema.iter_errors(with_entries("army.formations", EACH | changes)))
    assert list(schema.iter_errors(put(tiny_rebels(), "sects.hill.for_each", "places")))
