"""The page Integration in a real browser."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest

from tests.browser.access import serious, settle
from tests.browser.test_dashboard import AUDIT, SMALL, done, said_link
from tests.helpers import tiny_rebels, toml

HERE = "?page=integration"
SHORT = "?days=330&persons_per_agent=50&page=integration"


def link_says(page: Any, words: str) -> None:
    """Wait until the link says something."""
    page.wait_for_function("words => document.querySelector('[data-copy]').dataset.copy.includes(words)", arg=words)


@pytest.mark.parametrize(
    ("width", "scheme"), [(390, "dark"), *(pytest.param(*one, marks=pytest.mark.slow) for one in ((1024, "light"), (1440, "dark")))]
)
def test_it_opens_and_is_accessible(visit: Any, width: int, scheme: str) -> None:
    page = visit(HERE, width=width, height=850, color_scheme=scheme).page
    page.wait_for_function("document.title.startsWith('Integration')")
    page.locator("[data-figure=passages] canvas:visible").wait_for()
    settle(page, 500)
    found = page.evaluate(AUDIT) + (serious(page) if width != 1024 else [])
    assert not found, "\n".join(found)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for key in (
        "passages",
        "officers",
        "doors",
        "weighed",
        "reasons",
        "militias",
        "militia-cohesion",
        "sponsors",
        "consensus",
        "capability",
        "hope-and-skill",
        "national-army",
    ):
        assert page.locator(f"[data-figure={key}] h2").inner_text().endswith("?"), key


def test_it_opens_at_the_last_day_and_goes_to_another(visit: Any) -> None:
    page = visit(HERE).page
    flow = page.locator("[data-figure=passages] p")
    flow.wait_for()
    last = flow.inner_text()
    assert "day=" not in said_link(page)
    page.get_by_role("slider", name="Day").focus()
    page.keyboard.press("Home")
    link_says(page, "day=1&")
    page.get_by_text("of 1,095").wait_for()
    page.keyboard.press("End")
    page.wait_for_function("words => document.querySelector('[data-figure=passages] p')?.innerText === words", arg=last)
    page.locator(".uc-day-card .v-select").click()
    page.get_by_role("option", name="officers").click()
    page.wait_for_function("document.querySelector('[data-figure=passages] p').innerText.includes(' officers left by')")


@pytest.mark.slow
def test_a_leader_is_inspected_and_what_he_said_leads_to_the_officer(visit: Any) -> None:
    page = visit(f"{HERE}&day=700").page
    table = page.locator("[data-panel=leaders]")
    table.locator("tbody tr").first.wait_for()
    assert table.locator("tbody tr").count() == 10
    table.get_by_role("button", name=re.compile("^All ")).click()
    page.wait_for_function("document.querySelectorAll('[data-panel=leaders] tbody tr').length > 10")
    asked = table.locator("tbody tr").filter(has=page.locator("td:nth-child(8):text-matches('[1-9]')"))
    name = asked.first.locator("button").inner_text()
    asked.first.locator("button").click()
    inspector = page.locator("[data-panel=inspector]")
    inspector.get_by_role("heading", name=name).wait_for()
    for words in ("Legitimacy", "Warlord", "How large is it?", "What its leader last said to officers, by day 700"):
        assert inspector.get_by_text(words, exact=False).first.is_visible(), words
    link_says(page, "select=militia:")
    again = visit(said_link(page).removeprefix("/")).page
    again.locator("[data-panel=inspector]").get_by_role("heading", name=name).wait_for()
    assert again.locator("[data-panel=leaders] tr.uc-chosen").count() <= 1
    inspector.get_by_role("button", name=re.compile(r"^Day \d+: (sent away|let in)")).first.click()
    page.wait_for_function("document.title.startsWith('Run')")
    page.locator("[data-panel=inspector]").get_by_text("What militias' leaders said to him").wait_for()
    page.locator("[data-panel=inspector]").get_by_role("button", name=re.compile(f"{re.escape(name)}")).first.click()
    page.wait_for_function("document.title.startsWith('Integration')")
    page.locator("[data-panel=inspector]").get_by_role("heading", name=name).wait_for()


def test_a_sponsor_is_inspected(visit: Any) -> None:
    page = visit(f"{HERE}&day=800").page
    inspector = page.locator("[data-panel=inspector]")
    inspector.get_by_role("button", name="Qatar").click()
    for words in ("Whom does it pay?", "Its last choices, by day 800", "Militias that have most of their money from it"):
        inspector.get_by_text(words).wait_for()
    inspector.get_by_role("button", name=re.compile("began to pay")).first.click()
    inspector.get_by_text("Legitimacy", exact=True).wait_for()


def test_what_it_shows_can_be_taken_home(visit: Any, tmp_path: Any) -> None:
    page = visit(f"{HERE}&day=500").page
    page.locator("[data-figure=passages] canvas:visible").wait_for()
    for name in ("Save as CSV: Who leads the militias, and whom do they let in?", "Save as CSV: Where did those go who left?"):
        with page.expect_download(timeout=60_000) as coming:
            page.get_by_role("button", name=name).click()
        coming.value.save_as(tmp_path / "table.csv")
        assert len(pd.read_csv(tmp_path / "table.csv")) > 3
    with page.expect_download(timeout=60_000) as coming:
        page.get_by_role("button", name="Save as PNG: Where did those go who left?").click()
    assert coming.value.path().read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_an_agreement_and_a_safe_area_put_in_make_an_army(visit: Any) -> None:
    page = visit(f"{SHORT}&day=60").page
    done(page)
    conditions = page.locator("[data-panel=conditions]")
    conditions.get_by_text("There is a safe area: no.").wait_for()
    what_if = page.locator("[data-panel=inject]")
    what_if.get_by_role("button", name="Put it in and run again").click()
    link_says(page, "safe_area")
    done(page)
    conditions.get_by_text("There is a safe area: yes.").wait_for(timeout=60_000)
    for kind in ("An amnesty for those who left", "A border is closed", "The key sponsors agree"):
        what_if.locator(".v-select").first.click()
        page.locator(".v-menu__content").get_by_role("option", name=kind).click()
        page.wait_for_timeout(500)
    assert what_if.get_by_label("Consensus, from 0 to 1").input_value() == "0.8"
    what_if.get_by_role("button", name="Put it in and run again").click()
    link_says(page, "agreement")
    done(page)
    assert "safe_area" in said_link(page)


def test_a_scenario_without_rebels_says_so(visit: Any) -> None:
    page = visit("?scenario=syria-army&days=20&page=integration").page
    done(page)
    page.get_by_text("This scenario has no rebel side").wait_for()
    assert page.locator("[data-figure=passages]").is_visible()
    assert page.locator("[data-panel=leaders]").count() == 0
    page.locator("[data-panel=inject] .v-select").first.click()
    assert page.locator(".v-menu__content").get_by_role("option", name="An amnesty for those who left").count() == 0


@pytest.mark.slow
def test_names_of_militias_and_sponsors_show_as_text(visit: Any, tmp_path: Any) -> None:
    page = visit(SMALL).page
    done(page)
    evil = tiny_rebels(
        militias=[{"id": "march-guard", "name": "<b>March</b> **x** $y$"}],
        sponsors=[{"id": "crown", "name": "<img src=x onerror=alert(1)>"}],
        departure={"base_hazard": 0.01, "calm_share": 1.0},
    )
    path = tmp_path / "mine.toml"
    path.write_text(toml(evil), "utf-8")
    page.get_by_role("button", name="Your own scenario").click()
    page.get_by_label("Scenario file").set_input_files(path)
    page.get_by_text("Good. It is chosen as the scenario.").wait_for()
    done(page)
    page.get_by_role("navigation").get_by_role("button", name="Integration").click()
    page.locator("[data-panel=leaders]").get_by_role("button", name="<b>March</b> **x** $y$").click()
    page.get_by_role("heading", name="<b>March</b> **x** $y$").wait_for()
    assert page.locator("img[src=x], .uc-app b:text('March')").count() == 0
