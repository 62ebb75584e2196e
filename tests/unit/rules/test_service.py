"""Conscripts by hand: who is let go at the end of his term, and who comes when he is called (I8)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from tests.unit.rules.by_hand import TOWN, army, cause, close, events, lot, only, put, soldiers
from unit_cohesion.rules.service import Service
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import STATUS, STATUSES

START = date(2011, 3, 15)


def term(off: Any = None, ends: int = 8, stops: int = 1000, **columns: Any) -> tuple[Engine, int]:
    """A soldier whose term ends on a day; nobody is let go from another day on."""
    engine = army(off, discharge_stops=START + timedelta(days=stops - 1))
    engine.state.people.discharge_day[:], engine.state.nation.discharge_open = 0, 1.0
    row = soldiers(engine)[0]
    put(engine, row, "serving", discharge_day=ends, **columns)
    return engine, row


@pytest.mark.parametrize(
    ("day", "ends", "stops", "goes"),
    [
        (8, 8, 1000, True),
        (8, 9, 1000, False),
        (8, 3, 1000, True),
        (9, 8, 1000, False),
        (15, 8, 15, False),
        (15, 8, 16, True),
        (8, 0, 1000, False),
    ],
    ids=["on the day", "not before", "later that week", "weekly", "kept from this day", "the day before", "career man"],
)
def test_he_is_let_go_at_the_end_of_his_term_while_any_are(day: int, ends: int, stops: int, goes: bool) -> None:
    engine, row = term(None, ends, stops)
    only(engine, Service, day)
    assert STATUSES[engine.state.people.status[row]] == ("discharged" if goes else "serving")
    assert [int(event.row) for event in events(engine)] == [row] * goes
    assert engine.state.nation.discharge_open == (0.0 if day >= stops else 1.0)


def test_without_i8_nobody_is_let_go() -> None:
    engine, row = term("I8")
    only(engine, Service, 8)
    assert STATUSES[engine.state.people.status[row]] == "serving"


@pytest.mark.parametrize("control", [1.0, 0.25, 0.0])
def test_those_called_evade_by_lot_the_likelier_the_less_the_regime_holds_their_home(control: float) -> None:
    evading, came = 0.3 * control + 0.6 * (1 - control), []
    engine = army(evasion=0.3, evasion_lost_control=0.6)
    people, state = engine.state.people, engine.state
    called = np.flatnonzero(people.entry_day > 0)
    people.entry_day[called], people.home[called], state.places.control[TOWN] = 31, TOWN, control
    only(engine, Service, 31)
    for row in called:
        comes = lot("evasion", people.key[row], 0) >= evading
        assert STATUSES[people.status[row]] == ("serving" if comes else "civilian")
        came.append(comes)
    assert cause(engine) == "I8"
    assert len(came) > 3
    assert any(came)
    assert state.flows.call_ups == close(sum(came))


def test_call_ups_are_monthly_and_each_is_called_once() -> None:
    for day, entry, comes in ((31, 31, True), (31, 61, False), (32, 32, False)):
        engine = army(evasion=0.0, evasion_lost_control=0.0)
        people = engine.state.people
        called = np.flatnonzero(people.entry_day > 0)
        people.entry_day[called] = entry
        only(engine, Service, day)
        assert (people.status[called] == STATUS["serving"]).all() == comes


def test_a_unit_that_nobody_was_left_in_has_a_commander_again() -> None:
    engine = army(evasion=0.0, evasion_lost_control=0.0)
    people, units = engine.state.people, engine.state.units
    called = np.flatnonzero(people.entry_day > 0)
    unit = int(people.unit[called[0]])
    others = [row for row in range(units.first[unit], units.last[unit]) if people.status[row] == STATUS["serving"]]
    put(engine, others, "camp")
    units.commander[unit], units.strength[unit], people.entry_day[called] = -1, 0.0, 31
    only(engine, Service, 31)
    assert units.commander[unit] in called
    assert units.strength[unit] == sum(people.unit[called] == unit)
