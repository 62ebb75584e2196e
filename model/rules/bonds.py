"""D5 and D6: comrades who go press those who stay; the unit's bonds hold men to its own norm, whichever way that norm points.

Peer bond, trust in the commander and belief in the institution are worn by losses, departures and punishment, and recover slowly. As men
go, the norm turns from staying to leaving, and the same bond that held men then takes them along: when a commander goes, he can carry men
of his sect in a unit whose norm has turned.
"""

from __future__ import annotations

import numpy as np

from model.state import COHESION_WEIGHTS, rows_of
from model.world import Rule, World


def bind(world: World) -> None:
    """Wear and mend the bonds with what happened since yesterday; write D5 and D6."""
    state, p, nation = world.state, world.p, world.state.nation
    units = state.units
    there = np.maximum(units.strength + units.left_today + units.dead_today + units.punished_today, 1.0)
    worn = (p.wear_departures * units.left_today + p.wear_losses * units.dead_today) / there
    units.peer_bond += (units.bond_norm - units.peer_bond) / p.bond_recovery_days - worn
    abused = p.wear_punished * units.punished_today / there
    units.commander_trust += (units.trust_norm - units.commander_trust) / p.bond_recovery_days - abused
    units.institution += (nation.regime_odds * (0.5 + 0.5 * nation.pay) - units.institution) / 30.0
    for bond in (units.peer_bond, units.commander_trust):
        np.minimum(np.maximum(bond, 0.0, out=bond), 1.0, out=bond)
    units.left_today[:] = units.dead_today[:] = units.punished_today[:] = 0.0
    units.left *= world.faded(p.comrade_memory_days)
    units.dead *= world.faded(p.losses_memory_days)
    units.punished *= world.faded(p.punished_memory_days)
    units.commander_gone *= world.faded(p.commander_memory_days)
    units.carry_sect[:], units.carry_source[:] = -1, 0
    if world.on("D5"):
        sects, profiles = state.sects, state.profiles
        believed = p.pace_weight * np.log1p(sects.believed_pace + sects.pledged_pace)
        world.pressing.write("profiles", "D5", believed[profiles.sect])
    _write(world)


def spread(world: World, touched: np.ndarray) -> None:
    """After a pass of departures: press the units touched anew."""
    _write(world, touched)


def cohesion(world: World, rows: np.ndarray | slice = slice(None)) -> np.ndarray:
    """Cohesion of units in [0, 1]."""
    units, (peers, trust, institution) = world.state.units, COHESION_WEIGHTS
    return np.asarray(peers * units.peer_bond[rows] + trust * units.commander_trust[rows] + institution * units.institution[rows])


def _write(world: World, rows: np.ndarray | slice = slice(None)) -> None:
    units, p = world.state.units, world.p
    gone = np.minimum(1.0, units.left_ever[rows] / np.maximum(units.start_strength[rows], 1.0) / p.norm_turns)
    turned = gone * gone * (3.0 - 2.0 * gone)
    if world.on("D5"):
        left = units.left[rows]
        share = np.minimum(left / np.maximum(units.strength[rows] + left, 1.0), p.comrade_cap)
        pressed = np.log(p.comrade_pressure) * share / 0.1 + np.log(p.commander_pressure) * units.commander_gone[rows]
        world.pressing.write("units", "D5", pressed, rows)
        _carry(world, rows, turned)
    if world.on("D6"):
        world.pressing.write("units", "D6", -np.log(p.bond_ratio) * (cohesion(world, rows) - 0.5) * (1.0 - 2.0 * turned), rows)


def _carry(world: World, rows: np.ndarray | slice, turned: np.ndarray) -> None:
    """On the day that a commander goes, men of his sect are carried along, as far as the unit's norm has turned."""
    units, cells = world.state.units, world.state.cells
    if isinstance(rows, slice):  # a new day: nobody is carried yet
        if "D5" not in world.pressing.terms["cells"] or world.pressing.terms["cells"]["D5"].any():
            world.pressing.write("cells", "D5", np.zeros(cells.size))
        return
    led = units.carry_sect[rows] >= 0
    if led.any():
        some, share = rows[led], turned[led]
        cell = rows_of(units.first_cell[some], units.last_cell[some])
        share = np.repeat(share, units.last_cell[some] - units.first_cell[some])
        carried = np.where(units.carry_sect[cells.unit[cell]] == cells.sect[cell], world.p.commander_carry * share, 0.0)
        world.pressing.write("cells", "D5", carried, cell)


RULE = Rule(
    bind,
    ("D5", "D6"),
    reads=(
        "nation.pay", "nation.regime_odds", "profiles.sect", "sects.believed_pace", "sects.pledged_pace", "units.bond_norm",
        "units.left_ever", "units.start_strength", "units.strength", "units.trust_norm",
    ),
    writes=(
        "units.carry_sect", "units.carry_source", "units.commander_gone", "units.commander_trust", "units.dead", "units.dead_today",
        "units.institution", "units.left", "units.left_today", "units.peer_bond", "units.punished", "units.punished_today",
    ),
    after_pass=spread,
)  # fmt: skip
