"""What a visitor takes home: all tables as Parquet or CSV in one ZIP file, and ``run.json``."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow.csv import write_csv

from unit_cohesion.outcomes import TABLES
from unit_cohesion.runs.record import Record
from unit_cohesion.simulation.run_file import RUN_FILE

README = """\
Tables of a run of unit-cohesion, an agent-based simulation. cohesion run run.json makes the same run again.
In CSV, text that begins with = + - @ or a control character has a ' put before it, so that no spreadsheet runs it.
"""
_WHEN = (2000, 1, 1, 0, 0, 0)  # the files' date in a ZIP: equal runs give equal bytes
LEVEL = 3
"""How hard tables are packed: in less than half of the time that it takes by default, into a tenth more."""


def file_name(record: Record, kind: str) -> str:
    """A name for the download, such as ``two-valleys-seed1-csv.zip``."""
    stem = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in record.scenario.name)
    return f"{stem}-seed{record.seed}{'-' if kind.endswith('.zip') else '.'}{kind}"


def run_json(record: Record) -> bytes:
    """The ``run.json``, as ``cohesion run`` writes it."""
    with TemporaryDirectory() as folder:
        return (record.save(Path(folder) / "run") / RUN_FILE).read_bytes()


def parquet_zip(record: Record) -> bytes:
    """The folder that ``cohesion run --out`` writes, as a ZIP file."""
    with TemporaryDirectory() as folder:
        made = record.save(Path(folder) / "run")
        files = {path.name: path.read_bytes() for path in sorted(made.iterdir())}
    return _zip(files.items(), zipfile.ZIP_STORED)


def csv_zip(record: Record) -> bytes:
    """All tables as CSV, and ``run.json``, as a ZIP file."""

    def files() -> Iterator[tuple[str, bytes]]:
        yield "README.txt", README.encode()
        yield RUN_FILE, run_json(record)
        for table in TABLES:
            yield f"{table}.csv", table_csv(getattr(record, table))

    return _zip(files(), zipfile.ZIP_DEFLATED)


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """A small table as CSV that no spreadsheet takes for formulas."""
    return str(_formula_safe(frame).to_csv(index=False, quoting=csv.QUOTE_MINIMAL, lineterminator="\n")).encode()


def table_csv(frame: pd.DataFrame) -> bytes:
    """A run's table likewise; Arrow writes it in a fraction of the time, with all text in quotes. Dates have no time of day."""
    table = pa.Table.from_pandas(_formula_safe(frame), preserve_index=False)
    days = pa.schema([field.with_type(pa.date32()) if pa.types.is_timestamp(field.type) else field for field in table.schema])
    out = io.BytesIO()
    write_csv(table.cast(days), out)
    return out.getvalue()


def formula_safe(cell: Any) -> Any:
    """Return text that a spreadsheet might run with ``'`` before it; all else as it is."""
    if isinstance(cell, str) and cell and (cell.lstrip(" ")[:1] in ("=", "+", "-", "@") or ord(cell[0]) < 32 or ord(cell[0]) == 127):
        return f"'{cell}"
    return cell


def _formula_safe(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.apply(_formula_safe_column).rename(columns=formula_safe)


def _formula_safe_column(column: pd.Series[Any]) -> pd.Series[Any]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        words = {word: formula_safe(word) for word in column.cat.categories}
        return column if all(old == new for old, new in words.items()) else column.astype(object).map(formula_safe)
    return column.map(formula_safe) if column.dtype == object or isinstance(column.dtype, pd.StringDtype) else column


def _zip(files: Iterable[tuple[str, bytes]], method: int) -> bytes:
    """Put the files together; each is packed, in a thread of its own, while the next one is made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method, compresslevel=LEVEL) as archive, ThreadPoolExecutor(1) as packer:
        packed = [packer.submit(archive.writestr, zipfile.ZipInfo(name, _WHEN), content, method, LEVEL) for name, content in files]
        for one in packed:
            one.result()
    return out.getvalue()
