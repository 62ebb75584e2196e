"""Nothing is declared for nothing: rules read every parameter and write every column that moves, as is seen by looking on.

What each rule reads and writes is kept in no list: ``tests/property/tracing.py`` finds it in the eventful wars.
"""

from __future__ import annotations

import re

import numpy as np
import pytest

from tests.helpers import tiny_scenario
from tests.property.tracing import TERM_TABLES, traced
from unit_cohesion.engine.tables import LEVELS, OWNERS
from unit_cohesion.engine.ways import CLOCKED
from unit_cohesion.rules import COLUMNS, DAY, DECLARED, MECHANISMS, PARAMETERS, TERMS
from unit_cohesion.scenario import load_scenario, shipped_scenarios
from unit_cohesion.simulation.engine import Engine

pytestmark = pytest.mark.slow  # all rules are walked uncompiled, with an eye on each


def seen(which: int) -> set[str]:
    """All that was read (0) or written (1) by anybody, as ``table.column``."""
    return set().union(*(both[which] for both in traced().values()))


def columns(fixed: bool) -> set[str]:
    return {f"{table}.{one.id}" for table, some in COLUMNS.items() for one in some if one.fixed is fixed}


def test_every_rule_was_looked_on() -> None:
    assert list(traced()) == ["birth", *(rule.__name__ for rule in DAY)]
    assert all(read for read, _ in traced().values())
    assert [rule.__name__ for rule in DAY if not traced()[rule.__name__][1]] == []


def test_every_parameter_is_read_by_a_rule_or_at_birth() -> None:
    """But for those to which scenarios bind entries of theirs."""
    unread = {name for name in PARAMETERS if f"p.{name}" not in seen(0)}
    bound = {name for path in shipped_scenarios().values() for name in re.findall(r'"\$(\w+)"', path.read_text("utf-8"))}
    assert unread - bound == set()
    assert len(unread) <= 2


def test_every_column_that_moves_is_written_by_a_rule() -> None:
    assert columns(fixed=False) - seen(1) == set()


def test_no_fixed_column_is_written_by_a_rule() -> None:
    assert columns(fixed=True) & seen(1) == set()


def test_every_log_factor_and_source_is_written() -> None:
    """Of a person's own, the engine writes the log-factors when it says why he went, in the matrix that it shares with the records."""
    factors = {f"{LEVELS[level]}_terms.{one.id}" for level in LEVELS for one in DECLARED.factors[level]}
    noted = {f"terms.{one.id}" for one in DECLARED.factors["events"]}
    sources = {f"{name}_sources.{source}" for owner, name in OWNERS.items() for source in DECLARED.sources_of(owner)}
    assert (factors | noted | sources) - seen(1) == set()
    assert {name.split(".")[0] for name in factors | noted} == set(TERM_TABLES)
    assert {one.id for level in ("people", *LEVELS, "events") for one in DECLARED.factors[level]} | {"cap"} == set(TERMS)


def test_every_stream_is_drawn_from() -> None:
    """By rules, or as the clock of a status, which the engine draws."""
    undrawn = {stream.label for name, stream in DECLARED.streams.items() if f"s.{name}" not in seen(0)}
    assert undrawn - set(CLOCKED.values()) == set()


def test_every_switchable_mechanism_is_carried_out_by_a_rule_or_at_birth() -> None:
    """A rule asks whether it is on, or takes the cause that stands for it; or rules do so for each of its parts; I6 is part of birth."""
    asked = {id for id in MECHANISMS if {f"on.{id}", f"cause.{id}"} & seen(0)}
    wholes = {MECHANISMS[id].part_of for id in asked}
    switchable = {m.id for m in MECHANISMS.values() if m.kind in ("rule", "claim")}
    assert switchable - asked - wholes == {"I6"}
    scenario = load_scenario(tiny_scenario())
    assert np.ptp(Engine(scenario, 1).state.profiles.privilege) > 0 == np.ptp(Engine(scenario, 1, "I6").state.profiles.privilege)
