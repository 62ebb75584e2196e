"""A fault in the engine or in its plain twin would show: a rule left out, an answer slightly wrong, a parameter misread."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest

from benchmarks.plain_mesa import (
    PlainModel,
    advance,
    aftermath,
    camps,
    crowds,
    factions,
    flight,
    gates,
    joining,
    judgement,
    militia_life,
    news,
    perils,
    plain,
    rebels,
    rout,
    sponsors,
)
from benchmarks.plain_mesa.compare import CLOSE, differences, same
from benchmarks.plain_mesa.country import Community, Place, Sect
from benchmarks.plain_mesa.happenings import Happening
from benchmarks.plain_mesa.militias import Leader, Militia
from benchmarks.plain_mesa.nation import Nation
from benchmarks.plain_mesa.national_army import NationalArmy
from benchmarks.plain_mesa.people import Person
from benchmarks.plain_mesa.rebels import RebelSide
from benchmarks.plain_mesa.regime import Regime
from benchmarks.plain_mesa.soldiers import Soldier
from benchmarks.plain_mesa.sponsors import Sponsor
from benchmarks.plain_mesa.units import Unit
from tests.property.eventful_rebels import REBEL_PARAMETERS, eventful_rebel_war, war_at_a_fork
from tests.property.eventful_wars import eventful_war, war_told_of_formations, war_without_series
from unit_cohesion.engine.declare import parameter as Parameter
from unit_cohesion.rules import RULE_TABLES
from unit_cohesion.scenario import load_scenario
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.simulation.log import NATION
from unit_cohesion.vocabulary import EVENT_KINDS

SEED = 2
ANOTHER = 3
"""For parameters of what is rare: that they count need not show in one run."""
War = Callable[[], dict[str, Any]]

FEW: list[tuple[War, Any, str]] = [
    (war_told_of_formations, Unit, "know_no_commander"),
    *((eventful_war, *rule) for rule in (
        (Soldier, "hear_from_kin"), (Unit, "resent_punishment"), (news.Pledge, "_exposed"), (aftermath, "unmask"), (Nation, "_recruit"),
        (aftermath, "spread_word"), (Community, "grow_afraid"),
        (Regime, "_march"),
    )),
    *((eventful_rebel_war, *rule) for rule in (
        (gates, "send_away"), (militia_life, "wear_out"), (perils, "retell"), (camps, "idle"), (factions, "split"),
        (sponsors, "fill_the_gap"), (NationalArmy, "train"),
    )),
]  # fmt: skip
RULES: list[tuple[Any, str]] = [
    *((Soldier, rule) for rule in (
        "feel_grievance", "feel_unease", "feel_the_toll", "fear_revenge", "follow_the_pace", "weigh_the_loss", "fear_reprisal",
        "fear_being_caught", "live_through_what_happened_since",
    )),
    *((Unit, rule) for rule in (
        "wear_and_mend", "press_those_who_stay", "count_its_dead", "feel_the_siege", "mourn", "see_punished", "see_gone",
        "tell_down", "lose_commander", "give_up", "miss_a_command",
    )),
    *((Regime, rule) for rule in ("answer_departures", "besiege_and_relieve", "post_units", "strike", "call_up_and_discharge", "_call_up")),
    *((Nation, rule) for rule in (
        "count_the_dead", "forget_rumours", "weigh_the_forces", "reckon_control", "_count_sorties", "_believe_in_odds", "_look_for_an_end",
    )),
    *((Sect, rule) for rule in ("believe_a_pace", "learn_of_punishment")),
    *((Community, rule) for rule in ("gather_grievance", "feel", "forget_reprisals", "suffer", "bury", "remember_rebels")),
    *((Happening, kind) for kind in EVENT_KINDS if kind != "order"),  # which is carried out in the evening, by give_orders
    *((crowds, rule) for rule in ("give_orders", "leave")), (rout, "spread_a_rout"),
    *((advance, rule) for rule in ("move_on", "come", "go_on", "take_post")),
    (news.LeaderExit, "spread"), (news.Pledge, "_seen"), (news.Rumour, "spread"), (news.Story, "spread"),
    (aftermath, "burn_house"), (aftermath, "arrive"),
    (flight, "learn"), (flight, "learn_and_weigh"), (Place, "mourn"), (plain, "populate"),
    (joining, "take_up_arms"), (joining, "rise"), (gates, "hear_officers"), (gates, "knock"), (gates, "let_in"),
    *((militia_life, rule) for rule in ("follow_pay", "advise", "wait_at_the_door", "step_aside")),
    *((perils, rule) for rule in ("befall", "die", "be_labelled", "step_aside")),
    *((camps, rule) for rule in ("leave_idleness", "give_in", "hear_the_call", "nearest_camp")),
    *((factions, rule) for rule in ("drift", "hold_together", "merge_some", "end_the_empty", "go_over")),
    *((sponsors, rule) for rule in ("be_paid", "agree")), (Sponsor, "pay"),
    *((NationalArmy, rule) for rule in ("build", "enlist", "be_looked_up_to")),
    (RebelSide, "muster"), (RebelSide, "_measure"), (rebels, "muster_place"), *((Militia, rule) for rule in ("arise", "begin", "count")),
]  # fmt: skip


def more(x: Any) -> Any:
    """A millionth more."""
    return x + 1e-6


def other(x: Any) -> Any:
    """The contrary."""
    return not x


PER_ANSWER: list[tuple[Any, str, Callable[[Any], Any]]] = [
    (Unit, "cohesion", more),
    (Unit, "turned", more),
    (Unit, "enemy_felt", more),
    (Soldier, "privilege", more),
    (Soldier, "insider", other),
    (Soldier, "rulers_officer", other),
    (Soldier, "tipping_point", more),
    (Community, "norm", more),
    (Sect, "rarity", more),
    (Person, "outspoken", more),
    (Person, "officer", other),
    (Leader, "legitimacy", lambda x: 0.0),
    (Militia, "officered", more),
    (RebelSide, "united", more),
]
PER_RESULT: list[tuple[Any, str, Callable[[Any], Any]]] = [
    (aftermath, "distance", lambda x: x + 1),
    (Community, "would_fight", more),
    (Sect, "men_among_rebels", more),
    (Place, "temper", more),
    (news.Pledge, "counts_for", more),
    (news.Pledge, "credence", more),
    (joining, "attraction", lambda x: 0.0),
    (joining, "mean_pay", more),
    (joining, "tiles_to_safety", more),
    (joining, "wish", lambda x: (False, x[1])),
    (joining, "comes_out_of_hiding", lambda x: False),
    (judgement, "weigh_officer", lambda x: x | {"motive": x["motive"] - 1e-6}),
    (gates, "standing", more),
    (gates, "days_of_vetting", lambda x: 2.0 * x),
    (perils, "killed_in_action", more),
    (crowds.Street, "press", lambda x: x + 2.0),
    (crowds.Street, "outnumbers", more),
    (advance, "is_won", lambda x: not x),
    (perils, "sectarian_feeling", lambda x: 1.0 - x),
    (camps, "call", lambda x: 2.0 * x),
    (sponsors, "rivalry", lambda x: 1.001 * x),
    (Sponsor, "reaches", more),
    (Militia, "lot", more),
    (Militia, "worth", more),
    (Militia, "power", lambda x: x * x),
    (NationalArmy, "wants", lambda x: 1.0),
    (NationalArmy, "power_in", more),
]


def name(x: Any) -> str:
    """For the names of tests."""
    return x if isinstance(x, str) else str(x.__name__).rsplit(".", 1)[-1]


@cache
def engine_of(war: War, seed: int) -> Engine:
    engine = Engine(load_scenario(war()), seed)
    engine.run()
    return engine


def nothing(*_: Any, **__: Any) -> None:
    """Do nothing."""


def parts_today(engine: Engine, twin: PlainModel) -> bool:
    """Whether it is plain already on the twin's latest day that it tells another story: in how much happened by then, or in the nation."""
    happened = np.searchsorted(engine.log.events["day"], twin.day, "right")
    numbers, told = dict(zip(NATION, map(float, engine.log.nation[twin.day - 1]), strict=True)), twin.diary.days[-1].nation
    return happened != len(twin.diary.entries) or not all(same(numbers.get(name), told.get(name), CLOSE) for name in numbers | told)


def shows(war: War, seed: int = SEED, **changed: Any) -> bool:
    """Whether a faulty twin (or one with parameters changed) is told apart from the engine, be it that it falls over."""
    engine = engine_of(war, seed)
    try:
        twin = PlainModel(load_scenario(war()).with_parameters(**changed), seed)
        while twin.day < twin.setting.about.days:
            twin.step()
            if parts_today(engine, twin):
                return True
        return differences(engine, twin, most=1) != []
    except (AssertionError, AttributeError, KeyError, TypeError, ValueError, ZeroDivisionError):
        return True


def shows_somewhere() -> bool:
    """Whether it shows in one of the eventful wars."""
    return any(shows(war) for war in (eventful_war, eventful_rebel_war, war_told_of_formations))


@pytest.mark.parametrize(("war", "owner", "rule"), FEW, ids=name)
def test_a_rule_that_does_nothing_shows(monkeypatch: pytest.MonkeyPatch, war: War, owner: Any, rule: str) -> None:
    monkeypatch.setattr(owner, rule, nothing)
    assert shows(war)


@pytest.mark.slow
@pytest.mark.long  # a few of them are tried each time, above
@pytest.mark.parametrize(("owner", "rule"), RULES, ids=name)
def test_each_rule_that_does_nothing_shows(monkeypatch: pytest.MonkeyPatch, owner: Any, rule: str) -> None:
    monkeypatch.setattr(owner, rule, nothing)
    assert shows_somewhere()


@pytest.mark.slow
@pytest.mark.parametrize(("owner", "rule", "wrong"), PER_ANSWER, ids=name)
def test_a_slightly_wrong_answer_shows(monkeypatch: pytest.MonkeyPatch, owner: Any, rule: str, wrong: Callable[[Any], Any]) -> None:
    right = getattr(owner, rule).fget
    monkeypatch.setattr(owner, rule, property(lambda self: wrong(right(self))))
    assert shows_somewhere()


@pytest.mark.slow
@pytest.mark.parametrize(("owner", "rule", "wrong"), PER_RESULT, ids=name)
def test_a_slightly_wrong_result_shows(monkeypatch: pytest.MonkeyPatch, owner: Any, rule: str, wrong: Callable[[Any], Any]) -> None:
    right = getattr(owner, rule)
    monkeypatch.setattr(owner, rule, lambda *given, **named: wrong(right(*given, **named)))
    assert shows_somewhere()


def test_a_wrong_way_at_a_fork_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    right = advance.resistance
    monkeypatch.setattr(advance, "resistance", lambda place, militia: -right(place, militia))
    assert shows(war_at_a_fork)


UNREAD = {"leader_exit_release", "leader_exit_reliability"}
"""Parameters that only scenarios read, which bind entries to them."""


def misread(parameter: Parameter, value: Any) -> Any:
    """Another value in the parameter's range, off by two fifths of the way to its farther end (three weeks, for a date)."""
    if isinstance(value, date):
        return value - timedelta(days=21)
    far = max(parameter.low, parameter.high, key=lambda end: abs(end - value))  # type: ignore[operator]
    return type(value)(value + 0.4 * (far - value))  # type: ignore[operator]


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("table", RULE_TABLES)
def test_a_parameter_read_wrongly_shows(table: str) -> None:
    unnoticed = [parameter for parameter in RULE_TABLES[table] if parameter.name not in UNREAD]
    rebel = table in REBEL_PARAMETERS
    wars = (eventful_rebel_war, eventful_war) if rebel else (eventful_war, war_without_series, war_told_of_formations, eventful_rebel_war)
    for seed, war in product((SEED, ANOTHER), wars):
        values = load_scenario(war()).parameters
        unnoticed = [p for p in unnoticed if not shows(war, seed, **{p.name: misread(p, values[p.name])})]
    assert [parameter.name for parameter in unnoticed] == []
