"""The site opened from disk: every page fetches files alone, its equations are set, its search finds, and nothing is wider than a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.access import serious

FAULTY = ".katex-error, .katex [style*='color']"
"""What cannot be read at all, and a word that KaTeX does not know, which it sets in red."""

LEFT = "net::ERR_ABORTED"
"""Of the site's small picture, when the page is left before it has come; what is not there fails with another word."""


@pytest.fixture
def phone(browser: Any) -> Iterator[Any]:
    """A page as wide as a phone, that keeps what was asked for and what went wrong."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.asked, page.wrong = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("requestfailed", lambda request: page.wrong.append(request.url) if request.failure != LEFT else None)
    page.on("pageerror", lambda fault: page.wrong.append(str(fault)))
    page.on("console", lambda message: page.wrong.append(message.text) if message.type == "error" else None)
    yield page
    page.close()


@pytest.mark.slow
def test_every_page_opens_from_disk_on_a_phone(site: Path, phone: Any) -> None:
    pages = [path for path in site.rglob("*.html") if path.name != "404.html"]
    for path in pages:
        phone.goto(path.as_uri())
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, path.name
    assert not phone.wrong
    assert len(phone.asked) > 5 * len(pages)
    assert not [address for address in phone.asked if not address.startswith(("file:", "data:", "blob:"))]


@pytest.mark.parametrize("name", ["model", "rebels"])
def test_equations_are_set_in_their_own_fonts(site: Path, phone: Any, name: str) -> None:
    phone.goto((site / f"{name}.html").as_uri())
    phone.evaluate("document.fonts.ready")
    marked, made, faulty = (phone.locator(what).count() for what in ("div.arithmatex", "div.arithmatex .katex-html", FAULTY))
    assert made == marked > 10
    assert faulty == 0
    assert "KaTeX_Main" in phone.evaluate("[...document.fonts].filter(font => font.status == 'loaded').map(font => font.family)")


def test_the_search_finds_from_disk_and_below_a_folder(site: Path, phone: Any) -> None:
    phone.goto((site / "decisions/0002-levels-of-factors.html").as_uri())
    phone.click("label[for=__search]:visible")
    phone.fill("input.md-search__input", "grievance")
    phone.keyboard.press("Space")
    found = phone.locator("li.md-search-result__item a").first
    found.wait_for()
    address = found.get_attribute("href")
    assert address.startswith(site.as_uri())
    found.click()
    phone.wait_for_url("**/*.html*")
    assert "rievance" in phone.inner_text("article")
    assert not [address for address in phone.asked if not address.startswith(("file:", "data:", "blob:"))]


@pytest.mark.parametrize(("asked", "scheme"), [("light", "default"), ("dark", "slate")])
def test_light_and_dark_follow_the_machine(site: Path, phone: Any, asked: str, scheme: str) -> None:
    phone.emulate_media(color_scheme=asked)
    phone.goto((site / "index.html").as_uri())
    assert phone.evaluate("document.body.dataset.mdColorScheme") == scheme


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index", "tutorial", "scenarios", "api", "mechanisms", "model", "glossary"])
def test_axe_finds_nothing_serious(site: Path, phone: Any, name: str, scheme: str) -> None:
    phone.emulate_media(color_scheme=scheme)
    phone.goto((site / f"{name}.html").as_uri())
    assert not serious(phone)
