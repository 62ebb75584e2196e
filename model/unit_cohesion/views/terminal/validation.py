"""What ``cohesion validate`` prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from unit_cohesion.insight.validate import WEAK
from unit_cohesion.views.formatting import DIM, ROLES, in_unit, number, one_line, percent, row, table, title, wanted
from unit_cohesion.views.terminal.run import MARKS
from unit_cohesion.views.validation_card import passing

if TYPE_CHECKING:
    from unit_cohesion.insight.validate import Validation, Verdict

WIDE = 110


def validation(found: Validation, width: int) -> Iterator[RenderableType]:
    """All of a validation, for a terminal of this width."""
    yield Text("\n" + one_line(found.sentence))
    for role, heading in ROLES.items():
        some = [one for one in found.verdicts if one.target.role == role]
        if some:
            yield _targets(some, heading, width, bool(found.draws))
    if found.draws:
        drawn = ", ".join(f"{name} {number(low)} to {number(high)}" for name, (low, high) in found.ranges.items())
        yield Text(f"\nOf {found.draws} draws alike over {drawn}; weak: at least {percent(WEAK)} of them pass.", style=DIM)
    if found.missed:
        yield Text(f"\nMissed of those fitted: {', '.join(one.id for one in found.missed)}")


def _targets(some: list[Verdict], heading: str, width: int, drawn: bool) -> RenderableType:
    heads = ["", "", "What, and source", "Median", "90 % of runs", "Wanted", *(["Draws"] if drawn else [])]
    made = table(*heads, right=(3, 4), rest=2, since={2: WIDE})
    for one in some:
        what = Text.assemble(one_line(one.target.title or one.target.outcome), " ", (one_line(one.target.source), DIM))
        band = f"{in_unit(one.low, one.unit)} to {in_unit(one.high, one.unit)}" if one.runs else "–"
        asked = wanted(one.target.low, one.target.high, one.unit)
        if one.target.share is not None:
            asked += f" in {percent(one.target.share)} of runs ({percent(one.in_band)})"
        cells = [Text(*MARKS[one.met]), one.id, what, in_unit(one.median, one.unit), band, asked]
        row(made, *cells, *([passing(one)] if drawn else []))
    marks = [one.met for one in some]
    beside = f"{marks.count(True)} of {len(marks)} met" + ("; – was not reached in these runs" if None in marks else "")
    return Group(title(heading, beside), made)
