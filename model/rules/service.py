"""I8: conscripts are called up month by month, some evade; discharge at the end of the term stops early in the war."""

from __future__ import annotations

import numpy as np

from model.mechanisms import CAUSES
from model.state import CIVILIAN, DISCHARGED, SERVING
from model.world import Rule, World


def serve(world: World) -> None:
    """Let those go whose term is over, while any are let go; call up those whose month has come."""
    if not world.on("I8"):
        return
    state, p, people = world.state, world.p, world.state.people
    if world.date >= p.discharge_stops:
        state.nation.discharge_open = 0.0
    if state.nation.discharge_open and (world.day - 1) % 7 == 0:
        over = (people.status == SERVING) & (people.discharge_day > 0) & (people.discharge_day <= world.day)
        rows = np.flatnonzero(over & (people.since_day < world.day))
        if len(rows):
            world.go(rows, DISCHARGED, CAUSES.index("I8"))
    if (world.day - 1) % 30 == 0:
        rows = np.flatnonzero((people.entry_day == world.day) & (people.status == CIVILIAN))
        control = state.places.control[people.home[rows]]
        evades = world.chance.uniforms("evasion", people.key[rows]) < p.evasion * control + p.evasion_lost_control * (1.0 - control)
        rows = rows[~evades]
        if len(rows):
            world.go(rows, SERVING, CAUSES.index("I8"))


RULE = Rule(
    serve,
    ("I8",),
    reads=(
        "nation.discharge_open", "people.discharge_day", "people.entry_day", "people.home", "people.key", "people.since_day",
        "people.status", "places.control",
    ),
    writes=(
        "go",
    ),
)  # fmt: skip
