"""How each outcome is computed from the facts of a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.errors import CohesionError, nearest, short_repr
from unit_cohesion.outcomes import (
    DEATH,
    DEFECTION,
    DESERTION,
    DISSOLVED,
    ENOUGH_OUT,
    HARD_HIT,
    LARGE_PARTY,
    LEAVING,
    LOST_CONTROL,
    OUTCOMES,
    RECENT_COHORTS,
    RISING_DAYS,
    SIEGE_DAYS,
    SMALL_PARTY,
    WON_CONTROL,
    nearest_outcome,
    outcome_names,
)
from unit_cohesion.runs.facts import Facts
from unit_cohesion.schema import ARMED_FORCES, BANDS, BRANCHES, CIVIL, OFFICER_BANDS, SPECIALITIES, Target
from unit_cohesion.vocabulary import (
    BESIEGED,
    CAMP,
    CAPTURED,
    CONFINED,
    DEAD,
    DEPLOYED,
    ENDINGS,
    GONE,
    IN_ACTION,
    NATIONAL,
    OUT_AND_ALIVE,
    RETURNED,
    SERVING,
    STATUSES,
    UNDER_ARMS,
)

if TYPE_CHECKING:
    from unit_cohesion.scenario import Scenario

NO_TARGET = Target.model_construct(outcome="")
_OFFICERS = BANDS.index(OFFICER_BANDS[0]), BANDS.index(OFFICER_BANDS[-1])
_ARMED = np.array([branch in ARMED_FORCES for branch in BRANCHES])
_LOST = np.array([status in (DEAD, RETURNED, GONE) for status in range(len(STATUSES))])


@dataclass(frozen=True)
class Window:
    """What an outcome is about.

    Attributes:
        first, last: days of the run.
        sect: if it is about one.
        of: the target, with all else that it says.
    """

    first: int
    last: int
    sect: str | None = None
    of: Target = NO_TARGET


Value = float | None
"""None where there is nothing to take a share of, or where the run did not reach the date."""
Measure = Callable[[Facts, Window], Value]


def _daily(facts: Facts, column: str, window: Window) -> np.ndarray:
    return facts.daily(column)[window.first - 1 : window.last]


def _so_far(*kinds: str) -> Measure:
    """Persons to whom it happened, of those whom the target is about."""
    return lambda facts, window: _persons(facts, _chosen(facts, _rows(facts, window, *kinds), window))


def _rows(facts: Facts, window: Window, *kinds: str) -> np.ndarray:
    """The rows of such events in the window."""
    return facts.happened(kinds, window.last, window.first)


def _chosen(facts: Facts, rows: np.ndarray, window: Window) -> np.ndarray:
    """Those of some rows of events that the target is about."""
    return rows[_is_meant(lambda column: facts.events(column)[rows], facts, window)]


def _is_meant(column: Callable[[str], np.ndarray], facts: Facts, window: Window) -> np.ndarray | slice:
    """Which of some people the target is about, by their columns; all where it is about no group in particular."""
    found: np.ndarray | slice = slice(None)
    for name, wanted in _groups_of(facts.scenario, window).items():
        here = np.isin(column(name), wanted)
        found = here if isinstance(found, slice) else found & here
    return found


def _groups_of(scenario: Scenario, window: Window) -> dict[str, list[int]]:
    """By column, the rows that the target names."""
    target, army = window.of, scenario.army.formations
    below = set(target.formation)
    for _ in army:  # down the chain of command
        below |= {one.id for one in army if one.parent in below}
    found = {
        "sect": [row for row, sect in enumerate(scenario.sects) if sect.id == window.sect],
        "band": [BANDS.index(band) for band in target.band],
        "branch": [BRANCHES.index(branch) for branch in target.branch],
        "speciality": [SPECIALITIES.index(one) for one in target.speciality],
        "formation": [row for row, one in enumerate(army) if one.id in below],
        "home": _place_rows(scenario, target),
    }
    return {name: rows for name, rows in found.items() if rows}


def _place_rows(scenario: Scenario, target: Target) -> list[int]:
    return [row for row, place in enumerate(scenario.places) if place.id in target.place]


def _week_of(window: Window) -> int:
    return (window.last - 1) // 7


def _ratio(part: float, whole: float) -> Value:
    return float(part / whole) if whole else None


def _on_the_day(*columns: str) -> Measure:
    return lambda facts, window: sum(float(facts.daily(column)[window.last - 1]) for column in columns)


def _persons(facts: Facts, rows: np.ndarray) -> float:
    return float(facts.events("persons")[rows].sum())


def _defected(lowest: int, highest: int) -> Measure:
    """Defections so far from one band to another."""

    def persons(facts: Facts, window: Window) -> Value:
        rows = _rows(facts, window, DEFECTION)
        band = facts.events("band")[rows]
        return _persons(facts, rows[(band >= lowest) & (band <= highest)])

    return persons


def _missing(column: str) -> Measure:
    def missing(facts: Facts, window: Window) -> Value:
        army = facts.cached(("army", column), lambda: np.bincount(facts.people(column)[facts.people("band") != CIVIL]))
        out = np.bincount(facts.events(column)[_rows(facts, window, DEFECTION)], minlength=len(army))
        return int(np.count_nonzero((army > 0) & (out == 0)))

    return missing


def _by_sect(facts: Facts, sects: np.ndarray, persons: np.ndarray) -> np.ndarray:
    return np.bincount(sects, persons, minlength=len(facts.scenario.sects))


def _share(facts: Facts, by_sect: np.ndarray, sect: str | None) -> Value:
    """Of a group, and of the ethnic groups of its faith."""
    total = float(by_sect.sum())
    return float(by_sect[[sect in (one.id, one.faith) for one in facts.scenario.sects]].sum()) / total if total else None


def _sect_of_defectors(facts: Facts, window: Window) -> Value:
    rows = _chosen(facts, _rows(facts, window, DEFECTION), replace(window, sect=None))
    return _share(facts, _by_sect(facts, facts.events("sect")[rows], facts.events("persons")[rows]), window.sect)


def _sect_among(name: str, chosen: Callable[[Facts], np.ndarray]) -> Measure:
    """The share of the sect among some people."""

    def by_sect(facts: Facts) -> np.ndarray:
        rows = np.flatnonzero(chosen(facts))
        return _by_sect(facts, facts.people("sect")[rows], facts.people("persons")[rows])

    return lambda facts, window: _share(facts, facts.cached(("sects", name), lambda: by_sect(facts)), window.sect)


def _largest_week(*columns: str) -> Measure:
    def largest(facts: Facts, window: Window) -> Value:
        days = np.arange(window.first, window.last + 1)
        return float(np.bincount((days - 1) // 7, sum(_daily(facts, column, window) for column in columns)).max())

    return largest


def _median_week(facts: Facts, window: Window) -> Value:
    first, last = -(-(window.first - 1) // 7), window.last // 7  # weeks from 0, whole ones alone
    weeks = facts.daily("defections")[7 * first : 7 * last].reshape(-1, 7).sum(axis=1) if first < last else ()
    return float(np.median(weeks)) if len(weeks) else None


def _a_day(facts: Facts, window: Window) -> Value:
    return _persons(facts, _chosen(facts, _rows(facts, window, *LEAVING), window)) / (window.last - window.first + 1)


def _busiest_quarter(facts: Facts, window: Window) -> Value:
    rows, start = _rows(facts, window, *LEAVING), facts.scenario.about.start
    days = np.arange(window.first - 2, window.last + 1)  # from the day before to the day after
    quarters = (np.datetime64(start, "D") + days).astype("datetime64[M]").astype(int) // 3
    left = np.bincount(quarters[facts.events("day")[rows] - window.first + 1], facts.events("persons")[rows], quarters[-1] + 1)
    left[: quarters[0] + 1] = 0.0  # one that had begun before
    left[quarters[-1] :] = 0.0  # one that goes on after
    return float(1970 + left.argmax() / 4) if left.any() else None


def _per_defection(facts: Facts, window: Window) -> Value:
    deserted, defected = (_so_far(kind)(facts, window) for kind in (DESERTION, DEFECTION))
    return _ratio(deserted or 0.0, defected or 0.0)


def _small_parties(facts: Facts, window: Window) -> Value:
    rows = facts.happened(LEAVING, window.last)
    alone, first = facts.parties.of_leaver[: len(rows)] < SMALL_PARTY, len(rows) - len(_rows(facts, window, *LEAVING))
    return _ratio(_persons(facts, rows[first:][alone[first:]]), _persons(facts, rows[first:]))


def _whole_unit(facts: Facts, window: Window) -> Value:
    parties = facts.parties
    return float(parties.men[parties.whole & _in(parties.day, window)].max(initial=0))


def _in(day: np.ndarray, window: Window) -> np.ndarray:
    return np.asarray((day >= window.first) & (day <= window.last))


def _largest_party(facts: Facts, window: Window) -> Value:
    return float(facts.parties.men[_in(facts.parties.day, window)].max(initial=0))


def _large_parties(facts: Facts, window: Window) -> Value:
    parties = facts.parties
    large = _in(parties.day, window) & (parties.men > LARGE_PARTY)
    return float(facts.units("persons")[parties.unit[large]].sum())


def _killed_serving(facts: Facts, window: Window) -> np.ndarray:
    rows = _rows(facts, window, DEATH)
    return np.asarray(rows[facts.events("from_status")[rows] == SERVING])


def _dead(facts: Facts, window: Window) -> Value:
    return _persons(facts, _chosen(facts, _killed_serving(facts, window), window))


def _share_of_dead(facts: Facts, window: Window) -> Value:
    rows = _killed_serving(facts, window)
    return _ratio(_persons(facts, _chosen(facts, rows, window)), _persons(facts, rows))


def _dead_by_home(facts: Facts, window: Window) -> Value:
    places, given = facts.scenario.places, window.of.values
    rows = _killed_serving(facts, window)
    dead = np.bincount(facts.events("home")[rows], facts.events("persons")[rows], len(places)) / [place.population for place in places]
    named = [row for row, place in enumerate(places) if place.id in given]
    came, wanted = (_ranks(np.asarray(values, float)) for values in (dead[named], [given[places[row].id] for row in named]))
    spread = float(came.std() * wanted.std())
    return float(((came - came.mean()) * (wanted - wanted.mean())).mean() / spread) if spread else None


def _ranks(values: np.ndarray) -> np.ndarray:
    """Their ranks; the same for equal ones, as Spearman has it."""
    below, upto = (np.searchsorted(np.sort(values), values, side) for side in ("left", "right"))
    return np.asarray((below + upto) / 2)


def _per_rebel(facts: Facts, window: Window) -> Value:
    rows = _rows(facts, window, DEATH)
    rebels = rows[np.isin(facts.events("from_status")[rows], UNDER_ARMS)]
    return _ratio(_persons(facts, _killed_serving(facts, window)), _persons(facts, rebels))


def _defectors_dead(facts: Facts, window: Window) -> Value:
    rows = _rows(facts, window, DEATH)
    out = np.isin(facts.events("from_status")[rows], OUT_AND_ALIVE) & (facts.events("band")[rows] != CIVIL)
    return _persons(facts, rows[out]) / (window.last - window.first + 1)


def _serving_men(facts: Facts, at: int = 0) -> np.ndarray:
    """Who serves at the end of a day (of day zero: before the first), in persons, by person."""

    def serving() -> np.ndarray:
        later = slice(int(np.searchsorted(facts.events("day"), at, "right")), None)
        rows, first = np.unique(facts.events("person")[later], return_index=True)
        found = facts.people("status") == SERVING
        found[rows] = facts.events("from_status")[later][first] == SERVING
        return np.where(found, facts.people("persons"), 0.0)

    return facts.cached(("serving", str(at)), serving)


def _army(facts: Facts, window: Window, career: bool = False) -> Value:
    """The share of the sect among those who served on day zero."""
    persons = _serving_men(facts).copy()
    if career:
        conscript = np.array([*(intake.conscript for intake in facts.scenario.army.intakes), True])
        persons[conscript[facts.people("intake")]] = 0.0
    meant = _is_meant(facts.people, facts, replace(window, sect=None))
    return _share(facts, _by_sect(facts, facts.people("sect")[meant], persons[meant]), window.sect)


def _relative_exits(facts: Facts, window: Window) -> Value:
    rows, sects = _rows(facts, window, *LEAVING), facts.scenario.sects
    left = _by_sect(facts, facts.events("sect")[rows], facts.events("persons")[rows])
    men = facts.cached(("served", "sect"), lambda: _by_sect(facts, facts.people("sect"), _serving_men(facts)))
    largest = max(range(len(sects)), key=lambda row: sects[row].population_share)
    own = next(row for row, sect in enumerate(sects) if sect.id == window.sect)
    return _ratio(left[own] * men[largest], left[largest] * men[own])


def _hard_hit(facts: Facts, window: Window) -> Value:
    weeks, units = _week_of(window) + 1, facts.unit_count
    posture, place = (facts.weekly("units", name)[:weeks] for name in ("posture", "place"))
    there = ((posture == DEPLOYED) & np.isin(place, _place_rows(facts.scenario, window.of))).any(axis=0)
    rows = np.concatenate([_rows(facts, window, *LEAVING), _killed_serving(facts, window)])
    lost = np.bincount(facts.events("unit")[rows], facts.events("persons")[rows], units)[:units]
    men = np.bincount(facts.people("unit"), _serving_men(facts), units)[:units]
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
    counted = _in(7 * began + 1, window)
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
    of, day = facts.events("unit")[rows], facts.events("day")[rows]
    out, latest = 0.0, np.full(facts.unit_count, -SIEGE_DAYS)
    order = np.argsort(began, kind="stable")
    for one, first in zip(unit[order], 7 * began[order] + 1, strict=True):
        since = max(first, latest[one] + SIEGE_DAYS)  # of a siege that comes soon after another, the days that are not counted yet
        out += float(facts.events("persons")[rows[(of == one) & (day >= since) & (day < first + SIEGE_DAYS)]].sum())
        latest[one] = first
    return _ratio(out, float(men))


def _stationed(facts: Facts, window: Window, week: int) -> np.ndarray:
    """Which people the target is about, places by where their units stand in a week."""
    meant = np.zeros(len(facts.people("unit")), bool)
    meant[_is_meant(facts.people, facts, replace(window, of=window.of.model_copy(update={"place": ()})))] = True
    return np.asarray(meant & _standing(facts, window, week)[np.minimum(facts.people("unit"), facts.unit_count)])


def _standing(facts: Facts, window: Window, week: int) -> np.ndarray:
    """Which of the smallest units stand in a place of the target's in a week, all where it names none; and then False for all others."""
    there = np.ones(facts.unit_count, bool)
    if window.of.place:
        there = np.isin(facts.weekly("units", "place")[week], _place_rows(facts.scenario, window.of))
    return np.append(there, False)


def _present(facts: Facts, window: Window) -> Value:
    return float(_serving_men(facts, window.last)[_stationed(facts, window, _week_of(window))].sum())


def _share_of_formation_left(facts: Facts, window: Window) -> Value:
    men = np.where(_stationed(facts, window, (window.first - 1) // 7), _serving_men(facts, window.first - 1), 0.0)
    left = np.unique(facts.events("person")[_rows(facts, window, *LEAVING)])
    return _ratio(float(men[left].sum()), float(men.sum()))


def _days_from_10_to_90(facts: Facts, window: Window) -> Value:
    rows = _chosen(facts, _rows(facts, window, *LEAVING), window)
    if not len(rows):
        return None
    gone = np.cumsum(facts.events("persons")[rows])
    first, last = facts.events("day")[rows[np.searchsorted(gone, np.array([0.1, 0.9]) * gone[-1] * (1 - 1e-12))]]
    return float(last - first)


def _dissolved(facts: Facts, window: Window) -> Value:
    meant = _units_meant(facts, replace(window, of=window.of.model_copy(update={"place": ()})))
    meant &= _standing(facts, window, (window.first - 1) // 7)[:-1]
    before, after = (
        np.bincount(facts.people("unit"), _serving_men(facts, day), facts.unit_count)[: facts.unit_count]
        for day in (window.first - 1, window.last)
    )
    return float(facts.units("persons")[meant & (before > 0) & (after < DISSOLVED * before)].sum())


def _in_use(facts: Facts, window: Window) -> Value:
    week, units = _week_of(window), _units_meant(facts, window)
    men, posture = (facts.weekly("units", name)[week][units] for name in ("strength", "posture"))
    return _ratio(float(men[posture != CONFINED].sum(dtype="f8")), float(men.sum(dtype="f8")))


def _units_meant(facts: Facts, window: Window) -> np.ndarray:
    """Which of the smallest units a target is about."""
    wanted = _groups_of(facts.scenario, window)
    found = np.ones(facts.unit_count, bool)
    for name, rows in wanted.items():
        found &= np.isin(facts.units(name), rows)
    return found


def _band_of_arrivals(facts: Facts, window: Window) -> Value:
    rows = np.arange(*np.searchsorted(facts.events("day"), (window.first, window.last + 1)))
    band = facts.events("band")
    came = rows[(facts.events("to_status")[rows] == CAMP) & (band[rows] >= _OFFICERS[0]) & (band[rows] <= _OFFICERS[1])]
    wanted = [BANDS.index(name) for name in window.of.band]
    return _ratio(_persons(facts, came[np.isin(band[came], wanted)]), _persons(facts, came))


def _returned(facts: Facts, window: Window) -> Value:
    rows = np.arange(*np.searchsorted(facts.events("day"), (window.first, window.last + 1)))
    back = (facts.events("to_status")[rows] == RETURNED) & np.isin(facts.events("from_status")[rows], UNDER_ARMS)
    return _persons(facts, rows[back])


def _share_in_action(facts: Facts, window: Window) -> Value:
    day = facts.out_by_band(window.of.band)[window.last - 1]
    return _ratio(float(day[[OUT_AND_ALIVE.index(status) for status in IN_ACTION]].sum()), float(day.sum()))


def _sect_of_fighters(facts: Facts, window: Window) -> Value:
    return _share(facts, facts.counts[window.last - 1][:, :, IN_ACTION].sum(axis=(1, 2)), window.sect)


def _militia_size(facts: Facts, window: Window) -> Value:
    there = np.isin(facts.weekly("militias", "place"), _place_rows(facts.scenario, window.of))
    men = facts.weekly("militias", "fighters")[there & (facts.weekly("militias", "day") == 7 * _week_of(window) + 1)]
    men = men[men > 0]
    return float(men.mean(dtype="f8")) if len(men) else None


def _control_there(facts: Facts, window: Window) -> Value:
    return float(facts.weekly("places", "control")[_week_of(window)][_place_rows(facts.scenario, window.of)].mean(dtype="f8"))


def _places_lost(facts: Facts, window: Window) -> Value:
    lost = facts.weekly("places", "control")[_week_of(window)] < LOST_CONTROL
    return float(np.count_nonzero(lost[_place_rows(facts.scenario, window.of)] if window.of.place else lost))


def _order_of_loss(facts: Facts, window: Window) -> Value:
    given, places = window.of.values, facts.scenario.places
    named = [row for row, place in enumerate(places) if place.id in given]
    weeks = facts.weekly("places", "control")[: _week_of(window) + 1, named] < LOST_CONTROL
    came = np.where(weeks.any(axis=0), weeks.argmax(axis=0), len(weeks))
    signs = [np.sign(np.subtract.outer(x, x)) for x in (came, np.array([given[places[row].id] for row in named]))]
    apart = float(np.sqrt((signs[0] ** 2).sum() * (signs[1] ** 2).sum(dtype="f8")))
    return float((signs[0] * signs[1]).sum()) / apart if apart else None


def _regime_gains(facts: Facts, window: Window) -> Value:
    control = facts.daily("regime_control")[: window.last]
    if control[-1] >= WON_CONTROL:
        return 1.0
    months = control[-RISING_DAYS:].reshape(-1, 30).mean(axis=1) if len(control) >= RISING_DAYS else np.zeros(2)
    return float((np.diff(months) >= 0.0).all() and months[-1] > months[0])


def _regime_falls(facts: Facts, window: Window) -> Value:
    return float(facts.daily("ending")[window.last - 1] == ENDINGS.index("regime falls"))


def _counted_dead(facts: Facts, window: Window) -> Value:
    undercount = float(facts.scenario.parameters["undercount"])  # type: ignore[arg-type]
    return float(30.0 * _daily(facts, "all_deaths", window).mean() / undercount)


def _foreign(facts: Facts, window: Window) -> Value:
    start = facts.scenario.about.start
    came = [one.value or 0.0 for one in facts.scenario.events if one.kind == "foreign_help" and (one.date - start).days < window.last]
    return float(sum(came))


def _strength(facts: Facts, window: Window) -> Value:
    """The armed forces, which published strengths count: not police, security and intelligence."""
    return _serving(facts, window.last, _ARMED[facts.units("branch")])


def _strength_share(facts: Facts, window: Window) -> Value:
    meant = _units_meant(facts, window)
    return _ratio(_serving(facts, window.last, meant), _serving(facts, 0, meant))


def _serving(facts: Facts, at: int, units: np.ndarray) -> float:
    """Persons who serve in some of the smallest units at the end of a day."""
    persons = np.where(units, facts.units("persons"), 0.0)
    day, unit = facts.events("day"), facts.events("unit")
    later = slice(int(np.searchsorted(day, at, "right")), None)
    came, went = (facts.events(column)[later] == SERVING for column in ("to_status", "from_status"))
    at_end = persons[facts.people("unit")[facts.people("status") == SERVING]].sum()
    return float(at_end + persons[unit[later][went]].sum() - persons[unit[later][came]].sum())


def _population(facts: Facts, window: Window) -> Value:
    places, of_faith = facts.scenario.places, [one.id for one in facts.scenario.sects if window.sect in (one.id, one.faith)]
    return sum(p.population * p.sects.get(one, 0.0) for p in places for one in of_faith) / sum(p.population for p in places)


def _of_officer_school(facts: Facts) -> np.ndarray:
    cohort, year = facts.people("cohort"), facts.scenario.about.start.year
    return np.asarray(facts.people("officer_school") & (year - RECENT_COHORTS <= cohort) & (cohort < year))


def _share_of_officers(statuses: tuple[int, ...]) -> Measure:
    columns = [OUT_AND_ALIVE.index(status) for status in statuses]

    def share(facts: Facts, window: Window) -> Value:
        day = facts.officers_out[window.last - 1]
        return float(day[columns].sum() / day.sum()) if day.sum() else None

    return share


def _in_action(facts: Facts, window: Window) -> np.ndarray:
    """Share in action on the days so far that have enough officers out."""
    out = facts.officers_out[: window.last]
    total = out.sum(axis=1)
    enough = total >= ENOUGH_OUT
    return np.asarray(out[enough][:, [OUT_AND_ALIVE.index(status) for status in IN_ACTION]].sum(axis=1) / total[enough])


def _peak(facts: Facts, window: Window) -> Value:
    shares = _in_action(facts, window)
    return float(shares.max()) if len(shares) else None


def _fall(facts: Facts, window: Window) -> Value:
    shares = _in_action(facts, window)
    return float(1.0 - shares[-1] / shares.max()) if len(shares) and shares.max() > 0 else None


def _lost(facts: Facts, window: Window) -> Value:
    """Those who defected, each once, by where they are on the day."""
    band, person = facts.events("band"), facts.events("person")
    rows = np.arange(np.searchsorted(facts.events("day"), window.last, "right"))
    rows = rows[(band[rows] >= _OFFICERS[0]) & (band[rows] <= _OFFICERS[1])]
    latest = np.full(int(person[rows].max(initial=0)) + 1, -1)
    latest[person[rows]] = rows  # of a person's events the last one stays
    defected = facts.happened((DEFECTION,), window.last)
    defected = defected[(band[defected] >= _OFFICERS[0]) & (band[defected] <= _OFFICERS[1])]
    ever = np.zeros(len(latest), bool)
    ever[person[defected]] = True
    last = latest[ever]
    total = _persons(facts, last)
    return _persons(facts, last[_LOST[facts.events("to_status")[last]]]) / total if total else None


def _used(facts: Facts, window: Window) -> Value:
    lost = float(facts.daily("capability_lost")[window.last - 1])
    return float(facts.daily("capability_used")[window.last - 1]) / lost if lost else None


def _rank_gap(facts: Facts, window: Window) -> Value:
    day = {name: float(facts.daily(name)[window.last - 1]) for name in ("admitted", "refused", "admitted_rank", "refused_rank")}
    if not day["admitted"] or not day["refused"]:
        return None
    return day["admitted_rank"] / day["admitted"] - day["refused_rank"] / day["refused"]


MEASURES: dict[str, Measure] = {
    "median_daily_defections": lambda facts, window: float(np.median(_daily(facts, "defections", window))),
    "median_weekly_defections": _median_week,
    "largest_weekly_defections": _largest_week("defections"),
    "largest_weekly_exits": _largest_week("defections", "desertions", "captures"),
    "defected": _so_far(DEFECTION),
    "deserted": _so_far(DESERTION),
    "left": _so_far(*LEAVING),
    "left_per_day": _a_day,
    "busiest_quarter": _busiest_quarter,
    "desertions_per_defection": _per_defection,
    "strength": _strength,
    "strength_share": _strength_share,
    "present": _present,
    "share_of_formation_left": _share_of_formation_left,
    "days_from_10_to_90": _days_from_10_to_90,
    "units_dissolved": _dissolved,
    "share_in_use": _in_use,
    "regime_dead": _dead,
    "share_of_regime_dead": _share_of_dead,
    "regime_dead_by_home": _dead_by_home,
    "soldiers_dead_per_rebel": _per_rebel,
    "defectors_dead_per_day": _defectors_dead,
    "captive": _on_the_day(STATUSES[CAPTURED]),
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
    "officers_in_camps_share": _share_of_officers((CAMP,)),
    "officers_out_of_action_share": _share_of_officers(tuple(s for s in OUT_AND_ALIVE if s not in IN_ACTION)),
    "officers_in_action_peak": _peak,
    "officers_in_action_fall": _fall,
    "officers_lost_share": _lost,
    "share_in_action": _share_in_action,
    "band_share_of_arrivals": _band_of_arrivals,
    "returned_rebels": _returned,
    "capability_used_share": _used,
    "admitted_refused_rank_gap": _rank_gap,
    "rebel_militias": _on_the_day("rebel_militias"),
    "effective_militias": _on_the_day("effective_militias"),
    "largest_militia_share": _on_the_day("largest_militia_share"),
    "militia_cohesion": _on_the_day("militia_cohesion"),
    "militia_size": _militia_size,
    "sponsor_consensus": _on_the_day("sponsor_consensus"),
    "national_army": _on_the_day(STATUSES[NATIONAL]),
    "fighters": _on_the_day(*(STATUSES[status] for status in IN_ACTION)),
    "sect_share_of_fighters": _sect_of_fighters,
    "regime_control": _on_the_day("regime_control"),
    "control_of_place": _control_there,
    "places_lost": _places_lost,
    "order_of_loss": _order_of_loss,
    "limbo": _on_the_day("limbo"),
    "regime_gains": _regime_gains,
    "regime_falls": _regime_falls,
    "counted_dead_per_month": _counted_dead,
    "foreign_fighters": _foreign,
    "population_share": _population,
    "sect_share_of_army": _army,
    "sect_share_of_career_men": lambda facts, window: _army(facts, window, career=True),
    "sensitive_post_share": _sect_among("post", lambda facts: facts.people("post")),
    "officer_school_share": _sect_among("officer school", _of_officer_school),
}
"""How each outcome is computed, by name."""


def outcome_of(facts: Facts, target: Target) -> Value:
    """What came out of a run, for a target (its band and its cut count for nothing here).

    Returns:
        The number, or None if the run did not reach the dates (or there is nothing to take a share of).

    Raises:
        CohesionError: an unknown outcome or sect, or none where one is needed.
    """
    name, known = target.outcome, [sect.id for sect in facts.scenario.sects]
    if name not in OUTCOMES and name not in facts.own:
        near = nearest(name, list(facts.own)) or nearest_outcome(name)
        raise CohesionError(f"there is no outcome {short_repr(name)} (cohesion outcomes lists them); did you mean {near!r}?")
    for key in OUTCOMES[name].needs if name in OUTCOMES else ():
        if key == "sect" and target.sect not in known:
            raise CohesionError(f"the outcome {name} needs a sect: one of {', '.join(known)}, not {target.sect!r}")
        if not getattr(target, key):
            raise CohesionError(f"the outcome {name} needs a {key}")
    found = _taken(facts, target, target.start, target.on or target.end)
    if target.against is None or found is None:
        return found
    return _ratio(found, _taken(facts, target, *target.against) or 0.0)


def _taken(facts: Facts, target: Target, start: date | None, end: date | None) -> Value:
    """What came out from a day to another."""

    def day(given: date | None, default: int) -> int:
        return (given - facts.scenario.about.start).days + 1 if given else default

    window = Window(day(start, 1), day(end, facts.days), target.sect, target)
    if not 1 <= window.first <= window.last <= facts.days:
        return None
    measure = MEASURES[target.outcome] if target.outcome in OUTCOMES else facts.own[target.outcome].measure
    found = measure(facts, window)
    return None if found is None else float(found)


def outcomes_of(facts: Facts) -> dict[str, Value]:
    """Every outcome at the end of the run, in the order of ``outcome_names``; a target's value stands under its id."""
    sects = [sect.id for sect in facts.scenario.sects]
    found: dict[str, Value] = {}
    for name in outcome_names(sects, facts.own, facts.targets):
        outcome, _, sect = name.partition(".")
        target = facts.targets.get(name) or Target.model_construct(outcome=outcome, sect=sect or None)
        found[name] = outcome_of(facts, target)
    return found
