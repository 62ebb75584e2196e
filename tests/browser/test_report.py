"""``cohesion run --report``: one page that works from a file, with no network, and shows what the dashboard shows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest

from tests.browser.access import serious
from tests.browser.conftest import ROOT
from tests.browser.test_inspector import CHARTS

ARGUMENTS = ("syria-2011", "--days", "330", "--persons-per-agent", "50", "--seed", "3")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page, made on the command line."""
    made = tmp_path_factory.mktemp("report") / "report.html"
    command = [sys.executable, "-m", "unit_cohesion", "run", *ARGUMENTS, "--report", str(made)]
    subprocess.run(command, check=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT / "model")}, capture_output=True, timeout=120)
    return made


def opened(browser: Any, file: Path, **context: Any) -> Any:
    """The page in a browser of its own; ``asked`` is what it asked for, ``faults`` what went wrong."""
    page = browser.new_context(viewport={"width": 1200, "height": 900}, **context).new_page()
    page.asked, page.faults = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("pageerror", lambda fault: page.faults.append(str(fault)))
    page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)
    page.goto(file.as_uri())
    page.wait_for_selector("[data-ready]")
    return page


def test_it_works_from_a_file_and_asks_for_nothing(browser: Any, file: Path) -> None:
    page = opened(browser, file)  # it could ask: the browser is not told to be offline
    assert page.locator(".uc-chart canvas").count() >= 20
    for title in ("How many leave each day?", "Where did those go who left?", "Whom do leaders let in, and whom do they send away?"):
        page.get_by_role("heading", name=title).wait_for()
    with page.expect_download() as saved:
        page.click("[data-csv=departures]")
    assert list(pd.read_csv(saved.value.path())) == ["date", "defected", "deserted", "captured"]
    with page.expect_download() as saved:
        page.click("[data-png=departures]")
    wide = page.locator("#chart-departures").bounding_box()["width"]
    assert png_width(saved.value.path()) == pytest.approx(2 * wide, abs=2)
    with page.expect_download() as saved:
        page.click("[data-svg=departures]")
    assert saved.value.suggested_filename == "departures.svg"
    drawn = ElementTree.parse(saved.value.path()).getroot()
    written = [one.text or "" for one in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert written[0] == "How many leave each day?"
    for part in ("scenario syria-2011 ", "seed 3", "unit-cohesion ", "went over or abroad", "persons a day"):  # stamp, legend, axis
        assert part in " ".join(written)
    assert len(list(drawn.iter("{http://www.w3.org/2000/svg}path"))) > 5
    page.locator("[data-lights]").first.focus()
    page.locator(".cohesion-replay .lit.on", has_text="main cause").wait_for()
    page.get_by_role("button", name="Map").click()
    page.wait_for_timeout(500)
    assert [url for url in page.asked if not url.startswith(("data:", "blob:"))] == [file.as_uri()]
    assert page.faults == []
    page.context.close()


def test_every_chart_shows_the_day_and_a_click_on_one_goes_there(browser: Any, file: Path) -> None:
    page = opened(browser, file)
    day = "Number(document.querySelector('#replay input[type=range]').value)"
    page.locator("#chart-departures").scroll_into_view_if_needed()
    lines = page.locator(".uc-day-cursor:visible")
    many = lines.count()
    assert many >= 12  # those over time
    box, at = page.locator("#chart-departures").bounding_box(), lines.first.bounding_box()["x"]
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert page.evaluate(day) == pytest.approx(165, abs=15)
    assert lines.count() >= many
    moved = page.locator("#chart-departures .uc-day-cursor").bounding_box()
    assert moved["x"] == pytest.approx(box["x"] + box["width"] / 2, abs=3)
    assert at < moved["x"] - 100
    stood = page.evaluate(day)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 3)  # above what is drawn
    assert page.evaluate(day) == stood
    for name in ("whereabouts", "departures-by-sect"):  # the same day there
        line, room = (page.locator(f"#chart-{name}{part}").bounding_box() for part in (" .uc-day-cursor", ""))
        assert 0.35 < (line["x"] - room["x"]) / room["width"] < 0.65
    assert page.faults == []
    page.context.close()


def png_width(path: Path) -> int:
    """In pixels."""
    content = path.read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    return int.from_bytes(content[16:20], "big")


def test_its_replay_plays(browser: Any, file: Path) -> None:
    page = opened(browser, file, offline=True)
    day = "Number(document.querySelector('#replay input[type=range]').value)"
    page.locator("#replay input[type=range]").first.focus()
    page.keyboard.press("Home")
    assert page.evaluate(day) == 1
    page.get_by_role("button", name="Play").click()
    for _ in range(100):
        page.wait_for_timeout(100)
        if page.evaluate(day) > 20:
            break
    page.get_by_role("button", name="Pause").click()
    stood = page.evaluate(day)
    page.wait_for_timeout(300)
    assert page.evaluate(day) == stood
    assert 20 < stood < 330
    assert page.faults == []
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_it_hinders_nobody(browser: Any, file: Path, scheme: str) -> None:
    page = opened(browser, file, color_scheme=scheme, bypass_csp=True)  # only so that axe can be put into it
    assert not serious(page)
    found = page.evaluate(CHARTS)
    assert not found, "\n".join(found)
    page.context.close()


def test_the_page_of_a_scenario_can_be_read_by_everybody(browser: Any, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "unit_cohesion", "show", "syria-2011", "--html", str(tmp_path / "page.html")]
    subprocess.run(command, check=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT / "model")}, capture_output=True, timeout=120)
    for scheme, width in (("light", 1000), ("dark", 400)):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        page.goto((tmp_path / "page.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert serious(page) == []
        context.close()
