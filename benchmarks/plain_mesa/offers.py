"""W9, W9b: units that are offered terms lay down their arms as one; captives are sent home or killed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.plain_mesa.departures import seek
from benchmarks.plain_mesa.draws import exp, log
from benchmarks.plain_mesa.ground import give_up_post, neighbours, striking
from unit_cohesion.engine.chance import label
from unit_cohesion.schema import Offer

if TYPE_CHECKING:
    from benchmarks.plain_mesa.country import Place
    from benchmarks.plain_mesa.plain import PlainModel
    from benchmarks.plain_mesa.soldiers import Soldier
    from benchmarks.plain_mesa.units import Unit

NEVER = float("-inf")


def weigh_terms(model: PlainModel) -> None:
    """Each offer that stands is weighed by all units before those who make it; then what was promised to captives, or not, is done."""
    nation = model.nation
    nation.units_yielding = nation.yielded_today = nation.sent_home_today = nation.killed_today = 0.0
    for offer in model.setting.offers if model.on("W9") else ():
        if offer.start <= model.date <= (offer.end or model.date):
            fallen = sum(place.control <= model.p.won_control for place in model.places) / len(model.places)
            asked = [unit for unit in model.units if stands_before(unit, offer)]
            go_on = [unit for unit in asked if unit.disarmed and unit.place.control <= model.p.won_control]
            willing = [unit for unit in asked if not unit.post_lost and would_yield(unit, offer, fallen)]
            for unit in model.units:
                if unit in willing:
                    yield_(unit, offer)
                elif unit in go_on:
                    let_go(unit, offer)
    if model.rebels.active and model.on("W9b"):
        deal_with_captives(model)


def stands_before(unit: Unit, offer: Offer) -> bool:
    """Whether it is in a place of those who make the offer, or in pockets that they left behind next door."""
    if unit.persons == 0 or not unit.strength:
        return False
    pockets = unit.place.control <= unit.model.p.won_control
    return any(makes(unit.model, offer, place) for place in [unit.place, *(neighbours(unit.place) if pockets else ())])


def makes(model: PlainModel, offer: Offer, place: Place) -> bool:
    """Whether rebels stand there who make the offer."""
    named = [militia for militia in model.rebels.militias if militia.id == offer.by]
    return place.rebel_worth > 0 and all(militia.alive and militia.front is place for militia in named)


def would_yield(unit: Unit, offer: Offer, fallen: float) -> bool:
    """Whether what speaks for it is above the unit's draw, which is the same as long as the offer is.

    Args:
        fallen: share of all places that are lost.
    """
    model, p, place, chief = unit.model, unit.model.p, unit.place, unit.commander
    assert chief
    theirs = striking(place) / (1.0 - place.control + p.reach)
    ours = p.ground_hold * (place.defence - place.leaving) / (place.control + p.reach)
    heard = place.terms_kept + place.terms_broken
    kept = (p.terms_known * offer.kept + place.terms_kept) / (p.terms_known + heard)
    will = (
        p.offer_weight
        + p.offer_odds * (1.0 - ours / (theirs + ours))
        + p.offer_outlook * (1.0 - chief.odds)
        + p.offer_example * lost_about(place)
        + p.offer_fallen * fallen
        + p.offer_scattered * place.control * unit.keeps_posts
        + p.offer_terms * kept * (1.0 - chief.community.fear)
        - p.offer_cohesion * (unit.peer_bond + unit.institution) / 2.0
        - p.offer_loyalty * unit.commander_trust * chief.loyalty
    )
    old = offer.start < model.setting.about.start
    if old and model.day <= 9:  # who is there has not taken it so far; by then all are counted who stood before
        unit.withstood = max(unit.withstood, 1.0 / (1.0 + exp(-will)))
        return False
    drawn = model.draws.lot("takes an offer", key(unit, offer), 0)
    if old:
        drawn = unit.withstood + (1.0 - unit.withstood) * drawn
    return will > log(drawn / max(1.0 - drawn, 1e-12))


def key(unit: Unit, offer: Offer) -> int:
    """What a unit's draws for an offer are by."""
    return label(offer.id) * 2**32 + unit.ordinal


def lost_about(place: Place) -> float:
    """How much of the place and of those next to it the regime does not hold."""
    about = [place, *neighbours(place)]
    return 1.0 - sum(one.control for one in about) / len(about)


def yield_(unit: Unit, offer: Offer) -> None:
    """Its post falls, its men are let go; how they fared is heard there and next door."""
    place, nation = unit.place, unit.model.nation
    nation.units_yielding += unit.persons
    nation.yielded_today += unit.persons * unit.strength
    lose_post(unit)
    unit.disarmed = True
    honoured = let_go(unit, offer)
    for near in (place, *neighbours(place)):
        if honoured:
            near.terms_kept += unit.persons
        else:
            near.terms_broken += unit.persons


def let_go(unit: Unit, offer: Offer) -> bool:
    """Its men decide, and go; whether what they were promised is kept."""
    model, place, nation = unit.model, unit.place, unit.model.nation
    held = [near for near in neighbours(place) if near.control > model.p.won_control]
    back = max(held, key=lambda near: near.control, default=None)
    honoured = bool(model.draws.lot("honours terms", key(unit, offer), 0) < offer.kept)
    ways = {man: way_by_terms(man, offer, back is not None) for man in unit.men if man.waits_as("serving")}
    commander, gone = unit.commander, []
    for man, way in ways.items():
        if way == "falls back":
            continue
        way, to, militia = seek(man, way)
        man.way, man.from_place, man.militia = way, place, militia
        gone.append((man, man.become(to, "W9")))
        model.diary.today["attempts"] += unit.persons
        man.sect.left_today += unit.persons
        nation.capability_lost += unit.persons * man.competence
    if gone:
        unit.see_gone(gone, None)
        if any(man is commander for man, _ in gone):
            unit.commander_gone = 1.0
            unit.commander_trust *= model.p.trust_after_commander
    for man, _ in gone:
        if honoured and man.status == "captured":
            man.become("sent home", "W9")
            nation.sent_home_today += unit.persons
    if unit.strength and back:
        unit.place, unit.posture = back, "confined"
    return honoured


def lose_post(unit: Unit) -> None:
    """What the unit held of the place goes to the rebels."""
    place = unit.place
    give_up_post(unit)
    guards = [one for one in place.model.units if one.place is place and not one.post_lost and one.persons > 0 and one.strength > 0]
    if not guards:  # its militias do not hold it alone
        place.model.nation.ground_lost += place.control
        place.control = place.attack = place.defence = 0.0  # what was counted there this week fights no more


def way_by_terms(man: Soldier, offer: Offer, can_fall_back: bool) -> str:
    """Of the terms that are offered, what he takes; he goes home if nothing else is open to him."""
    p = man.model.p
    home, passage, over = man.model.draws.leanings("term taken", man.key, man.spell, 3)
    sums = {
        "captured": p.home_weight + home if "go_home" in offer.terms else NEVER,
        "falls back": p.withdraw_weight + passage if "passage" in offer.terms and can_fall_back else NEVER,
        "militia": p.over_weight + over if "change_side" in offer.terms else NEVER,
    }
    return max(sums, key=lambda way: sums[way])


def deal_with_captives(model: PlainModel) -> None:
    """Those taken today are sent home, killed or kept, as the largest militia of the place does."""
    if not any(militia.released or militia.killed for militia in model.rebels.militias):
        return
    for man in model.soldiers:
        if man.status != "captured" or man.since_day != model.day:
            continue
        there = [one for one in model.rebels.militias if one.alive and one.front is man.from_place and one.fighters > 0]
        if not there:
            continue
        holder = max(there, key=lambda militia: militia.fighters)
        drawn = model.draws.lot("captive", man.key, model.day)
        if drawn < holder.killed:
            man.become("dead", "W9b")
            model.nation.killed_today += man.unit.persons
            man.community.fallen += man.unit.persons
        elif drawn < holder.killed + holder.released:
            man.become("sent home", "W9b")
            model.nation.sent_home_today += man.unit.persons
