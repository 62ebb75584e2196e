"""N6: the believed pace of departures lags and understates the true one; without it soldiers see it truly. Writes beliefs only."""

from __future__ import annotations

import numpy as np

from model.state import SERVING
from model.world import Rule, World


def believe(world: World) -> None:
    """Let the true pace (over a week) follow yesterday's departures, and the believed pace follow it."""
    sects, p = world.state.sects, world.p
    serving = np.maximum(world.state.counts[:, :, SERVING].sum(axis=1), 1.0)
    sects.pace += (sects.left_today * 7000.0 / serving - sects.pace) / 7.0
    if world.on("N6"):
        sects.believed_pace += (p.pace_understatement * sects.pace - sects.believed_pace) / p.belief_lag_days
    else:
        sects.believed_pace[:] = sects.pace


RULE = Rule(
    believe,
    ("N6",),
    reads=(
        "counts", "sects.left_today",
    ),
    writes=(
        "sects.believed_pace", "sects.pace",
    ),
)  # fmt: skip
