"""The rebels counted, week by week: who is with which militia, what it can use, how many militias there are (R15's measures)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import Rule, column, parameter
from unit_cohesion.engine.transitions import those
from unit_cohesion.rules.skills import used
from unit_cohesion.vocabulary import ADVISER, BANDS, CIVIL, COMMANDER, FIGHTER, NATIONAL, STATUSES

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Militias, Nation, Places, Rows

OFFICERS = BANDS.index("junior officers")
"""The lowest rank band of officers."""
WITH_MILITIAS = np.array([status in (FIGHTER, COMMANDER, ADVISER) for status in range(len(STATUSES))])
NATIONAL_ARMY = np.array([status == NATIONAL for status in range(len(STATUSES))])


class Muster(Rule):
    """Militias and the places where they fight are counted anew; an adviser's skill counts ``adviser_use``.

    effective_militias = 1 / Σ share², share of fighters in each militia
    """

    every = 7
    rebels = True

    adviser_use = parameter(
        0.5, "1", 0.0, 1.0, "Share of his skill that an adviser from afar brings to his militia.", "estimate", of="R4", table="militia_life"
    )

    disorder = column("places", "f8", "1", "how unruly its militias are, by fighters", high=1, told=True)
    memory = column("militias", "f8", "1", "its fighters' mean memory of abuse by officers in compulsory service", high=1, told=True)
    fighters = column("militias", "f8", "persons", "men in it, officers included", told=True)
    officers = column("militias", "f8", "persons", "defected officers in action in it", told=True)
    advisers = column("militias", "f8", "persons", "defected officers who advise it from afar", told=True)
    capability = column("militias", "f8", "competence", "skill of defectors that it can use", told=True)
    rebel_militias = column("nation", "f8", "militias", "militias that exist", told=True)
    effective_militias = column(
        "nation", "f8", "militias", "effective number of militias: one over the sum of squared shares of fighters", told=True
    )
    largest_militia_share = column("nation", "f8", "1", "share of fighters in the largest militia", high=1, told=True)
    militia_cohesion = column("nation", "f8", "1", "cohesion of militias, by fighters", high=1, told=True)
    warlordism = column("nation", "f8", "1", "how far militias' leaders are warlords, by fighters", high=1, told=True)

    @staticmethod
    @compiled
    def run(book: Book, places: Places, militias: Militias, nation: Nation, found: Rows) -> None:
        """Count militias and places anew."""
        count_militias(book, militias, found)
        fill_places(places, militias)
        capability = trained = 0.0
        for militia in militias:
            capability += militia.capability
        for number in range(those(book, NATIONAL_ARMY, found, -1)):
            person = book.people[found[number]]
            weight = book.units[person.unit].weight
            places[int(person.from_place)].insurgents += weight
            if person.band < CIVIL:
                trained += weight * person.skill
        nation.capability_used = capability + trained
        insurgents = 0.0
        for place in places:
            insurgents += place.insurgents
        nation.insurgents_peak = max(nation.insurgents_peak, insurgents)
        measure(militias, nation)


@compiled
def count_militias(book: Book, militias: Militias, found: Rows) -> None:
    """Count the men of each militia, what their skill is worth to it, and what those below officer remember of officers."""
    p, enlisted = book.p, np.zeros(len(militias))
    for militia in militias:
        militia.fighters = militia.officers = militia.advisers = militia.memory = militia.capability = 0.0
    for number in range(those(book, WITH_MILITIAS, found, -1)):
        row = found[number]
        person = book.people[row]
        if person.militia < 0:
            continue
        militia, weight, band = militias[int(person.militia)], book.units[person.unit].weight, int(person.band)
        active, officer = book.status[row] != ADVISER, OFFICERS <= band < CIVIL
        if not active:
            militia.advisers += weight
        else:
            militia.fighters += weight
            if officer:
                militia.officers += weight
            else:
                enlisted[int(person.militia)] += weight
                militia.memory += weight * person.memory
        if band < CIVIL:
            militia.capability += weight * (used(person.skill, int(person.speciality), p) * (1.0 if active else p.adviser_use))
    for row in range(len(militias)):
        militias[row].memory /= max(enlisted[row], 1e-9)


@compiled
def fill_places(places: Places, militias: Militias) -> None:
    """Put the men of living militias where they fight, and see how unruly they are there."""
    for place in places:
        place.insurgents = place.disorder = 0.0
    for militia in militias:
        if militia.alive:
            places[militia.front].insurgents += militia.fighters
            places[militia.front].disorder += militia.fighters * (1.0 - militia.discipline)
    for place in places:
        place.disorder /= max(place.insurgents, 1e-9)


@compiled
def measure(militias: Militias, nation: Nation) -> None:
    """How many living militias there are, how large, how cohesive, and how far their leaders are warlords (R15)."""
    count = whole = largest = squares = cohesion = warlordism = 0.0
    for militia in militias:
        if militia.alive and militia.fighters > 0.0:
            count += 1.0
            whole += militia.fighters
    for militia in militias:
        if militia.alive:
            share = militia.fighters / max(whole, 1e-9)
            largest = max(largest, share)
            squares += share * share
            cohesion += share * militia.cohesion
            warlordism += share * militia.warlordism
    nation.rebel_militias, nation.largest_militia_share = count, largest
    nation.effective_militias = 1.0 / squares if whole > 0.0 else 0.0
    nation.militia_cohesion, nation.warlordism = cohesion, warlordism
