"""The rebel side on the eve of day one: named militias wait for their date, slots of local ones are empty (R15, S1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.plain_mesa.country import Place
from benchmarks.plain_mesa.militias import Leader, Militia
from benchmarks.plain_mesa.sponsors import Sponsor
from unit_cohesion.engine.chance import label

if TYPE_CHECKING:
    from benchmarks.plain_mesa.plain import PlainModel


def gather_rebels(model: PlainModel) -> None:
    """Sponsors, then the named militias, then every place's slots."""
    rebels, setting = model.rebels, model.setting
    if not rebels.active:
        return
    rebels.sponsors = [make_sponsor(model, entry) for entry in setting.sponsors]
    rebels.militias = [make_named_militia(model, entry) for entry in setting.militias]
    slots = range(1, int(model.p.local_slots) + 1)
    rebels.militias += [make_slot(model, place, f"{place.id}/local-{number}") for place in model.places for number in slots]
    for militia in rebels.militias:
        militia.place.militias.append(militia)


def make_sponsor(model: PlainModel, entry: Any) -> Sponsor:
    """S1: a sponsor as the scenario has it."""
    sponsor = Sponsor(model)
    for name in ("id", "agenda", "budget", "key", "foreign"):
        setattr(sponsor, name, getattr(entry, name))
    sponsor.start_day = (entry.start - model.setting.about.start).days + 1
    sponsor.loyalty_weight = model.p.sponsor_loyalty_weight if entry.loyalty_weight is None else entry.loyalty_weight
    sponsor.country = next((country for country in model.countries if country.id == entry.country), None)
    return sponsor


def make_named_militia(model: PlainModel, entry: Any) -> Militia:
    """A militia as the scenario has it; its leader is of the largest group of the place unless the scenario says otherwise."""
    militia = make_slot(model, model.place[entry.place], entry.id)
    shares = next(place for place in model.setting.places if place.id == entry.place).sects
    group = entry.sect or max(shares, key=lambda sect: (shares[sect], sect))
    sect = next(sect for sect in model.sects if sect.id == group)
    militia.leader = Leader(sect, entry.early, entry.means, entry.warlordism)
    militia.rises, militia.first_men = entry.founded, entry.size
    militia.extremist, militia.officer_led = entry.extremist, entry.officer_led
    militia.moves, militia.regular = entry.moves, entry.regular
    militia.religiosity, militia.nationalism, militia.discipline = entry.religiosity, entry.nationalism, entry.organisation
    if entry.captives:
        militia.released, militia.killed = entry.captives.released, entry.captives.killed
    militia.patron = next((sponsor for sponsor in model.rebels.sponsors if sponsor.id == entry.patron), None)
    return militia


def make_slot(model: PlainModel, place: Place, id: str) -> Militia:
    """A slot in which a local militia may arise, again and again."""
    militia = Militia(model)
    militia.id, militia.key, militia.place = id, label(id), place
    militia.front, militia.moves, militia.regular = place, False, False
    militia.rises, militia.first_men, militia.officer_led = None, 0, False
    return militia
