"""A small lesson for tests: lesson 2 with two worlds of so many days, and the sandbox's screen."""

from __future__ import annotations

from typing import Any

from unit_cohesion.scenario.plain_toml import read_toml
from unit_cohesion.views.lessons.form import Lesson, lesson_of
from unit_cohesion.views.lessons.shipped import shipped_lessons


def small_tables(days: int = 90) -> dict[str, Any]:
    """Its tables, fresh at each call."""
    tables = read_toml(shipped_lessons()["trickle"], "trickle")
    tables["world"]["days"] = days
    tables["stops"] = [stop for stop in tables["stops"] if stop["id"] in ("usual", "known")]
    for screen in tables["screens"]:
        if screen["kind"] == "try":
            screen["stops"] = ["usual", "known"]
        if screen["kind"] == "guess":
            screen["most"] = 200
    compare = {"kind": "compare", "title": "Two worlds", "text": "Choose two.", "curves": ["left"]}
    tables["screens"].insert(-1, compare)
    return tables


def small_lesson(days: int = 90) -> Lesson:
    """It, checked."""
    return lesson_of(small_tables(days), "small", "small.toml")
