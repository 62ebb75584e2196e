"""The tables of a run, made from an engine's log and state, in the columns of ``outcomes.py``: some rows after the others, or a DataFrame.

``daily``, ``groups`` and ``units`` count persons (agents × weight); ``events`` and ``people`` have a row per agent, and ``persons`` is
its weight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from unit_cohesion.outcomes import CAPTURE, EVENTS, TABLES, fields, fields_from_columns
from unit_cohesion.simulation.log import KINDS
from unit_cohesion.tables.column_values import held_columns, table_values, weekly_values
from unit_cohesion.tables.parquet import ROWS_AT_ONCE, as_frame, as_table
from unit_cohesion.tables.rebel_frames import choice_columns, militia_columns, sponsor_columns
from unit_cohesion.tables.unit_frame import unit_columns
from unit_cohesion.vocabulary import CHOICES, REASONS, SERVING, STATUSES

if TYPE_CHECKING:
    from unit_cohesion.simulation.engine import Engine

_FAMILIES = {"status": STATUSES, "utility": CHOICES}


def daily(engine: Engine) -> Iterator[pa.Table]:
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
    yield _table("daily", columns, engine=engine)


def groups(engine: Engine) -> Iterator[pa.Table]:
    """Persons by day, sect, band and status."""
    counts, days = engine.log.counts, engine.log.days
    ever = np.nonzero(counts.any(axis=0))
    held = held_columns(engine, "people")
    columns = {
        name: table_values(engine, held[name], np.tile(codes, len(days)))
        for name, codes in zip(("sect", "band", "status"), ever, strict=True)
    }
    columns |= {"day": np.repeat(days, len(ever[0])), "persons": counts[:, ever[0], ever[1], ever[2]].ravel()}
    yield _table("groups", columns)


def units(engine: Engine) -> Iterator[pa.Table]:
    """All levels of the order of battle, week by week."""
    weeks = len(engine.log.week_days)
    at_once = max(1, 2 * ROWS_AT_ONCE // len(engine.battle.ids))  # going up through formations costs as much for few weeks as for many
    for first in range(0, max(weeks, 1), at_once):
        yield _table("units", unit_columns(engine, slice(first, first + at_once)))


def events(engine: Engine) -> Iterator[pa.Table]:
    """One row for each agent and change of status, in the order in which they happened; the nth row is source number n."""
    raw = engine.log.events
    for first in range(0, max(len(raw), 1), ROWS_AT_ONCE):
        yield _table("events", _event_columns(engine, raw, slice(first, first + ROWS_AT_ONCE)), {"term": engine.terms})


def _event_columns(engine: Engine, everything: np.ndarray, rows: slice) -> dict[str, Any]:
    raw, terms = everything[rows], engine.log.terms(rows=rows)
    held = held_columns(engine, "people")
    return {
        "day": raw["day"],
        "pass": raw["step"],
        "date": _dates(engine.scenario.about.start, raw["day"]),
        "event": (_kind_of(raw), EVENTS),
        "person": _person(engine, raw["row"]),
        **_who(engine, raw["row"]),
        "place": table_values(engine, held_columns(engine, "units")["place"], raw["place"]),
        "from_status": (raw["before"], STATUSES),
        "to_status": (raw["to"], STATUSES),
        "cause": (raw["cause"], _causes(engine)),
        "trigger": _tipped_by(engine, raw["trigger"], everything["row"]),
        "stated_reason": (raw["reason"], REASONS),
        **{name: table_values(engine, held[name], raw[name]) for name in ("true_reason", "militia")},
        "recent_share": raw["recent"],
        "persons": _weights(engine, raw),
        **{f"log_{term}": values for term, values in zip(engine.terms, terms.T, strict=True)},
    }


def people(engine: Engine) -> Iterator[pa.Table]:
    """One row an agent, as he is now."""
    for first in range(0, engine.state.people.size, ROWS_AT_ONCE):
        rows = slice(first, first + ROWS_AT_ONCE)
        yield _table("people", _people_columns(engine, rows), engine=engine, rows=rows)


def _people_columns(engine: Engine, rows: slice) -> dict[str, Any]:
    people, numbers = engine.state.people, np.arange(engine.state.people.size)[rows]
    held = {name: one for name, one in held_columns(engine, "people").items() if one.told}
    army = engine.state.today[rows]
    today = np.concatenate([army, np.zeros(len(numbers) - len(army))])  # civilians, who stand last, have none
    serving = people.status[rows] == SERVING
    remaining = np.where(serving, people.resistance[rows] - people.pressure[rows], np.nan)
    hazard = np.where(serving, today, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        days_to_go = remaining / hazard
    intakes = engine.scenario.army.intakes
    return {name: table_values(engine, one, getattr(people, name)[rows]) for name, one in held.items()} | {
        "person": _person(engine, numbers),
        **_who(engine, numbers),
        "officer_school": np.array([*(i.officer_school for i in intakes), False])[people.intake[rows]],
        "remaining": remaining,
        "hazard_today": hazard,
        "days_to_go": days_to_go,
        "persons": engine.state.units.weight[people.unit[rows]],
    }


def militias(engine: Engine) -> Iterator[pa.Table]:
    """One row a week and militia that exists."""
    yield _table("militias", militia_columns(engine), engine=engine)


def sponsors(engine: Engine) -> Iterator[pa.Table]:
    """One row a week and sponsor."""
    yield _table("sponsors", sponsor_columns(engine))


def choices(engine: Engine) -> Iterator[pa.Table]:
    """One row for each choice of a leader or sponsor, with its utility terms, in the order in which they were made."""
    yield _table("choices", choice_columns(engine, lambda rows: _person(engine, rows)))


def places(engine: Engine) -> Iterator[pa.Table]:
    """One row a week and place."""
    ids, days, held = [place.id for place in engine.scenario.places], engine.log.week_days, held_columns(engine, "places")
    columns = {name: table_values(engine, held[name], values.ravel()) for name, values in weekly_values(engine, "places").items()}
    columns |= {"day": np.repeat(days, len(ids)), "place": (np.tile(np.arange(len(ids), dtype="i4"), len(days)), ids)}
    yield _table("places", columns, engine=engine)


_MADE: dict[str, Callable[[Engine], Iterator[pa.Table]]] = dict(
    zip(TABLES, (daily, groups, units, events, people, militias, sponsors, choices, places), strict=True)
)


def pieces(engine: Engine, table: str) -> Iterator[pa.Table]:
    """Return a table's rows in their order, some at a time, so that they need not all be in memory."""
    return _MADE[table](engine)


def _made(table: str, engine: Engine) -> pd.DataFrame:
    return as_frame(pieces(engine, table))


FRAMES: dict[str, Callable[[Engine], pd.DataFrame]] = {table: partial(_made, table) for table in TABLES}
"""How each table is made as a whole."""


def _table(
    table: str,
    columns: Mapping[str, Any],
    families: Mapping[str, Sequence[str]] = MappingProxyType({}),
    engine: Engine | None = None,
    rows: slice = slice(None),
) -> pa.Table:
    """The table, or these rows of it; with what rules from outside tell in it, where they can."""
    in_order = {field.name: columns[field.name] for field in fields(table, {**_FAMILIES, **families}, engine and engine.scenario)}
    plugged = engine.plugged if engine else None
    if plugged is None:
        return as_table(table, in_order)
    told = {name: values[rows] for name, values in plugged.table_columns(table).items()}
    return as_table(table, in_order | told, fields_from_columns(plugged.plugins.declared.columns, table))


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


def _tipped_by(engine: Engine, triggers: np.ndarray, people: np.ndarray) -> Any:
    """What tipped each: the person of an earlier event (> 0, its number), a source of the scenario (< 0), or nothing.

    Args:
        people: by event of the run, the row of the person.
    """
    sources, by_person = engine.sources, triggers > 0
    names = pa.concat_arrays([pa.array(["", *sources], pa.string()), _person(engine, people[triggers[by_person] - 1])])
    found = -triggers
    found[by_person] = len(sources) + 1 + np.arange(int(by_person.sum()))
    return names.take(pa.array(found))


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
