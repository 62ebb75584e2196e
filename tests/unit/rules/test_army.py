"""A person's own factor by hand: loyalty and the ceiling on his posts (I1, I4); the army at birth beside what the scenario says."""

from __future__ import annotations

from math import exp

import pytest

from tests.unit.rules.by_hand import army, close, put, soldiers
from unit_cohesion.engine.transitions import refresh_own


@pytest.mark.parametrize(("loyalty", "ceiling", "outrage"), [(0.5, 0.0, 0.0), (1.0, 0.0, 0.0), (0.1, 0.6, 0.0), (0.7, 1.0, 1.5)])
@pytest.mark.parametrize("off", [None, "I4", "D8b"])
def test_his_own_factor_is_of_loyalty_the_ceiling_and_outrage(loyalty: float, ceiling: float, outrage: float, off: str | None) -> None:
    engine = army(off, loyalty_weight=5.0, ceiling_resentment=0.8)
    people, row = engine.state.people, soldiers(engine)[0]
    people.loyalty[row], people.ceilinged[row], people.outrage[row] = loyalty, ceiling, outrage
    engine.ask(refresh_own, row=row)
    of_ceiling, of_outrage = 0.0 if off == "I4" else 0.8 * ceiling, 0.0 if off == "D8b" else outrage
    assert people.own[row] == close(exp(-5 * (loyalty - 0.5) + of_ceiling + of_outrage))


def test_nothing_presses_who_does_not_serve() -> None:
    engine = army()
    row = soldiers(engine)[0]
    put(engine, row, "in hiding")
    engine.state.people.own[row] = 7.0
    engine.ask(refresh_own, row=row)
    assert engine.state.people.own[row] == 0.0
