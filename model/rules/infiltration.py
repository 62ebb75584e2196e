"""D14: a few of those who leave are sent by intelligence; each found out makes newcomers of his origin suspect.

The text reports an accusation: real ones are few.
"""

from __future__ import annotations

import numpy as np

from model.state import ADVISER, CAMP, CANDIDATE, COMMANDER, FIGHTER
from model.world import Rule, World


def unmask(world: World) -> None:
    """Find out those whose time has come; let suspicion rise with them and fade towards where it began."""
    state, p, people, sects = world.state, world.p, world.state.people, world.state.sects
    sects.suspicion[:] = p.suspicion_start + (sects.suspicion - p.suspicion_start) * world.faded(p.suspicion_memory_days, 7.0)
    if not world.on("D14"):
        return
    rows = np.flatnonzero(people.sent)
    rows = rows[~people.confirmed[rows] & (people.way[rows] >= 0)]
    rows = rows[np.isin(people.status[rows], (FIGHTER, CAMP, COMMANDER, CANDIDATE, ADVISER))]
    nerve = world.chance.exponentials("confirm", people.key[rows], people.spell[rows])
    found = rows[(world.day - people.since_day[rows]) * p.confirm_daily >= nerve]
    if len(found):
        people.confirmed[found] = True
        weight = state.units.weight[people.unit[found]]
        state.nation.infiltrators_confirmed += float(weight.sum())
        cases = np.bincount(people.sect[found], weight, minlength=sects.size)
        sects.suspicion[:] = 1.0 - (1.0 - sects.suspicion) * (1.0 - p.suspicion_rise) ** cases


RULE = Rule(
    unmask,
    ("D14",),
    reads=(
        "people.key", "people.sect", "people.sent", "people.since_day", "people.spell", "people.status", "people.unit", "people.way",
        "units.weight",
    ),
    writes=(
        "nation.infiltrators_confirmed", "people.confirmed", "sects.suspicion",
    ),
    every=7,
)  # fmt: skip
