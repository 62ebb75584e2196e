"""D5, D6 and D17: comrades who go press those who stay; the unit's bonds hold men to its own norm, whichever way that norm points.

Peer bond, trust in the commander and belief in the institution are worn by losses, departures and punishment, and recover slowly. As men
go, the norm turns from staying to leaving, and the same bond that held men then takes them along: when a commander goes, he can carry men
of his sect in a unit whose norm has turned, and the unit can go as one. So can one that is besieged. What a commander's going does in his
own unit it does, weaker at each level, in all units under it.

Who deserts by night is missed by his unit, and another takes his place. Commanders who leave their posts in sight of all (a dated event)
are not replaced that day: who is under them, at whatever level, is told within hours that nobody will relieve, feed or punish him (D17).
Where no enemy is near he waits; where one is, he goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.arithmetic import clipped, faded, log
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import INF, Rule, column, mechanism, parameter, stream, term
from unit_cohesion.engine.lots import lot
from unit_cohesion.rules.beliefs import norm_of
from unit_cohesion.rules.exits import OUT_OF_SIEGE, WITH_COMMANDER, cohesion, turned
from unit_cohesion.rules.posts import enemy_felt
from unit_cohesion.vocabulary import BESIEGED, SERVING

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import (
        Cells,
        CellTerms,
        Communities,
        Counts,
        Nation,
        On,
        P,
        Places,
        Profiles,
        ProfileTerms,
        Rows,
        S,
        Sects,
        SectSources,
        Size,
        Unit,
        Units,
        UnitSources,
        UnitTerm,
        UnitTerms,
    )


class Bonds(Rule):
    """Bonds are worn and mended with what happened since yesterday; comrades press, and a commander can carry men along.

    log_D5 = ln(comrade_pressure) · min(share gone lately, comrade_cap) / 0.1 + ln(commander_pressure) · commander_gone
    log_D5 of a man's group += pace_weight · ln(1 + believed_pace) + norm_weight · (1 − norm of his community) (``news.py``)
    on the day that a commander goes, his unit and those under him, near = chain_share ^ levels between:
        log_D5 += commander_carry · turned · near for men of his sect, commander_follows · near for the commander of a unit under him;
        log_D5 += as_one_pull for all, if the unit decides to go as one: with chance as_one · turned · near
    log_D11 += as_one_pull in a besieged unit on a day when it gives up as one: with chance give_up_daily · turned
    log_D6 = −ln(bond_ratio) · (cohesion − ½) · (1 − 2 · turned), where turned rises smoothly from 0 to 1 as its share gone, and
        commander_example · commander_gone beside it, comes to norm_turns
    log_D17 = leaderless_pull · leaderless · min(1, rebels' worth / (leaderless_danger · defence of the place)), as last weighed
    leaderless = 1 in the unit of a commander who openly leaves, and in all under it, in that pass; it halves every leaderless_days
    cohesion = mean of peer_bond, commander_trust and institution, weighed by cohesion_peers, cohesion_commander, cohesion_institution
    institution moves by 1 / institution_days towards regime_odds · (institution_unpaid + (1 − institution_unpaid) · pay)
    """

    table = "bonds"
    heading = "Comrades, commanders and cohesion (D5, D6, D17)"

    D5 = mechanism(
        "Comrades",
        "Each departure from a unit presses those who stay; a commander's presses all and can carry men along.",
        "B15, lit",
        off="thinner tail of cascade sizes",
        outcome="events: parties",
        pushes="comrades who left",
        holds="comrades who stay",
    )
    D6 = mechanism(
        "Unit cohesion",
        "Peer bonds, trust in the commander and belief in the institution hold people to the unit's own norm.",
        "lit",
        off="more single exits, fewer joint ones",
        outcome="events: parties",
        pushes="a unit that no longer holds together",
        holds="a unit that holds together",
    )

    D17 = mechanism(
        "Left without command",
        "Where commanders openly leave their men before the enemy, those men go at once.",
        "lit: Mosul, June 2014",
        off="a command that leaves takes few along",
        outcome="events: leavers after a commander's going",
        pushes="commanders who left their men",
        holds="commanders who stay with their men",
    )

    losses_memory_days = parameter(
        90.0, "days", 5.0, 730.0, "Half-life of a unit's losses in its men's minds.", "estimate", of="D3", table="grievance"
    )
    comrade_pressure = parameter(
        1.4, "hazard ratio", 1.0, 5.0, "Hazard ratio when a tenth of the unit has lately gone.", "lit: 1.2 to 2", of=D5
    )
    comrade_memory_days = parameter(60.0, "days", 1.0, 365.0, "Half-life of departures in comrades' minds.", "estimate", of=D5)
    comrade_cap = parameter(0.25, "1", 0.05, 1.0, "Share gone beyond which pressure rises no more.", "estimate", of=D5)
    commander_pressure = parameter(2.0, "hazard ratio", 1.0, 10.0, "Hazard ratio when the commander has just gone.", "lit: 1.5 to 5", of=D5)
    commander_memory_days = parameter(
        14.0, "days", 1.0, 180.0, "Half-life of a commander's departure in his men's minds.", "estimate", of=D5
    )
    commander_carry = parameter(
        7.0,
        "log hazard",
        0.0,
        9.0,
        "Log-hazard on the day that the commander goes, for men of his sect in a unit whose norm has turned.",
        "estimate",
        of=D5,
    )
    chain_share = parameter(
        0.5,
        "1",
        0.0,
        0.95,
        "What a commander's going is in the units under his, against his own; once more for each further level.",
        "lit: formations fell apart when their commanders had gone",
        of=D5,
        neutral=0.0,
    )
    commander_follows = parameter(
        1.5,
        "log hazard",
        0.0,
        6.0,
        "Log-hazard, on the day that a superior goes, for the commander of a unit under him (and those of his sect and band in it).",
        "estimate",
        of=D5,
        neutral=0.0,
    )
    as_one = parameter(
        0.02,
        "1",
        0.0,
        1.0,
        "Chance that a unit whose norm has fully turned goes as one when its commander goes.",
        "estimate",
        of=D5,
        neutral=0.0,
    )
    as_one_pull = parameter(
        10.0,
        "log hazard",
        0.0,
        14.0,
        "Log-hazard on that day for all of a unit that goes as one.",
        "design: who is not bound goes",
        of=D5,
        neutral=0.0,
    )
    give_up_daily = parameter(
        0.001,
        "1/day",
        0.0,
        0.5,
        "Daily chance that a besieged unit whose norm has fully turned gives up, goes home or over as one.",
        "estimate",
        of="D11",
        table="departure",
        neutral=0.0,
    )
    pace_weight = parameter(
        0.2,
        "log hazard",
        0.0,
        3.0,
        "Log-hazard for each e-fold of one plus the believed pace (departures a week per 1,000 of one's group).",
        "B17-19",
        of=D5,
    )
    norm_weight = parameter(
        0.35,
        "log hazard",
        0.0,
        0.69,
        "Log-hazard that is held back by a group's norm that none of its own goes (at most a half of it).",
        "B15-16; lit: common knowledge; the size: fitted to Syria, to June 2012; before .5",
        of=D5,
        neutral=0.0,
    )
    leaderless_pull = parameter(
        9.0,
        "log hazard",
        0.0,
        12.0,
        "Log-hazard of men whose commanders have just left them before the enemy.",
        "estimate: divisions of June 2014 were gone within two days",
        of=D17,
        neutral=0.0,
    )
    leaderless_danger = parameter(
        0.1,
        "1",
        0.01,
        1.0,
        "Rebels' worth, of the defence of the place, from which on the enemy is wholly felt to be there.",
        "estimate: some 1,200 before 10,000 were",
        of=D17,
    )
    leaderless_days = parameter(
        3.0, "days", 0.5, 60.0, "Half-life of being without command: until others have taken it.", "estimate", of=D17
    )
    bond_ratio = parameter(
        5.0, "hazard ratio", 1.0, 15.0, "Hazard in the worst bonded unit against the best.", "lit: 3 to 7 (30 % against 5 %)", of=D6
    )
    norm_turns = parameter(
        0.3, "1", 0.02, 1.0, "Share of a unit gone at which its norm has fully turned from staying to leaving.", "estimate", of=D6
    )
    commander_example = parameter(
        0.05,
        "1",
        0.0,
        1.0,
        "Share of a unit gone for which its commander's going counts in its norm, as long as it is fresh.",
        "estimate",
        of=D6,
        neutral=0.0,
    )
    peer_bond_start = parameter(0.65, "1", 0.0, 1.0, "Mean peer bond on day one.", "estimate", of=D6)
    alike_bond = parameter(
        0.8,
        "1",
        0.0,
        1.0,
        "Mean peer bond of a unit all of whose men are of one birthplace, above that of one in which no two are.",
        "fitted to the Union (UN2); lit: Costa and Kahn 2003, likeness of the company tells best who deserts; before .6, an estimate",
        of=D6,
        neutral=0.0,
        needs="likened",
    )
    trust_start = parameter(0.6, "1", 0.0, 1.0, "Mean trust in the commander on day one.", "estimate", of=D6)
    unit_spread = parameter(0.15, "1", 0.0, 0.5, "Spread of bonds and trust between units on day one.", "estimate", of=D6)
    wear_losses = parameter(1.0, "1", 0.0, 10.0, "Peer bond lost for the share of the unit killed.", "estimate", of=D6)
    wear_departures = parameter(1.2, "1", 0.0, 10.0, "Peer bond lost for the share of the unit gone.", "estimate", of=D6)
    wear_punished = parameter(1.0, "1", 0.0, 10.0, "Trust in the commander lost for the share of the unit punished.", "estimate", of=D6)
    bond_recovery_days = parameter(365.0, "days", 10.0, 5000.0, "Time in which bonds and trust recover.", "estimate", of=D6)
    cohesion_peers = parameter(0.5, "1", 0.05, 1.0, "Weight of the bond between peers in a unit's cohesion.", "estimate", of=D6)
    cohesion_commander = parameter(0.3, "1", 0.05, 1.0, "Weight of trust in the commander in it.", "estimate", of=D6)
    cohesion_institution = parameter(0.2, "1", 0.05, 1.0, "Weight of belief in the institution in it.", "estimate", of=D6)
    institution_unpaid = parameter(
        0.5, "1", 0.0, 1.0, "Share of the belief in the institution that is left where no pay arrives.", "estimate", of=D6
    )
    arrears_half = parameter(
        3.0,
        "months",
        0.1,
        60.0,
        "Months by which pay is late at which men count on half of it; at twice as many, on a quarter.",
        "estimate: pay months late is told of armies that came apart, in 2014 and 2021",
        of=D6,
        needs="paid_late",
    )
    institution_days = parameter(
        30.0,
        "days",
        1.0,
        730.0,
        "Lag with which belief in the institution follows the believed odds that the regime lasts, and pay.",
        "estimate",
        of=D6,
    )
    punished_memory_days = parameter(
        60.0, "days", 1.0, 730.0, "Half-life of punishments in comrades' minds.", "estimate", of="D9c", table="reprisal"
    )

    carry_source = column("units", "i8", "source", "commander who went today, 0 otherwise", low=-INF)
    carry_sect = column("units", "i8", "row of sects", "sect of the commander who went today, -1 otherwise", low=-1, high=100)
    carry_near = column("units", "f8", "1", "how near he stood: 1 in his own unit, less in those under it, 0 where none went", high=1)
    commander_gone = column("units", "f8", "1", "how fresh a commander's departure is, his own or one's above him", high=1)
    leaderless = column("units", "f8", "1", "how fresh it is that its commander, or one above him, openly left his men", high=1)
    leaderless_source = column("units", "i8", "source", "commander who did so, 0 where none has", low=-INF)
    superior = column("units", "i8", "row of units", "the unit whose commander commands its own, -1 at the top", low=-1, fixed=True)
    reached = column("units", "?", "yes/no", "in this pass of departures a commander above it went", high=1)
    goes_as_one = column(
        "units", "i8", "number", "it goes as one today: 1 with its commander, 2 out of a siege, 3 over an order, 0 not", high=3
    )
    peer_bond = column("units", "f8", "1", "bond between peers", high=1, told=True)
    commander_trust = column("units", "f8", "1", "trust in the commander", high=1, told=True)
    trust_norm = column("units", "f8", "1", "trust to which it recovers", high=1, fixed=True)
    bond_norm = column("units", "f8", "1", "peer bond to which it recovers", high=1, fixed=True)
    paid = column("units", "f8", "1", "share of their pay that its men count on, as late as it was on day one", high=1, fixed=True)
    institution = column("units", "f8", "1", "belief in the institution", high=1, told=True)

    decides = stream("goes as one")

    D5_units = term("units", D5, source="units")
    D6_units = term("units", D6, source="units")
    D17_units = term("units", D17, source="units")
    D5_cells = term("cells", D5, source="units")
    D5_profiles = term("profiles", D5, source="sects")

    @staticmethod
    @compiled
    def run(
        units: Units,
        places: Places,
        cells: Cells,
        profiles: Profiles,
        sects: Sects,
        nation: Nation,
        unit_terms: UnitTerms,
        cell_terms: CellTerms,
        profile_terms: ProfileTerms,
        unit_sources: UnitSources,
        sect_sources: SectSources,
        communities: Communities,
        counts: Counts,
        size: Size,
        day: int,
        p: P,
        on: On,
        s: S,
    ) -> None:
        """Wear and mend the bonds; write D5, D6 and D17."""
        left_fades, dead_fades = faded(p.comrade_memory_days), faded(p.losses_memory_days)
        punished_fades, commander_fades = faded(p.punished_memory_days), faded(p.commander_memory_days)
        leaderless_fades = faded(p.leaderless_days)
        comrades, commander, bond = log(p.comrade_pressure), log(p.commander_pressure), log(p.bond_ratio)
        for row in range(len(units)):
            unit = units[row]
            there = max(unit.strength + unit.left_today + unit.dead_today + unit.punished_today, 1.0)
            worn = (p.wear_departures * unit.left_today + p.wear_losses * unit.dead_today) / there
            abused = p.wear_punished * unit.punished_today / there
            unit.peer_bond = clipped(unit.peer_bond + (unit.bond_norm - unit.peer_bond) / p.bond_recovery_days - worn)
            unit.commander_trust = clipped(unit.commander_trust + (unit.trust_norm - unit.commander_trust) / p.bond_recovery_days - abused)
            paid = p.institution_unpaid + (1.0 - p.institution_unpaid) * nation.pay * unit.paid
            unit.institution += (nation.regime_odds * paid - unit.institution) / p.institution_days
            unit.left_today = unit.dead_today = unit.punished_today = 0.0
            unit.left_lately *= left_fades
            unit.dead *= dead_fades
            unit.punished *= punished_fades
            unit.commander_gone *= commander_fades
            unit.leaderless *= leaderless_fades
            if unit.carry_sect >= 0:  # a new day: nobody is carried yet
                for cell in range(unit.first_cell, unit.last_cell):
                    cell_terms[cell].D5 = 0.0
                unit.carry_sect, unit.carry_source, unit.carry_near, unit_sources[row].cells_D5 = -1, 0, 0.0, 0
            unit.goes_as_one = 0
            if on.D11 and unit.posture == BESIEGED and lot(s.decides, np.uint64(unit.ordinal), day) < p.give_up_daily * turned(unit, p):
                unit.goes_as_one = OUT_OF_SIEGE
            press_unit(unit, unit_terms[row], comrades, commander, bond, p, on)
            miss_command(unit, places, unit_terms[row], p, on)
            unit_sources[row].units_D5 = unit_sources[row].units_D6 = unit.left_source
            unit_sources[row].units_D17 = unit.leaderless_source
        if on.D5:
            pressed = np.empty(len(communities))
            for row in range(len(sects)):
                sect = sects[row]
                sect_sources[row].profiles_D5 = sect.pledge_source
                paced = p.pace_weight * log(1.0 + sect.believed_pace)
                for number in range(row, len(communities), len(sects)):
                    pressed[number] = paced + p.norm_weight * (1.0 - norm_of(communities[number], sect, p))
            for row in range(len(profiles)):
                profile_terms[row].D5 = pressed[profiles[row].home * size.sects + profiles[row].sect]
        nation.norm = mean_norm(communities, sects, counts, p)

    @staticmethod
    @compiled
    def after_pass(
        units: Units,
        places: Places,
        cells: Cells,
        cell: Rows,
        unit_terms: UnitTerms,
        cell_terms: CellTerms,
        unit_sources: UnitSources,
        touched: Rows,
        size_touched: int,
        day: int,
        p: P,
        on: On,
        s: S,
    ) -> None:
        """After a pass of departures: press the units touched anew; where a commander went, men are carried along as norms turned."""
        comrades, commander, bond = log(p.comrade_pressure), log(p.commander_pressure), log(p.bond_ratio)
        for row in touched[:size_touched]:
            unit = units[row]
            press_unit(unit, unit_terms[row], comrades, commander, bond, p, on)
            miss_command(unit, places, unit_terms[row], p, on)
            unit_sources[row].units_D5 = unit_sources[row].units_D6 = unit.left_source
            unit_sources[row].units_D17 = unit.leaderless_source
            if on.D5 and unit.carry_sect >= 0:
                unit_sources[row].cells_D5 = unit.carry_source
                near = unit.carry_near
                carried = p.commander_carry * turned(unit, p) * near
                for number in range(unit.first_cell, unit.last_cell):
                    cell_terms[number].D5 = carried if cells[number].sect == unit.carry_sect else 0.0
                if near < 1.0 and unit.commander >= 0:
                    cell_terms[cell[unit.commander]].D5 += p.commander_follows * near
                if unit.goes_as_one == 0 and lot(s.decides, np.uint64(unit.ordinal), day) < p.as_one * turned(unit, p) * near:
                    unit.goes_as_one = WITH_COMMANDER
                if unit.goes_as_one == WITH_COMMANDER:
                    unit_terms[row].D5 += p.as_one_pull
                    unit_sources[row].units_D5 = unit.carry_source


@compiled
def mean_norm(communities: Communities, sects: Sects, counts: Counts, p: P) -> float:
    """How strongly those who serve hold that none of their own goes: by groups as they serve, within each by the people of its places."""
    held = serving = 0.0
    for row in range(len(sects)):
        norm = people = men = 0.0
        for number in range(row, len(communities), len(sects)):
            norm += communities[number].population * norm_of(communities[number], sects[row], p)
            people += communities[number].population
        for band in range(counts.shape[1]):
            men += counts[row, band, SERVING]
        held += men * (norm / max(people, 1e-9))
        serving += men
    return held / max(serving, 1.0)


@compiled
def press_unit(unit: Unit, terms: UnitTerm, comrades: float, commander: float, bond: float, p: P, on: On) -> None:
    """Write what comrades who went (D5) and the unit's bonds (D6) do to a unit's hazard.

    Args:
        comrades, commander, bond: logs of comrade_pressure, commander_pressure and bond_ratio, taken once for all units.
    """
    if on.D5:
        share = min(unit.left_lately / max(unit.strength + unit.left_lately, 1.0), p.comrade_cap)
        terms.D5 = comrades * share / 0.1 + commander * unit.commander_gone
    if on.D6:
        terms.D6 = -bond * (cohesion(unit, p) - 0.5) * (1.0 - 2.0 * turned(unit, p))


@compiled
def miss_command(unit: Unit, places: Places, terms: UnitTerm, p: P, on: On) -> None:
    """Write what it does to a unit that its commanders have left it (D17), by how near the enemy is."""
    if on.D17 and unit.leaderless > 0.0:
        terms.D17 = p.leaderless_pull * unit.leaderless * enemy_felt(places[unit.place], p)
