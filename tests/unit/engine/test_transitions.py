"""Who has a status, kept as bits, is at any time what a look through the whole column says; the counts are what a count says."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.property.eventful_rebels import eventful_rebel_war
from unit_cohesion.engine.transitions import BLOCK, those
from unit_cohesion.engine.ways import ALLOWED
from unit_cohesion.engine.world import World
from unit_cohesion.scenario import load_scenario
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import STATUSES

DAYS = (0, 1, 99, 210)
"""Days of the eventful war on which it is looked at: the eve, the first, one on which much happens, the last."""


@cache
def engine_on(day: int) -> Engine:
    engine = Engine(load_scenario(eventful_rebel_war()), 1)
    while engine.day < day:
        engine.step()
    return engine


def found(engine: Engine, asked: set[int], day: int) -> list[int]:
    """Those with some statuses, by their bits; ``day`` as in ``those``."""
    rows = np.full(engine.state.people.size, -1)
    statuses = np.array([status in asked for status in range(len(STATUSES))])
    statuses.flags.writeable = False  # as rules have them
    return rows[: engine.ask(those, statuses=statuses, found=rows, day=day)].tolist()


def has(world: World, row: int) -> list[str]:
    """The statuses whose bit of one row is set."""
    bits = world.arrays["present"][:, row // BLOCK]
    return [STATUSES[status] for status in np.flatnonzero(bits >> np.uint64(row % BLOCK) & np.uint64(1))]


@settings(deadline=None)
@given(st.sampled_from(DAYS), st.sets(st.integers(0, len(STATUSES) - 1)), st.booleans())
def test_the_bits_say_what_the_column_says(day: int, asked: set[int], today_too: bool) -> None:
    engine = engine_on(day)
    people = engine.state.people
    expected = np.isin(people.status, list(asked)) & (today_too | (people.since_day < engine.day))
    assert found(engine, asked, -1 if today_too else engine.day) == np.flatnonzero(expected).tolist()


@pytest.mark.parametrize("day", DAYS)
def test_everybody_has_one_status(day: int) -> None:
    world = engine_on(day).state
    assert [has(world, row) for row in range(world.people.size)] == [[STATUSES[status]] for status in world.people.status]
    beyond = range(world.people.size, world.arrays["present"].shape[1] * BLOCK)
    assert not any(has(world, row) for row in beyond)


def test_much_has_moved_by_then() -> None:
    """Of what is looked at above: most statuses have been filled and left again, and the rows take many blocks."""
    engine = engine_on(DAYS[-1])
    assert engine.state.arrays["present"].shape[1] >= 10
    events = engine.log.events
    assert len({*zip(events["before"].tolist(), events["to"].tolist(), strict=True)}) > ALLOWED.sum() * 0.7
    assert (events["day"] == 99).sum() > 5


@pytest.mark.parametrize("day", DAYS)
def test_counts_are_what_a_count_says(day: int) -> None:
    """What transitions have kept up to date, man by man, is what counting everybody anew gives; so it is after a change at large too."""
    engine = engine_on(day)
    world, names = engine.state, ("counts", "fared", "present")
    kept = {name: world.arrays[name].copy() for name in names}
    world.count()
    assert all(np.array_equal(world.arrays[name], kept[name]) for name in names)
    status = world.people.status.copy()
    world.people.status[:] = np.roll(status, 7)
    world.count()
    assert found(engine, {2, 4}, -1) == np.flatnonzero(np.isin(world.people.status, (2, 4))).tolist()
    world.people.status[:] = status
    world.count()
    assert all(np.array_equal(world.arrays[name], kept[name]) for name in names)
