"""Deaths by hand: how many on a day of the series and after it, where they fall, on whom, and by whose hand (W1, V1)."""

from __future__ import annotations

from math import sqrt
from typing import Any

import pytest

from tests.unit.rules.by_hand import HILL, MARCH, PLAIN_PEOPLE, PORT, TOWN, army, close, only
from unit_cohesion.rules.fighting import Fighting
from unit_cohesion.simulation.engine import Engine

DAY = 5


def war(deaths: float = 10.0, regime: float = 4.0, off: Any = None, **parameters: Any) -> Engine:
    """A day of which a series counts so many deaths, -1 for one that it does not reach; power 100 against 25. A tenth of all
    others than the regime's own dead are the rebels' doing."""
    given = {
        "undercount": 1.5,
        "force_memory_days": 20.0,
        "contested_violence": 1.5,
        "deaths_per_power": 0.02,
        "regime_death_share": 0.25,
        "lull_after_massacre": 0.5,
        "rebel_civilian_share": 0.1,
    }
    engine = army(off, None, **given | parameters)
    state = engine.state
    state.calendar.all_deaths[DAY - 1], state.calendar.regime_deaths[DAY - 1] = deaths, regime
    state.nation.regime_power, state.nation.rebel_power = 100.0, 25.0
    state.nation.unrest, state.nation.toll, state.nation.repression = 8.0, 2.0, 3.0
    state.places.violence[:], state.places.control[:] = (1.0, 2.0, 1.0), (1.0, 0.5, 0.25)
    state.communities.population[:], state.communities.target[:] = 1000.0, (0.25, 0.75) * 3
    state.communities.exposed[:] = (0.6, 0.4) * 3
    state.communities.struck[:] = state.communities.struck_by_rebels[:] = state.communities.fallen[:] = 0.0
    return engine


def test_all_deaths_are_scaled_for_the_undercount_the_regimes_are_not_and_unrest_and_toll_follow() -> None:
    engine = war()
    only(engine, Fighting, DAY)
    nation = engine.state.nation
    assert (nation.all_deaths, nation.regime_deaths) == (close(15.0), close(4.0))
    assert (nation.unrest, nation.toll) == (close(8 + (15 - 8) / 20), close(2 + (4 - 2) / 20))


def test_deaths_fall_by_violence_and_where_control_is_contested() -> None:
    engine = war()
    only(engine, Fighting, DAY)
    heat = [1.0, 2.0 * (1 + 1.5 * 4 * 0.25), 1.0 * (1 + 1.5 * 4 * 0.25 * 0.75)]
    deaths = [15 * one / sum(heat) for one in heat]
    assert list(engine.state.places.all_deaths) == [close(one) for one in deaths]
    others = [(15 - 4) * one / sum(heat) for one in heat]
    assert list(engine.state.communities.force) == [close(0.9 * there * share * 100) for there in others for share in (0.25, 0.75)]


def test_the_rebels_doing_falls_on_those_who_hold_posts_and_their_men_in_the_army_are_mourned_at_home() -> None:
    """Of eleven deaths but the regime's own a tenth; two of the hill fell since the last count, and are counted once."""
    engine = war()
    communities = engine.state.communities
    communities.fallen[TOWN * 2 + HILL] = 2.0
    only(engine, Fighting, DAY)
    heat = [1.0, 5.0, 2.125]
    expected = [0.1 * 11 * one / sum(heat) * share * 100 for one in heat for share in (0.6, 0.4)]
    expected[TOWN * 2 + HILL] += 200.0
    assert list(communities.rebel_force) == [close(one) for one in expected]
    assert communities.fallen.max() == 0.0


def test_repression_is_the_force_of_the_regimes_hand_smoothed() -> None:
    engine = war()
    engine.state.communities.struck[TOWN * 2 + PLAIN_PEOPLE], engine.state.communities.struck_by_rebels[TOWN * 2 + HILL] = 2.0, 1.0
    only(engine, Fighting, DAY)
    by_the_regime = 0.9 * (15 - 4.5 - 4) + 3.0  # three deaths were struck, two of them by the regime: half again as many truly
    assert engine.state.nation.repression == close(3 + (by_the_regime - 3) / 20)


def test_without_v1_all_deaths_are_the_regimes_doing() -> None:
    engine = war(off="V1")
    communities = engine.state.communities
    communities.fallen[:] = 2.0
    only(engine, Fighting, DAY)
    heat = [1.0, 5.0, 2.125]
    assert list(communities.force) == [close(15 * one / sum(heat) * share * 100) for one in heat for share in (0.25, 0.75)]
    assert communities.rebel_force.max() == 0.0
    assert engine.state.nation.repression == close(3 + (15 - 3) / 20)


def test_nobody_is_hit_where_nobody_lives() -> None:
    engine = war()
    engine.state.communities.population[MARCH * 2 + HILL] = 0.0
    only(engine, Fighting, DAY)
    assert engine.state.communities.force[MARCH * 2 + HILL] == 0.0


def test_after_the_series_deaths_go_on_from_its_end_with_the_balance_of_forces() -> None:
    """It ended with 12 and 3 a day: 18, as one in three is not counted, and 3, at a power of √(100 · 25) = 50; later power makes others."""
    engine = war(-1.0, -1.0)
    calendar, nation = engine.state.calendar, engine.state.nation
    calendar.deaths_at_end[DAY - 1], calendar.regime_deaths_at_end[DAY - 1] = 12.0, 3.0
    only(engine, Fighting, DAY)
    assert (nation.all_deaths, nation.regime_deaths) == (close(18.0), close(3.0))
    assert (nation.lethality, nation.regime_lethality) == (close(18 / 50), close(3 / 50))
    nation.rebel_power = 64.0
    only(engine, Fighting, DAY)
    assert (nation.all_deaths, nation.regime_deaths) == (close(18 / 50 * 80), close(3 / 50 * 80))
    assert nation.lethality == close(18 / 50)


def test_without_a_series_deaths_come_from_power() -> None:
    engine = war(-1.0, -1.0)
    only(engine, Fighting, DAY)
    assert (engine.state.nation.all_deaths, engine.state.nation.regime_deaths) == (close(0.02 * sqrt(100 * 25)), close(0.02 * 0.25 * 50))


def test_where_the_regimes_own_have_no_series_they_are_a_share_of_all() -> None:
    """Of 12 that are counted, 18: a quarter of them."""
    engine = war(12.0, -1.0)
    only(engine, Fighting, DAY)
    assert (engine.state.nation.all_deaths, engine.state.nation.regime_deaths) == (close(18.0), close(0.25 * 18))


@pytest.mark.parametrize(
    ("struck", "ahead", "total", "left"), [(4.0, 0.0, 15.0, 0.0), (20.0, 0.0, 30.0, 15.0), (2.0, 1.0, 14.0, 0.0), (2.0, 40.0, 9.0, 34.0)]
)
def test_a_massacre_is_of_the_series_deaths_and_what_is_more_is_taken_off_later(
    struck: float, ahead: float, total: float, left: float
) -> None:
    """Of 15 deaths; at most half of a day's others are taken off for what went before. Struck deaths are undercounted too."""
    engine = war()
    state = engine.state
    state.communities.struck[TOWN * 2 + PLAIN_PEOPLE], state.nation.ahead = struck, ahead
    only(engine, Fighting, DAY)
    assert state.nation.all_deaths == close(total)
    assert state.nation.ahead == close(left)
    hit, heat = 1.5 * struck, [1.0, 5.0, 2.125]
    fought = [(total - hit) * one / sum(heat) for one in heat]
    others = 0.9 * max((total - hit - 4) * heat[TOWN] / sum(heat), 0.0)
    assert list(state.places.all_deaths) == [close(fought[PORT]), close(fought[TOWN] + hit), close(fought[MARCH])]
    assert state.communities.force[TOWN * 2 + PLAIN_PEOPLE] == close((others * 0.75 + hit) * 100)
    assert state.communities.force[TOWN * 2 + HILL] == close(others * 0.25 * 100)
