"""Rules from outside: they run, are named as causes, are told in run.json, and can do no harm unseen."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.helpers import tiny_rebels, tiny_scenario
from unit_cohesion import CohesionModel, ensemble, load_record, load_scenario, rerun, run
from unit_cohesion.engine.declare import SPARE, stream
from unit_cohesion.errors import CohesionError, OutcomeError, ScenarioError, Untold
from unit_cohesion.extend import Rule, column, event_kind, mechanism, outcome, parameter, plugins_in, rules_in, target, term
from unit_cohesion.rules import DAY, PARAMETERS
from unit_cohesion.runs.plugin_template import new_plugin
from unit_cohesion.runs.validation import outcome_value
from unit_cohesion.simulation.checkpoint import load, save
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.simulation.identity import identity_of, pack_plugins, plugins_of, unpack_plugins
from unit_cohesion.vocabulary import SERVING, STATUS

WINTER = Path(__file__).parents[3] / "model" / "unit_cohesion" / "templates" / "plugin" / "winter.py"
(Winter,) = rules_in(WINTER)


class Push(Rule):
    """A factor on everybody's hazard, and nothing else."""

    X1 = mechanism("Push", "Everybody is pressed.", "a test", off="fewer leave", pushes="a push", holds="a hold")
    push = parameter(3.0, "log", -5.0, 5.0, "The factor.", "a test", of=X1)
    X1_unit = term("units", of=X1)
    before = "Departure"

    @staticmethod
    def run(unit_terms: Any, p: Any) -> None:
        unit_terms.X1 = p.push


class Ward(Rule):
    """Half of the push, by profile: terms of one mechanism add up."""

    X2 = mechanism("Ward", "Profiles are pressed.", "a test", off="fewer leave")
    X2_profile = term("profiles", of=X2)
    before = "Departure"

    @staticmethod
    def run(profile_terms: Any) -> None:
        profile_terms.X2[:] = 1.5


class Count(Rule):
    """Counts its days, in columns of its own."""

    X3 = mechanism("Count", "Days are counted.", "a test", off="no count")
    days_so_far = column("nation", "f8", "days", "days counted so far", told=True)
    visits = column("places", "f8", "days", "how often it looked at a place", told=True)
    seen = column("people", "f8", "days", "how often it looked at somebody", told=True)
    told = outcome("days", "days counted", lambda facts, window: float(facts.daily("days_so_far")[window.last - 1]))
    enough = target("told", low=5, title="Enough days")
    every = 2

    @staticmethod
    def run(nation: Any, places: Any, people: Any) -> None:
        nation.days_so_far += 1.0
        places.visits += 1
        people.seen[:3] += 1


class Home(Rule):
    """On a day, the first three soldiers who serve go home."""

    X4 = mechanism("Home", "Three go home.", "a test", off="they stay")
    home_day = parameter(date(2011, 3, 20), "date", date(2011, 1, 1), date(2012, 1, 1), "When.", "a test", of=X4)

    @staticmethod
    def run(world: Any, p: Any, date: date) -> None:
        if date == p.home_day:
            world.send(world.those("serving")[:3], "in hiding", "X4")


def tiny(**changes: Any) -> dict[str, Any]:
    return tiny_scenario(**changes)


# ---- what they do


def test_a_term_multiplies_the_hazard_and_is_told_with_each_event() -> None:
    """By hand: e^3 on every unit is e^3 on the base hazard, so both wars are the same, event for event."""
    quiet = {"base_hazard": 1e-4, "hazard_cap": 5.0}
    pressed = Engine(identity_of(tiny(), 3, rules=[Push], parameters=quiet))
    raised = Engine(identity_of(tiny(), 3, parameters=quiet | {"base_hazard": 1e-4 * float(np.exp(3.0))}))
    for engine in (pressed, raised):
        engine.run()
    assert raised.log.event_count > 10
    names = ("day", "row", "before", "to")
    one, other = pressed.log.events, raised.log.events
    assert all((one[name] == other[name]).all() for name in names)
    weighed = pressed.log.terms(["X1"])[one["terms"] >= 0]
    assert len(weighed)
    assert (weighed == 3.0).all()


def test_it_is_named_as_the_cause_where_it_is_the_largest_term() -> None:
    record = run(tiny(), rules=[Push], push=4.5)
    left = record.events[record.events["event"].isin(["defection", "desertion", "capture"]) & (record.events["cause"] != "W5")]
    assert (left["log_X1"] == 4.5).all()
    terms = left.filter(like="log_").drop(columns=["log_loyalty"])
    largest = terms.idxmax(axis=1).str.removeprefix("log_") == "X1"
    assert largest.sum() > 5
    assert set(left.loc[largest, "cause"].astype(str)) == {"X1"}
    assert record.mechanisms["X1"].title == "Push"
    off = run(tiny(), rules=[Push], push=4.5, off="X1")
    assert "X1" not in set(off.events["cause"].astype(str))
    assert (off.events["log_X1"].dropna() == 0).all()


def test_terms_of_several_rules_stand_in_slots_of_their_own() -> None:
    engine = Engine(identity_of(tiny(), 3, rules=[Ward, Push]))
    engine.step()
    weighed, _ = engine.explain(int(np.flatnonzero(engine.state.people.status == SERVING)[0]))
    assert (weighed["X1"], weighed["X2"]) == (3.0, 1.5)
    assert engine.terms[-2:] == ("X1", "X2")


def test_switched_off_nothing_is_as_without_it() -> None:
    without, off = run(tiny()), run(tiny(), rules=[Push], off="X1")
    assert off.events[without.events.columns].astype(str).equals(without.events.astype(str))
    assert off.daily.equals(without.daily)


def test_switched_off_midway_its_terms_go() -> None:
    engine = Engine(identity_of(tiny(), 3, rules=[Push], off="X1@10"))
    for _ in range(9):
        engine.step()
    assert (engine.state.arrays["unit_spare"][:, 0] == 3.0).all()
    engine.step()
    assert (engine.state.arrays["unit_spare"] == 0.0).all()


def test_columns_outcomes_and_targets_of_its_own() -> None:
    record = run(tiny(), rules=[Count], days=20)
    assert record.outcome["told"] == 10.0  # every second day, the first included
    assert record.outcome["enough"] == 10.0
    (row,) = record.check[record.check["id"] == "enough"].to_dict("records")
    assert (row["met"], row["role"], row["low"]) == (True, "check", 5.0)
    assert record.daily["days_so_far"].tolist()[:5] == [1.0, 1.0, 2.0, 2.0, 3.0]
    assert record.places["visits"].tolist() == [1.0] * 3 + [4.0] * 3 + [8.0] * 3
    assert record.people["seen"].tolist()[:4] == [10.0, 10.0, 10.0, 0.0]


def test_it_sends_people_by_declared_ways_and_the_books_still_balance() -> None:
    engine = Engine(identity_of(tiny(), 1, rules=[Home], parameters={"base_hazard": 0.0}))
    engine.run()
    events = engine.log.events
    sent = events[events["cause"] == engine.causes.index("X4")]
    assert (sent["day"].tolist(), sent["to"].tolist()) == ([6, 6, 6], [STATUS["in hiding"]] * 3)
    assert engine.log.flows["desertions"][5] == 3.0
    totals = engine.log.counts.sum(axis=(1, 2, 3))
    assert (totals == totals[0]).all()
    units, people = engine.state.units, engine.state.people
    serving = np.bincount(people.unit[people.status == SERVING], minlength=units.size)
    assert (units.strength[: engine.state.army_units] == serving[: engine.state.army_units]).all()


def test_lots_are_of_seed_label_key_day_and_turn_alone() -> None:
    drawn: list[np.ndarray] = []

    class Dice(Rule):
        @staticmethod
        def run(world: Any, people: Any) -> None:
            drawn.append(np.array([world.lots("a", people.key), world.lots("b", people.key), world.lots("a", people.key, turn=1)]))

    for seed in (1, 1, 2):
        Engine(identity_of(tiny(), seed, rules=[Dice])).step()
    one, again, other = drawn
    assert (one == again).all()
    assert not (one == other).any()
    assert not (one[0] == one[1]).any()
    assert not (one[0] == one[2]).any()
    assert ((one > 0) & (one < 1)).all()
    assert 0.3 < one.mean() < 0.7


def test_loyalty_written_counts_at_once() -> None:
    class Faith(Rule):
        @staticmethod
        def run(world: Any, people: Any) -> None:
            world.set_loyalty(np.arange(people.size), 1.0)

    engine = Engine(identity_of(tiny(), rules=[Faith]))
    engine.step()
    assert (engine.state.people.loyalty == 1.0).all()
    weight = engine.parameters.loyalty_weight
    assert np.allclose(np.log(engine.state.people.own[engine.state.people.status == SERVING]), -0.5 * weight, atol=5.0)


def test_where_it_runs_in_the_day() -> None:
    order: list[str] = []

    def noting(name: str, **place: str) -> type[Rule]:
        return type(name, (Rule,), {"run": staticmethod(lambda day, name=name: order.append(name)), "__source__": name, **place})

    def called(day: int) -> None:
        order.append("last")

    first = type("First", (Rule,), {"run": staticmethod(lambda day: order.append("first")), "before": DAY[0].__name__, "__source__": "1"})
    last = type("Last", (Rule,), {"run": staticmethod(called), "__source__": "2"})
    middle = type("Middle", (Rule,), {"run": staticmethod(lambda day: order.append("middle")), "after": "News", "__source__": "3"})
    Engine(identity_of(tiny(), rules=[last, middle, first])).step()
    assert order == ["first", "middle", "last"]


def test_a_rule_that_does_nothing_changes_nothing_in_a_war_with_rebels() -> None:
    """Left at many places of the day, the compiled walk gives the same bytes."""
    nothing = {"run": staticmethod(lambda day: None), "__source__": ""}
    idle = [type(f"Idle{rule.__name__}", (Rule,), {**nothing, "before": rule.__name__}) for rule in DAY]
    idle.append(type("IdleAtLast", (Rule,), nothing))
    scenario = tiny_rebels({"scenario": {"days": 60}})
    plain, left = Engine(identity_of(scenario, 5)), Engine(identity_of(scenario, 5, rules=idle))
    for engine in (plain, left):
        engine.run()
    assert plain.log.event_count > 20
    assert (plain.log.events == left.log.events).all()
    for kept in ("nation", "flows", "counts", "believed", "serving"):
        assert (getattr(plain.log, kept) == getattr(left.log, kept)).all(), kept
    for table in ("units", "militias", "places"):
        assert (plain.log.weeks(table) == left.log.weeks(table)).all(), table


def test_adding_one_compiles_nothing_of_the_program() -> None:
    from numba.core import event

    from unit_cohesion.engine.compiling import PLAIN

    if PLAIN:
        pytest.skip("nothing is compiled with COHESION_PLAIN")
    Engine(load_scenario(tiny()), 1).step()
    Engine(load_scenario(tiny()), 1).explain(0)
    compiled: list[str] = []

    class Listener(event.Listener):  # type: ignore[misc,unused-ignore]
        def on_start(self, event: Any) -> None:
            compiled.append(str(event.data["dispatcher"]))

        def on_end(self, event: Any) -> None:
            pass

    with event.install_listener("numba:compile", Listener()):
        engine = Engine(identity_of(tiny(), rules=[Push, Count, Home]))
        engine.run()
    assert engine.log.event_count > 5
    assert compiled == []


class Storm(Rule):
    """Storms, as a scenario dates them, keep the people of a place from leaving on that day."""

    X5 = mechanism("Storm", "Nobody sets out in a storm.", "a test", off="they do")
    storms = column("nation", "f8", "storms", "storms so far", told=True)
    storm = event_kind("A storm.", needs=("place",), may=("value",))

    @staticmethod
    def run(nation: Any, happened: Any) -> None:
        nation.storms += sum(1.0 + (event.value or 0.0) for event in happened)


STORMS = [
    {"id": "one", "date": "2011-03-20", "kind": "storm", "place": "town"},
    {"id": "two", "date": "2011-03-25", "kind": "storm", "place": "port", "value": 2.0},
]


def test_events_of_its_own_kind_reach_it_and_nobody_else(tmp_path: Path) -> None:
    record = run(tiny(events=STORMS), rules=[Storm], days=20)
    assert record.daily["storms"].tolist() == [0.0] * 5 + [1.0] * 5 + [4.0] * 10
    plain = run(tiny(), days=20)
    assert plain.daily.equals(record.daily[plain.daily.columns])
    record.save(tmp_path / "one")
    rerun(tmp_path / "one", rules=[Storm]).save(tmp_path / "two")
    assert (tmp_path / "one" / "run.json").read_bytes() == (tmp_path / "two" / "run.json").read_bytes()
    assert load_record(tmp_path / "one").daily.equals(record.daily)
    with pytest.raises(CohesionError, match="the rule Storm from outside"):
        rerun(tmp_path / "one")
    moved = record.scenario.with_parameters(days=30)
    assert [event.kind for event in moved.events][-2:] == ["storm", "storm"]
    assert run(moved, rules=[Storm]).daily["storms"].iloc[-1] == 4.0


@pytest.mark.parametrize(
    ("event", "rules", "message"),
    [
        ({}, [], "kind = 'storm'"),
        ({"place": None}, [Storm], "a place, as an event of kind storm needs one"),
        ({"abroad": 3.0}, [Storm], "nothing, as the kind storm does not read it (place, value)"),
        ({"place": "nowhere"}, [Storm], "nowhere"),
        ({"kind": "strom"}, [Storm], "kind = 'strom'"),
    ],
)
def test_what_is_wrong_in_such_events_is_told(event: dict[str, Any], rules: list[type[Rule]], message: str) -> None:
    with pytest.raises(CohesionError, match=re.escape(message)):
        run(tiny(events=[STORMS[0] | event]), rules=rules)


# ---- the template


def test_the_template_slows_those_on_the_way_as_it_says(tmp_path: Path) -> None:
    """In winter a man who has three places to cross arrives at (1 − slowing) of the pace: by hand, from his resistance."""
    new_plugin("snow", tmp_path)
    (snow,) = rules_in(tmp_path / "snow" / "snow.py")
    assert snow.__name__ == "Snow"
    slowed = {s: Engine(identity_of("two-valleys", 1, rules=[snow], parameters={"snow_slowing": s}, days=59)) for s in (0.0, 0.5)}
    for engine in slowed.values():
        engine.run()
    waits = {s: _waits(engine) for s, engine in slowed.items()}
    both = waits[0.0].keys() & waits[0.5].keys()
    assert len(both) >= 2
    assert all(waits[0.5][who] >= waits[0.0][who] for who in both)
    assert any(waits[0.5][who] > waits[0.0][who] for who in both)


def _waits(engine: Engine) -> dict[tuple[int, int], int]:
    """Days on the way by person and day of leaving."""
    events, left, found = engine.log.events, {}, {}
    for one in events[(events["to"] == STATUS["in transit"]) | (events["before"] == STATUS["in transit"])]:
        if one["to"] == STATUS["in transit"]:
            left[int(one["row"])] = int(one["day"])
        else:
            day = left.pop(int(one["row"]))
            found[int(one["row"]), day] = int(one["day"]) - day
    return found


@pytest.mark.parametrize("name", ["Winter", "../x", "", "class", "a b", "x" * 60, "json", "unit_cohesion"])
def test_new_refuses_what_python_could_not_import(name: str, tmp_path: Path) -> None:
    with pytest.raises(CohesionError, match="allowed: a name for a Python file"):
        new_plugin(name, tmp_path)
    assert not list(tmp_path.iterdir())


def test_new_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "snow").mkdir()
    with pytest.raises(CohesionError, match="is there already"):
        new_plugin("snow", tmp_path)
    assert not list((tmp_path / "snow").iterdir())


# ---- run.json


def test_a_run_says_which_rules_it_was_made_with_and_is_run_again_only_with_them(tmp_path: Path) -> None:
    record = run(tiny(), rules=[Push, Count], push=2.0)
    record.save(tmp_path / "one")
    said = json.loads((tmp_path / "one" / "run.json").read_text(encoding="utf-8"))
    assert [rule["name"] for rule in said["rules"]] == ["Push", "Count"]
    assert all(re.fullmatch(r"[0-9a-f]{64}", rule["sha256"]) for rule in said["rules"])
    assert said["set"] == {"push": 2.0}
    loaded = load_record(tmp_path / "one")  # to look at it needs no rule
    assert loaded.outcome == record.outcome
    assert loaded.check.equals(record.check)
    assert loaded.events.equals(record.events)
    for table in ("daily", "places", "people"):
        assert getattr(loaded, table).equals(getattr(record, table))
    assert "visits" in loaded.places
    assert (loaded.mechanisms["X1"].pushes, loaded.outcomes["told"].unit) == ("a push", "days")
    with pytest.raises(CohesionError, match="the rule Push from outside; give it: --plugin FILE, or rules="):
        rerun(tmp_path / "one")
    with pytest.raises(CohesionError, match="the rule Count from outside"):
        rerun(tmp_path / "one", rules=[Push])
    rerun(tmp_path / "one", rules=[Push, Count]).save(tmp_path / "two")
    for name in ("run.json", "events.parquet", "daily.parquet"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    loaded.save(tmp_path / "three")
    assert (tmp_path / "three" / "run.json").read_bytes() == (tmp_path / "one" / "run.json").read_bytes()


def test_a_rule_that_was_changed_is_not_taken_for_the_one_that_ran(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(WINTER.read_text(encoding="utf-8"), encoding="utf-8")
    run(tiny(), rules=rules_in(file)).save(tmp_path / "out")
    file.write_text(file.read_text(encoding="utf-8").replace("MONTHS = (12, 1, 2)", "MONTHS = (11, 12, 1, 2)"), encoding="utf-8")
    with pytest.raises(CohesionError, match="the rule Winter is not the one of the run: its source is"):
        rerun(tmp_path / "out", rules=rules_in(file))


def test_nothing_in_a_file_can_bring_a_rule_in(tmp_path: Path) -> None:
    for key, value in (("rules", ["Winter"]), ("plugins", ["winter.py"]), ("winter", {"winter_slowing": 0.5})):
        with pytest.raises(CohesionError, match=f"{key} = "):
            load_scenario(tiny() | {key: value})
    from unit_cohesion.views.dashboard.upload import read

    record = run(tiny(), rules=[Push])
    record.save(tmp_path / "out")
    with pytest.raises(CohesionError, match="rules = 'Push': allowed: none"):
        read("run.json", (tmp_path / "out" / "run.json").read_text(encoding="utf-8"))


# ---- checkpoints, other processes, Mesa


def test_a_checkpoint_goes_on_with_the_same_rules_only(tmp_path: Path) -> None:
    whole = Engine(identity_of(tiny(), 3, rules=[Push, Count], parameters={"push": 1.0}))
    whole.run()
    part = Engine(identity_of(tiny(), 3, rules=[Push, Count], parameters={"push": 1.0}))
    for _ in range(17):
        part.step()
    save(part, tmp_path / "run.npz")
    with pytest.raises(CohesionError, match="the rule Push from outside"):
        load(tmp_path / "run.npz")
    again = load(tmp_path / "run.npz", [Push, Count])
    again.run()
    one, other = again.log.events, whole.log.events
    assert all((one[name] == other[name]).all() for name in one.dtype.names if name != "terms")
    assert np.array_equal(again.log.terms(), whole.log.terms(), equal_nan=True)
    assert again.plugged is not None
    assert whole.plugged is not None
    assert (again.plugged.kept == whole.plugged.kept).all()


def test_they_travel_to_other_processes() -> None:
    there = unpack_plugins(pack_plugins(plugins_of([Push, Count])))
    here = plugins_of([Push, Count])
    assert there == here
    assert there.rules[0].__name__ == "Push"
    engine = Engine(replace(identity_of(tiny(), 3, rules=[Push, Count]), plugins=there))
    engine.run()
    again = Engine(identity_of(tiny(), 3, rules=[Push, Count]))
    again.run()
    assert (engine.log.events == again.log.events).all()


def test_mesa_takes_them_by_keyword_and_built_in() -> None:
    import inspect

    import mesa

    one = CohesionModel(tiny(), rng=3, rules=[Push], push=2.0)
    pressed = CohesionModel.with_rules(Push)
    other = pressed(tiny(), rng=3, push=2.0)
    for model in (one, other):
        model.run_model()
    assert (one.log.events == other.log.events).all()
    assert other.engine.identity.unrepeatable == ()
    assert {"push", *PARAMETERS} <= set(inspect.signature(pressed).parameters)
    with pytest.raises(ScenarioError, match="did you mean 'push'"):
        pressed(tiny(), pusch=1.0)
    with pytest.raises(ScenarioError, match="push"):
        CohesionModel(tiny(), push=1.0)
    found = mesa.batch_run(pressed, {"scenario": "two-valleys", "push": [0.0, 2.0], "days": 20}, max_steps=20, display_progress=False)
    assert len(found) == 2


def test_worlds_are_compared_with_them_and_without() -> None:
    from unit_cohesion import attribute, compare, ensemble, explain

    found = compare(tiny(), without="X1", rules=[Push], seeds=3, workers=2)
    assert found.split.only_a > found.split.only_b
    assert (found.a.name, found.b.name) == ("with push (X1)", "without push (X1)")
    assert compare(tiny(), changed={"push": 3.0}, rules=[Push], seeds=2).split.differ == 0.0
    alone = compare(tiny(), tiny(), seeds=3)
    assert np.array_equal(found.values[1], alone.values[0], equal_nan=True)  # without it, as if there were none
    shares = attribute(tiny(), over=["X1", "D5"], rules=[Push], seeds=2)
    assert {share.id for share in shares.shares} == {"X1", "D5"}
    assert sum(share.share.mean for share in shares.shares) == pytest.approx(shares.whole.mean)
    assert ensemble(tiny(), rules=[Count], seeds=2, days=20).outcome("told").median == 10.0
    record = run(tiny(), 3, rules=[Push])
    left = record.events[record.events["event"].isin(["defection", "desertion", "capture"])]
    why = explain(record, person=str(left["person"].iloc[0]))
    (term,) = [one for one in why.terms if one.id == "X1"]
    assert (term.log, term.reference, term.ratio) == (3.0, 3.0, 1.0)  # it presses everybody alike
    assert why.reference * np.prod([one.ratio for one in why.terms]) == pytest.approx(why.hazard)


def test_a_saved_run_is_explained_only_with_its_rules(tmp_path: Path) -> None:
    from unit_cohesion import explain

    record = run(tiny(), 3, rules=[Push])
    record.save(tmp_path / "run")
    person = str(record.events["person"].iloc[0])
    with pytest.raises(CohesionError, match=r"rules from outside \(Push\): load_record\(folder, rules="):
        explain(load_record(tmp_path / "run"), person=person)
    assert explain(load_record(tmp_path / "run", rules=[Push]), person=person).sentence == explain(record, person=person).sentence


# ---- what is refused


def test_a_rule_that_raises_is_reported_with_its_name_and_day_and_nothing_is_saved(tmp_path: Path) -> None:
    class Broken(Rule):
        @staticmethod
        def run(day: int) -> None:
            if day == 4:
                raise ZeroDivisionError("by zero")

    engine = Engine(identity_of(tiny(), rules=[Broken]))
    with pytest.raises(CohesionError, match="the rule Broken failed on day 4: ZeroDivisionError: by zero; the run cannot be used"):
        engine.run()
    from unit_cohesion.runs.record import Record

    for attempt in (engine.step, lambda: Record.of(engine), lambda: save(engine, tmp_path / "run.npz")):
        with pytest.raises(CohesionError, match="the run cannot be used"):
            attempt()
    assert not list(tmp_path.iterdir())


def raising(facts: Any, window: Any) -> float:
    return float(facts.daily("no such column")[0])


class Counting(Rule):
    """Outcomes that fail, each in its way, beside one that does not."""

    good = outcome("days", "days walked", lambda facts, window: window.last)
    worth = outcome("1", "raises", raising)
    word = outcome("1", "gives text", lambda facts, window: "many")
    none = outcome("1", "gives none", lambda facts, window: None)
    some = target("none", low=1.0)
    no_mean = outcome("1", "gives the mean of nothing", lambda facts, window: np.float64("nan"))
    endless = outcome("1", "gives no finite number", lambda facts, window: np.inf)
    met = target("word", low=1.0)


def test_an_outcome_that_fails_is_named_with_its_rule_and_costs_no_other(tmp_path: Path) -> None:
    record = run(tiny(), rules=[Counting], days=20)
    with pytest.warns(Untold, match="the outcome worth of the rule Counting failed"):
        outcome = record.outcome
    assert (outcome["good"], outcome["worth"], outcome["word"], outcome["none"], outcome["met"]) == (20.0, None, None, None, None)
    assert outcome["no_mean"] is None
    assert outcome["left"] is not None
    assert set(record.failed) == {"worth", "word", "endless", "met"}
    assert re.fullmatch(r"the outcome worth of the rule Counting failed \(\w+: .*no such column.*\)", record.failed["worth"])
    assert record.failed["met"] == record.failed["word"]
    assert record.failed["word"].endswith("failed: it gave 'many'; allowed: a finite number, or None where there is none")
    (row,) = record.check[record.check["id"] == "met"].to_dict("records")
    assert (row["why"], np.isnan(row["value"])) == ("failed", True)
    record.save(tmp_path / "out")
    loaded = load_record(tmp_path / "out")
    assert (loaded.failed, loaded.check["why"].tolist()[-2:]) == (record.failed, ["", "failed"])  # without the rule
    with pytest.raises(OutcomeError, match="the outcome worth of the rule Counting failed"):
        outcome_value(record, "worth")
    with pytest.raises(OutcomeError, match="of the rule Counting failed"):
        ensemble(tiny(), rules=[Counting], seeds=1, days=20)
    assert "failed" not in json.loads((run(tiny(), days=20).save(tmp_path / "plain") / "run.json").read_text(encoding="utf-8"))


def test_on_the_command_line_it_is_one_line_and_the_tables_are_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from unit_cohesion.cli import main

    file = tmp_path / "mine.py"
    file.write_text(
        "from unit_cohesion.extend import Rule, outcome\n\n\n"
        "class Mine(Rule):\n    worth = outcome('1', 'mine', lambda facts, window: 1 / 0)\n",
        encoding="utf-8",
    )
    for more in ([], ["--out", str(tmp_path / "out")]):
        with pytest.raises(SystemExit) as ended:
            main(["run", "two-valleys", "--days", "20", "--plugin", str(file), *more])
        assert ended.value.code == 2
        told = capsys.readouterr()
        assert "the outcome worth of the rule Mine failed (ZeroDivisionError: division by zero); all else is " in told.err
        assert "Traceback" not in told.err
    assert load_record(tmp_path / "out").outcome["left"] is not None


NAMED = {"told": {"outcome": "told", "low": 5, "title": "Enough days"}}


def test_a_scenario_can_name_their_outcomes_and_parameters_where_they_are_named(tmp_path: Path) -> None:
    from unit_cohesion import validate

    named = tiny(targets=NAMED, prior={"push": [1.0, 2.0]}) | {"events": []}
    with pytest.raises(CohesionError, match=r"outcome = 'told': allowed: a declared outcome .*, or one of a rule from outside"):
        load_scenario(named)
    with pytest.raises(CohesionError, match=r"prior.push = .*: allowed: a declared parameter .*, or one of a rule from outside"):
        load_scenario(named | {"targets": {}})
    record = run(named, rules=[Count, Push], days=20)
    assert record.outcome["told"] == 10.0
    assert record.check[record.check["id"] == "told"]["met"].tolist() == [True]
    record.save(tmp_path / "one")
    assert load_record(tmp_path / "one").check.equals(record.check)
    rerun(tmp_path / "one", rules=[Count, Push])
    with pytest.raises(CohesionError, match=r"targets.told.outcome = 'told': allowed: a declared outcome, or one of a rule"):
        run(record.scenario, days=20)
    found = validate(named, rules=[Count, Push], seeds=1, draws=2, days=20)
    assert found.verdict("told").median == 10.0
    assert found.ranges == {"push": (1.0, 2.0)}
    for ends in ([2.0, 1.0], [-9.0, 2.0]):
        with pytest.raises(CohesionError, match=r"prior.push = .*: allowed: a low below a high, from -5 to 5"):
            run(named | {"prior": {"push": ends}}, rules=[Count, Push])
    with pytest.raises(CohesionError, match="enough: the scenario has a target of this name"):
        run(named | {"targets": {"enough": NAMED["told"]}}, rules=[Count, Push])


def test_check_show_schema_validate_and_run_know_them_with_plugin(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from unit_cohesion.cli import main

    scenario = tmp_path / "mine.toml"
    scenario.write_text(
        'extends = "two-valleys"\n[targets.travelled]\noutcome = "on_the_way"\nlow = 0\n[prior]\nwinter_slowing = [0.2, 0.8]\n',
        encoding="utf-8",
    )
    for words, code in (
        (["check", scenario], 2),
        (["check", scenario, "--plugin", WINTER], 0),
        (["show", scenario, "--plugin", WINTER], 0),
        (["show", scenario, "--plugin", WINTER, "--html", tmp_path / "page.html"], 0),
        (["schema", "--plugin", WINTER], 0),
        (["validate", scenario, "--plugin", WINTER, "--seeds", 1, "--days", 10], 0),
        (["run", scenario, "--plugin", WINTER, "--days", 10], 0),
    ):
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        told = capsys.readouterr()
        assert ended.value.code == code, told
        assert code or words[0] == "check" or "on_the_way" in told.out or "travelled" in told.out or "page" in told.out


def bad(**words: Any) -> type[Rule]:
    return type("Bad", (Rule,), {"__source__": "", **words})


def running(**words: Any) -> type[Rule]:
    return bad(run=staticmethod(lambda day: None), **words)


def acting(act: Any) -> type[Rule]:
    return bad(
        run=staticmethod(act),
        X9=mechanism("Nine", "Ninth.", "a test", off=""),
        of_places=column("places", "f8", "days", "mine", called="mine"),
        of_nation=column("nation", "i8", "days", "mine", high=9, called="mine"),
    )


ONE = mechanism("Mine", "Mine.", "a test", off="")
MANY = {f"T{n}": term("units", of=f"X{n}") for n in range(SPARE + 1)} | {
    f"X{n}": mechanism("Some", "Something.", "a test", off="") for n in range(SPARE + 1)
}


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (int, "allowed: classes made from extend.Rule"),
        (bad(D5=mechanism("Mine", "Mine.", "a test", off="")), "D5: is a mechanism of the program"),
        (bad(wintry=mechanism("Mine", "Mine.", "a test", off="")), "a letter and a number, such as X1"),
        (bad(comrade_pressure=parameter(1.0, "1", 0.0, 2.0, "Mine.", "a test", of="D5")), "is a parameter of the program"),
        (bad(mine=parameter(1.0, "1", 0.0, 2.0, "Mine.", "a test", of="X77")), "X77, which is no mechanism"),
        (bad(mine=parameter(5.0, "1", 0.0, 2.0, "Mine.", "a test", of="D5")), "mine = 5.0: allowed: a number from 0.0 to 2.0"),
        (bad(strength=column("units", "f8", "1", "mine")), "units.strength: is a column of the program"),
        (bad(mine=column("unit", "f8", "1", "mine")), "there is no table 'unit'"),
        (bad(mine=term("people", of="X1"), X1=ONE), "a term at 'people'; allowed: units, cells, profiles"),
        (bad(mine=term("units", of="X1")), "a mechanism that is not declared beside it"),
        (bad(mine=stream("mine")), "draw with world.lots"),
        (bad(**MANY), "9 terms"),
        (bad(run=staticmethod(lambda day: None), before="Pasage"), "did you mean 'Passage'"),
        (bad(run=staticmethod(lambda day: None), before="News", after="News"), "allowed: one of both"),
        (bad(run=staticmethod(lambda peeple: None)), "asks for 'peeple', which no rule can be given; did you mean 'people'"),
        (bad(mine=target("no_such", low=1.0)), "'no_such', which is no outcome"),
        (bad(mine=target("sect_share_of_defectors", low=1.0)), "needs a sect of the scenario"),
        (bad(mine=target("militia_size", low=1.0)), "allowed: an outcome that needs no place"),
        (bad(massacre=event_kind("Mine.")), "massacre: is a kind of the program's"),
        (bad(mine=event_kind("Mine.", needs=("where",))), "events have no key 'where'"),
        (bad(mine=column("militias", "f8", "1", "mine", told=True)), "can be told of nation, people, places only"),
        (type("News", (Rule,), {"__source__": ""}), "the program has a rule of this name"),
        (bad(), "Bad: has no run, and so does nothing"),
        (bad(X9=ONE, mine=column("places", "f8", "1", "mine")), "Bad: has no run, and so does nothing"),
        (bad(runn=staticmethod(lambda day: None)), "Bad.runn: no rule reads it; did you mean 'run'?"),
        (running(befor="Passage"), "Bad.befor: no rule reads it; did you mean 'before'?"),
        (running(Before="Passage"), "Bad.Before: no rule reads it; did you mean 'before'?"),
        (running(evry=7), "Bad.evry: no rule reads it; did you mean 'every'?"),
        (type("Heir", (running(evry=7),), {}), "Heir.evry: no rule reads it"),
        (running(every=7.5), "Bad.every = 7.5: allowed: a whole number from 1"),
        (running(every=-7), "Bad.every = -7: allowed: a whole number from 1"),
        (running(every=0), "Bad.every = 0: allowed: a whole number from 1"),
        (running(every=True), "Bad.every = True: allowed: a whole number from 1"),
        (running(before=5), "Bad.before = 5: allowed: the name of a rule of the day"),
        (running(rebels="yes"), "Bad.rebels = 'yes': allowed: True or False"),
        (bad(run=5), "Bad.run = 5: allowed: a function"),
        (bad(left=outcome("1", "mine", float)), "left: is an outcome of the program; give yours another name"),
        (bad(mine=target("left")), "the target mine: allowed: a number for low, for high, or for both"),
        (bad(mine=target("left", low=10, high=1)), "the target mine: low = 10: allowed: at most high, 1"),
        (bad(mine=target("left", low="many")), "the target mine: low = 'many': allowed: "),
        (bad(mine=target("left", low=1, on=date(2011, 5, 1), end=date(2011, 6, 1))), "end = 2011-06-01: allowed: nothing beside on"),
        (bad(mine=target("left", low=1, start=date(2011, 5, 1), end=date(2011, 4, 1))), "allowed: a date not after its end, 2011-04-01"),
        (bad(mine=column("places", "f8", "1", "mine", low=2, high=1)), "places.mine: low = 2: allowed: at most high, 1"),
        *(
            (bad(mine=column(table, "f8", "1", "mine", told=True, called=name)), f"{table}.{name}: the table {table_of} has a column")
            for table, name, table_of in (
                ("nation", "deaths", "daily"),
                ("nation", "date", "daily"),
                ("nation", "camp", "daily"),
                ("people", "remaining", "people"),
                ("people", "persons", "people"),
            )
        ),
        (bad(mine=column("nation", "u8", "1", "mine", told=True)), "nation.mine: no table tells numbers of type u8; leave out told=True"),
    ],
)
def test_a_declaration_that_would_do_harm_is_refused(rule: Any, message: str) -> None:
    with pytest.raises(CohesionError, match=re.escape(message)):
        Engine(identity_of(tiny(), rules=[rule]))


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (Push, "rules = Push: allowed: a list of classes, rules=[Push]"),
        ("mine.py", "rules = 'mine.py': allowed: a list of classes; unit_cohesion.extend.rules_in(file) gives those of a file"),
        (5, "rules = 5: allowed: a list of classes made from extend.Rule"),
    ],
)
def test_rules_that_are_no_list_are_refused(rules: Any, message: str, tmp_path: Path) -> None:
    for call in (run, CohesionModel, ensemble):
        with pytest.raises(CohesionError, match=re.escape(message)):
            call(tiny(), rules=rules)
    with pytest.raises(CohesionError, match=re.escape(message)):
        CohesionModel.load_state(tmp_path / "none.npz", rules)


def test_names_of_two_rules_do_not_hide_each_other() -> None:
    one, other = bad(mine=outcome("1", "mine", float)), bad(mine=outcome("1", "mine", float))
    other.__name__ = "Other"
    with pytest.raises(CohesionError, match=re.escape("Other.mine: declared already by Bad")):
        plugins_of([one, other])


def test_helpers_and_bases_of_rules_can_be_called_anything_else() -> None:
    def helper() -> None: ...

    base = bad(share=0.5, runs=staticmethod(helper), _befor=1, tables=("people",), run=staticmethod(lambda day: None), every=np.int64(2))
    assert plugins_of([base]).rules == (base,)
    bare = bad(helper=staticmethod(helper))
    heir = type("Heir", (bare,), {"run": staticmethod(lambda day: None)})
    assert plugins_of([bare, heir]).rules == (bare, heir)


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda people: people.status.__setitem__(0, 1), "read-only"),
        (lambda people: people.sect.__setitem__(0, 1), "read-only"),
        (lambda people: people.loyalty.__setitem__(0, 1.0), "read-only"),
        (lambda people: setattr(people, "loyaltee", 1.0), "people has no column 'loyaltee'; did you mean 'loyalty'"),
        (lambda people: people.resistanse, "did you mean 'resistance'"),
        (lambda nation: setattr(nation, "payy", 1.0), "nation has no column 'payy'; did you mean 'pay'"),
        (lambda flows: setattr(flows, "deaths", 1.0), "kept by the engine"),
        (lambda p: setattr(p, "comrade_pressure", 1.0), "p.comrade_pressure: can be read only"),
        (lambda p: p.comrade_presure, "did you mean 'comrade_pressure'"),
        (lambda unit_terms: unit_terms.D5.__setitem__(0, 1.0), "read-only"),
        (lambda unit_terms: unit_terms.X8, "unit_terms has no column 'X8'"),
        (lambda people: people.pressure.__setitem__(0, np.nan), "it left people.pressure = nan in row 0: allowed: numbers from 0 up"),
        (lambda people: people.resistance.__setitem__(2, -1.0), "it left people.resistance = -1 in row 2: allowed: numbers from 0 up"),
        (lambda places: setattr(places, "mine", -5.0), "it left places.mine = -5 in row 0: allowed: numbers from 0 up (days)"),
        (lambda nation: setattr(nation, "regime_odds", 5.0), "nation.regime_odds = 5.0: allowed: numbers from 0 to 1"),
        (lambda nation: setattr(nation, "pay", np.nan), "nation.pay = nan: allowed: numbers from "),
        (lambda nation: setattr(nation, "mine", np.inf), "nation.mine = inf: allowed: whole numbers from 0 to 9 (days)"),
        (lambda nation: setattr(nation, "mine", 1.5), "nation.mine = 1.5: allowed: whole numbers from 0 to 9 (days)"),
        (lambda world: world.set_loyalty(np.arange(3), np.nan), "world.set_loyalty: nan: allowed: numbers from 0 to 1"),
        (lambda world: world.set_loyalty([0, 1], [0.5, 1.5]), "world.set_loyalty: 1.5: allowed: numbers from 0 to 1"),
        (lambda world: world.send([0], "camp", "X9"), "nobody can go from 'serving' to 'camp'"),
        (lambda world: world.send([0, 0], "in hiding", "X9"), "moved today already"),
        (lambda world: world.send([0], "in hidding", "X9"), "did you mean 'in hiding'"),
        (lambda world: world.send([0], "in hiding", "X10"), "a mechanism's id, as the cause"),
        (lambda world: (world.send([0], "in hiding", "X9"), world.send([0], "dead", "X9")), "nobody can go from 'in hiding' to 'dead'"),
    ],
)
def test_what_a_rule_may_not_do_ends_the_run_in_one_line(act: Any, message: str) -> None:
    engine = Engine(identity_of(tiny(), rules=[acting(act)]))
    with pytest.raises(CohesionError, match=re.escape(message)) as caught:
        engine.step()
    assert str(caught.value).startswith("the rule Bad failed on day 1: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "cannot be read"),
        ("x = (", "fails when it is run (SyntaxError"),
        ("import no_such_module_at_all", "fails when it is run (ModuleNotFoundError"),
        ("x = 1", "defines no rule"),
    ],
)
def test_a_file_that_is_no_plug_in_is_one_line(text: str | None, message: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(CohesionError, match=re.escape(message)) as caught:
        plugins_in([file])
    assert "\n" not in str(caught.value)


def test_check_and_show_know_kinds_of_events_where_the_rule_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from unit_cohesion.cli import main

    (tmp_path / "strike.py").write_text(
        "from unit_cohesion.extend import Rule, event_kind\n\n\n"
        "class Strike(Rule):\n    strike = event_kind('A strike.', needs=('place',))\n",
        encoding="utf-8",
    )
    scenario = tmp_path / "mine.toml"
    event = '[[events]]\nid = "one"\ndate = 2012-05-01\nkind = "strike"\nplace = "ford"\n'
    scenario.write_text(f'extends = "two-valleys"\n{event}', encoding="utf-8")
    for command, code in ((["check", scenario], 2), (["check", scenario, "--plugin", tmp_path / "strike.py"], 0)):
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in command])
        assert ended.value.code == code
    told = capsys.readouterr().out
    assert "kind = 'strike'" in told
    assert told.endswith("good\n")
    with pytest.raises(SystemExit) as ended:
        main(["show", str(scenario), "--plugin", str(tmp_path / "strike.py")])
    assert ended.value.code == 0
    assert "strike" in capsys.readouterr().out
