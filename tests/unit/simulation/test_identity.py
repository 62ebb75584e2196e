"""One identity of a run: whatever is done to it is in its run.json, or said there to be missing."""

from __future__ import annotations

import json
import pickle  # noqa: TID251 - what other processes are handed
import re
from collections import Counter
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.helpers import digest, tiny_rebels, tiny_scenario
from unit_cohesion import CohesionModel, Record, load_record, load_scenario, rerun, run
from unit_cohesion.engine.declare import parameter
from unit_cohesion.errors import CohesionError, ScenarioError, ScenarioErrors
from unit_cohesion.runs.request import checked_request
from unit_cohesion.scenario import loading
from unit_cohesion.simulation.checkpoint import load, save
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.simulation.identity import Change, Identity, identity_of
from unit_cohesion.simulation.run_file import run_of

BUSY = {"base_hazard": 0.003}


def same(one: Path, other: Path) -> bool:
    names = sorted(path.name for path in one.iterdir() if path.name != "log.json")
    return all((one / name).read_bytes() == (other / name).read_bytes() for name in names)


def of(engine: Engine) -> Record:
    engine.run()
    return Record.of(engine)


# ---- what is done on the way


def test_switched_off_on_a_day_is_in_the_run_json_and_is_repeated(tmp_path: Path) -> None:
    """As it once went wrong: D5 off from a day on, saved as if nothing were off."""
    engine = Engine(load_scenario("two-valleys"), 1)
    for _ in range(199):
        engine.step()
    engine.switch_off("D5")
    record = of(engine)
    never, always = run("two-valleys").outcome["left"], run("two-valleys", off="D5").outcome["left"]
    assert len({record.outcome["left"], never, always}) == 3
    record.save(tmp_path / "one")
    said = json.loads((tmp_path / "one" / "run.json").read_text(encoding="utf-8"))
    assert (said["off"], said["changes"]) == ([], [{"day": 200, "off": ["D5"], "set": {}}])
    rerun(tmp_path / "one").save(tmp_path / "two")
    assert same(tmp_path / "one", tmp_path / "two")
    assert run("two-valleys", off="D5@200").events.equals(record.events)
    assert run(record.identity).events.equals(record.events)
    assert load_record(tmp_path / "one").identity == record.identity


def test_a_parameter_changed_on_a_day_is_repeated_too(tmp_path: Path) -> None:
    engine = Engine(load_scenario(tiny_scenario(departure=BUSY)), 3)
    for _ in range(9):
        engine.step()
    engine.change(off=["D5", "D6"], base_hazard=0.01, leader_exit_release="2011-04-20")
    record = of(engine)
    record.save(tmp_path / "one")
    said = json.loads((tmp_path / "one" / "run.json").read_text(encoding="utf-8"))
    assert said["changes"] == [{"day": 10, "off": ["D5", "D6"], "set": {"base_hazard": 0.01, "leader_exit_release": "2011-04-20"}}]
    rerun(tmp_path / "one").save(tmp_path / "two")
    assert same(tmp_path / "one", tmp_path / "two")
    plain = run(tiny_scenario(departure=BUSY), 3)
    assert plain.outcome["left"] != record.outcome["left"]
    assert plain.daily.iloc[:9].equals(record.daily.iloc[:9])


@pytest.mark.parametrize("stretches", [True, False])
def test_days_walked_singly_or_at_once_meet_changes_on_the_same_day(stretches: bool) -> None:
    asked = identity_of(tiny_rebels(), 2, off=["D10", "D5@20", "D8@33"], changes=[Change(21, set={"base_hazard": 0.01})])
    one, other = Engine(asked), Engine(asked)
    one.run((lambda day, days: None) if stretches else None)
    while other.running:
        other.step()
    assert digest(one) == digest(other)
    assert one.off_now >= {"D10", "D5", "D8"}


def test_a_checkpoint_between_changes_goes_on_to_the_same_end(tmp_path: Path) -> None:
    asked = identity_of(tiny_rebels(), 2, off="D5@20", changes=[Change(40, set={"base_hazard": 0.01})])
    whole = Engine(asked)
    whole.run()
    for day in (10, 19, 20, 30, 45):
        part = Engine(asked)
        while part.day < day:
            part.step()
        save(part, tmp_path / "run.npz")
        again = load(tmp_path / "run.npz")
        assert again.identity == part.identity
        again.run()
        assert digest(again) == digest(whole), day


def test_an_engine_says_what_it_is_made_from() -> None:
    with pytest.raises(CohesionError, match=re.escape("Engine('two-valleys'): allowed: a loaded scenario, such as load_scenario(")):
        Engine("two-valleys", 1)  # type: ignore[arg-type]
    with pytest.raises(ScenarioError, match="seed = 'one': allowed: a whole number from 0"):
        Engine(load_scenario(tiny_scenario()), "one")  # type: ignore[arg-type]


def test_parameters_in_a_mapping_are_refused_with_the_way_to_give_them() -> None:
    engine = Engine(load_scenario(tiny_scenario()), 1)
    with pytest.raises(
        ScenarioError, match=r"set = .*: allowed: a declared parameter .*, each as a keyword of its own: comrade_pressure=2\.0"
    ):
        engine.change(set={"base_hazard": 0.01})
    with pytest.raises(
        ScenarioError, match=r"off = .*: allowed: ids of mechanisms; parameters are keywords: change\(comrade_pressure=2\.0\)"
    ):
        engine.change({"base_hazard": 0.01})
    with pytest.raises(ScenarioErrors, match="each as a keyword of its own"):
        run(tiny_scenario(), set={"base_hazard": 0.01})


def test_a_change_that_changes_nothing_is_none() -> None:
    engine = Engine(load_scenario(tiny_scenario()), 1, "D5")
    engine.change("D5")
    engine.change()
    assert engine.identity.changes == ()


def test_a_change_after_the_last_day_walked_is_not_told(tmp_path: Path) -> None:
    engine = Engine(load_scenario(tiny_scenario()), 1)
    for _ in range(5):
        engine.step()
    record = Record.of(engine)
    engine.switch_off("D5")
    assert (record.identity.changes, Record.of(engine).identity.changes) == ((), ())


@pytest.mark.parametrize(
    ("off", "message"),
    [
        ("D5@", "D5@100 (from day 2)"),
        ("D5@1", "D5@100 (from day 2)"),
        ("D5@x", "D5@100 (from day 2)"),
        ("D55@10", "a mechanism's id"),
        ("I2@10", "I2 is a fact"),
        ("D5@999", "a day of the run, which has 60"),
    ],
)
def test_what_cannot_be_switched_off_on_a_day_is_refused(off: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        identity_of(tiny_scenario(), off=off)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (Change(5, set={"base_hazrad": 0.01}), "did you mean 'base_hazard'"),
        (Change(5, set={"base_hazard": 1e9}), "base_hazard = 1000000000.0"),
        (Change(5, off=frozenset({"D55"})), "a mechanism's id"),
        (Change(0, off=frozenset({"D5"})), "a day of the run, which has 60"),
        (Change(61, off=frozenset({"D5"})), "a day of the run, which has 60"),
        (Change("5"), "allowed: Change(day, off, set)"),  # type: ignore[arg-type]
        ("D5@9", "allowed: Change(day, off, set)"),
    ],
)
def test_a_change_that_is_not_allowed_is_refused(change: Any, message: str) -> None:
    with pytest.raises(CohesionError) as caught:
        identity_of(tiny_scenario(), changes=[change])
    assert message in str(caught.value)


def test_a_change_switches_off_parts_too() -> None:
    assert identity_of(tiny_scenario(), changes=[Change(5, off=frozenset({"D8"}))]) == identity_of(tiny_scenario(), off="D8@5")


# ---- what cannot be repeated


def test_what_was_written_through_agents_cannot_be_repeated_and_says_so(tmp_path: Path) -> None:
    model = CohesionModel(tiny_scenario(), rng=1)
    model.agents.select(lambda agent: agent.band == "soldiers").set("loyalty", 0.0)
    model.run_model()
    record = Record.of(model.engine)
    record.save(tmp_path / "run")
    why = "people.loyalty was written through agents"
    assert json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))["unrepeatable"] == [why]
    for again in (lambda: rerun(tmp_path / "run"), lambda: checked_request(str(tmp_path / "run" / "run.json"))):
        with pytest.raises(CohesionError, match=f"run.json: cannot be run again: {why}|run: cannot be run again: {why}"):
            again()
    assert load_record(tmp_path / "run").outcome == record.outcome  # it can be looked at


def test_a_subclass_cannot_be_repeated_and_says_so(tmp_path: Path) -> None:
    class Mine(CohesionModel):
        def step(self) -> None:
            super().step()

    model = Mine(tiny_scenario(), rng=1)
    model.run_model()
    record = Record.of(model.engine)
    assert record.identity.unrepeatable == ("the model is a subclass (Mine)",)
    record.save(tmp_path / "run")
    with pytest.raises(CohesionError, match=r"the model is a subclass \(Mine\)"):
        rerun(tmp_path / "run")


def test_reading_agents_leaves_a_run_repeatable() -> None:
    model = CohesionModel(tiny_scenario(), rng=1)
    model.step()
    assert len(model.agents.get("loyalty")) == len(model.agents)
    assert model.engine.identity.unrepeatable == ()


# ---- one object, made once


def test_python_command_mesa_and_run_json_make_one_identity(tmp_path: Path) -> None:
    words = {"comrade_pressure": 2.5, "leader_exit_release": "2011-04-20"}
    first = identity_of("two-valleys", 4, off=["D10", "D5@9"], days=30, persons_per_agent=2, parameters=words)
    command = checked_request(
        "two-valleys", seed=4, off=["D10,D5@9"], days=30, persons_per_agent=2, changes=[f"{name}={value}" for name, value in words.items()]
    ).identity
    model = CohesionModel("two-valleys", rng=4, off=["D10", "D5@9"], days=30, persons_per_agent=2, **words).engine.identity
    record = run("two-valleys", 4, off=["D10", "D5@9"], days=30, persons_per_agent=2, **words)
    record.save(tmp_path / "run")
    again = checked_request(str(tmp_path / "run" / "run.json")).identity
    assert first == command == model == record.identity == again
    assert len({first, command, model, record.identity, again}) == 1


def test_each_value_is_checked_once_and_the_scenario_is_built_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    checks, builds = Counter[str](), Counter[str]()
    whole, made = parameter.checked, loading.build

    def checked(self: parameter, value: Any, *more: Any) -> Any:
        checks[f"{self.name} {value}"] += 1
        return whole(self, value, *more)

    def build(*given: Any) -> Any:
        builds["build"] += 1
        return made(*given)

    monkeypatch.setattr(parameter, "checked", checked)
    monkeypatch.setattr("unit_cohesion.scenario.loading.build", build)
    asked = checked_request("syria-2011", days=5, persons_per_agent=100, changes=["comrade_pressure=2.25"])
    record = run(asked.identity)
    record.save(tmp_path / "run")
    cuts = [target.cut for target in record.scenario.targets.values() if target.cut]
    said = Counter(f"{name} {value}" for cut in cuts for name, value in cut.set.items())
    assert checks["comrade_pressure 2.25"] == 1
    assert {name: count for name, count in checks.items() if count != max(said[name], 1)} == {}  # a cut's value, once for each cut
    assert builds["build"] == 1
    checks.clear(), builds.clear()
    rerun(tmp_path / "run")
    assert builds["build"] == 1


def test_identities_travel_and_are_equal_there() -> None:
    asked = identity_of(tiny_scenario(), 4, off="D5@9", parameters={"base_hazard": 0.01})
    for there in (pickle.loads(pickle.dumps(asked)), deepcopy(asked)):
        assert there == asked
        assert digest(_run(there)) == digest(_run(asked))


def _run(asked: Identity) -> Engine:
    engine = Engine(asked)
    engine.run()
    return engine


@pytest.mark.parametrize("key", ["off", "set", "changes", "rules", "unrepeatable"])
def test_none_of_what_a_run_is_made_from_may_be_missing(key: str, tmp_path: Path) -> None:
    run(tiny_scenario(), days=2).save(tmp_path / "run")
    said = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))
    del said[key]
    with pytest.raises(ScenarioErrors) as caught:
        run_of(said, "run.json")
    assert [error.key for error in caught.value.errors] == [key]


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"changes": [{"day": 0, "off": ["D5"], "set": {}}]}, "changes[1].day"),
        ({"changes": [{"day": 5, "off": ["D55"], "set": {}}]}, "changes[1].off"),
        ({"changes": [{"day": 5, "off": [], "set": {"base_hazrad": 1}}]}, "changes[1].set.base_hazrad"),
        ({"changes": [{"day": 5, "off": [], "set": {"base_hazard": 1e9}}]}, "changes[1].set.base_hazard"),
        ({"changes": [{"day": 5, "of": []}]}, "changes[1].of"),
        ({"changes": "D5"}, "changes"),
        ({"rules": [{"name": "../x", "sha256": "0" * 64}]}, "rules[1].name"),
        ({"rules": [{"name": "X"}]}, "rules[1].sha256"),
        ({"unrepeatable": [1]}, "unrepeatable[1]"),
    ],
)
def test_what_is_wrong_in_the_new_entries_is_told_by_its_key(change: dict[str, Any], key: str, tmp_path: Path) -> None:
    run(tiny_scenario(), days=2).save(tmp_path / "run")
    said = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))
    with pytest.raises(ScenarioErrors) as caught:
        run_of(said | change, "run.json")
    assert key in [error.key for error in caught.value.errors]
