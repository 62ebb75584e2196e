"""Who is killed, maimed or purged, by hand: hazards of a cell, whose threshold they reach, and what is done to him (W1, W3, I8)."""

from __future__ import annotations

from math import inf, log
from typing import Any

import pytest

from tests.unit.rules.by_hand import HILL, MARCH, PLAIN_PEOPLE, TOWN, army, cause, close, events, gumbels, only, soldiers
from unit_cohesion.rules.fate import Fate
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import BESIEGED, CONFINED, DEPLOYED, STATUS, STATUSES

HERE, THERE, SPARED = 1, 2, 0
"""A company in the town, one in the march, and one that is nowhere near the fighting."""


def front(off: Any = None, deaths: float = 6.0, answer: float = 0.0, **parameters: Any) -> Engine:
    """A company of 20 deployed in the town (a quarter of all deaths) and one of 30 besieged in the march, nobody in danger yet."""
    given = {"exposure_deployed": 4.0, "exposure_besieged": 6.0, "wounded_discharged": 0.5, "purge_daily": 0.002}
    engine = army(off, None, **given | parameters)
    state, units = engine.state, engine.state.units
    state.places.all_deaths[:] = (0.0, 10.0, 30.0)
    state.nation.regime_deaths, state.nation.answer = deaths, answer
    units.weight[:] = 0.0
    for row, men, posture, place in ((HERE, 20.0, DEPLOYED, TOWN), (THERE, 30.0, BESIEGED, MARCH)):
        units.weight[row], units.strength[row], units.posture[row], units.place[row] = 2.0, men, posture, place
    units.place[SPARED], units.posture[SPARED] = TOWN, CONFINED
    state.people.fate_threshold[:], state.cells.next_fate[:], state.cells.fate_pressure[:] = inf, inf, 0.25
    state.sects.watched[:] = (0.0, 0.5)
    return engine


def gathered(engine: Engine, unit: int, sect: int) -> float:
    """The hazard that a cell of a unit gathered."""
    cells = engine.state.cells
    (found,) = {float(cells.fate_pressure[row]) for row in range(cells.size) if (cells.unit[row], cells.sect[row]) == (unit, sect)}
    return found - 0.25


AT_RISK = 2 * 20 * 4 * 0.25 + 2 * 30 * 6 * 0.75
"""Persons at risk: men, by exposure and by their place's share of all deaths."""


def test_the_regimes_deaths_fall_on_men_by_exposure_and_heat() -> None:
    engine = front()
    only(engine, Fate)
    assert gathered(engine, HERE, HILL) == close(6 / AT_RISK * 4 * 0.25 * 1.5)  # killed, and half as many maimed
    assert gathered(engine, THERE, HILL) == close(6 / AT_RISK * 6 * 0.75 * 1.5)
    assert gathered(engine, SPARED, HILL) == close(6 / AT_RISK * 1 * 0.25 * 1.5)


def test_without_i8_nobody_is_maimed() -> None:
    engine = front("I8")
    only(engine, Fate)
    assert gathered(engine, HERE, HILL) == close(6 / AT_RISK * 4 * 0.25)


@pytest.mark.parametrize(("answer", "watched"), [(0.5, 0.5), (1.0, 0.25)])
def test_a_watched_group_is_purged_as_the_regime_answers(answer: float, watched: float) -> None:
    engine = front(deaths=0.0, answer=answer)
    engine.state.sects.watched[PLAIN_PEOPLE] = watched
    only(engine, Fate)
    assert gathered(engine, HERE, PLAIN_PEOPLE) == close(0.002 * answer * watched)
    assert gathered(engine, HERE, HILL) == 0.0


def test_where_nobody_is_at_risk_nobody_dies() -> None:
    engine = front()
    engine.state.units.strength[:] = 0.0
    only(engine, Fate)
    assert gathered(engine, HERE, HILL) == 0.0


def doomed(engine: Engine, *rows: int) -> None:
    """Let the time of these have come, whatever is done to them."""
    people, cells = engine.state.people, engine.state.cells
    people.fate_threshold[list(rows)] = 0.0
    cells.next_fate[people.cell[list(rows)]] = 0.0


def test_whose_threshold_is_reached_is_struck_and_nobody_else() -> None:
    engine = front()
    people, cells = engine.state.people, engine.state.cells
    first, second = [row for row in soldiers(engine, PLAIN_PEOPLE) if people.unit[row] == HERE][:2]
    cell = people.cell[first]
    assert people.cell[second] == cell
    hazard = 6 / AT_RISK * 4 * 0.25 * 1.5
    people.fate_threshold[first], people.fate_threshold[second] = 0.25 + hazard - 1e-12, 0.25 + hazard + 1e-12
    cells.next_fate[cell] = people.fate_threshold[first]
    only(engine, Fate)
    assert [int(event.row) for event in events(engine)] == [first]
    assert cells.next_fate[cell] == people.fate_threshold[second]
    assert people.status[second] == STATUS["serving"]


def test_what_is_done_to_him_is_the_likeliest_with_his_own_draw() -> None:
    """Killed by 4, maimed by 2, purged by 3 parts: the largest log-hazard and Gumbel draw of the stream ``which fate``."""
    killed = 6 / AT_RISK * 4 * 0.25
    seen = set()
    for spell in range(20):
        engine = front(answer=1.0, purge_daily=0.01)
        engine.state.sects.watched[PLAIN_PEOPLE] = 0.75 * killed / 0.01
        people, units = engine.state.people, engine.state.units
        row = next(row for row in soldiers(engine, PLAIN_PEOPLE) if people.unit[row] == HERE)
        people.spell[row] = spell
        doomed(engine, row)
        drawn = gumbels("which fate", people.key[row], spell, 3)
        worth = [log(4) + drawn[0], log(2) + drawn[1], log(3) + drawn[2]]
        expected = worth.index(max(worth))
        only(engine, Fate)
        assert STATUSES[people.status[row]] == ("dead", "discharged", "jailed")[expected]
        assert cause(engine) == ("W1", "I8", "W3")[expected]
        dead = float(expected == 0)
        assert [units.dead[HERE], units.dead_today[HERE], units.dead_source[HERE]] == [dead, dead, dead * engine.state.tally.all_events]
        home, fallen = int(people.home[row]), engine.state.communities.fallen
        assert fallen[home * 2 + PLAIN_PEOPLE] == fallen.sum() == 2.0 * dead  # at home a dead man counts as he weighs (V1)
        seen.add(expected)
    assert seen == {0, 1, 2}


@pytest.mark.parametrize("higher", [0, 1, 2, None])
def test_a_unit_remembers_the_foremost_of_its_dead(higher: int | None) -> None:
    """The highest in rank; of equals the lowest key."""
    engine = front("I8", answer=0.0)
    people, units = engine.state.people, engine.state.units
    rows = [row for row in soldiers(engine) if people.unit[row] == HERE][:3]
    people.rank[rows] = 0
    if higher is not None:
        people.rank[rows[higher]] = 5
    doomed(engine, *rows)
    only(engine, Fate)
    assert [int(event.row) for event in events(engine)] == rows
    assert (units.dead[HERE], units.dead_today[HERE]) == (3.0, 3.0)
    foremost = rows[higher] if higher is not None else min(rows, key=lambda row: people.key[row])
    assert units.dead_source[HERE] == 1 + rows.index(foremost)
