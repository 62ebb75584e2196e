"""The only writer and reader of Parquet: tables as ``outcomes.py`` declares them, checksummed, whole or not there at all."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from unit_cohesion.disk import why, write_file
from unit_cohesion.errors import CohesionError
from unit_cohesion.outcomes import TABLES, Field

Coded = tuple[np.ndarray, Sequence[str]]
"""Text out of few words: the row of each in the words, and the words."""

ROWS_AT_ONCE = 1 << 16
"""Rows of a group of a file, and about as many as are made at once of a table that is written."""

_WORDS = pa.dictionary(pa.int32(), pa.string()), pa.dictionary(pa.int32(), pa.string(), ordered=True)
_TYPES = {
    "bool": pa.bool_(),
    "int16": pa.int16(),
    "int32": pa.int32(),
    "float32": pa.float32(),
    "float64": pa.float64(),
    "string": pa.string(),
    "date": pa.date32(),
    "category": _WORDS[0],
    "ordered": _WORDS[1],
}

WrittenColumn = tuple[str, str, str, str]
"""Name, type, unit and meaning of a column in a file."""
_SEAL = b"unit-cohesion"


def as_table(table: str, columns: Mapping[str, np.ndarray | Coded | Any], more: Sequence[Field] = ()) -> pa.Table:
    """The columns (arrays of NumPy or Arrow, or ``Coded``) as an Arrow table with the types that the table declares.

    ``more``, here and below: columns of rules from outside, after the table's own.

    Raises:
        ValueError: columns that are not the table's, or not in its order (a fault of the model).
    """
    schema = _schema(table, list(columns), more)
    return pa.Table.from_arrays([_array(column, field.type) for field, column in zip(schema, columns.values(), strict=True)], schema=schema)


def as_frame(pieces: Iterable[pa.Table]) -> pd.DataFrame:
    """The rows of a table, piece by piece, as one DataFrame."""
    return _frame(pa.concat_tables(pieces))


def write_table(frame: pd.DataFrame, path: str | Path, table: str, more: Sequence[Field] = ()) -> None:
    """Write a DataFrame as the declared table; equal frames give equal bytes, and a file under its final name is whole.

    Raises:
        ValueError: columns that are not the table's, or not in its order (a fault of the model).
        CohesionError: the file cannot be written.
    """
    write_arrow([as_arrow(frame, table, more)], path, table)


def as_arrow(frame: pd.DataFrame, table: str, more: Sequence[Field] = ()) -> pa.Table:
    """A DataFrame of a declared table as an Arrow table.

    Raises:
        ValueError: columns that are not the table's, or not in its order (a fault of the model).
    """
    return pa.Table.from_pandas(frame, schema=_schema(table, list(frame.columns), more), preserve_index=False)


def write_arrow(pieces: Iterable[pa.Table], path: str | Path, table: str) -> None:
    """Write Arrow tables of the same columns, one below the other, sealed with the table's name; equal rows give equal bytes.

    Args:
        pieces: one at least; how rows are parted among them makes no difference.

    Raises:
        CohesionError: the file cannot be written.
    """
    write_file(path, lambda file: _write(file, pieces, table))


def _write(file: BinaryIO, pieces: Iterable[pa.Table], table: str) -> None:
    groups = _in_groups(pieces)
    first = next(groups)
    schema, rows = first.schema.with_metadata(_dates_for_pandas(first.schema)), 0
    words = [one.name for one in schema if pa.types.is_string(one.type) or pa.types.is_dictionary(one.type)]  # of numbers hardly any recur
    options = {"compression": "zstd", "compression_level": 3, "use_dictionary": words, "version": "2.6", "write_page_checksum": True}
    with pq.ParquetWriter(file, schema, **options) as writer:
        for group in chain([first], groups):
            writer.write_table(group)
            rows += group.num_rows
        writer.add_key_value_metadata({_SEAL: _seal(table, first, rows)})


def _in_groups(pieces: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The same rows, as many at a time as a group of a file has."""
    waiting: list[pa.Table] = []
    count, first = 0, True
    for piece in pieces:
        waiting.append(piece)
        count += piece.num_rows
        if count >= ROWS_AT_ONCE:
            whole, over = pa.concat_tables(waiting), count % ROWS_AT_ONCE
            for begin in range(0, count - over, ROWS_AT_ONCE):
                yield whole.slice(begin, ROWS_AT_ONCE).combine_chunks()
            waiting, count, first = [whole.slice(count - over)], over, False
    if count or first:
        yield pa.concat_tables(waiting).combine_chunks()


def read_table(path: str | Path, table: str, more: Sequence[Field] = ()) -> pd.DataFrame:
    """The DataFrame that was written.

    Raises:
        CohesionError: the file is missing, damaged, or another table.
    """
    return _frame(read_arrow(path, table, declared=True, more=more))


def read_arrow(path: str | Path, table: str, *, declared: bool = False, more: Sequence[Field] = ()) -> pa.Table:
    """The Arrow table that was written; ``declared`` says that it must have the columns that ``outcomes.py`` declares.

    Raises:
        CohesionError: the file is missing, damaged, or another table.
    """
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            arrow = file.read()
        arrow.validate(full=True)
        metadata_seal = (arrow.schema.metadata or {}).get(_SEAL, b"")
        if metadata_seal != _seal(table, arrow, arrow.num_rows) or (
            declared and not arrow.schema.equals(_schema(table, arrow.column_names, more))
        ):
            raise ValueError(f"no table {table!r} of this version")
        return arrow.replace_schema_metadata(None)
    except FileNotFoundError:
        raise CohesionError(f"{path}: there is no such file") from None
    except Exception as error:  # Arrow has no one error for damaged files
        raise CohesionError(f"{path}: cannot be read, or is damaged ({why(error)})") from error


def _seal(table: str, arrow: Any, rows: int) -> bytes:
    """What pages' checksums do not cover: which table it is, its columns, how many rows, and the words of each column."""
    names = list(arrow.column_names)
    if rows:
        coded = (column for column in arrow.columns if pa.types.is_dictionary(column.type))
        names += [word for column in coded for word in column.chunk(0).dictionary.to_pylist()]
    return f"{table} {rows} {zlib.crc32(chr(10).join(names).encode()):08x}".encode()


def _schema(table: str, names: list[str], more: Sequence[Field]) -> Any:
    """The declared types of these columns."""
    declared = [*TABLES[table], *more]
    found = [_field(declared, name) for name in names]
    declared = [field for field in declared if field in found or not field.needs]
    if [field for field, _ in groupby(found)] != declared:
        wrong = [name for name, field in zip(names, found, strict=True) if field is None]
        missing = [field.name for field in declared if field not in found]
        raise ValueError(f"unknown columns {wrong}, missing {missing}, or out of order")
    return pa.schema([described(name, _TYPES[one.dtype], one.unit, one.meaning) for name, one in zip(names, found, strict=True) if one])


def described(name: str, kind: Any, unit: str, meaning: str) -> Any:
    """A column of an Arrow table that says its unit and meaning, in Parquet files too (``schema.field(name).metadata``)."""
    return pa.field(name, kind, metadata={"unit": unit, "description": meaning})


def written_columns(path: str | Path) -> list[WrittenColumn]:
    """The columns of a file that this program wrote: name, type, unit and meaning of each.

    Raises:
        CohesionError: it cannot be read.
    """
    try:
        schema = pq.read_schema(path)
    except Exception as error:  # Arrow has no one error for damaged files
        raise CohesionError(f"{path}: cannot be read, or is damaged ({why(error)})") from error
    with_metadata = [(one, one.metadata or {}) for one in schema]
    return [
        (one.name, str(one.type), pairs_of_field.get(b"unit", b"").decode(), pairs_of_field.get(b"description", b"").decode())
        for one, pairs_of_field in with_metadata
    ]


def _dates_for_pandas(schema: Any) -> dict[bytes, bytes]:
    """What makes pandas' own reader take days for dates, as others do by themselves; to it they are nameless objects else."""
    kind = "date32[day][pyarrow]"
    dates = [
        {"name": one.name, "field_name": one.name, "pandas_type": "date", "numpy_type": kind, "metadata": None}
        for one in schema
        if pa.types.is_date32(one.type)
    ]
    return {b"pandas": json.dumps({"index_columns": [], "column_indexes": [], "columns": dates}).encode()} if dates else {}


def _field(declared: Sequence[Field], name: str) -> Field | None:
    """The declaration of a column: its own, or else that of its family, such as ``log_{term}``."""
    exact = (field for field in declared if field.name == name)
    family = (field for field in declared if "{" in field.name and re.fullmatch(re.sub(r"\{\w+\}", ".+", field.name), name))
    return next(exact, next(family, None))


def _array(column: Any, wanted: Any) -> Any:
    if isinstance(column, tuple):
        codes, words = column
        return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(words, pa.string()), ordered=wanted.ordered)
    if isinstance(column, np.ndarray):
        return pa.array(column, wanted, from_pandas=True)  # NaN is "missing"
    return column


def _frame(arrow: Any) -> pd.DataFrame:
    frame: pd.DataFrame = arrow.to_pandas(date_as_object=False)
    if frame.empty:  # a file of no rows keeps no words
        no_words = pd.Index([], dtype=object)
        return frame.astype({name: pd.CategoricalDtype(no_words, frame[name].cat.ordered) for name in frame.select_dtypes("category")})
    return frame
