"""How many have left so far; and the run that was shown before, as a thin grey line behind the one that is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from unit_cohesion.insight.compare import GONE as LEAVERS
from unit_cohesion.views.figures.base import GONE, Figure, Option, chart, empty_figure, iso, line, number, points, time_axis, whole_weeks

GREY = "#4D4D4D"
MOST_POINTS = 400


@dataclass(frozen=True, eq=False)
class Before:
    """All that is kept of a run that was shown before: one number a day.

    Attributes:
        start: its first day.
        left: persons who had left by the end of each day (days, float32).
        same_people: whether they are the people of the run that is shown, each with the same nerve (one seed, one scale).
    """

    start: date
    left: np.ndarray
    same_people: bool = True


def left_by_day(daily: pd.DataFrame) -> np.ndarray:
    """Persons who have left by the end of each day, from the table ``daily``."""
    gone: np.ndarray = daily[list(LEAVERS)].to_numpy(float).sum(axis=1).cumsum()
    return gone


def so_far(daily: pd.DataFrame, before: Before | None = None) -> Figure:
    """How many have left so far, day by day; beside it the run before, if there is one."""
    title, left, when = "How many have left so far?", left_by_day(daily), iso(daily["date"])
    if not left[-1] and (before is None or not before.left[-1]):
        return empty_figure("so-far", title, "Nobody leaves.")
    some = _thinned(len(when))
    series = [line("left so far" if before is None else "now", points([when[day] for day in some], left[some], 1), GONE)]
    table = pd.DataFrame({"date": when, "left so far": left})
    about = f"Persons who went over, deserted or gave themselves up, by the end of each day: {number(round(left[-1]))} by the last."
    if before is not None:
        dates = _dates(before)
        drawn = _thinned(len(dates))
        series.append(_grey([dates[day] for day in drawn], before.left[drawn]))
        about = f"{about} {_difference(left, before)}"
        table = table.merge(pd.DataFrame({"date": dates, "before": before.left}), on="date", how="outer")
    option = chart(time_axis(), {"type": "value", "name": "persons", "min": 0, "minInterval": 1}, series)
    return Figure("so-far", title, about, option, table)


def weeks_before(figure: Figure, before: Before) -> Figure:
    """A figure of persons a week with the run before as a line across it: all who left in each week."""
    if not figure.option:
        return figure
    days = len(before.left)
    weeks = np.diff(before.left[[*range(6, days, 7)] or [days - 1]], prepend=0.0)[: whole_weeks(days)]
    grey = _grey([str(before.start + timedelta(days=7 * week)) for week in range(len(weeks))], weeks)
    option = figure.option | {"series": [*figure.option["series"], grey]}
    return replace(figure, option=option, about=f"{figure.about} The grey line is all who left in the run before.")


def _difference(left: np.ndarray, before: Before) -> str:
    """How far the run before lies from this one on the last day that both have."""
    day = min(len(left), len(before.left)) - 1
    then, now = round(float(before.left[day])), round(float(left[day]))
    when = "" if len(left) == len(before.left) else f" of {before.start + timedelta(days=day):%-d %B %Y}"
    other = "" if before.same_people else " (other people: another seed or scale)"
    apart = "as many" if then == now else f"now {number(abs(now - then))} {'more' if now > then else 'fewer'}"
    return f"Before, the grey line{other}: {number(then)} by the end{when}, {apart}."


def _grey(when: list[str], values: np.ndarray) -> Option:
    return line("before", points(when, values, 1), GREY, lineStyle={"width": 1.2}, z=6)


def _thinned(days: int) -> list[int]:
    """At most about ``MOST_POINTS`` of the days, the last among them."""
    step = -(-days // MOST_POINTS)
    return [*range((days - 1) % step, days, step)]


def _dates(before: Before) -> list[str]:
    return [str(before.start + timedelta(days=day)) for day in range(len(before.left))]
