"""What happened when, as flags at the top of a figure over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from unit_cohesion.views.figures.base import Figure, Option

FLAG = "#6B7280"
BELOW_TOP = 36
"""Pixels from the top of the chart: within the days, so that a click on one goes to its day."""


def flagged(figure: Figure, start: date, dated: Sequence[Mapping[str, Any]]) -> Figure:
    """A figure over time with news and events as flags, told on pointing at one.

    Args:
        start: the run's first day. dated: ``day`` (from 1) and ``title`` of each.
    """
    if not figure.option or not dated:
        return figure
    first, *others = figure.option["series"]
    flags: Option = {
        "symbol": "triangle",
        "symbolRotate": 180,
        "symbolSize": [8, 7],
        "itemStyle": {"color": FLAG},
        "label": {"show": False},
        "tooltip": {"trigger": "item", "formatter": "{b}"},
        "data": [{"name": one["title"], "xAxis": str(start + timedelta(days=one["day"] - 1)), "y": BELOW_TOP} for one in dated],
    }
    option = figure.option | {"series": [first | {"markPoint": flags}, *others]}
    return replace(figure, option=option, about=f"{figure.about} Flags at the top are news and events.")
