"""Disputed figures in a real browser: a slider each, from which the next run and the link are made."""

from __future__ import annotations

import re
from typing import Any

from tests.browser.access import serious
from tests.browser.test_dashboard import done, said_link
from tests.helpers import tiny_scenario, toml


def test_a_disputed_figure_is_moved_by_a_slider_and_the_link_keeps_it(visit: Any) -> None:
    page = visit("?scenario=tunisia-2011&persons_per_agent=50").page
    done(page)
    group = page.get_by_role("region", name="Disputed figures")
    assert group.get_by_role("slider").count() == 2
    handle = group.get_by_role("slider", name=re.compile("Brigades of police"))
    assert [handle.get_attribute(f"aria-value{what}") for what in ("min", "now", "max")] == ["28", "45", "68"]
    handle.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('[data-copy]').dataset.copy.includes('declare.police_brigades=48')")
    done(page)
    assert not serious(page)
    link = said_link(page)
    other = visit(link.removeprefix("/")).page
    done(other)
    assert other.locator(".uc-slider.uc-changed output").all_inner_texts() == ["48"]
    assert said_link(other) == link
    page.get_by_role("navigation").get_by_role("button", name="Compare").click()
    page.get_by_text(re.compile("police_brigades = 48$")).first.wait_for()
    page.get_by_role("navigation").get_by_role("button", name="Run").click()  # on Compare the choices are folded away
    page.get_by_role("button", name="As the scenario has them").click()
    page.wait_for_function("!document.querySelector('[data-copy]').dataset.copy.includes('&declare.')")


def test_a_file_of_ones_own_has_its_figures_too(visit: Any, tmp_path: Any) -> None:
    page = visit("?scenario=two-valleys&days=60").page
    done(page)
    assert page.get_by_role("region", name="Disputed figures").count() == 0
    own = tiny_scenario(declare={"calm": {"value": 0.25, "low": 0.1, "high": 0.75}}, places=[{"id": "port", "violence": "$calm"}])
    own["scenario"].pop("name")
    (tmp_path / "mine.toml").write_text(toml(own))
    page.get_by_role("button", name="Your own scenario or run").click()
    page.locator("input[type=file]").set_input_files(str(tmp_path / "mine.toml"))
    page.get_by_role("region", name="Disputed figures").get_by_role("slider", name=re.compile("Calm")).wait_for(state="attached")
    page.get_by_text("Good. It is chosen as the scenario.").wait_for()  # what was open below stays open
