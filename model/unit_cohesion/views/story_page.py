"""A run in ten sentences on a page to print: each with its date and what it stands on, and below them what the run is made from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from unit_cohesion.views.html_page import html_page
from unit_cohesion.views.report import made_from
from unit_cohesion.views.stamp import stamp_of
from unit_cohesion.views.story import Sentence
from unit_cohesion.views.svg import safe

if TYPE_CHECKING:
    from unit_cohesion.runs.record import Record

STYLE = """\
body{font:17px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;color:#1c1e21;background:#fff}
body{max-width:44rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .25rem}
ol{padding-left:1.6rem}
li{margin:0 0 .9rem;break-inside:avoid}
li p{margin:0}
.on,footer{font-size:.8rem;color:#54595f;overflow-wrap:anywhere}
footer{border-top:1px solid #d5d8dc;padding-top:.5rem}
@media print{body{margin:0;max-width:none;font-size:12pt}@page{margin:18mm}}
"""
STANDS_ON = {"tree": "the chain from"}
"""What a sentence stands on, by the key of its selection, where that is no word for it."""


def story_page(record: Record, sentences: Sequence[Sentence], query: str = "") -> str:
    """The page as HTML, which fetches nothing: the same for the same run.

    Args:
        sentences: of the record (``story``). query: by which the dashboard opens the run, "" if no link can.
    """
    about = record.scenario.about
    items = "".join(f'<li><p>{safe(one.words)}</p><p class="on">{_evidence(record, one)}</p></li>' for one in sentences)
    link = f"<p>In the dashboard: /?{safe(query)}</p>" if query else ""
    title = f"{about.title}: the run in {len(sentences)} sentences"
    body = (
        f"<header><h1>{safe(title)}</h1><p>{safe(about.question)}</p></header>\n<main><ol>{items}</ol></main>\n"
        f"<footer><p>{safe(made_from(record))}</p>{link}"
        "<p>What comes before something is told as before it, never as its cause.</p></footer>"
    )
    return html_page(title, body, STYLE, run_stamp=stamp_of(record))


def _evidence(record: Record, one: Sentence) -> str:
    when = record.scenario.about.start + timedelta(days=one.day - 1)
    stands = "; ".join(f"{STANDS_ON.get(kind, kind)} {id}" for kind, id in one.selection.items()) or "all of the army"
    return f'<time datetime="{when.isoformat()}">{when:%-d %B %Y}, day {one.day} of {record.days}</time>: <bdi>{safe(stands)}</bdi>'


__all__ = ["story_page"]
