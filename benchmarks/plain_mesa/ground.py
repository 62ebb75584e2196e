"""W5: how places are taken and lost, which units are cut off, and what becomes of a garrison that loses its post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.plain_mesa.departures import seek
from benchmarks.plain_mesa.diary import Entry
from benchmarks.plain_mesa.draws import within_0_and_1
from unit_cohesion.engine.chance import label
from unit_cohesion.vocabulary import FALLS

if TYPE_CHECKING:
    from benchmarks.plain_mesa.country import Place
    from benchmarks.plain_mesa.plain import PlainModel
    from benchmarks.plain_mesa.soldiers import Soldier
    from benchmarks.plain_mesa.units import Unit

DRAWN = ("militia", "falls back", "hiding", "captured")
"""What a man who is overrun can do, in the order of his draws."""


def neighbours(place: Place) -> list[Place]:
    """The places next to it, by their ids."""
    entry = next(entry for entry in place.model.setting.places if entry.id == place.id)
    return [place.model.place[id] for id in sorted(entry.neighbours)]


def cut_off(place: Place) -> float:
    """How many posts of a place no road leads to: neither through the place itself, nor from the neighbour that is held best."""
    road = max((near.control for near in neighbours(place)), default=0.0)
    return place.model.p.encirclement * (1.0 - place.control) * (1.0 - place.control * road) if place.model.on("W5") else 0.0


def besiege_and_relieve(model: PlainModel) -> None:
    """D11, W5: each week, units to which no road leads are besieged, and of other sieges some end. Those who march are left alone."""
    lost = {place: cut_off(place) for place in model.places}
    for unit in model.units:
        if unit.persons == 0 or (unit.trusted and not unit.keeps_posts and unit.place is not unit.garrison):
            continue
        if model.draws.lot("siege", unit.ordinal) < lost[unit.place]:
            if unit.posture != "besieged":
                unit.posture, unit.siege_source = "besieged", None
        elif unit.posture == "besieged" and model.draws.lot("relief", unit.ordinal, model.day) < model.p.relief_weekly:
            unit.posture = unit.unused


def move_the_war(model: PlainModel, weekly: bool) -> None:
    """W5: units that have melted away leave their posts; each week both sides attack; then those who are overrun go, then the beaten."""
    if not model.on("W5"):
        return
    overrun = {unit for place in model.places for unit in leave_posts(place)}
    beaten = {}
    if weekly:
        fought = {place: fight_for(place) for place in model.places}
        beaten = {place: won for place, (_, won) in fought.items() if won}
        for unit in model.units:
            if unit.persons > 0 and model.draws.lot("overrun", unit.ordinal, model.day) < fought[unit.place][0]:
                overrun.add(unit)
    for unit in model.units:
        if unit in overrun:
            give_way(unit)
    accept_defeat(model, beaten)


def leave_posts(place: Place) -> list[Unit]:
    """Units of which too few are left, or all if too few are left of them together, leave what they held to the rebels, if there are any.

    The regime's militias hold on. Returns the units."""
    p = place.model.p
    standing = [unit for unit in place.model.units if unit.place is place and unit.persons > 0 and not unit.post_lost]
    few = sum(unit.persons * unit.strength for unit in standing if unit.order_answer != "refused") < p.post_left * sum(
        unit.persons * unit.start_strength for unit in standing
    )
    taken = place.rebel_worth > 0 or place.crowd > 0
    melted = [unit for unit in standing if (few or unit.strength < p.post_left * unit.start_strength) and taken]
    if melted:
        held, given_up = (sum(unit.persons * unit.start_strength for unit in units) for units in (standing, melted))
        held += place.loyal_militia if place.model.on("W6") else 0.0
        lost = place.control * min(given_up / held, 1.0)
        place.control = within_0_and_1(place.control - lost)
        place.model.nation.ground_lost += lost
    for unit in melted:
        unit.post_lost = True
    return melted


def give_up_post(unit: Unit) -> None:
    """A unit leaves its post, and with it its share of what is held of the place."""
    place = unit.place
    holding = [one for one in place.model.units if one.place is place and one.persons > 0 and not one.post_lost]
    held = sum(one.persons * one.start_strength for one in holding) + (place.loyal_militia if place.model.on("W6") else 0.0)
    lost = place.control * min(unit.persons * unit.start_strength / held, 1.0)
    place.control = within_0_and_1(place.control - lost)
    place.model.nation.ground_lost += lost
    unit.post_lost = True


def fight_for(place: Place) -> tuple[float, float]:
    """Both sides attack, before either has won anything. Returns the share of what it held that the regime lost, and that rebels lost."""
    model, p, nation = place.model, place.model.p, place.model.nation
    ours, theirs = place.control, 1.0 - place.control
    rebels = striking(place) / (theirs + p.reach)
    lost = won = 0.0
    if ours > 0 and _lot(place, "assault") < manned(place, place.rebel_worth) * chance_to_take(
        model, rebels, place.defence / (ours + p.reach)
    ):
        lost = min(p.town_share, ours)
    chance = manned(place, place.attack) * chance_to_take(model, place.attack / (ours + p.reach), rebels)
    if ours < 1 and nation.ending != FALLS and _lot(place, "counterattack") < chance:
        won = min(p.town_share, theirs)
    place.control = within_0_and_1(ours - lost + won)
    nation.ground_lost += lost
    nation.ground_retaken += won
    return lost / ours if lost else 0.0, won / theirs if won else 0.0


def striking(place: Place) -> float:
    """What its rebels are worth in an assault: those who choose place and hour more than armies, which stand in line."""
    return place.model.p.initiative * (place.rebel_worth - place.regular_worth) + place.regular_worth


def accept_defeat(model: PlainModel, beaten: dict[Place, float]) -> None:
    """A share of the civilians under arms on lost ground goes home; where rebels are but a number, it shrinks."""
    if not model.rebels.active:
        for place, share in beaten.items():
            place.insurgents *= 1.0 - model.p.defeat_ends * share
        return
    for man in model.people:
        if man.waits_as("militia fighter") and not man.served:
            assert man.militia
            share = model.p.defeat_ends * beaten.get(man.militia.front, 0.0)
            if model.draws.lot("defeat", man.key, model.day) < share:
                man.militia = None
                man.become("civilian", "W5")


def _lot(place: Place, word: str) -> float:
    return place.model.draws.lot(word, label(place.id), place.model.day)


def manned(place: Place, worth: float) -> float:
    """Whether a side has enough to be all over a place, or how far."""
    needed = place.model.p.occupied_by * place.population
    return min(1.0, worth / needed) if needed else 1.0


def chance_to_take(model: PlainModel, attack: float, defence: float) -> float:
    """Chance that an attack takes a piece in a week; who holds counts for more."""
    p = model.p
    attacks, holds = attack**p.assault_slope, (p.ground_hold * defence) ** p.assault_slope
    return p.assault_most * attacks / (attacks + holds) if attacks > 0 else 0.0  # the smallest of attacks comes to nothing


def give_way(unit: Unit) -> None:
    """The men decide, then some give themselves up, go home or go over; the unit falls back to where ground is held."""
    refuge = unit.place
    if refuge.control == 0:
        refuge = max(neighbours(unit.place), key=lambda near: near.control, default=unit.place)
    surrounded = unit.posture == "besieged" or refuge.control == 0
    serving = [man for man in unit.men if man.waits_as("serving")]  # but for those who are called up today
    ways = {man: way_of_the_overrun(man, surrounded) for man in serving}
    commander = unit.commander
    walk_away(unit, commander, [(man, go(man, way, "W5")) for man, way in ways.items() if way != "falls back"])
    if refuge.control > 0:
        unit.place, unit.posture = refuge, "confined"


def way_of_the_overrun(man: Soldier, surrounded: bool) -> str:
    """Which way he takes: the largest weight with his draw."""
    p = man.model.p
    mercy = p.mercy_weight * man.sect.reassurance - p.dread_weight * man.community.fear
    home = p.home_weight + (p.home_crowd * (1.0 - man.home.control) if man.unit.place.crowd else 0.0)
    together = p.withdraw_cohesion * (man.unit.cohesion - 0.5) if man.model.on("D6") else 0.0
    weights = (p.over_weight + mercy, p.withdraw_weight - p.surrounded * surrounded + together, home, mercy)
    draws = man.model.draws.leanings("garrison way", man.key, man.spell, 4)
    sums = [weight + draw for weight, draw in zip(weights, draws, strict=True)]
    return DRAWN[sums.index(max(sums))]


def walk_away(unit: Unit, commander: Soldier | None, gone: list[tuple[Soldier, Entry]]) -> None:
    """Men who each decided for himself have gone; nobody follows a commander among them."""
    if gone:
        unit.see_gone(gone, None)
        if any(man is commander for man, _ in gone):
            unit.commander_gone = 1.0
            unit.commander_trust *= unit.model.p.trust_after_commander


def go(man: Soldier, way: str, cause: str, by_will: bool = True) -> Entry:
    """He goes; it counts as leaving."""
    model, unit = man.model, man.unit
    way, to, militia = seek(man, way)
    man.way, man.from_place, man.militia = way, unit.place, militia
    entry = man.become(to, cause)
    model.diary.today["attempts"] += unit.persons
    man.sect.left_today += unit.persons if by_will else 0.0
    model.nation.capability_lost += unit.persons * man.competence
    return entry
