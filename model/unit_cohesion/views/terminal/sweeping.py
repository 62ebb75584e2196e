"""What ``cohesion sweep`` prints: what it will take, how far it is, and how it ended."""

from __future__ import annotations

import shlex
import time
from typing import TYPE_CHECKING

from rich.console import Console, RenderableType
from rich.text import Text

from unit_cohesion.views.formatting import DIM, HEAD, counted, number, one_line

if TYPE_CHECKING:
    from unit_cohesion.sweeps.designs.design import Design
    from unit_cohesion.sweeps.estimate import Estimate
    from unit_cohesion.sweeps.sweep import Progress, Sweep

LINE_SECONDS = 5.0  # between lines where output is piped
TICK = 0.2


def design_heading(design: Design, held: int = 0) -> RenderableType:
    """Return the design: its question, what is varied, and how many runs that makes."""
    about = design.scenario.about
    size = f"{counted(design.run_count, 'run')}: {counted(len(design.distinct_cells), 'cell')} × {counted(len(design.seeds), 'seed')}"
    there = f", {number(held)} of them there already" if held else ""
    scale = f"{counted(about.days, 'day')}, 1 agent for {counted(about.persons_per_agent, 'person')}"
    lines = Text.assemble((one_line(design.title or design.name), HEAD))
    if design.question:
        lines.append(f"\n{one_line(design.question)}")
    lines.append(f"\n{' · '.join((design.scenario.name, scale, design.method, ', '.join(design.names) or 'seeds only'))}", DIM)
    return lines.append(f"\n{size}{there}")


def estimate_text(estimate: Estimate) -> RenderableType:
    """Return time and disk of what is left."""
    workers = f"{estimate.workers} worker{'s' if estimate.workers != 1 else ''}"
    takes = f"about {duration_text(estimate.seconds)} on {workers} ({estimate.run_seconds:.2g} s a run)"
    return Text(f"{number(estimate.runs)} runs left: {takes}, {size_text(estimate.bytes)} of disk")


def duration_text(seconds: float) -> str:
    """Return a length of time in words."""
    for unit, length in (("days", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"


def size_text(count: float) -> str:
    """Return an amount of bytes in words."""
    for unit, length in (("GB", 1e9), ("MB", 1e6)):
        if count >= length:
            return f"{count / length:.1f} {unit}"
    return f"{max(1.0, count / 1e3):.0f} kB"


def progress_text(progress: Progress) -> str:
    """Return runs done, failed, per second, time left."""
    words = [f"{progress.done:,} of {progress.total:,} runs"]
    if progress.failed:
        words.append(f"{progress.failed:,} failed")
    if progress.per_second:
        words.append(f"{progress.per_second:.2g} a second" if progress.per_second < 10 else f"{progress.per_second:,.0f} a second")
    if progress.seconds_left is not None and progress.done < progress.total:
        words.append(f"{duration_text(progress.seconds_left)} left")
    if progress.state in ("starting", "stopping"):
        words.append({"starting": "workers are starting", "stopping": "stopping"}[progress.state])
    return ", ".join(words)


def show_progress(console: Console, going: Sweep) -> None:
    """Show how far it is until it has ended: a bar on a terminal, a line every few seconds where output is piped."""
    if not console.is_terminal:
        last_shown = time.monotonic()
        while going.going:
            going.wait(TICK)
            if time.monotonic() - last_shown >= LINE_SECONDS and going.going:
                last_shown = time.monotonic()
                console.print(progress_text(going.progress), soft_wrap=True)
        return
    from rich.progress import BarColumn, Progress, TextColumn

    with Progress(BarColumn(), TextColumn("{task.description}"), console=console, transient=True) as bars:
        task = bars.add_task("", total=going.progress.total)
        while going.going:
            now = going.progress
            bars.update(task, completed=now.done, description=progress_text(now))
            going.wait(TICK)


def ending_text(going: Sweep, resume_command: str) -> RenderableType:
    """Return how it ended, and what to do next; ``resume_command`` is the command that goes on."""
    now = going.progress
    lines = Text(f"{now.done:,} of {now.total:,} runs are in {one_line(going.folder)}/outcomes")
    if now.failed:
        lines.append(f"\n{now.failed:,} failed (columns status and error say how); to try them again: {resume_command} --retry-failed")
    if now.done < now.total:
        lines.append(f"\nTo go on: {resume_command}")
    else:
        lines.append(f"\nTo look at them: cohesion analyse {one_line(shlex.quote(str(going.folder)))}")
    return lines
