"""Two runs that ended, as a comparison: the same as ``compare`` makes of their one seed, under names that say what differs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.helpers import tiny_scenario
from unit_cohesion.errors import CohesionError
from unit_cohesion.insight.compare import compare
from unit_cohesion.insight.two_runs import KeptRun, comparable, comparison_of_runs, differences, kept_run, worlds_between
from unit_cohesion.runs.facts import LogFacts
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.simulation.identity import Identity, identity_of

TINY = tiny_scenario(departure={"base_hazard": 0.004}, bonds={"comrade_pressure": 3.0})


def made(**changes: Any) -> Identity:
    return identity_of(TINY, changes.pop("seed", 1), **changes)


def kept(**changes: Any) -> KeptRun:
    engine = Engine(made(**changes))
    engine.run()
    return kept_run(engine, LogFacts(engine))


def names(a: Identity, b: Identity) -> tuple[str, str]:
    return tuple(world.name for world in worlds_between(a, b))  # type: ignore[return-value]


def test_two_runs_are_what_compare_makes_of_one_seed() -> None:
    found, wanted = comparison_of_runs(kept(seed=3), kept(seed=3, off="D5")), compare(TINY, without="D5", seeds=[3], workers=1)
    assert (found.a.name, found.b.name, found.seeds) == (wanted.a.name, wanted.b.name, (3,))
    assert found.sentence == wanted.sentence
    assert found.split == wanted.split
    assert found.split.only_a > 5
    for ours, theirs in (
        (found.values, wanted.values),
        (found.left, wanted.left),
        (found.fates.a, wanted.fates.a),
        (found.fates.day_b, wanted.fates.day_b),
    ):
        np.testing.assert_array_equal(ours, theirs)


def test_a_run_beside_itself_differs_in_nothing() -> None:
    run = kept()
    found = comparison_of_runs(run, run)
    assert found.split.differ == found.split.sooner == found.split.later == 0
    assert not comparable(run.identity, run.identity)
    assert differences(run.identity, run.identity) == []


def test_names_say_what_one_world_has_or_lacks() -> None:
    plain, event = made(), {"id": "put-in-1", "date": "2011-04-01", "kind": "pay_stops", "title": "Pay stops"}
    assert names(plain, made(off="D5")) == ("with comrades (D5)", "without comrades (D5)")
    assert names(made(off="D5"), plain) == ("without comrades (D5)", "with comrades (D5)")
    assert names(made(off="D5"), made(off="D6")) == ("without comrades (D5)", "without unit cohesion (D6)")
    assert names(plain, made(off="D5@20")) == ("with comrades (D5 from day 20)", "without comrades (D5 from day 20)")
    assert names(plain, made(added=[event])) == ("without “Pay stops”", "with “Pay stops”")
    assert names(plain, made(parameters={"comrade_pressure": 1.5})) == ("as it is", "with comrade_pressure = 1.5")
    two = names(made(parameters={"comrade_pressure": 1.5}), made(parameters={"comrade_pressure": 4.0}, off="D6"))
    assert two == ("with comrade_pressure = 1.5", "without unit cohesion (D6) and with comrade_pressure = 4.0")
    assert names(plain, made(seed=2)) == ("with seed 1", "with seed 2")
    assert names(plain, identity_of("two-valleys", 1, days=60)) == (f"in {plain.scenario.about.title}", "in two-valleys")


def test_what_differs_is_listed_with_both_values() -> None:
    event = {"id": "put-in-1", "date": "2011-04-01", "kind": "pay_stops"}
    one = made(parameters={"comrade_pressure": 1.5})
    other = made(parameters={"bond_ratio": 2.0}, off="D6", added=[event], seed=2, persons_per_agent=2)
    own = one.scenario.parameters
    assert differences(one, other) == [
        ("unit cohesion (D6)", "on", "off"),
        ("comrade_pressure", "1.5", "3.0"),
        ("bond_ratio", str(own["bond_ratio"]), "2.0"),
        ("the event of 1 April 2011 (pay stops)", "no", "yes"),
        ("seed", "1", "2"),
        ("persons per agent", "1", "2"),
    ]


def test_runs_of_two_lengths_are_refused() -> None:
    one = kept()
    other = replace(one, identity=made(days=30))
    assert not comparable(one.identity, other.identity)
    with pytest.raises(CohesionError, match="60 days and 30: allowed: two runs of one length"):
        comparison_of_runs(one, other)
