"""W3: the regime answers departures: it purges, seals leave, posts only those it trusts, and raises militias in place of infantry.

One number, the answer in [0, 1], follows the pace of departures with a lag; purges (``fate.py``), posture (``posture.py``) and the balance
of forces (``balance.py``) read it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import Rule, column, mechanism, parameter
from unit_cohesion.vocabulary import SERVING

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Counts, Nation, On, P, Sects


class Regime(Rule):
    """The answer and the regime's militias follow departures, each with its lag.

    left_pace → departures per 1,000 a month within answer_lag_days; answer = left_pace / (left_pace + answer_half)
    regime_militia → militia_replacement · answer · soldiers lost since the start within militia_lag_days
    """

    table = "regime"
    heading = "The regime's answer (W3)"

    W3 = mechanism(
        "The regime's answer", "Purges, posting only the trusted, sealing leave, militias in place of infantry.", "lit",
        off="branch: more leave", outcome="daily: leavers", resets=("answer",),
    )

    answer_half = parameter(
        1.0, "departures per 1,000 a month", 0.01, 100.0, "Pace of departures at which the regime's answer is at half strength.",
        "estimate", of=W3,
    )
    answer_lag_days = parameter(30.0, "days", 1.0, 365.0, "Lag of the regime's answer.", "estimate", of=W3)
    militia_replacement = parameter(0.6, "1", 0.0, 2.0, "Militiamen raised for each soldier lost, at the full answer.", "lit", of=W3)
    militia_lag_days = parameter(180.0, "days", 1.0, 1000.0, "Time in which they are raised.", "estimate", of=W3)

    regime_militia = column("nation", "f8", "persons", "militiamen on the regime's side")
    answer = column("nation", "f8", "1", "strength of the regime's answer", high=1)
    left_pace = column("nation", "f8", "per 1,000 a month", "departures, smoothed over a month")

    @staticmethod
    @compiled
    def run(sects: Sects, nation: Nation, counts: Counts, p: P, on: On) -> None:
        """Let the answer and the regime's militias follow."""
        if not on.W3:
            return
        serving, start, left = 0.0, 0.0, 0.0
        for row in range(len(sects)):
            serving += counts[row, :, SERVING].sum()
            start += sects[row].serving_start
            left += sects[row].left_today
        pace = left * 30_000.0 / max(serving, 1.0)
        nation.left_pace += (pace - nation.left_pace) / p.answer_lag_days
        nation.answer = nation.left_pace / (nation.left_pace + p.answer_half)
        wanted = p.militia_replacement * nation.answer * max(start - serving, 0.0)
        nation.regime_militia += (wanted - nation.regime_militia) / p.militia_lag_days
