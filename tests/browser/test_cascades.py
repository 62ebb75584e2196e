"""The page Cascades: what one man's leaving did is worked out on demand; what is for analysts is folded away."""

from __future__ import annotations

import re
from typing import Any

from tests.browser.access import serious


def test_men_are_kept_from_leaving_on_demand_and_the_wait_says_what_for(visit: Any) -> None:
    page = visit("?scenario=two-valleys&days=200&page=cascades", reduced_motion="reduce").page
    page.locator("[data-figure=whole-units]").wait_for(timeout=60_000)
    assert page.locator("[data-figure=survival], [data-figure=tips-sect], [data-figure=parties]").count() == 0
    page.get_by_role("button", name="Keep 60 men from leaving (5 runs)").click()
    page.get_by_text(re.compile(r"one man at a time, 12 men a run: \d of 5 runs are done")).wait_for()
    drawn = page.locator("[data-figure=drawn-after]")
    drawn.locator("canvas").first.wait_for(timeout=60_000)
    said = drawn.locator("p").inner_text()
    assert re.search(r"^Of \d+ men kept from leaving, each would have kept -?\d+\.\d\d others from it in \d+ days", said), said
    with page.expect_download() as coming:
        drawn.get_by_role("button", name=re.compile("^Save as CSV")).click()
    rows = coming.value.path().read_text("utf-8").splitlines()
    assert rows[0].startswith("others,world held,low,high,world free")
    assert rows[-1].startswith("all together,")
    page.get_by_role("button", name="For analysts").click()
    page.locator("[data-figure=survival] canvas").first.wait_for()
    assert serious(page) == []
