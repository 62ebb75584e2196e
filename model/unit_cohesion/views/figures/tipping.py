"""Which groups and ranks tip which."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from unit_cohesion.insight.chains import DATED, Chains
from unit_cohesion.views.figures.base import WRAPPED, Figure, chart, empty_figure, number, percent, several


def who_tips_whom(forest: Chains, by: str, order: list[str], names: Mapping[str, str] | None = None) -> Figure:
    """A matrix: rows tip columns, by ``sect`` or ``band``; news and events are a row of their own."""
    title = {"sect": "Which groups tip which?", "band": "Which ranks tip which?"}[by]
    nodes, names = forest.nodes, dict(names or {})
    pairs = nodes[(nodes["parent"] >= 0) & nodes["leaves"]]
    if pairs.empty:
        return empty_figure(f"tips-{by}", title, "Nobody was tipped by anybody: each who left had reasons of his own, or nobody left.")
    tipper = nodes.iloc[pairs["parent"]]
    label = np.where(tipper["kind"].isin(DATED.values()), "news and events", tipper[by])
    table = pd.crosstab(
        pd.Series(label, name="tips"), pd.Series(pairs[by].to_numpy(), name="tipped"), pd.Series(pairs["persons"].to_numpy()), aggfunc="sum"
    ).fillna(0.0)
    rows = [g for g in [*order, "news and events"] if g in table.index]
    columns = [g for g in order if g in table.columns]
    table = table.loc[rows, columns]
    values = table.to_numpy()
    top, total = divmod(int(values.argmax()), len(columns)), float(values.sum())
    data = [
        {"value": [x, y, round(float(values[y, x]), 1)], "label": {"formatter": number(round(float(values[y, x])))}}
        for y in range(len(rows))
        for x in range(len(columns))
    ]
    labels = [names.get(str(g), str(g)) for g in (*rows, *columns)]
    who = labels[top[0]], labels[len(rows) + top[1]]
    most = percent(float(values.max()) / total)
    if values.size == 1:
        were = f"{several(total, 'person')} {'was' if total == 1 else 'were'} tipped, all in one way"
        return empty_figure(f"tips-{by}", title, f"{were}: {who[0]} tip {who[1]}.")
    about = f"Persons tipped, rows tip columns: {number(total)} in all, most often {who[0]} tip {who[1]} ({most})."
    turned, inside = len(columns) > 3, {"show": True, "fontSize": 10, "color": "#111"}
    at = {"interval": 0, "rotate": 35 if turned else 0, "hideOverlap": False, "fontSize": 11}
    room = 20 + min(80, 4 * max(map(len, labels[len(rows) :]))) if turned else 30  # for the turned words
    option = chart(
        {"type": "category", "data": labels[len(rows) :], "name": "tipped", "nameGap": room, "axisLabel": at},
        {
            "type": "category",
            "data": labels[: len(rows)],
            "inverse": True,
            "name": "who tips",
            "nameLocation": "start",
            "axisLabel": {"width": 76, **WRAPPED},
        },
        [{"type": "heatmap", "data": data, "label": inside, "itemStyle": {"borderColor": "#fff", "borderWidth": 1}}],
        trigger="item",
        visualMap={"min": 0, "max": max(1.0, float(values.max())), "show": False, "inRange": {"color": ["#F7F4FA", "#C2A5CF", "#9970AB"]}},
    )
    option["grid"]["bottom"] = 32
    return Figure(f"tips-{by}", title, about, option, table.reset_index(), None, max(240, 70 + 36 * len(rows) + room))
