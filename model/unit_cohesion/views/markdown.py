"""Tables of Markdown, for pages that commands write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table; a bar inside a cell does not end it."""
    cells = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    return [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}", *(f"| {' | '.join(row)} |" for row in cells)]


def plain(text: str) -> str:
    """Text of a scenario as a cell shows it: on one line, and without what Markdown or HTML would take for its own."""
    line = " ".join(text.split())
    return "".join(f"\\{mark}" if mark in "\\`*_[]#" else "&lt;" if mark == "<" else mark for mark in line)
