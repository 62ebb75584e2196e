"""Chains as figures: how large they are, and one of them as a tree."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from unit_cohesion.insight.chains import Chains
from unit_cohesion.views.figures.base import GONE, Figure, Option, chart, empty_figure, group_colours, number, percent, several

MOST_SHOWN = 90
MOST_ROOM, LETTER, TOLD_ABOVE = 260, 6.2, 26
"""Pixels for the words of a leaf, at most; about how wide a letter of theirs is; how far above him he who began it is told."""


def chain_sizes(forest: Chains) -> Figure:
    """How many leave in a chain, on log–log axes."""
    title, nodes = "How far does one departure carry?", forest.nodes
    roots = nodes[(nodes["parent"] < 0) & (nodes["size"] >= 1)]
    if roots.empty:
        return empty_figure("chains", title, "Nobody left, so nobody tipped anybody.")
    sizes, single = roots["men"].to_numpy().round().astype(int), roots["size"].to_numpy() == 1
    counts = np.bincount(sizes)
    found = np.flatnonzero(counts)
    table = pd.DataFrame({"leavers": found, "chains": counts[::-1].cumsum()[::-1][found]})
    alone, largest, top = sizes[single].sum() / sizes.sum(), int(sizes.max()), forest.largest(1)
    steps = int(nodes.loc[nodes["root"] == top[0], "depth"].max()) if top else 0  # of the largest chain itself
    if len(found) == 1:
        chain = f"{several(len(sizes), 'chain')}, of {several(largest, 'leaver')} {'each ' if len(sizes) > 1 else ''}in "
        one = f"There {'is' if len(sizes) == 1 else 'are'} {chain}{several(steps, 'step')}: too few to compare."
        return empty_figure("chains", title, one if largest > 1 else "Nowhere: no two leavers belong to one chain.")
    about = (
        f"Chains by how many leave in them, both axes in powers of ten: {percent(alone)} of leavers were tipped by nobody and tipped "
        f"nobody; the largest chain has {number(largest)}, in {several(steps, 'step')}. Somebody tips another if "
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
    top, inside = int(rows[0]), nodes.iloc[rows]
    steps, drawn = int(inside["depth"].max()), _Drawing(forest, rows, names)
    drawn.branch(top, 0)
    first, last = (f"day {n}" for n in (inside.loc[inside["day"] > 0, "day"].min(), inside["day"].max()))
    about = (
        f"It begins with: {drawn.words(top)}. Each tips those to his right, {several(round(nodes['men'].iloc[top]), 'leaver')} in "
        f"{several(steps, 'step')}, {first} to {last}. Click one to see who he is."
    )
    hidden: Option = {"type": "value", "show": False, "min": 0}
    option = {
        "animation": False,
        "aria": {"enabled": True},
        "tooltip": {"trigger": "item", "confine": True, "formatter": "{b}"},
        "grid": {"left": 20, "right": drawn.room + 14, "top": 26 + TOLD_ABOVE, "bottom": 14},
        "xAxis": hidden | {"name": "steps", "max": max(steps, 1)},
        "yAxis": hidden | {"name": "order", "max": max(drawn.leaves - 1, 1), "inverse": True},
        "series": [
            {
                "type": "lines",
                "coordinateSystem": "cartesian2d",
                "polyline": True,
                "silent": True,
                "data": drawn.lines,
                "lineStyle": {"color": "#9aa0a6", "width": 1.2, "opacity": 0.8},
            },
            {
                "type": "scatter",
                "data": drawn.dots,
                "clip": False,
                "label": {"show": True, "position": "right", "fontSize": 11},
                "labelLayout": {"hideOverlap": True},
            },
        ],
    }
    height = int(max(150, 16 * drawn.leaves + 60 + TOLD_ABOVE))
    table = inside.drop(columns=["root"]).assign(parent=[nodes["id"].iloc[p] if p >= 0 else "" for p in inside["parent"]])
    return Figure("chain", "Who tipped whom in this chain?", about, option, table, None, height, drawn.room + 80 + 26 * max(steps, 2))


class _Drawing:
    """A tree on a plane: steps to the right, a row of its own for each who tipped nobody, so that no words meet."""

    def __init__(self, forest: Chains, rows: np.ndarray, names: Mapping[str, str]) -> None:
        self.forest, self.nodes, self.names = forest, (nodes := forest.nodes), names
        self.colours, self.steps = group_colours(dict.fromkeys(nodes["sect"]), names), int(nodes["depth"].iloc[rows].max())
        self.below: dict[int, list[int]] = {}
        for row in rows:
            self.below.setdefault(int(nodes["parent"].iloc[row]), []).append(int(row))
        self.dots, self.lines, self.leaves = list[Option](), list[Option](), 0

    @property
    def room(self) -> int:
        """Pixels for the words to the right of the last step."""
        last = [len(dot["name"]) for dot in self.dots if dot["value"][0] == self.steps]
        return min(MOST_ROOM, 12 + round(LETTER * max(last, default=0)))

    def words(self, row: int) -> str:
        node = self.nodes.iloc[row]
        if self.forest.dated(row):
            return self.names.get(node["id"], node["id"])
        return f"{node['rank']}, {self.names.get(node['sect'], node['sect'])}, day {node['day']}"

    def branch(self, row: int, depth: int) -> float:
        """Draw one and all below him; returns his height."""
        node, children = self.nodes.iloc[row], self.below.get(row, [])
        children = sorted(children, key=lambda child: -int(self.nodes["size"].iloc[child]))
        place, ends = len(self.dots), list[float]()
        self.dots.append({})
        for child in children:
            if len(self.dots) >= MOST_SHOWN:
                break
            ends.append(self.branch(child, depth + 1))
        if len(ends) < len(children):
            ends.append(self._leaf())
            more = f"and {number(len(children) - len(ends) + 1)} more"
            self.dots.append(
                {
                    "name": more,
                    "value": [depth + 1, ends[-1]],
                    "id": "",
                    "symbolSize": 6,
                    "itemStyle": {"color": "#999999"},
                    "label": {"formatter": "{b}"},
                }
            )
        at = (ends[0] + ends[-1]) / 2 if ends else self._leaf()
        at = at if depth else 0.0  # he who began it stands in the first row: nothing stands where he is told, above all others
        self.lines += [{"coords": [[depth, at], [depth + 0.4, at], [depth + 0.4, end], [depth + 1, end]]} for end in ends]
        colour = "#7B3294" if self.forest.dated(row) else self.colours[node["sect"]]
        label: Option = {"formatter": "{b}"} | ({"width": MOST_ROOM, "overflow": "truncate"} if depth == self.steps else {})
        if ends:  # those who tipped somebody are told in full on pointing at them
            label = {"formatter": f"day {node['day']}" if ends[-1] > ends[0] else "", "position": "top", "fontSize": 10}
        if not depth:
            label = {"formatter": "{b}", "position": [0, -TOLD_ABOVE]}
        self.dots[place] = {
            "name": self.words(row),
            "value": [depth, at],
            "id": node["id"],
            "itemStyle": {"color": colour, "opacity": 1},
            "label": label,
            "symbolSize": min(26, round(6 + 2.0 * float(node["size"]) ** 0.5, 1)),
        }
        return at

    def _leaf(self) -> float:
        self.leaves += 1
        return float(self.leaves - 1)
