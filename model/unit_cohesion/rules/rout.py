"""D19: a rout runs from place to place.

Ground that is taken piece by piece is war as usual. A place that is gone within days is another thing: the garrisons next door have seen
that nobody held, and are next. Where the enemy is before them too, men go before they are attacked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.arithmetic import faded
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import Rule, column, mechanism, parameter, term
from unit_cohesion.rules.posts import enemy_felt

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import On, P, Places, Roads, Units, UnitTerms


class Rout(Rule):
    """Each evening it is told what was lost lately next door; it presses those before whom the enemy stands from the next day on.

    lost_lately += the share of a place that the regime lost since the evening before; it halves every rout_days
    log_D19 = rout_pull · lost² · enemy felt in the unit's place (D17), lost: of the places next to it, the most that was lost lately
    """

    table = "rout"
    heading = "A rout (D19)"

    D19 = mechanism(
        "A rout",
        "Where a place next door is lost within days, and the enemy is near, men go before they are attacked.",
        "lit: Tikrit and Kirkuk, June 2014; Afghanistan's capitals, August 2021",
        off="what is lost next door frightens nobody",
        outcome="left",
        pushes="a place next door that was lost within days",
        holds="no rout next door",
    )

    rout_pull = parameter(
        10.5,
        "log hazard",
        0.0,
        12.0,
        "Log-hazard of men before the enemy where all of a place next door has just been lost.",
        "lit: half of a division of Tikrit was gone three days after Mosul; the size: fitted to Iraq, 2014",
        of=D19,
        neutral=0.0,
    )
    rout_days = parameter(3.0, "days", 0.5, 60.0, "Half-life of ground that was lost in men's minds.", "estimate", of=D19)

    control_before = column("places", "f8", "1", "share of it that the regime held the evening before", high=1)
    lost_lately = column("places", "f8", "1", "share of it that the regime lost lately", high=10)

    D19_units = term("units", D19)

    @staticmethod
    @compiled
    def run(units: Units, places: Places, roads: Roads, unit_terms: UnitTerms, p: P, on: On) -> None:
        """Count what was lost since the evening before; write D19."""
        fades = faded(p.rout_days)
        for place in places:
            lost = max(place.control_before - place.control, 0.0)  # on the first evening nothing: before was 0
            place.lost_lately = place.lost_lately * fades + lost
            place.control_before = place.control
        if not on.D19:
            return
        pull = np.zeros(len(places))
        for row in range(len(places)):
            lost = 0.0
            for number in range(roads.shape[1]):
                if roads[row, number] >= 0:
                    lost = max(lost, places[roads[row, number]].lost_lately)
            pull[row] = p.rout_pull * lost * lost * enemy_felt(places[row], p)
        for row in range(len(units)):
            unit_terms[row].D19 = pull[units[row].place]
