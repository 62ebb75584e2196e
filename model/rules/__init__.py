"""The day, in order: first the world moves, then people are pressed, then the consequences. The order stands nowhere else."""

from __future__ import annotations

from model.rules import (
    balance,
    bonds,
    camps,
    departure,
    events,
    factions,
    fate,
    fighting,
    flight,
    gatekeeping,
    grievance,
    infiltration,
    militia_life,
    muster,
    national_army,
    news,
    pace,
    passage,
    perils,
    posture,
    recruitment,
    regime,
    reprisal,
    service,
    sponsorship,
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
    muster.RULE,  # the rebels are counted (weekly, as all that follows)
    recruitment.RULE,  # W2, S4: civilians take up arms, and choose with whom
    gatekeeping.RULE,  # R3, R6, R11-R14: leaders admit or refuse officers
    militia_life.RULE,  # R4, R5, R7: what wears officers out; fighters follow pay
    perils.RULE,  # R8, R9, R20: killed, labelled, murdered
    camps.RULE,  # R1, R2, R16, R18: idleness, hope, going back
    factions.RULE,  # R10, R15, R19: leaders drift; militias split, merge, end
    sponsorship.RULE,  # S1-S7: sponsors pay and agree or not (every four weeks)
    national_army.RULE,  # B1-B7: the rebuilt army
    infiltration.RULE,  # D14: some are found out (weekly)
    balance.RULE,  # W2, N8, D13, W4: power, control, belief, endings (weekly)
)
