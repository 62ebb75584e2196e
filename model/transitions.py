"""Which status can follow which, on what clock; and the one function that moves people between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.chance import Chance
from model.population.birth import commander
from model.state import SERVING, STATUS, STATUSES, TRANSIT, State


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
    # the rebel side
    Transition("serving", "candidate", "leave"),  # an officer comes to a militia's door
    Transition("civilian", "militia fighter", "leave"),
    Transition("civilian", "national army", "leave"),
    *(Transition("candidate", to, "order") for to in ("militia fighter", "militia commander", "adviser")),  # its leader's word
    *(Transition("candidate", to, "leave") for to in ("withdrawn", "in transit", "national army")),
    *(Transition("militia fighter", to, "leave") for to in ("militia fighter", "civilian", "adviser", "withdrawn")),
    Transition("militia commander", "adviser", "leave"),
    *(Transition("adviser", to, "leave") for to in ("withdrawn", "in transit", "national army")),
    *(Transition("withdrawn", to, "leave") for to in ("candidate", "militia fighter", "returned", "gone", "national army")),
    *(Transition("camp", to, "leave") for to in ("candidate", "militia fighter", "returned", "gone", "national army")),
    Transition("in hiding", "returned", "leave"),
    *(Transition("in hiding", to, "leave") for to in ("militia fighter", "candidate")),
    *(Transition(role, "dead", "fate") for role in ("militia fighter", "militia commander", "candidate", "adviser", "national army")),
    *(Transition(role, to, "fate") for role in ("candidate", "adviser", "militia fighter", "militia commander")
      for to in ("withdrawn", "in transit")),  # labelled
    Transition("civilian", "serving", "order"),  # called up
)
ALLOWED = np.zeros((len(STATUSES), len(STATUSES)), bool)
for _t in TRANSITIONS:
    ALLOWED[STATUS[_t.source], STATUS[_t.target]] = True

CLOCKED = {SERVING: "leave", TRANSIT: "passage"}
"""Statuses that people leave on a clock of their own, and its stream of resistances."""
REBEL_CLOCKED = {
    STATUS[s]: f"stay {s}"
    for s in ("civilian", "candidate", "militia fighter", "militia commander", "adviser", "withdrawn", "camp", "in hiding")
}
"""Likewise, where there is a rebel side."""
FATED = tuple(STATUS[s] for s in ("candidate", "militia fighter", "militia commander", "adviser", "national army"))
"""Statuses of the rebel side in which something can be done to people."""
_FATED = np.isin(np.arange(len(STATUSES)), FATED)


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
    kind = (people.sect[rows].astype(np.intp) * state.band_count + people.band[rows]) * len(STATUSES)
    counts = state.counts.reshape(-1)
    np.subtract.at(counts, kind + before, weight)
    np.add.at(counts, kind + to, weight)
    people.status[rows], people.since_day[rows] = to, day
    people.spell[rows] += 1
    people.pressure[rows], people.resistance[rows], people.fate_threshold[rows] = 0.0, np.inf, np.inf
    statuses = set(to.tolist())
    state.roll.note(rows, statuses | set(before.tolist()))
    for status in statuses:
        stream = CLOCKED.get(status) or (REBEL_CLOCKED.get(status) if state.rebels else None)
        if stream is None:
            continue
        some = rows[to == status]
        people.resistance[some] = chance.exponentials(stream, people.key[some], people.spell[some])
    if state.rebels and len(some := rows[_FATED[to]]):
        people.fate_threshold[some] = chance.exponentials("rebel fate", people.key[some], people.spell[some])
    left, came = before == SERVING, to == SERVING
    if left.any():
        np.add.at(units.strength, unit[left], -1.0)
        for row in set(unit[left & (units.commander[unit] == rows)].tolist()):
            units.commander[row] = commander(state, row)
    if came.any():
        new = rows[came]
        np.add.at(units.strength, unit[came], 1.0)
        cells, cell = state.cells, people.cell[new]
        people.fate_threshold[new] = cells.fate_pressure[cell] + chance.exponentials("fate", people.key[new], people.spell[new])
        np.minimum.at(cells.next_fate, cell, people.fate_threshold[new])
        for row in set(unit[came].tolist()):
            if units.commander[row] < 0:
                units.commander[row] = commander(state, row)
