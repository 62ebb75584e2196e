"""Columns that a run holds as tables tell them: whole numbers that stand for rows are told as what these are called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from unit_cohesion.engine.declare import column
from unit_cohesion.outcomes import ORDERED, ROW_OF, VOCABULARIES

if TYPE_CHECKING:
    from unit_cohesion.simulation.engine import Engine


def held_columns(engine: Engine, table: str) -> dict[str, column]:
    """Return the declared columns of a table that a run holds, by name."""
    return {one.id: one for one in engine.state.declared.columns[table]}


def table_values(engine: Engine, one: column, values: np.ndarray) -> Any:
    """Return a column's values as its written table has them: numbers as they are, or else codes and their words."""
    if not one.unit.startswith(ROW_OF):
        return values
    what = one.unit.removeprefix(ROW_OF)
    words, codes = _row_names(engine, what), values.astype("i4")
    if what in ORDERED:  # civilians, who stand last in the model, are lowest
        return (codes + 1) % len(words), (words[-1], *words[:-1])
    return (codes + 1, ["", *words]) if one.low < 0 else (codes, words)


def weekly_values(engine: Engine, table: str) -> dict[str, np.ndarray]:
    """Return the columns of a table by week, by name: weeks × rows."""
    weeks, held = engine.log.weeks(table), engine.state.tables[table]
    return {
        one.id: weeks[one.id] if one.weekly else np.broadcast_to(getattr(held, one.id)[: weeks.shape[1]], weeks.shape)
        for one in held_columns(engine, table).values()
        if one.told
    }


def _row_names(engine: Engine, what: str) -> Sequence[str]:
    """Return what rows are called: of a vocabulary, or of a table."""
    if what in VOCABULARIES:
        return VOCABULARIES[what][1]
    if what in ("units", "militias"):
        return engine.unit_ids if what == "units" else engine.militia_ids
    if what == "intakes":
        return [*(intake.id for intake in engine.scenario.army.intakes), "none"]
    return [entry.id for entry in getattr(engine.scenario, what)]
