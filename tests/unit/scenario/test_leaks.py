"""A case is not told what it is asked: what dated entries may say of what its patterns are about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.helpers import tiny_rebels, tiny_scenario, toml
from unit_cohesion.errors import ScenarioError
from unit_cohesion.rules import RULE_TABLES
from unit_cohesion.scenario import check_file
from unit_cohesion.scenario.building import table_of_rule

BEHAVIOUR = {table_of_rule(rule) for rule in RULE_TABLES}
GUARD = {"formations": [{"id": "guard", "branch": "intelligence"}]}
TOWN = {"outcome": "control_of_place", "place": ["town"], "on": "2011-04-10", "high": 0.5}
LATE = {"outcome": "places_lost", "place": ["town"], "start": "2011-04-06", "end": "2011-04-10", "high": 1}
THERE = {"outcome": "present", "start": "2011-04-10", "end": "2011-04-10", "against": ["2011-04-01", "2011-04-01"], "high": 0.5}
LINE, WATCHERS = THERE | {"formation": ["line"]}, THERE | {"branch": ["intelligence"]}
RING = {"id": "ring", "date": "2011-04-05", "kind": "siege", "place": "town"}
GONE = {"id": "gone", "date": "2011-04-05", "kind": "commander", "way": "leaves", "of": "line/b1/bn1/c1"}
SQUARE = {"id": "square", "place": "town", "start": "2011-04-05", "end": "2011-04-20", "size": 500}
FIRE = {"id": "fire", "date": "2011-04-05", "kind": "order", "to": "shoot"}
FILMED = {"id": "filmed", "kind": "pledge", "origin": "2011-04-03", "release": "2011-04-20", "place": "town"}
WORD = {"id": "they-say", "kind": "word", "origin": "2011-04-05", "release": "2011-04-06"}
TELLING = {
    "a siege of the place": (TOWN, {"events": [RING]}, "events.ring.date"),
    "a crowd in it": (TOWN, {"crowds": [SQUARE]}, "crowds.square.start"),
    "news of it that insiders have": (TOWN, {"news": [FILMED]}, "news.filmed.origin"),
    "word that it is lost": (TOWN, {"news": [WORD | {"place": "town"}]}, "news.they-say.origin"),
    "word that a part of the formation is gone": (LINE, {"news": [WORD | {"of": "line/b1"}]}, "news.they-say.origin"),
    "a commander below the formation": (LINE, {"events": [GONE]}, "events.gone.date"),
    "a commander of the other side of a ratio": (
        {"outcome": "present", "on": "2011-04-10", "formation": ["guard"], "beside": ["line"], "high": 0.5},
        {"events": [GONE]},
        "events.gone.date",
    ),
    "an order to one of the branch": (WATCHERS, {"events": [FIRE | {"of": "guard"}], "crowds": [SQUARE]}, "events.fire.date"),
}
TELLING_NOTHING = {
    "how it stands on day one": (TOWN, {"events": [RING | {"date": "2011-03-15"}]}),
    "a siege after its last day": (TOWN, {"events": [RING | {"date": "2011-04-11"}]}),
    "a siege elsewhere": (TOWN, {"events": [RING | {"place": "port"}]}),
    "a crowd from before the first day": (TOWN, {"crowds": [SQUARE | {"start": "2011-03-10"}]}),
    "a crowd that is over before the pattern's days": (LATE, {"crowds": [SQUARE | {"end": "2011-04-05"}]}),
    "a commander who left before": (LINE, {"events": [GONE | {"date": "2011-03-31"}]}),
    "a commander of others": (LINE, {"events": [GONE | {"of": "guard"}]}),
    "word that others are gone": (LINE, {"news": [WORD | {"of": "guard"}]}),
    "an order to all": (WATCHERS, {"events": [FIRE], "crowds": [SQUARE]}),
}


def told(
    folder: Path, target: dict[str, Any], entries: dict[str, Any], given: list[str] | None = None, case: bool | None = True
) -> list[str]:
    """Keys of the errors of a file with one pattern and these entries alone."""
    return [error.key for error in errors(folder, target, entries, given, case)]


def errors(
    folder: Path, target: dict[str, Any], entries: dict[str, Any], given: list[str] | None = None, case: bool | None = True
) -> list[ScenarioError]:
    tables = tiny_scenario(army=GUARD) | {"events": [], "news": [], "targets": {"P1": target}} | entries
    tables["scenario"] |= {name: value for name, value in (("case", case), ("given", given)) if value is not None}
    path = folder / "mine.toml"
    path.write_text(toml({name: table for name, table in tables.items() if name not in BEHAVIOUR}), "utf-8")
    return check_file(path)


@pytest.mark.parametrize(("target", "entries", "key"), TELLING.values(), ids=TELLING)
def test_what_tells_of_a_pattern_is_refused_unless_it_is_given(target: Any, entries: Any, key: str, tmp_path: Path) -> None:
    assert told(tmp_path, target, entries) == [key]
    assert told(tmp_path, target, entries, given=[key.split(".")[1]]) == []
    assert told(tmp_path, target, entries, case=None) == []


@pytest.mark.parametrize(("target", "entries"), TELLING_NOTHING.values(), ids=TELLING_NOTHING)
def test_what_tells_nothing_of_it_need_not_be_and_may_not_be_given(target: Any, entries: Any, tmp_path: Path) -> None:
    (id,) = [one["id"] for one in next(iter(entries.values()))]
    assert told(tmp_path, target, entries) == []
    assert told(tmp_path, target, entries, given=[id]) == [f"scenario.given.{id}"]


def test_it_is_told_which_of_an_entrys_dates_it_is_and_when_it_might_be(tmp_path: Path) -> None:
    """Of news the first on which anybody can know."""
    for news, key, value in (
        (FILMED, "origin", "2011-04-03"),
        (FILMED | {"origin": "2011-04-09", "release": "2011-04-09"}, "release", "2011-04-09"),
    ):
        (error,) = errors(tmp_path, TOWN, {"news": [news]})
        assert (error.key, error.value) == (f"news.filmed.{key}", value)
        assert error.allowed.startswith("a day not after 2011-03-15 or after 2011-04-10, as P1 asks about this")
    (error,) = errors(tmp_path, LATE, {"events": [RING | {"date": "2011-04-06"}]})
    assert error.allowed.startswith("a day before 2011-04-06 or after 2011-04-10")


def test_of_what_is_given_it_is_told_whether_it_is_not_there_or_not_needed(tmp_path: Path) -> None:
    two = {"events": [RING, RING | {"id": "rings", "place": "port"}]}
    (error,) = errors(tmp_path, TOWN, two, ["ring", "rings"])
    assert (error.value, error.nearest) == ("rings", None)
    assert "need not be given" in error.allowed
    (error,) = errors(tmp_path, TOWN, two, ["ring", "ringz"])
    assert (str(error.value), error.nearest) == ("(missing)", "ring")


def test_only_a_case_says_what_is_given_and_a_variant_that_is_none_may_keep_it(tmp_path: Path) -> None:
    assert told(tmp_path, TOWN, {"events": [RING]}, given=["ring"], case=None) == ["scenario.given"]
    assert told(tmp_path, TOWN, {"events": [RING]}, given=["ring"], case=False) == []


def test_armed_groups_that_arise_where_a_pattern_looks_tell_of_it(tmp_path: Path) -> None:
    """On a later day; those who stand there on day one do not, nor does an offer, unless one militia of the place makes it."""
    word = {"id": "word", "start": "2011-04-05", "terms": ["go_home"]}
    tables = tiny_rebels()
    zealots = next(one for one in tables["militias"] if one["id"] == "zealots")
    place = {"outcome": "control_of_place", "place": [zealots["place"]], "on": "2011-04-10", "high": 0.5}
    rebels = {name: tables[name] for name in ("militias", "sponsors")}
    for founded, keys in (("2011-04-01", ["militias.zealots.founded"]), ("2011-03-15", [])):
        zealots["founded"] = founded
        others = [one | {"founded": "2011-03-15"} for one in rebels["militias"] if one["id"] != "zealots"]
        entries = rebels | {"militias": [zealots, *others]}
        assert told(tmp_path, place, entries | {"offers": [word]}) == keys
        assert told(tmp_path, place, entries | {"offers": [word | {"by": "zealots"}]}) == ["offers.word.start", *keys]
