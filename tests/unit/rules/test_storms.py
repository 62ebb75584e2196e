"""Crowds that drive off who shoots, by hand: a staff and a company in the town, one company in the march (W10)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.unit.rules.by_hand import MARCH, PORT, TOWN, army, cause, close, events, lot, only
from unit_cohesion.rules.orders import Orders
from unit_cohesion.rules.storms import Storms
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import ANSWERS, BRANCHES, CONFINED, DEPLOYED, STATUS

STAFF, COMPANY, FAR = 3, 4, 5
"""Rows of units: the division's staff and company in the town, and one in the march."""
OBEYED, REFUSED = ANSWERS.index("obeyed"), ANSWERS.index("refused")
FIRST = 1
"""Day of the run."""


def stormed(crowd: float = 300.0, off: Any = None, **parameters: Any) -> Engine:
    """Staff and company, of 10 and 30 men, shoot at a crowd in the town; elsewhere nobody does. All is certain unless told."""
    sure = {"storm_daily": 1.0, "storm_half": 0.1, "storm_slope": 8.0, "storm_army": 1.0, "storm_scatters": 1.0}
    engine = army(off, None, **sure | parameters)
    state, units = engine.state, engine.state.units
    units.weight[: state.army_units] = 0.0
    units.place[: state.army_units] = [PORT, PORT, PORT, TOWN, TOWN, MARCH]
    ours = [STAFF, COMPANY, FAR]
    units.weight[ours], units.strength[ours], units.start_strength[ours] = 1.0, (10, 30, 30), (10, 30, 30)
    units.order_answer[[STAFF, COMPANY]], units.posture[ours] = OBEYED, DEPLOYED
    state.nation.units_obeying = 2.0
    fill(engine, TOWN, crowd)
    return engine


def fill(engine: Engine, place: int, crowd: float, *shares: float) -> None:
    """A crowd stands in a place: of each group as many as are told, else as the people of the place are."""
    state = engine.state
    here = slice(place * len(state.sects.rows), (place + 1) * len(state.sects.rows))
    state.places.crowd[place] = crowd
    state.communities.in_crowd[here] = crowd * np.array(shares or state.communities.population[here] / state.places.population[place])


def men(engine: Engine, unit: int) -> list[int]:
    """Rows of its men who serve."""
    people, units = engine.state.people, engine.state.units
    return [row for row in range(units.first[unit], units.last[unit]) if people.status[row] == STATUS["serving"]]


def test_who_is_driven_off_loses_his_post_and_its_share_of_the_place() -> None:
    """A third unit, of 40 men, does not shoot, and holds on to its half."""
    engine = stormed()
    state, units = engine.state, engine.state.units
    units.place[FAR], units.start_strength[FAR] = TOWN, 40
    state.places.control[TOWN] = 0.8
    rows = men(engine, STAFF) + men(engine, COMPANY)
    only(engine, Storms, FIRST)
    assert list(units.post_lost[[STAFF, COMPANY, FAR]]) == [True, True, False]
    assert state.places.control[TOWN] == close(0.4)
    assert (state.nation.units_driven_off, state.nation.ground_lost) == (2.0, close(0.4))
    assert list(units.posture[[STAFF, COMPANY, FAR]]) == [CONFINED, CONFINED, DEPLOYED]
    assert sorted(events(engine).row.tolist()) == sorted(rows)
    assert {list(STATUS)[state.people.status[row]] for row in rows} == {"in hiding"}
    assert {cause(engine, number) for number in range(len(rows))} == {"W10"}
    assert not events(engine).trigger.any()


def test_a_share_of_its_men_goes_home_each_by_his_lot() -> None:
    engine = stormed(storm_scatters=0.4)
    people = engine.state.people
    rows = men(engine, COMPANY)
    late = rows[-1]
    people.since_day[late] = FIRST  # he was called up today
    home = [row for row in rows[:-1] if lot("scattered by a crowd", people.key[row], FIRST) < 0.4]
    only(engine, Storms, FIRST)
    assert [row for row in rows if people.status[row] == STATUS["in hiding"]] == home
    assert 0 < len(home) < len(rows) - 1
    assert engine.state.units.left[COMPANY] == len(home)


@pytest.mark.parametrize(
    ("branch", "worth", "crowd", "chance"),
    [
        ("police", 4.0, 60.0, 0.5 * 1.5**2 / (1.5**2 + 3.0**2)),
        ("army", 4.0, 60.0, 0.5 * 0.375**2 / (0.375**2 + 3.0**2)),
        ("army", 1.0, 240.0, 0.5 * 6.0**2 / (6.0**2 + 3.0**2)),
    ],
)
def test_the_chance_is_by_the_crowd_for_each_who_shoots(branch: str, worth: float, crowd: float, chance: float) -> None:
    """40 men shoot; one of the armed forces counts for more of the police."""
    driven, days = [], range(1, 60)
    for day in days:
        engine = stormed(crowd, storm_daily=0.5, storm_half=3.0, storm_slope=2.0, storm_army=worth, storm_scatters=0.0)
        units = engine.state.units
        units.branch[[STAFF, COMPANY]] = BRANCHES.index(branch)
        only(engine, Storms, day)
        expected = [lot("storm", units.ordinal[unit], day) < chance for unit in (STAFF, COMPANY)]
        assert list(units.post_lost[[STAFF, COMPANY]]) == expected
        driven += expected
    assert any(driven)
    assert not all(driven)


@pytest.mark.parametrize(("branch", "alone"), [("army", True), ("police", False)])
def test_crowds_leave_alone_soldiers_who_refuse_and_no_police(branch: str, alone: bool) -> None:
    engine = stormed()
    engine.state.units.order_answer[STAFF], engine.state.units.branch[STAFF] = REFUSED, BRANCHES.index(branch)
    only(engine, Storms, FIRST)
    assert list(engine.state.units.post_lost[[STAFF, COMPANY]]) == [not alone, True]


def test_where_nobody_shoots_nobody_is_driven_off() -> None:
    """Others shoot elsewhere."""
    engine = stormed()
    units = engine.state.units
    units.order_answer[[STAFF, COMPANY]], units.branch[[STAFF, COMPANY]] = REFUSED, BRANCHES.index("police")
    only(engine, Storms, FIRST)
    assert not units.post_lost.any()


def test_who_is_at_home_far_away_stays_with_his_unit() -> None:
    """The company stands in the port, from which the town is next door and the march is not. Nobody is guided by who goes."""
    engine = stormed()
    state, people = engine.state, engine.state.people
    state.units.place[COMPANY] = PORT
    fill(engine, PORT, 300.0)
    rows = men(engine, COMPANY)
    for number, row in enumerate(rows):
        people.home[row] = (PORT, TOWN, MARCH)[number % 3]
    only(engine, Storms, FIRST)
    assert [row for row in rows if people.status[row] == STATUS["serving"]] == rows[2::3]
    assert list(state.sects.left_today) == [0.0, 0.0]


@pytest.mark.parametrize(("crowded", "settled", "joins"), [(0.5, 0.25, 1.0), (0.1, 0.4, 0.25), (0.0, 0.5, 0.0), (0.2, 0.0, 1.0)])
def test_home_go_those_whose_group_is_in_the_crowd(crowded: float, settled: float, joins: float) -> None:
    """Their share of the crowd by their share of the place's people, 1 at most."""
    engine = stormed()
    state, people = engine.state, engine.state.people
    state.communities.population[2 * TOWN : 2 * TOWN + 2] = state.places.population[TOWN] * np.array([settled, 1.0 - settled])
    fill(engine, TOWN, 300.0, crowded, 1.0 - crowded)
    rows = men(engine, COMPANY)
    people.sect[rows] = 0
    home = [row for row in rows if lot("scattered by a crowd", people.key[row], FIRST) < joins]
    only(engine, Storms, FIRST)
    assert [row for row in rows if people.status[row] == STATUS["in hiding"]] == home


@pytest.mark.parametrize(("off", "parameters"), [("W10", {}), (None, {"storm_daily": 0.0})])
def test_without_it_nobody_is_driven_off(off: str | None, parameters: dict[str, float]) -> None:
    engine = stormed(off=off, **parameters)
    only(engine, Storms, FIRST)
    assert not engine.state.units.post_lost.any()
    assert (engine.state.nation.units_driven_off, len(events(engine))) == (0.0, 0)


def test_who_has_lost_his_post_stands_before_no_crowd() -> None:
    """A crowd in the town, and an order to all to shoot."""
    tables = {
        "crowds": [{"id": "square", "place": "town", "start": "2011-03-15", "end": "2011-04-20", "size": 300}],
        "events": [{"id": "fire", "date": "2011-03-15", "kind": "order", "to": "shoot"}],
    }
    engine = army(None, tables, order_weight=8.0, order_likeness=0.0, order_stays=8.0)
    units = engine.state.units
    units.place[:] = [PORT, PORT, PORT, TOWN, TOWN, MARCH]
    units.post_lost[COMPANY] = True
    only(engine, Orders, FIRST)
    assert [ANSWERS[row] for row in units.order_answer[[STAFF, COMPANY, FAR]]] == ["obeyed", "", ""]
    assert list(engine.state.places.crowd) == [0.0, 300.0, 0.0]
    here = engine.state.communities.population[2:4] / engine.state.places.population[TOWN]
    assert list(engine.state.communities.in_crowd) == [0.0, 0.0, *(300.0 * here).tolist(), 0.0, 0.0]
    assert np.isclose(engine.state.nation.under_orders, units.weight[STAFF])
