"""N6: the believed pace of departures lags and understates the true one; without it soldiers see it truly. Writes beliefs only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import Rule, column, mechanism, parameter
from unit_cohesion.vocabulary import SERVING

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Counts, On, P, Sects


class Pace(Rule):
    """The true pace, over a week, follows yesterday's departures, and the believed pace follows it.

    pace → 7,000 · left yesterday / serving within 7 days
    believed_pace → pace_understatement · pace within belief_lag_days; without N6 it is the true pace
    """

    table = "pace"
    heading = "The believed pace of departures (N6)"

    N6 = mechanism(
        "The believed pace lags",
        "Soldiers act on a believed pace that lags and understates the true one.",
        "B17-19",
        off="faster, more synchronous cascades",
        outcome="daily.defections: concentration in time",
    )

    belief_lag_days = parameter(
        45.0, "days", 1.0, 365.0, "Lag with which the believed pace follows the true one.", "B17-18: called a trickle", of=N6
    )
    pace_understatement = parameter(0.35, "1", 0.0, 1.0, "Share of the true pace that is believed.", "B17-18", of=N6)
    reassurance_start = parameter(0.3, "1", 0.0, 1.0, "Belief on day one that rebels spare those who come over.", "estimate", of="D4")

    pace = column("sects", "f8", "per 1,000 a week", "true pace of departures, over a week")
    believed_pace = column("sects", "f8", "per 1,000 a week", "pace believed from what is seen of it")

    @staticmethod
    @compiled
    def run(sects: Sects, counts: Counts, p: P, on: On) -> None:
        """Let the true pace follow yesterday's departures, and the believed pace follow it."""
        for row in range(len(sects)):
            sect = sects[row]
            serving = max(counts[row, :, SERVING].sum(), 1.0)
            sect.pace += (sect.left_today * 7000.0 / serving - sect.pace) / 7.0
            if on.N6:
                sect.believed_pace += (p.pace_understatement * sect.pace - sect.believed_pace) / p.belief_lag_days
            else:
                sect.believed_pace = sect.pace
