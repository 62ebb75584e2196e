"""The rebel side: nobody is lost or made, every column stays in range, and every declared way from a status to another is gone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.science.lab import kept, lab, setup
from tests.science.rebel_lab import REBELS, REBUILT
from tests.science.rebel_signs import NAMED
from tests.science.test_conservation import assert_counts, assert_in_range
from unit_cohesion.engine.ways import TRANSITIONS
from unit_cohesion.engine.world import World
from unit_cohesion.rules import CAUSES, MECHANISMS
from unit_cohesion.rules.muster import Muster
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import (
    ADVISER,
    CAMP,
    CANDIDATE,
    CHOSEN,
    CIVIL,
    CIVILIAN,
    COMMANDER,
    DEAD,
    FIGHTER,
    NATIONAL,
    SERVING,
    STATUSES,
    WITHDRAWN,
)

RUSHED: dict[str, Any] = {
    "strain_daily": 0.1, "adviser_days": 5.0, "wait_days": 5.0, "quit_daily": 0.1, "label_daily": 0.2, "outspoken_from": 0.0,
    "murder_daily": 0.1, "extremist_kills": 0.05, "camp_return_daily": 0.2, "camp_restriction": 0.0, "return_daily": 0.02,
    "gone_daily": 0.2, "gone_hope": 0.0, "hiding_joins_daily": 0.1, "hiding_pull": 3.0, "hiding_rank": 0.0, "vetting_days": 0.0,
    "withdraw_abroad": 0.0, "nationalism_officers": 1.0, "flee_daily": 0.05,
}  # fmt: skip
WORLDS: dict[str, tuple[dict[str, Any], ...]] = {
    "rebels": REBELS,
    "rebuilt": REBUILT,
    "rushed": (*REBELS, RUSHED),
    "rushed and rebuilt": (*REBUILT, RUSHED, {"assembly_daily": 0.5}),
    "open doors": (*REBELS, {"merit_only": 1.0, "choice_noise": 5.0, "pride": 0.0, "strain_daily": 0.0, "label_daily": 0.2}),
    "splinters": (*REBELS, {"split_weekly": 0.5, "split_least": 2.0, "merge_weekly": 0.5, "merge_below": 100.0, "merge_like_mind": 1.0}),
    "nobody's money": (*REBELS, {"sponsors": [], "militias": [{"id": id, "patron": None} for id in NAMED]}),
    "nobody joins": (*REBELS, {"join_daily": 0.0, "rebel_pool_share": 0.0}),
    "everybody joins": (*REBELS, {"join_daily": 0.1, "new_militia": 5.0, "local_slots": 1}),
    "captives": (
        *REBELS,
        {
            "offers": [{"id": "word", "start": "2012-01-10", "terms": ["go_home", "change_side"], "kept": 0.5}],
            "offer_weight": 2.0,
            "militias": [{"id": id, "captives": {"released": 0.3, "killed": 0.4}} for id in NAMED],
        },
    ),
    "three an agent": (*REBELS, {"scenario": {"persons_per_agent": 3}}),
}
"""Ordinary and extreme settings."""
EXPOSED_STATUSES = (CANDIDATE, FIGHTER, COMMANDER, ADVISER, NATIONAL)
"""Those with the rebels whom something can befall."""
SWITCHABLE = [id for id, m in MECHANISMS.items() if m.kind in ("rule", "claim") and id[0] in "RSB"]


@pytest.mark.parametrize("world", WORLDS)
def test_everybody_is_in_one_status_and_all_columns_are_in_range(world: str) -> None:
    """Day by day counts equal a recount of people, and nobody comes or goes; week by week all columns are in range, and who fights does so
    with a militia that exists, who does not with none."""
    engine = Engine(lab(setup(*WORLDS[world])), 0)
    state = engine.state
    persons = state.counts.sum()
    while engine.running:
        engine.step()
        assert state.counts.sum() == pytest.approx(persons)
        if engine.day % 7 == 1:
            assert_counts(state)
            assert_in_range(state)
            _assert_with_militias(state, engine.day)
            _assert_clocks(state)
    assert_counts(state)
    assert_in_range(state)
    engine.ask(Muster.run)
    _assert_mustered(state)


def _assert_clocks(state: World) -> None:
    """What is done to people is due by one clock at a time: a serving man's by his cell's pressure, a rebel's by what is left to him."""
    status, cell = state.people.status, state.people.cell
    assert (np.isfinite(state.people.fate_threshold) == (status == SERVING)).all()
    assert (np.isfinite(state.people.peril_left) == np.isin(status, EXPOSED_STATUSES)).all()
    serving = status == SERVING
    assert (state.people.fate_threshold[serving] > state.cells.fate_pressure[cell[serving]]).all()
    assert (state.cells.next_fate[cell[serving]] <= state.people.fate_threshold[serving]).all()


def _assert_mustered(state: World) -> None:
    """Right after they are counted, militias add up to the men who are with them."""
    people, militias = state.people, state.militias
    weight, officer = state.units.weight[people.unit], (people.band >= 2) & (people.band < CIVIL)
    active = np.isin(people.status, (FIGHTER, COMMANDER))
    assert militias.fighters.sum() == pytest.approx(weight[active].sum())
    assert militias.officers.sum() == pytest.approx(weight[active & officer].sum())
    assert militias.advisers.sum() == pytest.approx(weight[people.status == ADVISER].sum())
    assert (militias.officers <= militias.fighters).all()
    fought = weight[active | (people.status == NATIONAL)].sum()
    assert state.places.insurgents.sum() == pytest.approx(fought)


def _assert_with_militias(state: World, day: int) -> None:
    people, militias, sponsors = state.people, state.militias, state.sponsors
    with_one = np.isin(people.status, (FIGHTER, COMMANDER, ADVISER))
    assert (militias.alive[people.militia[with_one]]).all()
    without = np.isin(people.status, (SERVING, CIVILIAN, CANDIDATE, CAMP, WITHDRAWN, NATIONAL))
    assert (people.militia[without] == -1).all()
    camped = people.status == CAMP
    assert (people.country[~camped] == -1).all()
    assert (people.country[camped & (people.since_day < day - (day - 1) % 7)] >= 0).all()
    assert (people.labelled <= (people.band >= 2)).all()
    assert (people.skill <= people.competence + 1e-9).all()
    assert not militias.fighters[~militias.alive].any()
    assert (sponsors.spent <= sponsors.budget + 1e-9).all()


@pytest.mark.parametrize("world", WORLDS)
def test_events_choices_and_scalars_tell_the_same_story(world: str) -> None:
    """What is counted so far is what the events and choices say, and the last event of each is where he is."""
    engine = Engine(lab(setup(*WORLDS[world])), 3)
    engine.run()
    run, state = kept(engine), engine.state
    e, people, nation = run.events, state.people, state.nation
    weight = state.units.weight[people.unit]
    changes = np.bincount(e["row"], minlength=people.size)
    np.testing.assert_array_equal(people.spell, changes)
    last = dict(zip(e["row"].tolist(), e["to"].tolist(), strict=True))
    np.testing.assert_array_equal(people.status[list(last)], list(last.values()))

    def persons(*conditions: np.ndarray) -> float:
        return float(weight[e["row"][np.logical_and.reduce(conditions)]].sum())

    let_in = (e["before"] == CANDIDATE) & np.isin(e["to"], (FIGHTER, COMMANDER, ADVISER))
    assert nation.admitted == pytest.approx(persons(let_in))
    assert nation.admitted_rank == pytest.approx(float((weight * people.rank)[e["row"][let_in]].sum()))
    assert nation.murders == pytest.approx(persons(e["cause"] == CAUSES.index("R9")))
    assert nation.labels == pytest.approx(persons(e["cause"] == CAUSES.index("R8")))
    assert nation.national_lost == pytest.approx(persons(e["cause"] == CAUSES.index("R20"), e["before"] == NATIONAL, e["to"] == DEAD))
    doors = ~run.choices["by_sponsor"]
    by_choice = {name: float(weight[run.choices["subject"][doors & (run.choices["choice"] == n)]].sum()) for n, name in enumerate(CHOSEN)}
    assert nation.refused == pytest.approx(by_choice["refused"])
    assert nation.admitted == pytest.approx(sum(by_choice[name] for name in ("adviser", "fighter", "commander")))
    assert people.refusals.sum() <= (run.choices["choice"][doors] >= CHOSEN.index("refused")).sum()


def test_every_declared_transition_is_used() -> None:
    """By somebody in these worlds, the army's and the rebels'; what is not used is not declared."""
    seen: set[tuple[str, str]] = set()
    army = {
        "places": [{"id": "march", "control": 0.2}],
        "events": [{"id": "killed", "date": "2012-01-20", "kind": "commander", "way": "killed", "of": "line/b1/bn1/c1"}],
    }
    for changes in (*WORLDS.values(), (army,)):
        for seed in range(2):
            engine = Engine(lab(setup(*changes)), seed)
            engine.run()
            events = engine.log.events
            seen |= {(STATUSES[a], STATUSES[b]) for a, b in zip(events["before"].tolist(), events["to"].tolist(), strict=True)}
    assert {(t.source, t.target) for t in TRANSITIONS} - seen == set()


@pytest.mark.slow
@pytest.mark.parametrize("off", SWITCHABLE)
def test_columns_stay_in_range_whatever_is_switched_off(off: str) -> None:
    engine = Engine(lab(setup(*WORLDS["rushed and rebuilt"])), 5, off)
    engine.run()
    assert_counts(engine.state)
    assert_in_range(engine.state)
    _assert_with_militias(engine.state, engine.day)
