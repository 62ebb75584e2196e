"""The ten sentences on the page Run: one after the other they move the day and what is looked at."""

from __future__ import annotations

from typing import Any


def test_sentences_lead_to_their_day_and_to_what_they_are_about(visit: Any) -> None:
    page = visit("?scenario=two-valleys").page
    card = page.locator("[data-panel=story]")
    card.get_by_role("button", name="All of them").wait_for(timeout=60_000)
    card.get_by_role("button", name="All of them").click()
    sentences = card.locator("li")
    sentences.first.wait_for()
    assert sentences.count() == 10
    assert card.locator("ol").count() == 1
    assert card.evaluate("card => card.scrollWidth <= card.clientWidth")  # each is seen whole
    card.get_by_role("button", name="the largest party of all").click()
    page.get_by_role("heading", name="Who left, the latest first").wait_for()
    day = page.evaluate("document.querySelector('.cohesion-replay').player.state.day")
    assert day > 1
    page.wait_for_function(f"document.querySelector('[data-copy]').dataset.copy.includes('day={day}&')")
    with page.context.expect_page() as opened:
        card.get_by_role("link", name="Page to print").click()
    opened.value.wait_for_selector("footer")
    assert opened.value.locator("li").count() == 10
    assert "two-valleys" in opened.value.locator("footer").inner_text()
    opened.value.close()
    card.get_by_role("button", name="One by one").click()
    card.get_by_role("button", name="Next").click()
    page.wait_for_function(f"document.querySelector('.cohesion-replay').player.state.day > {day}")
