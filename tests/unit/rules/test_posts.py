"""By whom places are held, and what falls with a unit, by hand: a staff and a company in the town, which rebels half hold."""

from __future__ import annotations

from tests.unit.rules.by_hand import TOWN, close
from tests.unit.rules.test_offers import COMPANY, STAFF, before_rebels, threshold, took


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
