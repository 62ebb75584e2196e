"""What happened in a run so far, as arrays; ``frames.py`` makes tables of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from unit_cohesion.engine.world import World
from unit_cohesion.errors import CohesionError
from unit_cohesion.outcomes import ARREST, CALL_UP, CAPTURE, DEATH, DEFECTION, DESERTION, DISCHARGE, EVENTS, PASSAGE
from unit_cohesion.rules import COLUMNS
from unit_cohesion.vocabulary import CAPTURED, CHOICES, DEAD, DEFECTED_TO, DESERTED_TO, DISCHARGED, JAILED, SERVING, STATUS, STATUSES

NATION = tuple(one.id for one in COLUMNS["nation"])
FLOWS = tuple(one.id for one in COLUMNS["flows"])


def _kinds() -> np.ndarray:
    """The row of ``EVENTS`` for each status before and after."""
    kinds = np.full((len(STATUSES), len(STATUSES)), EVENTS.index(PASSAGE))
    kinds[:, DEAD], kinds[:, JAILED], kinds[:, SERVING] = EVENTS.index(DEATH), EVENTS.index(ARREST), EVENTS.index(CALL_UP)
    kinds[SERVING, CAPTURED], kinds[SERVING, DISCHARGED] = EVENTS.index(CAPTURE), EVENTS.index(DISCHARGE)
    for statuses, event in ((DEFECTED_TO, DEFECTION), (DESERTED_TO, DESERTION)):
        kinds[SERVING, [STATUS[status] for status in statuses]] = EVENTS.index(event)
    return kinds


KINDS = _kinds()
"""What an event is (a row of ``EVENTS``), by the status before and the status after it."""


def _in_one(parts: Sequence[np.ndarray]) -> np.ndarray:
    """Records one after the other, as bytes: NumPy would take them apart field by field."""
    return np.concatenate([np.ascontiguousarray(part).view("u1") for part in parts]).view(parts[0].dtype)


class Log:
    """The run so far, read from the memory that the compiled day writes into.

    Events, their terms and choices are kept in stretches: full ones are closed, the last is being written. What is given out of them is a
    copy; what was noted day by day and week by week is a view that refuses to be written to.

    Args:
        world: whose memory it is. terms: ids of the terms of hazards, in the order of their columns.
    """

    def __init__(self, world: World, terms: tuple[str, ...]) -> None:
        self._world, self._ids = world, terms
        self._closed: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []

    def __reduce__(self) -> tuple[Any, ...]:
        raise CohesionError("a log is a view on its run and cannot be pickled: pickle the record or the model")

    # ---- what happened to people

    @property
    def event_count(self) -> int:
        """How many events there are."""
        return int(self._world.one_row["tally"].all_events)

    @property
    def events(self) -> np.ndarray:
        """All events, a record each, in order; the nth is source number n. Their fields: ``engine.tables.event_type``."""
        return self._joined(0)

    def of_day(self, day: int) -> np.ndarray:
        """The events of one day likewise, without a copy of all the others."""
        opened = [events for events, *_ in self._stretches()]
        spans = [np.searchsorted(events["day"], (day, day + 1)) for events in opened]
        return _in_one([events[first:last] for events, (first, last) in zip(opened, spans, strict=True)])

    def terms(self, ids: Sequence[str] | None = None, rows: slice = slice(None)) -> np.ndarray:
        """The terms of the hazards of events: (events, ids), NaN where no hazard was weighed; of all ids and events unless some are named.

        Args:
            rows: of the events, one after the other.
        """
        columns = [self._ids.index(id) for id in (self._ids if ids is None else ids)]
        stretches = self._stretches()
        first, last, _ = rows.indices(sum(len(events) for events, *_ in stretches))
        found = np.full((len(columns), max(0, last - first)), np.nan)  # each term in one piece, as tables take it
        begin = 0
        for events, terms, _ in stretches:
            wanted = events["terms"][max(0, first - begin) : max(0, last - begin)]
            weighed = np.flatnonzero(wanted >= 0)
            for values, column in zip(found, columns, strict=True):
                values[max(begin, first) - first + weighed] = terms[wanted[weighed], column]
            begin += len(events)
        return found.T

    @property
    def choices(self) -> np.ndarray:
        """All choices of leaders and sponsors, a record each, in order. Their fields: ``engine.choices.CHOICE``."""
        return self._joined(2)

    def choice_terms(self) -> np.ndarray:
        """The utility terms of all choices: (choices, ``CHOICES``), NaN where a term was not weighed."""
        choices = self.choices
        return np.stack([choices[name] for name in CHOICES], axis=1) if len(choices) else np.zeros((0, len(CHOICES)))

    def close_stretch(self) -> None:
        """Put the stretch being written with those that are done, and begin a new one."""
        self._closed.append(tuple(part.copy() for part in self._open()))  # type: ignore[arg-type]
        self._world.new_stretch()

    def forget(self) -> None:
        """Let go of events, terms and choices, once tables are made of them."""
        self.restore(*(part[:0].copy() for part in self._open()))

    def restore(self, events: np.ndarray, terms: np.ndarray, choices: np.ndarray) -> None:
        """Take these as what happened so far."""
        self._closed = [(events, terms, choices)]
        self._world.new_stretch()

    def _open(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        tally, arrays = self._world.one_row["tally"], self._world.arrays
        return arrays["events"][: tally.events], arrays["term_matrix"][: tally.terms], arrays["choices"][: tally.choices]

    def _stretches(self) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        return [*self._closed, self._open()]

    def _joined(self, part: int) -> np.ndarray:
        return _in_one([stretch[part] for stretch in self._stretches()])

    def joined(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Events, rows of terms (events name theirs by number) and choices of all stretches, each as one array."""
        events, terms, choices, before = [], [], [], 0
        for stretch in self._stretches():
            one = stretch[0].copy()
            one["terms"][one["terms"] >= 0] += before
            before += len(stretch[1])
            events.append(one)
            terms.append(stretch[1])
            choices.append(stretch[2])
        return _in_one(events), np.concatenate(terms), _in_one(choices)

    # ---- what was noted each day and week

    @property
    def _day(self) -> int:
        return self._world.day

    @property
    def days(self) -> np.ndarray:
        """The days walked."""
        return np.arange(1, self._day + 1, dtype="i4")

    @property
    def week_days(self) -> np.ndarray:
        """The days on which the weekly tables were noted."""
        return np.arange(1, self._day + 1, 7, dtype="i4")

    @property
    def nation(self) -> np.ndarray:
        """The country's scalars, a record a day."""
        return self._noted("log_nation")

    @property
    def flows(self) -> np.ndarray:
        """The day's flows in persons, a record a day."""
        return self._noted("log_flows")

    @property
    def counts(self) -> np.ndarray:
        """Persons by day × sect × band × status."""
        return self._noted("log_counts")

    @property
    def believed(self) -> np.ndarray:
        """By day, the departures a day that those who serve believe in."""
        return self._noted("log_believed")

    @property
    def serving(self) -> np.ndarray:
        """By day × unit, the share of each unit still serving, 0 to 255."""
        return self._noted("log_serving")

    def weeks(self, table: str) -> np.ndarray:
        """The weekly columns of a table (``units``, ``places``, ``militias``, ``sponsors``): records, weeks × rows."""
        return self._noted(f"week_{table}", len(self.week_days))

    def _noted(self, name: str, rows: int | None = None) -> np.ndarray:
        view = self._world.arrays[name][: self._day if rows is None else rows].view()
        view.flags.writeable = False
        return view
