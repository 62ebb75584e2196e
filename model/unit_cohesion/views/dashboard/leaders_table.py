"""The militias' leaders on a day, as a table; a click on a name shows more of one."""

from __future__ import annotations

from typing import Any

import reacton.ipyvuetify as v
import solara

from unit_cohesion.runs.record import Record
from unit_cohesion.views.dashboard.exports import csv_bytes
from unit_cohesion.views.dashboard.fields import Button, text
from unit_cohesion.views.dashboard.inspector_person import open_page
from unit_cohesion.views.dashboard.session import Session
from unit_cohesion.views.figures.base import several
from unit_cohesion.views.formatting import number
from unit_cohesion.views.leaders import leaders

FEW = 10
HEADS = ("Militia", "Fighters", "Legitimacy", "Warlord", "Paid by", "Officers", "Let in", "Sent away", "What spoke most against officers")
NUMBERS = (1, 2, 3, 5, 6, 7)
"""Columns of numbers."""
TITLE = "Who leads the militias, and whom do they let in?"


@solara.component
def Leaders(session: Session, record: Record) -> Any:
    """The card."""
    every, show = solara.use_state(False)
    day = min(max(session.day.value, 1), record.days)
    every_one = solara.use_memo(lambda: leaders(record, day), [record, day])
    found = every_one[every_one["fighters"] > 0]
    empty = len(every_one) - len(found)
    left_out = f" Left out: {several(empty, 'militia')} without a fighter." if empty else ""
    with v.Html(tag="section", class_="uc-card uc-broad", attributes={"data-panel": "leaders"}) as main:
        with v.Html(tag="div", class_="uc-figure-head"):
            text("h2", TITLE)
            with v.Html(tag="div", class_="uc-save"):
                button = v.Btn(children=["CSV"], text=True, x_small=True, attributes={"aria-label": f"Save as CSV: {TITLE}"})
                solara.FileDownload(lambda: csv_bytes(every_one), f"leaders-day-{day}.csv", mime_type="text/csv", children=[button])
        if found.empty:
            ever = (record.militias["fighters"] > 0).any()
            text("div", f"No militia has a fighter {f'on day {day}: take another day' if ever else 'in this run'}.", classes="uc-none")
            return main
        text(
            "p",
            "The largest first, on the day above: how legitimate the leader is (by having been early, or by money), how far he is a "
            f"warlord, his officers, and how many officers he has let in and sent away so far.{left_out}",
        )
        shown = found if every else found.head(FEW)
        with v.Html(tag="div", class_="uc-note-wide"), v.Html(tag="table", class_="uc-table uc-leaders"):
            cells = [text("th", head, scope="col", classes="uc-number" if place in NUMBERS else "") for place, head in enumerate(HEADS)]
            text("thead", text("tr", *cells))
            with v.Html(tag="tbody"):
                for row in shown.to_dict("records"):
                    Leader(session, row).key(str(row["militia"]))
        if len(found) > FEW:
            Button("Fewer" if every else f"All {len(found)}", text=True, small=True, on_click=lambda: show(not every))
    return main


@solara.component
def Leader(session: Session, row: dict[Any, Any]) -> Any:
    """One row."""
    chosen = session.selection.value.get("militia") == row["militia"]
    with v.Html(tag="tr", class_="uc-chosen" if chosen else "") as main:
        with v.Html(tag="td"):
            Button(row["name"], text=True, x_small=True, on_click=open_page(session, militia=str(row["militia"])))
            where = [] if row["name"].startswith(row["where"]) else [row["where"]]
            text("div", ", ".join([*where, *(["extremist"] if row["extremist"] else [])]), classes="uc-hint")
        text("td", number(float(row["fighters"])), classes="uc-number")
        Meter(float(row["legitimacy"]))
        Meter(float(row["warlordism"]))
        text("td", row["payer"].partition(" (")[0] or "nobody", classes="" if row["payer"] else "uc-faint")
        for count in ("officers", "admitted", "refused"):
            text("td", number(float(row[count])), classes="uc-number")
        text("td", row["why"])
    return main


def Meter(value: float) -> Any:
    """A number from 0 to 1 with a little bar."""
    bar = text("i", text("b", style=f"width: {100 * min(max(value, 0.0), 1.0):.0f}%"), classes="uc-meter", aria_hidden="true")
    return text("td", f"{value:.2f}", bar, classes="uc-number")
