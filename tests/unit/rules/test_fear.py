"""Fear of the other side by hand: what rebels did is remembered, who they are is learned, and what each community expects of them (V2)."""

from __future__ import annotations

from math import exp
from typing import Any

import pytest

from tests.unit.rules.by_hand import (
    HILL,
    MARCH,
    PLAIN_PEOPLE,
    PORT,
    TOWN,
    army,
    close,
    locals_of,
    militia,
    officers,
    only,
    put,
    rebels,
    soldiers,
)
from unit_cohesion.rules.fear import Fear
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import STATUS

FORGETFUL, SLOW = 10.0, 2000.0
"""A half-life of ten days, and a lag so long that what is known hardly moves in a day."""
WEIGHTS = {"fear_of_position": 1.5, "fear_of_force": 0.0, "fear_of_temper": 0.0, "fear_reassured": 0.0}


def country(off: Any = None, make: Any = army, **parameters: Any) -> Engine:
    """Two groups of 100 and 300 people: the hill is high in the order (.8), the plain low (.25); nobody has suffered."""
    given = {"fear_memory_days": FORGETFUL, "fear_half": 20.0, "fear_home": 0.5, "known_days": SLOW, "known_prior": 50.0, "known_own": 0.4}
    engine = make(off, None, **given | WEIGHTS | parameters)
    state = engine.state
    state.communities.population[HILL::2], state.communities.population[PLAIN_PEOPLE::2] = (50.0, 30.0, 20.0), (50.0, 100.0, 150.0)
    state.communities.suffered[:] = state.communities.rebel_force[:] = state.communities.felt[:] = 0.0
    state.sects.position[:], state.sects.reassurance[:], state.sects.story[:] = (0.8, 0.25), 0.0, 0.0
    return engine


def fears(engine: Engine) -> list[float]:
    return [float(one) for one in engine.state.communities.fear]


# ---- position, and one's own among the rebels


def test_fear_of_position_is_taken_off_by_ones_own_among_the_rebels() -> None:
    """Nobody is known of yet, so each group holds that .4 of its share is among them: 1 − exp(−1.5 · position · .6)."""
    engine = country()
    only(engine, Fear)
    assert list(engine.state.sects.own) == [close(0.4), close(0.4)]
    assert fears(engine) == [close(1 - exp(-1.5 * position * 0.6)) for position in (0.8, 0.25)] * 3


@pytest.mark.parametrize("weight", [1.0, 2.0])
def test_who_the_rebels_are_is_learned_from_who_is_among_them(weight: float) -> None:
    """Of 40 persons there 30 are of the plain: a tenth is known after a day, beside 50 of whom each group has .4 of its due."""
    engine = country(known_days=10.0)
    counts = engine.state.counts
    counts[...] = 0.0
    for sect, band, status, men in (
        (HILL, 0, "militia fighter", 6.0),
        (HILL, 3, "militia commander", 4.0),
        (PLAIN_PEOPLE, 0, "militia fighter", 20.0),
        (PLAIN_PEOPLE, 3, "national army", 10.0),
        (PLAIN_PEOPLE, 0, "camp", 99.0),
        (HILL, 0, "serving", 99.0),
    ):
        counts[sect, band, STATUS[status]] = men * weight
    engine.state.places.insurgents[:] = 0.0
    only(engine, Fear)
    known = {HILL: weight * 10 / 10, PLAIN_PEOPLE: weight * 30 / 10}
    assert list(engine.state.sects.known) == [close(known[HILL]), close(known[PLAIN_PEOPLE])]
    whole = 4 * weight
    assert list(engine.state.sects.own) == [
        close((known[sect] / share + 50 * 0.4) / (whole + 50)) for sect, share in ((HILL, 0.25), (PLAIN_PEOPLE, 0.75))
    ]


def test_a_group_that_has_its_share_among_them_has_nothing_to_fear_from_its_position() -> None:
    engine = country()
    engine.state.sects.known[:] = (1e6, 0.0)
    only(engine, Fear)
    assert engine.state.sects.own[HILL] == 1.0
    assert fears(engine)[HILL] == 0.0


@pytest.mark.parametrize("make", [army, rebels])
def test_where_rebels_are_but_a_number_they_are_those_of_a_place_who_are_willing(make: Any) -> None:
    """In the town 40 fight: of 30 of the hill who feel 20 (a quarter willing) and of 100 of the plain who feel 60 (a half)."""
    engine = country(make=make, known_days=10.0, grievance_half=60.0, fear_recruits=0.0)
    state = engine.state
    state.counts[...] = 0.0
    state.places.insurgents[:], state.communities.felt[:] = 0.0, 0.0
    state.places.insurgents[TOWN] = 40.0
    state.communities.felt[TOWN * 2 : TOWN * 2 + 2] = (20.0, 60.0)
    only(engine, Fear)
    hill, plain = 30 * 0.25, 100 * 0.5
    expected = [4 * hill / (hill + plain), 4 * plain / (hill + plain)] if make is army else [0.0, 0.0]
    assert list(state.sects.known) == [close(one) for one in expected]


def test_those_who_fear_the_rebels_are_less_willing_to_be_of_them() -> None:
    engine = country(known_days=10.0, fear_recruits=2.0, grievance_half=60.0)
    state = engine.state
    state.places.insurgents[:], state.communities.felt[:], state.communities.fear[:] = 0.0, 60.0, 0.0
    state.places.insurgents[TOWN], state.communities.fear[TOWN * 2 + HILL] = 40.0, 0.5
    only(engine, Fear)
    hill, plain = 15 * exp(-2 * 0.5), 50.0
    assert list(state.sects.known) == [close(4 * hill / (hill + plain)), close(4 * plain / (hill + plain))]


# ---- what rebels did


@pytest.mark.parametrize("home", [0.25, 0.8])
def test_what_rebels_did_is_felt_at_home_and_for_the_own_group_everywhere(home: float) -> None:
    """Of 8 deaths before, half are forgotten in ten days; 12 are added in the town. Everywhere: by the people of 50, 30 and 20."""
    engine = country(fear_of_position=0.0, fear_of_force=0.8, fear_home=home)
    communities = engine.state.communities
    communities.suffered[TOWN * 2 + HILL], communities.rebel_force[TOWN * 2 + HILL] = 8.0, 12.0
    communities.rebel_force[MARCH * 2 + HILL] = 5.0
    only(engine, Fear)
    there = {PORT: 0.0, TOWN: 8 * 2 ** (-1 / FORGETFUL) + 12, MARCH: 5.0}
    everywhere = (there[TOWN] * 30 + there[MARCH] * 20) / 100
    for place, suffered in there.items():
        felt = home * suffered + (1 - home) * everywhere
        assert communities.suffered[place * 2 + HILL] == close(suffered)
        assert communities.fear[place * 2 + HILL] == close(1 - exp(-0.8 * felt / (felt + 20)))
        assert communities.fear[place * 2 + PLAIN_PEOPLE] == 0.0


# ---- the temper of the rebels, the regime's story, reassurance


@pytest.mark.parametrize("story", [0.0, 0.5])
def test_sectarian_rebels_around_are_feared_and_so_are_those_of_the_regimes_story(story: float) -> None:
    """In the town 30 at .2 and 10 at .6: .3; in the march 60 at .9; in the port none, so those of the country. A dead one counts not."""
    engine = country(make=rebels, fear_of_position=0.0, fear_of_temper=0.75)
    (first, second, third), march = locals_of(engine, TOWN)[:3], locals_of(engine, MARCH)[0]
    militia(engine, first, fighters=30.0, sectarian=0.2)
    militia(engine, second, fighters=10.0, sectarian=0.6)
    militia(engine, march, fighters=60.0, sectarian=0.9)
    militia(engine, third, fighters=500.0, sectarian=1.0, alive=False)
    engine.state.sects.story[HILL] = story
    only(engine, Fear)
    around = {PORT: (30 * 0.2 + 10 * 0.6 + 60 * 0.9) / 100, TOWN: 0.3, MARCH: 0.9}
    for place, temper in around.items():
        for sect, told in ((HILL, story), (PLAIN_PEOPLE, 0.0)):
            believed = 1 - (1 - temper) * (1 - told)
            assert engine.state.communities.fear[place * 2 + sect] == close(1 - exp(-0.75 * believed * 0.6))


def test_without_rebels_around_none_of_their_temper_is_feared_but_what_the_regime_tells() -> None:
    engine = country(fear_of_position=0.0, fear_of_temper=0.75)
    engine.state.sects.story[:] = (0.5, 0.0)
    only(engine, Fear)
    assert fears(engine) == [close(1 - exp(-0.75 * 0.5 * 0.6)), 0.0] * 3


@pytest.mark.parametrize("reassured", [0.5, 1.0])
def test_it_falls_as_far_as_rebels_are_believed_to_spare_those_who_come_over(reassured: float) -> None:
    engine = country(fear_reassured=0.6)
    engine.state.sects.reassurance[HILL] = reassured
    only(engine, Fear)
    assert fears(engine)[HILL] == close((1 - exp(-1.5 * 0.8 * 0.6)) * (1 - 0.6 * reassured))
    assert fears(engine)[PLAIN_PEOPLE] == close(1 - exp(-1.5 * 0.25 * 0.6))


def test_without_v2_nobody_fears_or_remembers() -> None:
    engine = country("V2", fear_of_force=0.8)
    engine.state.communities.rebel_force[:] = 30.0
    only(engine, Fear)
    state = engine.state
    assert state.communities.fear.max() == state.communities.suffered.max() == state.sects.known.max() == state.sects.own.max() == 0.0


# ---- who is tipped


@pytest.mark.parametrize("day", [1, 8, 5])
def test_once_a_week_it_is_counted_how_many_of_the_rulers_officers_are_past_tipping(day: int) -> None:
    """An end is believed at 1 − .9 · (1 − .5) = .55: past the point of those below the mean (.5), and not of those above (.65)."""
    engine = country(tipping_belief=0.5, tipping_spread=0.15)
    state, people = engine.state, engine.state.people
    state.nation.regime_odds, state.profiles.abandonment[:], state.nation.tipped = 0.9, 0.5, 0.33
    mine = officers(engine, HILL)
    state.profiles.tipping[:] = 1.0
    state.profiles.tipping[people.profile[mine[0]]] = -0.5
    state.units.weight[people.unit[mine[0]]] = 3.0
    put(engine, mine[-1], "in hiding")
    only(engine, Fear, day)
    weights = {row: float(state.units.weight[people.unit[row]]) for row in mine[:-1]}
    past = sum(weight for row, weight in weights.items() if people.profile[row] == people.profile[mine[0]])
    assert state.nation.tipped == close(past / sum(weights.values()) if day != 5 else 0.33)
    assert 0.0 < past < sum(weights.values())
    assert soldiers(engine, HILL)  # who are not asked
