"""Militias and sponsors on the eve of day one: named ones wait for their date, slots of local ones are empty (R15, S1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from unit_cohesion.engine.chance import label
from unit_cohesion.population.scenario_cache import cached_by_scenario
from unit_cohesion.scenario import Scenario


@cached_by_scenario
def _ids(scenario: Scenario) -> tuple[str, ...]:
    if not scenario.militias:
        return ()
    local = range(1, int(scenario.parameters["local_slots"]) + 1)  # type: ignore[arg-type]
    return (*(m.id for m in scenario.militias), *(f"{place.id}/local-{n}" for place in scenario.places for n in local))


def militia_ids(scenario: Scenario) -> list[str]:
    """Ids by row: the named ones, then every place's local slots, ``place/local-1`` and so on; none without a rebel side."""
    return list(_ids(scenario))


def fill_militias(tables: Mapping[str, Any], scenario: Scenario) -> None:
    """Fill the tables of countries, militias and sponsors (their ``loyalty_weight`` apart, which may hang on a parameter)."""
    country_row = {country.id: row for row, country in enumerate(scenario.countries)}
    countries = tables["countries"]
    countries.camps[:] = [country.camps for country in scenario.countries]
    countries.border[:] = [sum(country.id in place.borders for place in scenario.places) for country in scenario.countries]
    countries.open[:] = 1.0
    if not scenario.militias:
        return
    place_row = {place.id: row for row, place in enumerate(scenario.places)}
    sect_row = {sect.id: row for row, sect in enumerate(scenario.sects)}
    patron_row = {sponsor.id: row for row, sponsor in enumerate(scenario.sponsors)}
    militias, sponsors, named = tables["militias"], tables["sponsors"], slice(len(scenario.militias))
    militias.key[:] = [label(id) for id in _ids(scenario)]
    militias.patron[:] = -1
    militias.place[len(scenario.militias) :] = np.repeat(np.arange(len(scenario.places)), int(scenario.parameters["local_slots"]))  # type: ignore[arg-type]
    militias.named[named] = True
    militias.place[named] = [place_row[m.place] for m in scenario.militias]
    largest = [max(place.sects, key=lambda sect, place=place: (place.sects[sect], sect)) for place in scenario.places]  # type: ignore[misc]
    militias.sect[named] = [sect_row[m.sect or largest[place_row[m.place]]] for m in scenario.militias]
    militias.patron[named] = [patron_row[m.patron] if m.patron else -1 for m in scenario.militias]
    for column in ("extremist", "officer_led", "moves", "regular", "early", "means", "religiosity", "nationalism", "warlordism"):
        getattr(militias, column)[named] = [getattr(m, column) for m in scenario.militias]
    militias.front[:] = militias.place
    militias.rises[named] = [m.founded.toordinal() for m in scenario.militias]
    militias.first_size[named] = [m.size for m in scenario.militias]
    militias.discipline[named] = [m.organisation for m in scenario.militias]
    captives = [(m.captives.released, m.captives.killed) if m.captives else (0.0, 0.0) for m in scenario.militias]
    militias.released[named], militias.killed[named] = zip(*captives, strict=True)
    sponsors.start_day[:] = [(s.start - scenario.about.start).days + 1 for s in scenario.sponsors]
    sponsors.country[:] = [country_row[s.country] if s.country else -1 for s in scenario.sponsors]
    sponsors.counts[:] = [s.key for s in scenario.sponsors]
    for column in ("agenda", "budget", "foreign"):
        getattr(sponsors, column)[:] = [getattr(s, column) for s in scenario.sponsors]
