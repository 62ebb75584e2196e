"""``cohesion compare``, ``attribute``, ``validate``, ``explain``, ``progeny``, and what ``cohesion run --seeds`` does: parsing only."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from unit_cohesion.cli.options import Plugin, command_text
from unit_cohesion.disk import refuse_unwritable_file, write_text
from unit_cohesion.errors import CohesionError, ScenarioError

if TYPE_CHECKING:
    from unit_cohesion.runs.request import Request

MISSED = 1  # exit code
Source = Annotated[str, typer.Argument(metavar="SCENARIO", help="A shipped name (cohesion list), or a path to a .toml file.")]
Other = Annotated[str | None, typer.Argument(metavar="OTHER", help="Another one; without it, the same with what is changed below.")]
Without = Annotated[list[str] | None, typer.Option(metavar="ID", help="Switch a mechanism off in the other world; repeatable.")]
WithoutEvent = Annotated[list[str] | None, typer.Option(metavar="ID", help="Take a dated event or news out of it; repeatable.")]
Changes = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Set a parameter in it; repeatable.")]
EventFile = Annotated[Path | None, typer.Option(metavar="FILE", help="Add the [[events]] of this TOML file to it.")]
Off = Annotated[list[str] | None, typer.Option(metavar="ID", help="Switch a mechanism off in all worlds; repeatable.")]
Days = Annotated[int | None, typer.Option(metavar="N", help="How many days, instead of the scenario's.")]
Scale = Annotated[int | None, typer.Option(metavar="K", help="Persons that each agent stands for, instead of the scenario's.")]
SeedCount = Annotated[int, typer.Option(metavar="N", help="How many seeds, from 1 on.")]
Workers = Annotated[int | None, typer.Option(metavar="N", help="Processes; one a processor where that is sooner, unless told.")]
Page = Annotated[Path | None, typer.Option(metavar="FILE.html", dir_okay=False, help="Write one page with figures, that needs no network.")]
Table = Annotated[Path | None, typer.Option("--csv", metavar="FILE.csv", dir_okay=False, help="Write every outcome's difference as CSV.")]
Over = Annotated[list[str], typer.Option(metavar="ID", help="A mechanism, dated event or news; repeatable, or with commas.")]
ChangesOfAll = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Set a parameter; repeatable.")]
Draws = Annotated[int, typer.Option(metavar="N", help="Runs with drawn parameters besides: what share of them passes each target.")]
Vary = Annotated[
    list[str] | None, typer.Option(metavar="NAME=LOW..HIGH", help="Draw this parameter, not those of the scenario's [prior]; repeatable.")
]
Verdicts = Annotated[Path | None, typer.Option("--csv", metavar="FILE.csv", dir_okay=False, help="Write every target as CSV.")]
Json = Annotated[Path | None, typer.Option("--json", metavar="FILE.json", dir_okay=False, help="Write every target as JSON.")]
Markdown = Annotated[Path | None, typer.Option("--page", metavar="FILE.md", dir_okay=False, help="Write all of it as a page of Markdown.")]
OutcomeName = Annotated[str, typer.Option(metavar="NAME", help="Which outcome is shared out.")]
Orders = Annotated[int | None, typer.Option(metavar="N", help="Pairs of orders to sample where there are more than eight; 20 unless told.")]
Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="A run that was saved with cohesion run --out.")]
Person = Annotated[str | None, typer.Option(metavar="N", help="His key, or his row of the table people.")]
Unit = Annotated[str | None, typer.Option(metavar="NAME", help="The id of a unit of any level, with all below it.")]
Sample = Annotated[int, typer.Option(metavar="N", help="Leavers of each seed, drawn by lot.")]
Within = Annotated[int, typer.Option(metavar="N", help="Days in which others count, that of his leaving included.")]
Settings = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Set a parameter; repeatable.")]
Switched = Annotated[list[str] | None, typer.Option("--off", metavar="ID", help="Switch a mechanism off; repeatable.")]
Kept = Annotated[Path | None, typer.Option("--csv", metavar="FILE.csv", dir_okay=False, help="Write every man kept from leaving as CSV.")]


def compare(
    source: Source,
    other: Other = None,
    without: Without = None,
    changes: Changes = None,
    without_event: WithoutEvent = None,
    event: EventFile = None,
    off: Off = None,
    days: Days = None,
    persons_per_agent: Scale = None,
    seeds: SeedCount = 20,
    workers: Workers = None,
    html: Page = None,
    table: Table = None,
    plugin: Plugin = None,
) -> None:
    """Two worlds under the same draws: who left in one only, and by how much outcomes differ."""
    from unit_cohesion.extend import plugins_in
    from unit_cohesion.insight.compare import compare as compared
    from unit_cohesion.runs.request import parsed_change
    from unit_cohesion.views.terminal.console import plain_console, progress_bar
    from unit_cohesion.views.terminal.insight import comparison

    for name, file in (("--html", html), ("--csv", table)):
        refuse_unwritable_file(name, file)
    console = plain_console()
    with progress_bar(console, "run") as progress:
        found = compared(
            source,
            other,
            without=without,
            changed=dict(map(parsed_change, changes or ())),
            without_event=without_event,
            event=event,
            off=off,
            days=days,
            persons_per_agent=persons_per_agent,
            rules=plugins_in(plugin or ()),
            seeds=seeds,
            workers=workers,
            progress=progress,
        )
    if html:
        from unit_cohesion.views.compare_page import write_page

        write_page(found, html)
    if table:
        write_text(table, found.csv())
    for part in comparison(found, console.width):
        console.print(part)
    if html:
        console.print(f"\nThe page is {html}: open it in a browser; it needs nothing else.", soft_wrap=True)
    if table:
        console.print(f"\nWritten to {table}", soft_wrap=True)


def attribute(
    source: Source,
    over: Over,
    outcome: OutcomeName = "left",
    seeds: SeedCount = 10,
    orders: Orders = None,
    off: Off = None,
    days: Days = None,
    persons_per_agent: Scale = None,
    workers: Workers = None,
    plugin: Plugin = None,
) -> None:
    """Share an outcome's difference out among mechanisms or events, so that the shares add up to it."""
    from unit_cohesion.extend import plugins_in
    from unit_cohesion.insight.attribute import ORDERS, plan, run_plan
    from unit_cohesion.views.terminal.console import note, plain_console, progress_bar
    from unit_cohesion.views.terminal.insight import attribution, attribution_cost

    console = plain_console()
    made = plan(
        source,
        over,
        outcome,
        seeds=seeds,
        orders=ORDERS if orders is None else orders,
        off=off,
        days=days,
        persons_per_agent=persons_per_agent,
        rules=plugins_in(plugin or ()),
    )
    if orders is not None and not made.orders:
        note(f"note: --orders {orders}: does nothing here, as so few are run in all their subsets")
    console.print(attribution_cost(made, workers), soft_wrap=True)
    sys.stdout.flush()
    with progress_bar(console, "run") as progress:
        found = run_plan(made, workers, progress)
    for part in attribution(found, console.width):
        console.print(part)


def validate(
    source: Source,
    seeds: SeedCount = 20,
    changes: ChangesOfAll = None,
    off: Off = None,
    days: Days = None,
    persons_per_agent: Scale = None,
    draws: Draws = 0,
    vary: Vary = None,
    workers: Workers = None,
    table: Verdicts = None,
    as_json: Json = None,
    page: Markdown = None,
    plugin: Plugin = None,
) -> None:
    """Hold a scenario's targets against runs of it: band, what came out, met or missed. Exit code 1 if a fitted one is missed."""
    from unit_cohesion.extend import plugins_in
    from unit_cohesion.insight.validate import validate as validated
    from unit_cohesion.insight.worlds import identity_of_source
    from unit_cohesion.runs.request import parsed_change
    from unit_cohesion.views.terminal.console import plain_console, progress_bar
    from unit_cohesion.views.terminal.validation import validation

    for name, file in (("--csv", table), ("--json", as_json), ("--page", page)):
        refuse_unwritable_file(name, file)
    console, ranges = plain_console(), dict(map(_parsed_range, vary or ()))
    run = identity_of_source(source, days, persons_per_agent, off, plugins_in(plugin or ())).varied(dict(map(parsed_change, changes or ())))
    with progress_bar(console, "run") as progress:
        found = validated(run, seeds=seeds, draws=draws, vary=ranges, workers=workers, progress=progress)
    for file, make in ((table, found.csv), (as_json, found.json)):
        if file:
            write_text(file, make())
    if page:
        from unit_cohesion.views.targets_page import page_text

        write_text(page, page_text(found, command_text("validate", source, options={
            "--seeds": seeds, "--set": changes, "--off": off, "--days": days, "--persons-per-agent": persons_per_agent,
            "--draws": draws or None, "--vary": vary, "--plugin": plugin, "--page": page,
        })))  # fmt: skip
    for part in validation(found, console.width):
        console.print(part)
    for file in filter(None, (table, as_json, page)):
        console.print(f"\nWritten to {file}", soft_wrap=True)
    if found.missed:
        raise typer.Exit(MISSED)


def _parsed_range(text: str) -> tuple[str, tuple[float, float] | None]:
    """A parameter and its range from ``name=low..high`` as typed, or from its name alone.

    Raises:
        ScenarioError: it is neither.
    """
    name, equals, ends = (part.strip() for part in text.partition("="))
    low, dots, high = ends.partition("..")
    if name and not equals:
        return name, None
    try:
        if name and dots:
            return name, (float(low), float(high))
    except ValueError:
        pass
    raise ScenarioError("parameters", "--vary", text, "name=low..high, such as comrade_pressure=1.2..2, or a name alone")


def explain(folder: Folder, person: Person = None, unit: Unit = None, plugin: Plugin = None) -> None:
    """Why a person of a saved run left, or a unit emptied."""
    _refuse_scenario(folder)
    if (person is None) == (unit is None):
        raise typer.BadParameter("name one: --person N or --unit NAME")
    from unit_cohesion.extend import plugins_in
    from unit_cohesion.insight.explain import explain as explained
    from unit_cohesion.runs.run import load_record
    from unit_cohesion.views.terminal.console import plain_console, progress_bar
    from unit_cohesion.views.terminal.insight import explanation

    console, record = plain_console(), load_record(folder, plugins_in(plugin or ()))
    row = int(person) if person is not None and person.isascii() and person.isdigit() and len(person) < 12 else person
    with progress_bar(console) as progress:
        found = explained(record, person=row, unit=unit, progress=progress)
    for part in explanation(found):
        console.print(part)


def _refuse_scenario(folder: Path) -> None:
    """Refuse a scenario where a run that was kept is wanted.

    Raises:
        CohesionError: it is a scenario and no run.
    """
    from unit_cohesion.scenario import shipped_scenarios

    if folder.suffix == ".toml" or (str(folder) in shipped_scenarios() and not folder.exists()):
        asked = "cohesion explain FOLDER with --person N or --unit NAME"
        raise CohesionError(
            f"{folder}: is a scenario; allowed: the folder of a run of it: cohesion run {folder} --out FOLDER, then {asked}"
        )


def progeny(
    source: Source,
    seeds: SeedCount = 4,
    sample: Sample = 50,
    within: Within = 60,
    off: Switched = None,
    changes: Settings = None,
    days: Days = None,
    persons_per_agent: Scale = None,
    workers: Workers = None,
    table: Kept = None,
) -> None:
    """Keep one man after another from leaving: how many others would then have stayed (the branching ratio)."""
    from unit_cohesion.insight.progeny import progeny as kept
    from unit_cohesion.runs.request import parsed_change
    from unit_cohesion.views.terminal.console import plain_console, progress_bar
    from unit_cohesion.views.terminal.insight import progeny as told

    refuse_unwritable_file("--csv", table)
    console = plain_console()
    with progress_bar(console, "seed") as progress:
        found = kept(
            source,
            seeds=seeds,
            sample=sample,
            within=within,
            off=off,
            days=days,
            persons_per_agent=persons_per_agent,
            workers=workers,
            progress=progress,
            **dict(map(parsed_change, changes or ())),
        )
    if table:
        write_text(table, found.table.to_csv(index=False, lineterminator="\n"))
    for part in told(found):
        console.print(part)
    if table:
        console.print(f"\nWritten to {table}", soft_wrap=True)


def run_many(asked: Request, seeds: int, workers: int | None, refused: Sequence[str]) -> None:
    """Run what is asked for with several seeds, from its own on, and print medians and bands of runs.

    Raises:
        CohesionError: options that are about a single run.
    """
    from unit_cohesion.insight.ensemble import ensemble
    from unit_cohesion.insight.worlds import seeds_of
    from unit_cohesion.views.terminal.console import note, plain_console, progress_bar
    from unit_cohesion.views.terminal.headings import run_heading
    from unit_cohesion.views.terminal.insight import ensemble_summary

    if refused:
        raise CohesionError(f"{' and '.join(refused)}: allowed: without --seeds, as it keeps a single run")
    run = asked.identity
    wanted = [run.seed + number for number in range(len(seeds_of(seeds)))]
    console = plain_console()
    console.print(run_heading(run, f"seeds {wanted[0]} to {wanted[-1]}" if seeds > 1 else ""))
    if asked.notice:
        note(asked.notice.rstrip("\n"))
    sys.stdout.flush()
    with progress_bar(console, "run") as progress:
        found = ensemble(run, seeds=wanted, workers=workers, progress=progress)
    for part in ensemble_summary(found, console.width):
        console.print(part)
