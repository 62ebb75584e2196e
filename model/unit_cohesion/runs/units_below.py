"""Which of the smallest units a unit of any level is, with all below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unit_cohesion.runs.record import Record


def smallest_units(record: Record, unit: str) -> list[str]:
    """Return the smallest units of a unit of any level: itself, or its staff and all below it down the chain of command; none if there is
    no such unit."""
    formations, under = record.scenario.army.formations, {unit}
    while more := {one.id for one in formations if one.parent in under} - under:
        under |= more
    return [id for id in record.unit_ids if id == unit or id.startswith(f"{unit}/") or id.split("/")[0] in under]
