"""The columns of the tables ``militias``, ``sponsors`` and ``choices``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from model.vocabulary import CHOICES, CHOSEN

if TYPE_CHECKING:
    from model.walk import Engine


def militia_words(engine: Engine) -> list[str]:
    """Ids of militias by row + 1; empty for none."""
    return ["", *engine.militia_ids]


def militia_columns(engine: Engine) -> dict[str, Any]:
    """One row a week and militia that exists."""
    table, scenario, weeks = engine.state.militias, engine.scenario, engine.log.weeks("militias")
    week, row = np.nonzero(weeks["alive"] > 0)
    told: dict[str, Any] = {name: weeks[name][week, row] for name in weeks.dtype.names or () if name != "alive"}
    told["patron"] = told["patron"].astype("i4") + 1, ["", *(s.id for s in scenario.sponsors)]
    told["sect"] = told["sect"].astype("i4"), [s.id for s in scenario.sects]
    told["life"] = told.pop("lives").astype("i2")
    for name in ("extremist", "officer_led"):
        told[name] = told[name] > 0
    return told | {
        "day": engine.log.week_days[week], "militia": (row.astype("i4"), engine.militia_ids), "named": table.named[row],
        "place": (table.place[row].astype("i4"), [place.id for place in scenario.places]),
    }  # fmt: skip


def sponsor_columns(engine: Engine) -> dict[str, Any]:
    """One row a week and sponsor."""
    size, weeks = engine.state.sponsors.size, engine.log.weeks("sponsors")
    told: dict[str, Any] = {name: weeks[name].ravel() for name in weeks.dtype.names or ()}
    return told | {
        "day": np.repeat(engine.log.week_days, size),
        "sponsor": (np.tile(np.arange(size, dtype="i4"), len(weeks)), [s.id for s in engine.scenario.sponsors]),
    }


def choice_columns(engine: Engine, person: Callable[[np.ndarray], Any]) -> dict[str, Any]:
    """One row a choice."""
    raw, militias = engine.log.choices, engine.militia_ids
    sponsor = raw["by_sponsor"]
    actor = np.where(sponsor, len(militias) + raw["actor"], raw["actor"]).astype("i4")
    names = pa.concat_arrays([pa.array(militias, pa.string()), pa.array(person(raw["subject"][~sponsor]), pa.string())])
    subject = raw["subject"].astype("i8")
    subject[~sponsor] = len(militias) + np.arange(int((~sponsor).sum()))
    return {
        "day": raw["day"].astype("i4"), "actor": (actor, [*militias, *(s.id for s in engine.scenario.sponsors)]),
        "subject": names.take(pa.array(subject)),
        "choice": (raw["choice"].astype("i4"), CHOSEN),
        **{name: np.ascontiguousarray(raw[name]) for name in CHOICES},
    }  # fmt: skip
