"""How each outcome is computed from a record's tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from model.experiments.presence import parties, strengths, whole_unit_exits
from model.outcomes import DEATH, DEFECTION, ENOUGH_OUT, LEAVING, RECENT_COHORTS, SMALL_PARTY
from model.schema import ARMED_FORCES, BANDS, CIVIL, OFFICER_BANDS
from model.state import CAMP, IN_ACTION, OUT_AND_ALIVE, SERVING, STATUSES

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
        army = record.people.loc[record.people["band"] != BANDS[CIVIL], column]
        return len(set(army.unique()) - set(_happened(record, window, (DEFECTION,), [column])[column].unique()))

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


def whereabouts(record: Record) -> pd.DataFrame:
    """Living defected officers by day (rows) and status (columns), in persons."""
    groups = record.groups
    out = groups[groups["band"].isin(OFFICER_BANDS) & groups["status"].isin([STATUSES[s] for s in OUT_AND_ALIVE])]
    days = out.groupby(["day", "status"], observed=True)["persons"].sum().unstack(fill_value=0)
    return days.reindex(index=record.daily["day"], columns=[STATUSES[s] for s in OUT_AND_ALIVE], fill_value=0.0)


def _share_of_officers(statuses: tuple[int, ...]) -> Callable[[Record, Window], Value]:
    def share(record: Record, window: Window) -> Value:
        day = whereabouts(record).iloc[window.last - 1]
        return float(day[[STATUSES[s] for s in statuses]].sum() / day.sum()) if day.sum() else None

    return share


def _in_action(record: Record, window: Window) -> np.ndarray:
    """Share in action on the days so far that have enough officers out."""
    days = whereabouts(record).iloc[: window.last]
    total = days.sum(axis=1)
    enough = days[total >= ENOUGH_OUT]
    return np.asarray(enough[[STATUSES[s] for s in IN_ACTION]].sum(axis=1) / total[enough.index])


def _peak(record: Record, window: Window) -> Value:
    shares = _in_action(record, window)
    return float(shares.max()) if len(shares) else None


def _fall(record: Record, window: Window) -> Value:
    shares = _in_action(record, window)
    return float(1.0 - shares[-1] / shares.max()) if len(shares) and shares.max() > 0 else None


def _lost(record: Record, window: Window) -> Value:
    """Those who defected, each once, by where they are on the day."""
    events = record.events
    some = events[(events["day"] <= window.last) & events["band"].isin(OFFICER_BANDS)]
    ever = some.loc[some["event"] == DEFECTION, "person"].unique()
    last = some[some["person"].isin(ever)].drop_duplicates("person", keep="last")
    lost = last["to_status"].isin(["dead", "returned", "gone"])
    total = float(last["persons"].sum())
    return float(last.loc[lost, "persons"].sum()) / total if total else None


def _used(record: Record, window: Window) -> Value:
    lost = float(record.daily["capability_lost"].iloc[window.last - 1])
    return float(record.daily["capability_used"].iloc[window.last - 1]) / lost if lost else None


def _rank_gap(record: Record, window: Window) -> Value:
    day = record.daily.iloc[window.last - 1]
    if not day["admitted"] or not day["refused"]:
        return None
    return float(day["admitted_rank"] / day["admitted"] - day["refused_rank"] / day["refused"])


def _fighters(record: Record, window: Window) -> Value:
    return float(record.daily[[STATUSES[s] for s in IN_ACTION]].iloc[window.last - 1].sum())


MEASURES: dict[str, Callable[[Record, Window], Value]] = {
    "median_daily_defections": lambda record, window: float(np.median(_daily(record, "defections", window))),
    "largest_weekly_defections": _largest_week,
    "defected": _so_far("defections"),
    "deserted": _so_far("desertions"),
    "left": _so_far("defections", "desertions", "captures"),
    "strength": _strength,
    "regime_dead": _dead,
    "soldiers_defected": _defected(BANDS[:1]),
    "officers_defected": _defected(BANDS[2:5]),
    "officers_and_NCOs_defected": _defected(BANDS[1:5]),
    "generals_defected": _defected(BANDS[4:5]),
    "sects_missing_among_defectors": _missing("sect"),
    "branches_missing_among_defectors": _missing("branch"),
    "sect_share_of_defectors": lambda record, window: _share(_happened(record, window, (DEFECTION,), ["sect", "persons"]), window.sect),
    "share_in_small_parties": _small_parties,
    "largest_whole_unit_exit": lambda record, window: float(whole_unit_exits(record)[: window.last].max(initial=0)),
    "officers_in_camps_share": _share_of_officers((CAMP,)),
    "officers_out_of_action_share": _share_of_officers(tuple(s for s in OUT_AND_ALIVE if s not in IN_ACTION)),
    "officers_in_action_peak": _peak,
    "officers_in_action_fall": _fall,
    "officers_lost_share": _lost,
    "capability_used_share": _used,
    "admitted_refused_rank_gap": _rank_gap,
    "rebel_militias": _on_the_day("rebel_militias"),
    "effective_militias": _on_the_day("effective_militias"),
    "largest_militia_share": _on_the_day("largest_militia_share"),
    "militia_cohesion": _on_the_day("militia_cohesion"),
    "sponsor_consensus": _on_the_day("sponsor_consensus"),
    "national_army": _on_the_day("national army"),
    "fighters": _fighters,
    "regime_control": _on_the_day("regime_control"),
    "limbo": _on_the_day("limbo"),
    "population_share": _population,
    "sensitive_post_share": lambda record, window: _share(record.people.loc[record.people["post"], ["sect", "persons"]], window.sect),
    "officer_school_share": _officer_school,
}
"""How each outcome is computed, by name."""
