"""Parties, those who leave one unit on one day: how large they are, and which took along all who were left."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from unit_cohesion.outcomes import LEAVING, SMALL_PARTY
from unit_cohesion.views.figures.base import GONE, Figure, chart, empty_figure, line, number, percent, points, time_axis
from unit_cohesion.views.names import unit_name


def parties(events: pd.DataFrame) -> pd.DataFrame:
    """One row a party: ``day, date, unit, men`` (agents: units are whole at any scale)."""
    left = events.loc[events["event"].isin(LEAVING), ["day", "date", "unit"]]
    return left.groupby(["day", "date", "unit"], observed=True).size().rename("men").reset_index()


def at_least(sizes: np.ndarray) -> pd.DataFrame:
    """How many parties are at least so large: ``men, parties``."""
    counts = np.bincount(sizes) if len(sizes) else np.zeros(1, int)
    tail = counts[::-1].cumsum()[::-1]
    found = np.flatnonzero(counts)
    return pd.DataFrame({"men": found, "parties": tail[found]})


def expected_by_chance(sizes: np.ndarray, days: np.ndarray, strengths: np.ndarray) -> pd.DataFrame:
    """Return how many parties to expect of each size if the day's leavers were spread over the units by their strength alone.

    Args:
        strengths: (days + 1, units), men serving at the end of each day from day zero.
    """
    left = np.bincount(days, sizes, minlength=len(strengths))[1:]
    serving = strengths[:-1].sum(axis=1)
    mean = (left / np.maximum(serving, 1))[:, None] * strengths[:-1]
    weight, edges = np.histogram(np.log(mean[mean > 0]), 300)
    rate = np.exp((edges[1:] + edges[:-1]) / 2)
    chance, term, rows, size = -np.expm1(-rate), np.exp(-rate), [], 1
    while len(rate) and size <= max(sizes.max(initial=1), 2) and (expected := float((weight * chance).sum())) >= 0.2:
        rows.append((size, expected))
        term = term * rate / size
        chance, size = np.maximum(chance - term, 0.0), size + 1
    return pd.DataFrame(rows, columns=["men", "parties"])


def party_sizes(events: pd.DataFrame, strengths: np.ndarray) -> Figure:
    """How large the parties are, on log–log axes, with their tail and what chance alone would give."""
    title, found = "Do they leave one by one, or together?", parties(events)
    if found.empty:
        return empty_figure("parties", title, "Nobody left, so there are no parties.")
    sizes = found["men"].to_numpy()
    if sizes.max() == 1:
        return empty_figure("parties", title, f"One by one: {_all_alone(len(sizes))}, so there are no parties to compare.")
    ours, chance = at_least(sizes), expected_by_chance(sizes, found["day"].to_numpy(), strengths)
    alone, small = sizes[sizes == 1].sum() / sizes.sum(), sizes[sizes < SMALL_PARTY].sum() / sizes.sum()
    about = (
        f"Parties (who leaves one unit on one day) by size, both axes in powers of ten: {percent(alone)} of leavers go alone, "
        f"{percent(small)} in parties of fewer than {SMALL_PARTY}; the largest party is {number(int(sizes.max()))}. Points above the "
        "dashed line are more company than chance gives."
    )
    series = [
        {"type": "scatter", "name": "parties of at least so many", "symbolSize": 8, "color": GONE, "data": ours.to_numpy().tolist()},
        line("by chance alone", points(chance["men"].tolist(), chance["parties"].to_numpy(), 2), "#8C8C8C", lineStyle={"type": "dashed"}),
    ]
    x = {"type": "log", "name": "men in the party, at least", "min": 1}
    option = chart(x, {"type": "log", "name": "parties", "min": 0.1}, series, trigger="item")
    table = ours.merge(chance.rename(columns={"parties": "by chance"}), how="outer", on="men")
    return Figure("parties", title, about, option, table)


def _all_alone(leavers: int) -> str:
    return "the only one who left went alone" if leavers == 1 else f"no two of the {number(leavers)} who left went from one unit on one day"


def whole_units(events: pd.DataFrame, unit_ids: list[str], strengths: np.ndarray, formations: Mapping[str, str], most: int = 400) -> Figure:
    """What share of its unit each party took along; 100 % is a whole unit."""
    title, found = "Do whole units leave?", parties(events)
    found = found[found["men"] >= 2]
    if found.empty:
        return empty_figure("whole-units", title, "No two men left one unit on one day, so no unit left whole.")
    row = found["unit"].cat.set_categories(unit_ids).cat.codes.to_numpy()
    before = strengths[found["day"].to_numpy() - 1, row]
    found = found.assign(
        unit=found["unit"].astype(str), before=before, share=np.minimum(1.0, found["men"].to_numpy() / np.maximum(before, 1))
    )
    shown = found.sort_values(["share", "men"], ascending=False).head(most)
    data = [
        {
            "value": [str(date)[:10], round(100 * share, 1)],
            "symbolSize": round(4 + 2.2 * float(men) ** 0.5, 1),
            "unit": unit,
            "name": f"{unit_name(unit, formations)}: {men} of {before}",
        }
        for date, unit, men, before, share in shown[["date", "unit", "men", "before", "share"]].itertuples(index=False)
    ]
    whole = found[found["share"] >= 1]
    top = shown.iloc[0]
    about = (
        f"{number(len(whole))} units left whole. " if len(whole) > 1 else "One unit left whole. " if len(whole) else "No unit left whole. "
    )
    about += "Each dot is a party of two or more: higher is a larger share of its unit, larger is more men. "
    about += f"The largest share: {percent(top['share'])}, "
    about += f"{top['men']} of {top['before']} of {unit_name(top['unit'], formations)} on {str(top['date'])[:10]}."
    line_at = {
        "silent": True,
        "symbol": "none",
        "data": [{"yAxis": 100}],
        "lineStyle": {"color": GONE},
        "label": {"formatter": "whole unit", "position": "insideEndTop"},
    }
    series = [{"type": "scatter", "data": data, "color": GONE, "clip": False, "itemStyle": {"opacity": 0.55}, "markLine": line_at}]
    y = {"type": "value", "name": "per cent of the unit", "min": 0, "max": 100}
    option = chart(time_axis(), y, series, trigger="item")
    option["tooltip"]["formatter"] = "{b}"
    return Figure("whole-units", title, about, option, found.reset_index(drop=True))
