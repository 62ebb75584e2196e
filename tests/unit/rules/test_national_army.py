"""The rebuilt army by hand: when it forms, how it is led and trained, what it is worth (B1, B3, B5, B7, R17)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.rules.by_hand import PORT, civilians, close, officers, only, put, rebels, soldiers
from unit_cohesion.rules.national_army import NationalArmy
from unit_cohesion.simulation.engine import Engine

PARAMETERS = {
    "consensus_needed": 0.6,
    "command_weekly": 0.1,
    "leaders_needed": 0.2,
    "leaders_weekly": 0.05,
    "leaders_soon": 4.0,
    "training_weekly": 0.2,
    "national_worth": 1.2,
    "uncommanded_worth": 0.3,
    "knows_the_regime": 1.5,
    "respect_weekly": 0.1,
    "figures_half": 3.0,
    "respect_sacrifice": 0.8,
    "standing_tainted": 0.6,
    "competence_mean": 0.5,
}


def formed(off: Any = None, safe: bool = True, consensus: float = 0.8, **parameters: Any) -> tuple[Engine, list[int]]:
    """An army of a tainted lieutenant, an untainted colonel, a soldier and a recruit, each standing for 2, 2, 2 and 5 persons."""
    engine = rebels(off, None, **PARAMETERS | parameters)
    state, people = engine.state, engine.state.people
    lieutenant = next(row for row in officers(engine) if people.band[row] == 2)
    colonel = next(row for row in officers(engine) if people.band[row] == 3)
    rows = [lieutenant, colonel, soldiers(engine)[0], civilians(engine, PORT)[0]]
    put(engine, rows, "national army", from_place=PORT)
    people.skill[rows], people.competence[rows] = (0.4, 0.9, 0.2, 0.3), (0.8, 0.7, 0.4, 0.3)
    people.tainted[rows] = (True, False, True, False)
    state.units.weight[: state.army_units], state.units.weight[state.army_units :] = 2.0, 5.0
    state.nation.sponsor_consensus, state.places.safe[PORT] = consensus, safe
    state.nation.command, state.nation.national_leaders, state.nation.respect, state.nation.standing = 0.5, 1.0, 0.3, 0.0
    return engine, rows


@pytest.mark.parametrize(
    ("consensus", "safe", "off", "forms"),
    [(0.6, True, None, 1.0), (0.59, True, None, 0.0), (0.9, False, None, 0.0), (0.0, False, "B1", 1.0)],
)
def test_it_forms_where_sponsors_agree_and_a_place_is_safe(consensus: float, safe: bool, off: str | None, forms: float) -> None:
    engine, _ = formed(off, safe, consensus)
    only(engine, NationalArmy)
    assert engine.state.nation.forming == forms


def test_training_restores_skill_and_takes_none() -> None:
    engine, rows = formed()
    only(engine, NationalArmy)
    assert list(engine.state.people.skill[rows]) == [close(0.4 + 0.2 * 0.4), 0.9, close(0.2 + 0.2 * 0.2), 0.3]
    engine, rows = formed(consensus=0.0)
    only(engine, NationalArmy)
    assert list(engine.state.people.skill[rows]) == [0.4, 0.9, 0.2, 0.3]


@pytest.mark.parametrize(("off", "weekly", "led"), [(None, 0.05, 0.2), ("B3", 0.05, 0.05), (None, 0.5, 1.0)])
def test_leaders_are_trained_of_its_officers_and_command_grows_with_them(off: str | None, weekly: float, led: float) -> None:
    """Of 4 persons who are officers; it needs 0.2 leaders for each of 11 persons."""
    engine, _ = formed(off, leaders_weekly=weekly)
    only(engine, NationalArmy)
    leaders = 1.0 + led * (4 - 1.0)
    assert engine.state.nation.national_leaders == close(leaders)
    assert engine.state.nation.command == close(0.5 + 0.1 * (min(leaders / (0.2 * 11), 1.0) - 0.5))


def test_while_its_conditions_do_not_hold_command_fades_and_nobody_is_trained() -> None:
    engine, _ = formed(consensus=0.0)
    only(engine, NationalArmy)
    assert engine.state.nation.command == close(0.5 * 0.9)
    assert engine.state.nation.national_leaders == 1.0


def test_it_has_no_more_leaders_than_officers() -> None:
    engine, _ = formed(consensus=0.0)
    engine.state.nation.national_leaders = 9.0
    only(engine, NationalArmy)
    assert engine.state.nation.national_leaders == 4.0


@pytest.mark.parametrize(("off", "knows"), [(None, 1.5), ("B5", 1.0)])
def test_its_worth_is_skill_under_command(off: str | None, knows: float) -> None:
    engine, _ = formed(off, consensus=0.0)
    only(engine, NationalArmy)
    skill = 2 * (0.4 + 0.9 + 0.2) + 5 * 0.3
    assert engine.state.nation.national_power == close(1.2 * knows * (0.3 + 0.7 * 0.45) * skill / 0.5)


@pytest.mark.parametrize("generals", [0, 1])
@pytest.mark.parametrize(("given_up", "sacrifice"), [((0.2, 0.6), 0.8 * 0.4), ((0.0, 0.0), 0.0)])
@pytest.mark.parametrize("off", [None, "B7"])
def test_respect_follows_its_generals_and_what_its_officers_gave_up(
    generals: int, given_up: tuple[float, float], sacrifice: float, off: str | None
) -> None:
    """Its colonel may be a general: two persons, against three at which figures win half. Its soldier's privilege counts for nothing."""
    engine, rows = formed(off)
    state, people = engine.state, engine.state.people
    if generals:
        people.band[rows[1]] = 4
    state.profiles.privilege[:] = 0.9
    assert people.profile[rows[0]] != people.profile[rows[1]]
    state.profiles.privilege[people.profile[rows[:2]]] = given_up
    only(engine, NationalArmy)
    wanted = 1 - (1 - 2 / (2 + 3.0) * generals) * (1 - sacrifice)
    assert state.nation.respect == close(0.3 if off else 0.3 + 0.1 * (wanted - 0.3))


@pytest.mark.parametrize(
    ("off", "tainted", "standing"),
    [(None, (True, False), 1 - 0.6 * 2 / 4), (None, (True, True), 0.4), (None, (False, False), 1.0), ("R17", (False, False), 0.0)],
)
def test_foreign_money_costs_its_leaders_standing(off: str | None, tainted: tuple[bool, bool], standing: float) -> None:
    engine, rows = formed(off)
    engine.state.people.tainted[rows[:2]] = tainted
    only(engine, NationalArmy)
    assert engine.state.nation.standing == close(standing)


def test_without_officers_it_has_neither_standing_nor_respect() -> None:
    engine, rows = formed()
    put(engine, rows[:2], "camp")
    only(engine, NationalArmy)
    nation = engine.state.nation
    assert (nation.standing, nation.national_leaders) == (0.0, 0.0)
    assert nation.respect == close(0.3 - 0.1 * 0.3)
