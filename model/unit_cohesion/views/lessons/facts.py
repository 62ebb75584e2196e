"""The placeholders of a lesson's texts, and the numbers that fill them.

==========================  =========================================================================================
``{FIGURE STOP}``           the figure at that stop in the shown world: a curve's on the last day, or an outcome
``{more FIGURE A B}``       the figure in B less that in A, in the shown world, as an amount
``{least FIGURE A B}``      the smallest of these differences over the seeds, with its sign; ``most``: the largest
``{worlds FIGURE A B}``     in how many seeds it is larger in B than in A
``{only A B}``              persons who left only in A, in the shown world; ``both``: in both
``{sooner A B}``            of those who left in both, how many left in A at least a week sooner than in B
``{lead A B}``              of those who left in both, the median of days by which they left sooner in A
``{army}``                  persons who serve on day one
``{days}``, ``{seeds}``     how long a run is, and how many there are
==========================  =========================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.insight.fates import NEAR
from unit_cohesion.insight.worlds import declared_outcome, outcome_names
from unit_cohesion.views.formatting import in_unit

if TYPE_CHECKING:
    from unit_cohesion.views.lessons.form import Lesson
    from unit_cohesion.views.lessons.runs import Runs

HOLE = re.compile(r"\{([^{}]*)\}")
ALONE = ("army", "days", "seeds")
OF_TWO = ("only", "both", "sooner", "lead")
OF_A_FIGURE = ("more", "least", "most", "worlds")


def bad_hole(hole: str, lesson: Lesson) -> str:
    """Why a placeholder cannot be filled, in words for an error; empty if it can."""
    words = hole.split()
    stops = [stop.id for stop in lesson.file.stops]
    if len(words) == 1 and words[0] in ALONE:
        return ""
    if len(words) == 3 and words[0] in OF_TWO and {*words[1:]} <= {*stops}:
        return ""
    named = words[1:] if words and words[0] in OF_A_FIGURE else words
    if len(named) == (2 if named is words else 3) and named[0] in known_figures(lesson) and {*named[1:]} <= {*stops}:
        return ""
    few = f"{{FIGURE STOP}}, {{{'|'.join(OF_A_FIGURE)} FIGURE A B}}, {{{'|'.join(OF_TWO)} A B}} or {{{'|'.join(ALONE)}}}"
    return f"{few}; stops are {', '.join(stops)}"


def known_figures(lesson: Lesson) -> list[str]:
    """What a placeholder can tell: what the lesson measures, and every outcome."""
    return [*lesson.figures, *outcome_names(lesson.worlds[0].run)]


def unit_of(figure: str, lesson: Lesson) -> str:
    """The unit of a figure; curves are in persons but for those that are shares."""
    run = lesson.worlds[0].run
    if figure in outcome_names(run):
        return declared_outcome(run, figure).unit
    return "1" if figure in ("regime_control", "largest_militia_share", "militia_cohesion", "sponsor_consensus") else "persons"


def filled(text: str, runs: Runs) -> str:
    """The text with its numbers."""
    return HOLE.sub(lambda hole: _told(hole[1].split(), runs), text)


def _told(words: list[str], runs: Runs) -> str:
    lesson, first = runs.lesson, words[0]
    if first in ALONE:
        return in_unit({"army": runs.army, "days": runs.days, "seeds": len(lesson.seeds)}[first], "persons")
    if first in OF_TWO:
        return in_unit(_OF_TWO[first](*_leaving_days(runs, *words[1:])), "persons")
    if first not in OF_A_FIGURE:
        return _rounded(runs.shown_figure(first, words[1]), unit_of(first, lesson))
    figure, a, b = words[1:]
    unit, apart = unit_of(figure, lesson), runs.figure(figure, b) - runs.figure(figure, a)
    if first == "worlds":
        return in_unit(int((apart > 0).sum()), "persons")
    if first == "more":
        return _rounded(abs(runs.shown_figure(figure, b) - runs.shown_figure(figure, a)), unit)
    value = float(np.nanmin(apart) if first == "least" else np.nanmax(apart))
    return f"{'−' if value < 0 else '+'}{_rounded(abs(value), unit)}"


def _rounded(value: float, unit: str) -> str:
    """A figure in words: persons are whole, ratios have two decimals."""
    if unit == "ratio" and is_number(value):
        return f"{value:.2f}"
    return in_unit(round(value) if unit in ("persons", "men") and is_number(value) else value, unit)


def is_number(value: float) -> bool:
    """Whether there is a value."""
    return value == value


def _leaving_days(runs: Runs, a: str, b: str) -> tuple[np.ndarray, np.ndarray]:
    """On which day each left by his own will in the shown world at two stops; 0 for those who did not."""
    return runs.leaving_days(runs.lesson.row(a)), runs.leaving_days(runs.lesson.row(b))


def _only(a: np.ndarray, b: np.ndarray) -> float:
    return float(((a > 0) & (b == 0)).sum())


def _both(a: np.ndarray, b: np.ndarray) -> float:
    return float(((a > 0) & (b > 0)).sum())


def _sooner(a: np.ndarray, b: np.ndarray) -> float:
    return float(((a > 0) & (b > 0) & (b.astype(int) - a > NEAR)).sum())


def _lead(a: np.ndarray, b: np.ndarray) -> float:
    both = (a > 0) & (b > 0)
    return float(np.median(b[both].astype(int) - a[both])) if both.any() else 0.0


_OF_TWO: dict[str, Callable[[np.ndarray, np.ndarray], float]] = {"only": _only, "both": _both, "sooner": _sooner, "lead": _lead}
