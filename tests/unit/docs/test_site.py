"""The site as it is built: whole, strict, and of files alone; ``tests/browser/test_site.py`` opens it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import unit_cohesion
from tests.helpers import ROOT
from unit_cohesion import extend

CONFIGURATION = (ROOT / "mkdocs.yml").read_text("utf-8")
NAVIGATION = re.findall(r"([\w/-]+)\.md$", CONFIGURATION.partition("\nnav:")[2], re.MULTILINE)
EQUATION = re.compile(r"^```math\n", re.MULTILINE)
OF_A_PAGE = re.compile(r"<(?:script|link|img|iframe|source)\b[^>]*?\b(?:src|href)=[\"']?([^\"' >]+)")
OF_A_STYLE = re.compile(r"(?:url\(|@import)\s*[\"']?([^\"')\s]+)")


def test_every_page_of_the_navigation_is_there_and_every_page_is_in_it(site: Path) -> None:
    built = {path.relative_to(site).with_suffix("").as_posix() for path in site.rglob("*.html")} - {"404"}
    assert len(NAVIGATION) == len(set(NAVIGATION)) > 25
    assert built == set(NAVIGATION)


def test_nothing_is_taken_from_elsewhere(site: Path) -> None:
    """What pages and styles load is a file of the site; links that a reader follows may lead out."""
    loaded = 0
    for page in site.rglob("*.html"):
        text = page.read_text("utf-8")
        assert "<base " not in text
        for address in OF_A_PAGE.findall(text):
            if page.name == "404.html" and address.startswith("/"):  # is served, or not seen
                continue
            assert not re.match(r"\w+:|/", address), f"{page.name}: {address}"
            assert (page.parent / re.split(r"[?#]", address)[0]).exists(), f"{page.name}: {address}"
            loaded += 1
    assert loaded > 10 * len(NAVIGATION)
    for style in site.rglob("*.css"):
        for address in OF_A_STYLE.findall(style.read_text("utf-8")):
            assert address.startswith("data:") or (style.parent / re.split(r"[?#]", address)[0]).exists(), f"{style.name}: {address}"


def test_the_equations_script_style_and_fonts_are_the_sites_own_with_their_licences(site: Path) -> None:
    folder = site / "assets/katex"
    fonts = set(OF_A_STYLE.findall((folder / "katex.min.css").read_text("utf-8")))
    assert fonts == {f"fonts/{path.name}" for path in (folder / "fonts").iterdir()}
    assert all((folder / name).read_bytes().startswith(b"wOF2") for name in fonts)
    assert sum(path.stat().st_size for path in folder.rglob("*.*")) < 1_000_000
    for licence in ("katex", "iframe-worker"):
        assert "MIT" in (site / "assets" / licence / "LICENSE").read_text("utf-8")


def test_equations_are_marked_for_the_script_and_kept_out_of_the_search(site: Path) -> None:
    for name in ("model", "rebels"):
        written = len(EQUATION.findall((ROOT / f"docs/{name}.md").read_text("utf-8")))
        text = (site / f"{name}.html").read_text("utf-8")
        assert text.count('<div class="arithmatex" data-search-exclude>') == written > 10
        assert "assets/katex/katex.min.js" in text
    index = (site / "search/search_index.js").read_text("utf-8")
    assert "comrade_pressure" in index
    assert "begin{aligned}" not in index


def test_public_names_have_their_docstrings(site: Path) -> None:
    text = (site / "api.html").read_text("utf-8")
    assert "Run a scenario and return its record." in text
    assert f'id="{unit_cohesion.__name__}.run"' in text
    assert f'id="{extend.__name__}.Rule"' in text


def test_a_broken_link_fails_the_build(tmp_path: Path) -> None:
    """As ``make check`` builds it: -q would hide the warning from --strict, and so let it pass."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# Here\n\n[gone](index.md#nowhere)\n", "utf-8")
    validation = re.search(r"^validation:\n(?:  .*\n)+", CONFIGURATION, re.MULTILINE)
    assert validation
    (tmp_path / "mkdocs.yml").write_text(f"site_name: broken\n{validation[0]}", "utf-8")
    (command,) = re.findall(r"-m (mkdocs .*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    built = subprocess.run([sys.executable, "-m", *command.split()], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert built.returncode == 1
    assert "nowhere" in built.stderr
