"""Sponsors: whom they pay, how far they agree, and who fills the gap that the rebels' disunity leaves (S1-S7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from benchmarks.plain_mesa import judgement
from benchmarks.plain_mesa.draws import exp
from benchmarks.plain_mesa.loyal_militias import fill_the_gap

if TYPE_CHECKING:
    from benchmarks.plain_mesa.country import Place
    from benchmarks.plain_mesa.militias import Militia
    from benchmarks.plain_mesa.neighbours import Country
    from benchmarks.plain_mesa.plain import PlainModel

MONTH = 28.0  # days


class Sponsor(mesa.Agent):
    """A state or network that pays and arms militias."""

    model: PlainModel
    id: str
    start_day: int  # of its first money
    agenda: float  # from a national, secular order (-1) to a religious one (1)
    loyalty_weight: float  # against capability
    budget: float  # fighters whose pay it can carry
    country: Country | None  # through which its help passes; None: the one with the longest border
    key: bool  # counts for the consensus that a national army needs
    foreign: bool  # its money taints those who take it

    def __init__(self, model: PlainModel) -> None:
        super().__init__(model)
        self.clients = self.spent = self.weary = 0.0
        self.pays: dict[Militia, float] = {}  # fighters whose pay it carries

    def reaches(self, place: Place) -> float:
        """S6: how much of its help comes to a place: less through a closed border, and with each place to cross."""
        model, p = self.model, self.model.p
        if not model.countries:
            return 1.0
        through = self.country or max(model.countries, key=lambda country: country.border)
        passed = p.passage_closed + (1.0 - p.passage_closed) * through.open if model.on("S6") else 1.0
        return float(passed * exp(-p.passage_distance * through.steps[place]))

    def pay(self, militias: list[Militia]) -> None:
        """S1: pay the best of those whom its help reaches: loyalty above capability, S2: and no officers with an agenda of their own."""
        p, days = self.model.p, self.model.day - self.start_day
        self.pays, self.clients, self.spent = {}, 0.0, 0.0
        if days < 0 or not militias:
            return
        largest = max(militia.fighters for militia in militias)
        terms = {m: judgement.weigh_militia(self, m, largest) for m in militias}
        utility = {m: sum(terms[m].values()) + p.sponsor_habit * (m.patron is self) for m in militias}
        best = sorted(militias, key=lambda militia: -utility[militia])[: p.sponsor_clients]
        share = {militia: exp((utility[militia] - utility[best[0]]) / p.sponsor_temper) for militia in best}
        budget = self.budget * (1.0 - exp(-days / p.sponsor_ramp_days))
        self.pays = {militia: budget * share[militia] / sum(share.values()) * self.reaches(militia.place) for militia in best}
        self.clients, self.spent = float(len(best)), sum(self.pays.values())
        for militia in militias:
            if (militia in best) != (militia.patron is self):
                self.model.diary.note_choice(self, militia, "funded" if militia in best else "dropped", terms[militia])

    def week(self) -> dict[str, Any]:
        """How it stands, for the diary."""
        return {name: getattr(self, name) for name in ("clients", "spent", "weary", "loyalty_weight", "agenda")}


def pay_and_agree(model: PlainModel) -> None:
    """Every four weeks: sponsors pay, agree or not, and the gap is filled."""
    rebels = model.rebels
    if rebels.sponsors:
        fighting = [militia for militia in rebels.militias if militia.alive and militia.fighters > 0]
        for sponsor in rebels.sponsors:
            sponsor.pay(fighting)
        for militia in fighting:
            be_paid(militia)
        for militia in rebels.militias:
            militia.rivalry = rivalry(militia) if militia in fighting and militia.patron and model.on("S3") else 0.0
    else:
        for militia in rebels.militias:
            militia.income = model.p.means_pay * militia.leader.means if militia.alive else militia.income
    agree(model)
    fill_the_gap(model)


def be_paid(militia: Militia) -> None:
    """Pay and arms come from all sponsors together; its patron is the one who pays most. What its leader owns is added to the pay."""
    sponsors = militia.model.rebels.sponsors
    most = max(sponsors, key=lambda sponsor: sponsor.pays.get(militia, 0.0))
    total = sum(sponsor.pays.get(militia, 0.0) for sponsor in sponsors) / max(militia.fighters, 1.0)
    militia.patron = most if total > 0 else None
    p = militia.model.p
    militia.income = min(p.pay_most, p.means_pay * militia.leader.means + total)
    militia.supply = min(p.pay_most, total)


def rivalry(militia: Militia) -> float:
    """S3: how far the agenda of its patron is from those of its neighbours' patrons, by their fighters."""
    patron, neighbours = militia.patron, [m for m in militia.place.militias if m.alive and m.fighters > 0 and m.patron and m is not militia]
    men = sum(other.fighters for other in neighbours)
    apart = sum(other.fighters * abs(other.patron.agenda - patron.agenda) for other in neighbours if other.patron and patron)
    return min(1.0, militia.model.p.rivalry_of_patrons * apart / men) if men > 0 else 0.0


def agree(model: PlainModel) -> None:
    """B1: the key sponsors' consensus, lower the farther their agendas are apart, unless they agree on a date; none before all have begun.

    S5 (a claim): seeing militias as hard to control, sponsors come to prefer a regular force.
    """
    p, rebels = model.p, model.rebels
    key = [sponsor for sponsor in rebels.sponsors if sponsor.key]
    if any(sponsor.start_day > model.day for sponsor in key):
        key = []  # one alone agrees with nobody
    wanted = 0.0
    if key:
        apart = max(sponsor.agenda for sponsor in key) - min(sponsor.agenda for sponsor in key)
        wanted = max(model.nation.agreed, 0.0, 1.0 - (1.0 - p.consensus_start) * apart)
    if key and model.on("S5"):
        for sponsor in rebels.sponsors:
            sponsor.weary += p.weary_monthly * (1.0 - rebels.united) * (1.0 - sponsor.weary)
        wanted += (1.0 - wanted) * sum(sponsor.weary for sponsor in key) / len(key)
    rebels.consensus += (wanted - rebels.consensus) * min(1.0, MONTH / p.consensus_lag_days)
