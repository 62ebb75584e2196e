"""The rebuilt army (B1-B7, R17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

if TYPE_CHECKING:
    from benchmarks.plain_mesa.country import Place
    from benchmarks.plain_mesa.people import Person
    from benchmarks.plain_mesa.plain import PlainModel


class NationalArmy(mesa.Agent):
    """A national army: it forms where key sponsors agree and a safe area is there for training and leading, and not else."""

    model: PlainModel

    def __init__(self, model: PlainModel) -> None:
        super().__init__(model)
        self.forming = False
        self.leaders = 0.0  # trained, in persons
        self.command = self.respect = self.standing = self.power = 0.0
        self.lost = 0.0  # killed by extremists so far, in persons
        self.lacks: dict[int | str, float] = {}  # how far it lacks each rank band and speciality

    @property
    def men(self) -> list[Person]:
        """Who is in it."""
        return [man for man in self.model.people if man.status == "national army"]

    def enlist(self, man: Person, otherwise: Place | None = None) -> None:
        """Bring a man to the safe area; if there is none, he stays where he is."""
        safe = [place for place in self.model.places if place.safe]
        man.from_place = safe[0] if safe else otherwise or man.from_place

    def see_what_it_lacks(self) -> None:
        """B1: each rank band's and speciality's share in the old army beside those it has by now, within bounds."""
        most, one = self.model.p.assembly_balance, self.model.setting.about.persons_per_agent
        old = [man for man in self.model.soldiers if man.entry_day == 0]
        came = [man for man in self.men if man.served]
        share = sum(man.persons for man in came) / sum(man.persons for man in old)
        for kind in {man.band for man in old} | {man.speciality for man in old}:
            then, now = (sum(man.persons for man in men if kind in (man.band, man.speciality)) for men in (old, came))
            self.lacks[kind] = min(max((one + share * then) / (one + now), 1.0 / most), most)

    def wants(self, man: Person) -> float:
        """How far it wants a man."""
        return self.lacks[man.band] * self.lacks[man.speciality]

    def build(self) -> None:
        """See whether its conditions hold; train, lead, and count its worth."""
        model, p, men = self.model, self.model.p, self.men
        officers = [man for man in men if man.officer]
        led = float(sum(man.persons for man in officers))
        agreed = model.rebels.consensus >= p.consensus_needed
        self.forming = not model.on("B1") or (agreed and any(place.safe for place in model.places))  # B1
        if self.forming:
            self.train(men, led)
        else:
            self.command *= 1.0 - p.command_weekly
        self.leaders = min(self.leaders, led)
        self.be_looked_up_to(officers, led)
        knows = p.knows_the_regime if model.on("B5") else 1.0  # B5, a claim
        skill = sum(man.persons * man.skill for man in men) / p.competence_mean
        commanded = p.uncommanded_worth + (1.0 - p.uncommanded_worth) * self.command
        self.power = p.national_worth * knows * commanded * skill

    def train(self, men: list[Person], led: float) -> None:
        """B1: training restores skill, and command grows as leaders are trained. B3 (a claim): soon."""
        p, persons = self.model.p, sum(man.persons for man in men)
        soon = p.leaders_soon if self.model.on("B3") else 1.0
        self.leaders += min(1.0, p.leaders_weekly * soon) * (led - self.leaders)
        for man in men:
            man.skill += p.training_weekly * (max(man.skill, man.competence) - man.skill)
        enough = min(1.0, self.leaders / max(p.leaders_needed * persons, 1e-9)) if persons else 0.0
        self.command += p.command_weekly * (enough - self.command)

    def be_looked_up_to(self, officers: list[Person], led: float) -> None:
        """R17 (a claim): leaders untouched by foreign money have standing. B7 (a claim): respected figures and the sacrifice made raise
        respect."""
        p = self.model.p
        tainted = sum(man.persons for man in officers if man.tainted) / led if led else 0.0
        self.standing = 1.0 - p.standing_tainted * tainted if led and self.model.on("R17") else 0.0
        if self.model.on("B7"):
            generals = sum(man.persons for man in officers if man.band == 4)
            gave_up = sum(man.persons * man.privilege for man in officers) / led if led else 0.0
            doubt = (1.0 - generals / (generals + p.figures_half)) * (1.0 - min(1.0, p.respect_sacrifice * gave_up))
            self.respect += p.respect_weekly * (1.0 - doubt - self.respect)

    def power_in(self, place: Place) -> float:
        """Its worth where its men are."""
        men = self.men
        there = sum(man.persons for man in men if man.from_place is place)
        return self.power * there / sum(man.persons for man in men) if there else 0.0

    def numbers(self) -> dict[str, float]:
        """How it stands, for the diary."""
        return {
            "forming": float(self.forming),
            "command": self.command,
            "respect": self.respect,
            "standing": self.standing,
            "national_leaders": self.leaders,
            "national_power": self.power,
            "national_lost": self.lost,
        }
