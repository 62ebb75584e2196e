"""D15 and D12: the ways out, and what is expected at their end.

A local militia is near where rebels hold the place, a camp abroad is near a border and draws officers, hiding at home suits soldiers (D15).
What befell earlier leavers of one's band and sect is learned with a lag and multiplies each way separately (D12, a hypothesis: the loop);
switched off, expectations stay as they are (the stated prior, from day one).
"""

from __future__ import annotations

import numpy as np

from model.state import (
    ADVISER,
    CAMP,
    CANDIDATE,
    COMMANDER,
    FIGHTER,
    GONE,
    HIDING,
    NATIONAL,
    RETURNED,
    STATUSES,
    TRANSIT,
    WITHDRAWN,
)
from model.world import Rule, World

ROUTES = ("militia", "abroad", "hiding")


def weigh(world: World) -> None:
    """Learn how earlier leavers fare; write the ways' log-weights and D12's factor."""
    state, p = world.state, world.p
    routes, places, cells = state.routes, state.places, state.cells
    shape = (state.place_count, state.band_count, state.sect_count)
    bands = np.arange(state.band_count)[None, :, None] + np.zeros(shape)
    control, steps = places.control[:, None, None] + np.zeros(shape), places.border_steps[:, None, None] + np.zeros(shape)
    fear = p.rumour_fear * state.nation.rumour if world.on("N7b") else 0.0
    log_weight = np.stack([
        (p.militia_pull - p.militia_absent * control + p.militia_rank * bands - fear).ravel(),
        (p.abroad_pull - p.abroad_distance * steps + p.abroad_rank * bands).ravel(),
        (p.hiding_pull - p.hiding_rank * bands).ravel(),
    ])  # fmt: skip
    if not world.on("D15"):
        log_weight[1:] = -np.inf
    if world.on("D12"):
        _learn(world)
    kinds = np.tile(np.arange(state.band_count * state.sect_count), state.place_count)
    expected = np.stack([state.kinds.expect_militia, state.kinds.expect_abroad, state.kinds.expect_hiding])
    band = np.repeat(np.arange(state.band_count), state.sect_count)
    felt = np.minimum(1.0, p.reception_rank + (1.0 - p.reception_rank) * band / 2.0)
    multiplier = (1.0 - (1.0 - p.reception_worst) * felt * (1.0 - expected))[:, kinds]
    share = np.exp(log_weight - log_weight.max(axis=0))
    share /= share.sum(axis=0)
    routes.reception[:] = np.log((share * multiplier).sum(axis=0))
    for row, name in enumerate(ROUTES):
        getattr(routes, name)[:] = log_weight[row] + np.log(multiplier[row])
    place = state.units.place[cells.unit]
    world.pressing.write("cells", "D12", routes.reception[state.route(place, cells.band, cells.sect)])


def _learn(world: World) -> None:
    """Let expectations follow the mean fate of earlier leavers of each kind and way, weighed against the prior by their number."""
    state, p, people = world.state, world.p, world.state.people
    rows = np.flatnonzero((people.way >= 0) & (people.way < len(ROUTES)))
    fares = np.zeros(len(STATUSES))
    fares[[FIGHTER, CAMP, TRANSIT, HIDING]] = p.fare_militia, p.fare_camp, p.fare_camp, p.fare_hiding
    fares[[COMMANDER, CANDIDATE, ADVISER, WITHDRAWN]] = p.fare_commander, p.fare_candidate, p.fare_adviser, p.fare_withdrawn
    fares[[NATIONAL, RETURNED, GONE]] = p.fare_national, p.fare_returned, p.fare_gone
    weight = state.units.weight[people.unit[rows]]
    shape = len(ROUTES), state.kinds.size
    code = (people.way[rows] * np.int32(state.band_count) + people.band[rows]) * state.sect_count + people.sect[rows]
    many = np.bincount(code, weight, minlength=shape[0] * shape[1]).reshape(shape)
    all_fared = np.bincount(code, weight * fares[people.status[rows]], minlength=shape[0] * shape[1]).reshape(shape)
    for name, known, fared in zip(ROUTES, many, all_fared, strict=True):
        seen = (p.reception_needed * p.reception_prior + fared) / (p.reception_needed + known)
        column = getattr(state.kinds, f"expect_{name}")
        column += (seen - column) * min(1.0, 7.0 / p.reception_lag_days)


RULE = Rule(
    weigh,
    ("D12", "D15", "N7b"),
    reads=(
        "cells.band", "cells.sect", "cells.unit", "nation.rumour", "people.band", "people.sect", "people.status", "people.unit",
        "people.way", "places.border_steps", "places.control", "units.place", "units.weight",
    ),
    writes=(
        "kinds.expect_abroad", "kinds.expect_hiding", "kinds.expect_militia", "routes.abroad", "routes.hiding", "routes.militia",
        "routes.reception",
    ),
    every=7,
)  # fmt: skip
