"""D19: a rout runs from place to place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.plain_mesa.draws import left_after
from benchmarks.plain_mesa.ground import neighbours

if TYPE_CHECKING:
    from benchmarks.plain_mesa.plain import PlainModel


def spread_a_rout(model: PlainModel) -> None:
    """What each place lost since the evening before is remembered for days; next door men before the enemy go for it."""
    p = model.p
    for place in model.places:
        place.lost_lately = place.lost_lately * left_after(1, p.rout_days) + max(place.control_before - place.control, 0.0)
        place.control_before = place.control
    for unit in model.units if model.on("D19") else ():
        worst = max((near.lost_lately for near in neighbours(unit.place)), default=0.0)
        unit.tell("D19", p.rout_pull * worst**2 * unit.enemy_felt)
