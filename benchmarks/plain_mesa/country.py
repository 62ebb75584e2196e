"""The country: places, the communities that live there, and the sects that they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from benchmarks.plain_mesa.diary import Source
from benchmarks.plain_mesa.draws import left_after

if TYPE_CHECKING:
    from benchmarks.plain_mesa.flight import WaysOut
    from benchmarks.plain_mesa.militias import Militia
    from benchmarks.plain_mesa.plain import PlainModel
    from benchmarks.plain_mesa.soldiers import Soldier


class Place(mesa.Agent):
    """A region (I7)."""

    model: PlainModel
    id: str
    x: int  # tile
    y: int
    population: float
    violence: float  # relative weight of deaths that fall here
    control: float  # the regime's
    steps_to_border: float  # places to cross to a country that takes people in

    def __init__(self, model: PlainModel) -> None:
        super().__init__(model)
        self.communities: list[Community] = []
        self.all_deaths = 0.0  # a day
        self.insurgents = 0.0  # rebels under arms
        self.loyal_militia = 0.0  # men in the regime's militias
        self.defence = self.attack = self.rebel_worth = 0.0  # of all on the regime's side, of those free to attack, of the rebels
        self.militias: list[Militia] = []  # named ones that stand or will, then slots for local ones
        self.safe = False  # for training and assembling a national army
        self.extremist = 0.0  # share of the rebels' power that is extremists'
        self.disorder = 0.0  # how unruly its militias are
        self.ways: dict[tuple[int, Sect], WaysOut] = {}  # of a band and sect, from here

    def contest(self) -> float:
        """W1: how much of the fighting it draws: its violence, and more where control is contested."""
        return self.violence * (1.0 + self.model.p.contested_violence * 4.0 * self.control * (1.0 - self.control))

    def empty_slots(self) -> list[Militia]:
        """Where a local militia can arise (R15)."""
        return [militia for militia in self.militias if not militia.alive and not militia.rises]

    def mourn(self, deaths: float) -> None:
        """Today's deaths fall on its communities as the regime suspects them, beside those of dated massacres."""
        for community in self.communities:
            community.suffer(deaths * community.target + community.struck_hard)
        self.all_deaths = deaths + sum(community.struck_hard for community in self.communities)


class Community(mesa.Agent):
    """The people of one sect in one place."""

    model: PlainModel
    place: Place
    sect: Sect
    population: float
    target: float  # share of the place's deaths that fall on it

    def __init__(self, model: PlainModel) -> None:
        super().__init__(model)
        self.struck = 0.0  # deaths counted in massacres today
        self.force = self.grievance = self.felt = 0.0  # deaths per 100,000: today, gathered, and felt
        self.grievance_source: Source = None
        self.loyal_militia = 0.0  # its men in the regime's militias
        self.reprisals = 0.0  # houses burnt per 100,000
        self.reprisal_source: Source = None

    @property
    def struck_hard(self) -> float:
        """Deaths in massacres today, undercount and all."""
        return self.struck * self.model.p.undercount

    def suffer(self, deaths: float) -> None:
        """Force is what falls on it, per 100,000 of its people."""
        self.force = deaths * 1e5 / max(self.population, 1.0) if self.population > 0 else 0.0

    def gather_grievance(self) -> None:
        """D1: grievance gathers and fades."""
        self.grievance = self.grievance * left_after(1, self.model.p.grievance_memory_days) + self.force

    def feel(self) -> None:
        """What is felt: partly its own place's grievance, partly that of its sect everywhere."""
        home = self.model.p.grievance_home
        self.felt = home * self.grievance + (1.0 - home) * self.sect.grievance_everywhere()

    def forget_reprisals(self) -> None:
        """Burnt houses fade from people's minds."""
        self.reprisals *= left_after(1, self.model.p.reprisal_memory_days)


class Sect(mesa.Agent):
    """A group: a structural position, never an inborn loyalty."""

    model: PlainModel
    id: str
    ruling: bool
    watched: float
    revenge: float  # that it can expect, from its share of posts
    reassurance: float  # belief that rebels spare those who come over
    suspicion: float  # of newcomers of this origin

    def __init__(self, model: PlainModel) -> None:
        super().__init__(model)
        self.members: list[Soldier] = []
        self.communities: list[Community] = []
        self.serving_start = 0.0
        self.left_today = self.attempts = self.caught = 0.0
        self.pace = self.believed_pace = self.pledged_pace = 0.0  # departures a week per 1,000
        self.pledge_source: Source = None
        self.believed_catch = 0.0
        self.expects: list[dict[str, float]] = []  # by band: how one fares on each way out

    def serving(self) -> float:
        """Persons of it who serve."""
        return sum(man.unit.persons for man in self.members if man.status == "serving")

    def grievance_everywhere(self) -> float:
        """The mean grievance of its communities, by their people."""
        people = sum(community.population for community in self.communities)
        return sum(community.grievance * community.population for community in self.communities) / max(people, 1.0)

    def believe_a_pace(self) -> None:
        """N6: it believes in a pace that lags and understates the true one, which is reckoned over a week."""
        p = self.model.p
        self.pace += (self.left_today * 7000.0 / max(self.serving(), 1.0) - self.pace) / 7.0
        if self.model.on("N6"):
            self.believed_pace += (p.pace_understatement * self.pace - self.believed_pace) / p.belief_lag_days
        else:
            self.believed_pace = self.pace

    def learn_of_punishment(self) -> None:
        """D9b: it learns with a lag how many who try are caught."""
        if self.attempts > 0:
            self.believed_catch += (self.caught / self.attempts - self.believed_catch) / self.model.p.catch_belief_days
