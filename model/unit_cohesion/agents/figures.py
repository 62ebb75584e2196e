"""The figures of one day, for Mesa's DataCollector: the columns of the table ``daily`` that one day can tell."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from unit_cohesion.outcomes import fields
from unit_cohesion.scenario import Scenario
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.simulation.log import FLOWS, NATION
from unit_cohesion.vocabulary import ENDINGS, STATUSES


def names(scenario: Scenario) -> list[str]:
    """Their names, in the order of ``daily``; its units and meanings hold (``model/unit_cohesion/outcomes.py``)."""
    return [field.name for field in fields("daily", {"status": STATUSES}, scenario) if field.name != "captures"]


def figures(engine: Engine, row: int) -> dict[str, Any]:
    """The figures of one day by name, as plain Python values.

    Args:
        row: of the days walked; -1 is the last.
    """
    log = engine.log
    nation = dict(zip(NATION, log.nation[row].tolist(), strict=True))
    day = int(log.days[row])
    reporters = {
        **nation,
        **dict(zip(STATUSES, log.counts[row].sum(axis=(0, 1)).tolist(), strict=True)),
        **dict(zip(FLOWS, log.flows[row].tolist(), strict=True)),
        "day": day,
        "date": engine.scenario.about.start + timedelta(days=day - 1),
        "perceived_defections": float(log.believed[row]),
        "ending": ENDINGS[nation["ending"]],
    }
    return {name: reporters[name] for name in names(engine.scenario)}
