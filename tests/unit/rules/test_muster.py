"""The rebels counted by hand: two militias, five men, and what the skill of each is worth (R4, I5)."""

from __future__ import annotations

import pytest

from tests.unit.rules.by_hand import MARCH, PORT, TOWN, civilians, close, locals_of, militia, officers, only, put, rebels, soldiers
from unit_cohesion.rules.muster import Muster
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import SPECIALITIES

INFANTRY, ARMOUR = SPECIALITIES.index("infantry"), SPECIALITIES.index("armour")


def counted(**parameters: float) -> tuple[Engine, int, int]:
    """Of one militia in the town: an officer of armour, a soldier, two civilians and an adviser; of another in the march: a civilian.

    Each of the army stands for 3 persons, each civilian for 5.
    """
    engine = rebels(**{"adviser_use": 0.25, "mismatch": 0.5, "use_armour": 0.6} | parameters)
    people, units = engine.state.people, engine.state.units
    units.weight[: engine.state.army_units], units.weight[engine.state.army_units :] = 3.0, 5.0
    first, second = locals_of(engine, TOWN)[0], locals_of(engine, MARCH)[0]
    militia(engine, first, discipline=0.4, cohesion=0.5, warlordism=0.8)
    militia(engine, second, discipline=0.7, cohesion=0.3, warlordism=0.1)
    officer, adviser = officers(engine)[:2]
    soldier = soldiers(engine)[0]
    people.skill[[officer, adviser, soldier]] = (0.8, 0.6, 0.3)
    people.speciality[[officer, adviser, soldier]] = (ARMOUR, INFANTRY, INFANTRY)
    put(engine, officer, "militia commander", militia=first)
    put(engine, adviser, "adviser", militia=first)
    put(engine, soldier, "militia fighter", militia=first)
    put(engine, civilians(engine, TOWN)[:2], "militia fighter", militia=first)
    put(engine, civilians(engine, MARCH)[:1], "militia fighter", militia=second)
    people.memory[soldier], people.memory[civilians(engine, TOWN)[:2]] = 0.9, (0.2, 0.4)
    people.memory[officer] = people.memory[adviser] = 1.0
    return engine, first, second


def test_a_militia_is_its_men_and_what_it_can_use_of_them() -> None:
    engine, first, second = counted()
    only(engine, Muster)
    militias = engine.state.militias
    assert (militias.fighters[first], militias.officers[first], militias.advisers[first]) == (3 + 3 + 5 + 5, 3, 3)
    assert (militias.fighters[second], militias.officers[second], militias.advisers[second]) == (5, 0, 0)
    used = 3 * 0.8 * (1 - 0.5 * (1 - 0.6)) + 3 * 0.3 + 3 * 0.6 * 0.25  # armour's skill, a soldier's, a quarter of the adviser's
    assert militias.capability[first] == close(used)
    assert militias.capability[second] == 0.0
    assert engine.state.nation.capability_used == close(used)


def test_only_those_below_officer_remember_officers() -> None:
    engine, first, _ = counted()
    only(engine, Muster)
    assert engine.state.militias.memory[first] == close((3 * 0.9 + 5 * 0.2 + 5 * 0.4) / 13)


def test_places_have_the_men_and_the_disorder_of_their_militias() -> None:
    engine, *_ = counted()
    beside = locals_of(engine, TOWN)[1]
    militia(engine, beside, discipline=0.9)
    put(engine, civilians(engine, TOWN)[5:6], "militia fighter", militia=beside)
    only(engine, Muster)
    places = engine.state.places
    assert list(places.insurgents) == [0.0, 16.0 + 5.0, 5.0]
    assert list(places.disorder) == [0.0, close((16 * 0.6 + 5 * 0.1) / 21), close(0.3)]
    assert engine.state.nation.insurgents_peak == 26.0


def test_the_national_armys_men_are_counted_where_they_stand_and_for_all_their_skill() -> None:
    engine, *_ = counted()
    only(engine, Muster)
    before = engine.state.nation.capability_used
    recruit, defector = civilians(engine, TOWN)[8], officers(engine)[4]
    engine.state.people.skill[[recruit, defector]] = (0.9, 0.7)
    put(engine, [recruit, defector], "national army", from_place=PORT)
    only(engine, Muster)
    assert engine.state.places.insurgents[PORT] == 5.0 + 3.0
    assert engine.state.nation.capability_used - before == close(3 * 0.7)


def test_how_many_how_large_how_cohesive_and_how_much_of_a_warlord() -> None:
    engine, *_ = counted()
    engine.state.nation.insurgents_peak = 1000.0
    militia(engine, locals_of(engine, PORT)[0])  # one without anybody
    only(engine, Muster)
    nation, large, small = engine.state.nation, 16 / 21, 5 / 21
    assert nation.rebel_militias == 2
    assert nation.largest_militia_share == close(large)
    assert nation.effective_militias == close(1 / (large**2 + small**2))
    assert nation.militia_cohesion == close(large * 0.5 + small * 0.3)
    assert nation.warlordism == close(large * 0.8 + small * 0.1)
    assert nation.insurgents_peak == 1000.0


def test_without_anybody_under_arms_there_is_no_militia() -> None:
    engine = rebels()
    only(engine, Muster)
    nation = engine.state.nation
    assert (nation.rebel_militias, nation.effective_militias, nation.largest_militia_share, nation.militia_cohesion) == (0, 0, 0, 0)


@pytest.mark.parametrize("status", ["candidate", "withdrawn"])
def test_who_only_asks_or_waits_is_nobodys_man(status: str) -> None:
    engine, first, _ = counted()
    put(engine, officers(engine)[6], status, militia=first)
    only(engine, Muster)
    assert engine.state.militias.fighters[first] == 16
