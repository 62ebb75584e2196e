"""What one case asks, asked of another's facts: days, names and numbers take the place that they have in their own war."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.helpers import tiny_scenario
from unit_cohesion import load_scenario
from unit_cohesion.insight.exchanged import exchanged
from unit_cohesion.scenario import Scenario, shipped_cases
from unit_cohesion.schema import Target

GUARDS = {"kind": "brigade", "branch": "army", "places": ["port"], "companies": 2, "company": "company", "staff": "staff"}
"""Formations of 72 men in three units, as both of the tiny scenario have."""
ISLE = {"id": "isle", "name": "Isle", "x": 9, "y": 9, "population": 1, "sects": {"plain": 1}, "neighbours": ["port"]}


def asking(target: dict[str, Any]) -> Scenario:
    return load_scenario(tiny_scenario(targets={"A1": None, "P": target}))


def larger() -> Scenario:
    """Twice as many men in twice as many formations, one place more, and twice the days between the first and the last."""
    formations = [{"id": name, "name": name, **GUARDS} for name in ("third", "fourth")]
    places = [{"id": "port", "neighbours": [*load_scenario(tiny_scenario()).places[0].neighbours, "isle"]}, ISLE]
    return load_scenario(tiny_scenario(army={"formations": formations}, places=places, scenario={"days": 119}, targets={"A1": None}))


def asked(target: dict[str, Any]) -> Target | None:
    return exchanged(asking(target), larger()).get("P")


@pytest.mark.parametrize(
    ("target", "there"),
    [
        ({"outcome": "defected", "high": 10, "on": "2011-04-14"}, {"high": 20.0, "on": date(2011, 5, 14)}),  # 30 of 59 days on: 60 of 118
        ({"outcome": "left_per_day", "low": 10}, {"low": 20.0 * 60 / 119}),
        ({"outcome": "units_dissolved", "high": 3}, {"high": 6.0}),
        ({"outcome": "places_lost", "high": 3, "place": ["march"]}, {"high": 4.0, "place": ("march",)}),  # third of three: of four
        ({"outcome": "strength_share", "low": 0.5, "formation": ["line"]}, {"low": 0.5, "formation": ("third",)}),
        ({"outcome": "left", "high": 2, "formation": ["line"], "beside": ["guard"]}, {"high": 2.0, "beside": ("guard",)}),
        (
            {"outcome": "left", "high": 2, "start": "2011-04-14", "against": ["2011-03-15", "2011-04-13"]},
            {"high": 2.0, "against": (date(2011, 3, 15), date(2011, 5, 12))},
        ),
        ({"outcome": "relative_exits", "high": 1, "sect": "plain"}, {"high": 1.0, "sect": "plain"}),
    ],
)
def test_days_names_and_numbers_take_their_place(target: dict[str, Any], there: dict[str, Any]) -> None:
    found = asked(target)
    assert found is not None
    for key, value in there.items():
        assert getattr(found, key) == (pytest.approx(value) if isinstance(value, float) else value)


@pytest.mark.parametrize(
    "target",
    [
        {"outcome": "left", "high": 1, "branch": ["navy"]},
        {"outcome": "left", "high": 1, "speciality": ["pilot"]},
        {"outcome": "busiest_quarter", "low": 2011, "high": 2012},
        {"outcome": "order_of_loss", "low": 0, "values": {"port": 1, "town": 2, "march": 3}},
        {"outcome": "left", "high": 1, "cut": {"off": ["D5"]}},
    ],
)
def test_what_cannot_be_asked_of_another_war_is_not(target: dict[str, Any]) -> None:
    assert asked(target) is None


def test_two_sides_that_are_one_there_are_not_set_against_each_other() -> None:
    mine = asking({"outcome": "left", "high": 2, "formation": ["line"], "beside": ["guard"]})
    tables = tiny_scenario(targets={"A1": None})
    tables["army"]["formations"] = tables["army"]["formations"][:1]
    assert exchanged(mine, load_scenario(tables)) == {}


def test_whatever_the_cases_ask_of_one_another_is_in_order() -> None:
    """The other war loads with it: days within its run, names that are there, bands that hold something."""
    cases = {name: load_scenario(name) for name in shipped_cases()}
    for name, mine in cases.items():
        for other, facts in cases.items():
            asked = exchanged(mine, facts)
            targets = {id: target.model_dump(mode="json", exclude_none=True) for id, target in asked.items()}
            assert load_scenario(facts.to_mapping() | {"targets": targets}).targets.keys() == asked.keys(), (name, other)
            if name == other:
                assert asked == {id: target for id, target in mine.plain_targets.items() if id in asked}
