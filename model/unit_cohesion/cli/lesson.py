"""The command ``cohesion lesson``: parsing only."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from unit_cohesion.disk import refuse_unwritable_file
from unit_cohesion.errors import CohesionError

MISSED = 1  # exit code
Name = Annotated[str | None, typer.Argument(metavar="NAME", help="A lesson's name, or a lesson file; without it, all are listed.")]
Page = Annotated[Path | None, typer.Option(metavar="FILE.html", dir_okay=False, help="Write the lesson as one page that needs no network.")]
Check = Annotated[bool, typer.Option("--check", help="Run the lesson's claim over its seeds; exit code 1 if it does not hold.")]
All = Annotated[Path | None, typer.Option("--all", metavar="DIR", help="Write every lesson's page, and an index, into this folder.")]
Language = Annotated[Path | None, typer.Option(metavar="FILE.toml", dir_okay=False, help="A file of translated words and texts.")]
Template = Annotated[bool, typer.Option("--text", help="Print all that can be translated, to be kept as such a file.")]
Workers = Annotated[int | None, typer.Option(metavar="N", help="Processes; one a processor where that is sooner, unless told.")]


def lesson(
    name: Name = None, html: Page = None, check: Check = False, everything: All = None, language: Language = None,
    text: Template = False, workers: Workers = None,
) -> None:  # fmt: skip
    """Lessons for a class: list them, write their pages, check that their claims hold."""
    from unit_cohesion.views.terminal.console import plain_console, progress_bar
    from unit_cohesion.views.terminal.lessons import claim, listed

    wanted = [option for option, given in (("--html", html), ("--check", check)) if given]
    if name is None and wanted:
        raise CohesionError(f"{wanted[0]}: allowed: with a lesson's name (cohesion lesson lists them)")
    if name is not None and everything:
        raise CohesionError(f"--all {everything}: allowed: without a name, as it writes all lessons")
    console = plain_console()
    if text:
        from unit_cohesion.views.lessons.words import template

        print(template())
        return
    if name is None and not everything:
        console.print(listed())
        return

    from unit_cohesion.views.lessons.form import load_lesson
    from unit_cohesion.views.lessons.index import write_index
    from unit_cohesion.views.lessons.page import write_page
    from unit_cohesion.views.lessons.runs import claim_differences, holds, runs_of
    from unit_cohesion.views.lessons.shipped import shipped_lessons
    from unit_cohesion.views.lessons.words import load_words

    refuse_unwritable_file("--html", html)
    words = load_words(language)
    if everything:
        if everything.exists() and not everything.is_dir():
            raise CohesionError(f"--all {everything}: allowed: a folder")
        lessons = [load_lesson(id) for id in shipped_lessons()]
        try:
            everything.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CohesionError(f"--all {everything}: it cannot be made ({error.strerror})") from None
        for one in lessons:
            with progress_bar(console, "run") as progress:
                write_page(runs_of(one, workers, progress), words, everything / f"{one.id}.html")
        write_index(lessons, words, everything)
        where = f"{everything}: open {everything / 'index.html'}"
        console.print(f"{len(lessons)} lesson{'s' * (len(lessons) > 1)} in {where}; nothing else is needed.", soft_wrap=True)
        return
    assert name is not None  # or else they were listed
    chosen = load_lesson(name)
    if check:
        with progress_bar(console, "run") as progress:
            found = claim_differences(chosen, workers, progress)
        for line in claim(chosen, found):
            console.print(line, soft_wrap=True)
        if not holds(chosen, found)[1]:
            raise typer.Exit(MISSED)
    if html:
        with progress_bar(console, "run") as progress:
            runs = runs_of(chosen, workers, progress)
        write_page(runs, words, html)
        console.print(f"The lesson is {html}: open it in a browser; it needs nothing else.", soft_wrap=True)
    if not wanted:
        about = chosen.file.lesson
        console.print(f"Lesson {about.number}: {about.title}\n{about.question}", soft_wrap=True)
        console.print("\nTo have it as a page, add: --html FILE.html")
