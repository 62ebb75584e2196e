"""What it does to a unit, and to those under it, that its commander went: shared by all who let one go (D5, D6, W5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import P, Unit


@compiled
def lose_commander(unit: Unit, near: float, sect: int, event: int, p: P) -> None:
    """Let a unit feel that its commander went, or one above him.

    Args:
        near: 1 for its own, less the more levels lie between. sect: of him. event: his going.
    """
    unit.commander_gone = max(unit.commander_gone, near)
    unit.commander_trust *= 1.0 - near * (1.0 - p.trust_after_commander)
    if near > unit.carry_near:
        unit.carry_near, unit.carry_sect, unit.carry_source = near, sect, event


@compiled
def tell_down(book: Book, chief: int, sect: int, event: int) -> None:
    """Let all units under one feel that its commander went, weaker at each level."""
    units, share = book.units, book.p.chain_share
    if share <= 0.0:
        return
    for row in range(book.size.army_units):
        above, near = int(units[row].superior), share
        while above >= 0 and above != chief:
            above, near = int(units[above].superior), near * share
        if above == chief:
            lose_commander(units[row], near, sect, event, book.p)
            units[row].reached = True
            book.tally.reached += 1
