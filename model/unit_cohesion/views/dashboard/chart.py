"""A figure on a page: its question, what it shows in a sentence, the chart, and "save as PNG" and "save as CSV"."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import anywidget
import pandas as pd
import reacton.ipyvuetify as v
import solara
import traitlets
from solara.components.echarts import EchartsWidget

from unit_cohesion.views.army_replay import STATIC
from unit_cohesion.views.dashboard.exports import csv_bytes
from unit_cohesion.views.dashboard.fields import Button, text, use_dark
from unit_cohesion.views.dashboard.session import Session
from unit_cohesion.views.figures.base import Figure, Option, legend, lighting, themed

PADDING = 30
"""Of a card, left and right, in pixels."""


class PageCharts(anywidget.AnyWidget):
    """What the charts of a page share: the day that is looked at, as a line across each, and the buttons that save them.

    Attributes:
        start: the run's first day, as ISO text, "" without a run; days: how many; day: that is looked at, told back by a click on a chart.
    """

    _esm = "\n".join((STATIC / name).read_text(encoding="utf-8") for name in ("charts.js", "save.js", "page-charts.js"))
    start = traitlets.Unicode("").tag(sync=True)
    days = traitlets.Int(0).tag(sync=True)
    day = traitlets.Int(0).tag(sync=True)


class DrawnOption:
    """An option as ECharts takes it, made once for all who see the figure. It is wrapped, so that it is sent and not looked into: else the
    page's library would copy it for each visitor, and walk all its points whenever anything on the page changes."""

    def __init__(self, option: Option) -> None:
        self.option = option


class EchartsChart(EchartsWidget):
    """Solara's chart, whose option is a ``DrawnOption``."""

    option = traitlets.Any(None).tag(sync=True, to_json=lambda drawn, widget: {} if drawn is None else drawn.option)


def drawn_option(figure: Figure, dark: bool, slim: bool = False) -> DrawnOption:
    """The option of a figure, or its slim one, in dark or light; kept with the figure."""
    kept: dict[tuple[bool, bool], DrawnOption] = vars(figure).setdefault("_options", {})
    if (dark, slim) not in kept:
        kept[dark, slim] = DrawnOption(themed(figure.slim if slim else figure.option, dark))
    return kept[dark, slim]


def echarts(drawn: DrawnOption, look: dict[str, str], on_click: Callable[[dict[str, Any]], None] | None = None) -> Any:
    """The chart itself."""
    return EchartsChart.element(option=drawn, attributes=look, responsive=True, on_click=on_click or _ignore)


@cache
def panel_style() -> str:
    """The style sheet of panels and figures."""
    return (STATIC / "panels.css").read_text(encoding="utf-8")


@solara.component
def FigureSupport(session: Session) -> Any:
    """What every page with figures needs: their style, their day, and what saves them."""
    record = session.record.value
    start, days = (record.scenario.about.start.isoformat(), record.days) if record is not None else ("", 0)
    with solara.Div(style="display: none") as main:
        solara.Style(panel_style())
        PageCharts.element(start=start, days=days, day=session.day.value, on_day=session.day.set)
    return main


@solara.component
def Chart(
    figure: Figure,
    broad: bool = False,
    on_click: Callable[[dict[str, Any]], None] | None = None,
    choice: Callable[[], object] | None = None,
) -> Any:
    """One figure in its card; ``choice`` makes what chooses what is drawn."""
    look = "uc-card uc-broad" if broad or not figure.option else "uc-card"
    room = f"--uc-narrowest: {figure.narrowest + PADDING}px" if figure.narrowest and not broad else ""
    with v.Html(tag="section", class_=look, style_=room, attributes={"data-figure": figure.key}) as main:
        with v.Html(tag="div", class_="uc-figure-head"):
            text("h2", figure.title)
            if figure.option:
                SaveButtons(figure)
        text("p" if figure.option else "div", figure.about, classes="" if figure.option else "uc-none")
        if choice:
            choice()
        if figure.option:
            Drawing(figure, False, figure.height, "uc-roomy" if figure.slim else "", on_click)
        if figure.slim:
            Drawing(figure, True, figure.slim_height, "uc-slim", on_click)
        if figure.notes is not None:
            Table(figure.notes)
    return main


@solara.component
def Drawing(figure: Figure, slim: bool, height: int, kind: str, on_click: Callable[[dict[str, Any]], None] | None) -> Any:
    """The chart itself under what its colours mean; as high as the card has room, but at least as high as it needs."""
    dark = use_dark()
    drawn = drawn_option(figure, dark, slim)
    with v.Html(tag="div", class_=f"uc-drawing {kind}") as main:
        if found := legend(drawn.option):
            lit = lighting(drawn.option)
            text("div", *(chip(*one, one[0] in lit) for one in found), classes="uc-legend")
        least = 0 if kind == "uc-slim" else figure.narrowest
        look = {"style": f"min-width: {least}px", "role": "img", "aria-label": f"{figure.title} {figure.about}"}
        with v.Html(tag="div", class_="uc-chart-room", style_=f"min-height: {height}px"):
            echarts(drawn, look, on_click).key(f"{figure.key} {height}")
    return main


def chip(name: str, colour: str, dashed: bool, lights: bool) -> Any:
    """What a colour means; a button where it lights men up in the picture of the army."""
    mark = text("i", classes="uc-dashed" if dashed else "", style=f"background: {colour}; border-color: {colour}")
    button = {"type": "button", "data_lights": name, "aria_pressed": "false"} if lights else {}
    return text("button" if lights else "span", mark, name, **button)


@solara.component
def Placeholder(title: str, words: str, broad: bool = False) -> Any:
    """In place of what is not there yet: what will be here, and how to get it."""
    with v.Html(tag="section", class_="uc-card uc-broad" if broad else "uc-card") as main:
        text("h2", title)
        text("div", words, classes="uc-none")
    return main


@solara.component
def SaveButtons(figure: Figure) -> Any:
    """The figure for a paper, and what is drawn as a table."""

    def look(kind: str) -> dict[str, str]:
        return {"title": f"Save as {kind}", "aria-label": f"Save as {kind}: {figure.title}", f"data-{kind.lower()}": figure.key}

    with v.Html(tag="div", class_="uc-save") as main:
        for kind in ("SVG", "PNG"):
            v.Btn(children=[kind], text=True, x_small=True, attributes=look(kind))
        button = v.Btn(children=["CSV"], text=True, x_small=True, attributes=look("CSV"))
        solara.FileDownload(lambda: csv_bytes(figure.table), f"{figure.key}.csv", mime_type="text/csv", children=[button])
    return main


@solara.component
def Table(frame: pd.DataFrame) -> Any:
    """A small table."""
    look = ["uc-number" if place and frame[name].map(_counts).all() else "" for place, name in enumerate(frame.columns)]
    head = text("tr", *(text("th", str(name), classes=kind, scope="col") for name, kind in zip(frame.columns, look, strict=True)))
    rows = [
        text("tr", *(text("td", str(cell), classes=kind) for cell, kind in zip(row, look, strict=True)))
        for row in frame.itertuples(index=False)
    ]
    return text("div", text("table", text("thead", head), text("tbody", *rows), classes="uc-table"), classes="uc-note-wide")


@solara.component
def Links(items: list[tuple[str, Callable[[], None]]]) -> Any:
    """A list of things to click."""
    with v.Html(tag="ul", class_="uc-links") as main:
        for words, go in items:
            with v.Html(tag="li"):
                Button(words, text=True, small=True, on_click=go)
    return main


def _counts(cell: object) -> bool:
    return str(cell).removeprefix("-")[:1].isdigit()


def _ignore(data: object) -> None:
    pass
