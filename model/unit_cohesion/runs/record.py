"""What a run left: its tables, and what came out."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from unit_cohesion.engine.declare import mechanism
from unit_cohesion.errors import CohesionError, Untold
from unit_cohesion.outcomes import OUTCOMES, TABLES, Field, Outcome
from unit_cohesion.rules import MECHANISMS, TERMS
from unit_cohesion.runs import presence, saved, validation
from unit_cohesion.runs.facts import Facts, LogFacts, TableFacts
from unit_cohesion.runs.handed_out import handed_out
from unit_cohesion.runs.measures import outcomes_of
from unit_cohesion.runs.notebook import NotebookResult
from unit_cohesion.scenario import Scenario
from unit_cohesion.schema import Target
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.simulation.identity import Identity
from unit_cohesion.simulation.run_file import ExternalMechanism, ExternalRule, external_rules
from unit_cohesion.vocabulary import BANDS, CIVIL

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


class Record(NotebookResult):
    """What a run left. Tables are DataFrames, made when first asked for; ``model/unit_cohesion/outcomes.py`` says what each column means.

    All of it stays as it is: each table that is asked for is the user's own, to be changed at will. It can be pickled, tables and all.
    """

    def __init__(
        self,
        identity: Identity,
        days: int,
        read: Callable[[str], pd.DataFrame],
        log: Mapping[str, Any] | None = None,
        outcome: Mapping[str, float | None] | None = None,
        facts: Facts | None = None,
        rules: tuple[ExternalRule, ...] | None = None,
        pieces: Callable[[str], Iterable[pa.Table]] | None = None,
        failed: Mapping[str, str] | None = None,
    ) -> None:
        self._identity, self._days, self._outside = identity, days, external_rules(identity.plugins) if rules is None else rules
        self._read, self._pieces = read, pieces
        vars(self)["log"] = dict(log or {})
        if outcome is not None:
            vars(self)["outcome"], vars(self)["failed"] = dict(outcome), dict(failed or {})
        if facts is not None:
            vars(self)["facts"] = facts

    def __reduce__(self) -> tuple[Any, ...]:  # with all its tables, so that it is whole wherever it arrives
        return _unpickled, (self.identity, self.days, self.frames, self.log, self.outcome, self.outside, self.failed)

    @property
    def frames(self) -> dict[str, pd.DataFrame]:
        """Every table by name."""
        return {table: getattr(self, table) for table in TABLES}

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
            read, pieces = (lambda table: _frame(engine, table)), (lambda table: _pieces(engine, table))
            return cls(identity, engine.day, read, log, facts=LogFacts(engine), pieces=pieces)
        frames = {table: _frame(engine, table) for table in TABLES}
        short = replace(identity, scenario=identity.scenario.with_parameters(days=engine.day))
        return cls(short, engine.day, frames.__getitem__, log)

    def pieces(self, table: str) -> Iterable[pa.Table]:
        """A table in Arrow, one or more pieces one below the other: of the one that is kept, if it was asked for before, else not kept."""
        kept: pd.DataFrame | None = vars(self).get(table)
        if kept is None and self._pieces is not None:
            return self._pieces(table)
        from unit_cohesion.tables.parquet import as_arrow  # imports pandas, as below

        return [as_arrow(self._read(table) if kept is None else kept, table, self.told(table))]

    @property
    def identity(self) -> Identity:
        """All that the run is made from."""
        return self._identity

    @property
    def outside(self) -> tuple[ExternalRule, ...]:
        """The rules from outside that it was made with, as its ``run.json`` tells of them."""
        return self._outside

    @property
    def days(self) -> int:
        """The days walked."""
        return self._days

    @handed_out
    def log(self) -> dict[str, Any]:
        """How long it took, and on what."""
        return {}

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

    @handed_out
    def targets(self) -> dict[str, Target]:
        """The scenario's targets but those with a cut, which need another run beside it, and those of rules from outside, by id."""
        return {**self.scenario.plain_targets, **{id: target for rule in self.outside for id, target in rule.targets.items()}}

    @handed_out
    def mechanisms(self) -> dict[str, mechanism | ExternalMechanism]:
        """Every mechanism that the run knew, by id: the program's, and those of rules from outside."""
        return {**MECHANISMS, **{id: one for rule in self.outside for id, one in rule.mechanisms.items()}}

    @handed_out
    def outcomes(self) -> dict[str, Outcome]:
        """Every outcome that the run knew, by name: the program's, and those of rules from outside."""
        own = {name: Outcome(name, *told) for rule in self.outside for name, told in rule.outcomes.items()}
        return {**OUTCOMES, **own}

    def told(self, table: str) -> list[Field]:
        """The columns of rules from outside in one of the tables."""
        return [field for rule in self.outside for field in rule.told.get(table, ())]

    @handed_out
    def terms(self) -> tuple[str, ...]:
        """Ids of the terms of events' hazards."""
        return (*TERMS, *(id for rule in self.outside for id in rule.terms))

    @handed_out
    def daily(self) -> pd.DataFrame:
        """A row a day: persons by status, flows, and the state of the war."""
        return self._read("daily")

    @handed_out
    def groups(self) -> pd.DataFrame:
        """Persons by day, sect, band and status."""
        return self._read("groups")

    @handed_out
    def units(self) -> pd.DataFrame:
        """Every unit and formation, each week: strength, who left, cohesion and its parts."""
        return self._read("units")

    @handed_out
    def events(self) -> pd.DataFrame:
        """A row for every agent's change of status: who, when, which way, why (terms as ``log_…``) and what tipped him."""
        return self._read("events")

    @handed_out
    def people(self) -> pd.DataFrame:
        """A row an agent: who he is, where he ended, and how far he is from going."""
        return self._read("people")

    @handed_out
    def militias(self) -> pd.DataFrame:
        """Every militia that exists, each week: its leader, patron, fighters, feeling and cohesion; no rows without a rebel side."""
        return self._read("militias")

    @handed_out
    def sponsors(self) -> pd.DataFrame:
        """Every sponsor, each week; likewise."""
        return self._read("sponsors")

    @handed_out
    def choices(self) -> pd.DataFrame:
        """A row for every choice of a leader or sponsor, with the terms that he weighed; likewise."""
        return self._read("choices")

    @handed_out
    def places(self) -> pd.DataFrame:
        """Every place, each week: who holds it, and the rebels there."""
        return self._read("places")

    @handed_out
    def control(self) -> np.ndarray:
        """Days × places of the scenario: the regime's control, as it was in the week."""
        weeks = self.places["control"].to_numpy().reshape(-1, len(self.scenario.places))
        return np.asarray(weeks[np.arange(self.days) // 7])

    @handed_out
    def facts(self) -> Facts:
        """What outcomes are computed from: of a run that just ended its log, so that no table is made for them."""
        return TableFacts(self)

    @handed_out
    def outcome(self) -> dict[str, float | None]:
        """Every declared outcome by name, at the end of the run, and every target's value by its id (which comes before a name).

        Warns:
            Untold: an outcome of a rule from outside failed, and is None.
        """
        failed: dict[str, str] = {}
        found = outcomes_of(self.facts, failed)
        vars(self)["failed"] = failed
        for why in dict.fromkeys(failed.values()):
            warnings.warn(f"{why}; it is told as None", Untold, stacklevel=3)
        return found

    @handed_out
    def failed(self) -> dict[str, str]:
        """Why outcomes of rules from outside failed, by the names under which they are None; empty if none did."""
        _ = self.outcome
        found: dict[str, str] = vars(self)["failed"]
        return found

    @handed_out
    def check(self) -> pd.DataFrame:
        """The scenario's targets beside what came out: ``id, title, outcome, value, low, high, unit, met, role, source``."""
        return validation.check(self)

    @handed_out
    def unit_ids(self) -> list[str]:
        """The smallest units, in the order of battle."""
        people = self.people
        return list(people.loc[people["band"] != BANDS[CIVIL], "unit"].cat.remove_unused_categories().cat.categories)

    @handed_out
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


def _frame(engine: Engine, table: str) -> pd.DataFrame:
    from unit_cohesion.tables.frames import FRAMES  # imports pandas, which whoever asks for no table need not wait for

    return FRAMES[table](engine)


def _pieces(engine: Engine, table: str) -> Iterable[pa.Table]:
    from unit_cohesion.tables.frames import pieces  # as above

    return pieces(engine, table)


def _unpickled(
    identity: Identity,
    days: int,
    frames: dict[str, pd.DataFrame],
    log: dict[str, Any],
    outcome: dict[str, float | None],
    outside: tuple[ExternalRule, ...],
    failed: dict[str, str],
) -> Record:
    return Record(identity, days, frames.__getitem__, log, outcome, rules=outside, failed=failed)
