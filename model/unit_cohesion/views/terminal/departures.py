"""Who left by week as a chart of characters: all together, then a line for each way and each group."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from rich.console import RenderableType

from unit_cohesion.outcomes import CAPTURE, DEFECTION, DESERTION, LEAVING
from unit_cohesion.views.formatting import COLOURS, DIM, columns_chart, months_axis, number, one_line, sparkline, title

if TYPE_CHECKING:
    from unit_cohesion.runs.facts import Facts

HEIGHT = 6
WORDS = {DEFECTION: "defected", DESERTION: "deserted", CAPTURE: "gave up"}
MOST_GROUPS = 12


def departures_chart(facts: Facts, width: int) -> RenderableType:
    """Those who left by week, in persons; a column is a week, or several where there is no room."""
    scenario, left = facts.scenario, facts.happened(LEAVING, facts.days)
    series, names = {"all": _daily(facts, left)}, {"all": "all"}
    for way, word in WORDS.items():
        series[f"way {way}"], names[f"way {way}"] = _daily(facts, facts.happened((way,), facts.days)), word
    group = facts.events("sect")[left]
    for number_of, sect in enumerate(scenario.sects[:MOST_GROUPS]):
        series[sect.id], names[sect.id] = _daily(facts, left[group == number_of]), one_line(sect.name)[:16]
    weeks = {key: _sums_by_column(values, 7) for key, values in series.items()}
    worst = {key: number(values.max()) for key, values in weeks.items()}
    total = {key: number(values.sum()) for key, values in weeks.items()}
    left_width = max(len(names[key]) for key in series)
    worst_width, total_width = max(map(len, (*worst.values(), "worst"))), max(map(len, (*total.values(), "total")))
    room = max(10, width - left_width - worst_width - total_width - 4)
    step = ceil(len(weeks["all"]) / room)
    repeat = max(1, min(3, room // ceil(len(weeks["all"]) / step)))
    rates = {key: np.repeat(_means_by_column(values, step), repeat) for key, values in weeks.items()}
    columns = len(rates["all"])

    text = title("Left by week", f"persons a week{'' if step == 1 else f'; a column is {step} weeks'}")
    top = float(rates["all"].max())
    for number_of, line in enumerate(columns_chart(rates["all"], top, HEIGHT)):
        label = number(round(top)) if number_of == 0 else "0" if number_of == HEIGHT - 1 else ""
        text.append(f"\n{label:>{left_width}} ", DIM).append(line.rstrip())
    axis = months_axis(scenario.about.start, step * 7 / repeat, columns)
    text.append(f"\n{'':>{left_width}} {axis} {'worst':>{worst_width}} {'total':>{total_width}}", DIM)
    for place, key in enumerate(series):
        style = "" if place <= len(WORDS) else COLOURS[(place - 1 - len(WORDS)) % len(COLOURS)]
        text.append(f"\n{names[key]:<{left_width}} ").append(sparkline(rates[key], float(rates[key].max())), style)
        text.append(f" {worst[key]:>{worst_width}} {total[key]:>{total_width}}")
    text.append("\nEach line has its own height; worst is the worst week.", DIM)
    return text


def _daily(facts: Facts, rows: np.ndarray) -> np.ndarray:
    """Persons by day in some rows of events."""
    return np.bincount(facts.events("day")[rows] - 1, weights=facts.events("persons")[rows], minlength=facts.days)


def _sums_by_column(values: np.ndarray, size: int) -> np.ndarray:
    return np.asarray(np.add.reduceat(values, np.arange(0, len(values), size)))


def _means_by_column(values: np.ndarray, size: int) -> np.ndarray:
    starts = np.arange(0, len(values), size)
    return np.asarray(np.add.reduceat(values, starts) / np.diff(np.append(starts, len(values))))
