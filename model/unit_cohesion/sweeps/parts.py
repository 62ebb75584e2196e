"""The tables of a sweep on disk: parts of some runs each, and how parts are put together into one table.

A part is a file of outcomes (a row a run) and one for each table that is kept, all of the same name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from unit_cohesion.errors import CohesionError
from unit_cohesion.sweeps.chunk import OK, Result
from unit_cohesion.sweeps.designs.design import Design
from unit_cohesion.sweeps.outcome_columns import RUN, outcome_fields
from unit_cohesion.tables.parquet import described, read_arrow, write_arrow

OUTCOMES = "outcomes"
_TYPES = {"string": pa.string(), "float64": pa.float64(), "int64": pa.int64(), "date": pa.date32()}
_RUN = described(RUN.name, pa.string(), RUN.unit, RUN.meaning)


class TwoAnswersWarning(UserWarning):
    """One run has come out in two ways, which a run of the same code and design never should."""


def schema_of(design: Design) -> Any:
    """The columns of the table of outcomes."""
    return pa.schema([described(one.name, _TYPES[one.dtype], one.unit, one.meaning) for one in outcome_fields(design)])


def part_of(results: Sequence[Result], schema: Any) -> dict[str, pa.Table]:
    """The tables of a part, outcomes last."""
    blank = (None,) * len(schema)
    rows = [(r.run.id, r.run.cell.id, *r.run.cell.values, r.run.seed, r.status, r.error, *r.outcome) for r in results]
    columns = zip(*((*row, *blank)[: len(schema)] for row in rows), strict=True)
    outcomes = pa.Table.from_arrays([pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema)
    kept = {name: [_with_run_column(r.run.id, r.tables[name]) for r in results if name in r.tables] for name in _kept_tables(results)}
    return {**{name: pa.concat_tables(tables) for name, tables in kept.items()}, OUTCOMES: outcomes}


def _kept_tables(results: Sequence[Result]) -> list[str]:
    return list(dict.fromkeys(name for r in results for name in r.tables))


def _with_run_column(run: str, table: pa.Table) -> pa.Table:
    return table.add_column(0, _RUN, pa.array([run] * table.num_rows, pa.string()))


def part_file(folder: Path, table: str, part: str) -> Path:
    """Where a part's table is."""
    return folder / table / f"{part}.parquet"


def write_part(folder: Path, part: str, tables: Mapping[str, pa.Table]) -> dict[str, Any]:
    """Write a part, outcomes last, since that file says that the part is whole; returns what the manifest says of it.

    Raises:
        CohesionError: it cannot be written.
    """
    digests = {}
    for table, arrow in tables.items():
        path = part_file(folder, table, part)
        write_arrow([arrow], path, _sealed(table))
        digests[table] = digest(path)
    return {"runs": tables[OUTCOMES].num_rows, "bytes": sum(arrow.nbytes for arrow in tables.values()), "files": digests}


def read_part(folder: Path, table: str, part: str, sha256: str | None) -> pa.Table:
    """One table of a part; ``sha256`` is what the manifest says, if it does.

    Raises:
        CohesionError: it is missing or damaged.
    """
    path = part_file(folder, table, part)
    arrow = read_arrow(path, _sealed(table))
    try:
        same = not sha256 or digest(path) == sha256
    except OSError as error:  # put together with others meanwhile, by the sweep that writes
        raise CohesionError(f"{path}: cannot be read ({error.strerror})") from error
    if not same:
        raise CohesionError(f"{path}: is damaged: it is not the file that was written")
    return arrow


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def merged(tables: Iterable[pa.Table], schema: Any) -> tuple[pa.Table, list[str]]:
    """Outcomes of several parts, oldest first, as one table sorted by run, a row a run; and the runs that came out in two ways.

    Where a run has several rows, one that went well stands before one that did not; of those the first counts, of these the last.
    """
    table = pa.concat_tables([schema.empty_table(), *tables]).combine_chunks()
    runs = table["run"].to_numpy(zero_copy_only=False).astype("U")
    bad = (table["status"].to_numpy(zero_copy_only=False) != OK).astype("i1")
    age = np.arange(len(runs))
    order = np.lexsort((np.where(bad, -age, age), bad, runs))
    first = np.r_[True, runs[order][1:] != runs[order][:-1]] if len(runs) else np.zeros(0, bool)
    kept = table.take(pa.array(order[first]))
    leader = np.maximum.accumulate(np.where(first, np.arange(len(order)), 0)) if len(order) else order
    again = np.flatnonzero(~first & (bad[order] == 0))
    one, other = (table.take(pa.array(rows)) for rows in (order[leader[again]], order[again]))
    pairs = [] if one.equals(other) else zip(one.to_pylist(), other.to_pylist(), strict=True)
    return kept, sorted({a["run"] for a, b in pairs if a != b})


def merged_kept(parts: Sequence[tuple[pa.Table, Sequence[str]]]) -> pa.Table:
    """A kept table of several parts, sorted by run; of each part only the rows of the runs that stand with it."""
    table = pa.concat_tables([table.filter(pc.is_in(table["run"], pa.array(runs, pa.string()))) for table, runs in parts])
    return table.take(pa.array(np.argsort(table["run"].to_numpy(zero_copy_only=False).astype("U"), kind="stable")))


def _sealed(table: str) -> str:
    return f"sweep {table}"
