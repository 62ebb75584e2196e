"""The command ``cohesion effects``: parsing only."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from unit_cohesion.cli.options import command_text
from unit_cohesion.disk import refuse_unwritable_file, write_text
from unit_cohesion.errors import CohesionError

Source = Annotated[str, typer.Argument(metavar="SCENARIO", help="A shipped name (cohesion list), or a path to a .toml file.")]
SeedCount = Annotated[int, typer.Option(metavar="N", help="How many seeds, from 1 on.")]
Only = Annotated[
    list[str] | None, typer.Option(metavar="ID", help="Leave out these rules only, and ask nothing else; repeatable, or with commas.")
]
Off = Annotated[list[str] | None, typer.Option(metavar="ID", help="Switch a mechanism off in all worlds; repeatable.")]
Days = Annotated[int | None, typer.Option(metavar="N", help="How many days, instead of the scenario's.")]
Scale = Annotated[int | None, typer.Option(metavar="K", help="Persons that each agent stands for, instead of the scenario's.")]
Ones = Annotated[int, typer.Option(metavar="N", help="Seeds of the runs in which each agent is one person; they take long.")]
Shapley = Annotated[bool, typer.Option("--shapley", help="Share out what can stand in for one another too (Shapley shares).")]
Orders = Annotated[int | None, typer.Option(metavar="N", help="Pairs of orders to sample for these; 20 unless told.")]
Frontier = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="With --page: the folder of a sweep of this scenario, to tell what meeting a target costs."),
]
Workers = Annotated[int | None, typer.Option(metavar="N", help="Processes; one a processor where that is sooner, unless told.")]
Csv = Annotated[Path | None, typer.Option("--csv", metavar="FILE.csv", dir_okay=False, help="Write the table of effects as CSV.")]
Json = Annotated[Path | None, typer.Option("--json", metavar="FILE.json", dir_okay=False, help="Write it as JSON.")]
Page = Annotated[Path | None, typer.Option("--page", metavar="FILE.md", dir_okay=False, help="Write all of it as a page of Markdown.")]


def effects(
    source: Source,
    seeds: SeedCount = 10,
    only: Only = None,
    off: Off = None,
    days: Days = None,
    persons_per_agent: Scale = None,
    one_for_one: Ones = 0,
    shapley: Shapley = False,
    orders: Orders = None,
    frontier: Frontier = None,
    workers: Workers = None,
    csv: Csv = None,
    json: Json = None,
    page: Page = None,
) -> None:
    """What every rule does in a war: each left out alone under the same draws, and what must show beside that."""
    from unit_cohesion.insight.effects import effects as left_out
    from unit_cohesion.insight.effects import shapley as shared
    from unit_cohesion.insight.shown import must_show
    from unit_cohesion.scenario import load_scenario
    from unit_cohesion.sweeps.analysis import analyse
    from unit_cohesion.sweeps.sweep_folder import load_design, load_table
    from unit_cohesion.views.effects_page import page_text
    from unit_cohesion.views.terminal.console import plain_console, progress_bar
    from unit_cohesion.views.terminal.effects import effects as told
    from unit_cohesion.views.terminal.effects import shown as demands
    from unit_cohesion.views.terminal.insight import attribution

    for name, file in (("--csv", csv), ("--json", json), ("--page", page)):
        refuse_unwritable_file(name, file)
    if one_for_one < 0:
        raise CohesionError(f"--one-for-one {one_for_one}: allowed: a number of seeds from 0")
    if one_for_one and only:
        raise CohesionError(f"--one-for-one {one_for_one}: allowed: without --only, as it is about what must show of the whole")
    if orders is not None and not shapley:
        raise CohesionError(f"--orders {orders}: allowed: with --shapley, whose orders they are")
    if frontier and not page:
        raise CohesionError(f"--frontier {frontier}: allowed: with --page, where it is told")
    swept = analyse(load_table(frontier), load_design(frontier)) if frontier else None
    if swept and swept.design.scenario.name != load_scenario(source).name:
        raise CohesionError(f"--frontier {frontier}: a sweep of {swept.design.scenario.name}: allowed: one of {source}")
    orders = 20 if orders is None else orders
    console = plain_console()
    with progress_bar(console, "run") as progress:
        found = left_out(
            source, seeds=seeds, only=only, off=off, days=days, persons_per_agent=persons_per_agent, workers=workers, progress=progress
        )
    for path, text in {csv: found.csv() if csv else "", json: found.json() if json else ""}.items():
        if path:
            write_text(path, text)
    for part in told(found, console.width):
        console.print(part)
    asked, shares = None, {}
    if not only:
        with progress_bar(console, "run") as progress:
            asked = must_show(
                source,
                seeds=seeds,
                one_for_one=one_for_one or None,
                off=off,
                days=days,
                persons_per_agent=persons_per_agent,
                workers=workers,
                progress=progress,
            )
        console.print(demands(asked))
    if shapley:
        with progress_bar(console, "run") as progress:
            shares = shared(
                source,
                seeds=seeds,
                orders=orders,
                off=off,
                days=days,
                persons_per_agent=persons_per_agent,
                workers=workers,
                progress=progress,
            )
        for one in shares.values():
            for part in attribution(one, console.width):
                console.print(part)
    if page:
        told_by = {
            "--seeds": seeds, "--only": only, "--off": off, "--days": days, "--persons-per-agent": persons_per_agent,
            "--one-for-one": one_for_one or None, "--shapley": shapley, "--orders": orders if shapley else None, "--frontier": frontier,
            "--page": page,
        }  # fmt: skip
        write_text(page, page_text(found, asked, shares, command_text("effects", source, options=told_by), swept))
    for path in filter(None, (csv, json, page)):
        console.print(f"\nWritten to {path}", soft_wrap=True)
