"""What a parameter is: a number (or date) with its unit, range, meaning and source."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from model.errors import ScenarioError

Value = float | int | date


@dataclass(frozen=True)
class Parameter:
    """One declared number of one rule.

    Attributes:
        name: flat and unique; the keyword in Python, the key in the rule's table of a scenario file.
        default: its value where a scenario says nothing; its type (float, int, date) is the parameter's type.
        unit: of the value; "1" for pure numbers.
        low, high: the plausible range, both allowed; also the slider's and the sweep's bounds.
        meaning: one sentence.
        source: text line (``B17``), publication, or "estimate".
        mechanism: the id of the mechanism that it belongs to.
    """

    name: str
    default: Value
    unit: str
    low: Value
    high: Value
    meaning: str
    source: str
    mechanism: str

    def checked(self, value: Any, file: str = "parameters", key: str | None = None) -> Value:
        """The value as this parameter's type.

        Raises:
            ScenarioError: wrong type, not finite, or outside the range.
        """
        kind = type(self.default)
        allowed = f"{'a date' if kind is date else 'a whole number' if kind is int else 'a number'} from {self.low} to {self.high} ({self.unit})"
        fault = ScenarioError(file, key or self.name, value, allowed)
        result: Value
        if kind is date:
            if isinstance(value, str):
                try:
                    value = date.fromisoformat(value)
                except ValueError:
                    raise fault from None
            if not isinstance(value, date) or isinstance(value, datetime):
                raise fault
            result = value
        else:
            if hasattr(value, "item"):  # a NumPy scalar, as sweeps hand them over
                value = value.item()
            if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
                raise fault
            if kind is int and value != int(value):
                raise fault
            result = int(value) if kind is int else float(value)
        if not self.low <= result <= self.high:  # type: ignore[operator]
            raise fault
        return result
