"""Targets as a page of Markdown: a scenario's words stay words, whatever is in them."""

from __future__ import annotations

from tests.helpers import tiny_scenario
from unit_cohesion import validate
from unit_cohesion.views.markdown import plain, table
from unit_cohesion.views.targets_page import page_text

TARGETS = {
    "odd": {"outcome": "left", "low": 0, "title": "a | b <script> *c*\nd", "source": "[x](y)"},
    "none": {"outcome": "left", "high": -1},
    "never": {"outcome": "left", "low": 0, "start": "2030-01-01", "role": "predict"},
}


def test_words_of_a_scenario_are_neither_markup_nor_cells() -> None:
    assert table(("a", "b"), [("x | y", "z")]) == ["| a | b |", "| --- | --- |", "| x \\| y | z |"]
    assert plain("<b>\n*a*  [x](y)") == "&lt;b> \\*a\\* \\[x\\](y)"


def test_every_target_is_a_row_under_its_role() -> None:
    found = validate(tiny_scenario(targets=TARGETS), seeds=2, days=20, workers=1)
    page = page_text(found, "cohesion validate tiny.toml")
    fitted, predicted = page.split("## Fitted")[1].split("## Predicted, never fitted")
    assert r"| **odd** | a \| b &lt;script> \*c\* d | at least 0 | " in fitted
    assert r" | met | \[x\](y) |" in fitted
    assert "| **none** | left | " in fitted
    assert "| **missed** | " in fitted
    assert "| **never** | left | at least 0 | – | – | not reached | " in predicted
    assert "Missed of those fitted: none." in page
    assert "draws that pass" not in page
    assert "seeds 1, 2." in page
