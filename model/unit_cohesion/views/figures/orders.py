"""Orders to shoot at crowds: what units do that are given one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from unit_cohesion.views.figures.base import GROUPS, Figure, chart, iso, line, number, percent, points, time_axis

ANSWERS = {"obey": "units_obeying", "refuse, and stay": "units_refusing", "leave over it": "units_fleeing"}


def answers(daily: pd.DataFrame) -> Figure:
    """Draw by day how many units under an order to shoot obey, refuse and leave."""
    title, when = "Do units shoot at crowds?", iso(daily["date"])
    counts = {name: daily[column].to_numpy() for name, column in ANSWERS.items()}
    asked = float(daily["under_orders"].sum())
    shares = [f"{percent(float(values.sum()) / asked)} {name}" for name, values in counts.items()] if asked else []
    about = "Units under an order to shoot amid a crowd, day by day, one above the other"
    shot = number(float(daily["shot_today"].sum()))
    driven = number(float(daily["units_driven_off"].sum()))
    about += (
        f": {', '.join(shares)}, of all days of units; {shot} persons are shot, {driven} units are driven off." if shares else ": none."
    )
    series = [
        line(
            name,
            points(when, np.asarray(values), 1),
            GROUPS[place],
            stack="all",
            step="end",
            areaStyle={"color": GROUPS[place], "opacity": 0.75},
        )
        for place, (name, values) in enumerate(counts.items())
    ]
    option = chart(time_axis(), {"type": "value", "name": "units", "min": 0}, series)
    return Figure("orders", title, about, option, pd.DataFrame({"date": when, **counts, "shot": daily["shot_today"].to_numpy()}))
