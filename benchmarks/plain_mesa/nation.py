"""The war as a whole: who holds what (W2), what people believe of it (N8), and whether an end is in sight (W4)."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import mesa

from benchmarks.plain_mesa.draws import left_after, within_0_and_1
from benchmarks.plain_mesa.ground import manned
from benchmarks.plain_mesa.war import War
from unit_cohesion.vocabulary import FALLS, GOING_ON, WINS

if TYPE_CHECKING:
    from benchmarks.plain_mesa.country import Place
    from benchmarks.plain_mesa.plain import PlainModel
    from benchmarks.plain_mesa.soldiers import Soldier


class Nation(War, mesa.Agent):
    """Numbers that hold for the whole country, and the rules that move them."""

    def __init__(self, model: PlainModel) -> None:
        super().__init__(model)
        self.ahead = 0.0
        self.all_deaths = self.regime_deaths = self.unrest = self.repression = self.toll = 0.0
        self.norm = self.tipped = 0.0  # how strongly those who serve hold that none of theirs goes; the rulers' officers past tipping
        self.lethality = self.regime_lethality = 0.0
        self.amnesty_inside = self.amnesty_abroad = 0.0  # days left of an amnesty for those inside and abroad (R18)
        self.agreed = 0.0  # consensus that key sponsors have agreed on
        self.regime_power = self.rebel_power = self.ground_lost = self.ground_retaken = 0.0
        self.fire = self.militia_dead = 0.0  # hazard of a man in barracks where all deaths fall; militiamen killed
        self.under_orders = self.units_obeying = self.units_refusing = self.units_fleeing = self.shot_today = 0.0  # units, and dead (W7)
        self.units_driven_off = 0.0  # W10
        self.units_yielding = self.yielded_today = self.sent_home_today = self.killed_today = 0.0  # units, and persons (W9)
        self.regime_odds, self.regime_control = model.p.regime_odds_start, 0.0
        self.air_effort, self.rumour = 1.0, 0.0
        self.limbo, self.ending = True, GOING_ON
        self.insurgents_peak = self.infiltrators_confirmed = self.capability_lost = self.capability_used = 0.0
        self.past_weeks: deque[tuple[float, float]] = deque(maxlen=14)  # strength and insurgents

    def numbers(self) -> dict[str, float]:
        """All of them, for the diary."""
        regime = self.model.regime
        of_war = ("all_deaths", "ahead", "regime_deaths", "unrest", "repression", "toll", "norm", "tipped", "lethality", "regime_lethality",
                  "rumour", "air_effort",
                  "regime_power", "rebel_power", "regime_odds", "regime_control", "limbo", "ending", "insurgents_peak",
                  "infiltrators_confirmed", "capability_lost", "capability_used", "amnesty_inside", "amnesty_abroad", "agreed",
                  "ground_lost", "ground_retaken", "fire", "militia_dead", "under_orders", "units_obeying", "units_refusing",
                  "units_fleeing", "units_driven_off", "shot_today",
                  "units_yielding", "yielded_today", "sent_home_today", "killed_today")  # fmt: skip
        of_regime = (
            "foreign_help",
            "regime_militia",
            "filled",
            "gap",
            "pay",
            "wages",
            "unpaid",
            "patron_help",
            "air_grounded",
            "leaving_help",
            "leaving_air",
            "answer",
            "lost_lately",
        )
        mine, theirs = ({name: float(getattr(who, name)) for name in names} for who, names in ((self, of_war), (regime, of_regime)))
        return mine | theirs | {"discharge_open": float(regime.discharges), "called": regime.called, "evaded": regime.evaded}

    # ---- N7

    def forget_rumours(self) -> None:
        """N7: a rumour fades slowly."""
        self.rumour *= left_after(1, self.model.p.rumour_memory_days)

    # ---- W2, D13, N8

    def weigh_the_forces(self) -> None:
        """W2: each week, reckon both sides' power in each place; control and belief follow.

        Where there is no rebel side, civilians take up arms here, as a number.
        """
        p, places, rebels = self.model.p, self.model.places, self.model.rebels
        self._count_sorties()
        for place in places:
            self._weigh_the_regime(place)
        ours = {place: place.defence for place in places}
        theirs = {place: rebels.power_in(place) if rebels.active else self._nameless_power(place) for place in places}
        if not rebels.active:
            self.capability_used = sum(self._skill(man) for man in self.model.soldiers if man.status == "militia fighter")
            for place in places:
                self._recruit(place)
            self.insurgents_peak = max(self.insurgents_peak, sum(place.insurgents for place in places))
        for place in places:
            place.rebel_worth = theirs[place]
            place.regular_worth = sum(militia.worth() for militia in place.standing if militia.regular)
            at_home = p.control_incumbency * ours[place]
            local = at_home / max(at_home + theirs[place], 1e-9)
            pace = p.control_weekly * manned(place, ours[place] + theirs[place])
            place.control = within_0_and_1(place.control + pace * (local - place.control))
        self.regime_power, self.rebel_power = sum(ours.values()), sum(theirs.values())
        self.reckon_control()
        if self.model.on("N8"):
            self._believe_in_odds()
        self._look_for_an_end()

    def reckon_control(self) -> None:
        """The regime's control, by population."""
        places = self.model.places
        self.regime_control = sum(place.control * place.population for place in places) / sum(place.population for place in places)

    def _count_sorties(self) -> None:
        """D13: a pilot who left costs the regime sorties, even if nobody uses him again. (Without it, his place is filled.)"""
        pilots = [man for man in self.model.soldiers if man.speciality == "pilot" and man.entry_day == 0]
        flying = [man for man in pilots if man.status == "serving" or (man.way and not self.model.on("D13"))]
        seats = sum(man.unit.persons for man in pilots)
        self.air_effort = sum(man.unit.persons for man in flying) / seats * (1.0 - self.model.regime.air_grounded) if seats else 0.0

    def _weigh_the_regime(self, place: Place) -> None:
        """The regime's men there by posture and cohesion; air and foreign help (and those who fill a gap: S7) go where the fighting is,
        militias are at home. Those who are shut in, and militias, hold and do not attack."""
        p, regime = self.model.p, self.model.regime
        supplied = p.supply_cut + (p.supply_air - p.supply_cut) * self.air_effort
        worth = {"deployed": 1.0, "confined": p.power_confined, "besieged": supplied}
        men = dict.fromkeys(worth, 0.0)
        for unit in self.model.units:
            if unit.place is place and not unit.disarmed:
                bonds = (unit.peer_bond + unit.institution) / 2.0
                men[unit.posture] += unit.persons * unit.strength * bonds * worth[unit.posture]
        wide = (p.power_air * self.air_effort + regime.foreign_help + regime.filled + regime.patron_help) * self.heat(place)
        place.leaving = regime.worth_of_those_leaving() * self.heat(place) if self.model.on("N9") else 0.0
        place.attack = men["deployed"] + (wide if sum(men.values()) > 0 else 0.0)  # nobody takes ground from the air alone
        place.defence = sum(men.values()) + wide + p.power_militia * place.loyal_militia * self.model.on("W6")

    def _nameless_power(self, place: Place) -> float:
        """Civilians under arms, and those who left the army and fight at home, by their skill."""
        p = self.model.p
        skill = sum(self._skill(man) for man in self.model.soldiers if man.status == "militia fighter" and man.home is place)
        return p.insurgent_worth * place.insurgents + p.defector_worth / p.competence_mean * skill

    def _skill(self, man: Soldier) -> float:
        return man.unit.persons * man.competence

    def _recruit(self, place: Place) -> None:
        """W2: civilians take up arms as their community is aggrieved, up to a cap; fighting kills some of them."""
        p = self.model.p
        willing = sum(community.would_fight() for community in place.communities)
        room = max(0.0, 1.0 - place.insurgents / max(p.insurgent_cap * willing, 1e-9))
        killed = p.rebel_death_share * max(self.all_deaths - self.regime_deaths, 0.0) * self.heat(place)
        place.insurgents = max(0.0, place.insurgents + 7.0 * p.recruit_daily * willing * room - 7.0 * killed)

    def _believe_in_odds(self) -> None:
        """N8: people believe in the regime's survival according to the visible balance, with a lag."""
        p = self.model.p
        lasting = max(self.regime_power - sum(place.leaving for place in self.model.places), 0.0)
        ours, theirs = lasting**p.odds_slope, self.rebel_power**p.odds_slope
        self.regime_odds += (ours / max(ours + theirs, 1e-12) - self.regime_odds) * min(1.0, 7.0 / p.odds_lag_days)

    # ---- W4

    def _look_for_an_end(self) -> None:
        """W4: limbo if, at the net loss of the last 13 weeks, neither the army's collapse nor pacification is in sight."""
        p = self.model.p
        strength = sum(sect.serving() for sect in self.model.sects)
        collapse = p.collapse_strength * sum(sect.serving_start for sect in self.model.sects)
        rebels = sum(place.insurgents for place in self.model.places)
        self.past_weeks.append((strength, rebels))
        days = 7.0 * max(len(self.past_weeks) - 1, 1)
        then = self.past_weeks[0]
        strength_ahead = strength + (strength - then[0]) * p.ending_days / days
        rebels_ahead = rebels + (rebels - then[1]) * p.ending_days / days
        pacified = rebels <= p.pacified_insurgents
        if self.ending == GOING_ON and (self.regime_control <= p.falls_control or strength <= collapse):
            self.ending = FALLS
        elif self.ending == GOING_ON and self.insurgents_peak > p.pacified_peak * p.pacified_insurgents and pacified:
            self.ending = WINS
        in_sight = strength_ahead <= collapse or pacified or rebels_ahead <= p.pacified_insurgents
        self.limbo = self.ending == GOING_ON and not in_sight
