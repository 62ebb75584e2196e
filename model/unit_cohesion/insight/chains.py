"""Who tips whom: the chains from a first leaver, a piece of news or an event, to all who followed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from unit_cohesion.outcomes import LEAVING
from unit_cohesion.vocabulary import SERVING, STATUSES

_SERVING = STATUSES[SERVING]
_TOLD = ["person", "day", "event", "sect", "rank", "band", "persons", "trigger"]
DATED = {"news.": "news", "events.": "event"}
"""What a dated thing is, by how its name as a trigger begins."""


@dataclass(frozen=True)
class Chains:
    """The forest of triggers.

    Attributes:
        nodes: one row for each departure, and for whoever or whatever else tipped somebody: ``id, day``, ``kind`` (how
            he went; "news" or "event"), ``sect, rank, band, persons, leaves`` (left by his own will), ``parent`` (row, -1 for a root),
            ``root``, ``size`` and ``men`` (leavers in its tree, itself included: agents, and the persons whom they stand for), ``depth``.
    """

    nodes: pd.DataFrame

    def children(self, row: int) -> np.ndarray:
        """Rows of those whom this one tipped, in the order in which they left."""
        return np.flatnonzero(self.nodes["parent"].to_numpy() == row)

    def dated(self, row: int) -> bool:
        """Whether it is news or an event, and nobody."""
        return bool(self.nodes["kind"].iloc[row] in DATED.values())

    def row_of(self, id: str) -> int:
        """The row of a person, news or event; -1 if it is not in the forest."""
        found = np.flatnonzero((self.nodes["id"] == id).to_numpy())
        return int(found[0]) if len(found) else -1

    def above(self, row: int) -> list[int]:
        """What tipped this one, what tipped that, and so on up to the root."""
        parent, chain = self.nodes["parent"].to_numpy(), []
        while parent[row] >= 0:
            row = int(parent[row])
            chain.append(row)
        return chain

    def largest(self, most: int = 10) -> list[int]:
        """Roots of the largest trees of two agents or more, those of most persons first: agents of small units stand for fewer."""
        roots = self.nodes[(self.nodes["parent"] < 0) & (self.nodes["size"] >= 2)]
        order = roots.sort_values(["men", "day", "id"], ascending=[False, True, True], kind="stable")
        return [int(row) for row in order.index[:most]]


def chains(events: pd.DataFrame) -> Chains:
    """The forest of all departures by their triggers; an edge always leads from earlier to later, so there are no circles."""
    out = events[_TOLD][(events["from_status"] == _SERVING).to_numpy()].drop_duplicates("person")
    trigger = out["trigger"].astype(str)
    leaves = out["event"].isin(LEAVING)
    causes = pd.Index(trigger[leaves & (trigger != "")].unique())
    known = out[leaves | out["person"].isin(causes)]
    nodes = pd.DataFrame(
        {
            "id": known["person"].astype(str),
            "day": known["day"],
            "kind": known["event"].astype(str),
            "sect": known["sect"].astype(str),
            "rank": known["rank"].astype(str),
            "band": known["band"].astype(str),
            "persons": known["persons"],
            "leaves": leaves[known.index],
            "trigger": trigger[known.index].where(leaves[known.index], ""),
        }
    ).reset_index(drop=True)
    blank = {"day": 0, "sect": "", "rank": "", "band": "", "persons": 0.0, "leaves": False, "trigger": ""}
    dated = [{"id": id, "kind": kind, **blank} for id in causes for begins, kind in DATED.items() if id.startswith(begins)]
    nodes = pd.concat([pd.DataFrame(dated, columns=nodes.columns).astype(nodes.dtypes), nodes], ignore_index=True)
    parent = pd.Index(nodes["id"]).get_indexer(nodes["trigger"])
    rows = np.arange(len(nodes))
    parent = np.where((parent < rows) & (nodes["trigger"] != ""), parent, -1)  # rows are in the order in which things happened
    size, depth, root = nodes["leaves"].to_numpy().astype(int), np.zeros(len(nodes), int), rows.copy()
    men = np.where(nodes["leaves"], nodes["persons"], 0.0)
    for row in rows[::-1]:
        if parent[row] >= 0:
            size[parent[row]] += size[row]
            men[parent[row]] += men[row]
    for row in rows:
        if parent[row] >= 0:
            depth[row], root[row] = depth[parent[row]] + 1, root[parent[row]]
    return Chains(nodes.assign(parent=parent, root=root, size=size, men=men, depth=depth))
