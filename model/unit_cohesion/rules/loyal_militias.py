"""W6: the regime's own militias: men of communities that fear the other side, who fill what the army lacks and hold their places.

They come where there is fear (V2), as the army comes to lack men, and more of them while the rebels' sponsors disagree and no national army
stands (S7). They die beside the soldiers, hold with the garrisons, and hold on where a garrison has gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import Rule, column, mechanism, parameter
from unit_cohesion.rules.beliefs import lacking

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Communities, Nation, Places, Sects

WEEK = 7.0


class LoyalMilitias(Rule):
    """Each day some fall; each week the heads of every community move towards those who are called.

    lacking = lack / (lack + lack_half), lack = share missing of the army's first strength
    heads → loyal_share · people · fear · control of the place · lacking · (1 + gap_calls · gap), over loyal_days     gap: S7
    killed a day = heads · exposure_loyal · heat of the place · hazard of a man in barracks where all the day's deaths fall
    """

    table = "loyal_militias"
    heading = "The regime's own militias (W6)"

    W6 = mechanism(
        "The regime's militias",
        "Communities that fear the other side raise militias, which fill what the army lacks, die beside it and hold their places.",
        "A41, lit",
        off="the regime is weaker in loyal places; S7 has no body",
        outcome="places.loyal_militia",
        resets=("regime_militia",),
    )

    loyal_share = parameter(
        0.025,
        "1",
        0.0,
        0.2,
        "Most of a community's people in the regime's militias, in full fear, where the army lacks everybody.",
        "estimate: P-R11, 50,000 to 100,000 men in 2013",
        of=W6,
        neutral=0.0,
    )
    lack_half = parameter(
        0.25,
        "1",
        0.01,
        2.0,
        "Share of the army's first strength missing at which half of those who could be are called.",
        "estimate",
        of=W6,
    )
    loyal_days = parameter(180.0, "days", 7.0, 1000.0, "Time in which militias are raised, and dissolve.", "estimate", of=W6)
    gap_calls = parameter(
        0.5, "1", 0.0, 3.0, "How many more are called at the full gap that the rebels' sponsors leave.", "A41", of="S7", table="sponsorship"
    )
    exposure_loyal = parameter(
        6.0,
        "1",
        0.5,
        20.0,
        "Chance of being killed of a militiaman against a soldier in barracks.",
        "estimate: as a besieged soldier",
        of=W6,
    )

    communities_loyal = column("communities", "f8", "persons", "its men in the regime's militias", called="loyal_militia")
    places_loyal = column("places", "f8", "persons", "men in the regime's militias", called="loyal_militia", told=True)
    regime_militia = column("nation", "f8", "persons", "men in the regime's militias", told=True)
    militia_dead = column("nation", "f8", "persons", "men of the regime's militias killed so far", told=True)

    @staticmethod
    @compiled
    def run(book: Book, places: Places, communities: Communities, sects: Sects, nation: Nation, day: int) -> None:
        """Let some fall, and each week others come or go home; count them."""
        if not book.on.W6:
            return
        p, count, whole = book.p, book.size.sects, 0.0
        deaths = called = 0.0
        for place in places:
            deaths += place.all_deaths
        weekly = (day - 1) % int(WEEK) == 0
        if weekly:
            called = p.loyal_share * lacking(sects, book.counts, p) * (1.0 + p.gap_calls * nation.gap)
        for row in range(len(places)):
            place, there = places[row], 0.0
            falls = min(1.0, p.exposure_loyal * (place.all_deaths / max(deaths, 1e-12)) * nation.fire)
            for number in range(row * count, (row + 1) * count):
                community = communities[number]
                killed = falls * community.loyal_militia
                community.loyal_militia -= killed
                community.fallen += killed
                nation.militia_dead += killed
                if weekly:
                    wanted = called * community.population * community.fear * place.control
                    community.loyal_militia += (wanted - community.loyal_militia) * min(1.0, WEEK / p.loyal_days)
                there += community.loyal_militia
            place.loyal_militia = there
            whole += there
        nation.regime_militia = whole
