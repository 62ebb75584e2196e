"""What is done to those who serve: killed, maimed, arrested in a purge. Its clock is apart from what they do.

The hazard is the same for all of a cell, so the cell gathers it, and only cells that have reached their lowest threshold are looked into.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.arithmetic import INFINITY, log
from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import INF, Rule, column, parameter, stream
from unit_cohesion.engine.lots import gumbel
from unit_cohesion.engine.ordering import outranks
from unit_cohesion.engine.transitions import send
from unit_cohesion.vocabulary import BESIEGED, CONFINED, DEAD, DISCHARGED, JAILED, SERVING

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Causes, Communities, Nation, P, Places, Sects


class Fate(Rule):
    """Each cell gathers the day's hazards; those are struck whose thresholds it has reached.

    killed = regime_deaths · exposure · heat of the place / Σ men · exposure · heat, exposure by posture
    maimed = wounded_discharged · killed; purged = purge_daily · answer · watched
    """

    wounded_discharged = parameter(
        0.7, "1", 0.0, 5.0, "Men discharged for wounds, for each man killed.", "estimate", of="I8", table="service", nature="fact"
    )
    exposure_deployed = parameter(
        4.0, "1", 1.0, 20.0, "Chance of being killed of a deployed man against a confined one.", "estimate", of="D16", table="posture"
    )
    exposure_besieged = parameter(
        6.0, "1", 1.0, 20.0, "Chance of being killed of a besieged man against a confined one.", "estimate", of="D16", table="posture"
    )
    purge_daily = parameter(
        3e-05,
        "1/day",
        0.0,
        0.01,
        "Daily hazard of arrest at the full answer, in a wholly watched group.",
        "estimate",
        of="W3",
        table="regime",
    )

    dead = column("units", "f8", "agents", "killed, fading")
    dead_today = column("units", "f8", "agents", "killed, not yet worn into the bonds")
    dead_source = column("units", "i8", "source", "latest man killed", low=-INF)
    fate_threshold = column(
        "people",
        "f8",
        "hazard",
        "of one who serves: his cell's fate pressure at which something is done to him; infinite of others",
        apart=True,
    )
    fate_pressure = column("cells", "f8", "hazard", "hazard of being killed, maimed or arrested gathered since day one", apart=True)
    next_fate = column("cells", "f8", "hazard", "lowest threshold of those who serve in it, or lower", apart=True)

    fire = column("nation", "f8", "1/day", "hazard of being killed of a man in barracks, were all of today's deaths to fall where he is")

    which_fate = stream("which fate", ways=3)

    @staticmethod
    @compiled
    def run(book: Book, places: Places, sects: Sects, communities: Communities, nation: Nation, cause: Causes, day: int) -> None:
        """Add the day's hazards to the cells, and carry out what has come due."""
        units, cells, p, fate_pressure, next_fate = book.units, book.cells, book.p, book.fate_pressure, book.next_fate
        deaths = 0.0
        for place in places:
            deaths += place.all_deaths
        heat = np.empty(len(places))
        for row in range(len(places)):
            heat[row] = places[row].all_deaths / max(deaths, 1e-12)
        exposed, at_risk = np.empty(len(units)), 0.0
        for row in range(len(units)):
            unit = units[row]
            exposed[row] = exposure(unit.posture, p) * heat[unit.place]
            at_risk += unit.weight * unit.strength * exposed[row]
        hazard = nation.regime_deaths / at_risk if at_risk > 0.0 else 0.0
        nation.fire = hazard
        wounds = p.wounded_discharged if book.on.I8 else 0.0
        purged = np.empty(len(sects))
        for row in range(len(sects)):
            purged[row] = sects[row].watched * (p.purge_daily * nation.answer)
        for row in range(len(units)):
            killed = exposed[row] * hazard
            maimed, foremost = killed * wounds, -1
            for cell in range(units[row].first_cell, units[row].last_cell):
                fate_pressure[cell] += (killed + maimed) + purged[cells[cell].sect]
                if fate_pressure[cell] >= next_fate[cell]:
                    foremost = strike(book, communities, cell, killed, maimed, purged[cells[cell].sect], foremost, cause, day)


@compiled
def exposure(posture: int, p: P) -> float:
    """How exposed to fire men are in a posture, against confined ones."""
    if posture == CONFINED:
        return 1.0
    return p.exposure_besieged if posture == BESIEGED else p.exposure_deployed


@compiled
def strike(
    book: Book, communities: Communities, cell: int, killed: float, maimed: float, purged: float, foremost: int, cause: Causes, day: int
) -> int:
    """Do to those in a cell whose time has come what is done to them; note the lowest threshold that is left.

    Args:
        killed, maimed, purged: the day's hazards. foremost: the first in rank (then key) of those of the unit killed today, -1 for none.

    Returns:
        The same, of those killed here too: the unit remembers his death.
    """
    pressure, unit, lowest = book.fate_pressure[cell], book.units[book.cells[cell].unit], INFINITY
    for row in range(book.cells[cell].first, book.cells[cell].last):
        if book.status[row] == SERVING and book.fate_threshold[row] <= pressure:
            to = what_is_done(book, row, killed, maimed, purged)
            event = send(book, day, row, to, cause.W1 if to == DEAD else cause.I8 if to == DISCHARGED else cause.W3)
            if to == DEAD:
                unit.dead += 1.0
                unit.dead_today += 1.0
                communities[int(book.people[row].home) * book.size.sects + int(book.people[row].sect)].fallen += unit.weight
                if foremost < 0 or outranks(book, row, foremost):
                    foremost, unit.dead_source = row, event
        lowest = min(lowest, book.fate_threshold[row])  # infinite of those who left
    book.next_fate[cell] = lowest
    return foremost


@compiled
def what_is_done(book: Book, row: int, killed: float, maimed: float, purged: float) -> int:
    """His new status: of the largest log-hazard + keyed Gumbel draw."""
    key, spell, streams = book.people[row].key, int(book.people[row].spell), book.s.which_fate
    dies, leaves = log(killed) + gumbel(streams[0], key, spell), log(maimed) + gumbel(streams[1], key, spell)
    taken = log(purged) + gumbel(streams[2], key, spell)
    if dies >= leaves and dies >= taken:
        return DEAD
    return DISCHARGED if leaves >= taken else JAILED
