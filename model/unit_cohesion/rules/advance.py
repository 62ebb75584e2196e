"""W8: attackers who come from elsewhere stand on their date, and move on once their ground is won.

A militia that moves has a home, where it gathers men, has its leader and is paid, and a front, where its fighters stand. All others have
their front at home. What is weighed where it happens is weighed at the front: worth and assaults (W2, W5), who falls (W2), what the people
around fear (V2), what extremists do there (R20).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.arithmetic import INFINITY
from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import Rule, column, mechanism, parameter
from unit_cohesion.rules.militias import density, rise, worth_of

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Causes, Militias, P, Places, Roads, Rows


class Advance(Rule):
    """A militia that moves stands on its date; each day, once the regime holds won_control of its front or less, it goes a road further.

    next = of the places where control > won_control that are the fewest roads away the one with the least odds; it goes a road of the way
        there each day, and stays where there is none
    odds = defence / (control + reach) ÷ ((rebel_worth + its own worth) / (1 − control + reach)), as W5 weighs them
    all its men go: its worth and its fighters count there from that day on; a militia without any worth is back at home
    """

    rebels = True
    table = "advance"
    heading = "Attackers who move on (W8)"
    needs = "moving"

    W8 = mechanism(
        "Attackers move on",
        "Attackers who hold no home ground stand on their date, and once a place is won move on along the roads to where they meet least.",
        "lit: Reuters 2014, from Mosul to within 95 miles of Baghdad in two days",
        off="they rise with the others' week and stay where they rose",
        outcome="militias.front",
    )

    won_control = parameter(
        0.2,
        "1",
        0.0,
        0.9,
        "Share of a place that the regime may still hold when attackers take it for won and move on.",
        "estimate: a city is left behind when what is left in it are pockets",
        of=W8,
    )

    moves = column("militias", "?", "yes/no", "moves on to the next place once its ground is won", high=1, fixed=True)
    front = column(
        "militias", "i8", "row of places", "where its fighters stand: where it fights, as long as it has not moved on", high=100, told=True
    )

    @staticmethod
    @compiled
    def run(book: Book, places: Places, roads: Roads, militias: Militias, found: Rows, cause: Causes, day: int, date: int) -> None:
        """Let those who move rise on their date, and let each whose front is won go on."""
        if not book.on.W8:
            return
        for row in range(len(militias)):
            militia = militias[row]
            if not militia.moves:
                continue
            if militia.life == 0:
                if militia.rises <= date:
                    militia.fighters = rise(book, militias, row, found, day, cause.R15)
                    stand(places, militias, row, militia.place, book.p)
            elif worth_of(militia, book.p) == 0.0:
                militia.front = militia.place
            elif places[militia.front].control <= book.p.won_control:
                to = next_place(places, roads, militia.front, worth_of(militia, book.p), book.p)
                if to >= 0:
                    withdraw(places, militias, row, book.p)
                    stand(places, militias, row, to, book.p)


@compiled
def next_place(places: Places, roads: Roads, front: int, worth: float, p: P) -> int:
    """The next place on the way to one that is not won yet; -1 where none is left.

    Of those that are the fewest roads away it is the one where so much worth meets the least defence for what rebels then have there.
    """
    by, reached, first, last = np.full(len(places), -1), np.empty(len(places), np.int64), 0, 1
    by[front] = reached[0] = front
    while first < last:
        best, least, end = -1, INFINITY, last
        for number in range(first, end):  # those as many roads away as one another; by: over which of its neighbours one comes there
            for road in range(roads.shape[1]):
                near = int(roads[reached[number], road])
                if near < 0 or by[near] >= 0:
                    continue
                by[near] = near if reached[number] == front else by[reached[number]]
                reached[last] = near
                last += 1
                place = places[near]
                if place.control > p.won_control:
                    holds = density(place.defence, place.control, p.reach)
                    odds = holds / density(place.rebel_worth + worth, 1.0 - place.control, p.reach)
                    if odds < least:
                        best, least = int(by[near]), odds
        if best >= 0:
            return best
        first = end
    return -1


@compiled
def stand(places: Places, militias: Militias, row: int, place: int, p: P) -> None:
    """Let a militia stand in a place, where it counts at once and not from the next muster and balance on."""
    militia = militias[row]
    militia.front = place
    places[place].rebel_worth += worth_of(militia, p)
    if militia.regular:
        places[place].regular_worth += worth_of(militia, p)
    places[place].insurgents += militia.fighters


@compiled
def withdraw(places: Places, militias: Militias, row: int, p: P) -> None:
    """Let it count no longer where it stood."""
    militia = militias[row]
    place = places[militia.front]
    place.rebel_worth = max(0.0, place.rebel_worth - worth_of(militia, p))
    if militia.regular:
        place.regular_worth = max(0.0, place.regular_worth - worth_of(militia, p))
    place.insurgents = max(0.0, place.insurgents - militia.fighters)
