"""Below every page: the link that restores it, and what can be taken home."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reacton.ipyvuetify as v
import solara

from unit_cohesion.runs.record import Record
from unit_cohesion.views.dashboard.exports import csv_zip, file_name, parquet_zip, run_json
from unit_cohesion.views.dashboard.fields import text
from unit_cohesion.views.dashboard.links import UPLOADED, link_query
from unit_cohesion.views.dashboard.session import Session
from unit_cohesion.views.stamp import stamp_of

KINDS: dict[str, tuple[str, str, Callable[[Record], bytes], str]] = {
    "csv.zip": ("CSV", "All tables as CSV, in a ZIP file", csv_zip, "application/zip"),
    "parquet.zip": ("Parquet", "All tables as Parquet, in a ZIP file: the folder of a saved run", parquet_zip, "application/zip"),
    "json": ("run.json", "All that the run is made from: cohesion run makes it again", run_json, "application/json"),
}


@solara.component
def Footer(session: Session) -> Any:
    """Link and downloads."""
    record = session.record.value
    with solara.Row(gap="8px", classes=["uc-foot"]) as main:
        if session.scenario.value == UPLOADED:
            text("span", "A link cannot carry your own file: hand on the run.json instead.", classes="uc-hint")
        else:
            link = f"/?{link_query(session.choices())}"
            v.Btn(
                children=[v.Icon(children=["mdi-link"], small=True, left=True), "Copy link"],
                text=True,
                small=True,
                attributes={"data-copy": link, "title": "A link that restores all that is chosen"},
            )
        if record is not None:
            text("span", "This run:", classes="uc-hint", data_stamp=stamp_of(record), title=stamp_of(record))
            for kind, (label, title, make, mime) in KINDS.items():
                Download(record, file_name(record, kind), label, title, make, mime).key(kind)
    return main


@solara.component
def Download(record: Record, name: str, label: str, title: str, make: Callable[[Record], bytes], mime: str) -> Any:
    """A button that makes a file when it is asked for, says so meanwhile, and hands it over."""
    going = solara.use_reactive(False)

    def made() -> bytes:
        going.value = True
        try:
            return make(record)
        finally:
            going.value = False

    data = solara.use_memo(lambda: made, [record])  # another one would be asked for anew
    return solara.FileDownload(data, name, mime_type=mime, children=[DownloadButton(going, name, label, title)])


@solara.component
def DownloadButton(going: solara.Reactive[bool], name: str, label: str, title: str) -> Any:
    """Its button: drawn anew by itself, so that the file that is being made is not forgotten."""
    return v.Btn(
        children=[v.Icon(children=["mdi-download"], small=True, left=True), f"making {label} …" if going.value else label],
        text=True,
        small=True,
        disabled=going.value,
        attributes={"title": title, "data-download": name},
    )
