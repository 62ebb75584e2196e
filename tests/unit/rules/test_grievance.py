"""Grievance, unease and the toll by hand: three places, two groups, a company with its dead (D1-D3)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.rules.by_hand import HILL, MARCH, PLAIN_PEOPLE, PORT, TOWN, army, close, only, sources, terms
from unit_cohesion.rules.grievance import Grievance
from unit_cohesion.simulation.engine import Engine


def country(off: Any = None, **parameters: Any) -> Engine:
    """Three places with 100, 200 and 500 of the plain; grievance fades by half in ten days."""
    engine = army(off, None, **{"grievance_memory_days": 10.0} | parameters)
    communities = engine.state.communities
    communities.grievance[:] = communities.force[:] = 0.0
    communities.population[PLAIN_PEOPLE::2] = (100.0, 200.0, 500.0)
    return engine


def plain(place: int) -> int:
    """Row of the plain's community of a place."""
    return place * 2 + PLAIN_PEOPLE


def test_grievance_gathers_with_force_and_fades() -> None:
    engine = country()
    communities = engine.state.communities
    communities.grievance[plain(TOWN)], communities.force[plain(TOWN)], communities.force[plain(PORT)] = 8.0, 3.0, 5.0
    only(engine, Grievance)
    assert communities.grievance[plain(TOWN)] == close(8 * 2 ** (-1 / 10) + 3)
    assert communities.grievance[plain(PORT)] == 5.0


@pytest.mark.parametrize("home", [0.25, 0.8])
def test_it_is_felt_at_home_and_for_the_own_group_everywhere(home: float) -> None:
    engine = country(grievance_home=home)
    communities = engine.state.communities
    communities.force[plain(PORT)], communities.force[plain(MARCH)] = 40.0, 8.0
    only(engine, Grievance)
    everywhere = (40 * 100 + 8 * 500) / 800
    felt = {PORT: home * 40 + (1 - home) * everywhere, TOWN: (1 - home) * everywhere, MARCH: home * 8 + (1 - home) * everywhere}
    assert {place: communities.felt[plain(place)] for place in felt} == {place: close(number) for place, number in felt.items()}
    assert list(communities.felt[HILL::2]) == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(("force", "half"), [(30.0, 30.0), (10.0, 30.0), (90.0, 30.0)])
def test_what_is_felt_presses_towards_a_most(force: float, half: float) -> None:
    engine = country(grievance_home=1.0, grievance_weight=2.5, grievance_half=half)
    engine.state.communities.force[plain(TOWN)] = force
    engine.state.communities.grievance_source[plain(TOWN)] = -4
    only(engine, Grievance)
    profiles = engine.state.profiles
    mine = (profiles.home == TOWN) & (profiles.sect == PLAIN_PEOPLE)
    assert mine.any()
    assert list(terms(engine, "profiles").D1) == [close(2.5 * force / (force + half) if one else 0.0) for one in mine]
    assert sources(engine, "community").profiles_D1[plain(TOWN)] == -4


@pytest.mark.parametrize(("repression", "share"), [(60.0, 0.5), (20.0, 0.25), (180.0, 0.75)])
def test_force_against_others_divides_the_uneasy(repression: float, share: float) -> None:
    engine = country(unease_weight=0.8, unease_half=60.0)
    engine.state.nation.repression = repression
    profiles = engine.state.profiles
    profiles.uneasy[:] = False
    profiles.uneasy[3] = True
    only(engine, Grievance)
    assert list(terms(engine, "profiles").D2) == [close(0.8 * share if row == 3 else 0.0) for row in range(profiles.size)]


@pytest.mark.parametrize(("toll", "share"), [(12.0, 0.5), (36.0, 0.75)])
def test_the_wars_toll_wears_the_rulers_officers(toll: float, share: float) -> None:
    engine = country(toll_weight=0.6, toll_half=12.0)
    engine.state.nation.toll = toll
    only(engine, Grievance)
    profiles = engine.state.profiles
    worn = (profiles.sect == HILL) & (profiles.band >= 2)
    assert worn.any()
    assert not worn.all()
    assert list(terms(engine, "profiles").D3) == [close(0.6 * share if one else 0.0) for one in worn]


@pytest.mark.parametrize(("dead", "serving"), [(5.0, 15.0), (10.0, 0.0), (0.25, 0.25)])
def test_the_own_units_dead_wear_all(dead: float, serving: float) -> None:
    engine = country(losses_weight=4.0)
    units = engine.state.units
    units.dead[1], units.strength[1], units.dead_source[1] = dead, serving, 17
    only(engine, Grievance)
    assert terms(engine, "units").D3[1] == close(4 * dead / max(serving + dead, 1.0))
    assert terms(engine, "units").D3[0] == 0.0
    assert sources(engine, "unit").units_D3[1] == 17


@pytest.mark.parametrize("id", ["D1", "D2", "D3"])
def test_what_is_switched_off_presses_nobody(id: str) -> None:
    engine = country(id)
    state = engine.state
    state.communities.force[:], state.nation.repression, state.nation.toll = 30.0, 60.0, 12.0
    state.profiles.uneasy[:], state.units.dead[1] = True, 3.0
    only(engine, Grievance)
    pressed = {name: bool(terms(engine, "profiles")[name].max() > 0.0) for name in ("D1", "D2", "D3")}
    assert pressed == {"D1": True, "D2": True, "D3": True} | {id: False}
    assert (terms(engine, "units").D3.max() > 0.0) == (id != "D3")
