"""What is done to those who serve: killed, maimed, arrested in a purge. Its clock is apart from what they do.

The hazard is the same for all of a cell, so the cell gathers it, and only cells that have reached their lowest threshold are looked into.
"""

from __future__ import annotations

import numpy as np

from model.mechanisms import CAUSES
from model.state import DEAD, DISCHARGED, JAILED, SERVING, rows_of
from model.world import Rule, World

_TO = np.array([DEAD, DISCHARGED, JAILED], "i1")
_CAUSE = np.array([CAUSES.index("W1"), CAUSES.index("I8"), CAUSES.index("W3")], "i1")


def strike(world: World) -> None:
    """Add the day's hazards to the cells, and carry out what has come due."""
    state, p, nation = world.state, world.p, world.state.nation
    people, units, cells = state.people, state.units, state.cells
    heat = state.places.deaths / max(state.places.deaths.sum(), 1e-12)
    exposed = np.array([1.0, p.exposure_deployed, p.exposure_besieged])[units.posture] * heat[units.place]
    at_risk = float((units.weight * units.strength * exposed).sum())
    killed = exposed * (nation.regime_deaths / at_risk if at_risk > 0 else 0.0)
    maimed = killed * (p.wounded_discharged if world.on("I8") else 0.0)
    purged = state.sects.watched * (p.purge_daily * nation.answer)
    struck = (killed + maimed)[cells.unit]
    if purged.any():
        struck += purged[cells.sect]
    cells.fate_pressure += struck
    due = np.flatnonzero(cells.fate_pressure >= cells.next_fate)
    if not len(due):
        return
    of_cells = rows_of(cells.first[due], cells.last[due])
    rows = of_cells[people.status[of_cells] == SERVING]
    rows = rows[people.fate_threshold[rows] <= cells.fate_pressure[people.cell[rows]]]
    if len(rows):
        _carry_out(world, rows, killed, maimed, purged)
    sizes = cells.last[due] - cells.first[due]  # no cell is empty
    cells.next_fate[due] = np.minimum.reduceat(people.fate_threshold[of_cells], np.cumsum(sizes) - sizes)


def _carry_out(world: World, rows: np.ndarray, killed: np.ndarray, maimed: np.ndarray, purged: np.ndarray) -> None:
    people, units = world.state.people, world.state.units
    unit = people.unit[rows]
    with np.errstate(divide="ignore"):
        weights = np.log(np.column_stack([killed[unit], maimed[unit], purged[people.sect[rows]]]))
    which = (weights + world.chance.gumbels("which fate", people.key[rows], people.spell[rows], 3)).argmax(axis=1)
    numbers = world.go(rows, _TO[which], _CAUSE[which])
    dead = which == 0
    np.add.at(units.dead, unit[dead], 1.0)
    np.add.at(units.dead_today, unit[dead], 1.0)
    order = np.flatnonzero(dead)[world.foremost_last(rows[dead])]
    units.dead_source[unit[order]] = numbers[order]


RULE = Rule(
    strike,
    ("W1", "W3", "I8"),
    reads=(
        "cells.first", "cells.last", "cells.next_fate", "cells.sect", "cells.unit", "nation.answer", "nation.regime_deaths", "people.cell",
        "people.fate_threshold", "people.key", "people.rank", "people.sect", "people.spell", "people.status", "people.unit",
        "places.deaths", "sects.watched", "units.place", "units.posture", "units.strength", "units.weight",
    ),
    writes=(
        "go", "cells.fate_pressure", "units.dead", "units.dead_source", "units.dead_today",
    ),
)  # fmt: skip
