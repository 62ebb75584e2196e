"""Figures that are disputed: declared with their ends, bound to entries, set like parameters, drawn, swept, shown, and refused."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.faults.designs import written
from tests.helpers import tiny_scenario
from unit_cohesion import CohesionModel, load_record, load_scenario, rerun, run, validate
from unit_cohesion.cli import main
from unit_cohesion.errors import CohesionError, ScenarioError, ScenarioErrors
from unit_cohesion.insight.two_runs import differences, worlds_between
from unit_cohesion.scenario import Scenario
from unit_cohesion.scenario.entries import merged_tables
from unit_cohesion.simulation.run_file import run_of
from unit_cohesion.sweeps.designs.design import design_of
from unit_cohesion.sweeps.designs.design_file import load_design
from unit_cohesion.views.scenario_page import page

CALM = {"value": 0.25, "low": 0.1, "high": 0.75, "title": "how much falls on the port", "source": "two counts"}
BRIGADES = {"value": 2, "low": 2, "high": 6}
BOUND = {
    "declare": {"calm": CALM, "garrison": BRIGADES},
    "places": [{"id": "port", "violence": "$calm"}, {"id": "march", "violence": "$calm"}],
    "army": {"formations": [{"id": "line", "brigades": "$garrison"}]},
}


def tables(**more: Any) -> dict[str, Any]:
    return tiny_scenario(**BOUND | more)


def violence(scenario: Scenario) -> list[float]:
    return [place.violence for place in scenario.places if place.id != "town"]


def test_entries_take_what_they_are_bound_to() -> None:
    made = load_scenario(tables())
    assert violence(made) == [0.25, 0.25]
    assert [one.brigades for one in made.army.formations if one.id == "line"] == [2]
    assert made == load_scenario(made.to_mapping()) == deepcopy(made)
    assert made.to_mapping()["declare"]["calm"]["high"] == 0.75
    assert made.hash != load_scenario(merged_tables(tables(), {"declare": {"calm": {"high": 0.8}}})).hash


def test_another_figure_is_set_like_a_parameter() -> None:
    made = load_scenario(tables()).with_parameters(calm=0.5, garrison=3, days=20)
    assert (violence(made), made.about.days, made.value_of("calm"), made.value_of("garrison")) == ([0.5, 0.5], 20, 0.5, 3)
    assert violence(made.with_parameters(comrade_pressure=1.5)) == [0.5, 0.5]
    record = run(tables(), rng=1, days=3, calm=0.75)
    assert violence(record.scenario) == [0.75, 0.75]
    assert record.identity.by_hand == {"calm": 0.75}
    assert violence(CohesionModel(tables(), rng=1, days=3, calm=0.75).loaded_scenario) == [0.75, 0.75]


def test_a_run_with_another_figure_is_kept_and_run_again(tmp_path: Path) -> None:
    record = run(tables(scenario={"days": 60}), rng=1, calm=0.75, garrison=3)
    again = load_record(record.save(tmp_path / "run"))
    assert again.identity == record.identity
    assert again.identity.by_hand == {"calm": 0.75, "garrison": 3}
    assert rerun(tmp_path / "run").outcome == record.outcome
    content = json.loads((tmp_path / "run" / "run.json").read_text("utf-8"))
    with pytest.raises(ScenarioErrors, match=r"set.clam = 0.5: allowed: a declared parameter"):
        run_of(content | {"set": {"clam": 0.5}}, "run.json")


@pytest.mark.parametrize(
    ("set", "words"),
    [
        ({"calm": 0.8}, "calm = 0.8: allowed: a number from 0.1 to 0.75"),
        ({"calm": "much"}, "calm = 'much': allowed: a number from 0.1 to 0.75"),
        ({"calm": True}, "calm = True: allowed: a number from 0.1 to 0.75"),
        ({"calmm": 0.5}, "a disputed figure of the scenario (calm, garrison); did you mean 'calm'?"),
    ],
)
def test_what_is_set_lies_within_the_ends(set: dict[str, Any], words: str) -> None:
    for asked in (lambda: run(tables(), rng=1, days=3, **set), lambda: CohesionModel(tables(), rng=1, days=3, **set)):
        with pytest.raises((ScenarioError, ScenarioErrors)) as found:
            asked()
        assert words in str(found.value)
        assert "more" not in str(found.value)


@pytest.mark.parametrize(
    ("changes", "key", "words"),
    [
        ({"declare": {"calm": {"value": 0.8}}}, "declare.calm.value", "a number from 0.1 to 0.75"),
        ({"declare": {"calm": {"low": 0.75}}}, "declare.calm.low", "a number below high, 0.75"),
        ({"declare": {"calm": {"high": "most"}}}, "declare.calm.high", "a number"),
        ({"declare": {"calm": {"value": "much"}}}, "declare.calm.value", "a number"),
        ({"declare": {"idle": CALM}}, "declare.idle", 'a field of an entry that is bound to it, as "$idle"'),
        ({"declare": {"base_hazard": CALM}}, "declare.base_hazard", "a name that no parameter has"),
        ({"declare": {"days": CALM}}, "declare.days", "a name that no parameter has"),
        ({"declare": {"garrison": {"high": 1000, "value": 900}}}, "army.formations.line.brigades", "but the parameter is 900"),
        ({"places": [{"id": "port", "violence": "$clam"}]}, "places.port.violence", "a name under [declare]"),
        ({"places": [{"id": "port", "name": "$calm"}]}, "places.port.name", "only numbers and dates can be bound"),
        ({"places": [{"id": "port", "name": "$leader_exit_release"}]}, "places.port.name", "only numbers and dates can be bound"),
        ({"places": [{"id": "port", "name": "$discharge_stops", "x": "far"}]}, "places.port.name", "only numbers and dates can be bound"),
        ({"war": {"undercount": "$calm"}}, "war.undercount", "a number"),
    ],
)
def test_what_is_not_allowed_is_told_where_it_stands(changes: dict[str, Any], key: str, words: str) -> None:
    with pytest.raises(ScenarioErrors) as found:
        load_scenario(merged_tables(tables(), changes))
    assert (key, True) in {(error.key, words in error.allowed) for error in found.value.errors}


@pytest.mark.parametrize("given", [{}, {"days": 30}])
def test_the_ends_are_allowed_wherever_they_are_bound(given: dict[str, Any]) -> None:
    """Draws would stop midway otherwise."""
    wide = tiny_scenario(declare={"held": {"value": 0.5, "low": 0, "high": 3}}, places=[{"id": "port", "control": "$held"}])
    with pytest.raises(ScenarioErrors) as found:
        load_scenario(wide, changes=given)
    (error,) = found.value.errors
    assert (error.key, error.value) == ("declare.held.high", 3)
    assert error.allowed == "what places.port.control may be, which is bound to it: a number from 0 to 1"
    broken = tiny_scenario(
        declare={"some": {"value": 2, "low": 1, "high": 2.5}}, army={"formations": [{"id": "line", "brigades": "$some"}]}
    )
    with pytest.raises(ScenarioErrors) as found:
        load_scenario(broken, changes=given)
    assert [error.key for error in found.value.errors] == ["army.formations.line.brigades"]  # as 2.0 is no whole number


def test_the_ends_are_allowed_by_what_tables_owe_each_other() -> None:
    square = {"id": "square", "place": "town", "start": "2011-04-01", "end": "2011-04-20", "size": "$march"}
    most = tiny_scenario(declare={"march": {"value": 900, "low": 500, "high": 2_000_000}}, crowds=[square])
    with pytest.raises(ScenarioErrors) as found:
        load_scenario(most)
    (error,) = found.value.errors
    assert (error.key, error.value) == ("crowds.square.size", 2_000_000)
    assert "at most 1,000,000" in error.allowed
    assert "all figures under [declare] are at their high" in error.allowed
    load_scenario(merged_tables(most, {"declare": {"march": {"high": 900_000}}}))


def test_draws_are_of_what_is_disputed_and_of_the_prior() -> None:
    war = tables(prior={"base_hazard": [0.002, 0.004]}, targets={"few": {"outcome": "left", "high": 1e9}})
    found = validate(war, seeds=1, draws=6, days=5, workers=1)
    assert found.ranges == {"base_hazard": (0.002, 0.004), "calm": (0.1, 0.75), "garrison": (2, 6)}
    assert found.verdict("few").passed == 1.0
    assert validate(war, seeds=1, draws=2, vary={"calm": (0.2, 0.3)}, days=5, workers=1).ranges == {"calm": (0.2, 0.3)}
    with pytest.raises(CohesionError, match=r"a low below a high, from 0.1 to 0.75"):
        validate(war, seeds=1, draws=2, vary={"calm": (0.2, 0.9)}, days=5, workers=1)


def test_whole_figures_stay_whole() -> None:
    one = load_scenario(tables()).declare
    assert [one["garrison"].nearest(3.6), one["calm"].nearest(0.36)] == [4, 0.36]
    assert isinstance(one["garrison"].nearest(3.6), int)


def test_a_sweep_varies_them(tmp_path: Path) -> None:
    made = load_design(written(tmp_path, "calm = [0.1, 0.5]\ngarrison = [2, 3]", BOUND))
    assert [cell.values for cell in made.cells] == [(0.1, 2), (0.1, 3), (0.5, 2), (0.5, 3)]
    assert violence(made.scenario.with_parameters(**dict(zip(made.names, made.cells[2].values, strict=True)))) == [0.5, 0.5]
    assert design_of(made.to_mapping()).to_mapping() == made.to_mapping()
    with pytest.raises(ScenarioErrors, match=r"a number from 0.1 to 0.75"):
        load_design(written(tmp_path, "calm = [0.1, 0.9]", BOUND))


def test_runs_are_told_apart_by_their_figures_also_where_one_has_none() -> None:
    one, other = (run(tables(), rng=1, days=30, calm=calm).identity for calm in (0.75, 0.25))
    assert differences(one, other) == [("calm", "0.75", "0.25")]
    assert [world.name for world in worlds_between(one, other)] == ["with calm = 0.75", "with calm = 0.25"]
    elsewhere = run(tiny_scenario(), rng=1, days=30).identity
    assert differences(one, elsewhere) == [("calm", "0.75", "not there")]
    assert worlds_between(one, elsewhere)[0].name == "with calm = 0.75"


def test_they_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["show", "egypt-2011"])
    told = capsys.readouterr().out
    assert "security_brigades" in told[told.index("Disputed") : told.index("Parameters")]
    assert "<h2>What is disputed</h2>" in page(load_scenario("egypt-2011"))
    assert "What is disputed" not in page(load_scenario("two-valleys"))
