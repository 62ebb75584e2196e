"""The command ``cohesion sweep``: parsing only."""

from __future__ import annotations

import os
import shlex
import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from unit_cohesion.cli.options import Plugin

if TYPE_CHECKING:
    from unit_cohesion.sweeps.sweep import Sweep

STOPPED = 130

DesignFile = Annotated[
    Path, typer.Argument(metavar="DESIGN", help="A design file (docs/sweeps.md), a shipped one's name, or an earlier sweep's sweep.json.")
]
Out = Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where the results go; the same command goes on where it stopped.")]
WorkerCount = Annotated[int | None, typer.Option(metavar="N", min=1, help="Processes on this machine; one a processor unless told.")]
Scheduler = Annotated[str | None, typer.Option(metavar="ADDRESS", help="Use the workers of this Dask scheduler instead.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check the design, and say how many runs it is and what they take.")]
UntilWidth = Annotated[
    list[str] | None,
    typer.Option(metavar="OUTCOME=W", help="Add seeds until the 95 % interval of each cell is at most so wide; repeatable."),
]
Scenario = Annotated[
    str, typer.Option(metavar="SCENARIO", help="Do it on this scenario (a shipped one's name, or a file) and not on the design's own.")
]
RetryFailed = Annotated[bool, typer.Option("--retry-failed", help="Do the runs that went wrong again.")]


def sweep(
    design: DesignFile,
    out: Out = None,
    scenario: Scenario = "",
    workers: WorkerCount = None,
    scheduler: Scheduler = None,
    dry_run: DryRun = False,
    retry_failed: RetryFailed = False,
    until_width: UntilWidth = None,
    plugin: Plugin = None,
) -> None:
    """Do all runs of a design, on this machine or a cluster; stopped or killed, it goes on where it was."""
    from unit_cohesion.extend import plugins_in
    from unit_cohesion.sweeps.designs.design_file import load_design, settings_without_effect
    from unit_cohesion.views.terminal.console import note, plain_console
    from unit_cohesion.views.terminal.sweeping import design_heading, estimate_text

    if not out and not dry_run:
        raise typer.BadParameter("name the folder for the results: --out FOLDER (or ask what it would take: --dry-run)")
    console, plugins = plain_console(), plugins_in(plugin or ())
    if design.suffix == ".json":
        if scenario:
            raise typer.BadParameter("an earlier sweep's sweep.json holds its scenario whole: leave --scenario out")
        from unit_cohesion.sweeps.sweep_folder import design_again

        asked = design_again(design, plugins)
    else:
        asked = load_design(design, plugins, scenario)
    for remark in settings_without_effect(asked):
        note(f"note: {remark}")
    if scheduler and workers:
        note(f"note: --workers {workers}: does nothing, as the workers of --scheduler {scheduler} are used")
    if dry_run or not out:
        idle = {"--out": out, "--scheduler": scheduler, "--retry-failed": retry_failed, "--until-width": until_width}
        for option in (option for option, given in idle.items() if given):
            note(f"note: {option}: does nothing with --dry-run")
        from unit_cohesion.sweeps.sweep import dry_run as tried

        console.print(design_heading(asked))
        with TemporaryDirectory() as folder:
            console.print(estimate_text(tried(asked, Path(folder), workers)), soft_wrap=True)
        return

    from unit_cohesion.sweeps.sweep import sweep as start
    from unit_cohesion.sweeps.until_width import parsed_widths, with_further_seeds, with_seeds_of_folder

    words = ["cohesion", "sweep", str(design), "--out", str(out)]
    words += ["--scenario", scenario] if scenario else []
    words += ["--workers", str(workers)] if workers else []
    words += [word for file in plugin or () for word in ("--plugin", str(file))]
    words += ["--scheduler", scheduler] if scheduler else []
    words += [word for width in until_width or () for word in ("--until-width", width)]
    widths = parsed_widths(until_width or (), asked)
    interrupts, wanted = Interrupts(shlex.join(words)), with_seeds_of_folder(asked, out) if widths else asked
    while True:
        going = interrupts.going = start(wanted, out, workers, scheduler, retry_failed=retry_failed)
        console.print(design_heading(wanted, going.progress.done))
        for line in going.messages:
            console.print(line, soft_wrap=True)
        sys.stdout.flush()
        watch_to_end(going, interrupts.resume_command)
        if interrupts.count and going.progress.done < going.progress.total:
            raise typer.Exit(STOPPED)
        wanted = with_further_seeds(wanted, going.table(), widths) if widths else wanted
        if interrupts.count or wanted.seeds == going.design.seeds:
            break


def watch_to_end(going: Sweep, resume_command: str) -> None:
    """Show a sweep's progress until it ends."""
    from unit_cohesion.views.terminal.console import note, plain_console
    from unit_cohesion.views.terminal.sweeping import ending_text, estimate_text, show_progress

    console, shown_already = plain_console(), len(going.messages)
    while going.going and not going.estimated.wait(0.2):
        pass
    if going.estimate:
        console.print(estimate_text(going.estimate), soft_wrap=True)
        sys.stdout.flush()
    show_progress(console, going)
    going.wait()
    for line in going.messages[shown_already:]:
        note(f"cohesion: {line}")
    console.print(ending_text(going, resume_command), soft_wrap=True)


class Interrupts:
    """Ctrl-C once stops in order, twice at once; ``resume_command`` is the command that goes on."""

    def __init__(self, resume_command: str) -> None:
        self.resume_command, self.count = resume_command, 0
        self.going: Sweep | None = None
        signal.signal(signal.SIGINT, self._interrupt)

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        if self.going is None:
            raise KeyboardInterrupt
        self.count += 1
        if self.count == 1:
            self.going.stop()
            self._print_note("stopping; what is under way is finished first (Ctrl-C again: at once)")
            return
        self.going.stop(at_once=True)
        self._print_note(f"stopped at once; what was reported done is kept. To go on: {self.resume_command}")
        os._exit(STOPPED)

    @staticmethod
    def _print_note(words: str) -> None:
        os.write(2, f"\ncohesion: {words}\n".encode())  # print() may be what was interrupted
