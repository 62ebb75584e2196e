"""What the mechanisms of the rebel side say beyond a sign."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from tests.science.lab import Run, lab, outcomes, setup, walked
from tests.science.rebel_lab import AGREED, REBELS, REBUILT
from tests.science.rebel_signs import IN_ACTION, MILITIA_CAN_USE, SHUT, became, men_at, officer, spells
from tests.science.signs import MARCH
from unit_cohesion.rules import CAUSES, MECHANISMS, PARAMETERS
from unit_cohesion.rules.muster import Muster
from unit_cohesion.vocabulary import ADVISER, CAMP, CIVIL, COMMANDER, DEAD, FIGHTER, NATIONAL, RETURNED, SPECIALITIES, WITHDRAWN

SEEDS = range(3)
CLAIMS = [id for id, m in MECHANISMS.items() if m.kind == "claim"]
ZONE, PACT = AGREED["events"]


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_does_nothing_unless_it_is_given_an_effect(claim: str) -> None:
    """At the defaults of its own parameters, the same people do the same whether it is on or off."""
    neutral = {name: p.default for name, p in PARAMETERS.items() if p.mechanism == claim}
    assert neutral
    _assert_same_events(*(outcomes(setup(*REBUILT, neutral), 0, off) for off in (frozenset[str](), frozenset({claim}))))


def _assert_same_events(one: Run, other: Run) -> None:
    for name in ("day", "row", "to", "militia", "reason"):
        np.testing.assert_array_equal(one.events[name], other.events[name])


def test_what_is_switched_off_is_never_told_as_a_cause() -> None:
    """Nor is R11's hazard of going away there without it."""
    off = frozenset(cause for cause in CAUSES if cause in MECHANISMS and MECHANISMS[cause].kind in ("rule", "claim"))
    named = {CAUSES[cause] for cause in outcomes(setup(*REBELS, {"base_hazard": 0.006}), 0, frozenset()).events["cause"]}
    assert len(named & off) >= 8
    left = {CAUSES[cause] for cause in outcomes(setup(*REBELS, {"base_hazard": 0.006}), 0, off).events["cause"]}
    assert left
    assert not left & off


def test_the_rumour_lives_without_any_murder() -> None:
    """R9 off: nobody is murdered, and deaths of outspoken officers, where any die, are told of as murders all the same (N7)."""
    runs = {seed: outcomes(setup(*REBELS), seed, frozenset({"R9"})) for seed in SEEDS}
    assert any(run.nation["rumour"][-1] > 0 for run in runs.values())
    for seed, run in runs.items():
        assert run.nation["murders"][-1] == 0
        assert not outcomes(setup(*REBELS, retold_as_murder=0.0), seed, frozenset({"R9"})).nation["rumour"].any()


@pytest.mark.parametrize(
    ("events", "forms"),
    [([], False), ([ZONE], False), ([PACT], False), ([ZONE, PACT], True)],
    ids=["neither", "a safe area", "consensus", "both"],
)
def test_a_national_army_needs_consensus_and_a_safe_area(events: list[Mapping[str, Any]], forms: bool) -> None:
    """B1: with one of its two conditions nobody is in it; with both some are."""
    for seed in SEEDS:
        run = outcomes(setup(*REBELS, {"events": events, "weary_monthly": 0.0}), seed)
        assert bool(run.nation["forming"].any()) == forms
        assert bool(run.statuses[:, :, NATIONAL].any()) == forms


def test_without_its_safe_area_it_stops_growing() -> None:
    """B1: once the area is lost nobody more comes to it, and its command decays."""
    lost = {"id": "lost", "date": "2012-01-24", "kind": "safe_area_lost", "place": "march"}
    for seed in SEEDS:
        run = outcomes(setup(*REBUILT, {"events": [lost]}), seed)
        came = run.events["day"][run.events["to"] == NATIONAL]
        assert came.max() <= 29  # the rule looks again on day 29
        assert 0 < run.nation["command"][-1] < run.nation["command"][24]


def test_an_amnesty_brings_more_back() -> None:
    """R18: in ten pairs of ten (false alarm 1 in 1,000), with an amnesty of four weeks inside and abroad."""
    pardon = {"id": "pardon", "date": "2012-01-15", "kind": "amnesty", "value": 28, "abroad": 28}
    for seed in range(10):
        without, with_it = (became(RETURNED)(outcomes(setup(*REBELS, {"events": events}), seed)) for events in ([], [pardon]))
        assert with_it > without


@pytest.mark.parametrize("off", [(), ("R12",)])
def test_militias_use_little_of_a_pilot_whoever_let_him_in(off: tuple[str, ...]) -> None:
    """R12 is what leaders weigh; what is used of a skill goes by the speciality in any case."""
    pilots = 0
    for seed in SEEDS:
        engine = walked(lab(setup(*REBELS)), seed, off)
        engine.ask(Muster.run)
        people, militias = engine.state.people, engine.state.militias
        with_them = np.isin(people.status, (FIGHTER, COMMANDER, ADVISER)) & (people.band < CIVIL)
        use = people.skill * MILITIA_CAN_USE[people.speciality] * np.where(people.status == ADVISER, 0.5, 1.0)
        pilots += int((with_them & (people.speciality == SPECIALITIES.index("pilot"))).sum())
        assert militias.capability.sum() == pytest.approx(use[with_them].sum())
    assert pilots


def test_idleness_leaves_a_floor_of_skill_and_hope() -> None:
    """R2 and R16: skill falls towards its floor and not below, hope not below its own."""
    engine = walked(lab(setup(*REBELS, scenario={"days": 150})), 0)
    people, p = engine.state.people, engine.parameters
    out = np.isin(people.status, (CAMP, WITHDRAWN)) & (engine.day - people.since_day > 60)
    assert out.sum() > 20
    left = people.skill[out] / people.competence[out]
    assert (left >= p.skill_floor - 1e-9).all()
    assert (left < 0.9).all()
    assert (people.hope[out] >= p.hope_floor - 1e-9).all()


def test_who_holds_the_longest_border_holds_the_north() -> None:
    """S6: with the border shut the northern militias have fewer men than with it open, in ten pairs of ten (false alarm 1 in 1,000)."""
    for seed in range(10):
        shut, kept_open = (men_at(MARCH)(outcomes(setup(*REBELS, events), seed)) for events in (SHUT, {}))
        assert shut < kept_open


def test_extremists_hunt_officers_before_others() -> None:
    """R20: in action, officers are killed more than twice as often as civilians (by the parameter five times), where nothing else kills and
    doors are open."""
    only = {"rebel_death_share": 0.0, "murder_daily": 0.0, "extremist_kills": 0.01, "extremist_kills_officers": 5.0}
    open_doors = {"merit_only": 1.0, "vetting_days": 0.0, "strain_daily": 0.0, "label_daily": 0.0}
    killed, days = np.zeros(2), np.zeros(2)
    for seed in range(6):
        run = outcomes(setup(*REBELS, only, open_doors), seed)
        row, status, length, after = spells(run)
        in_action = np.isin(status, IN_ACTION)
        for kind, some in enumerate((run.people["band"] == CIVIL, officer(run))):
            killed[kind] += (in_action & (after == DEAD) & some[row]).sum()
            days[kind] += length[in_action & some[row]].sum()
    assert killed.min() > 20
    assert killed[1] / days[1] > 2.0 * killed[0] / days[0], killed / days
