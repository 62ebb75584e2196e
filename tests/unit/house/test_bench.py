"""The benchmark runs and prints its table (what it measures is never tested)."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from benchmarks import bench, class_of_thirty
from unit_cohesion.rules import DAY, PARAMETERS
from unit_cohesion.views.dashboard.fields import on_step

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.slow
@pytest.mark.long
def test_quick_prints_one_table_of_everything() -> None:
    done = subprocess.run([sys.executable, "-m", "benchmarks.bench", "--quick"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    wanted = {"full size", "small run", "floor", "plain twin", "default"}
    wanted |= {"outcomes, default", "command, full size", "first day from the cache"}
    wanted |= {job.what for job in bench.jobs(True)}
    rules = {rule.__module__.rsplit(".", 1)[1] for rule in DAY}
    lines = {line.strip().split("  ")[0] for line in done.stdout.splitlines()}
    assert wanted | rules <= lines


def test_a_job_tells_its_result_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    job = bench.Job("small run", "engine", "two-valleys", 2)
    assert bench.main(["--job", json.dumps(asdict(job))]) == 0
    told = json.loads(capsys.readouterr().out)
    result = bench.Result(**told | {"job": job})
    assert result.agents > 3000
    assert result.each > 0
    assert result.peak > 10**7


def test_without_the_twin_the_table_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "has_twin", lambda: False)
    assert {job.kind for job in bench.jobs(False)} == {"rules", "engine", "outcomes", "command", "code"}
    results = [bench.Result(job, 100, 0.1, 1.0, 10**8, {"departure": 0.5}, 0.001) for job in bench.jobs(False)]
    table = bench.shown(results, False)
    assert "not there" in [cell for column in table.columns for cell in column.cells]


def test_other_arguments_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["--slow"]) == 2
    assert "--quick" in capsys.readouterr().err


def test_a_class_lets_the_slider_go_where_it_stops() -> None:
    """Else the page shows another run than the one that is waited for."""
    steps = [class_of_thirty.pull(step) for step in range(1, 32)]
    assert [on_step(PARAMETERS[class_of_thirty.SLIDER], value) for value in steps] == steps
    assert len(set(steps)) == len(steps)
