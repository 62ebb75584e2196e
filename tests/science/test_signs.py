"""Each mechanism switched off alone changes its outcome to the side that ``mechanisms.md`` says (column "off →"), under the same draws.

A sign test: 40 pairs of runs with seeds 0 to 39, one with the mechanism and one without, alike in all else; at least 35 must show the
sign, and ties count against it. A mechanism without effect passes by chance with a probability of at most 6.9e-7 (binomial, one half).
What is fixed so that feedback cannot turn a sign stands in ``signs.SIGNS`` with its reason."""

from __future__ import annotations

from typing import Any

import pytest
from scipy.stats import binom

from tests.science.lab import NEEDED, PAIRS, PINNED, sign_test
from tests.science.rebel_lab import PINNED_REBELS
from tests.science.rebel_signs import REBEL_SIGNS
from tests.science.signs import LONG, SIGNS, Sign, pair
from unit_cohesion.rules import MECHANISMS, PARAMETERS

ALL = (*SIGNS, *REBEL_SIGNS)


def _named(sign: Sign) -> str:
    return f"{sign.id}-{sign.name.replace(' ', '-')}"


def _params(slow: tuple[Sign, ...]) -> list[Any]:
    return [pytest.param(sign, id=_named(sign), marks=[pytest.mark.slow] if sign in slow else []) for sign in ALL]


def test_the_false_alarm_of_a_sign_test_is_below_one_in_a_million() -> None:
    assert binom.sf(NEEDED - 1, PAIRS, 0.5) < 1e-6


def test_every_rule_and_claim_has_a_sign() -> None:
    switchable = {id for id, m in MECHANISMS.items() if m.kind in ("rule", "claim")}
    wholes = {id[:-1] for id in switchable if id[-1].isalpha() and id not in ("N7b", "W9b")}  # D8 and D9 are their parts
    assert switchable - wholes == {sign.id for sign in ALL}


def test_the_laboratories_hold_every_parameter() -> None:
    """So that no sign moves when a default does: a new parameter declares its neutral value, or is written down in ``lab.PINNED`` or
    ``rebel_lab.PINNED_REBELS`` too."""
    assert PINNED.keys() | PINNED_REBELS.keys() == PARAMETERS.keys()


@pytest.mark.parametrize("sign", _params(tuple(sign for sign in ALL if sign.slow)))
def test_switching_off_shows_the_sign(sign: Sign) -> None:
    assert sign_test(lambda seed: pair(sign, seed), sign.sign), f"{sign.id}, {sign.name}; with and without: {_some(sign)}"


@pytest.mark.slow
def test_the_loop_of_reception_shows_late() -> None:
    """D12 frozen at day 270 of 450."""
    assert sign_test(lambda seed: pair(LONG, seed), LONG.sign), _some(LONG)


@pytest.mark.parametrize("sign", _params(REBEL_SIGNS))
def test_a_rule_that_does_nothing_fails_its_sign_test(sign: Sign) -> None:
    """With its weights at nil (or switched off in both arms, where it has none) a rule leaves ties: after six the test has failed."""
    assert not sign_test(lambda seed: pair(sign, seed, idle=True), sign.sign)
    for seed in range(PAIRS - NEEDED + 1):
        with_it, without = pair(sign, seed, idle=True)
        assert with_it == without


def _some(sign: Sign) -> list[tuple[float, float]]:
    return [pair(sign, seed) for seed in range(8)]
