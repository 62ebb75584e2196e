"""How far a militia can use what defectors know (I5, R12): its leader weighs it at the door, the muster counts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unit_cohesion.engine.compiling import compiled

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import P


@compiled
def use(speciality: int, p: P) -> float:
    """How far a militia can use a speciality (row of SPECIALITIES): all of infantry's skill, by which the others are measured."""
    return (
        1.0,
        p.use_armour,
        p.use_artillery,
        p.use_engineers,
        p.use_signals,
        p.use_logistics,
        p.use_medical,
        p.use_air_defence,
        p.use_pilot,
        p.use_naval,
        p.use_intelligence,
    )[speciality]


@compiled
def used(skill: float, speciality: int, p: P) -> float:
    """Skill of which a militia can make use (I5): pilots and naval officers have little to offer it, nor have the incompetent."""
    return float(skill * (1.0 - p.mismatch * (1.0 - use(speciality, p))))
