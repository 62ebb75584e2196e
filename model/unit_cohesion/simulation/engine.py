"""The engine: holds the world of one run, walks its days, keeps its log. No Mesa, no pandas; what sweeps run."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from typing import Any

import numpy as np

from unit_cohesion.engine import hazards, transitions
from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import PLAIN, first_call, ready
from unit_cohesion.engine.declare import Rule, Value, mechanism
from unit_cohesion.engine.driver import arguments, walker
from unit_cohesion.engine.hazards import Factors
from unit_cohesion.engine.tables import ONE_ROW, Scalars
from unit_cohesion.engine.world import World
from unit_cohesion.errors import CohesionError, ScenarioError, short_repr
from unit_cohesion.population.birth import world_on_eve
from unit_cohesion.population.civilians import community_ids
from unit_cohesion.population.militias import militia_ids
from unit_cohesion.population.order_of_battle import order_of_battle
from unit_cohesion.rules import DAY, DECLARED, PARAMETERS
from unit_cohesion.scenario import Scenario, load_scenario
from unit_cohesion.simulation.identity import Change, Identity, refuse_unknown, seed_of
from unit_cohesion.simulation.log import Log
from unit_cohesion.simulation.plugin_runner import PluginRunner
from unit_cohesion.vocabulary import STATUSES

WHOLE = len(DAY) + 1
"""Past the last rule: a walk that goes so far closes its days."""
STRETCHES = 50
"""How often at least a run is left on the way to tell how far it is."""


class Engine:
    """One run.

    Args:
        run: its identity, or only its scenario.
        seed: where only the scenario is given: a whole number ≥ 0; None draws one.
        off: likewise: ids of mechanisms to switch off.

    Raises:
        CohesionError: anything else, such as the name of a scenario.

    Attributes:
        identity: all that the run is made from, what was done to it so far included.
        state: the world: tables by name, with their columns as arrays. What is written into it shows in the run, but no ``run.json`` can
            repeat it: say so with ``identity = identity.without_repeat(why)``.
        log: what happened so far.
        plugged: the rules from outside at work, None where there are none.
        off_now: ids of what is off now.
    """

    _ready = False

    def __init__(self, run: Identity | Scenario, seed: int | None = 1, off: object = None) -> None:
        if not _is_run(run):
            allowed = "a loaded scenario, such as load_scenario('two-valleys'), or the identity of a run"
            raise CohesionError(f"Engine({short_repr(run)}): allowed: {allowed}")
        self.identity = run if isinstance(run, Identity) else Identity(run, seed_of(seed, "seed"), DECLARED.switched_off(off))
        scenario, plugins = self.identity.scenario, self.identity.plugins
        self.off_now = self.identity.off
        self._later = list(self.identity.changes)
        self._faulty = ""
        self.battle = order_of_battle(scenario)
        self.communities, self.militia_ids = community_ids(scenario), militia_ids(scenario)
        self.sources = [f"news.{n.id}" for n in scenario.news] + [f"events.{e.id}" for e in scenario.events]
        self.state: World = world_on_eve(scenario, scenario.parameters, self.battle, self.seed, _program_ids(self.off))
        self.log = Log(self.state, plugins.terms)
        self.plugged = PluginRunner(self, plugins, self.identity.given) if plugins else None
        if self.plugged:
            self.plugged.switch(self.off_now)
        self._taken: list[np.ndarray] = []

    def __reduce__(self) -> tuple[Any, ...]:  # as a checkpoint, which is what can travel of it
        from unit_cohesion.simulation import checkpoint

        return checkpoint.loaded, (checkpoint.dumped(self), self.identity.plugins)

    @property
    def scenario(self) -> Scenario:
        """As run, with its parameters."""
        return self.identity.scenario

    @property
    def seed(self) -> int:
        """Of all draws."""
        return self.identity.seed

    @property
    def off(self) -> frozenset[str]:
        """Ids of what is off since birth."""
        return self.identity.off

    @property
    def terms(self) -> tuple[str, ...]:
        """Ids of the terms of an event's hazard, those of rules from outside last."""
        return self.identity.plugins.terms

    @property
    def causes(self) -> tuple[str, ...]:
        """What an event can be caused by, by code."""
        return self.identity.plugins.causes

    @property
    def mechanisms(self) -> Mapping[str, mechanism]:
        """Every mechanism by id."""
        return self.identity.plugins.mechanisms

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
        """The parameters as rules read them, dates as day numbers; ``change`` gives them other values."""
        row = self.state.arrays["p"].view()
        row.flags.writeable = False
        return Scalars("parameters", row)

    def value_of(self, name: str) -> Value:
        """A parameter's value now, the program's or one of a rule from outside."""
        if name not in PARAMETERS:
            assert self.plugged is not None
            return self.plugged.parameters[name]
        found: float | int = self.state.arrays["p"][0][name].item()
        return date.fromordinal(int(found)) if isinstance(PARAMETERS[name].default, date) else found

    @property
    def running(self) -> bool:
        """Whether days are left."""
        return self.day < self.scenario.about.days

    def step(self) -> None:
        """Walk one day: each rule of ``DAY`` in its order, then close the day in the log.

        Raises:
            CohesionError: none is left, or a rule from outside has failed.
        """
        self._refuse_ended()
        self._walk(self.day + 1)

    def run(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Walk all days that are left; ``progress(day, days)`` is called on the way, and after the last."""
        days = self.scenario.about.days
        stretch = max(1, days // STRETCHES) if progress else days
        while self.running:
            self._walk(min(self.day + stretch, days))
            if progress:
                progress(self.day, days)

    def _refuse_ended(self) -> None:
        """Refuse a day past the last, for which the log has no room: a write past an array's end would raise nothing."""
        if not self.running:
            raise CohesionError(f"day {self.day + 1}: the run has ended; allowed: days 1 to {self.scenario.about.days}")

    def refuse_faulty(self) -> None:
        """Refuse a run that a rule has left in the middle of a day.

        Raises:
            CohesionError: it is one.
        """
        if self._faulty:
            raise CohesionError(self._faulty)

    def step_with(self, rule: type[Rule], do: Callable[[], object]) -> None:
        """Walk one day, and call ``do`` in it just before a rule; for runs without rules from outside."""
        walk = self._walker()
        if self.plugged:
            raise CohesionError("rules = ...: allowed: none, where a day is left in its middle")
        self._refuse_ended()
        self.catch_up(self.day + 1)
        self._day_with(((DAY.index(rule), do),), walk)

    def become(self, other: Engine) -> None:
        """Stand where another engine of the same run stands, with nothing in the log; for runs without rules from outside."""
        self.identity, self.off_now, self._later, self._faulty = other.identity, other.off_now, list(other._later), other._faulty
        self.state.day = other.day
        self.state.restore(other.state.memory())
        self.log.forget()

    def _walker(self) -> Callable[..., int]:
        """Return the walk, ready to be called with what is taken."""
        walk, names = walker(DECLARED, DAY)
        if not Engine._ready:
            first_call(lambda: walk(*(self.state.arrays[name] for name in names), 1, 0, 0, 0))  # no days: nothing but the code is made
            Engine._ready = True
        self.refuse_faulty()
        if not self._taken:
            arrays = [self.state.arrays[name] for name in names]
            self._taken = [array.view(np.recarray) if PLAIN and array.dtype.names else array for array in arrays]
        return walk

    def _walk(self, last: int) -> None:
        walk = self._walker()
        while self.day < last:
            self.catch_up(self.day + 1)
            until = min(last, self._later[0].day - 1) if self._later else last
            if self.plugged:
                plugged, day = self.plugged, self.day + 1
                self._day_with([(place, partial(plugged.run, place, day)) for place in plugged.plugins.at], walk, plugged)
                continue
            with self._in_a_day():
                self.state.day = int(walk(*self._taken, self.day + 1, until, 0, WHOLE))
            if self.day < until:  # the log is full
                self.log.close_stretch()

    def _day_with(
        self, pauses: Sequence[tuple[int, Callable[[], object]]], walk: Callable[..., int], plugged: PluginRunner | None = None
    ) -> None:
        """Walk one day, and leave the compiled walk before some rules of it, to call something."""
        day = self.day + 1
        with self._in_a_day():
            if int(walk(*self._taken, day, day, 0, 0)) < day:  # the log is full
                self.log.close_stretch()
            begin = 0
            for end, do in pauses:
                walk(*self._taken, day, day, begin, end)
                do()
                begin = end
            walk(*self._taken, day, day, begin, WHOLE)
            self.state.day = day
            if plugged:
                plugged.close(day)

    @contextmanager
    def _in_a_day(self) -> Iterator[None]:
        """Whatever leaves a day half walked makes the run useless from then on."""
        day = self.day + 1
        self._faulty = f"day {day} was left half walked; the run cannot be used"
        try:
            with np.errstate(all="ignore"):
                yield
        except RuntimeError as fault:
            tally = self.state.one_row["tally"]
            transition = f"{STATUSES[tally.fault_before]} -> {STATUSES[tally.fault_to]} on day {tally.fault_day}"
            self._faulty = f"{fault}: {transition}; the run cannot be used"
            raise CohesionError(self._faulty) from None
        except CohesionError as fault:
            self._faulty = str(fault)
            raise
        self._faulty = ""

    def change(self, off: object = None, **parameters: Any) -> None:
        """From the next day on, run without some mechanisms, or with other values of parameters; the run's identity keeps it.

        What a mechanism wrote that is off now goes, but for what freezes (D12's expectations). Parameters that only shape the state of day
        zero change nothing any more.

        Raises:
            ScenarioError: an id or a parameter that is unknown, or a value that is not allowed.
        """
        plugins = self.identity.plugins
        if isinstance(off, Mapping):
            raise ScenarioError("parameters", "off", off, "ids of mechanisms; parameters are keywords: change(comrade_pressure=2.0)")
        refuse_unknown(parameters, plugins)
        values: dict[str, Value] = {name: plugins.parameters[name].checked(value) for name, value in parameters.items()}
        change = Change(self.day + 1, plugins.switched_off(off) - self.off_now, values)
        if change.off or change.set:
            self.identity = self.identity.changed(change)
            self._apply(change)

    def switch_off(self, off: object) -> None:
        """From the next day on, run without some mechanisms: ``change(off)``."""
        self.change(off)

    def _apply(self, change: Change) -> None:
        if change.off:
            self.off_now = self.off_now | change.off
            self.state.switch(_program_ids(self.off_now))
            self.state.drop(_program_ids(self.off_now))
            self.refresh_own()
            if self.plugged:
                self.plugged.switch(self.off_now)
        row = self.state.arrays["p"][0]
        for name, value in change.set.items():
            if name in PARAMETERS:
                row[name] = value.toordinal() if isinstance(value, date) else value
            elif self.plugged:
                self.plugged.parameters[name] = value
        if change.set:
            self.refresh_own()

    def catch_up(self, day: int) -> None:
        """Do what is changed from a day on or sooner."""
        while self._later and self._later[0].day <= day:
            self._apply(self._later.pop(0))

    def book(self) -> Book:
        """What a person's going touches, as compiled functions take it."""
        return Book(*(self._as_argument(name) for name in Book._fields))

    def _as_argument(self, name: str) -> Any:
        array = self.state.arrays[name]
        array = array.view(np.recarray) if PLAIN and array.dtype.names else array
        return array[0] if name in ONE_ROW else array

    def ask(self, function: Callable[..., Any], **given: Any) -> Any:
        """Call a compiled function of the rules with this run's own tables: by the names of its arguments, or as given."""
        ready()
        wanted = arguments(function)
        named: dict[str, Any] = {"day": self.day} | given
        for name in wanted:
            if name in named:
                continue
            if name == "book":
                named[name] = self.book()
            elif name == "factors":
                named[name] = Factors(*(self._as_argument(field) for field in Factors._fields))
            else:
                named[name] = self._as_argument(name)
        with np.errstate(all="ignore"):
            made = getattr(sys.modules[function.__module__], function.__name__, function)  # the compiled form, once there is one
            return made(*(named[name] for name in wanted))

    def refresh_own(self, first: int = 0, last: int | None = None) -> None:
        """Make anew, after something was changed from outside, the own factor of the people in these rows: of all, unless told."""
        self.ask(transitions.refresh_some, first=first, last=len(self.state.arrays["status"]) if last is None else last)

    def explain(self, row: int) -> tuple[dict[str, float], float]:
        """What weighs on one who serves, as it is now: his terms by id (log hazards), and the hazard of the day last walked."""
        terms = self.state.one_row["tally"].terms  # the next free row, which stays free
        self.state.arrays["term_matrix"][terms] = 0.0
        self.ask(hazards.explain, row=row, terms=terms)
        return dict(zip(self.terms, self.state.arrays["term_matrix"][terms].tolist(), strict=False)), float(self.state.today[row])

    def where(self, rows: np.ndarray) -> np.ndarray:
        """Where people are (rows of places): where their unit stands, or where they went from it; civilians where they fight or live."""
        people, units = self.state.people, self.state.units
        away = (people.way[rows] >= 0) | (rows >= self.state.army_people)
        return np.asarray(np.where(away, people.from_place[rows], units.place[people.unit[rows]]))


def _program_ids(ids: frozenset[str]) -> frozenset[str]:
    return ids & DECLARED.mechanisms.keys()


def _is_run(found: object) -> bool:
    return isinstance(found, Identity | Scenario)


def warm() -> None:
    """Compile the rules, if that has not been done: what a set-up, or whoever starts several processes, does first."""
    engine = Engine(load_scenario("two-valleys"), 1)
    engine.step()
