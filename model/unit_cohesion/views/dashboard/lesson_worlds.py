"""Lessons as the dashboard shows them: read once, and the scenario under each that the Run page can take over."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from unit_cohesion.insight.worlds import entry_path
from unit_cohesion.scenario import Scenario, load_scenario
from unit_cohesion.views.lessons.form import Changes, Lesson, load_lesson
from unit_cohesion.views.lessons.shipped import shipped_lessons

PREFIX = "lesson-"
"""Of the names of scenarios that only a lesson has."""


@lru_cache(maxsize=64)
def shipped_lesson(id: str) -> Lesson:
    """A shipped lesson, read once.

    Raises:
        KeyError: there is none of this name.
    """
    return load_lesson(shipped_lessons()[id])


def is_sandbox(lesson: Lesson) -> bool:
    """Whether visitors ask their own question: any two of its worlds are compared."""
    return any(screen.kind == "compare" for screen in lesson.file.screens)


def live_parts(lesson: Lesson) -> tuple[Changes, ...]:
    """What makes the world that is tried live: the lesson's own, and its last stop (in a sandbox there is no last one)."""
    return (lesson.file.world,) if is_sandbox(lesson) else (lesson.file.world, lesson.file.stops[-1])


def scenario_under(lesson: Lesson) -> str:
    """The name of what this world is a change of: a shipped scenario, or the lesson's own, where entries are left out or tables added."""
    source, parts = _source(lesson), live_parts(lesson)
    return source if isinstance(source, str) and not any(part.without for part in parts) else f"{PREFIX}{lesson.id}"


@lru_cache(maxsize=1)
def own_scenarios() -> dict[str, Lesson]:
    """The scenarios that only lessons have: name → the lesson."""
    lessons = [shipped_lesson(id) for id in shipped_lessons()]
    return {name: lesson for lesson in lessons if (name := scenario_under(lesson)).startswith(PREFIX)}


@lru_cache(maxsize=1)
def names_in_lessons() -> dict[str, str]:
    """What lessons call a parameter: of those whose control sets it at every stop, and nothing else."""
    found: dict[str, str] = {}
    for lesson in map(shipped_lesson, shipped_lessons()):
        stops = lesson.file.stops
        names = {name for stop in stops for name in stop.set}
        if len(names) == 1 and not any((stop.off, stop.without, stop.events, stop.news) != ((), (), (), ()) for stop in stops):
            found.setdefault(names.pop(), lesson.file.lesson.control)
    return found


def own_scenario(lesson: Lesson) -> Scenario:
    """The scenario under a lesson, before anything is set, switched off or added."""
    scenario = load_scenario(_source(lesson))
    return scenario.without(*(entry_path(scenario, id) for part in live_parts(lesson) for id in part.without))


def _source(lesson: Lesson) -> str | dict[str, Any]:
    named = [part.scenario for part in live_parts(lesson) if part.scenario is not None]
    return named[-1]  # there is one: a lesson without is refused when it is read
