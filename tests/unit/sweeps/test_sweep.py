"""The sweep runner without workers where that will do: chunks, leases, the store and what it refuses; and one whole sweep."""

from __future__ import annotations

import csv
import errno
import json
import shutil
import warnings
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

import unit_cohesion.sweeps.ledger as ledger_module
from tests.faults import stand_ins
from tests.faults.designs import answer, written
from tests.helpers import tiny_scenario
from unit_cohesion import run
from unit_cohesion.cli import main
from unit_cohesion.disk import write_json
from unit_cohesion.errors import CohesionError
from unit_cohesion.rules import switched_off
from unit_cohesion.scenario import load_scenario
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.sweeps import parts
from unit_cohesion.sweeps.chunk import CRASHED, FAILED, OK, TIMEOUT, Result, cell_identity, run_chunk
from unit_cohesion.sweeps.designs.design import Design
from unit_cohesion.sweeps.designs.design_file import load_design
from unit_cohesion.sweeps.dispatch import Pace
from unit_cohesion.sweeps.leases import FileLease, reset_leases
from unit_cohesion.sweeps.ledger import read_manifest
from unit_cohesion.sweeps.parts import TwoAnswersWarning
from unit_cohesion.sweeps.store import Store
from unit_cohesion.sweeps.sweep import dry_run, sweep, work_of
from unit_cohesion.sweeps.sweep_folder import load_design as design_in
from unit_cohesion.sweeps.sweep_folder import load_kept, load_table, read_sweep_file
from unit_cohesion.sweeps.until_width import parsed_widths, with_further_seeds, with_seeds_of_folder
from unit_cohesion.views.terminal.sweeping import design_heading, duration_text, estimate_text, progress_text, size_text

Y = ("y", "z")


def plain(folder: Path, *given: Any, **sweep: Any) -> Design:
    """A design of a function in the model's place."""
    return replace(load_design(written(folder, *given, **sweep)), model="stand-in", outcomes=Y, keep=())


def results_of(design: Design, folder: Path, stand_in: Any = stand_ins.number, **changes: Any) -> list[Result]:
    """All its runs, done here."""
    reset_leases(folder, "token")
    return run_chunk(replace(work_of(design, folder, "token", stand_in), **changes), "chunk", list(design.runs()), watched=False).results


def filled(folder: Path, design: Design, results: Iterable[Result], count: int = 3) -> Store:
    """A store that holds these results in so many parts; still open."""
    store, held = Store(folder, design), list(results)
    for i in range(count):
        store.append(held[i::count], [1] * len(held[i::count]))
    return store


@pytest.fixture
def leases(tmp_path: Path) -> Path:
    path = tmp_path / "leases"
    path.mkdir()
    return path


def test_a_row_says_what_cohesion_run_says(tmp_path: Path, leases: Path) -> None:
    vary = 'comrade_pressure = [2.0]\nleader_exit_release = [2012-01-01]\noff = [["D5", "N2"]]'
    design = load_design(written(tmp_path, vary, seeds=[4], days=30, persons_per_agent=2, keep=["events", "daily"]))
    store = filled(tmp_path / "out", design, results_of(design, leases, None), 1)
    store.close()
    row = load_table(tmp_path / "out").iloc[0]
    changed = {"days": 30, "persons_per_agent": 2, "comrade_pressure": 2.0, "leader_exit_release": "2012-01-01"}
    record = run(tmp_path / "tiny.toml", 4, off=["D5", "N2"], **changed)
    assert {name: None if pd.isna(row[name]) else row[name] for name in record.outcome} == record.outcome
    said = (row["comrade_pressure"], pd.Timestamp(row["leader_exit_release"]).date(), row["off"], row["seed"], row["status"])
    assert said == (2.0, date(2012, 1, 1), "D5,N2", 4, OK)
    assert pd.isna(row["error"])
    kept = load_kept(tmp_path / "out", "daily")
    assert kept.pop("run").unique().tolist() == [row["run"]]
    assert kept["defections"].tolist() == record.daily["defections"].tolist()
    assert len(load_kept(tmp_path / "out", "events")) == len(record.events)
    with pytest.raises(CohesionError, match="was not kept"):
        load_kept(tmp_path / "out", "units")


@pytest.mark.parametrize("scenario", ["two-valleys", "syria-2011", "tiny"])
def test_a_cells_scenario_is_made_once_and_is_what_the_parameters_make(scenario: str) -> None:
    base = load_scenario(tiny_scenario(news=[{"id": "asylum", "release": "$leader_exit_release"}]) if scenario == "tiny" else scenario)
    text, names = json.dumps(base.to_mapping()), ("comrade_pressure", "off", "leader_exit_release", "service_days")
    values = (2, "D5,N2", "2012-03-01", 400.0)
    run = cell_identity(text, names, values)
    off, made = run.off, run.scenario
    changed = base.with_parameters(comrade_pressure=2.0, leader_exit_release="2012-03-01", service_days=400)
    assert made == changed
    assert made.to_mapping() == changed.to_mapping()
    assert off == switched_off("D5,N2")
    assert cell_identity(text, names, values) is run
    one, other = (cell_identity(text, names[:1], (value,)).scenario for value in (2.5, 2.0))
    assert one.army is other.army  # what they do not differ in, they share


def test_runs_are_asked_whether_they_are_late_but_for_short_ones(tmp_path: Path, leases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    design, asked, walk = load_design(written(tmp_path, seeds=1, days=5)), [], Engine.run
    monkeypatch.setattr(Engine, "run", lambda engine, progress=None: (asked.append(progress is not None), walk(engine, progress)))
    runs = list(design.runs())
    reset_leases(leases, "token")
    for timeout, some, watched in ((600.0, runs, True), (100.0, runs, True), (200.0, runs[:1], True), (600.0, runs, False)):
        work = replace(work_of(design, leases, "token"), timeout_s=timeout)
        assert {r.status for r in run_chunk(work, "chunk", some, watched).results} == {OK}
    assert asked == [False, False, True, True, True, True, True]


def test_runs_that_go_wrong_are_rows(tmp_path: Path, leases: Path) -> None:
    design = plain(tmp_path, seeds=4)
    results = results_of(design, leases, stand_ins.unlucky)
    assert [r.status for r in results] == [OK, OK, OK, OK, FAILED, FAILED, OK, OK]
    assert {r.error for r in results if r.status == FAILED} == {"ValueError: seed 3 is unlucky"}
    store = filled(tmp_path / "out", design, results)
    store.close()
    table = load_table(tmp_path / "out")
    assert len(table) == 8
    assert table.loc[table["status"] != OK, list(Y)].isna().all(axis=None)
    assert store.failed == 2
    again = Store(tmp_path / "out", design)
    assert (again.left, again.done, again.failed) == (0, 8, 2)
    again.close()
    retry = Store(tmp_path / "out", design, retry_failed=True)
    assert {run.seed for run in retry.plan()} == {3}
    retry.append([r for r in results_of(design, leases) if r.run.seed == 3], [2, 2])
    retry.finish()
    retry.close()
    assert (load_table(tmp_path / "out")["status"] == OK).all()
    assert retry.messages == []


def test_a_slow_run_is_stopped(tmp_path: Path, leases: Path) -> None:
    design = load_design(written(tmp_path, seeds=1))
    assert {r.status for r in results_of(design, leases, None, timeout_s=0.001)} == {TIMEOUT}


def test_blame_falls_on_the_run_that_was_under_way(tmp_path: Path, leases: Path) -> None:
    design = plain(tmp_path, "", seeds=5)
    runs = list(design.runs())
    reset_leases(leases, "token")
    work, lease = work_of(design, leases, "token", stand_ins.number), FileLease(leases, "chunk")
    for word, i in [("start", 0), ("end", 0), ("start", 1), ("start", 0), ("end", 0), ("start", 1)]:  # run 1 killed two workers
        lease.note(word, runs[i].id)
    statuses = [r.status for r in run_chunk(work, "chunk", runs, watched=False).results]
    assert statuses == [OK, CRASHED, OK, OK, OK]
    lease.note("start", runs[3].id)  # one death is nobody's fault yet
    assert [r.status for r in run_chunk(work, "chunk", runs[3:], watched=False).results] == [OK, OK]
    lease.discard()
    lease.note("start", runs[2].id)
    lease.tombstone.write_text("Timeout")
    assert [r.status for r in run_chunk(work, "chunk", runs, watched=False).results] == [OK, OK, TIMEOUT, OK, OK]
    (leases / "stop").touch()
    assert run_chunk(work, "chunk", runs, watched=False).results == []


def test_the_table_is_the_same_for_any_order_and_any_parts(tmp_path: Path, leases: Path) -> None:
    design = plain(tmp_path, seeds=30)
    results = results_of(design, leases)
    one, other = filled(tmp_path / "one", design, results, 1), filled(tmp_path / "other", design, results[::-1], 7)
    before = answer(tmp_path / "other")
    other.finish()
    assert len(list((tmp_path / "other" / "outcomes").iterdir())) == 1
    assert answer(tmp_path / "one") == before == answer(tmp_path / "other")
    for store in (one, other):
        store.close()
    table = load_table(tmp_path / "one")
    assert table["run"].is_monotonic_increasing
    assert list(table.columns) == ["run", "cell", "comrade_pressure", "seed", "status", "error", "y", "z"]
    glob = pd.concat([pd.read_parquet(path) for path in (tmp_path / "other" / "outcomes").glob("*.parquet")])
    assert sorted(glob["run"]) == table["run"].tolist()


def test_many_small_parts_are_put_together(tmp_path: Path, leases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_module, "MANY_PARTS", 8)
    design = plain(tmp_path, seeds=30)
    store = filled(tmp_path / "out", design, results_of(design, leases), 60)
    assert len(list((tmp_path / "out" / "outcomes").iterdir())) < 9
    assert len(load_table(tmp_path / "out")) == store.done == 60
    monkeypatch.setattr(ledger_module, "LARGE_RUNS", 25)
    store.ledger.compact()
    assert len(load_table(tmp_path / "out")) == 60
    store.close()


def test_one_run_with_two_answers_is_an_alarm(tmp_path: Path, leases: Path) -> None:
    design = plain(tmp_path, seeds=2)
    store = filled(tmp_path / "out", design, results_of(design, leases), 1)
    store.append(results_of(design, leases), [1] * 4)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(load_table(tmp_path / "out")) == 4  # the same answer twice is none
    store.append(results_of(design, leases, stand_ins.fickle), [1] * 4)
    with pytest.warns(TwoAnswersWarning, match="4 runs came out in two ways"):
        assert load_table(tmp_path / "out")["z"].notna().any()
    store.close()
    again = Store(tmp_path / "out", design)
    again.finish()
    again.close()
    assert "ALARM" in again.messages[-1]


def test_a_table_is_read_while_its_parts_are_put_together(tmp_path: Path, leases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The part that is being read may be gone before it is compared with what the manifest says of it."""
    design = plain(tmp_path, seeds=6)
    store, real, path = filled(tmp_path / "out", design, results_of(design, leases), 3), parts.read_arrow, []

    def read_and_lose(*given: Any) -> Any:
        table = real(*given)
        if not path:
            path.append(given[0])
            store.finish()
            given[0].unlink(missing_ok=True)
        return table

    monkeypatch.setattr(parts, "read_arrow", read_and_lose)
    assert len(load_table(tmp_path / "out")) == 12
    store.close()


def test_what_is_damaged_is_set_aside_and_to_do_again(tmp_path: Path, leases: Path) -> None:
    design = plain(tmp_path, seeds=6)
    filled(tmp_path / "out", design, results_of(design, leases), 3).close()
    victim = tmp_path / "out" / "outcomes" / "part-00000002.parquet"
    content = bytearray(victim.read_bytes())
    content[40] ^= 1
    victim.write_bytes(content)
    with pytest.raises(CohesionError, match=r"part-00000002\.parquet: .*damaged"):
        load_table(tmp_path / "out")
    store = Store(tmp_path / "out", design)
    assert (store.left, store.done) == (4, 8)
    assert "set aside" in store.messages[0]
    assert (tmp_path / "out" / "damaged" / "outcomes-part-00000002.parquet").exists()
    store.close()


@pytest.mark.parametrize(("name", "read"), [("sweep.json", read_sweep_file), ("manifest.json", read_manifest)])
def test_any_bit_of_a_sweeps_json_that_is_flipped_is_found_or_changes_nothing(
    tmp_path: Path, leases: Path, name: str, read: Callable[[Path], dict[str, Any]]
) -> None:
    """In one line, that says what to do; a space between two words may be another."""
    design = plain(tmp_path, seeds=6)
    filled(tmp_path / "out", design, results_of(design, leases), 3).close()
    path = tmp_path / "out" / name
    good, said, found = path.read_bytes(), read(tmp_path / "out"), []
    step = max(1, len(good) // 700)
    for at in range(0, len(good), step):
        flipped = bytearray(good)
        flipped[at] ^= 1 << (at // step) % 8
        path.write_bytes(flipped)
        try:
            assert read(tmp_path / "out") == said
        except CohesionError as fault:
            found.append(str(fault))
    assert len(found) > len(range(0, len(good), step)) * 0.6
    assert all(len(one.splitlines()) == 1 and str(path) in one and "anew" in one for one in found)


def test_a_sweep_whose_json_is_damaged_is_refused_and_goes_on_as_told(tmp_path: Path, leases: Path) -> None:
    design, out = plain(tmp_path, seeds=6), tmp_path / "out"
    filled(out, design, results_of(design, leases), 3).close()
    before = answer(out)
    manifest, said = (out / "manifest.json"), (out / "sweep.json")
    # one bit, by which a part would be gone without a word
    manifest.write_bytes(manifest.read_bytes().replace(b"part-00000003", b"part-00000002"))
    with pytest.raises(CohesionError, match=r"manifest\.json: is damaged, or was changed by hand; the sweep's command makes it anew"):
        load_table(out)
    said.write_bytes(said.read_bytes().replace(b'"seeds": [\n   1', b'"seeds": [\n   3'))
    for refused in (load_table, design_in, lambda folder: Store(folder, design)):
        with pytest.raises(CohesionError, match=r"sweep\.json: is damaged, or was changed by hand; take it away"):
            refused(out)
    said.unlink()
    store = Store(out, design)
    store.close()
    assert (store.left, store.done) == (0, 12)
    assert [one.split(": ")[-1].removeprefix(f"{said} ") for one in store.messages] == [
        "was damaged; it is made anew from the parts",
        "was gone; whether the runs that are there are of this code is not known",
    ]
    assert answer(out) == before


def test_a_sweep_of_the_first_format_which_had_no_digests_is_read_and_goes_on(tmp_path: Path, leases: Path) -> None:
    design, out = plain(tmp_path, seeds=6), tmp_path / "out"
    results = results_of(design, leases)
    filled(out, design, results[:8]).close()
    for name, first in (("sweep.json", {"format": 1}), ("manifest.json", {})):
        said = json.loads((out / name).read_text(encoding="utf-8"))
        del said["sha256"], said["format"]
        (out / name).write_text(json.dumps({**first, **said}), encoding="utf-8")
    assert len(load_table(out)) == 8
    store = Store(out, design)
    store.append(results[8:], [1] * 4)
    store.close()
    assert (store.messages, len(load_table(out))) == ([], 12)
    assert all(json.loads((out / name).read_text())["format"] == 2 for name in ("sweep.json", "manifest.json"))
    write_json(out / "sweep.json", {**read_sweep_file(out), "format": 3})
    with pytest.raises(CohesionError, match=r"sweep\.json: is of another version \(format 3; allowed: 1 to 2\)"):
        load_table(out)


def test_what_a_death_leaves_half_done_is_tidied_up(tmp_path: Path, leases: Path) -> None:
    design = replace(load_design(written(tmp_path, "", seeds=6, days=5, keep=["daily"])))
    results = results_of(design, leases, None)
    filled(tmp_path / "out", design, results, 3).close()
    before = answer(tmp_path / "out")
    out = tmp_path / "out"
    (out / "outcomes" / "_part-00000004.parquet.1").write_bytes(b"PAR1")
    shutil.copy(out / "daily" / "part-00000001.parquet", out / "daily" / "part-00000004.parquet")  # died before its outcomes
    manifest = json.loads((out / "manifest.json").read_text())
    del manifest["parts"]["part-00000003"]  # died before the manifest
    write_json(out / "manifest.json", manifest)
    store = Store(out, design)
    assert (store.left, store.messages) == (0, [])
    store.close()
    assert {p.name for p in out.glob("*/*part*")} == {f"part-{n:08d}.parquet" for n in (1, 2, 3)}
    assert answer(out) == before
    (out / "outcomes" / "part-00000002.parquet").unlink()
    store = Store(out, design)
    assert store.left == 2
    assert "missing" in store.messages[0]
    store.close()


def test_a_full_disk_leaves_no_half_part(tmp_path: Path, leases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shim for machines on which no small disk can be mounted."""
    design = plain(tmp_path, seeds=4)
    results = results_of(design, leases)
    store = filled(tmp_path / "out", design, results[:4], 1)

    def full(writer: pq.ParquetWriter, table: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(pq.ParquetWriter, "write_table", full)
        with pytest.raises(CohesionError, match="No space left on device"):
            store.append(results[4:], [1] * 4)
    store.close()
    assert not list((tmp_path / "out").glob("*/_*"))
    again = Store(tmp_path / "out", design)
    assert (again.done, again.left) == (4, 4)
    again.close()


def test_a_folder_has_one_holder_at_a_time(tmp_path: Path) -> None:
    design = plain(tmp_path)
    store = Store(tmp_path / "out", design)
    with pytest.raises(CohesionError, match=r"is in use by process \d+ on .* since"):
        Store(tmp_path / "out", design)
    store.close()
    Store(tmp_path / "out", design).close()


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    design = plain(tmp_path)
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.doc").touch()
    with pytest.raises(CohesionError, match=r"something else than a sweep \(chapter.doc\)"):
        Store(tmp_path / "thesis", design)
    assert [p.name for p in (tmp_path / "thesis").iterdir()] == ["chapter.doc"]
    with pytest.raises(CohesionError, match="is a file"):
        Store(tmp_path / "thesis" / "chapter.doc", design)
    with pytest.raises(CohesionError, match="cannot be written"):
        Store(Path("/proc/nowhere"), design)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"seeds": 1}, "1 of its 2 seeds"),
        ({"vary": "comrade_pressure = [1.0]"}, "1 of its 2 cells"),
        ({"vary": "comrade_cap = [0.1]"}, "what is varied"),
        ({"days": 9}, "the scenario"),
        ({"keep": ["daily"]}, "keep"),
        ({"changes": {"bonds": {"wear_losses": 2.0}}}, "the scenario"),
    ],
)
def test_a_changed_design_is_refused(tmp_path: Path, changes: dict[str, Any], told: str) -> None:
    Store(tmp_path / "out", load_design(written(tmp_path, seeds=2))).close()
    with pytest.raises(CohesionError, match="begun with another design") as fault:
        Store(tmp_path / "out", load_design(written(tmp_path, **{"seeds": 2, **changes})))
    assert told in str(fault.value)


def test_an_extended_design_goes_on_and_ends_like_one_begun_so(tmp_path: Path, leases: Path) -> None:
    small, large = plain(tmp_path, seeds=2), plain(tmp_path, "comrade_pressure = [2.0, 1.0, 3.0]", seeds=3, timeout_s=9)
    filled(tmp_path / "out", small, results_of(small, leases)).close()
    store = Store(tmp_path / "out", large)
    assert (store.left, store.done) == (5, 4)
    todo = {run.id for run in store.plan()}
    store.append([r for r in results_of(large, leases) if r.run.id in todo], [1] * 5)
    store.close()
    filled(tmp_path / "fresh", large, results_of(large, leases)).close()
    assert answer(tmp_path / "out") == answer(tmp_path / "fresh")
    assert design_in(tmp_path / "out") == large


def test_other_code_does_not_go_on_in_a_folder(tmp_path: Path, leases: Path) -> None:
    design = plain(tmp_path)
    filled(tmp_path / "out", design, results_of(design, leases)[:1], 1).close()
    said = json.loads((tmp_path / "out" / "sweep.json").read_text())
    assert set(said) == {"format", "design", "scenario_hash", "runs", "made_with", "code_version", "versions", "sha256"}
    said["made_with"]["numpy"] = "1.0"
    write_json(tmp_path / "out" / "sweep.json", said)
    with pytest.raises(CohesionError, match=r"other code \(numpy 1.0, now"):
        Store(tmp_path / "out", design)


def test_times_go_to_the_journal_alone(tmp_path: Path, leases: Path) -> None:
    design = plain(tmp_path)
    filled(tmp_path / "out", design, results_of(design, leases), 1).close()
    with (tmp_path / "out" / "journal" / "runs.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["attempt"] for row in rows] == ["1", "1"]
    assert float(rows[0]["memory_mb"]) > 1
    assert not {"seconds", "worker", "memory_mb"} & set(load_table(tmp_path / "out").columns)


def test_chunks_last_some_seconds_and_shrink_towards_the_end() -> None:
    pace = Pace(seconds=0.2)
    assert pace.runs(10_000, 2) == 12
    assert pace.runs(8, 2) == 2
    assert pace.runs(1, 8) == 1
    assert Pace(seconds=60).runs(100, 2) == 1
    assert Pace(seconds=0.00001).runs(10**6, 2) == 500
    assert Pace(seconds=0.01, bytes=8 << 20).runs(10_000, 2) == 4


def test_it_says_what_it_takes(tmp_path: Path, leases: Path) -> None:
    design = load_design(written(tmp_path, seeds=50, days=5, keep=["daily"], title="A title", question="Why?"))
    estimate = dry_run(design, leases, 4)
    assert (estimate.runs, estimate.workers) == (100, 4)
    assert 0 < estimate.run_seconds < 10
    assert 100 * 1000 < estimate.bytes < 100 * 100_000
    assert "100 runs left" in str(estimate_text(estimate))
    assert "100 runs: 2 cells × 50 seeds, 3 of them there already" in str(design_heading(design, 3))
    assert [duration_text(s) for s in (5, 300, 8000, 400_000)] == ["5 s", "5 min", "2 h", "5 days"]
    assert [size_text(b) for b in (5, 2_500, 2.5e6, 3e9)] == ["1 kB", "2 kB", "2.5 MB", "3.0 GB"]


def test_a_whole_sweep_on_two_workers(tmp_path: Path) -> None:
    path = written(tmp_path, 'comrade_pressure = [1.0, 2.0]\noff = [[], ["D5"]]', seeds=6)
    going = sweep(path, tmp_path / "out", workers=2, model=stand_ins.unlucky, outcomes=Y)
    assert "of 24 runs" in repr(going)
    assert going.wait() is going
    now = going.progress
    assert (now.state, now.total, now.done, now.failed, now.workers) == ("finished", 24, 24, 4, 2)
    assert "24 of 24 runs, 4 failed" in progress_text(now)
    assert going.estimate
    table = going.table()
    assert table.groupby("status").size().to_dict() == {FAILED: 4, OK: 20}
    attempts = pd.read_csv(tmp_path / "out" / "journal" / "runs.csv").groupby("status")["attempt"].unique()
    assert attempts[FAILED].tolist() == [2]  # once more, alone
    before = answer(tmp_path / "out")
    again = sweep(path, tmp_path / "out", model=stand_ins.unlucky, outcomes=Y).wait()  # nothing to do: no workers either
    assert (again.estimate, again.progress.state) == (None, "finished")
    assert answer(tmp_path / "out") == before
    with pytest.raises(CohesionError, match="outcomes"):
        sweep(path, tmp_path / "out", model=stand_ins.unlucky)


def test_the_command_line_checks_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def told(*words: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        out, errors = capsys.readouterr()
        return int(ended.value.code or 0), out, errors

    path = written(tmp_path, seeds=3, days=5)
    code, out, _ = told("sweep", path, "--dry-run")
    assert code == 0
    assert "6 runs: 2 cells × 3 seeds" in out
    assert "6 runs left: about" in out
    assert sorted(p.name for p in tmp_path.iterdir()) == ["design.toml", "tiny.toml"]
    code, out, errors = told("sweep", path)
    assert (code, out, errors.count("\n")) == (2, "", 1)
    assert "--out FOLDER" in errors
    code, _, errors = told("sweep", written(tmp_path, "comrade_pressure = [9]"), "--out", tmp_path / "out")
    assert (code, errors.count("\n")) == (2, 1)
    assert not (tmp_path / "out").exists()


def test_seeds_are_added_until_intervals_are_narrow(tmp_path: Path, leases: Path) -> None:
    design = plain(tmp_path, seeds=3)
    assert parsed_widths(["y=3", "z = 0.5"], design) == {"y": 3.0, "z": 0.5}
    for words, told in (("x=3", "of an outcome"), ("y=-1", "above 0"), ("y", "above 0"), ("y=inf", "above 0")):
        with pytest.raises(CohesionError, match=told):
            parsed_widths([words], design)
    filled(tmp_path / "out", design, results_of(design, leases)).close()
    further = with_further_seeds(design, load_table(tmp_path / "out"), {"y": 3.0})
    assert 3 < len(further.seeds) <= 6
    assert with_further_seeds(design, load_table(tmp_path / "out"), {"y": 1e9}).seeds != design.seeds  # 3 seeds tell nothing yet
    Store(tmp_path / "out", further).close()
    assert with_seeds_of_folder(design, tmp_path / "out").seeds == further.seeds
    assert with_seeds_of_folder(design, tmp_path / "none").seeds == design.seeds
