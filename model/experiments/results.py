"""What a run left: its tables, and what came out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from model.errors import CohesionError
from model.experiments import presence, saved, validation
from model.experiments.facts import Facts, LogFacts, TableFacts
from model.experiments.measures import outcomes_of
from model.experiments.showing import Shown
from model.frames import FRAMES
from model.scenario import Scenario
from model.schema import BANDS, CIVIL
from model.walk import Engine


class Record(Shown):
    """What a run left. Tables are DataFrames, made when first asked for; ``model/outcomes.py`` says what each column means.

    Attributes:
        scenario: as run, with its parameters; ``scenario.about.days`` and ``.persons_per_agent`` are those of the run.
        seed, off, days: the seed, the mechanisms switched off (parts included), the days walked.
        set: the parameters that were given by hand.
        log: how long it took, and on what.
    """

    def __init__(
        self, scenario: Scenario, seed: int, off: tuple[str, ...], days: int, read: Callable[[str], pd.DataFrame],
        set: Mapping[str, Any] | None = None, log: Mapping[str, Any] | None = None, outcome: Mapping[str, float | None] | None = None,
        facts: Facts | None = None,
    ) -> None:  # fmt: skip
        self.scenario, self.seed, self.off, self.days = scenario, seed, off, days
        self.set, self.log = dict(set or {}), dict(log or {})
        self._read = read
        if outcome is not None:
            self.outcome = dict(outcome)
        if facts is not None:
            self.facts = facts

    @classmethod
    def of(cls, engine: Engine, set: Mapping[str, Any] | None = None, log: Mapping[str, Any] | None = None) -> Record:
        """The record of an engine as it is now; of one that may still walk on, all tables are made at once.

        Raises:
            CohesionError: no day is walked yet.
        """
        if not engine.day:
            raise CohesionError("there is no record before the first day is walked")
        scenario, off = engine.scenario, tuple(sorted(engine.off))
        if not engine.running:
            return cls(scenario, engine.seed, off, engine.day, lambda table: FRAMES[table](engine), set, log, facts=LogFacts(engine))
        frames = {table: make(engine) for table, make in FRAMES.items()}
        return cls(scenario.with_parameters(days=engine.day), engine.seed, off, engine.day, frames.__getitem__, set, log)

    @cached_property
    def daily(self) -> pd.DataFrame:
        """A row a day: persons by status, flows, and the state of the war."""
        return self._read("daily")

    @cached_property
    def groups(self) -> pd.DataFrame:
        """Persons by day, sect, band and status."""
        return self._read("groups")

    @cached_property
    def units(self) -> pd.DataFrame:
        """Every unit and formation, each week: strength, who left, cohesion and its parts."""
        return self._read("units")

    @cached_property
    def events(self) -> pd.DataFrame:
        """A row for every agent's change of status: who, when, which way, why (terms as ``log_…``) and what tipped him."""
        return self._read("events")

    @cached_property
    def people(self) -> pd.DataFrame:
        """A row an agent: who he is, where he ended, and how far he is from going."""
        return self._read("people")

    @cached_property
    def militias(self) -> pd.DataFrame:
        """Every militia that exists, each week: its leader, patron, fighters, feeling and cohesion; no rows without a rebel side."""
        return self._read("militias")

    @cached_property
    def sponsors(self) -> pd.DataFrame:
        """Every sponsor, each week; likewise."""
        return self._read("sponsors")

    @cached_property
    def choices(self) -> pd.DataFrame:
        """A row for every choice of a leader or sponsor, with the terms that he weighed; likewise."""
        return self._read("choices")

    @cached_property
    def places(self) -> pd.DataFrame:
        """Every place, each week: who holds it, and the rebels there."""
        return self._read("places")

    @cached_property
    def control(self) -> np.ndarray:
        """Days × places of the scenario: the regime's control, as it was in the week."""
        weeks = self.places["control"].to_numpy().reshape(-1, len(self.scenario.places))
        return np.asarray(weeks[np.arange(self.days) // 7])

    @cached_property
    def facts(self) -> Facts:
        """What outcomes are computed from: of a run that just ended its log, so that no table is made for them."""
        return TableFacts(self)

    @cached_property
    def outcome(self) -> dict[str, float | None]:
        """Every declared outcome by name, at the end of the run, and every target's value by its id (which comes before a name)."""
        return outcomes_of(self.facts)

    @cached_property
    def check(self) -> pd.DataFrame:
        """The scenario's targets beside what came out: ``id, title, outcome, value, low, high, met, fit, source``."""
        return validation.check(self)

    @cached_property
    def unit_ids(self) -> list[str]:
        """The smallest units, in the order of battle."""
        people = self.people
        return list(people.loc[people["band"] != BANDS[CIVIL], "unit"].cat.remove_unused_categories().cat.categories)

    @cached_property
    def history(self) -> np.ndarray:
        """Days × units of ``unit_ids``: share still serving, of those who served on day zero, as 0 to 255."""
        return presence.history(self)

    def save(self, folder: str | Path) -> Path:
        """Write the record into a folder: a new or empty one, or over an earlier run. Nothing is ever half-written.

        Raises:
            CohesionError: the folder holds something else, or cannot be written.
        """
        return saved.save(self, folder)

    def __repr__(self) -> str:
        left, strength = self.outcome["left"], self.outcome["strength"]
        happened = f"{self.days} days, {left:,.0f} left, {strength:,.0f} serve in the armed forces"
        return f"<Record of {self.scenario.name}, seed {self.seed}: {happened}>"
