"""The ways out by hand: what a place, a rank and a reputation make of each (D15, D12), and how a reputation is learned."""

from __future__ import annotations

from math import exp, inf, log
from typing import Any

import pytest

from tests.unit.rules.by_hand import MARCH, PLAIN_PEOPLE, PORT, TOWN, army, close, only, terms
from unit_cohesion.rules.flight import Flight
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import STATUS, WAYS

PULLS = {
    "militia_pull": 0.9,
    "militia_absent": 1.7,
    "militia_rank": 0.15,
    "abroad_pull": 0.3,
    "abroad_distance": 0.8,
    "abroad_rank": 0.5,
    "hiding_pull": 0.4,
    "hiding_rank": 0.6,
    "rumour_fear": 0.7,
}
FARES = {
    "militia fighter": "fare_militia",
    "militia commander": "fare_commander",
    "candidate": "fare_candidate",
    "adviser": "fare_adviser",
    "camp": "fare_camp",
    "in transit": "fare_camp",
    "in hiding": "fare_hiding",
    "withdrawn": "fare_withdrawn",
    "national army": "fare_national",
    "returned": "fare_returned",
    "gone": "fare_gone",
}


def ways(engine: Engine, place: int, band: int, sect: int = PLAIN_PEOPLE) -> Any:
    """The row of routes of a place, band and sect."""
    return engine.state.routes.rows[(place * engine.state.band_count + band) * engine.state.sect_count + sect]


def kind(engine: Engine, band: int, sect: int = PLAIN_PEOPLE) -> int:
    """The row of kinds of a band and sect."""
    return band * engine.state.sect_count + sect


def well_received(engine: Engine, **expected: float) -> None:
    """Expect the best at the end of every way but these."""
    for way in ("militia", "abroad", "hiding"):
        getattr(engine.state.kinds, f"expect_{way}")[:] = expected.get(way, 1.0)


@pytest.mark.parametrize(("place", "band"), [(PORT, 0), (TOWN, 3), (MARCH, 1)])
@pytest.mark.parametrize("rumour", [0.0, 0.5])
def test_place_and_rank_weigh_the_ways(place: int, band: int, rumour: float) -> None:
    """Expected the best everywhere, so that only place and rank count; the rumour frightens from militias alone."""
    engine = army("D12", **PULLS)
    well_received(engine)
    engine.state.places.control[:] = (1.0, 0.5, 0.1)
    engine.state.nation.rumour = rumour
    steps = {PORT: 2, TOWN: 1, MARCH: 0}[place]
    assert engine.state.places.border_steps[place] == steps
    only(engine, Flight)
    way = ways(engine, place, band)
    assert way["militia_weight"] == close(0.9 - 1.7 * (1.0, 0.5, 0.1)[place] + 0.15 * band - 0.7 * rumour)
    assert way["abroad_weight"] == close(0.3 - 0.8 * steps + 0.5 * band)
    assert way["hiding_weight"] == close(0.4 - 0.6 * band)
    assert way["reception"] == close(0.0)


@pytest.mark.parametrize(("off", "taken"), [(None, 2.0 * 0.3), ("V2", 0.0)])
def test_fear_of_the_rebels_keeps_a_groups_men_from_their_militias_and_from_no_other_way(off: str | None, taken: float) -> None:
    """The fear of its own community where he leaves."""
    engine = army(["D12", *([off] if off else [])], **PULLS | {"fear_recruits": 2.0})
    well_received(engine)
    engine.state.places.control[:] = 1.0
    engine.state.communities.fear[:], engine.state.communities.fear[TOWN * 2 + PLAIN_PEOPLE] = 0.9, 0.3
    only(engine, Flight)
    way = ways(engine, TOWN, 0)
    assert [way[f"{name}_weight"] for name in ("militia", "abroad", "hiding")] == close([0.9 - 1.7 - taken, 0.3 - 0.8, 0.4])


def test_without_d15_all_go_one_way() -> None:
    engine = army(["D15", "D12"], **PULLS)
    well_received(engine, militia=0.4)
    only(engine, Flight)
    way = ways(engine, TOWN, 4)
    assert (way["abroad_weight"], way["hiding_weight"]) == (-inf, -inf)


def test_without_n7b_the_rumour_frightens_nobody() -> None:
    weights = []
    for rumour in (0.0, 1.0):
        engine = army("N7b", **PULLS)
        engine.state.nation.rumour = rumour
        only(engine, Flight)
        weights.append(float(ways(engine, TOWN, 0)["militia_weight"]))
    assert weights[0] == weights[1]


@pytest.mark.parametrize(("band", "felt"), [(0, 0.3), (1, 0.3 + 0.7 / 2), (2, 1.0), (4, 1.0)])
def test_what_is_expected_multiplies_each_way_the_more_the_higher_the_rank(band: int, felt: float) -> None:
    """1 − (1 − 0.4) · felt · (1 − expected): a soldier feels 0.3 of it, from lieutenant on all."""
    engine = army("D12", **PULLS | {"reception_worst": 0.4, "reception_rank": 0.3})
    well_received(engine, militia=0.9, abroad=0.2, hiding=0.5)
    engine.state.places.control[:] = 0.5
    only(engine, Flight)
    bare = {"militia": 0.9 - 1.7 * 0.5 + 0.15 * band, "abroad": 0.3 - 0.8 + 0.5 * band, "hiding": 0.4 - 0.6 * band}
    times = {way: 1 - 0.6 * felt * (1 - hoped) for way, hoped in {"militia": 0.9, "abroad": 0.2, "hiding": 0.5}.items()}
    way = ways(engine, TOWN, band)
    for name in bare:
        assert way[f"{name}_weight"] == close(bare[name] + log(times[name]))
    whole = sum(map(exp, bare.values()))
    assert way["reception"] == close(log(sum(exp(bare[name]) / whole * times[name] for name in bare)))


def test_d12_is_written_for_each_cell_by_place_band_and_sect() -> None:
    engine = army("D12", **PULLS | {"reception_worst": 0.4, "reception_rank": 0.3})
    engine.state.kinds.expect_militia[:] = [number / engine.state.kinds.size for number in range(engine.state.kinds.size)]
    only(engine, Flight)
    cells, units = engine.state.cells, engine.state.units
    for row in range(cells.size):
        way = ways(engine, int(units.place[cells.unit[row]]), int(cells.band[row]), int(cells.sect[row]))
        assert terms(engine, "cells").D12[row] == way["reception"]
    assert len(set(terms(engine, "cells").D12)) > 4


@pytest.mark.parametrize("way", ["militia", "abroad", "hiding"])
@pytest.mark.parametrize(("leavers", "lag"), [({"in hiding": 20.0}, 14.0), ({"militia fighter": 4.0, "dead": 16.0}, 70.0), ({}, 14.0)])
def test_expectations_follow_how_earlier_leavers_of_ones_kind_fare(way: str, leavers: dict[str, float], lag: float) -> None:
    """Weighed against a prior worth 30 leavers who fare at 0.9; the dead fare at nothing."""
    engine = army(reception_lag_days=lag, reception_needed=30.0, reception_prior=0.9, fare_hiding=0.5, fare_militia=0.8)
    well_received(engine, militia=0.6, abroad=0.6, hiding=0.6)
    for status, men in leavers.items():
        engine.state.fared[WAYS.index(way), 2, PLAIN_PEOPLE, STATUS[status]] = men
    only(engine, Flight)
    fares = {"in hiding": 0.5, "militia fighter": 0.8, "dead": 0.0}
    told = (30 * 0.9 + sum(men * fares[status] for status, men in leavers.items())) / (30 + sum(leavers.values()))
    for other in ("militia", "abroad", "hiding"):
        expected = told if other == way else 0.9
        assert getattr(engine.state.kinds, f"expect_{other}")[kind(engine, 2)] == close(0.6 + (expected - 0.6) * 7 / lag)
        assert getattr(engine.state.kinds, f"expect_{other}")[kind(engine, 1)] == close(0.6 + (0.9 - 0.6) * 7 / lag)


@pytest.mark.parametrize("status", FARES)
def test_each_status_fares_by_a_parameter_of_its_own(status: str) -> None:
    engine = army(**{"reception_lag_days": 7.0, "reception_needed": 1.0, "reception_prior": 0.0, FARES[status]: 0.37})
    engine.state.fared[WAYS.index("abroad"), 2, PLAIN_PEOPLE, STATUS[status]] = 3.0
    only(engine, Flight)
    assert engine.state.kinds.expect_abroad[kind(engine, 2)] == close(0.37 * 3 / 4)


def test_a_lag_below_a_week_is_a_week() -> None:
    engine = army(reception_lag_days=1.0, reception_prior=0.9)
    well_received(engine, militia=0.6, abroad=0.6, hiding=0.6)
    only(engine, Flight)
    assert engine.state.kinds.expect_abroad[kind(engine, 2)] == close(0.9)


def test_without_d12_expectations_stay() -> None:
    engine = army("D12", reception_lag_days=7.0)
    well_received(engine, militia=0.6, abroad=0.5, hiding=0.4)
    only(engine, Flight)
    assert engine.state.kinds.expect_abroad[kind(engine, 2)] == 0.5
