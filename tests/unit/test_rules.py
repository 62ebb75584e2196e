"""Every rule is held to what it declares: the columns that it reads and writes, and the mechanisms that it carries out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from model.columns import COLUMNS
from model.engine import Engine
from model.mechanisms import MECHANISMS
from model.rules import DAY
from model.scenario import load_scenario
from model.state import State
from model.world import GO
from tests.helpers import tiny_rebels, tiny_scenario

RICH = {
    "scenario": {"days": 200},
    "departure": {"base_hazard": 0.002, "sent_share": 0.2, "confirm_daily": 0.05},
    "posture": {"siege_weekly": 0.5, "siege_control": 1.0},
    "balance": {"recruit_daily": 0.005, "regime_odds_start": 0.5},
    "service": {"service_days": 90, "discharge_stops": "2011-09-01", "call_up_months": 3},
    "news_parameters": {"hand_days": 1},
    "series": [
        {"id": "deaths", "start": "2011-03-01", "monthly": [30, 60, 90]},
        {"id": "regime_deaths", "start": "2011-03-01", "monthly": [9, 9]},
    ],
    "news": [{"id": "murder", "kind": "rumour", "origin": "2011-04-01", "release": "2011-04-01"},
             {"id": "video", "staged": True, "exposed": "2011-05-01"}],
    "events": [
        {"id": "help", "date": "2011-04-02", "kind": "foreign_help", "value": 50},
        {"id": "pay", "date": "2011-04-03", "kind": "pay_stops"},
        {"id": "paid", "date": "2011-05-03", "kind": "pay_resumes"},
        {"id": "relieved", "date": "2011-05-05", "kind": "relief", "place": "town"},
        {"id": "killed", "date": "2011-03-20", "kind": "commander_killed", "unit": "guard/b1/bn1/c1"},
        {"id": "kept", "date": "2011-07-05", "kind": "discharge_stops"},
    ],
}  # fmt: skip


RICH_REBELS = {
    "scenario": {"days": 300},
    "national_army": {"respect_weekly": 0.05, "recruit_everywhere": 2.0, "consensus_needed": 0.3, "assembly_daily": 0.05},
    "sponsorship": {"weary_monthly": 0.2, "consensus_lag_days": 28.0},
    "gatekeeping": {"vetting_days": 3.0, "rivalry_weight": 1.0, "conviction_spread": 0.3},
    "flight": {"militia_absent": 0.0, "militia_pull": 3.0},
    "departure": {"base_hazard": 0.006},
    "militia_life": {"strain_daily": 0.004, "label_daily": 0.2, "outspoken_from": 0.1, "murder_daily": 0.05, "adviser_days": 20.0,
                     "wait_days": 20.0},
    "camps": {"camp_return_daily": 0.2, "camp_restriction": 1.0, "return_daily": 0.003, "gone_daily": 0.02, "hiding_joins_daily": 0.05},
    "factions": {"split_weekly": 0.3, "split_least": 4.0, "merge_weekly": 0.3, "extremist_kills": 0.01},
    "events": [
        {"id": "pardon", "date": "2011-08-01", "kind": "amnesty", "value": 30, "abroad": 60},
        {"id": "shut", "date": "2011-07-01", "kind": "border_closed", "country": "north"},
        {"id": "reopened", "date": "2011-09-01", "kind": "border_open", "country": "north"},
        {"id": "zone", "date": "2011-06-15", "kind": "safe_area", "place": "march"},
        {"id": "pact", "date": "2011-06-15", "kind": "agreement", "value": 0.9},
        *({"id": f"found-dead-{month}", "date": f"2011-{month:02}-15", "kind": "murder", "place": "march"} for month in range(4, 10)),
        {"id": "overrun", "date": "2011-12-20", "kind": "safe_area_lost", "place": "march"},
    ],
}  # fmt: skip


class Spy:
    """A table (or the state) that notes which of its columns are read and which are set anew."""

    def __init__(self, inner: Any, log: set[str], name: str = "") -> None:
        vars(self).update(inner=inner, log=log, name=name)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.inner, name)
        if self.name == "" and name in COLUMNS:
            return Spy(found, self.log, name)
        if self.name and name in {column.name for column in COLUMNS[self.name]}:
            self.log.add(f"{self.name}.{name}")
        elif name in ("counts", "balance"):
            self.log.add(name)
        elif name == "roll":
            self.log.add("people.status")
        return found

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.inner, name, value)


def columns(state: State) -> dict[str, np.ndarray]:
    tables = (*(getattr(state, name) for name in State.TABLES), state.nation)
    found = {f"{table.name}.{name}": values.copy() for table in tables for name, values in table.columns()}
    return found | {"counts": state.counts.copy(), "balance": state.balance.copy()}


def observed() -> dict[str, tuple[set[str], set[str]]]:
    """What each rule touched and changed over a run in which plenty happens, apart from what ``World.go`` does for it."""
    seen: dict[str, tuple[set[str], set[str]]] = {rule.run.__module__: (set(), set()) for rule in DAY}
    army, rebels = tiny_scenario(**RICH), tiny_rebels(RICH, RICH_REBELS)
    for scenario, seed in ((army, 1), (army, 2), (rebels, 1), (rebels, 2)):
        engine = Engine(load_scenario(scenario), seed)
        world, real = engine.world, engine.state
        touched: set[str] = set()
        gone: set[str] = set()
        go = world.go

        def quiet(*args: Any, go: Any = go, world: Any = world, real: Any = real, gone: set[str] = gone, **named: Any) -> Any:
            spying, world.state = world.state, real
            before = columns(real)
            result = go(*args, **named)
            after = columns(real)
            gone |= {name for name in after if not np.array_equal(before[name], after[name])}
            world.state = spying
            return result

        world.go = quiet  # type: ignore[method-assign]
        for _ in range(engine.scenario.about.days):
            world.begin(world.day + 1)
            for rule in DAY:
                if (world.day - 1) % rule.every:
                    continue
                before = columns(real)
                touched.clear()
                gone.clear()
                world.state = Spy(real, touched)  # type: ignore[assignment]
                rule.run(world)
                world.state = real
                after = columns(real)
                changed = {n for n in after if before[n].shape != after[n].shape or not np.array_equal(before[n], after[n])}
                reads, writes = seen[rule.run.__module__]
                reads |= touched
                writes |= changed - (gone - touched) if gone else changed
            world.record.note_day(world.day, real)
    return seen


@pytest.fixture(scope="module")
def seen() -> dict[str, tuple[set[str], set[str]]]:
    return observed()


@pytest.mark.parametrize("rule", DAY, ids=lambda rule: rule.run.__module__.rsplit(".", 1)[1])
def test_a_rule_touches_what_it_declares_and_no_more(rule, seen):
    touched, changed = seen[rule.run.__module__]
    unbound = GO if "go" in rule.writes else frozenset()
    assert changed - set(rule.writes) - unbound == set(), "written but not declared"
    assert set(rule.writes) - {"go"} - changed == set(), "declared but never written"
    assert touched - set(rule.reads) - set(rule.writes) == set(), "read but not declared"
    assert set(rule.reads) - touched == set(), "declared but never read"


def test_declared_columns_exist():
    known = {f"{table}.{column.name}" for table, cs in COLUMNS.items() for column in cs} | {"counts", "balance", "go"}
    for rule in DAY:
        assert set(rule.reads) | set(rule.writes) <= known
        assert set(rule.mechanisms) <= set(MECHANISMS)


def test_every_switchable_mechanism_is_carried_out_by_a_rule_or_at_birth():
    carried = {id for rule in DAY for id in rule.mechanisms}
    parts = {id for id in MECHANISMS if carried & {f"{id}a", f"{id}b", f"{id}c"}}
    at_birth = {"I4", "I6"}
    switchable = {m.id for m in MECHANISMS.values() if m.kind in ("rule", "claim")}
    assert switchable - carried - parts - at_birth == set()


def test_every_moving_column_is_written_by_something():
    written = {name for rule in DAY for name in rule.writes} | GO
    moving = {f"{table}.{column.name}" for table, cs in COLUMNS.items() for column in cs if not column.fixed}
    assert moving - written == set()
