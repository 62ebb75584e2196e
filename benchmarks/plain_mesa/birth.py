"""The eve of day one: who is who comes from the engine's population (fixed at birth); everything that moves is set up here."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from benchmarks.plain_mesa.country import Community, Place, Sect
from benchmarks.plain_mesa.draws import exp, log, sqrt, within_0_and_1
from benchmarks.plain_mesa.people import Person
from benchmarks.plain_mesa.units import Unit
from model.chance import Chance
from model.population.birth import born
from model.schema import SPECIALITIES
from model.state import State

if TYPE_CHECKING:
    from benchmarks.plain_mesa.plain import PlainModel

FAR = 20
"""Steps to a border where there is none to be reached."""


def populate(model: PlainModel) -> None:
    """Make the country, then the army in it."""
    state = born(model.setting, model.setting.parameters, model.battle, Chance(model.seed), model.off)
    model.places = [make_place(model, entry) for entry in model.setting.places]
    model.place = {place.id: place for place in model.places}
    measure_borders(model)
    model.sects = [make_sect(model, entry) for entry in model.setting.sects]
    for place in model.places:
        settle(model, place)
    model.communities = [community for place in model.places for community in place.communities]
    model.units = [make_unit(model, state, row) for row in range(len(model.battle.units))]
    model.people = [make_person(model, state, row) for row in range(state.people.size)]
    kin = defaultdict(list)
    for man, group in zip(model.people, state.people.kin.tolist(), strict=True):
        kin[group].append(man)
        man.kin = kin[group]
        man.unit.men.append(man)
        man.sect.members.append(man)
        if man.entry_day == 0:
            man.status = "serving"
            man.unit.gain(man)
        man.start_clocks()
    for unit in model.units:
        unit.start_strength = unit.strength
        unit.appoint_a_commander()
    for sect in model.sects:
        sect.serving_start = sect.serving()


def make_place(model: PlainModel, entry: Any) -> Place:
    """I7: a place as the scenario has it."""
    place = Place(model)
    place.id, place.population, place.violence, place.control = entry.id, float(entry.population), entry.violence, entry.control
    place.steps_to_border = FAR
    return place


def measure_borders(model: PlainModel) -> None:
    """I7: how many places one crosses to a country that takes people in: none at its border, elsewhere one more than next door."""
    open_countries = {country.id for country in model.setting.countries if country.camps}
    for _ in model.places:  # after as many rounds as there are places nothing changes any more
        for entry in model.setting.places:
            steps = [model.place[near].steps_to_border + 1 for near in entry.neighbours]
            here = model.place[entry.id]
            here.steps_to_border = 0 if open_countries & set(entry.borders) else min([FAR, *steps])


def make_sect(model: PlainModel, entry: Any) -> Sect:
    """I2, D4: a group; the revenge it can expect is set by its share of posts, beyond its share of the people, beside the ruler's group."""
    sect = Sect(model)
    sect.id, sect.ruling, sect.watched = entry.id, entry.ruling, entry.watched
    over = {other.id: other.sensitive_post_share / max(other.population_share, 1e-9) for other in model.setting.sects}
    rulers = next(over[other.id] for other in model.setting.sects if other.ruling)
    sect.revenge = within_0_and_1((over[entry.id] - 1.0) / max(rulers - 1.0, 1e-9))
    sect.reassurance, sect.suspicion = model.p.reassurance_start, model.p.suspicion_start
    sect.expects = [dict.fromkeys(("militia", "abroad", "hiding"), model.p.reception_prior) for _ in range(5)]
    return sect


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
    for community, deaths in zip(place.communities, aimed, strict=True):
        community.target = deaths / sum(aimed)


def make_unit(model: PlainModel, state: State, row: int) -> Unit:
    """A unit of the order of battle; a formation's brigades stand in its places by turns."""
    unit, entry = Unit(model), model.battle.units[row]
    formation = model.setting.army.formations[entry.formation]
    unit.id, unit.ordinal, unit.branch, unit.trusted = entry.id, entry.ordinal, formation.branch, formation.trusted
    unit.garrison = unit.place = model.place[formation.places[entry.brigade % len(formation.places)]]
    unit.persons = model.setting.about.persons_per_agent
    unit.peer_bond = unit.bond_norm = float(state.units.bond_norm[row])
    unit.commander_trust = unit.trust_norm = float(state.units.trust_norm[row])
    unit.institution = model.p.regime_odds_start
    return unit


def make_person(model: PlainModel, state: State, row: int) -> Person:
    """I1-I5: a person as he was born; his loyalty is drawn independently of his sect."""
    man, born_as, p = Person(model), state.people, model.p
    for name in ("key", "seat", "rank", "band", "competence", "ceilinged", "post", "sent", "discharge_day", "entry_day"):
        setattr(man, name, getattr(born_as, name)[row].item())
    man.speciality = SPECIALITIES[born_as.speciality[row]]
    man.unit, man.sect, man.home = model.units[born_as.unit[row]], model.sects[born_as.sect[row]], model.places[born_as.home[row]]
    man.community = next(community for community in man.home.communities if community.sect is man.sect)
    man.uneasy = bool(state.profiles.uneasy[born_as.profile[row]])
    spread = 1.0 / sqrt(p.loyalty_concentration * p.loyalty_mean * (1.0 - p.loyalty_mean))
    logit = log(p.loyalty_mean / (1.0 - p.loyalty_mean)) + spread * model.draws.normal("loyalty", man.key)
    man.loyalty = 1.0 / (1.0 + exp(-logit))
    return man
