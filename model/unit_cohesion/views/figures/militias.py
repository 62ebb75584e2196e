"""How many militias there are, and whether they hold together."""

from __future__ import annotations

import pandas as pd

from unit_cohesion.views.figures.base import GROUPS, Figure, chart, empty_figure, iso, line, number, percent, points, several, time_axis

NONE = "There is no militia in this run."


def militia_count(daily: pd.DataFrame) -> Figure:
    """Draw the number of militias, and their effective number."""
    title, when = "How many militias are there?", iso(daily["date"])
    count, effective = daily["rebel_militias"].to_numpy(), daily["effective_militias"].to_numpy()
    if count.max(initial=0) == 0:
        return empty_figure("militias", title, NONE)
    splits, mergers = (several(float(daily[column].iloc[-1]), thing) for column, thing in (("splits", "split"), ("mergers", "merger")))
    about = (
        "Militias, and their effective number: as many of equal size would be as divided. At the end "
        f"{number(float(count[-1]))}, as divided as {effective[-1]:.1f} equal ones; {splits} and {mergers} so far."
    )
    series = [
        line("militias", points(when, count, 1), GROUPS[5], step="end"),
        line("effective number", points(when, effective, 2), GROUPS[0], step="end"),
    ]
    option = chart(time_axis(), {"type": "value", "name": "militias", "min": 0, "minInterval": 1}, series)
    return Figure("militias", title, about, option, pd.DataFrame({"date": when, "militias": count, "effective number": effective}))


def militia_cohesion(daily: pd.DataFrame) -> Figure:
    """Draw militias' cohesion, the share of the largest, and how far their leaders are warlords."""
    title, when = "Do militias hold together?", iso(daily["date"])
    if daily["rebel_militias"].max() == 0:
        return empty_figure("militia-cohesion", title, NONE)
    columns = {"cohesion": "militia_cohesion", "fighters in the largest": "largest_militia_share", "warlords": "warlordism"}
    values = {name: 100 * daily[column].to_numpy() for name, column in columns.items()}
    last = {name: percent(float(series[-1]) / 100) for name, series in values.items()}
    about = (
        "Cohesion of militias, how far their leaders are warlords (both by fighters), and the share of fighters in the largest one, in per "
        f"cent: {last['cohesion']}, {last['warlords']} and {last['fighters in the largest']} at the end."
    )
    dashed = {"lineStyle": {"type": "dashed"}}
    series = [
        line(name, points(when, values[name], 2), colour, step="end", **(dashed if name == "fighters in the largest" else {}))
        for name, colour in zip(values, (GROUPS[0], GROUPS[5], GROUPS[4]), strict=True)
    ]
    option = chart(time_axis(), {"type": "value", "name": "per cent", "min": 0, "max": 100}, series)
    table = pd.DataFrame({"date": when} | {f"{name}, %": series for name, series in values.items()})
    return Figure("militia-cohesion", title, about, option, table)
