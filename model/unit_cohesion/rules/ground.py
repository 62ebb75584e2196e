"""W5: places are held, taken and lost, piece by piece, by what each side has there and how it is supplied.

Control of a place is the share of it that the regime holds. A side attacks with what is free to attack and holds with all that it has;
who holds much with little is stretched. A unit that has melted away leaves its post to the rebels that day, and so does all of a garrison
that has. Those whose post is lost fall back to what is still held, give themselves up, go home or go over; of civilians under arms who
lose ground some go home. Which units are cut off stands in ``posture.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.arithmetic import INFINITY, clipped, power
from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import Rule, column, mechanism, parameter, stream
from unit_cohesion.engine.lots import gumbel, lot
from unit_cohesion.engine.transitions import send, those
from unit_cohesion.rules.exits import STAYS, cohesion, go_their_ways
from unit_cohesion.rules.militias import density
from unit_cohesion.rules.posts import best_held_next_door, manned, posted_men, worth_in_attack
from unit_cohesion.rules.rebels import marked
from unit_cohesion.vocabulary import ANSWERS, BESIEGED, CIVIL, CIVILIAN, CONFINED, FALLS, FIGHTER, SERVING, WAYS

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Causes, Communities, Militias, Nation, Numbers, P, Places, Roads, Rows, Sects, Slots, Statuses

OVER, ABROAD, HOME, GIVES_UP = (WAYS.index(way) for way in ("militia", "abroad", "hiding", "captured"))
FALLS_BACK = ABROAD
"""Which of the four draws stands for falling back with the unit: nobody whose post is lost sets out for a border."""
FIGHTERS = marked(FIGHTER)
REFUSED = ANSWERS.index("refused")


class Ground(Rule):
    """Units that have melted away leave their posts; each week both sides attack; those who are overrun go where they can.

    chance that a piece is taken in a week = manned · assault_most · a^s / (a^s + (ground_hold · h)^s), s = assault_slope
        the rebels':  a = rebels / (1 − control + reach), h = regime's defence / (control + reach)
        the regime's: a = regime's attack / (control + reach), h = rebels / (1 − control + reach)
    rebels = initiative · worth of those who choose place and hour + worth of regular armies, which stand in line
    manned = min(1, worth of the side that attacks / (occupied_by · people of the place)): who is too few to be all over it wins less of it
    a regime that has fallen (W4) attacks no more
    a piece = min(town_share, what the other side holds); what a unit held that has melted away = control · its share of all who hold
        there: units, by their first strength, and the regime's militias
    melted away: less than post_left of its first strength is left, or of that of all units of the place that have not left their posts;
        units that refuse an order (W7) hold no place
    overrun: of the units there the share of what was held that is lost; each man takes the way of the largest weight + draw:
        falls back  withdraw_weight + withdraw_cohesion · (cohesion of his unit − ½) − surrounded, if cut off or nothing is held next door
        gives up    mercy_weight · reassurance − dread_weight · fear (of his community: V2)
        goes home   home_weight + home_crowd · (1 − control of the place where he is at home), the latter amid a crowd alone
        goes over   over_weight + mercy_weight · reassurance − dread_weight · fear
    the beaten: of the rebels there the share of their ground that is lost to an attack; of the civilians among them a share defeat_ends
        goes home; who has deserted cannot, and falls back
    """

    table = "ground"
    heading = "Places taken and lost, and what becomes of their garrisons and of rebels who are beaten (W5)"

    W5 = mechanism(
        "Places taken and lost",
        "Places are held, besieged, taken and lost by what each side has there and how it is supplied; a garrison that loses its place "
        "withdraws, surrenders, goes home or over; civilians under arms who lose ground go home in part.",
        "B28 A38",
        off="control only drifts; sieges only by date",
        outcome="places.control",
        pushes="a place that was lost",
        holds="a place that is held",
    )

    assault_most = parameter(
        0.3, "1/week", 0.0, 0.6, "Chance that an assault of overwhelming force takes a piece of a place in a week.", "design W5", of=W5
    )
    assault_slope = parameter(3.0, "1", 1.0, 6.0, "How sharply that chance turns as attackers outweigh those who hold.", "estimate", of=W5)
    ground_hold = parameter(
        2.5,
        "1",
        1.0,
        6.0,
        "How much more those who hold a post are worth than those who attack it.",
        "estimate: the rule of three to one",
        of=W5,
    )
    initiative = parameter(
        1.9,
        "1",
        1.0,
        5.0,
        "How much more rebels, who choose place and hour, are worth against those who must guard all; regular armies stand in line.",
        "ratios asked for against insurgents; fitted to Syria (T8); before 2.5, an estimate",
        of=W5,
    )
    town_share = parameter(
        0.1, "1", 0.01, 0.5, "Share of a place that one assault can win: a town and what lies about it.", "estimate", of=W5
    )
    reach = parameter(
        0.2,
        "1",
        0.05,
        3.0,
        "How far forces can be drawn together: the share of a place's ground that adds to what they must cover.",
        "estimate",
        of=W5,
    )
    occupied_by = parameter(
        0.0002,
        "1",
        0.0,
        0.02,
        "Fighting worth, in deployed men by head of the people, that it takes to occupy a place; with less, ground is won in proportion.",
        "estimate: a hundredth of the 20 for 1,000 people by which order is kept (Quinlivan 1995)",
        of="W2",
        neutral=0.0,
    )
    post_left = parameter(
        0.15,
        "1",
        0.0,
        0.9,
        "Share of its first strength below which a unit, or all of a place's together, has melted away and leaves its post.",
        "estimate",
        of=W5,
    )
    withdraw_weight = parameter(
        2.4,
        "log weight",
        -3.0,
        6.0,
        "Log-weight of falling back with the unit, where a road is open, against giving oneself up.",
        "estimate: most garrisons got away; before cohesion told, 2; fitted again to Syria (T8b)",
        of=W5,
    )
    withdraw_cohesion = parameter(
        3.0,
        "log weight",
        0.0,
        8.0,
        "Log-weight of falling back that full cohesion of his unit has beyond none: men who hold together go back together.",
        "lit: Shils and Janowitz 1948, men gave themselves up where their group had come apart; the size: estimate",
        of="D6",
        neutral=0.0,
    )
    surrounded = parameter(
        2.0,
        "log weight",
        0.0,
        6.0,
        "Log-weight that falling back loses where the unit is cut off or nothing near is held.",
        "estimate",
        of=W5,
    )
    home_weight = parameter(-0.5, "log weight", -5.0, 3.0, "Log-weight of going home.", "estimate", of=W5)
    home_crowd = parameter(
        6.4,
        "log weight",
        0.0,
        8.0,
        "Log-weight of going home that is added amid a crowd, for men whose home is all lost: to fall back is to leave it.",
        "lit: local men do not follow a retreat; the size: fitted to Libya",
        of=W5,
        neutral=0.0,
    )
    over_weight = parameter(-1.0, "log weight", -5.0, 3.0, "Log-weight of going over.", "estimate", of=W5)
    mercy_weight = parameter(
        1.0,
        "log weight",
        0.0,
        4.0,
        "Log-weight that full belief in being spared adds to giving oneself up and to going over.",
        "estimate",
        of=W5,
    )
    dread_weight = parameter(2.0, "log weight", 0.0, 6.0, "Log-weight that full fear of the other side takes off both.", "estimate", of=W5)

    defeat_ends = parameter(
        0.7,
        "1",
        0.0,
        1.0,
        "Share of the civilians under arms on lost ground who go home; the others fall back with their militia.",
        "estimate: local terms and returns home after ground was retaken",
        of=W5,
        neutral=0.0,
    )

    label = column("places", "u8", "number", "a number that its id always gives", high=2**32 - 1, fixed=True)
    regular = column("militias", "?", "yes/no", "an army that stands in line, and does not choose place and hour", high=1, fixed=True)
    post_lost = column("units", "?", "yes/no", "has left its post, or lost it by melting away", high=1)
    ground_lost = column("nation", "f8", "places", "ground that the regime lost to assaults or left, so far", told=True)
    ground_retaken = column("nation", "f8", "places", "ground that it took back, so far", told=True)

    assault = stream("assault")
    counterattack = stream("counterattack")
    overrun = stream("overrun")
    defeat = stream("defeat")
    garrison_way = stream("garrison way", ways=4)

    @staticmethod
    @compiled
    def run(
        book: Book,
        places: Places,
        roads: Roads,
        communities: Communities,
        sects: Sects,
        militias: Militias,
        slots: Slots,
        nation: Nation,
        found: Rows,
        day: int,
        cause: Causes,
    ) -> None:
        """Let posts be left, and each week let places be fought for."""
        if not book.on.W5:
            return
        units, size = book.units, book.size
        out = np.zeros(size.army_units, np.bool_)
        leave_posts(book, places, nation, out)
        if (day - 1) % 7 == 0:
            share, beaten = attack(book, places, nation, day)
            for row in range(size.army_units):
                unit = units[row]
                if unit.weight > 0.0 and share[unit.place] > 0.0:
                    out[row] = out[row] or lot(book.s.overrun, np.uint64(unit.ordinal), day) < share[unit.place]
        for row in range(size.army_units):
            if out[row]:
                fall_back(book, places, roads, communities, sects, militias, slots, nation, row, day, cause.W5)
        if (day - 1) % 7 == 0:
            go_home(book, places, militias, beaten, found, day, cause.W5)


@compiled
def chance_to_take(attack: float, defence: float, p: P) -> float:
    """Chance that an assault takes a piece in a week."""
    attacks, holds = power(attack, p.assault_slope), power(p.ground_hold * defence, p.assault_slope)
    return p.assault_most * attacks / (attacks + holds) if attacks > 0.0 else 0.0


@compiled
def attack(book: Book, places: Places, nation: Nation, day: int) -> tuple[Numbers, Numbers]:
    """Let both sides attack in each place, by how things stand before either does.

    Returns:
        By place, the share of what the regime held there that it lost, and the share of what the rebels held that they lost.
    """
    p, s, share, beaten = book.p, book.s, np.zeros(len(places)), np.zeros(len(places))
    for row in range(len(places)):
        place = places[row]
        held, lost, won = place.control, 0.0, 0.0
        rebels = density(worth_in_attack(place, p), 1.0 - held, p.reach)
        if held > 0.0:
            chance = chance_to_take(rebels, density(place.defence, held, p.reach), p) * manned(place.rebel_worth, place, p)
            if lot(s.assault, np.uint64(place.label), day) < chance:
                lost = min(p.town_share, held)
                share[row] = lost / held
        if held < 1.0 and nation.ending != FALLS:
            chance = chance_to_take(density(place.attack, held, p.reach), rebels, p) * manned(place.attack, place, p)
            if lot(s.counterattack, np.uint64(place.label), day) < chance:
                won = min(p.town_share, 1.0 - held)
                beaten[row] = won / (1.0 - held)
        place.control = clipped(held - lost + won)
        nation.ground_lost += lost
        nation.ground_retaken += won
    return share, beaten


@compiled
def go_home(book: Book, places: Places, militias: Militias, beaten: Numbers, found: Rows, day: int, cause: int) -> None:
    """Of the civilians under arms who lost ground a share goes home, and may rise again.

    Args:
        beaten: by place, the share of what the rebels held there that they lost today.
    """
    if not book.size.rebels:
        for row in range(len(places)):
            places[row].insurgents *= 1.0 - book.p.defeat_ends * beaten[row]
        return
    if not beaten.any():  # most days
        return
    for number in range(those(book, FIGHTERS, found, day)):
        row = found[number]
        person = book.people[row]
        place = int(militias[int(person.militia)].front)
        if int(person.band) == CIVIL and lot(book.s.defeat, person.key, day) < book.p.defeat_ends * beaten[place]:
            person.militia = -1
            send(book, day, row, CIVILIAN, cause)


@compiled
def leave_posts(book: Book, places: Places, nation: Nation, out: Statuses) -> None:
    """Let units that have melted away leave their posts to rebels or a crowd, if any; and all of a garrison that has, as a whole.

    Args:
        out: by unit, takes whether it is overrun.
    """
    units, p = book.units, book.p
    posted, left, first, now = posted_men(book, places), np.zeros(len(places)), np.zeros(len(places)), np.zeros(len(places))
    for row in range(book.size.army_units):
        unit = units[row]
        if not unit.post_lost:
            first[unit.place] += unit.weight * unit.start_strength
            now[unit.place] += unit.weight * unit.strength if unit.order_answer != REFUSED else 0.0
    for row in range(book.size.army_units):
        unit = units[row]
        if unit.weight > 0.0 and not unit.post_lost:
            melted = unit.strength < p.post_left * unit.start_strength or now[unit.place] < p.post_left * first[unit.place]
            if melted and (places[unit.place].rebel_worth > 0.0 or places[unit.place].crowd > 0.0):
                left[unit.place] += unit.weight * unit.start_strength
                unit.post_lost = out[row] = True
    for row in range(len(places)):
        if left[row] > 0.0:
            lost = places[row].control * min(left[row] / posted[row], 1.0)
            places[row].control = clipped(places[row].control - lost)
            nation.ground_lost += lost


@compiled
def refuge(places: Places, roads: Roads, place: int) -> int:
    """Where those fall back who lose a post: what is still held of the place, else next door where most is held; -1 for nowhere."""
    return place if places[place].control > 0.0 else best_held_next_door(places, roads, place)


@compiled
def fall_back(
    book: Book,
    places: Places,
    roads: Roads,
    communities: Communities,
    sects: Sects,
    militias: Militias,
    slots: Slots,
    nation: Nation,
    number: int,
    day: int,
    cause: int,
) -> None:
    """Let the men of a unit that lost its post go their ways, all by how things stand before the first goes; the others fall back."""
    unit, to = book.units[number], refuge(places, roads, book.units[number].place)
    falls_back = book.p.withdraw_weight - (book.p.surrounded if unit.posture == BESIEGED or to < 0 else 0.0)
    if book.on.D6:
        falls_back += book.p.withdraw_cohesion * (cohesion(unit, book.p) - 0.5)
    ways = np.full(unit.last - unit.first, STAYS)
    for row in range(unit.first, unit.last):
        if book.status[row] == SERVING and book.since_day[row] < day:  # who was called up today has not come yet
            sect = int(book.people[row].sect)
            home = int(book.people[row].home)
            fear = communities[home * book.size.sects + sect].fear
            draw_home = book.p.home_crowd * (1.0 - places[home].control) if places[unit.place].crowd > 0.0 else 0.0
            ways[row - unit.first] = way_of_the_overrun(book, row, sects[sect].reassurance, fear, draw_home, falls_back)
    go_their_ways(book, sects, nation, militias, slots, number, ways, day, cause, 0, by_will=True)
    if to >= 0:
        unit.place = to
        unit.posture = CONFINED


@compiled
def way_of_the_overrun(book: Book, row: int, reassurance: float, fear: float, draw_home: float, falls_back: float) -> int:
    """Which way a man takes who is overrun, ``STAYS`` if he falls back: the largest log-weight + keyed Gumbel draw.

    Args:
        draw_home: what is added to the weight of going home. falls_back: log-weight of falling back with the unit.
    """
    p, key, spell, best, chosen = book.p, book.people[row].key, int(book.people[row].spell), -INFINITY, FALLS_BACK
    mercy = p.mercy_weight * reassurance - p.dread_weight * fear
    for way in range(len(WAYS)):
        if way == FALLS_BACK:
            weight = falls_back
        elif way == HOME:
            weight = p.home_weight + draw_home
        else:
            weight = mercy + (p.over_weight if way == OVER else 0.0)
        weight += gumbel(book.s.garrison_way[way], key, spell)
        if weight > best:
            best, chosen = weight, way
    return STAYS if chosen == FALLS_BACK else chosen
