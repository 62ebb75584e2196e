"""Nobody is lost or made, and every column stays within what it is declared to be."""

from __future__ import annotations

import numpy as np
import pytest

from tests.science.lab import LAB, kept, lab, outcomes, setup
from unit_cohesion.engine.world import World
from unit_cohesion.rules import COLUMNS, MECHANISMS
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.simulation.log import FLOWS
from unit_cohesion.vocabulary import CAMP, DEAD, DISCHARGED, FIGHTER, HIDING, JAILED, SERVING, STATUSES, TRANSIT

WORLDS = {
    "lab": {},
    "pressed": {"pace_weight": 1.5, "comrade_pressure": 3.0, "base_hazard": 0.004},
    "all go at once": {"base_hazard": 0.01, "hazard_cap": 20.0, "comrade_pressure": 5.0, "loyalty_weight": 0.0},
    "nobody goes": {"base_hazard": 0.0},
    "ringed": {"places": [{"id": "march", "control": 0.0}], "encirclement": 1.0, "relief_weekly": 0.5, "recruit_daily": 0.01},
    "overrun": {
        "places": [{"id": "town", "control": 0.7}],
        "encirclement": 0.9,
        "recruit_daily": 0.01,
        "insurgent_cap": 0.2,
        "assault_most": 0.6,
        "initiative": 5.0,
        "post_left": 0.5,
        "withdraw_weight": 0.0,
        "base_hazard": 0.004,
    },
    "bloody": {"series": [{"id": "deaths", "monthly": [3000] * 12}, {"id": "regime_deaths", "monthly": [600] * 12}]},
    "no series": {"series": [], "deaths_per_power": 0.05},
    "three an agent": {"scenario": {"persons_per_agent": 3}},
}
"""Ordinary and extreme settings."""


DAYS = LAB["scenario"]["days"]


def _days(name: str, seed: int) -> set[int]:
    """The days on which columns are looked through: the first, the last and four more."""
    lots = np.random.default_rng([seed, len(name)])
    return {1, DAYS, *lots.integers(2, DAYS, 4).tolist()}


@pytest.mark.parametrize("world", WORLDS)
def test_everybody_is_in_one_status_and_all_columns_are_in_range(world: str) -> None:
    """Day by day: counts and strengths equal a recount of people; starts + joins − exits = present. On six days: no NaN, all columns in
    range."""
    for seed in range(2):
        engine = Engine(lab(setup(WORLDS[world])), seed)
        look = _days(world, seed)
        state, people = engine.state, engine.state.people
        persons = state.units.weight[people.unit].sum()
        serving = _serving(state)
        while engine.running:
            seen = engine.log.event_count
            engine.step()
            serving += _joins_less_exits(engine, seen)
            assert serving == pytest.approx(_serving(state))
            assert_counts(state)
            assert state.counts.sum() == pytest.approx(persons)
            if engine.day in look:
                assert_in_range(state)
        assert look <= set(engine.log.days)


def _serving(state: World) -> float:
    return float(state.units.weight[state.people.unit[state.people.status == SERVING]].sum())


def _joins_less_exits(engine: Engine, seen: int) -> float:
    events = engine.log.events[seen:]
    persons = engine.state.units.weight[engine.state.people.unit[events["row"]]]
    return float(persons[events["to"] == SERVING].sum() - persons[events["before"] == SERVING].sum())


def assert_counts(state: World) -> None:
    """Counts and strengths equal a recount of people; a unit in which anybody serves has a commander who serves."""
    people, units = state.people, state.units
    assert ((people.status >= 0) & (people.status < len(STATUSES))).all()
    recount = np.zeros_like(state.counts)
    np.add.at(recount, (people.sect, people.band, people.status), units.weight[people.unit])
    np.testing.assert_allclose(state.counts, recount)
    serving = people.status == SERVING
    np.testing.assert_array_equal(units.strength, np.bincount(people.unit[serving], minlength=units.size))
    commands = units.commander[units.commander >= 0]
    assert serving[commands].all()
    assert ((units.commander >= 0) == (units.strength > 0)).all()


def assert_in_range(state: World) -> None:
    """Every declared column holds numbers within its declared range (infinite where infinity is declared)."""
    for table, columns in COLUMNS.items():
        holder = getattr(state, table)
        for column in columns:
            values = np.atleast_1d(np.asarray(getattr(holder, column.id)))
            if values.dtype.kind == "f":
                assert not np.isnan(values).any(), f"{table}.{column.id} holds NaN"
            if len(values):
                within = column.low <= values.min() <= values.max() <= column.high
                assert within, f"{table}.{column.id}: {values.min()} to {values.max()}"


SWITCHABLE = [id for id, m in MECHANISMS.items() if m.kind in ("rule", "claim")]


@pytest.mark.parametrize("off", ["", *SWITCHABLE, "all of D and N"])
def test_columns_stay_in_range_whatever_is_switched_off(off: str) -> None:
    ids = [id for id in SWITCHABLE if id[0] in "DN"] if off == "all of D and N" else off
    engine = Engine(lab(setup(scenario={"days": 15}, base_hazard=0.004)), 5, ids)
    engine.run()
    assert_counts(engine.state)
    assert_in_range(engine.state)


@pytest.mark.parametrize("world", WORLDS)
def test_events_flows_and_statuses_tell_the_same_story(world: str) -> None:
    """What the days' flows add up to is what the events say and where people are in the end."""
    engine = Engine(lab(setup(WORLDS[world])), 3)
    engine.run()
    run, state = kept(engine), engine.state
    e, people = run.events, state.people
    weight = state.units.weight[people.unit]
    of_event = weight[e["row"]]
    total = {name: float(run.flows[name].sum()) for name in FLOWS}
    assert total["deaths"] == pytest.approx(weight[people.status == DEAD].sum())
    assert total["arrests"] == pytest.approx(weight[people.status == JAILED].sum())
    assert total["desertions"] == pytest.approx(weight[people.status == HIDING].sum())
    assert total["defections"] == pytest.approx(weight[np.isin(people.status, (FIGHTER, TRANSIT, CAMP))].sum())
    assert total["call_ups"] == pytest.approx(of_event[e["to"] == SERVING].sum())
    assert total["discharges"] <= weight[people.status == DISCHARGED].sum()
    left = (e["before"] == SERVING) & ((e["step"] > 0) | (e["cause"] == engine.causes.index("W5")))
    assert total["attempts"] == pytest.approx(of_event[left].sum())
    assert ((people.way >= 0) == np.isin(np.arange(people.size), e["row"][left])).all()
    changes = np.bincount(e["row"], minlength=people.size)
    np.testing.assert_array_equal(people.spell, changes)
    last = dict(zip(e["row"].tolist(), e["to"].tolist(), strict=True))
    np.testing.assert_array_equal(people.status[list(last)], list(last.values()))
    gone = run.leaving()
    np.testing.assert_array_equal(state.units.left, np.bincount(people.unit[e["row"][gone]], minlength=state.units.size))
    assert state.nation.capability_lost == pytest.approx((of_event * people.competence[e["row"]])[gone].sum())


def test_nobody_changes_status_twice_a_day() -> None:
    for seed in range(5):
        e = outcomes(setup(WORLDS["overrun"] if seed % 2 else {}), seed).events
        who_and_when = e["row"] * 10_000 + e["day"]
        assert len(np.unique(who_and_when)) == len(who_and_when)


def test_the_logs_shares_are_shares() -> None:
    """Each scalar of the nation, on every day of some runs, within its declared range; the believed pace is a number."""
    for seed in range(5):
        run = outcomes(setup(), seed)
        for column in COLUMNS["nation"]:
            assert (run.nation[column.id] >= column.low).all()
            assert (run.nation[column.id] <= column.high).all()
        assert np.isfinite(run.believed).all()
        assert (run.believed >= 0).all()
