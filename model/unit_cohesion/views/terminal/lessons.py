"""Lessons in the terminal: the list, and whether a claim holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console, RenderableType
from rich.text import Text

from unit_cohesion.views.formatting import HEAD, row, table
from unit_cohesion.views.lessons.facts import unit_of
from unit_cohesion.views.lessons.form import load_lesson
from unit_cohesion.views.lessons.qr_code import terminal_lines
from unit_cohesion.views.lessons.runs import holds
from unit_cohesion.views.lessons.shipped import shipped_lessons
from unit_cohesion.views.svg import POINTS, value_text

if TYPE_CHECKING:
    import numpy as np

    from unit_cohesion.views.lessons.form import Lesson


def listed() -> RenderableType:
    """Every shipped lesson: name, number, question."""
    found = table("Lesson", "Number", "Question", right=(1,), rest=2)
    for name in shipped_lessons():
        about = load_lesson(name).file.lesson
        row(found, Text(name, style=HEAD), about.number, about.question)
    return found


def scan(address: str, console: Console) -> Text | None:
    """An address as a QR code; None where nobody could read it: in a file, a narrow window, or without blocks of a font."""
    lines = terminal_lines(address)
    try:
        "".join(lines).encode(console.encoding)
    except UnicodeEncodeError:
        return None
    if not console.is_terminal or console.width < len(lines[0]):
        return None
    return Text("\n").join(Text(line, style="#000000 on #ffffff") for line in lines)  # whatever the terminal's own colours are


def claim(lesson: Lesson, differences: np.ndarray) -> list[str]:
    """The claim, the differences that stand behind it, and whether they hold it."""
    declared_claim = lesson.file.claim
    right, enough = holds(lesson, differences)
    unit = unit_of(declared_claim.of, lesson)
    each = ", ".join(value_text(float(value), POINTS if unit == "1" else unit) for value in differences)
    what = f"{lesson.id}: {declared_claim.of} is {declared_claim.sign} at {declared_claim.b} than at {declared_claim.a}"
    seeds = f"{right} of {len(differences)} seeds, {declared_claim.share:.0%} needed"
    return [f"{what}: {seeds}: {'holds' if enough else 'does not hold'}", f"differences: {each}"]
