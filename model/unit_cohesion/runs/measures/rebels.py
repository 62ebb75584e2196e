"""What becomes of those who left: camps, action, militias, sponsors, a national army."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.outcomes import DEATH, DEFECTION, ENOUGH_OUT
from unit_cohesion.runs.measures.window import (
    Measure,
    Value,
    Window,
    events_in,
    killed_serving,
    on_the_day,
    persons_in,
    place_rows,
    ratio,
    share_of_sect,
    week_of,
)
from unit_cohesion.vocabulary import (
    BANDS,
    CAMP,
    CIVIL,
    DEAD,
    GONE,
    IN_ACTION,
    NATIONAL,
    OFFICER_BANDS,
    OUT_AND_ALIVE,
    RETURNED,
    STATUSES,
    UNDER_ARMS,
)

if TYPE_CHECKING:
    from unit_cohesion.runs.facts import Facts

_OFFICERS = BANDS.index(OFFICER_BANDS[0]), BANDS.index(OFFICER_BANDS[-1])
_LOST = np.array([status in (DEAD, RETURNED, GONE) for status in range(len(STATUSES))])


def _per_rebel(facts: Facts, window: Window) -> Value:
    rows = events_in(facts, window, DEATH)
    rebels = rows[np.isin(facts.events("from_status")[rows], UNDER_ARMS)]
    return ratio(persons_in(facts, killed_serving(facts, window)), persons_in(facts, rebels))


def _defectors_dead(facts: Facts, window: Window) -> Value:
    rows = events_in(facts, window, DEATH)
    out = np.isin(facts.events("from_status")[rows], OUT_AND_ALIVE) & (facts.events("band")[rows] != CIVIL)
    return persons_in(facts, rows[out]) / (window.last - window.first + 1)


def _band_of_arrivals(facts: Facts, window: Window) -> Value:
    rows = np.arange(*np.searchsorted(facts.events("day"), (window.first, window.last + 1)))
    band = facts.events("band")
    came = rows[(facts.events("to_status")[rows] == CAMP) & (band[rows] >= _OFFICERS[0]) & (band[rows] <= _OFFICERS[1])]
    wanted = [BANDS.index(name) for name in window.of.band]
    return ratio(persons_in(facts, came[np.isin(band[came], wanted)]), persons_in(facts, came))


def _returned(facts: Facts, window: Window) -> Value:
    rows = np.arange(*np.searchsorted(facts.events("day"), (window.first, window.last + 1)))
    back = (facts.events("to_status")[rows] == RETURNED) & np.isin(facts.events("from_status")[rows], UNDER_ARMS)
    return persons_in(facts, rows[back])


def _share_in_action(facts: Facts, window: Window) -> Value:
    day = facts.out_by_band(window.of.band)[window.last - 1]
    return ratio(float(day[[OUT_AND_ALIVE.index(status) for status in IN_ACTION]].sum()), float(day.sum()))


def _sect_of_fighters(facts: Facts, window: Window) -> Value:
    return share_of_sect(facts, facts.counts[window.last - 1][:, :, IN_ACTION].sum(axis=(1, 2)), window.sect)


def _militia_size(facts: Facts, window: Window) -> Value:
    there = np.isin(facts.weekly("militias", "place"), place_rows(facts.scenario, window.of))
    men = facts.weekly("militias", "fighters")[there & (facts.weekly("militias", "day") == 7 * week_of(window) + 1)]
    men = men[men > 0]
    return float(men.mean(dtype="f8")) if len(men) else None


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
    total = persons_in(facts, last)
    return persons_in(facts, last[_LOST[facts.events("to_status")[last]]]) / total if total else None


def _used(facts: Facts, window: Window) -> Value:
    lost = float(facts.daily("capability_lost")[window.last - 1])
    return float(facts.daily("capability_used")[window.last - 1]) / lost if lost else None


def _rank_gap(facts: Facts, window: Window) -> Value:
    day = {name: float(facts.daily(name)[window.last - 1]) for name in ("admitted", "refused", "admitted_rank", "refused_rank")}
    if not day["admitted"] or not day["refused"]:
        return None
    return day["admitted_rank"] / day["admitted"] - day["refused_rank"] / day["refused"]


MEASURES: dict[str, Measure] = {
    "soldiers_dead_per_rebel": _per_rebel,
    "defectors_dead_per_day": _defectors_dead,
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
    "rebel_militias": on_the_day("rebel_militias"),
    "effective_militias": on_the_day("effective_militias"),
    "largest_militia_share": on_the_day("largest_militia_share"),
    "militia_cohesion": on_the_day("militia_cohesion"),
    "militia_size": _militia_size,
    "sponsor_consensus": on_the_day("sponsor_consensus"),
    "national_army": on_the_day(STATUSES[NATIONAL]),
    "fighters": on_the_day(*(STATUSES[status] for status in IN_ACTION)),
    "sect_share_of_fighters": _sect_of_fighters,
    "limbo": on_the_day("limbo"),
}
