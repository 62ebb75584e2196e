"""Outcomes of a record, and how they compare with the scenario's targets."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from pydantic import ValidationError

from unit_cohesion.errors import CohesionError, short_repr
from unit_cohesion.outcomes import unit_of
from unit_cohesion.runs.measures import outcome_of, why_none
from unit_cohesion.runs.measures.window import Value
from unit_cohesion.scalars import plain_scalar
from unit_cohesion.schema import Target

if TYPE_CHECKING:
    import pandas as pd

    from unit_cohesion.runs.record import Record


FAILED = "failed"
"""Why nothing came out where an outcome of a rule from outside failed: ``failed`` of the record says more."""


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


class Checked(NamedTuple):
    """A target beside what came out; ``value`` and ``met`` are None if nothing did, and ``why`` says why."""

    id: str
    title: str
    outcome: str
    value: Value
    low: float | None
    high: float | None
    unit: str
    met: bool | None
    role: str
    source: str
    why: str = ""


def checked(record: Record) -> list[Checked]:
    """Each target beside what came out."""
    rows, outcome, outcomes, failed = [], record.outcome, record.outcomes, record.failed
    for id, target in record.targets.items():
        value = outcome[id]
        met = None if value is None else target.holds(value)
        unit = unit_of(target, outcomes[target.outcome].unit)
        why = "" if value is not None else FAILED if id in failed else why_none(record.facts, target)
        about = (target.low, target.high, unit, met, target.role, target.source, why)
        rows.append(Checked(id, target.title, target.outcome, value, *about))
    return rows


def check(record: Record) -> pd.DataFrame:
    """Each target beside what came out, as a DataFrame in the columns of ``Checked``."""
    import pandas as pd

    frame = pd.DataFrame(checked(record), columns=Checked._fields)
    return frame.astype({"value": "float64", "low": "float64", "high": "float64", "met": "boolean"})
