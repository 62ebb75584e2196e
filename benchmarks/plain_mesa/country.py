"""The country: places, the communities that live there, and the sects that they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from benchmarks.plain_mesa.diary import Source
from benchmarks.plain_mesa.draws import exp, left_after, within_0_and_1

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
        self.terms_kept = self.terms_broken = 0.0  # units heard of that yielded, by how they were treated (W9)
        self.control_before = self.lost_lately = 0.0  # the evening before; what was lost within days (D19)
        self.crowd = 0.0  # persons in the streets today
        self.defence = self.attack = self.rebel_worth = 0.0  # of all on the regime's side, of those free to attack, of the rebels
        self.regular_worth = 0.0  # of the rebels, of armies that stand in line
        self.leaving = 0.0  # of help that is to end, as far as people leave it out (N9)
        self.militias: list[Militia] = []  # named ones that stand or will, then slots for local ones
        self.safe = False  # for training and assembling a national army
        self.extremist = 0.0  # share of the rebels' power that is extremists'
        self.disorder = 0.0  # how unruly its militias are
        self.ways: dict[tuple[int, Sect], WaysOut] = {}  # of a band and sect, from here

    def contest(self) -> float:
        """W1: how much of the fighting it draws: its violence, and more where control is contested."""
        return self.violence * (1.0 + self.model.p.contested_violence * 4.0 * self.control * (1.0 - self.control))

    @property
    def standing(self) -> list[Militia]:
        """The militias whose fighters stand here, from here or from elsewhere (W8)."""
        return [militia for militia in self.model.rebels.militias if militia.alive and militia.front is self]

    def empty_slots(self) -> list[Militia]:
        """Where a local militia can arise (R15)."""
        return [militia for militia in self.militias if not militia.alive and not militia.rises]

    def mourn(self, deaths: float, of_the_regime: float) -> None:
        """Today's deaths fall on its communities, beside those of dated massacres.

        V1: the regime's own dead are the rebels' doing; of the others a small share is, and falls as groups stand in the order. The rest is
        the regime's, and falls as it suspects them.
        """
        by_rebels = 0.0
        by_regime = deaths
        if self.model.on("V1"):
            others = max(deaths - of_the_regime, 0.0)
            by_rebels = self.model.p.rebel_civilian_share * others
            by_regime = others - by_rebels
        shot = sum(community.shot for community in self.communities)
        for community in self.communities:
            community.suffer(by_regime * community.target, by_rebels * community.exposed)
        self.all_deaths = deaths + sum(community.struck_hard + community.struck_hard_by_rebels for community in self.communities)
        self.all_deaths += shot

    def temper(self) -> float:
        """Sectarian feeling of the rebels around, by fighters; of all rebels where there are none here (V2)."""
        here = self.standing
        if not sum(militia.fighters for militia in here):
            here = [militia for militia in self.model.rebels.militias if militia.alive]
        return sum(militia.fighters * militia.sectarian for militia in here) / max(sum(militia.fighters for militia in here), 1e-9)


class Community(mesa.Agent):
    """The people of one sect in one place."""

    model: PlainModel
    place: Place
    sect: Sect
    population: float
    target: float  # share of the place's deaths that fall on it

    def __init__(self, model: PlainModel) -> None:
        super().__init__(model)
        self.struck = self.struck_by_rebels = 0.0  # deaths counted in massacres today
        self.force = self.grievance = self.felt = 0.0  # deaths per 100,000 by the regime: today, gathered, and felt
        self.rebel_force = self.suffered = 0.0  # by rebels: today, and remembered
        self.in_crowd = 0.0  # of it, in the streets today
        self.shot = 0.0  # of it, shot in crowds since the dead were last counted
        self.fallen = 0.0  # its men in the army and militias killed since the dead were last counted
        self.by_regime_today = 0.0
        self.fear = self.doubted = 0.0  # of the other side (V2); how far pledges have weakened the norm that none of its own goes (N3)
        self.grievance_source: Source = None
        self.fear_source: Source = None
        self.loyal_militia = 0.0  # its men in the regime's militias
        self.reprisals = 0.0  # houses burnt per 100,000
        self.reprisal_source: Source = None

    @property
    def struck_hard(self) -> float:
        """Deaths in massacres today, undercount and all."""
        return self.struck * self.model.p.undercount

    @property
    def struck_hard_by_rebels(self) -> float:
        """The same, of those that rebels or extremists did."""
        return self.struck_by_rebels * self.model.p.undercount

    def bury(self, dead: float, by_rebels: bool, what: str) -> None:
        """So many are killed in a massacre."""
        if by_rebels:
            self.struck_by_rebels += dead
            self.fear_source = what
        else:
            self.struck += dead
            self.grievance_source = what

    def suffer(self, by_regime: float, by_rebels: float) -> None:
        """Force is what falls on it, per 100,000 of its people, by either hand (V1); its men in the army die by the rebels'."""
        hundred_thousands = max(self.population, 1.0) / 1e5
        self.force = self.rebel_force = 0.0
        self.by_regime_today = by_regime + self.struck_hard + self.shot
        if self.population > 0:
            self.force = self.by_regime_today / hundred_thousands
            if self.model.on("V1"):
                self.rebel_force = (by_rebels + self.struck_hard_by_rebels + self.fallen) / hundred_thousands
        self.fallen = self.shot = 0.0

    def remember_rebels(self) -> None:
        """V2: what rebels did to it is remembered, and fades."""
        self.suffered = self.suffered * left_after(1, self.model.p.fear_memory_days) + self.rebel_force

    def grow_afraid(self) -> None:
        """V2: what it expects should the rebels win.

        The higher its group stands in the order, the more; and the more sectarian the rebels around are, or are said to be; both the less,
        the more of its own are known to be among them. What it suffered from them adds to it, what they promise takes from it.
        """
        p, sect = self.model.p, self.sect
        alone = 1.0 - sect.own
        temper = 1.0 - (1.0 - self.place.temper()) * (1.0 - sect.story)
        suffered = p.fear_home * self.suffered + (1.0 - p.fear_home) * sect.suffered_everywhere()
        expected = p.fear_of_position * sect.position * alone + p.fear_of_temper * temper * alone
        expected += p.fear_of_force * suffered / (suffered + p.fear_half)
        self.fear = (1.0 - exp(-expected)) * (1.0 - p.fear_reassured * sect.reassurance)

    def would_fight(self) -> float:
        """W2: how many of it would take up arms: the aggrieved, unless they fear the rebels (V2)."""
        p = self.model.p
        willing = self.population * (self.felt / (self.felt + p.grievance_half))
        return willing * exp(-p.fear_recruits * self.fear) if self.model.on("V2") else willing

    @property
    def norm(self) -> float:
        """D5: how strongly it holds that none of its own goes: as rare as that is believed to be, but for what pledges did (N3)."""
        return within_0_and_1(self.sect.rarity * (1.0 - self.doubted))

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
    position: float  # in the order, from its share of senior posts
    reassurance: float  # belief that rebels spare those who come over
    suspicion: float  # of newcomers of this origin

    def __init__(self, model: PlainModel) -> None:
        super().__init__(model)
        self.members: list[Soldier] = []
        self.communities: list[Community] = []
        self.serving_start = 0.0
        self.left_today = self.attempts = self.caught = 0.0
        self.pace = self.believed_pace = 0.0  # departures a week per 1,000
        self.known = self.own = self.story = 0.0  # of its men among the rebels; belief that rebels are sectarian (V2)
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

    def suffered_everywhere(self) -> float:
        """What its communities suffered from rebels on average, by their people."""
        people = sum(community.population for community in self.communities)
        return sum(community.suffered * community.population for community in self.communities) / max(people, 1.0)

    @property
    def rarity(self) -> float:
        """How rare it believes its own departures to be."""
        return 1.0 / (1.0 + self.believed_pace / self.model.p.norm_pace)

    def men_among_rebels(self) -> float:
        """Its men among the rebels; where these are but a number, they are those of each place who would fight."""
        statuses = ("militia fighter", "militia commander", "national army")
        men = sum(man.persons for man in self.model.people if man.sect is self and man.status in statuses)
        if not self.model.rebels.active:
            for community in self.communities:
                willing = sum(other.would_fight() for other in community.place.communities)
                men += community.place.insurgents * (community.would_fight() / max(willing, 1e-9))
        return men

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
