"""The page Learn in a browser: a lesson's page as the dashboard serves it, and its last step live."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from typing import Any

import pytest

from tests.browser.access import serious
from tests.browser.conftest import ROOT
from tests.browser.test_comes_back import free
from tests.browser.test_dashboard import done

NAME = "One man leaves"


def test_a_lesson_is_opened_walked_and_tried_live(visit: Any) -> None:
    page = visit("?page=learn").page
    assert page.locator(".uc-lesson").count() == 10
    assert page.locator("[data-lesson=one-man]").text_content().count("minutes") == 1
    opens = page.get_by_role("link", name=f"Open the lesson: {NAME}")
    opens.focus()
    with page.expect_popup() as opened:
        page.keyboard.press("Enter")
    lesson, faults = opened.value, list[str]()
    lesson.on("pageerror", lambda fault: faults.append(str(fault)))
    lesson.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    said = lesson.locator("[role=status]").first.text_content()
    assert any(word in said for word in ("waits for its turn", "runs begin", "runs are done"))  # what is waited for
    assert not serious(lesson)
    lesson.wait_for_selector("[data-ready]", timeout=120_000)
    assert NAME in lesson.title()
    lesson.get_by_role("button", name="Start").click()
    lesson.locator("#screen input[type=range]").focus()
    lesson.keyboard.press("ArrowRight")
    lesson.get_by_role("button", name="Lock in", exact=True).click()
    assert lesson.locator("#screen h2").text_content() == "See"
    lesson.reload()  # it is kept, by the server; and the place, by the browser
    lesson.wait_for_selector("[data-ready]", timeout=5_000)
    assert not faults
    lesson.close()
    page.get_by_role("link", name=f"Try it live: {NAME}").click()
    page.wait_for_function("document.title.startsWith('Run')")
    done(page)
    assert page.get_by_label("Days", exact=True).input_value() == "129"
    slider = page.get_by_role("slider", name="How much of a unit must be gone")
    assert slider.get_attribute("aria-valuenow") == "0.5"
    link = str(page.locator("[data-copy]").get_attribute("data-copy"))
    assert link == "/?scenario=two-valleys-breaks&norm_turns=0.5&days=129"


@pytest.mark.slow
def test_what_a_lesson_switches_off_and_its_own_scenario_stand_among_the_controls(visit: Any) -> None:
    page = visit("?page=learn").page
    page.get_by_role("link", name="Try it live: Why the minority holds").click()
    done(page)
    assert not page.locator(".uc-side .uc-switch input").first.is_checked()
    assert page.locator(".uc-side").get_by_text("V2", exact=False).first.is_visible()
    page.go_back()
    page.get_by_role("link", name="Try it live: Will he abandon us?").click()
    done(page)
    assert page.locator(".uc-side").get_by_text("(lesson 3)").is_visible()
    assert page.get_by_role("button", name="Take out").count() == 1


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.slow
def test_solara_run_offers_no_lesson_that_it_cannot_hand_out(browser: Any) -> None:
    """``solara run app.py`` has no place for the lessons' own pages: it says so, and goes on live."""
    port = free()
    command = [sys.executable, "-m", "solara", "run", "app.py", "--port", str(port), "--no-open", "--production"]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "model"), "PYTHONUNBUFFERED": "1"}
    running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    context = browser.new_context()
    try:
        assert any(listens(port) or time.sleep(0.2) for _ in range(300))
        page = context.new_page()
        page.goto(f"http://localhost:{port}/?page=learn")
        page.get_by_text("The lessons' own pages are not handed out here: cohesion dashboard does that.").wait_for(timeout=60_000)
        assert page.locator(".uc-lesson").count() == 10
        assert page.locator("a[href^='/lessons/']").count() == 0
        assert not serious(page)
        page.get_by_role("link", name=f"Try it live: {NAME}").click()
        page.wait_for_function("document.title.startsWith('Run')")
        assert "scenario=two-valleys-breaks" in page.url
    finally:
        context.close()
        running.terminate()
        running.wait(20)
