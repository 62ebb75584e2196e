"""The columns of the tables ``militias``, ``sponsors`` and ``choices``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from model.record import CHOICE_COLUMNS, CHOICES, CHOSEN, MILITIA_WEEK, SPONSOR_WEEK

if TYPE_CHECKING:
    from model.engine import Engine


def militia_words(engine: Engine) -> list[str]:
    """Ids of militias by row + 1; empty for none."""
    return ["", *engine.militia_ids]


def militia_columns(engine: Engine) -> dict[str, Any]:
    """One row a week and militia that exists."""
    table, scenario, size = engine.state.militias, engine.scenario, engine.state.militias.size
    weeks = np.reshape([values for _, values, _ in engine.log.rebel_weeks], (len(engine.log.rebel_weeks), len(MILITIA_WEEK), size))
    column = dict(zip(MILITIA_WEEK, np.moveaxis(weeks, 1, 0).reshape(len(MILITIA_WEEK), len(weeks) * size), strict=True))
    there = np.flatnonzero(column.pop("alive") > 0)
    row = np.tile(np.arange(size), len(weeks))[there]
    day = np.repeat(np.array([day for day, *_ in engine.log.rebel_weeks], "i4"), size)[there]
    told: dict[str, Any] = {name: values[there].astype("f4") for name, values in column.items()}
    told["patron"] = told["patron"].astype("i4") + 1, ["", *(s.id for s in scenario.sponsors)]
    told["sect"] = told["sect"].astype("i4"), [s.id for s in scenario.sects]
    told["life"] = told.pop("lives").astype("i2")
    for name in ("extremist", "officer_led"):
        told[name] = told[name] > 0
    return told | {
        "day": day, "militia": (row.astype("i4"), engine.militia_ids), "named": table.named[row],
        "place": (table.place[row].astype("i4"), [place.id for place in scenario.places]),
    }  # fmt: skip


def sponsor_columns(engine: Engine) -> dict[str, Any]:
    """One row a week and sponsor."""
    size = engine.state.sponsors.size
    weeks = np.reshape([values for *_, values in engine.log.rebel_weeks], (len(engine.log.rebel_weeks), len(SPONSOR_WEEK), size))
    flat = np.moveaxis(weeks, 1, 0).reshape(len(SPONSOR_WEEK), len(weeks) * size).astype("f4")
    told: dict[str, Any] = dict(zip(SPONSOR_WEEK, flat, strict=True))
    day = np.repeat(np.array([day for day, *_ in engine.log.rebel_weeks], "i4"), size)
    return told | {"day": day, "sponsor": (np.tile(np.arange(size, dtype="i4"), len(weeks)), [s.id for s in engine.scenario.sponsors])}


def choice_columns(engine: Engine, person: Callable[[np.ndarray], Any]) -> dict[str, Any]:
    """One row a choice."""
    chunks = engine.log.choices
    raw = {name: np.concatenate([np.empty(0, dtype), *(chunk[name] for chunk in chunks)]) for name, dtype in CHOICE_COLUMNS.items()}
    terms = np.concatenate([np.empty((0, len(CHOICES))), *(chunk["terms"] for chunk in chunks)])
    sponsor = raw["sponsor"].astype(bool)
    militias = engine.militia_ids
    actor = np.where(sponsor, len(militias) + raw["actor"], raw["actor"]).astype("i4")
    names = pa.concat_arrays([pa.array(militias, pa.string()), pa.array(person(raw["subject"][~sponsor]), pa.string())])
    subject = raw["subject"].copy()
    subject[~sponsor] = len(militias) + np.arange(int((~sponsor).sum()))
    return {
        "day": raw["day"], "actor": (actor, [*militias, *(s.id for s in engine.scenario.sponsors)]),
        "subject": names.take(pa.array(subject)),
        "choice": (raw["choice"].astype("i4"), CHOSEN),
        **{name: np.ascontiguousarray(terms[:, column]) for column, name in enumerate(CHOICES)},
    }  # fmt: skip
