"""What is drawn of a record, kept with it, so that what visitors share is made once."""

from __future__ import annotations

from unit_cohesion.runs.record import Record
from unit_cohesion.views.army_replay import packed
from unit_cohesion.views.dashboard.run_request import once
from unit_cohesion.views.figures.base import Figure
from unit_cohesion.views.figures.run_figures import RunFigures


def figures_of_record(record: Record) -> RunFigures:
    """The figures of a record."""
    return once(record, "_drawn", lambda: RunFigures(record))


def figures_of_page(record: Record, page: str) -> list[Figure]:
    """The figures of one page, ``run``, ``rebel`` or ``cascades``, likewise."""
    return once(record, f"_drawn_{page}", getattr(figures_of_record(record), f"{page}_page"))


def packed_once(record: Record) -> bytes:
    """The record as the replay takes it, kept with it."""
    return once(record, "_packed", lambda: packed(record))
