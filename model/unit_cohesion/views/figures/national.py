"""The rebuilt army: who comes to it, and whether it is led."""

from __future__ import annotations

import pandas as pd

from unit_cohesion.views.figures.base import GROUPS, Figure, chart, empty_figure, iso, line, listed, number, percent, points, time_axis
from unit_cohesion.views.figures.flows import by_status
from unit_cohesion.views.rebel_side import LEVELS
from unit_cohesion.vocabulary import BANDS

NONE = "No national army formed: it needs the consensus of the key sponsors and a safe area, both at once, and they were not there."
WHO = {**LEVELS, "men who never served": BANDS[5:]}


def members_by_origin(daily: pd.DataFrame, groups: pd.DataFrame) -> Figure:
    """Draw the national army's strength, by who its men are."""
    title, when = "Who comes to the national army?", iso(daily["date"])
    if daily["national army"].max() == 0:
        return empty_figure("national-army", title, NONE)
    parts = {name: by_status(groups, bands).get("national army") for name, bands in WHO.items()}
    men = {name: series.to_numpy() for name, series in parts.items() if series is not None and series.max() > 0}
    series = [
        line(
            name,
            points(when, values, 1),
            GROUPS[place],
            stack="all",
            areaStyle={"color": GROUPS[place], "opacity": 0.75},
            lineStyle={"width": 0.5},
        )
        for place, (name, values) in enumerate(men.items())
    ]
    last = daily["national army"].iloc[-1]
    mix = [f"{percent(float(values[-1] / last))} {name}" for name, values in men.items()] if last else []
    about = f"Persons in the national army, one above the other: {number(float(last))} at the end"
    about += f", {listed(mix)}." if mix else "."
    option = chart(time_axis(), {"type": "value", "name": "persons", "min": 0}, series)
    return Figure("national-army", title, about, option, pd.DataFrame({"date": when, **men}))


def command_and_standing(daily: pd.DataFrame) -> Figure:
    """Draw the national army's command, and the respect and standing that the claims give it."""
    title, when = "Is the national army led?", iso(daily["date"])
    if daily["national army"].max() == 0:
        return empty_figure("national-command", title, NONE)
    columns = {"command": "command", "public respect": "respect", "standing of its leaders": "standing"}
    values = {name: 100 * daily[column].to_numpy() for name, column in columns.items() if name == "command" or daily[column].max() > 0}
    leaders, power = (number(round(float(daily[column].iloc[-1]))) for column in ("national_leaders", "national_power"))
    about = (
        f"Command of the national army in per cent, {percent(values['command'][-1] / 100)} at the end: it has {leaders} trained leaders, "
        f"and is worth {power} deployed soldiers of the regime. Respect and standing are an author's claims: they are drawn if switched on."
    )
    series = [line(name, points(when, series, 2), GROUPS[place], step="end") for place, (name, series) in enumerate(values.items())]
    option = chart(time_axis(), {"type": "value", "name": "per cent", "min": 0, "max": 100}, series)
    table = pd.DataFrame({"date": when} | {f"{name}, %": series for name, series in values.items()})
    return Figure("national-command", title, about, option, table)
