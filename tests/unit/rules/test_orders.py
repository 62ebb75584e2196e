"""Orders to units amid crowds, by hand: a staff and a company in the town, a company in the march, all of one division (W7)."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np
import pytest

from tests.unit.rules.by_hand import HILL, MARCH, PLAIN_PEOPLE, PORT, TOWN, army, cause, close, events, gumbels, only, terms
from unit_cohesion.engine.chance import label
from unit_cohesion.rules.orders import Orders
from unit_cohesion.rules.posture import Posture
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import ANSWERS, BESIEGED, BRANCHES, CONFINED, DEPLOYED, STATUS, WAYS

GUARD, GUARD_FIRST, STAFF, COMPANY, FAR = 0, 1, 3, 4, 5
"""Rows of units: the guard's staff and first company in the port; the division's staff and company in the town, and one in the march."""
PARAMETERS = {
    "order_weight": 0.0,
    "order_police": 0.0,
    "order_likeness": 0.0,
    "order_stakes": 0.0,
    "order_loyalty": 0.0,
    "order_crowd": 0.0,
    "crowd_half": 10.0,
    "order_example": 0.0,
    "order_stays": 0.0,
    "shot_daily": 0.0,
    "shot_half": 0.0,
}
NEVER = 1000.0
"""A log-weight that no draw makes up for."""
FIRST = 1
"""Day of the run, of 15 March."""


def order(id: str = "fire", to: str = "shoot", date: str = "2011-03-15", **more: Any) -> dict[str, Any]:
    return {"id": id, "date": date, "kind": "order", "to": to, **more}


def crowd(place: str = "town", size: float = 360, **more: Any) -> dict[str, Any]:
    shares = {"groups": {"plain": 0.75, "hill": 0.25}}
    return {"id": f"{place}-crowd", "place": place, "start": "2011-03-15", "end": "2011-04-20", "size": size, **shares, **more}


def streets(orders: list[Any] | None = None, crowds: list[Any] | None = None, off: Any = None, **parameters: Any) -> Engine:
    """A crowd of 360 in the town, three quarters of them of the plain, and an order to shoot to all, unless others are given."""
    tables = {"crowds": [crowd()] if crowds is None else crowds, "events": [order()] if orders is None else orders}
    engine = army(off, tables, **PARAMETERS | parameters)
    units = engine.state.units
    units.place[:] = [PORT, PORT, PORT, TOWN, TOWN, MARCH]
    units.commander_trust[:], units.posture[:] = 0.5, CONFINED
    return engine


def men(engine: Engine, unit: int, plain: int) -> None:
    """Let so many of a unit's men be of the plain, the commander not among them, and he of the hill."""
    people, units = engine.state.people, engine.state.units
    serving = [row for row in range(units.first[unit], units.last[unit]) if people.status[row] == STATUS["serving"]]
    rest = [row for row in serving if row != units.commander[unit]]
    people.sect[serving], people.sect[rest[:plain]] = HILL, PLAIN_PEOPLE


def answers(engine: Engine, day: int = FIRST) -> list[str]:
    """What each unit does."""
    only(engine, Orders, day)
    return [ANSWERS[row] for row in engine.state.units.order_answer]


def drawn(unit: int, engine: Engine, id: str = "fire") -> list[float]:
    """What a unit draws for its answers to an order."""
    return gumbels("answer to an order", label(id) * 2**32 + int(engine.state.units.ordinal[unit]), 0, 3)


def taken(weights: tuple[float, float, float], draws: list[float]) -> str:
    sums = [weight + draw for weight, draw in zip(weights, draws, strict=True)]
    return ANSWERS[1 + sums.index(max(sums))]


# ---- who is asked


def test_those_are_asked_who_are_ordered_to_shoot_and_stand_amid_a_crowd() -> None:
    engine = streets(order_weight=8.0, order_stays=8.0)
    assert answers(engine) == ["", "", "", "obeyed", "obeyed", ""]
    nation = engine.state.nation
    assert (nation.under_orders, nation.units_obeying, nation.units_refusing, nation.units_fleeing) == (2.0, 2.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("orders", "asked"),
    [
        ([order(of="line")], "shoot shoot"),
        ([order(of="line/b1")], " shoot"),
        ([order(of="line/staff")], "shoot "),
        ([order(of="guard")], " "),
        ([order(), order("stop", "stand", of="line/b1")], "shoot "),
        ([order(of="line"), order("all", "stand")], "shoot shoot"),
        ([order(date="2011-03-10", of="line"), order("all", "stand")], " "),
        ([order(date="2011-03-10", of="line"), order("all", "stand", end="2011-03-15")], " "),
        ([order(date="2011-03-10", of="line"), order("all", "stand", date="2011-03-12", end="2011-03-14")], "shoot shoot"),
        ([order(date="2011-03-16")], " "),
        ([order(date="2011-03-10", end="2011-03-14")], " "),
        ([order(to="withdraw")], " "),
    ],
)
def test_the_latest_order_binds_and_of_one_day_the_narrower(orders: list[Any], asked: str) -> None:
    """To the division's staff and its company in the town."""
    engine = streets(orders, order_weight=8.0, order_stays=8.0)
    assert [bool(word) for word in answers(engine)[STAFF : COMPANY + 1]] == [bool(word) for word in asked.split(" ")]


def test_an_order_to_a_formation_binds_those_below_it() -> None:
    tables = {"formations": [{"id": "line", "parent": "guard"}]}
    engine = army(None, {"crowds": [crowd()], "events": [order(of="guard")], "army": tables}, **PARAMETERS | {"order_weight": 8.0})
    engine.state.units.place[:] = TOWN
    assert all(answers(engine))


@pytest.mark.parametrize("day", [1, 37, 38])
def test_a_crowd_has_a_first_and_a_last_day(day: int) -> None:
    engine = streets(order_weight=8.0, order_stays=8.0)
    assert answers(engine, day)[COMPANY] == ("obeyed" if day < 38 else "")


# ---- what is weighed


@pytest.mark.parametrize("trust", [0.0, 0.6, 1.0])
@pytest.mark.parametrize("loyalty", [0.1, 0.9])
@pytest.mark.parametrize("paid", [1.0, 0.25])
@pytest.mark.parametrize("short", [-0.001, 0.001])
def test_a_trusted_commanders_will_counts_and_else_his_mens(trust: float, loyalty: float, short: float, paid: float) -> None:
    """Obeying weighs as much as what is next to it, but for so little.

    He is of the hill, a quarter of the crowd; of 30 men 12 are of the plain. What he would lose: odds .8 (1 less what word has taken), pay
    .5 of what his unit counts on, privilege .5, position .9. The crowd has 360 for the 42 men of both units, against 10 at which its weight
    is half."""
    engine = streets(order_likeness=3.0, order_stakes=2.0, order_loyalty=1.5, order_crowd=1.2, order_stays=0.7, order_example=2.0)
    state = engine.state
    men(engine, COMPANY, plain=12)
    commander = int(state.units.commander[COMPANY])
    state.units.commander_trust[COMPANY], state.people.loyalty[commander] = trust, loyalty
    state.nation.regime_odds, state.nation.pay, state.sects.position[:] = 1.0, 0.5, (0.9, 0.3)
    state.profiles.privilege[:], state.units.paid[COMPANY], state.profiles.told_lost[:] = 0.5, paid, 0.2
    state.units.left[COMPANY], state.units.start_strength[COMPANY] = 0.0, 30.0
    assert (state.units.strength[STAFF], state.units.strength[COMPANY]) == (12, 30)
    his = 1.5 * (loyalty - 0.5) + 2.0 * 0.8 * 0.5 * paid * 0.5 * 0.9 - 3.0 * 0.25
    theirs = -3.0 * (12 * 0.75 + 18 * 0.25) / 30
    against = 1.2 * (360 / 42) / (360 / 42 + 10)
    obeys, refuses, leaves = drawn(COMPANY, engine)
    others = {"refused": against + refuses, "fled": against - 0.7 + leaves}
    next_to_it = max(others, key=lambda word: others[word])
    state.arrays["p"]["order_weight"] = others[next_to_it] - obeys - trust * his - (1 - trust) * theirs - short
    assert answers(engine)[COMPANY] == (next_to_it if short > 0 else "obeyed")


@pytest.mark.parametrize("short", [-0.001, 0.001])
def test_to_the_police_crowds_are_their_trade(short: float) -> None:
    """Of two units alike the one of the police obeys, as soon as that makes up for what the other lacks."""
    engine = streets(order_stays=8.0)
    engine.state.units.branch[STAFF], engine.state.units.branch[COMPANY] = BRANCHES.index("army"), BRANCHES.index("police")
    obeys, refuses, _ = drawn(COMPANY, engine)
    engine.state.arrays["p"]["order_weight"] = -NEVER
    engine.state.arrays["p"]["order_police"] = NEVER + refuses - obeys - short
    assert answers(engine)[STAFF : COMPANY + 1] == ["refused", "refused" if short > 0 else "obeyed"]


def test_those_who_are_like_the_crowd_refuse() -> None:
    """Whoever commands, where nobody trusts him: all of the crowd are of the plain."""
    engine = streets(crowds=[crowd(groups={"plain": 1.0})], order_weight=NEVER / 200, order_likeness=10.0, order_stays=8.0)
    engine.state.units.commander_trust[:] = 0.0
    men(engine, STAFF, plain=0)
    men(engine, COMPANY, plain=29)
    assert answers(engine)[STAFF : COMPANY + 1] == ["obeyed", "refused"]


def test_a_crowd_is_as_the_people_of_its_place_where_it_does_not_say() -> None:
    engine = streets(crowds=[crowd("town", groups={}), crowd("port", groups={"hill": 1.0})])
    assert engine.state.crowd_groups.tolist() == [[0.1, 0.9], [1.0, 0.0]]


@pytest.mark.parametrize(("others", "share"), [((0, 0), 0.0), ((1, 1), 0.0), ((1, 2), 0.5), ((2, 3), 1.0)])
def test_refusal_spreads_once_it_is_seen(others: tuple[int, int], share: float) -> None:
    """The answers of the day before of the two units of the town, one that left among them; elsewhere all refused."""
    found = set()
    for weight in np.linspace(-2.0, 6.0, 33):
        engine = streets(order_weight=float(weight), order_example=3.0, order_stays=8.0)
        engine.state.units.order_answer[:] = [2, 2, 2, *others, 2]
        wanted = taken((float(weight), 3.0 * share, -8.0), drawn(COMPANY, engine))
        assert answers(engine)[COMPANY] == wanted
        found.add(wanted)
    assert found == {"obeyed", "refused"}


def test_its_answer_is_the_same_as_long_as_nothing_changes() -> None:
    engine = streets(order_weight=0.3, order_stays=8.0)
    first = answers(engine)
    assert all(answers(engine, day) == first for day in range(2, 30))
    other = [drawn(COMPANY, engine, id) for id in ("fire", "again")]
    assert other[0] != other[1]


# ---- what comes of it


def test_who_obeys_kills_as_the_crowd_is_made_up() -> None:
    """20 deaths for a thousand men who shoot: 42 men, of whom each stands for two persons in the company."""
    engine = streets(order_weight=8.0, order_stays=8.0, shot_daily=20.0)
    engine.state.units.weight[COMPANY] = 2.0
    answers(engine)
    dead = 20 * (12 + 2 * 30) / 1000
    assert engine.state.nation.shot_today == close(dead)
    assert engine.state.communities.shot.reshape(3, 2)[TOWN] == close([0.25 * dead, 0.75 * dead])
    assert engine.state.communities.shot.sum() == close(dead)


def test_who_is_outnumbered_shoots_more() -> None:
    """Half of what a boundless crowd meets where there are three persons for each man under the order, and with two of them 4/13."""
    for persons, share in ((3.0, 0.5), (2.0, 4.0 / 13.0)):
        engine = streets(crowds=[crowd(size=3)], order_weight=8.0, order_stays=8.0, shot_daily=20.0, shot_half=3.0)
        men = float((engine.state.units.weight * engine.state.units.strength)[STAFF : COMPANY + 1].sum())
        engine.state.crowds.persons[0] = persons * men
        answers(engine)
        assert engine.state.nation.shot_today == close(20 * share * men / 1000)


def test_no_more_are_shot_than_there_are() -> None:
    engine = streets(crowds=[crowd(size=3)], order_weight=8.0, order_stays=8.0, shot_daily=100.0)
    answers(engine)
    assert engine.state.nation.shot_today == close(3.0)


def test_who_refuses_serves_on() -> None:
    engine = streets(order_weight=-2.0, order_crowd=6.0, crowd_half=1.0, order_stays=8.0, shot_daily=100.0)
    assert answers(engine)[STAFF : COMPANY + 1] == ["refused", "refused"]
    assert (engine.state.nation.units_refusing, engine.state.nation.shot_today) == (2.0, 0.0)
    assert len(events(engine)) == 0


def leaving(**parameters: Any) -> Engine:
    """The company's men have gone, but for a few, so that it leaves as lightly as it refuses; and it draws leaving above all."""
    for number in range(200):
        engine = streets(
            [order(f"o{number}", of="line/b1")], order_weight=-2.0, order_crowd=6.0, crowd_half=1.0, order_stays=8.0, **parameters
        )
        state = engine.state
        state.units.left[COMPANY], state.units.start_strength[COMPANY] = 30.0, 30.0
        draws = drawn(COMPANY, engine, f"o{number}")
        if draws[2] > draws[1]:
            return engine
    raise AssertionError("no order under which it leaves")


def test_who_leaves_over_it_goes_whole_and_by_it() -> None:
    """The norm has fully turned, so that order_stays counts for nothing. He who was called up today stays."""
    engine = leaving()
    state = engine.state
    rows = np.arange(state.units.first[COMPANY], state.units.last[COMPANY])
    serving = rows[state.people.status[rows] == STATUS["serving"]]
    late = next(row for row in serving if row != state.units.commander[COMPANY])
    state.people.since_day[late] = FIRST
    state.places.control[:] = 1.0
    for name in ("militia_weight", "abroad_weight", "hiding_weight"):
        getattr(state.routes, name)[:] = 0.0 if name == "hiding_weight" else -inf
    assert answers(engine)[COMPANY] == "fled"
    assert sorted(events(engine).row.tolist()) == sorted(set(serving.tolist()) - {int(late)})
    assert {cause(engine, number) for number in range(len(events(engine)))} == {"W7"}
    assert set(events(engine).trigger.tolist()) == {int(state.orders.source[0])}
    assert set(state.people.way[serving].tolist()) == {WAYS.index("hiding"), -1}
    assert state.units.strength[COMPANY] == 1.0
    assert (state.units.left[COMPANY], state.units.goes_as_one[COMPANY]) == (30.0 + len(serving) - 1, 3)
    assert (state.nation.units_fleeing, state.nation.units_refusing) == (1.0, 0.0)
    assert state.tally.leavers == len(serving) - 1
    last = int(state.arrays["leavers"][state.tally.leavers - 1])
    assert state.people.rank[last] == max(state.people.rank[serving])
    assert state.people.left_day[last] == FIRST


def test_an_empty_unit_is_not_asked_and_its_leaving_is_remembered() -> None:
    engine = streets(order_weight=8.0, order_stays=8.0)
    engine.state.units.order_answer[COMPANY], engine.state.units.strength[COMPANY] = 3, 0.0
    assert answers(engine) == ["", "", "", "obeyed", "fled", ""]
    assert engine.state.nation.under_orders == 1.0


# ---- to withdraw


def test_who_is_ordered_to_withdraw_stays_in_barracks_and_is_not_chosen_for_use() -> None:
    engine = streets([order(to="withdraw", of="line")], deployed_share=1.0, sealing=0.8, opportunity_deployed=2.0, encirclement=0.0)
    state = engine.state
    state.units.posture[:] = [DEPLOYED, DEPLOYED, DEPLOYED, DEPLOYED, BESIEGED, DEPLOYED]
    state.nation.answer = 0.25
    only(engine, Orders, FIRST)
    assert list(state.units.withdrawn) == [False] * 3 + [True] * 3
    assert list(state.units.posture[STAFF:]) == [CONFINED, BESIEGED, CONFINED]
    assert terms(engine, "units").D16[[STAFF, FAR]].tolist() == [close(-0.8 * 0.25)] * 2
    only(engine, Posture, 8)
    assert list(state.units.posture[[GUARD, GUARD_FIRST, STAFF, FAR]]) == [DEPLOYED, DEPLOYED, CONFINED, CONFINED]


def test_off_nothing_is_done() -> None:
    engine = streets(off="W7", order_weight=8.0, shot_daily=100.0)
    assert answers(engine) == [""] * 6
    assert engine.state.nation.under_orders == engine.state.communities.shot.sum() == 0.0


def test_switched_off_midway_nobody_is_under_an_order_and_the_crowd_stands_there() -> None:
    engine = streets(order_weight=8.0, order_stays=8.0)
    assert "obeyed" in answers(engine)
    engine.switch_off("W7")
    assert set(answers(engine, FIRST + 1)) == {""}
    assert engine.state.places.crowd[TOWN] == 360.0
