"""Chains as figures: how large they are, one of them as a tree, and which groups and ranks tip which."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from model.views.figures.base import GONE, GROUPS, Figure, chart, nothing, number, percent
from model.views.figures.chains import Chains

MOST_SHOWN = 90


def chain_sizes(forest: Chains) -> Figure:
    """How many leave in a chain, on log–log axes."""
    title, nodes = "How far does one departure carry?", forest.nodes
    roots = nodes[(nodes["parent"] < 0) & (nodes["size"] >= 1)]
    if roots.empty:
        return nothing("chains", title, "Nobody left, so nobody tipped anybody.")
    sizes = roots["size"].to_numpy()
    counts = np.bincount(sizes)
    found = np.flatnonzero(counts)
    table = pd.DataFrame({"leavers": found, "chains": counts[::-1].cumsum()[::-1][found]})
    alone = sizes[sizes == 1].sum() / sizes.sum()
    about = (
        f"Chains by how many leave in them, both axes in powers of ten: {percent(alone)} of leavers were tipped by nobody and tipped "
        f"nobody; the largest chain has {number(int(sizes.max()))}, in {number(int(nodes['depth'].max()))} steps. Somebody tips another if "
        "the pressure that he added rose most in the fortnight before."
    )
    series = [{"type": "scatter", "symbolSize": 8, "color": GONE, "data": table.to_numpy().tolist()}]
    x = {"type": "log", "name": "leavers in the chain, at least", "min": 1}
    option = chart(x, {"type": "log", "name": "chains", "min": 1}, series, trigger="item")
    return Figure("chains", title, about, option, table)


def tree(forest: Chains, root: int, names: Mapping[str, str] | None = None) -> Figure:
    """One chain as a tree: each tips those to his right."""
    nodes, names = forest.nodes, dict(names or {})
    rows = np.flatnonzero((nodes["root"] == nodes["root"].iloc[root]).to_numpy())
    below: dict[int, list[int]] = {}
    for row in rows:
        below.setdefault(int(nodes["parent"].iloc[row]), []).append(int(row))
    sects = list(dict.fromkeys(nodes["sect"]))
    shown = 0

    def branch(row: int) -> dict[str, object]:
        nonlocal shown
        shown += 1
        node = nodes.iloc[row]
        words = names.get(node["id"], node["id"])
        if node["kind"] != "news":
            words = f"{node['rank']}, {names.get(node['sect'], node['sect'])}, day {node['day']}"
        colour = "#7B3294" if node["kind"] == "news" else GROUPS[sects.index(node["sect"]) % len(GROUPS)]
        children = sorted(below.get(row, []), key=lambda child: -int(nodes["size"].iloc[child]))
        kept = [branch(child) for child in children if shown < MOST_SHOWN]
        if len(kept) < len(children):
            kept.append({"name": f"and {len(children) - len(kept)} more", "value": "", "itemStyle": {"color": "#999999"}})
        big = round(6 + 2.0 * float(node["size"]) ** 0.5, 1)
        made = {"name": words, "value": node["id"], "children": kept, "itemStyle": {"color": colour}, "symbolSize": min(26, big)}
        inner = {"label": {"formatter": "" if row == rows[0] else f"day {node['day']}"}} if kept else {}
        return made | inner  # those who tipped somebody are told in full on pointing at them

    top = int(rows[0])
    data = branch(top)
    wide = max(1, len([row for row in rows if row not in below]))
    inside = nodes.iloc[rows]
    first, last = (f"day {n}" for n in (inside.loc[inside["day"] > 0, "day"].min(), inside["day"].max()))
    begins = f"It begins with: {data['name']}. " if isinstance(data["name"], str) else ""
    steps = int(inside["depth"].max())
    about = (
        f"{begins}Each tips those to his right, {number(int(nodes['size'].iloc[top]))} leavers in {number(steps)} steps, {first} "
        f"to {last}. Click one to see who he is."
    )
    option = {
        "animation": False, "aria": {"enabled": True}, "tooltip": {"trigger": "item", "confine": True},
        "series": [{
            "type": "tree", "data": [data], "left": 20, "right": 190, "top": 28, "bottom": 12, "symbol": "circle", "roam": True,
            "expandAndCollapse": False, "initialTreeDepth": -1,
            "label": {"position": "top", "fontSize": 10, "overflow": "truncate", "width": 150},
            "leaves": {"label": {"position": "right", "fontSize": 11, "width": 170}},
            "lineStyle": {"color": "#9aa0a6", "width": 1.2, "curveness": 0.5},
        }],
    }  # fmt: skip
    height = int(min(1400, max(220, 17 * min(wide, MOST_SHOWN) + 90)))
    table = inside.drop(columns=["root"]).assign(parent=[nodes["id"].iloc[p] if p >= 0 else "" for p in inside["parent"]])
    return Figure("chain", "Who tipped whom in this chain?", about, option, table, None, height, max(620, 260 + 55 * steps))


def who_tips_whom(forest: Chains, by: str, order: list[str], names: Mapping[str, str] | None = None) -> Figure:
    """A matrix: rows tip columns, by ``sect`` or ``band``; news and events are a row of their own."""
    title = {"sect": "Which groups tip which?", "band": "Which ranks tip which?"}[by]
    nodes, names = forest.nodes, dict(names or {})
    pairs = nodes[(nodes["parent"] >= 0) & nodes["leaves"]]
    if pairs.empty:
        return nothing(f"tips-{by}", title, "Nobody was tipped by anybody: each who left had reasons of his own, or nobody left.")
    tipper = nodes.iloc[pairs["parent"]]
    label = np.where(tipper["kind"] == "news", "news and events", tipper[by])
    table = pd.crosstab(
        pd.Series(label, name="tips"), pd.Series(pairs[by].to_numpy(), name="tipped"), pd.Series(pairs["persons"].to_numpy()), aggfunc="sum"
    ).fillna(0.0)
    rows = [g for g in [*order, "news and events"] if g in table.index]
    columns = [g for g in order if g in table.columns]
    table = table.loc[rows, columns]
    values = table.to_numpy()
    top, total = divmod(int(values.argmax()), len(columns)), float(values.sum())
    data = [[x, y, round(float(values[y, x]), 1)] for y in range(len(rows)) for x in range(len(columns))]
    said = [names.get(str(g), str(g)) for g in (*rows, *columns)]
    who = said[top[0]], said[len(rows) + top[1]]
    most = percent(float(values.max()) / total)
    about = f"Persons tipped, rows tip columns: {number(total)} in all, most often {who[0]} tip {who[1]} ({most})."
    turned, inside = len(columns) > 4, {"show": True, "fontSize": 11, "color": "#111"}
    at = {"interval": 0, "rotate": 25 if turned else 0, "hideOverlap": False}
    option = chart(
        {"type": "category", "data": said[len(rows) :], "name": "tipped", "nameGap": 50 if turned else 30, "axisLabel": at},
        {"type": "category", "data": said[: len(rows)], "inverse": True, "name": "who tips", "nameLocation": "start"},
        [{"type": "heatmap", "data": data, "label": inside, "itemStyle": {"borderColor": "#fff", "borderWidth": 1}}],
        trigger="item",
        visualMap={"min": 0, "max": max(1.0, float(values.max())), "show": False, "inRange": {"color": ["#F7F4FA", "#C2A5CF", "#9970AB"]}},
    )
    option["grid"]["bottom"] = 62 if turned else 50
    return Figure(f"tips-{by}", title, about, option, table.reset_index(), None, max(240, 60 + 38 * len(rows) + 60))
