"""The shipped scenarios as a table for the terminal. Imports nothing that takes time, so that ``cohesion list`` answers at once."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from unit_cohesion.shipped import shipped_abouts
from unit_cohesion.views.formatting import HEAD, number, row, table


def scenarios() -> RenderableType:
    """The shipped scenarios: name, length, question."""
    found = table("Scenario", "Days", "Question", right=(1,), rest=2)
    for name, about in shipped_abouts().items():
        row(found, Text(name, style=HEAD), number(about["days"]), about["question"])
    return found
