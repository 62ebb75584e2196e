"""Militias from week to week by hand: what drifts, what holds together, who splits, joins, ends (R3, R7, R10, R15, R19, R20, S3)."""

from __future__ import annotations

from math import exp, sqrt
from typing import Any

import pytest

from tests.unit.rules.by_hand import (
    CROWN,
    HILL,
    MARCH,
    PLAIN_PEOPLE,
    PORT,
    TOWN,
    civilians,
    close,
    locals_of,
    lot,
    militia,
    only,
    put,
    rebels,
    slots,
)
from unit_cohesion.rules.factions import Factions
from unit_cohesion.simulation.engine import Engine

STILL = {
    "money_weekly": 0.0,
    "warlord_weekly": 0.0,
    "faith_weekly": 0.0,
    "sectarian_weekly": 0.0,
    "discipline_officers": 0.0,
    "cohesion_weekly": 0.0,
    "split_weekly": 0.0,
    "merge_weekly": 0.0,
}
"""Nothing moves but what a test lets move."""


def war(off: Any = None, tables: dict[str, Any] | None = None, **parameters: Any) -> Engine:
    """The tiny war, where nothing of militias moves but by these parameters."""
    return rebels(off, tables, **STILL | parameters)


def one(engine: Engine, **columns: Any) -> int:
    """One militia in the town, with a man in it, so that it does not end."""
    there = locals_of(engine, TOWN)[0]
    militia(engine, there, **columns)
    put(engine, civilians(engine, TOWN)[0], "militia fighter", militia=there, from_place=TOWN)
    return there


# ---- what drifts


@pytest.mark.parametrize(
    ("income", "means", "wanted"),
    [(0.5, 0.2, 0.7 * 0.5), (0.1, 0.4, 0.7 * 0.4), (1.4, 0.2, 0.7)],
    ids=["pay", "means", "pay counts up to 1"],
)
def test_a_leaders_money_follows_his_income_or_his_means(income: float, means: float, wanted: float) -> None:
    engine = war(money_weekly=0.2, money_legitimacy=0.7)
    there = one(engine, income=income, means=means, money=0.3)
    only(engine, Factions)
    assert engine.state.militias.money[there] == close(0.3 + 0.2 * (wanted - 0.3))


@pytest.mark.parametrize(("fighters", "income"), [(30.0, 0.5), (90.0, 0.0), (60.0, 1.4)])
@pytest.mark.parametrize("off", [None, "S4", "R10"])
def test_leaders_drift_to_warlords_with_power_and_pay(fighters: float, income: float, off: str | None) -> None:
    """Power is his share of the 120 fighters of the place; neither the unled nor those elsewhere are of it."""
    engine = war(off, warlord_weekly=0.1, warlord_pay=0.4)
    there, beside, elsewhere = (
        one(engine, fighters=fighters, income=income, warlordism=0.2),
        locals_of(engine, TOWN)[1],
        locals_of(engine, MARCH)[0],
    )
    militia(engine, beside, fighters=120.0 - fighters)
    militia(engine, elsewhere, fighters=500.0)
    only(engine, Factions)
    pull = 0.6 * fighters / 120 + (0.0 if off == "S4" else 0.4 * min(income, 1.0))
    assert engine.state.militias.warlordism[there] == close(0.2 if off == "R10" else 0.2 + 0.1 * pull * 0.8)


@pytest.mark.parametrize(
    ("agenda", "patron", "pull"), [(0.5, CROWN, 0.5 + 0.4 * 0.5), (-0.5, CROWN, 0.5 - 0.4 * 0.5), (0.5, -1, 0.5), (1.0, CROWN, 0.9)]
)
def test_faith_rises_to_where_war_and_the_patrons_agenda_pull_it(agenda: float, patron: int, pull: float) -> None:
    engine = war(None, {"sponsors": [{"id": "crown", "agenda": agenda}]}, faith_weekly=0.1, faith_of_war=0.5, faith_of_money=0.4)
    there = one(engine, religiosity=0.25, patron=patron)
    only(engine, Factions)
    assert engine.state.militias.religiosity[there] == close(0.25 + 0.1 * (pull - 0.25))


def test_faith_is_pulled_no_further_than_wholly_and_never_falls() -> None:
    parameters = {"faith_weekly": 0.1, "faith_of_war": 0.9, "faith_of_money": 0.4}
    engine = war(None, {"sponsors": [{"id": "crown", "agenda": 1.0}]}, **parameters)
    there = one(engine, religiosity=0.5, patron=CROWN)
    only(engine, Factions)
    assert engine.state.militias.religiosity[there] == close(0.5 + 0.1 * 0.5)
    engine = war(**parameters)
    there = one(engine, religiosity=0.95)
    only(engine, Factions)
    assert engine.state.militias.religiosity[there] == 0.95


@pytest.mark.parametrize(("felt", "wanted"), [(40.0, 0.5), (10.0, 0.2), (120.0, 0.75)])
def test_sectarian_feeling_follows_what_the_leaders_own_group_suffers(felt: float, wanted: float) -> None:
    engine = war(sectarian_weekly=0.1, sectarian_half=40.0)
    there = one(engine, sectarian=0.4, sect=HILL)
    engine.state.communities.felt[TOWN * 2 + HILL], engine.state.communities.felt[TOWN * 2 + PLAIN_PEOPLE] = felt, 1000.0
    only(engine, Factions)
    assert engine.state.militias.sectarian[there] == close(0.4 + 0.1 * (wanted - 0.4))


@pytest.mark.parametrize(("count", "enough"), [(1.0, 0.25), (4.0, 1.0), (9.0, 1.0)])
def test_officers_bring_order(count: float, enough: float) -> None:
    engine = war(discipline_officers=0.1, fighters_per_officer=20.0)
    there = one(engine, fighters=80.0, officers=count, discipline=0.4)
    only(engine, Factions)
    assert engine.state.militias.discipline[there] == close(0.4 + 0.1 * enough * 0.6)


@pytest.mark.parametrize(("id", "column"), [("R7", "religiosity"), ("R19", "sectarian")])
def test_what_is_switched_off_does_not_drift(id: str, column: str) -> None:
    engine = war(id, faith_weekly=0.1, sectarian_weekly=0.1)
    there = one(engine, religiosity=0.2, sectarian=0.2)
    engine.state.communities.felt[:] = 100.0
    only(engine, Factions)
    moved = {name: getattr(engine.state.militias, name)[there] > 0.2 for name in ("religiosity", "sectarian")}
    assert moved == {"religiosity": True, "sectarian": True} | {column: False}


# ---- what holds together


@pytest.mark.parametrize(
    ("discipline", "income", "rivalry"), [(0.4, 0.5, 0.6), (1.0, 1.0, 0.0), (0.0, 0.0, 1.0), (1.0, 1.4, 0.5), (0.5, 1.0, 0.25)]
)
@pytest.mark.parametrize("off", [None, "S3"])
def test_cohesion_tends_to_what_order_pay_and_patrons_allow(discipline: float, income: float, rivalry: float, off: str | None) -> None:
    engine = war(off, cohesion_weekly=0.1, militia_bond=0.8, bond_order=0.5, bond_pay=0.3, bond_rivalry=0.6)
    there = one(engine, discipline=discipline, income=income, rivalry=rivalry, cohesion=0.3)
    only(engine, Factions)
    at_odds = 0.0 if off else rivalry
    bond = 0.8 * (1 - 0.5 * (1 - discipline)) * (1 - 0.3 * (1 - min(income, 1.0))) * (1 - 0.6 * at_odds)
    assert engine.state.militias.cohesion[there] == close(0.3 + 0.1 * (bond - 0.3))


# ---- splits


def crowd(engine: Engine, men: int = 12, **columns: Any) -> tuple[int, list[int]]:
    """A militia of the town with so many civilians in it; of 12 fighters, unless told otherwise."""
    there, rows = locals_of(engine, TOWN)[0], civilians(engine, TOWN)[:men]
    militia(engine, there, **{"fighters": float(men)} | columns)
    put(engine, rows, "militia fighter", militia=there, from_place=TOWN)
    return there, rows


@pytest.mark.parametrize("off", [None, "S3"])
@pytest.mark.parametrize(("cohesion", "rivalry"), [(0.75, 0.5), (0.25, 0.0), (0.25, 1.0)])
def test_a_militia_splits_by_lot_the_likelier_the_less_holds_it_together(cohesion: float, rivalry: float, off: str | None) -> None:
    """With the weekly chance a hair above what its lot needs it splits, and a hair below it does not."""
    at_odds = 0.0 if off else rivalry
    for day in range(8, 400, 7):
        engine = war(off)
        drawn = lot("split", engine.state.militias.key[locals_of(engine, TOWN)[0]], day)
        needed = drawn / ((1 - cohesion) * exp(1.2 * at_odds))
        if needed < 0.49:
            break
    for weekly, expected in ((needed + 1e-9, 1), (needed - 1e-9, 0)):
        engine = war(off, split_weekly=weekly, split_rivalry=1.2, split_least=12.0)
        crowd(engine, cohesion=cohesion, rivalry=rivalry)
        only(engine, Factions, day)
        assert engine.state.nation.splits == expected


def test_a_small_militia_does_not_split() -> None:
    for least, splits in ((12.0, 1), (13.0, 0)):
        engine = war(split_weekly=0.5, split_rivalry=6.0, split_least=least)
        crowd(engine, rivalry=1.0)
        only(engine, Factions)
        assert engine.state.nation.splits == splits


def test_those_who_split_off_begin_as_the_old_did_but_later_poorer_and_with_less_of_a_name() -> None:
    engine = war(
        split_weekly=0.5,
        split_rivalry=6.0,
        split_least=2.0,
        split_share=0.4,
        split_early=0.6,
        split_means=0.15,
        means_spread=0.1,
        warlord_start=0.2,
        warlord_spread=0.05,
        militia_bond=0.7,
        means_pay=0.3,
        money_legitimacy=0.5,
    )
    old, men = crowd(
        engine,
        rivalry=1.0,
        early=0.5,
        religiosity=0.8,
        nationalism=0.3,
        discipline=0.35,
        sectarian=0.25,
        sect=HILL,
        extremist=True,
        patron=CROWN,
    )
    only(engine, Factions, 8)
    people, militias = engine.state.people, engine.state.militias
    (new,) = [row for row in locals_of(engine, TOWN) if militias.alive[row] and row != old]
    left = [row for row in men if lot("splits off", people.key[row], 8) < 0.4]
    assert 0 < len(left) < len(men)
    assert [int(people.militia[row]) for row in men] == [new if row in left else old for row in men]
    assert (militias.fighters[old], militias.fighters[new]) == (len(men) - len(left), len(left))
    means = 0.15 + 0.1 * sqrt(12) * (lot("leader means", militias.key[new], 1) - 0.5)
    warlord = 0.2 + 0.05 * sqrt(12) * (lot("leader warlord", militias.key[new], 1) - 0.5)
    expected = {
        "early": 0.6 * 0.5,
        "means": means,
        "warlordism": warlord,
        "religiosity": 0.8,
        "nationalism": 0.3,
        "discipline": 0.35,
        "sectarian": 0.25,
        "cohesion": 0.7,
        "money": 0.5 * means,
        "income": 0.3 * means,
        "supply": 0.0,
    }
    assert {name: getattr(militias, name)[new] for name in expected} == {name: close(number) for name, number in expected.items()}
    assert (militias.sect[new], militias.extremist[new], militias.patron[new], militias.founded[new], militias.life[new]) == (
        HILL,
        True,
        -1,
        8,
        1,
    )
    assert engine.state.nation.splits == 1


def test_without_a_free_slot_nobody_splits() -> None:
    engine = war(split_weekly=0.5, split_rivalry=6.0, split_least=2.0, split_share=0.4)
    crowd(engine, rivalry=1.0)
    for row in locals_of(engine, TOWN)[1:]:
        militia(engine, row, founded=8)
    only(engine, Factions, 8)
    assert engine.state.nation.splits == 0


@pytest.mark.parametrize(("share", "splits"), [(0.05, 0), (0.4, 1), (0.95, 0)], ids=["none go", "some go", "all go"])
def test_if_by_lot_none_or_all_would_go_nobody_does(share: float, splits: int) -> None:
    engine = war(split_weekly=0.5, split_rivalry=6.0, split_least=2.0, split_share=share)
    there, _ = crowd(engine, men=0, rivalry=1.0, fighters=2.0)
    two = civilians(engine, TOWN)[1:3]
    assert [round(lot("splits off", engine.state.people.key[row], 8), 2) for row in two] == [0.67, 0.17]
    put(engine, two, "militia fighter", militia=there, from_place=TOWN)
    only(engine, Factions, 8)
    assert engine.state.nation.splits == splits


# ---- mergers and ends


@pytest.mark.parametrize(
    ("fighters", "religiosity", "extremist", "joins"),
    [(30.0, 0.5, False, True), (9.0, 0.5, False, False), (30.0, 0.81, False, False), (30.0, 0.79, False, True), (30.0, 0.5, True, False)],
    ids=["larger", "smaller", "of another mind", "of like mind", "extremist"],
)
def test_a_small_militia_joins_a_larger_one_of_like_mind(fighters: float, religiosity: float, extremist: bool, joins: bool) -> None:
    engine = war(merge_weekly=0.5, merge_below=11.0, merge_like_mind=0.3)
    small, men = crowd(engine, men=10, religiosity=0.5)
    larger = slots(engine, TOWN)[0]  # one that the scenario names
    militia(engine, larger, fighters=fighters, religiosity=religiosity, extremist=extremist)
    day = next(day for day in range(1, 400, 7) if lot("merge", engine.state.militias.key[small], day) < 0.5)
    only(engine, Factions, day)
    assert engine.state.nation.mergers == joins
    assert engine.state.militias.alive[small] == (not joins)
    assert set(engine.state.people.militia[men]) == {larger if joins else small}
    assert engine.state.militias.fighters[larger] == fighters + (10 if joins else 0)


def test_whether_it_joins_is_a_lot_of_its_own_and_the_day() -> None:
    key = war().state.militias.key[locals_of(war(), TOWN)[0]]
    for day in [day for day in range(1, 200, 7) if lot("merge", key, day) < 0.49][:3]:
        for weekly, joined in ((lot("merge", key, day) + 1e-9, 1), (lot("merge", key, day) - 1e-9, 0)):
            engine = war(merge_below=11.0, merge_weekly=weekly)
            crowd(engine, men=10)
            militia(engine, slots(engine, TOWN)[0], fighters=11.0)  # a named one, which joins nobody
            only(engine, Factions, day)
            assert engine.state.nation.mergers == joined


def test_one_that_is_named_or_large_joins_nobody() -> None:
    engine = war(merge_weekly=0.5, merge_below=11.0)
    named, second = slots(engine, TOWN)[0], locals_of(engine, TOWN)[0]
    assert engine.state.militias.named[named]
    day = next(day for day in range(1, 400, 7) if max(lot("merge", engine.state.militias.key[row], day) for row in (named, second)) < 0.5)
    for row, men in ((named, 5.0), (second, 11.0)):
        militia(engine, row, fighters=men)
        put(engine, civilians(engine, TOWN)[row], "militia fighter", militia=row, from_place=TOWN)
    only(engine, Factions, day)
    assert engine.state.nation.mergers == 0


def test_a_local_militia_without_anybody_ends_and_one_founded_today_or_named_does_not() -> None:
    engine = war()
    empty, young, named = *locals_of(engine, TOWN)[:2], slots(engine, TOWN)[0]
    for row, founded in ((empty, 7), (young, 8), (named, 1)):
        militia(engine, row, founded=founded, patron=CROWN, fighters=3.0, income=0.5, supply=0.5, rivalry=0.5)
    only(engine, Factions, 8)
    militias = engine.state.militias
    assert list(militias.alive[[empty, young, named]]) == [False, True, True]
    assert list(militias.patron[[empty, young, named]]) == [-1, CROWN, CROWN]
    for column in ("fighters", "income", "supply", "rivalry"):
        assert getattr(militias, column)[empty] == 0.0 < getattr(militias, column)[young]


# ---- extremists (R20)


@pytest.mark.parametrize("off", [None, "R20"])
def test_extremists_power_in_a_place_is_men_who_hold_together_and_obey(off: str | None) -> None:
    engine = war(off, loose_worth=0.4, unruly_worth=0.7)
    theirs, others = locals_of(engine, MARCH)[:2]
    elsewhere = locals_of(engine, PORT)[0]
    militia(engine, theirs, fighters=30.0, cohesion=0.5, discipline=0.2, extremist=True, founded=1)
    militia(engine, others, fighters=50.0, cohesion=0.25, discipline=1.0, founded=1)
    militia(engine, elsewhere, fighters=50.0, founded=1)
    only(engine, Factions)
    power = 30 * (0.4 + 0.6 * 0.5) * (0.7 + 0.3 * 0.2)
    others_power = 50 * (0.4 + 0.6 * 0.25) * 1.0
    shares = engine.state.places.extremist
    assert shares[MARCH] == close(0.0 if off else power / (power + others_power))
    assert shares[PORT] == shares[TOWN] == 0.0
