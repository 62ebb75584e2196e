"""At three sizes, in light and dark: no page scrolls sideways, and no text is cut, as far as the page itself can tell (not in pictures)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.access import settle
from tests.browser.test_dashboard import done
from unit_cohesion.views.dashboard.links import PAGES

SIZES = ((1440, 900), (768, 1024), (360, 740))
SCHEMES = ("light", "dark")
SEEN = (("two-valleys", SCHEMES), ("syria-2011", ("dark",)), ("libya-2011", ("light",)))

CUT = """(where) => {
  const found = [], wide = document.documentElement.clientWidth, root = document.querySelector(where);
  const seen = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && e.clientWidth > 2
    && getComputedStyle(e).clipPath === "none" && !e.closest(".v-slider__thumb-label, .v-icon, svg, [aria-hidden=true]");
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let text; (text = texts.nextNode());) {
    const of = text.parentElement, range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    if (!text.textContent.trim() || !box.width || (getComputedStyle(of).display !== "inline" && !seen(of))) continue;
    let lost = 0, rolls = false, hidden = false;
    for (let e = of; e !== document.body && !rolls && !hidden; e = e.parentElement) {
      const look = getComputedStyle(e), frame = e.getBoundingClientRect();
      hidden = look.display !== "inline" && !seen(e);
      rolls = /auto|scroll/.test(look.overflowX); // what rolls inside a frame of its own can be reached
      if (/hidden|clip/.test(look.overflowX)) lost = Math.max(lost, box.right - frame.right, frame.left - box.left);
      if (/hidden|clip/.test(look.overflowY)) lost = Math.max(lost, (box.bottom - frame.bottom) / 2);
    }
    if (!rolls) lost = Math.max(lost, box.right - wide, -box.left);
    const named = of.className || of.localName;
    if (lost > 1.5 && !hidden) found.push(`cut by ${Math.round(lost)} px in ${named}: ${text.textContent.slice(0, 60)}`);
  }
  for (const e of root.querySelectorAll("button, h1, h2, h3, h4, td, th, p, li, dd, dt, label")) {
    const look = getComputedStyle(e);
    const frame = look.display !== "inline" && !/auto|scroll/.test(look.overflowX) && !e.querySelector(".v-icon");
    if (frame && e.textContent.trim() && seen(e) && e.scrollWidth > e.clientWidth + 1) {
      found.push(`wider than its frame: ${e.outerHTML.slice(0, 120)}`);
    }
  }
  const over = document.documentElement.scrollWidth - wide;
  return over > 0 ? [`the page is ${over} px wider than the window`, ...found] : found;
}"""
"""What is cut below an element, a line each; what is read to those who do not see, and rolls in a frame of its own, is not."""


@pytest.mark.slow
@pytest.mark.parametrize(("scenario", "schemes"), SEEN)
def test_no_page_scrolls_sideways_and_no_text_is_cut(visit: Any, scenario: str, schemes: tuple[str, ...]) -> None:
    both = f"?scenario={scenario}&off=D5&page=compare&against=scenario%3D{scenario}"
    page = visit(both, color_scheme=schemes[0], reduced_motion="reduce").page
    page.wait_for_selector(".two-worlds[data-ready]", timeout=120_000)
    found = []
    for name, tab in PAGES.items():
        page.set_viewport_size({"width": 1440, "height": 900})
        page.get_by_role("navigation").get_by_role("button", name=tab, exact=True).click()
        page.wait_for_function("name => document.title.startsWith(name)", arg=tab)
        settle(page, 500)
        if name == "run":
            done(page)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            settle(page)
            parts = [".uc-top", ".uc-main"]
            if width > 860 and page.locator(".uc-side").is_visible():
                parts.append(".uc-side")
            elif name in ("run", "integration"):
                page.get_by_role("button", name="Controls").click()
                page.get_by_label("Seed", exact=True).wait_for()
                parts.append(".uc-side")
            for scheme in schemes:
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                page.wait_for_selector(f".v-application.theme--{scheme}")
                found += [f"{tab} at {width}, {scheme}: {fault}" for part in parts for fault in page.evaluate(CUT, part)]
            if parts[2:] and width <= 860:
                page.mouse.click(width - 5, 500)
                page.wait_for_function("!document.querySelector('.uc-drawer-open')")
    page.goto(
        page.url.partition("?")[0] + "?scenario=two-valleys-breaks&days=129&norm_turns=0.5"
    )  # long words: a title, a lesson's control
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_text("How much of a unit must be gone before the others feel free to go").wait_for()
    found += [f"a lesson tried live: {fault}" for fault in page.evaluate(CUT, ".uc-side")]
    assert not found, "\n".join(dict.fromkeys(found))
    page.add_style_tag(content=".uc-main h2 { width: 40px; overflow: hidden; white-space: nowrap }")
    assert page.evaluate(CUT, ".uc-main"), "it sees nothing of what is cut"
