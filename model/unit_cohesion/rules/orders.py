"""W7: orders to units amid crowds: to shoot, to withdraw, or to stand.

Where people fill the streets and a unit is told to shoot at them, it decides as a unit: it obeys, it refuses and stays where it is, or it
leaves over it. Its commander weighs first, as far as his men trust him: how loyal he is, what he would lose, how many in the crowd are of
his own group. His men weigh how many are of theirs; and to the police crowds are their trade. Against all this stand the crowd's size and
the example of the units beside it. Who obeys kills, and the dead are the regime's doing (V1), so that grievance (D1) and unease (D2)
follow. Who refuses is counted, and serves on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import INF, Rule, column, mechanism, parameter, stream
from unit_cohesion.engine.lots import LABEL_BITS, gumbel
from unit_cohesion.engine.ordering import foremost_last
from unit_cohesion.rules.beliefs import lasting
from unit_cohesion.rules.exits import OVER_ORDER, STAYS, go_their_ways, turned, way_out
from unit_cohesion.vocabulary import ANSWERS, BRANCHES, CONFINED, DEPLOYED, ORDERS, SERVING

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import (
        Causes,
        Communities,
        Crowds,
        Militias,
        Nation,
        Numbers,
        OrderTable,
        Places,
        Profiles,
        Routes,
        Rows,
        Sects,
        Slots,
        UnitTerms,
    )

POLICE = BRANCHES.index("police")
SHOOT, WITHDRAW = ORDERS.index("shoot"), ORDERS.index("withdraw")
OBEYED, REFUSED, FLED = (ANSWERS.index(word) for word in ("obeyed", "refused", "fled"))
THOUSAND = 1000.0
"""Men by whom those are told whom they shoot."""


class Orders(Rule):
    """Each unit under an order to shoot, amid a crowd, takes the answer of the largest log-weight + draw, which it draws once an order.

    obeys    order_weight + order_police (of the police alone)
             + trust · (order_loyalty · (loyalty − ½) + order_stakes · loses − order_likeness · like of the commander)
             − (1 − trust) · order_likeness · like of the men
    refuses  order_crowd · n / (n + crowd_half) + order_example · refused
    leaves   order_crowd · n / (n + crowd_half) − order_stays · (1 − turned)
        trust: in the commander. loses = lasts (D4) · pay · his privilege · his group's position
        like of somebody: share of the crowd that is of his group; of the men: on average
        n: persons in the crowd for each man there who is under such an order. turned: how far the unit's norm has turned (D6)
        refused: of the units there that were asked the day before, the share that did not obey
    shot a day = shot_daily · n² / (n² + shot_half²) · men who obey / 1,000, all of the crowd at most; of its groups as it is made up
    who withdraws stays in barracks (D16) as long as the order binds; who has lost his post (W5, W10) stands before no crowd
    """

    table = "orders"
    heading = "Orders to units amid crowds (W7)"
    needs = "crowds"

    W7 = mechanism(
        "Orders to shoot",
        "A unit that is ordered to shoot at a crowd obeys, refuses and stays, or leaves, by likeness with the crowd, its size, what units "
        "beside it do, trust in its commander, and what he has to lose.",
        "lit: Bellin 2012, Barany 2016, Pion-Berlin and others 2014",
        off="orders move nobody: nobody refuses, nobody is shot",
        outcome="daily: units_refusing",
        resets=("under_orders", "units_obeying", "units_refusing", "units_fleeing", "shot_today"),
    )

    order_weight = parameter(
        3.0,
        "log weight",
        -2.0,
        8.0,
        "Log-weight of obeying an order to shoot at a crowd, against refusing, where nothing else counts.",
        "estimate: armies mostly do as they are told; the size: fitted to Libya, Egypt and Tunisia; before 2, an estimate",
        of=W7,
    )
    order_police = parameter(
        4.2,
        "log weight",
        0.0,
        8.0,
        "Log-weight of obeying that police have beside it: crowds are their trade, not the army's.",
        "lit: in Egypt and Tunisia the police shot, the armies did not; the size: fitted to them, Libya and Bahrain; before 3.5",
        of=W7,
        neutral=0.0,
    )
    order_likeness = parameter(
        6.0,
        "log weight",
        0.0,
        10.0,
        "Log-weight of obeying that is lost where all of the crowd are of one's own group.",
        "lit: soldiers shoot strangers; the size: fitted to Libya, Egypt and Tunisia; before 5, an estimate",
        of=W7,
        neutral=0.0,
    )
    order_stakes = parameter(
        3.0,
        "log weight",
        0.0,
        8.0,
        "Log-weight of obeying of a commander with full privilege, whose group holds all posts, while the regime is sure to last.",
        "lit: who loses with the ruler shoots for him; the size: estimate",
        of=W7,
        neutral=0.0,
    )
    order_loyalty = parameter(
        2.0,
        "log weight",
        0.0,
        6.0,
        "Log-weight of obeying between a commander without loyalty and one wholly loyal.",
        "estimate",
        of=W7,
        neutral=0.0,
    )
    order_crowd = parameter(
        1.5, "log weight", 0.0, 6.0, "Log-weight of not obeying that a boundless crowd adds.", "estimate", of=W7, neutral=0.0
    )
    crowd_half = parameter(
        20.0,
        "persons",
        1.0,
        1000.0,
        "Persons in the crowd for each man under the order, at which half of it is reached.",
        "estimate",
        of=W7,
    )
    order_example = parameter(
        3.5,
        "log weight",
        0.0,
        6.0,
        "Log-weight of refusing where all units beside it refused the day before.",
        "lit: refusal spreads once it is seen; the size: fitted to Libya, Egypt and Tunisia; before 2, an estimate",
        of=W7,
        neutral=0.0,
    )
    order_stays = parameter(
        3.0,
        "log weight",
        0.0,
        8.0,
        "What leaving over such an order has less in log-weight than refusing it, as long as the unit's norm has not turned.",
        "estimate: most who refused stayed where they stood",
        of=W7,
    )
    shot_daily = parameter(
        7.5,
        "deaths/day",
        0.0,
        100.0,
        "Deaths a day for each thousand men who shoot at a boundless crowd.",
        "fitted to the dead of Libya, Egypt, Tunisia and Bahrain; before 1.15, whatever the crowd",
        of=W7,
        neutral=0.0,
    )
    shot_half = parameter(
        1.6,
        "persons",
        0.0,
        1000.0,
        "Persons in the crowd for each man under the order, at which half of that is reached: few are shot where men are many.",
        "lit: in 2011 as many died before few guards as before many; the size: fitted with shot_daily",
        of=W7,
        neutral=0.0,
    )

    place = column("crowds", "i8", "row of places", "where it is", high=500, fixed=True)
    crowds_start = column("crowds", "i8", "day number", "its first day", fixed=True, called="start")
    crowds_end = column("crowds", "i8", "day number", "its last day", fixed=True, called="end")
    persons = column("crowds", "f8", "persons", "how many there are on a day", fixed=True)
    to = column("orders", "i8", "row of ORDERS", "what is ordered", high=len(ORDERS) - 1, fixed=True)
    orders_start = column("orders", "i8", "day number", "from when on it binds", fixed=True, called="start")
    orders_end = column("orders", "i8", "day number", "the last day on which it binds", fixed=True, called="end")
    first = column("orders", "i8", "number", "first of the units that it binds, in the list of them", fixed=True)
    last = column("orders", "i8", "number", "one past the last", fixed=True)
    label = column("orders", "u8", "number", "a number that its id always gives", high=2**32 - 1, fixed=True)
    source = column("orders", "i8", "source", "number by which triggers name it", low=-INF, high=-1, fixed=True)
    order_answer = column("units", "i8", "row of ANSWERS", "what it did that was ordered to shoot", high=len(ANSWERS) - 1)
    crowd = column("places", "f8", "persons", "who are in the streets today")
    withdrawn = column("units", "?", "yes/no", "it is under an order to withdraw", high=1)
    in_crowd = column("communities", "f8", "persons", "its people in the streets today")
    shot = column("communities", "f8", "persons", "shot in crowds since the dead were last counted")
    under_orders = column("nation", "f8", "units", "units under an order to shoot, amid a crowd, today", told=True)
    units_obeying = column("nation", "f8", "units", "units that obey such an order today", told=True)
    units_refusing = column("nation", "f8", "units", "units that refuse such an order today, and stay", told=True)
    units_fleeing = column("nation", "f8", "units", "units that leave over such an order today", told=True)
    shot_today = column("nation", "f8", "persons", "shot in crowds today by units that obey", told=True)

    answers = stream("answer to an order", ways=3)

    @staticmethod
    @compiled
    def run(
        book: Book,
        crowds: Crowds,
        crowd_groups: Numbers,
        orders: OrderTable,
        order_units: Rows,
        places: Places,
        routes: Routes,
        communities: Communities,
        sects: Sects,
        profiles: Profiles,
        profile: Rows,
        militias: Militias,
        slots: Slots,
        nation: Nation,
        unit_terms: UnitTerms,
        leavers: Rows,
        leaver_events: Rows,
        day: int,
        date: int,
        cause: Causes,
    ) -> None:
        """Let units under an order to shoot answer it; count, and let their shots fall."""
        units, size, p = book.units, book.size, book.p
        if len(orders) + len(crowds) == 0:
            return
        there, filled = crowds_today(crowds, crowd_groups, size.places, date)
        for row in range(size.places):
            places[row].crowd = filled[row]
            for sect in range(size.sects):
                communities[row * size.sects + sect].in_crowd = there[row, sect]
        if not book.on.W7:  # crowds fill the streets all the same
            for row in range(size.army_units):
                units[row].order_answer = 0
            return
        nation.under_orders = nation.units_obeying = nation.units_refusing = nation.units_fleeing = nation.shot_today = 0.0
        binding = orders_today(orders, order_units, size.army_units, date)
        men, firing, asked, unmoved = np.zeros(size.places), np.zeros(size.places), np.zeros(size.places), np.zeros(size.places)
        before = book.tally.leavers
        for row in range(size.army_units):
            unit, told = units[row], -1 if binding[row] < 0 else int(orders[binding[row]].to)
            if unit.order_answer != 0:
                asked[unit.place] += unit.weight
                unmoved[unit.place] += unit.weight if unit.order_answer != OBEYED else 0.0
            if told == SHOOT and filled[unit.place] > 0.0 and not unit.post_lost:
                men[unit.place] += unit.weight * unit.strength
            else:
                unit.order_answer, binding[row] = 0, -1
            unit.withdrawn = told == WITHDRAW
            if unit.withdrawn and unit.posture == DEPLOYED:
                unit.posture = CONFINED
                if book.on.D16:
                    unit_terms[row].D16 = -p.sealing * nation.answer
        for row in range(size.army_units):
            unit = units[row]
            if binding[row] < 0 or unit.strength == 0.0 or unit.weight == 0.0:
                continue
            order, place = orders[binding[row]], unit.place
            pressed = p.order_crowd * crowding(filled[place] / men[place], p.crowd_half)
            example = p.order_example * unmoved[place] / max(asked[place], 1.0)
            will = will_to_shoot(book, profiles, profile, sects, nation, there[place] / filled[place], row)
            key = np.uint64(unit.ordinal) | (order.label << LABEL_BITS)
            unit.order_answer = answer_of(book, will, pressed + example, pressed - p.order_stays * (1.0 - turned(unit, p)), key)
            nation.under_orders += unit.weight
            if unit.order_answer == OBEYED:
                nation.units_obeying += unit.weight
                firing[place] += unit.weight * unit.strength
            elif unit.order_answer == REFUSED:
                nation.units_refusing += unit.weight
            else:
                nation.units_fleeing += unit.weight
                leave_over_order(book, routes, sects, nation, militias, slots, row, day, cause.W7, order.source, leavers, leaver_events)
        foremost_come_last(book, leavers, leaver_events, before)
        for place in range(size.places):
            if firing[place] > 0.0:
                each = filled[place] / men[place]
                pace = p.shot_daily * crowding(each * each, p.shot_half * p.shot_half)
                shot = min(pace * firing[place] / THOUSAND, filled[place])
                nation.shot_today += shot
                for sect in range(size.sects):
                    communities[place * size.sects + sect].shot += shot * there[place, sect] / filled[place]


@compiled
def crowds_today(crowds: Crowds, groups: Numbers, places: int, date: int) -> tuple[Numbers, Numbers]:
    """Persons in the streets today, by place and group, and by place.

    Args:
        groups: by crowd, the shares of its groups.
    """
    there, filled = np.zeros((places, groups.shape[1])), np.zeros(places)
    for row in range(len(crowds)):
        crowd = crowds[row]
        if crowd.start <= date <= crowd.end:
            filled[crowd.place] += crowd.persons
            for sect in range(groups.shape[1]):
                there[crowd.place, sect] += crowd.persons * groups[row, sect]
    return there, filled


@compiled
def orders_today(orders: OrderTable, order_units: Rows, units: int, date: int) -> Rows:
    """By unit, the order that binds it today, -1 for none: of several the last in the table, where later and narrower ones come last."""
    binding = np.full(units, -1)
    for row in range(len(orders)):
        if orders[row].start <= date <= orders[row].end:
            for number in range(orders[row].first, orders[row].last):
                binding[order_units[number]] = row
    return binding


@compiled
def crowding(persons: float, half: float) -> float:
    """How much a crowd weighs, from 0 to 1, that has so many persons for each man."""
    return persons / (persons + half)


@compiled
def will_to_shoot(book: Book, profiles: Profiles, profile: Rows, sects: Sects, nation: Nation, crowd: Numbers, number: int) -> float:
    """Log-weight of obeying: the commander's will, as far as he is trusted, and his men's.

    Args:
        crowd: shares of its groups. number: of the unit.
    """
    unit, p, like, men = book.units[number], book.p, 0.0, 0.0
    for row in range(unit.first, unit.last):
        if book.status[row] == SERVING:
            like += crowd[int(book.people[row].sect)]
            men += 1.0
    sect = int(book.people[unit.commander].sect)
    leader = profiles[profile[unit.commander]]
    loses = lasting(leader, nation) * nation.pay * unit.paid * leader.privilege * sects[sect].position
    commander = p.order_loyalty * (book.loyalty[unit.commander] - 0.5) + p.order_stakes * loses - p.order_likeness * crowd[sect]
    trust, trade = unit.commander_trust, p.order_police
    if unit.branch != POLICE:
        trade = 0.0
    return float(p.order_weight + trade + trust * commander - (1.0 - trust) * p.order_likeness * like / max(men, 1.0))


@compiled
def answer_of(book: Book, obeys: float, refuses: float, leaves: float, key: np.uint64) -> int:
    """What a unit does, by the log-weights of its answers: a row of ``ANSWERS``; it draws once for each order."""
    obeys += gumbel(book.s.answers[0], key, 0)
    refuses += gumbel(book.s.answers[1], key, 0)
    leaves += gumbel(book.s.answers[2], key, 0)
    if obeys >= max(refuses, leaves):
        return OBEYED
    return REFUSED if refuses >= leaves else FLED


@compiled
def leave_over_order(
    book: Book,
    routes: Routes,
    sects: Sects,
    nation: Nation,
    militias: Militias,
    slots: Slots,
    number: int,
    day: int,
    cause: int,
    source: int,
    leavers: Rows,
    leaver_events: Rows,
) -> None:
    """Let all men of a unit go as one; they are leavers like others, for reprisals and for word of them."""
    unit = book.units[number]
    unit.goes_as_one = OVER_ORDER
    ways = np.full(unit.last - unit.first, STAYS)
    for row in range(unit.first, unit.last):
        if book.status[row] == SERVING and book.since_day[row] < day:  # who was called up today has not come yet
            ways[row - unit.first] = way_out(book, routes, row, day)
    event = book.tally.all_events
    go_their_ways(book, sects, nation, militias, slots, number, ways, day, cause, source, by_will=True)
    for row in range(unit.first, unit.last):
        if ways[row - unit.first] != STAYS:
            event += 1
            book.left_day[row], book.people[row].left_event = day, event
            leavers[book.tally.leavers], leaver_events[book.tally.leavers] = row, event
            book.tally.leavers += 1


@compiled
def foremost_come_last(book: Book, leavers: Rows, leaver_events: Rows, before: int) -> None:
    """Put those who left over orders into the order in which leavers of a pass stand, so that of several the foremost is remembered.

    Args:
        before: how many of today's leavers come before them.
    """
    rows, events = leavers[before : book.tally.leavers].copy(), leaver_events[before : book.tally.leavers].copy()
    at = before
    for number in foremost_last(book.people, rows):
        leavers[at], leaver_events[at] = rows[number], events[number]
        at += 1
