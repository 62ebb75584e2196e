"""Stop, save, load in a fresh process, go on: the same bytes."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import numpy as np
import pytest

from model.checkpoint import load, save
from model.engine import Engine
from model.errors import CohesionError
from model.scenario import load_scenario
from tests.helpers import tiny_rebels, tiny_scenario

STRESSED = {"departure": {"base_hazard": 0.003}}

FRESH = """
import sys
from model.checkpoint import load
from tests.unit.test_checkpoint import digest
engine = load(sys.argv[1])
engine.run()
print(digest(engine))
"""


def digest(engine: Engine) -> str:
    """A hash of the whole record and of every column of the state."""
    log, found = engine.log, hashlib.sha256()
    for chunk in (*log.events, *log.choices):
        for name in sorted(chunk):
            found.update(chunk[name].tobytes())
    for name in ("nation", "flows", "counts", "serving", "believed"):
        found.update(np.array(getattr(log, name)).tobytes())
    for _, week in log.weeks:
        found.update(week.tobytes())
    for _, militias, sponsors in log.rebel_weeks:
        found.update(militias.tobytes() + sponsors.tobytes())
    for table in (*(getattr(engine.state, n) for n in engine.state.TABLES), engine.state.nation):
        for _, values in table.columns():
            found.update(values.tobytes())
    return found.hexdigest()


def made() -> Engine:
    return Engine(load_scenario(tiny_scenario(**STRESSED)), 7)


def with_rebels() -> Engine:
    return Engine(load_scenario(tiny_rebels(STRESSED, {"scenario": {"days": 120}})), 7)


@pytest.mark.parametrize(("make", "day"), [(made, 1), (made, 6), (made, 17), (made, 45), (with_rebels, 8), (with_rebels, 60)])
def test_a_run_goes_on_in_a_fresh_process_with_the_same_bytes(tmp_path, make, day):
    whole = make()
    whole.run()
    assert whole.log.event_count > 20
    assert bool(whole.log.choices) == whole.state.rebels
    part = make()
    for _ in range(day):
        part.step()
    save(part, tmp_path / "run.npz")
    got = subprocess.run([sys.executable, "-c", FRESH, str(tmp_path / "run.npz")], capture_output=True, text=True, check=True)
    assert got.stdout.strip() == digest(whole)


def test_saving_changes_nothing(tmp_path):
    one, other = made(), made()
    for engine in (one, other):
        for _ in range(20):
            engine.step()
        if engine is other:
            save(engine, tmp_path / "run.npz")
        engine.run()
    assert digest(one) == digest(other)


def test_what_was_switched_off_on_the_way_stays_off(tmp_path):
    part = made()
    for _ in range(20):
        part.step()
    part.switch_off(["D5", "N6"])
    save(part, tmp_path / "run.npz")
    part.run()
    loaded = load(tmp_path / "run.npz")
    loaded.run()
    assert loaded.world.off == part.world.off == {"D5", "N6"}
    assert digest(loaded) == digest(part)


@pytest.mark.parametrize("content", [b"", b"not a checkpoint", b"PK\x03\x04broken"])
def test_a_file_that_is_no_checkpoint_is_refused(tmp_path, content):
    (tmp_path / "bad.npz").write_bytes(content)
    with pytest.raises(CohesionError, match="not a checkpoint"):
        load(tmp_path / "bad.npz")


def test_nothing_is_left_where_it_cannot_be_written(tmp_path):
    with pytest.raises(CohesionError, match="cannot be written"):
        save(made(), tmp_path / "missing" / "run.npz")
    assert not list(tmp_path.iterdir())
