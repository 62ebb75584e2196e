"""Persons in the inspector, charts on every page, and keys: in a real browser."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest

from tests.browser.access import serious
from tests.browser.test_dashboard import SMALL, done, said_link
from unit_cohesion import run
from unit_cohesion.runs.record import Record


@pytest.fixture(scope="module")
def leaver() -> tuple[Record, pd.Series[Any]]:
    """Of the small run, somebody who left after a while."""
    record = run("two-valleys", days=60)
    left = record.events[(record.events["event"] == "defection") & (record.events["day"] > 20)]
    return record, left.iloc[0]


def test_a_person_shows_his_loyalty_and_what_weighed_on_him(visit: Any, leaver: Any, tmp_path: Any) -> None:
    record, why = leaver
    page = visit(f"{SMALL}&select=person:{why['person']}").page
    panel = page.locator("[data-panel=inspector]")
    for key in ("why", "his-loyalty", "his-reasons"):
        chart = panel.locator(f"[data-figure={key}]")
        chart.locator("canvas").wait_for(timeout=60_000)
        assert chart.get_by_role("heading").inner_text().endswith("?")
        assert "," in str(chart.get_by_role("img").get_attribute("aria-label"))
    end = record.people.loc[record.people["person"] == why["person"], "loyalty"].iloc[0]
    told = panel.locator("[data-figure=his-loyalty] p").inner_text().replace("\N{NO-BREAK SPACE}", " ")
    assert f"to {100 * end:.0f} %" in told
    assert f"by day {why['day']}, 100 %" in told
    with page.expect_download() as coming:
        panel.get_by_role("button", name="Save as CSV: How loyal was he, and how near to leaving?").click()
    coming.value.save_as(tmp_path / "his.csv")
    days = pd.read_csv(tmp_path / "his.csv")
    assert list(days["day"]) == list(range(1, int(why["day"]) + 1))
    with page.expect_download() as coming:
        panel.get_by_role("button", name="Save as PNG: What weighed on him, from day to day?").click()
    assert coming.value.path().read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert not serious(page)


def test_of_a_large_run_a_person_is_looked_back_at_only_when_asked(visit: Any) -> None:
    page = visit("?days=900&persons_per_agent=2&select=person:guard/b1/c1/001").page
    page.get_by_text("The link asks for a large run").wait_for()  # nothing begins by itself
    assert page.locator("[data-figure=his-loyalty]").count() == 0


@pytest.mark.parametrize(("tab", "least"), [("Run", 6), ("Integration", 11), ("Cascades", 8)])
def test_every_chart_asks_a_question_and_can_be_saved(visit: Any, tab: str, least: int) -> None:
    page = visit(f"?page={tab.lower()}").page
    page.locator("[data-figure] canvas").first.wait_for()
    if tab == "Cascades":
        page.get_by_role("button", name="For analysts").click()
    page.wait_for_function(f"document.querySelectorAll('[data-figure] .solara-echarts').length >= {least}")
    found = page.evaluate(CHARTS)
    assert not found, "\n".join(found)


CHARTS = """() => {
  const found = [];
  for (const chart of document.querySelectorAll(".solara-echarts, [_echarts_instance_]")) {
    const own = chart.closest("section"), name = own?.dataset.figure || chart.id || "a chart";
    const said = chart.closest("[role=img]")?.getAttribute("aria-label") || "";
    const title = own?.querySelector("h2, h3")?.textContent || "";
    if (!title.endsWith("?")) found.push(`${name}: no question`);
    if (!said.startsWith(title) || said.length < title.length + 30) found.push(`${name}: not told, but ${said.slice(0, 60)}`);
    for (const kind of ["SVG", "PNG", "CSV"]) {
      if (!own?.querySelector(`[aria-label="Save as ${kind}: ${title}"]`)) found.push(`${name}: no ${kind}`);
    }
  }
  return found;
}"""


def test_a_click_on_a_chart_moves_the_day_on_every_page(visit: Any) -> None:
    page = visit(SMALL).page
    done(page)
    page.wait_for_selector(".cohesion-replay[data-ready]")
    line = page.locator("[data-figure=departures] .uc-day-cursor")
    line.wait_for()
    chart, before = page.locator("[data-figure=departures] .solara-echarts"), line.bounding_box()["x"]
    box = chart.bounding_box()
    chart.click(position={"x": box["width"] / 3, "y": box["height"] / 2})
    page.wait_for_function("document.querySelector('.cohesion-replay input[type=range]').value < 30")
    day = page.evaluate("document.querySelector('.cohesion-replay input[type=range]').value")
    assert line.bounding_box()["x"] < before - 100
    page.locator(".uc-tab", has_text="Cascades").click()
    page.get_by_role("button", name="For analysts").click()
    there = page.locator("[data-figure=survival] .uc-day-cursor")
    there.wait_for()
    room = page.locator("[data-figure=survival] .solara-echarts").bounding_box()
    assert 0.2 < (there.bounding_box()["x"] - room["x"]) / room["width"] < 0.5
    page.locator(".uc-tab", has_text="Run").first.click()
    page.wait_for_selector(".cohesion-replay[data-ready]")
    assert page.evaluate("document.querySelector('.cohesion-replay input[type=range]').value") == day


def test_keys_in_the_dashboard(visit: Any) -> None:
    page = visit(SMALL).page
    done(page)
    page.wait_for_selector(".cohesion-replay[data-ready]")
    scrubber = page.locator(".cohesion-replay input[type=range]").first

    def at(day: int) -> None:
        page.wait_for_function("day => document.querySelector('.cohesion-replay input[type=range]').value === String(day)", arg=day)

    at(60)
    page.locator("body").focus()
    for key, day in (("r", 1), (".", 2), ("ArrowRight", 3), ("ArrowLeft", 2), ("Shift+ArrowRight", 32)):
        page.keyboard.press(key)
        at(day)
    page.wait_for_function("document.querySelector('[data-copy]').dataset.copy.includes('day=32')")  # the server is told
    page.locator(".cohesion-replay").first.focus()
    for key, day in (("ArrowDown", 39), ("ArrowUp", 32)):
        page.keyboard.press(key)
        at(day)
    page.keyboard.press("Space")
    page.wait_for_function("Number(document.querySelector('.cohesion-replay input[type=range]').value) > 33")
    page.keyboard.press("Space")
    stood = scrubber.input_value()
    page.wait_for_timeout(300)
    assert scrubber.input_value() == stood
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keys").is_visible()
    page.keyboard.press("Escape")
    page.get_by_label("Seed", exact=True).fill("1")
    page.keyboard.press("r")  # typed into a field, it is no key
    assert scrubber.input_value() == stood


def test_a_link_restores_page_day_and_what_is_looked_at(visit: Any, leaver: Any) -> None:
    _, why = leaver
    unit = why["person"].rpartition("/")[0]
    page = visit(f"{SMALL}&day=33&select=unit:{unit}").page
    done(page)
    page.wait_for_selector(".cohesion-replay[data-ready]")
    assert page.locator(".cohesion-replay input[type=range]").first.input_value() == "33"
    facts = page.locator("[data-panel=inspector]").inner_text()
    assert "33" in facts
    again = visit(said_link(page)[1:]).page
    done(again)
    assert again.locator("[data-panel=inspector] h2").inner_text() == page.locator("[data-panel=inspector] h2").inner_text()
    assert re.search(r"day=33&select=unit:", said_link(again))
