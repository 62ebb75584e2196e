"""Dated events of the scenario: massacres, sieges, foreign help, a commander killed, pay, discharge.

An event happens on its date and writes what it changes; the rules after it read that.
"""

from __future__ import annotations

import numpy as np

from model.chance import label
from model.mechanisms import CAUSES
from model.schema import CIVIL, Event
from model.state import ADVISER, BESIEGED, CANDIDATE, COMMANDER, CONFINED, DEAD, FIGHTER
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
    subject = units.ordinal.astype(np.uint64) | np.uint64(label(event.id) << 32)
    lots = world.chance.uniforms("siege event", subject, world.day)
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


def _amnesty(world: World, event: Event) -> None:
    world.state.nation.amnesty_inside, world.state.nation.amnesty_abroad = event.value or 0.0, event.abroad or 0.0


def _safe_area(world: World, event: Event) -> None:
    world.state.places.safe[world.place_row[str(event.place)]] = float(event.kind == "safe_area")


def _border(world: World, event: Event) -> None:
    row = next(row for row, country in enumerate(world.scenario.countries) if country.id == event.country)
    world.state.countries.open[row] = float(event.kind == "border_open")


def _agreement(world: World, event: Event) -> None:
    world.state.nation.agreed = event.value or 0.0


def _murder(world: World, event: Event) -> None:
    """The most outspoken officer among the rebels of a place is killed; the highest in rank, then the lowest key, of equals."""
    people = world.state.people
    rows = world.waiting(FIGHTER, COMMANDER, ADVISER, CANDIDATE)
    rows = rows[(people.from_place[rows] == world.place_row[str(event.place)]) & (people.band[rows] >= 2) & (people.band[rows] < CIVIL)]
    if len(rows):
        row = rows[np.lexsort((people.key[rows], -people.rank[rows].astype(int), -people.nationalism[rows]))[:1]]
        world.go(row, DEAD, CAUSES.index("R9"), trigger=world.source(f"events.{event.id}"))
        world.state.nation.murders += float(world.state.units.weight[people.unit[row]].sum())


_VERBS = {
    "massacre": _massacre, "siege": _siege, "relief": _relief, "foreign_help": _foreign_help, "commander_killed": _commander_killed,
    "pay_stops": _pay_stops, "pay_resumes": _pay_resumes, "discharge_stops": _discharge_stops,
    "amnesty": _amnesty, "safe_area": _safe_area, "safe_area_lost": _safe_area, "border_closed": _border, "border_open": _border,
    "agreement": _agreement, "murder": _murder,
}  # fmt: skip

RULE = Rule(
    happen,
    (),
    reads=(
        "people.band", "people.from_place", "people.key", "people.nationalism", "people.rank", "people.since_day", "people.status",
        "people.unit", "units.commander", "units.garrison", "units.ordinal", "units.place", "units.weight",
    ),
    writes=(
        "go", "communities.grievance_source", "communities.struck", "countries.open", "nation.agreed", "nation.amnesty_abroad",
        "nation.amnesty_inside", "nation.discharge_open", "nation.foreign_help", "nation.murders", "nation.pay", "places.safe",
        "units.dead", "units.dead_source", "units.dead_today", "units.posture", "units.siege_source",
    ),
)  # fmt: skip
