"""The figures of one day, for Mesa's DataCollector: the columns of the table ``daily``, those of rules from outside too."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from unit_cohesion.outcomes import CAPTURE, EVENTS, fields, fields_from_columns
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.simulation.log import FLOWS, KINDS, NATION
from unit_cohesion.vocabulary import ENDINGS, STATUSES


def names(engine: Engine) -> list[str]:
    """Their names, in the order of ``daily``; its units and meanings hold (``model/unit_cohesion/outcomes.py``)."""
    own = fields_from_columns(engine.plugged.plugins.declared.columns, "daily") if engine.plugged else []
    return [field.name for field in (*fields("daily", {"status": STATUSES}, engine.scenario), *own)]


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
        "captures": _captured(engine, day),
    }
    if engine.plugged:
        reporters |= {name: values[row].item() for name, values in engine.plugged.table_columns("daily").items()}
    return {name: reporters[name] for name in names(engine)}


def _captured(engine: Engine, day: int) -> float:
    events, state = engine.log.of_day(day), engine.state
    rows = events["row"][KINDS[events["before"], events["to"]] == EVENTS.index(CAPTURE)]
    return float(state.units.weight[state.people.unit[rows]].sum())
