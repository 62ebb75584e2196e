"""How far a militia can use what defectors know (I5, R12): its leader weighs it at the door, the muster counts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.engine.compiling import compiled
from model.schema import SPECIALITIES

if TYPE_CHECKING:
    from model.engine.rows import P

_USE = {
    "infantry": 1.0, "armour": 0.8, "artillery": 0.9, "engineers": 0.9, "signals": 0.9, "logistics": 0.7, "medical": 0.9,
    "air defence": 0.5, "pilot": 0.0, "naval": 0.0, "intelligence": 0.8,
}  # fmt: skip
USE = np.array([_USE[name] for name in SPECIALITIES])
"""How far a militia can use each speciality (A26: it lacks aircraft and ships; the rest are estimates)."""


@compiled
def used(skill: float, speciality: int, p: P) -> float:
    """Skill of which a militia can make use (I5): pilots and naval officers have little to offer it, nor have the incompetent."""
    return float(skill * (1.0 - p.mismatch * (1.0 - USE[speciality])))
