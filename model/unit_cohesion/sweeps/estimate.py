"""What a sweep will take: time and disk, from a few trial runs in this process; they count as results."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa

from unit_cohesion.errors import CohesionError
from unit_cohesion.sweeps.chunk import Result
from unit_cohesion.sweeps.parts import OUTCOMES, part_of, write_part

TRIALS = 3
_ROW_BYTES, _COLUMN_BYTES = 80, 6  # on the disk, of an outcomes row and each of its numbers
_ROOM = 8 << 20  # bytes, for what is not results
START_SECONDS = 4.0  # until workers are there


@dataclass(frozen=True)
class Estimate:
    """What is left to do, and what it takes.

    Attributes:
        runs: left to do when it was made.
        seconds: with these workers; run_seconds: of one run; bytes: on the disk.
    """

    runs: int
    seconds: float
    run_seconds: float
    bytes: int
    workers: int


def estimated(results: Sequence[Result], schema: Any, left: int, workers: int) -> Estimate:
    """What ``left`` runs take, judged by these."""
    mean = sum(result.seconds for result in results) / len(results)
    tables = part_of(results, schema)
    kept = max(0, _on_disk(tables) - _on_disk({name: table.slice(0, 0) for name, table in tables.items()})) // len(results)
    size = left * (_ROW_BYTES + _COLUMN_BYTES * len(schema) + kept)
    return Estimate(left, START_SECONDS + left * mean / max(1, workers), mean, size, workers)


def _on_disk(tables: Mapping[str, pa.Table]) -> int:
    """Bytes of a part's kept tables; a file's frame, which many runs share, is that of one without rows."""
    with TemporaryDirectory() as folder:
        for table in tables:
            (Path(folder) / table).mkdir()
        write_part(Path(folder), "trial", tables)
        return sum(p.stat().st_size for p in Path(folder).glob("*/*.parquet") if p.parent.name != OUTCOMES)


def refuse_full(folder: Path, estimate: Estimate) -> None:
    """Refuse a disk that has no room for it.

    Raises:
        CohesionError: it has not.
    """
    free = shutil.disk_usage(folder).free
    if free < estimate.bytes + _ROOM:
        need = (estimate.bytes + _ROOM) / 1e6
        raise CohesionError(f"{folder}: the disk has {free / 1e6:,.0f} MB free, and {estimate.runs:,} runs need about {need:,.0f} MB")
