"""The regime's answer by hand: it follows what the army has lost, lately and in all (W3)."""

from __future__ import annotations

import pytest

from tests.unit.rules.by_hand import HILL, PLAIN_PEOPLE, army, close, only
from unit_cohesion.rules.regime import Regime
from unit_cohesion.vocabulary import STATUS


@pytest.mark.parametrize(("left", "serving"), [((1.0, 2.0), 600.0), ((0.0, 0.0), 600.0), ((4.0, 4.0), 900.0), ((1.0, 0.0), 1200.0)])
def test_the_answer_follows_the_share_lost_lately_and_in_all(left: tuple[float, float], serving: float) -> None:
    """Of 1,000 at first; what left lately has halved over twenty days, a day of which has passed."""
    engine = army(answer_half=0.3, answer_lately=4.0, answer_memory_days=20.0)
    nation, sects, counts = engine.state.nation, engine.state.sects, engine.state.counts
    counts[...] = 0.0
    counts[HILL, 0, STATUS["serving"]], counts[PLAIN_PEOPLE, 2, STATUS["serving"]] = serving / 3, 2 * serving / 3
    counts[HILL, 0, STATUS["dead"]] = 500.0
    sects.left_today[:], sects.serving_start[:] = left, (400.0, 600.0)
    nation.lost_lately = 0.06
    only(engine, Regime)
    lately = 0.06 * 0.5 ** (1 / 20) + sum(left) / 1000
    losses = 4 * lately + max(1 - serving / 1000, 0.0)
    assert nation.lost_lately == close(lately)
    assert nation.answer == close(losses / (losses + 0.3))


def test_it_does_not_answer_where_nothing_is_lost() -> None:
    engine = army()
    only(engine, Regime)
    assert engine.state.nation.answer == 0.0


def test_without_w3_it_does_not_answer() -> None:
    engine = army("W3")
    engine.state.sects.left_today[:] = 9.0
    only(engine, Regime)
    assert (engine.state.nation.answer, engine.state.nation.lost_lately) == (0.0, 0.0)
