"""A hand-made state, and one rule run on it: what the tests of this folder are written in.

    engine = rebels(pride=0.5, off="R8")          # the tiny war with a rebel side; parameters by name, wherever their table is
    officer = officers(engine)[0]                 # then the few columns that matter are set by hand
    engine.state.people.skill[officer] = 0.8
    only(engine, Gatekeeping, day=8)              # one rule, as the compiled day calls it
    assert chosen(engine)[0].need == close(4.0 * 0.8)

Every expected number is worked out in its test, from the equation in the rule's docstring, and never by a function of the rules.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.helpers import tiny_rebels, tiny_scenario
from unit_cohesion.engine.chance import Chance
from unit_cohesion.engine.compiling import PLAIN
from unit_cohesion.engine.declare import Rule
from unit_cohesion.engine.driver import walker
from unit_cohesion.engine.tables import LEVELS
from unit_cohesion.rules import DAY, DECLARED
from unit_cohesion.scenario import load_scenario
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import CIVIL, STATUS

SEED = 5
HILL, PLAIN_PEOPLE = 0, 1
"""Rows of sects: the ruler's own group, and the watched one."""
PORT, TOWN, MARCH = 0, 1, 2
"""Rows of places, in a row from west to east; the march has the borders."""
CROWN, REPUBLIC = 0, 1
"""Rows of sponsors."""


def army(off: Any = None, tables: dict[str, Any] | None = None, **parameters: Any) -> Engine:
    """The tiny army on day zero, without a rebel side."""
    return Engine(load_scenario(tiny_scenario(**tables or {})).with_parameters(**parameters), SEED, off)


def rebels(off: Any = None, tables: dict[str, Any] | None = None, **parameters: Any) -> Engine:
    """The tiny war with a rebel side on day zero: no militia stands, all civilians wait."""
    return Engine(load_scenario(tiny_rebels(tables or {})).with_parameters(**parameters), SEED, off)


def only(engine: Engine, rule: type[Rule], day: int = 1) -> None:
    """Run one rule on the state as it is, on a day on which it is due: the walk through the day, left before and after it."""
    assert (day - 1) % rule.every == 0, f"{rule.__name__} is not due on day {day}"
    walk, names = walker(DECLARED, DAY)
    engine._walk(engine.day)  # no days: nothing but the code is made ready
    arrays = [engine.state.arrays[name] for name in names]
    number = DAY.index(rule)
    with np.errstate(all="ignore"):
        walk(*(one.view(np.recarray) if PLAIN and one.dtype.names else one for one in arrays), day, day, number, number + 1)


def close(number: Any) -> Any:
    """Equal but for the last bits, which depend on the order of sums."""
    return pytest.approx(number, rel=1e-12, abs=1e-14)


def officers(engine: Engine, sect: int | None = None) -> list[int]:
    """Rows of the army's officers, of one sect or of any."""
    people = engine.state.people
    found = [row for row in range(engine.state.army_people) if 2 <= people.band[row] < CIVIL]
    return [row for row in found if sect is None or people.sect[row] == sect]


def soldiers(engine: Engine, sect: int | None = None) -> list[int]:
    """Rows of the army's soldiers who serve, of one sect or of any."""
    people = engine.state.people
    found = [row for row in range(engine.state.army_people) if people.band[row] == 0 and people.status[row] == STATUS["serving"]]
    return [row for row in found if sect is None or people.sect[row] == sect]


def civilians(engine: Engine, place: int, sect: int | None = None) -> list[int]:
    """Rows of the civilians of a place, of one sect or of any."""
    people = engine.state.people
    found = [row for row in range(engine.state.army_people, people.size) if people.home[row] == place]
    return [row for row in found if sect is None or people.sect[row] == sect]


def put(engine: Engine, rows: int | list[int], status: str, **columns: Any) -> None:
    """Let people have a status since day zero (if no other ``since_day`` is given) and these columns; counts follow."""
    people = engine.state.people
    people.status[rows], people.since_day[rows], people.pressure[rows] = STATUS[status], 0, 0.0
    if status != "serving":
        people.own[rows], people.fate_threshold[rows] = 0.0, np.inf
    for name, value in columns.items():
        getattr(people, name)[rows] = value
    engine.state.count()


def militia(engine: Engine, row: int, **columns: Any) -> None:
    """Let a militia stand: without men, money, order, feeling or patron but for these columns."""
    given = {
        "alive": True, "life": 1, "founded": 0, "sect": PLAIN_PEOPLE, "patron": -1, "early": 0.0, "means": 0.0, "money": 0.0,
        "religiosity": 0.0, "nationalism": 0.0, "sectarian": 0.0, "warlordism": 0.0, "discipline": 0.0, "cohesion": 0.0, "fighters": 0.0,
        "officers": 0.0, "advisers": 0.0, "capability": 0.0, "rivalry": 0.0, "income": 0.0, "supply": 0.0, "memory": 0.0,
        "extremist": False, "officer_led": False,
    }  # fmt: skip
    for name, value in (given | columns).items():
        getattr(engine.state.militias, name)[row] = value


def slots(engine: Engine, place: int) -> list[int]:
    """Rows of the militias that can stand in a place."""
    return [int(row) for row in engine.state.slots[place] if row >= 0]


def locals_of(engine: Engine, place: int) -> list[int]:
    """Rows of those of them that no scenario names."""
    return [row for row in slots(engine, place) if not engine.state.militias.named[row]]


def chosen(engine: Engine) -> np.recarray:
    """The choices of leaders and sponsors noted so far."""
    return engine.state.choices[: engine.state.tally.choices].view(np.recarray)


def events(engine: Engine) -> np.recarray:
    """The events noted so far."""
    return engine.state.events[: engine.state.tally.events].view(np.recarray)


def terms(engine: Engine, level: str) -> np.recarray:
    """The log-factors of a level: ``units``, ``cells`` or ``profiles``."""
    return engine.state.arrays[f"{LEVELS[level]}_terms"].view(np.recarray)


def sources(engine: Engine, owner: str) -> np.recarray:
    """Who or what raised the log-factors of ``unit``, ``community``, ``profile`` or ``sect``."""
    return engine.state.arrays[f"{owner}_sources"].view(np.recarray)


def cause(engine: Engine, number: int = -1) -> str:
    """By what an event was caused; the last, if none is named."""
    return engine.causes[events(engine)[number].cause]


def lot(stream: str, key: Any, spell: int = 0, turn: int | None = None) -> float:
    """The lot that a subject draws."""
    return float(Chance(SEED).uniforms(stream, np.array([key], np.uint64), spell, turn=None if turn is None else np.array([turn]))[0])


def gumbels(stream: str, key: Any, spell: int, ways: int, turn: int | None = None) -> list[float]:
    """The Gumbel draws of a subject, one for each way."""
    turns = None if turn is None else np.array([turn])
    return [float(one) for one in Chance(SEED).gumbels(stream, np.array([key], np.uint64), spell, ways, turns)[0]]


def exponential(stream: str, key: Any, spell: int) -> float:
    """The resistance that a subject draws."""
    return float(Chance(SEED).exponentials(stream, np.array([key], np.uint64), spell)[0])
