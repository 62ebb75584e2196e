"""One person's days in a run. No run keeps them for everybody; the run is the same each time, so it is walked again with an eye on him."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from unit_cohesion.simulation.engine import Engine
from unit_cohesion.simulation.identity import Identity
from unit_cohesion.vocabulary import SERVING


def biography(run: Identity, row: int, until: int, progress: Callable[[int, int], None] | None = None) -> pd.DataFrame:
    """His days in service: a row for each at whose end he still serves.

    Args:
        run: which.
        row: his row of the table ``people``.
        until: the last day to walk.
        progress: called as ``progress(day, until)`` after each day; what it raises ends the walk.

    Returns:
        ``day``; ``loyalty`` (0 to 1); ``gathered``: pressure so far as a share of his resistance, at 1 he goes; ``hazard`` of leaving, a
        day; and ``log_…``: each term of it, log hazard ratio. Loyalty and terms are those at the end of the day.
    """
    engine = Engine(run)
    people, days = engine.state.people, []
    while engine.running and engine.day < until:
        engine.step()
        if people.status[row] == SERVING:
            terms, hazard = engine.explain(row)
            gathered = people.pressure[row] / people.resistance[row] if people.resistance[row] > 0 else 1.0
            days.append((engine.day, float(people.loyalty[row]), float(gathered), hazard, *(terms[term] for term in engine.terms)))
        if progress:
            progress(engine.day, until)
    return pd.DataFrame(days, columns=["day", "loyalty", "gathered", "hazard", *(f"log_{term}" for term in engine.terms)])
