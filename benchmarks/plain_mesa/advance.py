"""W8: militias that move: they stand on their date, and go on to the next place once the one where they fight is won."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.plain_mesa.ground import neighbours
from benchmarks.plain_mesa.joining import rise

if TYPE_CHECKING:
    from benchmarks.plain_mesa.country import Place
    from benchmarks.plain_mesa.militias import Militia
    from benchmarks.plain_mesa.plain import PlainModel


def move_on(model: PlainModel) -> None:
    """Those that move come, go home when nobody is left, or go on, one after the other; the first to go is seen by those after it."""
    for militia in model.rebels.militias if model.on("W8") else ():
        if militia.moves and militia.life == 0:
            come(militia)
        elif militia.moves and not militia.worth():
            militia.front = militia.place
        elif militia.moves and is_won(militia.front):
            go_on(militia)


def come(militia: Militia) -> None:
    """It stands on its date, and not on the day of the week on which others rise."""
    assert militia.rises
    if militia.rises <= militia.model.date:
        rise(militia)
        militia.fighters = float(sum(man.persons for man in militia.men("militia fighter")))
        take_post(militia, militia.place)


def go_on(militia: Militia) -> None:
    """With all its men a road on, to where it would meet least of the nearest that are not won yet; it stays if there is none."""
    by: dict[Place, Place] = {near: near for near in neighbours(militia.front)}  # over which neighbour each is reached
    known, ahead = [militia.front, *by], list(by)
    while ahead and all(is_won(place) for place in ahead):
        further: dict[Place, Place] = {}
        for place in ahead:
            further |= {near: by[place] for near in neighbours(place) if near not in known and near not in further}
        by, known, ahead = by | further, [*known, *further], list(further)
    ahead = [place for place in ahead if not is_won(place)]
    if ahead:
        to = by[min(ahead, key=lambda place: resistance(place, militia))]
        militia.front.rebel_worth = max(0.0, militia.front.rebel_worth - militia.worth())
        militia.front.regular_worth = max(0.0, militia.front.regular_worth - militia.regular * militia.worth())
        militia.front.insurgents = max(0.0, militia.front.insurgents - militia.fighters)
        take_post(militia, to)


def take_post(militia: Militia, place: Place) -> None:
    """It fights in a place, and is felt there at once."""
    militia.front = place
    place.rebel_worth += militia.worth()
    place.regular_worth += militia.regular * militia.worth()
    place.insurgents += militia.fighters


def is_won(place: Place) -> bool:
    """Whether the regime holds little enough of it."""
    return place.control <= place.model.p.won_control


def resistance(place: Place, militia: Militia) -> float:
    """What defends a place against all rebels who would be there, each side over what it holds, as assaults weigh them (W5)."""
    reach = place.model.p.reach
    attackers = (place.rebel_worth + militia.worth()) / (1.0 - place.control + reach)
    return place.defence / (place.control + reach) / attackers
