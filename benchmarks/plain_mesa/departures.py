"""Who leaves today, and what follows: men try, some are caught, comrades are pressed anew, houses are burnt, newcomers are suspected."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from benchmarks.plain_mesa.diary import Entry, Source, foremost_last
from benchmarks.plain_mesa.draws import left_after
from benchmarks.plain_mesa.flight import WAYS, way_of

if TYPE_CHECKING:
    from benchmarks.plain_mesa.people import Person
    from benchmarks.plain_mesa.plain import PlainModel
    from benchmarks.plain_mesa.units import Unit


class Attempt(NamedTuple):
    """A man's attempt to leave, as he decides on it."""

    man: Person
    way: str
    caught: bool
    commands: bool
    to: str
    reason: str
    recent: float
    terms: dict[str, float]
    cause: str
    trigger: Source


def let_people_go(model: PlainModel) -> None:
    """Everybody gathers the day's hazard, and those go whose time has come.

    Their units are pressed anew by that, on the same day and pass after pass, until nobody more goes.
    """
    for sect in model.sects:
        sect.left_today = sect.attempts = sect.caught = 0.0
    model.leavers = []
    serving = [man for man in model.army() if man.status == "serving"]
    for man in model.army():
        man.live_through_the_day()
    going, step = [man for man in serving if man.goes], 1
    while going:
        attempts = [attempt(man) for man in going]  # all decide before the first goes
        for unit in {man.unit: None for man in going}:
            carry_out(model, unit, [a for a in attempts if a.man.unit is unit], step)
        going = press_again(model, {man.unit: None for man in going})
        step += 1


def press_again(model: PlainModel, touched: dict[Unit, None]) -> list[Person]:
    """Press those who stay in the units that men have left, and find who goes now."""
    for unit in touched:
        unit.press_those_who_stay()
    stay = [man for unit in touched for man in unit.men if man.status == "serving"]
    for man in stay:
        man.live_through_what_happened_since()
    return [man for man in stay if man.goes]


def attempt(man: Person) -> Attempt:
    """He picks a way, and may be caught on it (D9a): more likely if his group is watched, and where the regime is in control."""
    model, p = man.model, man.model.p
    way = way_of(man)
    watch = p.catch_unwatched + (1.0 - p.catch_unwatched) * man.sect.watched
    risk = p.catch_chance * watch * man.unit.place.control if model.on("D9a") and way != "captured" else 0.0
    caught = model.draws.lot("caught", man.key, man.spell) < risk
    to = "jailed" if caught else WAYS[way]
    return Attempt(man, way, caught, man.unit.commander is man, to, stated_reason(man, to), man.recent_share(), *man.why())


def stated_reason(man: Person, to: str) -> str:
    """N7: what he says when asked why he stays out of the fight; danger spreads as a pretext with the rumour of murdered officers."""
    if to not in ("in transit", "in hiding"):
        return ""
    model, p = man.model, man.model.p
    rumour = model.nation.rumour if model.on("N7") else 0.0
    share = p.danger_true_share + (1.0 - p.danger_true_share) * p.pretext_share * rumour
    if model.draws.lot("reason", man.key, man.spell) < share:
        return "danger"
    return "no place for me" if to == "in transit" else "family"


def carry_out(model: PlainModel, unit: Unit, attempts: list[Attempt], step: int) -> None:
    """The men of one unit go, or are jailed; sect, unit and nation remember it."""
    gone, jailed = [], []
    for a in attempts:
        man = a.man
        man.way, man.from_place = a.way, unit.place
        entry = man.become(a.to, a.cause, step, a.trigger, a.reason, a.recent, a.terms)
        model.diary.today["attempts"] += unit.persons
        man.sect.attempts += unit.persons
        if a.caught:
            man.sect.caught += unit.persons
            jailed.append(entry)
        else:
            man.sect.left_today += unit.persons
            model.nation.capability_lost += unit.persons * man.competence
            gone.append((man, entry))
    for entry in sorted(jailed, key=foremost_last):
        unit.see_punished(entry)
    if gone:
        unit.see_gone(gone, next((a.man for a in attempts if a.commands), None))
    model.leavers += gone


def avenge(model: PlainModel) -> None:
    """D8, D9: houses of today's leavers are burnt; tomorrow that deters (D8a), as does punishment seen (D9b), which also outrages (D9c)."""
    for community in model.communities:
        community.forget_reprisals()
    for man, entry in sorted(model.leavers, key=lambda leaver: (leaver[1].step, *foremost_last(leaver[1]))):
        burn_house(man, entry)
    if model.on("D9b"):
        for sect in model.sects:
            sect.learn_of_punishment()
    for man in model.army():
        if model.on("D8a"):
            man.fear_reprisal()
        if model.on("D9b"):
            man.fear_being_caught()
    if model.on("D9c"):
        for unit in model.units:
            unit.resent_punishment()


def burn_house(man: Person, entry: Entry) -> None:
    """D8: a leaver's house may be burnt where the regime reaches it. His community hears of it; his serving kin are outraged (D8b).

    Burnt or not, a kinsman's going over costs the regime some of their loyalty (D5).
    """
    model, p = man.model, man.model.p
    burnt = model.on("D8") and model.draws.lot("reprisal", man.key, man.spell) < p.reprisal_chance * man.home.control
    if burnt:
        man.community.reprisals += man.unit.persons * 1e5 / max(man.community.population, 1.0)
        man.community.reprisal_source = entry
    for relative in man.kin:
        if relative.status == "serving":
            lost = p.pledge_loyalty_loss if model.on("D5") else 0.0
            hurt = burnt and model.on("D8b")
            relative.loyalty = max(0.0, relative.loyalty - (lost + (p.reprisal_loyalty_loss if hurt else 0.0)))
            if hurt:
                relative.outrage, relative.outrage_day, relative.outrage_source = p.reprisal_outrage, model.day, entry


def arrive(model: PlainModel) -> None:
    """D15: those on the way abroad reach a camp after a time that grows with the places to cross."""
    for man in model.people:
        if man.status == "in transit" and man.since_day < model.day:
            man.pressure += 1.0 / (model.p.transit_days * (1.0 + man.from_place.steps_to_border))
            if man.pressure >= man.resistance:
                man.become("camp", "D15")


def unmask(model: PlainModel) -> None:
    """D14: a few leavers were sent by intelligence; each one found out makes newcomers of his origin suspect, which fades slowly."""
    p = model.p
    for sect in model.sects:
        sect.suspicion = p.suspicion_start + (sect.suspicion - p.suspicion_start) * left_after(7, p.suspicion_memory_days)
    if not model.on("D14"):
        return
    for man in model.people:
        if man.sent and not man.confirmed and man.way and man.status in ("militia fighter", "camp"):
            here = model.day - man.since_day
            if here * p.confirm_daily >= model.draws.resistance("confirm", man.key, man.spell):
                man.confirmed = True
                model.nation.infiltrators_confirmed += man.unit.persons
                man.sect.suspicion = 1.0 - (1.0 - man.sect.suspicion) * (1.0 - p.suspicion_rise) ** man.unit.persons
