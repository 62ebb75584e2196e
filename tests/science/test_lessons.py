"""What each lesson claims, held over its twenty seeds: if the model no longer says so, the lesson must not either."""

from __future__ import annotations

import pytest

from unit_cohesion.views.lessons.form import load_lesson
from unit_cohesion.views.lessons.runs import claim_differences, holds
from unit_cohesion.views.lessons.shipped import shipped_lessons


@pytest.mark.slow
@pytest.mark.parametrize("name", list(shipped_lessons()))
def test_a_lesson_claims_what_holds(name: str) -> None:
    lesson = load_lesson(name)
    found = claim_differences(lesson, workers=1)
    right, enough = holds(lesson, found)
    assert enough, f"{lesson.file.claim.of}: {right} of {len(found)} seeds: {found}"
