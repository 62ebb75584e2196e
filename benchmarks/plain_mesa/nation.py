"""The war as a whole: who holds what (W2), what people believe of it (N8), and whether an end is in sight (W4)."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import mesa

from benchmarks.plain_mesa.draws import left_after, within_0_and_1
from benchmarks.plain_mesa.war import War

if TYPE_CHECKING:
    from benchmarks.plain_mesa.country import Place
    from benchmarks.plain_mesa.plain import PlainModel
    from benchmarks.plain_mesa.soldiers import Soldier

GOING_ON, REGIME_WINS, REGIME_FALLS = 0, 1, 2


class Nation(War, mesa.Agent):
    """Numbers that hold for the whole country, and the rules that move them."""

    def __init__(self, model: PlainModel) -> None:
        super().__init__(model)
        self.ahead = 0.0
        self.all_deaths = self.regime_deaths = self.unrest = self.toll = 0.0
        self.lethality = self.regime_lethality = 0.0
        self.amnesty_inside = self.amnesty_abroad = 0.0  # days left of an amnesty for those inside and abroad (R18)
        self.agreed = 0.0  # consensus that key sponsors have agreed on
        self.regime_power = self.rebel_power = 0.0
        self.regime_odds, self.regime_control = model.p.regime_odds_start, 0.0
        self.air_effort, self.rumour = 1.0, 0.0
        self.limbo, self.ending = True, GOING_ON
        self.insurgents_peak = self.infiltrators_confirmed = self.capability_lost = self.capability_used = 0.0
        self.past_weeks: deque[tuple[float, float]] = deque(maxlen=14)  # strength and insurgents

    def numbers(self) -> dict[str, float]:
        """All of them, for the diary."""
        regime = self.model.regime
        of_war = ("all_deaths", "ahead", "regime_deaths", "unrest", "toll", "lethality", "regime_lethality", "rumour", "air_effort",
                  "regime_power", "rebel_power", "regime_odds", "regime_control", "limbo", "ending", "insurgents_peak",
                  "infiltrators_confirmed", "capability_lost", "capability_used", "amnesty_inside", "amnesty_abroad", "agreed")  # fmt: skip
        of_regime = ("foreign_help", "regime_militia", "filled", "pay", "answer", "left_pace")
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
        ours = {place: self._regime_power(place) for place in places}
        theirs = {place: rebels.power_in(place) if rebels.active else self._nameless_power(place) for place in places}
        if not rebels.active:
            self.capability_used = sum(self._skill(man) for man in self.model.soldiers if man.status == "militia fighter")
            for place in places:
                self._recruit(place)
            self.insurgents_peak = max(self.insurgents_peak, sum(place.insurgents for place in places))
        for place in places:
            at_home = p.control_incumbency * ours[place]
            local = at_home / max(at_home + theirs[place], 1e-9)
            place.control = within_0_and_1(place.control + p.control_weekly * (local - place.control))
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
        self.air_effort = sum(man.unit.persons for man in flying) / seats if seats else 0.0

    def _regime_power(self, place: Place) -> float:
        """The regime's men there by posture and cohesion; air and foreign help (and those who fill a gap: S7) go where the fighting is,
        militias where control is."""
        p, regime, places = self.model.p, self.model.regime, self.model.places
        worth = {"deployed": 1.0, "confined": p.power_confined, "besieged": p.power_besieged}
        men = sum(
            unit.persons * unit.strength * worth[unit.posture] * (unit.peer_bond + unit.institution) / 2.0
            for unit in self.model.units if unit.place is place
        )  # fmt: skip
        wide = (p.power_air * self.air_effort + regime.foreign_help + regime.filled) * self.heat(place)
        held = place.population * place.control / max(sum(other.population * other.control for other in places), 1.0)
        return men + wide + p.power_militia * regime.regime_militia * held

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
        willing = sum(c.population * c.felt / (c.felt + p.grievance_half) for c in place.communities)
        room = max(0.0, 1.0 - place.insurgents / max(p.insurgent_cap * willing, 1e-9))
        killed = p.rebel_death_share * max(self.all_deaths - self.regime_deaths, 0.0) * self.heat(place)
        place.insurgents = max(0.0, place.insurgents + 7.0 * p.recruit_daily * willing * room - 7.0 * killed)

    def _believe_in_odds(self) -> None:
        """N8: people believe in the regime's survival according to the visible balance, with a lag."""
        p = self.model.p
        ours, theirs = self.regime_power**p.odds_slope, self.rebel_power**p.odds_slope
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
            self.ending = REGIME_FALLS
        elif self.ending == GOING_ON and self.insurgents_peak > p.pacified_peak * p.pacified_insurgents and pacified:
            self.ending = REGIME_WINS
        in_sight = strength_ahead <= collapse or pacified or rebels_ahead <= p.pacified_insurgents
        self.limbo = self.ending == GOING_ON and not in_sight
