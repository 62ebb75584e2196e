"""The tables of a run, made from an engine's log and state: a DataFrame each, in the columns of ``outcomes.py``.

``daily``, ``groups`` and ``units`` count persons (agents × weight); ``events`` and ``people`` have a row per agent, and ``persons`` is
its weight.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from model.log import FLOWS, KINDS, NATION
from model.outcomes import CAPTURE, ENDINGS, EVENTS, TABLES, fields
from model.rebel_frames import choice_columns, militia_columns, militia_words, sponsor_columns
from model.rules import CAUSES, TERMS
from model.schema import BANDS, BRANCHES, RANKS, SPECIALITIES
from model.tables import as_frame
from model.unit_frame import unit_columns
from model.vocabulary import CHOICES, REASONS, SERVING, STATUSES, TRUE_REASONS

if TYPE_CHECKING:
    from model.walk import Engine

_FAMILIES = {"status": STATUSES, "term": TERMS, "utility": CHOICES}


def daily(engine: Engine) -> pd.DataFrame:
    """One row a day."""
    log, start = engine.log, engine.scenario.about.start
    days, nation = log.days, {name: log.nation[name] for name in NATION}
    events = log.events
    weights = _weights(engine, events)
    captured = _kind_of(events) == EVENTS.index(CAPTURE)
    columns = {
        **nation, **{name: log.counts[..., row].sum(axis=(1, 2)) for row, name in enumerate(STATUSES)},
        **{name: log.flows[name] for name in FLOWS}, "day": days, "date": _dates(start, days),
        "captures": np.bincount(events["day"][captured], weights[captured], minlength=len(days) + 1)[1:],
        "perceived_defections": log.believed, "all_deaths": nation["deaths"], "limbo": nation["limbo"] > 0,
        "ending": (nation["ended"].astype(int), ENDINGS),
    }  # fmt: skip
    return _frame("daily", columns)


def groups(engine: Engine) -> pd.DataFrame:
    """Persons by day, sect, band and status."""
    counts, days = engine.log.counts, engine.log.days
    ever = np.nonzero(counts.any(axis=0))
    sect, band, status = (np.tile(codes, len(days)) for codes in ever)
    words = [s.id for s in engine.scenario.sects]
    columns = {
        "day": np.repeat(days, len(ever[0])), "sect": (sect, words), "band": _ordered(band, BANDS), "status": (status, STATUSES),
        "persons": counts[:, ever[0], ever[1], ever[2]].ravel(),
    }  # fmt: skip
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
    columns = {
        "day": raw["day"], "pass": raw["step"], "date": _dates(engine.scenario.about.start, raw["day"]), "event": (_kind_of(raw), EVENTS),
        "person": person, **_who(engine, raw["row"]), "place": (raw["place"], _places(engine)), "from_status": (raw["before"], STATUSES),
        "to_status": (raw["to"], STATUSES), "cause": (raw["cause"], CAUSES), "trigger": names.take(pa.array(trigger)),
        "stated_reason": (raw["reason"], REASONS), "true_reason": (raw["true_reason"], TRUE_REASONS),
        "militia": _militia(engine, raw["militia"]), "recent_share": raw["recent"], "persons": _weights(engine, raw),
        **{f"log_{term}": values for term, values in zip(TERMS, terms.T, strict=True)},
    }  # fmt: skip
    return _frame("events", columns)


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
    columns = {
        "person": _person(engine, rows), **_who(engine, rows), "post": people.post,
        "intake": (people.intake, [*(i.id for i in intakes), "none"]),
        "officer_school": np.array([*(i.officer_school for i in intakes), False])[people.intake], "cohort": people.cohort,
        "home": (people.home, _places(engine)), "status": (people.status, STATUSES), "since_day": people.since_day,
        "loyalty": people.loyalty, "competence": people.competence, "hope": people.hope,
        "skill": people.skill, "religiosity": people.religiosity, "nationalism": people.nationalism, "memory": people.memory,
        "militia": _militia(engine, people.militia),
        "country": (people.country.astype("i4") + 1, ["", *(c.id for c in engine.scenario.countries)]),
        "refusals": people.refusals, "labelled": people.labelled,
        "true_reason": (people.true_reason, TRUE_REASONS), "remaining": remaining, "hazard_today": hazard,
        "days_to_go": days_to_go, "persons": engine.state.units.weight[people.unit],
    }  # fmt: skip
    return _frame("people", columns)


def militias(engine: Engine) -> pd.DataFrame:
    """One row a week and militia that exists."""
    return _frame("militias", militia_columns(engine))


def sponsors(engine: Engine) -> pd.DataFrame:
    """One row a week and sponsor."""
    return _frame("sponsors", sponsor_columns(engine))


def choices(engine: Engine) -> pd.DataFrame:
    """One row for each choice of a leader or sponsor, with its utility terms, in the order in which they were made."""
    return _frame("choices", choice_columns(engine, lambda rows: _person(engine, rows)))


def places(engine: Engine) -> pd.DataFrame:
    """One row a week and place."""
    log, ids, weeks = engine.log, _places(engine), engine.log.weeks("places")
    columns: dict[str, Any] = {name: weeks[name].ravel() for name in weeks.dtype.names or ()}
    columns["safe"] = columns["safe"] > 0
    day = np.repeat(log.week_days, len(ids))
    return _frame("places", columns | {"day": day, "place": (np.tile(np.arange(len(ids), dtype="i4"), len(weeks)), ids)})


FRAMES: dict[str, Callable[[Engine], pd.DataFrame]] = dict(
    zip(TABLES, (daily, groups, units, events, people, militias, sponsors, choices, places), strict=True)
)
"""How each table is made."""


def _militia(engine: Engine, rows: np.ndarray) -> tuple[np.ndarray, list[str]]:
    return rows.astype("i4") + 1, militia_words(engine)


def _frame(table: str, columns: Mapping[str, Any]) -> pd.DataFrame:
    return as_frame(table, {field.name: columns[field.name] for field in fields(table, _FAMILIES)})


def _who(engine: Engine, rows: np.ndarray) -> dict[str, Any]:
    people, unit = engine.state.people, engine.state.people.unit[rows]
    return {
        "sect": (people.sect[rows], [s.id for s in engine.scenario.sects]), "rank": _ordered(people.rank[rows], RANKS),
        "band": _ordered(people.band[rows], BANDS), "branch": (engine.state.units.branch[unit], BRANCHES),
        "speciality": (people.speciality[rows], SPECIALITIES), "unit": (unit, engine.unit_ids),
    }  # fmt: skip


def _person(engine: Engine, rows: np.ndarray) -> Any:
    """Stable names, such as ``guard/b1/bn2/c3/007``."""
    people = engine.state.people
    units = pa.array(engine.unit_ids, pa.string()).take(pa.array(people.unit[rows]))
    numbers = pa.array([f"{seat:03d}" for seat in range(people.seat.max(initial=0) + 1)], pa.string()).take(pa.array(people.seat[rows]))
    return pc.binary_join_element_wise(units, numbers, "/")


def _ordered(codes: np.ndarray, words: tuple[str, ...]) -> tuple[np.ndarray, tuple[str, ...]]:
    """Codes and words of ranks or bands with civilians, who stand last in the model, put lowest."""
    return (codes.astype("i4") + 1) % len(words), (words[-1], *words[:-1])


def _kind_of(events: np.ndarray) -> np.ndarray:
    return np.asarray(KINDS[events["before"], events["to"]])


def _weights(engine: Engine, events: np.ndarray) -> np.ndarray:
    return np.asarray(engine.state.units.weight[engine.state.people.unit[events["row"]]])


def _places(engine: Engine) -> list[str]:
    return [place.id for place in engine.scenario.places]


def _dates(start: Any, days: np.ndarray) -> np.ndarray:
    return np.asarray(np.datetime64(start, "D") + (days.astype("i8") - 1))
