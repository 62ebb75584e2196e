"""What each shipped scenario is expected to show, as its opening comment says: under the same draws as the one it is compared with.

Every sign must show at each of three seeds, at one agent for twenty persons. Were there nothing, three of three would show by chance one
time in eight; most rows ask for several. Seeds are fixed, so a failure says that something changed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.helpers import shipped
from tests.science.shown import shown, walked
from unit_cohesion import ensemble
from unit_cohesion.scenario import Scenario, load_scenario, shipped_scenarios
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import SERVING

SEEDS = (1, 2, 3)
FALLS, WINS = 2.0, 1.0
MORE, FEWER = 1, -1
EXPECTED: tuple[tuple[str, str, dict[str, int]], ...] = (
    ("doors-open", "syria-2011", {"admitted": MORE, "refused": FEWER, "in action": MORE, "used": MORE}),
    ("warlords", "syria-2011", {"half-way warlords": MORE, "warlordism": MORE, "let in": FEWER}),
    (
        "capability-first",
        "loyalty-first",
        {"money to skill": MORE, "money to size": MORE, "effective_militias": FEWER, "admitted": MORE, "used": MORE},
    ),
    ("sponsors-agree", "syria-2011", {"national army": MORE, "in camps": FEWER, "used": MORE, "sponsor_consensus": MORE}),
    ("army-as-claimed", "sponsors-agree", {"national army": MORE, "national_power": MORE, "respect": MORE}),
    ("sponsors-rival", "syria-2011", {"sponsor_consensus": FEWER, "rivalry": MORE, "militia_cohesion": FEWER}),
    (
        "infiltrators",
        "syria-2011",
        {"infiltrators_confirmed": MORE, "suspected": MORE, "admitted": FEWER, "let in": FEWER, "in action": FEWER},
    ),
    ("no-leader-exit", "syria-2011", {"rulers officers by June 2012": FEWER}),
    ("true-pace", "syria-2011", {"left": MORE, "rulers officers": MORE, "others": MORE}),
)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "beside", "signs"), EXPECTED, ids=[name for name, *_ in EXPECTED])
def test_what_a_scenario_is_expected_to_show(name: str, beside: str, signs: dict[str, int]) -> None:
    pairs = [(shown(name, seed), shown(beside, seed)) for seed in SEEDS]
    for outcome in signs:
        print(outcome, [(round(mine[outcome], 3), round(theirs[outcome], 3)) for mine, theirs in pairs])
    missed = {outcome for outcome, sign in signs.items() if any((mine[outcome] - theirs[outcome]) * sign <= 0 for mine, theirs in pairs)}
    assert not missed


@pytest.mark.slow
@pytest.mark.parametrize("without", ["events.agreement-2012", "events.safe-area-2012"])
def test_no_national_army_without_agreement_or_without_a_safe_area(without: str) -> None:
    """B1: either condition missing, it does not form."""
    assert shown("sponsors-agree", 1, 50, without=without)["national army"] == 0.0 < shown("sponsors-agree", 1, 50)["national army"]


@pytest.mark.slow
def test_a_pretext_needs_no_truth() -> None:
    """N7: one man more is dead, and the rumour and what is said are as before (within a hundredth)."""
    for seed in SEEDS:
        true, false = shown("rumour-true", seed), shown("rumour-false", seed)
        assert true["murders"] > 0.0 == false["murders"]  # one man, who weighs what his unit does
        assert false["danger"] > 0.2
        for outcome in ("rumour", "danger"):
            assert true[outcome] == pytest.approx(false[outcome], abs=0.01)


@pytest.mark.slow
def test_what_pilots_are_worth_to_those_whom_they_leave_and_to_those_whom_they_join() -> None:
    """D13 and R12: at ten persons an agent, since squadrons are few."""
    for seed in SEEDS:
        here, there, spared = shown("pilots", seed, 10), shown("syria-2011", seed, 10), shown("pilots", seed, 10, off="D13")
        assert here["pilots out"] > there["pilots out"]
        assert here["air_effort"] < there["air_effort"]
        assert spared["air_effort"] > here["air_effort"] + 0.3
        assert spared["pilots out"] == pytest.approx(here["pilots out"], rel=0.2)
        assert here["pilots in action"] < 0.1 * here["pilots skill"]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "ending"), [("regime-falls", FALLS), ("regime-wins", WINS), ("libya-2011", FALLS), ("syria-2011", 0.0)])
def test_how_it_ends(name: str, ending: float) -> None:
    """W4: each ending is reached by a shipped scenario, with a month to spare; the main one has none."""
    for seed in SEEDS:
        run = shown(name, seed, 5 if name == "libya-2011" else 20)
        print(name, seed, run["ending"], run["ended on"], run["limbo"])
        assert run["ending"] == ending
        assert not ending or run["ended on"] <= load_scenario(name).about.days - 30


@pytest.mark.slow
def test_the_main_war_is_in_limbo_on_most_draws() -> None:
    """T8b: in 14 of the first 20 at its own scale; were it a coin's, 12 or more would come with chance .25, 14 with .06."""
    assert ensemble("syria-2011", seeds=20).outcome("limbo").mean.mean >= 0.6


@pytest.mark.slow
def test_the_army_alone_bleeds_without_breaking() -> None:
    """As the question of syria-army has it: tens of thousands go, more than a third of the army is left, and limbo lasts.

    On most days of the last half-year: of 16 seeds 14 are in it on all of these, the others on .73 and .91 of them.
    """
    for seed in SEEDS:
        engine = walked("syria-army", seed)
        serving, nation = engine.log.counts[..., SERVING].sum(axis=(1, 2)), engine.log.nation
        limbo = nation["limbo"][-180:].mean()
        print(seed, serving[-1] / serving[0], engine.log.flows["defections"].sum(), nation["ending"][-1], limbo)
        assert nation["ending"][-1] == 0
        assert limbo > 0.5
        assert serving[-1] > serving[0] / 3
        assert engine.log.flows["defections"].sum() > 20_000


def test_one_mans_going_takes_an_army_apart_or_not_by_one_parameter() -> None:
    """The tipping point of two-valleys: of those who serve on 9 April, how many leave within four weeks; in 20 draws, of both variants.

    The two distributions do not meet (at least .45 against at most .15), so that one of forty outside its bounds is a change, not chance.
    """
    gone: dict[str, list[float]] = {}
    for name in ("two-valleys-breaks", "two-valleys-holds"):
        scenario, gone[name] = load_scenario(name), []
        for seed in range(1, 21):
            engine = Engine(scenario, seed)
            while engine.day < 128:  # what comes later is not asked for
                engine.step()
            left = (engine.log.flows["defections"] + engine.log.flows["desertions"]).cumsum()
            gone[name].append(float((left[127] - left[99]) / engine.log.counts[99][..., SERVING].sum()))
        print(name, sorted(gone[name]))
    assert min(gone["two-valleys-breaks"]) > 1 / 3
    assert max(gone["two-valleys-holds"]) < 0.2
    assert np.median(gone["two-valleys-holds"]) < 0.1
    one, other = (load_scenario(name).parameters for name in gone)
    assert {id for id in one if one[id] != other[id]} == {"norm_turns"}


@pytest.mark.slow
def test_libya_in_august() -> None:
    """The eastern garrisons more than halved in two weeks, most of the core still there in April, the end in August or September 2011."""
    engine = Engine(load_scenario("libya-2011"), 1)
    units = engine.state.units
    formation = np.array([id.split("/")[0] for id in engine.unit_ids])

    def strength(*names: str) -> float:
        return float((units.weight * units.strength)[np.isin(formation, names)].sum())

    east = ("special-forces", "eastern-region", "eastern-air-bases", "eastern-navy")
    core = ("brigade-32", "tripoli-guards", "region-guards")
    before, ended = (strength(*east), strength(*core)), 0
    while engine.running:
        engine.step()
        if engine.day == 14:
            assert strength(*east) < 0.5 * before[0]
        if engine.day == 60:
            assert strength(*core) > 0.8 * before[1]
        ended = ended or (engine.day if engine.state.nation.ending == FALLS else 0)
    assert 168 <= ended <= 228


@pytest.mark.slow
def test_an_exposed_staging_undoes_what_the_videos_taught() -> None:
    """N4: until 1 June 2012 the same war, event by event; on that day most of the impression on these groups is gone."""
    engines = [Engine(load_scenario(name).with_parameters(persons_per_agent=50), 1) for name in ("pledges-genuine", "pledges-staged")]
    for engine in engines:
        for _ in range(444):  # to 31 May 2012
            engine.step()
    genuine, staged = (engine.log.events["row"].tolist() for engine in engines)
    assert genuine == staged
    taught = [doubts(engine) for engine in engines]
    np.testing.assert_array_equal(taught[0], taught[1])
    for engine in engines:
        engine.step()
    shown_groups = [row for row, sect in enumerate(engines[0].scenario.sects) if sect.id in ("ismaili", "twelver")]
    genuine, staged = (doubts(engine)[:, shown_groups] for engine in engines)
    assert (genuine > 0.0).all()
    assert (staged < 0.0).all()


def doubts(engine: Engine) -> np.ndarray:
    """How far pledges have weakened each norm, by place and group."""
    return engine.state.communities.doubted.copy().reshape(engine.state.size.places, -1)


@pytest.mark.parametrize("name", [name for name in shipped_scenarios() if name not in ("syria-army", "libya-army")])
def test_a_scenario_opens_with_its_question_what_to_expect_and_its_sources(name: str) -> None:
    text = shipped_scenarios()[name].read_text(encoding="utf-8")
    head = text.split("\n[", 1)[0]
    assert head.startswith("# Question: ")
    assert "\n# Source" in head
    assert len(text.encode()) <= 64_000
    if name not in ("syria-2011", "two-valleys"):
        assert "\n# Expect: " in head
    listed = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text(encoding="utf-8")
    assert f"`{name}`" in listed


SETTINGS: dict[str, Callable[[Scenario, Scenario], Any]] = {
    "doors-open": lambda mine, base: mine.parameters["merit_only"] == 1.0 > base.parameters["merit_only"],
    "warlords": lambda mine, base: mine.parameters["warlord_weekly"] == 2.0 * base.parameters["warlord_weekly"],  # type: ignore[operator]
    "loyalty-first": lambda mine, base: {s.loyalty_weight or mine.parameters["sponsor_loyalty_weight"] for s in mine.sponsors} == {0.95},
    "capability-first": lambda mine, base: {s.loyalty_weight or mine.parameters["sponsor_loyalty_weight"] for s in mine.sponsors} == {0.05},
    "sponsors-rival": lambda mine, base: mine.parameters["rivalry_of_patrons"] > base.parameters["rivalry_of_patrons"],  # type: ignore[operator]
    "infiltrators": lambda mine, base: mine.parameters["sent_share"] == 10.0 * base.parameters["sent_share"],  # type: ignore[operator]
}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_scenario_changes_what_it_says_that_it_changes(name: str) -> None:
    """Also after the one it extends has changed."""
    assert SETTINGS[name](shipped(name), shipped("syria-2011"))
