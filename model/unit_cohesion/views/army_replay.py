"""The run as the replay takes it: one gzip of a JSON head and arrays, read in the browser by ``static/replay-data.js``."""

from __future__ import annotations

import gzip
import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from unit_cohesion.outcomes import LEAVING
from unit_cohesion.runs.presence import strengths
from unit_cohesion.views.figures.flows import by_status
from unit_cohesion.views.names import formation_names, short_name, unit_name

if TYPE_CHECKING:
    from unit_cohesion.runs.record import Record

STATIC = Path(__file__).parent / "static"
LEDGER: dict[str, tuple[str, ...]] = {
    "serve": ("serving",),
    "hide at home": ("in hiding",),
    "went abroad": ("in transit", "camp", "gone"),
    "are with the rebels": ("militia fighter", "militia commander", "adviser", "candidate", "national army"),
    "are idle inside": ("withdrawn",),
    "went back": ("returned",),
    "are captured": ("captured",),
    "were sent home": ("sent home",),
    "are jailed": ("jailed",),
    "are dead": ("dead",),
    "were discharged": ("discharged",),
}
"""Where those of the army are who started or were called up, by status: each is in one, so that they add up."""


@dataclass(frozen=True)
class Tree:
    """The order of battle from the top down, all below a node side by side.

    Attributes:
        order: rows of the units as they were given, in the order of the tree.
        ids, parents, depths: of the nodes; a parent is a row of nodes, -1 at the top.
        first, last: of the units below a node, as places in ``order``.
    """

    order: np.ndarray
    ids: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    depths: list[int] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)


def tree(units: Sequence[str], parents: Mapping[str, str]) -> Tree:
    """The tree above some units, given the parent of every unit and node ("" at the top); what comes first stays first."""
    below: dict[str, dict[str, None]] = {"": {}}
    for unit in units:
        at = unit
        while at not in below.setdefault(parents.get(at, ""), {}):
            below[parents.get(at, "")][at] = None
            at = parents.get(at, "")
            if not at:
                break
    row = {unit: number for number, unit in enumerate(units)}
    order: list[int] = []
    made = Tree(np.empty(0, int))
    stack: list[tuple[str, int, int]] = [(top, -1, 0) for top in reversed(below[""])]
    while stack:
        id, parent, depth = stack.pop()
        if depth < 0:  # all below it are in
            made.last[parent] = len(order)
            continue
        node = len(made.ids)
        made.ids.append(id)
        for column, value in ((made.parents, parent), (made.depths, depth), (made.first, len(order)), (made.last, 0)):
            column.append(value)
        stack.append(("", node, -1))
        if id in row:
            order.append(row[id])
        stack += [(child, node, depth + 1) for child in reversed(below.get(id, {}))]
    return Tree(np.array(order, int), made.ids, made.parents, made.depths, made.first, made.last)


def pack(
    head: Mapping[str, Any], shape: Tree, history: np.ndarray, weight: np.ndarray, *places: np.ndarray, ledger: np.ndarray | None = None
) -> bytes:
    """One gzip, the same for the same input.

    Args:
        history: days × units, share still serving as 0 to 255; weight: persons of each unit at the start; both in the units' first order.
        ledger: rows of ``LEDGER`` × days, persons.
        places: weeks × places who stand there, days × places who left, and days × places who holds it, if that is known.
    """
    garrison, _, *control = places
    nodes = {"id": shape.ids, "parent": shape.parents, "depth": shape.depths, "first": shape.first, "last": shape.last}
    whole = {
        **head,
        "days": len(history),
        "units": history.shape[1],
        "weeks": len(garrison),
        "hasControl": bool(control),
        "ledger": [] if ledger is None else list(LEDGER),
        "nodes": nodes | {name: head["nodes"][name] for name in ("name", "short", "kind")},
    }
    head_bytes = json.dumps(whole, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    arrays = [np.ascontiguousarray(history[:, shape.order].T), weight[shape.order].astype("<f4"), *(np.asarray(p, "<f4") for p in places)]
    arrays += [] if ledger is None else [np.asarray(ledger, "<f4")]
    return gzip.compress(b"".join([struct.pack("<I", len(head_bytes)), head_bytes, *(array.tobytes() for array in arrays)]), 6, mtime=0)


def packed(record: Record) -> bytes:
    """A run, packed for the replay."""
    scenario, units = record.scenario, record.units
    names = formation_names(scenario)
    nodes = units[units["day"] == units["day"].iloc[0]]
    parents = dict(zip(nodes["unit"].astype(str), nodes["parent"].astype(str), strict=True))
    kinds = dict(zip(nodes["unit"].astype(str), nodes["kind"].astype(str), strict=True))
    shape = tree(record.unit_ids, parents)
    per_agent = record.people.drop_duplicates("unit").set_index("unit")["persons"].reindex(record.unit_ids).fillna(1.0).to_numpy()
    head = {
        "title": scenario.army.name,
        "start": scenario.about.start.isoformat(),
        "ticks": ticks(record),
        "places": [{"id": place.id, "name": place.name, "x": place.x, "y": place.y} for place in scenario.places],
        "nodes": {
            "name": [unit_name(id, names) for id in shape.ids],
            "short": [short_name(id, names) for id in shape.ids],
            "kind": [kinds.get(id, "").replace("-", " ") for id in shape.ids],
        },
    }
    return pack(head, shape, record.history, strengths(record)[0] * per_agent, *by_place(record), ledger=ledger(record))


def ledger(record: Record) -> np.ndarray:
    """Persons of the army by where they are (rows of ``LEDGER``) and day; whoever is not called up yet is nowhere."""
    counts = by_status(record.groups)
    missing = pd.Series(0.0, counts.index)
    return np.stack([sum((counts.get(status, missing) for status in some), missing).to_numpy() for some in LEDGER.values()])


def ticks(record: Record) -> list[dict[str, Any]]:
    """Dated news and events within the run, in their order."""
    scenario = record.scenario
    dated = [(entry.release, "news", entry.title or entry.id) for entry in scenario.news]
    dated += [(entry.date, "event", entry.title or entry.id.replace("-", " ")) for entry in scenario.events]
    dated += [(offer.start, "event", offer.title or f"offer: {offer.id.replace('-', ' ')}") for offer in scenario.offers]
    dated += [(patron.end, "event", f"{patron.name}: gone") for patron in scenario.patrons if patron.end]
    dated += [(patron.announced, "event", f"{patron.name}: to go") for patron in scenario.patrons if patron.announced]
    dated += [(crowd.start, "event", crowd.title or f"crowd: {crowd.id.replace('-', ' ')}") for crowd in scenario.crowds]
    days = [((date - scenario.about.start).days + 1, kind, title) for date, kind, title in dated]
    return [{"day": day, "kind": kind, "title": title} for day, kind, title in sorted(days) if 1 <= day <= record.days]


def by_place(record: Record) -> list[np.ndarray]:
    """Who stands in each place (weeks × places), who left from there (days × places), and, where the run kept it, who holds it."""
    ids = [place.id for place in record.scenario.places]
    units, events = record.units, record.events
    leaves = units[units["unit"].isin(record.unit_ids)]
    weeks = sorted(units["day"].unique())
    garrison = np.zeros((len(weeks), len(ids)))
    place = leaves["place"].cat.set_categories(ids).cat.codes.to_numpy()
    known, week = place >= 0, np.searchsorted(weeks, leaves["day"].to_numpy())
    np.add.at(garrison, (week[known], place[known]), leaves["strength"].to_numpy()[known])
    leavers = events[events["event"].isin(LEAVING)]
    left = np.zeros((record.days, len(ids)))
    place = leavers["place"].cat.set_categories(ids).cat.codes.to_numpy()
    known = place >= 0
    np.add.at(left, (leavers["day"].to_numpy()[known] - 1, place[known]), leavers["persons"].to_numpy()[known])
    control = getattr(record, "control", None)
    return [garrison, left] if control is None else [garrison, left, np.asarray(control)]


def script() -> str:
    """The replay as one ES module."""
    parts = ("dom.js", "replay-data.js", "replay-views.js", "replay-player.js")
    return "\n".join((STATIC / name).read_text(encoding="utf-8") for name in parts)


def style() -> str:
    """Its style sheet."""
    return (STATIC / "replay.css").read_text(encoding="utf-8")
