"""Those who were sent, by hand: when one is found out, and what it does to newcomers of his origin (D14)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.unit.rules.by_hand import PLAIN_PEOPLE, army, close, exponential, only, put, soldiers
from unit_cohesion.rules.infiltration import Infiltration
from unit_cohesion.simulation.engine import Engine

SPELL = 1


def sent(status: str = "camp", off: Any = None, waited: float = 0.0, **columns: Any) -> tuple[Engine, int]:
    """One of the plain who was sent, found out after so many days (at a hundredth a day); he left long ago and stands for 3 persons."""
    engine = army(off, suspicion_start=0.1, suspicion_rise=0.2, suspicion_memory_days=14.0, confirm_daily=0.01)
    state, row = engine.state, soldiers(engine, PLAIN_PEOPLE)[0]
    state.arrays["agents_sent"] = np.array([row])
    put(engine, row, status, **{"way": 1, "spell": SPELL, "since_day": -1000} | columns)
    state.units.weight[state.people.unit[row]] = 3.0
    state.sects.suspicion[:] = 0.5
    return engine, row


FADED = 0.1 + 0.4 * 2**-0.5
"""Left of a suspicion of a half after a week, of a half-life of two, above the tenth where it began."""


def test_suspicion_fades_to_where_it_began_and_rises_with_each_person_found_out() -> None:
    engine, row = sent()
    only(engine, Infiltration, 8)
    assert list(engine.state.sects.suspicion) == [close(FADED), close(1 - (1 - FADED) * 0.8**3)]
    assert engine.state.people.confirmed[row]
    assert engine.state.nation.infiltrators_confirmed == 3.0


def test_he_is_found_out_once_his_days_reach_what_he_drew() -> None:
    engine, row = sent()
    needed = exponential("confirm", engine.state.people.key[row], SPELL) / 0.01
    for waited, found in ((int(needed) + 1, True), (int(needed), False)):
        engine, row = sent(since_day=8 - waited)
        only(engine, Infiltration, 8)
        assert bool(engine.state.people.confirmed[row]) == found


@pytest.mark.parametrize(
    ("status", "columns", "off"),
    [("camp", {"confirmed": True}, None), ("camp", {"way": -1}, None), ("in hiding", {}, None), ("camp", {}, "D14")],
    ids=["found out before", "never left", "where nobody looks", "switched off"],
)
def test_nobody_else_is_found_out(status: str, columns: dict[str, Any], off: str | None) -> None:
    engine, _ = sent(status, off, **columns)
    only(engine, Infiltration, 8)
    assert engine.state.nation.infiltrators_confirmed == 0.0
    assert list(engine.state.sects.suspicion) == [close(FADED)] * 2
