"""Dated events of the scenario: massacres, sieges, foreign help, a commander killed, pay, discharge.

An event happens on its date and writes what it changes; the rules after it read that.
"""

from __future__ import annotations

import numpy as np

from model.mechanisms import CAUSES
from model.schema import Event
from model.state import BESIEGED, CONFINED, DEAD
from model.world import Rule, World


def happen(world: World) -> None:
    """Carry out the events dated today."""
    world.state.communities.struck[:] = 0.0
    for event in world.scenario.events:
        if event.date == world.date:
            _VERBS[event.kind](world, event)


def _massacre(world: World, event: Event) -> None:
    communities, sects = world.state.communities, world.state.sect_count
    first = world.place_row[str(event.place)] * sects
    rows = np.array([first + world.sect_row[event.sect]]) if event.sect else np.arange(first, first + sects)
    share = communities.target[rows] if not event.sect else np.ones(1)
    communities.struck[rows] += (event.value or 0.0) * share
    communities.grievance_source[rows[share > 0]] = world.source(f"events.{event.id}")


def _siege(world: World, event: Event) -> None:
    units = world.state.units
    lots = world.chance.world(f"siege {event.id}", world.day).random(world.battle.total)[units.ordinal]
    there = (units.garrison == world.place_row[str(event.place)]) & (units.place == units.garrison) & (units.weight > 0)
    cut_off = there & (lots < world.p.siege_event_share)
    units.posture[cut_off] = BESIEGED
    units.siege_source[cut_off] = world.source(f"events.{event.id}")


def _relief(world: World, event: Event) -> None:
    units = world.state.units
    units.posture[(units.place == world.place_row[str(event.place)]) & (units.posture == BESIEGED)] = CONFINED


def _foreign_help(world: World, event: Event) -> None:
    world.state.nation.foreign_help += event.value or 0.0


def _commander_killed(world: World, event: Event) -> None:
    units = world.state.units
    row = world.unit_row.get(str(event.unit))  # a unit that a coarser scale does not keep loses nobody
    if row is not None and units.commander[row] >= 0:
        number = world.go(np.array([units.commander[row]]), DEAD, CAUSES.index("W1"), trigger=world.source(f"events.{event.id}"))
        units.dead[row] += 1
        units.dead_today[row] += 1
        units.dead_source[row] = number[0]


def _pay_stops(world: World, event: Event) -> None:
    world.state.nation.pay = 0.0


def _pay_resumes(world: World, event: Event) -> None:
    world.state.nation.pay = 1.0


def _discharge_stops(world: World, event: Event) -> None:
    world.state.nation.discharge_open = 0.0


_VERBS = {
    "massacre": _massacre, "siege": _siege, "relief": _relief, "foreign_help": _foreign_help, "commander_killed": _commander_killed,
    "pay_stops": _pay_stops, "pay_resumes": _pay_resumes, "discharge_stops": _discharge_stops,
}  # fmt: skip

RULE = Rule(
    happen,
    (),
    reads=(
        "units.commander", "units.garrison", "units.ordinal", "units.place", "units.weight",
    ),
    writes=(
        "go", "communities.grievance_source", "communities.struck", "nation.discharge_open", "nation.foreign_help", "nation.pay",
        "units.dead", "units.dead_source", "units.dead_today", "units.posture", "units.siege_source",
    ),
)  # fmt: skip
