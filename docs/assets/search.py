"""Keeps the LaTeX of equations out of the search, which would show it raw among its results; the words around them are found."""

from __future__ import annotations

from typing import Any


def on_page_content(html: str, **_: Any) -> str:
    """Mark equations as what the search leaves out."""
    return html.replace('<div class="arithmatex">', '<div class="arithmatex" data-search-exclude>')
