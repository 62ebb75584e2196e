"""Stop, save, load in a fresh process, go on: the same bytes."""

from __future__ import annotations

import pytest

from tests.helpers import digest, in_fresh_python, tiny_rebels, tiny_scenario
from unit_cohesion.errors import CohesionError
from unit_cohesion.scenario import load_scenario
from unit_cohesion.simulation.checkpoint import load, save
from unit_cohesion.simulation.engine import Engine

STRESSED = {"departure": {"base_hazard": 0.003}}

FRESH = """
import json, sys
from unit_cohesion.simulation.checkpoint import load
from tests.helpers import digest
found = []
for path in sys.argv[1:]:
    engine = load(path)
    engine.run()
    found.append(digest(engine))
print(json.dumps(found))
"""


def made() -> Engine:
    return Engine(load_scenario(tiny_scenario(**STRESSED)), 7)


def with_rebels() -> Engine:
    return Engine(load_scenario(tiny_rebels(STRESSED, {"scenario": {"days": 120}})), 7)


STOPPED = [(made, 1), (made, 6), (made, 17), (made, 45), (with_rebels, 8), (with_rebels, 60)]
"""Runs, and the day after which each is saved."""


@pytest.fixture(scope="module")
def gone_on(tmp_path_factory):
    """What each of them holds at its end, where one fresh process has loaded it and gone on."""
    paths = []
    for number, (make, day) in enumerate(STOPPED):
        part = make()
        for _ in range(day):
            part.step()
        paths.append(str(tmp_path_factory.mktemp("stopped") / f"{number}.npz"))
        save(part, paths[-1])
    return in_fresh_python(FRESH, *paths)


@pytest.mark.parametrize("number", range(len(STOPPED)), ids=[f"{make.__name__}-{day}" for make, day in STOPPED])
def test_a_run_goes_on_in_a_fresh_process_with_the_same_bytes(gone_on, number):
    whole = STOPPED[number][0]()
    whole.run()
    assert whole.log.event_count > 20
    assert bool(len(whole.log.choices)) == whole.state.rebels
    assert gone_on[number] == digest(whole)


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
    assert loaded.off_now == part.off_now == {"D5", "N6"}
    assert digest(loaded) == digest(part)


@pytest.mark.parametrize("content", [b"", b"not a checkpoint", b"PK\x03\x04broken"])
def test_a_file_that_is_no_checkpoint_is_refused(tmp_path, content):
    (tmp_path / "bad.npz").write_bytes(content)
    with pytest.raises(CohesionError, match="not a checkpoint"):
        load(tmp_path / "bad.npz")


def test_nothing_is_left_where_it_cannot_be_written(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(CohesionError, match="cannot be written"):
        save(made(), tmp_path / "file" / "run.npz")
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]
