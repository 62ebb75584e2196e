"""What is seen of why a man leaves, by hand: a siege, and rebels with his relatives in reach, as of the day (R13)."""

from __future__ import annotations

import pytest

from tests.unit.rules.by_hand import MARCH, TOWN, officers, only, rebels
from unit_cohesion.rules.repute import Repute
from unit_cohesion.vocabulary import BESIEGED, DEPLOYED


@pytest.mark.parametrize("off", [None, "R13"])
def test_a_leavers_siege_and_home_are_kept_as_they_were(off: str | None) -> None:
    engine = rebels(off)
    state, people, (first, second, third) = engine.state, engine.state.people, officers(engine)[:3]
    people.home[[first, second, third]] = (TOWN, MARCH, MARCH)
    state.places.control[TOWN], state.places.control[MARCH] = 0.75, 0.0
    people.unit[second] = next(unit for unit in range(state.army_units) if unit != people.unit[first])
    state.units.posture[people.unit[[first, second]]] = (DEPLOYED, BESIEGED)
    state.leavers[:2], state.tally.leavers = (first, second), 2
    only(engine, Repute)
    expected = [(False, 0.0)] * 3 if off else [(False, 0.25), (True, 1.0), (False, 0.0)]
    assert [(bool(people.seen_besieged[row]), float(people.seen_pressed[row])) for row in (first, second, third)] == expected
    state.places.control[:], state.units.posture[:], state.tally.leavers = 1.0, DEPLOYED, 0
    only(engine, Repute, 2)
    assert [(bool(people.seen_besieged[row]), float(people.seen_pressed[row])) for row in (first, second, third)] == expected
