"""Who leaves: how many, which groups, how fast, alone or together, from which units."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.outcomes import DEFECTION, DESERTION, HARD_HIT, LARGE_PARTY, LEAVING, SIEGE_DAYS, SMALL_PARTY
from unit_cohesion.runs.measures.window import (
    Measure,
    Value,
    Window,
    any_of,
    by_sect,
    chosen,
    daily_column,
    events_in,
    groups_of,
    killed_serving,
    people_meant,
    persons_in,
    place_rows,
    ratio,
    serving_in_units,
    serving_men,
    share_of_sect,
    so_far,
    week_of,
    within,
)
from unit_cohesion.runs.presence import by_unit
from unit_cohesion.vocabulary import BESIEGED, CIVIL, DEPLOYED

if TYPE_CHECKING:
    from unit_cohesion.runs.facts import Facts


def _defected(lowest: int, highest: int) -> Measure:
    """Defections so far from one band to another."""

    def persons(facts: Facts, window: Window) -> Value:
        rows = events_in(facts, window, DEFECTION)
        band = facts.events("band")[rows]
        return persons_in(facts, rows[(band >= lowest) & (band <= highest)])

    return persons


def _missing(column: str) -> Measure:
    def missing(facts: Facts, window: Window) -> Value:
        army = facts.cached(("army", column), lambda: np.bincount(facts.people(column)[facts.people("band") != CIVIL]))
        out = np.bincount(facts.events(column)[events_in(facts, window, DEFECTION)], minlength=len(army))
        return int(np.count_nonzero((army > 0) & (out == 0)))

    return missing


def _by_sect_of(facts: Facts, window: Window, *kinds: str) -> np.ndarray:
    """Persons by sect to whom it happened, of those whom the target is about, whatever sect it names."""
    about = replace(window, sect=None)

    def persons() -> np.ndarray:
        rows = chosen(facts, events_in(facts, about, *kinds), about)
        return by_sect(facts, facts.events("sect")[rows], facts.events("persons")[rows])

    return facts.cached((*kinds, "by sect", str((window.first, window.last)), str(groups_of(facts.scenario, about))), persons)


def _sect_of_defectors(facts: Facts, window: Window) -> Value:
    return share_of_sect(facts, _by_sect_of(facts, window, DEFECTION), window.sect)


def _largest_week(*columns: str) -> Measure:
    def largest(facts: Facts, window: Window) -> Value:
        days = np.arange(window.first, window.last + 1)
        return float(np.bincount((days - 1) // 7, sum(daily_column(facts, column, window) for column in columns)).max())

    return largest


def _median_week(facts: Facts, window: Window) -> Value:
    first, last = -(-(window.first - 1) // 7), window.last // 7  # weeks from 0, whole ones alone
    weeks = facts.daily("defections")[7 * first : 7 * last].reshape(-1, 7).sum(axis=1) if first < last else ()
    return float(np.median(weeks)) if len(weeks) else None


def _a_day(facts: Facts, window: Window) -> Value:
    return persons_in(facts, chosen(facts, events_in(facts, window, *LEAVING), window)) / (window.last - window.first + 1)


def _busiest_quarter(facts: Facts, window: Window) -> Value:
    rows, start = events_in(facts, window, *LEAVING), facts.scenario.about.start
    days = np.arange(window.first - 2, window.last + 1)  # from the day before to the day after
    quarters = (np.datetime64(start, "D") + days).astype("datetime64[M]").astype(int) // 3  # of 1970 the first is 0
    before, after = int(quarters[0]), int(quarters[-1])
    left = np.bincount(quarters[facts.events("day")[rows] - window.first + 1] - before, facts.events("persons")[rows], after - before + 1)
    left[0] = 0.0  # one that had begun before
    left[after - before :] = 0.0  # one that goes on after
    return float(1970 + (before + left.argmax()) / 4) if left.any() else None


def _per_defection(facts: Facts, window: Window) -> Value:
    deserted, defected = (so_far(kind)(facts, window) for kind in (DESERTION, DEFECTION))
    return ratio(deserted or 0.0, defected or 0.0)


def _small_parties(facts: Facts, window: Window) -> Value:
    rows = facts.happened(LEAVING, window.last)
    alone, first = facts.parties.of_leaver[: len(rows)] < SMALL_PARTY, len(rows) - len(events_in(facts, window, *LEAVING))
    return ratio(persons_in(facts, rows[first:][alone[first:]]), persons_in(facts, rows[first:]))


def _whole_unit(facts: Facts, window: Window) -> Value:
    parties = facts.parties
    return float(parties.men[parties.whole & within(parties.day, window)].max(initial=0))


def _largest_party(facts: Facts, window: Window) -> Value:
    return float(facts.parties.men[within(facts.parties.day, window)].max(initial=0))


def _large_parties(facts: Facts, window: Window) -> Value:
    parties = facts.parties
    large = within(parties.day, window) & (parties.men > LARGE_PARTY)
    return float(facts.units("persons")[parties.unit[large]].sum())


def _relative_exits(facts: Facts, window: Window) -> Value:
    sects = facts.scenario.sects
    left = _by_sect_of(facts, window, *LEAVING)
    men = facts.cached(("served", "sect"), lambda: by_sect(facts, facts.people("sect"), serving_men(facts)))
    largest = max(range(len(sects)), key=lambda row: sects[row].population_share)
    own = next(row for row, sect in enumerate(sects) if sect.id == window.sect)
    return ratio(left[own] * men[largest], left[largest] * men[own])


def _hard_hit(facts: Facts, window: Window) -> Value:
    weeks, units = week_of(window) + 1, facts.unit_count
    posture, place = (facts.weekly("units", name)[:weeks] for name in ("posture", "place"))
    there = ((posture == DEPLOYED) & any_of(place, place_rows(facts.scenario, window.of))).any(axis=0)
    rows = np.concatenate([events_in(facts, window, *LEAVING), killed_serving(facts, window)])
    lost = np.bincount(facts.events("unit")[rows], facts.events("persons")[rows], units)[:units]
    men = serving_in_units(facts, 0)
    there &= men > 0
    if not there.any():
        return None
    share, weight = lost[there] / men[there], facts.units("persons")[there]
    order = np.argsort(-share, kind="stable")
    return float(share[order][np.searchsorted(np.cumsum(weight[order]), HARD_HIT * weight.sum())])


def _sieges(facts: Facts, window: Window) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each siege of a unit that began in the window: the unit, the week in which it began, and the week in which it was over."""
    held = facts.weekly("units", "posture") == BESIEGED
    held = np.concatenate([np.zeros((1, held.shape[1]), bool), held, np.zeros((1, held.shape[1]), bool)]).T
    change = np.diff(held.astype("i1"), axis=1)
    (unit, began), (_, over) = np.nonzero(change > 0), np.nonzero(change < 0)  # by unit, then week: they go in pairs
    counted = within(7 * began + 1, window)
    return unit[counted], began[counted], over[counted]


def _siege_days(facts: Facts, window: Window) -> Value:
    unit, began, over = _sieges(facts, window)
    if not len(unit):
        return None
    days, weight = np.minimum(7 * over, window.last) - 7 * began, facts.units("persons")[unit]
    order = np.argsort(days, kind="stable")
    return float(days[order][np.searchsorted(np.cumsum(weight[order]), weight.sum() / 2)])


def _besieged_who_defect(facts: Facts, window: Window) -> Value:
    unit, began, _ = _sieges(facts, window)
    men = facts.weekly("units", "strength")[began, unit].sum(dtype="f8")
    rows = facts.happened((DEFECTION,), facts.days)
    rows = rows[by_unit(facts, rows)]
    begin, end = np.searchsorted(facts.events("unit")[rows], (np.arange(facts.unit_count), np.arange(1, facts.unit_count + 1)))
    out, latest = 0.0, np.full(facts.unit_count, -SIEGE_DAYS)
    order = np.argsort(began, kind="stable")
    for one, first in zip(unit[order], 7 * began[order] + 1, strict=True):
        since = max(first, latest[one] + SIEGE_DAYS)  # of a siege that comes soon after another, the days that are not counted yet
        of_unit = rows[begin[one] : end[one]]
        counted = slice(*np.searchsorted(facts.events("day")[of_unit], (since, first + SIEGE_DAYS)))
        out += float(facts.events("persons")[of_unit[counted]].sum())
        latest[one] = first
    return ratio(out, float(men))


def _share_of_formation_left(facts: Facts, window: Window) -> Value:
    men = np.where(people_meant(facts, window, (window.first - 1) // 7), serving_men(facts, window.first - 1), 0.0)
    left = np.unique(facts.events("person")[events_in(facts, window, *LEAVING)])
    return ratio(float(men[left].sum()), float(men.sum()))


def _days_from_10_to_90(facts: Facts, window: Window) -> Value:
    rows = chosen(facts, events_in(facts, window, *LEAVING), window)
    if not len(rows):
        return None
    gone = np.cumsum(facts.events("persons")[rows])
    first, last = facts.events("day")[rows[np.searchsorted(gone, np.array([0.1, 0.9]) * gone[-1] * (1 - 1e-12))]]
    return float(last - first)


MEASURES: dict[str, Measure] = {
    "median_daily_defections": lambda facts, window: float(np.median(daily_column(facts, "defections", window))),
    "median_weekly_defections": _median_week,
    "largest_weekly_defections": _largest_week("defections"),
    "largest_weekly_exits": _largest_week("defections", "desertions", "captures"),
    "defected": so_far(DEFECTION),
    "deserted": so_far(DESERTION),
    "left": so_far(*LEAVING),
    "left_per_day": _a_day,
    "busiest_quarter": _busiest_quarter,
    "desertions_per_defection": _per_defection,
    "share_of_formation_left": _share_of_formation_left,
    "days_from_10_to_90": _days_from_10_to_90,
    "soldiers_defected": _defected(0, 0),
    "officers_defected": _defected(2, 4),
    "officers_and_NCOs_defected": _defected(1, 4),
    "generals_defected": _defected(4, 4),
    "sects_missing_among_defectors": _missing("sect"),
    "branches_missing_among_defectors": _missing("branch"),
    "sect_share_of_defectors": _sect_of_defectors,
    "relative_exits": _relative_exits,
    "share_in_small_parties": _small_parties,
    "largest_party": _largest_party,
    "large_parties": _large_parties,
    "largest_whole_unit_exit": _whole_unit,
    "lost_by_hard_hit": _hard_hit,
    "besieged_who_defect": _besieged_who_defect,
    "siege_days": _siege_days,
}
