"""The day, in order: first the world moves, then people are pressed, then the consequences. The order stands nowhere else."""

from __future__ import annotations

from model.rules import (
    balance,
    bonds,
    departure,
    events,
    fate,
    fighting,
    flight,
    grievance,
    infiltration,
    news,
    pace,
    passage,
    posture,
    regime,
    reprisal,
    service,
)  # fmt: skip
from model.world import Rule

DAY: tuple[Rule, ...] = (
    events.RULE,  # dated events happen
    fighting.RULE,  # W1: how many die, and where
    regime.RULE,  # W3: the regime answers yesterday's departures
    posture.RULE,  # D16: units are deployed, moved, besieged, relieved (weekly)
    news.RULE,  # N1-N5, N7: people hear
    pace.RULE,  # N6: they believe a pace of departures
    grievance.RULE,  # D1-D3: grievance, unease, the toll
    bonds.RULE,  # D5, D6: bonds are worn and mended; comrades press
    flight.RULE,  # D12, D15: the ways out and what is expected of them (weekly)
    fate.RULE,  # some are killed, maimed, arrested
    departure.RULE,  # D4, D7, D9a, D10, D11: people are pressed, and leave
    reprisal.RULE,  # D8, D9: houses are burnt, punishment is seen
    passage.RULE,  # those on the way abroad arrive
    service.RULE,  # I8: discharge and call-up
    infiltration.RULE,  # D14: some are found out (weekly)
    balance.RULE,  # W2, N8, D13, W4: power, control, belief, endings (weekly)
)
