"""The codebook: every table and column that a run writes, with type, unit and meaning, from the declarations that make them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

from rich.console import Group, RenderableType
from rich.text import Text

from unit_cohesion.errors import CohesionError, nearest
from unit_cohesion.outcomes import ROWS, TABLES
from unit_cohesion.tables.parquet import WrittenColumn
from unit_cohesion.views.formatting import HEAD, row, table, title

HEADINGS = ("table", "column", "type", "unit", "meaning")


def declared_columns(name: str | None) -> Iterator[RenderableType]:
    """The columns of one table, or of all.

    Raises:
        CohesionError: there is no table of this name.
    """
    if name is not None and name not in TABLES:
        near = nearest(name, list(TABLES))
        raise CohesionError(f"{name}: allowed: {', '.join(TABLES)}" + (f"; did you mean {near!r}?" if near else ""))
    for one in [name] if name else TABLES:
        shown = table("Column", "Type", "Unit", "Meaning", rest=3)
        for field in TABLES[one]:
            row(shown, Text(field.name, style=HEAD), field.dtype, "" if field.unit == "1" else field.unit, field.meaning)
        yield Group(title(one, ROWS[one]), shown)


def codebook(tables: Mapping[str, Iterable[WrittenColumn]]) -> str:
    """The columns of tables as they were written, as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADINGS)
    writer.writerows((name, *column) for name, columns in tables.items() for column in columns)
    return text.getvalue()
