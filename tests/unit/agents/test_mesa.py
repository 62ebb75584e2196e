"""The model in Mesa's own tools: DataCollector, batch_run, SolaraViz; on the Mesa of Python 3.11 and the newest."""

from __future__ import annotations

import inspect
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import mesa
import numpy as np
import pytest

from tests.helpers import tiny_scenario
from unit_cohesion.agents.model import CohesionModel
from unit_cohesion.errors import ScenarioError, ScenarioErrors, Unused
from unit_cohesion.extend import Rule, column, mechanism
from unit_cohesion.rules import PARAMETERS
from unit_cohesion.scenario import load_scenario
from unit_cohesion.vocabulary import STATUSES

WARNINGS = ("DeprecationWarning", "PendingDeprecationWarning", "FutureWarning")
pytestmark = [pytest.mark.filterwarnings(f"error::{warning}") for warning in WARNINGS]
ROOT = Path(__file__).resolve().parents[3]


class Winter(Rule):
    """Tells whether it is March."""

    X1 = mechanism("Winter", "Snow lies in March.", "a test", off="no snow")
    snow = column("nation", "f8", "1", "1 while snow lies", told=True)

    @staticmethod
    def run(nation: Any, date: date) -> None:
        nation.snow = float(date.month == 3)


def tiny(**keywords: Any) -> CohesionModel:
    return CohesionModel(tiny_scenario(), **({"rng": 1} | keywords))


def collected(model: CohesionModel) -> Any:
    return model.datacollector.get_model_vars_dataframe()


def test_one_step_is_one_day() -> None:
    model = tiny()
    assert (model.steps, model.running, len(collected(model)), dict(model.today)) == (0, True, 0, {})
    model.step()
    assert (model.steps, model.engine.day, model.date, len(collected(model))) == (1, 1, date(2011, 3, 15), 1)


def test_running_stops_at_the_end_and_idle_steps_do_nothing() -> None:
    model = tiny(days=5)
    model.run_model()
    assert (model.steps, model.running, len(collected(model))) == (5, False, 5)
    model.step()
    assert (model.steps, model.running, model.engine.day, len(collected(model))) == (5, False, 5, 5)


def test_the_datacollector_holds_a_row_a_day_as_the_table_daily() -> None:
    model = tiny()
    model.run_model()
    frame, daily = collected(model), model.frame("daily")
    assert isinstance(model.datacollector, mesa.DataCollector)
    assert not model.datacollector.agent_reporters
    assert frame["day"].tolist() == list(range(1, 61))
    assert set(STATUSES) | {"defections", "desertions", "deaths", "arrests", "regime_odds", "regime_control"} < set(frame)
    assert list(frame) == list(daily)
    for name in frame:
        assert frame[name].astype(str).tolist() == daily[name].astype(str).tolist() or np.allclose(frame[name], daily[name]), name
    assert frame["serving"].iloc[-1] < frame["serving"].iloc[0]


def test_captures_are_told_day_by_day_as_the_table_does() -> None:
    model = CohesionModel("two-valleys", rng=1)
    model.run_model()
    told = collected(model)["captures"]
    assert told.sum() > 0
    assert told.tolist() == model.frame("daily")["captures"].tolist()


def test_columns_of_rules_from_outside_are_told_too(tmp_path: Path) -> None:
    wintry = CohesionModel.with_rules(Winter)
    model = wintry(tiny_scenario(), rng=1, days=40)
    model.run_model()
    frame, daily = collected(model), model.frame("daily")
    assert list(frame) == list(daily)
    assert list(frame)[-1] == "snow"
    assert frame["snow"].tolist() == daily["snow"].tolist() == [float(day.month == 3) for day in frame["date"]]
    model = wintry(tiny_scenario(), rng=1, days=40)
    for _ in range(25):
        model.step()
    model.save_state(tmp_path / "state")
    assert collected(wintry.load_state(tmp_path / "state"))["snow"].tolist() == frame["snow"].tolist()[:25]
    found = mesa.batch_run(wintry, {"scenario": [tiny_scenario()], "days": [4]}, data_collection_period=1, display_progress=False)
    assert [row["snow"] for row in found] == [1.0] * 4


def test_the_same_rng_gives_the_same_series() -> None:
    runs = [tiny(rng=rng, days=30) for rng in (3, 3, np.int64(3), 4)]
    for model in runs:
        model.run_model()
    frames = [collected(model) for model in runs]
    assert frames[0].equals(frames[1])
    assert frames[0].equals(frames[2])
    assert not frames[0].equals(frames[3])
    assert type(runs[2].seed) is int


def test_a_missing_rng_is_drawn_and_told() -> None:
    first, second = tiny(rng=None, days=20), tiny(rng=None)
    assert first.seed != second.seed
    again = tiny(rng=first.seed, days=20)
    for model in (first, again):
        model.run_model()
    assert collected(first).equals(collected(again))


@pytest.mark.parametrize("rng", [-1, 1.5, "1", True, [1]])
def test_other_rngs_are_refused(rng: object) -> None:
    with pytest.raises(ScenarioError, match="rng = "):
        tiny(rng=rng)


def test_drawing_from_the_models_own_generators_changes_nothing() -> None:
    one, other = tiny(), tiny()
    one.random.random()
    one.rng.random()
    for model in (one, other):
        model.run_model()
    assert collected(one).equals(collected(other))


def test_the_signature_names_every_parameter() -> None:
    for signature in (inspect.signature(CohesionModel), inspect.signature(CohesionModel.__init__)):
        kinds = {p.kind for p in signature.parameters.values()}
        assert inspect.Parameter.VAR_KEYWORD not in kinds
        assert inspect.Parameter.VAR_POSITIONAL not in kinds
        assert {"scenario", "rng", "off", "days", "persons_per_agent", "rules", *PARAMETERS} == set(signature.parameters) - {"self"}
        assert all(p.default is not p.empty for name, p in signature.parameters.items() if name != "self")


def test_keywords_reach_the_engine() -> None:
    model = tiny(comrade_pressure=np.float64(2.5), days=np.int64(7), persons_per_agent=np.int32(2), off=["D5", "N6"], comrade_cap=None)
    scenario = model.loaded_scenario
    assert scenario.parameters["comrade_pressure"] == 2.5
    assert scenario.parameters["comrade_cap"] == PARAMETERS["comrade_cap"].default
    assert (scenario.about.days, scenario.about.persons_per_agent) == (7, 2)
    assert {"D5", "N6"} <= model.engine.off
    assert "D5" in CohesionModel(off="D5").engine.off


@pytest.mark.parametrize(("name", "near"), [("comrade_presure", "comrade_pressure"), ("scenari", "scenario"), ("day", "days")])
def test_unknown_keywords_are_refused_with_the_nearest(name: str, near: str) -> None:
    with pytest.raises(ScenarioError, match=f"did you mean '{near}'") as found:
        tiny(**{name: None})
    assert found.value.nearest == near


def test_bad_values_are_refused() -> None:
    with pytest.raises(ScenarioErrors, match="comrade_pressure = 99"):
        tiny(comrade_pressure=99)
    with pytest.raises(ScenarioErrors, match="days"):
        tiny(days=0)
    with pytest.raises(ScenarioError, match="did you mean"):
        tiny(off="D55")
    with pytest.raises(ScenarioError, match="daily"):
        tiny().frame("dayly")


def test_a_parameter_that_is_set_on_the_model_counts_from_the_next_day_on() -> None:
    set_midway, changed, as_it_was = (CohesionModel(tiny_scenario(), rng=1) for _ in range(3))
    for model in (set_midway, changed, as_it_was):
        model.step()
    set_midway.base_hazard = 0.009
    set_midway.leader_exit_release = "2011-04-20"
    changed.engine.change(base_hazard=0.009)
    changed.engine.change(leader_exit_release="2011-04-20")
    assert set_midway.base_hazard == 0.009
    assert set_midway.leader_exit_release == date(2011, 4, 20)
    as_it_was.base_hazard = as_it_was.base_hazard
    as_it_was.base_hazard = None
    assert as_it_was.engine.identity.changes == ()
    for model in (set_midway, changed, as_it_was):
        model.run_model()
    assert set_midway.engine.identity == changed.engine.identity
    assert set_midway.engine.identity.changes
    assert set_midway.frame("daily").equals(changed.frame("daily"))
    assert not set_midway.frame("daily").equals(as_it_was.frame("daily"))
    with pytest.raises(ScenarioError, match="base_hazard = 'much': allowed: a number from"):
        set_midway.base_hazard = "much"


def test_other_attributes_are_the_users_own_and_slips_are_told() -> None:
    model = CohesionModel(tiny_scenario(), rng=1)
    for name, how in (("days", "parameters can be set midway"), ("off", r"engine\.change\(off=")):
        with pytest.raises(AttributeError, match=rf"{name}: is fixed when a model begins, CohesionModel\({name}=\.\.\.\); .*{how}"):
            setattr(model, name, 10)
    with pytest.warns(Unused, match="comrade_presure is kept on the model, and nothing reads it; did you mean 'comrade_pressure'"):
        model.comrade_presure = 5.0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.foo, model.comrade_presure, model._base_hazrd = 3, 6.0, 1
    assert (model.foo, model.comrade_presure) == (3, 6.0)
    with pytest.raises(AttributeError, match="no attribute 'bar'"):
        _ = model.bar
    assert not {*PARAMETERS} & {*dir(mesa.Model), *vars(model)}


def test_a_subclass_can_keep_its_keywords_on_itself() -> None:
    class Mine(CohesionModel):
        hand_days = 3  # its own

        def __init__(self, base_hazard: float = 0.01, days: int = 20, purge: float = 0.5) -> None:
            self.comrade_pressure = 2.0
            super().__init__(tiny_scenario(), rng=1, base_hazard=base_hazard, days=days)
            self.base_hazard, self.days, self.purge, self.hand_days = base_hazard, days, purge, 5

    model = Mine()
    assert (model.base_hazard, model.comrade_pressure, model.days, model.purge, model.hand_days) == (0.01, 2.0, 20, 0.5, 5)
    assert [dict(change.set) for change in model.engine.identity.changes] == [{"comrade_pressure": 2.0}]
    model.run_model()
    assert model.steps == 20


def test_a_loaded_scenario_is_taken_and_mesas_own_is_none() -> None:
    scenario = load_scenario(tiny_scenario())
    model = CohesionModel(scenario=scenario, rng=1)
    assert model.loaded_scenario is scenario
    assert model.scenario is None
    model.scenario = "other"
    assert model.scenario is None
    assert CohesionModel().loaded_scenario.name == "two-valleys"
    assert repr(model) == "<CohesionModel of tiny, seed 1: day 0 of 60>"


def test_batch_run() -> None:
    asked = {
        "scenario": "two-valleys",
        "comrade_pressure": [1.5, 2],
        "persons_per_agent": np.array([2]),
        "rng": 1,
        "base_hazard": 0.01,
        "calm_share": 1.0,
    }
    if "rng" in inspect.signature(mesa.batch_run).parameters:  # newer Mesas take seeds apart
        found = mesa.batch_run(CohesionModel, {k: v for k, v in asked.items() if k != "rng"}, max_steps=20, rng=[1], display_progress=False)
    else:
        found = mesa.batch_run(CohesionModel, asked, max_steps=20, number_processes=1, display_progress=False)
    assert [row["comrade_pressure"] for row in found] == [1.5, 2]
    for row in found:
        twin = CohesionModel(
            "two-valleys", rng=1, persons_per_agent=2, base_hazard=0.01, calm_share=1.0, comrade_pressure=row["comrade_pressure"]
        )
        for _ in range(int(row["day"])):
            twin.step()
        assert row["day"] in (20, 21)  # older Mesas walk a step more
        assert {name: row[name] for name in twin.today} == dict(twin.today)
    assert found[0]["serving"] != found[1]["serving"]


def test_batch_run_keeps_every_day() -> None:
    found = mesa.batch_run(CohesionModel, {"scenario": [tiny_scenario()], "days": [4]}, data_collection_period=1, display_progress=False)
    assert [row["day"] for row in found] == [1, 2, 3, 4]


@pytest.mark.slow
def test_batch_run_on_two_processes() -> None:
    asked = {"scenario": [tiny_scenario()], "days": [3, 5]}
    found = mesa.batch_run(CohesionModel, asked, number_processes=2, display_progress=False)
    assert sorted(row["day"] for row in found) == [3, 5]


@pytest.fixture
def render() -> Iterator[Callable[..., Any]]:
    """Renders SolaraViz without a browser, within Solara's layout (or its buttons have no place), and closes it at the end."""
    solara = pytest.importorskip("solara")
    pytest.importorskip("altair")
    before, solara.settings.main.check_hooks = solara.settings.main.check_hooks, "off"  # Mesa 3.3.1 breaks Solara's rule about hooks
    opened: list[Any] = []
    try:
        import reacton
        from mesa.visualization import SolaraViz

        def rendered(*args: Any, **keywords: Any) -> Any:
            _, context = reacton.render(solara.AppLayout(children=[SolaraViz(*args, **keywords)]), handle_error=False)
            opened.append(context)
            return context

        yield rendered
    finally:
        for context in opened:
            context.close()
        solara.settings.main.check_hooks = before


def press(context: Any, label: str) -> None:
    import ipyvuetify

    button = next(b for b in context.find(ipyvuetify.Btn).widgets if b.children and label in b.children)
    button.click()


def test_solaraviz_renders_steps_and_resets(render: Callable[..., Any]) -> None:
    import solara
    from mesa.visualization import Slider, make_plot_component

    parameters = {"scenario": tiny_scenario(), "rng": 5, "comrade_pressure": Slider("Comrades", 2.0, 1.0, 5.0, 0.1), "days": 3}
    model = solara.reactive(CohesionModel(tiny_scenario(), rng=1))
    seen: list[int] = []

    def strength(model: CohesionModel) -> Any:
        seen.append(model.steps)
        return solara.Text(f"serving {model.today.get('serving')}")

    plots = [make_plot_component("defections"), make_plot_component(["serving", "camp"], backend="altair"), strength]
    context = render(model, components=plots, model_params=parameters, name="Cohesion")
    first = model.value
    press(context, "Step")
    press(context, "Step")
    assert (first.steps, len(collected(first)), seen[-1]) == (2, 2, 2)
    press(context, "Reset")
    fresh = model.value
    assert fresh is not first
    assert (fresh.steps, fresh.seed, fresh.loaded_scenario.name, fresh.loaded_scenario.about.days) == (0, 5, "tiny", 3)
    assert fresh.loaded_scenario.parameters["comrade_pressure"] == 2.0
    for _ in range(3):
        press(context, "Step")
    assert (fresh.steps, fresh.running, seen[-1]) == (3, False, 3)


def test_solaraviz_takes_a_plain_model(render: Callable[..., Any]) -> None:
    model = CohesionModel(rng=1)
    context = render(model)
    press(context, "Step")
    assert model.steps == 1
    press(context, "Reset")  # makes another, with no keywords
    press(context, "Step")
    assert model.steps == 1


def test_a_run_without_a_viewer_imports_none_and_makes_nobody() -> None:
    code = """
import gc, sys
from unit_cohesion import CohesionModel
from unit_cohesion.agents.people import Soldier
model = CohesionModel(rng=1, days=10)
model.run_model()
assert not [m for m in sys.modules if m.split(".")[0] in ("solara", "reacton", "ipyvuetify", "altair", "matplotlib")]
assert not [thing for thing in gc.get_objects() if isinstance(thing, Soldier)]
state = model.engine.state
assert len(model.agents) == state.people.size + state.militias.alive.sum() + state.sponsors.size
"""
    subprocess.run([sys.executable, "-W", "error::DeprecationWarning:unit_cohesion", "-c", code], cwd=ROOT, check=True, timeout=120)


def test_save_and_load_go_on_alike(tmp_path: Path) -> None:
    pytest.importorskip("unit_cohesion.simulation.checkpoint")
    model, whole = tiny(), tiny()
    for _ in range(25):
        model.step()
    model.save_state(tmp_path / "day25")
    loaded = CohesionModel.load_state(tmp_path / "day25")
    assert (loaded.steps, loaded.seed, loaded.running) == (25, 1, True)
    assert collected(loaded).equals(collected(model))
    for going in (loaded, whole):
        going.run_model()
    assert loaded.steps == 60
    assert collected(loaded).equals(collected(whole))
    assert [a.unique_id for a in loaded.agents] == [a.unique_id for a in whole.agents]
