"""On the way abroad: those in transit reach a camp after a time that grows with the places to cross (D15)."""

from __future__ import annotations

from model.mechanisms import CAUSES
from model.state import CAMP, TRANSIT
from model.world import Rule, World


def arrive(world: World) -> None:
    """Press those on the way; those whose time has come arrive."""
    state, people = world.state, world.state.people
    rows = world.waiting(TRANSIT)
    steps = state.places.border_steps[people.from_place[rows]]
    people.pressure[rows] += 1.0 / (world.p.transit_days * (1.0 + steps))
    there = rows[people.pressure[rows] >= people.resistance[rows]]
    if len(there):
        world.go(there, CAMP, CAUSES.index("D15"))


RULE = Rule(
    arrive,
    ("D15",),
    reads=(
        "people.from_place", "people.pressure", "people.resistance", "people.since_day", "people.status", "places.border_steps",
    ),
    writes=(
        "go",
    ),
)  # fmt: skip
