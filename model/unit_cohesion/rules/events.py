"""Dated events of the scenario: massacres, sieges, foreign help, a commander who is killed, relieved or leaves, pay, discharge.

An event happens on its date and writes what it changes; the rules after it read that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import INF, Keys, Rule, column, parameter, stream
from unit_cohesion.engine.lots import LABEL_BITS, lot
from unit_cohesion.engine.roll import GOES_OVER, RESOLVED, resolve
from unit_cohesion.engine.transitions import go, those
from unit_cohesion.rules.exits import nearness
from unit_cohesion.rules.posts import unless_used
from unit_cohesion.vocabulary import (
    ADVISER,
    BESIEGED,
    CANDIDATE,
    CIVIL,
    COMMANDER,
    COMMANDER_WAYS,
    DEAD,
    DISCHARGED,
    EVENT_KINDS,
    FIGHTER,
    PERPETRATORS,
    STATUSES,
)

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Causes, Communities, Countries, Incident, Incidents, Nation, On, P, Places, Rows, S, Units

MASSACRE, SIEGE, RELIEF, FOREIGN_HELP, OF_COMMANDER = (
    EVENT_KINDS.index(kind) for kind in ("massacre", "siege", "relief", "foreign_help", "commander")
)
PAY_STOPS, PAY_RESUMES, DISCHARGE_STOPS, AMNESTY = (
    EVENT_KINDS.index(kind) for kind in ("pay_stops", "pay_resumes", "discharge_stops", "amnesty")
)
SAFE_AREA, SAFE_AREA_LOST, BORDER_CLOSED, BORDER_OPEN, AGREEMENT, MURDER = (
    EVENT_KINDS.index(kind) for kind in ("safe_area", "safe_area_lost", "border_closed", "border_open", "agreement", "murder")
)
KEYS = {
    "massacre": Keys(("place", "value"), ("sect", "by")),
    "siege": Keys(("place",)),
    "relief": Keys(("place",)),
    "foreign_help": Keys(("value",)),
    "commander": Keys(("of", "way")),
    "pay_stops": Keys(),
    "pay_resumes": Keys(),
    "discharge_stops": Keys(),
    "amnesty": Keys(("value",), ("abroad",), rebels=True),
    "safe_area": Keys(("place",), rebels=True),
    "safe_area_lost": Keys(("place",), rebels=True),
    "border_closed": Keys(("country",), rebels=True),
    "border_open": Keys(("country",), rebels=True),
    "agreement": Keys(("value",), rebels=True),
    "murder": Keys(("place",), rebels=True),
    "order": Keys(("to",), ("of", "end")),
}
"""What is read of each kind, below and in ``orders.py``; whatever else such an event says is refused."""
SET_OFF_BY = {"D17": ("commander", "leaves")}
"""Mechanisms that nothing but a dated event sets off, by id: its kind and its way."""
REGIME = PERPETRATORS.index("regime")
KILLED, CHANGES_SIDE, REPLACED = (COMMANDER_WAYS.index(way) for way in ("killed", "changes_side", "replaced"))
WITH_REBELS = np.array([status in (FIGHTER, COMMANDER, ADVISER, CANDIDATE) for status in range(len(STATUSES))])


class Events(Rule):
    """Each event dated today writes what it changes; one dated before the start never happens."""

    siege_event_share = parameter(
        0.3, "1", 0.0, 1.0, "Share of the garrisons of a place that a dated siege cuts off.", "estimate", of="D11", table="posture"
    )

    struck = column("communities", "f8", "deaths", "deaths by dated events today, done by the regime")
    struck_by_rebels = column("communities", "f8", "deaths", "deaths by dated events today, done by rebels or extremists")
    safe = column("places", "?", "yes/no", "a safe area for training and assembling a national army", high=1, told=True)
    foreign_help = column("nation", "f8", "men", "foreign fighters' worth on the regime's side")
    pay = column("nation", "f8", "1", "pay that arrives, of what is due", high=1)
    wages = column("nation", "f8", "1", "pay that arrives as long as no patron is missing, of what is due", high=1)
    kind = column(
        "incidents",
        "i8",
        "row of EVENT_KINDS",
        "what kind of event it is, -1 for one of a rule from outside",
        low=-1,
        high=len(EVENT_KINDS) - 1,
        fixed=True,
    )
    date = column("incidents", "i8", "day number", "when it happens", fixed=True)
    place = column("incidents", "i8", "row of places", "where, -1 for nowhere", low=-1, high=500, fixed=True)
    sect = column("incidents", "i8", "row of sects", "group that is hit, -1 for all as they are suspected", low=-1, high=50, fixed=True)
    unit = column("incidents", "i8", "row of units", "unit that is hit, -1 for none or one that is not kept", low=-1, fixed=True)
    by = column("incidents", "i8", "row of PERPETRATORS", "who did it", high=len(PERPETRATORS) - 1, fixed=True)
    way = column(
        "incidents",
        "i8",
        "row of COMMANDER_WAYS",
        "what its commander does, or what is done to him",
        high=len(COMMANDER_WAYS) - 1,
        fixed=True,
    )
    country = column("incidents", "i8", "row of countries", "neighbour whose border it is, -1 for none", low=-1, high=500, fixed=True)
    value = column("incidents", "f8", "by kind", "deaths, men's worth, days of an amnesty inside, or consensus", fixed=True)
    abroad = column("incidents", "f8", "days", "days of an amnesty abroad", fixed=True)
    label = column("incidents", "u8", "number", "a number that its id always gives", high=2**32 - 1, fixed=True)
    source = column("incidents", "i8", "source", "number by which factors name it", low=-INF, high=-1, fixed=True)

    siege_event = stream("siege event")

    @staticmethod
    @compiled
    def run(
        book: Book,
        incidents: Incidents,
        units: Units,
        communities: Communities,
        places: Places,
        countries: Countries,
        nation: Nation,
        found: Rows,
        day: int,
        date: int,
        p: P,
        on: On,
        s: S,
        cause: Causes,
    ) -> None:
        """Carry out the events dated today."""
        for community in communities:
            community.struck = community.struck_by_rebels = 0.0
        for incident in incidents:
            if incident.date != date:
                continue
            kind = incident.kind
            if kind == MASSACRE:
                strike(incident, communities, book.size.sects, on)
            elif kind == SIEGE:
                besiege(incident, units, day, p, s)
            elif kind == RELIEF:
                for unit in units:
                    if unit.place == incident.place and unit.posture == BESIEGED:
                        unit.posture = unless_used(unit, on)
            elif kind == FOREIGN_HELP:
                nation.foreign_help += incident.value
            elif kind == OF_COMMANDER:
                if incident.way == KILLED:
                    kill_commander(book, incident, day, cause.W1)
                elif incident.way == REPLACED:
                    relieve_commander(book, incident, day, cause.I8)
                elif incident.unit >= 0 and book.units[incident.unit].commander >= 0:
                    resolve(book, book.units[incident.unit].commander, GOES_OVER if incident.way == CHANGES_SIDE else RESOLVED)
            elif kind in (PAY_STOPS, PAY_RESUMES):
                nation.wages = 1.0 if kind == PAY_RESUMES else 0.0
                nation.pay = nation.wages * (1.0 - nation.unpaid)
            elif kind == DISCHARGE_STOPS:
                nation.discharge_open = 0.0
            elif kind == AMNESTY:
                nation.amnesty_inside, nation.amnesty_abroad = incident.value, incident.abroad
            elif kind in (SAFE_AREA, SAFE_AREA_LOST):
                places[incident.place].safe = kind == SAFE_AREA
            elif kind in (BORDER_CLOSED, BORDER_OPEN):
                countries[incident.country].open = 1.0 if kind == BORDER_OPEN else 0.0
            elif kind == AGREEMENT:
                nation.agreed = incident.value
            elif kind == MURDER:
                murder(book, incident, nation, found, day, cause.R9)


@compiled
def strike(incident: Incident, communities: Communities, sects: int, on: On) -> None:
    """A massacre hits the community that is named, or all of the place as those who did it hit them (V1 off: as the regime does)."""
    rebels = bool(on.V1) and incident.by != REGIME
    first = incident.place * sects
    for row in range(first, first + sects):
        community = communities[row]
        share = community.exposed if rebels else community.target
        if incident.sect >= 0:
            share = 1.0 if row == first + incident.sect else 0.0
        if share > 0.0 and rebels:
            community.struck_by_rebels += incident.value * share
            community.fear_source = incident.source
        elif share > 0.0:
            community.struck += incident.value * share
            community.grievance_source = incident.source


@compiled
def besiege(incident: Incident, units: Units, day: int, p: P, s: S) -> None:
    """A dated siege cuts off some of the place's garrisons that stand at home."""
    for unit in units:
        if unit.garrison == incident.place and unit.place == unit.garrison and unit.weight > 0.0:
            subject = np.uint64(unit.ordinal) | (incident.label << LABEL_BITS)
            if lot(s.siege_event, subject, day) < p.siege_event_share:
                unit.posture, unit.siege_source = BESIEGED, incident.source


@compiled
def kill_commander(book: Book, incident: Incident, day: int, cause: int) -> None:
    """The commander of the unit that is named dies; one that a coarser scale does not keep loses nobody."""
    if incident.unit >= 0 and book.units[incident.unit].commander >= 0:
        unit = book.units[incident.unit]
        event = go(book, day, unit.commander, DEAD, cause, 0, incident.source, -1, 0, 0, 0.0)
        unit.dead += 1.0
        unit.dead_today += 1.0
        unit.dead_source = event


@compiled
def relieve_commander(book: Book, incident: Incident, day: int, cause: int) -> None:
    """The commander of the unit that is named is let go; nobody knows the new one yet, and the less so the nearer he stands (D6)."""
    units, number = book.units, int(incident.unit)
    if number < 0 or units[number].commander < 0:
        return
    go(book, day, units[number].commander, DISCHARGED, cause, 0, incident.source, -1, 0, 0, 0.0)
    units[number].commander_trust = 0.0
    for row in range(book.size.army_units):
        near = nearness(units, row, number, book.p.chain_share)
        units[row].commander_trust *= 1.0 - max(near, 0.0)


@compiled
def murder(book: Book, incident: Incident, nation: Nation, found: Rows, day: int, cause: int) -> None:
    """The most outspoken officer among the rebels of a place is killed; the highest in rank, then the lowest key, of equals."""
    victim = -1
    for number in range(those(book, WITH_REBELS, found, day)):
        row = found[number]
        person = book.people[row]
        if int(person.from_place) == incident.place and 2 <= int(person.band) < CIVIL and (victim < 0 or before(book, row, victim)):
            victim = row
    if victim >= 0:
        go(book, day, victim, DEAD, cause, 0, incident.source, -1, 0, 0, 0.0)
        nation.murders += book.units[book.people[victim].unit].weight


@compiled
def before(book: Book, row: int, other: int) -> bool:
    """Whether somebody is murdered before another."""
    one, two = book.people[row], book.people[other]
    if one.nationalism != two.nationalism:
        return bool(one.nationalism > two.nationalism)
    if int(one.rank) != int(two.rank):
        return int(one.rank) > int(two.rank)
    return bool(one.key < two.key)
