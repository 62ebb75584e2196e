"""Who was in which unit on which day, found again from the tables ``events`` and ``people``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from model.outcomes import LEAVING
from model.state import SERVING, STATUSES

if TYPE_CHECKING:
    from model.experiments.results import Record

_SERVING = STATUSES[SERVING]


def strengths(record: Record) -> np.ndarray:
    """Men serving in each unit at the end of each day, from day zero: (days + 1, units), units in the order of ``record.unit_ids``."""
    people = record.people
    came, went = record.events["to_status"] == _SERVING, record.events["from_status"] == _SERVING
    at_end = np.bincount(people["unit"].cat.codes[people["status"] == _SERVING], minlength=len(record.unit_ids))
    change = _by_day_and_unit(record, record.events[came]) - _by_day_and_unit(record, record.events[went])
    return np.asarray(at_end - (change.sum(axis=0) - change.cumsum(axis=0)))


def history(record: Record) -> np.ndarray:
    """Share of each unit still serving at the end of each day, of those who served on day zero, 0 to 255: (days, units)."""
    found = strengths(record)
    return np.asarray(np.clip(np.rint(255.0 * found[1:] / np.maximum(found[0], 1)), 0, 255), "u1")


def whole_unit_exits(record: Record) -> np.ndarray:
    """For each day, the men who left in the largest party that took along all who still served in its unit; 0 where none did."""
    events = record.events
    lost = _by_day_and_unit(record, events[events["from_status"] == _SERVING])
    left = _by_day_and_unit(record, events[events["event"].isin(LEAVING)])
    whole = lost[1:] == strengths(record)[:-1]
    return np.asarray(np.where(whole, left[1:], 0).max(axis=1, initial=0))


def parties(leavers: pd.DataFrame) -> np.ndarray:
    """For each leaver, how many left the same unit on the same day, he included. Units are whole at any scale, so agents are men."""
    key = leavers["unit"].cat.codes.to_numpy().astype("i8") << 32 | leavers["day"].to_numpy()
    _, inverse, size = np.unique(key, return_inverse=True, return_counts=True)
    return np.asarray(size[inverse])


def _by_day_and_unit(record: Record, events: pd.DataFrame) -> np.ndarray:
    units = len(record.unit_ids)
    codes = events["unit"].cat.set_categories(record.unit_ids).cat.codes.to_numpy()
    cells = events["day"].to_numpy().astype("i8") * units + codes
    return np.asarray(np.bincount(cells, minlength=(record.days + 1) * units).reshape(-1, units))
