"""A province lost by hand: what the garrisons next door make of it (D19)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.rules.by_hand import MARCH, PORT, TOWN, army, close, only, terms
from unit_cohesion.rules.rout import Rout
from unit_cohesion.simulation.engine import Engine

COMPANY = 1
HALF_LIFE_OF_A_DAY = 1.0


def garrisons(off: Any = None, worth: float = 100.0, place: int = TOWN, **parameters: float) -> Engine:
    """A company in the town, between the port and the march; as many rebels as are wholly felt stand wherever it is."""
    given = {"rout_pull": 6.0, "rout_days": HALF_LIFE_OF_A_DAY, "leaderless_danger": 0.2} | parameters
    engine = army(off, None, **given)
    places = engine.state.places
    places.control[:] = places.control_before[:] = 1.0
    places.lost_lately[:] = 0.0
    places.defence[:], places.rebel_worth[:] = 100.0, worth
    engine.state.units.place[COMPANY] = place
    return engine


@pytest.mark.parametrize(
    ("lost", "worth", "log_hazard"),
    [(1.0, 100.0, 6.0), (0.5, 100.0, 1.5), (0.1, 100.0, 0.06), (1.0, 10.0, 3.0), (1.0, 0.0, 0.0)],
    ids=["all of it", "half of it", "a town", "few rebels here", "none here"],
)
def test_men_go_as_much_as_was_lost_next_door_and_as_the_enemy_is_felt(lost: float, worth: float, log_hazard: float) -> None:
    """The square of what the march lost; 20 rebels before 100 who defend are wholly felt."""
    engine = garrisons(worth=worth)
    engine.state.places.control[MARCH] = 1.0 - lost
    only(engine, Rout)
    assert terms(engine, "units").D19[COMPANY] == close(log_hazard)


def test_the_worst_that_was_lost_next_door_counts_and_what_is_lost_here_does_not() -> None:
    engine = garrisons()
    engine.state.places.control[:] = 0.6, 0.0, 0.3  # of the port, the town, the march
    only(engine, Rout)
    assert terms(engine, "units").D19[COMPANY] == close(6.0 * 0.7**2)
    engine = garrisons(place=PORT)
    engine.state.places.control[:] = 0.6, 0.5, 0.0
    only(engine, Rout)
    assert terms(engine, "units").D19[COMPANY] == close(6.0 * 0.5**2)


def test_what_was_lost_fades_and_what_is_won_is_none() -> None:
    """Half of it is left on the next evening, on which a part is won back and, on the third, lost again."""
    engine = garrisons()
    places = engine.state.places
    for control, lost in ((0.2, 0.8), (0.5, 0.4), (0.4, 0.3)):
        places.control[MARCH] = control
        only(engine, Rout)
        assert places.lost_lately[MARCH] == close(lost)
    assert places.lost_lately[PORT] == 0.0


def test_nothing_is_lost_on_the_first_evening() -> None:
    engine = army(rout_pull=6.0)
    engine.state.places.control[:] = 0.3
    only(engine, Rout)
    assert set(engine.state.places.lost_lately) == {0.0}
    assert list(engine.state.places.control_before) == [0.3] * 3


def test_without_it_nobody_is_frightened_by_what_was_lost() -> None:
    engine = garrisons("D19")
    engine.state.places.control[MARCH] = 0.0
    only(engine, Rout)
    assert set(terms(engine, "units").D19) == {0.0}
