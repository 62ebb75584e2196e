"""A militia's and a sponsor's weeks, small enough for the inspector."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from unit_cohesion.views.figures.base import GROUPS, Figure, chart, empty_figure, line, number, percent, points, time_axis


def _dates(table: pd.DataFrame, start: date) -> list[str]:
    return [str(start + timedelta(days=int(day) - 1)) for day in table["day"]]


def _last_life(table: pd.DataFrame) -> pd.DataFrame:
    """The weeks of the militia that held the slot last."""
    found: pd.DataFrame = table[table["life"] == table["life"].max()]
    return found


def militia_men(weeks: pd.DataFrame, start: date) -> Figure:
    """Its fighters, from its rows of the table ``militias``."""
    title = "How large is it?"
    if weeks.empty:
        return empty_figure("militia-men", title, "It did not exist in this run.")
    weeks = _last_life(weeks)
    when, men = _dates(weeks, start), weeks["fighters"].to_numpy()
    about = f"Fighters by week: {number(float(men.max()))} at most, {number(float(men[-1]))} in its last week of this run."
    option = chart(time_axis(), {"type": "value", "name": "fighters", "min": 0}, [line("fighters", points(when, men, 1), GROUPS[0])])
    return Figure("militia-men", title, about, option, pd.DataFrame({"week": when, "fighters": men}), height=150)


def militia_leader(weeks: pd.DataFrame, start: date) -> Figure:
    """Its leader's legitimacy and how far he is a warlord, its cohesion, and religious feeling in it."""
    title = "What becomes of its leader?"
    if weeks.empty:
        return empty_figure("militia-leader", title, "It did not exist in this run.")
    weeks = _last_life(weeks)
    when = _dates(weeks, start)
    values = {
        "legitimacy": 100 * weeks[["early", "money"]].max(axis=1).to_numpy(),
        "warlord": 100 * weeks["warlordism"].to_numpy(),
        "cohesion": 100 * weeks["cohesion"].to_numpy(),
        "religious feeling": 100 * weeks["religiosity"].to_numpy(),
    }
    last = ", ".join(f"{name} {percent(float(series[-1]) / 100)}" for name, series in values.items())
    series = [line(name, points(when, series, 1), GROUPS[place + 2]) for place, (name, series) in enumerate(values.items())]
    option = chart(time_axis(), {"type": "value", "name": "per cent", "min": 0, "max": 100}, series)
    table = pd.DataFrame({"week": when, **values})
    return Figure("militia-leader", title, f"In per cent, by week; at the end {last}.", option, table, height=170)


def sponsor_money(weeks: pd.DataFrame, start: date) -> Figure:
    """Fighters whose pay it carries, from its rows of the table ``sponsors``."""
    title = "Whom does it pay?"
    when, men = _dates(weeks, start), weeks["spent"].to_numpy()
    if not men.max(initial=0):
        return empty_figure("sponsor-money", title, "It paid nobody in this run.")
    most, last = (number(round(float(n))) for n in (men.max(), men[-1]))
    about = f"Fighters whose pay it carries, by week: {most} at most, {last} at the end."
    series = [line("fighters paid", points(when, men, 1), GROUPS[3])]
    option = chart(time_axis(), {"type": "value", "name": "fighters paid", "min": 0}, series)
    return Figure("sponsor-money", title, about, option, pd.DataFrame({"week": when, "fighters paid": men}), height=150)
