"""What goes in may be what came out: scalars of NumPy and pandas are taken as Python's own, by every entry alike."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import numpy as np


def plain_scalar(value: Any) -> Any:
    """A scalar as Python's own; a moment that is a midnight without a time zone as its date. Whatever else is given stays as it is."""
    if isinstance(value, np.datetime64):
        day = value.astype("datetime64[D]")
        return day.item() if day == value else value
    if isinstance(value, np.generic) or (isinstance(value, np.ndarray) and value.ndim == 0):
        return plain_scalar(value.item())
    midnight = isinstance(value, datetime) and value == value and value.tzinfo is None and value.time() == time()
    if midnight and not getattr(value, "nanosecond", 0):
        return date(value.year, value.month, value.day)
    return value


def whole_number(value: object) -> int | None:
    """A whole number as an int; None for whatever is none (True and 2.0 are none)."""
    value = plain_scalar(value)
    return value if type(value) is int else None
