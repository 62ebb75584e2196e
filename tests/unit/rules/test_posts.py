"""By whom places are held, and what falls with a unit, by hand: a staff and a company in the town, which rebels half hold."""

from __future__ import annotations

import pytest

from tests.unit.rules.by_hand import TOWN, close, only
from tests.unit.rules.test_ground import country, drawn
from tests.unit.rules.test_offers import COMPANY, STAFF, before_rebels, threshold, took
from unit_cohesion.rules.ground import Ground


def test_of_what_is_held_a_unit_gives_up_its_share_and_the_last_all() -> None:
    """The last to give in takes the place with it, whatever militias the regime has there."""
    probe = before_rebels()
    first, last = sorted((STAFF, COMPANY), key=lambda unit: threshold(probe, unit))
    between = (threshold(probe, first) + threshold(probe, last)) / 2.0
    for alone in (False, True):
        engine = before_rebels(offer_weight=between)
        units = engine.state.units
        units.post_lost[last], engine.state.places.loyal_militia[TOWN] = alone, 5.0
        men_first, men_last = float(units.start_strength[first]), float(units.start_strength[last])
        assert first in took(engine)
        left = 0.0 if alone else 0.5 * (1.0 - men_first / (men_first + men_last + 5.0))
        assert engine.state.places.control[TOWN] == close(left)
        assert engine.state.nation.ground_lost == close(0.5 - left)


@pytest.mark.parametrize(("regular", "counts"), [(0.0, 80.0), (15.0, 65.0), (40.0, 40.0)])
def test_in_an_assault_armies_in_line_count_once(regular: float, counts: float) -> None:
    """Of 40 rebels so many stand in line; to those who attack and to those who hold."""
    engine = country()
    places, fell = engine.state.places, [0, 0]
    for week in range(1, 41):
        day = 7 * week + 1
        places.control[TOWN], places.rebel_worth[TOWN], places.regular_worth[TOWN] = 0.5, 40.0, regular
        places.defence[TOWN], places.attack[TOWN] = 50.0, 90.0
        only(engine, Ground, day)
        lost = drawn("assault", TOWN, day) < 0.6 * counts**2 / (counts**2 + (1.5 * 50.0) ** 2)
        won = drawn("counterattack", TOWN, day) < 0.6 * 90.0**2 / (90.0**2 + (1.5 * counts) ** 2)
        assert places.control[TOWN] == close(0.5 + 0.2 * (int(won) - int(lost)))
        fell[0], fell[1] = fell[0] + lost, fell[1] + won
    assert min(fell) > 0
