"""Who goes, by hand: what presses each (D4, D7, D10, D11), which way one goes, who is caught (D9a), and what a captain leaves behind."""

from __future__ import annotations

from math import exp, inf, log
from typing import Any

import pytest

from tests.unit.rules.by_hand import (
    HILL,
    PLAIN_PEOPLE,
    PORT,
    TOWN,
    army,
    cause,
    close,
    events,
    gumbels,
    locals_of,
    lot,
    militia,
    officers,
    only,
    rebels,
    soldiers,
    sources,
    terms,
)
from unit_cohesion.rules.departure import Departure
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import BESIEGED, CONFINED, REASONS, STATUS, STATUSES, WAYS

NEVER, NOW = inf, 0.0
"""Resistances: of those who stay whatever comes, and of those whose time has come."""


def still(engine: Engine) -> Engine:
    """The engine, with nobody about to go."""
    engine.state.people.resistance[:] = NEVER
    return engine


# ---- what presses


@pytest.mark.parametrize(
    ("odds", "abandoned", "reassured", "expected"),
    [
        (1.0, 0.0, 1.0, -3.0),  # the regime is sure to last: revenge binds with all its weight
        (0.0, 0.0, 1.0, 2.0),  # it is sure to fall, and rebels spare: it pushes with all its weight
        (0.0, 0.0, 0.25, 0.5),  # they are believed to spare few
        (0.8, 0.5, 1.0, -3.0 * 0.4 + 2.0 * (0.6 - 0.4) / 0.6),  # ending 1 − 0.8 · (1 − 0.5) = 0.6
        (0.7, 0.0, 1.0, -3.0 * 0.7),  # below the tipping belief nothing pushes
    ],
)
def test_fear_of_revenge_binds_and_then_pushes(odds: float, abandoned: float, reassured: float, expected: float) -> None:
    """By the fear of his community: the hill of the town is wholly afraid, the plain of the port a quarter, nobody else at all."""
    engine = still(army(revenge_bind=3.0, revenge_push=2.0, tipping_belief=0.4, tipping_spread=0.0))
    state = engine.state
    state.nation.regime_odds = odds
    state.profiles.abandonment[:], state.profiles.abandonment_source[:] = abandoned, -5
    state.communities.fear[:], state.sects.reassurance[:] = 0.0, reassured
    state.communities.fear[TOWN * 2 + HILL], state.communities.fear[PORT * 2 + PLAIN_PEOPLE] = 1.0, 0.25
    only(engine, Departure)
    share = {(TOWN, HILL): 1.0, (PORT, PLAIN_PEOPLE): 0.25}
    feared = [share.get((home, sect), 0.0) for home, sect in zip(state.profiles.home, state.profiles.sect, strict=True)]
    assert {0.0, 0.25, 1.0} == set(feared)
    assert list(terms(engine, "profiles").D4) == [close(expected * one) for one in feared]
    assert set(sources(engine, "profile").profiles_D4) == {-5}


@pytest.mark.parametrize(("z", "tips"), [(0.0, 0.5), (-1.0, 0.3), (1.0, 0.7), (3.0, 0.9), (-3.0, 0.1)])
def test_tipping_points_differ_by_what_he_was_born_with_within_bounds(z: float, tips: float) -> None:
    """Mean .5, spread .2, and .1 at least from impossible and from certain; an end is believed at .8."""
    engine = still(army(revenge_bind=0.0, revenge_push=1.5, tipping_belief=0.5, tipping_spread=0.2, tipping_least=0.1))
    state = engine.state
    state.nation.regime_odds, state.profiles.tipping[:] = 0.2, z
    state.communities.fear[:], state.sects.reassurance[:] = 1.0, 1.0
    only(engine, Departure)
    assert list(terms(engine, "profiles").D4) == [close(1.5 * max(0.0, 0.8 - tips) / (1 - tips))] * state.profiles.size


@pytest.mark.parametrize(("weights", "odds", "clipped"), [((4.0, 0.0), 1.0, -3.0), ((0.0, 4.0), 0.0, 2.0)])
def test_what_fear_does_is_clipped(weights: tuple[float, float], odds: float, clipped: float) -> None:
    engine = still(army(revenge_bind=weights[0], revenge_push=weights[1]))
    engine.state.nation.regime_odds, engine.state.communities.fear[:], engine.state.sects.reassurance[:] = odds, 1.0, 1.0
    only(engine, Departure)
    assert set(terms(engine, "profiles").D4) == {clipped}


@pytest.mark.parametrize(("odds", "pay", "privilege"), [(0.9, 1.0, 0.5), (0.5, 0.4, 1.0), (0.9, 0.0, 1.0)])
def test_what_is_forfeited_holds_while_the_regime_lasts_and_pays(odds: float, pay: float, privilege: float) -> None:
    engine = still(army(privilege_hold=2.5))
    engine.state.nation.regime_odds, engine.state.nation.pay = odds, pay
    engine.state.profiles.privilege[:] = 0.0
    engine.state.profiles.privilege[4] = privilege
    only(engine, Departure)
    assert terms(engine, "profiles").D7[4] == close(-2.5 * odds * pay * privilege)
    assert terms(engine, "profiles").D7[3] == 0.0


@pytest.mark.parametrize("told", [0.0, 0.25, 1.0])
def test_what_is_told_to_be_lost_takes_from_what_privilege_holds(told: float) -> None:
    """And brings the end nearer that tips people: at odds of .8 of which a quarter is taken, .4 of an end."""
    engine = still(army(privilege_hold=2.5, revenge_bind=3.0, revenge_push=0.0))
    state = engine.state
    state.nation.regime_odds, state.nation.pay, state.profiles.privilege[:], state.profiles.told_lost[:] = 0.8, 1.0, 1.0, told
    state.communities.fear[:] = 1.0
    only(engine, Departure)
    assert list(terms(engine, "profiles").D7) == [close(-2.5 * 0.8 * (1.0 - told))] * state.profiles.size
    assert list(terms(engine, "profiles").D4) == [close(-3.0 * 0.8 * (1.0 - told))] * state.profiles.size


@pytest.mark.parametrize("control", [1.0, 0.25, 0.0])
def test_kin_press_from_homes_that_rebels_hold(control: float) -> None:
    engine = still(army(kin_rebel_home=2.5))
    engine.state.places.control[:], engine.state.places.control[TOWN] = 1.0, control
    only(engine, Departure)
    homes = engine.state.profiles.home
    assert list(terms(engine, "profiles").D10) == [close(log(2.5) * (1 - control) if home == TOWN else 0.0) for home in homes]


def test_a_siege_presses_the_unit() -> None:
    engine = still(army(siege_ratio=4.0))
    engine.state.units.posture[1], engine.state.units.siege_source[1] = BESIEGED, -2
    only(engine, Departure)
    assert list(terms(engine, "units").D11) == [close(log(4.0) if row == 1 else 0.0) for row in range(engine.state.units.size)]
    assert sources(engine, "unit").units_D11[1] == -2


@pytest.mark.parametrize("id", ["D4", "D7", "D10", "D11"])
def test_what_is_switched_off_presses_nobody(id: str) -> None:
    engine = still(army(id))
    engine.state.profiles.privilege[:], engine.state.places.control[:], engine.state.units.posture[:] = 1.0, 0.5, BESIEGED
    engine.state.communities.fear[:] = 0.5
    only(engine, Departure)
    pressed = {name: bool(abs(terms(engine, "profiles")[name]).max() > 0.0) for name in ("D4", "D7", "D10")}
    pressed["D11"] = bool(terms(engine, "units").D11.max() > 0.0)
    assert pressed == {"D4": True, "D7": True, "D10": True, "D11": True} | {id: False}


@pytest.mark.parametrize(("own", "cap"), [(0.5, 5.0), (8.0, 5.0), (8.0, 0.1)])
def test_a_days_hazard_is_the_product_of_all_factors_and_is_gathered(own: float, cap: float) -> None:
    engine = still(army(["D4", "D7", "D10", "D11", "D18"], base_hazard=0.01, hazard_cap=cap))
    people = engine.state.people
    row = soldiers(engine)[3]
    terms(engine, "units").D6[people.unit[row]], terms(engine, "cells").D9c[people.cell[row]] = 0.5, 0.25
    terms(engine, "profiles").D1[people.profile[row]] = 1.5
    people.own[row], people.pressure[row] = own, 0.02
    only(engine, Departure)
    assert people.pressure[row] == close(0.02 + min(0.01 * exp(0.5 + 0.25 + 1.5) * own, cap))


def test_he_goes_on_the_day_that_what_he_gathered_reaches_his_resistance() -> None:
    for resistance, goes in ((0.05 - 1e-12, True), (0.05 + 1e-12, False)):
        engine = still(army(["D4", "D7", "D10", "D11", "D9", "D18"], base_hazard=0.01))
        people, row = engine.state.people, soldiers(engine)[3]
        people.own[row], people.pressure[row], people.resistance[row] = 1.0, 0.04, resistance
        only(engine, Departure)
        assert (people.status[row] != STATUS["serving"]) == goes


@pytest.mark.parametrize(
    ("control", "rebels", "war"),
    [
        (1.0, 0.0, 0.0),  # peace
        (1.0, 50.0, 0.5),  # as many rebels as make them half felt: 5 % of the defence
        (1.0, 150.0, 0.75),
        (0.6, 0.0, 0.4),  # ground that is not held
        (0.6, 50.0, 1.0 - 0.6 * 0.5),
        (0.0, 0.0, 1.0),
    ],
)
def test_where_no_enemy_is_near_little_of_the_base_acts(control: float, rebels: float, war: float) -> None:
    """A fifth of it, in the town; in the port all is held and no rebel is there."""
    engine = still(army(calm_share=0.2, near_half=0.05))
    places, units = engine.state.places, engine.state.units
    places.control[:], places.defence[:], places.rebel_worth[:] = 1.0, 1000.0, 0.0
    places.control[TOWN], places.rebel_worth[TOWN] = control, rebels
    units.place[:], units.posture[:] = TOWN, CONFINED
    units.place[0] = PORT
    only(engine, Departure)
    assert list(terms(engine, "units").D18) == [close(log(0.2))] + [close(log(0.2 + 0.8 * war))] * 5


def test_to_the_besieged_the_war_is_near() -> None:
    engine = still(army(calm_share=0.2))
    engine.state.places.control[:], engine.state.places.rebel_worth[:] = 1.0, 0.0
    engine.state.units.posture[:] = BESIEGED
    only(engine, Departure)
    assert set(terms(engine, "units").D18) == {0.0}


def test_without_it_all_of_the_base_acts_everywhere() -> None:
    engine = still(army("D18", calm_share=0.01))
    only(engine, Departure)
    assert set(terms(engine, "units").D18) == {0.0}


# ---- which way


def leaver(off: Any = None, row: int | None = None, weights: tuple[float, ...] = (0.0, 0.0, 0.0), **parameters: Any) -> tuple[Engine, int]:
    """A soldier of the plain whose time has come; log-weights of a militia, of the way abroad and of hiding."""
    engine = still(army(off, **{"catch_chance": 0.0} | parameters))
    row = soldiers(engine, PLAIN_PEOPLE)[0] if row is None else row
    due(engine, row, weights)
    return engine, row


def due(engine: Engine, row: int, weights: tuple[float, ...]) -> None:
    """Let somebody's time come, with these weights of his ways out."""
    people, state = engine.state.people, engine.state
    people.resistance[row] = NOW
    state.units.weight[people.unit[row]] = 2.0
    route = (state.units.place[people.unit[row]] * state.band_count + people.band[row]) * state.sect_count + people.sect[row]
    state.routes.militia_weight[:] = state.routes.abroad_weight[:] = state.routes.hiding_weight[:] = -inf
    for column, weight in zip(("militia_weight", "abroad_weight", "hiding_weight"), weights, strict=True):
        getattr(state.routes, column)[route] = weight


@pytest.mark.parametrize("weights", [(1.0, 0.5, 0.0), (-1.0, 0.3, 0.7), (0.0, 0.5, -3.0)])
@pytest.mark.parametrize("besieged", [False, True])
def test_the_way_is_the_weightiest_with_his_own_draw(weights: tuple[float, ...], besieged: bool) -> None:
    """Of a besieged unit a third of all give themselves up: its log-odds stand against those of all other ways."""
    taken = set()
    for spell in range(12):
        engine, row = leaver(None, None, weights, surrender_share=1 / 3)
        people = engine.state.people
        people.spell[row] = spell
        if besieged:
            engine.state.units.posture[people.unit[row]] = BESIEGED
        drawn = gumbels("way", people.key[row], spell, 4)
        whole = log(sum(map(exp, weights)))
        worth = [weight - whole + draw for weight, draw in zip(weights, drawn, strict=False)]
        worth.append(log((1 / 3) / (2 / 3)) + drawn[3] if besieged else -inf)
        only(engine, Departure)
        expected = worth.index(max(worth))
        assert STATUSES[people.status[row]] == ("militia fighter", "in transit", "in hiding", "captured")[expected]
        assert people.way[row] == expected
        taken.add(expected)
    assert (WAYS.index("captured") in taken) == besieged
    assert len(taken) > 1


def test_without_d11_nobody_gives_himself_up() -> None:
    engine, row = leaver("D11", None, (-inf, -inf, 0.0), surrender_share=0.99)
    engine.state.units.posture[:] = BESIEGED
    only(engine, Departure)
    assert STATUSES[engine.state.people.status[row]] == "in hiding"


# ---- caught (D9a)


@pytest.mark.parametrize(("watched", "control", "factor"), [(1.0, 1.0, 1.0), (0.0, 1.0, 0.6), (0.5, 1.0, 0.6 + 0.4 * 0.5), (1.0, 0.5, 0.5)])
def test_he_is_caught_by_lot_the_likelier_where_the_regime_watches_and_reaches(watched: float, control: float, factor: float) -> None:
    """His lot against catch_chance · (catch_unwatched + (1 − catch_unwatched) · watched) · control of the place of his unit."""
    engine, row = leaver()
    people = engine.state.people
    spell = next(spell for spell in range(50) if lot("caught", people.key[row], spell) < 0.4)
    needed = lot("caught", people.key[row], spell) / factor
    for chance, caught in ((needed + 1e-9, True), (needed - 1e-9, False)):
        engine, row = leaver(None, None, (-inf, -inf, 0.0), catch_chance=chance, catch_unwatched=0.6)
        state, people = engine.state, engine.state.people
        people.spell[row], people.home[row] = spell, (state.units.place[people.unit[row]] + 1) % 3
        state.sects.watched[PLAIN_PEOPLE], state.places.control[state.units.place[people.unit[row]]] = watched, control
        state.sects.attempts[:] = state.sects.caught[:] = state.sects.left_today[:] = 9.0  # of yesterday
        unit, before = people.unit[row], state.nation.capability_lost
        only(engine, Departure)
        assert STATUSES[people.status[row]] == ("jailed" if caught else "in hiding")
        assert list(state.sects.attempts) == [0.0, 2.0]
        assert list(state.sects.caught) == [0.0, 2.0 * caught]
        assert list(state.sects.left_today) == [0.0, 2.0 * (not caught)]
        assert (state.units.punished[unit], state.units.punished_today[unit]) == (caught, caught)
        assert [state.units.left[unit], state.units.left_lately[unit], state.units.left_today[unit]] == [1.0 - caught] * 3
        assert state.nation.capability_lost - before == close(0.0 if caught else 2.0 * people.competence[row])
        number = int(state.tally.all_events)
        assert (people.left_day[row], people.left_event[row]) == ((0, 0) if caught else (1, number))
        assert (state.units.punished_source[unit], state.units.left_source[unit]) == ((number, 0) if caught else (0, number))


def test_those_who_went_today_are_told_to_the_rules_after_and_those_who_were_caught_are_not() -> None:
    """In order of rank, the highest last; whoever went yesterday is forgotten."""
    engine = still(army(catch_chance=0.0))
    state, people = engine.state, engine.state.people
    first, second, third = soldiers(engine, PLAIN_PEOPLE)[:3]
    for row in (first, second, third):
        due(engine, row, (-inf, -inf, 0.0))
    state.routes.hiding_weight[:] = 0.0
    people.rank[[first, second, third]] = (2, 0, 1)
    state.tally.leavers = 9
    only(engine, Departure)
    assert state.tally.leavers == 3
    assert list(state.leavers[:3]) == [second, third, first]
    assert list(state.leaver_events[:3]) == [2, 3, 1]
    engine = still(army(catch_chance=1.0, catch_unwatched=1.0))
    due(engine, soldiers(engine, PLAIN_PEOPLE)[0], (-inf, -inf, 0.0))
    engine.state.places.control[:] = 1.0
    only(engine, Departure)
    assert engine.state.tally.leavers == 0


def test_without_d9a_nobody_is_caught() -> None:
    engine, row = leaver("D9a", None, (-inf, -inf, 0.0), catch_chance=1.0)
    only(engine, Departure)
    assert STATUSES[engine.state.people.status[row]] == "in hiding"


# ---- what he says


@pytest.mark.parametrize(("off", "rumour", "share"), [(None, 0.0, 0.1), (None, 0.5, 0.1 + 0.9 * 0.6 * 0.5), ("N7", 0.5, 0.1)])
@pytest.mark.parametrize(("way", "otherwise"), [(1, "no place for me"), (2, "family")])
def test_he_states_danger_the_likelier_the_more_the_rumour_is_told(
    off: str | None, rumour: float, share: float, way: int, otherwise: str
) -> None:
    said = set()
    for spell in range(12):
        weights = tuple(0.0 if number == way else -inf for number in range(3))
        engine, row = leaver(off, None, weights, danger_true_share=0.1, pretext_share=0.6)
        engine.state.people.spell[row], engine.state.nation.rumour = spell, rumour
        only(engine, Departure)
        danger = lot("reason", engine.state.people.key[row], spell) < share
        assert REASONS[events(engine)[-1].reason] == ("danger" if danger else otherwise)
        said.add(danger)
    assert said == {True, False} or share == 0.1


def test_who_joins_the_fight_gives_no_reason() -> None:
    engine, _ = leaver(None, None, (0.0, -inf, -inf), danger_true_share=1.0)
    only(engine, Departure)
    assert events(engine)[-1].reason == 0


# ---- a company and its captain


def test_a_captain_who_goes_takes_trust_with_him_and_can_carry_his_sect() -> None:
    engine = still(army(catch_chance=0.0, trust_after_commander=0.4))
    units, people = engine.state.units, engine.state.people
    unit = 1
    captain = int(units.commander[unit])
    due(engine, captain, (-inf, -inf, 0.0))
    units.commander_trust[unit], units.commander_gone[unit] = 0.8, 0.1
    only(engine, Departure)
    assert units.commander_trust[unit] == close(0.8 * 0.4)
    assert (units.commander_gone[unit], units.carry_sect[unit]) == (1.0, people.sect[captain])
    assert units.carry_source[unit] == units.left_source[unit] == engine.state.tally.all_events
    assert units.commander[unit] not in (captain, -1)
    assert int(units.carry_sect[0]) == -1


def test_a_captain_who_is_caught_is_not_followed() -> None:
    engine = still(army(catch_chance=1.0, catch_unwatched=1.0))
    units, unit = engine.state.units, 1
    due(engine, int(units.commander[unit]), (-inf, -inf, 0.0))
    engine.state.places.control[:], units.commander_trust[unit] = 1.0, 0.8
    only(engine, Departure)
    assert (units.commander_gone[unit], units.carry_sect[unit], units.commander_trust[unit]) == (0.0, -1, 0.8)


def test_those_pressed_by_a_departure_go_the_same_day_in_a_later_pass() -> None:
    """Whose comrade goes is pressed by ln(2) · (1/20) / 0.1 more the same day: enough for the second. As he goes too it is ln(2) in all."""
    engine = still(army(["D4", "D6", "D7", "D10", "D11", "D9", "D18"], base_hazard=0.01, comrade_pressure=2.0, comrade_cap=1.0))
    people, units = engine.state.people, engine.state.units
    unit = 1
    there = [row for row in soldiers(engine) if people.unit[row] == unit]
    first, second, third = [row for row in there if row != units.commander[unit]][:3]
    due(engine, first, (-inf, -inf, 0.0))
    engine.state.routes.hiding_weight[:] = 0.0
    units.strength[unit] = 20.0
    people.own[[second, third]] = 1.0
    people.resistance[second], people.resistance[third] = 0.01 * 2**0.5 - 1e-12, 0.01 * 2 + 1e-12
    only(engine, Departure)
    assert [(int(event.row), int(event.step)) for event in events(engine)] == [(first, 1), (second, 2)]
    assert people.pressure[third] == close(0.02)
    assert cause(engine) == "D5"


# ---- down the chain of command

BRIGADES = {"army": {"formations": [{"id": "line", "brigade_staff": "staff"}]}}
DIVISION, FIRST, ITS_COMPANY, SECOND = 3, 4, 5, 6
"""Rows of units: the division's staff, its first brigade's and the company under it, its second brigade's."""


def test_a_generals_going_is_felt_in_all_units_under_his_weaker_at_each_level() -> None:
    """.4 in a brigade's staff, .16 in its company, of trust half of that; what was fresher stays so, other formations feel nothing."""
    engine = still(
        army(
            ["D4", "D6", "D7", "D9", "D10", "D11", "D18"],
            BRIGADES,
            catch_chance=0.0,
            trust_after_commander=0.5,
            chain_share=0.4,
            as_one=0.0,
        )
    )
    units = engine.state.units
    assert [engine.battle.ids[row] for row in (DIVISION, FIRST, ITS_COMPANY, SECOND)] == [
        "line/staff",
        "line/b1/staff",
        "line/b1/bn1/c1",
        "line/b2/staff",
    ]
    general = int(units.commander[DIVISION])
    due(engine, general, (-inf, -inf, 0.0))
    engine.state.routes.hiding_weight[:] = 0.0
    units.commander_trust[:], units.commander_gone[:], units.commander_gone[SECOND] = 0.8, 0.0, 0.7
    only(engine, Departure)
    sect = int(engine.state.people.sect[general])
    felt = [0.0, 0.0, 0.0, 1.0, 0.4, 0.16, 0.4, 0.16]
    assert list(units.commander_gone[:8]) == [close(max(near, 0.7 if row == SECOND else 0.0)) for row, near in enumerate(felt)]
    assert list(units.commander_trust[:8]) == [close(0.8 * (1 - 0.5 * near)) for near in felt]
    assert list(units.carry_near[:8]) == [close(near) for near in felt]
    assert list(units.carry_sect[:8]) == [sect if near else -1 for near in felt]
    assert list(units.carry_source[:8]) == [1 if near else 0 for near in felt]
    assert not units.reached.any()
    assert engine.state.tally.reached == 0
    pressed = terms(engine, "units").D5[:8]
    assert (pressed > 0).tolist() == [near > 0 for near in felt]


def test_with_no_share_of_the_chain_it_is_felt_in_his_own_unit_alone() -> None:
    engine = still(army(None, BRIGADES, catch_chance=0.0, chain_share=0.0))
    due(engine, int(engine.state.units.commander[DIVISION]), (-inf, -inf, 0.0))
    only(engine, Departure)
    assert [row for row in range(8) if engine.state.units.commander_gone[row] > 0] == [DIVISION]


def test_a_commander_under_him_follows_the_same_day_in_the_next_pass() -> None:
    """Pressed by ln(2) · .5 as all of his unit and by 1.5 · .5 alone: .01 · e^(.3466 + .75); what is a hair more holds him."""
    for more, follows in ((-1e-9, True), (1e-9, False)):
        engine = still(
            army(
                ["D4", "D6", "D7", "D9", "D10", "D11", "D18"],
                BRIGADES,
                base_hazard=0.01,
                catch_chance=0.0,
                chain_share=0.5,
                as_one=0.0,
                commander_follows=1.5,
                commander_pressure=2.0,
                commander_carry=0.0,
            )
        )
        units, people = engine.state.units, engine.state.people
        colonel = int(units.commander[FIRST])
        due(engine, int(units.commander[DIVISION]), (-inf, -inf, 0.0))
        engine.state.routes.hiding_weight[:] = 0.0
        people.own[colonel], people.resistance[colonel] = 1.0, 0.01 * exp(0.5 * log(2.0) + 0.5 * 1.5) + more
        only(engine, Departure)
        gone = [(int(event.row), int(event.step)) for event in events(engine)]
        assert ((colonel, 2) in gone) == follows
        assert units.carry_near[ITS_COMPANY] == close(0.5 if follows else 0.25)


# ---- units that go as one


def besieged_as_one(day: int, weights: tuple[float, ...], off: Any = None) -> tuple[Engine, list[int]]:
    """A besieged company that gives up as one, and three of its men whose time has come."""
    engine = still(army(off, catch_chance=0.0, surrender_share=0.4, siege_ratio=4.0, as_one_pull=9.0))
    units, people, unit = engine.state.units, engine.state.people, 1
    men = [row for row in soldiers(engine, PLAIN_PEOPLE) if people.unit[row] == unit][:3]
    for row in men:
        due(engine, row, weights)
    units.posture[unit], units.goes_as_one[unit] = BESIEGED, 2
    return engine, men


def test_a_unit_that_goes_as_one_takes_one_way_by_its_own_draws_and_none_flees_abroad() -> None:
    taken = set()
    weights = (0.2, 3.0, 0.1)
    whole = log(exp(0.2) + exp(0.1))
    for day in range(1, 13):
        engine, men = besieged_as_one(day, weights)
        only(engine, Departure, day)
        drawn = gumbels("way of a unit", engine.state.units.ordinal[1], day, 4)
        worth = [0.2 - whole + drawn[0], -inf, 0.1 - whole + drawn[2], log(0.4 / 0.6) + drawn[3]]
        expected = worth.index(max(worth))
        assert [int(engine.state.people.way[row]) for row in men] == [expected] * 3
        taken.add(expected)
    assert taken == {0, 2, 3}


@pytest.mark.parametrize(("posture", "as_one", "expected"), [(BESIEGED, 2, log(4.0) + 9.0), (BESIEGED, 0, log(4.0)), (0, 2, 0.0)])
def test_on_the_day_that_it_gives_up_the_siege_presses_by_so_much_more(posture: int, as_one: int, expected: float) -> None:
    engine = still(army(siege_ratio=4.0, as_one_pull=9.0))
    engine.state.units.posture[1], engine.state.units.goes_as_one[1] = posture, as_one
    only(engine, Departure)
    assert terms(engine, "units").D11[1] == close(expected)


# ---- where there are rebels


@pytest.mark.parametrize(("militias", "status", "way"), [(1, "candidate", "militia"), (0, "in transit", "abroad")])
def test_an_officer_comes_to_a_militias_door_or_goes_abroad_where_there_is_none(militias: int, status: str, way: str) -> None:
    engine = still(rebels(catch_chance=0.0))
    row = next(row for row in officers(engine, PLAIN_PEOPLE) if engine.state.units.place[engine.state.people.unit[row]] == TOWN)
    for there in locals_of(engine, TOWN)[:militias]:
        militia(engine, there, fighters=10.0)
    due(engine, row, (0.0, -inf, -inf))
    only(engine, Departure)
    people = engine.state.people
    assert (STATUSES[people.status[row]], WAYS[people.way[row]], people.militia[row], people.from_place[row]) == (status, way, -1, TOWN)


def test_a_soldier_joins_the_militia_that_draws_him_most() -> None:
    joined = set()
    for spell in range(8):
        engine = still(rebels(["S4", "R7", "R20"], catch_chance=0.0, newcomers=20.0))
        people = engine.state.people
        row = next(row for row in soldiers(engine, PLAIN_PEOPLE) if engine.state.units.place[people.unit[row]] == TOWN)
        first, second = locals_of(engine, TOWN)[:2]
        militia(engine, first, fighters=40.0)
        militia(engine, second, fighters=10.0)
        people.spell[row] = spell
        due(engine, row, (0.0, -inf, -inf))
        order = [int(slot) for slot in engine.state.slots[TOWN]]
        drawn = gumbels("joins whom", people.key[row], spell, len(order))
        only(engine, Departure)
        worth = {first: log(60.0) + drawn[order.index(first)], second: log(30.0) + drawn[order.index(second)]}
        assert people.militia[row] == max(worth, key=worth.__getitem__)
        assert STATUSES[people.status[row]] == "militia fighter"
        joined.add(int(people.militia[row]))
    assert len(joined) == 2
