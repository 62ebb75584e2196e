"""D16 and sieges: which units are used, where they stand, and which are cut off.

As unrest rises more units are used, the trusted core first; it is moved to where the fighting is, the others are used at home. Units are
besieged where the roads to them are lost (W5), or by a dated event. The regime's answer (W3) keeps units that have lost men in barracks and
seals leave.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.arithmetic import log
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import INF, Rule, column, mechanism, parameter, stream, term
from unit_cohesion.engine.lots import lot
from unit_cohesion.rules.posts import unless_used
from unit_cohesion.vocabulary import BESIEGED, CONFINED, DEPLOYED

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Heat, Nation, On, P, Places, Roads, S, Size, Units, UnitTerms


class Posture(Rule):
    """Units are besieged, relieved, deployed and moved; D16 is written.

    a unit is cut off while its lot < encirclement · (1 − control) · (1 − control · road), road = most control of a neighbouring place    W5
    relieved, once it no longer is, with a chance of relief_weekly a week
    deployed where it stands, if it keeps scattered posts (police), unless besieged or ordered to withdraw; of the others:
    share deployed = min(1, deployed_share + deployed_rise · (1 − held_back · answer) · unrest / (unrest + unrest_reference)), by order of
    first_trusted · trusted + heat of its place + first_by_lot · lot − last_losing · answer · share of it that left,
    where heat is a place's share of all violence; trusted units march every march_weeks
    log_D16 = ln(opportunity_deployed) if deployed, −sealing · answer if confined
    """

    every = 7
    table = "posture"
    heading = "Where units stand and how they are used (D16, and sieges for D11)"

    D16 = mechanism(
        "Posture",
        "Confined, deployed or besieged: posture sets exposure and opportunity; the trusted third is used first.",
        "lit",
        off="exits spread evenly over units",
        outcome="units.left: concentration",
        pushes="chances that his unit's duty gives",
        holds="a unit shut in its barracks",
    )

    deployed_share = parameter(
        0.25,
        "1",
        0.0,
        1.0,
        "Share of units in use when the country is calm at the start.",
        "estimate: only the trusted third was used freely at first",
        of=D16,
    )
    deployed_rise = parameter(
        0.5,
        "1",
        0.0,
        1.0,
        "Further share in use under boundless unrest; half of it where unrest is at its reference.",
        "fitted to Syria (P-S4); before .45, an estimate",
        of=D16,
    )
    unrest_reference = parameter(
        60.0, "deaths/day", 1.0, 1000.0, "National deaths a day at which deployment has risen by half of its rise.", "estimate", of=D16
    )
    opportunity_deployed = parameter(
        1.4, "hazard ratio", 1.0, 5.0, "Hazard of leaving of a deployed man against a confined one.", "lit", of=D16
    )
    first_trusted = parameter(
        10.0,
        "1",
        0.0,
        20.0,
        "How far the trusted core comes before others when units are chosen for use, against one at the place of all violence.",
        "lit",
        of=D16,
    )
    first_by_lot = parameter(0.5, "1", 0.0, 5.0, "How much chance (a lot from 0 to 1) counts in that choice.", "estimate", of=D16)
    march_weeks = parameter(4, "weeks", 1, 52, "Weeks between the marches of trusted units to where the fighting is.", "estimate", of=D16)
    encirclement = parameter(
        0.4, "1", 0.0, 1.0, "Share of the units in a place wholly lost, among places wholly lost, that are cut off.", "estimate", of="W5"
    )
    relief_weekly = parameter(0.03, "1/week", 0.0, 1.0, "Weekly chance that a siege ends once a road is open.", "estimate", of="D11")
    sealing = parameter(
        0.9,
        "log hazard",
        0.0,
        3.0,
        "Log-hazard taken off in confined units by sealed leave, at the full answer.",
        "lit",
        of="W3",
        table="regime",
    )
    last_losing = parameter(
        3.0,
        "1",
        0.0,
        20.0,
        "How far a unit that has lost all its men is kept back in that choice, at the full answer.",
        "lit",
        of="W3",
        table="regime",
    )

    held_back = parameter(
        0.6,
        "1",
        0.0,
        1.0,
        "Share of the further units in use that are kept in barracks instead, not being trusted, at the full answer.",
        "lit: armies that bleed use those they trust",
        of="W3",
        table="regime",
        neutral=0.0,
    )

    place = column("units", "i8", "row of places", "where the unit stands", high=100, told=True)
    posture = column("units", "i8", "row of POSTURES", "confined, deployed or besieged", high=2, told=True)
    keeps_posts = column("units", "?", "yes/no", "stands in scattered posts, neither confined nor sent elsewhere", high=1, fixed=True)
    siege_source = column("units", "i8", "source", "event that laid siege to it", low=-INF)
    by_id = column("places", "i8", "row of places", "the place that stands in this row if they are ordered by id", high=500, fixed=True)

    D16_units = term("units", D16)
    siege = stream("siege")
    relief = stream("relief")
    lot_of_units = stream("lot of units")
    march = stream("march")

    @staticmethod
    @compiled
    def run(
        units: Units, places: Places, roads: Roads, nation: Nation, unit_terms: UnitTerms, size: Size, day: int, p: P, on: On, s: S
    ) -> None:
        """Besiege, relieve, deploy and move units; write D16's factor."""
        lay_sieges(units, places, roads, size, day, p, on, s)
        if not on.D16:
            return
        heat, whole = np.empty(len(places)), 0.0
        for place in places:
            whole += place.violence
        for row in range(len(places)):
            heat[row] = places[row].violence / max(whole, 1e-12)
        deploy(units, nation, heat, size, p, on, s)
        if (day - 1) % (7 * p.march_weeks) == 0:
            march(units, places, heat, day, s)
        confined, deployed = -p.sealing * nation.answer, log(p.opportunity_deployed)
        for row in range(len(units)):
            posture = units[row].posture
            unit_terms[row].D16 = confined if posture == CONFINED else deployed if posture == DEPLOYED else 0.0


@compiled
def lay_sieges(units: Units, places: Places, roads: Roads, size: Size, day: int, p: P, on: On, s: S) -> None:
    """Besiege those who are cut off; relieve some who no longer are. A trusted unit away from home marches, and is never cut off."""
    cut = np.zeros(len(places))
    if on.W5:
        for row in range(len(places)):
            cut[row] = p.encirclement * cut_off(places, roads, row)
    for row in range(size.army_units):
        unit = units[row]
        if unit.weight == 0.0 or (unit.trusted and not unit.keeps_posts and unit.place != unit.garrison):
            continue
        if lot(s.siege, np.uint64(unit.ordinal), 0) < cut[unit.place]:
            if unit.posture != BESIEGED:
                unit.posture, unit.siege_source = BESIEGED, 0
        elif unit.posture == BESIEGED and lot(s.relief, np.uint64(unit.ordinal), day) < p.relief_weekly:
            unit.posture = unless_used(unit, on)


@compiled
def cut_off(places: Places, roads: Roads, place: int) -> float:
    """How likely no road leads to a post: none that is held through the place itself, nor from the neighbour where most is held."""
    road = 0.0
    for number in range(roads.shape[1]):
        near = int(roads[place, number])
        if near >= 0:
            road = max(road, places[near].control)
    held = places[place].control
    return (1.0 - held) * (1.0 - held * road)


@compiled
def deploy(units: Units, nation: Nation, heat: Heat, size: Size, p: P, on: On, s: S) -> None:
    """Use some of the units that are not besieged, the trusted and those near the fighting first; keep the others in barracks.

    Units that are ordered to withdraw (W7) stay there; others that keep scattered posts are used where they stand.
    """
    free, turn, count, whole = np.empty(size.army_units, np.int64), np.empty(size.army_units), 0, 0.0
    for row in range(size.army_units):
        unit = units[row]
        if on.W7 and unit.withdrawn:
            unit.posture = CONFINED if unit.posture == DEPLOYED else unit.posture
        elif unit.keeps_posts:
            unit.posture = BESIEGED if unit.posture == BESIEGED else DEPLOYED
        elif unit.posture != BESIEGED and unit.weight > 0.0:
            lost = unit.left / max(unit.start_strength, 1.0)
            first = (p.first_trusted if unit.trusted else 0.0) + heat[unit.place]
            first += p.first_by_lot * lot(s.lot_of_units, np.uint64(unit.ordinal), 0)
            free[count], turn[count] = row, -(first - p.last_losing * nation.answer * lost)
            unit.posture = CONFINED
            whole += unit.weight
            count += 1
    rise = p.deployed_rise * (1.0 - p.held_back * nation.answer)
    share = min(1.0, p.deployed_share + rise * nation.unrest / (nation.unrest + p.unrest_reference))
    used = 0.0
    for number in np.argsort(turn[:count], kind="mergesort"):  # of equal turn, the first rows
        unit = units[free[number]]
        if used + 0.5 * unit.weight >= share * whole:
            break
        unit.posture = DEPLOYED
        used += unit.weight


@compiled
def march(units: Units, places: Places, heat: Heat, day: int, s: S) -> None:
    """Move trusted units that are deployed to where the fighting is, by lot, and those in barracks back to their garrisons, if held."""
    reach, whole = np.empty(len(places)), 0.0
    for number in range(len(places)):
        whole += heat[places[number].by_id]
        reach[number] = whole
    for unit in units:
        if unit.keeps_posts:
            continue
        if unit.trusted and unit.posture == DEPLOYED:
            drawn, number = lot(s.march, np.uint64(unit.ordinal), day), 0
            while number < len(places) - 1 and reach[number] < drawn:
                number += 1
            unit.place = places[number].by_id
        elif unit.trusted and unit.posture == CONFINED and places[unit.garrison].control > 0.0:
            unit.place = unit.garrison
