"""The command ``cohesion lesson``: parsing only."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from unit_cohesion.disk import refuse_unwritable_file
from unit_cohesion.errors import CohesionError

if TYPE_CHECKING:
    from rich.console import Console

    from unit_cohesion.views.lessons.form import Lesson
    from unit_cohesion.views.lessons.words import Words

MISSED = 1  # exit code
Name = Annotated[str | None, typer.Argument(metavar="NAME", help="A lesson's name, or a lesson file; without it, all are listed.")]
Page = Annotated[Path | None, typer.Option(metavar="FILE.html", dir_okay=False, help="Write the lesson as one page that needs no network.")]
Sheet = Annotated[Path | None, typer.Option(metavar="FILE.html", dir_okay=False, help="Write it as a sheet to print, on two sides.")]
Teacher = Annotated[
    Path | None, typer.Option(metavar="FILE.html", dir_okay=False, help="Write the teacher's page: notes, and the answers of a class.")
]
Check = Annotated[bool, typer.Option("--check", help="Run the lesson's claim over its seeds; exit code 1 if it does not hold.")]
All = Annotated[Path | None, typer.Option("--all", metavar="DIR", help="Write every lesson's pages, and an index, into this folder.")]
Serve = Annotated[bool, typer.Option("--serve", help="Serve the lesson, or all of them, from this machine until Ctrl-C.")]
Host = Annotated[str, typer.Option(metavar="ADDRESS", help="Where --serve listens: 0.0.0.0 lets others in the network read them.")]
Port = Annotated[int, typer.Option(metavar="N", min=0, max=65535, help="The port of --serve; 0 takes a free one.")]
Language = Annotated[Path | None, typer.Option(metavar="FILE.toml", dir_okay=False, help="A file of translated words and texts.")]
Template = Annotated[bool, typer.Option("--text", help="Print all that can be translated, to be kept as such a file.")]
Workers = Annotated[int | None, typer.Option(metavar="N", help="Processes; one a processor where that is sooner, unless told.")]
LOOPBACK = "127.0.0.1"
OTHERS = 3  # of this machine's addresses, told beside the first


def lesson(
    name: Name = None,
    html: Page = None,
    sheet: Sheet = None,
    teacher: Teacher = None,
    check: Check = False,
    everything: All = None,
    serve: Serve = False,
    host: Host = LOOPBACK,
    port: Port = 8770,
    language: Language = None,
    text: Template = False,
    workers: Workers = None,
) -> None:
    """Lessons for a class: list them, write their pages, serve them, check that their claims hold."""
    from unit_cohesion.views.terminal.console import plain_console
    from unit_cohesion.views.terminal.lessons import listed

    files = {"--html": html, "--sheet": sheet, "--teacher": teacher}
    wanted = [option for option, given in (*files.items(), ("--check", check)) if given]
    if name is None and wanted:
        raise CohesionError(f"{wanted[0]}: allowed: with a lesson's name (cohesion lesson lists them)")
    if name is not None and everything:
        raise CohesionError(f"--all {everything}: allowed: without a name, as it writes all lessons")
    if host != LOOPBACK and not serve:
        raise CohesionError(f"--host {host}: allowed: with --serve, which listens there")
    console = plain_console()
    if text:
        from unit_cohesion.views.lessons.words import template

        print(template())
    elif name is None and not everything and not serve:
        console.print(listed())
    else:
        from unit_cohesion.views.lessons.form import load_lesson
        from unit_cohesion.views.lessons.shipped import shipped_lessons
        from unit_cohesion.views.lessons.words import load_words

        for option, path in files.items():
            refuse_unwritable_file(option, path)
        words = load_words(language)
        chosen = [load_lesson(id) for id in ([name] if name else shipped_lessons())]
        if everything:
            _write_all(chosen, words, everything, workers, console)
        if check:
            _check(chosen[0], workers, console)
        if html or sheet or teacher:
            _write(chosen[0], words, files, workers, console)
        if serve:
            _serve(chosen, words, host, port, workers, console)
        if not wanted and not everything and not serve:
            about = chosen[0].file.lesson
            console.print(f"Lesson {about.number}: {about.title}\n{about.question}", soft_wrap=True)
            console.print("\nTo have it as a page, add: --html FILE.html")


def _check(lesson: Lesson, workers: int | None, console: Console) -> None:
    from unit_cohesion.views.lessons.runs import claim_differences, holds
    from unit_cohesion.views.terminal.console import progress_bar
    from unit_cohesion.views.terminal.lessons import claim

    with progress_bar(console, "run") as progress:
        found = claim_differences(lesson, workers, progress)
    for line in claim(lesson, found):
        console.print(line, soft_wrap=True)
    if not holds(lesson, found)[1]:
        raise typer.Exit(MISSED)


def _write(lesson: Lesson, words: Words, files: dict[str, Path | None], workers: int | None, console: Console) -> None:
    from unit_cohesion.views.lessons.page import write_page
    from unit_cohesion.views.lessons.runs import runs_of
    from unit_cohesion.views.lessons.sheet import write_sheet
    from unit_cohesion.views.terminal.console import progress_bar

    with progress_bar(console, "run") as progress:
        runs = runs_of(lesson, workers, progress)
    for option, path in files.items():
        if path and option == "--sheet":
            write_sheet(runs, words, path)
        elif path:
            write_page(runs, words, path, teacher=option == "--teacher")
        if path:
            console.print(f"Written to {path}: open it in a browser; it needs nothing else.", soft_wrap=True)


def _write_all(lessons: list[Lesson], words: Words, folder: Path, workers: int | None, console: Console) -> None:
    from unit_cohesion.views.lessons.index import INDEX, TEACHERS, sheet_page, teachers_page, write_index
    from unit_cohesion.views.lessons.page import write_page
    from unit_cohesion.views.lessons.runs import runs_of
    from unit_cohesion.views.lessons.sheet import write_sheet
    from unit_cohesion.views.terminal.console import progress_bar

    if folder.exists() and not folder.is_dir():
        raise CohesionError(f"--all {folder}: allowed: a folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CohesionError(f"--all {folder}: it cannot be made ({error.strerror})") from None
    for one in lessons:
        with progress_bar(console, "run") as progress:
            runs = runs_of(one, workers, progress)
        write_page(runs, words, folder / f"{one.id}.html")
        write_page(runs, words, folder / teachers_page(one.id), teacher=True)
        write_sheet(runs, words, folder / sheet_page(one.id))
    write_index(lessons, words, folder)
    console.print(f"{len(lessons)} lessons: open {folder / INDEX} with a class, {folder / TEACHERS} yourself.", soft_wrap=True)


def _serve(lessons: list[Lesson], words: Words, host: str, port: int, workers: int | None, console: Console) -> None:
    from unit_cohesion.views.lessons.index import index
    from unit_cohesion.views.lessons.page import page
    from unit_cohesion.views.lessons.runs import runs_of
    from unit_cohesion.views.lessons.serve import seen_addresses, server_of
    from unit_cohesion.views.terminal.console import progress_bar
    from unit_cohesion.views.terminal.lessons import scan

    pages: dict[str, bytes] = {}
    with server_of(pages, host, port) as server:  # it listens first, so that a port that is taken is told before the runs
        for one in lessons:
            with progress_bar(console, "run") as progress:
                pages[f"/{one.id}.html"] = page(runs_of(one, workers, progress), words).encode()
        found = [f"http://{one}:{server.server_address[1]}/" for one in seen_addresses(host)]
        pages["/"] = pages["/index.html"] = index(lessons, words, address=found[0] if found else "").encode()
        home = found[0] if found else f"http://{LOOPBACK}:{server.server_address[1]}/"
        console.print(f"Lessons at {home} until Ctrl-C.", soft_wrap=True)
        if not found:
            console.print("This machine alone can read them; with --host 0.0.0.0, phones in its network or hotspot can.", soft_wrap=True)
        elif code := scan(home, console):
            console.print(code)
        if found[1:]:
            console.print(f"Other addresses of this machine: {' '.join(found[1 : 1 + OTHERS])}", soft_wrap=True)
        server.serve_forever()
