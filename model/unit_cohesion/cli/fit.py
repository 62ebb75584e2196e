"""The command ``cohesion fit``: parsing only."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from unit_cohesion.cli.options import command_text
from unit_cohesion.cli.sweep import STOPPED, Interrupts, watch_to_end

DESIGN = "tuning-wars"
Names = Annotated[list[str] | None, typer.Argument(metavar="[CASE]...", help="Which wars; all cases registered for fit if none is named.")]
Out = Annotated[Path, typer.Option(metavar="FOLDER", help="Where the sweeps go; the same command goes on where it stopped.")]
DesignFile = Annotated[str, typer.Option("--design", metavar="DESIGN", help="What is varied: a design file, or a shipped one's name.")]
WorkerCount = Annotated[int | None, typer.Option(metavar="N", min=1, help="Processes on this machine; one a processor unless told.")]
Best = Annotated[int, typer.Option(metavar="N", min=1, max=20, help="How many of the best cells are shown.")]


def fit(out: Out, names: Names = None, design: DesignFile = DESIGN, workers: WorkerCount = None, best: Best = 5) -> None:
    """Fit one set of behaviour to many wars at once: the cells that miss their targets least, and each war left out in turn."""
    from unit_cohesion.sweeps.joint import designs, fitted_wars, joint_fit
    from unit_cohesion.sweeps.sweep import sweep as start
    from unit_cohesion.views.terminal.console import plain_console
    from unit_cohesion.views.terminal.fit import told
    from unit_cohesion.views.terminal.sweeping import design_heading

    wars = fitted_wars(names or ())
    sweeps, console = list(designs(design, wars, out)), plain_console()
    again = command_text("fit", *(names or ()), options={"--out": out, "--design": design, "--workers": workers, "--best": best})
    interrupts = Interrupts(again)
    for folder, asked in sweeps:
        going = interrupts.going = start(asked, folder, workers)
        console.print(design_heading(asked, going.progress.done))
        for line in going.messages:
            console.print(line, soft_wrap=True)
        sys.stdout.flush()
        watch_to_end(going, again)
        if interrupts.count:
            raise typer.Exit(STOPPED)
    for part in told(joint_fit(sweeps), best):
        console.print(part)
