"""Outcomes of a record, and how they compare with the scenario's targets."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from model.errors import CohesionError, nearest
from model.experiments.measures import MEASURES, Value, Window
from model.outcomes import OUTCOMES

if TYPE_CHECKING:
    from model.experiments.results import Record


def outcome_value(
    record: Record, name: str, *, on: date | None = None, start: date | None = None, end: date | None = None, sect: str | None = None
) -> Value:
    """One outcome of a run.

    Args:
        record: the run.
        name: a name in ``OUTCOMES``.
        on, end: the day by which it goes; the run's last if neither is given.
        start: the first day, for outcomes over a span; the run's first by default.
        sect: for outcomes about one sect.

    Returns:
        The number, or None if the run did not reach the date (or there is nothing to take a share of).

    Raises:
        CohesionError: an unknown outcome or sect, or no sect where one is needed.
    """
    own = record.identity.plugins.outcomes
    if name not in OUTCOMES and name not in own:
        hint = nearest(name, [*OUTCOMES, *own])
        raise CohesionError(f"there is no outcome {name!r}" + (f"; did you mean {hint!r}?" if hint else ""))
    known = [s.id for s in record.scenario.sects]
    if name in OUTCOMES and OUTCOMES[name].by_sect and sect not in known:
        raise CohesionError(f"the outcome {name} needs a sect: one of {', '.join(known)}, not {sect!r}")

    def day(given: date | None, default: int) -> int:
        return (given - record.scenario.about.start).days + 1 if given else default

    window = Window(day(start, 1), day(on or end, record.days), sect)
    if not 1 <= window.first <= window.last <= record.days:
        return None
    found = (MEASURES[name] if name in OUTCOMES else own[name].measure)(record.facts, window)
    return None if found is None else float(found)


def outcomes(record: Record) -> dict[str, Value]:
    """Every outcome at the end of the run (``name``, or ``name.sect`` where it is about one), then every target by its id."""
    found: dict[str, Value] = {}
    for outcome in OUTCOMES.values():
        if outcome.by_sect:
            found |= {f"{outcome.name}.{s.id}": outcome_value(record, outcome.name, sect=s.id) for s in record.scenario.sects}
        else:
            found[outcome.name] = outcome_value(record, outcome.name)
    found |= {name: outcome_value(record, name) for name in record.identity.plugins.outcomes}
    for id, target in record.targets.items():
        found[id] = outcome_value(record, target.outcome, on=target.on, start=target.start, end=target.end, sect=target.sect)
    return found


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
