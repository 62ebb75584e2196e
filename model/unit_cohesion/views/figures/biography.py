"""One person's days: how loyal he was, how near to leaving, and what weighed on him."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from unit_cohesion.rules import TERMS
from unit_cohesion.views.figures.base import GONE, GROUPS, Figure, chart, empty_figure, line, listed, number, percent, points, time_axis
from unit_cohesion.views.figures.hazard_terms import term_name
from unit_cohesion.views.formatting import times

MOST, SMALL = 5, 0.08  # lines; log-hazards nearer to 0 are not drawn
NAMES = {"loyalty": "his own loyalty"}


def with_last_day(days: pd.DataFrame, why: pd.Series[Any] | None) -> pd.DataFrame:
    """Return the days of ``biography``, and the one on which he left, as his row of ``events`` has it."""
    if why is None or (len(days) and int(why["day"]) <= int(days["day"].iloc[-1])):
        return days
    before = days.iloc[-1] if len(days) else pd.Series({"loyalty": np.nan, "hazard": np.nan})
    terms = {f"log_{term}": float(why[f"log_{term}"]) for term in TERMS}
    last = {"day": int(why["day"]), "loyalty": before["loyalty"], "gathered": 1.0, "hazard": before["hazard"], **terms}
    return pd.concat([days, pd.DataFrame([last])], ignore_index=True) if len(days) else pd.DataFrame([last])


def loyalty(days: pd.DataFrame, start: date) -> Figure:
    """His loyalty, and the pressure on him as a share of what he can bear, day by day."""
    title = "How loyal was he, and how near to leaving?"
    if days.empty:
        return empty_figure("his-loyalty", title, "He served on no day of this run.")
    when = _dates(days, start)
    own, near = 100 * days["loyalty"].to_numpy(), 100 * days["gathered"].to_numpy()
    moved = days["day"].to_numpy()[1:][np.abs(np.diff(own)) > 1e-9]
    steps = f"it changed {'once, on day' if len(moved) == 1 else 'on days'} {listed([number(int(day)) for day in moved[:4]])}"
    steps += f" and {number(len(moved) - 4)} more" if len(moved) > 4 else ""
    about = (
        f"Loyalty from {percent(own[0] / 100)} to {percent(own[-1] / 100)}: {steps if len(moved) else 'nothing changed it'}; pressure, by "
        f"day {number(int(days['day'].iloc[-1]))}, {percent(near[-1] / 100)} of what he can bear (at 100 % he goes)."
    )
    series = [
        line("loyalty", points(when, own, 1), GROUPS[0], step="end"),
        line("pressure, of what he can bear", points(when, near, 1), GONE),
    ]
    option = chart(time_axis(), {"type": "value", "name": "per cent", "min": 0, "max": 100}, series)
    table = pd.DataFrame({"date": when, "day": days["day"], "loyalty": days["loyalty"], "pressure": days["gathered"]})
    return Figure("his-loyalty", title, about, option, table, height=170)


def hazard_factors(days: pd.DataFrame, start: date) -> Figure:
    """Draw the terms that ever weighed most on him, as factors of his daily chance of leaving, day by day."""
    title = "What weighed on him, from day to day?"
    logs = {term: days[f"log_{term}"].fillna(0.0).to_numpy() for term in TERMS}
    most = {term: float(np.abs(log).max(initial=0.0)) for term, log in logs.items()}
    drawn = [term for term in sorted(most, key=lambda term: -most[term]) if most[term] >= SMALL][:MOST]
    if not drawn:
        return empty_figure("his-reasons", title, "Nothing weighed more on him than on others.")
    when = _dates(days, start)
    names = {term: NAMES.get(term) or term_name(term, _pushes(logs[term])) for term in drawn}
    factors = {names[term]: np.exp(logs[term]) for term in drawn}
    phrases = [f"{name} {times(float(factor[-1]))}" for name, factor in factors.items()]
    about = f"Factors of his daily chance of leaving, above 1 push and below 1 hold; on day {int(days['day'].iloc[-1])}: {listed(phrases)}."
    colours = dict(zip(drawn, GROUPS, strict=False))
    series = [line(names[term], points(when, factors[names[term]]), colours[term], step="end") for term in drawn]
    option = chart(time_axis(), {"type": "log", "name": "times his daily chance"}, series)
    table = pd.DataFrame({"date": when, "day": days["day"], "hazard": days["hazard"]})
    kept = [term for term in TERMS if most[term] > 0]
    return Figure("his-reasons", title, about, option, table.assign(**{term: np.exp(logs[term]) for term in kept}), height=190)


def _pushes(log: np.ndarray) -> bool:
    """Whether a term, where it weighs most, pushes."""
    return bool(log[np.abs(log).argmax()] > 0)


def _dates(days: pd.DataFrame, start: date) -> list[str]:
    return [str(start + timedelta(days=int(day) - 1)) for day in days["day"]]
