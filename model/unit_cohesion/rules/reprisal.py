"""D8 and D9: what the regime does to the kin of those who left, and what men learn from seeing others caught.

A leaver's house may be burnt where the regime reaches it. That deters those whose homes it reaches too (D8a) and outrages the kin who serve
(D8b). Men learn with a lag how many are caught, which deters (D9b); seeing comrades punished outrages, more so in a watched group (D9c).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.arithmetic import faded
from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import INF, Rule, column, mechanism, parameter, stream, term
from unit_cohesion.engine.lots import lot
from unit_cohesion.engine.transitions import fade, refresh_own
from unit_cohesion.vocabulary import SERVING

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import CellTerms, Communities, CommunitySources, Places, Profiles, ProfileTerms, Rows, Sects, UnitSources

WEEK = 7


class Reprisal(Rule):
    """Houses of today's leavers are burnt, kin take note, and men learn what becomes of those who try; the factors are for tomorrow.

    log_D8a = −reprisal_deterrence · control of the home · reprisals / (reprisals + reprisal_half), reprisals of his community
    log_D8b = reprisal_outrage · 2^(−age / outrage_memory_days) of a man whose kin were hurt
    log_D9b = −punishment_deterrence · believed_catch of his sect
    log_D9c = punishment_outrage · share of the unit lately punished · watched of his sect
    """

    table = "reprisal"
    heading = "Reprisals on kin, watch and punishment (D8, D9)"

    D8 = mechanism(
        "Reprisals",
        "The leaver's house is burnt and his kin abused: deterrence for others (D8a), outrage in the hurt (D8b).",
        "A29",
        off="see its parts",
    )
    D8a = mechanism(
        "Reprisals deter",
        "Those with kin in reach are deterred.",
        "A29",
        off="more leave",
        outcome="daily: leavers",
        pushes="no reprisals feared",
        holds="reprisals against his kin",
        part_of="D8",
    )
    D8b = mechanism(
        "Reprisals outrage",
        "Those whose kin were hurt are pushed out.",
        "A29",
        off="fewer leave",
        outcome="daily: leavers",
        pushes="what was done to his kin",
        holds="kin left alone",
        part_of="D8",
    )
    D9 = mechanism("Watch and punishment", "Attempts are caught (D9a); that deters (D9b) and outrages (D9c).", "lit", off="see its parts")
    D9b = mechanism(
        "Punishment deters",
        "Punishment seen deters.",
        "lit",
        off="more try",
        outcome="daily: attempts",
        pushes="punishment that no longer deters",
        holds="punishment seen",
        part_of="D9",
    )
    D9c = mechanism(
        "Punishment outrages",
        "Punishment seen in the own unit outrages, more so in a watched group.",
        "lit",
        off="fewer try",
        outcome="daily: attempts",
        pushes="outrage at punishment",
        holds="no outrage",
        part_of="D9",
    )

    reprisal_chance = parameter(
        0.25,
        "1",
        0.0,
        1.0,
        "Chance that a leaver's house is burnt where the regime is in full control of his home.",
        "A29: some of them",
        of=D8,
    )
    reprisal_deterrence = parameter(
        0.68,
        "log hazard",
        0.0,
        3.0,
        "Log-hazard taken off by boundless reprisals where one's home is in the regime's reach.",
        "A29; the size: fitted to Syria, to June 2012; before .8",
        of=D8a,
    )
    reprisal_half = parameter(
        5.0, "houses per 100,000", 0.01, 1000.0, "Recent reprisals in one's community at which half of that is reached.", "estimate", of=D8a
    )
    reprisal_memory_days = parameter(90.0, "days", 1.0, 730.0, "Half-life of reprisals in people's minds.", "estimate", of=D8a)
    reprisal_outrage = parameter(
        0.45,
        "log hazard",
        0.0,
        0.69,
        "Log-hazard added to a serving man whose kin have just been hurt (at most a doubling).",
        "estimate",
        of=D8b,
    )
    outrage_memory_days = parameter(120.0, "days", 1.0, 730.0, "Half-life of that outrage.", "estimate", of=D8b)
    outrage_forgotten = parameter(
        0.01, "log hazard", 0.0001, 0.1, "Outrage below which it is as good as forgotten.", "design", of=D8b, nature="design"
    )
    punishment_deterrence = parameter(
        0.4, "log hazard", 0.0, 3.0, "Log-hazard taken off by a believed certainty of being caught.", "lit: severity .9 to 1.1", of=D9b
    )
    catch_belief_days = parameter(60.0, "days", 1.0, 730.0, "Lag with which men of a sect learn how many are caught.", "estimate", of=D9b)
    punishment_outrage = parameter(
        2.0,
        "log hazard",
        0.0,
        20.0,
        "Log-hazard for a unit wholly punished, of a wholly watched group.",
        "lit: 1 to 1.3 for a distrusted group",
        of=D9c,
    )

    outrage = column("people", "f8", "log hazard", "what reprisals on his kin add", high=10, apart=True)
    outrage_day = column("people", "i4", "day", "day of the latest reprisal on his kin")
    outrage_source = column("people", "i8", "source", "who or what brought it on", low=-INF)
    reprisals = column("communities", "f8", "houses per 100,000", "recent reprisals")
    reprisal_source = column("communities", "i8", "source", "latest leaver whose house was burnt", low=-INF)
    believed_catch = column("sects", "f8", "1", "believed chance of being caught", high=1)

    D9c_cells = term("cells", D9c, source="units")
    D8a_profiles = term("profiles", D8a, source="communities")
    D9b_profiles = term("profiles", D9b)
    D8b_people = term("people", D8b)
    reprisal = stream("reprisal")

    @staticmethod
    @compiled
    def run(
        book: Book,
        profiles: Profiles,
        communities: Communities,
        places: Places,
        sects: Sects,
        cell_terms: CellTerms,
        profile_terms: ProfileTerms,
        unit_sources: UnitSources,
        community_sources: CommunitySources,
        kin_group: Rows,
        kin_first: Rows,
        kin_last: Rows,
        kin_rows: Rows,
        leavers: Rows,
        leaver_events: Rows,
        found: Rows,
        day: int,
    ) -> None:
        """Burn houses of today's leavers; write the factors of D8a, D9b and D9c for tomorrow."""
        p, on, units, cells = book.p, book.on, book.units, book.cells
        fades = faded(p.reprisal_memory_days)
        if on.D8b and (day - 1) % WEEK == 0:
            fade(book, book.outrage, faded(p.outrage_memory_days, float(WEEK)), p.outrage_forgotten, found)
        for community in communities:
            community.reprisals *= fades
        for number in range(book.tally.leavers):
            row, event = leavers[number], leaver_events[number]
            if on.D8 and burn_house(book, communities, places, row, event) and on.D8b:
                group = kin_group[row]
                for kin in range(kin_first[group], kin_last[group]):
                    if book.status[kin_rows[kin]] == SERVING:
                        enrage(book, kin_rows[kin], event, day)
        if on.D8a:
            deterred = np.zeros(len(communities))
            for row in range(len(communities)):
                known, control = communities[row].reprisals, places[row // book.size.sects].control
                deterred[row] = -(p.reprisal_deterrence * control) * known / (known + p.reprisal_half)
                community_sources[row].profiles_D8a = communities[row].reprisal_source
            for row in range(len(profiles)):
                profile_terms[row].D8a = deterred[profiles[row].home * book.size.sects + profiles[row].sect]
        if on.D9b:
            for sect in sects:
                if sect.attempts > 0.0:
                    sect.believed_catch += (sect.caught / sect.attempts - sect.believed_catch) / p.catch_belief_days
            for row in range(len(profiles)):
                profile_terms[row].D9b = -p.punishment_deterrence * sects[profiles[row].sect].believed_catch
        if on.D9c:
            for row in range(len(units)):
                unit = units[row]
                unit_sources[row].cells_D9c = unit.punished_source
                if unit.punished > 0.0:  # elsewhere nobody was ever caught, and the factors are 0 already
                    outrage = p.punishment_outrage * (unit.punished / max(unit.strength + unit.punished, 1.0))
                    for cell in range(unit.first_cell, unit.last_cell):
                        cell_terms[cell].D9c = outrage * sects[cells[cell].sect].watched


@compiled
def burn_house(book: Book, communities: Communities, places: Places, row: int, event: int) -> bool:
    """Burn a leaver's house, if the regime reaches it; his community hears of it. Returns whether it is burnt."""
    person = book.people[row]
    home, sect = int(person.home), int(person.sect)
    if lot(book.s.reprisal, person.key, int(person.spell)) >= book.p.reprisal_chance * places[home].control:
        return False
    community = communities[home * book.size.sects + sect]
    community.reprisals += book.units[person.unit].weight * 1e5 / max(community.population, 1.0)
    community.reprisal_source = event
    return True


@compiled
def enrage(book: Book, row: int, event: int, day: int) -> None:
    """Let a serving man be outraged by what was done to his kin."""
    person = book.people[row]
    book.outrage[row], person.outrage_day, person.outrage_source = book.p.reprisal_outrage, day, event
    refresh_own(book, row)
