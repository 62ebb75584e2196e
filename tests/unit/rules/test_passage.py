"""On the way abroad by hand: a day brings him nearer, the more so the fewer places there are to cross (D15)."""

from __future__ import annotations

from math import inf

import pytest

from tests.unit.rules.by_hand import MARCH, PORT, TOWN, army, cause, close, only, put, soldiers
from unit_cohesion.rules.passage import Passage
from unit_cohesion.vocabulary import STATUSES


@pytest.mark.parametrize(("place", "steps"), [(MARCH, 0), (TOWN, 1), (PORT, 2)])
def test_each_day_presses_him_to_arrive(place: int, steps: int) -> None:
    engine = army(transit_days=5.0)
    people, row = engine.state.people, soldiers(engine)[0]
    put(engine, row, "in transit", from_place=place, resistance=inf)
    only(engine, Passage, 3)
    assert people.pressure[row] == close(1 / (5 * (1 + steps)))
    people.resistance[row] = 2 / (5 * (1 + steps)) - 1e-12
    only(engine, Passage, 4)
    assert (STATUSES[people.status[row]], cause(engine)) == ("camp", "D15")


def test_he_does_not_set_out_and_arrive_on_one_day_nor_before_his_time() -> None:
    engine = army(transit_days=1.0)
    people, (first, second) = engine.state.people, soldiers(engine)[:2]
    put(engine, [first, second], "in transit", from_place=MARCH)
    people.since_day[first], people.resistance[first], people.resistance[second] = 3, 0.0, 1.0 + 1e-12
    only(engine, Passage, 3)
    assert [STATUSES[people.status[row]] for row in (first, second)] == ["in transit"] * 2
    assert people.pressure[first] == 0.0
