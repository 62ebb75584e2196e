"""Where units stand and how they are used, by hand: a guard, and a division's companies (D16, D11, W3)."""

from __future__ import annotations

from math import log
from typing import Any

import numpy as np
import pytest

from tests.unit.rules.by_hand import MARCH, PORT, TOWN, army, close, lot, only, terms
from unit_cohesion.rules.posture import Posture
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import BESIEGED, CONFINED, DEPLOYED

PARAMETERS = {
    "encirclement": 0.0,
    "relief_weekly": 0.0,
    "deployed_share": 0.0,
    "deployed_rise": 0.0,
    "first_trusted": 0.0,
    "first_by_lot": 0.0,
    "last_losing": 0.0,
    "march_weeks": 4,
}


def units(off: Any = None, **parameters: Any) -> Engine:
    """Six units of equal weight that nothing moves but these parameters, all in barracks in the town."""
    engine = army(off, None, **PARAMETERS | parameters)
    state = engine.state
    assert state.army_units == 6
    state.units.weight[:], state.units.posture[:], state.units.trusted[:] = 1.0, CONFINED, False
    state.units.place[:] = state.units.garrison[:] = TOWN
    state.units.left[:], state.units.start_strength[:] = 0.0, 20.0
    state.places.violence[:], state.places.control[:] = (1.0, 3.0, 6.0), 1.0
    return engine


def deployed(engine: Engine, day: int = 8) -> list[int]:
    """The units that are used."""
    only(engine, Posture, day)
    return [int(row) for row in np.flatnonzero(engine.state.units.posture == DEPLOYED)]


# ---- how many, and who first


@pytest.mark.parametrize(
    ("unrest", "share", "used"),
    [(0.0, 0.3, 2), (60.0, 0.3 + 0.6 * 0.5, 4), (300.0, 0.3 + 0.6 * 300 / 360, 5)],
    ids=["calm", "at the reference", "beyond"],
)
def test_more_are_used_as_unrest_rises(unrest: float, share: float, used: int) -> None:
    """As many as come nearest to that share of the six."""
    assert abs(used - share * 6) < 0.5
    engine = units(deployed_share=0.3, deployed_rise=0.6, unrest_reference=60.0)
    engine.state.nation.unrest = unrest
    assert deployed(engine) == list(range(used))


@pytest.mark.parametrize(("answer", "used"), [(0.0, 4), (0.5, 3), (1.0, 2)])
def test_the_more_the_regime_answers_the_fewer_it_dares_to_use(answer: float, used: int) -> None:
    """Of the three units in ten that unrest would add, two thirds are held back at the full answer."""
    engine = units(deployed_share=0.3, deployed_rise=0.6, unrest_reference=60.0, held_back=2 / 3)
    engine.state.nation.unrest, engine.state.nation.answer = 60.0, answer
    assert abs(used - 6 * (0.3 + 0.3 * (1 - answer * 2 / 3))) <= 0.5
    assert deployed(engine) == list(range(used))


@pytest.mark.parametrize(("off", "used"), [(None, [0, 2, 3]), ("W7", [0, 1, 2, 3])])
def test_who_keeps_scattered_posts_is_used_where_he_stands(off: Any, used: list[int]) -> None:
    """Of the three keepers one is cut off, and one is ordered to withdraw, where orders are followed; of the three others two are used."""
    engine = units(off, deployed_share=2 / 3)
    state = engine.state
    state.units.keeps_posts[[0, 1, 5]], state.units.withdrawn[1], state.units.posture[5] = True, True, BESIEGED
    assert deployed(engine) == used
    assert state.units.posture[5] == BESIEGED


def test_who_keeps_scattered_posts_does_not_march() -> None:
    """Neither to where the fighting is, being trusted and in use, nor home again."""
    engine = units(deployed_share=1.0, march_weeks=1)
    state = engine.state
    state.units.trusted[:], state.units.keeps_posts[[0, 1]], state.units.place[1] = True, True, MARCH
    state.places.violence[:] = 0.0, 0.0, 5.0
    only(engine, Posture, 8)
    assert list(state.units.place[:6]) == [TOWN, MARCH, MARCH, MARCH, MARCH, MARCH]
    engine.state.places.violence[:] = 5.0, 0.0, 0.0
    only(engine, Posture, 15)
    assert list(state.units.place[:6]) == [TOWN, MARCH, PORT, PORT, PORT, PORT]


@pytest.mark.parametrize(("off", "withdrawn", "posture"), [(None, False, DEPLOYED), (None, True, CONFINED), ("D16", False, CONFINED)])
def test_whose_siege_ends_is_at_his_posts_again(off: Any, withdrawn: bool, posture: int) -> None:
    engine = units(off, relief_weekly=1.0)
    engine.state.units.posture[:2], engine.state.units.keeps_posts[0], engine.state.units.withdrawn[0] = BESIEGED, True, withdrawn
    only(engine, Posture, 8)
    assert list(engine.state.units.posture[:2]) == [posture, CONFINED]


def test_no_more_than_all_are_used() -> None:
    engine = units(deployed_share=0.9, deployed_rise=0.9, unrest_reference=1.0)
    engine.state.nation.unrest = 1000.0
    assert deployed(engine) == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(("first", "expected"), [(0.6, [2, 3]), (0.4, [4, 5])])
def test_the_trusted_are_used_first_and_those_near_the_fighting(first: float, expected: list[int]) -> None:
    """A place's heat is its share of all violence: the trusted in the port have 0.1 of it and their advantage, others in the march 0.6."""
    engine = units(deployed_share=2 / 6, first_trusted=first)
    places = engine.state.units.place
    engine.state.units.trusted[[2, 3]], places[:], places[[4, 5]] = True, PORT, MARCH
    engine.state.units.garrison[:] = places
    assert deployed(engine) == expected


@pytest.mark.parametrize("answer", [0.0, 1.0])
def test_the_regime_keeps_back_those_who_lose_men_as_it_answers(answer: float) -> None:
    """The trusted have lost half of their men: 3 · 1 · ½ is more than their 1.2 of advantage."""
    engine = units(deployed_share=1 / 6, first_trusted=1.2, last_losing=3.0)
    engine.state.units.trusted[5], engine.state.units.left[5], engine.state.nation.answer = True, 10.0, answer
    assert deployed(engine) == ([0] if answer else [5])


def test_chance_is_a_lot_of_each_unit_that_stays() -> None:
    engine = units(deployed_share=3 / 6, first_by_lot=2.0)
    lots = [lot("lot of units", ordinal) for ordinal in engine.state.units.ordinal]
    assert deployed(engine) == sorted(np.argsort(lots)[-3:].tolist())


def test_units_of_no_weight_are_in_no_sum() -> None:
    engine = units(deployed_share=2 / 6)
    engine.state.units.weight[[0, 1, 2]] = 0.0
    assert deployed(engine) == [3]  # a third of three


# ---- sieges


@pytest.mark.parametrize(("held", "port", "march"), [(0.1, 0.2, 0.5), (0.3, 1.0, 0.1), (0.0, 1.0, 1.0), (1.0, 0.0, 0.0)])
def test_units_are_besieged_while_no_road_leads_to_them(held: float, port: float, march: float) -> None:
    """As exposed as each post is, by its lot; those who march and those in other places are not."""
    engine = units(encirclement=0.9)
    state = engine.state
    state.places.control[:], state.units.siege_source[:] = (port, held, march), -4
    state.units.place[3] = PORT
    state.units.garrison[4], state.units.trusted[4] = PORT, True  # on the march
    cut = {TOWN: (1 - held) * (1 - held * max(port, march)), PORT: (1 - port) * (1 - port * held)}
    drawn = [lot("siege", ordinal) for ordinal in state.units.ordinal]
    only(engine, Posture, 8)
    expected = [row for row in (0, 1, 2, 3, 5) if drawn[row] < 0.9 * cut[PORT if row == 3 else TOWN]]
    assert list(np.flatnonzero(state.units.posture == BESIEGED)) == expected
    assert list(state.units.siege_source) == [0 if row in expected else -4 for row in range(6)]
    assert bool(set(expected) - {3}) == (held < 0.2)


def test_who_is_still_cut_off_is_not_relieved_and_keeps_what_laid_siege_to_him() -> None:
    engine = units(encirclement=0.9, relief_weekly=1.0)
    state = engine.state
    state.places.control[:] = 0.2
    state.units.posture[:], state.units.siege_source[:] = BESIEGED, -4
    cut = [lot("siege", ordinal) < 0.9 * 0.8 * (1 - 0.2 * 0.2) for ordinal in state.units.ordinal]
    only(engine, Posture, 8)
    assert [posture == BESIEGED for posture in state.units.posture] == cut
    assert set(state.units.siege_source) == {-4}
    assert len(set(cut)) == 2


def test_sieges_end_by_lot() -> None:
    engine = units(relief_weekly=0.5)
    engine.state.units.posture[:] = BESIEGED
    drawn = [lot("relief", ordinal, 8) for ordinal in engine.state.units.ordinal]
    only(engine, Posture, 8)
    assert list(engine.state.units.posture) == [CONFINED if one < 0.5 else BESIEGED for one in drawn]
    assert len(set(engine.state.units.posture)) == 2


# ---- marches


@pytest.mark.parametrize(("day", "marches"), [(8, False), (29, True)])
def test_every_few_weeks_the_trusted_march_to_the_fighting_by_lot(day: int, marches: bool) -> None:
    """Deployed trusted units by a lot over the places' shares of violence, 0.1, 0.3 and 0.6 in order of their ids; confined ones home."""
    engine = units(deployed_share=4 / 6, first_trusted=5.0)
    state = engine.state
    state.units.trusted[[0, 1, 2, 3]], state.units.place[5] = True, PORT
    heat = {PORT: 0.1, TOWN: 0.3, MARCH: 0.6}
    drawn = [lot("march", ordinal, day) for ordinal in state.units.ordinal]
    only(engine, Posture, day)
    for row in range(4):
        assert state.units.posture[row] == DEPLOYED
        reach = np.cumsum([heat[int(place)] for place in state.places.by_id])
        assert state.units.place[row] == (int(state.places.by_id[np.searchsorted(reach, drawn[row])]) if marches else TOWN)
    assert (state.units.place[4], state.units.place[5]) == (TOWN, PORT)  # who is not trusted stays


def test_trusted_units_in_barracks_go_home() -> None:
    engine = units()
    engine.state.units.trusted[:2], engine.state.units.place[:2] = (True, False), MARCH
    only(engine, Posture, 29)
    assert list(engine.state.units.place[:2]) == [TOWN, MARCH]


def test_nobody_goes_home_to_a_garrison_that_is_lost() -> None:
    engine = units()
    engine.state.units.trusted[0], engine.state.units.place[0], engine.state.places.control[TOWN] = True, MARCH, 0.0
    only(engine, Posture, 29)
    assert engine.state.units.place[0] == MARCH


def test_without_w5_nobody_is_cut_off() -> None:
    engine = units("W5", encirclement=1.0)
    engine.state.places.control[:] = 0.0
    only(engine, Posture, 8)
    assert BESIEGED not in engine.state.units.posture


# ---- D16


@pytest.mark.parametrize("answer", [0.0, 0.4])
def test_duty_gives_chances_and_sealed_barracks_take_them(answer: float) -> None:
    engine = units(deployed_share=2 / 6, opportunity_deployed=1.8, sealing=1.2)
    engine.state.units.posture[5], engine.state.nation.answer = BESIEGED, answer
    assert deployed(engine) == [0, 1]
    expected = [log(1.8)] * 2 + [-1.2 * answer] * 3 + [0.0]
    assert list(terms(engine, "units").D16[:6]) == [close(one) for one in expected]


def test_without_d16_only_sieges_are_laid() -> None:
    engine = units("D16", deployed_share=1.0, encirclement=1.0)
    engine.state.places.control[:] = 0.0
    assert deployed(engine) == []
    assert set(engine.state.units.posture) == {BESIEGED}
    assert abs(terms(engine, "units").D16).max() == 0.0
