"""What results show of themselves, and how far a call is, in a notebook."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from importlib import import_module
from typing import Any

PATIENCE = 2.0
"""Seconds after which a notebook shows how far a call is."""
TWICE_A_SECOND = 0.5
Progress = Callable[[int, int], None]


class NotebookResult:
    """A result with figures (``plot``) and a picture of itself in notebooks.

    Figures are views, and nothing here may import those: they are found by name when first asked for.
    """

    @property
    def plot(self) -> Any:
        """Its figures: ``plot.name()`` draws one, ``dir(plot)`` lists them; each shows itself in a notebook, and has ``save(path)``."""
        return import_module("unit_cohesion.views.figures.plots").plots_of(self)

    def _repr_html_(self) -> str:
        html: str = import_module("unit_cohesion.views.figures.plots").card(self)
        return html


def notebook_display() -> Any:
    """Return IPython's display module in a notebook, else None."""
    python: Any = sys.modules.get("IPython")
    shell = python.get_ipython() if python else None
    return python.display if hasattr(shell, "kernel") else None


@contextmanager
def progress_or_bar(progress: Progress | None, what: str) -> Iterator[Progress | None]:
    """Yield what to call after each step: what was given, or else, in a notebook, a bar that comes after two seconds."""
    display = None if progress else notebook_display()
    if display is None:
        yield progress
        return
    bar = _NotebookBar(display, what)
    try:
        yield bar
    finally:
        bar.end()


class _NotebookBar:
    def __init__(self, display: Any, what: str) -> None:
        self.display, self.what = display, what
        self.started = self.drawn = time.monotonic()
        self.handle: Any = None

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.started < PATIENCE or now - self.drawn < TWICE_A_SECOND:
            return
        self.drawn = now
        left = (now - self.started) * (total - done) / max(done, 1)
        words = f"{escape(self.what)}: {done:,} of {total:,}, about {left:,.0f} s left"
        made = self.display.HTML(f'<progress value="{done}" max="{total}"></progress> {words}')
        if self.handle is None:
            self.handle = self.display.display(made, display_id=True)
        else:
            self.handle.update(made)

    def end(self) -> None:
        if self.handle is not None:
            self.handle.update(self.display.HTML(""))
