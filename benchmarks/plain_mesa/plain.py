"""The plain twin's model: the day, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace

import mesa

from benchmarks.plain_mesa import advance, aftermath, crowds, departures, flight, ground, loyal_militias, offers, rout
from benchmarks.plain_mesa.birth import populate
from benchmarks.plain_mesa.country import Community, Place, Sect
from benchmarks.plain_mesa.diary import Diary, Entry
from benchmarks.plain_mesa.draws import Draws
from benchmarks.plain_mesa.happenings import Happening
from benchmarks.plain_mesa.nation import Nation
from benchmarks.plain_mesa.national_army import NationalArmy
from benchmarks.plain_mesa.neighbours import Country
from benchmarks.plain_mesa.news import REPORTS
from benchmarks.plain_mesa.people import Civilian, Person
from benchmarks.plain_mesa.pressing import Pressing
from benchmarks.plain_mesa.rebels import RebelSide
from benchmarks.plain_mesa.regime import Regime
from benchmarks.plain_mesa.soldiers import Soldier
from benchmarks.plain_mesa.units import Unit
from unit_cohesion.population.order_of_battle import order_of_battle
from unit_cohesion.rules import switched_off
from unit_cohesion.scenario import Scenario


class PlainModel(Pressing, mesa.Model):
    """One run of one scenario, with an object for everybody.

    Args:
        setting: the scenario.
        seed: whole number ≥ 0; all chance comes from it, by ``draws`` (never from ``model.random`` or ``model.rng``).
        off: ids of mechanisms to switch off.
    """

    places: list[Place]
    place: dict[str, Place]  # by id
    sects: list[Sect]
    communities: list[Community]
    units: list[Unit]
    countries: list[Country]
    soldiers: list[Soldier]  # all of the army, also those who have left it
    civilians: list[Civilian]  # the pool of rebels-to-be
    people: list[Person]  # both
    leavers: list[tuple[Soldier, Entry]]  # of today
    reached: set[Unit]  # those above whom a commander went in this pass

    def __init__(self, setting: Scenario, seed: int, off: object = None) -> None:
        super().__init__(rng=seed)
        self.setting, self.seed, self.off = setting, seed, switched_off(off)
        self.p = SimpleNamespace(**setting.parameters)
        self.battle = order_of_battle(setting)
        self.draws, self.diary = Draws(seed), Diary(self)
        self.day, self.reached = 0, set()
        self.nation, self.regime = Nation(self), Regime(self)
        self.rebels, self.national_army = RebelSide(self), NationalArmy(self)
        populate(self)
        self.nation.reckon_control()
        self.reports = [REPORTS[news.kind](self, news) for news in setting.news]
        self.happenings = [Happening(self, event) for event in setting.events]
        self.orders = [event for event in setting.events if event.kind == "order"]

    def on(self, mechanism: str) -> bool:
        """Whether a mechanism is switched on."""
        return mechanism not in self.off

    @property
    def date(self) -> date:
        """Today's date; day 1 is the scenario's start."""
        return self.setting.about.start + timedelta(days=self.day - 1)

    def army(self) -> Iterator[Soldier]:
        """All who serve or are yet to be called up, unit by unit."""
        return (man for unit in self.units for man in unit.men)

    def numbers(self) -> dict[str, float]:
        """All numbers that hold for the whole country, for the diary."""
        return self.nation.numbers() | self.rebels.numbers() | self.national_army.numbers()

    def run(self) -> None:
        """Walk all days."""
        while self.day < self.setting.about.days:
            self.step()

    def step(self) -> None:
        """One day: first the world moves, then people are pressed and leave, then the consequences."""
        self.day += 1
        weekly = (self.day - 1) % 7 == 0
        # The world moves.
        for community in self.communities:
            community.struck = community.struck_by_rebels = 0.0
        for happening in self.happenings:
            happening.happen()
        self.nation.count_the_dead()  # W1, V1
        self.regime.answer_departures()  # W3
        if weekly:
            ground.besiege_and_relieve(self)  # D11, W5
            if self.on("D16"):
                self.regime.post_units()
        self.hear_news()  # N1-N5, N7, N10
        for sect in self.sects:
            sect.believe_a_pace()  # N6
        self.gather_grievance()  # D1-D3
        self.grow_afraid()  # V2
        self.bind()  # D5, D6
        if weekly:
            flight.learn_and_weigh(self)  # D12, D15
        # People are struck, and pressed, and leave.
        self.regime.strike()  # W1, I8, W3
        self.weigh_up()  # D4, D7, D10, D11, D18
        departures.let_people_go(self)
        crowds.give_orders(self)  # W7
        crowds.storm(self)  # W10
        # The consequences.
        aftermath.avenge(self)  # D8, D9
        if weekly:
            aftermath.spread_word(self)  # C1
        aftermath.arrive(self)
        self.regime.call_up_and_discharge()  # I8
        loyal_militias.raise_and_bury(self, weekly)  # W6
        ground.move_the_war(self, weekly)  # W5
        offers.weigh_terms(self)  # W9
        advance.move_on(self)  # W8
        if weekly:
            if self.rebels.active:
                self.rebels.live_through_the_week()  # R, S, B
            aftermath.unmask(self)  # D14
        self.regime.count_on_patrons()  # N9
        if weekly:
            self.nation.weigh_the_forces()  # W2, N8, D13, W4
        rout.spread_a_rout(self)  # D19
        self.diary.close_the_day()
