"""The eve of day one: who is who comes from the engine's population (fixed at birth); everything that moves is set up here."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

from benchmarks.plain_mesa.birth_of_rebels import gather_rebels
from benchmarks.plain_mesa.country import Community, Place, Sect
from benchmarks.plain_mesa.draws import exp, log, sqrt
from benchmarks.plain_mesa.neighbours import Country, steps_to
from benchmarks.plain_mesa.people import Civilian, Person
from benchmarks.plain_mesa.soldiers import Soldier
from benchmarks.plain_mesa.units import Unit
from unit_cohesion.engine.world import World
from unit_cohesion.population.birth import world_on_eve
from unit_cohesion.population.order_of_battle import seats_by_intake
from unit_cohesion.vocabulary import SPECIALITIES

if TYPE_CHECKING:
    from benchmarks.plain_mesa.plain import PlainModel

INBORN = ("key", "seat", "rank", "band", "competence", "religiosity", "nationalism", "memory")
OF_THE_ARMY = ("ceilinged", "post", "sent", "discharge_day", "entry_day")


def populate(model: PlainModel) -> None:
    """Make the country, then the army in it, then the rebel side."""
    state = world_on_eve(model.setting, model.setting.parameters, model.battle, model.seed, model.off)
    model.places = [make_place(model, entry) for entry in model.setting.places]
    model.place = {place.id: place for place in model.places}
    model.countries = [make_country(model, entry) for entry in model.setting.countries]
    to_camps = steps_to(model, {country.id for country in model.countries if country.camps})
    model.sects = [make_sect(model, entry) for entry in model.setting.sects]
    for place in model.places:
        place.steps_to_border = to_camps[place]
        settle(model, place)
    model.communities = [community for place in model.places for community in place.communities]
    model.units = [make_unit(model, state, row) for row in range(len(model.battle.units))]
    for unit, entry in zip(model.units, model.battle.units, strict=True):
        unit.superior = model.units[entry.superior] if entry.superior >= 0 else None
    model.soldiers = [make_soldier(model, state, row) for row in range(state.army_people)]
    model.civilians = [make_civilian(model, state, row) for row in range(state.army_people, state.people.size)]
    model.people = [*model.soldiers, *model.civilians]
    for man, row in zip(model.soldiers, state.people.predecessor.tolist(), strict=False):
        man.before = model.soldiers[row] if row >= 0 else None
    kin, years = defaultdict(list), defaultdict(list)
    for man, group in zip(model.soldiers, state.people.kin.tolist(), strict=False):
        kin[group].append(man)
        years[man.year].append(man)
        man.kin, man.peers = kin[group], years[man.year]
        man.unit.men.append(man)
        man.sect.members.append(man)
        if man.entry_day == 0:
            man.status = "serving"
            man.unit.gain(man)
    for man in model.people:
        man.start_clocks()
    for unit in model.units:
        unit.start_strength = unit.strength
        unit.appoint_a_commander()
    for sect in model.sects:
        sect.serving_start = sect.serving()
    gather_rebels(model)


def make_place(model: PlainModel, entry: Any) -> Place:
    """I7: a place as the scenario has it."""
    place = Place(model)
    place.id, place.x, place.y = entry.id, entry.x, entry.y
    place.population, place.violence, place.control = float(entry.population), entry.violence, entry.control
    return place


def make_country(model: PlainModel, entry: Any) -> Country:
    """I7: a neighbour, and how far its border is."""
    country = Country(model)
    country.id, country.camps, country.steps = entry.id, entry.camps, steps_to(model, {entry.id})
    country.border = sum(entry.id in place.borders for place in model.setting.places)
    return country


def make_sect(model: PlainModel, entry: Any) -> Sect:
    """I2, V2: a group; its position is set by its share of senior posts beside its share of conscripts."""
    sect = Sect(model)
    sect.id, sect.ruling, sect.watched = entry.id, entry.ruling, entry.watched
    post = entry.sensitive_post_share / max(share_of_conscripts(model, entry), 1e-9)
    sect.position = post / (1.0 + post)
    sect.reassurance, sect.suspicion = model.p.reassurance_start, model.p.suspicion_start
    sect.expects = [dict.fromkeys(("militia", "abroad", "hiding"), model.p.reception_prior) for _ in range(5)]
    return sect


def share_of_conscripts(model: PlainModel, entry: Any) -> float:
    """A group's share of the conscripts' seats, or of the people where nobody is conscripted."""
    seats = zip(seats_by_intake(model.setting), model.setting.army.intakes, strict=True)
    called = [(number, intake.shares.get(entry.id, 0.0)) for number, intake in seats if intake.conscript]
    whole = sum(number for number, _ in called)
    return sum(number * share for number, share in called) / whole if whole else float(entry.population_share)


def settle(model: PlainModel, place: Place) -> None:
    """The communities of a place; deaths fall on them by their people, as far as each group is watched (where none is: by their people)."""
    entry = next(entry for entry in model.setting.places if entry.id == place.id)
    for sect in model.sects:
        community = Community(model)
        community.place, community.sect, community.population = place, sect, place.population * entry.sects.get(sect.id, 0.0)
        place.communities.append(community)
        sect.communities.append(community)
    aimed = [community.population * community.sect.watched for community in place.communities]
    if sum(aimed) == 0:
        aimed = [community.population for community in place.communities]
    exposed = [community.population * community.sect.position for community in place.communities]
    if sum(exposed) == 0:
        exposed = [community.population for community in place.communities]
    for community, deaths, by_rebels in zip(place.communities, aimed, exposed, strict=True):
        community.target, community.exposed = deaths / sum(aimed), by_rebels / sum(exposed)


def make_unit(model: PlainModel, state: World, row: int) -> Unit:
    """A unit of the order of battle; a formation's brigades stand in its places by turns."""
    unit, entry = Unit(model), model.battle.units[row]
    formation = model.setting.army.formations[entry.formation]
    unit.id, unit.ordinal, unit.branch, unit.trusted = entry.id, entry.ordinal, formation.branch, formation.trusted
    unit.keeps_posts = bool(formation.keeps_posts)
    unit.garrison = unit.place = model.place[formation.places[entry.brigade % len(formation.places)]]
    unit.persons = float(entry.weight)
    unit.peer_bond = unit.bond_norm = float(state.units.bond_norm[row])
    unit.trust_norm = float(state.units.trust_norm[row])
    unit.commander_trust = unit.trust_norm * known(model, formation.commander_since)
    unit.paid = 0.5 ** ((formation.pay_late or 0.0) / model.p.arrears_half)
    unit.institution = model.p.regime_odds_start * (model.p.institution_unpaid + (1.0 - model.p.institution_unpaid) * unit.paid)
    return unit


def known(model: PlainModel, since: date | None) -> float:
    """D6: how far a commander is trusted who came on a day, of what he will be; one of whom no day is told is known."""
    return 1.0 - exp(-(model.setting.about.start - since).days / model.p.bond_recovery_days) if since else 1.0


def make_soldier(model: PlainModel, state: World, row: int) -> Soldier:
    """I1-I5: a man of the army as he was born."""
    man, born_as = Soldier(model), state.people
    for name in OF_THE_ARMY:
        setattr(man, name, getattr(born_as, name)[row].item())
    man.unit = model.units[born_as.unit[row]]
    man.uneasy = bool(state.profiles.uneasy[born_as.profile[row]])
    man.tipping, man.year = float(state.profiles.tipping[born_as.profile[row]]), int(state.arrays["tie_group"][row])
    make_person(man, state, row)
    return man


def make_civilian(model: PlainModel, state: World, row: int) -> Civilian:
    """W2: one of the pool who could ever take up arms."""
    man = Civilian(model)
    make_person(man, state, row)
    man.group, man.from_place = f"civilians/{man.home.id}/{man.sect.id}", man.home
    man.persons = model.setting.about.persons_per_agent
    return man


def make_person(man: Person, state: World, row: int) -> None:
    """What everybody is born with; loyalty is drawn independently of sect."""
    model, born_as, p = man.model, state.people, man.model.p
    for name in INBORN:
        setattr(man, name, getattr(born_as, name)[row].item())
    man.speciality, man.skill = SPECIALITIES[born_as.speciality[row]], man.competence
    man.sect, man.home = model.sects[born_as.sect[row]], model.places[born_as.home[row]]
    man.community = next(community for community in man.home.communities if community.sect is man.sect)
    spread = 1.0 / sqrt(p.loyalty_concentration * p.loyalty_mean * (1.0 - p.loyalty_mean))
    logit = log(p.loyalty_mean / (1.0 - p.loyalty_mean)) + spread * model.draws.normal("loyalty", man.key)
    man.loyalty = 1.0 / (1.0 + exp(-logit))
