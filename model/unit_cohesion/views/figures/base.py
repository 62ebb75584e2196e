"""What all figures share: a question, a sentence for those who do not see it, a table to save, colours, axes, dark and light."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from unit_cohesion.outcomes import LEAVING
from unit_cohesion.views.figures.themes import Option, dusk, themed
from unit_cohesion.views.formatting import listed, number, percent
from unit_cohesion.views.names import AWAY

SERVING, GONE = "#0072B2", "#D55E00"
GROUPS = ("#009E73", "#CC79A7", "#56B4E9", "#B8860B", "#7A5195", "#6B7280", "#882255", "#332288", "#88CCEE", "#999933")
"""For groups and ranks: none of the two that mean serving and gone."""
PLACES = dict(zip(AWAY, (
    "#5E3C99", "#9970AB", "#C2A5CF", "#1B7837", "#5AAE61", "#A6DBA0", "#DFC27D", "#BF9B5A", "#80602E", "#8C8C8C", "#BDBDBD", "#6E6E6E",
    "#D9B8A8", "#2C3E8F",
), strict=True))  # fmt: skip
"""For where those are who went, by status."""
WRAPPED = {"overflow": "break", "fontSize": 11, "lineHeight": 12}
"""A label that takes several lines, within its ``width``."""

LIGHTS: Option = {"lights": True, "triggerLineEvent": True, "emphasis": {"focus": "series", "lineStyle": {"width": 0.5}}}
"""Of a series over time whose men light up in the picture of the army while it is pointed at (``static/charts.js``)."""


@dataclass(frozen=True)
class Figure:
    """One chart, fit for ``solara.FigureEcharts`` and for a page on disk.

    Attributes:
        key: its name in files and links; title: the question that it answers; about: what it shows, in a sentence with numbers.
        option: for ECharts; empty where there is nothing to draw, and then ``about`` says why.
        table: what is drawn, to be saved as CSV; notes: a small table to show under it.
        height, narrowest: in pixels; a narrower place scrolls.
        slim, slim_height: the same told otherwise where there are less than 600 pixels; empty if ``option`` does there too.
    """

    key: str
    title: str
    about: str
    option: Option
    table: pd.DataFrame
    notes: pd.DataFrame | None = None
    height: int = 300
    narrowest: int = 0
    slim: Option = field(default_factory=dict)
    slim_height: int = 0


def group_colours(groups: Iterable[str], declared: Iterable[str]) -> dict[str, str]:
    """Colours of groups or ranks: each the same in every figure and run, as it goes by the order in which they are declared."""
    order = list(declared)
    order += [group for group in groups if group not in order]
    return {group: GROUPS[order.index(group) % len(GROUPS)] for group in order}


def empty_figure(key: str, title: str, why: str) -> Figure:
    """Return a figure that says that there is nothing to draw, and why."""
    return Figure(key, title, why, {}, pd.DataFrame())


def chart(x: Option, y: Option, series: Sequence[Option], *, trigger: str = "axis", **more: Any) -> Option:
    """An option with the axes and tooltip that all have."""
    wanted: Option = {
        "animation": False,
        "aria": {"enabled": True},
        "grid": {"left": 12, "right": 20, "top": 30, "bottom": 30 if "name" in x else 8, "containLabel": True},
        "xAxis": {"nameLocation": "middle", "nameGap": 28, **x},
        "yAxis": {"nameLocation": "end", "nameGap": 12, "nameTextStyle": {"align": "left"}, **y},
        "tooltip": {"trigger": trigger, "confine": True},
        "series": list(series),
    }
    return wanted | more


def legend(option: Option) -> list[tuple[str, str, bool]]:
    """What the colours mean: name, colour, and whether it is a dashed line; drawn above a chart as text, so that it wraps."""
    found: dict[str, tuple[str, str, bool]] = {}
    for series in option.get("series", []):
        if series.get("name") and isinstance(series.get("color"), str):
            found[series["name"]] = (series["name"], series["color"], series.get("lineStyle", {}).get("type") == "dashed")
    return list(found.values()) if len(found) > 1 else []


def lighting(option: Option) -> set[str]:
    """The names of the series whose men light up in the picture of the army."""
    return {series["name"] for series in option["series"] if series.get("lights")}


def time_axis(start: date | None = None, days: int = 0) -> Option:
    """Dates; no hours, however short the run.

    Args:
        start, days: of the run, where what is drawn ends before it does: the axis goes on to the run's last day.
    """
    whole: Option = {} if start is None else {"min": str(start), "max": str(start + timedelta(days=days - 1))}
    words = {"year": "{primary|{yyyy}}", "month": "{MMM}", "day": "{d} {MMM}"}
    return {"type": "time", "minInterval": 86_400_000, "axisLabel": {"hideOverlap": True, "formatter": words, "minMargin": 12}} | whole


def line(name: str, data: Sequence[Sequence[Any]], colour: str, **more: Any) -> Option:
    """A line through points."""
    style = {"width": 2, "color": colour} | more.pop("lineStyle", {})
    return {"type": "line", "name": name, "data": list(data), "showSymbol": len(data) < 3, "color": colour, "lineStyle": style, **more}


def points(x: Sequence[Any], y: Sequence[float] | np.ndarray, digits: int = 3) -> list[tuple[Any, Any]]:
    """Pairs, numbers rounded for the way to the browser; missing ones as null. (Tuples: the collector of garbage passes over them.)"""
    rounded = np.round(np.asarray(y, float), digits).tolist()
    return [(at, None if value != value else value) for at, value in zip(x, rounded, strict=True)]


def iso(dates: pd.Series) -> list[str]:
    """Dates as ISO text."""
    texts: list[str] = np.datetime_as_string(dates.to_numpy("datetime64[D]"), "D").tolist()
    return texts


def leavers(events: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """The events by which somebody leaves: these columns, of the many that the table has."""
    return events[list(columns)][events["event"].isin(LEAVING).to_numpy()]


def trailing(values: np.ndarray, days: int = 7) -> np.ndarray:
    """The mean of each day and the six before it; NaN where there are not so many yet, unless there never are."""
    return pd.Series(values).rolling(days, min_periods=max(1, min(days, len(values)))).mean().to_numpy()


def whole_weeks(days: int) -> int:
    """How many weeks a figure draws: a last one of a few days would look as if all had stopped."""
    return max(1, days // 7)


def several(count: float, thing: str) -> str:
    """1 day, 12 days."""
    return f"{number(count)} {thing}{'' if count == 1 else 's'}"


__all__ = [
    "GONE",
    "GROUPS",
    "LIGHTS",
    "PLACES",
    "SERVING",
    "WRAPPED",
    "Figure",
    "Option",
    "chart",
    "dusk",
    "empty_figure",
    "group_colours",
    "iso",
    "leavers",
    "legend",
    "lighting",
    "line",
    "listed",
    "number",
    "percent",
    "points",
    "several",
    "themed",
    "time_axis",
    "trailing",
    "whole_weeks",
]
