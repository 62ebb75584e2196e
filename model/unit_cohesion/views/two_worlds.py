"""Two runs as the picture of fates takes them: one gzip of a JSON head and arrays, read in the browser by ``static/two-worlds.js``."""

from __future__ import annotations

import gzip
import json
import struct
from typing import TYPE_CHECKING, Any

import numpy as np

from unit_cohesion.insight.fates import EXITS, LEFT, NEAR, NEVER
from unit_cohesion.insight.two_runs import differences
from unit_cohesion.views.army_replay import STATIC, ticks, tree
from unit_cohesion.views.figures.hazard_terms import sentence
from unit_cohesion.views.names import formation_names, short_name, unit_name
from unit_cohesion.views.persons import about_person, events_of_person, name_of_person, person_row, why_row
from unit_cohesion.views.rebels import event_sentences
from unit_cohesion.views.stamp import stamp_of

if TYPE_CHECKING:
    from unit_cohesion.insight.compare import Comparison
    from unit_cohesion.runs.record import Record

FACTS = ("Group", "Rank", "Work", "Home", "Joined", "Stands for")
"""What is told of a person beside his two lives: what is the same in both."""


def packed_fates(found: Comparison, record: Record) -> bytes:
    """The one seed of a comparison, person by person, packed; the same for the same input.

    Args:
        record: the run of world B, for the order of battle and what happened when.
    """
    fates, scenario, names = found.fates, record.scenario, formation_names(record.scenario)
    units = record.units
    nodes = units[units["day"] == units["day"].iloc[0]]
    parents = dict(zip(nodes["unit"].astype(str), nodes["parent"].astype(str), strict=True))
    served = np.flatnonzero((fates.a[0] != NEVER) | (fates.b[0] != NEVER))  # the others are in no picture: they never came
    unit = fates.unit[served]
    present = set(np.unique(unit).tolist())
    shape = tree([unit for row, unit in enumerate(fates.units) if row in present], parents)
    in_tree = np.full(len(fates.units), -1)
    in_tree[np.array(sorted(present), int)[shape.order]] = np.arange(len(shape.order))
    by_tree = np.argsort(in_tree[unit], kind="stable")
    starts, order = np.searchsorted(in_tree[unit][by_tree], np.arange(len(shape.order) + 1)), served[by_tree]
    split = found.split
    head = {
        "title": scenario.army.name, "start": scenario.about.start.isoformat(), "days": record.days, "agents": len(order),
        "units": len(shape.order), "ticks": ticks(record), "a": found.a.name, "b": found.b.name, "exits": EXITS, "left": LEFT, "near": NEAR,
        "split": {name: getattr(split, name) for name in type(split).__dataclass_fields__}, "stamp": stamp_of(found),
        "words": {what: list(words) for what, words in found.fates.words.items()}, "differ": differences(found.a.run, found.b.run),
        "persons": float(fates.persons[order].sum()),
        "nodes": {
            "id": shape.ids, "parent": shape.parents, "first": shape.first, "last": shape.last,
            "name": [unit_name(id, names) for id in shape.ids], "short": [short_name(id, names) for id in shape.ids],
        },
    }  # fmt: skip
    head_bytes = json.dumps(head, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    columns: list[tuple[np.ndarray, str]] = [
        (starts, "<u4"),
        (fates.persons[order], "<f4"),
        (found.left[:, 0], "<f4"),
        (fates.day_a[0][order], "<u2"),
        (fates.day_b[0][order], "<u2"),
        (fates.seat[order], "<u2"),
        (fates.place[0][order], "<u2"),
        (fates.a[0][order], "u1"),
        (fates.b[0][order], "u1"),
        (fates.sect[0][order], "u1"),
        (fates.band[0][order], "u1"),
    ]
    arrays = [np.ascontiguousarray(column, kind).tobytes() for column, kind in columns]
    return gzip.compress(b"".join([struct.pack("<I", len(head_bytes)), head_bytes, *arrays]), 6, mtime=0)


def two_lives(a: Record, b: Record, person: str) -> dict[str, Any] | None:
    """Who somebody is, and what happened to him in each world: a step a line, and why he left; None if he is not in both."""
    rows = [person_row(record, person) for record in (a, b)]
    if rows[0] is None or rows[1] is None:
        return None
    lives = [events_of_person(record, person) for record in (a, b)]
    whys = [why_row(life) for life in lives]
    return {
        "person": person,
        "name": name_of_person(b, rows[1]),
        "facts": [fact for fact in about_person(b, rows[1]) if fact[0] in FACTS],
        "steps": [[[int(day), words] for day, words in zip(life["day"], event_sentences(life), strict=True)] for life in lives],
        "why": ["" if why is None else sentence(why) for why in whys],
    }


def script() -> str:
    """The picture as one ES module."""
    return "\n".join((STATIC / name).read_text(encoding="utf-8") for name in ("dom.js", "two-worlds.js"))


def style() -> str:
    """Its style sheet."""
    return (STATIC / "two-worlds.css").read_text(encoding="utf-8")
