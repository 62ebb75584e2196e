"""Design files for tests, on the tiny scenario."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa

from tests.helpers import tiny_scenario, toml
from unit_cohesion.sweeps.sweep_folder import load_table


def written(folder: Path, vary: str = "comrade_pressure = [1.0, 2.0]", changes: dict[str, Any] | None = None, **sweep: Any) -> Path:
    """A design file on the tiny scenario with changes."""
    scenario = toml(tiny_scenario(**changes or {})).replace('name = "tiny"\n', "", 1)
    (folder / "tiny.toml").write_text(scenario, encoding="utf-8")
    lines = "\n".join(f"{key} = {json.dumps(value)}" for key, value in {"scenario": "tiny.toml", **sweep}.items())
    path = folder / "design.toml"
    path.write_text(f"[sweep]\n{lines}\n[vary]\n{vary}\n", encoding="utf-8")
    return path


def answer(folder: Path) -> bytes:
    """The bytes of a sweep's table of outcomes."""
    table = pa.Table.from_pandas(load_table(folder), preserve_index=False)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table.combine_chunks())
    return bytes(sink.getvalue())
