"""The engine and its plain twin (``benchmarks/plain_mesa``) tell the same story.

The twin is an independent implementation, in plain words, that takes the same draws. ``benchmarks/plain_mesa/compare.py`` holds them to the
same events (day, pass, person, place, militia, statuses, cause, trigger, reasons; terms and recent share to 1e-9), the same choices of
leaders and sponsors with their terms, the same daily and weekly tables, and the same state at the end. That a fault would show is tested
in ``test_twin_faults.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from benchmarks.plain_mesa import PlainModel
from benchmarks.plain_mesa.compare import differences
from tests.property.eventful_rebels import eventful_rebel_war, war_at_a_fork, war_of_far_roads
from tests.property.eventful_wars import eventful_war, war_told_of_formations, war_without_series
from tests.property.small_wars import SWITCHABLE, changed_wars, small_wars
from unit_cohesion.engine.ways import TRANSITIONS
from unit_cohesion.scenario import load_scenario
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import CHOSEN, EVENT_KINDS, REASONS, TRUE_REASONS

SEEDS = (1, 2, 3)
of_examples = settings(deadline=None, derandomize=True, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
"""Without shrinking, which can take an hour: the first differences say enough. To shrink a failing case, take ``phases`` out."""
War = tuple[dict[str, Any], int, list[str]]


def told_differently(war: dict[str, Any], seed: int, off: list[str]) -> list[str]:
    scenario = load_scenario(war)
    engine, twin = Engine(scenario, seed, off), PlainModel(scenario, seed, off)
    engine.run()
    twin.run()
    return differences(engine, twin)


@settings(of_examples, max_examples=20)
@given(small_wars())
def test_small_wars_are_told_alike(case: War) -> None:
    assert told_differently(*case) == []


@pytest.mark.slow
@settings(of_examples, max_examples=150)
@given(small_wars())
def test_many_small_wars_are_told_alike(case: War) -> None:
    assert told_differently(*case) == []


# ---- wars in which everything happens


def watched(twin: PlainModel) -> set[str]:
    """Run the twin, and say what was seen on the way."""
    seen = set()
    while twin.day < twin.setting.about.days:
        besieged = {unit.id for unit in twin.units if unit.posture == "besieged"}
        let_go = [unit for unit in twin.units if unit.disarmed]
        twin.step()
        now = {unit.id for unit in twin.units if unit.posture == "besieged"}
        seen |= {"a garrison is cut off"} if now - besieged else set()
        seen |= {"a siege ends"} if besieged - now else set()
        today = [entry for entry in twin.diary.entries if entry.day == twin.day and entry.cause == "W9"]
        far = any({militia.front.id, militia.place.id} == {"port", "march"} for militia in twin.rebels.militias)
        seen |= {"a militia stands two roads from home"} if far else set()
        seen |= {"who fell back is let go once more"} if any(entry.person.unit in let_go for entry in today) else set()
        seen |= {what for what, whether in (*in_the_army(twin), *among_the_rebels(twin)) if whether}
    for entry in twin.diary.entries:
        seen |= {f"{entry.before} -> {entry.to}", f"cause {entry.cause}", f"reason {entry.reason}", f"pass {entry.step}"}
        seen.add(f"trigger {entry.trigger}" if isinstance(entry.trigger, str) else f"trigger {type(entry.trigger).__name__}")
        seen.add(f"true reason {entry.true_reason}")
        seen |= {"the beaten go home"} if (entry.before, entry.cause) == ("militia fighter", "W5") else set()
    return seen | {f"choice {choice.choice}" for choice in twin.diary.choices}


def in_the_army(twin: PlainModel) -> Iterator[tuple[str, Any]]:
    yield "men are carried along", any(unit.carried and unit.strength and unit.turned for unit in twin.units)
    yield "a superior is missed", any(0 < unit.near < 1 and unit.strength for unit in twin.units)
    yield "a unit goes with its commander", any(unit.goes_as_one == "with its commander" for unit in twin.units)
    yield "units obey an order to shoot", twin.nation.units_obeying and twin.nation.shot_today
    yield "a crowd drives off who shoots", twin.nation.units_driven_off
    yield "units refuse one", twin.nation.units_refusing
    yield "a unit leaves over one", twin.nation.units_fleeing
    yield "a unit takes an offer", twin.nation.units_yielding
    yield "scattered posts give in", any(unit.disarmed and unit.keeps_posts for unit in twin.units)
    yield "old offers are withstood", any(unit.withstood for unit in twin.units)
    yield "terms are kept", twin.nation.sent_home_today and any(place.terms_kept for place in twin.places)
    yield "terms are broken", any(place.terms_broken for place in twin.places)
    yield "some fall back by the terms", any(unit.disarmed and unit.strength for unit in twin.units)
    yield "a rout is felt next door", any(place.lost_lately > 0.5 for place in twin.places)
    yield "units withdraw", any(unit.withdrawn for unit in twin.units)
    yield "a unit gives up as one", any(unit.goes_as_one == "out of a siege" for unit in twin.units)
    yield "the cap on hazards", any(man.hazard_today == twin.p.hazard_cap for man in twin.soldiers)
    yield "men are outraged", any(man.outrage and man.status == "serving" for man in twin.soldiers)
    yield "the trusted march", any(unit.place is not unit.garrison for unit in twin.units)
    yield "ground is lost", twin.nation.ground_lost
    yield "ground is won back", twin.nation.ground_retaken
    yield "a unit leaves its post", any(unit.post_lost for unit in twin.units)
    yield "a unit falls back", any(unit.place is not unit.garrison and not unit.trusted for unit in twin.units)
    yield "militiamen fall", twin.nation.militia_dead
    yield "rebels kill in a massacre", any(community.struck_by_rebels for community in twin.communities)
    yield "the regime's story is believed", any(sect.story for sect in twin.sects)
    yield (
        "a place takes more note of what was filmed there",
        any(len({community.doubted for community in sect.communities}) > 1 for sect in twin.sects),
    )
    yield "an exposed pledge makes a norm firmer", any(community.doubted < 0 for community in twin.communities)
    yield "word is heard", any(man.heard and man.status == "serving" for man in twin.soldiers)
    yield "some are past tipping, not all", 0 < twin.nation.tipped < 1
    yield "word of a loss takes from the odds", len({man.told_lost for man in twin.soldiers}) > 2
    yield "no pay", twin.regime.pay == 0
    yield "help is there that is to end", any(place.leaving for place in twin.places)
    yield "help has gone", 0 < twin.regime.pay < 1 and twin.regime.air_grounded
    yield "limbo", twin.nation.limbo
    yield "no limbo", not twin.nation.limbo
    yield "the series of deaths ends", twin.nation.lethality > 0
    yield "the series of the regime's deaths ends", twin.nation.regime_lethality > 0
    yield "somebody sent is found out", twin.nation.infiltrators_confirmed


IN_THE_ARMY = {
    "rebels kill in a massacre", "the regime's story is believed", "a place takes more note of what was filmed there", "word is heard",
    "an exposed pledge makes a norm firmer", "some are past tipping, not all",
    "units obey an order to shoot",
    "a crowd drives off who shoots", "cause W10", "units refuse one",
    "a unit leaves over one", "units withdraw", "cause W7", "trigger events.fire",
    "a unit takes an offer", "terms are kept", "terms are broken", "some fall back by the terms",
    "who fell back is let go once more", "cause W9", "captured -> sent home",
    "a garrison is cut off", "a siege ends", "men are carried along", "a superior is missed", "a unit goes with its commander",
    "a unit gives up as one", "the cap on hazards", "men are outraged", "the trusted march", "no pay", "help is there that is to end",
    "word of a loss takes from the odds", "help has gone", "limbo", "no limbo",
    "ground is lost", "ground is won back", "a unit leaves its post", "a unit falls back", "militiamen fall", "the series of deaths ends",
    "the series of the regime's deaths ends", "somebody sent is found out",
    *(f"cause {id}" for id in ("W1", "W3", "W5", "I8", "D15", "D3", "D5", "D8b", "D11")),
    *(f"reason {reason}" for reason in REASONS), *(f"pass {number}" for number in (0, 1, 2, 3)),
    *(f"trigger {what}" for what in ("NoneType", "Entry", "news.asylum", "news.video", "events.market", "events.ring")),
    *(f"serving -> {to}" for to in ("militia fighter", "in transit", "in hiding", "captured", "jailed", "dead", "discharged")),
    "in transit -> camp", "civilian -> serving",
}  # fmt: skip


def test_an_eventful_war_is_told_alike() -> None:
    assert IN_THE_ARMY - seen_alike(eventful_war) == set()


def seen_alike(war: Callable[[], dict[str, Any]]) -> set[str]:
    """What is seen in a war over some seeds, told alike in each."""
    seen, scenario = set(), load_scenario(war())
    for seed in SEEDS:
        engine, twin = Engine(scenario, seed), PlainModel(scenario, seed)
        engine.run()
        seen |= watched(twin)
        assert differences(engine, twin) == []
    return seen


def among_the_rebels(twin: PlainModel) -> Iterator[tuple[str, Any]]:
    rebels, army, nation = twin.rebels, twin.national_army, twin.nation
    alive = [militia for militia in rebels.militias if militia.alive]
    yield "a split", rebels.splits
    yield "captives are killed", nation.killed_today
    yield "a merger", rebels.mergers
    yield "a slot is filled again", any(militia.life > 1 for militia in alive)
    yield "a named militia is empty", any(militia.rises and not militia.fighters and militia.founded < twin.day - 7 for militia in alive)
    yield "a militia has moved on", any(militia.front is not militia.place for militia in alive)
    yield "an army stands in line", any(place.regular_worth for place in twin.places)
    yield "it is felt where it stands", any(militia.front is not militia.place and militia.front.rebel_worth for militia in alive)
    yield (
        "nobody is left of one that moves",
        any(militia.moves and not militia.worth() and militia.founded < twin.day - 7 for militia in alive),
    )
    yield "extremists hold power", any(place.extremist > 0.1 for place in twin.places)
    yield "patrons are rivals", any(militia.rivalry for militia in alive)
    yield "foreign money taints", any(man.tainted for man in twin.people)
    yield "a label", rebels.labels
    yield "a murder", rebels.murders > 1
    yield "the dead are retold as murdered", nation.rumour > 0.5
    yield "an amnesty", nation.amnesty_inside and nation.amnesty_abroad
    yield "a border is shut", any(not country.open for country in twin.countries)
    yield "camps", any(man.status == "camp" and man.country for man in twin.people)
    yield "the army forms", army.forming
    yield "the army is left without its conditions", not army.forming and army.men
    yield "it is led", army.command > 0.05
    yield "it is respected", army.respect > 0.05
    yield "its leaders have standing", army.standing
    yield "it loses men to extremists", army.lost
    yield "sponsors tire", any(sponsor.weary for sponsor in rebels.sponsors)
    yield "the gap is filled", twin.regime.filled


def test_an_eventful_war_with_a_rebel_side_is_told_alike() -> None:
    due = {
        "old offers are withstood",
        *(what for what, _ in among_the_rebels(PlainModel(load_scenario(eventful_rebel_war()), 1))),
        *(f"{t.source} -> {t.target}" for t in TRANSITIONS),
        *(f"choice {choice}" for choice in CHOSEN),
        *(f"true reason {reason}" for reason in TRUE_REASONS),
        *(f"cause {id}" for id in ("W2", "R1", "R3", "R4", "R7", "R8", "R9", "R11", "R15", "R16", "R18", "R20", "S4", "B1", "B4")),
        "trigger events.found-dead",
        "the beaten go home",
    }
    assert due - seen_alike(eventful_rebel_war) == set()
    assert {event["kind"] for event in eventful_rebel_war()["events"]} == set(EVENT_KINDS)


def test_attackers_at_a_fork_are_told_alike() -> None:
    assert {"a militia has moved on", "it is felt where it stands"} <= seen_alike(war_at_a_fork)


def test_attackers_who_go_on_through_what_is_won_are_told_alike() -> None:
    assert {"a militia has moved on", "a militia stands two roads from home"} <= seen_alike(war_of_far_roads)


@pytest.mark.slow
@settings(of_examples, max_examples=12)
@given(st.builds(eventful_rebel_war).flatmap(changed_wars))
def test_changed_eventful_wars_are_told_alike(case: War) -> None:
    assert told_differently(*case) == []


@pytest.mark.slow
@pytest.mark.parametrize("id", SWITCHABLE)
@pytest.mark.parametrize("war", [pytest.param(eventful_war, marks=pytest.mark.long), eventful_rebel_war])  # the second holds both halves
def test_an_eventful_war_without_one_mechanism_is_told_alike(war: Callable[[], dict[str, Any]], id: str) -> None:
    assert told_differently(war(), 2, [id]) == []


def test_a_war_without_series_is_told_alike() -> None:
    assert told_differently(war_without_series(), 2, []) == []


def test_a_war_in_which_all_is_told_of_formations_is_told_alike() -> None:
    """Commanders are relieved in it, some police stay at their posts though no unit is used, and one of those is cut off."""
    scenario, seen = load_scenario(war_told_of_formations()), set()
    for seed in SEEDS[:2]:
        engine, twin = Engine(scenario, seed), PlainModel(scenario, seed)
        engine.run()
        while twin.day < scenario.about.days:
            twin.step()
            seen |= {(unit.keeps_posts, unit.posture) for unit in twin.units if unit.place is unit.garrison}
        assert differences(engine, twin) == []
        assert {entry.to for entry in twin.diary.entries if entry.trigger in ("events.new-man", "events.another")} == {"discharged"}
    assert {(True, "deployed"), (True, "besieged")} <= seen


@pytest.mark.slow
@pytest.mark.parametrize("k", [2, 3])
@pytest.mark.parametrize("war", [eventful_war, war_told_of_formations, eventful_rebel_war])
def test_an_eventful_war_of_coarser_agents_is_told_alike(war: Callable[[], dict[str, Any]], k: int) -> None:
    tables = war()
    tables["scenario"]["persons_per_agent"] = k
    assert told_differently(tables, 2, []) == []
