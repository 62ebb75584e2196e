"""Outcomes of a record, and how they compare with the scenario's targets."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from unit_cohesion.runs.measures import Value, outcome_of

if TYPE_CHECKING:
    from unit_cohesion.runs.record import Record


def outcome_value(
    record: Record, name: str, *, on: date | None = None, start: date | None = None, end: date | None = None, sect: str | None = None
) -> Value:
    """One outcome of a record; see ``measures.outcome_of``."""
    return outcome_of(record.facts, name, on=on, start=start, end=end, sect=sect)


def check(record: Record) -> pd.DataFrame:
    """Each target beside what came out: ``id, title, outcome, value, low, high, met, fit, source``; ``met`` is missing if not reached."""
    rows = []
    for id, target in record.targets.items():
        value = record.outcome[id]
        low, high = -np.inf if target.low is None else target.low, np.inf if target.high is None else target.high
        met = None if value is None else low <= value <= high
        rows.append((id, target.title, target.outcome, value, target.low, target.high, met, target.fit, target.source))
    frame = pd.DataFrame(rows, columns=["id", "title", "outcome", "value", "low", "high", "met", "fit", "source"])
    return frame.astype({"value": "float64", "low": "float64", "high": "float64", "met": "boolean", "fit": "bool"})
