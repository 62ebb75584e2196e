"""A page of the docs as a notebook: its Python blocks are the code cells, all else is text. One source, two forms."""

from __future__ import annotations

import json
import re
from typing import Any

_BLOCK = re.compile(r"^```python\n(.*?)^```\n?", re.MULTILINE | re.DOTALL)


def notebook(markdown: str, remark: str) -> str:
    """The notebook (format 4.5) of a page, without outputs; the same for the same page.

    Args:
        remark: put below the page's title, in a cell of its own.
    """
    title, _, rest = markdown.partition("\n")
    cells = [_text(title), _text(remark)]
    at = 0
    for block in _BLOCK.finditer(rest):
        cells += [_text(rest[at : block.start()]), _code(block[1])]
        at = block.end()
    cells = [cell for cell in [*cells, _text(rest[at:])] if cell["source"]]
    made = {
        "cells": [cell | {"id": f"cell-{place}"} for place, cell in enumerate(cells, 1)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def _text(words: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": words.strip()}


def _code(words: str) -> dict[str, Any]:
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": words.rstrip("\n")}
