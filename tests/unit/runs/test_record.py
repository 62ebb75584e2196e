"""A run on disk: the same bytes for the same seed, again from its run.json, whole or refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import unit_cohesion
from tests.helpers import tiny_scenario
from unit_cohesion.disk import write_json
from unit_cohesion.errors import CohesionError, ScenarioErrors
from unit_cohesion.outcomes import TABLES
from unit_cohesion.runs.request import checked_request
from unit_cohesion.runs.run import Record, load_record, rerun, run
from unit_cohesion.runs.validation import outcome_value
from unit_cohesion.scenario import load_scenario
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.simulation.run_file import CHANGED, UNSEALED
from unit_cohesion.tables import parquet

ROOT = Path(__file__).resolve().parents[3]
BUSY = {"base_hazard": 0.01}
FILES = {*(f"{table}.parquet" for table in TABLES), "run.json", "log.json"}


@pytest.fixture(scope="module")
def record() -> Record:
    return run(tiny_scenario(), 5, off=["D10"], **BUSY)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "log.json"}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(record: Record, tmp_path: Path) -> None:
    again = run(load_scenario(tiny_scenario()), np.int64(5), off="D10", **BUSY)
    assert contents(record.save(tmp_path / "one")) == contents(again.save(tmp_path / "two"))
    other = contents(run(tiny_scenario(), 6, off="D10", **BUSY).save(tmp_path / "other"))
    assert other["events.parquet"] != contents(tmp_path / "one")["events.parquet"]
    assert {path.name for path in (tmp_path / "one").iterdir()} == FILES
    assert {path.name for path in tmp_path.iterdir()} == {"one", "two", "other"}


def test_run_json_run_again_in_another_process_gives_the_same_bytes(record: Record, tmp_path: Path) -> None:
    record.save(tmp_path / "one")
    code = f"from unit_cohesion import rerun; rerun({str(tmp_path / 'one' / 'run.json')!r}).save({str(tmp_path / 'two')!r})"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"})
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_run_json_tells_all_that_the_run_is_made_from(record: Record, tmp_path: Path) -> None:
    said = json.loads((record.save(tmp_path / "run") / "run.json").read_text(encoding="utf-8"))
    assert list(said) == ["scenario", "scenario_hash", "seed", "off", "set", "changes", "rules", "unrepeatable", "persons_per_agent",
                          "days", "versions", "stream_version", "code_version", "outcome", "tables", "sha256"]  # fmt: skip
    assert (said["seed"], said["off"], said["set"]) == (5, ["D10"], BUSY)
    assert (said["persons_per_agent"], said["days"]) == (1, 60)
    assert said["scenario_hash"] == load_scenario(said["scenario"]).hash == record.scenario.hash
    assert set(said["versions"]) == {"python", "mesa", "numpy", "pandas", "pyarrow"}
    assert said["outcome"] == record.outcome
    assert json.loads((tmp_path / "run" / "log.json").read_text(encoding="utf-8"))["seconds"] > 0


def test_what_is_loaded_is_what_was_saved(record: Record, tmp_path: Path) -> None:
    loaded = load_record(record.save(tmp_path / "run"))
    for table in TABLES:
        pd.testing.assert_frame_equal(getattr(loaded, table), getattr(record, table))
    pd.testing.assert_frame_equal(loaded.check, record.check)
    assert (loaded.history == record.history).all()
    assert loaded.outcome == record.outcome
    for name in ("left", "strength", "largest_whole_unit_exit", "officers_lost_share"):  # on another day than run.json tells of
        assert outcome_value(loaded, name, on=date(2011, 4, 20)) == outcome_value(record, name, on=date(2011, 4, 20))
    assert (loaded.scenario, loaded.seed, loaded.off, loaded.set, loaded.days) == (record.scenario, 5, ("D10",), BUSY, 60)
    assert repr(loaded) == repr(record)
    assert contents(loaded.save(tmp_path / "copy")) == contents(tmp_path / "run")


def test_saving_keeps_no_table_that_nobody_asked_for(tmp_path: Path) -> None:
    fresh = run(tiny_scenario(), days=5)
    daily = fresh.daily
    fresh.save(tmp_path / "run")
    assert set(TABLES) & vars(fresh).keys() == {"daily"}
    pd.testing.assert_frame_equal(fresh.daily, daily)


def test_damage_and_tables_of_another_run_are_refused(record: Record, tmp_path: Path) -> None:
    folder = record.save(tmp_path / "run")
    other = run(tiny_scenario(), 6, **BUSY).save(tmp_path / "other")
    (other / "daily.parquet").replace(folder / "daily.parquet")
    data = bytearray((folder / "people.parquet").read_bytes())
    data[len(data) // 4] ^= 1
    (folder / "people.parquet").write_bytes(data)
    (folder / "units.parquet").unlink()
    loaded = load_record(folder)
    for table, why in (("daily", "of another run"), ("people", "damaged"), ("units", "no such file")):
        with pytest.raises(CohesionError, match=why):
            getattr(loaded, table)
    assert len(loaded.events) == len(record.events)
    edited = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    edited["scenario"]["scenario"]["days"] = 10
    (folder / "run.json").write_text(json.dumps(edited), encoding="utf-8")
    with pytest.raises(CohesionError, match="was changed by hand"):
        load_record(folder)
    assert rerun(folder).days == 10  # what is asked for is run


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"scenario": {}}',
        "[" * 5000,
        "\udcff",
        '{"scenario":1,"seed":1,"off":[],"set":{},"tables":{},"outcome":{},"days":1}',
    ],
)
def test_a_bad_run_json_is_refused_in_one_line(text: str, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(CohesionError) as error:
        load_record(tmp_path)
    assert len(str(error.value).splitlines()) == 1
    assert "run.json" in str(error.value)


@pytest.mark.parametrize(("key", "value"), [("seed", -1), ("seed", True), ("seed", "1"), ("off", ["X9"]), ("off", "D5"), ("scenario", {})])
def test_a_run_json_with_a_bad_entry_is_refused(key: str, value: Any, record: Record, tmp_path: Path) -> None:
    file = record.save(tmp_path / "run") / "run.json"
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | {key: value}), encoding="utf-8")
    with pytest.raises(CohesionError):
        load_record(tmp_path / "run")


def test_a_folder_that_holds_something_else_is_refused_and_left_alone(record: Record, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(CohesionError, match=r"holds something else than a run \(notes\.txt\)"):
        record.save(tmp_path)
    with pytest.raises(CohesionError, match="is a file"):
        record.save(tmp_path / "notes.txt")
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "run.json").write_text('{"tool": "another"}', encoding="utf-8")
    with pytest.raises(CohesionError, match=r"is no run\.json"):
        record.save(tmp_path / "foreign")
    assert {path.name for path in tmp_path.rglob("*")} == {"notes.txt", "foreign", "run.json"}


def test_a_new_an_empty_and_an_earlier_runs_folder_are_taken(record: Record, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    record.save(tmp_path / "empty")
    deep = run(tiny_scenario(), 6, **BUSY).save(tmp_path / "a" / "b")
    (deep / "notes.txt").write_text("mine", encoding="utf-8")
    record.save(deep)
    assert contents(deep) == contents(tmp_path / "empty") | {"notes.txt": b"mine"}
    assert {path.name for path in deep.parent.iterdir()} == {"b"}


CUTS = [*((parquet, "write_arrow", n) for n in range(len(TABLES))), *((Path, "replace", n) for n in range(2 * len(FILES)))]


@pytest.mark.parametrize(("holder", "name", "after"), CUTS)
def test_a_save_that_is_cut_off_leaves_the_earlier_run_or_a_folder_that_is_no_run(
    holder: Any, name: str, after: int, record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = run(tiny_scenario(), 6, **BUSY).save(tmp_path / "run")
    before, real, done = contents(folder), getattr(holder, name), 0

    def cut_off(*args: Any, **kwargs: Any) -> Any:
        nonlocal done
        done += 1
        if done > after:
            raise OSError(28, "No space left on device")
        return real(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(holder, name, cut_off)
        with pytest.raises(CohesionError, match="No space left on device"):
            record.save(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    if contents(folder) != before:
        assert after >= len(FILES)  # all is written, and was being put in place
        with pytest.raises(CohesionError, match=r"run\.json: there is no such file"):
            load_record(folder)
    record.save(folder)
    assert {path.name for path in folder.iterdir()} == FILES
    assert load_record(folder).outcome == record.outcome


def test_a_seed_is_drawn_and_told_if_none_is_given() -> None:
    drawn = run(tiny_scenario(scenario={"days": 1}), None)
    assert drawn.seed >= 0
    assert run(tiny_scenario(scenario={"days": 1}), drawn.seed).people.equals(drawn.people)
    for bad in (-1, 1.5, True, "1"):
        with pytest.raises(CohesionError, match="rng = "):
            run(tiny_scenario(scenario={"days": 1}), bad)  # type: ignore[arg-type]


def test_days_scale_and_parameters_by_hand() -> None:
    seen: list[tuple[int, int]] = []
    note = lambda day, days: seen.append((day, days))  # noqa: E731
    short = run(tiny_scenario(), days=3, persons_per_agent=2, discharge_stops="2011-04-01", progress=note)
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert (short.days, len(short.daily), short.scenario.about.persons_per_agent) == (3, 3, 2)
    assert short.set == {"discharge_stops": "2011-04-01"}
    assert short.outcome["A1"] is None  # its date lies beyond
    assert short.check["met"].isna().all()
    with pytest.raises(ScenarioErrors, match="comrade_pressure"):
        run(tiny_scenario(), comrade_presure=2.0)


def test_a_run_in_which_nothing_happens_can_be_saved(tmp_path: Path) -> None:
    quiet = run(tiny_scenario(scenario={"days": 1}, series=[], news=[], events=[]), base_hazard=0.0, persons_per_agent=1000)
    loaded = load_record(quiet.save(tmp_path / "run"))
    assert len(loaded.events) == len(quiet.events) == 0
    assert (loaded.history == quiet.history).all()
    assert loaded.outcome["share_in_small_parties"] is None


def test_the_record_of_an_engine_that_walks_on_stays_as_it_was() -> None:
    """45 of 60 days: a shorter run would be of fewer people, without those whose call-up, on day 31, it does not reach."""
    engine = Engine(load_scenario(tiny_scenario()).with_parameters(**BUSY), 5, "D10")
    with pytest.raises(CohesionError, match="before the first day"):
        Record.of(engine)
    for _ in range(45):
        engine.step()
    halfway = Record.of(engine)
    engine.run()
    assert halfway.days == len(halfway.daily) == halfway.scenario.about.days == 45
    assert halfway.people.equals(run(tiny_scenario(), 5, off="D10", days=45, **BUSY).people)


def test_importing_the_package_is_light() -> None:
    code = "import sys; before = {*sys.modules}; import unit_cohesion; print(*sorted({*sys.modules} - before))"
    alone = {"cwd": ROOT, "env": os.environ | {"PYTHONPATH": str(ROOT / "model")}, "capture_output": True, "text": True}
    out = subprocess.run([sys.executable, "-S", "-c", code], check=True, **alone).stdout
    assert out.split() == ["__future__", "unit_cohesion"]
    code = "import sys, unit_cohesion; print(dir(unit_cohesion), unit_cohesion.__version__)\n"
    code += "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    out = subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, capture_output=True, text=True).stdout
    assert not {"numpy", "numba", "pandas", "pyarrow", "pydantic", "mesa", "solara"} & set(out.splitlines()[-1].split())


def test_the_public_names_are_there() -> None:
    assert unit_cohesion.run is run
    assert unit_cohesion.Record is Record
    assert set(unit_cohesion.__all__) <= set(dir(unit_cohesion))
    assert all(getattr(unit_cohesion, name) for name in unit_cohesion.__all__)
    with pytest.raises(AttributeError, match="no attribute 'rnu'"):
        unit_cohesion.rnu  # noqa: B018


def test_any_bit_of_run_json_that_is_flipped_is_found_or_changes_nothing(record: Record, tmp_path: Path) -> None:
    """Bit by bit over what came out, which nothing else vouches for; it can still be run again where it can be read."""
    folder = record.save(tmp_path / "run")
    good = (folder / "run.json").read_bytes()
    first = good.index(b'"outcome": {')
    for at in range(first, first + 600, 7):
        for bit in (0, 1, 4):
            flipped = bytearray(good)
            flipped[at] ^= 1 << bit
            (folder / "run.json").write_bytes(flipped)
            with suppress(CohesionError):
                assert load_record(folder).outcome == record.outcome
    changed = json.loads(good)
    changed["seed"] += 1
    (folder / "run.json").write_text(json.dumps(changed), encoding="utf-8")
    with pytest.raises(CohesionError, match="damaged, or was changed by hand"):
        load_record(folder)
    assert rerun(folder).seed == record.seed + 1
    assert checked_request(str(folder / "run.json")).notice.startswith("The run.json is not as it was written")
    (folder / "run.json").write_bytes(good)
    assert "not as it was written" not in checked_request(str(folder / "run.json")).notice


@pytest.mark.parametrize("name", ["outcome", "seed", "set", "population"])
def test_a_run_json_without_its_checksum_is_not_believed_but_can_be_run_again(name: str, record: Record, tmp_path: Path) -> None:
    folder = record.save(tmp_path / "run")
    said = json.loads((folder / "run.json").read_text("utf-8"))
    del said["sha256"]
    if name == "population":
        said["scenario"]["places"][0]["population"] += 1
    else:
        said[name] = {"outcome": said["outcome"] | {"left": 999.0}, "seed": said["seed"] + 1, "set": {"comrade_pressure": 2.0}}[name]
    (folder / "run.json").write_text(json.dumps(said), "utf-8")
    with pytest.raises(CohesionError, match=r"run\.json: holds no checksum \(sha256\); it can be run again"):
        load_record(folder)
    assert checked_request(str(folder / "run.json")).notice.startswith(UNSEALED)


def test_a_sealed_run_json_whose_scenario_is_another_is_not_believed(record: Record, tmp_path: Path) -> None:
    folder = record.save(tmp_path / "run")
    said = json.loads((folder / "run.json").read_text("utf-8"))
    said["scenario"]["places"][0]["population"] += 1
    write_json(folder / "run.json", said)
    with pytest.raises(CohesionError, match="changed by hand"):
        load_record(folder)
    assert checked_request(str(folder / "run.json")).notice.startswith(CHANGED)


def test_a_log_that_is_damaged_is_told_and_an_old_one_is_read(record: Record, tmp_path: Path) -> None:
    folder = record.save(tmp_path / "run")
    log, path = load_record(folder).log, folder / "log.json"
    assert log == record.log
    path.write_bytes(path.read_bytes().replace(b'"agents": ', b'"agents": 1'))
    with pytest.raises(CohesionError, match=r"log\.json: is damaged"):
        load_record(folder)
    path.write_text(json.dumps(log), encoding="utf-8")  # without a digest, as it once was
    assert load_record(folder).log == log
