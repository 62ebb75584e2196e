"""Properties that hold exactly, person by person or byte for byte."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import numpy as np
import pytest

from tests.science.lab import kept, lab, outcomes, setup
from unit_cohesion.scenario import load_scenario
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import SERVING

NEVER = 10**6
FEEDBACK = frozenset({"C1", "D5", "D6", "D8", "D9", "D10", "D12", "D13", "D14", "I8", "N3", "N6", "N8", "W3"})
"""What lets a departure change anybody's hazard of leaving. (N1 and N2, D1 to D4, D7, D11, D16 and I4 stay on.)"""
FIXED = {
    "tipping_belief": 0.2,
    "fear_of_position": 0.0,
    "fear_of_force": 1.0,
    "fear_half": 0.1,
    "rebel_civilian_share": 0.3,
    "control_weekly": 0.0,
    "contested_violence": 0.0,
    "series": [{"id": "regime_deaths", "monthly": [0] * 12}],
}
"""Nor do they through who is known to be among the rebels, or the balance of forces; and nobody dies, since
with fewer left to die each runs a higher risk."""


@pytest.mark.parametrize(
    "raised",
    [
        {"base_hazard": 0.002},
        {"grievance_weight": 2.6},
        {"ceiling_resentment": 1.5},
        {"siege_ratio": 8.0},
        {"opportunity_deployed": 2.5},
        {"privilege_hold": 0.6},
        {"unease_weight": 2.5},
        {"revenge_push": 3.0},
        {"abandonment_weight": 1.0},
    ],
    ids=lambda raised: next(iter(raised)),
)
def test_with_feedback_off_raising_a_hazard_makes_nobody_leave_later(raised: dict[str, float]) -> None:
    """Person by person, up to his first departure; and some leave sooner."""
    for seed in range(3):
        before, after = (_first_days(setup(FIXED, {"abandonment_weight": 0.5}, more), seed) for more in ({}, raised))
        assert (after <= before).all()
        assert (after < before).any()


def _first_days(text: str, seed: int) -> np.ndarray:
    run = outcomes(text, seed, FEEDBACK)
    day = np.full(len(run.people["unit"]), NEVER)
    rows = run.leaving()
    day[run.events["row"][rows]] = run.events["day"][rows]
    return day


NOBODYS = {"id": "hermits", "name": "Hermits", "population_share": 0.0, "sensitive_post_share": 0.0, "watched": 0.5}
CELL = {
    "sects": [NOBODYS],
    "army": {
        "intakes": [{"id": "hermits", "band": "soldiers", "ranks": {"soldier": 1.0}, "cohorts": [2010, 2010], "shares": {"hermits": 1.0}}],
        "establishments": [{"id": "cell", "seats": {"hermits": 1}}],
    },
}
HERMIT = {
    "id": "hermitage",
    "name": "Hermitage",
    "kind": "cell",
    "branch": "police",
    "places": ["town"],
    "arms": {"infantry": 1.0},
    "company": "cell",
}
RINGED = {"places": [{"id": "march", "control": 0.1}], "encirclement": 0.5, "relief_weekly": 0.5}


@pytest.mark.parametrize("leaves", [True, False])
def test_a_man_in_a_unit_of_his_own_outside_every_sum_changes_nobody_elses_row(leaves: bool) -> None:
    """Byte for byte, in every table and in the log, whether he leaves or stays.

    His unit weighs nothing, and is taken out of what is counted at birth (``counts``, ``serving_start``). He has a group of his own,
    since his formation's seat counts when sizes of kin groups and groups' shares are reckoned. Word along ties (C1) is off: he is
    one of those of his home and year, who know each other. Left out: ``people.profile``, a row
    number, and what numbers events (sources, triggers), since his own departure takes a number.
    """
    for seed in range(3):
        without = Engine(lab(setup(CELL, RINGED)), seed, ["C1"])
        with_him = Engine(lab(setup(CELL, RINGED, army={"formations": [HERMIT]})), seed, ["C1"])
        state = with_him.state
        him = state.people.size - 1
        state.units.weight[-1] = 0.0
        state.counts[state.people.sect[him], state.people.band[him], SERVING] -= 1.0
        state.sects.serving_start[state.people.sect[him]] -= 1.0
        state.people.resistance[him] = 1e-6 if leaves else np.inf
        without.run()
        with_him.run()
        assert (state.people.status[him] != SERVING) >= leaves
        _assert_same_but_for_the_last(without, with_him, him)


def _assert_same_but_for_the_last(one: Engine, other: Engine, him: int) -> None:
    for table in one.state.tables:
        if table == "profiles":
            continue
        for name, column in one.state.tables[table].columns():
            if name.endswith("source") or name in ("profile", "left_event"):
                continue
            found = getattr(other.state.tables[table], name)[: len(column)]
            assert column.tobytes() == found.tobytes(), f"{table}.{name}"
    for name in ("nation", "flows", "counts", "believed"):
        assert getattr(one.log, name).tobytes() == getattr(other.log, name).tobytes(), name
    assert one.state.counts.tobytes() == other.state.counts.tobytes()
    ours, theirs = kept(one).events, kept(other).events
    others = theirs["row"] != him
    for name in ours:
        if name != "trigger":
            assert ours[name].tobytes() == theirs[name][others].tobytes(), f"events.{name}"
    terms = [engine.log.terms() for engine in (one, other)]
    assert terms[0].tobytes() == terms[1][others].tobytes()


def story(engine: Engine) -> list[tuple[Any, ...]]:
    """The log in the names of the file, in an order of its own: day, pass, person, place, from, to, cause, reason, and who triggered it."""
    run, people = kept(engine), engine.state.people
    e = run.events
    places, sects = [p.id for p in engine.scenario.places], [s.id for s in engine.scenario.sects]
    key = [int(k) for k in people.key[e["row"]]]
    trigger = [engine.sources[-t - 1] if t < 0 else key[t - 1] if t else "" for t in e["trigger"]]
    who = [sects[s] for s in people.sect[e["row"]]]
    where = [places[p] for p in e["place"]]
    rest = zip(e["before"].tolist(), e["to"].tolist(), e["cause"].tolist(), e["reason"].tolist(), strict=True)
    return sorted(zip(e["day"].tolist(), e["step"].tolist(), key, who, where, rest, map(str, trigger), strict=True))


@pytest.mark.parametrize("array", ["sects", "places"])
def test_the_order_of_a_files_entries_changes_nothing(array: str) -> None:
    """Groups (or places) written in another order, ids carried along: the same log, person by person."""
    mapping = lab(setup()).to_mapping()
    turned = deepcopy(mapping)
    turned[array] = turned[array][::-1]
    for seed in range(3):
        one, other = Engine(load_scenario(mapping), seed), Engine(load_scenario(turned), seed)
        one.run()
        other.run()
        told = story(one)
        assert len(told) > 100
        assert told == story(other)


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """Tables under other names, as keys and as values."""
    if isinstance(value, dict):
        return {names.get(key, key): renamed(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [renamed(item, names) for item in value]
    return names.get(value, value) if isinstance(value, str) else value


def test_the_names_of_groups_say_nothing_as_long_as_they_sort_alike() -> None:
    """Other ids and names, positions carried along: the same log, person by person, under the new names."""
    names = {"hill": "alpha", "lake": "beta", "plain": "gamma", "Hill": "Alpha", "Lake": "Beta", "Plain": "Gamma"}
    mapping = lab(setup()).to_mapping()
    for seed in range(2):
        one, other = Engine(load_scenario(mapping), seed), Engine(load_scenario(renamed(mapping, names)), seed)
        one.run()
        other.run()
        told = [(d, p, key, names[sect], *rest) for d, p, key, sect, *rest in story(one)]
        assert told == story(other)
