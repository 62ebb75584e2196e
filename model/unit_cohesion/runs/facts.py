"""What outcomes are computed from: some columns of a run as arrays, filled from an engine's log or, for a saved run, from its tables."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from unit_cohesion.errors import CohesionError
from unit_cohesion.outcomes import CAPTURE, EVENTS, EXISTS
from unit_cohesion.runs.presence import Parties, parties_of
from unit_cohesion.simulation.log import FLOWS, KINDS
from unit_cohesion.vocabulary import BANDS, BRANCHES, ENDINGS, OFFICER_BANDS, OUT_AND_ALIVE, POSTURES, RANKS, SPECIALITIES, STATUS, STATUSES

if TYPE_CHECKING:
    import pandas as pd

    from unit_cohesion.runs.record import Record
    from unit_cohesion.scenario import Scenario
    from unit_cohesion.schema import Target
    from unit_cohesion.simulation.engine import Engine
    from unit_cohesion.simulation.plugins import outcome


_LOGGED = {"day": "day", "person": "row", "from_status": "before", "to_status": "to", "cause": "cause"}
"""What the log calls columns of events."""


class Facts(ABC):
    """Columns of a run; each is made when first asked for, and kept.

    Words are told by number: a sect, place, intake or formation by its row in the scenario (-1 for none), a band, branch, rank,
    speciality, posture, status, ending or kind of event by its row in ``BANDS``, ``BRANCHES`` and so on; units as in the order of battle,
    civilians' communities after them.

    Attributes:
        scenario: as run.
        days: how many were walked.
        own: outcomes of rules from outside. targets: the scenario's, and those of rules from outside.
    """

    own: Mapping[str, outcome] = MappingProxyType({})
    targets: Mapping[str, Target] = MappingProxyType({})

    def __init__(self, scenario: Scenario, days: int) -> None:
        self.scenario, self.days = scenario, days
        self._kept: dict[tuple[str, ...], np.ndarray] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        raise CohesionError("facts are a view on their run and cannot be pickled: pickle the record")

    def daily(self, name: str) -> np.ndarray:
        """A figure of the table ``daily``, by day."""
        return self._column("daily", name)

    def events(self, name: str) -> np.ndarray:
        """Of every event, in order: ``day, event, from_status, to_status, cause, person, unit, persons``, or what ``people`` knows of
        him."""
        return self._column("events", name)

    def people(self, name: str) -> np.ndarray:
        """Of everybody: ``unit, formation, sect, band, branch, speciality, post, officer_school, intake, cohort, home, persons``, and at
        the end ``status`` and ``country`` (of his camp)."""
        return self._column("people", name)

    def units(self, name: str) -> np.ndarray:
        """Of the army's smallest units: ``branch, formation``, or the ``persons`` that each man in it stands for."""
        return self._column("units", name)

    def weekly(self, table: str, name: str) -> np.ndarray:
        """A column of ``units`` (the smallest; strength in persons) or ``places``, weeks × rows; of ``militias``, by row of the table."""
        return self._column(f"weekly {table}", name)

    def left_by(self, *ways: str) -> np.ndarray:
        """Who ever left in one of these ways, as rows of people in their order."""
        return np.unique(self.events("person")[self.happened(ways, self.days)])

    @abstractmethod
    def terms(self, id: str) -> np.ndarray:
        """Of every event, what a mechanism weighed (log hazard), as the table of events tells it: NaN where it weighed nothing."""

    @property
    @abstractmethod
    def causes(self) -> Sequence[str]:
        """Ids of the mechanisms that an event can be caused by; the column ``cause`` tells their rows."""

    @property
    @abstractmethod
    def unit_count(self) -> int:
        """How many smallest units the army has."""

    @cached_property
    @abstractmethod
    def counts(self) -> np.ndarray:
        """Persons by day × sect × band × status."""

    @cached_property
    def officers_out(self) -> np.ndarray:
        """Officers who are out in persons, by day and status (columns as in ``OUT_AND_ALIVE``), whichever way they left."""
        return self.out_by_band(OFFICER_BANDS)

    def out_by_band(self, bands: Sequence[str]) -> np.ndarray:
        """Those of these bands who are out in persons, likewise."""
        rows = [BANDS.index(band) for band in bands]
        return self.cached(("out", *bands), lambda: np.asarray(self.counts[:, :, rows].sum(axis=(1, 2))[:, OUT_AND_ALIVE]))

    @cached_property
    def parties(self) -> Parties:
        """Who left together."""
        return parties_of(self)

    def happened(self, kinds: tuple[str, ...], by: int, since: int = 1) -> np.ndarray:
        """The rows of the events of some kinds from a day to another."""
        wanted = np.array([event in kinds for event in EVENTS])
        rows = self.cached(("rows", *kinds), lambda: np.flatnonzero(wanted[self.events("event")]))
        first, last = np.searchsorted(self.cached(("days", *kinds), lambda: self.events("day")[rows]), (since, by + 1))
        return rows[first:last]

    def cached(self, key: tuple[str, ...], make: Callable[[], np.ndarray]) -> np.ndarray:
        """Return what ``make`` returns, made when first asked for by this key."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    def forget(self) -> None:
        """Let go of what is kept; it is made again where it is asked for."""
        for name in [name for name in vars(self) if isinstance(getattr(type(self), name, None), cached_property)]:
            del vars(self)[name]
        self._kept.clear()

    @abstractmethod
    def _made(self, table: str, name: str) -> np.ndarray: ...

    def _column(self, table: str, name: str) -> np.ndarray:
        return self.cached((table, name), lambda: self._made(table, name))


class LogFacts(Facts):
    """From the log and the state of an engine that walks no further."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine.scenario, engine.day)
        self._log, self._state, self._plugged, self._causes = engine.log, engine.state, engine.plugged, engine.causes
        plugins = engine.identity.plugins
        self.own, self.targets = plugins.outcomes, {**engine.scenario.plain_targets, **plugins.as_targets}

    def terms(self, id: str) -> np.ndarray:
        """Of every event, what a mechanism weighed (log hazard)."""
        return np.asarray(self._log.terms([id])[:, 0])

    @property
    def causes(self) -> Sequence[str]:
        """Ids of the mechanisms that an event can be caused by."""
        return self._causes

    @property
    def unit_count(self) -> int:
        """How many smallest units the army has."""
        return self._state.army_units

    @cached_property
    def counts(self) -> np.ndarray:
        """Persons by day × sect × band × status."""
        return np.asarray(self._log.counts)

    @cached_property
    def _happened(self) -> np.ndarray:
        return self._log.events

    @cached_property
    def _statuses(self) -> np.ndarray:
        return np.asarray(self._log.counts.sum(axis=(1, 2)))

    def _made(self, table: str, name: str) -> np.ndarray:
        people, units, found = self._state.people, self._state.units, self._happened
        if table == "daily":
            return self._daily(name)
        if table.startswith("weekly"):
            return self._weekly(table.removeprefix("weekly "), name)
        if table == "events" and name == "event":
            return np.asarray(KINDS[found["before"], found["to"]])
        if table == "events" and name in _LOGGED:
            return np.ascontiguousarray(found[_LOGGED[name]])
        of_unit = np.asarray({"persons": units.weight, "branch": units.branch}.get(name, units.formation))
        if table == "units":
            return of_unit[: self.unit_count]
        if name in ("branch", "persons"):
            return np.asarray(of_unit[self._column(table, "unit")])
        if name == "formation":
            unit = self._column(table, "unit")
            return np.where(unit < self.unit_count, units.formation[unit], -1)
        if table == "events":
            return np.asarray(self.people(name)[self.events("person")])
        if name == "officer_school":
            schools = np.array([*(intake.officer_school for intake in self.scenario.army.intakes), False])
            return np.asarray(schools[self.people("intake")])
        return np.ascontiguousarray(getattr(people, name))  # apart from his long record it is read much sooner

    def _weekly(self, table: str, name: str) -> np.ndarray:
        weeks = self._log.weeks(table)
        if table == "militias":
            week, row = np.nonzero(weeks[EXISTS])
            if name == "day":
                return self._log.week_days[week]
            of_week = name in (weeks.dtype.names or ())
            return np.asarray(weeks[name][week, row] if of_week else getattr(self._state.militias, name)[row])
        values = weeks[name]
        if table == "places":
            return np.asarray(values[:, : len(self.scenario.places)])
        values = np.asarray(values[:, : self.unit_count])
        return (values.astype("f8") * self._state.units.weight[: self.unit_count]).astype("f4") if name == "strength" else values

    def _daily(self, name: str) -> np.ndarray:
        if name in STATUS:
            return np.asarray(self._statuses[:, STATUS[name]])
        if name == "captures":
            rows = self.happened((CAPTURE,), self.days)
            return np.asarray(np.bincount(self.events("day")[rows], self.events("persons")[rows], minlength=self.days + 1)[1:])
        if name == "perceived_defections":
            return np.asarray(self._log.believed)
        if self._plugged and name in (self._plugged.kept.dtype.names or ()):
            return np.asarray(self._plugged.kept[name][: self.days])
        return np.asarray(self._log.flows[name] if name in FLOWS else self._log.nation[name])


class TableFacts(Facts):
    """From the tables of a record."""

    def __init__(self, record: Record) -> None:
        super().__init__(record.scenario, record.days)
        self._record, self.own = record, record.identity.plugins.outcomes
        self.targets = record.targets

    def terms(self, id: str) -> np.ndarray:
        """Of every event, what a mechanism weighed (log hazard)."""
        return np.asarray(self._record.events[f"log_{id}"])

    @property
    def causes(self) -> Sequence[str]:
        """Ids of the mechanisms that an event can be caused by."""
        return list(self._record.events["cause"].cat.categories)

    @property
    def unit_count(self) -> int:
        """How many smallest units the army has."""
        return len(self._record.unit_ids)

    @cached_property
    def counts(self) -> np.ndarray:
        """Persons by day × sect × band × status."""
        groups, shape = self._record.groups, (self.days, len(self.scenario.sects), len(BANDS), len(STATUSES))
        codes = [_numbers(groups[name], self._words[name]).astype("i8") for name in ("sect", "band", "status")]
        cells = np.ravel_multi_index((groups["day"].to_numpy() - 1, *codes), shape)
        return np.bincount(cells, groups["persons"].to_numpy(), minlength=int(np.prod(shape))).reshape(shape)

    @cached_property
    def _words(self) -> Mapping[str, Sequence[str]]:
        status = dict.fromkeys(("status", "from_status", "to_status"), STATUSES)
        units = list(self._record.people["unit"].cat.categories)
        places = [place.id for place in self.scenario.places]
        return {
            "sect": [s.id for s in self.scenario.sects],
            "band": BANDS,
            "branch": BRANCHES,
            "rank": RANKS,
            "speciality": SPECIALITIES,
            "home": places,
            "country": [country.id for country in self.scenario.countries],
            "place": places,
            "intake": [intake.id for intake in self.scenario.army.intakes],
            "posture": POSTURES,
            "ending": ENDINGS,
            "event": EVENTS,
            "unit": units,
            **status,
        }

    def _made(self, table: str, name: str) -> np.ndarray:
        if table == "units":  # of any of its men, as the table of units knows formations too
            values, unit = self.people(name), self.people("unit")
            found = np.zeros(int(unit.max()) + 1, values.dtype)
            found[unit[::-1]] = values[::-1]
            return found[: self.unit_count]
        if table == "events" and name == "person":
            import pandas as pd

            return np.asarray(pd.Index(self._record.people["person"]).get_indexer(pd.Index(self._record.events["person"])), "i8")
        if table == "events" and name not in self._record.events:  # of people, whom events name
            return np.asarray(self.people(name)[self.events("person")])
        if name == "formation":
            of = {formation.id: row for row, formation in enumerate(self.scenario.army.formations)}
            rows = np.array([of.get(unit.partition("/")[0], -1) for unit in self._words["unit"]])
            return np.where(self.people("unit") < self.unit_count, rows[self.people("unit")], -1)
        column: pd.Series = getattr(self._record, table.removeprefix("weekly "))[name]
        words = self.causes if name == "cause" else self._words.get(name)
        values = np.asarray(column) if words is None else _numbers(column, words)
        if table == "weekly units":
            return values.reshape((self.days + 6) // 7, -1)[:, : self.unit_count]
        if table == "weekly places":
            return values.reshape((self.days + 6) // 7, -1)
        return values


def _numbers(column: pd.Series, words: Sequence[str]) -> np.ndarray:
    """The rows in ``words`` of a column of text; -1 for what is not there."""
    return np.asarray(column.astype("category").cat.set_categories(list(words)).cat.codes)
