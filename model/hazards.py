"""From factors to pressure to who goes, which way, and why.

Rules write named log-factors into three tables, *units*, *cells* (unit × sect × band) and *profiles* (home × sect × band × branch × post);
the person's own factor stands in ``people.own``. A day's hazard is base × unit × cell × profile × own. Pressure gathers it, and on the day
it reaches the person's resistance, drawn from Exp(1) on entering the status, he goes (the construction of Sellke 1983). Nobody else
multiplies hazards.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

import numpy as np

from model.causes import LEVELS, SOURCES, TRIGGER_DAYS, explain
from model.chance import Chance
from model.state import SERVING, State, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

RECENT_DAYS = 30


class Pressing:
    """The hazard of leaving of those who serve.

    Terms are never changed in place: a rule hands over a new array, and the days before keep theirs.
    """

    def __init__(self, state: State, parameters: Mapping[str, Any], off: frozenset[str]) -> None:
        self.state, self.parameters, self.off = state, parameters, off
        self.terms: dict[str, dict[str, np.ndarray]] = {level: {} for level in LEVELS}
        self.sources: dict[tuple[str, str], np.ndarray] = {}
        self.history: deque[dict[str, dict[str, np.ndarray]]] = deque(maxlen=TRIGGER_DAYS + 1)
        self.pressures: deque[np.ndarray] = deque(maxlen=RECENT_DAYS)
        self._factors: dict[str, np.ndarray | None] = dict.fromkeys(LEVELS)
        self._both: np.ndarray | None = None
        self.today = np.zeros(state.army_people)
        self._gathered = np.zeros(state.army_people)
        self.most_own = 0.0  # nobody's own factor is above it
        self.day = 0

    def write(self, level: str, mechanism: str, values: np.ndarray, rows: np.ndarray | slice = slice(None)) -> None:
        """Set one mechanism's log-factors at a level: a new array, whole or with some rows changed."""
        if (named := SOURCES.get((level, mechanism))) is not None:
            self.sources[level, mechanism] = getattr(getattr(self.state, named[0]), named[1]).copy()
        terms = self.terms[level]
        if isinstance(rows, slice):
            terms[mechanism] = values
            self._factors[level] = self._both = None
            return
        changed = terms[mechanism].copy()
        changed[rows] = values
        terms[mechanism] = changed
        factor, both = self._factors[level], self._both
        if factor is not None:
            factor[rows] = np.exp(sum((column[rows] for column in terms.values()), np.zeros(len(rows))))
        if factor is None or both is None:
            self._both = None
        elif level != "profiles":
            units, cells = self.state.units, self.state.cells
            cell = rows if level == "cells" else rows_of(units.first_cell[rows], units.last_cell[rows])
            both[cell] = (self.parameters["base_hazard"] * self.factor("units")[cells.unit[cell]]) * self.factor("cells")[cell]

    def drop(self, off: frozenset[str]) -> None:
        """Take out the factors of mechanisms that were switched off on the way (D12's stay: its expectations freeze)."""
        self.off = off
        for level in LEVELS:
            kept = {name: values for name, values in self.terms[level].items() if name not in off or name == "D12"}
            self.terms[level] = kept
            self._factors[level] = self._both = None
        self.refresh_own(slice(None))

    def factor(self, level: str) -> np.ndarray:
        """The product of all factors at a level."""
        found = self._factors[level]
        if found is None:
            found = np.zeros(getattr(self.state, level).size)
            for values in self.terms[level].values():
                found += values
            self._factors[level] = np.exp(found, out=found)
        return found

    def cell_factor(self) -> np.ndarray:
        """Base hazard times the factors of the unit and of the cell, by cell."""
        if self._both is None:
            self._both = (self.parameters["base_hazard"] * self.factor("units"))[self.state.cells.unit]
            self._both *= self.factor("cells")
        return self._both

    def refresh_own(self, rows: np.ndarray | slice) -> None:
        """Make the own factor of some people anew from their own terms; 0 for those who do not serve, so that nothing presses them."""
        people, terms = self.state.people, self.own_terms(rows)
        own = np.exp(sum(terms.values())) * (people.status[rows] == SERVING)
        people.own[rows] = own
        self.most_own = max(self.most_own, float(own.max(initial=0.0)))

    def own_terms(self, rows: np.ndarray | slice) -> dict[str, np.ndarray]:
        """The person-level log-factors: loyalty, the ceiling on posts (I4), outrage over reprisals (D8b)."""
        people, p = self.state.people, self.parameters
        terms = {"loyalty": -p["loyalty_weight"] * (people.loyalty[rows] - 0.5)}
        if "I4" not in self.off:
            terms["I4"] = p["ceiling_resentment"] * people.ceilinged[rows]
        if "D8b" not in self.off:
            terms["D8b"] = people.outrage[rows]
        return terms

    def _hazard(self, rows: np.ndarray) -> np.ndarray:
        people = self.state.people
        hazard = self.cell_factor()[people.cell[rows]] * self.factor("profiles")[people.profile[rows]] * people.own[rows]
        return np.asarray(np.minimum(hazard, self.parameters["hazard_cap"]))

    def press(self, day: int) -> np.ndarray:
        """Add the day's hazard to everybody's pressure; rows of those whose time has come."""
        people, self.day, army = self.state.people, day, slice(self.state.army_people)
        pressure = people.pressure[army]
        self.history.append({level: dict(terms) for level, terms in self.terms.items()})
        before = self.pressures.popleft() if len(self.pressures) == RECENT_DAYS else np.empty(len(pressure), "f4")
        np.copyto(before, pressure, casting="same_kind")
        self.pressures.append(before)
        today, gathered = self.today, self._gathered  # kept buffers: the day's largest arrays are never allocated anew
        cells, profiles, cap = self.cell_factor(), self.factor("profiles"), self.parameters["hazard_cap"]
        np.take(cells, people.cell[army], out=today, mode="clip")
        np.take(profiles, people.profile[army], out=gathered, mode="clip")
        today *= gathered
        today *= people.own[army]
        if not cells.max(initial=0.0) * profiles.max(initial=0.0) * self.most_own < cap:  # nor if it is no number
            np.minimum(today, cap, out=today)
        pressure += today
        rows = np.flatnonzero(pressure >= people.resistance[army])
        return np.asarray(rows[people.status[rows] == SERVING])

    def press_again(self, units: np.ndarray) -> np.ndarray:
        """Add, in some units, what today's hazard has risen by since it was added; rows of those whose time has come."""
        people, table = self.state.people, self.state.units
        rows = rows_of(table.first[units], table.last[units])
        rows = rows[people.status[rows] == SERVING]
        hazard = self._hazard(rows)
        people.pressure[rows] += np.maximum(hazard - self.today[rows], 0.0)
        self.today[rows] = np.maximum(hazard, self.today[rows])
        return np.asarray(rows[people.pressure[rows] >= people.resistance[rows]])

    def recent_share(self, rows: np.ndarray) -> np.ndarray:
        """Share of their pressure that was gathered in the last 30 days."""
        now = self.state.people.pressure[rows]
        then = self.pressures[0][rows] if len(self.pressures) == RECENT_DAYS else 0.0
        return np.asarray(np.minimum(np.maximum((now - then) / np.maximum(now, 1e-300), 0.0), 1.0))

    def explain(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Terms (rows × TERMS), cause (row of CAUSES) and trigger (source, 0 for none) of those who go now."""
        return explain(self, rows)


def chosen_ways(chance: Chance, state: State, rows: np.ndarray, log_weights: np.ndarray, stream: str = "way") -> np.ndarray:
    """Which way each goes: the largest of log-weight + a keyed Gumbel draw, so that raising one way moves nobody between the others.

    Args:
        log_weights: (rows, ways); −inf where a way is closed.
    """
    people = state.people
    return np.asarray((log_weights + chance.gumbels(stream, people.key[rows], people.spell[rows], log_weights.shape[1])).argmax(axis=1))
