"""W3: the regime answers departures: it purges, seals leave, posts only those it trusts, and keeps back units that lose men.

One number, the answer in [0, 1], follows what the army has lost, lately and in all; purges (``fate.py``) and posture (``posture.py``)
read it. The regime's own militias (W6) stand in ``loyal_militias.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from unit_cohesion.engine.arithmetic import faded
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import Rule, column, mechanism, parameter
from unit_cohesion.vocabulary import SERVING

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Counts, Nation, On, P, Sects


class Regime(Rule):
    """The answer follows losses as shares of the army's first strength.

    lately: those who left by their own will, fading with a half-life of answer_memory_days; in all: what is missing of the first strength
    losses = answer_lately · lately + in all, answer = losses / (losses + answer_half)
    """

    table = "regime"
    heading = "The regime's answer (W3)"

    W3 = mechanism(
        "The regime's answer",
        "Purges, posting only the trusted, sealing leave, keeping back units that lose men.",
        "lit",
        off="branch: more leave",
        outcome="daily: leavers",
        resets=("answer",),
    )

    answer_half = parameter(
        0.6,
        "1",
        0.05,
        10.0,
        "Share of the army lost (the late losses weighed) at which the regime's answer is at half strength.",
        "estimate",
        of=W3,
    )
    answer_lately = parameter(6.0, "1", 0.0, 40.0, "How much more men lost lately count than those missing in all.", "estimate", of=W3)
    answer_memory_days = parameter(45.0, "days", 1.0, 365.0, "Half-life in which losses are no longer late.", "estimate", of=W3)

    answer = column("nation", "f8", "1", "strength of the regime's answer", high=1, told=True)
    lost_lately = column("nation", "f8", "1", "share of the army's first strength that left lately")

    @staticmethod
    @compiled
    def run(sects: Sects, nation: Nation, counts: Counts, p: P, on: On) -> None:
        """Let the answer follow what is lost."""
        if not on.W3:
            return
        serving, start, left = 0.0, 0.0, 0.0
        for row in range(len(sects)):
            serving += counts[row, :, SERVING].sum()
            start += sects[row].serving_start
            left += sects[row].left_today
        nation.lost_lately = nation.lost_lately * faded(p.answer_memory_days) + left / max(start, 1.0)
        losses = p.answer_lately * nation.lost_lately + max(1.0 - serving / max(start, 1.0), 0.0)
        nation.answer = losses / (losses + p.answer_half)
