"""What rules are handed: the state, the parameters, the day, and the verbs by which people go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import numpy as np

from model.chance import Chance
from model.hazards import Pressing
from model.mechanisms import CAUSES
from model.population.order_of_battle import OrderOfBattle
from model.population.ties import Kin, passages
from model.record import Log
from model.scenario import Scenario
from model.state import DEAD, DEFECTED_TO, DISCHARGED, HIDING, JAILED, SERVING, STATUSES, State
from model.transitions import move

GO = frozenset({
    "people.status", "people.since_day", "people.spell", "people.pressure", "people.resistance", "people.fate_threshold", "people.own",
    "units.strength", "units.commander", "cells.next_fate", "counts",
})  # fmt: skip
"""What ``World.go`` writes; a rule by which people go declares ``go`` among its writes."""
_DEFECTED = sorted(STATUSES.index(name) for name in DEFECTED_TO)
_FLOWS = (("deaths", DEAD), ("arrests", JAILED), ("discharges", DISCHARGED), ("call_ups", SERVING))


@dataclass(frozen=True)
class Rule:
    """One rule of the day.

    Attributes:
        run: what it does to the world.
        mechanisms: ids that it carries out.
        reads, writes: columns as ``table.column`` (``nation.pay``); a test holds the rule to them.
        every: days between runs (day 1 is a run).
        after_pass: run on the units touched, after each pass of departures on the same day.
    """

    run: Callable[[World], None]
    mechanisms: tuple[str, ...]
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    every: int = 1
    after_pass: Callable[[World, np.ndarray], None] | None = None


class World:
    """The state of a run, with everything that a rule may use.

    Attributes:
        p: parameters by flat name, as attributes.
        day, date: the day now walked; day 1 is the scenario's start.
        slots: rows of militias by place (places × slots, -1 where there are fewer).
        passage: steps from each country's border to each place (countries × places).
        news_source, event_source: id → the negative number by which factors name their source.
    """

    def __init__(self, scenario: Scenario, battle: OrderOfBattle, state: State, chance: Chance, off: frozenset[str]) -> None:
        self.scenario, self.battle, self.state, self.chance, self.off = scenario, battle, state, chance, off
        self.parameters: Mapping[str, Any] = dict(scenario.parameters)
        self.p = SimpleNamespace(**scenario.parameters)
        self.pressing = Pressing(state, self.parameters, off)
        self.pressing.refresh_own(slice(None))
        self.record = Log()
        self.kin = Kin(state)
        self.sources = [f"news.{n.id}" for n in scenario.news] + [f"events.{e.id}" for e in scenario.events]
        self._source = {id: -(row + 1) for row, id in enumerate(self.sources)}
        self.place_row = {place.id: row for row, place in enumerate(scenario.places)}
        self.sect_row = {sect.id: row for row, sect in enumerate(scenario.sects)}
        self.unit_row = {id: row for row, id in enumerate(battle.ids)}
        self.passage = passages(scenario)
        self.named = named(off)
        self.ruling = next(row for row, sect in enumerate(scenario.sects) if sect.ruling)
        self.slots = _slots(state)
        self.begin(0)
        self.leavers: list[tuple[np.ndarray, np.ndarray]] = []  # rows and events of those who left today, for reprisals
        self.after_pass: tuple[Callable[[World, np.ndarray], None], ...] = ()

    def on(self, mechanism: str) -> bool:
        """Whether a mechanism is switched on."""
        return mechanism not in self.off

    def begin(self, day: int) -> None:
        """Turn to a day (1 is the scenario's start)."""
        self.day, self.date = day, self.scenario.about.start + timedelta(days=day - 1)

    def source(self, id: str) -> int:
        """The number by which factors name a piece of news (``news.x``) or an event (``events.x``)."""
        return self._source[id]

    @staticmethod
    @lru_cache(maxsize=256)
    def faded(half_life: float, days: float = 1.0) -> float:
        """What is left of something after some days, given its half-life in days."""
        return float(np.exp(-np.log(2.0) * days / half_life))

    def where(self, rows: np.ndarray) -> np.ndarray:
        """Where people are (rows of places): where their unit stands, or where they went from it; civilians where they fight or live."""
        people, units = self.state.people, self.state.units
        away = (people.way[rows] >= 0) | (rows >= self.state.army_people)
        return np.asarray(np.where(away, people.from_place[rows], units.place[people.unit[rows]]))

    def waiting(self, *statuses: int) -> np.ndarray:
        """Rows of those who have had one of these statuses since before today."""
        rows = self.state.roll.of(*statuses)
        return np.asarray(rows[self.state.people.since_day[rows] < self.day])

    def foremost_last(self, rows: np.ndarray) -> np.ndarray:
        """Positions in ``rows`` by rank, then by falling key: what is written last is of the highest rank, then the lowest key."""
        people = self.state.people
        return np.lexsort((~people.key[rows], people.rank[rows]))

    def go(
        self, rows: np.ndarray, to: np.ndarray | int, cause: np.ndarray | int, step: int = 0, trigger: np.ndarray | int = 0,
        terms: np.ndarray | None = None, reason: np.ndarray | int = 0, recent: np.ndarray | float = 0.0,
        true_reason: np.ndarray | int = 0,
    ) -> np.ndarray:  # fmt: skip
        """Move people into new statuses, note it, and count the day's flows.

        Args:
            rows: rows of people; to: statuses; cause: rows of CAUSES; step: the pass of the day; trigger: sources.

        Returns:
            The events' numbers, which serve as sources.
        """
        people, units = self.state.people, self.state.units
        targets = np.zeros(len(rows), "i1") + np.asarray(to, "i1")
        before = people.status[rows]
        unit = people.unit[rows]
        numbers = self.record.note_events(
            {"day": self.day, "pass": step, "row": rows, "place": self.where(rows), "from": before, "to": targets,
             "cause": self.named[cause], "trigger": trigger, "reason": reason, "true_reason": true_reason,
             "militia": people.militia[rows], "recent": recent},
            terms,
        )  # fmt: skip
        weight, today = units.weight[unit], self.record.today
        went = np.bincount(targets, weight, minlength=len(STATUSES)).tolist()
        if (before == SERVING).any():
            left = np.bincount(targets, weight * (before == SERVING), minlength=len(STATUSES)).tolist()
            today["defections"] += sum(left[status] for status in _DEFECTED)
            today["desertions"] += left[HIDING]
        for flow, status in _FLOWS:
            today[flow] += went[status]
        move(self.state, self.chance, rows, targets, self.day)
        self.state.people.own[rows] = 0.0
        if went[SERVING]:
            self.pressing.refresh_own(rows[targets == SERVING])
        return numbers


def named(off: frozenset[str]) -> np.ndarray:
    """By cause (row of CAUSES), the one that is written down: what is switched off is never named, ``base`` stands for it."""
    return np.array([CAUSES.index("base" if cause in off else cause) for cause in CAUSES])


def _slots(state: State) -> np.ndarray:
    place = state.militias.place
    found = np.full((state.place_count, max(1, int(np.bincount(place).max(initial=0)))), -1)
    for row in range(state.place_count):
        own = np.flatnonzero(place == row)
        found[row, : len(own)] = own
    return found
