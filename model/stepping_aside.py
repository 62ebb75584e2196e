"""Out of the fight: idle inside or to a camp abroad, with the reason that is stated for it. Used by the rules of the rebel side."""

from __future__ import annotations

import numpy as np

from model.record import REASONS
from model.state import TRANSIT, WITHDRAWN
from model.world import World


def away(world: World, rows: np.ndarray, cause: np.ndarray | int, terms: np.ndarray | None) -> None:
    """Out of the fight: to a camp abroad, the nearer a border the likelier, or idle inside."""
    p, people, places = world.p, world.state.people, world.state.places
    abroad = p.withdraw_abroad - p.withdraw_distance * places.border_steps[people.from_place[rows]]
    draws = world.chance.gumbels("away", people.key[rows], people.spell[rows], 2)
    out = abroad + draws[:, 0] > draws[:, 1]
    people.militia[rows] = -1
    reason, true = said(world, rows), people.true_reason[rows]
    world.go(rows, np.where(out, TRANSIT, WITHDRAWN), cause, terms=terms, reason=reason, true_reason=true)


def said(world: World, rows: np.ndarray) -> np.ndarray:
    """The reason that he states for staying out: danger is a pretext that spreads with the rumour (N7)."""
    people, p = world.state.people, world.p
    rumour = world.state.nation.rumour if world.on("N7") else 0.0
    share = p.danger_true_share + (1.0 - p.danger_true_share) * p.pretext_share * rumour
    danger = world.chance.uniforms("said", people.key[rows], people.spell[rows]) < share
    return np.where(danger, REASONS.index("danger"), REASONS.index("no place for me"))
