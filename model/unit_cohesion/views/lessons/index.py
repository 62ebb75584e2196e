"""All lessons in one folder, with pages that lead to each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from unit_cohesion.disk import write_text
from unit_cohesion.views.army_replay import STATIC
from unit_cohesion.views.html_page import html_page
from unit_cohesion.views.lessons.form import Lesson
from unit_cohesion.views.lessons.qr_code import drawing
from unit_cohesion.views.lessons.words import Words
from unit_cohesion.views.svg import safe

INDEX, TEACHERS = "index.html", "teacher.html"
BODY = """<main class="page"><h1>{title}</h1><p>{about}</p>{scan}
{lessons}
</main>"""


def write_index(lessons: Sequence[Lesson], words: Words, folder: Path) -> None:
    """Write the pages that lead to the lessons' pages, which stand beside them: one for students, one for the teacher.

    Raises:
        CohesionError: one cannot be written there.
    """
    write_text(folder / INDEX, index(lessons, words))
    write_text(folder / TEACHERS, index(lessons, words, teacher=True))


def index(lessons: Sequence[Lesson], words: Words, teacher: bool = False, address: str = "") -> str:
    """The page as HTML; with the address of the server that hands it out, if one does, for phones to read off a projector."""
    title, about = ("teachers_pages", "about_teachers") if teacher else ("lessons", "about_lessons")
    body = BODY.format(
        title=safe(words.words[title]),
        about=safe(words.words[about]),
        scan=_scan(address, words) if address else "",
        lessons="\n".join(_entry(lesson, words, teacher) for lesson in lessons),
    )
    return html_page(words.words[title], body, (STATIC / "lesson.css").read_text("utf-8"), language=words.language)


def _scan(address: str, words: Words) -> str:
    of_what = safe(words.put("qr_code", address=address))
    scan = safe(words.put("scan"))
    caption = f"<figcaption>{scan} <b>{safe(address)}</b></figcaption>"
    return f'<figure class="scan"><div role="img" aria-label="{of_what}">{drawing(address)}</div>{caption}</figure>'


def _entry(lesson: Lesson, words: Words, teacher: bool) -> str:
    about = lesson.file.lesson
    title = words.put("lesson", number=about.number, title=words.text(lesson, ("lesson", "title")))
    goals = "".join(f"<li>{safe(words.text(lesson, ('lesson', 'goals', row)))}</li>" for row in range(len(about.goals)))
    page = teachers_page(lesson.id) if teacher else f"{lesson.id}.html"
    more = f' <a href="{safe(sheet_page(lesson.id))}">{safe(words.words["sheet"])}</a>' if teacher else ""
    return (
        f'<section><h2><a href="{safe(page)}">{safe(title)}</a></h2><p>{safe(words.text(lesson, ("lesson", "question")))} '
        f'({safe(words.put("minutes", minutes=about.minutes))}){more}</p><ul class="plain">{goals}</ul></section>'
    )


def teachers_page(id: str) -> str:
    """The file of the teacher's page of a lesson."""
    return f"{id}-teacher.html"


def sheet_page(id: str) -> str:
    """The file of its sheet."""
    return f"{id}-sheet.html"
