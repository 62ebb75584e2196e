"""The oracle keeps runs and tells what differs: exactly words and whole numbers, numbers within what is allowed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from benchmarks import oracle
from unit_cohesion.population import birth


def test_a_run_is_like_itself_and_unlike_one_with_other_draws(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ["--scenarios", "two-valleys", "--seeds", "2", "--persons-per-agent", "200"]
    assert oracle.main(["freeze", str(tmp_path), *asked]) == 0
    assert oracle.main(["compare", str(tmp_path)]) == 0
    assert "two-valleys, seed 2: the same" in capsys.readouterr().out
    keys = birth.stream_keys
    monkeypatch.setattr(birth, "stream_keys", lambda seed, streams: keys(seed + 1, streams))
    assert oracle.main(["compare", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "two-valleys, seed 2: events, " in said
    assert "events, row " in said
    assert "1 of 1 runs differ" in said


def test_nothing_frozen_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert oracle.main(["compare", str(tmp_path / "none")]) == 2
    assert "holds no frozen runs" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("before", "now", "line"),
    [
        (np.float64([1.0, np.nan, 3.0]), np.float64([1.0, np.nan, 3.0 + 1e-9]), None),
        (np.float64([1.0, 2.0]), np.float64([1.0, 2.0 + 1e-8]), "t, row 1, x: 2.0, now 2.00000001"),
        (np.float64([1.0]), np.float64([np.nan]), "t, row 0, x: 1.0, now nan"),
        (np.float32([1.0, 2.0]), np.float32([1.0, 2.0 + 1e-6]), None),
        (np.float32([2.0]), np.float32([2.0001]), "t, row 0, x: 2.0, now 2.00009"),
        (np.int32([10**9]), np.int32([10**9 + 1]), "t, row 0, x: 1000000000, now 1000000001"),
        (pa.array(["a", None]), pa.array(["a", None]), None),
        (pa.array(["a", None]), pa.array(["a", "b"]), "t, row 1, x: None, now 'b'"),
        (pa.array(["a", "b"]).dictionary_encode(), pa.DictionaryArray.from_arrays([1, 0], ["b", "a"]), None),
        (pa.array(["a"]).dictionary_encode(), pa.array(["b"]).dictionary_encode(), "t, row 0, x: 'a', now 'b'"),
        (np.int32([1, 2]), np.int32([1]), "t: 2 rows, now 1"),
    ],
)
def test_what_counts_as_a_difference(before: object, now: object, line: str | None) -> None:
    found = list(oracle.differences("t", pa.table({"x": before}), pa.table({"x": now})))
    assert [said[: len(line or "")] for said in found] == ([line] if line else [])


def test_columns_that_come_or_go_are_told() -> None:
    both = {"x": np.int32([1])}
    found = oracle.differences("t", pa.table(both | {"y": both["x"]}), pa.table(both | {"z": both["x"]}))
    assert sorted(found) == ["t: the column y is gone", "t: the column z is new"]


def test_seeds_are_read_as_typed() -> None:
    assert oracle._numbers("1-3") == [1, 2, 3]
    assert oracle._numbers("1,4-5") == [1, 4, 5]
