"""Life among militias by hand: what wears officers, what keeps fighters, who gives up or tires of waiting (R4, R5, R7, R11, R20, S4)."""

from __future__ import annotations

from math import exp, inf, log
from typing import Any

import pytest

from tests.unit.rules.by_hand import (
    TOWN,
    cause,
    civilians,
    close,
    events,
    gumbels,
    locals_of,
    lot,
    militia,
    officers,
    only,
    put,
    rebels,
    soldiers,
)
from unit_cohesion.rules.militia_life import MilitiaLife
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import STATUSES, TRUE_REASONS

DAY = 8


def among(
    status: str, who: str = "officer", off: Any = None, parameters: dict[str, Any] | None = None, **columns: Any
) -> tuple[Engine, int, int]:
    """An officer (a soldier, a civilian) with a militia of the town, about to go or not as a test says: engine, his row, the militia's."""
    engine = rebels(off, None, **{"withdraw_abroad": -5.0, "withdraw_distance": 5.0, "confront_daily": 0.0} | (parameters or {}))
    rows = {"officer": officers(engine), "soldier": soldiers(engine), "civilian": civilians(engine, TOWN)}[who]
    row, there = rows[0], locals_of(engine, TOWN)[0]
    engine.state.people.resistance[:] = inf
    put(engine, row, status, militia=there, from_place=TOWN, peril_left=inf, spell=2)
    militia(engine, there, fighters=30.0, **columns)
    return engine, row, there


def pressed(engine: Engine, row: int) -> float:
    """The daily hazard of the week."""
    only(engine, MilitiaLife, DAY)
    return float(engine.state.people.pressure[row]) / 7


# ---- officers in action

WEARS = {"strain_daily": 0.002, "strain_disorder": 1.6, "strain_memory": 1.4, "strain_faith": 3.0, "extremist_threat": 1.2}
STRAINS = {"R4": 1.6 * (1 - 0.3), "R5": 1.4 * 0.5, "R7": 3.0 * (0.7 - 0.4), "R20": 1.2 * 0.25}


def worn(
    off: Any = None, parameters: dict[str, Any] | None = None, religiosity: float = 0.4, status: str = "militia commander"
) -> tuple[Engine, int]:
    """An officer whom disorder, memories, a gap in faith and extremists wear."""
    engine, row, _ = among(status, "officer", off, WEARS | (parameters or {}), discipline=0.3, memory=0.5, religiosity=0.7)
    engine.state.places.extremist[TOWN], engine.state.people.religiosity[row] = 0.25, religiosity
    return engine, row


@pytest.mark.parametrize("status", ["militia commander", "militia fighter"])
@pytest.mark.parametrize("off", [None, *STRAINS])
def test_disorder_memories_faith_and_extremists_wear_an_officer(off: str | None, status: str) -> None:
    engine, row = worn(off, None, 0.4, status)
    assert pressed(engine, row) == close(0.002 * exp(sum(number for id, number in STRAINS.items() if id != off)))


def test_an_officer_more_religious_than_his_militia_is_not_worn_by_that() -> None:
    engine, row = worn(religiosity=0.9)
    assert pressed(engine, row) == close(0.002 * exp(STRAINS["R4"] + STRAINS["R5"] + STRAINS["R20"]))


@pytest.mark.parametrize(
    ("most", "id", "reason"),
    [
        ("strain_disorder", "R4", "disorder"),
        ("strain_memory", "R5", "abuse remembered"),
        ("strain_faith", "R7", "religious gap"),
        ("extremist_threat", "R20", "threatened"),
    ],
)
def test_worn_out_he_steps_back_for_what_wears_him_most(most: str, id: str, reason: str) -> None:
    engine, row = worn(None, {most: 6.0})
    engine.state.people.resistance[row] = 0.0
    only(engine, MilitiaLife, DAY)
    people, event = engine.state.people, events(engine)[-1]
    assert STATUSES[people.status[row]] == "adviser"
    assert (TRUE_REASONS[people.true_reason[row]], TRUE_REASONS[event.true_reason], cause(engine)) == (reason, reason, id)
    noted = engine.state.arrays["terms"][event.terms]
    shares = {"R4": 1 - 0.3, "R5": 0.5, "R7": 0.7 - 0.4, "R20": 0.25}
    names = {"R4": "strain_disorder", "R5": "strain_memory", "R7": "strain_faith", "R20": "extremist_threat"}
    assert {one: float(noted[one]) for one in shares} == close({one: (WEARS | {most: 6.0})[names[one]] * shares[one] for one in shares})


@pytest.mark.parametrize(("off", "quarrels"), [(None, 0.004 * 0.5), ("R5", 0.0)])
def test_fighters_who_remember_confront_him_in_the_open(off: str | None, quarrels: float) -> None:
    """Beside what wears him, by a hazard of its own; which of the two, his own draw says: then he is out of the fight at once."""
    strain, seen = 0.002 * exp(sum(number for id, number in STRAINS.items() if id != off)), set()
    engine, row = worn(off, {"confront_daily": 0.004})
    assert pressed(engine, row) == close(strain + quarrels)
    for spell in range(30):
        engine, row = worn(off, {"confront_daily": 0.04})
        people, nation = engine.state.people, engine.state.nation
        people.spell[row], people.resistance[row] = spell, 0.0
        engine.state.units.weight[people.unit[row]] = 3.0
        steps, open_quarrel = gumbels("how he breaks", people.key[row], spell, 2)
        only(engine, MilitiaLife, DAY)
        confronted = not off and log(0.04 * 0.5) + open_quarrel > log(strain) + steps
        assert STATUSES[people.status[row]] == ("withdrawn" if confronted else "adviser")
        assert nation.confrontations == (3.0 if confronted else 0.0)
        if confronted:
            assert (TRUE_REASONS[people.true_reason[row]], cause(engine), people.militia[row]) == ("confronted", "R5", -1)
            assert engine.state.arrays["terms"][events(engine)[-1].terms]["R5"] == close(STRAINS["R5"])
        seen.add(confronted)
    assert seen == ({False} if off else {True, False})


# ---- fighters


@pytest.mark.parametrize("who", ["soldier", "civilian"])
@pytest.mark.parametrize(("income", "discipline"), [(0.5, 0.3), (1.4, 1.0), (0.0, 0.0)])
@pytest.mark.parametrize("off", [None, "S4", "R4"])
def test_pay_keeps_a_fighter_and_disorder_drives_him(income: float, discipline: float, off: str | None, who: str) -> None:
    parameters = {"quit_daily": 0.003, "quit_pay": 1.1, "quit_disorder": 0.6}
    engine, row, _ = among("militia fighter", who, off, parameters, income=income, discipline=discipline)
    paid, unruly = -1.1 * min(income, 1.0), 0.6 * (1 - discipline)
    assert pressed(engine, row) == close(0.003 * exp((0 if off == "S4" else paid) + (0 if off == "R4" else unruly)))


@pytest.mark.parametrize("off", [None, "S4"])
@pytest.mark.parametrize("better", [0.6, -0.6])
def test_a_fighter_who_goes_follows_pay_to_another_militia(better: float, off: str | None) -> None:
    """By a chance of logit 0.4 + 1.5 · what it pays more, against his lot; else home."""
    chance, moved = 1 / (1 + exp(-(0.4 + (0.0 if off else 1.5 * better)))), []
    for spell in range(20):
        parameters = {"another_militia": 0.4, "another_pay": 1.5, "quit_daily": 0.01}
        engine, row, _ = among("militia fighter", "civilian", off, parameters, income=0.7)
        other = locals_of(engine, TOWN)[1]
        militia(engine, other, fighters=10.0, income=0.7 + better)
        people = engine.state.people
        people.spell[row], people.resistance[row] = spell, 0.0
        only(engine, MilitiaLife, DAY)
        moves = lot("or home", people.key[row], spell) < chance
        assert (STATUSES[people.status[row]], people.militia[row]) == (("militia fighter", other) if moves else ("civilian", -1))
        assert cause(engine) == ("base" if off else "S4")
        moved.append(moves)
    assert set(moved) == {True, False}


@pytest.mark.parametrize(("abroad", "status"), [(-5.0, "withdrawn"), (5.0, "in transit")])
def test_a_soldier_who_was_not_paid_leaves_the_fight_for_a_camp_or_is_idle_inside(abroad: float, status: str) -> None:
    parameters = {"quit_daily": 0.01, "withdraw_abroad": abroad, "withdraw_distance": 0.0}
    engine, row, _ = among("militia fighter", "soldier", None, parameters, income=0.5, discipline=0.2)
    engine.state.people.resistance[row], engine.state.people.spell[row] = 0.0, 3
    only(engine, MilitiaLife, DAY)
    people, event = engine.state.people, events(engine)[-1]
    assert (STATUSES[people.status[row]], TRUE_REASONS[people.true_reason[row]], people.militia[row]) == (status, "unpaid", -1)
    assert TRUE_REASONS[event.true_reason] == "unpaid"
    noted = engine.state.arrays["terms"][event.terms]
    assert (noted["S4"], noted["R4"]) == (close(-1.0 * 0.5), close(0.5 * 0.8))


def test_who_came_today_is_not_pressed_yet() -> None:
    engine, row, _ = among("militia fighter", "civilian")
    engine.state.people.since_day[row] = DAY
    assert pressed(engine, row) == 0.0


def test_other_militias_draw_him_by_their_weights() -> None:
    seen = set()
    for spell in range(12):
        engine, row, _ = among("militia fighter", "civilian", ["S4", "R7"], {"another_militia": 5.0, "newcomers": 20.0})
        second, third = locals_of(engine, TOWN)[1:3]
        militia(engine, second, fighters=40.0)
        militia(engine, third, fighters=10.0)
        people, order = engine.state.people, [int(slot) for slot in engine.state.slots[TOWN]]
        people.spell[row], people.resistance[row] = spell, 0.0
        drawn = gumbels("another", people.key[row], spell, len(order))
        only(engine, MilitiaLife, DAY)
        if lot("or home", people.key[row], spell) < 0.99:
            expected = second if log(60) + drawn[order.index(second)] > log(30) + drawn[order.index(third)] else third
            assert people.militia[row] == expected
            seen.add(expected)
    assert len(seen) == 2


# ---- advisers, and those at the doors


@pytest.mark.parametrize(("discipline", "off"), [(0.2, None), (0.9, None), (0.2, "R4")])
def test_an_adviser_gives_up_the_sooner_the_more_unruly_his_militia_is(discipline: float, off: str | None) -> None:
    engine, row, _ = among("adviser", "officer", off, {"adviser_days": 80.0, "strain_disorder": 1.6}, discipline=discipline)
    assert pressed(engine, row) == close(exp(0.0 if off else 1.6 * (0.5 - discipline)) / 80)


@pytest.mark.parametrize(("refusals", "off"), [(0, None), (2, None), (2, "R11")])
def test_who_waits_goes_away_the_sooner_the_oftener_he_was_refused(refusals: int, off: str | None) -> None:
    engine, row, _ = among("candidate", "officer", off, {"wait_days": 150.0, "wait_refused": 0.7})
    engine.state.people.refusals[row] = refusals
    assert pressed(engine, row) == close(exp(0.0 if off else 0.7 * refusals) / 150)


@pytest.mark.parametrize(
    ("status", "id", "term", "reason"), [("adviser", "R4", 1.6 * (0.5 - 0.2), ""), ("candidate", "R11", 0.7 * 2, "refused")]
)
def test_whoever_gives_up_leaves_the_fight(status: str, id: str, term: float, reason: str) -> None:
    engine, row, _ = among(status, "officer", None, {"strain_disorder": 1.6, "wait_refused": 0.7}, discipline=0.2)
    people = engine.state.people
    people.refusals[row], people.resistance[row] = 2, 0.0
    only(engine, MilitiaLife, DAY)
    assert (STATUSES[people.status[row]], people.militia[row], TRUE_REASONS[people.true_reason[row]]) == ("withdrawn", -1, reason)
    assert cause(engine) == id
    assert engine.state.arrays["terms"][events(engine)[-1].terms][id] == close(term)
