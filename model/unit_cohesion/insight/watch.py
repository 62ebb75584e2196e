"""A run that is watched on its way: what no table tells, noted once a week from the state that rules leave behind.

Above all *expected exits*: the hazards of leaving summed over those who serve, in persons a week. They say what moves people to leave
without the chance of who leaves; the number of those who left has that chance in it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from unit_cohesion.outcomes import LEAVING
from unit_cohesion.runs.facts import LogFacts
from unit_cohesion.scenario import Scenario
from unit_cohesion.schema import News
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.simulation.identity import Identity
from unit_cohesion.vocabulary import BANDS, OFFICER_BANDS, POSTURES, SERVING

OFFICERS = slice(BANDS.index(OFFICER_BANDS[0]), BANDS.index(OFFICER_BANDS[-1]) + 1)
"""Rank bands of officers."""
WEEK = 7


class Watch:
    """One run, walked to its end.

    Attributes:
        engine, facts: of it.
        by_group: expected exits, weeks × sects × bands. by_home: weeks × places, by home. by_unit: weeks × units.
        ceilinged: expected exits of officers who meet a ceiling, by week.
        sects, communities, countries: these tables as they stood each week, records, weeks × rows.
        abandonment: by week, the odds of being abandoned that the ruling group's officers believe in, on average; NaN without any.
        days: on which all that was noted: 1, 8, ...
    """

    def __init__(self, run: Identity, seed: int) -> None:
        self.engine = engine = Engine(replace(run, seed=seed))
        state, scenario = engine.state, engine.scenario
        army = state.army_people
        self.days = np.arange(1, scenario.about.days + 1, WEEK)
        weeks, people = len(self.days), state.people
        sects, bands = state.sect_count, state.band_count
        unit, home = np.asarray(people.unit[:army], int), np.asarray(people.home[:army], int)
        group = np.asarray(people.sect[:army], int) * bands + people.band[:army]
        weight = np.asarray(state.units.weight[unit])
        officers = np.zeros(bands, bool)
        officers[OFFICERS] = True
        is_officer = officers[people.band[:army]]
        has_ceiling = is_officer & (np.asarray(people.ceilinged[:army]) > 0)
        inside = is_officer & np.array([sect.ruling for sect in scenario.sects])[people.sect[:army]]
        self.by_group, self.by_home = np.zeros((weeks, sects, bands)), np.zeros((weeks, state.place_count))
        self.by_unit, self.ceilinged, self.abandonment = np.zeros((weeks, state.army_units)), np.zeros(weeks), np.full(weeks, np.nan)
        kept = {name: getattr(state, name).rows for name in ("sects", "communities", "countries")}
        self.sects, self.communities, self.countries = (np.zeros((weeks, len(rows)), rows.dtype) for rows in kept.values())
        while engine.running:
            engine.step()
            if engine.day % WEEK != 1:
                continue
            week = engine.day // WEEK
            persons = state.arrays["today"] * weight * min(WEEK, scenario.about.days + 1 - engine.day)
            self.by_group[week] = np.bincount(group, persons, sects * bands).reshape(sects, bands)
            self.by_home[week] = np.bincount(home, persons, state.place_count)
            self.by_unit[week] = np.bincount(unit, persons, state.army_units)
            self.ceilinged[week] = persons[has_ceiling].sum()
            self.sects[week], self.communities[week], self.countries[week] = kept.values()
            there = inside & (people.status[:army] == SERVING)
            if there.any():
                self.abandonment[week] = np.average(state.profiles.abandonment[people.profile[:army][there]], weights=weight[there])
        self.facts = LogFacts(engine)

    @property
    def scenario(self) -> Scenario:
        """As run."""
        return self.engine.scenario

    @property
    def rebels(self) -> bool:
        """Whether there is a rebel side."""
        return bool(self.engine.state.rebels)

    def day(self, when: date) -> int:
        """The day of the run that a date is."""
        return (when - self.scenario.about.start).days + 1

    def weeks(self, first: date, days: int) -> np.ndarray:
        """Which weeks begin within so many days from a date on."""
        last = first + timedelta(days=days)
        return np.asarray((self.days >= self.day(first)) & (self.days < self.day(last)))

    # ---- who somebody is, by position and by what is told of him

    @cached_property
    def ruling(self) -> np.ndarray:
        """Whether each sect is the ruler's own."""
        return np.array([sect.ruling for sect in self.scenario.sects])

    @cached_property
    def majority(self) -> np.ndarray:
        """Whether each sect is the largest of the people."""
        people = np.array([self.persons_of(row) for row in range(len(self.scenario.sects))])
        return np.asarray(np.arange(len(people)) == int(np.argmax(people)))

    def persons_of(self, sect: int) -> float:
        """People of a sect in all places."""
        id = self.scenario.sects[sect].id
        return sum(place.population * place.sects.get(id, 0.0) for place in self.scenario.places)

    def rows_of(self, ids: set[str]) -> np.ndarray:
        """Whether each sect is one of these."""
        return np.array([sect.id in ids for sect in self.scenario.sects])

    @property
    def pledges(self) -> list[News]:
        """The scenario's pledges that say whom they are about."""
        return [one for one in self.scenario.news if one.kind == "pledge" and one.about]

    @property
    def leader_exit(self) -> News | None:
        """The first word of the leader's exit, if there is any."""
        return min((one for one in self.scenario.news if one.kind == "leader_exit"), key=lambda one: one.origin, default=None)

    # ---- what the log tells

    @cached_property
    def left(self) -> np.ndarray:
        """Rows of the events of those who left by their own will."""
        return np.asarray(self.facts.happened(LEAVING, self.facts.days))

    def left_of(self, sects: np.ndarray, bands: slice = slice(None)) -> float:
        """Persons of some sects and bands who left by their own will."""
        return float(self.facts.events("persons")[self.leavers(sects, bands)].sum())

    def leavers(self, sects: np.ndarray, bands: slice = slice(None)) -> np.ndarray:
        """Rows of the events of leavers of some sects and bands."""
        chosen = np.zeros(len(BANDS), bool)
        chosen[bands] = True
        return np.asarray(self.left[sects[self.facts.events("sect")[self.left]] & chosen[self.facts.events("band")[self.left]]])

    @cached_property
    def posture(self) -> np.ndarray:
        """Row of ``POSTURES`` of each unit, weeks × units."""
        return np.asarray(self.engine.log.weeks("units")["posture"])

    def in_posture(self, name: str) -> float:
        """Expected exits in units of a posture."""
        return float(self.by_unit[self.posture == POSTURES.index(name)].sum())
