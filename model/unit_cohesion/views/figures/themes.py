"""A figure's option in dark or light."""

from __future__ import annotations

import copy
from typing import Any

Option = dict[str, Any]

DUSK = {
    "#5E3C99": "#7B57D1",
    "#1B7837": "#238C43",
    "#2C3E8F": "#5B73DB",
    "#7A5195": "#A88BD8",
    "#332288": "#8C7BE6",
    "#7B3294": "#B36BD1",
    "#4D4D4D": "#D0D0D0",
    "#80602E": "#A17A3E",
    "#882255": "#BC4A7E",
}
"""Colours too dark for dark paper, and what stands for them there: at least 3 to 1 against it (WCAG 1.4.11)."""
INK = {False: ("#1a1a1a", "#555555", "#d9dde1", "#ffffff"), True: ("#eeeeee", "#b5b5b5", "#3a3f44", "#1f2226")}
"""Text, quiet text, lines and paper, by whether it is dark."""


def themed(option: Option, dark: bool) -> Option:
    """The same option in dark or light."""
    text, quiet, rule, paper = INK[dark]
    points = {id(series["data"]): series["data"] for series in option["series"] if "data" in series}  # thousands, which stay as they are
    made = _dusk(option) if dark else copy.deepcopy(option, points)
    made.pop("aria", None)  # it would put words of its own in place of the figure's sentence
    made["textStyle"] = {"color": text, "fontFamily": "system-ui, sans-serif"}
    made["backgroundColor"] = paper
    for key in ("xAxis", "yAxis"):
        found = made.get(key, [])
        for axis in found if isinstance(found, list) else [found]:
            axis["nameTextStyle"] = {"color": quiet} | axis.get("nameTextStyle", {})
            axis["axisLabel"] = {"color": text} | axis.get("axisLabel", {})
            axis["axisLine"] = {"lineStyle": {"color": quiet}} | axis.get("axisLine", {})
            axis["splitLine"] = {"lineStyle": {"color": rule}} | axis.get("splitLine", {})
    if "tooltip" in made:
        made["tooltip"] |= {"backgroundColor": paper, "borderColor": quiet, "textStyle": {"color": text}}
    if "visualMap" in made:
        made["visualMap"] |= {"textStyle": {"color": text}}
    for series in made["series"]:
        if "label" in (series.get("markArea") or {}):
            series["markArea"]["label"] |= {"textBorderColor": paper, "textBorderWidth": 3}
        for label in (
            series.get("label"),
            series.get("leaves", {}).get("label"),
            (series.get("markLine") or {}).get("label"),
            (series.get("markArea") or {}).get("label"),
        ):
            if label is not None:
                label.setdefault("color", text)
        if series["type"] == "sankey":  # its words stand on its flows
            series["label"] |= {"textBorderColor": paper, "textBorderWidth": 3}
    return made


def dusk(colour: str) -> str:
    """The colour that stands for this one in the dark."""
    return DUSK.get(colour, colour)


def _dusk(part: Any) -> Any:
    """A copy of part of an option, its colours for the dark."""
    if isinstance(part, dict):
        return {key: _dusk(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_dusk(value) for value in part]
    return dusk(part) if isinstance(part, str) else part
