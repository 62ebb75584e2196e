"""The regime's own militias by hand: who raises them, who falls, and whom they do without (W6)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.rules.by_hand import HILL, PLAIN_PEOPLE, TOWN, army, close, only
from unit_cohesion.rules.loyal_militias import LoyalMilitias
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import STATUS


def militias(off: Any = None, serving: float = 600.0, **parameters: Any) -> Engine:
    """The hill of the town has 2,000 people and 30 men in a militia; of an army of 1,000 so many serve; nobody dies."""
    given = {"loyal_share": 0.05, "lack_half": 0.3, "loyal_days": 70.0, "gap_calls": 0.5, "exposure_loyal": 3.0}
    engine = army(off, None, **given | parameters)
    state = engine.state
    state.counts[...] = 0.0
    state.sects.serving_start[:] = (400.0, 600.0)
    state.counts[HILL, 0, STATUS["serving"]], state.counts[PLAIN_PEOPLE, 2, STATUS["serving"]] = serving / 3, 2 * serving / 3
    state.communities.population[:], state.communities.fear[:], state.communities.loyal_militia[:] = 0.0, 0.0, 0.0
    row = TOWN * 2 + HILL
    state.communities.population[row], state.communities.fear[row], state.communities.loyal_militia[row] = 2000.0, 0.6, 30.0
    state.places.control[:], state.places.all_deaths[:] = 0.8, 0.0
    state.nation.gap = state.nation.fire = 0.0
    return engine


def heads(engine: Engine) -> float:
    """Militiamen of the hill of the town."""
    return float(engine.state.communities.loyal_militia[TOWN * 2 + HILL])


@pytest.mark.parametrize(("serving", "lack"), [(600.0, 0.4), (1000.0, 0.0), (1100.0, 0.0)])
@pytest.mark.parametrize("gap", [0.0, 0.8])
def test_the_fearful_send_men_as_the_army_lacks_them_and_a_gap_is_left(serving: float, lack: float, gap: float) -> None:
    engine = militias(serving=serving)
    engine.state.nation.gap = gap
    only(engine, LoyalMilitias, 8)
    wanted = 0.05 * lack / (lack + 0.3) * (1 + 0.5 * gap) * 2000 * 0.6 * 0.8
    expected = 30 + (wanted - 30) * 7 / 70
    assert heads(engine) == close(expected)
    assert list(engine.state.places.loyal_militia) == [0.0, close(expected), 0.0]
    assert engine.state.nation.regime_militia == close(expected)
    assert engine.state.nation.militia_dead == 0.0


@pytest.mark.parametrize(("fire", "falls"), [(0.01, 3 * 0.25 * 0.01), (10.0, 1.0)])
def test_some_fall_each_day_where_the_fighting_is(fire: float, falls: float) -> None:
    """A quarter of the deaths are in the town; nobody is raised but once a week."""
    engine = militias()
    engine.state.places.all_deaths[:], engine.state.nation.fire = (5.0, 5.0, 10.0), fire
    only(engine, LoyalMilitias, 9)
    assert heads(engine) == close(30 * (1 - falls))
    assert engine.state.nation.militia_dead == close(30 * falls)
    assert engine.state.communities.fallen[TOWN * 2 + HILL] == close(30 * falls)


def test_a_place_that_is_lost_sends_nobody() -> None:
    engine = militias()
    engine.state.places.control[TOWN] = 0.0
    only(engine, LoyalMilitias, 8)
    assert heads(engine) == close(27.0)


def test_without_w6_there_are_none() -> None:
    engine = militias("W6")
    engine.state.communities.loyal_militia[:] = 0.0
    only(engine, LoyalMilitias, 8)
    assert (heads(engine), engine.state.nation.regime_militia) == (0.0, 0.0)
