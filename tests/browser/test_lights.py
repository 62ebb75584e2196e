"""On the page Run: men of one cause, or of one block of the ledger, light up in the picture of the army; by mouse and by keyboard."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.access import serious

PLAYER = "document.querySelector('.cohesion-replay').player"
LIT = f"({PLAYER}.army.lit ? Math.round({PLAYER}.army.litOf(-1)) : -1)"
ROLLING = """() => [...document.querySelectorAll(".uc-main *")].filter((e) => /auto|scroll/.test(getComputedStyle(e).overflowY)
  && e.scrollHeight > e.clientHeight + 1 && e.clientHeight > 60).map((e) => e.className)"""


def number(words: str) -> int:
    found = re.search(r"\d[\d,]*", words)
    assert found, words
    return int(found[0].replace(",", ""))


def drawn(page: Any) -> str:
    return str(page.evaluate(f"({PLAYER}.draw(), {PLAYER}.parts.canvas.toDataURL())"))


def test_a_cause_and_a_block_of_the_ledger_light_up_their_men(visit: Any) -> None:
    page = visit("?scenario=two-valleys&days=403", reduced_motion="reduce").page
    page.wait_for_selector(".uc-run-page .cohesion-replay[data-ready]", timeout=60_000)
    river, told = page.locator("[data-figure=causes]"), page.locator(".cohesion-replay .lit")
    river.locator("canvas").first.wait_for()
    river.locator(".uc-day-cursor").wait_for()  # it stands on the last day, which ends no week
    assert page.evaluate(ROLLING) == []  # the page rolls, and nothing inside it
    all_shown = drawn(page)
    names = river.locator("[data-lights]")
    total = 0
    for place in range(names.count()):  # by keyboard
        names.nth(place).focus()
        total += page.evaluate(LIT)
        assert names.nth(place).inner_text() in told.inner_text()
        assert number(told.inner_text()) == page.evaluate(LIT)
    assert total == number(page.locator("[data-figure=so-far] p").inner_text().rpartition("each day:")[2])
    assert drawn(page) != all_shown
    said = page.locator(".cohesion-replay [role=status]").text_content()
    assert told.inner_text() in said
    page.locator("body").focus()
    page.keyboard.press("Tab")
    page.evaluate("document.activeElement.blur()")
    assert page.evaluate(LIT) == -1
    assert drawn(page) == all_shown
    chart = river.locator(".solara-echarts")  # by mouse: up through the river where it is widest, on the chart itself
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    seen = set()
    for step in range(30):
        page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * (0.97 - 0.03 * step))
        seen.add(page.evaluate(f"{PLAYER}.pointed?.cause ?? ''"))
    assert len(seen - {""}) >= 2, seen
    page.mouse.move(box["x"] + 5, box["y"] - 40)
    assert page.evaluate(LIT) == -1
    names.first.click()
    page.mouse.move(5, 5)
    page.evaluate("document.activeElement.blur()")
    assert page.evaluate(LIT) > 0  # a click keeps them
    assert names.first.get_attribute("aria-pressed") == "true"
    entry = page.locator(".cohesion-replay .ledger button", has_text="hide at home")
    entry.focus()
    page.keyboard.press("Enter")
    assert page.evaluate(LIT) == number(entry.inner_text()) > 0
    assert entry.get_attribute("aria-pressed") == "true"
    assert names.first.get_attribute("aria-pressed") == "false"
    assert "hide at home" in told.inner_text()
    assert serious(page) == []
    page.keyboard.press("Escape")
    assert page.evaluate(LIT) == -1
    assert entry.get_attribute("aria-pressed") == "false"
    assert drawn(page) == all_shown


@pytest.mark.parametrize("scheme", [pytest.param("light", marks=pytest.mark.slow), "dark"])
def test_the_chosen_scenario_of_the_menu_can_be_read_pointed_at_or_not(visit: Any, scheme: str) -> None:
    page = visit("?scenario=two-valleys&days=60", color_scheme=scheme, reduced_motion="reduce").page
    page.locator(".uc-side .v-select__slot", has_text="Scenario").click()
    chosen = page.locator(".menuable__content__active .v-list-item--active")
    chosen.wait_for()
    page.wait_for_timeout(400)
    assert chosen.evaluate(CONTRAST) >= 4.5
    chosen.hover()
    page.wait_for_timeout(400)
    assert chosen.evaluate(CONTRAST) >= 4.5


CONTRAST = """(item) => {
  const parse = (c) => c.match(/[\\d.]+/g).map(Number), before = getComputedStyle(item, "::before");
  const light = (c) => c.slice(0, 3).map((x) => x / 255).map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4))
    .reduce((sum, x, i) => sum + x * [0.2126, 0.7152, 0.0722][i], 0);
  let under = item;
  while (parse(getComputedStyle(under).backgroundColor)[3] === 0) under = under.parentElement;
  const ground = parse(getComputedStyle(under).backgroundColor), veil = parse(before.backgroundColor), thick = Number(before.opacity);
  const behind = ground.slice(0, 3).map((c, i) => c * (1 - thick) + veil[i] * thick);
  const text = parse(getComputedStyle(item.querySelector(".v-list-item__title")).color);
  const [a, b] = [light(text), light(behind)].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}"""
