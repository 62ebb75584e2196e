"""Out of the fight, by hand: what idleness wears, who comes back, gives up, gives in or is called (R1, R2, R16, R18, B1, B2)."""

from __future__ import annotations

from math import exp, inf, log
from typing import Any

import pytest

from tests.unit.rules.by_hand import (
    MARCH,
    PORT,
    TOWN,
    cause,
    close,
    events,
    gumbels,
    locals_of,
    militia,
    officers,
    only,
    put,
    rebels,
    soldiers,
)
from unit_cohesion.rules.camps import Camps
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import SPECIALITIES, STATUSES, TRUE_REASONS

DAY = 8
PARAMETERS = {
    "camp_return_daily": 0.01,
    "camp_return_enlisted": 0.3,
    "camp_restriction": 2.0,
    "skill_fade_days": 70.0,
    "skill_floor": 0.5,
    "hope_daily": 0.02,
    "hope_floor": 0.3,
    "gone_daily": 0.004,
    "gone_hope": 3.0,
    "return_daily": 0.001,
    "return_amnesty": 1.5,
    "assembly_daily": 0.02,
    "assembly_fast": 3.0,
    "assembly_balance": 4.0,
}
HOPE = 0.8 * exp(-7 * 0.02)
"""Left of a hope of 0.8 after a week of idleness."""
GONE = 0.004 * exp(-3 * HOPE)


def idle(status: str = "camp", who: str = "officer", off: Any = None, insurgents: float = 10.0, **parameters: Any) -> tuple[Engine, int]:
    """One man out of the fight who came from the town, where so many fight: engine, his row. Hope 0.8, skill 0.7 of 0.9."""
    engine = rebels(off, None, **PARAMETERS | parameters)
    state, row = engine.state, (officers if who == "officer" else soldiers)(engine)[0]
    put(engine, row, status, from_place=TOWN, resistance=inf, hope=0.8, skill=0.7, competence=0.9, militia=-1, spell=2, country=-1)
    state.places.insurgents[:], state.places.insurgents[TOWN] = 0.0, insurgents
    return engine, row


def pressed(engine: Engine, row: int) -> float:
    """The daily hazard of the week."""
    only(engine, Camps, DAY)
    return float(engine.state.people.pressure[row]) / 7


# ---- what wears


@pytest.mark.parametrize("status", ["camp", "withdrawn"])
@pytest.mark.parametrize("off", [None, "R2", "R16"])
def test_idleness_wears_skill_to_a_floor_and_hope_to_another(status: str, off: str | None) -> None:
    engine, row = idle(status, off=off)
    only(engine, Camps, DAY)
    people = engine.state.people
    assert people.skill[row] == close(0.7 if off == "R2" else 0.45 + (0.7 - 0.45) * exp(-7 / 70))
    assert people.hope[row] == close(HOPE)


@pytest.mark.parametrize(("off", "left"), [(None, 0.75), ("R16", HOPE)])
def test_hope_holds_at_its_floor(off: str | None, left: float) -> None:
    engine, row = idle(off=off, hope_floor=0.75)
    only(engine, Camps, DAY)
    assert engine.state.people.hope[row] == close(left)


@pytest.mark.parametrize("status", ["militia fighter", "militia commander", "national army"])
def test_hope_recovers_in_action(status: str) -> None:
    engine, row = idle(status, hope_recovery_days=35.0)
    only(engine, Camps, DAY)
    assert engine.state.people.hope[row] == close(0.8 + 0.2 * (1 - exp(-7 / 35)))


def test_his_camp_is_where_the_nearest_border_leads_to_one() -> None:
    """The south takes nobody in; without it the north would be as near."""
    for camps, expected in (((True, False), 0), ((True, True), 1)):
        engine, row = idle()
        engine.state.countries.camps[:], engine.state.passage[:, TOWN] = camps, (2, 1)
        only(engine, Camps, DAY)
        assert engine.state.people.country[row] == expected


def test_he_stays_in_the_camp_that_he_is_in_and_who_is_idle_inside_has_none() -> None:
    for status, country in (("camp", 1), ("withdrawn", -1)):
        engine, row = idle(status)
        engine.state.people.country[row] = country
        only(engine, Camps, DAY)
        assert engine.state.people.country[row] == country


# ---- what presses


@pytest.mark.parametrize(("status", "held"), [("camp", exp(-2.0)), ("withdrawn", 1.0)])
@pytest.mark.parametrize(("who", "share"), [("officer", 1.0), ("soldier", 0.3)])
@pytest.mark.parametrize("off", [None, "R1"])
def test_he_goes_back_to_the_fight_with_hope_and_less_out_of_a_camp(
    status: str, held: float, who: str, share: float, off: str | None
) -> None:
    engine, row = idle(status, who, off, return_daily=0.0)
    back = 0.01 * (1.0 if off else held) * HOPE * share
    assert pressed(engine, row) == close(back + GONE)


def test_where_nobody_fights_there_is_nothing_to_go_back_to() -> None:
    engine, row = idle(insurgents=0.0, return_daily=0.0)
    assert pressed(engine, row) == close(GONE)


@pytest.mark.parametrize(
    ("status", "inside", "abroad", "opened"),
    [("camp", 0.0, 10.0, True), ("camp", 10.0, 0.0, False), ("withdrawn", 10.0, 0.0, True), ("withdrawn", 0.0, 10.0, False)],
)
def test_an_amnesty_opens_the_way_back_to_the_regime_while_it_lasts(status: str, inside: float, abroad: float, opened: bool) -> None:
    engine, row = idle(status, insurgents=0.0)
    nation = engine.state.nation
    nation.amnesty_inside, nation.amnesty_abroad = inside, abroad
    assert pressed(engine, row) == close(GONE + 0.001 * exp(1.5 if opened else 0.0))
    assert (nation.amnesty_inside, nation.amnesty_abroad) == (max(inside - 7, 0.0), max(abroad - 7, 0.0))


def test_without_r18_nobody_gives_up_or_in() -> None:
    engine, row = idle(off="R18", insurgents=0.0)
    assert pressed(engine, row) == 0.0


@pytest.mark.parametrize(("inside", "off", "expected"), [(0.0, None, 0.001), (9.0, None, 0.001 * exp(1.5)), (9.0, "R18", 0.0)])
def test_deserters_in_hiding_go_back_too(inside: float, off: str | None, expected: float) -> None:
    engine, row = idle("in hiding", off=off, flee_daily=0.0)
    engine.state.nation.amnesty_inside = inside
    assert pressed(engine, row) == close(expected)


@pytest.mark.parametrize("off", [None, "D15", "R18"])
def test_deserters_in_hiding_flee_to_the_camps_the_sooner_the_nearer_the_border(off: str | None) -> None:
    """Of those who come out of hiding each goes by the hazards of both ways and his own draw; the town is a place away from a border."""
    flees, gives_in = 0.0 if off == "D15" else 0.02 * exp(-0.5 * 1), 0.0 if off == "R18" else 0.01
    parameters = {"flee_daily": 0.02, "withdraw_distance": 0.5, "return_daily": 0.01}
    engine, row = idle("in hiding", "soldier", off, **parameters)
    assert pressed(engine, row) == close(flees + gives_in)
    seen = set()
    for spell in range(20):
        engine, row = idle("in hiding", "soldier", off, **parameters)
        people = engine.state.people
        people.spell[row], people.resistance[row] = spell, 0.0
        returning, fleeing = gumbels("out of hiding", people.key[row], spell, 2)
        out = off != "D15" and (off == "R18" or log(flees) + fleeing > log(gives_in) + returning)
        only(engine, Camps, DAY)
        assert (STATUSES[people.status[row]], cause(engine)) == (("in transit", "D15") if out else ("returned", "R18"))
        seen.add(out)
    assert len(seen) == (1 if off else 2)


# ---- which way


def test_he_comes_back_gives_up_gives_in_or_is_called_by_hazards_and_his_own_draw() -> None:
    seen = set()
    for spell in range(60):
        engine, row = idle("withdrawn", gone_daily=0.05, return_daily=0.008, assembly_daily=0.004, assembly_balance=1.0)
        state, people = engine.state, engine.state.people
        state.nation.forming, state.places.safe[PORT] = 1.0, True
        there = locals_of(engine, TOWN)[0]
        militia(engine, there, fighters=10.0)
        people.spell[row], people.resistance[row], people.refusals[row] = spell, 0.0, 4
        hazards = (0.01 * HOPE, 0.05 * exp(-3 * HOPE), 0.008, 0.004 * 3 * HOPE)
        drawn = gumbels("out of idleness", people.key[row], spell, 4)
        worth = [log(hazard) + draw for hazard, draw in zip(hazards, drawn, strict=True)]
        way = worth.index(max(worth))
        only(engine, Camps, DAY)
        assert STATUSES[people.status[row]] == ("candidate", "gone", "returned", "national army")[way]
        assert cause(engine) == ("R1", "R16", "R18", "B1")[way]
        assert (people.militia[row], people.refusals[row]) == (-1, 0 if way == 0 else 4)
        assert TRUE_REASONS[people.true_reason[row]] == ("hope lost" if way == 1 else "")
        assert people.from_place[row] == (PORT if way == 3 else TOWN)
        noted = state.arrays["terms"][events(engine)[-1].terms]
        assert [float(noted[id]) for id in ("R1", "R16", "R18", "B2")] == [
            0.0,
            close(-3 * HOPE if way == 1 else 0.0),
            0.0,
            close(log(3) if way == 3 else 0.0),
        ]
        seen.add(way)
    assert seen == {0, 1, 2, 3}


def test_a_soldier_who_comes_back_is_of_a_militia_at_once() -> None:
    engine, row = idle("withdrawn", "soldier", gone_daily=0.0, return_daily=0.0)
    there = locals_of(engine, TOWN)[0]
    militia(engine, there, fighters=10.0)
    engine.state.people.resistance[row] = 0.0
    only(engine, Camps, DAY)
    assert (STATUSES[engine.state.people.status[row]], engine.state.people.militia[row]) == ("militia fighter", there)


def test_if_there_is_no_militia_any_more_he_stays() -> None:
    engine, row = idle("camp", gone_daily=0.0, return_daily=0.0)
    engine.state.people.resistance[row] = 0.0
    only(engine, Camps, DAY)
    assert STATUSES[engine.state.people.status[row]] == "camp"


def test_out_of_a_camp_the_restriction_is_told() -> None:
    engine, row = idle("camp", gone_daily=0.0, return_daily=0.0)
    militia(engine, locals_of(engine, TOWN)[0], fighters=10.0)
    engine.state.people.resistance[row] = 0.0
    only(engine, Camps, DAY)
    assert engine.state.arrays["terms"][events(engine)[-1].terms]["R1"] == close(-2.0)
    assert engine.state.people.country[row] == -1


# ---- the call of the national army (B1, B2)


@pytest.mark.parametrize("off", [None, "B2"])
@pytest.mark.parametrize(("junior", "senior", "infantry"), [(30.0, 10.0, 0.5), (10.0, 30.0, 1.0)])
def test_it_calls_by_the_old_armys_shares_over_those_it_has(junior: float, senior: float, infantry: float, off: str | None) -> None:
    """It has four men, one of them a junior officer and none of the infantry's, of an old army of 100."""
    engine, row = idle("camp", off=off, insurgents=0.0, gone_daily=0.0, return_daily=0.0)
    state, people = engine.state, engine.state.people
    state.nation.forming = 1.0
    recruits = [*soldiers(engine)[:3], next(other for other in officers(engine) if other != row and people.band[other] == 2)]
    people.speciality[recruits], people.speciality[row] = SPECIALITIES.index("armour"), SPECIALITIES.index("infantry")
    assert people.band[row] == 2
    put(engine, recruits, "national army", from_place=PORT)
    state.army_by_band[:], state.army_by_speciality[:] = 0.0, 0.0
    state.army_by_band[:4] = (60.0, 0.0, junior, senior)
    state.army_by_speciality[SPECIALITIES.index("infantry")] = 100 * infantry
    share = 4 / (60 + junior + senior)
    wanted = min((1 + share * junior) / (1 + 1), 4.0) * min((1 + share * 100 * infantry) / (1 + 0), 4.0)
    assert pressed(engine, row) == close(0.02 * (1.0 if off else 3.0) * wanted * HOPE)


@pytest.mark.parametrize("infantry", [0.0, 1000.0])
def test_its_call_rises_and_falls_no_further_than_the_balance(infantry: float) -> None:
    """Bounds of a half and of two: of what it has too many of, and of what it has none of."""
    engine, row = idle("camp", insurgents=0.0, gone_daily=0.0, return_daily=0.0, assembly_balance=2.0)
    state, people = engine.state, engine.state.people
    state.nation.forming = 1.0
    recruits = soldiers(engine)[:9]
    people.speciality[row] = SPECIALITIES.index("infantry")
    people.speciality[recruits] = SPECIALITIES.index("armour" if infantry else "infantry")
    put(engine, recruits, "national army", from_place=PORT)
    state.army_by_band[:], state.army_by_speciality[:] = 0.0, 0.0
    state.army_by_band[0], state.army_by_speciality[SPECIALITIES.index("infantry")] = 100.0, infantry
    assert pressed(engine, row) == close(0.02 * 3 * (2.0 if infantry else 0.5) * HOPE)  # of his band it has none and wants none


@pytest.mark.parametrize("status", ["adviser", "candidate"])
def test_those_at_hand_are_called_too_and_go_where_it_is_safe(status: str) -> None:
    engine, row = idle(status, assembly_balance=1.0)
    people, state = engine.state.people, engine.state
    people.militia[row] = locals_of(engine, TOWN)[0]
    state.nation.forming, state.places.safe[MARCH] = 1.0, True
    people.resistance[row] = 7 * 0.02 * 3 * 0.8 + 1e-9
    assert pressed(engine, row) == close(0.02 * 3 * 0.8)
    people.resistance[row] = 0.0
    only(engine, Camps, DAY)
    assert (STATUSES[people.status[row]], people.from_place[row], people.militia[row]) == ("national army", MARCH, -1)


def test_before_it_forms_it_calls_nobody() -> None:
    engine, row = idle("adviser")
    assert pressed(engine, row) == 0.0
