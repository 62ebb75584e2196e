"""Militias, where several rules ask: whom they draw, how they are founded, what they are worth (what they have: ``rebels.py``)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.arithmetic import INFINITY, clipped, exp, log
from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import asked, compiled
from unit_cohesion.engine.lots import gumbel, gumbel_of_turn, lot
from unit_cohesion.engine.ordering import by_two
from unit_cohesion.engine.transitions import send
from unit_cohesion.vocabulary import CIVILIAN, FIGHTER

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Militia, Militias, On, P, Rows, S, Slots, Stream, Streams

# ---- who joins whom


@compiled
def attraction(militias: Militias, row: int, religiosity: float, p: P, on: On) -> float:
    """Log-weight of a militia for a man: size, pay (S4), faith (R7), and what extremists have besides (R20)."""
    weight = log(militias[row].fighters + p.newcomers)
    if on.R20 and militias[row].extremist:
        weight += p.extremist_pull
    if on.S4:
        weight += p.pay_follows * militias[row].income
    if on.R7:
        weight -= p.faith_follows * abs(religiosity - militias[row].religiosity)
    return weight


@compiled
def choose(book: Book, militias: Militias, slots: Slots, row: int, place: int, streams: Streams, leave: int) -> int:
    """The militia of a place (row, or -1 where there is none) that a man takes: the largest weight + keyed Gumbel draw.

    Args:
        streams: keys of the draws, one for each slot of the place. leave: a militia that he leaves, not chosen again; -1 for none.
    """
    person, best, chosen = book.people[row], -INFINITY, -1
    for slot in range(slots.shape[1]):
        militia = slots[place, slot]
        if militia >= 0 and militias[militia].alive and militia != leave:
            weight = attraction(militias, militia, person.religiosity, book.p, book.on)
            weight += gumbel(streams[slot], person.key, int(person.spell))
            if weight > best:
                best, chosen = weight, int(militia)
    return chosen


@compiled
def choose_again(book: Book, militias: Militias, slots: Slots, row: int, place: int, streams: Streams, turn: int) -> int:
    """The same of one who has chosen some times in this spell already: every choice has draws of its own."""
    person, best, chosen = book.people[row], -INFINITY, -1
    for slot in range(slots.shape[1]):
        militia = slots[place, slot]
        if militia >= 0 and militias[militia].alive:
            weight = attraction(militias, militia, person.religiosity, book.p, book.on)
            weight += gumbel_of_turn(streams[slot], person.key, int(person.spell), turn)
            if weight > best:
                best, chosen = weight, int(militia)
    return chosen


# ---- militias as they are founded


@compiled
def trait(stream: Stream, militias: Militias, row: int, mean: float, spread: float) -> float:
    """A trait of a new leader in [0, 1]: even about the mean, keyed by the militia's slot and how often it was filled."""
    drawn = lot(stream, militias[row].key, int(militias[row].life))
    return clipped(mean + spread * math.sqrt(12.0) * (drawn - 0.5))


@compiled
def found_local(militias: Militias, row: int, sect: int, day: int, p: P, on: On, s: S) -> None:
    """Fill a slot with a new local militia and its leader: of modest means, unruly, early or late (A14, A35)."""
    militia = militias[row]
    militia.life += 1
    militia.sect, militia.extremist, militia.patron = sect, False, -1  # whatever held the slot before
    militia.early = trait(s.leader_early, militias, row, p.early_start, p.early_spread) * exp(-(day - 1) / p.early_days)
    militia.means = trait(s.leader_means, militias, row, p.means_start, p.means_spread)
    militia.religiosity = trait(s.leader_faith, militias, row, p.religiosity_civilians, p.leader_conviction_spread)
    militia.nationalism = trait(s.leader_nation, militias, row, p.nationalism_civilians, p.leader_conviction_spread)
    militia.warlordism = trait(s.leader_warlord, militias, row, p.warlord_start, p.warlord_spread)
    militia.discipline = trait(s.leader_order, militias, row, p.discipline_start, p.discipline_spread)
    start(militias, row, day, p, on)


@compiled
def start(militias: Militias, row: int, day: int, p: P, on: On) -> None:
    """Begin a militia whose leader is known."""
    militia = militias[row]
    militia.alive, militia.founded = True, day
    militia.cohesion, militia.sectarian = p.militia_bond, p.sectarian_start if on.R19 else 0.0
    militia.money = p.money_legitimacy * militia.means
    militia.income, militia.supply = p.means_pay * militia.means, 0.0


@compiled
def founded_today(militias: Militias, slots: Slots, place: int, day: int) -> int:
    """The local militia that was founded in a place today, or -1."""
    for slot in range(slots.shape[1]):
        row = int(slots[place, slot])
        if row >= 0 and militias[row].alive and not militias[row].named and militias[row].founded == day:
            return row
    return -1


@compiled
def standing_in(militias: Militias, slots: Slots, place: int) -> int:
    """How many militias stand in a place."""
    count = 0
    for slot in range(slots.shape[1]):
        if slots[place, slot] >= 0 and militias[slots[place, slot]].alive:
            count += 1
    return count


@compiled
def free_slot(militias: Militias, slots: Slots, place: int) -> int:
    """The first empty slot for a local militia in a place, or -1."""
    for slot in range(slots.shape[1]):
        row = int(slots[place, slot])
        if row >= 0 and not militias[row].alive and not militias[row].named:
            return row
    return -1


@compiled
def rise(book: Book, militias: Militias, row: int, found: Rows, day: int, cause: int) -> float:
    """Let a named militia stand, with the civilians of its place who are nearest to joining. Returns how many persons these are."""
    militia, persons = militias[row], 0.0
    militia.life = 1
    start(militias, row, day, book.p, book.on)
    near = nearest_to_joining(book, militia.place, found, day)
    for number in range(min(round(militia.first_size / book.size.persons_per_agent), len(near))):
        book.people[near[number]].militia = row
        send(book, day, near[number], FIGHTER, cause)
        persons += book.units[book.people[near[number]].unit].weight
    return persons


@compiled
def nearest_to_joining(book: Book, place: int, found: Rows, day: int) -> Rows:
    """The civilians of a place, by how little their pressure lacks of their resistance."""
    count = 0
    for unit in range(book.size.army_units, len(book.units)):
        first, last = book.units[unit].first, book.units[unit].last
        if first == last or int(book.people[first].home) != place:
            continue
        for row in range(first, last):
            if book.status[row] == CIVILIAN and book.since_day[row] < day:
                found[count] = row
                count += 1
    keys, lacks = np.empty(count, np.uint64), np.empty(count)
    for number in range(count):
        row = found[number]
        keys[number], lacks[number] = book.people[row].key, book.resistance[row] - book.pressure[row]
    return found[by_two(lacks, keys)]


# ---- officers enough, and what a militia is worth


@asked
def officered(militia: Militia, p: P) -> float:
    """How far a militia has officers enough: 1 at one for every ``fighters_per_officer`` fighters."""
    return min(p.fighters_per_officer * militia.officers / max(militia.fighters, 1.0), 1.0)


@compiled
def worth_of(militia: Militia, p: P) -> float:
    """Fighting worth of a militia, as far as it holds together, is armed and led."""
    enlisted = max(militia.fighters - militia.officers, 0.0)  # a split since the muster may leave fewer men than officers were counted
    led = 1.0 + p.command_worth * officered(militia, p)
    armed = p.unarmed_worth + (1.0 - p.unarmed_worth) * min(militia.supply, 1.0)
    heads = p.fighter_worth * enlisted + p.defector_worth / p.competence_mean * militia.capability
    return heads * led * armed * (p.loose_worth + (1.0 - p.loose_worth) * militia.cohesion)


@compiled
def density(worth: float, held: float, reach: float) -> float:
    """What a side can bring to bear on one piece of a place: its worth over the share that it holds."""
    return worth / (held + reach)
