"""The regime: how it answers departures (W3), where it posts its units (D16), and whom it calls up and lets go (I8)."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate
from typing import TYPE_CHECKING

import mesa

from benchmarks.plain_mesa.diary import foremost_last
from benchmarks.plain_mesa.draws import left_after, log
from unit_cohesion.vocabulary import FALLS

if TYPE_CHECKING:
    from benchmarks.plain_mesa.country import Place
    from benchmarks.plain_mesa.plain import PlainModel
    from benchmarks.plain_mesa.units import Unit


class Regime(mesa.Agent):
    """What the regime has and does."""

    model: PlainModel

    def __init__(self, model: PlainModel) -> None:
        super().__init__(model)
        self.pay = self.wages = 1.0
        self.unpaid = self.patron_help = self.air_grounded = self.leaving_help = self.leaving_air = 0.0  # of patrons (N9)
        self.discharges = True
        self.called = self.evaded = 0.0  # up so far; of them did not come
        self.lost_lately = self.answer = self.foreign_help = 0.0
        self.regime_militia = 0.0  # men of its own militias (W6)
        self.gap = self.filled = 0.0  # left by the rebels' sponsors, and the worth of foreigners who fill it (S7)

    def answer_departures(self) -> None:
        """W3: the more it has lost, lately and in all, the more it purges, seals leave and posts only those it trusts."""
        if not self.model.on("W3"):
            return
        p, sects = self.model.p, self.model.sects
        serving = sum(sect.serving() for sect in sects)
        start = max(sum(sect.serving_start for sect in sects), 1.0)
        self.lost_lately = self.lost_lately * left_after(1, p.answer_memory_days) + sum(sect.left_today for sect in sects) / start
        losses = p.answer_lately * self.lost_lately + max(1.0 - serving / start, 0.0)
        self.answer = losses / (losses + p.answer_half)

    # ---- N9

    def count_on_patrons(self) -> None:
        """N9: what patrons bring today, what those took with them who have gone, and what of it is known to end."""
        today, patrons = self.model.date, self.model.setting.patrons
        gone = [patron for patron in patrons if patron.end and patron.end < today]
        there = [patron for patron in patrons if patron not in gone and (patron.start or today) <= today]
        leaving = [patron for patron in there if patron.end and (patron.announced or patron.end) <= today]
        self.patron_help, self.leaving_help = sum(patron.men for patron in there), sum(patron.men for patron in leaving)
        self.air_grounded, self.leaving_air = min(sum(patron.air for patron in gone), 1.0), sum(patron.air for patron in leaving)
        if patrons:
            self.unpaid = min(sum(patron.pay for patron in gone), 1.0)
            self.pay = self.wages * (1.0 - self.unpaid)

    def worth_of_those_leaving(self) -> float:
        """What people leave out when they judge how strong the regime is."""
        p = self.model.p
        kept_flying = self.model.nation.air_effort * self.leaving_air / max(1.0 - self.air_grounded, 1e-9)
        return float(p.announced_counts * (self.leaving_help + p.power_air * kept_flying))

    # ---- posture

    def post_units(self) -> None:
        """D16: as unrest rises more units are used, the trusted third first; posture sets exposure and opportunity."""
        p, unrest = self.model.p, self.model.nation.unrest
        violence = sum(place.violence for place in self.model.places)
        heat = {place: place.violence / max(violence, 1e-12) for place in self.model.places}

        def first_used(unit: Unit) -> float:  # W3: units that have lost men stay in barracks
            lost = unit.left / max(unit.start_strength, 1)
            lot = self.model.draws.lot("lot of units", unit.ordinal)
            return p.first_trusted * unit.trusted + heat[unit.place] + p.first_by_lot * lot - p.last_losing * self.answer * lost

        withdrawn = [unit for unit in self.model.units if unit.withdrawn and self.model.on("W7")]  # they stay in barracks
        for unit in withdrawn:
            unit.posture = "besieged" if unit.posture == "besieged" else "confined"
        around = [unit for unit in self.model.units if unit.posture != "besieged" and unit not in withdrawn]
        for unit in around:
            unit.posture = unit.unused
        free = [unit for unit in around if unit.persons > 0 and not unit.keeps_posts]
        rise = p.deployed_rise * (1.0 - p.held_back * self.answer)
        share = min(1.0, p.deployed_share + rise * unrest / (unrest + p.unrest_reference))
        used, fits = 0.0, share * sum(unit.persons for unit in free)  # a unit that stands for several counts as so many
        for unit in sorted(free, key=first_used, reverse=True):
            unit.posture = "deployed" if used + unit.persons / 2 < fits else "confined"
            used += unit.persons if unit.posture == "deployed" else fits
        if (self.model.day - 1) % (7 * p.march_weeks) == 0:
            self._march(heat)
        opportunity = {"confined": -p.sealing * self.answer, "deployed": log(p.opportunity_deployed), "besieged": 0.0}
        for unit in self.model.units:
            unit.tell("D16", opportunity[unit.posture])

    def _march(self, heat: dict[Place, float]) -> None:
        """D16: every march_weeks, the trusted units in use are moved to where the fighting is; those not in use go home, if it is held."""
        places = sorted(self.model.places, key=lambda place: place.id)
        bounds = list(accumulate(heat[place] for place in places))
        for unit in [unit for unit in self.model.units if not unit.keeps_posts]:
            if unit.trusted and unit.posture == "deployed":
                lot = self.model.draws.lot("march", unit.ordinal, self.model.day)
                unit.place = places[min(bisect_left(bounds, lot), len(places) - 1)]
            elif unit.trusted and unit.posture == "confined" and unit.garrison.control > 0:
                unit.place = unit.garrison

    # ---- what is done to those who serve

    def strike(self) -> None:
        """W1, I8, W3: the day's hazards of being killed (by exposure), maimed, and arrested in a purge; whoever has borne enough is struck.

        This is a clock of its own: what is done to a man leaves what he would do untouched.
        """
        model, p = self.model, self.model.p
        by_posture = {"confined": 1.0, "deployed": p.exposure_deployed, "besieged": p.exposure_besieged}
        exposed = {unit: by_posture[unit.posture] * model.nation.heat(unit.place) for unit in model.units}
        at_risk = sum(unit.persons * unit.strength * exposed[unit] for unit in model.units)
        model.nation.fire = model.nation.regime_deaths / at_risk if at_risk > 0 else 0.0
        struck = []
        for man in [man for man in model.army() if man.status == "serving"]:
            killed = exposed[man.unit] * model.nation.regime_deaths / at_risk if at_risk > 0 else 0.0
            maimed = killed * p.wounded_discharged if model.on("I8") else 0.0
            purged = man.sect.watched * p.purge_daily * self.answer
            man.danger += killed + maimed + purged
            if man.danger >= man.fate:
                struck.append((man, killed, maimed, purged))
        dead = []
        for man, *hazards in struck:
            leanings = model.draws.leanings("which fate", man.key, man.spell, 3)
            weights = [log(hazard) + leaning for hazard, leaning in zip(hazards, leanings, strict=True)]
            fate = weights.index(max(weights))
            entry = man.become(("dead", "discharged", "jailed")[fate], ("W1", "I8", "W3")[fate])
            if fate == 0:
                dead.append(entry)
                man.community.fallen += man.unit.persons
        for entry in sorted(dead, key=foremost_last):
            entry.person.unit.mourn(entry)

    # ---- I8

    def call_up_and_discharge(self) -> None:
        """I8: each month those are let go whose term is over, while any are; then others are called up to the empty places."""
        if not self.model.on("I8"):
            return
        if self.model.date >= self.model.p.discharge_stops:
            self.discharges = False
        day = self.model.day
        if day % 30 != 1:
            return
        for man in [man for man in self.model.army() if man.status == "serving"]:
            if self.discharges and 0 < man.discharge_day <= day:
                man.become("discharged", "I8")
        if self.model.nation.ending != FALLS:
            self._call_up()

    def _call_up(self) -> None:
        """I8: those come whose turn it is, or evade, the more the more of the army die and the less the regime holds their home."""
        p = self.model.p
        risk = self.model.nation.toll * 365.25 / sum(sect.serving_start for sect in self.model.sects)
        afraid = p.evasion * risk / (risk + p.evasion_risk) if risk else 0.0
        due = [man for man in self.model.army() if man.entry_day == self.model.day and not man.place_is_taken]
        for man in due:
            self.called += man.persons
            if self.model.draws.lot("evasion", man.key) < man.home.control * afraid + (1.0 - man.home.control) * p.evasion_lost_control:
                self.evaded += man.persons
            else:
                man.become("serving", "I8")
        for unit in {man.unit: None for man in due}:
            if not unit.commander:
                unit.appoint_a_commander()
