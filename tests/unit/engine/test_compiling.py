"""Compiled rules and plain ones are the same rules: the same bytes, and each compiled once. Compiled code has a place of its own."""

from __future__ import annotations

import operator
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers import digest, in_fresh_python, in_plain_python
from tests.property.eventful_rebels import eventful_rebel_war
from tests.property.eventful_wars import eventful_war
from unit_cohesion.engine import arithmetic, compiling, with_numba
from unit_cohesion.engine.code_cache import KEPT
from unit_cohesion.engine.compiling import ready
from unit_cohesion.scenario import Scenario, load_scenario
from unit_cohesion.simulation.engine import Engine

PLAIN = """
import json
from unit_cohesion.engine.compiling import PLAIN
from unit_cohesion.scenario import load_scenario
from unit_cohesion.simulation.engine import Engine
from tests.helpers import digest
from tests.property.{module} import {war}

assert PLAIN
engine = Engine(load_scenario({war}()), 3)
engine.run()
print(json.dumps(digest(engine)))
"""

SIGNATURES = """
import json
from unit_cohesion.engine import code_cache, compiling
code_cache.cache_folder = lambda: None  # so that everything is compiled here: what comes from the cache tells no signatures

from unit_cohesion.agents.rebels import Sponsor
from unit_cohesion.agents.model import CohesionModel
from tests.property.eventful_rebels import eventful_rebel_war

model = CohesionModel(eventful_rebel_war(), rng=1)
model.run_model()
for leader in model.leaders():
    leader.legitimacy, leader.loyalty
    for officer in model.agents.select(lambda agent: agent.band == "generals", at_most=3):
        leader.weigh(officer), leader.choice_utilities(officer)
for sponsor in model.agents.select(agent_type=Sponsor):
    sponsor.weigh(leader)
model.engine.explain(0)
model.engine.refresh_own()
print(json.dumps({
    f"{f.__module__}.{f.__qualname__}": sorted({str(s) for s in made.signatures + made.called().signatures})
    for f, made in compiling._marked.items()
}))
"""
"""Runs an eventful war with a rebel side, asks its agents what they ask the rules, and prints the signatures of each marked function."""


TWICE = ["unit_cohesion.engine.arithmetic.clipped", "unit_cohesion.engine.arithmetic.faded", "unit_cohesion.rules.rebels.way_of"]
"""Called with and without what has a default, or with two ways and with four."""


@pytest.mark.parametrize("war", [eventful_war, eventful_rebel_war])
def test_compiled_and_plain_rules_give_the_same_bytes(war: Callable[[], dict[str, Any]]) -> None:
    engine = Engine(load_scenario(war()), 3)
    engine.run()
    assert engine.log.event_count > 300
    plain = in_plain_python(PLAIN.format(module=war.__module__.rsplit(".", 1)[1], war=war.__name__))
    compiled = digest(engine)
    assert [name for name in compiled.keys() | plain.keys() if compiled.get(name) != plain.get(name)] == []


def test_runs_go_on_beside_each_other_and_are_the_runs_that_they_are_alone() -> None:
    """Compiled days let Python go on in other threads: nothing that one run writes may be another's."""
    wars = [(load_scenario(war()), seed) for war in (eventful_war, eventful_rebel_war) for seed in (3, 4)]

    def made(war: tuple[Scenario, int]) -> dict[str, Any]:
        engine = Engine(*war)
        engine.run()
        return digest(engine)

    alone = [made(war) for war in wars]
    with ThreadPoolExecutor(len(wars)) as beside:
        assert list(beside.map(made, wars)) == alone
    assert len({str(one) for one in alone}) == len(wars)
    if not compiling.PLAIN:
        assert all(made.targetoptions["nogil"] for function, made in compiling._marked.items() if function in compiling._asked)


@pytest.mark.slow
@pytest.mark.long
def test_every_function_is_compiled_once() -> None:
    """It is compiled anew for whatever it is given of another type or order, or that cannot be written."""
    signatures = in_fresh_python(SIGNATURES)
    assert len(signatures) > 100
    assert {name: found for name, found in signatures.items() if not 1 <= len(found) <= TWICE.count(name) + 1} == {}


CHECKED = """
import json
from unit_cohesion.engine import code_cache, compiling
code_cache.cache_folder = lambda: None  # checked code is for nobody else

import numba
from unit_cohesion.engine import world
from unit_cohesion.scenario import load_scenario
from unit_cohesion.simulation.engine import Engine
from tests.helpers import digest
from tests.property.eventful_rebels import eventful_rebel_war
from tests.property.eventful_wars import eventful_war

assert numba.config.BOUNDSCHECK
world.EVENTS_AT_ONCE, world.CHOICES_AT_ONCE = 16, 0  # the least that there must be room for
told = []
for war in (eventful_war, eventful_rebel_war):
    engine = Engine(load_scenario(war()), 3)
    engine.run()
    told.append(digest(engine))
print(json.dumps(told))
"""


@pytest.mark.slow
@pytest.mark.long
def test_nothing_is_read_or_written_out_of_bounds() -> None:
    """Which compiled code does not notice unless it is told to look, even where the log has room for one day only."""
    told = in_fresh_python(CHECKED, NUMBA_BOUNDSCHECK="1")
    for war, checked in zip((eventful_war, eventful_rebel_war), told, strict=True):
        engine = Engine(load_scenario(war()), 3)
        engine.run()
        assert digest(engine) == checked


numbers = st.floats(allow_nan=False, allow_infinity=False)


@settings(deadline=None)
@given(numbers, st.floats(0, 1e6), st.floats(-50, 50))
def test_elementary_functions_give_the_same_bits(x: float, base: float, exponent: float) -> None:
    ready()
    calls: list[tuple[Any, tuple[float, ...]]] = [
        (arithmetic.exp, (x,)),
        (arithmetic.log, (x,)),
        (arithmetic.power, (base, exponent)),
        (arithmetic.clipped, (x, 0.0, 1.0)),
        (arithmetic.faded, (base + 1e-3, abs(exponent))),
    ]
    for function, numbers_given in calls:
        assert float(function(*numbers_given)).hex() == float(getattr(function, "py_func", function)(*numbers_given)).hex()


def test_others_may_import_while_functions_are_exchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a sweep does, whose workers start in another thread: a name that is looked at here brings in one more module."""

    class Name(str):
        def __hash__(self) -> int:
            sys.modules[f"late{len(sys.modules)}"] = ModuleType("late")
            return str.__hash__(self)

    ready()  # numba itself is imported in peace
    monkeypatch.setattr(sys, "modules", {**sys.modules, Name("early"): ModuleType("early")})
    monkeypatch.setattr(compiling, "_marked", {digest: None})
    monkeypatch.setattr(with_numba, "compiled", lambda function, asked: function)
    before = len(sys.modules)
    ready()
    assert len(sys.modules) > before


COUNTED = """
import gc, json
import numpy as np
from numba.core.runtime import rtsys
from unit_cohesion.engine import code_cache, compiling
code_cache.cache_folder = lambda: None
from unit_cohesion.engine.compiling import asked, compiled

@compiled
def part(values, first):
    return values[first:]

@compiled
def made(size):
    return np.ones(size)

@compiled
def kept(values):
    return part(values, 1)[1:]

@compiled
def first_two(pair):
    return pair[0][:2], pair[1]

@compiled
def chosen(values, rows):
    return values[rows].sum()

@compiled
def doubled(values):
    return (values * 2.0).sum()

@compiled
def total(values):
    found = 0.0
    for one in values[1:]:
        found += one
    return found

@compiled
def nested(values):
    both, count = first_two((made(3), values))
    return both.sum() + count[0] + kept(made(4)).sum()

@asked
def every(values, rows):
    return total(values), chosen(values, rows), doubled(values), nested(values), total(part(values, 2)), made(2).sum()

@asked
def handed_out(values):
    return part(values, 1), made(2)

compiling.ready()

def counts():
    gc.collect()
    stats = rtsys.get_allocation_stats()
    return stats.alloc - stats.free, stats.mi_alloc - stats.mi_free

values, rows = np.arange(5.0), np.array([1, 3])
for _ in range(3):
    found = every(values, rows)
    tail, ones = handed_out(values)
whole = handed_out(np.arange(1000.0))[0]  # of an array that nobody else holds
before = counts()
for _ in range(50):
    again = every(values, rows)
    tail, ones = handed_out(values)
print(json.dumps([found, again, tail.tolist(), ones.tolist(), whole.sum(), before, counts()]))
"""


WAR_COUNTED = """
import gc, json
from numba.core.runtime import rtsys
from unit_cohesion.scenario import load_scenario
from unit_cohesion.simulation.engine import Engine
from tests.property.eventful_rebels import eventful_rebel_war
from tests.property.eventful_wars import eventful_war

def counts():
    gc.collect()
    stats = rtsys.get_allocation_stats()
    return stats.alloc - stats.free, stats.mi_alloc - stats.mi_free

def fought(seed):
    for war in (eventful_war, eventful_rebel_war):
        Engine(load_scenario(war()), seed).run()
    return counts()

fought(1)
print(json.dumps([fought(2), fought(3), rtsys.get_allocation_stats().mi_alloc]))
"""


def test_references_are_counted_where_there_is_something_to_count() -> None:
    """Else an array that a rule makes would stay for ever, or go while somebody looks at it."""
    found, again, tail, ones, whole, before, after = in_fresh_python(COUNTED, NUMBA_NRT_STATS="1")
    assert found == again == [10.0, 4.0, 20.0, 4.0, 7.0, 2.0]
    assert (tail, ones, whole) == ([1.0, 2.0, 3.0, 4.0], [1.0, 1.0], 499500.0)
    assert after == before


def test_no_array_that_a_rule_makes_stays() -> None:
    one_war, another, made = in_fresh_python(WAR_COUNTED, NUMBA_NRT_STATS="1")
    assert one_war == another
    assert made > 1000


# ---- where compiled code is kept

FOLDER = """
import json, os, sys
from unit_cohesion.engine import code_cache
code_cache._user_cache = lambda: sys.argv[1]
folder = code_cache.cache_folder()
print(json.dumps([str(folder), os.access(folder, os.W_OK)]))
"""


def folder_of(cache: Path, **environment: str) -> Path:
    """Where a fresh process keeps compiled code, if the user's cache is this."""
    folder, writable = in_fresh_python(FOLDER, str(cache), **environment)
    assert writable
    return Path(folder)


def test_compiled_code_is_kept_in_the_users_cache_by_edition(tmp_path: Path) -> None:
    first = folder_of(tmp_path)
    assert first == folder_of(tmp_path)
    assert first.parent == tmp_path
    checked = folder_of(tmp_path, NUMBA_BOUNDSCHECK="1")
    assert checked.parent == tmp_path
    assert checked != first  # cached code ignores that flag


def test_the_newest_editions_are_kept(tmp_path: Path) -> None:
    for age in range(KEPT + 2):
        (tmp_path / f"old-{age}").mkdir()
        os.utime(tmp_path / f"old-{age}", (10**9 - age, 10**9 - age))
    now = folder_of(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([now.name, *(f"old-{age}" for age in range(KEPT - 1))])


def test_where_the_cache_cannot_be_written_a_folder_of_the_process_takes_its_place(tmp_path: Path) -> None:
    (tmp_path / "no-folder").write_text("")
    (tmp_path / "temporary").mkdir()
    assert folder_of(tmp_path / "no-folder", TMPDIR=str(tmp_path / "temporary")).is_relative_to(tmp_path / "temporary")


LEFT = """
import json, os
from unit_cohesion.scenario import load_scenario
from unit_cohesion.simulation.engine import Engine
Engine(load_scenario("two-valleys"), 1).step()
from numba import config
from numba.core.types.functions import BaseFunction
left = os.environ.get("NUMBA_DISABLE_ERROR_MESSAGE_HIGHLIGHTING"), int(config.OPT), BaseFunction.get_call_type.__module__
print(json.dumps(left))
"""


@pytest.mark.parametrize("before", [None, "0"])
def test_what_is_otherwise_while_rules_are_compiled_is_put_back(before: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NUMBA_DISABLE_ERROR_MESSAGE_HIGHLIGHTING", raising=False)
    if before is not None:
        monkeypatch.setenv("NUMBA_DISABLE_ERROR_MESSAGE_HIGHLIGHTING", before)
    assert in_fresh_python(LEFT) == [before, 3, "numba.core.types.functions"]


def test_numba_is_asked_once_and_then_as_before() -> None:
    from numba import types
    from numba.core.registry import cpu_target
    from numba.core.types.functions import BaseFunction

    functions: Any = BaseFunction
    before, both, typing = functions.get_call_type, (types.float64, types.float64), cpu_target.typing_context
    typing.refresh()
    plus = typing.resolve_value_type(operator.add)
    with with_numba._told_once():
        assert functions.get_call_type is not before
        once, again = (plus.get_call_type(typing, both, {}) for _ in range(2))
    assert functions.get_call_type is before
    assert once is again
    assert once == plus.get_call_type(typing, both, {})
