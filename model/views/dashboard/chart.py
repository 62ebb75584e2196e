"""A figure on a page: its question, what it shows in a sentence, the chart, and "save as PNG" and "save as CSV"."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import anywidget
import pandas as pd
import reacton.ipyvuetify as v
import solara
import solara.lab

from model.experiments.results import Record
from model.views.army_replay import STATIC, packed
from model.views.dashboard.exports import csv_bytes
from model.views.dashboard.fields import Button, text
from model.views.figures.base import Figure, legend, themed
from model.views.figures.of_run import Drawn


class Saver(anywidget.AnyWidget):
    """Makes the buttons "save as PNG" of a page work."""

    _esm = (STATIC / "save.js").read_text(encoding="utf-8") + "\nexport default { render() {} };\n"


def drawn(record: Record) -> Drawn:
    """The figures of a record, kept with it, so that what visitors share is made once."""
    found: Drawn | None = vars(record).get("_drawn")
    if found is None:
        found = vars(record)["_drawn"] = Drawn(record)
    return found


def packed_once(record: Record) -> bytes:
    """The record as the replay takes it, kept with it."""
    found: bytes | None = vars(record).get("_packed")
    if found is None:
        found = vars(record)["_packed"] = packed(record)
    return found


@cache
def panel_style() -> str:
    """The style sheet of panels and figures."""
    return (STATIC / "panels.css").read_text(encoding="utf-8")


@solara.component
def Prepared() -> Any:
    """What every page with figures needs: their style, and what saves them."""
    with solara.Div(style="display: none") as main:
        solara.Style(panel_style())
        Saver.element()
    return main


@solara.component
def Chart(figure: Figure, broad: bool = False, on_click: Callable[[dict[str, Any]], None] | None = None) -> Any:
    """One figure in its card."""
    dark = bool(solara.lab.use_dark_effective())
    option = solara.use_memo(lambda: themed(figure.option, dark) if figure.option else {}, [figure, dark])
    with v.Html(tag="section", class_="uc-card uc-broad" if broad else "uc-card", attributes={"data-figure": figure.key}) as main:
        with v.Html(tag="div", class_="uc-figure-head"):
            text("h2", figure.title)
            if figure.option:
                with v.Html(tag="div", class_="uc-save"):
                    v.Btn(
                        children=["PNG"],
                        text=True,
                        x_small=True,
                        attributes={"title": "Save as PNG", "aria-label": f"Save as PNG: {figure.title}", "data-png": figure.key},
                    )
                    SaveTable(figure)
        text("p" if figure.option else "div", figure.about, classes="" if figure.option else "uc-none")
        if found := legend(figure.option):
            chips = [
                text("span", text("i", classes="uc-dashed" if dashed else "", style=f"background: {colour}; border-color: {colour}"), name)
                for name, colour, dashed in found
            ]
            text("div", *chips, classes="uc-legend")
        if figure.option:
            wide = f"width: 100%; min-width: {figure.narrowest}px"
            look = {"style": f"height: {figure.height}px; {wide}", "role": "img", "aria-label": f"{figure.title} {figure.about}"}
            with v.Html(tag="div", class_="uc-chart-room"):
                solara.FigureEcharts(option=option, attributes=look, responsive=True, on_click=on_click or _ignore).key(
                    f"{figure.key} {figure.height}"
                )
        if figure.notes is not None:
            Table(figure.notes)
    return main


@solara.component
def Missing(title: str, words: str, broad: bool = False) -> Any:
    """In place of what is not there yet: what will be here, and how to get it."""
    with v.Html(tag="section", class_="uc-card uc-broad" if broad else "uc-card") as main:
        text("h2", title)
        text("div", words, classes="uc-none")
    return main


@solara.component
def SaveTable(figure: Figure) -> Any:
    """What is drawn, as CSV."""
    button = v.Btn(
        children=["CSV"],
        text=True,
        x_small=True,
        attributes={"title": "Save as CSV", "aria-label": f"Save as CSV: {figure.title}", "data-csv": figure.key},
    )
    return solara.FileDownload(lambda: csv_bytes(figure.table), f"{figure.key}.csv", mime_type="text/csv", children=[button])


@solara.component
def Table(frame: pd.DataFrame) -> Any:
    """A small table."""
    head = text(
        "tr", *(text("th", str(name), classes="uc-number" if place else "", scope="col") for place, name in enumerate(frame.columns))
    )
    rows = [
        text("tr", *(text("td", str(cell), classes="uc-number" if place else "") for place, cell in enumerate(row)))
        for row in frame.itertuples(index=False)
    ]  # fmt: skip
    return text("div", text("table", text("thead", head), text("tbody", *rows), classes="uc-table"), classes="uc-note-wide")


@solara.component
def Links(items: list[tuple[str, Callable[[], None]]]) -> Any:
    """A list of things to click."""
    with v.Html(tag="ul", class_="uc-links") as main:
        for words, go in items:
            with v.Html(tag="li"):
                Button(words, text=True, small=True, on_click=go)
    return main


def _ignore(data: object) -> None:
    pass
