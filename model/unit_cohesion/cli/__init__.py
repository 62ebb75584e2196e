"""The command ``cohesion``: parsing only. What is heavy is imported inside the commands, so that ``--version`` answers at once."""

from __future__ import annotations

import errno
import gc
import os
import shlex
import sys
import warnings
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from unit_cohesion.cli.analyse import analyse
from unit_cohesion.cli.cases import cases
from unit_cohesion.cli.dashboard import dashboard
from unit_cohesion.cli.effects import effects
from unit_cohesion.cli.fit import fit
from unit_cohesion.cli.insight import attribute, compare, explain, progeny, validate
from unit_cohesion.cli.keeping import archive, cite, columns, verify_code
from unit_cohesion.cli.lesson import lesson
from unit_cohesion.cli.options import Plugin
from unit_cohesion.cli.sweep import sweep
from unit_cohesion.disk import refuse_unwritable_file, why
from unit_cohesion.errors import CohesionError, Untold, Unused

if TYPE_CHECKING:
    from unit_cohesion.scenario.outside import Outside

STOPPED, WRONG = 130, 2  # exit codes
DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM)
"""What a disk may say; any other error of the system's is a fault of ours."""

PAGE_OPTIONS = {"--html": "--report", "--report": "--html"}
"""What writes a page, which commands call otherwise."""

app = typer.Typer(add_completion=False, rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]})

Source = Annotated[str, typer.Argument(metavar="SCENARIO", help="A shipped name (cohesion list), or a path to a .toml file.")]
Runnable = Annotated[str, typer.Argument(metavar="SCENARIO|run.json", help="A scenario, or the run.json of an earlier run.")]
File = Annotated[str, typer.Argument(metavar="FILE", help="A scenario file, the run.json of a run, or a lesson file.")]
Seed = Annotated[int | None, typer.Option(metavar="N", help="The seed of all draws; 1 unless told.")]
Days = Annotated[int | None, typer.Option(metavar="N", help="How many days, instead of the scenario's.")]
Changes = Annotated[
    list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Set a parameter (cohesion parameters); repeatable.")
]
Off = Annotated[
    list[str] | None,
    typer.Option(metavar="ID[@DAY]", help="Switch a mechanism off (cohesion mechanisms), from a day on if told; repeatable."),
]
Scale = Annotated[int | None, typer.Option(metavar="K", help="Persons that each agent stands for, instead of the scenario's.")]
Folder = Annotated[Path | None, typer.Option(metavar="DIR", help="Write the tables and run.json into this folder.")]
Page = Annotated[Path | None, typer.Option(metavar="FILE.html", dir_okay=False, help="Write the figures and the replay into one page.")]
Shown = Annotated[Path | None, typer.Option(metavar="FILE.html", dir_okay=False, help="Write it as one page with drawings instead.")]
Seeds = Annotated[int | None, typer.Option(metavar="N", help="Run so many seeds; show medians and the 90 % band of runs.")]
Workers = Annotated[int | None, typer.Option(metavar="N", help="Processes for --seeds; one a processor where that is sooner.")]
Rule = Annotated[str | None, typer.Option(metavar="RULE", help="Only those of this rule.")]


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """The console entry: any error of the user's is one line on stderr and exit code 2, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without Unicode
    collecting = gc.isenabled()
    try:
        code = typer.main.get_command(app).main(None if arguments is None else list(arguments), "cohesion", standalone_mode=False)
    except CohesionError as fault:
        code = _refuse(str(fault))
    except (KeyboardInterrupt, typer.Abort):
        code = STOPPED
    except MemoryError:
        code = _refuse("there is not enough memory: fewer days, or more persons an agent (--persons-per-agent), take less")
    except Exception as fault:
        if isinstance(fault, OSError) and (fault.errno in DISK or "temporary directory" in str(fault)):
            sys.stdout = None  # what waits to be printed would fail again on leaving
            raise SystemExit(_refuse(f"{fault.filename or 'the output'} cannot be written ({why(fault)})")) from None
        if not hasattr(fault, "format_message"):  # not an error of typer's own
            raise
        context = getattr(fault, "ctx", None)
        other = PAGE_OPTIONS.get(getattr(fault, "option_name", ""))
        if context and other and any(other in one.opts for one in context.command.params):
            fault.possibilities = [other]  # type: ignore[attr-defined]
        code = _refuse(f"{fault.format_message()} ({context.command_path if context else 'cohesion'} --help tells more)")
    finally:
        if collecting:
            gc.enable()
    if code == STOPPED:
        print("cohesion: stopped", file=sys.stderr)
        if arguments is None:  # at once: on its way out, Python would hear Ctrl-C again
            for stream in (sys.stdout, sys.stderr):
                with suppress(OSError, ValueError):
                    stream.flush()
            os._exit(STOPPED)
    raise SystemExit(code if isinstance(code, int) else 0)


def _refuse(message: str) -> int:
    print("cohesion:", "".join(c for c in " ".join(message.split()) if c.isprintable()), file=sys.stderr)
    return WRONG


def _version(wanted: bool) -> None:
    if wanted:
        from unit_cohesion import __version__

        print(f"cohesion {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _cohesion(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="The version, and nothing else.")] = False,
) -> None:
    """Simulates an army at war: who leaves, when and why, and what becomes of them."""
    if context.invoked_subcommand is None:
        print(context.get_help())


@app.command()
def run(
    source: Runnable,
    seed: Seed = None,
    days: Days = None,
    changes: Changes = None,
    off: Off = None,
    persons_per_agent: Scale = None,
    out: Folder = None,
    report: Page = None,
    seeds: Seeds = None,
    workers: Workers = None,
    plugin: Plugin = None,
) -> None:
    """Simulate a scenario and show who left, when and why; with --seeds, how far runs lie apart."""
    if seeds is None:
        gc.disable()  # one run ends soon and leaves no garbage: to look for it takes Python a tenth of the time
    from unit_cohesion.extend import plugins_in
    from unit_cohesion.runs.request import checked_request, refuse_unwritable
    from unit_cohesion.views.terminal.console import note, plain_console, progress_bar
    from unit_cohesion.views.terminal.headings import run_heading

    scale = {"days": days, "persons_per_agent": persons_per_agent}
    asked = checked_request(source, seed=seed, off=off or (), changes=changes or (), plugins=plugins_in(plugin or ()), **scale)
    if seeds is not None:
        from unit_cohesion.cli.insight import run_many

        run_many(asked, seeds, workers, [name for name, given in (("--out", out), ("--report", report)) if given])
        return
    if workers is not None:
        raise CohesionError(f"--workers {workers}: allowed: with --seeds, as a single run is one process")
    if out:
        refuse_unwritable(out)
    refuse_unwritable_file("--report", report)
    console = plain_console()
    console.print(run_heading(asked.identity))
    if asked.notice:
        note(asked.notice.rstrip("\n"))
    sys.stdout.flush()

    from unit_cohesion.runs.run import run as simulate
    from unit_cohesion.views.terminal.run import report as parts

    with progress_bar(console) as progress, warnings.catch_warnings():
        warnings.simplefilter("ignore", Unused)  # told already
        warnings.simplefilter("ignore", Untold)  # told below
        record = simulate(asked.identity, progress=progress)
        failed = list(dict.fromkeys(record.failed.values()))
    if out:
        record.save(out)
    if report:
        from unit_cohesion.views.report import write_report

        write_report(record, report)
    for part in parts(record, console.width):
        console.print(part)
    if report:
        console.print(f"\nThe page is {report}: open it in a browser; it needs nothing else.", soft_wrap=True)
    if out:
        again = shlex.join(["cohesion", "run", str(out / "run.json"), *(word for file in plugin or () for word in ("--plugin", str(file)))])
        console.print(f"\nWritten to {out}; {again} runs it again.", soft_wrap=True)
    else:
        console.print("\nTo keep the tables, add: --out DIR", soft_wrap=True)
    if failed:
        raise CohesionError(f"{'; '.join(failed)}; {f'all else is in {out}' if out else 'all else is told'}")


@app.command("list")
def list_() -> None:
    """The shipped scenarios."""
    from unit_cohesion.views.terminal.console import plain_console
    from unit_cohesion.views.terminal.shipped_list import scenarios

    plain_console().print(scenarios())


@app.command()
def show(source: Source, html: Shown = None, plugin: Plugin = None) -> None:
    """A scenario in words, drawings and tables: groups, places, order of battle, time line, targets; with its sources."""
    from unit_cohesion.scenario import load_scenario
    from unit_cohesion.views.terminal.console import plain_console
    from unit_cohesion.views.terminal.describe import description

    refuse_unwritable_file("--html", html)
    console, scenario = plain_console(), load_scenario(source, outside=_outside(plugin))
    if html:
        from unit_cohesion.views.scenario_page import write_page

        write_page(scenario, html)
        console.print(f"The page is {html}: open it in a browser; it needs nothing else.", soft_wrap=True)
        return
    for part in description(scenario, console.width):
        console.print(part)


@app.command()
def check(file: File, plugin: Plugin = None) -> None:
    """Check a scenario, a run.json, a lesson or a design: all errors, one a line; or "good", after notes of what will not count."""
    from unit_cohesion.errors import ScenarioError, ScenarioErrors
    from unit_cohesion.scenario import check_file, load_scenario
    from unit_cohesion.simulation.remarks import remarks
    from unit_cohesion.sweeps.designs.design_file import is_design
    from unit_cohesion.views.lessons.shipped import is_lesson

    notes = []
    if file.endswith(".json"):
        from unit_cohesion.runs.saved import load_run_json

        errors: Sequence[object] = []
        try:
            mapping = load_run_json(file)
            notes = remarks(mapping.bare_identity)
            if mapping.doubt:
                errors = [f"{file}: {mapping.doubt}"]
        except ScenarioErrors as found:
            errors = found.errors
    elif is_lesson(file):
        from unit_cohesion.views.lessons.form import check_lesson

        errors = check_lesson(file)
    elif is_design(file):
        from unit_cohesion.extend import plugins_in
        from unit_cohesion.sweeps.designs.design_file import load_design, settings_without_effect

        errors = []
        try:
            notes = settings_without_effect(load_design(file, plugins_in(plugin or ())))
        except ScenarioErrors as found:
            errors = found.errors
        except ScenarioError as found:
            errors = [found]
    elif not (errors := check_file(file, _outside(plugin))):
        notes = remarks(load_scenario(file, outside=_outside(plugin)))
    for error in errors:
        print(error)
    if errors:
        raise typer.Exit(WRONG)
    for note in notes:
        print(f"note: {note}")
    print("good")


def _outside(plugin: list[Path] | None) -> Outside:
    """What rules from outside bring that a scenario may name."""
    if not plugin:
        from unit_cohesion.scenario.outside import NOTHING

        return NOTHING
    from unit_cohesion.extend import plugins_in

    return plugins_in(plugin).outside


@app.command()
def new(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="The scenario file to write, with or without .toml.")] = None,
    like: Annotated[
        str | None, typer.Option(metavar="SCENARIO", help="A whole copy of this shipped scenario, or of a file, to be changed.")
    ] = None,
    base: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="SCENARIO",
            help="A variant: only what is otherwise than in this scenario, or than in a file in the same folder.",
        ),
    ] = None,
    plugin: Annotated[
        str | None, typer.Option(metavar="NAME", help="Make a folder NAME with a rule of one's own, and what to try it with, instead.")
    ] = None,
) -> None:
    """Start a scenario of one's own, a file that runs as it is (docs/scenarios.md); or a rule from outside (docs/extending.md)."""
    if (name is None) == (plugin is None) or (plugin is not None and (like or base)) or (like and base):
        raise CohesionError("new: allowed: NAME, with --like or --from or neither; or --plugin NAME alone")
    if plugin is not None:
        from unit_cohesion.runs.plugin_template import new_plugin

        written, tried = new_plugin(plugin), [["cd", plugin], ["cohesion", "run", "two-valleys", "--plugin", f"{plugin}.py"]]
    else:
        from unit_cohesion.scenario.skeleton import new_scenario

        written = new_scenario(str(name), like, base)
        tried = [["cohesion", word, str(written[0])] for word in ("check", "show", "run")]
    for path in written:
        print(path)
    print(f"\nTry it: {'; '.join(map(shlex.join, tried))}")


@app.command()
def schema(plugin: Plugin = None) -> None:
    """The JSON Schema of a scenario file, for editors: cohesion schema > cohesion.schema.json."""
    from unit_cohesion.scenario.skeleton import schema_text

    print(schema_text(_outside(plugin)), end="")


@app.command()
def outcomes(name: Annotated[str | None, typer.Argument(metavar="NAME", help="Only this one, with a target to copy.")] = None) -> None:
    """Every outcome that a target can be of: unit, what it is, which keys it reads."""
    from unit_cohesion.views.terminal.catalogue import outcomes as listed
    from unit_cohesion.views.terminal.console import plain_console

    console = plain_console()
    for part in listed(name):
        console.print(part)


@app.command()
def parameters(
    rule: Rule = None,
    nature: Annotated[str | None, typer.Option(metavar="NATURE", help="Only those that are so: behaviour, fact or design.")] = None,
) -> None:
    """Every parameter: default, range, mechanism, nature (behaviour, fact or design), meaning and source."""
    from unit_cohesion.views.terminal.catalogue import parameters as listed
    from unit_cohesion.views.terminal.console import plain_console

    console = plain_console()
    for part in listed(rule, nature):
        console.print(part)


@app.command()
def mechanisms() -> None:
    """Every mechanism: what it says, and where the source texts say it."""
    from unit_cohesion.views.terminal.catalogue import mechanisms as listed
    from unit_cohesion.views.terminal.console import plain_console

    plain_console().print(listed())


app.command()(dashboard)
app.command()(sweep)
app.command()(analyse)
app.command()(compare)
app.command()(attribute)
app.command()(validate)
app.command()(cases)
app.command()(fit)
app.command()(explain)
app.command()(progeny)
app.command()(effects)
app.command()(lesson)
app.command()(archive)
app.command()(cite)
app.command()(columns)
app.command("verify-code")(verify_code)
