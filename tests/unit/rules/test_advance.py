"""Attackers who move on, by hand: when they stand, where they go next, and that they count where they stand (W8)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.unit.rules.by_hand import MARCH, PORT, TOWN, civilians, close, events, locals_of, lot, militia, only, put, rebels
from unit_cohesion.engine.chance import label
from unit_cohesion.rules.advance import Advance
from unit_cohesion.rules.balance import Balance
from unit_cohesion.rules.factions import Factions
from unit_cohesion.rules.fear import sectarian_temper
from unit_cohesion.rules.ground import Ground
from unit_cohesion.rules.muster import Muster
from unit_cohesion.rules.perils import Perils
from unit_cohesion.rules.rebels import stands_in
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import STATUS

COLUMN, OTHERS = 0, 2
"""Rows of militias: attackers from the town who move, who rise on day 10; and others of the march, who do not."""
WORTH = 40.0 * 0.8
"""Of 40 men, each worth so much, as they are armed and hold together."""
RISES = "2011-03-24"
TENTH = 10


def column(off: Any = None, more: Any = None, **parameters: Any) -> Engine:
    """40 attackers stand in the town, which is won, and nobody else is anywhere with arms; all else is held by the regime."""
    tables = {"militias": [{"id": "march-guard", "place": "town", "moves": True, "founded": RISES}]} | (more or {})
    given = {"fighter_worth": 0.8, "unarmed_worth": 1.0, "loose_worth": 1.0, "won_control": 0.3, "reach": 0.25, "command_worth": 0.0}
    engine = rebels(off, tables, **given | parameters)
    places = engine.state.places
    places.defence[:] = places.rebel_worth[:] = places.insurgents[:] = 0.0
    places.control[:], places.control[TOWN] = 1.0, 0.3
    militia(engine, COLUMN, fighters=40.0)
    places.rebel_worth[TOWN], places.insurgents[TOWN] = WORTH, 40.0
    return engine


def front(engine: Engine, day: int = 2) -> int:
    """Where the attackers stand after a day."""
    only(engine, Advance, day)
    return int(engine.state.militias.front[COLUMN])


# ---- when they go, and where to


@pytest.mark.parametrize(("control", "goes"), [(0.0, True), (0.3, True), (0.31, False), (1.0, False)])
def test_they_move_on_once_their_ground_is_won(control: float, goes: bool) -> None:
    engine = column()
    engine.state.places.control[TOWN] = control
    assert (front(engine) != TOWN) is goes
    assert engine.state.militias.place[COLUMN] == TOWN


def test_without_w8_they_stay_and_so_do_all_who_do_not_move() -> None:
    engine = column("W8")
    assert front(engine) == TOWN
    engine = column()
    militia(engine, OTHERS, fighters=40.0)
    engine.state.places.control[MARCH] = 0.0
    only(engine, Advance, 2)
    assert engine.state.militias.front[OTHERS] == MARCH


@pytest.mark.parametrize(
    ("held", "defence", "there", "to"),
    [
        ((0.95, 0.95), (100.0, 110.0), (0.0, 0.0), PORT),
        ((0.95, 0.95), (110.0, 100.0), (0.0, 0.0), MARCH),
        ((0.95, 0.95), (100.0, 110.0), (0.0, 8.0), MARCH),  # 110 against 40, and not 100 against 32
        ((0.95, 0.5), (100.0, 100.0), (0.0, 0.0), PORT),  # where they bring theirs to bear on less: 100 / 1.2 against 32 / .3
        ((0.3, 1.0), (0.0, 1e9), (0.0, 0.0), MARCH),  # the port is won too
        ((0.3, 0.2), (0.0, 0.0), (0.0, 0.0), TOWN),  # and nothing is left to be won
        ((1.0, 1.0), (0.0, 0.0), (0.0, 0.0), MARCH),  # the first by id of those that nobody holds
    ],
)
def test_they_go_where_they_meet_least_for_what_rebels_then_have_there(held: Any, defence: Any, there: Any, to: int) -> None:
    """Of the port and the march."""
    engine = column()
    places = engine.state.places
    places.control[[PORT, MARCH]], places.defence[[PORT, MARCH]], places.rebel_worth[[PORT, MARCH]] = held, defence, there
    assert front(engine) == to


def test_they_go_one_road_a_day() -> None:
    """From the port to the march, through the town, which they win as soon as they come."""
    engine = column()
    state = engine.state
    state.militias.front[COLUMN], state.places.control[:] = PORT, (0.1, 0.9, 0.9)
    assert front(engine) == TOWN
    assert front(engine, 3) == TOWN  # not won yet
    state.places.control[TOWN] = 0.2
    assert front(engine, 4) == MARCH


def test_where_all_is_won_next_door_they_go_a_road_towards_what_is_not() -> None:
    """From the port through the town, which is won already, to the march beyond it."""
    engine = column()
    state = engine.state
    state.militias.front[COLUMN], state.places.control[:] = PORT, (0.1, 0.3, 0.9)
    assert front(engine) == TOWN
    assert front(engine, 3) == MARCH
    assert front(engine, 4) == MARCH
    state.militias.front[COLUMN], state.places.control[MARCH] = PORT, 0.3
    assert front(engine, 5) == PORT


@pytest.mark.parametrize(("gate", "weir", "to"), [(90.0, 100.0, MARCH), (100.0, 90.0, PORT)])
def test_of_the_nearest_that_are_not_won_they_go_towards_where_they_meet_least(gate: float, weir: float, to: int) -> None:
    """The gate lies behind the march, the weir behind the port; both are as far."""
    more = [
        {"id": "port", "neighbours": ["town", "weir"]},
        {"id": "march", "neighbours": ["town", "gate"]},
        {"id": "gate", "name": "Gate", "x": 3, "y": 0, "population": 1000, "sects": {"plain": 1.0}, "neighbours": ["march"]},
        {"id": "weir", "name": "Weir", "x": 0, "y": 1, "population": 1000, "sects": {"plain": 1.0}, "neighbours": ["port"]},
    ]
    engine = column(more={"places": more})
    places = engine.state.places
    at = {place.id: row for row, place in enumerate(engine.scenario.places)}
    places.control[:], places.control[[at["gate"], at["weir"]]] = 0.3, 1.0
    places.defence[[at["gate"], at["weir"]]] = gate, weir
    assert front(engine) == to


def test_who_has_nobody_left_is_back_at_home() -> None:
    engine = column()
    state = engine.state
    state.militias.front[COLUMN], state.militias.fighters[COLUMN], state.places.control[MARCH] = MARCH, 0.0, 0.0
    assert front(engine) == TOWN
    assert state.places.rebel_worth[MARCH] == 0.0


# ---- they count where they stand, at once


def test_their_worth_and_their_men_go_with_them_at_once() -> None:
    engine = column()
    places = engine.state.places
    places.defence[PORT] = 1e9
    places.rebel_worth[:], places.insurgents[:] = (1.0, WORTH + 3.0, 5.0), (2.0, 44.0, 6.0)
    assert front(engine) == MARCH
    assert list(places.rebel_worth) == [1.0, close(3.0), close(5.0 + WORTH)]
    assert list(places.insurgents) == [2.0, 4.0, 46.0]
    assert not places.regular_worth.any()


def test_an_army_that_stands_in_line_does_so_where_it_comes() -> None:
    engine = column(more={"militias": [{"id": "march-guard", "place": "town", "moves": True, "regular": True, "founded": RISES}]})
    places = engine.state.places
    places.defence[PORT], places.regular_worth[:] = 1e9, (0.0, WORTH + 3.0, 5.0)
    assert front(engine) == MARCH
    assert list(places.regular_worth) == [0.0, close(3.0), close(5.0 + WORTH)]
    places.regular_worth[MARCH], places.control[MARCH] = WORTH - 1.0, 0.0
    assert front(engine, 3) == TOWN  # on the way back, to the port
    assert list(places.regular_worth) == [0.0, close(3.0 + WORTH), 0.0]


def test_the_week_finds_them_there_as_they_were_counted_on_the_way() -> None:
    """The muster and the balance of the week put the same worth and the same men there."""
    engine = column()
    state, men = engine.state, civilians(engine, TOWN)[:20]
    for man in men:
        put(engine, man, "militia fighter", militia=COLUMN, from_place=TOWN)
    only(engine, Muster, 1)
    only(engine, Balance, 1)
    state.places.control[TOWN], state.places.defence[PORT] = 0.0, 1e9
    before = state.places.rebel_worth[TOWN], state.places.insurgents[TOWN]
    assert before == (close(0.8 * 20), 20.0)
    assert front(engine) == MARCH
    moved = list(state.places.rebel_worth), list(state.places.insurgents)
    assert moved == ([0.0, 0.0, before[0]], [0.0, 0.0, before[1]])
    only(engine, Muster, 8)
    only(engine, Balance, 8)
    assert (list(state.places.rebel_worth), list(state.places.insurgents)) == moved


def test_they_stand_on_their_date_and_count_from_then_on() -> None:
    """Six civilians of the town take up arms on the day, which is none of those on which others rise."""
    engine = column(won_control=0.0)
    state = engine.state
    state.militias.alive[COLUMN], state.militias.life[COLUMN], state.militias.fighters[COLUMN] = False, 0, 0.0
    state.militias.first_size[COLUMN], state.places.rebel_worth[TOWN], state.places.insurgents[TOWN] = 6.0, 1.0, 2.0
    only(engine, Advance, TENTH - 1)
    assert not len(events(engine))
    only(engine, Advance, TENTH)
    assert (TENTH - 1) % 7
    assert {engine.causes[event.cause] for event in events(engine)} == {"R15"}
    assert {(list(STATUS)[event.to], int(state.people.militia[event.row])) for event in events(engine)} == {("militia fighter", COLUMN)}
    assert len(events(engine)) == state.militias.fighters[COLUMN] == 6
    assert (state.places.rebel_worth[TOWN], state.places.insurgents[TOWN]) == (close(1.0 + 6 * 0.8), 8.0)
    only(engine, Advance, TENTH + 1)
    assert len(events(engine)) == 6


def test_a_garrison_that_has_dissolved_already_falls_on_the_day_after_they_come() -> None:
    """Nobody was there to take its posts. The regime's militias hold a fifth of what it was."""
    engine = column(post_left=0.2, control_weekly=0.0)
    state, units = engine.state, engine.state.units
    units.weight[: state.army_units] = 0.0
    units.weight[[0, 1]], units.start_strength[[0, 1]], units.strength[[0, 1]], units.place[[0, 1]] = 1.0, (10, 30), (0, 1), MARCH
    state.places.control[MARCH], state.places.loyal_militia[MARCH], state.places.defence[PORT] = 0.9, 10.0, 1e9
    only(engine, Ground, 2)
    assert state.places.control[MARCH] == 0.9
    assert front(engine, 2) == MARCH
    only(engine, Ground, 3)
    assert state.places.control[MARCH] == close(0.9 * 0.2)
    assert list(units.post_lost[[0, 1]]) == [True, True]


def test_who_is_beaten_and_what_is_felt_is_theirs_at_the_front() -> None:
    """In the march two fifths of what rebels hold are taken back, and three quarters of those who held it go home."""
    day = next(7 * week + 1 for week in range(1, 60) if lot("counterattack", label("march"), 7 * week + 1) < 0.59)
    given = {"assault_most": 0.6, "assault_slope": 2.0, "town_share": 0.2, "defeat_ends": 0.75, "post_left": 0.0}
    engine = column(**given)
    state, men = engine.state, civilians(engine, TOWN)
    for man in men:
        put(engine, man, "militia fighter", militia=COLUMN, from_place=TOWN)
    state.militias.front[COLUMN], state.places.control[MARCH] = MARCH, 0.5
    state.places.rebel_worth[MARCH], state.places.defence[MARCH], state.places.attack[MARCH] = 1.0, 1e12, 1e9
    only(engine, Ground, day)
    home = {man for man in men if lot("defeat", state.people.key[man], day) < 0.75 * 0.4}
    assert 0 < len(home) < len(men)
    assert {event.row for event in events(engine)} == home


def test_the_people_there_fear_them_and_extremists_have_power_there() -> None:
    engine = column(unruly_worth=1.0)
    state = engine.state
    militia(engine, locals_of(engine, MARCH)[0], fighters=10.0, sectarian=0.2)
    militia(engine, locals_of(engine, TOWN)[0], fighters=10.0, sectarian=0.4)
    state.militias.sectarian[COLUMN], state.militias.front[COLUMN], state.militias.extremist[COLUMN] = 0.7, MARCH, True
    temper = sectarian_temper(state.militias.rows.view(np.recarray), 3)
    assert list(temper) == [close((2.0 + 4.0 + 28.0) / 60.0), close(0.4), close((2.0 + 28.0) / 50.0)]
    for row in (locals_of(engine, place)[0] for place in (MARCH, TOWN)):
        put(engine, civilians(engine, TOWN)[row % 5], "militia fighter", militia=row)  # or they would be no more
    only(engine, Factions, 8)
    assert list(state.places.extremist) == [0.0, 0.0, close(40.0 / 50.0)]


def test_who_is_with_them_is_where_they_stand() -> None:
    engine = column()
    state = engine.state
    state.militias.front[COLUMN], man = MARCH, civilians(engine, TOWN)[0]
    for with_it, there in ((COLUMN, MARCH), (locals_of(engine, TOWN)[0], TOWN), (-1, TOWN)):
        put(engine, man, "militia fighter", militia=with_it, from_place=TOWN)
        assert stands_in(state.militias.rows.view(np.recarray), state.people.rows.view(np.recarray)[man]) == there


def test_they_fall_where_they_stand() -> None:
    """All deaths are in the march, and one fighter in a hundred there dies of them a day."""
    engine = column(rebel_death_share=0.5, most_killed_daily=1.0, extremist_kills=0.0)
    state, men = engine.state, civilians(engine, TOWN)[:10]
    for man in men:
        put(engine, man, "militia fighter", militia=COLUMN, from_place=TOWN)
    state.people.peril_left[men] = 0.06999
    state.nation.all_deaths, state.nation.regime_deaths = 2.0, 0.0
    state.places.all_deaths[:], state.places.insurgents[:] = (0.0, 0.0, 2.0), 100.0
    state.since_day[men] = 0
    only(engine, Perils, 8)
    assert not len(events(engine))
    state.militias.front[COLUMN] = MARCH
    only(engine, Perils, 15)
    assert sorted(event.row for event in events(engine)) == sorted(men)
    assert np.all(state.people.status[men] == STATUS["dead"])
