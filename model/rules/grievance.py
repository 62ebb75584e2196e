"""D1-D3: grievance over force against one's own, unease over force against others, and the toll."""

from __future__ import annotations

import numpy as np

from model.world import Rule, World


def aggrieve(world: World) -> None:
    """Let grievance gather and fade; write the factors of D1, D2 and D3."""
    state, p, nation = world.state, world.p, world.state.nation
    communities, profiles, units = state.communities, state.profiles, state.units
    communities.grievance *= world.faded(p.grievance_memory_days)
    communities.grievance += communities.force
    pressing = world.pressing
    _feel(world)
    if world.on("D1"):
        home = state.community(profiles.home, profiles.sect)
        felt = communities.felt[home]
        pressing.write("profiles", "D1", p.grievance_weight * felt / (felt + p.grievance_half))
    if world.on("D2"):
        pressing.write("profiles", "D2", p.unease_weight * nation.unrest / (nation.unrest + p.unease_half) * profiles.uneasy)
    if world.on("D3"):
        of_rulers = (profiles.sect == world.ruling) & (profiles.band >= 2)
        pressing.write("profiles", "D3", p.toll_weight * nation.toll / (nation.toll + p.toll_half) * of_rulers)
        lost = units.dead / np.maximum(units.strength + units.dead, 1.0)
        pressing.write("units", "D3", p.losses_weight * lost)


def _feel(world: World) -> None:
    """What each community feels: partly its own place's grievance, partly that of its sect everywhere."""
    state, home = world.state, world.p.grievance_home
    shape = (state.place_count, state.sect_count)
    own, people = state.communities.grievance.reshape(shape), state.communities.population.reshape(shape)
    everywhere = (own * people).sum(axis=0) / np.maximum(people.sum(axis=0), 1.0)
    state.communities.felt[:] = (home * own + (1.0 - home) * everywhere).ravel()


RULE = Rule(
    aggrieve,
    ("D1", "D2", "D3"),
    reads=(
        "communities.force", "communities.population", "nation.toll", "nation.unrest", "profiles.band", "profiles.home", "profiles.sect",
        "profiles.uneasy", "units.dead", "units.strength",
    ),
    writes=(
        "communities.felt", "communities.grievance",
    ),
)  # fmt: skip
