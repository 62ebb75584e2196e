"""The programs of ``benchmarks/peers`` follow one law: exactly when given the same draws, and within sampling error with their own."""

from __future__ import annotations

import importlib
import math
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numba
import numpy as np
import pytest

from benchmarks.peers.__main__ import LARGEST, PEERS, main
from benchmarks.peers.law import EXPECTED, Law, Outcome, leaving_days

SINGLE = {"in_starsim": "starsim", "in_laser": "laser.core"}
"""Those that keep people in single precision, as their users do, and the package each needs. With the draws below nobody stands so near the
edge of a day that the precision moves him to another."""
LAWS = {
    "as timed": Law(),
    "most leave": Law(base_hazard=1e-3),
    "units leave whole": Law(base_hazard=5e-4, comrade_pressure=20.0, unit_size=12),
}
SEEDS = range(1, 6)
PEOPLE = {"plain_mesa": 3_000}
DEVIATIONS = 5.0
"""Standard errors a share may lie from what is expected: one false alarm in 1.7 million checks, or 140,000 rounds of the twelve below.
At 30,000 people and five seeds a law whose comrades do not press (``comrade_pressure`` 1) is noticed in 87 of 100 cases; the test with the
same draws notices far less."""


@pytest.fixture(params=["ours", "plain_mesa", *SINGLE])
def peer(request: pytest.FixtureRequest) -> Iterator[ModuleType]:
    if request.param in SINGLE:
        pytest.importorskip(SINGLE[request.param], reason="needs the extra `bench`")
    threads = numba.get_num_threads()
    numba.set_num_threads(1)  # the tests themselves run side by side
    yield importlib.import_module(f"benchmarks.peers.{request.param}")
    numba.set_num_threads(threads)


def give(peer: ModuleType, model: Any, resistance: np.ndarray, own: np.ndarray) -> None:
    """Replace the people's draws."""
    name = peer.__name__.rpartition(".")[2]
    if name == "plain_mesa":
        for person, each, factor in zip(model.agents_by_type[peer.Person], resistance.tolist(), own.tolist(), strict=True):
            person.resistance, person.own = each, factor
        return
    people = {"ours": lambda: model, "in_starsim": lambda: model.custom[0], "in_laser": lambda: model.people}[name]()
    people.resistance[:], people.own[:] = resistance, own


def deviations(outcomes: list[Outcome], law: Law) -> list[float]:
    """By how many standard errors the share gone differs from what is expected, on each day that an expectation is told of."""
    units = sum(len(outcome.by_unit) for outcome in outcomes)
    return [
        (sum(int(outcome.by_day[day]) for outcome in outcomes) / (units * law.unit_size) - share) / (deviation / math.sqrt(units))
        for day, (share, deviation) in EXPECTED.items()
    ]


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_with_the_same_draws_the_same_people_leave_on_the_same_days(peer: ModuleType, law: Law) -> None:
    days, units = 365, 15
    model = peer.make(law, units * law.unit_size, days, 1)
    rng = np.random.default_rng(3)
    resistance, own = rng.exponential(size=units * law.unit_size), np.exp(rng.random(units * law.unit_size) - 0.5)
    give(peer, model, resistance, own)
    outcome = peer.run(model, days)
    leaves = np.array(
        [
            leaving_days(law, own[unit].tolist(), resistance[unit].tolist(), days)
            for unit in np.arange(units * law.unit_size).reshape(units, law.unit_size)
        ]
    )
    assert outcome.by_unit.tolist() == (leaves > 0).sum(axis=1).tolist()
    assert outcome.by_day.tolist() == np.cumsum(np.bincount(leaves.ravel(), minlength=days + 1) * (np.arange(days + 1) > 0)).tolist()


def test_with_its_own_draws_the_share_gone_is_the_expected_one(peer: ModuleType) -> None:
    law, days = Law(), max(EXPECTED)
    people = PEOPLE.get(peer.__name__.rpartition(".")[2], 30_000)
    outcomes = [peer.run(peer.make(law, people, days, seed), days) for seed in SEEDS]
    assert all(outcome.by_day[-1] == outcome.by_unit.sum() for outcome in outcomes)
    assert max(map(abs, deviations(outcomes, law))) < DEVIATIONS


def test_a_law_without_comrades_would_be_noticed() -> None:
    peer = importlib.import_module("benchmarks.peers.ours")
    law, days = Law(comrade_pressure=1.0, wear=0.0), max(EXPECTED)
    outcomes = [peer.run(peer.make(law, 30_000, days, seed), days) for seed in SEEDS]
    assert deviations(outcomes, law)[-1] < -DEVIATIONS


def test_the_table_has_a_row_for_each_and_says_why_one_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--people", "700,35000", "--days", "5", "--peers", "ours,plain_mesa,floor"]) == 0
    rows = [line.split("  ") for line in capsys.readouterr().out.splitlines()[2:]]
    words = [" ".join(row) for row in rows]
    assert len(words) == 6
    assert all(PEERS[name] in word for name, word in zip(["ours", "plain_mesa", "floor"] * 2, words, strict=True))
    assert f"up to {LARGEST['plain_mesa']:,} only" in words[4]
    assert words[0].split()[-2] == "1.00"


@pytest.mark.parametrize("wrong", [["--people", "10"], ["--people", "many"], ["--peers", "fast"], ["--days", "0"]])
def test_other_arguments_are_refused(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(wrong)
    assert stop.value.code == 2
    assert wrong[0] in capsys.readouterr().err
