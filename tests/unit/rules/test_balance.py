"""The balance of forces by hand: each side's worth, how control and beliefs follow, when an end is in sight (W2, N8, D13, W4)."""

from __future__ import annotations

from math import sqrt
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
    civilians,
    close,
    locals_of,
    militia,
    only,
    put,
    rebels,
    soldiers,
)
from unit_cohesion.rules.balance import Balance
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import BESIEGED, CONFINED, DEPLOYED, ENDINGS, STATUS

DAY = 8
REGIME = {
    "power_confined": 0.25,
    "supply_air": 0.7,
    "supply_cut": 0.4,
    "power_air": 1000.0,
    "power_militia": 0.5,
    "odds_slope": 0.5,
    "odds_lag_days": 35.0,
}
REBELS = {"insurgent_worth": 0.6, "defector_worth": 1.2, "competence_mean": 0.5, "control_weekly": 0.1, "control_incumbency": 2.0}
NO_RECRUITS = {"recruit_daily": 0.0, "rebel_death_share": 0.0}


def front(make: Any = army, off: Any = None, **parameters: Any) -> Engine:
    """One company in the town of bonds ½ and ¾, and nobody and nothing else on the regime's side."""
    engine = make(off, None, **REGIME | REBELS | NO_RECRUITS | parameters)
    state, units = engine.state, engine.state.units
    units.weight[: state.army_units] = 0.0
    units.weight[1], units.strength[1], units.place[1], units.posture[1] = 2.0, 20.0, TOWN, DEPLOYED
    units.peer_bond[1], units.institution[1] = 0.5, 0.75
    state.places.all_deaths[:], state.places.control[:], state.places.insurgents[:] = (2.0, 5.0, 13.0), 0.5, 0.0
    state.places.population[:] = (100.0, 300.0, 600.0)
    state.nation.foreign_help = state.nation.filled = 0.0
    state.places.loyal_militia[:] = 0.0
    return engine


COMPANY = 2 * 20 * 0.625


@pytest.mark.parametrize(
    ("posture", "sorties", "worth"), [(DEPLOYED, 0.0, 1.0), (CONFINED, 0.0, 0.25), (BESIEGED, 0.0, 0.4), (BESIEGED, 1.0, 0.7)]
)
def test_a_companys_worth_is_its_men_by_posture_supply_and_bonds(posture: int, sorties: float, worth: float) -> None:
    """Of two pilots none or both fly; a fighter of the company is free to attack only if it is deployed."""
    engine = front(power_air=0.0)
    state, two = engine.state, soldiers(engine)[:2]
    state.arrays["pilots"] = np.array(two)
    if not sorties:
        put(engine, two, "dead")
    state.units.posture[1] = posture
    state.units.strength[1], state.units.weight[state.people.unit[two]] = 20.0, 2.0
    only(engine, Balance, DAY)
    assert state.nation.regime_power == close(COMPANY * worth)
    assert list(state.places.defence) == [0.0, close(COMPANY * worth), 0.0]
    assert list(state.places.attack) == [0.0, COMPANY if posture == DEPLOYED else 0.0, 0.0]


def test_who_has_laid_down_his_arms_is_worth_nothing() -> None:
    engine = front(power_air=0.0)
    engine.state.units.disarmed[1] = True
    only(engine, Balance, DAY)
    assert (engine.state.nation.regime_power, engine.state.places.attack[TOWN]) == (0.0, 0.0)


@pytest.mark.parametrize("off", [None, "W6"])
def test_air_and_those_from_abroad_fight_where_deaths_are_and_militiamen_at_home(off: str | None) -> None:
    """The town has a quarter of all deaths; militiamen hold, and do not attack; from the air alone nobody takes ground."""
    engine = front(off=off, power_air=0.0, control_incumbency=1.0, control_weekly=1.0)
    state = engine.state
    state.nation.foreign_help, state.nation.filled, state.places.loyal_militia[:] = 70.0, 30.0, (20.0, 60.0, 120.0)
    state.places.insurgents[:] = 100.0
    only(engine, Balance, DAY)
    men = (0.0, 0.0, 0.0) if off else (20.0, 60.0, 120.0)
    worth = [100 * 0.1 + 0.5 * men[0], COMPANY + 100 * 0.25 + 0.5 * men[1], 100 * 0.65 + 0.5 * men[2]]
    assert state.nation.regime_power == close(sum(worth))
    assert list(state.places.control) == [close(one / (one + 60)) for one in worth]
    assert list(state.places.defence) == [close(one) for one in worth]
    assert list(state.places.attack) == [0.0, close(COMPANY + 25), 0.0]
    assert list(state.places.rebel_worth) == [close(60.0)] * 3


def test_control_moves_to_the_local_balance_with_the_incumbents_advantage() -> None:
    engine = front()
    engine.state.places.insurgents[:] = (0.0, 25.0, 10.0)
    only(engine, Balance, DAY)
    town, march = 2 * COMPANY / (2 * COMPANY + 0.6 * 25), 0.0
    control = [0.5, 0.5 + 0.1 * (town - 0.5), 0.5 + 0.1 * (march - 0.5)]  # where nobody is nothing moves
    assert list(engine.state.places.control) == [close(one) for one in control]
    assert engine.state.nation.regime_control == close((100 * control[0] + 300 * control[1] + 600 * control[2]) / 1000)


def test_control_moves_as_far_as_there_are_enough_to_occupy_the_place() -> None:
    """It takes 100 in the town, where both sides are worth 25 and 15."""
    engine = front(occupied_by=0.02)
    engine.state.places.insurgents[TOWN], engine.state.places.population[TOWN] = 25.0, 5000.0
    only(engine, Balance, DAY)
    there = COMPANY + 0.6 * 25
    assert engine.state.places.control[TOWN] == close(0.5 + 0.1 * there / 100 * (2 * COMPANY / (2 * COMPANY + 0.6 * 25) - 0.5))


@pytest.mark.parametrize(("insurgents", "off"), [(25.0, None), (400.0, None), (25.0, "N8")])
def test_belief_in_the_regime_follows_the_visible_balance(insurgents: float, off: str | None) -> None:
    engine = front(off=off)
    engine.state.places.insurgents[MARCH], engine.state.nation.regime_odds = insurgents, 0.9
    only(engine, Balance, DAY)
    seen = sqrt(COMPANY) / (sqrt(COMPANY) + sqrt(0.6 * insurgents))
    assert engine.state.nation.regime_odds == close(0.9 if off else 0.9 + (seen - 0.9) * 7 / 35)


@pytest.mark.parametrize(("off", "flying"), [(None, 0.5), ("D13", 0.75)])
def test_sorties_fall_with_the_pilots_who_left(off: str | None, flying: float) -> None:
    """Of four pilots one is dead and one has gone over; without D13 he who left flies on."""
    engine = front(off=off)
    state, four = engine.state, soldiers(engine)[:4]
    state.arrays["pilots"] = np.array(four)
    put(engine, four[0], "dead")
    put(engine, four[1], "camp", way=1)
    state.units.weight[state.people.unit[four]] = 1.0
    only(engine, Balance, DAY)
    assert state.nation.air_effort == close(flying)


def test_an_air_force_without_pilots_flies_nothing() -> None:
    engine = front()
    only(engine, Balance, DAY)
    assert engine.state.nation.air_effort == 0.0


# ---- rebels who are but a number


def test_defectors_who_fight_count_at_home_by_their_competence() -> None:
    engine = front()
    people, row = engine.state.people, soldiers(engine)[0]
    put(engine, row, "militia fighter", competence=0.8)
    people.home[row], engine.state.units.weight[people.unit[row]] = MARCH, 3.0
    engine.state.units.strength[people.unit[row]] = 0.0
    engine.state.places.insurgents[MARCH] = 10.0
    only(engine, Balance, DAY)
    assert engine.state.nation.rebel_power == close(0.6 * 10 + 1.2 / 0.5 * 3 * 0.8)
    assert engine.state.nation.capability_used == close(3 * 0.8)


@pytest.mark.parametrize(("felt", "there"), [(30.0, 0.0), (30.0, 40.0), (90.0, 40.0), (30.0, 500.0)])
def test_the_aggrieved_take_up_arms_up_to_a_cap_and_some_fall(felt: float, there: float) -> None:
    """Of 20,000 of the plain and none of the hill; a quarter of the rebels' dead fall in the town."""
    engine = front(recruit_daily=0.001, insurgent_cap=0.01, grievance_half=30.0, rebel_death_share=0.3)
    state = engine.state
    state.communities.population[:], state.communities.felt[:] = 0.0, 0.0
    state.communities.population[TOWN * 2 + PLAIN_PEOPLE], state.communities.felt[TOWN * 2 + PLAIN_PEOPLE] = 20_000.0, felt
    state.nation.all_deaths, state.nation.regime_deaths, state.places.insurgents[TOWN] = 20.0, 8.0, there
    only(engine, Balance, DAY)
    willing = 20_000 * felt / (felt + 30)
    joined = 7 * 0.001 * willing * max(0.0, 1 - there / (0.01 * willing))
    assert state.places.insurgents[TOWN] == close(max(there + joined - 7 * 0.3 * 12 * 0.25, 0.0))
    assert state.nation.insurgents_peak == close(state.places.insurgents.sum())


# ---- militias


@pytest.mark.parametrize(("officers", "supply", "cohesion"), [(0.0, 0.0, 0.0), (1.0, 0.5, 0.25), (2.0, 1.0, 1.0), (9.0, 1.4, 0.5)])
def test_a_militias_worth_is_heads_and_skill_led_armed_and_together(officers: float, supply: float, cohesion: float) -> None:
    """Of 40 men 32 are no defectors; it needs two officers, has so many, and defectors of a skill of 3 in all."""
    engine = front(rebels, fighter_worth=0.9, command_worth=0.6, unarmed_worth=0.7, loose_worth=0.4, fighters_per_officer=20.0)
    there = locals_of(engine, TOWN)[0]
    militia(engine, there, fighters=40.0, officers=officers, capability=3.0, supply=supply, cohesion=cohesion)
    only(engine, Balance, DAY)
    led = 1 + 0.6 * min(20 * officers / 40, 1.0)
    armed, together = 0.7 + 0.3 * min(supply, 1.0), 0.4 + 0.6 * cohesion
    heads = 0.9 * (40 - officers) + 1.2 / 0.5 * 3
    assert engine.state.nation.rebel_power == close(heads * led * armed * together)


def test_an_army_in_line_is_counted_apart_of_the_rebels() -> None:
    """Of two militias in one place one stands in line; what was counted a week before counts no more."""
    engine = rebels(fighter_worth=0.8, unarmed_worth=1.0, loose_worth=1.0, command_worth=0.0)
    state = engine.state
    for row, men in ((0, 30.0), (1, 20.0)):
        militia(engine, row, fighters=men)
        state.militias.front[row] = TOWN
    state.militias.regular[1], state.places.regular_worth[:] = True, 7.0
    only(engine, Balance, DAY)
    assert list(state.places.rebel_worth) == [0.0, close(0.8 * 50.0), 0.0]
    assert list(state.places.regular_worth) == [0.0, close(0.8 * 20.0), 0.0]


def test_the_national_army_is_worth_what_it_is_where_its_men_stand() -> None:
    engine = front(rebels, control_weekly=1.0, control_incumbency=1.0)
    state = engine.state
    three = civilians(engine, PORT)[:3]
    put(engine, three, "national army", from_place=PORT)
    state.people.from_place[three[2]] = TOWN
    state.nation.national_power = 60.0
    only(engine, Balance, DAY)
    assert state.nation.rebel_power == close(60.0)
    assert list(state.places.control) == [0.0, close(COMPANY / (COMPANY + 20)), 0.5]


# ---- endings (W4)


def week(strength: float = 80.0, before: float = 80.0, insurgents: float = 50.0, were: float = 50.0, **parameters: Any) -> Engine:
    """The second week: so many of 100 serve, and so many rebels fight; a week ago they were so many."""
    given = {"collapse_strength": 0.2, "pacified_insurgents": 20.0, "pacified_peak": 2.0, "falls_control": 0.1, "ending_days": 70}
    engine = front(control_weekly=0.0, **given | parameters)
    state = engine.state
    state.sects.serving_start[:] = (40.0, 60.0)
    state.counts[...] = 0.0
    state.counts[HILL, 0, STATUS["serving"]], state.counts[PLAIN_PEOPLE, 2, STATUS["serving"]] = strength / 4, 3 * strength / 4
    state.places.insurgents[MARCH] = insurgents
    state.arrays["trail"][0] = (before, were)
    only(engine, Balance, DAY)
    return engine


@pytest.mark.parametrize(
    ("strength", "before", "insurgents", "were", "limbo"),
    [
        (80.0, 80.0, 50.0, 50.0, True),
        (80.0, 86.0, 50.0, 50.0, False),  # at six a week it collapses in ten weeks: 80 − 10 · 6 ≤ 0.2 · 100
        (80.0, 85.9, 50.0, 50.0, True),
        (80.0, 80.0, 50.0, 53.0, False),  # pacified in ten weeks: 50 − 10 · 3 ≤ 20
        (80.0, 80.0, 50.0, 52.9, True),
        (80.0, 80.0, 19.0, 19.0, False),  # pacified already
    ],
)
def test_it_is_limbo_while_neither_collapse_nor_pacification_is_in_sight(
    strength: float, before: float, insurgents: float, were: float, limbo: bool
) -> None:
    engine = week(strength, before, insurgents, were)
    assert (bool(engine.state.nation.limbo), ENDINGS[engine.state.nation.ending]) == (limbo, "")
    assert list(engine.state.arrays["trail"][1]) == [strength, insurgents]


@pytest.mark.parametrize(("strength", "falls"), [(20.0, True), (20.1, False)])
def test_the_regime_falls_with_its_army(strength: float, falls: bool) -> None:
    assert ENDINGS[week(strength, strength).state.nation.ending] == ("regime falls" if falls else "")


@pytest.mark.parametrize(("least", "falls"), [(0.5, True), (0.49, False)])
def test_the_regime_falls_with_its_control(least: float, falls: bool) -> None:
    assert ENDINGS[week(falls_control=least).state.nation.ending] == ("regime falls" if falls else "")


@pytest.mark.parametrize(("insurgents", "peak", "wins"), [(20.0, 41.0, True), (20.1, 41.0, False), (20.0, 40.0, False)])
def test_the_regime_wins_once_many_rebels_have_become_few(insurgents: float, peak: float, wins: bool) -> None:
    engine = week(insurgents=insurgents, were=insurgents)
    engine.state.nation.insurgents_peak, engine.state.nation.ending = peak, 0
    only(engine, Balance, DAY)
    assert ENDINGS[engine.state.nation.ending] == ("regime wins" if wins else "")


def test_an_ending_is_never_taken_back() -> None:
    engine = week()
    engine.state.nation.ending = ENDINGS.index("regime falls")
    only(engine, Balance, DAY)
    assert (ENDINGS[engine.state.nation.ending], bool(engine.state.nation.limbo)) == ("regime falls", False)
