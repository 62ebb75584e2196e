"""What an outcome is about: which days, which people, which units; and what of them most outcomes are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.outcomes import DEATH
from unit_cohesion.runs.facts import Facts
from unit_cohesion.schema import Target
from unit_cohesion.vocabulary import BANDS, BRANCHES, SERVING, SPECIALITIES

if TYPE_CHECKING:
    from unit_cohesion.scenario import Scenario

NO_TARGET = Target.model_construct(outcome="")


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


def daily_column(facts: Facts, column: str, window: Window) -> np.ndarray:
    """A daily column over the days of the window."""
    return facts.daily(column)[window.first - 1 : window.last]


def so_far(*kinds: str) -> Measure:
    """Persons to whom it happened, of those whom the target is about."""
    return lambda facts, window: persons_in(facts, chosen(facts, events_in(facts, window, *kinds), window))


def events_in(facts: Facts, window: Window, *kinds: str) -> np.ndarray:
    """The rows of such events in the window."""
    return facts.happened(kinds, window.last, window.first)


def chosen(facts: Facts, rows: np.ndarray, window: Window) -> np.ndarray:
    """Those of some rows of events that the target is about."""
    return rows[is_meant(lambda column: facts.events(column)[rows], facts, window)]


def is_meant(column: Callable[[str], np.ndarray], facts: Facts, window: Window) -> np.ndarray | slice:
    """Which of some people the target is about, by their columns; all where it is about no group in particular."""
    found: np.ndarray | slice = slice(None)
    for name, wanted in groups_of(facts.scenario, window).items():
        here = any_of(column(name), wanted)
        found = here if isinstance(found, slice) else found & here
    return found


def any_of(values: np.ndarray, wanted: Sequence[int]) -> np.ndarray:
    """Which values are among a few."""
    found = np.zeros(values.shape, bool)
    for one in wanted:
        found |= values == one
    return found


def groups_of(scenario: Scenario, window: Window) -> dict[str, list[int]]:
    """By column, the rows that the target names."""
    target, army = window.of, scenario.army.formations
    below = set(target.formation)
    for _ in army if below else ():  # down the chain of command
        below |= {one.id for one in army if one.parent in below}
    found = {
        "sect": [row for row, sect in enumerate(scenario.sects) if sect.id == window.sect],
        "band": [BANDS.index(band) for band in target.band],
        "branch": [BRANCHES.index(branch) for branch in target.branch],
        "speciality": [SPECIALITIES.index(one) for one in target.speciality],
        "formation": [row for row, one in enumerate(army) if one.id in below],
        "home": place_rows(scenario, target),
    }
    return {name: rows for name, rows in found.items() if rows}


def place_rows(scenario: Scenario, target: Target) -> list[int]:
    """The rows of the places that the target names."""
    return [row for row, place in enumerate(scenario.places) if place.id in target.place]


def week_of(window: Window) -> int:
    """The week, from 0, that its last day is in."""
    return (window.last - 1) // 7


def ratio(part: float, whole: float) -> Value:
    """Their ratio; None where there is no whole."""
    return float(part / whole) if whole else None


def on_the_day(*columns: str) -> Measure:
    """The sum of daily columns on the last day."""
    return lambda facts, window: sum(float(facts.daily(column)[window.last - 1]) for column in columns)


def persons_in(facts: Facts, rows: np.ndarray) -> float:
    """Persons in some rows of events."""
    return float(facts.events("persons")[rows].sum())


def by_sect(facts: Facts, sects: np.ndarray, persons: np.ndarray) -> np.ndarray:
    """Persons by sect."""
    return np.bincount(sects, persons, minlength=len(facts.scenario.sects))


def share_of_sect(facts: Facts, persons: np.ndarray, sect: str | None) -> Value:
    """The share of a group, and of the ethnic groups of its faith, in persons by sect."""
    total = float(persons.sum())
    return float(persons[[sect in (one.id, one.faith) for one in facts.scenario.sects]].sum()) / total if total else None


def sect_among(name: str, among: Callable[[Facts], np.ndarray]) -> Measure:
    """The share of the sect among some people."""

    def people(facts: Facts) -> np.ndarray:
        rows = np.flatnonzero(among(facts))
        return by_sect(facts, facts.people("sect")[rows], facts.people("persons")[rows])

    return lambda facts, window: share_of_sect(facts, facts.cached(("sects", name), lambda: people(facts)), window.sect)


def within(day: np.ndarray, window: Window) -> np.ndarray:
    """Which of some days are in the window."""
    return np.asarray((day >= window.first) & (day <= window.last))


def serving_in_units(facts: Facts, at: int) -> np.ndarray:
    """Who serves in each of the smallest units at the end of a day (of day zero: before the first), in persons."""

    def serving() -> np.ndarray:
        later, unit = slice(int(np.searchsorted(facts.events("day"), at, "right")), None), facts.events("unit")
        came, went = (facts.events(column)[later] == SERVING for column in ("to_status", "from_status"))
        rows = (facts.people("unit")[facts.people("status") == SERVING], unit[later][went], unit[later][came])
        at_end, gone, arrived = (np.bincount(one, minlength=facts.unit_count)[: facts.unit_count] for one in rows)
        return np.asarray((at_end + gone - arrived) * facts.units("persons"))

    return facts.cached(("serving in units", str(at)), serving)


def killed_serving(facts: Facts, window: Window) -> np.ndarray:
    """The rows of the deaths of those who served."""
    rows = events_in(facts, window, DEATH)
    return np.asarray(rows[facts.events("from_status")[rows] == SERVING])


def serving_men(facts: Facts, at: int = 0) -> np.ndarray:
    """Who serves at the end of a day (of day zero: before the first), in persons, by person."""

    def serving() -> np.ndarray:
        later = slice(int(np.searchsorted(facts.events("day"), at, "right")), None)
        found = facts.people("status") == SERVING
        found[facts.events("person")[later][::-1]] = facts.events("from_status")[later][::-1] == SERVING  # his first event thereafter tells
        return np.where(found, facts.people("persons"), 0.0)

    return facts.cached(("serving", str(at)), serving)


def people_meant(facts: Facts, window: Window, week: int) -> np.ndarray:
    """Which people the target is about, places by where their units stand in a week."""
    meant = np.zeros(len(facts.people("unit")), bool)
    meant[is_meant(facts.people, facts, replace(window, of=window.of.model_copy(update={"place": ()})))] = True
    return np.asarray(meant & standing_there(facts, window, week)[np.minimum(facts.people("unit"), facts.unit_count)])


def standing_there(facts: Facts, window: Window, week: int) -> np.ndarray:
    """Which of the smallest units stand in a place of the target's in a week, all where it names none; and then False for all others."""
    there = np.ones(facts.unit_count, bool)
    if window.of.place:
        there = any_of(facts.weekly("units", "place")[week], place_rows(facts.scenario, window.of))
    return np.append(there, False)


def units_meant(facts: Facts, window: Window) -> np.ndarray:
    """Which of the smallest units a target is about."""
    wanted = groups_of(facts.scenario, window)
    found = np.ones(facts.unit_count, bool)
    for name, rows in wanted.items():
        found &= any_of(facts.units(name), rows)
    return found
