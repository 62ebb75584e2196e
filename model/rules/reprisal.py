"""D8 and D9: what the regime does to the kin of those who left, and what men learn from seeing others caught.

A leaver's house may be burnt where the regime reaches it. That deters those whose homes it reaches too (D8a) and outrages the kin who serve
(D8b). Men learn with a lag how many are caught, which deters (D9b); seeing comrades punished outrages, more so in a watched group (D9c).
"""

from __future__ import annotations

import numpy as np

from model.state import SERVING
from model.world import Rule, World


def avenge(world: World) -> None:
    """Burn houses of today's leavers; write the factors of D8a, D9b and D9c for tomorrow."""
    state, p, pressing = world.state, world.p, world.pressing
    communities, profiles, sects, units, cells = state.communities, state.profiles, state.sects, state.units, state.cells
    communities.reprisals *= world.faded(p.reprisal_memory_days)
    for rows, numbers in world.leavers:
        _kin_learn(world, rows, numbers)
    if world.on("D8a"):
        home = state.community(profiles.home, profiles.sect)
        known = communities.reprisals[home]
        reach = state.places.control[profiles.home]
        pressing.write("profiles", "D8a", -p.reprisal_deterrence * reach * known / (known + p.reprisal_half))
    if world.on("D9b"):
        tried = sects.attempts > 0
        seen = sects.caught[tried] / sects.attempts[tried]
        sects.believed_catch[tried] += (seen - sects.believed_catch[tried]) / p.catch_belief_days
        pressing.write("profiles", "D9b", -p.punishment_deterrence * sects.believed_catch[profiles.sect])
    if world.on("D9c"):
        punished = p.punishment_outrage * (units.punished / np.maximum(units.strength + units.punished, 1.0))
        outrage = punished[cells.unit]
        outrage *= sects.watched[cells.sect]
        pressing.write("cells", "D9c", outrage)


def _kin_learn(world: World, rows: np.ndarray, numbers: np.ndarray) -> None:
    """A leaver's serving kin take note; where his house is burnt they are outraged, and his community hears of it."""
    state, p, people = world.state, world.p, world.state.people
    home, communities = state.community(people.home[rows], people.sect[rows]), state.communities
    reached = p.reprisal_chance * state.places.control[people.home[rows]]
    burnt = (world.chance.uniforms("reprisal", people.key[rows], people.spell[rows]) < reached) & world.on("D8")
    houses = state.units.weight[people.unit[rows]] * 1e5 / np.maximum(communities.population[home], 1.0)
    np.add.at(communities.reprisals, home[burnt], houses[burnt])
    communities.reprisal_source[home[burnt]] = numbers[burnt]
    whose, kin = world.kin.of(rows)
    serving = people.status[kin] == SERVING
    whose, kin = whose[serving], kin[serving]
    if not len(kin):
        return
    hurt = burnt[whose] & world.on("D8b")
    pledged = p.pledge_loyalty_loss if world.on("D5") else 0.0
    np.subtract.at(people.loyalty, kin, pledged + np.where(hurt, p.reprisal_loyalty_loss, 0.0))
    people.loyalty[kin] = np.clip(people.loyalty[kin], 0.0, 1.0)
    people.outrage[kin[hurt]] = p.reprisal_outrage
    people.outrage_day[kin[hurt]], people.outrage_source[kin[hurt]] = world.day, numbers[whose[hurt]]
    world.pressing.refresh_own(kin)


RULE = Rule(
    avenge,
    ("D8a", "D8b", "D9b", "D9c"),
    reads=(
        "cells.sect", "cells.unit", "communities.population", "people.home", "people.key", "people.sect", "people.spell", "people.status",
        "people.unit", "places.control", "profiles.home", "profiles.sect", "sects.attempts", "sects.caught", "sects.watched",
        "units.punished", "units.strength", "units.weight",
    ),
    writes=(
        "communities.reprisal_source", "communities.reprisals", "people.loyalty", "people.outrage", "people.outrage_day",
        "people.outrage_source", "people.own", "sects.believed_catch",
    ),
)  # fmt: skip
