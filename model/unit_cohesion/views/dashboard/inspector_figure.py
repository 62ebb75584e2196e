"""A figure in the inspector: no card of its own, but all that a card has."""

from __future__ import annotations

from typing import Any

import reacton.ipyvuetify as v
import solara

from unit_cohesion.views.dashboard.chart import SaveButtons, drawn_option, echarts
from unit_cohesion.views.dashboard.fields import text, use_dark
from unit_cohesion.views.figures.base import Figure, legend


@solara.component
def InspectorFigure(figure: Figure) -> Any:
    """Show a figure in the inspector: its question, a sentence, the chart, and what saves it."""
    dark = use_dark()
    with v.Html(tag="section", class_="uc-small", attributes={"data-figure": figure.key, "aria-label": figure.title}) as main:
        with v.Html(tag="div", class_="uc-figure-head"):
            text("h3", figure.title)
            if figure.option:
                SaveButtons(figure)
        text("p", figure.about)
        if figure.option:
            drawn = drawn_option(figure, dark)
            chips = [
                text("span", text("i", classes="uc-dashed" if dashed else "", style=f"background: {colour}; border-color: {colour}"), name)
                for name, colour, dashed in legend(drawn.option)
            ]
            if chips:
                text("div", *chips, classes="uc-legend")
            look = {"style": f"height: {figure.height}px; width: 100%;", "role": "img", "aria-label": f"{figure.title} {figure.about}"}
            echarts(drawn, look).key(f"{figure.key} {figure.height}")
    return main
