"""Dated events by hand: each kind on its day, what it changes and what it leaves (W1, N7, D11)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.helpers import tiny_rebels, tiny_scenario
from tests.unit.rules.by_hand import (
    HILL,
    MARCH,
    PLAIN_PEOPLE,
    SEED,
    TOWN,
    army,
    cause,
    close,
    events,
    officers,
    only,
    put,
    rebels,
    soldiers,
)
from unit_cohesion.engine.chance import Chance, label
from unit_cohesion.engine.roll import GOES_OVER, RESOLVED
from unit_cohesion.rules.events import REGIME, Events
from unit_cohesion.scenario import load_scenario
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import BESIEGED, COMMANDER_WAYS, CONFINED, DEPLOYED, EVENT_KINDS, PERPETRATORS, STATUSES

DAY = 6


def event(kind: str, make: Any = army, date: int = DAY, off: Any = None, **columns: Any) -> Engine:
    """A war in which this is the one thing that is dated."""
    engine = make(off, None, siege_event_share=0.5)
    state = engine.state
    state.incidents.date[:] = 0
    given = {
        "kind": EVENT_KINDS.index(kind),
        "date": state.size.start + date - 1,
        "place": -1,
        "sect": -1,
        "unit": -1,
        "country": -1,
        "by": REGIME,
        "value": 0.0,
        "abroad": 0.0,
        "label": label("a siege"),
        "source": -7,
    }
    for name, value in (given | columns).items():
        getattr(state.incidents, name)[0] = value
    return engine


@pytest.mark.parametrize(("sect", "shares"), [(HILL, (1.0, 0.0)), (PLAIN_PEOPLE, (0.0, 1.0)), (-1, (0.2, 0.8))])
def test_a_massacre_strikes_the_group_that_is_named_or_all_as_they_are_suspected(sect: int, shares: tuple[float, float]) -> None:
    engine = event("massacre", place=TOWN, sect=sect, value=40.0)
    communities = engine.state.communities
    communities.target[TOWN * 2 : TOWN * 2 + 2], communities.struck[:] = (0.2, 0.8), 5.0  # of yesterday
    only(engine, Events, DAY)
    expected = [0.0, 0.0, 40 * shares[0], 40 * shares[1], 0.0, 0.0]
    assert list(communities.struck) == [close(one) for one in expected]
    assert list(communities.grievance_source) == [-7 if one else 0 for one in expected]


@pytest.mark.parametrize("by", ["rebels", "extremists"])
@pytest.mark.parametrize(("sect", "shares"), [(HILL, (1.0, 0.0)), (-1, (0.7, 0.3))])
def test_a_massacre_by_rebels_strikes_as_they_hit_and_is_remembered_as_theirs(by: str, sect: int, shares: tuple[float, float]) -> None:
    engine = event("massacre", place=TOWN, sect=sect, value=40.0, by=PERPETRATORS.index(by))
    communities = engine.state.communities
    communities.exposed[TOWN * 2 : TOWN * 2 + 2], communities.struck_by_rebels[:] = (0.7, 0.3), 5.0  # of yesterday
    only(engine, Events, DAY)
    expected = [0.0, 0.0, 40 * shares[0], 40 * shares[1], 0.0, 0.0]
    assert list(communities.struck_by_rebels) == [close(one) for one in expected]
    assert list(communities.fear_source) == [-7 if one else 0 for one in expected]
    assert communities.struck.max() == 0.0
    assert not communities.grievance_source.any()


def test_without_v1_a_massacre_by_rebels_counts_as_the_regimes() -> None:
    engine = event("massacre", off="V1", place=TOWN, value=40.0, by=PERPETRATORS.index("rebels"))
    communities = engine.state.communities
    communities.target[TOWN * 2 : TOWN * 2 + 2] = (0.2, 0.8)
    only(engine, Events, DAY)
    assert list(communities.struck[TOWN * 2 : TOWN * 2 + 2]) == [close(8.0), close(32.0)]
    assert communities.struck_by_rebels.max() == 0.0


@pytest.mark.parametrize("date", [DAY - 1, DAY + 1])
def test_an_event_happens_on_its_day_only(date: int) -> None:
    engine = event("massacre", date=date, place=TOWN, value=40.0)
    only(engine, Events, DAY)
    assert engine.state.communities.struck.max() == 0.0


def test_a_siege_cuts_off_garrisons_that_stand_at_home_by_lot() -> None:
    engine = event("siege", place=TOWN)
    units = engine.state.units
    units.place[:], units.garrison[:], units.weight[:], units.posture[:] = TOWN, TOWN, 1.0, CONFINED
    units.place[1], units.garrison[2], units.place[2], units.weight[3] = MARCH, MARCH, TOWN, 0.0
    keys = units.ordinal.astype(np.uint64) | np.uint64(label("a siege") << 32)
    drawn = Chance(SEED).uniforms("siege event", keys, DAY)
    only(engine, Events, DAY)
    expected = [row not in (1, 2, 3) and drawn[row] < 0.5 for row in range(units.size)]
    assert list(units.posture == BESIEGED) == expected
    assert list(units.siege_source == -7) == expected
    assert any(expected)


def test_relief_frees_the_besieged_of_the_place() -> None:
    engine = event("relief", place=TOWN)
    units = engine.state.units
    units.place[:4], units.posture[:4] = (TOWN, TOWN, MARCH, TOWN), (BESIEGED, DEPLOYED, BESIEGED, CONFINED)
    only(engine, Events, DAY)
    assert list(units.posture[:4]) == [CONFINED, DEPLOYED, BESIEGED, CONFINED]


@pytest.mark.parametrize(("withdrawn", "posture"), [(False, DEPLOYED), (True, CONFINED)])
def test_who_keeps_scattered_posts_is_at_them_once_he_is_relieved(withdrawn: bool, posture: int) -> None:
    engine = event("relief", place=TOWN)
    units = engine.state.units
    units.place[0], units.posture[0], units.keeps_posts[0], units.withdrawn[0] = TOWN, BESIEGED, True, withdrawn
    only(engine, Events, DAY)
    assert units.posture[0] == posture


def test_foreign_help_adds_up() -> None:
    engine = event("foreign_help", value=500.0)
    engine.state.nation.foreign_help = 200.0
    only(engine, Events, DAY)
    assert engine.state.nation.foreign_help == 700.0


def test_the_commander_of_the_unit_that_is_named_dies_and_another_takes_over() -> None:
    engine = event("commander", unit=1, way=COMMANDER_WAYS.index("killed"))
    units, captain = engine.state.units, int(engine.state.units.commander[1])
    units.dead[1], units.dead_today[1] = 2.0, 1.0
    only(engine, Events, DAY)
    assert STATUSES[engine.state.people.status[captain]] == "dead"
    assert (units.dead[1], units.dead_today[1], units.dead_source[1]) == (3.0, 2.0, engine.state.tally.all_events)
    assert units.commander[1] not in (captain, -1)
    assert (cause(engine), int(events(engine)[-1].trigger)) == ("W1", -7)


@pytest.mark.parametrize("enrolled", [False, True])
@pytest.mark.parametrize(("way", "how"), [("leaves", RESOLVED), ("changes_side", GOES_OVER)])
def test_the_commander_of_the_unit_that_is_named_can_bear_no_more(way: str, how: float, enrolled: bool) -> None:
    engine = event("commander", unit=1, way=COMMANDER_WAYS.index(way))
    state, captain = engine.state, int(engine.state.units.commander[1])
    if enrolled:
        state.arrays["seat"][captain], state.arrays["roll"]["resistance"][5] = 5, 3.0
    others = np.delete(state.people.resistance, captain).copy()
    only(engine, Events, DAY)
    assert state.people.resistance[captain] == how
    assert list(np.delete(state.people.resistance, captain)) == list(others)
    if enrolled:
        assert state.arrays["roll"]["resistance"][5] == how
    assert len(events(engine)) == 0


def test_a_commander_who_is_relieved_is_let_go_and_the_new_one_is_trusted_by_few() -> None:
    """Of a division: not at all in its staff, half in its brigades' staffs, by three quarters in their companies, as before elsewhere."""
    dated = {"id": "gone", "date": "2011-03-16", "kind": "commander", "of": "line", "way": "replaced"}
    brigades = {"formations": [{"id": "line", "brigade_staff": "staff"}]}
    engine = army(None, {"events": [dated], "army": brigades}, chain_share=0.5)
    units, chief = engine.state.units, int(engine.state.units.commander[engine.battle.ids.index("line/staff")])
    units.commander_trust[:], strength = 0.8, units.strength.copy()
    only(engine, Events, 2)
    left = {"line/staff": 0.0, "line/b1/staff": 0.5, "line/b2/staff": 0.5, "line/b1/bn1/c1": 0.75, "line/b2/bn1/c1": 0.75}
    assert [units.commander_trust[row] for row in range(len(engine.battle.ids))] == [
        close(0.8 * left.get(id, 1.0)) for id in engine.battle.ids
    ]
    assert set(left) < set(engine.battle.ids)
    assert STATUSES[engine.state.people.status[chief]] == "discharged"
    lost = {engine.battle.ids[row]: strength[row] - units.strength[row] for row in range(len(engine.battle.ids))}
    assert lost == {id: float(id == "line/staff") for id in engine.battle.ids}
    assert units.commander[engine.battle.ids.index("line/staff")] not in (chief, -1)
    assert (cause(engine), int(events(engine)[-1].trigger)) == ("I8", -(len(engine.scenario.news) + len(engine.scenario.events)))
    for name in ("left", "left_today", "commander_gone", "leaderless", "dead", "carry_near"):
        assert not getattr(units, name).any()


def test_of_a_commander_whose_unit_is_not_kept_nobody_is_relieved() -> None:
    engine = event("commander", unit=-1, way=COMMANDER_WAYS.index("replaced"))
    before = engine.state.units.commander_trust.copy()
    only(engine, Events, DAY)
    assert list(engine.state.units.commander_trust) == list(before)
    assert len(events(engine)) == 0


@pytest.mark.parametrize("of", ["line", "line/staff"])
@pytest.mark.parametrize(("make", "statuses"), [(tiny_scenario, {"militia fighter"}), (tiny_rebels, {"candidate"})])
def test_who_changes_side_is_with_the_rebels_that_day_and_is_not_caught(make: Any, statuses: set[str], of: str) -> None:
    """Whatever way he would have gone: at twelve seeds, all go over; of those who only leave, some hide or flee."""
    went: dict[str, list[str]] = {"changes_side": [], "leaves": []}
    for way, found in went.items():
        dated = {"id": "gone", "date": "2011-03-18", "kind": "commander", "of": of, "way": way}
        near = {"formations": [{"id": "line", "places": ["march", "town"]}]}  # where a militia stands
        scenario = load_scenario(make(events=[dated], scenario={"days": 4}, army=near, flight={"militia_rank": 0.0}))
        for seed in range(1, 13):
            engine = Engine(scenario, seed)
            chief = int(engine.state.units.commander[engine.battle.ids.index("line/staff")])
            engine.run()
            (own,) = [one for one in engine.log.events if one["row"] == chief and one["day"] == 4]
            found.append(STATUSES[own["to"]])
    assert set(went["changes_side"]) <= statuses
    assert not set(went["leaves"]) <= statuses


@pytest.mark.parametrize(("kind", "pay"), [("pay_stops", 0.0), ("pay_resumes", 1.0)])
def test_pay_stops_and_resumes(kind: str, pay: float) -> None:
    engine = event(kind)
    engine.state.nation.pay = 0.5
    only(engine, Events, DAY)
    assert engine.state.nation.pay == pay


def test_discharge_stops() -> None:
    engine = event("discharge_stops")
    engine.state.nation.discharge_open = 1.0
    only(engine, Events, DAY)
    assert engine.state.nation.discharge_open == 0.0


def test_an_amnesty_has_days_inside_and_days_abroad() -> None:
    engine = event("amnesty", rebels, value=30.0, abroad=60.0)
    only(engine, Events, DAY)
    assert (engine.state.nation.amnesty_inside, engine.state.nation.amnesty_abroad) == (30.0, 60.0)


@pytest.mark.parametrize(("kind", "safe"), [("safe_area", True), ("safe_area_lost", False)])
def test_a_place_becomes_safe_or_is_lost(kind: str, safe: bool) -> None:
    engine = event(kind, rebels, place=TOWN)
    engine.state.places.safe[:] = not safe
    only(engine, Events, DAY)
    assert list(engine.state.places.safe) == [not safe, safe, not safe]


@pytest.mark.parametrize(("kind", "opened"), [("border_open", 1.0), ("border_closed", 0.0)])
def test_a_border_opens_or_closes(kind: str, opened: float) -> None:
    engine = event(kind, rebels, country=1)
    engine.state.countries.open[:] = 0.5
    only(engine, Events, DAY)
    assert list(engine.state.countries.open) == [0.5, opened]


def test_sponsors_agree() -> None:
    engine = event("agreement", rebels, value=0.7)
    only(engine, Events, DAY)
    assert engine.state.nation.agreed == 0.7


@pytest.mark.parametrize(
    ("nationalism", "ranks", "victim"),
    [((0.5, 0.9, 0.7), (9, 3, 5), 1), ((0.9, 0.9, 0.7), (5, 4, 9), 0), ((0.9, 0.9, 0.9), (4, 4, 4), None)],
    ids=["the most outspoken", "the highest in rank of equals", "the lowest key of equals"],
)
def test_the_most_outspoken_officer_among_the_rebels_of_a_place_is_murdered(
    nationalism: tuple[float, ...], ranks: tuple[int, ...], victim: int | None
) -> None:
    engine = event("murder", rebels, place=TOWN)
    people, three = engine.state.people, officers(engine)[:3]
    elsewhere, soldier = officers(engine)[3], soldiers(engine)[0]
    for row, status in zip(
        [*three, elsewhere, soldier], ["candidate", "adviser", "militia commander", "adviser", "militia fighter"], strict=True
    ):
        put(engine, row, status, from_place=TOWN)
    people.nationalism[three], people.rank[three] = nationalism, ranks
    people.from_place[elsewhere], people.nationalism[[elsewhere, soldier]] = MARCH, 1.0
    engine.state.units.weight[people.unit[three]] = 3.0
    expected = three[victim] if victim is not None else min(three, key=lambda row: people.key[row])
    only(engine, Events, DAY)
    assert [int(one.row) for one in events(engine)] == [expected]
    assert (STATUSES[people.status[expected]], cause(engine), engine.state.nation.murders) == ("dead", "R9", 3.0)
