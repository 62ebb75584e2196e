"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Plugin = Annotated[
    list[Path] | None,
    typer.Option(metavar="FILE.py", dir_okay=False, help="Run with the rules of this file too (docs/extending.md); repeatable."),
]
