"""The engine: holds the world of one run, walks its days, keeps its log. No Mesa, no pandas; what sweeps run."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np

from model.engine import hazards
from model.engine.book import Book
from model.engine.compiling import PLAIN, first_call, ready
from model.engine.driver import arguments, walker
from model.engine.hazards import Factors
from model.engine.tables import ONE_ROW, Scalars
from model.engine.world import World
from model.errors import CohesionError
from model.log import Log
from model.population.birth import born
from model.population.civilians import community_ids
from model.population.militias import militia_ids
from model.population.order_of_battle import order_of_battle
from model.rules import DAY, DECLARED, TERMS
from model.scenario import Scenario, load_scenario
from model.vocabulary import STATUSES

STRETCHES = 50
"""How often at least a run is left on the way to tell how far it is."""


class Engine:
    """One run of one scenario.

    Args:
        scenario: what to run, with its parameters.
        seed: whole number ≥ 0; the same seed and scenario give the same run.
        off: ids of mechanisms to switch off.

    Attributes:
        state: the world: tables by name, with their columns as arrays.
        log: what happened so far.
        off: what is switched off since birth; off_now: what is now.
    """

    _ready = False

    def __init__(self, scenario: Scenario, seed: int, off: object = None) -> None:
        self.scenario, self.seed = scenario, int(seed)
        self.off = self.off_now = DECLARED.switched_off(off)
        self.battle = order_of_battle(scenario)
        self.communities, self.militia_ids = community_ids(scenario), militia_ids(scenario)
        self.sources = [f"news.{n.id}" for n in scenario.news] + [f"events.{e.id}" for e in scenario.events]
        self.state: World = born(scenario, scenario.parameters, self.battle, self.seed, self.off)
        self.log = Log(self.state)
        self._taken: list[np.ndarray] = []

    @property
    def unit_ids(self) -> list[str]:
        """Ids of all rows of units: the army's, then the communities of civilians."""
        return [*self.battle.ids, *self.communities]

    @property
    def day(self) -> int:
        """The last day walked."""
        return self.state.day

    @property
    def date(self) -> date:
        """The date of the day last walked (of the eve, before the first)."""
        return self.scenario.about.start + timedelta(days=self.day - 1)

    @property
    def parameters(self) -> Scalars:
        """The parameters as rules read them; what is written here counts from the next day on."""
        return Scalars("parameters", self.state.arrays["p"])

    @property
    def running(self) -> bool:
        """Whether days are left."""
        return self.day < self.scenario.about.days

    def step(self) -> None:
        """Walk one day: each rule of ``DAY`` in its order, then close the day in the log."""
        self._walk(self.day + 1)

    def run(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Walk all days that are left; ``progress(day, days)`` is called on the way, and after the last."""
        days = self.scenario.about.days
        stretch = max(1, days // STRETCHES) if progress else days
        while self.running:
            self._walk(min(self.day + stretch, days))
            if progress:
                progress(self.day, days)

    def _walk(self, last: int) -> None:
        walk, names = walker(DECLARED, DAY)
        if not Engine._ready:
            first_call(lambda: walk(*(self.state.arrays[name] for name in names), 1, 0, 0, 0))  # no days: nothing but the code is made
            Engine._ready = True
        while self.day < last:
            if not self._taken:
                arrays = [self.state.arrays[name] for name in names]
                self._taken = [array.view(np.recarray) if PLAIN and array.dtype.names else array for array in arrays]
            before = self.day
            try:
                with np.errstate(all="ignore"):
                    self.state.day = int(walk(*self._taken, before + 1, last, 0, len(DAY)))
            except RuntimeError as fault:
                tally = self.state.one_row["tally"]
                told = f"{STATUSES[tally.fault_before]} -> {STATUSES[tally.fault_to]} on day {tally.fault_day}"
                raise CohesionError(f"{fault}: {told}; the run cannot be used") from None
            if self.day < last:  # the log is full
                self.log.close_stretch()

    def switch_off(self, off: object) -> None:
        """From the next day on, run without some mechanisms: what they wrote goes, but for what freezes (D12's expectations)."""
        self.off_now = self.off_now | DECLARED.switched_off(off)
        self.state.switch(self.off_now)
        self.state.drop(self.off_now)

    def ask(self, function: Callable[..., Any], **given: Any) -> Any:
        """Call a compiled function of the rules with this run's own tables: by the names of its arguments, or as given."""
        ready()
        names = {*arguments(function), *Book._fields, *Factors._fields} & self.state.arrays.keys()
        named: dict[str, Any] = {}
        for name in names:
            array = self.state.arrays[name]
            array = array.view(np.recarray) if PLAIN and array.dtype.names else array
            named[name] = array[0] if name in ONE_ROW else array
        named |= {"day": self.day, "book": Book(*(named[name] for name in Book._fields))} | given
        named["factors"] = Factors(*(named[name] for name in Factors._fields))
        with np.errstate(all="ignore"):
            made = getattr(sys.modules[function.__module__], function.__name__, function)  # the compiled form, once there is one
            return made(*(named[name] for name in arguments(function)))

    def explain(self, row: int) -> tuple[dict[str, float], float]:
        """What weighs on one who serves, as it is now: his terms by id (log hazards), and the hazard of the day last walked."""
        terms = self.state.one_row["tally"].terms  # the next free row, which stays free
        self.state.arrays["term_matrix"][terms] = 0.0
        self.ask(hazards.explain, row=row, terms=terms)
        return dict(zip(TERMS, self.state.arrays["term_matrix"][terms].tolist(), strict=False)), float(self.state.today[row])

    def where(self, rows: np.ndarray) -> np.ndarray:
        """Where people are (rows of places): where their unit stands, or where they went from it; civilians where they fight or live."""
        people, units = self.state.people, self.state.units
        away = (people.way[rows] >= 0) | (rows >= self.state.army_people)
        return np.asarray(np.where(away, people.from_place[rows], units.place[people.unit[rows]]))


def warm() -> None:
    """Compile the rules, if that has not been done: what a set-up, or whoever starts several processes, does first."""
    engine = Engine(load_scenario("two-valleys"), 1)
    engine.step()
