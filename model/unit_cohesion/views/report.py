"""``cohesion run --report FILE.html``: a run's figures and its replay on one page that works from a file, offline."""

from __future__ import annotations

import base64
import html
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from unit_cohesion.disk import write_text
from unit_cohesion.errors import CohesionError
from unit_cohesion.views.army_replay import STATIC, packed, script, style
from unit_cohesion.views.dashboard.exports import csv_bytes
from unit_cohesion.views.figures.base import Figure, dusk, legend, lighting, themed
from unit_cohesion.views.figures.run_figures import RunFigures
from unit_cohesion.views.formatting import in_unit, number, wanted
from unit_cohesion.views.html_page import SCRIPTED, html_page, script_json
from unit_cohesion.views.rebel_side import has_rebels
from unit_cohesion.views.stamp import stamp_of
from unit_cohesion.views.story import story

if TYPE_CHECKING:
    from unit_cohesion.runs.record import Record

ECHARTS = "share/solara/cdn/echarts@5.4.0/dist/echarts.min.js"
BROAD = ("departures", "whereabouts", "whole-units", "chain", "passages", "officers", "sponsors")
BODY = """<header><h1>{title}</h1>
{opening}</header>
<main>
{story}
<section class="uc-card"><h2>The army, day by day</h2><div id="replay" {run}></div></section>
{check}
<div class="uc-figures">
{figures}
</div>
</main>"""
DATA = """<script type="application/json" id="figures">{data}</script>
<script type="text/plain" id="packed">{packed}</script>
<script>{echarts}</script>
<script type="module">
{script}
</script>
"""


def write_report(record: Record, path: str | Path) -> None:
    """Write the page.

    Raises:
        CohesionError: it cannot be written there, or the charts' library is not installed.
    """
    text = report(record)
    write_text(path, text)


def report(record: Record) -> str:
    """The page: the same for the same run."""
    made = RunFigures(record)
    rebels = made.rebel_page() if has_rebels(record.scenario) else []
    figures = [*made.run_page(), made.flow(record.days), *rebels, *made.cascades_page()]
    keys = [_unique(figure.key, place, figures) for place, figure in enumerate(figures)]
    data = {
        key: {"light": themed(figure.option, False), "dark": themed(figure.option, True), "csv": csv_bytes(figure.table).decode()}
        for key, figure in zip(keys, figures, strict=True)
        if figure.option
    }
    for key, figure in zip(keys, figures, strict=True):
        if figure.slim:
            data[f"{key}-slim"] = {"light": themed(figure.slim, False), "dark": themed(figure.slim, True)}
    scripts = [script(), *((STATIC / name).read_text(encoding="utf-8") for name in ("charts.js", "save.js", "report.js"))]
    styles = [(STATIC / "report.css").read_text(encoding="utf-8"), (STATIC / "panels.css").read_text(encoding="utf-8"), style()]
    body = BODY.format(
        title=html.escape(record.scenario.about.title),
        opening="".join(map(_paragraph, _opening(record))),
        run=f'data-start="{record.scenario.about.start.isoformat()}" data-days="{record.days}"',
        story=_story(record),
        check=_check(record),
        figures="\n".join(_figure(key, figure) for key, figure in zip(keys, figures, strict=True)),
    )
    parts = DATA.format(
        data=script_json(data), packed=base64.b64encode(packed(record)).decode(), echarts=_echarts(), script="\n".join(scripts)
    )
    return html_page(record.scenario.about.title, body, "\n".join(styles), parts, SCRIPTED, run_stamp=stamp_of(record))


def _story(record: Record) -> str:
    sentences = story(record)
    items = "".join(f"<li>{html.escape(one.words)}</li>" for one in sentences)
    return f'<section class="uc-card uc-story"><h2>The run in {len(sentences)} sentences</h2><ol>{items}</ol></section>'


def _unique(key: str, place: int, figures: list[Figure]) -> str:
    before = sum(figure.key == key for figure in figures[:place])
    return f"{key}-{before + 1}" if before else key


def _opening(record: Record) -> list[str]:
    about, out = record.scenario.about, record.outcome
    serve, left = out["strength"] or 0, out["left"] or 0
    what = f"In {number(record.days)} days from {about.start:%-d %B %Y}, {number(left)} left by their own will; {number(serve)} serve"
    return [about.question, f"{what} in the armed forces on the last day. {made_from(record)}"]


def made_from(record: Record) -> str:
    """All that a run is made from, as a sentence."""
    scale = record.scenario.about.persons_per_agent
    off = [f"without {', '.join(record.off)}"] if record.off else []
    changed = [f"{name} = {value}" for name, value in record.set.items()]
    made = "; ".join([stamp_of(record), f"{scale} person{'s' * (scale > 1)} per agent", *off, *changed])
    return f"{made[:1].upper()}{made[1:]}."


def _check(record: Record) -> str:
    frame = record.check
    if frame.empty:
        return ""
    unit = {name: known.unit for name, known in record.outcomes.items()}
    rows = [
        (
            row["title"],
            wanted(row["low"], row["high"], unit[row["outcome"]]),
            in_unit(row["value"], unit[row["outcome"]]),
            _met(row["met"], row["why"]),
        )
        for _, row in frame.iterrows()
    ]
    table = _table(pd.DataFrame(rows, columns=["What the sources count", "There", "Here", ""]))
    return f'<section class="uc-card"><h2>Does it agree with what was counted?</h2>{table}</section>'


def _met(met: Any, why: str) -> str:
    return why if pd.isna(met) else "met" if met else "missed"


def _figure(key: str, figure: Figure) -> str:
    title, about = html.escape(figure.title), html.escape(figure.about)
    broad = " uc-broad" if figure.key in BROAD or not figure.option else ""
    buttons = [
        f'<button type="button" data-{kind.lower()}="{key}" aria-label="Save as {kind}: {title}">{kind}</button>'
        for kind in ("SVG", "PNG", "CSV")
    ]
    saves = f'<div class="uc-save">{"".join(buttons)}</div>' if figure.option else ""
    opening = f"<p>{about}</p>" if figure.option else f'<div class="uc-none">{about}</div>'
    parts = [f'<div class="uc-figure-head"><h2>{title}</h2>{saves}</div>{opening}']
    drawings = [
        (key, figure.option, "uc-roomy" if figure.slim else "", f"height: {figure.height}px; min-width: {figure.narrowest}px"),
        (f"{key}-slim", figure.slim, "uc-slim", f"height: {figure.slim_height}px"),
    ]
    for id, option, kind, look in drawings:
        if option:
            lit = lighting(option)
            chips = "".join(_chip(*chip, chip[0] in lit) for chip in legend(option))
            chart = f'<div class="uc-chart" id="chart-{id}" style="{look}" role="img" aria-label="{title} {about}"></div>'
            chips = f'<div class="uc-legend">{chips}</div>' if chips else ""
            parts.append(f'<div class="uc-drawing {kind}">{chips}<div class="uc-chart-room">{chart}</div></div>')
    parts.append(_table(figure.notes) if figure.notes is not None else "")
    return f'<section class="uc-card{broad}">{"".join(parts)}</section>'


def _chip(name: str, colour: str, dashed: bool, lights: bool) -> str:
    look = f"--day: {html.escape(colour)}; --night: {html.escape(dusk(colour))}"
    said = f'<i class="{"uc-dashed" if dashed else ""}" style="{look}"></i>{html.escape(name)}'
    return (
        f'<button type="button" data-lights="{html.escape(name)}" aria-pressed="false">{said}</button>'
        if lights
        else f"<span>{said}</span>"
    )


def _table(frame: pd.DataFrame) -> str:
    def cells(row: Iterable[object], tag: str) -> str:
        return "".join(f"<{tag}{' class=uc-number' if place else ''}>{html.escape(str(cell))}</{tag}>" for place, cell in enumerate(row))

    body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in frame.itertuples(index=False))
    head = f"<thead><tr>{cells(frame.columns, 'th')}</tr></thead>"
    return f'<div class="uc-note-wide"><table class="uc-table">{head}<tbody>{body}</tbody></table></div>'


def _paragraph(text: str) -> str:
    return f"<p>{html.escape(text)}</p>"


def _echarts() -> str:
    """The charts' library, from Solara's assets."""
    for prefix in dict.fromkeys((sys.prefix, sys.base_prefix, str(Path.home() / ".local"))):
        file = Path(prefix) / ECHARTS
        if file.is_file():
            return file.read_text(encoding="utf-8").replace("</script", "<\\/script")
    raise CohesionError("the report needs Solara's assets (pip install 'solara[assets]'), which hold the charts' library")


__all__ = ["made_from", "report", "write_report"]
