"""D16 and sieges: which units are used, where they stand, and which are cut off.

As unrest rises more units are used, the trusted core first; it is moved to where the fighting is, the others are used at home. Garrisons in
lost places may be besieged. The regime's answer (W3) keeps units that have lost men in barracks and seals leave.
"""

from __future__ import annotations

import numpy as np

from model.state import BESIEGED, CONFINED, DEPLOYED
from model.world import Rule, World


def post(world: World) -> None:
    """Besiege, relieve, deploy and move units; write D16's factor."""
    _sieges(world)
    if world.on("D16"):
        _deploy(world)


def _sieges(world: World) -> None:
    units, places, p = world.state.units, world.state.places, world.p
    ordinal = units.ordinal.astype(np.uint64)
    siege, relief = (world.chance.uniforms(stream, ordinal, world.day) for stream in ("siege", "relief"))
    besieged = units.posture == BESIEGED
    lost = np.maximum(0.0, 1.0 - places.control / max(p.siege_control, 1e-9))[units.place]
    at_home = (units.place == units.garrison) & (units.weight > 0) & (np.arange(units.size) < world.state.army_units)
    units.posture[besieged & (relief < p.relief_weekly)] = CONFINED
    cut_off = ~besieged & at_home & (siege < p.siege_weekly * lost)
    units.posture[cut_off] = BESIEGED
    units.siege_source[cut_off] = 0


def _deploy(world: World) -> None:
    state, p, nation = world.state, world.p, world.state.nation
    units, places = state.units, state.places
    army = np.arange(units.size) < state.army_units
    free = np.flatnonzero((units.posture != BESIEGED) & (units.weight > 0) & army)
    share = min(1.0, p.deployed_share + p.deployed_rise * nation.unrest / (nation.unrest + p.unrest_reference))
    heat = places.violence / max(places.violence.sum(), 1e-12)
    lots = world.chance.uniforms("lot of units", units.ordinal.astype(np.uint64))
    lost = units.left_ever / np.maximum(units.start_strength, 1)
    first = 10.0 * units.trusted + heat[units.place] + 0.5 * lots - 3.0 * nation.answer * lost
    used = free[np.argsort(-first[free], kind="stable")[: round(share * len(free))]]
    units.posture[free] = CONFINED
    units.posture[used] = DEPLOYED
    if (world.day - 1) % 28 == 0:
        moving = world.chance.uniforms("march", units.ordinal.astype(np.uint64), world.day)
        order = np.argsort([place.id for place in world.scenario.places])
        goal = order[np.minimum(np.searchsorted(np.cumsum(heat[order]), moving), len(order) - 1)]
        mobile = units.trusted & (units.posture == DEPLOYED)
        units.place[mobile] = goal[mobile]
        back = units.trusted & (units.posture == CONFINED)
        units.place[back] = units.garrison[back]
    opportunity = np.array([-p.sealing * nation.answer, np.log(p.opportunity_deployed), 0.0])
    world.pressing.write("units", "D16", opportunity[units.posture])


RULE = Rule(
    post,
    ("D16", "D11", "W3"),
    reads=(
        "nation.answer", "nation.unrest", "places.control", "places.violence", "units.garrison", "units.left_ever", "units.ordinal",
        "units.start_strength", "units.trusted", "units.weight",
    ),
    writes=(
        "units.place", "units.posture", "units.siege_source",
    ),
    every=7,
)  # fmt: skip
