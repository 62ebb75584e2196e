"""What ``cohesion cases`` prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from unit_cohesion.insight.cases import MEANING, MET, MISSED
from unit_cohesion.views.formatting import DIM, in_unit, one_line, percent, row, table, title, wanted
from unit_cohesion.views.terminal.run import MARKS

if TYPE_CHECKING:
    from unit_cohesion.insight.cases import Case
    from unit_cohesion.insight.validate import Verdict

WIDE = 110
_MARK = {MET: MARKS[True], MISSED: MARKS[False]}


def told(some: list[Case], width: int) -> Iterator[RenderableType]:
    """All of them, for a terminal of this width."""
    for case in some:
        about = case.found.world.scenario.about
        yield Text(f"\n{one_line(about.question)}", style=DIM)
        if case.registered.note:
            yield Text(one_line(case.registered.note), style=DIM)
        if case.changed:
            yield Text(f"Otherwise than registered on {case.registered.on}: {' and '.join(case.changed)}.")
        made = table("", "", "What", "Median", "In band", "Draws", "Wanted", "", right=(3, 4, 5), rest=2)
        for one, word in case.patterns:
            source = f" {one_line(one.target.source)}" if width >= WIDE else ""
            what = Text.assemble(one_line(one.target.title or one.target.outcome), (source, DIM))
            mark = Text(*_MARK.get(word, ("~", "")))
            row(made, mark, one.id, what, in_unit(one.median, one.unit), in_band(one), in_draws(one), asked(one), word)
        yield Group(title(f"{about.title} ({case.registered.role})", case.sentence), made)
        for ids, why in case.reasons.items():
            yield Text.assemble((f"{ids}: ", "bold"), (one_line(why), DIM))
    yield Text("\n" + "\n".join(f"{word}: {meaning}." for word, meaning in MEANING.items()), style=DIM)


def in_band(one: Verdict) -> str:
    """In what share of the seeds its band holds."""
    return percent(one.in_band) if one.runs else "–"


def in_draws(one: Verdict) -> str:
    """In what share of the draws of what is disputed its band holds."""
    return percent(one.passed) if one.passed == one.passed else "–"


def asked(one: Verdict) -> str:
    """Its band, and in how many seeds it must hold."""
    band = wanted(one.target.low, one.target.high, one.unit)
    return band if one.target.share is None else f"{band} (in {percent(one.target.share)})"
