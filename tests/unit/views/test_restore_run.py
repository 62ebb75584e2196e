"""A run.json taken back into the dashboard: the same run, by the same bytes; anything else in it refused beside its key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers import tiny_scenario
from unit_cohesion import load_scenario, run
from unit_cohesion.engine.chance import STREAM_VERSION
from unit_cohesion.errors import ScenarioErrors
from unit_cohesion.runs.record import Record
from unit_cohesion.runs.saved import load_run_json
from unit_cohesion.simulation.run_file import CHANGED, OTHER_CODE, RunFile
from unit_cohesion.views.dashboard.exports import run_json
from unit_cohesion.views.dashboard.links import UPLOADED
from unit_cohesion.views.dashboard.restore_run import choices_of_run, restore
from unit_cohesion.views.dashboard.session import Session
from unit_cohesion.views.dashboard.upload import MOST_BYTES, MOST_RUN_BYTES, read

EVENT = {"id": "put-in-1", "date": "2001-05-01", "kind": "pay_stops", "title": "Pay stops"}


def taken(content: bytes, name: str = "two-valleys-seed7.json") -> RunFile:
    found = read(name, content.decode(), len(content))
    assert isinstance(found, RunFile)
    return found


@pytest.fixture(scope="module")
def shown() -> Session:
    """A session in which everything is changed that a run.json carries."""
    session = Session()
    session.choose("two-valleys")
    session.seed.value, session.days.value, session.persons_per_agent.value = 7, 80, 2
    session.set("hand_days", 9)
    session.set("comrade_pressure", 2.0)
    for id in ("D8", "N1"):
        session.switch(id, on=False)
    event = EVENT | {"date": str(load_scenario("two-valleys").about.start.replace(day=28))}
    session.events.value = (event,)
    session.run()
    assert session.error.value is None
    return session


def record_of(session: Session) -> Record:
    record = session.record.value
    assert record is not None
    return record


def test_a_run_of_a_shipped_scenario_is_restored_as_it_was_chosen(shown: Session) -> None:
    said = run_json(record_of(shown))
    other = Session()
    restore(other, taken(said))
    before, after = shown.choices(), other.choices()
    assert after.scenario == "two-valleys"
    assert dict(after.values) == {"hand_days": 9, "comrade_pressure": 2.0}
    assert after.off == {"D8", "N1"}
    assert (after.seed, after.days, after.persons_per_agent) == (7, 80, 2)
    assert [event["id"] for event in after.events] == ["put-in-1"]
    assert after.events == before.events
    assert other.record.value is not None  # quick, so it ran
    assert run_json(record_of(other)) == said
    assert not other.stale
    assert str(other.notice.value).startswith("After the last day, 2012-03-20, and so not in this run: ")


def test_a_run_of_another_scenario_is_restored_whole() -> None:
    record = run(tiny_scenario(), 5, days=30, off="D6", comrade_pressure=2.5)
    session = Session()
    restore(session, taken(run_json(record)))
    assert (session.scenario.value, session.seed.value, session.off.value) == (UPLOADED, 5, frozenset({"D6"}))
    assert session.values.value == {"comrade_pressure": 2.5}
    assert run_json(record_of(session)) == run_json(record)


def test_a_shipped_name_with_another_content_is_not_taken_for_it() -> None:
    mapping = load_scenario("two-valleys").to_mapping()
    mapping["places"][0]["population"] += 1
    made = choices_of_run(taken(run_json(run(mapping, 1, days=5))))
    assert made.scenario == UPLOADED


def test_a_large_run_waits_and_another_versions_run_says_so(shown: Session) -> None:
    said = json.loads(run_json(record_of(shown)))
    syria = load_scenario("syria-2011").with_parameters(persons_per_agent=1)
    large = said | {"scenario": syria.to_mapping(), "set": {}, "off": [], "stream_version": STREAM_VERSION + 1}
    session = Session()
    restore(session, taken(json.dumps(large).encode()))
    assert session.record.value is None
    assert session.persons_per_agent.value == 1
    assert "Press Run" in str(session.notice.value)
    assert str(session.notice.value).endswith(f"{CHANGED}\n{OTHER_CODE}")


@pytest.mark.parametrize(
    ("change", "keys"),
    [
        ({"nonsense": 1}, {"nonsense"}),
        ({"sed": 3}, {"sed"}),
        ({"seed": -1}, {"seed"}),
        ({"seed": True, "off": ["X9"]}, {"seed", "off"}),
        ({"set": {"comrade_presure": 1}}, {"set.comrade_presure"}),
        ({"set": {"comrade_pressure": 99, "hand_days": "x"}}, {"set.comrade_pressure", "set.hand_days"}),
        ({"days": 1.5}, {"days"}),
        ({"scenario": 1}, {"scenario"}),
        ({"tables": None}, {"tables"}),
        ({"off": [["D5"]]}, {"off"}),
    ],
)
def test_what_is_wrong_is_told_by_its_key(shown: Session, change: dict[str, Any], keys: set[str]) -> None:
    said = json.loads(run_json(record_of(shown))) | change
    with pytest.raises(ScenarioErrors) as found:
        read("run.json", json.dumps(said))
    assert {fault.key for fault in found.value.errors} == keys


def test_what_is_wrong_in_its_scenario_is_told_by_its_key(shown: Session, tmp_path: Path) -> None:
    said = json.loads(run_json(record_of(shown)))
    said["scenario"]["places"][0]["control"] = 7
    said["scenario"]["bonds"]["comrade_presure"] = 1
    said["extra"] = 1
    with pytest.raises(ScenarioErrors) as found:
        read("run.json", json.dumps(said))
    place = said["scenario"]["places"][0]["id"]
    assert {fault.key for fault in found.value.errors} == {f"scenario.places.{place}.control", "scenario.bonds.comrade_presure", "extra"}
    assert {fault.nearest for fault in found.value.errors} >= {"comrade_pressure"}
    (tmp_path / "run.json").write_text(json.dumps(said), "utf-8")
    with pytest.raises(ScenarioErrors, match="and 2 more"):
        load_run_json(tmp_path)  # the same loader


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "7", "null", "{}", "[" * 100_000, '{"seed": 1}', '{"scenario": NaN}', "\x00", "#" * 600_000]
)
def test_what_is_no_run_json_is_refused(text: str) -> None:
    with pytest.raises(ScenarioErrors):
        read("run.json", text)


def test_a_run_json_may_be_larger_than_a_scenario_but_not_without_end() -> None:
    syria = run_json(run("syria-2011", days=1))
    assert MOST_BYTES < len(syria) < MOST_RUN_BYTES / 4
    assert isinstance(read("run.json", syria.decode()), RunFile)
    with pytest.raises(ScenarioErrors, match="at most 524,288 bytes"):
        read("run.JSON", " " * MOST_RUN_BYTES + syria.decode())
    with pytest.raises(ScenarioErrors, match="at most 65,536 bytes"):
        read("run.toml", syria.decode())


def test_a_run_json_extends_no_file() -> None:
    mapping = load_scenario(tiny_scenario()).to_mapping()
    mapping["scenario"]["extends"] = "../secret"
    lists: dict[str, list[str]] = {key: [] for key in ("off", "changes", "rules", "unrepeatable")}
    said = {"scenario": mapping, "seed": 1, "set": {}, "tables": {}, "outcome": {}, "days": 60, **lists}
    with pytest.raises(ScenarioErrors, match=r"scenario\.scenario\.extends"):
        read("run.json", json.dumps(said))
