"""W7, W10: what units do amid crowds that are ordered to shoot at them, or to withdraw; and crowds that drive off who shoots."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from benchmarks.plain_mesa.departures import seek
from benchmarks.plain_mesa.flight import way_of
from benchmarks.plain_mesa.ground import give_up_post, go, neighbours, walk_away
from unit_cohesion.engine.chance import label
from unit_cohesion.schema import Event

if TYPE_CHECKING:
    from benchmarks.plain_mesa.country import Place, Sect
    from benchmarks.plain_mesa.plain import PlainModel
    from benchmarks.plain_mesa.units import Unit

ANSWERS = ("obeyed", "refused", "fled")
COUNTED = {"obeyed": "units_obeying", "refused": "units_refusing", "fled": "units_fleeing"}


class Street(NamedTuple):
    """A place with people in its streets.

    Attributes:
        people: of each group. units: those under an order to shoot. unmoved: of the units asked yesterday, the share that did not obey.
        men: in those units, before the first of them answers.
    """

    people: dict[Sect, float]
    units: list[Unit]
    unmoved: float
    men: float

    @property
    def persons(self) -> float:
        """How many are in the street."""
        return sum(self.people.values())

    def share(self, sect: Sect) -> float:
        """How much of the crowd is of a group."""
        return self.people[sect] / self.persons

    def press(self, model: PlainModel) -> float:
        """How its size tells against obeying, by the persons in it for each man under the order."""
        for_each = self.persons / self.men
        return model.p.order_crowd * for_each / (for_each + model.p.crowd_half)

    def outnumbers(self, half: float) -> float:
        """How far they outnumber those under the order, from 0 to 1; ``half``: persons for each man at which by half."""
        for_each = self.persons / self.men
        return for_each**2 / (for_each**2 + half**2)


def give_orders(model: PlainModel) -> None:
    """Each unit is under the latest order given to it or to those above it, the nearest of several of one day; then they answer."""
    orders = {unit: order_to(unit) if model.on("W7") else None for unit in model.units}
    streets = {place: street(place, orders) for place in model.places}
    for place, there in streets.items():
        place.crowd = there.persons
        for community in place.communities:
            community.in_crowd = there.people[community.sect]
    if not model.on("W7"):
        for unit in model.units:
            unit.order_answer = ""
        return
    nation, p = model.nation, model.p
    nation.under_orders = nation.units_obeying = nation.units_refusing = nation.units_fleeing = nation.shot_today = 0.0
    for unit, order in orders.items():
        if unit not in streets[unit.place].units:
            unit.order_answer = ""
        unit.withdrawn = bool(order and order.to == "withdraw")
        if unit.withdrawn and unit.posture == "deployed":
            unit.posture = "confined"
            if model.on("D16"):
                unit.tell("D16", -p.sealing * model.regime.answer)
    firing = dict.fromkeys(model.places, 0.0)
    for unit in model.units:
        there, order = streets[unit.place], orders[unit]
        if unit not in there.units or not unit.strength or not unit.persons or not order:
            continue
        unit.order_answer = answer(unit, order, there)
        nation.under_orders += unit.persons
        count = COUNTED[unit.order_answer]
        setattr(nation, count, getattr(nation, count) + unit.persons)
        if unit.order_answer == "obeyed":
            firing[unit.place] += unit.persons * unit.strength
        if unit.order_answer == "fled":
            leave(unit, order)
    for place, men in firing.items():
        if not men:
            continue
        dead = min(p.shot_daily * streets[place].outnumbers(p.shot_half) * men / 1000.0, streets[place].persons)
        nation.shot_today += dead
        for community in place.communities if dead else ():
            community.shot += dead * streets[place].share(community.sect)


def order_to(unit: Unit) -> Event | None:
    """The order that binds it today, if any."""
    model = unit.model
    known = [order for order in model.orders if order.date <= model.date <= (order.end or model.date)]
    found = [(order.date, levels[order.of], order.id, order) for order in known if order.of in (levels := chain(unit))]
    return max(found, key=lambda one: one[:3])[3] if found else None


def chain(unit: Unit) -> dict[str | None, int]:
    """All that a unit is under, from the army (None) down to itself, by how deep it lies."""
    parents, above = unit.model.battle.parents, [unit.id]
    entry = next(entry for entry in unit.model.battle.units if entry.id == unit.id)
    at = entry.parent
    while at:
        above.append(at)
        at = parents.get(at, "")
    return {name: depth for depth, name in enumerate([None, *reversed(list(dict.fromkeys(above)))])}


def street(place: Place, orders: dict[Unit, Event | None]) -> Street:
    """Who is in the streets of a place, and which units stand against them."""
    model = place.model
    people = {community.sect: 0.0 for community in place.communities}
    shares = next(entry for entry in model.setting.places if entry.id == place.id).sects
    for crowd in model.setting.crowds:
        if crowd.place == place.id and crowd.start <= model.date <= crowd.end:
            for sect in people:
                people[sect] += crowd.size * (crowd.groups or shares).get(sect.id, 0.0)
    here = [unit for unit in model.units if unit.place is place]
    asked = [unit for unit in here if unit.order_answer]
    unmoved = sum(unit.persons for unit in asked if unit.order_answer != "obeyed") / max(sum(unit.persons for unit in asked), 1.0)
    told = [unit for unit in here if (order := orders[unit]) and order.to == "shoot" and not unit.post_lost]
    told = told if sum(people.values()) > 0 else []
    return Street(people, told, unmoved, sum(unit.persons * unit.strength for unit in told))


def answer(unit: Unit, order: Event, there: Street) -> str:
    """It obeys, refuses and stays, or leaves: the largest weight with its draw, which is the same as long as the order is."""
    model, p = unit.model, unit.model.p
    assert unit.commander
    man, men = unit.commander, [man for man in unit.men if man.status == "serving"]
    loses = man.odds * model.regime.pay * unit.paid * man.privilege * man.sect.position
    his = p.order_loyalty * (man.loyalty - 0.5) + p.order_stakes * loses - p.order_likeness * there.share(man.sect)
    theirs = -p.order_likeness * sum(there.share(one.sect) for one in men) / len(men)
    against = there.press(model)
    weights = (
        p.order_weight
        + (p.order_police if unit.branch == "police" else 0.0)
        + unit.commander_trust * his
        + (1.0 - unit.commander_trust) * theirs,
        against + p.order_example * there.unmoved,
        against - p.order_stays * (1.0 - unit.turned),
    )
    draws = model.draws.leanings("answer to an order", label(order.id) * 2**32 + unit.ordinal, 0, len(ANSWERS))
    sums = [weight + draw for weight, draw in zip(weights, draws, strict=True)]
    return ANSWERS[sums.index(max(sums))]


def leave(unit: Unit, order: Event) -> None:
    """All its men go, each by where the unit leans; houses are burnt for them, and word of them travels, as of others."""
    model, commander = unit.model, unit.commander
    unit.goes_as_one = "over an order"
    gone = []
    for man, way in [(man, way_of(man)) for man in unit.men if man.waits_as("serving")]:
        way, to, militia = seek(man, way)
        man.way, man.from_place, man.militia = way, unit.place, militia
        entry = man.become(to, "W7", trigger=f"events.{order.id}")
        model.diary.today["attempts"] += unit.persons
        man.sect.left_today += unit.persons
        model.nation.capability_lost += unit.persons * man.competence
        man.left_day, man.left_with = model.day, entry
        if model.on("R13") and model.rebels.active:
            man.seen_besieged, man.seen_pressed = unit.posture == "besieged", 1.0 - man.home.control
        gone.append((man, entry))
    walk_away(unit, commander, gone)
    model.leavers += gone


def storm(model: PlainModel) -> None:
    """Crowds that are large for those who shoot at them drive units off: the post is lost, a share of the men goes home."""
    nation, p = model.nation, model.p
    if not model.on("W10"):
        return
    nation.units_driven_off = 0.0
    shooting = [unit for unit in model.units if unit.order_answer == "obeyed"] if nation.units_obeying else []
    worth = {unit: unit.persons * unit.strength * (1.0 if unit.branch == "police" else p.storm_army) for unit in shooting}
    men = {place: sum(worth[unit] for unit in shooting if unit.place is place) for place in model.places}
    for unit in model.units:
        alike = unit.branch == "police" and unit.order_answer == "refused" and men.get(unit.place)
        if not (unit in shooting or alike) or not unit.persons or not unit.strength:
            continue
        for_each = (unit.place.crowd / men[unit.place]) ** p.storm_slope
        chance = p.storm_daily * for_each / (for_each + p.storm_half**p.storm_slope)
        if model.draws.lot("storm", unit.ordinal, model.day) < chance:
            nation.units_driven_off += unit.persons
            give_up_post(unit)
            near = [unit.place, *neighbours(unit.place)]
            home = [man for man in unit.men if man.waits_as("serving") and man.home in near]
            shares = {man: p.storm_scatters * joins(unit.place, man.sect) for man in home}
            home = [man for man in home if model.draws.lot("scattered by a crowd", man.key, model.day) < shares[man]]
            walk_away(unit, unit.commander, [(man, go(man, "hiding", "W10", by_will=False)) for man in home])
            unit.posture = "confined"


def joins(place: Place, sect: Sect) -> float:
    """A group's share of the crowd by its share of the place's people, 1 at most."""
    people = next(community for community in place.communities if community.sect is sect)
    if people.in_crowd == 0.0:
        return 0.0
    settled = people.population / place.population
    return min(1.0, people.in_crowd / place.crowd / settled) if settled else 1.0
