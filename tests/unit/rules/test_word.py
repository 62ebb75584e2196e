"""Word along ties by hand: a year of a few men in a row, some of whom have left; who hears of it, how much, and how it fades (C1)."""

from __future__ import annotations

from math import exp, log
from typing import Any

import numpy as np
import pytest

from tests.unit.rules.by_hand import PLAIN_PEOPLE, SEED, army, close, only, put, soldiers
from unit_cohesion.engine.chance import Chance
from unit_cohesion.rules.word import Word
from unit_cohesion.simulation.engine import Engine

DAY, EVENT = 15, 44
YEAR, FAMILY = 0, 0
"""The one group of men of a year, and of kin."""


def year(size: int = 7, off: Any = None, **parameters: Any) -> tuple[Engine, list[int]]:
    """Men of one year in the order of their rows; the first left three days ago, from a unit of his own: engine, rows."""
    given = {"ties_of_year": 1, "ties_of_kin": 0, "word_memory_days": 7.0, "word_pressure": 1.2, "loyalty_weight": 0.0}
    engine = army(off, None, **given | parameters)
    state, people = engine.state, engine.state.people
    rows = soldiers(engine, PLAIN_PEOPLE)[:size]
    people.unit[rows] = [0] + [1] * (size - 1)
    people.ceilinged[:] = 0.0
    state.tie_group[:], state.tie_first[:], state.tie_last[:] = 1, 0, 0
    state.tie_group[rows], state.tie_last[YEAR], state.tie_rows[:size], state.tie_at[rows] = YEAR, size, rows, range(size)
    state.kin_group[:], state.kin_first[:], state.kin_last[:] = 1, 0, 0
    left(engine, rows[0])
    return engine, rows


def left(engine: Engine, row: int, day: int = DAY - 3, status: str = "in hiding") -> None:
    """Let somebody have left by his own will."""
    put(engine, row, status, left_day=day, left_event=EVENT)


def heard(engine: Engine, rows: list[int]) -> list[float]:
    return [float(engine.state.people.heard[row]) for row in rows]


def stride(size: int, pair: int = 0) -> int:
    """How far apart the ties of the year stand: from 1 to half their number, the same for all of it."""
    drawn = Chance(SEED).uniforms("tie", np.array([YEAR], np.uint64), 0, tag=pair + 1)[0]
    return 1 + int(drawn * ((size - 1) // 2))


@pytest.mark.parametrize("size", [7, 5, 4])
def test_the_two_so_far_to_his_left_and_right_hear_that_half_of_their_ties_left(size: int) -> None:
    """A pair of ties: each man's two are those as far before and after him in his year, as if it stood in a ring."""
    engine, rows = year(size)
    only(engine, Word, DAY)
    apart = stride(size)
    expected = [0.0] * size
    for there in {apart, size - apart}:
        expected[there] = 0.5
    assert heard(engine, rows) == [close(one) for one in expected]
    people = engine.state.people
    for row, share in zip(rows, expected, strict=True):
        assert (people.heard_day[row], people.heard_source[row]) == ((DAY, EVENT) if share else (0, 0))
        assert people.own[row] == close(exp(log(1.2) * 8 * share) if row != rows[0] else 0.0)
    assert engine.state.people.heard.sum() == close(sum(expected))


def test_who_stand_opposite_in_a_year_of_two_tell_each_other_once_and_who_is_alone_tells_nobody() -> None:
    for size, expected in ((2, [0.0, 0.5]), (1, [0.0])):
        engine, rows = year(size)
        only(engine, Word, DAY)
        assert heard(engine, rows) == expected


def test_with_more_pairs_each_tie_weighs_less() -> None:
    engine, rows = year(7, ties_of_year=3)
    only(engine, Word, DAY)
    expected = [0.0] * 7
    for pair in range(3):
        for there in (stride(7, pair), 7 - stride(7, pair)):
            expected[there] += 1 / 6
    assert heard(engine, rows) == [close(one) for one in expected]


def test_kin_hear_beside_men_of_his_year() -> None:
    """Of four ties: his kin on both sides, and two of his year."""
    engine, rows = year(5, ties_of_kin=1)
    state, people = engine.state, engine.state.people
    kin = soldiers(engine, PLAIN_PEOPLE)[10:13]
    family = sorted([rows[0], *kin])
    state.kin_group[family], state.kin_first[FAMILY], state.kin_last[FAMILY] = FAMILY, 0, 4
    state.kin_rows[:4] = family
    people.unit[kin] = 1
    only(engine, Word, DAY)
    apart = stride(5)
    assert heard(engine, [rows[apart], rows[-apart]]) == [0.25, 0.25]
    at = family.index(rows[0])
    near = {family[(at + 1) % 4], family[(at - 1) % 4]}
    assert {row for row in kin if people.heard[row] > 0} == near
    assert heard(engine, sorted(near)) == [0.25, 0.25]


@pytest.mark.parametrize("why", ["of his unit", "does not serve", "left before the week", "left today", "jailed", "dead", "captured"])
def test_who_is_told_and_of_whom(why: str) -> None:
    """Nothing travels to comrades, who saw it themselves, nor to men who do not serve, nor of men who did not get away."""
    engine, rows = year(5)
    there = rows[stride(5)]
    people = engine.state.people
    if why == "of his unit":
        people.unit[there] = people.unit[rows[0]]
    elif why == "does not serve":
        put(engine, there, "dead")
    elif why.startswith("left"):
        left(engine, rows[0], DAY - 7 if why == "left before the week" else DAY)
    else:
        left(engine, rows[0], status=why)
    only(engine, Word, DAY)
    assert people.heard[there] == (0.5 if why == "left today" else 0.0)


def test_what_was_heard_is_half_after_its_half_life_and_forgotten_in_the_end() -> None:
    engine, rows = year(5, word_forgotten=0.05)
    put(engine, rows[0], "serving", left_day=0)
    people = engine.state.people
    people.heard[rows[:3]] = (0.4, 0.09, 0.0)
    only(engine, Word, DAY)
    assert heard(engine, rows[:3]) == [close(0.2), 0.0, 0.0]
    assert list(people.own[rows[:2]]) == [close(exp(log(1.2) * 8 * 0.2)), 1.0]


@pytest.mark.parametrize(("share", "expected"), [(0.125, log(3.0)), (0.5, 2.0)])
def test_an_eighth_of_ones_ties_gone_is_one_measure_of_pressure_and_more_is_clipped(share: float, expected: float) -> None:
    engine, rows = year(5, word_pressure=3.0)
    put(engine, rows[0], "serving", left_day=0)
    engine.state.people.heard[rows[0]] = 2 * share  # half of it is left today
    only(engine, Word, DAY)
    assert engine.state.people.own[rows[0]] == close(exp(expected))


@pytest.mark.parametrize("changed", [{"off": "C1"}, {"ties_of_year": 0}])
def test_switched_off_or_without_ties_nobody_hears(changed: dict[str, Any]) -> None:
    engine, rows = year(5, **changed)
    engine.state.people.heard[rows[1]] = 0.4
    only(engine, Word, DAY)
    assert heard(engine, rows) == [0.0, 0.4, 0.0, 0.0, 0.0]
