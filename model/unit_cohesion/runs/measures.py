"""How each outcome is computed from the facts of a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from unit_cohesion.errors import CohesionError, nearest
from unit_cohesion.outcomes import DEATH, DEFECTION, ENOUGH_OUT, LEAVING, OUTCOMES, RECENT_COHORTS, SMALL_PARTY
from unit_cohesion.runs.facts import Facts
from unit_cohesion.schema import ARMED_FORCES, BANDS, BRANCHES, CIVIL, OFFICER_BANDS
from unit_cohesion.vocabulary import CAMP, DEAD, GONE, IN_ACTION, NATIONAL, OUT_AND_ALIVE, RETURNED, SERVING, STATUSES

_OFFICERS = BANDS.index(OFFICER_BANDS[0]), BANDS.index(OFFICER_BANDS[-1])
_ARMED = np.array([branch in ARMED_FORCES for branch in BRANCHES])
_LOST = np.array([status in (DEAD, RETURNED, GONE) for status in range(len(STATUSES))])


@dataclass(frozen=True)
class Window:
    """The days that an outcome is about, first and last of them, and the sect, if it is about one."""

    first: int
    last: int
    sect: str | None = None


Value = float | None
"""None where there is nothing to take a share of, or where the run did not reach the date."""
Measure = Callable[[Facts, Window], Value]


def _daily(facts: Facts, column: str, window: Window) -> np.ndarray:
    return facts.daily(column)[window.first - 1 : window.last]


def _so_far(*columns: str) -> Measure:
    return lambda facts, window: sum(float(facts.daily(column)[: window.last].sum()) for column in columns)


def _on_the_day(*columns: str) -> Measure:
    return lambda facts, window: sum(float(facts.daily(column)[window.last - 1]) for column in columns)


def _persons(facts: Facts, rows: np.ndarray) -> float:
    return float(facts.events("persons")[rows].sum())


def _defected(lowest: int, highest: int) -> Measure:
    """Defections so far from one band to another."""

    def persons(facts: Facts, window: Window) -> Value:
        rows = facts.happened((DEFECTION,), window.last)
        band = facts.events("band")[rows]
        return _persons(facts, rows[(band >= lowest) & (band <= highest)])

    return persons


def _missing(column: str) -> Measure:
    def missing(facts: Facts, window: Window) -> Value:
        army = facts.cached(("army", column), lambda: np.bincount(facts.people(column)[facts.people("band") != CIVIL]))
        out = np.bincount(facts.events(column)[facts.happened((DEFECTION,), window.last)], minlength=len(army))
        return int(np.count_nonzero((army > 0) & (out == 0)))

    return missing


def _by_sect(facts: Facts, sects: np.ndarray, persons: np.ndarray) -> np.ndarray:
    return np.bincount(sects, persons, minlength=len(facts.scenario.sects))


def _share(facts: Facts, by_sect: np.ndarray, sect: str | None) -> Value:
    """Of a group, and of the ethnic groups of its faith."""
    total = float(by_sect.sum())
    return float(by_sect[[sect in (one.id, one.faith) for one in facts.scenario.sects]].sum()) / total if total else None


def _sect_of_defectors(facts: Facts, window: Window) -> Value:
    rows = facts.happened((DEFECTION,), window.last)
    return _share(facts, _by_sect(facts, facts.events("sect")[rows], facts.events("persons")[rows]), window.sect)


def _sect_among(name: str, chosen: Callable[[Facts], np.ndarray]) -> Measure:
    """The share of the sect among some people."""

    def by_sect(facts: Facts) -> np.ndarray:
        rows = np.flatnonzero(chosen(facts))
        return _by_sect(facts, facts.people("sect")[rows], facts.people("persons")[rows])

    return lambda facts, window: _share(facts, facts.cached(("sects", name), lambda: by_sect(facts)), window.sect)


def _largest_week(facts: Facts, window: Window) -> Value:
    days = np.arange(window.first, window.last + 1)
    return float(np.bincount((days - 1) // 7, _daily(facts, "defections", window)).max())


def _small_parties(facts: Facts, window: Window) -> Value:
    rows = facts.happened(LEAVING, window.last)
    total = _persons(facts, rows)
    return _persons(facts, rows[facts.parties.of_leaver[: len(rows)] < SMALL_PARTY]) / total if total else None


def _whole_unit(facts: Facts, window: Window) -> Value:
    parties = facts.parties
    return float(parties.men[parties.whole & (parties.day <= window.last)].max(initial=0))


def _dead(facts: Facts, window: Window) -> Value:
    rows = facts.happened((DEATH,), window.last)
    return _persons(facts, rows[facts.events("from_status")[rows] == SERVING])


def _strength(facts: Facts, window: Window) -> Value:
    """The armed forces, which published strengths count: not police, security and intelligence."""
    persons = np.where(_ARMED[facts.units("branch")], facts.units("persons"), 0.0)
    day, unit = facts.events("day"), facts.events("unit")
    later = slice(int(np.searchsorted(day, window.last, "right")), None)
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
    "largest_weekly_defections": _largest_week,
    "defected": _so_far("defections"),
    "deserted": _so_far("desertions"),
    "left": _so_far("defections", "desertions", "captures"),
    "strength": _strength,
    "regime_dead": _dead,
    "soldiers_defected": _defected(0, 0),
    "officers_defected": _defected(2, 4),
    "officers_and_NCOs_defected": _defected(1, 4),
    "generals_defected": _defected(4, 4),
    "sects_missing_among_defectors": _missing("sect"),
    "branches_missing_among_defectors": _missing("branch"),
    "sect_share_of_defectors": _sect_of_defectors,
    "share_in_small_parties": _small_parties,
    "largest_whole_unit_exit": _whole_unit,
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
    "national_army": _on_the_day(STATUSES[NATIONAL]),
    "fighters": _on_the_day(*(STATUSES[status] for status in IN_ACTION)),
    "regime_control": _on_the_day("regime_control"),
    "limbo": _on_the_day("limbo"),
    "population_share": _population,
    "sensitive_post_share": _sect_among("post", lambda facts: facts.people("post")),
    "officer_school_share": _sect_among("officer school", _of_officer_school),
}
"""How each outcome is computed, by name."""


def outcome_of(
    facts: Facts, name: str, *, on: date | None = None, start: date | None = None, end: date | None = None, sect: str | None = None
) -> Value:
    """One outcome of a run.

    Args:
        facts: the run.
        name: a name in ``OUTCOMES``.
        on, end: the day by which it goes; the run's last if neither is given.
        start: the first day, for outcomes over a span; the run's first by default.
        sect: for outcomes about one sect.

    Returns:
        The number, or None if the run did not reach the date (or there is nothing to take a share of).

    Raises:
        CohesionError: an unknown outcome or sect, or no sect where one is needed.
    """
    if name not in OUTCOMES and name not in facts.own:
        hint = nearest(name, [*OUTCOMES, *facts.own])
        raise CohesionError(f"there is no outcome {name!r}" + (f"; did you mean {hint!r}?" if hint else ""))
    known = [s.id for s in facts.scenario.sects]
    if name in OUTCOMES and OUTCOMES[name].by_sect and sect not in known:
        raise CohesionError(f"the outcome {name} needs a sect: one of {', '.join(known)}, not {sect!r}")

    def day(given: date | None, default: int) -> int:
        return (given - facts.scenario.about.start).days + 1 if given else default

    window = Window(day(start, 1), day(on or end, facts.days), sect)
    if not 1 <= window.first <= window.last <= facts.days:
        return None
    found = (MEASURES[name] if name in OUTCOMES else facts.own[name].measure)(facts, window)
    return None if found is None else float(found)


def outcomes_of(facts: Facts) -> dict[str, Value]:
    """Every outcome at the end of the run (``name``, or ``name.sect`` where it is about one), then every target by its id."""
    found: dict[str, Value] = {}
    for outcome in OUTCOMES.values():
        if outcome.by_sect:
            found |= {f"{outcome.name}.{s.id}": outcome_of(facts, outcome.name, sect=s.id) for s in facts.scenario.sects}
        else:
            found[outcome.name] = outcome_of(facts, outcome.name)
    found |= {name: outcome_of(facts, name) for name in facts.own}
    for id, target in facts.targets.items():
        found[id] = outcome_of(facts, target.outcome, on=target.on, start=target.start, end=target.end, sect=target.sect)
    return found
