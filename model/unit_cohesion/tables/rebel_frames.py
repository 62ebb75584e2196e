"""The columns of the tables ``militias``, ``sponsors`` and ``choices``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from unit_cohesion.outcomes import EXISTS
from unit_cohesion.tables.column_values import held_columns, table_values, weekly_values
from unit_cohesion.vocabulary import CHOICES, CHOSEN

if TYPE_CHECKING:
    from unit_cohesion.simulation.engine import Engine


def militia_columns(engine: Engine) -> dict[str, Any]:
    """One row a week and militia that exists."""
    weeks, held = weekly_values(engine, "militias"), held_columns(engine, "militias")
    week, row = np.nonzero(weeks[EXISTS])
    columns_of_table = {name: table_values(engine, held[name], values[week, row]) for name, values in weeks.items()}
    return columns_of_table | {"day": engine.log.week_days[week], "militia": (row.astype("i4"), engine.militia_ids)}


def sponsor_columns(engine: Engine) -> dict[str, Any]:
    """One row a week and sponsor."""
    ids, days, held = [sponsor.id for sponsor in engine.scenario.sponsors], engine.log.week_days, held_columns(engine, "sponsors")
    columns_of_table = {
        name: table_values(engine, held[name], values.ravel()) for name, values in weekly_values(engine, "sponsors").items()
    }
    return columns_of_table | {"day": np.repeat(days, len(ids)), "sponsor": (np.tile(np.arange(len(ids), dtype="i4"), len(days)), ids)}


def choice_columns(engine: Engine, person: Callable[[np.ndarray], Any]) -> dict[str, Any]:
    """One row a choice."""
    raw, militias = engine.log.choices, engine.militia_ids
    sponsor = raw["by_sponsor"]
    actor = np.where(sponsor, len(militias) + raw["actor"], raw["actor"]).astype("i4")
    names = pa.concat_arrays([pa.array(militias, pa.string()), pa.array(person(raw["subject"][~sponsor]), pa.string())])
    subject = raw["subject"].astype("i8")
    subject[~sponsor] = len(militias) + np.arange(int((~sponsor).sum()))
    return {
        "day": raw["day"].astype("i4"),
        "actor": (actor, [*militias, *(s.id for s in engine.scenario.sponsors)]),
        "subject": names.take(pa.array(subject)),
        "choice": (raw["choice"].astype("i4"), CHOSEN),
        **{name: np.ascontiguousarray(raw[name]) for name in CHOICES},
    }
