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

from unit_cohesion.outcomes import EVENTS, LEAVING
from unit_cohesion.runs.presence import strengths
from unit_cohesion.views.figures.base import leavers
from unit_cohesion.views.figures.compared import causes_of
from unit_cohesion.views.figures.flows import by_status
from unit_cohesion.views.names import formation_names, short_name, unit_name
from unit_cohesion.vocabulary import STATUS, STATUSES

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
MOVES = {"unit": "<u4", "persons": "<f4", "day": "<u2", "before": "u1", "after": "u1", "cause": "u1"}
"""What is sent of those who came from one row of ``LEDGER`` to another, and how wide."""


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
    head: Mapping[str, Any],
    shape: Tree,
    history: np.ndarray,
    weight: np.ndarray,
    *places: np.ndarray,
    ledger: np.ndarray | None = None,
    moves: Moves | None = None,
) -> bytes:
    """One gzip, the same for the same input.

    Args:
        history: days × units, share still serving as 0 to 255; weight: persons of each unit at the start; both in the units' first order.
        ledger: rows of ``LEDGER`` × days, persons.
        moves: who came from one of these rows to another, so that those of one row, or who left for one cause, can be lit up alone.
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
        "causes": [] if moves is None else moves.causes,
        "moves": 0 if moves is None else len(moves.columns["day"]),
        "nodes": nodes | {name: head["nodes"][name] for name in ("name", "short", "kind")},
    }
    head_bytes = json.dumps(whole, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    arrays = [np.ascontiguousarray(history[:, shape.order].T), weight[shape.order].astype("<f4"), *(np.asarray(p, "<f4") for p in places)]
    arrays += [] if ledger is None else [np.asarray(ledger, "<f4")]
    if moves is not None:
        place = np.empty(len(shape.order), int)
        place[shape.order] = np.arange(len(shape.order))
        columns = moves.columns | {"unit": place[moves.columns["unit"]]}
        arrays += [np.ascontiguousarray(columns[name], kind) for name, kind in MOVES.items()]
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
    weight = strengths(record)[0] * per_agent
    return pack(head, shape, record.history, weight, *by_place(record), ledger=ledger(record), moves=moves(record))


def ledger(record: Record) -> np.ndarray:
    """Persons of the army by where they are (rows of ``LEDGER``) and day; whoever is not called up yet is nowhere."""
    counts = by_status(record.groups)
    missing = pd.Series(0.0, counts.index)
    return np.stack([sum((counts.get(status, missing) for status in some), missing).to_numpy() for some in LEDGER.values()])


@dataclass(frozen=True)
class Moves:
    """Who came from one row of ``LEDGER`` to another, by day; those who stand somewhere on the first morning come there on day 0.

    Attributes:
        columns: ``unit`` (row of the run's units), ``persons``, ``day``, ``before`` and ``after`` (rows of ``LEDGER``; its length for those
            not called up yet), ``cause`` (row of ``causes``; its length for those who do not leave by their own will).
        causes: in words, as in the river of causes.
    """

    columns: dict[str, np.ndarray]
    causes: list[str]


def moves(record: Record) -> Moves:
    """All of a run, in the order of days."""
    facts, nowhere = record.facts, len(LEDGER)
    row_of = np.full(len(STATUSES), nowhere)
    for row, some in enumerate(LEDGER.values()):
        row_of[[STATUS[status] for status in some]] = row
    army = np.flatnonzero(facts.people("unit") < facts.unit_count)
    events = np.flatnonzero(facts.events("unit") < facts.unit_count)
    at_first = facts.people("status").copy()
    at_first[facts.events("person")[::-1]] = facts.events("from_status")[::-1]  # backwards, so that of a person's the first one stays
    left = leavers(record.events, "cause", "persons")
    causes, of_leaver = causes_of(left)
    cause = np.full(len(record.events), len(causes))
    cause[np.isin(facts.events("event"), [EVENTS.index(event) for event in LEAVING])] = of_leaver
    parts = {
        "day": (np.zeros(len(army), "i8"), facts.events("day")[events]),
        "unit": (facts.people("unit")[army], facts.events("unit")[events]),
        "before": (np.full(len(army), nowhere), row_of[facts.events("from_status")[events]]),
        "after": (row_of[at_first[army]], row_of[facts.events("to_status")[events]]),
        "cause": (np.full(len(army), len(causes)), cause[events]),
    }
    columns = {name: np.concatenate(pair) for name, pair in parts.items()}
    persons = np.concatenate([facts.people("persons")[army], facts.events("persons")[events]])
    changed = (columns["before"] != columns["after"]) | (columns["cause"] < len(causes))
    sizes = {"day": record.days + 1, "unit": len(record.unit_ids), "before": nowhere + 1, "after": nowhere + 1, "cause": len(causes) + 1}
    cells, of_cell = np.unique(np.ravel_multi_index([columns[name][changed] for name in sizes], tuple(sizes.values())), return_inverse=True)
    found = dict(zip(sizes, np.unravel_index(cells, tuple(sizes.values())), strict=True))
    return Moves({**found, "persons": np.bincount(of_cell, persons[changed], minlength=len(cells))}, causes)


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
    gone = leavers(events, "day", "place", "persons")
    left = np.zeros((record.days, len(ids)))
    place = gone["place"].cat.set_categories(ids).cat.codes.to_numpy()
    known = place >= 0
    np.add.at(left, (gone["day"].to_numpy()[known] - 1, place[known]), gone["persons"].to_numpy()[known])
    control = getattr(record, "control", None)
    return [garrison, left] if control is None else [garrison, left, np.asarray(control)]


def script() -> str:
    """The replay as one ES module."""
    parts = ("dom.js", "replay-data.js", "replay-views.js", "replay-player.js")
    return "\n".join((STATIC / name).read_text(encoding="utf-8") for name in parts)


def style() -> str:
    """Its style sheet."""
    return (STATIC / "replay.css").read_text(encoding="utf-8")
