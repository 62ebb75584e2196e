"""The page Compare as a visitor meets it: from a switch to one honest sentence, to the picture, to two lives; by mouse and by keyboard."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.access import serious

PAIR = "?scenario=two-valleys&days=400&off=D5&page=compare&against=scenario%3Dtwo-valleys%26days%3D400"
STATE = "document.querySelector('.two-worlds').worlds.state"


def shown(page: Any) -> Any:
    """The page, when two worlds stand on it and the first play is over."""
    page.wait_for_selector(".two-worlds[data-ready]", timeout=60_000)
    page.wait_for_function("!document.querySelector('.two-worlds').worlds.playing", timeout=30_000)
    return page


def foot(page: Any) -> float:
    """Where the ledger of two worlds ends, in pixels from the top of the page."""
    return float(page.locator(".two-worlds .ledger").evaluate("e => e.getBoundingClientRect().bottom + scrollY"))


def numbers(words: str) -> list[int]:
    return [int(said.replace(",", "")) for said in re.findall(r"[\d,]*\d", words)]


def test_a_switch_opens_two_worlds_and_the_sentence_agrees_with_the_picture(visit: Any) -> None:
    page = visit("?scenario=two-valleys&days=400", reduced_motion="reduce").page  # the first play is seen in the test below
    page.wait_for_selector(".uc-run-page .cohesion-replay[data-ready]", timeout=60_000)
    page.locator("[data-panel=without-each]").get_by_role("button", name=re.compile("Work it out")).click()
    bars = page.locator("[data-figure=without-each]")
    bars.wait_for(timeout=60_000)
    said = bars.inner_text()
    assert "would have stayed by" in said
    assert "Means of 5 seeds; whiskers: the 90\u00a0% band of runs." in said
    page.get_by_role("button", name="Rules").click()
    page.locator(".uc-side .uc-group", has_text="Who leaves").wait_for()
    assert re.search(r"Without it \d+ fewer leave .*of 5 seeds", page.locator("[data-measured=D5]").inner_text())
    assert page.locator("[data-measured=B1]").count() == 0  # it was not measured
    page.get_by_role("navigation").get_by_role("button", name="Compare").click()
    page.locator("[data-without=D5]").click()
    shown(page)
    said = page.locator(".two-worlds .said").inner_text()
    only_a, only_b, both = numbers(said.replace("A.", "").replace("B.", ""))[:3]
    assert only_a > 100 > only_b
    kinds = page.evaluate("[[0], [1], [2, 3]].map((kinds) => Math.round(document.querySelector('.two-worlds').worlds.fates.total(kinds)))")
    assert kinds == [only_a, only_b, both]
    cells = page.locator(".two-worlds .ledger tr").nth(2).locator("td").all_inner_texts()
    parts = [numbers(cell)[0] for cell in cells]
    assert sum(parts[:-1]) == pytest.approx(parts[-1], abs=3)
    assert parts[0] == only_b + both
    page.get_by_role("navigation").get_by_role("button", name="Run", exact=True).click()
    page.locator("[data-compare]").click()
    shown(page)


def test_a_link_brings_both_worlds_a_day_and_two_lives(visit: Any) -> None:
    page = shown(visit(PAIR).page)
    assert page.evaluate(STATE + ".day") == 400
    page.get_by_role("button", name=re.compile("left only in A")).click()
    assert page.evaluate(STATE + ".only") == 0
    spot = page.evaluate(
        "(() => { const w = document.querySelector('.two-worlds').worlds,"
        " i = w.fates.kind.indexOf(0), [x, y] = w.cells.spot(w.cells.block(i), i), half = w.cells.side / 2;"
        " return [i, (x + half) / w.state.dpr, (y + half) / w.state.dpr]; })()"
    )
    page.locator(".two-worlds .stage canvas").click(position={"x": spot[1], "y": spot[2]})
    page.locator(".two-worlds .life h3").wait_for()
    assert page.evaluate(STATE + ".agent") == spot[0]
    life = page.locator(".two-worlds .life .world")
    assert re.search(r"On day \d+ he ", life.nth(0).inner_text())
    assert "He left" not in life.nth(1).inner_text()
    page.get_by_role("slider", name="Day").fill("200")
    page.get_by_text(re.compile("^By .*: .* left only in A")).wait_for()
    page.wait_for_function("document.querySelector('[data-copy]').dataset.copy.includes('day=200')")
    page.get_by_role("button", name="A above B").click()
    assert page.evaluate(STATE + ".shown") == "two"
    page.get_by_role("button", name="One picture").click()
    page.get_by_role("slider", name="Day").fill("400")
    page.get_by_text("hatched: dead, caught or discharged").wait_for()
    assert page.evaluate(HATCHED, "out") >= 3  # on its own ground, and lines aslant
    assert page.evaluate(HATCHED, "both") == 1


HATCHED = """(kind) => {
  const w = document.querySelector(".two-worlds").worlds, row = ["a", "b", "both", "apart", "out", "stay"].indexOf(kind);
  w.zoom(w.cells.block(w.fates.kind.indexOf(row)).node); w.picture();
  const g = w.parts.canvas.getContext("2d"), seen = new Set();
  for (let i = 0; i < w.fates.agents; i++) {
    const block = w.fates.kind[i] === row && w.cells.block(i);
    if (!block) continue;
    const [x, y] = w.cells.spot(block, i).map((at) => Math.round(at)), side = Math.floor(w.cells.side * 0.8) - 2;
    const pixels = new Uint32Array(g.getImageData(x + 1, y + 1, side, side).data.buffer);
    pixels.forEach((pixel) => seen.add(pixel));
  }
  w.zoom(-1);
  return seen.size;
}"""
"""How many colours the cells of a kind have, drawn large."""


def test_keys_alone_find_a_man_and_look_inside(visit: Any) -> None:
    page = shown(visit(PAIR, reduced_motion="reduce").page)
    page.locator(".two-worlds .stage canvas").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    page.locator(".two-worlds .life h3").wait_for()
    page.keyboard.press("Enter")
    assert page.evaluate(STATE + ".root") >= 0
    page.keyboard.press("Escape")
    assert page.evaluate(STATE + ".root") == -1


def test_other_seeds_say_whether_it_is_chance(visit: Any) -> None:
    page = shown(visit(PAIR, reduced_motion="reduce").page)
    page.get_by_role("button", name="Try 10 seeds").click()
    band = "document.querySelector('.two-worlds').worlds.band"
    page.wait_for_function(f"{band}?.seeds >= 3", timeout=60_000)
    filling = page.evaluate(f"{band}.seeds")
    page.get_by_text(re.compile("In 10 seeds, in the mean: .*95.% interval")).wait_for(timeout=60_000)
    assert filling < 10 == page.evaluate(f"{band}.seeds")  # it filled in as they came
    low, high = (page.evaluate(f"{band}.{end}.at(-1)") for end in ("low", "high"))
    said = page.locator("[data-figure=difference] p").inner_text()
    assert f"({low:+,.0f} to {high:+,.0f})" in said
    assert "90\u00a0% band of 10 seeds" in page.locator(".two-worlds .curves").get_attribute("aria-label")
    assert page.get_by_text("By how much do the worlds differ?").is_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_nothing_hinders_and_nothing_sticks_out(visit: Any, width: int, scheme: str) -> None:
    page = shown(visit(PAIR, width=width, color_scheme=scheme, reduced_motion="reduce").page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == scheme  # of scrollbars
    assert serious(page) == []


def test_a_chart_wider_than_a_phone_says_that_there_is_more(visit: Any) -> None:
    page = shown(visit(PAIR, width=360, height=740, reduced_motion="reduce").page)
    drawn = page.locator("[data-figure=exits] .uc-drawing").first
    page.wait_for_function("document.querySelector('[data-figure=exits] .uc-drawing').hasAttribute('data-more')")
    assert drawn.evaluate("e => parseFloat(getComputedStyle(e, '::after').width)") > 10
    drawn.locator(".uc-chart-room").evaluate("e => { e.scrollLeft = e.scrollWidth }")
    page.wait_for_function("!document.querySelector('[data-figure=exits] .uc-drawing').hasAttribute('data-more')")
    gone = "e => { e.remove(); cohesionDayCursor.shade(e); }"
    drawn.locator(".uc-chart-room").evaluate(gone)  # a page that is left while its charts are still drawn: no error


def test_a_link_that_moved_something_is_compared_with_the_scenario_as_shipped(visit: Any) -> None:
    page = visit("?scenario=two-valleys&days=400&off=D5", reduced_motion="reduce").page
    page.locator("[data-shipped]").click()
    shown(page)
    assert page.locator(".two-worlds header").inner_text().startswith("A with comrades (D5)")
    assert page.locator("[data-shipped]").count() == 0
    again = shown(visit("?scenario=two-valleys&days=400&off=D5&page=compare", reduced_motion="reduce").page)
    assert again.locator(".two-worlds .said").inner_text() == page.locator(".two-worlds .said").inner_text()


def test_a_newcomer_guesses_and_sees_how_many(visit: Any) -> None:
    page = visit("", reduced_motion="reduce").page
    page.locator("[data-panel=guess] [role=slider]").press("ArrowRight")
    assert page.locator("[data-panel=story], [data-panel=inspector]").count() == 0
    page.wait_for_function("document.querySelector('.cohesion-replay').player?.state.day === 1")
    page.get_by_role("button", name="See how many").click()
    shown(page)
    answer = page.get_by_text(re.compile("You guessed 51 of a hundred who left: it is [1-9]"))
    answer.wait_for()
    assert foot(page) <= 900  # with the answer above it as well
    differs = page.locator(".two-worlds header > *").last.bounding_box()
    assert differs["x"] + differs["width"] < answer.bounding_box()["x"]
    page.get_by_role("button", name="Now the run in ten sentences").click()
    page.locator("[data-panel=story]").get_by_role("button", name="Begin").wait_for()
    assert "off=" not in page.locator("[data-copy]").get_attribute("data-copy")
    page.goto(page.url.partition("?")[0])  # the browser remembers
    page.locator("[data-panel=story]").get_by_role("button", name="Begin").wait_for()
    assert page.locator("[data-panel=guess]").count() == 0


def test_at_1440_by_900_two_worlds_need_no_scrolling(visit: Any) -> None:
    page = shown(visit(PAIR, reduced_motion="reduce").page)
    assert foot(page) <= 900


def test_on_a_phone_a_large_army_is_rows_to_look_inside_of(visit: Any) -> None:
    page = shown(
        visit("?scenario=syria-2011&persons_per_agent=30&days=400&off=D5&page=compare", width=390, height=844, reduced_motion="reduce").page
    )
    rows = page.evaluate("document.querySelector('.two-worlds').worlds.rows.parts.length")
    canvas = page.locator(".two-worlds .stage canvas")
    scrubber = page.locator(".two-worlds .time").bounding_box()
    assert scrubber["y"] + scrubber["height"] == 844  # at the bottom of the window, wherever the page stands
    assert page.evaluate("document.querySelector('.two-worlds').worlds.rows.used")
    assert canvas.bounding_box()["height"] == 26 * rows
    page.get_by_text("a row is a part of the army").wait_for()
    canvas.click(position={"x": 40, "y": 26 * 2 + 13})
    assert page.evaluate(STATE + ".root") >= 0
    page.get_by_role("button", name="A above B").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Flip", exact=True).click()
    drawn = "document.querySelector('.two-worlds .stage canvas').toDataURL()"
    flip = page.get_by_role("button", name="Hold to see B")
    flip.scroll_into_view_if_needed()
    page.wait_for_timeout(100)
    a, box = page.evaluate(drawn), flip.bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 20)
    page.mouse.down()
    page.get_by_role("button", name=re.compile("^This is B, without")).wait_for()
    page.wait_for_timeout(100)
    b = page.evaluate(drawn)
    page.mouse.up()
    page.get_by_role("button", name=re.compile("^This is A, with")).wait_for()
    page.wait_for_timeout(100)
    assert page.evaluate(drawn) == a != b
    page.locator(".two-worlds .flip").focus()
    page.keyboard.down("Space")
    page.get_by_role("button", name=re.compile("^This is B, without")).wait_for()
    page.keyboard.up("Space")
    page.get_by_role("button", name="Hold to see B").wait_for()
    canvas.focus()  # a life is a sheet from the bottom
    page.keyboard.press("ArrowDown")
    sheet = page.locator(".two-worlds .life.told")
    sheet.wait_for()
    edge = sheet.bounding_box()
    assert (edge["x"], edge["width"], edge["y"] + edge["height"]) == (0, 390, 844)
    assert edge["height"] <= 0.6 * 844 + 1
    assert serious(page) == []
    sheet.get_by_role("button", name="Close his two lives").click()
    sheet.wait_for(state="detached")
