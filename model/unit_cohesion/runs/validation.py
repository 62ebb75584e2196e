"""Outcomes of a record, and how they compare with the scenario's targets."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pydantic import ValidationError

from unit_cohesion.errors import CohesionError, short_repr
from unit_cohesion.outcomes import unit_of
from unit_cohesion.runs.measures import outcome_of
from unit_cohesion.runs.measures.window import Value
from unit_cohesion.scalars import plain_scalar
from unit_cohesion.schema import Target

if TYPE_CHECKING:
    from unit_cohesion.runs.record import Record


def outcome_value(record: Record, name: str, **keys: Any) -> Value:
    """One outcome of a record; ``keys`` as a target has them: ``on, start, end, sect, band, place`` ...

    Raises:
        CohesionError: an unknown outcome, or a key or value that a target cannot have.
    """
    given = {key: plain_scalar(value) for key, value in keys.items()}
    for key, value in given.items():
        if isinstance(value, datetime | np.datetime64):  # with a time of day, or NaT
            raise CohesionError(f"the outcome {name}: {key} = {short_repr(value)}: allowed: a date")
    try:
        target = Target(outcome=name, **given)
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        raise CohesionError(f"the outcome {name}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    return outcome_of(record.facts, target)


def check(record: Record) -> pd.DataFrame:
    """Each target beside what came out, as a DataFrame.

    Its columns: ``id, title, outcome, value, low, high, unit, met, role, source``; ``met`` is missing if the dates were not reached.
    """
    rows = []
    for id, target in record.targets.items():
        value = record.outcome[id]
        met = None if value is None else target.holds(value)
        unit = unit_of(target, record.outcomes[target.outcome].unit)
        rows.append((id, target.title, target.outcome, value, target.low, target.high, unit, met, target.role, target.source))
    frame = pd.DataFrame(rows, columns=["id", "title", "outcome", "value", "low", "high", "unit", "met", "role", "source"])
    return frame.astype({"value": "float64", "low": "float64", "high": "float64", "met": "boolean"})
