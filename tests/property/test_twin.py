"""The engine and its plain twin (``benchmarks/plain_mesa``) tell the same story, and a fault in either would show.

The twin is an independent implementation, in plain words, that takes the same draws. ``benchmarks/plain_mesa/compare.py`` holds them to the
same events (day, pass, person, place, statuses, cause, trigger, stated reason; terms and recent share to 1e-9), the same daily tables, and
the same state at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from benchmarks.plain_mesa import PlainModel, departures, flight, news, plain
from benchmarks.plain_mesa.compare import differences
from benchmarks.plain_mesa.country import Community, Place, Sect
from benchmarks.plain_mesa.happenings import Happening
from benchmarks.plain_mesa.nation import Nation
from benchmarks.plain_mesa.people import Person
from benchmarks.plain_mesa.regime import Regime
from benchmarks.plain_mesa.units import Unit
from model.engine import Engine
from model.parameters import RULE_TABLES
from model.parameters.declaration import Parameter
from model.record import REASONS
from model.scenario import load_scenario
from model.schema import EVENT_KINDS
from model.transitions import TRANSITIONS
from tests.property.small_wars import SWITCHABLE, eventful_war, small_wars, war_without_series

SEED = 2
of_examples = settings(deadline=None, derandomize=True, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
"""Without shrinking, which can take an hour: the first differences say enough. To shrink a failing case, take ``phases`` out."""
War = tuple[dict[str, Any], int, list[str]]


def told_differently(war: dict[str, Any], seed: int, off: list[str]) -> list[str]:
    scenario = load_scenario(war)
    engine, twin = Engine(scenario, seed, off), PlainModel(scenario, seed, off)
    engine.run()
    twin.run()
    return differences(engine, twin)


@settings(of_examples, max_examples=25)
@given(small_wars())
def test_small_wars_are_told_alike(case: War) -> None:
    assert told_differently(*case) == []


@pytest.mark.slow
@settings(of_examples, max_examples=400)
@given(small_wars())
def test_many_small_wars_are_told_alike(case: War) -> None:
    assert told_differently(*case) == []


# ---- a war in which everything happens


@cache
def eventful_engine(seed: int = SEED, war: Callable[[], dict[str, Any]] = eventful_war) -> Engine:
    engine = Engine(load_scenario(war()), seed)
    engine.run()
    return engine


def eventful_twin(seed: int = SEED) -> PlainModel:
    return PlainModel(load_scenario(eventful_war()), seed)


def watched(twin: PlainModel) -> set[str]:
    """Run the twin, and say what was seen on the way."""
    seen = set()
    while twin.day < twin.setting.about.days:
        besieged = {unit.id for unit in twin.units if unit.posture == "besieged"}
        twin.step()
        now = {unit.id for unit in twin.units if unit.posture == "besieged"}
        for what, whether in (
            ("a garrison is cut off", now - besieged),
            ("a siege ends", besieged - now),
            ("men are carried along", any(unit.carried and unit.strength and unit.turned for unit in twin.units)),
            ("the cap on hazards", any(man.hazard_today == twin.p.hazard_cap for man in twin.people)),
            ("men are outraged", any(man.outrage and man.status == "serving" for man in twin.people)),
            ("the trusted march", any(unit.place is not unit.garrison for unit in twin.units)),
            ("no pay", twin.regime.pay == 0),
            ("limbo", twin.nation.limbo),
            ("no limbo", not twin.nation.limbo),
            ("the series of deaths ends", twin.nation.lethality > 0),
            ("the series of the regime's deaths ends", twin.nation.regime_lethality > 0),
            ("somebody sent is found out", twin.nation.infiltrators_confirmed),
        ):  # fmt: skip
            seen |= {what} if whether else set()
    for entry in twin.diary.entries:
        seen |= {f"{entry.before} -> {entry.to}", f"cause {entry.cause}", f"reason {entry.reason}", f"pass {entry.step}"}
        seen.add(f"trigger {entry.trigger}" if isinstance(entry.trigger, str) else f"trigger {type(entry.trigger).__name__}")
    return seen


def test_an_eventful_war_is_told_alike() -> None:
    seen = set()
    for seed in (SEED, SEED + 1, SEED + 2):
        twin = eventful_twin(seed)
        seen |= watched(twin)
        assert differences(eventful_engine(seed), twin) == []
    due = {
        "a garrison is cut off", "a siege ends", "men are carried along", "the cap on hazards", "men are outraged", "the trusted march",
        "no pay", "limbo", "no limbo", "the series of deaths ends", "the series of the regime's deaths ends", "somebody sent is found out",
        *(f"{t.source} -> {t.target}" for t in TRANSITIONS),
        *(f"cause {id}" for id in ("W1", "W3", "I8", "D15", "D3", "D5", "D8b", "D11")),
        *(f"reason {reason}" for reason in REASONS), *(f"pass {number}" for number in (0, 1, 2, 3)),
        *(f"trigger {what}" for what in ("NoneType", "Entry", "news.asylum", "news.video", "events.market", "events.ring")),
    }  # fmt: skip
    assert due - seen == set()
    assert {event["kind"] for event in eventful_war()["events"]} == set(EVENT_KINDS)


@pytest.mark.slow
@pytest.mark.parametrize("id", SWITCHABLE)
def test_an_eventful_war_without_one_mechanism_is_told_alike(id: str) -> None:
    assert told_differently(eventful_war(), SEED, [id]) == []


def test_a_war_without_series_is_told_alike() -> None:
    assert told_differently(war_without_series(), SEED, []) == []


@pytest.mark.slow
@pytest.mark.parametrize("k", [2, 3])
def test_an_eventful_war_of_coarser_agents_is_told_alike(k: int) -> None:
    war = eventful_war()
    war["scenario"]["persons_per_agent"] = k
    assert told_differently(war, SEED, []) == []


# ---- a fault would show

FEW: list[tuple[Any, str]] = [
    (Person, "hear_from_kin"), (Unit, "resent_punishment"), (news.Pledge, "_exposed"), (departures, "unmask"), (Nation, "_recruit"),
    (Regime, "_march"),
]  # fmt: skip
RULES: list[tuple[Any, str]] = [
    *((Person, rule) for rule in (
        "feel_grievance", "feel_unease", "feel_the_toll", "fear_revenge", "follow_the_pace", "weigh_the_loss", "fear_reprisal",
        "fear_being_caught", "live_through_what_happened_since",
    )),
    *((Unit, rule) for rule in (
        "wear_and_mend", "press_those_who_stay", "count_its_dead", "feel_the_siege", "mourn", "see_punished", "see_gone",
    )),
    *((Regime, rule) for rule in ("answer_departures", "besiege_and_relieve", "post_units", "strike", "call_up_and_discharge", "_call_up")),
    *((Nation, rule) for rule in (
        "count_the_dead", "forget_rumours", "weigh_the_forces", "reckon_control", "_count_sorties", "_believe_in_odds", "_look_for_an_end",
    )),
    *((Sect, rule) for rule in ("believe_a_pace", "learn_of_punishment")),
    *((Community, rule) for rule in ("gather_grievance", "feel", "forget_reprisals", "suffer")),
    *((Happening, kind) for kind in EVENT_KINDS),
    (news.LeaderExit, "spread"), (news.Pledge, "_seen"), (news.Rumour, "spread"), (departures, "burn_house"), (departures, "arrive"),
    (flight, "learn"), (flight, "learn_and_weigh"), (Place, "mourn"), (plain, "populate"),
]  # fmt: skip
PER_ANSWER: list[tuple[Any, str, Callable[[Any], Any]]] = [
    (Unit, "cohesion", lambda x: x + 1e-6),
    (Unit, "turned", lambda x: x * (1 + 1e-6)),
    (Person, "privilege", lambda x: x * (1 + 1e-6)),
    (Person, "insider", lambda x: not x),
    (Person, "rulers_officer", lambda x: not x),
]


def nothing(*_: Any) -> None:
    """Do nothing."""


def shows(twin: PlainModel, war: Callable[[], dict[str, Any]] = eventful_war) -> bool:
    """Whether a faulty twin is told apart from the engine, be it that it falls over."""
    engine = eventful_engine(SEED, war)
    try:
        twin.run()
        return differences(engine, twin, most=1) != []
    except (AttributeError, KeyError, ValueError, ZeroDivisionError):
        return True


@pytest.mark.parametrize(("owner", "rule"), FEW, ids=lambda x: x if isinstance(x, str) else x.__name__.rsplit(".", 1)[-1])
def test_a_rule_that_does_nothing_shows(monkeypatch: pytest.MonkeyPatch, owner: Any, rule: str) -> None:
    twin = eventful_twin()
    monkeypatch.setattr(owner, rule, nothing)
    assert shows(twin)


@pytest.mark.slow
@pytest.mark.parametrize(("owner", "rule"), RULES, ids=lambda x: x if isinstance(x, str) else x.__name__.rsplit(".", 1)[-1])
def test_each_rule_that_does_nothing_shows(monkeypatch: pytest.MonkeyPatch, owner: Any, rule: str) -> None:
    monkeypatch.setattr(owner, rule, nothing)
    try:
        twin = eventful_twin()
    except AttributeError:  # nobody is born
        return
    assert shows(twin)


@pytest.mark.slow
@pytest.mark.parametrize(("owner", "name", "wrong"), PER_ANSWER, ids=[name for _, name, _ in PER_ANSWER])
def test_a_slightly_wrong_answer_shows(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, wrong: Callable[[Any], Any]) -> None:
    right = getattr(owner, name).fget
    monkeypatch.setattr(owner, name, property(lambda self: wrong(right(self))))
    assert shows(eventful_twin())


UNREAD = {"leader_exit_release", "leader_exit_reliability"}
"""Parameters that only scenarios read, which bind entries to them."""


def misread(parameter: Parameter, value: Any) -> Any:
    """Another value in the parameter's range, off by two fifths of the way to its farther end (three weeks, for a date)."""
    if isinstance(value, date):
        return value - timedelta(days=21)
    far = max(parameter.low, parameter.high, key=lambda end: abs(end - value))  # type: ignore[operator]
    return type(value)(value + 0.4 * (far - value))  # type: ignore[operator]


@pytest.mark.slow
@pytest.mark.parametrize("table", RULE_TABLES)
def test_a_parameter_read_wrongly_shows(table: str) -> None:
    unnoticed = [parameter for parameter in RULE_TABLES[table] if parameter.name not in UNREAD]
    for war in (eventful_war, war_without_series):
        scenario = load_scenario(war())
        wrong = {p.name: misread(p, scenario.parameters[p.name]) for p in unnoticed}
        unnoticed = [p for p in unnoticed if not shows(PlainModel(scenario.with_parameters(**{p.name: wrong[p.name]}), SEED), war)]
    assert [parameter.name for parameter in unnoticed] == []
