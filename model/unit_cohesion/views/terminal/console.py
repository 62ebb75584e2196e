"""The console that commands print on, and the bar that shows how far a run is."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from rich.console import Console


class _Printer(Console):
    def on_broken_pipe(self) -> None:
        """Go on in silence where whoever read has gone (``| head``): files that were asked for are still written."""
        self.quiet = True
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or else what waits fails on leaving


def plain_console() -> Console:
    """Where commands print; nothing that a file holds is read as markup."""
    return _Printer(markup=False, emoji=False, highlight=False)


def note(text: str) -> None:
    """Say something on stderr, if anybody still reads it."""
    with suppress(BrokenPipeError):
        print(text, file=sys.stderr, flush=True)


@contextmanager
def progress_bar(console: Console, what: str = "day") -> Iterator[Callable[[int, int], None] | None]:
    """Something to call after each day (or whatever it is), which draws a bar; None where output is piped."""
    if not console.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    with Progress(TextColumn(what), MofNCompleteColumn(), BarColumn(), TimeRemainingColumn(), console=console, transient=True) as bars:
        task = bars.add_task(what, total=None)
        yield lambda day, days: bars.update(task, completed=day, total=days)
