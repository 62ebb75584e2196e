"""Figures of what an outcome hangs on (indices or effects), and of differences from a base cell."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from unit_cohesion.sweeps.cell_layout import value_word
from unit_cohesion.views.svg import BLUE, ORANGE, WIDTH, Scale, abscissa, box, dot, figure, line, text, value_text, whisker

MOST_ROWS = 40
RIGHT = 30


def sensitivity(outcome: str, frame: pd.DataFrame, where: str = "") -> str:
    """Bars: first-order and total Sobol indices, or Morris effects, each with its interval."""
    sobol = "total" in frame
    bars = (("first", BLUE, "first-order"), ("total", ORANGE, "total")) if sobol else (("effect", BLUE, "mean size of effect"),)
    left, each = 20 + 7.0 * max(map(len, frame["parameter"])), 15 * len(bars) + 9
    ends = [v for name, _, _ in bars for v in (*frame[name], *frame[f"{name}_low"], *frame[f"{name}_high"])]
    x = Scale(ends, left, WIDTH - RIGHT, zero=True)
    bottom = 26 + each * len(frame)
    below = "share of variance" if sobol else f"{outcome}, over the whole range"
    parts = [*abscissa(x, "", 20, bottom, below), line(x(0), 20, x(0), bottom, "axis")]
    for i, (_, colour, word) in enumerate(bars):
        parts += [box(left + 150 * i, 2, 12, 12, colour), text(left + 18 + 150 * i, 12, word, "start", "quiet")]
    for row, some in enumerate(frame.to_dict("records")):
        y = 28 + each * row
        parts.append(text(left - 8, y + 7.5 * len(bars) + 4, some["parameter"], "end"))
        for i, (name, colour, word) in enumerate(bars):
            start, end, at = x(0), x(some[name]), y + 15 * i
            says = f"{some['parameter']}, {word}: {some[name]:.3g} ({some[f'{name}_low']:.3g} to {some[f'{name}_high']:.3g})"
            parts.append(box(min(start, end), at, abs(end - start), 13, colour, says, 0.75))
            parts.append(whisker(x(some[f"{name}_low"]), x(some[f"{name}_high"]), at + 6.5, "var(--ink)"))
    top = frame.iloc[0]
    more = " (bootstrap); where one reaches 0, no influence is certain" if sobol else ""
    says = f"Most: {top['parameter']}. Lines are 95 % intervals{more}."
    return figure(parts, bottom + 40, f"What {outcome} hangs on" + (f", {where}" if where else ""), says, says)


def differences(outcome: str, frame: pd.DataFrame, names: Sequence[str], unit: str, base: str) -> str:
    """A row a cell: the mean paired difference from its base cell, with its interval."""
    shown = frame.head(MOST_ROWS)
    words = [", ".join(value_word(row[name]) for name in names) for row in shown.to_dict("records")]
    left = 20 + 6.2 * max(map(len, words), default=1)
    x = Scale([*shown["mean"], *shown["low"], *shown["high"]], left, WIDTH - RIGHT, zero=True)
    bottom = 20 + 17 * len(shown)
    parts = [*abscissa(x, unit, 12, bottom, f"{outcome}, less the base"), line(x(0), 12, x(0), bottom, "axis")]
    for row, (word, some) in enumerate(zip(words, shown.to_dict("records"), strict=True)):
        y, sure = 24 + 17 * row, some["low"] > 0 or some["high"] < 0
        colour = ORANGE if sure else BLUE
        parts += [text(left - 8, y + 4, word, "end", "quiet"), dot(x(some["mean"]), y, colour, 4, value_text(some["mean"], unit))]
        if some["low"] == some["low"]:
            parts.append(whisker(x(some["low"]), x(some["high"]), y, colour))
    says = f"Pairs of runs of the same seed; orange where the 95 % interval leaves out 0. Cells are named by {', '.join(names)}."
    more = f" The first {MOST_ROWS} of {len(frame)} cells." if len(frame) > MOST_ROWS else ""
    return figure(parts, bottom + 40, f"Difference of {outcome} from {base}", says + more, says + more)
