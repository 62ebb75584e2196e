"""Parquet: typed as declared, whole or not there, the same bytes, and damage found."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from tests.helpers import tiny_scenario
from unit_cohesion.disk import write_file
from unit_cohesion.errors import CohesionError
from unit_cohesion.outcomes import TABLES
from unit_cohesion.runs.run import Record, run
from unit_cohesion.scenario import load_scenario
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.tables import frames, parquet
from unit_cohesion.tables.frames import FRAMES
from unit_cohesion.tables.parquet import read_table, write_arrow, write_table

BUSY = {"base_hazard": 0.01}


@pytest.fixture(scope="module")
def record() -> Record:
    return run(tiny_scenario(), **BUSY)


def same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    try:
        pd.testing.assert_frame_equal(one, other)
    except AssertionError:
        return False
    return True


def outcome_of(read: Callable[[], pd.DataFrame], truth: pd.DataFrame) -> str:
    try:
        return "same" if same(read(), truth) else "other"
    except CohesionError:
        return "refused"


@pytest.mark.parametrize("table", TABLES)
def test_what_is_read_is_what_was_written(table: str, record: Record, tmp_path: Path) -> None:
    frame = getattr(record, table)
    write_table(frame, tmp_path / "t.parquet", table)
    pd.testing.assert_frame_equal(read_table(tmp_path / "t.parquet", table), frame)
    assert [path.name for path in tmp_path.iterdir()] == ["t.parquet"]


@pytest.mark.parametrize("scenario", ["tiny", "two-valleys"])  # the latter has a rebel side
def test_tables_written_piece_by_piece_are_those_made_whole(scenario: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(load_scenario(tiny_scenario() if scenario == "tiny" else scenario).with_parameters(days=60, **BUSY))
    engine.run()
    whole = {table: make(engine) for table, make in FRAMES.items()}
    for module in (parquet, frames):
        monkeypatch.setattr(module, "ROWS_AT_ONCE", 20)
    for table, frame in whole.items():
        made = list(frames.pieces(engine, table))
        assert (len(made) > 1) == (table in ("units", "events", "people")), table
        write_arrow(made, tmp_path / "pieces", table)
        write_table(frame, tmp_path / "whole", table)
        assert (tmp_path / "pieces").read_bytes() == (tmp_path / "whole").read_bytes(), table
        with pq.ParquetFile(tmp_path / "pieces") as file:
            groups = [file.metadata.row_group(row).num_rows for row in range(file.num_row_groups)]
        assert sum(groups) == len(frame)
        assert all(rows == 20 for rows in groups[:-1])
        pd.testing.assert_frame_equal(read_table(tmp_path / "pieces", table), frame)


@pytest.mark.parametrize("table", TABLES)
def test_equal_frames_give_equal_bytes_and_tell_pandas_of_dates_only(table: str, record: Record, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_table(getattr(record, table).copy(), tmp_path / name, table)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    told = json.loads((pq.read_metadata(tmp_path / "one").metadata or {}).get(b"pandas", b'{"columns": []}'))
    assert {one["name"] for one in told["columns"]} == {"date"} & set(getattr(record, table).columns)


def test_every_page_has_a_checksum_so_that_a_flipped_bit_in_the_data_is_found(record: Record, tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    write_table(record.people, path, "people")
    good = path.read_bytes()
    silent = 0
    for number in map(record.people.columns.get_loc, ("person", "loyalty", "competence", "remaining", "days_to_go")):
        column = pq.read_metadata(path).row_group(0).column(number)
        begin = column.dictionary_page_offset or column.data_page_offset  # numbers have no dictionary
        last = begin + column.total_compressed_size - 1  # of the data, before which stands the page's head
        for step in range(8):
            bad = bytearray(good)
            bad[last - step] ^= 4
            path.write_bytes(bad)
            assert outcome_of(lambda: read_table(path, "people"), record.people) == "refused", column.path_in_schema
            try:
                silent += not same(pd.read_parquet(path), record.people)
            except (OSError, ValueError):
                continue
    assert silent  # some would have been read as if nothing were wrong


def test_damage_anywhere_is_refused_or_harmless(record: Record, tmp_path: Path) -> None:
    path = tmp_path / "daily.parquet"
    write_table(record.daily, path, "daily")
    good = path.read_bytes()
    seen = set()
    for place in range(0, len(good), max(1, len(good) // 500)):
        bad = bytearray(good)
        bad[place] ^= 1 << (place % 8)
        path.write_bytes(bad)
        seen.add(outcome_of(lambda: read_table(path, "daily"), record.daily))
    for length in range(0, len(good), max(1, len(good) // 50)):
        path.write_bytes(good[:length])
        assert outcome_of(lambda: read_table(path, "daily"), record.daily) == "refused"
    assert seen <= {"refused", "same"}


def test_a_missing_file_and_another_table_are_refused(record: Record, tmp_path: Path) -> None:
    with pytest.raises(CohesionError, match="there is no such file"):
        read_table(tmp_path / "daily.parquet", "daily")
    write_table(record.groups, tmp_path / "daily.parquet", "groups")
    with pytest.raises(CohesionError, match="no table 'daily'"):
        read_table(tmp_path / "daily.parquet", "daily")
    write_table(record.groups.astype({"persons": "float64"}), tmp_path / "g.parquet", "groups")
    with pytest.raises(CohesionError, match="cannot be read"):
        read_table(tmp_path, "groups")


@pytest.mark.parametrize("change", [lambda f: f.drop(columns="post"), lambda f: f.assign(extra=1), lambda f: f[f.columns[::-1]]])
def test_only_the_declared_columns_can_be_written(change: Callable[[Any], Any], record: Record, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unknown columns"):
        write_table(change(record.people), tmp_path / "people.parquet", "people")
    assert not list(tmp_path.iterdir())


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_file(path, lambda file: file.write(b"old"))

    def full(file: Any) -> None:
        file.write(b"ne")
        raise OSError(28, "No space left on device")

    with pytest.raises(CohesionError, match="No space left on device"):
        write_file(path, full)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(CohesionError, match="cannot be written"):
        write_file(path / "file", lambda file: file.write(b"x"))
