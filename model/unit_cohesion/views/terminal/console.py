"""The console that commands print on, and the bar that shows how far a run is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console


def plain_console() -> Console:
    """Where commands print; nothing that a file holds is read as markup."""
    return Console(markup=False, emoji=False, highlight=False)


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
