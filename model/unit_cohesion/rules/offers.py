"""W9: offers of surrender, which units take as one.

A standing offer (``[[offers]]``) says who makes it, on what terms, and how such terms were kept before. Where and when it is taken is the
model's: a unit weighs whether its place can be held, whether the regime will last, what has become of those about it, and whether the terms
will be kept, against its own cohesion and its commander's loyalty. Its post falls that day. How those fared who took the terms is heard
next door.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.arithmetic import INFINITY, exp, log
from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import Rule, column, mechanism, parameter, stream
from unit_cohesion.engine.lots import LABEL_BITS, gumbel, lot
from unit_cohesion.engine.transitions import send
from unit_cohesion.rules.beliefs import lasting
from unit_cohesion.rules.exits import STAYS, go_their_ways
from unit_cohesion.rules.militias import density
from unit_cohesion.rules.posts import best_held_next_door, give_up, posted_men, worth_in_attack
from unit_cohesion.vocabulary import CONFINED, SENT_HOME, SERVING, WAYS

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import (
        Causes,
        Communities,
        Militias,
        Nation,
        Numbers,
        Offer,
        OfferTable,
        P,
        Place,
        Places,
        Profiles,
        Roads,
        Rows,
        Sects,
        Slots,
    )

COUNTED = 9
"""Days within which all who stand before the first are counted, and their worth is weighed."""
OVER, GIVES_UP = WAYS.index("militia"), WAYS.index("captured")


class Offers(Rule):
    """Each day a unit before those who make an offer takes it if the sum is above its threshold, which it draws once for each offer, from
    a logistic law.

    sum = offer_weight + offer_odds · (1 − holds) + offer_outlook · (1 − lasts) + offer_example · lost + offer_fallen · fallen
          + offer_scattered · control, of a unit that keeps scattered posts, since the fewer are left the closer to the town they stand
          + offer_terms · kept · (1 − fear) − offer_cohesion · (peer_bond + institution) / 2 − offer_loyalty · trust · loyalty
        lasts: the odds that its commander gives the regime (D4)
        holds: h / (a + h), a and ground_hold · h as in an assault on its place (W5), what is to leave (N9) left out
        lost: of the ground there and next door the share that the regime does not hold
        fallen: the share of all places of which it holds won_control or less (W8)
        kept: (terms_known · the offer's kept + units heard of that were treated as promised) / (terms_known + units heard of)
        fear: of the rebels, in the commander's community (V2); trust: in him; loyalty: his
    threshold = log(u / (1 − u)), u = withstood + (1 − withstood) · lot
        withstood: of an offer older than the run, the most that 1 / (1 + exp(−sum)) is in the nine days in which forces are first counted,
            since who is there has not taken it, and does not in them; of others 0
    before them: where they stand, or next door if the regime holds won_control of it or less (W8): pockets that they left behind
    each man takes of the terms that are offered the one of the largest weight + draw:
        goes home home_weight; passage withdraw_weight, if next door more than won_control is held; changes side over_weight
    who falls back has laid down his arms all the same: his unit is worth nothing in a fight; where won_control or less is held of the place
        to which it fell back, he takes of the terms again, by the same draws
    who goes home is a captive for a day; if the terms are kept (in a share kept of units) he is sent home, disarmed
    """

    table = "surrender"
    heading = "Offers of surrender (W9)"
    needs = "offers"

    W9 = mechanism(
        "Offers of surrender",
        "A unit that is offered terms lays down its arms as one when its place cannot be held, the end is expected, what lies about it is "
        "lost and terms were kept; its post falls that day, and the place with the last.",
        "lit: the fall of Afghanistan's districts and capitals, 2021; Lehmann and Zhukov 2019 on surrender",
        off="nobody takes an offer",
        outcome="daily: yielded_today",
        resets=("units_yielding", "yielded_today"),
    )

    offer_weight = parameter(
        -9.4,
        "log weight",
        -12.0,
        8.0,
        "Log-weight of taking an offer, against holding on, where nothing else counts.",
        "fitted to Afghanistan, 2021; at first -4, an estimate: armies mostly hold",
        of=W9,
    )
    offer_odds = parameter(
        6.3,
        "log weight",
        0.0,
        10.0,
        "Log-weight that a place adds that cannot be held.",
        "lit: outmatched garrisons gave in; the size: fitted to Afghanistan, 2021",
        of=W9,
        neutral=0.0,
    )
    offer_outlook = parameter(
        5.4,
        "log weight",
        0.0,
        10.0,
        "Log-weight that the sure end of the regime adds.",
        "fitted to Afghanistan, 2021; at first 3, an estimate",
        of=W9,
        neutral=0.0,
    )
    offer_example = parameter(
        2.7,
        "log weight",
        0.0,
        20.0,
        "Log-weight that is added where all ground there and next door is lost.",
        "lit: surrender spreads (Lehmann and Zhukov 2019); the size: fitted to Afghanistan, 2021",
        of=W9,
        neutral=0.0,
    )
    offer_fallen = parameter(
        10.6,
        "log weight",
        0.0,
        20.0,
        "Log-weight that is added where every place of the country has fallen, of which all hear at once.",
        "lit: soldiers asked in August 2021 why they should fight if nobody else did; the size: fitted to Afghanistan, 2021",
        of=W9,
        neutral=0.0,
    )
    offer_terms = parameter(
        2.0,
        "log weight",
        0.0,
        10.0,
        "Log-weight that terms add which are sure to be kept, of men without fear.",
        "fitted to Afghanistan, 2021; at first 2, an estimate",
        of=W9,
        neutral=0.0,
    )
    offer_cohesion = parameter(
        5.6,
        "log weight",
        0.0,
        10.0,
        "Log-weight that full cohesion takes away: ties among the men, and trust that the institution lasts.",
        "fitted to Afghanistan, 2021; at first 4, an estimate",
        of=W9,
        neutral=0.0,
    )
    offer_loyalty = parameter(
        1.2,
        "log weight",
        0.0,
        10.0,
        "Log-weight that a loyal and trusted commander takes away.",
        "fitted to Afghanistan, 2021; at first 2, an estimate",
        of=W9,
        neutral=0.0,
    )
    offer_scattered = parameter(
        7.1,
        "log weight",
        0.0,
        20.0,
        "Log-weight that is added where men stand in scattered posts all over a place that the regime holds whole.",
        "lit: in May 2021 posts gave in one by one, while the towns held; the size: fitted to Afghanistan, 2021",
        of=W9,
        neutral=0.0,
    )
    terms_known = parameter(
        10.0,
        "units",
        0.1,
        1000.0,
        "Units whose treatment, heard of here and next door, weighs as much as all that was known of the terms before.",
        "estimate",
        of=W9,
    )

    offers_start = column("offers", "i8", "day number", "its first day", fixed=True, called="start")
    offers_end = column("offers", "i8", "day number", "its last day", fixed=True, called="end")
    offers_by = column("offers", "i8", "row of militias", "who makes it where it stands, -1 for all", low=-1, fixed=True, called="by")
    offers_home = column("offers", "?", "yes/no", "who takes it may go home", high=1, fixed=True, called="go_home")
    offers_passage = column("offers", "?", "yes/no", "or fall back", high=1, fixed=True, called="passage")
    offers_side = column("offers", "?", "yes/no", "or change side", high=1, fixed=True, called="change_side")
    offers_kept = column("offers", "f8", "1", "how often such terms were kept", high=1, fixed=True, called="kept")
    offers_label = column("offers", "u8", "number", "a number that its id always gives", high=2**32 - 1, fixed=True, called="label")
    withstood = column("units", "f8", "1", "chance with which it would have given in to offers before the first day", high=1)
    disarmed = column("units", "?", "yes/no", "has laid down its arms, and is worth nothing in a fight", high=1)
    terms_kept = column("places", "f8", "units", "units heard of there that yielded and were treated as promised")
    terms_broken = column("places", "f8", "units", "units heard of there that yielded and were not")
    units_yielding = column("nation", "f8", "units", "units that take an offer today", told=True)
    yielded_today = column("nation", "f8", "persons", "men of units that take an offer today", told=True)
    sent_home_today = column("nation", "f8", "persons", "captives who are disarmed and sent home today", told=True)
    killed_today = column("nation", "f8", "persons", "captives who are killed today", told=True)

    takes_offer = stream("takes an offer")
    honours = stream("honours terms")
    term = stream("term taken", ways=3)

    @staticmethod
    @compiled
    def run(
        book: Book,
        offers: OfferTable,
        roads: Roads,
        places: Places,
        communities: Communities,
        profiles: Profiles,
        profile: Rows,
        sects: Sects,
        militias: Militias,
        slots: Slots,
        nation: Nation,
        day: int,
        date: int,
        cause: Causes,
    ) -> None:
        """Let units answer the offers that stand."""
        if len(offers) == 0:
            return
        nation.units_yielding = nation.yielded_today = nation.sent_home_today = nation.killed_today = 0.0
        if not book.on.W9:
            return
        for number in range(len(offers)):
            if offers[number].start <= date <= offers[number].end:
                take(
                    book, offers[number], roads, places, communities, profiles, profile, sects, militias, slots, nation, day, date, cause.W9
                )


@compiled
def take(
    book: Book,
    offer: Offer,
    roads: Roads,
    places: Places,
    communities: Communities,
    profiles: Profiles,
    profile: Rows,
    sects: Sects,
    militias: Militias,
    slots: Slots,
    nation: Nation,
    day: int,
    date: int,
    cause: int,
) -> None:
    """Let units take one offer, all by how things stand before the first does."""
    units, p = book.units, book.p
    holds, lost, gone = holding(places, p), lost_about(places, roads), fallen(places, p)
    takes, goes_on = np.zeros(book.size.army_units, np.bool_), np.zeros(book.size.army_units, np.bool_)
    for row in range(book.size.army_units):
        unit = units[row]
        if unit.weight == 0.0 or unit.strength == 0.0 or not stand_before(offer, places, roads, militias, unit.place, p):
            continue
        if unit.post_lost:
            goes_on[row] = unit.disarmed and places[unit.place].control <= p.won_control
            continue
        key = np.uint64(unit.ordinal) | (offer.label << LABEL_BITS)
        will = will_to_yield(book, offer, places[unit.place], communities, profiles, profile, nation, holds, lost, gone, row)
        old = offer.start < date - day + 1
        if old and day <= COUNTED:
            unit.withstood = max(unit.withstood, 1.0 / (1.0 + exp(-will)))
        else:
            drawn = lot(book.s.takes_offer, key, 0)
            if old:
                drawn = unit.withstood + (1.0 - unit.withstood) * drawn
            takes[row] = will > log(drawn / max(1.0 - drawn, 1e-12))
    for row in range(book.size.army_units):
        if takes[row]:
            lay_down_arms(book, offer, roads, places, sects, militias, slots, nation, row, day, cause)
        elif goes_on[row]:
            let_go(book, offer, roads, places, sects, militias, slots, nation, row, day, cause)


@compiled
def stand_before(offer: Offer, places: Places, roads: Roads, militias: Militias, place: int, p: P) -> bool:
    """Whether those who make an offer stand in a place; or next door, where they have taken it for won and left pockets behind."""
    if makes(offer, places, militias, place):
        return True
    if places[place].control > p.won_control:
        return False
    for number in range(roads.shape[1]):
        near = int(roads[place, number])
        if near >= 0 and makes(offer, places, militias, near):
            return True
    return False


@compiled
def makes(offer: Offer, places: Places, militias: Militias, place: int) -> bool:
    """Whether rebels stand in a place who make an offer: the militia that it names, or any."""
    named = offer.by < 0 or (militias[offer.by].alive and militias[offer.by].front == place)
    return bool(named and places[place].rebel_worth > 0.0)


@compiled
def holding(places: Places, p: P) -> Numbers:
    """By place, the odds that what the regime holds there can be held, from 0 to 1, by what either side could bring to an assault."""
    odds = np.zeros(len(places))
    for row in range(len(places)):
        place = places[row]
        attack = density(worth_in_attack(place, p), 1.0 - place.control, p.reach)
        defence = p.ground_hold * density(place.defence - place.leaving, place.control, p.reach)
        odds[row] = defence / max(attack + defence, 1e-12)
    return odds


@compiled
def lost_about(places: Places, roads: Roads) -> Numbers:
    """By place, the share of the ground there and next door that the regime does not hold."""
    lost = np.zeros(len(places))
    for row in range(len(places)):
        held, about = places[row].control, 1.0
        for number in range(roads.shape[1]):
            near = int(roads[row, number])
            if near >= 0:
                held += places[near].control
                about += 1.0
        lost[row] = 1.0 - held / about
    return lost


@compiled
def fallen(places: Places, p: P) -> float:
    """The share of the country's places that are lost, as attackers count it who move on."""
    count = 0.0
    for place in places:
        if place.control <= p.won_control:
            count += 1.0
    return count / len(places)


@compiled
def will_to_yield(
    book: Book,
    offer: Offer,
    place: Place,
    communities: Communities,
    profiles: Profiles,
    profile: Rows,
    nation: Nation,
    holds: Numbers,
    lost: Numbers,
    gone: float,
    number: int,
) -> float:
    """Log-weight of taking an offer, against holding on.

    Args:
        holds, lost: by place. gone: share of places that have fallen. number: of the unit.
    """
    p, unit = book.p, book.units[number]
    leader = book.people[unit.commander]
    fear = communities[int(leader.home) * book.size.sects + int(leader.sect)].fear
    heard = place.terms_kept + place.terms_broken
    kept = (p.terms_known * offer.kept + place.terms_kept) / (p.terms_known + heard)
    scattered = p.offer_scattered * place.control
    return float(
        p.offer_weight
        + p.offer_odds * (1.0 - holds[unit.place])
        + p.offer_outlook * (1.0 - lasting(profiles[profile[unit.commander]], nation))
        + p.offer_example * lost[unit.place]
        + p.offer_fallen * gone
        + (scattered if unit.keeps_posts else 0.0)
        + p.offer_terms * kept * (1.0 - fear)
        - p.offer_cohesion * (unit.peer_bond + unit.institution) / 2.0
        - p.offer_loyalty * unit.commander_trust * book.loyalty[unit.commander]
    )


@compiled
def lay_down_arms(
    book: Book,
    offer: Offer,
    roads: Roads,
    places: Places,
    sects: Sects,
    militias: Militias,
    slots: Slots,
    nation: Nation,
    number: int,
    day: int,
    cause: int,
) -> None:
    """A unit takes an offer: its post falls, its men go home, fall back or change side; it is heard next door how they fared."""
    unit = book.units[number]
    here = unit.place
    nation.units_yielding += unit.weight
    nation.yielded_today += unit.weight * unit.strength
    give_up(book, places, nation, number, posted_men(book, places))
    unit.disarmed = True
    if not guarded(book, here):
        nation.ground_lost += places[here].control
        places[here].control = places[here].attack = places[here].defence = 0.0  # as counted in the week: none of it fights any more
    honoured = let_go(book, offer, roads, places, sects, militias, slots, nation, number, day, cause)
    hear(places, here, unit.weight, honoured)
    for near in range(roads.shape[1]):
        if roads[here, near] >= 0:
            hear(places, int(roads[here, near]), unit.weight, honoured)


@compiled
def let_go(
    book: Book,
    offer: Offer,
    roads: Roads,
    places: Places,
    sects: Sects,
    militias: Militias,
    slots: Slots,
    nation: Nation,
    number: int,
    day: int,
    cause: int,
) -> bool:
    """Let the men of a unit that has laid down its arms go by the terms: home, to what is held next door, or over.

    Returns:
        Whether the terms are kept.
    """
    unit = book.units[number]
    to = best_held_next_door(places, roads, unit.place)
    if to >= 0 and places[to].control <= book.p.won_control:
        to = -1
    honoured = bool(lot(book.s.honours, np.uint64(unit.ordinal) | (offer.label << LABEL_BITS), 0) < offer.kept)
    ways = np.full(unit.last - unit.first, STAYS)
    for row in range(unit.first, unit.last):
        if book.status[row] == SERVING and book.since_day[row] < day:
            ways[row - unit.first] = way_by_terms(book, offer, row, to >= 0)
    go_their_ways(book, sects, nation, militias, slots, number, ways, day, cause, 0, by_will=True)
    for row in range(unit.first, unit.last):
        if honoured and ways[row - unit.first] == GIVES_UP:
            send(book, day, row, SENT_HOME, cause)
            nation.sent_home_today += unit.weight
    if unit.strength > 0.0 and to >= 0:
        unit.place, unit.posture = to, CONFINED
    return honoured


@compiled
def guarded(book: Book, place: int) -> bool:
    """Whether a unit still holds a post in a place; the regime's militias do not hold it alone once its garrison has given in."""
    for row in range(book.size.army_units):
        unit = book.units[row]
        if unit.place == place and not unit.post_lost and unit.weight > 0.0 and unit.strength > 0.0:
            return True
    return False


@compiled
def hear(places: Places, place: int, units: float, honoured: bool) -> None:
    """It is heard in a place how units fared that yielded."""
    if honoured:
        places[place].terms_kept += units
    else:
        places[place].terms_broken += units


@compiled
def way_by_terms(book: Book, offer: Offer, row: int, can_fall_back: bool) -> int:
    """Which of the terms a man takes, ``STAYS`` if he falls back: the largest log-weight + keyed Gumbel draw; home, if none is open."""
    p, key, spell, best, chosen = book.p, book.people[row].key, int(book.people[row].spell), -INFINITY, GIVES_UP
    if offer.go_home:
        best = p.home_weight + gumbel(book.s.term[0], key, spell)
    if offer.passage and can_fall_back:
        weight = p.withdraw_weight + gumbel(book.s.term[1], key, spell)
        if weight > best:
            best, chosen = weight, STAYS
    if offer.change_side and p.over_weight + gumbel(book.s.term[2], key, spell) > best:
        chosen = OVER
    return chosen
