"""Places taken and lost, by hand: what an assault can win, who leaves his post, and where the overrun go (W5)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.unit.rules.by_hand import (
    HILL,
    MARCH,
    PLAIN_PEOPLE,
    PORT,
    TOWN,
    army,
    cause,
    civilians,
    close,
    events,
    gumbels,
    locals_of,
    lot,
    militia,
    only,
    put,
    rebels,
    slots,
    soldiers,
)
from unit_cohesion.engine.chance import label
from unit_cohesion.rules.ground import Ground
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import ANSWERS, BESIEGED, CONFINED, ENDINGS, STATUS, WAYS

PARAMETERS = {
    "assault_most": 0.6,
    "assault_slope": 2.0,
    "ground_hold": 1.5,
    "initiative": 2.0,
    "town_share": 0.2,
    "reach": 0.25,
    "occupied_by": 0.0,
    "post_left": 0.0,
    "withdraw_weight": 0.0,
    "withdraw_cohesion": 0.0,
    "surrounded": 1.0,
    "home_weight": 0.0,
    "home_crowd": 0.0,
    "over_weight": 0.0,
    "mercy_weight": 0.0,
    "dread_weight": 0.0,
    "defeat_ends": 0.0,
}
WEEK = 8


def country(make: Any = army, off: Any = None, **parameters: Any) -> Engine:
    """Nobody is anywhere with arms, all is held by the regime, and all units stand in the port."""
    engine = make(off, None, **PARAMETERS | parameters)
    state = engine.state
    state.places.defence[:] = state.places.attack[:] = state.places.rebel_worth[:] = 0.0
    state.places.control[:], state.units.place[:] = 1.0, PORT
    state.sects.reassurance[:], state.communities.fear[:] = 0.0, 0.0
    return engine


def drawn(word: str, place: int, day: int = WEEK) -> float:
    """The lot of an attack; the tiny war's places are port, town and march."""
    return lot(word, label(("port", "town", "march")[place]), day)


# ---- who wins ground


@pytest.mark.parametrize("rebel_worth", [0.0, 0.5, 100.0, 10_000.0])
@pytest.mark.parametrize("held", [1.0, 0.6])
def test_rebels_take_a_piece_by_what_both_can_bring_to_bear_on_it(rebel_worth: float, held: float) -> None:
    """The regime's 120 lie on what it holds and a quarter of the place, the rebels' on the rest; over twenty weeks."""
    engine = country()
    places, taken = engine.state.places, 0
    for week in range(1, 21):
        day = 7 * week + 1
        places.control[TOWN], places.rebel_worth[TOWN], places.defence[TOWN] = held, rebel_worth, 120.0
        only(engine, Ground, day)
        attacks, holds = 2.0 * rebel_worth / (1.25 - held), 1.5 * 120.0 / (held + 0.25)
        falls = drawn("assault", TOWN, day) < 0.6 * attacks**2 / (attacks**2 + holds**2)
        assert places.control[TOWN] == close(held - 0.2 * falls)
        taken += falls
    assert engine.state.nation.ground_lost == close(0.2 * taken)
    assert list(places.control[[PORT, MARCH]]) == [1.0, 1.0]
    assert (taken > 0) == (rebel_worth >= 100.0)


@pytest.mark.parametrize("attack", [0.0, 30.0, 3000.0])
def test_the_regime_takes_back_with_those_who_are_free_to_attack(attack: float) -> None:
    engine = country()
    places, taken = engine.state.places, 0
    for week in range(1, 21):
        day = 7 * week + 1
        places.control[TOWN], places.rebel_worth[TOWN], places.defence[TOWN], places.attack[TOWN] = 0.5, 20.0, 1e12, attack
        only(engine, Ground, day)
        attacks, holds = attack / 0.75, 1.5 * 2.0 * 20.0 / 0.75
        won = drawn("counterattack", TOWN, day) < 0.6 * attacks**2 / (attacks**2 + holds**2)
        assert places.control[TOWN] == close(0.5 + 0.2 * won)
        taken += won
    assert engine.state.nation.ground_retaken == close(0.2 * taken)
    assert (taken > 0) == (attack > 0.0)


@pytest.mark.parametrize(("word", "held", "sign"), [("assault", 1.0, -1), ("counterattack", 0.5, 1)])
@pytest.mark.parametrize(("worth", "manned"), [(0.0, 0.0), (15.0, 0.25), (60.0, 1.0), (90.0, 1.0)])
def test_who_is_too_few_to_be_all_over_a_place_wins_less_of_it(worth: float, manned: float, word: str, held: float, sign: int) -> None:
    """It takes 60 to occupy the town, before which nobody stands."""
    engine = country(occupied_by=0.0001)
    places, won = engine.state.places, 0
    places.population[TOWN] = 600_000.0
    for week in range(1, 41):
        day = 7 * week + 1
        places.control[TOWN] = held
        (places.rebel_worth if word == "assault" else places.attack)[TOWN] = worth
        only(engine, Ground, day)
        takes = drawn(word, TOWN, day) < 0.6 * manned
        assert places.control[TOWN] == close(held + sign * 0.2 * takes)
        won += takes
    assert (won > 0) == (worth > 0.0)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_regime_that_has_fallen_attacks_no_more(ending: str) -> None:
    engine = country()
    engine.state.nation.ending = ENDINGS.index(ending)
    for week in range(1, 21):
        engine.state.places.control[TOWN], engine.state.places.attack[TOWN] = 0.5, 100.0
        only(engine, Ground, 7 * week + 1)
    assert (engine.state.nation.ground_retaken > 0.0) == (ending != "regime falls")


@pytest.mark.parametrize(("control", "rebel_worth", "attack", "after"), [(0.1, 1e9, 0.0, 0.0), (0.9, 0.0, 1.0, 1.0)])
def test_nobody_wins_more_than_there_is(control: float, rebel_worth: float, attack: float, after: float) -> None:
    engine = country()
    places = engine.state.places
    for day in (7 * week + 1 for week in range(1, 21)):
        places.control[TOWN], places.rebel_worth[TOWN], places.attack[TOWN] = control, rebel_worth, attack
        only(engine, Ground, day)
        if places.control[TOWN] != control:
            break
    assert places.control[TOWN] == after


def test_assaults_are_weekly_and_without_w5_there_are_none() -> None:
    for off, day in ((None, 9), ("W5", 8)):
        engine = country(off=off, assault_most=0.6, post_left=0.9)
        places = engine.state.places
        places.rebel_worth[:] = 1e9
        engine.state.units.strength[0] = 0.0
        engine.state.units.post_lost[0] = off is None
        for later in range(0, 140, 7):
            only(engine, Ground, day + later)
        assert list(places.control) == [1.0, 1.0, 1.0]


# ---- who is overrun


def test_units_stand_in_what_is_lost_by_lot() -> None:
    """A piece of a fifth of the half that is held: two fifths of it. All who are overrun go home."""
    engine = country(assault_slope=1.0, home_weight=3.0, withdraw_weight=-3.0)
    state = engine.state
    ours = state.army_units
    day = next(7 * week + 1 for week in range(1, 60) if drawn("assault", TOWN, 7 * week + 1) < 0.59)
    state.places.control[TOWN], state.places.rebel_worth[TOWN] = 0.5, 1e12
    state.units.place[:] = TOWN
    before = state.units.strength[:ours].copy()
    only(engine, Ground, day)
    hit = [lot("overrun", ordinal, day) < 0.4 for ordinal in state.units.ordinal[:ours]]
    assert [bool(gone) for gone in state.units.strength[:ours] < before] == hit
    assert 0 < sum(hit) < ours


def test_a_unit_that_has_melted_away_leaves_its_post_at_once_and_once() -> None:
    """Two of the units in the town, of 10 and 30 men who weigh 2: the first has one left. The rebels take its quarter of what was held."""
    engine = country(post_left=0.2, withdraw_weight=-3.0, home_weight=3.0)
    state, units = engine.state, engine.state.units
    units.weight[: state.army_units] = 0.0
    units.weight[[0, 1]], units.start_strength[[0, 1]], units.strength[[0, 1]], units.place[[0, 1]] = 2.0, (10, 30), (1, 30), TOWN
    state.places.control[TOWN] = 0.8
    only(engine, Ground, 2)
    assert state.places.control[TOWN] == 0.8  # no rebels, nobody to take it
    state.places.rebel_worth[TOWN] = 1.0
    for day in (2, 3):
        only(engine, Ground, day)
        assert state.places.control[TOWN] == close(0.6)
        assert (list(units.post_lost[[0, 1]]), state.nation.ground_lost) == ([True, False], close(0.2))
    assert {engine.causes[event.cause] for event in events(engine)} == {"W5"}
    assert set(state.people.unit[events(engine).row].tolist()) == {0}


@pytest.mark.parametrize(("left", "lost"), [((2, 5), True), ((2, 6), False)])
def test_a_garrison_of_which_too_few_are_left_leaves_its_place_as_a_whole(left: tuple[int, int], lost: bool) -> None:
    """Of 10 and 30 men, of whom a fifth must be left: 8. The regime's militias of 10 keep what is theirs, a fifth of what was held.

    A third unit has lost its post before, and neither counts nor is asked again."""
    engine = country(post_left=0.2, home_weight=-3.0, withdraw_weight=3.0)
    state, units = engine.state, engine.state.units
    units.weight[: state.army_units], there = 0.0, [0, 1, 2]
    units.weight[there], units.start_strength[there], units.strength[there], units.place[there] = 1.0, (10, 30, 60), (*left, 60), TOWN
    units.post_lost[2] = True
    state.places.control[TOWN], state.places.rebel_worth[TOWN], state.places.loyal_militia[TOWN] = 0.8, 1.0, 10.0
    only(engine, Ground, 2)
    assert state.places.control[TOWN] == close(0.8 * 0.2 if lost else 0.8)
    assert list(units.post_lost[there]) == [lost, lost, True]


@pytest.mark.parametrize(("answer", "lost"), [("refused", True), ("obeyed", False), ("", False)])
def test_a_garrison_that_refuses_holds_no_place(answer: str, lost: bool) -> None:
    """Two units of 10 and 30 men, both whole; the smaller obeys, and is less than the third that must be left. A crowd takes the place."""
    engine = country(post_left=1 / 3, home_weight=-3.0, withdraw_weight=3.0)
    state, units = engine.state, engine.state.units
    units.weight[: state.army_units], there = 0.0, [0, 1]
    units.weight[there], units.start_strength[there], units.strength[there], units.place[there] = 1.0, (10, 30), (10, 30), TOWN
    units.order_answer[there] = ANSWERS.index("obeyed"), ANSWERS.index(answer)
    state.places.control[TOWN] = 0.8
    only(engine, Ground, 2)
    assert state.places.control[TOWN] == 0.8  # nobody is there to take it
    state.places.crowd[TOWN] = 1.0
    only(engine, Ground, 3)
    assert state.places.control[TOWN] == (0.0 if lost else 0.8)
    assert list(units.post_lost[there]) == [lost, lost]


# ---- where the overrun go


def overrun(off: Any = None, make: Any = army, posture: int = CONFINED, **parameters: Any) -> tuple[Engine, list[int]]:
    """The first unit, in the town, has melted away. Returns its rows too."""
    engine = country(make, off, post_left=0.9, **parameters)
    state, units = engine.state, engine.state.units
    units.place[0], units.strength[0], units.posture[0] = TOWN, 0.5 * units.start_strength[0], posture
    units.weight[1 : state.army_units] = 0.0
    state.places.rebel_worth[TOWN] = 1.0
    rows = [row for row in range(units.first[0], units.last[0]) if state.people.status[row] == STATUS["serving"]]
    return engine, rows


@pytest.mark.parametrize("cut_off", [False, True])
@pytest.mark.parametrize("crowd", [False, True])
@pytest.mark.parametrize(("peers", "off"), [(0.9, None), (0.1, None), (0.9, "D6")])
def test_the_overrun_fall_back_give_themselves_up_go_home_or_go_over(cut_off: bool, crowd: bool, peers: float, off: str | None) -> None:
    """Each by the largest of its weights and his draws; a unit that holds together falls back, one that has come apart does not; being
    spared draws men over, dread of the other side holds them off; a crowd draws them home whose home is lost."""
    engine, rows = overrun(
        off,
        withdraw_cohesion=1.6,
        posture=BESIEGED if cut_off else CONFINED,
        withdraw_weight=0.7,
        surrounded=1.1,
        home_weight=0.3,
        home_crowd=0.8,
        over_weight=-0.2,
        mercy_weight=1.3,
        dread_weight=0.9,
    )
    state, people = engine.state, engine.state.people
    units, p = state.units, engine.scenario.parameters
    units.peer_bond[0], units.commander_trust[0], units.institution[0] = peers, 0.4, 0.7
    bonds = {"cohesion_peers": peers, "cohesion_commander": 0.4, "cohesion_institution": 0.7}
    cohesion = sum(float(p[name]) * bond for name, bond in bonds.items()) / sum(float(p[name]) for name in bonds)  # type: ignore[arg-type]
    back = 0.7 - 1.1 * cut_off + (0.0 if off else 1.6 * (cohesion - 0.5))
    state.sects.reassurance[:] = (0.2, 0.8)
    state.communities.fear[:] = [0.9, 0.1, 0.6, 0.3, 0.2, 0.5]  # of hill and plain in port, town and march
    state.places.control[:], state.places.crowd[TOWN] = (0.9, 0.5, 0.2), 100.0 * crowd
    held = {PORT: 0.9, TOWN: 0.0, MARCH: 0.2}  # the town is lost with its only unit
    spared, feared = (0.2, 0.8), {PORT: (0.9, 0.1), TOWN: (0.6, 0.3), MARCH: (0.2, 0.5)}
    expected = {}
    for row in rows:
        sect = int(people.sect[row])
        m = 1.3 * spared[sect] - 0.9 * feared[int(people.home[row])][sect]
        home = 0.3 + 0.8 * (1 - held[int(people.home[row])]) * crowd
        weights = (m - 0.2, back, home, m)
        sums = [w + g for w, g in zip(weights, gumbels("garrison way", people.key[row], int(people.spell[row]), 4), strict=True)]
        expected[row] = ("militia fighter", "serving", "in hiding", "captured")[int(np.argmax(sums))]
    only(engine, Ground, 2)
    assert {row: list(STATUS)[people.status[row]] for row in rows} == expected
    gone = [row for row in rows if expected[row] != "serving"]
    assert state.units.left[0] == state.units.left_today[0] == len(gone)
    weight = state.units.weight[0]
    assert list(state.sects.left_today) == [close(weight * sum(people.sect[row] == sect for row in gone)) for sect in (HILL, PLAIN_PEOPLE)]
    assert state.nation.capability_lost == close(weight * sum(people.competence[row] for row in gone))
    ways = {"militia fighter": "militia", "in hiding": "hiding", "captured": "captured"}
    assert [WAYS[people.way[row]] for row in gone] == [ways[expected[row]] for row in gone]
    assert set(people.from_place[gone].tolist()) == {TOWN}
    assert cause(engine) == "W5"
    foremost = min(gone, key=lambda row: (-people.rank[row], people.key[row]))
    number = [event.row for event in events(engine)].index(foremost) + 1
    assert state.units.left_source[0] == number


@pytest.mark.parametrize(
    ("town", "port", "march", "to"), [(0.5, 1.0, 0.9, TOWN), (0.0, 0.6, 0.9, MARCH), (0.0, 0.9, 0.6, PORT), (0.0, 0.0, 0.0, None)]
)
def test_the_unit_falls_back_to_what_is_held_there_or_next_door(town: float, port: float, march: float, to: int | None) -> None:
    """Where nothing near is held it stays, and falling back is as for one cut off."""
    engine, rows = overrun(posture=BESIEGED, withdraw_weight=5.0, surrounded=0.0, home_weight=-5.0, over_weight=-5.0)
    units = engine.state.units
    units.weight[1], units.place[1], units.strength[1] = 100.0, TOWN, units.start_strength[1]  # or all of the town would be lost
    engine.state.places.control[:] = (port, town, march)
    only(engine, Ground, 2)
    assert units.place[0] == (TOWN if to is None else to)
    assert units.posture[0] == (BESIEGED if to is None else CONFINED)
    assert engine.state.people.status[rows[0]] == STATUS["serving"]


def test_a_commander_who_goes_shakes_his_unit() -> None:
    engine, _ = overrun(home_weight=3.0, withdraw_weight=-3.0, over_weight=-5.0, dread_weight=6.0, trust_after_commander=0.4)
    state = engine.state
    state.communities.fear[:] = 1.0
    state.units.commander_trust[0] = 0.5
    only(engine, Ground, 2)
    assert (state.units.commander_gone[0], state.units.commander_trust[0]) == (1.0, close(0.2))


def test_those_who_go_over_join_a_militia_of_the_place_and_officers_come_to_its_door() -> None:
    """Where none stands they go abroad."""
    for stands in (True, False):
        engine, rows = overrun(make=rebels, over_weight=3.0, withdraw_weight=-3.0, home_weight=-5.0, mercy_weight=0.0)
        people = engine.state.people
        there = slots(engine, TOWN)[0]
        if stands:
            militia(engine, there, fighters=5.0)
        only(engine, Ground, 2)
        over = [row for row in rows if people.way[row] in (WAYS.index("militia"), WAYS.index("abroad"))]
        found = {(people.band[row] >= 2, list(STATUS)[people.status[row]], people.militia[row] == there) for row in over}
        assert found == (
            {(True, "candidate", False), (False, "militia fighter", True)}
            if stands
            else {(True, "in transit", False), (False, "in transit", False)}
        )
        assert over


def test_with_its_whole_garrison_a_place_is_lost() -> None:
    engine, _ = overrun()
    only(engine, Ground, 2)
    assert engine.state.places.control[TOWN] == 0.0


# ---- rebels who are beaten


def won_back(make: Any, **parameters: Any) -> tuple[Engine, int]:
    """The rebels hold half of the town and are sure to lose two fifths of it, if the lot has it. Returns the first such day too."""
    day = next(7 * week + 1 for week in range(1, 60) if drawn("counterattack", TOWN, 7 * week + 1) < 0.59)
    engine = country(make, defeat_ends=0.75, **parameters)
    places = engine.state.places
    places.control[TOWN], places.rebel_worth[TOWN], places.defence[TOWN], places.attack[TOWN] = 0.5, 1.0, 1e12, 1e9
    return engine, day


def test_of_the_beaten_civilians_some_go_home_by_lot_and_deserters_fall_back() -> None:
    """Two fifths are beaten and three quarters of these go home; those of the march, where nothing was lost, stay."""
    engine, day = won_back(rebels)
    people, there, elsewhere = engine.state.people, locals_of(engine, TOWN)[0], locals_of(engine, MARCH)[0]
    fighters, deserters, others = civilians(engine, TOWN), soldiers(engine)[:20], civilians(engine, MARCH)[:20]
    for rows, row in ((fighters, there), (deserters, there), (others, elsewhere)):
        militia(engine, row, fighters=float(len(rows)))
        for man in rows:
            put(engine, man, "militia fighter", militia=row, from_place=TOWN if row == there else MARCH)
    only(engine, Ground, day)
    assert engine.state.places.control[TOWN] == close(0.7)
    home = [row for row in fighters if lot("defeat", people.key[row], day) < 0.75 * 0.4]
    assert 0 < len(home) < len(fighters)
    assert {event.row for event in events(engine)} == set(home)
    assert {(list(STATUS)[people.status[row]], int(people.militia[row])) for row in home} == {("civilian", -1)}
    assert cause(engine) == "W5"


def test_where_rebels_are_but_a_number_it_shrinks() -> None:
    engine, day = won_back(army)
    engine.state.places.insurgents[:] = 100.0
    only(engine, Ground, day)
    assert list(engine.state.places.insurgents) == [100.0, close(100.0 * (1 - 0.75 * 0.4)), 100.0]
