"""What a militia can use of a skill, by hand (I5, R12)."""

from __future__ import annotations

import pytest

from tests.unit.rules.by_hand import close, rebels
from unit_cohesion.rules import skills
from unit_cohesion.vocabulary import SPECIALITIES


@pytest.mark.parametrize(
    ("speciality", "skill", "expected"),
    [("infantry", 0.8, 0.8), ("pilot", 0.8, 0.0), ("artillery", 0.8, 0.8 * 0.9), ("artillery", 0.4, 0.4 * 0.9)],
)
def test_a_skill_counts_as_far_as_it_can_be_used(speciality: str, skill: float, expected: float) -> None:
    """With full mismatch a skill counts as far as it can be used: all of infantry's, none of a pilot's."""
    engine = rebels(mismatch=1.0, use_artillery=0.9, use_pilot=0.0)
    assert engine.ask(skills.used, skill=skill, speciality=SPECIALITIES.index(speciality)) == close(expected)


@pytest.mark.parametrize(("mismatch", "expected"), [(0.0, 0.5), (0.5, 0.25), (0.9, 0.05)])
def test_without_mismatch_any_skill_counts(mismatch: float, expected: float) -> None:
    engine = rebels(mismatch=mismatch, use_pilot=0.0)
    assert engine.ask(skills.used, skill=0.5, speciality=SPECIALITIES.index("pilot")) == close(expected)
