"""All lessons in one folder, with a page that leads to each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from unit_cohesion.disk import write_text
from unit_cohesion.views.army_replay import STATIC
from unit_cohesion.views.lessons.form import Lesson
from unit_cohesion.views.lessons.words import Words
from unit_cohesion.views.svg import safe

INDEX = "index.html"
PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
<main class="page"><h1>{title}</h1><p>{about}</p>
{lessons}
</main>
</body>
</html>
"""


def write_index(lessons: Sequence[Lesson], words: Words, folder: Path) -> None:
    """Write the page that leads to the lessons' pages, which stand beside it.

    Raises:
        CohesionError: it cannot be written there.
    """
    write_text(folder / INDEX, index(lessons, words))


def index(lessons: Sequence[Lesson], words: Words) -> str:
    """The page as HTML."""
    return PAGE.format(
        language=safe(words.language), title=safe(words.words["lessons"]), about=safe(words.words["about_lessons"]),
        style=(STATIC / "lesson.css").read_text("utf-8"), lessons="\n".join(_entry(lesson, words) for lesson in lessons),
    )  # fmt: skip


def _entry(lesson: Lesson, words: Words) -> str:
    about = lesson.file.lesson
    title = words.put("lesson", number=about.number, title=words.text(lesson, ("lesson", "title")))
    goals = "".join(f"<li>{safe(words.text(lesson, ('lesson', 'goals', row)))}</li>" for row in range(len(about.goals)))
    return (
        f'<section><h2><a href="{safe(lesson.id)}.html">{safe(title)}</a></h2><p>{safe(words.text(lesson, ("lesson", "question")))} '
        f'({safe(words.put("minutes", minutes=about.minutes))})</p><ul class="plain">{goals}</ul></section>'
    )
