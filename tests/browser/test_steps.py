"""Back and forward go through pages and runs, and nowhere else; and a wait for a file is told."""

from __future__ import annotations

import re
from typing import Any


def test_back_and_forward_go_through_pages_and_runs(visit: Any) -> None:
    page = visit("?scenario=two-valleys&days=60").page
    page.wait_for_selector(".uc-run-page .cohesion-replay[data-ready]")
    first = page.url
    began = page.evaluate("history.length")
    page.get_by_role("spinbutton", name="Seed").fill("4")
    page.get_by_role("spinbutton", name="Seed").press("Enter")
    page.wait_for_function("document.querySelector('[data-stamp]')?.dataset.stamp.includes('seed 4')")
    page.get_by_role("slider", name="Day").fill("30")  # no step
    page.wait_for_url(re.compile("day=30"))
    page.get_by_role("navigation").get_by_role("button", name="Cascades").click()
    page.wait_for_url(re.compile("page=cascades"))
    assert page.evaluate("history.length") == began + 2
    page.go_back()
    page.wait_for_function("document.querySelector('.uc-here')?.textContent.trim() === 'Run'")
    assert re.search("seed=4.*day=30", page.url)
    page.go_back()
    page.wait_for_function("document.querySelector('[data-stamp]')?.dataset.stamp.includes('seed 1')")
    assert page.get_by_role("spinbutton", name="Seed").input_value() == "1"
    page.wait_for_timeout(500)
    assert page.url == first
    page.go_forward()
    page.wait_for_function("document.querySelector('[data-stamp]')?.dataset.stamp.includes('seed 4')")
    page.go_forward()
    page.wait_for_function("document.querySelector('.uc-here')?.textContent.trim() === 'Cascades'")
    assert page.evaluate("history.length") == began + 2


def test_a_file_that_is_made_is_told_meanwhile(visit: Any) -> None:
    page = visit("?scenario=two-valleys&days=200").page
    page.locator("[data-download$='csv.zip']").wait_for()
    page.evaluate(
        "() => { window.told = []; new MutationObserver(() => window.told.push(document.querySelector('.uc-foot').textContent))"
        ".observe(document.querySelector('.uc-foot'), { childList: true, subtree: true, characterData: true }) }"
    )
    for _ in range(2):
        with page.expect_download() as coming:
            page.locator("[data-download$='csv.zip']").click()
        assert coming.value.suggested_filename.endswith("csv.zip")
        page.get_by_role("button", name="CSV", exact=True).locator("visible=true").last.wait_for()
    assert any("making CSV …" in words for words in page.evaluate("window.told"))
