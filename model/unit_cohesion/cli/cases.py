"""The command ``cohesion cases``: parsing only."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from unit_cohesion.cli.options import command_text
from unit_cohesion.disk import refuse_unwritable_file, write_text

MISSED = 1  # exit code
Names = Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="Which cases; all that are shipped if none is named.")]
SeedCount = Annotated[int, typer.Option(metavar="N", min=1, help="How many seeds.")]
FirstSeed = Annotated[
    int, typer.Option(metavar="N", min=1, help="From which seed on: others than the fit has seen tell a fit from what it was fitted to.")
]
Draws = Annotated[int, typer.Option(metavar="N", min=0, help="Draws of each case's disputed facts, all at once; 0 leaves them out.")]
Scale = Annotated[int | None, typer.Option(metavar="K", help="Persons that each agent stands for, instead of the cases'.")]
Workers = Annotated[int | None, typer.Option(metavar="N", help="Processes; one a processor where that is sooner, unless told.")]
Page = Annotated[Path | None, typer.Option("--page", metavar="FILE.md", dir_okay=False, help="Write all of it as a page of Markdown.")]


def cases(
    names: Names = None,
    seeds: SeedCount = 20,
    first_seed: FirstSeed = 1,
    draws: Draws = 64,
    persons_per_agent: Scale = None,
    workers: Workers = None,
    page: Page = None,
) -> None:
    """Wars written down in facts alone, under one shared behaviour: which registered patterns come out. Exit code 1 if one is missed."""
    from unit_cohesion.insight.cases import MISSED as missed
    from unit_cohesion.insight.cases import cases as held
    from unit_cohesion.views.terminal.cases import told
    from unit_cohesion.views.terminal.console import plain_console, progress_bar

    refuse_unwritable_file("--page", page)
    console = plain_console()
    with progress_bar(console, "run") as progress:
        chosen = range(first_seed, first_seed + seeds)
        found = held(names or (), seeds=chosen, draws=draws, persons_per_agent=persons_per_agent, workers=workers, progress=progress)
    if page:
        from unit_cohesion.views.cases_page import page_text

        later = None if first_seed == 1 else first_seed
        options = {"--seeds": seeds, "--first-seed": later, "--draws": draws, "--persons-per-agent": persons_per_agent, "--page": page}
        write_text(page, page_text(found, command_text("cases", *(names or ()), options=options)))
    for part in told(found, console.width):
        console.print(part)
    if page:
        console.print(f"\nWritten to {page}", soft_wrap=True)
    if any(word == missed for case in found for _, word in case.patterns):
        raise typer.Exit(MISSED)
