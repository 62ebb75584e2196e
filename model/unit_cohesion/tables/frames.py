"""The tables of a run, made from an engine's log and state: a DataFrame each, in the columns of ``outcomes.py``.

``daily``, ``groups`` and ``units`` count persons (agents × weight); ``events`` and ``people`` have a row per agent, and ``persons`` is
its weight.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from unit_cohesion.outcomes import CAPTURE, EVENTS, TABLES, fields, fields_from_columns
from unit_cohesion.simulation.log import KINDS
from unit_cohesion.tables.column_values import held_columns, table_values, weekly_values
from unit_cohesion.tables.parquet import as_frame
from unit_cohesion.tables.rebel_frames import choice_columns, militia_columns, sponsor_columns
from unit_cohesion.tables.unit_frame import unit_columns
from unit_cohesion.vocabulary import CHOICES, REASONS, SERVING, STATUSES

if TYPE_CHECKING:
    from unit_cohesion.simulation.engine import Engine

_FAMILIES = {"status": STATUSES, "utility": CHOICES}


def daily(engine: Engine) -> pd.DataFrame:
    """One row a day."""
    log, start = engine.log, engine.scenario.about.start
    days, events = log.days, log.events
    nation = {name: table_values(engine, one, log.nation[name]) for name, one in held_columns(engine, "nation").items()}
    weights = _weights(engine, events)
    captured = _kind_of(events) == EVENTS.index(CAPTURE)
    columns = {
        **nation,
        **{name: log.counts[..., row].sum(axis=(1, 2)) for row, name in enumerate(STATUSES)},
        **{name: log.flows[name] for name in log.flows.dtype.names or ()},
        "day": days,
        "date": _dates(start, days),
        "captures": np.bincount(events["day"][captured], weights[captured], minlength=len(days) + 1)[1:],
        "perceived_defections": log.believed,
    }
    return _frame("daily", columns, engine=engine)


def groups(engine: Engine) -> pd.DataFrame:
    """Persons by day, sect, band and status."""
    counts, days = engine.log.counts, engine.log.days
    ever = np.nonzero(counts.any(axis=0))
    held = held_columns(engine, "people")
    columns = {
        name: table_values(engine, held[name], np.tile(codes, len(days)))
        for name, codes in zip(("sect", "band", "status"), ever, strict=True)
    }
    columns |= {"day": np.repeat(days, len(ever[0])), "persons": counts[:, ever[0], ever[1], ever[2]].ravel()}
    return _frame("groups", columns)


def units(engine: Engine) -> pd.DataFrame:
    """All levels of the order of battle, week by week."""
    return _frame("units", unit_columns(engine))


def events(engine: Engine) -> pd.DataFrame:
    """One row for each agent and change of status, in the order in which they happened; the nth row is source number n."""
    raw, terms, sources = engine.log.events, engine.log.terms(), engine.sources
    person = _person(engine, raw["row"])
    names = pa.concat_arrays([pa.array(["", *sources], pa.string()), person])
    trigger = np.where(raw["trigger"] > 0, len(sources) + raw["trigger"], -raw["trigger"])
    held = held_columns(engine, "people")
    columns = {
        "day": raw["day"],
        "pass": raw["step"],
        "date": _dates(engine.scenario.about.start, raw["day"]),
        "event": (_kind_of(raw), EVENTS),
        "person": person,
        **_who(engine, raw["row"]),
        "place": table_values(engine, held_columns(engine, "units")["place"], raw["place"]),
        "from_status": (raw["before"], STATUSES),
        "to_status": (raw["to"], STATUSES),
        "cause": (raw["cause"], _causes(engine)),
        "trigger": names.take(pa.array(trigger)),
        "stated_reason": (raw["reason"], REASONS),
        **{name: table_values(engine, held[name], raw[name]) for name in ("true_reason", "militia")},
        "recent_share": raw["recent"],
        "persons": _weights(engine, raw),
        **{f"log_{term}": values for term, values in zip(engine.terms, terms.T, strict=True)},
    }
    return _frame("events", columns, {"term": engine.terms})


def people(engine: Engine) -> pd.DataFrame:
    """One row an agent, as he is now."""
    people = engine.state.people
    today = np.zeros(people.size)
    today[: engine.state.army_people] = engine.state.today
    rows = np.arange(people.size)
    serving = people.status == SERVING
    remaining = np.where(serving, people.resistance - people.pressure, np.nan)
    hazard = np.where(serving, today, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        days_to_go = remaining / hazard
    intakes = engine.scenario.army.intakes
    columns = {name: table_values(engine, one, getattr(people, name)) for name, one in held_columns(engine, "people").items() if one.told}
    columns |= {
        "person": _person(engine, rows),
        **_who(engine, rows),
        "officer_school": np.array([*(i.officer_school for i in intakes), False])[people.intake],
        "remaining": remaining,
        "hazard_today": hazard,
        "days_to_go": days_to_go,
        "persons": engine.state.units.weight[people.unit],
    }
    return _frame("people", columns, engine=engine)


def militias(engine: Engine) -> pd.DataFrame:
    """One row a week and militia that exists."""
    return _frame("militias", militia_columns(engine), engine=engine)


def sponsors(engine: Engine) -> pd.DataFrame:
    """One row a week and sponsor."""
    return _frame("sponsors", sponsor_columns(engine))


def choices(engine: Engine) -> pd.DataFrame:
    """One row for each choice of a leader or sponsor, with its utility terms, in the order in which they were made."""
    return _frame("choices", choice_columns(engine, lambda rows: _person(engine, rows)))


def places(engine: Engine) -> pd.DataFrame:
    """One row a week and place."""
    ids, days, held = [place.id for place in engine.scenario.places], engine.log.week_days, held_columns(engine, "places")
    columns = {name: table_values(engine, held[name], values.ravel()) for name, values in weekly_values(engine, "places").items()}
    columns |= {"day": np.repeat(days, len(ids)), "place": (np.tile(np.arange(len(ids), dtype="i4"), len(days)), ids)}
    return _frame("places", columns, engine=engine)


FRAMES: dict[str, Callable[[Engine], pd.DataFrame]] = dict(
    zip(TABLES, (daily, groups, units, events, people, militias, sponsors, choices, places), strict=True)
)
"""How each table is made."""


def _frame(
    table: str, columns: Mapping[str, Any], families: Mapping[str, Sequence[str]] = MappingProxyType({}), engine: Engine | None = None
) -> pd.DataFrame:
    """The table; with what rules from outside tell in it, where they can."""
    in_order = {field.name: columns[field.name] for field in fields(table, {**_FAMILIES, **families}, engine and engine.scenario)}
    plugged = engine.plugged if engine else None
    if plugged is None:
        return as_frame(table, in_order)
    return as_frame(table, in_order | plugged.table_columns(table), fields_from_columns(plugged.plugins.declared.columns, table))


def _who(engine: Engine, rows: np.ndarray) -> dict[str, Any]:
    people, held = engine.state.people, held_columns(engine, "people")
    who = {name: table_values(engine, held[name], getattr(people, name)[rows]) for name in ("sect", "rank", "band", "speciality", "unit")}
    return who | {"branch": table_values(engine, held_columns(engine, "units")["branch"], engine.state.units.branch[people.unit[rows]])}


def _person(engine: Engine, rows: np.ndarray) -> Any:
    """Stable names, such as ``guard/b1/bn2/c3/007``."""
    people = engine.state.people
    units = pa.array(engine.unit_ids, pa.string()).take(pa.array(people.unit[rows]))
    numbers = pa.array([f"{seat:03d}" for seat in range(people.seat.max(initial=0) + 1)], pa.string()).take(pa.array(people.seat[rows]))
    return pc.binary_join_element_wise(units, numbers, "/")


def _kind_of(events: np.ndarray) -> np.ndarray:
    return np.asarray(KINDS[events["before"], events["to"]])


def _causes(engine: Engine) -> list[str]:
    """What events can be caused by here, by code: those at the end whose rule has nothing to act on are left out."""
    found, scenario = list(engine.causes), engine.scenario
    while (needs := engine.mechanisms[found[-1]].rule.needs) and not getattr(scenario, needs):
        found.pop()
    return found


def _weights(engine: Engine, events: np.ndarray) -> np.ndarray:
    return np.asarray(engine.state.units.weight[engine.state.people.unit[events["row"]]])


def _dates(start: Any, days: np.ndarray) -> np.ndarray:
    return np.asarray(np.datetime64(start, "D") + (days.astype("i8") - 1))
