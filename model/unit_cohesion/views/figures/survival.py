"""How long people stay, by group and rank with bands and numbers at risk; and how they stop serving."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from unit_cohesion.outcomes import ARREST, CAPTURE, DEATH, DEFECTION, DESERTION, DISCHARGE
from unit_cohesion.views.figures.base import (
    Figure,
    Option,
    chart,
    empty_figure,
    group_colours,
    line,
    listed,
    number,
    percent,
    points,
    time_axis,
)
from unit_cohesion.views.figures.durations import EXITS, incidence, kaplan_meier
from unit_cohesion.vocabulary import ARMY_BANDS

WORDS = {
    DEFECTION: "went over or abroad",
    DESERTION: "deserted into hiding",
    CAPTURE: "captured",
    ARREST: "caught and jailed",
    DEATH: "killed",
    DISCHARGE: "discharged",
}
COLOURS = {DEFECTION: "#D55E00", DESERTION: "#9970AB", CAPTURE: "#8C8C8C", ARREST: "#5E3C99", DEATH: "#4D4D4D", DISCHARGE: "#80B1D3"}


def stay_longest(
    all_spells: pd.DataFrame, start: date, days: int, by: str, names: Mapping[str, str] | None = None, only: str | None = None
) -> Figure:
    """Kaplan–Meier curves by ``sect`` or ``band``.

    Args:
        only: keep those of this rank band (by sect) or of this sect (by band).
    """
    other = "band" if by == "sect" else "sect"
    names = dict(names or {})
    some = all_spells if only is None else all_spells[all_spells[other] == only]
    among = "" if only is None else f" Among: {names.get(only, only)}."
    groups = (
        [band for band in ARMY_BANDS if (some[by] == band).any()]
        if by == "band"
        else sorted(some[by].unique(), key=lambda g: -some.loc[some[by] == g, "persons"].sum())
    )
    title = "Who stays longest?"
    if not groups:
        return empty_figure("survival", title, "Nobody of this kind ever served." + among)
    grid = np.unique(np.linspace(0, days, min(days + 1, 160)).astype(int))
    marks = np.unique(np.linspace(0, days, 5).astype(int))
    when, series = _dates(start, grid), list[Option]()
    risks, tables, ends = {}, [], {}
    colours = group_colours(groups, ARMY_BANDS if by == "band" else names)
    for place, group in enumerate(groups):
        curve, name, colour = kaplan_meier(some[some[by] == group], days), names.get(group, str(group)), colours[group]
        part = curve.iloc[grid]
        band = {
            "step": "end",
            "symbol": "none",
            "silent": True,
            "tooltip": {"show": False},
            "stack": f"band {place}",
            "lineStyle": {"opacity": 0},
        }
        series += [
            {"type": "line", "name": name, "color": colour, "data": points(when, 100 * part["low"].to_numpy(), 2), **band},
            {
                "type": "line",
                "name": name,
                "color": colour,
                "data": points(when, 100 * (part["high"] - part["low"]).to_numpy(), 2),
                **band,
                "areaStyle": {"color": colour, "opacity": 0.18},
            },
            line(name, points(when, 100 * part["stay"].to_numpy(), 2), colour, step="end"),
        ]
        risks[name] = [number(round(curve["at_risk"].iloc[min(day + 1, days)])) for day in marks[:-1]] + [
            number(_at_end(some[some[by] == group]))
        ]
        tables.append(curve.assign(group=name))
        ends[name] = curve["stay"].iloc[-1]
    worst, best = min(ends, key=ends.__getitem__), max(ends, key=ends.__getitem__)
    about = "The share of each group that has not left by its own will, by day, with 95 % bands: "
    if ends[worst] == 1:
        about += "nobody left, so all lines lie on each other at 100 %."
    elif ends[best] == ends[worst]:
        about += f"{percent(ends[best])} of {'each' if len(ends) > 1 else best} at the end."
    else:
        about += f"at the end most among {best} ({percent(ends[best])}), fewest among {worst} ({percent(ends[worst])})."
    about += f"{among} Who is killed, discharged or jailed counts as long as he serves (Kaplan–Meier)."
    about += " The table counts persons."
    option = chart(time_axis(), {"type": "value", "name": "per cent who have not left", "min": 0, "max": 100}, series)
    heads = [f"{start + timedelta(days=int(day) - 1):%-d %b %Y}" for day in marks]
    notes = pd.DataFrame(risks, index=heads).T.reset_index(names="still serving on")
    return Figure("survival", title, about, option, pd.concat(tables, ignore_index=True), notes, 340)


def _dates(start: date, days: np.ndarray) -> list[str]:
    """The ends of some days, as ISO dates; day 0 is the eve."""
    return [str(start + timedelta(days=int(day) - 1)) for day in days]


def _at_end(spells: pd.DataFrame) -> int:
    return round(spells.loc[spells["how"] == "", "persons"].sum())


def ways_out(all_spells: pd.DataFrame, start: date, days: int, words: str = "") -> Figure:
    """Competing exits: by each day, which share had gone which way."""
    title = "How do they stop serving?"
    if all_spells.empty:
        return empty_figure("ways-out", title, "Nobody of this kind ever served.")
    table = incidence(all_spells, days)
    ever: Sequence[str] = [how for how in EXITS if table[how].iloc[-1] > 0]
    if not ever:
        return empty_figure("ways-out", title, "Nobody stopped serving in this run.")
    grid = np.unique(np.linspace(0, days, min(days + 1, 160)).astype(int))
    series = [
        line(
            WORDS[how],
            points(_dates(start, grid), 100 * table[how].to_numpy()[grid], 2),
            COLOURS[how],
            stack="all",
            areaStyle={"color": COLOURS[how], "opacity": 0.8},
            lineStyle={"width": 0.5},
        )
        for how in ever
    ]
    phrases = [f"{percent(table[how].iloc[-1])} {WORDS[how]}" for how in sorted(ever, key=lambda how: -table[how].iloc[-1])]
    about = (
        f"The share that has stopped serving by each day, by the first way out{words}; at the end {listed(phrases)} (cumulative incidence)."
    )
    option = chart(time_axis(), {"type": "value", "name": "per cent of those who served", "min": 0}, series)
    return Figure("ways-out", title, about, option, table.rename(columns=WORDS), height=320)
