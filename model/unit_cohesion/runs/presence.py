"""Who was in which unit on which day, found again from the events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.outcomes import LEAVING
from unit_cohesion.vocabulary import SERVING

if TYPE_CHECKING:
    from unit_cohesion.runs.facts import Facts
    from unit_cohesion.runs.record import Record


@dataclass(frozen=True)
class Parties:
    """Men who left one unit on one day by their own will. Units are whole at any scale, so agents are men.

    Attributes:
        of_leaver: for each leaver, in the order in which they left, the size of his party.
        unit, day, men: of each party; an empty one where men of a unit were lost in other ways alone.
        whole: whether it took along all who still served, apart from those lost in other ways on that day.
    """

    of_leaver: np.ndarray
    unit: np.ndarray
    day: np.ndarray
    men: np.ndarray
    whole: np.ndarray


def parties_of(facts: Facts) -> Parties:
    """All parties of a run."""
    units, span, serving = facts.units("persons"), facts.days + 1, facts.people("status") == SERVING
    cell = facts.events("unit").astype("i8") * span + facts.events("day")
    went, came = (np.flatnonzero(facts.events(column) == SERVING) for column in ("from_status", "to_status"))
    order = by_unit(facts, went)  # by unit, then day
    first = np.diff(cell[went][order], prepend=-1) > 0
    party = np.empty(len(went), "i8")
    party[order] = np.cumsum(first) - 1
    lost_in, lost = cell[went][order][first], np.bincount(party)
    unit, day = np.divmod(lost_in, span)
    leavers = facts.happened(LEAVING, facts.days)
    of_leaver = party[np.searchsorted(went, leavers)]
    men = np.bincount(of_leaver, minlength=len(lost_in))
    # On the eve of a day there served those who do at the end, and those who went from the day on, less those who came from it on.
    until = (unit + 1) * span
    gone, arrived = np.append(0, np.cumsum(lost)), np.sort(cell[came])
    served = np.bincount(facts.people("unit")[serving], minlength=len(units))[unit]
    served += gone[np.searchsorted(lost_in, until)] - gone[:-1]
    served -= np.searchsorted(arrived, until) - np.searchsorted(arrived, lost_in)
    return Parties(men[of_leaver], unit, day, men, lost == served)


def by_unit(facts: Facts, rows: np.ndarray) -> np.ndarray:
    """The order that puts rows of events by unit, and those of a unit as they happened."""
    unit = facts.events("unit")[rows]
    narrow = (
        unit.astype("u2") if facts.unit_count < 2**16 and unit.max(initial=0) < 2**16 else unit
    )  # which are sorted in a tenth of the time
    return np.argsort(narrow, kind="stable")


def strengths(record: Record) -> np.ndarray:
    """Men serving in each unit at the end of each day, from day zero: (days + 1, units), units in the order of ``record.unit_ids``."""
    facts = record.facts
    units, days, unit, at_end = facts.unit_count, facts.days, facts.people("unit"), facts.people("status") == SERVING
    by_cell = np.zeros((days + 1) * units, "i8")
    for column, sign in (("to_status", 1), ("from_status", -1)):
        rows = np.flatnonzero(facts.events(column) == SERVING)
        cells = facts.events("day")[rows].astype("i8") * units + facts.events("unit")[rows]
        by_cell += sign * np.bincount(cells, minlength=len(by_cell))
    change = by_cell.reshape(-1, units)
    return np.asarray(np.bincount(unit[at_end], minlength=units) - (change.sum(axis=0) - change.cumsum(axis=0)))


def history(record: Record) -> np.ndarray:
    """Share of each unit still serving at the end of each day, of those who served on day zero, 0 to 255: (days, units)."""
    found = strengths(record)
    return np.asarray(np.clip(np.rint(255.0 * found[1:] / np.maximum(found[0], 1)), 0, 255), "u1")
