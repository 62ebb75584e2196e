"""What a run left: its tables, and what came out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from unit_cohesion.engine.declare import mechanism
from unit_cohesion.errors import CohesionError
from unit_cohesion.outcomes import OUTCOMES, Field, Outcome
from unit_cohesion.rules import MECHANISMS, TERMS
from unit_cohesion.runs import presence, saved, validation
from unit_cohesion.runs.facts import Facts, LogFacts, TableFacts
from unit_cohesion.runs.measures import outcomes_of
from unit_cohesion.runs.notebook import NotebookResult
from unit_cohesion.scenario import Scenario
from unit_cohesion.schema import BANDS, CIVIL, Target
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.simulation.identity import Identity
from unit_cohesion.simulation.run_file import ExternalMechanism, ExternalRule, external_rules
from unit_cohesion.tables.frames import FRAMES


class Record(NotebookResult):
    """What a run left. Tables are DataFrames, made when first asked for; ``model/unit_cohesion/outcomes.py`` says what each column means.

    Attributes:
        identity: all that the run is made from.
        outside: the rules from outside that it was made with, as its ``run.json`` tells of them.
        days: the days walked.
        log: how long it took, and on what.
    """

    def __init__(
        self, identity: Identity, days: int, read: Callable[[str], pd.DataFrame], log: Mapping[str, Any] | None = None,
        outcome: Mapping[str, float | None] | None = None, facts: Facts | None = None, rules: tuple[ExternalRule, ...] | None = None,
    ) -> None:  # fmt: skip
        self.identity, self.days, self.log = identity, days, dict(log or {})
        self.outside = external_rules(identity.plugins) if rules is None else rules
        self._read = read
        if outcome is not None:
            self.outcome = dict(outcome)
        if facts is not None:
            self.facts = facts

    @classmethod
    def of(cls, engine: Engine, log: Mapping[str, Any] | None = None) -> Record:
        """The record of an engine as it is now; of one that may still walk on, all tables are made at once.

        Raises:
            CohesionError: no day is walked yet, or a rule left one half walked.
        """
        engine.refuse_faulty()
        if not engine.day:
            raise CohesionError("there is no record before the first day is walked")
        identity = replace(engine.identity, changes=tuple(one for one in engine.identity.changes if one.day <= engine.day))
        if not engine.running:
            return cls(identity, engine.day, lambda table: FRAMES[table](engine), log, facts=LogFacts(engine))
        frames = {table: make(engine) for table, make in FRAMES.items()}
        short = replace(identity, scenario=identity.scenario.with_parameters(days=engine.day))
        return cls(short, engine.day, frames.__getitem__, log)

    @property
    def scenario(self) -> Scenario:
        """As run, with its parameters; ``scenario.about.days`` and ``.persons_per_agent`` are those of the run."""
        return self.identity.scenario

    @property
    def seed(self) -> int:
        """Of all draws."""
        return self.identity.seed

    @property
    def off(self) -> tuple[str, ...]:
        """Ids of the mechanisms that were off from the start, parts included."""
        return tuple(sorted(self.identity.off))

    @property
    def set(self) -> dict[str, Any]:
        """The parameters that were given by hand, fit for JSON."""
        return self.identity.by_hand

    def again(self) -> Identity:
        """What it is made from, for a run that is walked again.

        Raises:
            CohesionError: it cannot be repeated, or was made with rules from outside that are not at hand.
        """
        if self.identity.unrepeatable:
            raise CohesionError(f"the run cannot be walked again: {'; '.join(self.identity.unrepeatable)}")
        missing = [rule.name for rule in self.outside if rule.name not in {origin.name for origin in self.identity.plugins.origins}]
        if missing:
            raise CohesionError(f"the run was made with rules from outside ({', '.join(missing)}): load_record(folder, rules=[...])")
        return self.identity

    @cached_property
    def targets(self) -> dict[str, Target]:
        """The scenario's targets but those with a cut, which need another run beside it, and those of rules from outside, by id."""
        return {**self.scenario.plain_targets, **{id: target for rule in self.outside for id, target in rule.targets.items()}}

    @cached_property
    def mechanisms(self) -> dict[str, mechanism | ExternalMechanism]:
        """Every mechanism that the run knew, by id: the program's, and those of rules from outside."""
        return {**MECHANISMS, **{id: one for rule in self.outside for id, one in rule.mechanisms.items()}}

    @cached_property
    def outcomes(self) -> dict[str, Outcome]:
        """Every outcome that the run knew, by name: the program's, and those of rules from outside."""
        own = {name: Outcome(name, *told) for rule in self.outside for name, told in rule.outcomes.items()}
        return {**OUTCOMES, **own}

    def told(self, table: str) -> list[Field]:
        """The columns of rules from outside in one of the tables."""
        return [field for rule in self.outside for field in rule.told.get(table, ())]

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """Ids of the terms of events' hazards."""
        return (*TERMS, *(id for rule in self.outside for id in rule.terms))

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
        """The scenario's targets beside what came out: ``id, title, outcome, value, low, high, unit, met, role, source``."""
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
