"""How each outcome is computed from a record's tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from model.experiments.presence import parties, strengths, whole_unit_exits
from model.outcomes import DEATH, DEFECTION, LEAVING, RECENT_COHORTS, SMALL_PARTY
from model.schema import ARMED_FORCES, BANDS
from model.state import SERVING, STATUSES

if TYPE_CHECKING:
    from model.experiments.results import Record


@dataclass(frozen=True)
class Window:
    """The days that an outcome is about, first and last of them, and the sect, if it is about one."""

    first: int
    last: int
    sect: str | None = None


Value = float | None
"""None where there is nothing to take a share of, or where the run did not reach the date."""


def _daily(record: Record, column: str, window: Window) -> np.ndarray:
    return np.asarray(record.daily[column].to_numpy()[window.first - 1 : window.last])


def _so_far(*columns: str) -> Callable[[Record, Window], Value]:
    return lambda record, window: sum(float(_daily(record, column, Window(1, window.last)).sum()) for column in columns)


def _on_the_day(column: str) -> Callable[[Record, Window], Value]:
    return lambda record, window: float(record.daily[column].iloc[window.last - 1])


def _happened(record: Record, window: Window, kinds: Iterable[str], columns: list[str]) -> pd.DataFrame:
    events = record.events
    return events.loc[events["event"].isin(list(kinds)) & (events["day"] <= window.last), columns]


def _defected(bands: tuple[str, ...]) -> Callable[[Record, Window], Value]:
    def persons(record: Record, window: Window) -> Value:
        some = _happened(record, window, (DEFECTION,), ["band", "persons"])
        return float(some.loc[some["band"].isin(bands), "persons"].sum())

    return persons


def _missing(column: str) -> Callable[[Record, Window], Value]:
    def missing(record: Record, window: Window) -> Value:
        return len(set(record.people[column].unique()) - set(_happened(record, window, (DEFECTION,), [column])[column].unique()))

    return missing


def _share(sects: pd.DataFrame, sect: str | None) -> Value:
    total = float(sects["persons"].sum())
    return float(sects.loc[sects["sect"] == sect, "persons"].sum()) / total if total else None


def _largest_week(record: Record, window: Window) -> Value:
    days = np.arange(window.first, window.last + 1)
    return float(np.bincount((days - 1) // 7, _daily(record, "defections", window)).max())


def _small_parties(record: Record, window: Window) -> Value:
    leavers = _happened(record, window, LEAVING, ["unit", "day", "persons"])
    total = float(leavers["persons"].sum())
    return float(leavers.loc[parties(leavers) < SMALL_PARTY, "persons"].sum()) / total if total else None


def _dead(record: Record, window: Window) -> Value:
    some = _happened(record, window, (DEATH,), ["from_status", "persons"])
    return float(some.loc[some["from_status"] == STATUSES[SERVING], "persons"].sum())


def _strength(record: Record, window: Window) -> Value:
    """The armed forces, which published strengths count: not police, security and intelligence."""
    units = record.people.drop_duplicates("unit").set_index("unit").loc[record.unit_ids]
    return float(strengths(record)[window.last] @ (units["persons"] * units["branch"].isin(ARMED_FORCES)).to_numpy())


def _population(record: Record, window: Window) -> Value:
    places = record.scenario.places
    return sum(p.population * p.sects.get(window.sect or "", 0.0) for p in places) / sum(p.population for p in places)


def _officer_school(record: Record, window: Window) -> Value:
    people, year = record.people, record.scenario.about.start.year
    recent = people["officer_school"] & people["cohort"].between(year - RECENT_COHORTS, year - 1)
    return _share(people.loc[recent, ["sect", "persons"]], window.sect)


MEASURES: dict[str, Callable[[Record, Window], Value]] = {
    "median_daily_defections": lambda record, window: float(np.median(_daily(record, "defections", window))),
    "largest_weekly_defections": _largest_week,
    "defected": _so_far("defections"),
    "deserted": _so_far("desertions"),
    "left": _so_far("defections", "desertions", "captures"),
    "strength": _strength,
    "regime_dead": _dead,
    "soldiers_defected": _defected(BANDS[:1]),
    "officers_defected": _defected(BANDS[2:]),
    "officers_and_NCOs_defected": _defected(BANDS[1:]),
    "generals_defected": _defected(BANDS[4:]),
    "sects_missing_among_defectors": _missing("sect"),
    "branches_missing_among_defectors": _missing("branch"),
    "sect_share_of_defectors": lambda record, window: _share(_happened(record, window, (DEFECTION,), ["sect", "persons"]), window.sect),
    "share_in_small_parties": _small_parties,
    "largest_whole_unit_exit": lambda record, window: float(whole_unit_exits(record)[: window.last].max(initial=0)),
    "limbo": _on_the_day("limbo"),
    "population_share": _population,
    "sensitive_post_share": lambda record, window: _share(record.people.loc[record.people["post"], ["sect", "persons"]], window.sect),
    "officer_school_share": _officer_school,
}
"""How each outcome is computed, by name."""
