"""Whom one man's leaving drew after him, of the men who were kept from leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from unit_cohesion.views.figures.base import GROUPS, WRAPPED, Figure, Option, chart, empty_figure

if TYPE_CHECKING:
    from unit_cohesion.insight.precision import Interval
    from unit_cohesion.insight.progeny import Progeny

WORDS = {
    "same unit": "of his own unit",
    "tied elsewhere": "kin, or of his year, elsewhere",
    "same formation": "of his formation",
    "others": "all others",
}
"""How others are related to him, as ``insight.progeny.RELATIONS`` has it."""


def drawn_after(found: Progeny) -> Figure:
    """How many others a leaver drew after him, by how they are related to him; the world held as it was, and free to change."""
    title = "Whom does one man's leaving draw after him?"
    ways = [
        {WORDS[name]: one for name, one in found.by_relation(held).items()} | {"all together": found.ratio(held)} for held in (True, False)
    ]
    if not any(one.mean for way in ways for one in way.values()):
        return empty_figure("drawn-after", title, f"Nobody: of {len(found.leavers)} men kept from leaving, each would have kept nobody.")
    looks = (("in a world that is else as it was", GROUPS[0]), ("in a world free to take another course", GROUPS[4]))
    series: list[Option] = [
        {
            "type": "bar",
            "name": name,
            "color": colour,
            "data": [{"value": round(one.mean, 4), "label": {"formatter": _counted(one)}} for one in way.values()],
            "label": {"show": True, "position": "right", "fontSize": 11},
        }
        for way, (name, colour) in zip(ways, looks, strict=True)
    ]
    x: Option = {"type": "value", "name": "others who would have stayed, a leaver", "axisLabel": {"hideOverlap": True}}
    option = chart(x, {"type": "category", "data": list(ways[0]), "inverse": True, "axisLabel": WRAPPED | {"width": 110}}, series)
    option["grid"]["right"] = 120  # for the numbers
    columns = ["others", "world held", "low", "high", "world free", "low, free", "high, free"]
    rows = [(name, *(end for way in ways for end in (way[name].mean, way[name].low, way[name].high))) for name in ways[0]]
    about = f"{found.sentence} Below 1 a wave dies out of itself: what keeps it going then is what drives all. In brackets: 95 % intervals."
    return Figure("drawn-after", title, about, option, pd.DataFrame(rows, columns=columns), height=90 + 46 * len(rows))


def _counted(found: Interval) -> str:
    """A mean with its interval, where there is one."""
    mean, low, high = (f"{round(end, 2) + 0.0:.2f}" for end in (found.mean, found.low, found.high))  # no −0
    return f"{mean} ({low} to {high})" if found.low == found.low else mean
