"""Which status can follow which, on what clock; and the one function that moves people between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.chance import Chance
from model.population.birth import commander
from model.state import SERVING, STATUS, STATUSES, State


@dataclass(frozen=True)
class Transition:
    """One declared way from a status to another.

    Attributes:
        clock: ``leave`` (what he does; resistance and pressure), ``fate`` (what is done to him; his cell's fate pressure), ``passage``
            (on the way), ``order`` (by date).
    """

    source: str
    target: str
    clock: str


TRANSITIONS: tuple[Transition, ...] = (
    Transition("serving", "militia fighter", "leave"),
    Transition("serving", "in transit", "leave"),
    Transition("serving", "in hiding", "leave"),
    Transition("serving", "captured", "leave"),
    Transition("serving", "jailed", "leave"),  # the attempt is caught
    Transition("serving", "dead", "fate"),
    Transition("serving", "discharged", "fate"),  # maimed
    Transition("serving", "jailed", "fate"),  # purged
    Transition("serving", "discharged", "order"),  # end of term
    Transition("serving", "dead", "order"),  # a dated event
    Transition("in transit", "camp", "passage"),
    Transition("civilian", "serving", "order"),  # called up
)
ALLOWED = np.zeros((len(STATUSES), len(STATUSES)), bool)
for _t in TRANSITIONS:
    ALLOWED[STATUS[_t.source], STATUS[_t.target]] = True

CLOCKED = {SERVING: "leave", STATUS["in transit"]: "passage"}
"""Statuses that people leave on a clock of their own, and its stream of resistances."""


def move(state: State, chance: Chance, rows: np.ndarray, to: np.ndarray, day: int) -> None:
    """Put people into new statuses: counts, strengths, spells and resistances follow.

    Args:
        rows: distinct rows of people. to: their new statuses.

    Raises:
        RuntimeError: a transition that is not declared (a fault of the model, never of its input).
    """
    people, units = state.people, state.units
    before = people.status[rows]
    if not ALLOWED[before, to].all():
        bad = np.flatnonzero(~ALLOWED[before, to])[0]
        raise RuntimeError(f"undeclared transition {STATUSES[before[bad]]} -> {STATUSES[to[bad]]} on day {day}")
    unit = people.unit[rows]
    weight = units.weight[unit]
    np.add.at(state.counts, (people.sect[rows], people.band[rows], before), -weight)
    np.add.at(state.counts, (people.sect[rows], people.band[rows], to), weight)
    people.status[rows], people.since_day[rows] = to, day
    people.spell[rows] += 1
    people.pressure[rows], people.resistance[rows], people.fate_threshold[rows] = 0.0, np.inf, np.inf
    for status, stream in CLOCKED.items():
        some = rows[to == status]
        if len(some):
            people.resistance[some] = chance.exponentials(stream, people.key[some], people.spell[some])
    left, came = before == SERVING, to == SERVING
    if left.any():
        np.add.at(units.strength, unit[left], -1.0)
        for row in np.unique(unit[left & (units.commander[unit] == rows)]):
            units.commander[row] = commander(state, row)
    if came.any():
        new = rows[came]
        np.add.at(units.strength, unit[came], 1.0)
        cells, cell = state.cells, people.cell[new]
        people.fate_threshold[new] = cells.fate_pressure[cell] + chance.exponentials("fate", people.key[new], people.spell[new])
        np.minimum.at(cells.next_fate, cell, people.fate_threshold[new])
        for row in np.unique(unit[came]):
            if units.commander[row] < 0:
                units.commander[row] = commander(state, row)
