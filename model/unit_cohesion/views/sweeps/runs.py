"""Figures of a sweep's runs: the spread between seeds, and the samples along each parameter."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from unit_cohesion.insight.precision import interval
from unit_cohesion.sweeps.analysis import Analysis
from unit_cohesion.sweeps.cell_layout import as_numbers, value_word
from unit_cohesion.views.svg import BLUE, ORANGE, WIDTH, Scale, abscissa, dot, figure, ordinate, text, value_text, whisker

MOST_ROWS, MOST_DOTS, MOST_PANELS = 40, 400, 6
LEFT, RIGHT = 70, 30


def spread(found: Analysis, outcome: str) -> str:
    """A row a cell: each seed as a dot, the mean and its interval over them."""
    frame, unit = found.by_cell(outcome), found.declared(outcome).unit
    shown = frame if len(frame) <= MOST_ROWS else frame.nlargest(MOST_ROWS, "spread").sort_index()
    values = found.values(outcome)
    left = 20 + 6.2 * max(len(_short_cell(found, cell)) for cell in shown.index)
    x = Scale([*np.concatenate([values[cell] for cell in shown.index]), *shown["low"], *shown["high"]], left, WIDTH - RIGHT)
    bottom = 20 + 17 * len(shown)
    parts = abscissa(x, unit, 12, bottom, outcome)
    for row, (cell, low, high) in enumerate(zip(shown.index, shown["low"], shown["high"], strict=True)):
        y = 24 + 17 * row
        parts.append(text(left - 8, y + 4, _short_cell(found, cell), "end", "quiet"))
        parts += [dot(x(v), y, BLUE, 3, value_text(v, unit), 0.45) for v in values[cell]]
        if low == low:
            parts.append(whisker(x(low), x(high), y, ORANGE))
    rest = "" if len(shown) == len(frame) else f"The {MOST_ROWS} cells of the largest spread, of {len(frame)}. "
    says = f"{rest}Each dot is a run; orange is the 95 % interval of the mean. Cells are named by {', '.join(found.design.names)}."
    return figure(parts, bottom + 40, f"Spread of {outcome} between seeds", says, says)


def samples(found: Analysis, outcome: str, names: Sequence[str]) -> str:
    """A small panel for each parameter: the samples, and the mean in ten slices of the range."""
    unit, frame = found.declared(outcome).unit, found.by_cell(outcome).dropna(subset=["mean"])
    few = frame.iloc[np.unique(np.linspace(0, len(frame) - 1, min(MOST_DOTS, len(frame))).astype(int))]
    wide, tall, parts = (WIDTH - LEFT) / 3, 170, []
    for i, name in enumerate(names[:MOST_PANELS]):
        left, top = LEFT + (i % 3) * wide, 20 + (i // 3) * (tall + 40)
        values, some = as_numbers(list(frame[name])), as_numbers(list(few[name]))
        if values is None or some is None:
            continue
        x, y = Scale(list(values), left, left + wide - 26), Scale(list(frame["mean"]), top + tall - 24, top)
        parts += ordinate(y, unit, left, left + wide - 26, words=i % 3 == 0)
        path = "".join(f"M{x(a):.1f} {y(b):.1f}h0" for a, b in zip(some, few["mean"], strict=True))
        parts.append(f'<path d="{path}" style="stroke:{BLUE};stroke-opacity:.7" stroke-width="4" stroke-linecap="round"/>')
        slices = np.minimum(((values - values.min()) / (np.ptp(values) or 1) * 10).astype(int), 9)
        means = [(float(values[slices == s].mean()), interval(frame["mean"][slices == s])) for s in np.unique(slices)]
        line_of = " ".join(f"{x(a):.1f},{y(m.mean):.1f}" for a, m in means)
        parts.append(f'<polyline points="{line_of}" fill="none" style="stroke:{ORANGE}" stroke-width="2.5"/>')
        ends = [frame[name].iloc[int(values.argmin())], frame[name].iloc[int(values.argmax())]]
        for at, end, anchor in ((left, ends[0], "start"), (left + wide - 26, ends[1], "end")):
            parts.append(text(at, top + tall - 8, f"{end:.3g}" if isinstance(end, float) else value_word(end), anchor, "quiet"))
        parts.append(text(left + (wide - 26) / 2, top + tall + 8, name, "middle"))
    shared = " Cells of this design share values, and so stand in columns." if found.design.method in ("saltelli", "morris") else ""
    says = f"Each dot is a cell ({len(few):,} of {len(frame):,}); orange is the mean in ten slices of the range.{shared}"
    return figure(parts, 20 + (tall + 40) * -(-min(len(names), MOST_PANELS) // 3), f"{outcome} along each parameter", says, says)


def _short_cell(found: Analysis, cell: int) -> str:
    return ", ".join(map(value_word, found.layout.cells[cell].values))[:60]
