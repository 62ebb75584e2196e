"""The day, in order: first the world moves, then people are pressed, then the consequences. The order stands nowhere else."""

from __future__ import annotations

from unit_cohesion.engine.declare import Rule
from unit_cohesion.engine.tables import Declarations
from unit_cohesion.rules.advance import Advance
from unit_cohesion.rules.army import Army
from unit_cohesion.rules.balance import Balance
from unit_cohesion.rules.bonds import Bonds
from unit_cohesion.rules.camps import Camps
from unit_cohesion.rules.captives import Captives
from unit_cohesion.rules.departure import Departure
from unit_cohesion.rules.events import Events
from unit_cohesion.rules.factions import Factions
from unit_cohesion.rules.fate import Fate
from unit_cohesion.rules.fear import Fear
from unit_cohesion.rules.fighting import Fighting
from unit_cohesion.rules.flight import Flight
from unit_cohesion.rules.gatekeeping import Gatekeeping
from unit_cohesion.rules.grievance import Grievance
from unit_cohesion.rules.ground import Ground
from unit_cohesion.rules.infiltration import Infiltration
from unit_cohesion.rules.loyal_militias import LoyalMilitias
from unit_cohesion.rules.militia_life import MilitiaLife
from unit_cohesion.rules.muster import Muster
from unit_cohesion.rules.national_army import NationalArmy
from unit_cohesion.rules.news import News
from unit_cohesion.rules.offers import Offers
from unit_cohesion.rules.orders import Orders
from unit_cohesion.rules.pace import Pace
from unit_cohesion.rules.passage import Passage
from unit_cohesion.rules.patrons import Patrons
from unit_cohesion.rules.perils import Perils
from unit_cohesion.rules.posture import Posture
from unit_cohesion.rules.rebels import Rebels
from unit_cohesion.rules.recruitment import Recruitment
from unit_cohesion.rules.regime import Regime
from unit_cohesion.rules.reprisal import Reprisal
from unit_cohesion.rules.repute import Repute
from unit_cohesion.rules.rout import Rout
from unit_cohesion.rules.service import Service
from unit_cohesion.rules.sponsorship import Sponsorship
from unit_cohesion.rules.storms import Storms
from unit_cohesion.rules.word import Word

DAY: tuple[type[Rule], ...] = (
    Events,  # dated events happen
    Fighting,  # W1, V1: how many die, where, and by whose hand
    Regime,  # W3: the regime answers yesterday's departures
    Posture,  # D16: units are deployed, moved, besieged, relieved (weekly)
    News,  # N1-N5, N7: people hear
    Pace,  # N6: they believe a pace of departures
    Grievance,  # D1-D3: grievance, unease, the toll
    Fear,  # V2: fear of the other side
    Bonds,  # D5, D6: bonds are worn and mended; comrades press
    Flight,  # D12, D15: the ways out and what is expected of them (weekly)
    Fate,  # some are killed, maimed, arrested
    Departure,  # D4, D7, D9a, D10, D11: people are pressed, and leave
    Orders,  # W7: units amid crowds obey, refuse or leave over an order to shoot
    Repute,  # R13: what is seen of why they leave
    Storms,  # W10: crowds drive off units that shoot at them
    Reprisal,  # D8, D9: houses are burnt, punishment is seen
    Word,  # C1: word of leavers travels along ties (weekly)
    Passage,  # those on the way abroad arrive
    Service,  # I8: discharge and call-up
    LoyalMilitias,  # W6: the regime's own militias fall, are raised (weekly) and counted
    Ground,  # W5: posts are left, places taken and lost (weekly), garrisons go their ways
    Offers,  # W9: units take offers of surrender
    Captives,  # W9b: captives are sent home or killed
    Advance,  # W8: attackers stand on their date, and move on from what is won
    Muster,  # the rebels are counted (weekly, as all that follows)
    Recruitment,  # W2, S4: civilians take up arms, and choose with whom
    Gatekeeping,  # R3, R6, R11-R14: leaders admit or refuse officers
    MilitiaLife,  # R4, R5, R7: what wears officers out; fighters follow pay
    Perils,  # R8, R9, R20: killed, labelled, murdered
    Camps,  # R1, R2, R16, R18: idleness, hope, going back
    Factions,  # R10, R15, R19: leaders drift; militias split, merge, end
    Sponsorship,  # S1-S7: sponsors pay and agree or not (every four weeks)
    NationalArmy,  # B1-B7: the rebuilt army
    Infiltration,  # D14: some are found out (weekly)
    Patrons,  # N9: help that is there, gone, and about to go
    Balance,  # W2, N8, D13, W4: power, control, belief, endings (weekly)
    Rout,  # D19: what was lost lately next door will press tomorrow
)
DECLARED = Declarations((Army, Rebels, *DAY))
"""All that rules declare."""
MECHANISMS, TERMS, CAUSES = DECLARED.mechanisms, DECLARED.terms, DECLARED.causes
PARAMETERS, RULE_TABLES, COLUMNS = DECLARED.parameters, DECLARED.parameter_tables, DECLARED.columns
checked, defaults, switched_off = DECLARED.checked, DECLARED.defaults, DECLARED.switched_off
