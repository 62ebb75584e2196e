"""The command ``cohesion analyse``: parsing only."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

import typer

from unit_cohesion.disk import refuse_unwritable_file, write_text
from unit_cohesion.errors import CohesionError

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of a sweep, finished or not.")]
Outcomes = Annotated[list[str] | None, typer.Option("--outcome", metavar="NAME", help="Which outcome; repeatable.")]
Base = Annotated[
    str, typer.Option(metavar="KEY=VALUE,...", help="Differences from the cells with these values; several ids of off: D5+N2.")
]
Page = Annotated[Path | None, typer.Option(metavar="FILE", help="Write one page with figures, that needs no network.")]
Widths = Annotated[
    list[str] | None, typer.Option("--width", metavar="OUTCOME=W", help="How many seeds 95 % intervals so wide need; repeatable.")
]
Axes = Annotated[str, typer.Option(metavar="A,B", help="What to draw over: one or two of what is varied over a list.")]
AtLeast = Annotated[
    list[str] | None, typer.Option("--at-least", metavar="OUTCOME=V", help="Where the outcome is so high (PRIM); repeatable.")
]

Misses = Annotated[
    int | None, typer.Option("--misses", metavar="N", min=1, max=100, help="The N cells that miss the scenario's targets to fit least.")
]
Beside = Annotated[
    list[Path] | None,
    typer.Option(
        "--with",
        metavar="FOLDER",
        help="With --misses: a sweep of another scenario over the same cells, to be missed least too; repeatable.",
    ),
]


def analyse(
    folder: Folder,
    outcomes: Outcomes = None,
    base: Base = "",
    html: Page = None,
    widths: Widths = None,
    axes: Axes = "",
    at_least: AtLeast = None,
    misses: Misses = None,
    beside: Beside = None,
) -> None:
    """What a sweep's outcomes say: by cell, what they hang on, differences."""
    from unit_cohesion.sweeps.analysis import analyse as analysed
    from unit_cohesion.sweeps.sweep_folder import load_design, load_table
    from unit_cohesion.views.sweeps.report import page
    from unit_cohesion.views.sweeps.wanted import Wanted, drawn_axes
    from unit_cohesion.views.terminal.console import plain_console
    from unit_cohesion.views.terminal.sweep import report

    wanted = Wanted(
        tuple(outcomes or ()),
        tuple(name.strip() for name in axes.split(",") if name.strip()),
        _pairs(base),
        _numbers("--width", widths or []),
        _numbers("--at-least", at_least or []),
        misses or 0,
        [analysed(load_table(other), load_design(other)) for other in beside or ()],
    )
    if beside and not misses:
        raise CohesionError(f"--with {beside[0]}: allowed: with --misses, which takes several scenarios together")
    if bad := [name for name, width in wanted.widths.items() if width <= 0]:
        raise CohesionError(f"--width {bad[0]}={wanted.widths[bad[0]]:g}: allowed: a number above 0")
    refuse_unwritable_file("--html", html)
    if axes and not html:
        raise CohesionError(f"--axes {axes}: allowed: with --html, as they are drawn on its page only")
    found = analysed(load_table(folder), load_design(folder))
    drawn_axes(found, wanted.axes)  # refused before anything is printed
    found.layout.base_cells(wanted.base)
    wanted.shown(found)
    console = plain_console()
    if html:
        write_text(html, page(found, wanted))
    for part in report(found, wanted, console.width):
        console.print(part)
    if html:
        console.print(f"\nWritten to {html}; open it in a browser.", soft_wrap=True)
    else:
        console.print("\nFor figures, add: --html FILE", soft_wrap=True)


def _pairs(text: str) -> dict[str, str]:
    """Key and value of each part between commas; mechanisms switched off together have + between."""
    found = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, equals, value = (word.strip() for word in part.partition("="))
        if not name or not equals:
            raise CohesionError(f"--base {part}: allowed: key=value, such as comrade_pressure=1,off=none")
        found[name] = value.replace("+", ",")
    return found


def _numbers(option: str, texts: list[str]) -> dict[str, float]:
    found = {}
    for text in texts:
        name, equals, value = (word.strip() for word in text.partition("="))
        try:
            found[name] = float(value)
        except ValueError:
            equals = ""
        if not name or not equals or not math.isfinite(found[name]):
            raise CohesionError(f"{option} {text}: allowed: an outcome and a number, such as left=2000")
    return found
