"""What befalls rebels, by hand: a fighter, an outspoken officer, a man of the national army (W2, R8, R9, R20, B6)."""

from __future__ import annotations

from math import log
from typing import Any

import pytest

from tests.unit.rules.by_hand import MARCH, TOWN, cause, civilians, close, gumbels, locals_of, militia, officers, only, put, rebels
from unit_cohesion.rules.perils import Perils
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import STATUSES, TRUE_REASONS

DAY = 8
PARAMETERS = {
    "rebel_death_share": 0.4,
    "most_killed_daily": 0.05,
    "label_daily": 0.01,
    "outspoken_from": 0.4,
    "murder_daily": 0.006,
    "extremist_kills": 0.002,
    "extremist_kills_officers": 3.0,
    "resists_extremists": 0.25,
}
KILLED = 0.4 * (50 - 10) * 0.25 / 200
"""40 others than the regime's die, of whom four tenths are rebels, a quarter of them in the town, where 200 fight."""


def war(off: Any = None, **parameters: Any) -> Engine:
    """Fifty die a day, a quarter of them in the town, where 200 fight and extremists hold a third of the power."""
    engine = rebels(off, None, **PARAMETERS | parameters)
    state = engine.state
    state.nation.all_deaths, state.nation.regime_deaths = 50.0, 10.0
    state.places.all_deaths[:], state.places.insurgents[:] = (10.0, 5.0, 5.0), (100.0, 200.0, 40.0)
    state.places.extremist[TOWN] = 1 / 3
    return engine


def man(engine: Engine, status: str, officer: bool = False, extremist: bool = False, with_militia: bool = True, **columns: Any) -> int:
    """A man in the town with a moderate militia of full sectarian feeling; an officer's national feeling is 0.7."""
    row, there = officers(engine)[0] if officer else civilians(engine, TOWN)[0], locals_of(engine, TOWN)[0]
    militia(engine, there, fighters=30.0, sectarian=0.8, extremist=extremist)
    engine.state.people.nationalism[row] = 0.7
    put(engine, row, status, from_place=TOWN, militia=there if with_militia else -1, peril_left=50.0, **columns)
    return row


def hazard(engine: Engine, row: int) -> float:
    """The daily hazard of the week."""
    only(engine, Perils, DAY)
    return (50.0 - float(engine.state.people.peril_left[row])) / 7


def test_a_fighter_is_killed_in_action_or_by_extremists() -> None:
    engine = war()
    assert hazard(engine, man(engine, "militia fighter")) == pytest.approx(KILLED + 2 * 0.002 / 3, rel=1e-10)


def test_where_many_die_and_few_fight_there_is_a_most() -> None:
    engine = war("R20")
    engine.state.places.insurgents[TOWN] = 0.0
    assert hazard(engine, man(engine, "militia fighter")) == pytest.approx(0.05, rel=1e-10)


@pytest.mark.parametrize(("extremist", "off"), [(True, None), (False, "R20")])
def test_extremists_spare_their_own(extremist: bool, off: str | None) -> None:
    engine = war(off)
    assert hazard(engine, man(engine, "militia fighter", extremist=extremist)) == pytest.approx(KILLED, rel=1e-10)


OUTSPOKEN = (0.7 - 0.4) / (1 - 0.4)


@pytest.mark.parametrize(
    ("off", "expected"),
    [
        (None, KILLED + 3 * 2 * 0.002 / 3 + (0.006 + 0.01) * OUTSPOKEN * 0.8),
        ("R8", KILLED + 3 * 2 * 0.002 / 3 + 0.006 * OUTSPOKEN * 0.8),
        ("R9", KILLED + 3 * 2 * 0.002 / 3 + 0.01 * OUTSPOKEN * 0.8),
        ("R20", KILLED + (0.006 + 0.01) * OUTSPOKEN * 0.8),
    ],
)
def test_an_officer_is_hated_by_extremists_and_if_outspoken_labelled_and_murdered(off: str | None, expected: float) -> None:
    engine = war(off)
    assert hazard(engine, man(engine, "militia commander", officer=True)) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize(("nationalism", "outspoken"), [(0.4, 0.0), (0.2, 0.0), (1.0, 1.0)])
def test_he_speaks_out_above_a_national_feeling(nationalism: float, outspoken: float) -> None:
    engine = war("R20", murder_daily=0.0)
    row = man(engine, "adviser", officer=True)
    engine.state.people.nationalism[row] = nationalism
    assert hazard(engine, row) == pytest.approx(0.01 * outspoken * 0.8, rel=1e-10)


def test_at_the_door_he_suffers_from_the_feeling_of_the_places_fighters() -> None:
    engine = war("R20", murder_daily=0.0)
    row = man(engine, "candidate", officer=True, with_militia=False)
    second = locals_of(engine, TOWN)[1]
    militia(engine, second, fighters=90.0, sectarian=0.2)
    assert hazard(engine, row) == pytest.approx(0.01 * OUTSPOKEN * (30 * 0.8 + 90 * 0.2) / 120, rel=1e-10)


def test_a_label_sticks_once() -> None:
    engine = war("R20", murder_daily=0.0)
    assert hazard(engine, man(engine, "adviser", officer=True, labelled=True)) == 0.0


@pytest.mark.parametrize(("off", "left"), [(None, 0.25), ("B6", 1.0)])
def test_the_national_army_resists_extremists_and_is_not_labelled(off: str | None, left: float) -> None:
    engine = war(off, murder_daily=0.0)
    row = man(engine, "national army", officer=True, with_militia=False)
    assert hazard(engine, row) == pytest.approx(KILLED + left * 3 * 2 * 0.002 / 3, rel=1e-10)


# ---- what befalls


def befallen(spell: int, off: Any = None, **columns: Any) -> tuple[Engine, int, int]:
    """An officer in action whose time has come: engine, his row, and which of killed, murdered, by extremists, labelled it is."""
    engine = war(off, hope_refused=0.2, retold_as_murder=0.5, rebel_death_share=0.4)
    row = man(engine, "militia commander", officer=True, spell=spell, hope=0.5, **columns)
    engine.state.people.peril_left[row] = 0.0
    engine.state.units.weight[engine.state.people.unit[row]] = 4.0
    drawn = gumbels("what befalls", engine.state.people.key[row], spell, 4)
    hazards = (KILLED, 0.006 * OUTSPOKEN * 0.8, 3 * 2 * 0.002 / 3, 0.01 * OUTSPOKEN * 0.8)
    worth = [log(one) + draw for one, draw in zip(hazards, drawn, strict=True)]
    return engine, row, worth.index(max(worth))


def test_what_befalls_him_is_by_hazards_and_his_own_draw() -> None:
    seen = set()
    for spell in range(40):
        engine, row, what = befallen(spell)
        engine.state.nation.rumour = 0.5
        only(engine, Perils, DAY)
        people, nation = engine.state.people, engine.state.nation
        assert cause(engine) == ("W1", "R9", "R20", "R8")[what]
        assert (nation.murders, nation.labels) == (4.0 * (what == 1), 4.0 * (what == 3))
        assert nation.national_lost == 0.0
        if what == 3:
            assert STATUSES[people.status[row]] in ("withdrawn", "in transit")
            assert (people.labelled[row], TRUE_REASONS[people.true_reason[row]], people.hope[row]) == (True, "label", close(0.5 * 0.8))
            assert nation.rumour == 0.5
        else:
            assert STATUSES[people.status[row]] == "dead"
            assert nation.rumour == close(0.5 + 0.5 * 0.5 * 4 / 100)  # he was outspoken: it is retold as murder
        seen.add(what)
    assert seen == {0, 1, 2, 3}


@pytest.mark.parametrize(("off", "grows"), [("N7", True), ("N7b", True), (["N7", "N7b"], False)])
def test_the_rumour_grows_while_it_is_told(off: Any, grows: bool) -> None:
    spell = next(spell for spell in range(40) if befallen(spell)[2] == 0)
    engine, *_ = befallen(spell, off)
    only(engine, Perils, DAY)
    assert engine.state.nation.rumour == close(0.5 * 4 / 100 if grows else 0.0)


def test_the_national_armys_dead_by_extremists_are_counted() -> None:
    engine = war(rebel_death_share=0.0, murder_daily=0.0, extremist_kills=0.1)
    row = man(engine, "national army", with_militia=False)
    engine.state.people.peril_left[row] = 0.0
    engine.state.units.weight[engine.state.people.unit[row]] = 4.0
    only(engine, Perils, DAY)
    assert (engine.state.nation.national_lost, STATUSES[engine.state.people.status[row]]) == (4.0, "dead")


@pytest.mark.parametrize(("insurgents", "killed"), [(400.0, 0.4 * 40 * 0.25 / 400), (2000.0, 0.4 * 40 * 0.25 / 2000)])
def test_the_more_fight_in_a_place_the_fewer_of_them_are_killed(insurgents: float, killed: float) -> None:
    engine = war("R20")
    row = man(engine, "militia fighter")
    engine.state.people.from_place[row], engine.state.places.insurgents[MARCH] = MARCH, insurgents
    assert hazard(engine, row) == pytest.approx(killed, rel=1e-10)
