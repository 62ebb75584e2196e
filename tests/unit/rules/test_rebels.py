"""What the rules of the rebel side share, by hand: when a man's time comes, and where he goes."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from tests.unit.rules.by_hand import MARCH, PORT, TOWN, close, events, gumbels, locals_of, lot, officers, put, rebels
from unit_cohesion.rules import rebels as shared
from unit_cohesion.vocabulary import REASONS, STATUSES

# ---- clocks


@pytest.mark.parametrize(("hazard", "cap", "gathered"), [(0.02, 5.0, 0.14), (0.02, 0.01, 0.07), (0.0, 5.0, 0.0)])
def test_a_week_of_a_daily_hazard_is_gathered(hazard: float, cap: float, gathered: float) -> None:
    for resistance, due in ((0.3 + gathered - 1e-12, hazard > 0.0), (0.3 + gathered + 1e-12, False)):
        pressure = np.array([0.0, 0.3])
        asked = {"pressure": pressure, "resistance": np.array([9.0, resistance]), "row": 1, "hazard": hazard, "cap": cap}
        assert rebels().ask(shared.press_week, **asked) == due
        assert list(pressure) == [0.0, close(0.3 + gathered)]


@pytest.mark.parametrize(("left", "due"), [(0.14 - 1e-12, True), (0.14 + 1e-12, False)])
def test_a_week_of_peril_is_taken_off_what_is_left(left: float, due: bool) -> None:
    peril_left = np.array([9.0, left])
    assert rebels().ask(shared.press_peril, peril_left=peril_left, row=1, hazard=0.02, cap=5.0) == due
    assert peril_left[1] == close(left - 0.14)


def test_of_ways_the_one_with_the_largest_hazard_and_draw_is_gone() -> None:
    hazards, seen = np.array([0.3, 0.1, 0.6, 0.0]), set()
    for spell in range(20):
        engine = rebels()
        row = officers(engine)[0]
        engine.state.people.spell[row] = spell
        drawn = gumbels("out of idleness", engine.state.people.key[row], spell, 4)
        worth = [log(hazard) + draw if hazard else -np.inf for hazard, draw in zip(hazards, drawn, strict=True)]
        streams = engine.state.arrays["s"][0]["out_of_idleness"]
        seen.add(worth.index(max(worth)))
        assert engine.ask(shared.way_of, row=row, hazards=hazards, streams=streams) == worth.index(max(worth))
    assert len(seen) > 1


# ---- out of the fight


@pytest.mark.parametrize(("off", "rumour", "share"), [(None, 0.5, 0.1 + 0.9 * 0.6 * 0.5), (None, 1.0, 0.1 + 0.9 * 0.6), ("N7", 1.0, 0.1)])
def test_the_reason_that_he_states_is_danger_the_likelier_the_more_the_rumour_is_told(off: str | None, rumour: float, share: float) -> None:
    stated = []
    for spell in range(30):
        engine = rebels(off, danger_true_share=0.1, pretext_share=0.6)
        row = officers(engine)[0]
        engine.state.people.spell[row], engine.state.nation.rumour = spell, rumour
        drawn = lot("said", engine.state.people.key[row], spell)
        stated.append(drawn < share)
        assert REASONS[engine.ask(shared.stated_reason, row=row)] == ("danger" if drawn < share else "no place for me")
    assert any(stated)
    assert not all(stated)


@pytest.mark.parametrize(("place", "steps"), [(MARCH, 0), (PORT, 2)])
def test_out_of_the_fight_he_goes_abroad_the_likelier_the_nearer_a_border(place: int, steps: int) -> None:
    seen = set()
    for spell in range(12):
        engine = rebels(withdraw_abroad=1.0, withdraw_distance=0.9)
        row = officers(engine)[0]
        put(engine, row, "adviser", spell=spell, from_place=place, militia=locals_of(engine, place)[0])
        drawn = gumbels("away", engine.state.people.key[row], spell, 2)
        abroad = 1.0 - 0.9 * steps + drawn[0] > drawn[1]
        engine.ask(shared.leave_the_fight, row=row, day=9, cause=engine.causes.index("R4"), terms=-1)
        assert STATUSES[engine.state.people.status[row]] == ("in transit" if abroad else "withdrawn")
        assert engine.state.people.militia[row] == -1
        assert engine.causes[events(engine)[-1].cause] == "R4"
        seen.add(abroad)
    assert len(seen) == 2


def test_the_first_safe_area_is_the_national_armys() -> None:
    engine = rebels()
    assert engine.ask(shared.safe_area) == -1
    engine.state.places.safe[[TOWN, MARCH]] = True
    assert engine.ask(shared.safe_area) == TOWN
