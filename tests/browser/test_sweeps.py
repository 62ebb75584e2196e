"""The page Sweeps in a real browser: a whole folder opens with its figure and table, a broken one says what is wrong in one line."""

from __future__ import annotations

import re
import shutil
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from tests.browser.access import serious
from tests.browser.test_comes_back import free, serving
from unit_cohesion.sweeps.designs.design_file import load_design
from unit_cohesion.sweeps.sweep import sweep
from unit_cohesion.sweeps.sweep_folder import SWEEP_FILE

DESIGN = """
[sweep]
title = "How hard do comrades <b>pull</b>?"
question = "Who leaves where the pull is weak, and where it is strong?"
scenario = "two-valleys"
days = 120
seeds = 2
[vary]
comrade_pressure = [1.0, 3.0]
"""


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[str]:
    """The address of a dashboard that looks through a folder with a whole sweep and a broken one."""
    folder = tmp_path_factory.mktemp("sweeps")
    design = folder / "pull.toml"
    design.write_text(DESIGN, encoding="utf-8")
    done = sweep(load_design(design), folder / "pull", workers=1)
    done.wait()
    shutil.copytree(folder / "pull", folder / "broken")
    file = folder / "broken" / SWEEP_FILE
    file.write_text(file.read_text("utf-8").replace("comrade_pressure", "comrade_presure"), encoding="utf-8")
    with serving(free(), "--sweeps", str(folder)) as (address, _):
        yield address


@pytest.fixture
def page(browser: Any, swept: str) -> Iterator[Any]:
    """The page Sweeps on a narrow screen; nothing may fail in it, or be asked of another machine."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    context.set_default_timeout(60_000)
    found: list[str] = []
    context.on("request", lambda asked: found.append(asked.url) if not asked.url.startswith((swept, "data:", "blob:", "ws:")) else None)
    context.on("weberror", lambda fault: found.append(str(fault.error)))
    made = context.new_page()
    made.goto(f"{swept}/?scenario=two-valleys&days=30&page=sweeps")
    made.wait_for_selector(".uc-foot")
    yield made
    context.close()
    assert not found


def test_a_whole_sweep_opens_with_its_figure_and_table_and_leads_to_a_run(page: Any) -> None:
    card = page.locator("[data-sweep$='/pull']")
    card.get_by_role("heading", name="How hard do comrades <b>pull</b>?").wait_for()  # as it is written
    assert "grid: 2 cells × 2 seeds, 4 runs" in card.inner_text()
    with page.context.expect_page() as coming:
        card.get_by_role("link", name="Open the sweep").click()
    opened = coming.value
    opened.get_by_role("heading", name="How hard do comrades <b>pull</b>?").wait_for()
    assert opened.locator("script").count() == 0
    left = opened.locator("section", has=opened.get_by_role("heading", name="left", exact=True))
    assert left.locator("svg").first.bounding_box()["height"] > 100
    left.locator("summary", has_text="Every cell").click()
    table = left.locator("details[open] table")
    assert [row.locator("td").first.inner_text() for row in table.locator("tbody tr").all()] == ["1", "3"]
    assert not serious(opened)
    assert opened.evaluate("document.documentElement.scrollWidth") <= 360
    with page.context.expect_page() as coming:
        opened.get_by_role("link", name=re.compile("comrade_pressure ?= ?3")).click()
    run = coming.value
    run.wait_for_selector(".uc-run-page .cohesion-replay[data-ready]")
    assert "comrade_pressure=3" in run.url
    assert "days=120" in run.url


def test_a_broken_folder_is_told_in_one_line_and_cannot_be_opened(page: Any, swept: str) -> None:
    card = page.locator("[data-sweep$='/broken']")
    said = card.get_by_role("note").inner_text()
    assert "sweep.json" in said
    assert "\n" not in said
    assert card.get_by_role("link").count() == 0
    name = card.get_attribute("data-sweep")
    with pytest.raises(HTTPError) as refused:
        urllib.request.urlopen(f"{swept}/sweep/{name}", timeout=10)
    answer = refused.value.read().decode()
    assert refused.value.code == 422
    assert "sweep.json" in answer
    assert len(answer.splitlines()) == 1
    assert str(Path.home()) not in answer
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
