"""``cohesion compare --html``: what differs between two worlds, on one page that needs nothing else: no server, no network, no script."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from unit_cohesion.disk import write_text
from unit_cohesion.insight.fates import NEAR
from unit_cohesion.views.figures import compared
from unit_cohesion.views.figures.static_figure import figure_html
from unit_cohesion.views.html_page import html_page
from unit_cohesion.views.stamp import stamp_of
from unit_cohesion.views.svg import POINTS, safe, value_text
from unit_cohesion.views.sweeps.style import STYLE

if TYPE_CHECKING:
    from unit_cohesion.insight.compare import Comparison, Difference

LOOK = """
.said{font-size:1.45rem;line-height:1.35;margin:1rem 0}.said span{font-weight:600}
.only-a{color:#b34e00}.only-b{color:#6a4786}.both{color:#666}
@media(prefers-color-scheme:dark){.only-a{color:#ff9a52}.only-b{color:#b79ae6}.both{color:#b5b5b5}}
.wide{overflow-x:auto}td{white-space:nowrap}td:first-child,th:first-child{text-align:left}.sure{font-weight:600}
"""


def write_page(found: Comparison, path: str | Path) -> None:
    """Write the page.

    Raises:
        CohesionError: it cannot be written there.
    """
    text = page(found)
    write_text(path, text)


def page(found: Comparison) -> str:
    """The page as HTML: the same for the same comparison."""
    about = found.a.scenario.about
    figures = "".join(
        figure_html(one)
        for one in (
            compared.curves(found),
            compared.difference(found),
            *(compared.fates_by(found, by) for by in ("sect", "band", "place")),
            compared.exits(found),
        )
    )
    body = (
        f"<header><h1>{safe(about.title)}: two worlds</h1><p>{safe(about.question)}</p>{_facts(found)}</header>"
        f'<main><p class="said">{_sentence(found)}</p><p>{safe(_left())}</p>{figures}'
        f"<h2>Every outcome</h2>{_table(found)}</main>"
    )
    return html_page(f"{about.title}: two worlds", body, STYLE + LOOK)


def _facts(found: Comparison) -> str:
    rows = [("A", found.a.name), ("B", found.b.name), ("Stands on", found.about)]
    for name, world in (("A", found.a), ("B", found.b)):
        off = f", without {', '.join(sorted(world.off))}" if world.off else ""
        rows.append((f"Scenario of {name}", f"{world.scenario.name} {world.scenario.hash[:12]}{off}"))
    rows.append(("Seeds", ", ".join(map(str, found.seeds[:20])) + (" …" if len(found.seeds) > 20 else "")))
    rows.append(("Made by", stamp_of(found)))
    return "<dl>" + "".join(f"<div><dt>{safe(name)}</dt><dd>{safe(value)}</dd></div>" for name, value in rows) + "</dl>"


def _sentence(found: Comparison) -> str:
    phrases = found.phrases
    if found.sentence != " ".join(phrases):
        return safe(found.sentence)
    kinds = ("only-a", "only-b", "both")
    return " ".join(f'<span class="{kind}">{safe(phrase)}</span>' for kind, phrase in zip(kinds, phrases, strict=True))


def _left() -> str:
    return (
        "Left: first stopped serving by his own will (defected, deserted, gave himself up). About the same day: within "
        f"{NEAR} days. All is told by the last day; nobody is said to have stayed for good."
    )


def _table(found: Comparison) -> str:
    head = "".join(f"<th>{word}</th>" for word in ("Outcome", "A", "B", "B less A", "95 % interval", "Pairs", "Gain"))
    body = "".join(_row(one) for one in found.differences if one.paired.n)
    note = (
        "Means over seeds; B less A is the mean paired difference, in bold where its 95 % interval leaves out 0. Gain: how many times as "
        "many runs would be needed if the two worlds did not share their draws."
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<p>{safe(note)}</p><div class="wide" tabindex="0">{table}</div>'


def _row(one: Difference) -> str:
    paired, unit = one.paired, "1" if one.unit == "yes/no" else one.unit
    gap = POINTS if unit == "1" else unit
    span = f"{value_text(paired.low, gap)} to {value_text(paired.high, gap)}" if paired.low == paired.low else "–"
    gain = f"{one.gain:.1f}" if one.gain == one.gain else "–"
    sure = ' class="sure"' if paired.low > 0 or paired.high < 0 else ""
    cells = (value_text(one.a, unit), value_text(one.b, unit), value_text(paired.mean, gap), span, str(paired.n), gain)
    name = f'<td title="{safe(one.meaning)}">{safe(one.name)}</td>'
    return f"<tr{sure}>{name}{''.join(f'<td>{safe(cell)}</td>' for cell in cells)}</tr>"
