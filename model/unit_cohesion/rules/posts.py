"""By whom places are held, what falls with a unit's post, where one can fall back to (W5, W9), how near the enemy is felt
to be (D17, D19), what rebels are worth in an assault (W5, W9), and who stays at his posts (D16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.arithmetic import clipped
from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.vocabulary import CONFINED, DEPLOYED

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Nation, Numbers, On, P, Place, Places, Roads, Unit


@compiled
def posted_men(book: Book, places: Places) -> Numbers:
    """Men by whom each place is held: those of units that have not left their posts, by first strength, and of the regime's militias."""
    posted = np.zeros(len(places))
    if book.on.W6:
        for row in range(len(places)):
            posted[row] = places[row].loyal_militia
    for row in range(book.size.army_units):
        unit = book.units[row]
        if unit.weight > 0.0 and not unit.post_lost:
            posted[unit.place] += unit.weight * unit.start_strength
    return posted


@compiled
def give_up(book: Book, places: Places, nation: Nation, number: int, posted: Numbers) -> None:
    """A unit leaves its post, and with it its share of what is held of the place.

    Args:
        number: of the unit. posted: by place, all by whom it is held.
    """
    unit, place = book.units[number], places[book.units[number].place]
    lost = place.control * min(unit.weight * unit.start_strength / posted[unit.place], 1.0)
    unit.post_lost, place.control = True, clipped(place.control - lost)
    nation.ground_lost += lost


@compiled
def best_held_next_door(places: Places, roads: Roads, place: int) -> int:
    """Of the places next to one, that of which most is held; -1 where nothing is."""
    best, most = -1, 0.0
    for number in range(roads.shape[1]):
        near = int(roads[place, number])
        if near >= 0 and places[near].control > most:
            best, most = near, places[near].control
    return best


@compiled
def is_near(roads: Roads, place: int, other: int) -> bool:
    """Whether a place is another, or next to it."""
    near = place == other
    for number in range(roads.shape[1]):
        near = near or int(roads[place, number]) == other
    return near


@compiled
def manned(worth: float, place: Place, p: P) -> float:
    """How far a side has men enough to occupy a place, from 0 to 1: empty land is won by those who can be all over it."""
    return float(min(1.0, worth / max(p.occupied_by * place.population, 1e-12)))


@compiled
def worth_in_attack(place: Place, p: P) -> float:
    """What the rebels of a place are worth in assaults: who chooses place and hour counts initiative times, who stands in line once."""
    return float(p.initiative * (place.rebel_worth - place.regular_worth) + place.regular_worth)


@compiled
def enemy_felt(place: Place, p: P) -> float:
    """How near the enemy is felt to be, from 0 to 1, by rebels' worth against what defends the place."""
    return float(min(1.0, place.rebel_worth / max(p.leaderless_danger * place.defence, 1.0)))


@compiled
def unless_used(unit: Unit, on: On) -> int:
    """The posture of a unit that is not cut off, whatever the regime uses: in barracks, or at its posts if it keeps some."""
    withdrawn = on.W7 and unit.withdrawn
    return DEPLOYED if on.D16 and unit.keeps_posts and not withdrawn else CONFINED
