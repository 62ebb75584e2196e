"""What birth and each rule read and write in the eventful wars, found by looking on where no rule is compiled.

Rows, and the columns that are kept apart, note what is asked of them. A column counts as written once it is given another value.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any
from unittest.mock import patch

import numpy as np

from tests.helpers import in_plain_python
from tests.property.eventful_rebels import eventful_rebel_war
from tests.property.eventful_wars import eventful_war, war_without_series
from unit_cohesion.engine.compiling import PLAIN
from unit_cohesion.engine.declare import Rule
from unit_cohesion.engine.driver import walker
from unit_cohesion.engine.tables import LEVELS, Declarations
from unit_cohesion.population import birth
from unit_cohesion.rules import COLUMNS, DAY, DECLARED, PARAMETERS
from unit_cohesion.scenario import Scenario, load_scenario
from unit_cohesion.simulation.engine import Engine

TERM_TABLES = (*(f"{name}_terms" for name in LEVELS.values()), "terms")
APART = {one.id: table for table, columns in COLUMNS.items() for one in columns if one.apart}
Seen = dict[str, tuple[set[str], set[str]]]
"""By rule (or ``birth``), what it reads and writes, as ``table.column``."""


class Notes:
    """Who is at work, and what was noted of it.

    Attributes:
        seen: by rule, what it read and wrote. now: the two sets of the rule that is at work.
    """

    def __init__(self) -> None:
        self.seen: Seen = defaultdict(lambda: (set(), set()))
        self.begin("birth")

    def begin(self, rule: str) -> None:
        """Note what comes next for this rule."""
        self.now = self.seen[rule]

    def rows(self, table: str, rows: np.ndarray) -> np.ndarray:
        """The same memory, its rows such that they note what is asked of them."""
        names, notes = {name: f"{table}.{name}" for name in rows.dtype.names or ()}, self

        class Row(np.record):
            def __getattribute__(self, name: str) -> Any:
                if name in names:
                    notes.now[0].add(names[name])
                return super().__getattribute__(name)

            def __setattr__(self, name: str, value: Any) -> None:
                before = super().__getattribute__(name)
                super().__setattr__(name, value)
                if super().__getattribute__(name) != before:
                    notes.now[1].add(names[name])

        return rows.view(np.dtype((Row, rows.dtype)))

    def column(self, name: str, values: np.ndarray) -> np.ndarray:
        """The same memory of a column that is kept apart; it notes likewise."""
        told, notes = f"{APART[name]}.{name}", self

        class Column(np.ndarray):
            def __getitem__(self, key: Any) -> Any:
                notes.now[0].add(told)
                return super().__getitem__(key)

            def __setitem__(self, key: Any, value: Any) -> None:
                before = np.array(super().__getitem__(key))
                super().__setitem__(key, value)
                if not np.array_equal(before, super().__getitem__(key)):
                    notes.now[1].add(told)

        return values.view(Column)

    def taken(self, name: str, array: np.ndarray) -> np.ndarray:
        """An array as rules take it."""
        return self.rows(name, array) if array.dtype.names else self.column(name, array) if name in APART else array


class Noted(Mapping[str, Any]):
    """Parameters that note which of them birth asks for."""

    def __init__(self, given: Mapping[str, Any], notes: Notes) -> None:
        self.given, self.notes = given, notes

    def __getitem__(self, name: str) -> Any:
        self.notes.now[0].add(f"p.{name}")
        return self.given[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.given)

    def __len__(self) -> int:
        return len(self.given)


def trace(scenario: Scenario, seed: int, off: str, notes: Notes) -> None:
    """Walk through a war rule by rule, and note who reads and writes what."""
    notes.begin("birth")
    hand_on, taken_at_birth = Declarations.parameter_row, birth.as_loop_argument  # handing all on is no reading

    def looked_on(array: np.ndarray) -> Any:
        return notes.rows("p", array) if array.dtype == DECLARED.parameter_type else taken_at_birth(array)

    handed_on = patch.object(Declarations, "parameter_row", lambda declared, p: hand_on(declared, p.given))
    with handed_on, patch.object(birth, "as_loop_argument", looked_on):
        engine = Engine(replace(scenario, parameters=Noted(scenario.parameters, notes)), seed, off)
    walk, names = walker(DECLARED, DAY)
    taken = [notes.taken(name, engine.state.arrays[name]) for name in names]
    for day in range(1, scenario.about.days + 1):
        for number, rule in enumerate(DAY):
            notes.begin(rule.__name__)
            with np.errstate(all="ignore"):
                assert walk(*taken, day, day, number, number + 1) == day
        engine.state.day = day


def war_of_splits() -> dict[str, Any]:
    """The eventful war with a rebel side once more, where extremists split too and assaults drive the regime's units out."""
    war = eventful_rebel_war()
    war["factions"] |= {"split_weekly": 0.5, "split_least": 2.0}
    war["ground"] |= {"initiative": 5.0, "ground_hold": 1.0}
    next(militia for militia in war["militias"] if militia["id"] == "zealots")["size"] = 40
    return war


def tell() -> None:
    """Trace the eventful wars and print what was seen."""
    assert PLAIN
    notes = Notes()
    wars = (eventful_war, 1, ""), (war_without_series, 1, ""), (eventful_rebel_war, 2, ""), (war_of_splits, 3, "N7")
    for war, seed, off in wars:  # without N7, since where it is on nobody asks for N7b
        trace(load_scenario(war()), seed, off, notes)
    print(json.dumps({rule: [sorted(names) for names in both] for rule, both in notes.seen.items()}))


@cache
def traced() -> Seen:
    """By rule (its class's name) and for ``birth``: what it reads and what it writes; takes a quarter of a minute."""
    told = in_plain_python("from tests.property.tracing import tell; tell()")
    return {rule: (set(read), set(written)) for rule, (read, written) in told.items()}


def carried_out(rule: type[Rule]) -> set[str]:
    """The ids of the mechanisms that a rule carries out: whose switch, parameters or cause it reads, or whose log-factor it writes."""
    read, written = traced()[rule.__name__]
    split = [name.split(".") for name in read]
    found = {name for table, name in split if table in ("on", "cause")} - {"base"}
    found |= {PARAMETERS[name].mechanism for table, name in split if table == "p"}
    return found | {id for table, id in (name.split(".") for name in written) if table in TERM_TABLES}
