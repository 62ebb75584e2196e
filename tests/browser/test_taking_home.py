"""What is downloaded runs again, in the dashboard and on the command line, to the same bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import ROOT
from tests.browser.test_dashboard import done, said_link
from unit_cohesion import load_scenario


def download(page: Any, label: str, to: Path) -> Path:
    with page.expect_download(timeout=60_000) as coming:
        page.get_by_role("button", name=label, exact=True).click()
    coming.value.save_as(to)
    return to


@pytest.mark.slow
def test_a_run_json_makes_the_same_bytes_everywhere(visit: Any, tmp_path: Path) -> None:
    month = load_scenario("two-valleys").about.start + timedelta(days=30)
    event = json.dumps([{"id": "put-in-1", "date": str(month), "kind": "pay_stops"}], separators=(",", ":"))
    chosen = f"scenario=two-valleys&comrade_pressure=2.5&off=D6&seed=4&days=50&persons_per_agent=2&events={event}"
    page = visit(f"?{chosen}").page
    done(page)
    first = download(page, "run.json", tmp_path / "run.json")
    first_name = page.get_by_role("button", name="run.json", exact=True).get_attribute("data-download")
    with zipfile.ZipFile(download(page, "Parquet", tmp_path / "tables.zip")) as archive:
        tables = {name: archive.read(name) for name in archive.namelist() if name != "log.json"}
    assert tables.pop("run.json") == first.read_bytes()

    command = [sys.executable, "-m", "unit_cohesion", "run", str(first), "--out", str(tmp_path / "again")]
    subprocess.run(command, check=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT / "model")}, capture_output=True, timeout=120)
    assert (tmp_path / "again" / "run.json").read_bytes() == first.read_bytes()
    for name, content in tables.items():
        assert (tmp_path / "again" / name).read_bytes() == content, name
    assert len(tables) >= 8

    other = visit("?scenario=two-valleys&days=20").page
    done(other)
    other.get_by_role("button", name="Your own scenario or run").click()
    other.get_by_label("Scenario file").set_input_files(first)
    other.get_by_text("Good. All that its run was made from is chosen.").wait_for()
    other.wait_for_function("document.querySelector('[data-copy]').dataset.copy.includes('days=50')")
    done(other)
    other.locator(f'[data-download="{first_name}"]').wait_for()  # the page is drawn anew: its buttons are the new run's
    link = said_link(other)
    for part in chosen.split("&")[:-1]:
        assert part in link, link
    assert "put-in-1" in link
    assert download(other, "run.json", tmp_path / "second.json").read_bytes() == first.read_bytes()


def test_a_run_json_with_faults_is_refused_beside_its_keys(visit: Any, tmp_path: Path) -> None:
    page = visit("?scenario=two-valleys&days=20").page
    done(page)
    said = json.loads(download(page, "run.json", tmp_path / "run.json").read_bytes())
    said["scenario"]["bonds"]["comrade_pressure"] = 99
    (tmp_path / "bad.json").write_text(json.dumps(said | {"nonsense": "<b>1</b>", "seed": -1}))
    page.get_by_role("button", name="Your own scenario or run").click()
    page.get_by_label("Scenario file").set_input_files(tmp_path / "bad.json")
    page.get_by_text("3 to mend").wait_for()
    for key, words in (("scenario.bonds.comrade_pressure", "is 99"), ("nonsense", "<b>1</b>"), ("seed", "is -1")):
        assert words in page.locator(".uc-side li", has_text=key).inner_text()
    assert "days=20" in said_link(page)  # what was chosen stays
    (tmp_path / "large.json").write_text(" " * 530_000 + "{}")
    page.get_by_label("Scenario file").set_input_files(tmp_path / "large.json")
    page.get_by_text("at most 524,288 bytes").wait_for()
