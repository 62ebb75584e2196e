"""Militias by hand: whom a man joins, how one begins, and whether it has officers enough."""

from __future__ import annotations

from math import exp, log, sqrt

import pytest

from tests.unit.rules.by_hand import PLAIN_PEOPLE, PORT, TOWN, civilians, close, locals_of, lot, militia, rebels, slots
from unit_cohesion.rules import militias as shared
from unit_cohesion.simulation.engine import Engine

# ---- who joins whom


@pytest.mark.parametrize("off", [None, "S4", "R7", "R20"])
@pytest.mark.parametrize(("fighters", "income", "his", "theirs", "extremist"), [(80.0, 0.5, 0.2, 0.7, True), (0.0, 1.2, 0.9, 0.4, False)])
def test_a_man_chooses_by_size_pay_and_faith(
    fighters: float, income: float, his: float, theirs: float, extremist: bool, off: str | None
) -> None:
    engine = rebels(off, newcomers=20.0, pay_follows=1.5, faith_follows=2.5, extremist_pull=0.6)
    there = locals_of(engine, TOWN)[0]
    militia(engine, there, fighters=fighters, income=income, religiosity=theirs, extremist=extremist)
    expected = {"size": log(fighters + 20), "S4": 1.5 * income, "R7": -2.5 * abs(his - theirs), "R20": 0.6 if extremist else 0.0}
    expected.pop(off or "none", None)
    assert engine.ask(shared.attraction, row=there, religiosity=his) == close(sum(expected.values()))


def test_he_does_not_choose_again_whom_he_leaves_nor_one_that_is_no_more() -> None:
    engine = rebels()
    first, second, third = locals_of(engine, TOWN)[:3]
    for row in (first, second, third):
        militia(engine, row, fighters=10.0)
    engine.state.militias.alive[third] = False
    streams = engine.state.arrays["s"][0]["joins"]
    asked = {"row": civilians(engine, TOWN)[0], "streams": streams}
    assert engine.ask(shared.choose, **asked, place=TOWN, leave=first) == second
    assert engine.ask(shared.choose, **asked, place=TOWN, leave=second) == first
    assert engine.ask(shared.choose, **asked, place=PORT, leave=-1) == -1


# ---- militias as they are founded


def founded(day: int = 1, life: int = 0) -> tuple[Engine, int]:
    """A militia of the town that a man of the plain founds."""
    engine = rebels(
        early_start=0.5,
        early_spread=0.1,
        early_days=200.0,
        means_start=0.3,
        means_spread=0.1,
        religiosity_civilians=0.45,
        nationalism_civilians=0.55,
        leader_conviction_spread=0.12,
        warlord_start=0.2,
        warlord_spread=0.05,
        discipline_start=0.4,
        discipline_spread=0.1,
        sectarian_start=0.15,
        militia_bond=0.7,
        money_legitimacy=0.6,
        means_pay=0.35,
    )
    row = locals_of(engine, TOWN)[0]
    engine.state.militias.life[row], engine.state.militias.patron[row], engine.state.militias.extremist[row] = life, 1, True
    engine.ask(shared.found_local, row=row, sect=PLAIN_PEOPLE, day=day)
    return engine, row


@pytest.mark.parametrize(("day", "life"), [(1, 0), (101, 2)])
def test_a_leader_begins_with_traits_drawn_for_his_slot_and_turn(day: int, life: int) -> None:
    engine, row = founded(day, life)
    militias = engine.state.militias

    def trait(word: str, mean: float, spread: float) -> float:
        return mean + spread * sqrt(12) * (lot(f"leader {word}", militias.key[row], life + 1) - 0.5)

    means = trait("means", 0.3, 0.1)
    expected = {
        "early": trait("early", 0.5, 0.1) * exp(-(day - 1) / 200),
        "means": means,
        "religiosity": trait("faith", 0.45, 0.12),
        "nationalism": trait("nation", 0.55, 0.12),
        "warlordism": trait("warlord", 0.2, 0.05),
        "discipline": trait("order", 0.4, 0.1),
        "cohesion": 0.7,
        "sectarian": 0.15,
        "money": 0.6 * means,
        "income": 0.35 * means,
        "supply": 0.0,
    }
    assert {name: getattr(militias, name)[row] for name in expected} == {name: close(number) for name, number in expected.items()}
    assert (militias.alive[row], militias.founded[row], militias.life[row], militias.sect[row]) == (True, day, life + 1, PLAIN_PEOPLE)
    assert (militias.patron[row], militias.extremist[row]) == (-1, False)


def test_a_trait_stays_between_none_and_whole() -> None:
    engine = rebels(means_start=1.0, means_spread=0.5)
    drawn = {}
    for other in locals_of(engine, TOWN):
        engine.ask(shared.found_local, row=other, sect=PLAIN_PEOPLE, day=1)
        wanted = 1.0 + 0.5 * sqrt(12) * (lot("leader means", engine.state.militias.key[other], 1) - 0.5)
        drawn[other] = wanted
        assert engine.state.militias.means[other] == close(min(max(wanted, 0.0), 1.0))
    assert max(drawn.values()) > 1.0


# ---- places of militias


def test_slots_are_free_or_taken_and_named_ones_are_kept() -> None:
    engine = rebels()
    named, first, second = slots(engine, TOWN)[0], *locals_of(engine, TOWN)[:2]
    assert engine.ask(shared.free_slot, place=TOWN) == first
    assert engine.ask(shared.standing_in, place=TOWN) == 0
    militia(engine, named)
    militia(engine, first, founded=8)
    assert engine.ask(shared.free_slot, place=TOWN) == second
    assert engine.ask(shared.standing_in, place=TOWN) == 2
    assert engine.ask(shared.founded_today, place=TOWN, day=8) == first
    assert engine.ask(shared.founded_today, place=TOWN, day=9) == -1


@pytest.mark.parametrize(("officers_there", "fighters", "enough"), [(1.0, 50.0, 0.4), (3.0, 50.0, 1.0), (0.0, 50.0, 0.0), (0.03, 0.0, 0.6)])
def test_officers_enough(officers_there: float, fighters: float, enough: float) -> None:
    engine = rebels(fighters_per_officer=20.0)
    row = locals_of(engine, TOWN)[0]
    militia(engine, row, officers=officers_there, fighters=fighters)
    assert engine.ask(shared.officered, militia=engine.state.row("militias", row)) == close(enough)
