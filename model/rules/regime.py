"""W3: the regime answers departures: it purges, seals leave, posts only those it trusts, and raises militias in place of infantry.

One number, the answer in [0, 1], follows the pace of departures with a lag; purges (``fate.py``), posture (``posture.py``) and the balance
of forces (``balance.py``) read it.
"""

from __future__ import annotations

from model.state import SERVING
from model.world import Rule, World


def answer(world: World) -> None:
    """Let the answer and the regime's militias follow."""
    state, p, nation = world.state, world.p, world.state.nation
    if not world.on("W3"):
        return
    serving = float(state.counts[:, :, SERVING].sum())
    start = float(state.sects.serving_start.sum())
    pace = float(state.sects.left_today.sum()) * 30_000.0 / max(serving, 1.0)
    nation.left_pace += (pace - nation.left_pace) / p.answer_lag_days
    nation.answer = nation.left_pace / (nation.left_pace + p.answer_half)
    wanted = p.militia_replacement * nation.answer * max(start - serving, 0.0)
    nation.regime_militia += (wanted - nation.regime_militia) / p.militia_lag_days


RULE = Rule(
    answer,
    ("W3",),
    reads=(
        "counts", "sects.left_today", "sects.serving_start",
    ),
    writes=(
        "nation.answer", "nation.left_pace", "nation.regime_militia",
    ),
)  # fmt: skip
