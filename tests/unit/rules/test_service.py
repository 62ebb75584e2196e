"""Conscripts by hand: who is let go at the end of his term, and who comes when he is called (I8)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from tests.unit.rules.by_hand import TOWN, army, cause, close, events, lot, only, put, soldiers
from unit_cohesion.rules.service import Service
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import ENDINGS, STATUS, STATUSES

START = date(2011, 3, 15)


def term(off: Any = None, ends: int = 31, stops: int = 1000, **columns: Any) -> tuple[Engine, int]:
    """A soldier whose term ends on a day; nobody is let go from another day on, and nobody is called up."""
    engine = army(off, discharge_stops=START + timedelta(days=stops - 1))
    engine.state.people.discharge_day[:], engine.state.people.entry_day[:], engine.state.nation.discharge_open = 0, 0, 1.0
    row = soldiers(engine)[0]
    put(engine, row, "serving", discharge_day=ends, **columns)
    return engine, row


@pytest.mark.parametrize(
    ("day", "ends", "stops", "goes"),
    [
        (31, 31, 1000, True),
        (31, 61, 1000, False),
        (61, 31, 1000, True),
        (32, 31, 1000, False),
        (31, 31, 31, False),
        (31, 31, 32, True),
        (31, 0, 1000, False),
    ],
    ids=["on the day", "not before", "later", "monthly", "kept from this day", "the day before", "career man"],
)
def test_he_is_let_go_at_the_end_of_his_term_while_any_are(day: int, ends: int, stops: int, goes: bool) -> None:
    engine, row = term(None, ends, stops)
    only(engine, Service, day)
    assert STATUSES[engine.state.people.status[row]] == ("discharged" if goes else "serving")
    assert [int(event.row) for event in events(engine)] == [row] * goes
    assert engine.state.nation.discharge_open == (0.0 if day >= stops else 1.0)


def test_without_i8_nobody_is_let_go() -> None:
    engine, row = term("I8")
    only(engine, Service, 31)
    assert STATUSES[engine.state.people.status[row]] == "serving"


def due(**parameters: Any) -> tuple[Engine, np.ndarray]:
    """An army whose men all have the places of others who are gone, to be called up on day 31; nobody else is."""
    engine = army(**parameters)
    people = engine.state.people
    called = np.flatnonzero(people.entry_day > 0)
    people.entry_day[called], people.predecessor[called], people.discharge_day[:] = 31, -1, 0
    return engine, called


@pytest.mark.parametrize("control", [1.0, 0.25, 0.0])
@pytest.mark.parametrize("deaths", [0.0, 0.002, 0.01])
def test_those_called_evade_by_lot_the_likelier_the_more_die_and_the_less_the_regime_holds(control: float, deaths: float) -> None:
    """Of the tiny army's 144 men, ``deaths`` a day are 365.25 · deaths / 144 a year for each."""
    engine, called = due(evasion=0.8, evasion_risk=0.01, evasion_lost_control=0.6)
    people, state, came = engine.state.people, engine.state, []
    risk = 365.25 * deaths / 144
    evading = control * 0.8 * risk / (risk + 0.01) + (1 - control) * 0.6
    people.home[called], state.places.control[TOWN], state.nation.toll = TOWN, control, deaths
    assert state.sects.serving_start.sum() == 144
    only(engine, Service, 31)
    for row in called:
        comes = lot("evasion", people.key[row], 0) >= evading
        assert STATUSES[people.status[row]] == ("serving" if comes else "civilian")
        came.append(comes)
    assert cause(engine) == "I8"
    assert len(came) > 3
    assert any(came)
    assert (state.nation.called, state.nation.evaded) == (len(came), len(came) - sum(came))
    assert state.flows.call_ups == close(sum(came))


def test_a_regime_that_has_fallen_calls_up_nobody() -> None:
    for ending in ENDINGS:
        engine, called = due()
        engine.state.nation.ending = ENDINGS.index(ending)
        only(engine, Service, 31)
        assert (engine.state.people.status[called] == STATUS["serving"]).all() == (ending != "regime falls")
        assert engine.state.nation.called == (0.0 if ending == "regime falls" else len(called))


def test_in_peace_all_come_on_their_day_and_on_no_other() -> None:
    for day, entry, comes in ((31, 31, True), (31, 61, False), (32, 32, False)):
        engine, called = due()
        engine.state.people.entry_day[called] = entry
        only(engine, Service, day)
        assert (engine.state.people.status[called] == STATUS["serving"]).all() == comes
        assert engine.state.nation.evaded == 0.0


@pytest.mark.parametrize(
    ("first", "second", "comes"),
    [("serving", "civilian", False), ("camp", "serving", False), ("discharged", "civilian", True), ("dead", "camp", True)],
    ids=["he is kept", "so is who came after him", "he was let go", "none of them serves"],
)
def test_he_is_called_only_to_a_place_that_is_empty(first: str, second: str, comes: bool) -> None:
    """Two had his place before him, the second called up after the first."""
    engine, called = due()
    people, own = engine.state.people, soldiers(engine)[:2]
    put(engine, own[0], first)
    put(engine, own[1], second)
    people.predecessor[called[0]], people.predecessor[own[1]] = own[1], own[0]
    only(engine, Service, 31)
    assert (people.status[called[0]] == STATUS["serving"]) == comes
    assert (people.status[called[1:]] == STATUS["serving"]).all()
    assert engine.state.nation.called == len(called) - 1 + comes


def test_whoever_goes_makes_room_on_the_same_day() -> None:
    engine, called = due()
    people, own = engine.state.people, soldiers(engine)[0]
    people.discharge_day[own], people.predecessor[called[0]], engine.state.nation.discharge_open = 31, own, 1.0
    only(engine, Service, 31)
    assert [STATUSES[people.status[row]] for row in (own, called[0])] == ["discharged", "serving"]


def test_a_unit_that_nobody_was_left_in_has_a_commander_again() -> None:
    engine, called = due()
    people, units = engine.state.people, engine.state.units
    unit = int(people.unit[called[0]])
    others = [row for row in range(units.first[unit], units.last[unit]) if people.status[row] == STATUS["serving"]]
    put(engine, others, "camp")
    units.commander[unit], units.strength[unit] = -1, 0.0
    only(engine, Service, 31)
    assert units.commander[unit] in called
    assert units.strength[unit] == sum(people.unit[called] == unit)
