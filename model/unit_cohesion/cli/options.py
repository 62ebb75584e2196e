"""Options that several commands have."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

Plugin = Annotated[
    list[Path] | None,
    typer.Option(metavar="FILE.py", dir_okay=False, help="Run with the rules of this file too (docs/extending.md); repeatable."),
]


def command_text(command: str, *arguments: str, options: Mapping[str, object]) -> str:
    """A command as it can be typed again; an option that is None or False is left out, a list stands as one option for each."""
    words = ["cohesion", command, *arguments]
    for name, given in options.items():
        for value in given if isinstance(given, list) else [given]:
            words += [] if value is None or value is False else [name] if value is True else [name, str(value)]
    return shlex.join(words)
