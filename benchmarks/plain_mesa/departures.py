"""Who leaves today, and what follows: men try, some are caught, comrades are pressed anew, houses are burnt, newcomers are suspected."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from benchmarks.plain_mesa.diary import Source, foremost_last
from benchmarks.plain_mesa.flight import WAYS, way_of
from benchmarks.plain_mesa.joining import choice
from benchmarks.plain_mesa.soldiers import CHANGES_SIDE, LEAVES

if TYPE_CHECKING:
    from benchmarks.plain_mesa.militias import Militia
    from benchmarks.plain_mesa.plain import PlainModel
    from benchmarks.plain_mesa.soldiers import Soldier
    from benchmarks.plain_mesa.units import Unit


class Attempt(NamedTuple):
    """A man's attempt to leave, as he decides on it."""

    man: Soldier
    way: str
    militia: Militia | None
    caught: bool
    commands: bool
    openly: bool
    to: str
    reason: str
    recent: float
    terms: dict[str, float]
    cause: str
    trigger: Source


def let_people_go(model: PlainModel) -> None:
    """Everybody gathers the day's hazard, and those go whose time has come.

    Their units, and those under a commander who went, are pressed anew by that, on the same day and pass after pass, until nobody more
    goes.
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
        touched = {man.unit for man in going} | model.reached
        model.reached = set()
        going = press_again(model, dict.fromkeys(unit for unit in model.units if unit in touched))
        step += 1


def press_again(model: PlainModel, touched: dict[Unit, None]) -> list[Soldier]:
    """Press those who stay in the units that men have left, or that are under them, and find who goes now."""
    for unit in touched:
        unit.press_those_who_stay()
        unit.miss_a_command()
    stay = [man for unit in touched for man in unit.men if man.status == "serving"]
    for man in stay:
        man.live_through_what_happened_since()
    return [man for man in stay if man.goes]


def attempt(man: Soldier) -> Attempt:
    """He picks a way, and may be caught on it (D9a): more likely if his group is watched, and where the regime is in control."""
    model, p = man.model, man.model.p
    way, to, militia = seek(man, "militia" if man.resistance == CHANGES_SIDE else way_of(man))
    watch = p.catch_unwatched + (1.0 - p.catch_unwatched) * man.sect.watched
    risk = p.catch_chance * watch * man.unit.place.control if model.on("D9a") and way != "captured" else 0.0
    risk *= man.resistance >= 0  # of whom an event says that he leaves, he does
    caught = model.draws.lot("caught", man.key, man.spell) < risk
    to, militia = ("jailed", None) if caught else (to, militia)
    openly = man.resistance == LEAVES  # a dated event, which all see
    return Attempt(man, way, militia, caught, man.unit.commander is man, openly, to, stated_reason(man, to), man.recent_share(), *man.why())


def seek(man: Soldier, way: str) -> tuple[str, str, Militia | None]:
    """Where the way leads, and to whom: soldiers and NCOs join a militia of the place, officers come to its door (R11).

    Where there is no militia, all go abroad.
    """
    if way != "militia" or not man.model.rebels.active:
        return way, WAYS[way], None
    militia = choice(man, man.unit.place, "joins whom")
    if militia is None:
        return "abroad", WAYS["abroad"], None
    return (way, "candidate", None) if man.officer else (way, WAYS[way], militia)


def stated_reason(man: Soldier, to: str) -> str:
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
        man.way, man.from_place, man.militia = a.way, unit.place, a.militia
        entry = man.become(a.to, a.cause, step=step, trigger=a.trigger, reason=a.reason, recent=a.recent, terms=a.terms)
        model.diary.today["attempts"] += unit.persons
        man.sect.attempts += unit.persons
        if a.caught:
            man.sect.caught += unit.persons
            jailed.append(entry)
        else:
            man.sect.left_today += unit.persons
            man.left_day, man.left_with = model.day, entry
            model.nation.capability_lost += unit.persons * man.competence
            gone.append((man, entry))
            if model.on("R13") and model.rebels.active:  # what others see of why he goes: a siege, his kin in rebels' hands; true or not
                man.seen_besieged, man.seen_pressed = unit.posture == "besieged", 1.0 - man.home.control
    for entry in sorted(jailed, key=foremost_last):
        unit.see_punished(entry)
    if gone:
        chief = next((a for a in attempts if a.commands and not a.caught), None)
        unit.see_gone(gone, chief and chief.man, bool(chief and chief.openly))
    model.leavers += gone
