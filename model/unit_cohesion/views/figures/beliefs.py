"""What people believe, beside what is so."""

from __future__ import annotations

import pandas as pd

from unit_cohesion.views.figures.base import (
    GONE,
    SERVING,
    Figure,
    chart,
    empty_figure,
    iso,
    line,
    number,
    percent,
    points,
    time_axis,
    trailing,
)


def odds(daily: pd.DataFrame) -> Figure:
    """The believed odds that the regime lasts, and how much of the country it holds."""
    when = iso(daily["date"])
    believed, held = 100 * daily["regime_odds"].to_numpy(), 100 * daily["regime_control"].to_numpy()
    low = int(believed.argmin())
    about = (
        f"The chance that people give the regime to last, from {percent(believed[0] / 100)} on the first "
        f"day to {percent(believed[-1] / 100)} on the last (lowest: {percent(believed[low] / 100)} on {when[low]}), "
        f"beside the share of the people whose places it holds ({percent(held[-1] / 100)} at the end)."
    )
    series = [
        line("believed chance that it lasts", points(when, believed, 2), "#7A5195"),
        line("people in places that it holds", points(when, held, 2), SERVING, lineStyle={"type": "dashed"}),
    ]
    option = chart(time_axis(), {"type": "value", "name": "per cent", "min": 0, "max": 100}, series)
    return Figure(
        "odds",
        "Do people believe that the regime will last?",
        about,
        option,
        pd.DataFrame({"date": when, "believed chance, %": believed, "held, %": held}),
    )


def pace(daily: pd.DataFrame) -> Figure:
    """Departures a day as believed by those who serve, beside the true ones."""
    when = iso(daily["date"])
    exact = (daily["defections"] + daily["desertions"] + daily["captures"]).to_numpy()
    true = trailing(exact)
    believed = daily["perceived_defections"].to_numpy()
    title, believed_total, so = "Do soldiers know how many leave?", round(float(believed.sum())), float(exact.sum())
    if not so and not believed_total:
        return empty_figure("pace", title, "Nobody leaves, and those who serve do not believe that anybody does.")
    ratio = believed_total / so if so else 0.0
    left = f"{number(so)} leave" if so else "nobody leaves"
    about = f"Departures a day: over the whole run {left}, and those who serve believe in {number(believed_total)}"
    about += f", {number(round(ratio))} times as many." if ratio >= 2 else f", {percent(ratio)} of them." if so else "."
    series = [
        line("true, mean of a week", points(when, true, 2), GONE),
        line("as believed by those who serve", points(when, believed, 2), "#7A5195"),
    ]
    option = chart(time_axis(), {"type": "value", "name": "persons a day", "min": 0}, series)
    table = pd.DataFrame({"date": when, "true": true, "believed": believed})
    return Figure("pace", title, about, option, table)
