"""Figures of a sweep over one or two of its axes: a heat map, and curves with intervals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from unit_cohesion.sweeps.analysis import Analysis
from unit_cohesion.sweeps.cell_layout import as_numbers, value_word
from unit_cohesion.views.svg import BLUE, WIDTH, Scale, blend, box, dot, figure, ordinate, text, value_text, whisker

LEFT = 70


def heat_map(found: Analysis, outcome: str, axes: Sequence[str]) -> str:
    """Two axes, a cell's mean as the depth of its blue and as a number."""
    frame, unit = found.over(outcome, axes), found.declared(outcome).unit
    across, down = (_axis_values(frame[axis]) for axis in axes)
    means = {(row[0], row[1]): row for row in frame.itertuples(index=False, name=None)}
    known = frame["mean"].dropna()
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    left = 16 + 6.8 * max(len(axes[1]), *(len(value_word(level)) for level in down))
    wide, tall, top = (WIDTH - left) / len(across), 34.0, 30.0
    parts = [text((left + WIDTH) / 2, 12, axes[0], "middle"), text(left - 8, top, axes[1], "end")]
    for column, level in enumerate(across):
        parts.append(text(left + (column + 0.5) * wide, top, value_word(level), "middle", "quiet"))
    for row, level in enumerate(reversed(down)):
        parts.append(text(left - 8, top + 8 + (row + 0.6) * tall, value_word(level), "end", "quiet"))
        for column, other in enumerate(across):
            _, _, runs, mean, lowest, highest = means.get((other, level), (0, 0, 0, np.nan, np.nan, np.nan))
            share = (mean - low) / (high - low) if high > low and mean == mean else 0.0
            x, y, depth = left + column * wide, top + 8 + row * tall, 0.08 + 0.92 * share
            where = f"{axes[0]} = {value_word(other)}, {axes[1]} = {value_word(level)}"
            says = f"{where}: {value_text(mean, unit)} ({value_text(lowest, unit)} to {value_text(highest, unit)})"
            parts.append(box(x, y, wide - 2, tall - 2, BLUE if runs else "none", says, depth))
            inside = value_text(mean, unit, True) if runs else "–"
            parts.append(text(x + wide / 2, y + tall * 0.6, inside, "middle", "deep" if depth > 0.85 else "cell"))
    says = _cell_tooltip(frame.iloc[int(frame["mean"].argmax())], axes, unit) if len(known) else "No run is done."
    return figure(parts, top + 16 + len(down) * tall, f"{outcome} over {axes[0]} and {axes[1]}", says, _averaged(found, axes) + says)


def curves(found: Analysis, outcome: str, axes: Sequence[str]) -> str:
    """The first axis across, a curve for each value of the second, with intervals over seeds."""
    frame, unit = found.over(outcome, axes), found.declared(outcome).unit
    across = _axis_values(frame[axes[0]])
    drawn = _axis_values(frame[axes[1]]) if len(axes) > 1 else [None]
    places = as_numbers(across)
    x_of = dict(zip(across, range(len(across)) if places is None else places, strict=True))
    x = Scale([float(v) for v in x_of.values()], LEFT, WIDTH - 150)
    y = Scale([*frame["mean"], *frame["low"], *frame["high"]], 290, 24)
    parts = [*ordinate(y, unit, LEFT, WIDTH - 150), text((LEFT + WIDTH - 150) / 2, 340, axes[0], "middle")]
    free = [0.0, 0.0]  # from where on each of two lines of labels is empty
    for level in across:
        at, half = x(x_of[level]), 3.5 * len(value_word(level)) + 4
        below = next((line for line in (0, 1) if at - half >= free[line]), None)
        if below is not None:
            parts.append(text(at, 308 + 14 * below, value_word(level), "middle", "quiet"))
            free[below] = at + half
    ends = []
    for i, level in enumerate(drawn):
        colour = blend(i / max(1, len(drawn) - 1))
        rows = (frame if level is None else frame[frame[axes[1]] == level]).dropna(subset=["mean"])
        points = [(x(x_of[row[axes[0]]]) + 3 * (i - (len(drawn) - 1) / 2), row) for row in rows.to_dict("records")]
        path = " ".join(f"{at:.1f},{y(row['mean']):.1f}" for at, row in points)
        parts.append(f'<polyline points="{path}" fill="none" style="stroke:{colour}" stroke-width="2"/>')
        for at, row in points:
            if row["low"] == row["low"]:
                parts.append(whisker(y(row["low"]), y(row["high"]), at, colour, upright=True))
            parts.append(dot(at, y(row["mean"]), colour, 3.5, f"{value_word(row[axes[0]])}, {value_text(row['mean'], unit)}"))
        if level is not None and points:
            ends.append((y(points[-1][1]["mean"]), value_word(level)))
    for at, word in _spread_labels(ends):
        parts.append(text(WIDTH - 132, at + 4, word, "start", "quiet"))
    if len(axes) > 1:
        parts.append(text(WIDTH - 132, 14, axes[1], "start"))
    says = f"Means with 95 % intervals over seeds{', a curve for each ' + axes[1] if len(axes) > 1 else ''}."
    return figure(parts, 348, f"{outcome} along {axes[0]}", says, _averaged(found, axes) + says)


def _axis_values(column: pd.Series) -> list[object]:
    """Return the values of an axis in order."""
    values = list(dict.fromkeys(column))
    return values if as_numbers(values) is None else sorted(values)


def _spread_labels(ends: list[tuple[float, str]], least: float = 13) -> list[tuple[float, str]]:
    """Return the labels moved so that none covers another."""
    placed: list[tuple[float, str]] = []
    for at, word in sorted(ends):
        placed.append((max(at, placed[-1][0] + least) if placed else at, word))
    return placed


def _averaged(found: Analysis, axes: Sequence[str]) -> str:
    rest = [name for name in found.design.names if name not in axes]
    return f"Averaged over {', '.join(rest)}. " if rest else ""


def _cell_tooltip(row: pd.Series, axes: Sequence[str], unit: str) -> str:
    return f"Highest: {value_text(float(row['mean']), unit)}, at {' and '.join(f'{axis} = {value_word(row[axis])}' for axis in axes)}."
