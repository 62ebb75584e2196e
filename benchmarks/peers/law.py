"""The law that all four programs follow, said once.

People serve in units of equal size. Each carries a resistance, drawn once from Exp(1), and gathers pressure every day; on the day when
his pressure reaches his resistance he leaves for good. The pressure of a day is the factor of his unit times his own factor
(``exp(lot - 1/2)``, his lot uniform on 0 to 1). Comrades who left lately raise the factor of the unit (D5), a strong bond between comrades
lowers it (D6), and each departure wears the bond. Who leaves raises the factor the same day: those who stay get the rise at once, and so on
until nobody more goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Law:
    """The parameters.

    Attributes:
        unit_size: people in a unit at the start.
        base_hazard: a day's hazard where comrades neither press nor hold.
        comrade_pressure: times the hazard when a tenth of the comrades left lately.
        comrade_cap: the share gone lately above which more of them press no harder.
        comrade_memory_days: half-life of the memory of those who left.
        bond_ratio: hazard without any bond over hazard with a full one.
        peer_bond: the bond at the start, 0 to 1.
        wear: bond lost when as many have left as the unit had people.
    """

    unit_size: int = 70
    base_hazard: float = 2e-4
    comrade_pressure: float = 1.6
    comrade_cap: float = 0.25
    comrade_memory_days: float = 60.0
    bond_ratio: float = 5.0
    peer_bond: float = 0.6
    wear: float = 1.2

    def units(self, people: int) -> int:
        """How many whole units that many people make; the rest are left out."""
        return max(1, people // self.unit_size)

    @property
    def fade(self) -> float:
        """What a day leaves of the memory of those who left."""
        return float(0.5 ** (1 / self.comrade_memory_days))

    def factor(self, strength: float, left: float, bond: float) -> float:
        """A day's hazard in a unit, before each one's own factor."""
        log_d5 = log(self.comrade_pressure) * min(left / max(strength + left, 1.0), self.comrade_cap) / 0.1
        log_d6 = -log(self.bond_ratio) * (bond - 0.5)
        return self.base_hazard * exp(log_d5 + log_d6)


EXPECTED = {90: (0.01659, 0.01601), 180: (0.03396, 0.0235), 365: (0.07116, 0.03536)}
"""By day: the share that has left under the default law, and the standard deviation of that share between units. The means are right to
0.00006 (one standard error: 428,570 units by ``ours.py``, which ``tests/unit/house/test_peers.py`` holds to ``leaving_days``)."""


@dataclass(frozen=True)
class Outcome:
    """What a run leaves: how many in all have left at the end of each day (day 0 first), and how many of each unit at the end."""

    by_day: NDArray[np.int64]
    by_unit: NDArray[np.int64]


def leaving_days(law: Law, own: Sequence[float], resistance: Sequence[float], days: int) -> list[int]:
    """The day on which each member of one unit leaves, 0 for who stays: the law in plain Python, to which the programs are held."""
    size = len(own)
    strength, left, bond = size, 0.0, law.peer_bond
    pressure, leaves = [0.0] * size, [0] * size
    for day in range(1, days + 1):
        left *= law.fade
        factor = rise = law.factor(strength, left, bond)
        while rise > 0:
            going = []
            for i in range(size):
                if not leaves[i]:
                    pressure[i] += rise * own[i]
                    if pressure[i] >= resistance[i]:
                        going.append(i)
            for i in going:
                leaves[i] = day
                left, strength, bond = left + 1, strength - 1, max(0.0, bond - law.wear / size)
            before, factor = factor, law.factor(strength, left, bond)
            rise = factor - before if going else 0.0
    return leaves
