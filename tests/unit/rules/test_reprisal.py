"""What the regime does to a leaver's kin and what men learn of punishment, by hand: one leaver, two brothers (D8, D9b, D9c)."""

from __future__ import annotations

from math import exp
from typing import Any

import pytest

from tests.unit.rules.by_hand import HILL, MARCH, PLAIN_PEOPLE, TOWN, army, close, lot, only, put, soldiers, sources, terms
from unit_cohesion.rules.reprisal import Reprisal
from unit_cohesion.simulation.engine import Engine

EVENT = 21
"""Number of the event by which he left."""


def family(off: Any = None, control: float = 1.0, **parameters: Any) -> tuple[Engine, int, int, int]:
    """Of three brothers at home in the march one has left today: engine, leaver, the one who serves, the one who has left long ago."""
    engine = army(off, None, **{"reprisal_memory_days": 10.0} | parameters)
    state, people = engine.state, engine.state.people
    leaver, brother, gone = soldiers(engine, PLAIN_PEOPLE)[:3]
    people.home[[leaver, brother, gone]] = MARCH
    state.places.control[:], state.places.control[MARCH] = 1.0, control
    group = int(state.kin_group[leaver])
    state.kin_first[:], state.kin_last[:] = 0, 0
    state.kin_first[group], state.kin_last[group] = 0, 3
    state.kin_rows[:3] = (leaver, brother, gone)
    put(engine, [leaver, gone], "in hiding")
    people.loyalty[[leaver, brother, gone]] = 0.7
    state.leavers[0], state.leaver_events[0], state.tally.leavers = leaver, EVENT, 1
    state.communities.population[MARCH * 2 + PLAIN_PEOPLE] = 40_000.0
    state.units.weight[people.unit[leaver]] = 2.0
    return engine, leaver, brother, gone


@pytest.mark.parametrize("control", [1.0, 0.5])
def test_his_house_is_burnt_by_lot_where_the_regime_reaches_it(control: float) -> None:
    engine, leaver, *_ = family()
    key = engine.state.people.key[leaver]
    spell = next(spell for spell in range(50) if lot("reprisal", key, spell) < 0.5)
    needed = lot("reprisal", key, spell) / control
    for chance, burnt in ((needed + 1e-9, True), (needed - 1e-9, False)):
        engine, leaver, brother, _ = family(None, control, reprisal_chance=chance, reprisal_outrage=0.6)
        engine.state.people.spell[leaver] = spell
        only(engine, Reprisal, 9)
        communities, people = engine.state.communities, engine.state.people
        assert communities.reprisals[MARCH * 2 + PLAIN_PEOPLE] == close(2 * 1e5 / 40_000 if burnt else 0.0)
        assert communities.reprisals.sum() == communities.reprisals[MARCH * 2 + PLAIN_PEOPLE]
        assert communities.reprisal_source[MARCH * 2 + PLAIN_PEOPLE] == (EVENT if burnt else 0)
        assert people.outrage[brother] == (0.6 if burnt else 0.0)
        assert (people.outrage_day[brother], people.outrage_source[brother]) == ((9, EVENT) if burnt else (0, 0))
        assert people.loyalty[brother] == 0.7


def test_only_those_who_serve_take_note_and_their_own_factor_follows() -> None:
    engine, leaver, brother, gone = family(None, reprisal_chance=1.0, reprisal_outrage=0.6, loyalty_weight=4.0, ceiling_resentment=0.5)
    people = engine.state.people
    people.ceilinged[brother] = 0.4
    only(engine, Reprisal)
    assert people.own[brother] == close(exp(-4 * (0.7 - 0.5) + 0.5 * 0.4 + 0.6))
    assert list(people.outrage[[leaver, gone]]) == [0.0, 0.0]
    assert list(people.own[[leaver, gone]]) == [0.0, 0.0]


@pytest.mark.parametrize(("off", "outrage", "burnt"), [("D8", 0.0, False), ("D8b", 0.0, True), ("D5", 0.6, True)])
def test_what_is_switched_off_does_not_touch_the_kin(off: str, outrage: float, burnt: bool) -> None:
    engine, _, brother, _ = family(off, reprisal_chance=1.0, reprisal_outrage=0.6)
    only(engine, Reprisal)
    assert engine.state.people.outrage[brother] == outrage
    assert (engine.state.communities.reprisals.max() > 0.0) == burnt


@pytest.mark.parametrize(("day", "left"), [(8, 0.6 * 2 ** (-7 / 14)), (9, 0.6)], ids=["the first day of a week", "any other"])
def test_outrage_fades_by_the_week_and_is_forgotten_in_the_end(day: int, left: float) -> None:
    engine = army(outrage_memory_days=14.0, outrage_forgotten=0.05, loyalty_weight=0.0)
    people = engine.state.people
    first, second = soldiers(engine, PLAIN_PEOPLE)[:2]
    people.ceilinged[:], people.outrage[first], people.outrage[second] = 0.0, 0.6, 0.06
    people.own[[first, second]] = exp(0.6), exp(0.06)
    only(engine, Reprisal, day)
    assert people.outrage[first] == close(left)
    assert people.own[first] == close(exp(left))
    assert people.outrage[second] == (0.06 if day == 9 else 0.0)
    assert people.own[second] == close(exp(0.06) if day == 9 else 1.0)


@pytest.mark.parametrize(("known", "control", "off"), [(6.0, 1.0, None), (6.0, 0.25, None), (18.0, 1.0, None), (6.0, 1.0, "D8a")])
def test_reprisals_deter_those_whose_homes_the_regime_reaches(known: float, control: float, off: str | None) -> None:
    """What is known of halves in ten days: of 6 houses per 100,000, 6 / 2^(1/10)."""
    engine = army(off, reprisal_deterrence=0.8, reprisal_half=6.0, reprisal_memory_days=10.0)
    state = engine.state
    state.communities.reprisals[TOWN * 2 + PLAIN_PEOPLE], state.communities.reprisal_source[TOWN * 2 + PLAIN_PEOPLE] = known, 5
    state.places.control[:], state.places.control[TOWN] = 0.9, control
    only(engine, Reprisal)
    left = known / 2**0.1
    assert state.communities.reprisals[TOWN * 2 + PLAIN_PEOPLE] == close(left)
    mine = (state.profiles.home == TOWN) & (state.profiles.sect == PLAIN_PEOPLE)
    expected = 0.0 if off else -0.8 * control * left / (left + 6)
    assert list(terms(engine, "profiles").D8a) == [close(expected if one else 0.0) for one in mine]
    assert sources(engine, "community").profiles_D8a[TOWN * 2 + PLAIN_PEOPLE] == (0 if off else 5)


@pytest.mark.parametrize(
    ("attempts", "caught", "believed"), [(4.0, 3.0, 0.2 + (0.75 - 0.2) / 20), (4.0, 0.0, 0.2 - 0.2 / 20), (0.0, 0.0, 0.2)]
)
def test_a_sect_learns_how_many_are_caught_and_is_deterred(attempts: float, caught: float, believed: float) -> None:
    engine = army(punishment_deterrence=0.6, catch_belief_days=20.0)
    state = engine.state
    state.sects.believed_catch[:], state.sects.attempts[:], state.sects.caught[:] = (0.9, 0.2), (0.0, attempts), (0.0, caught)
    only(engine, Reprisal)
    assert list(state.sects.believed_catch) == [0.9, close(believed)]
    expected = {HILL: -0.6 * 0.9, PLAIN_PEOPLE: -0.6 * believed}
    assert list(terms(engine, "profiles").D9b) == [close(expected[sect]) for sect in state.profiles.sect]


@pytest.mark.parametrize(("punished", "strength"), [(5.0, 15.0), (0.25, 0.0)])
def test_punishment_in_the_own_unit_outrages_a_watched_group_more(punished: float, strength: float) -> None:
    engine = army(punishment_outrage=3.0)
    state = engine.state
    state.units.punished[1], state.units.strength[1], state.units.punished_source[1] = punished, strength, 8
    state.sects.watched[:] = (0.25, 0.8)
    only(engine, Reprisal)
    share = punished / max(strength + punished, 1.0)
    for row in range(state.cells.size):
        watched = (0.25, 0.8)[state.cells.sect[row]]
        assert terms(engine, "cells").D9c[row] == close(3 * share * watched if state.cells.unit[row] == 1 else 0.0)
    assert sources(engine, "unit").cells_D9c[1] == 8


@pytest.mark.parametrize("id", ["D9b", "D9c"])
def test_what_is_switched_off_neither_deters_nor_outrages(id: str) -> None:
    engine = army(id)
    state = engine.state
    state.sects.believed_catch[:], state.units.punished[:], state.sects.watched[:] = 0.5, 2.0, 1.0
    only(engine, Reprisal)
    felt = {"D9b": terms(engine, "profiles").D9b.min() < 0.0, "D9c": terms(engine, "cells").D9c.max() > 0.0}
    assert felt == {"D9b": True, "D9c": True} | {id: False}
