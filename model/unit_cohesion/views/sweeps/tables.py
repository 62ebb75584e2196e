"""Tables of a sweep's page."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from unit_cohesion.sweeps.analysis import Analysis
from unit_cohesion.sweeps.cell_layout import value_word
from unit_cohesion.views.formatting import counted
from unit_cohesion.views.stamp import stamp
from unit_cohesion.views.svg import safe, value_text

MOST_CELLS, MOST_FAILURES = 400, 50
MEASURED = ("mean", "low", "high", "spread")


def table(frame: pd.DataFrame, caption: str, unit: str = "", opened: bool = False) -> str:
    """A DataFrame as a table, folded away unless it is to be seen at once; what is measured is told in its unit."""
    shown = frame.head(MOST_CELLS)
    more = f" (the first {MOST_CELLS} of {len(frame):,})" if len(frame) > MOST_CELLS else ""
    head = "".join(f'<th scope="col">{safe(name)}</th>' for name in frame)
    rows = (_cells(value_text(v, unit) if k in MEASURED and unit else v for k, v in row.items()) for row in shown.to_dict("records"))
    body = "".join(f"<tr>{cells}</tr>" for cells in rows)
    inside = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    is_open = " open" if opened else ""
    return f'<details{is_open}><summary>{safe(caption + more)}</summary><div tabindex="0">{inside}</div></details>'


def facts(found: Analysis) -> str:
    """What was run, and what was varied over what."""
    design, counts = found.design, found.counts
    about = design.scenario.about
    runs = f"{counts['done']:,} runs" + "".join(f", {counts[kind]:,} {kind}" for kind in ("failed", "not run") if counts[kind])
    size = f"{counted(len(found.layout.cells), 'cell')} × {counted(len(design.seeds), 'seed')}"
    scale = f"{about.days:,} days from {about.start}, an agent for {about.persons_per_agent:,}"
    pairs = [("Method", design.method), ("Size", f"{size}: {runs}"), ("Scenario", f"{design.scenario.name}, {scale}")]
    pairs += [(name, ", ".join(map(value_word, dict.fromkeys(values)))) for name, values in design.lists.items()]
    pairs += [(name, f"{value_word(some.low)} to {value_word(some.high)}") for name, some in design.ranges.items()]
    pairs.append(("Made by", stamp(design.scenario, design.seeds)))
    return "<dl>" + "".join(f"<div><dt>{safe(name)}</dt><dd>{safe(value)}</dd></div>" for name, value in pairs) + "</dl>"


def failures(found: Analysis) -> str:
    """The runs that failed, apart from all the rest."""
    failed = found.failed
    if not len(failed):
        return ""
    shown = failed.head(MOST_FAILURES)
    named = shown.assign(cell=[found.layout.name(cell) for cell in shown["cell"]])
    rest = f", the first {MOST_FAILURES} of {len(failed):,}" if len(failed) > MOST_FAILURES else ""
    return f"<section><h2>Runs that failed</h2><p>They are in no average.</p>{table(named, f'Failed runs{rest}', opened=True)}</section>"


def _cells(values: Iterable[object]) -> str:
    texts = ("–" if v is None or v != v else f"{v:.4g}" if isinstance(v, float) else value_word(v) for v in values)
    return "".join(f"<td>{safe(word)}</td>" for word in texts)
