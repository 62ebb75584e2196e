"""How many leave, who they are, and where they are then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from unit_cohesion.views.figures.base import (
    GONE,
    PLACES,
    Figure,
    Option,
    chart,
    empty_figure,
    group_colours,
    iso,
    leavers,
    line,
    listed,
    number,
    percent,
    points,
    several,
    time_axis,
    trailing,
    whole_weeks,
)
from unit_cohesion.views.names import AWAY
from unit_cohesion.vocabulary import ARMY_BANDS


def by_status(groups: pd.DataFrame, bands: Sequence[str] = ARMY_BANDS) -> pd.DataFrame:
    """Persons of some rank bands by day (rows) and status (columns), from the table ``groups``."""
    band, status = pd.Categorical(groups["band"]), pd.Categorical(groups["status"])
    days, row = np.unique(groups["day"], return_inverse=True)
    some = band.categories.isin(list(bands))[band.codes]
    cells, width = row[some] * len(status.categories) + status.codes[some], len(status.categories)
    counts = np.bincount(cells, groups["persons"].to_numpy()[some], minlength=len(days) * width).reshape(len(days), width)
    ever = np.unique(status.codes[some])
    return pd.DataFrame(counts[:, ever], pd.Index(days, name="day"), list(status.categories[ever]))


def departures(daily: pd.DataFrame, bands: Sequence[Mapping[str, object]] = ()) -> Figure:
    """Departures a day.

    Args:
        bands: what the texts count, each with ``start, end`` (dates), ``low, high`` (defections a day) and ``words``.
    """
    title, when = "How many leave each day?", iso(daily["date"])
    gone = {"defected": daily["defections"], "deserted": daily["desertions"], "captured": daily["captures"]}
    table = pd.DataFrame({"date": when, **{name: values.to_numpy() for name, values in gone.items()}})
    over = trailing(daily["defections"].to_numpy())
    series: list[Option] = [
        line("went over or abroad", points(when, over, 1), GONE, lineStyle={"width": 2.5}),
        line("deserted, home into hiding", points(when, trailing(daily["desertions"].to_numpy()), 1), "#9970AB"),
        line("captured", points(when, trailing(daily["captures"].to_numpy()), 1), "#8C8C8C", lineStyle={"type": "dashed"}),
    ]
    whole: Option = {"type": "value", "name": "persons a day", "min": 0, "minInterval": 1}
    inside = [band for band in bands if str(band["start"]) <= when[-1] and str(band["end"]) >= when[0]]
    if inside:
        area = [
            [{"xAxis": str(b["start"]), "yAxis": b["low"], "name": b["words"]}, {"xAxis": str(b["end"]), "yAxis": b["high"]}]
            for b in inside
        ]
        look = {"color": "rgba(0,158,115,0.22)", "borderColor": "#009E73", "borderWidth": 1}
        whole |= {"max": _above(max(float(b["high"]) for b in inside), series)}  # type: ignore[arg-type]
        series[0]["markArea"] = {"silent": True, "z": 4, "itemStyle": look, "data": area, "label": {"position": "top"}}
    most = int(np.nanargmax(over)) if len(over) else 0
    total = sum(float(values.sum()) for values in gone.values())
    if not total:
        nobody = f"Nobody leaves in {several(len(daily), 'day')}: nobody goes over, deserts or is captured."
        return empty_figure("departures", title, nobody)
    about = f"Persons a day, mean of a week: {number(total)} leave in {several(len(daily), 'day')}"
    about += f"; defections are at most {number(over[most])} a day, in the week to {when[most]}." if over[most] > 0 else "; nobody defects."
    if inside:
        about += " The green box is what the texts count: " + listed([str(b["words"]) for b in inside]) + "."
    option = chart(time_axis(), whole, series)
    return Figure("departures", title, about, option, table)


def _above(high: float, series: Sequence[Option]) -> float:
    """A round number above a box and all lines, with room for the words that stand on the box."""
    most = max([1.15 * high, *(value for one in series for _, value in one["data"] if value is not None)])
    power = 10.0 ** np.floor(np.log10(most))
    return float(next(power * step for step in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if power * step >= most))


def departures_by(events: pd.DataFrame, by: str, start: date, days: int, names: Mapping[str, str] | None = None) -> Figure:
    """Departures a week, by group (``sect``) or rank (``band``)."""
    title = {"sect": "Which groups do they come from?", "band": "Which ranks do they hold?"}[by]
    left = leavers(events, "day", "persons", by)
    if left.empty:
        return empty_figure(f"departures-by-{by}", title, "Nobody left, so there is nothing to divide. Try a run with more pressure.")
    weeks, whole = -(-days // 7), whole_weeks(days)
    order = (
        [band for band in ARMY_BANDS if (left[by] == band).any()]
        if by == "band"
        else list(left.groupby(by, observed=True)["persons"].sum().sort_values(ascending=False).index)
    )
    when = [str(start + timedelta(days=7 * week)) for week in range(weeks)]
    week = (left["day"].to_numpy() - 1) // 7
    table, series = pd.DataFrame({"week from": when}), []
    colours = group_colours(order, ARMY_BANDS if by == "band" else names or ())
    for group in order:
        some = (left[by] == group).to_numpy()
        values = np.bincount(week[some], left["persons"].to_numpy()[some], minlength=weeks)
        name = (names or {}).get(group, str(group))
        table[name] = values
        colour = colours[group]
        look: Option = {"stack": "all", "areaStyle": {"color": colour, "opacity": 0.75}, "lineStyle": {"width": 0.5}}
        series.append(line(name, points(when[:whole], values[:whole], 1), colour, **look))
    total = left.groupby(by, observed=True)["persons"].sum()
    shares = [f"{percent(total[group] / total.sum())} {(names or {}).get(group, group)}" for group in order[:4]]
    about = f"Persons who leave each week, one above the other; of all {number(total.sum())}: {listed(shares)}."
    option = chart(time_axis(start, days), {"type": "value", "name": "persons a week", "min": 0, "minInterval": 1}, series)
    return Figure(f"departures-by-{by}", title, about, option, table)


def whereabouts(daily: pd.DataFrame, groups: pd.DataFrame) -> Figure:
    """Where those are who left, day by day; civilians who took up arms never served, and are not counted."""
    title, when = "Where are they now?", iso(daily["date"])
    counts = by_status(groups)
    ever = [status for status in AWAY if status in counts and counts[status].max() > 0]
    if not ever:
        return empty_figure("whereabouts", title, "Nobody left or was caught, so nobody is elsewhere.")
    table = pd.DataFrame({"date": when} | {AWAY[status]: counts[status].to_numpy() for status in ever})
    step = max(1, len(when) // 400)
    series = [
        line(
            AWAY[status],
            points(when[::step], counts[status].to_numpy()[::step], 1),
            PLACES[status],
            stack="all",
            z=place,
            areaStyle={"color": PLACES[status], "opacity": 0.8},
            lineStyle={"width": 0.5},
        )
        for place, status in enumerate(ever)
    ]
    last = counts.iloc[-1]
    largest = sorted(ever, key=lambda status: -last[status])[:3]
    phrases = [f"{number(last[status])} {AWAY[status]}" for status in largest if last[status] > 0]
    about = f"Persons by where they are, one above the other. On the last day: {listed(phrases) or 'nobody'}."
    option = chart(time_axis(), {"type": "value", "name": "persons", "min": 0, "minInterval": 1}, series)
    return Figure("whereabouts", title, about, option, table)
