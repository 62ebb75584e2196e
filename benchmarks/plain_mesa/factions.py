"""Militias and their leaders from week to week: they drift, hold together or not, split, merge and end (R3, R7, R10, R15, R19, R20, S3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.plain_mesa.draws import exp, within_0_and_1
from benchmarks.plain_mesa.militias import IN_ACTION, WITH_IT, Leader

if TYPE_CHECKING:
    from benchmarks.plain_mesa.militias import Militia
    from benchmarks.plain_mesa.people import Person
    from benchmarks.plain_mesa.plain import PlainModel


def drift_and_divide(model: PlainModel) -> None:
    """Move leaders and militias; let some split, merge or end; see what is the extremists'."""
    alive = [militia for militia in model.rebels.militias if militia.alive]
    if alive:
        for militia in alive:
            drift(militia)
            hold_together(militia)
        if model.on("R15"):
            split_some(model, alive)
            merge_some(model)
        end_the_empty(model)
    for place in model.places:
        power = {militia: militia.power() for militia in place.standing}
        theirs = sum(power[militia] for militia in power if militia.extremist)
        place.extremist = theirs / max(sum(power.values()), 1e-9) if model.on("R20") else 0.0


def drift(militia: Militia) -> None:
    """R3: money makes legitimate. R10: power and income make a warlord (S4). R7: faith rises with war and with a religious patron's money.

    R19: the regime's own sectarian practice is felt. R4: officers bring order.
    """
    model, p, leader = militia.model, militia.model.p, militia.leader
    paid = min(militia.income, 1.0)
    leader.from_money += (max(p.money_legitimacy * paid, p.money_legitimacy * leader.means) - leader.from_money) * p.money_weekly
    if model.on("R10"):
        here = sum(other.fighters for other in militia.place.militias if other.alive)
        power = (1.0 - p.warlord_pay) * militia.fighters / max(here, 1e-9) + (p.warlord_pay * paid if model.on("S4") else 0.0)
        leader.warlordism += p.warlord_weekly * power * (1.0 - leader.warlordism)
    if model.on("R7"):
        pull = within_0_and_1(p.faith_of_war + p.faith_of_money * (militia.patron.agenda if militia.patron else 0.0))
        militia.religiosity += p.faith_weekly * max(0.0, pull - militia.religiosity)
    if model.on("R19"):
        felt = militia.community.felt
        militia.sectarian += p.sectarian_weekly * (felt / (felt + p.sectarian_half) - militia.sectarian)
    militia.discipline += p.discipline_officers * militia.officered * (1.0 - militia.discipline)
    militia.discipline = within_0_and_1(militia.discipline)


def hold_together(militia: Militia) -> None:
    """R15: cohesion tends to what order and pay allow, and rivalry of patrons leaves of it (S3)."""
    p = militia.model.p
    rivalry = militia.rivalry * militia.model.on("S3")
    ordered, paid = 1.0 - p.bond_order * (1.0 - militia.discipline), 1.0 - p.bond_pay * (1.0 - min(militia.income, 1.0))
    militia.cohesion += p.cohesion_weekly * (p.militia_bond * ordered * paid * (1.0 - p.bond_rivalry * rivalry) - militia.cohesion)


# ---- R15


def split_some(model: PlainModel, alive: list[Militia]) -> None:
    """R15: a militia without cohesion may split, the more so the more its patron and its neighbours' are at odds (S3)."""
    p = model.p

    def breaks(militia: Militia) -> bool:
        rivalry = militia.rivalry * model.on("S3")
        chance = min(p.split_weekly * (1.0 - militia.cohesion) * exp(p.split_rivalry * rivalry), 1.0)
        return model.draws.lot("split", militia.key, model.day) < chance and militia.fighters >= p.split_least

    for militia in [militia for militia in alive if breaks(militia)]:
        split(militia)


def split(old: Militia) -> None:
    """A share of the men go with a lieutenant who begins as his leader did, but later, poorer and with less of a name."""
    model, p, empty = old.model, old.model.p, old.place.empty_slots()
    men = old.men(*WITH_IT)
    part = [man for man in men if model.draws.lot("splits off", man.key, model.day) < p.split_share]
    if not empty or not part or len(part) == len(men):
        return
    new, leader = empty[0], old.leader
    new.life += 1
    means, warlordism = new.lot("means", p.split_means, p.means_spread), new.lot("warlord", p.warlord_start, p.warlord_spread)
    new.leader = Leader(leader.sect, p.split_early * leader.early, means, warlordism)
    new.religiosity, new.nationalism, new.discipline, new.extremist = old.religiosity, old.nationalism, old.discipline, old.extremist
    new.begin()
    new.patron, new.sectarian = None, old.sectarian
    go_over(part, old, new)
    model.rebels.splits += 1


def merge_some(model: PlainModel) -> None:
    """R15: a small local militia may join the largest of its place that is larger, of like mind, and extremist or not as it is."""
    p = model.p
    small = [
        militia
        for militia in model.rebels.militias
        if militia.alive
        and not militia.rises
        and militia.fighters < p.merge_below
        and model.draws.lot("merge", militia.key, model.day) < p.merge_weekly
    ]
    for militia in small:
        larger = [
            other
            for other in militia.place.militias
            if other.alive
            and other.fighters > militia.fighters
            and other.extremist == militia.extremist
            and abs(other.religiosity - militia.religiosity) <= p.merge_like_mind
        ]
        if larger:
            go_over(militia.men(*WITH_IT), militia, max(larger, key=lambda other: other.fighters))
            militia.alive = False
            model.rebels.mergers += 1


def go_over(men: list[Person], old: Militia, new: Militia) -> None:
    """Men change with their group from one militia to another; head counts follow until the next muster."""
    fighting = sum(man.persons for man in men if man.status in IN_ACTION)
    new.fighters += fighting
    old.fighters = max(0.0, old.fighters - fighting)
    for man in men:
        man.militia = new


def end_the_empty(model: PlainModel) -> None:
    """R15: a local militia without anybody is no more. A named one waits for men to come to it again."""
    peopled = {man.militia for man in model.people if man.status in WITH_IT}
    for militia in model.rebels.militias:
        if militia.alive and not militia.rises and militia.founded < model.day and militia not in peopled:
            militia.alive, militia.fighters, militia.patron = False, 0.0, None
        if not militia.alive:
            militia.fighters = militia.income = militia.supply = militia.rivalry = 0.0
