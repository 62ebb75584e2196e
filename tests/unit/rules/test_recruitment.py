"""Civilians who take up arms, by hand: how they are pressed, whom they join, who founds a militia, who enlists (W2, S4, R15, B4, D15)."""

from __future__ import annotations

from math import exp, inf, log
from typing import Any

import pytest

from tests.unit.rules.by_hand import (
    HILL,
    MARCH,
    PLAIN_PEOPLE,
    PORT,
    TOWN,
    cause,
    civilians,
    close,
    events,
    gumbels,
    locals_of,
    militia,
    officers,
    only,
    put,
    rebels,
    slots,
    soldiers,
)
from unit_cohesion.rules.recruitment import Recruitment
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import STATUSES

DAY = 8
PARAMETERS = {
    "join_daily": 0.01,
    "join_pay": 0.6,
    "join_success": 0.8,
    "grievance_half": 30.0,
    "new_militia": -1.5,
    "militia_crowding": 0.5,
    "recruit_national": 0.25,
    "recruit_everywhere": 2.0,
    "respect_recruits": 1.2,
    "standing_recruits": 0.7,
    "safe_radius": 0.35,
    "hiding_joins_daily": 0.004,
}


def town(off: Any = None, felt: float = 30.0, control: float = 0.25, named: bool = False, **parameters: Any) -> Engine:
    """A town whose plain people feel so much; nobody's time has come, and no named militia rises unless a test says so."""
    engine = rebels(off, None, **PARAMETERS | parameters)
    state = engine.state
    state.people.resistance[:] = inf
    state.communities.felt[:], state.communities.felt[TOWN * 2 + PLAIN_PEOPLE] = 0.0, felt
    state.places.control[:], state.places.control[TOWN] = 1.0, control
    if not named:
        state.militias.life[state.militias.named] = 1
    return engine


def pressed(engine: Engine, row: int) -> float:
    """The daily hazard of the week."""
    only(engine, Recruitment, DAY)
    return float(engine.state.people.pressure[row]) / 7


# ---- how civilians are pressed


@pytest.mark.parametrize(("felt", "share"), [(30.0, 0.5), (90.0, 0.75)])
@pytest.mark.parametrize("control", [1.0, 0.25])
def test_grievance_and_ground_that_rebels_hold_press_civilians(felt: float, share: float, control: float) -> None:
    engine = town(felt=felt, control=control)
    row = civilians(engine, TOWN, PLAIN_PEOPLE)[0]
    assert pressed(engine, row) == close(0.01 * share * exp(0.8 * (1 - control)))
    assert engine.state.people.pressure[civilians(engine, TOWN, HILL)[0]] == 0.0  # they feel nothing


@pytest.mark.parametrize("off", [None, "V2"])
def test_fear_of_the_rebels_keeps_civilians_from_them_and_from_the_national_army(off: str | None) -> None:
    engine = town(off, fear_recruits=2.5)
    engine.state.nation.forming, engine.state.places.safe[TOWN] = 1.0, True
    engine.state.communities.fear[:], engine.state.communities.fear[TOWN * 2 + PLAIN_PEOPLE] = 0.9, 0.4
    urge = 0.5 * exp(0.8 * 0.75 - (0.0 if off else 2.5 * 0.4))
    assert pressed(engine, civilians(engine, TOWN, PLAIN_PEOPLE)[0]) == close(0.01 * urge * (1 + 0.25 * 2.0))


@pytest.mark.parametrize("off", [None, "S4"])
def test_pay_in_the_militias_of_his_place_presses_by_their_fighters(off: str | None) -> None:
    engine = town(off)
    first, second = locals_of(engine, TOWN)[:2]
    militia(engine, first, fighters=30.0, income=0.9)
    militia(engine, second, fighters=10.0, income=0.1)
    militia(engine, locals_of(engine, MARCH)[0], fighters=500.0, income=1.0)
    paid = 0.6 * (30 * 0.9 + 10 * 0.1) / 40
    assert pressed(engine, civilians(engine, TOWN, PLAIN_PEOPLE)[0]) == close(0.01 * 0.5 * exp(0.6 + (0.0 if off else paid)))


@pytest.mark.parametrize(("safe", "tiles"), [((PORT,), 1), ((PORT, TOWN), 0), ((), 20)])
@pytest.mark.parametrize("off", [None, "B4"])
def test_a_national_army_that_forms_draws_the_nearer_it_stands(safe: tuple[int, ...], tiles: int, off: str | None) -> None:
    engine = town(off)
    nation, places = engine.state.nation, engine.state.places
    nation.forming, nation.respect, nation.standing = 1.0, 0.5, 0.4
    places.safe[list(safe)] = True
    wide = 1.0 if off else 2.0
    urge = 0.5 * exp(0.8 * 0.75)
    enlisting = 0.25 * wide * urge * exp(1.2 * 0.5 + 0.7 * 0.4 - 0.35 * tiles / wide)
    assert pressed(engine, civilians(engine, TOWN, PLAIN_PEOPLE)[0]) == close(0.01 * (urge + enlisting))


def test_he_joins_or_enlists_by_hazards_and_his_own_draw() -> None:
    seen = set()
    for spell in range(12):
        engine = town(recruit_national=0.5, recruit_everywhere=1.0, respect_recruits=0.0, standing_recruits=0.0)
        state, people = engine.state, engine.state.people
        state.nation.forming, state.places.safe[PORT] = 1.0, True
        there = locals_of(engine, TOWN)[0]
        militia(engine, there, fighters=1e6, income=0.5)
        row = civilians(engine, TOWN, PLAIN_PEOPLE)[0]
        people.spell[row], people.resistance[row] = spell, 0.0
        drawn = gumbels("joins what", people.key[row], spell, 2)
        joins = 0.6 * 0.5 + drawn[0] > log(0.5) - 0.35 + drawn[1]  # of both the urge is the same
        only(engine, Recruitment, DAY)
        assert STATUSES[people.status[row]] == ("militia fighter" if joins else "national army")
        assert (people.militia[row], people.from_place[row]) == ((there, TOWN) if joins else (-1, PORT))
        assert cause(engine) == ("S4" if joins else "B4")  # the urge is below 0 here, pay above
        noted = state.arrays["terms"][events(engine)[-1].terms]
        assert (noted["W2"], noted["S4"]) == (close(log(0.5) + 0.6), close(0.3 if joins else 0.0))
        seen.add(joins)
    assert seen == {True, False}


@pytest.mark.parametrize(("control", "income", "expected"), [(0.0, 0.1, "W2"), (1.0, 0.1, "S4"), (1.0, 0.0, "W2")])
def test_what_drives_him_more_is_the_cause(control: float, income: float, expected: str) -> None:
    engine = town(control=control, felt=270.0)
    there = locals_of(engine, TOWN)[0]
    militia(engine, there, fighters=1e6, income=income)
    row = civilians(engine, TOWN, PLAIN_PEOPLE)[0]
    engine.state.people.resistance[row] = 0.0
    only(engine, Recruitment, DAY)
    assert cause(engine) == expected


# ---- whom he joins, and who founds


@pytest.mark.parametrize("fighters", [0.0, 60.0])
def test_he_founds_a_militia_or_joins_one_by_weights_and_his_own_draw(fighters: float) -> None:
    """Founding: −1.5 + ln(51) − 0.5 for the one that is there, against ln(fighters + 20)."""
    seen = set()
    for spell in range(24):
        engine = town(["S4", "R7"], newcomers=20.0)
        people, militias = engine.state.people, engine.state.militias
        there, free = locals_of(engine, TOWN)[:2]
        militia(engine, there, fighters=fighters)
        row = civilians(engine, TOWN, PLAIN_PEOPLE)[0]
        people.spell[row], people.resistance[row] = spell, 0.0
        drawn = gumbels("founds", people.key[row], spell, 2)
        founds = -1.5 + log(51) - 0.5 + drawn[1] > log(fighters + 20) + drawn[0]
        only(engine, Recruitment, DAY)
        assert people.militia[row] == (free if founds else there)
        assert (bool(militias.alive[free]), militias.sect[free] if founds else None) == (founds, PLAIN_PEOPLE if founds else None)
        seen.add(founds)
    assert seen == {True, False}


def test_where_there_is_none_the_first_founds_one_and_the_others_join_him() -> None:
    engine = town()
    people, rows = engine.state.people, civilians(engine, TOWN, PLAIN_PEOPLE)[:3]
    people.resistance[rows] = 0.0
    only(engine, Recruitment, DAY)
    (new,) = [row for row in locals_of(engine, TOWN) if engine.state.militias.alive[row]]
    assert list(people.militia[rows]) == [new] * 3
    assert (engine.state.militias.founded[new], engine.state.militias.life[new]) == (DAY, 1)


def test_he_joins_the_militia_that_draws_him_most() -> None:
    seen = set()
    for spell in range(12):
        engine = town(["S4", "R7"], new_militia=-8.0, newcomers=20.0)
        people = engine.state.people
        first, second = locals_of(engine, TOWN)[:2]
        militia(engine, first, fighters=40.0)
        militia(engine, second, fighters=10.0)
        row = civilians(engine, TOWN, PLAIN_PEOPLE)[0]
        people.spell[row], people.resistance[row] = spell, 0.0
        order = [int(slot) for slot in engine.state.slots[TOWN]]
        drawn = gumbels("joins", people.key[row], spell, len(order))
        only(engine, Recruitment, DAY)
        expected = first if log(60) + drawn[order.index(first)] > log(30) + drawn[order.index(second)] else second
        assert people.militia[row] == expected
        seen.add(expected)
    assert len(seen) == 2


# ---- named militias


@pytest.mark.parametrize(("day", "rises"), [(29, False), (36, True)])
def test_a_named_militia_rises_on_its_date_with_those_nearest_to_joining(day: int, rises: bool) -> None:
    """The Free Officers rise on 15 April, the 32nd day, with six men."""
    engine = town(named=True, felt=0.0)
    militias, people = engine.state.militias, engine.state.people
    free_officers = next(row for row in slots(engine, TOWN) if militias.named[row])
    rows = civilians(engine, TOWN)
    people.resistance[rows] = [5.0 + (number * 7) % len(rows) for number in range(len(rows))]
    people.pressure[rows[3]] = people.resistance[rows[3]] - 0.5
    lacking = people.resistance[rows] - people.pressure[rows]
    nearest = [rows[number] for number in lacking.argsort()[:6]]
    only(engine, Recruitment, day)
    assert (bool(militias.alive[free_officers]), militias.life[free_officers]) == (rises, int(rises))
    with_it = [row for row in rows if people.militia[row] == free_officers]
    assert with_it == (sorted(nearest) if rises else [])
    assert rows[3] in nearest
    if rises:
        assert {STATUSES[status] for status in people.status[with_it]} == {"militia fighter"}
        assert (militias.founded[free_officers], cause(engine)) == (day, "R15")


# ---- deserters


@pytest.mark.parametrize("off", [None, "D15"])
def test_deserters_come_out_of_hiding_where_rebels_hold_their_home(off: str | None) -> None:
    engine = town(off)
    people, row = engine.state.people, soldiers(engine)[0]
    put(engine, row, "in hiding", resistance=inf)
    engine.state.profiles.home[people.profile[row]] = TOWN
    assert pressed(engine, row) == close(0.0 if off else 0.004 * 0.75)


@pytest.mark.parametrize(("officer", "there", "status"), [(True, 1, "candidate"), (True, 0, "in hiding"), (False, 1, "militia fighter")])
def test_officers_among_them_come_to_a_door_and_the_others_join(officer: bool, there: int, status: str) -> None:
    engine = town(new_militia=-8.0)
    people, row = engine.state.people, (officers if officer else soldiers)(engine)[0]
    put(engine, row, "in hiding", resistance=0.0, militia=-1, from_place=PORT)
    people.home[row] = engine.state.profiles.home[people.profile[row]] = TOWN
    stands = locals_of(engine, TOWN)[0]
    for one in locals_of(engine, TOWN)[:there]:
        militia(engine, one, fighters=100.0)
    only(engine, Recruitment, DAY)
    assert STATUSES[people.status[row]] == status
    assert people.militia[row] == (stands if status == "militia fighter" else -1)
    assert people.from_place[row] == (PORT if status == "in hiding" else TOWN)
