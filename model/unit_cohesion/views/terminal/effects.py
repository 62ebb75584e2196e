"""What ``cohesion effects`` prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from unit_cohesion.insight.effects import AS_EXPECTED, NOTHING, OTHER_WAY, STILL, UNTOLD
from unit_cohesion.views.formatting import DIM, HEAD, in_unit, number, one_line, percent, row, table, title

if TYPE_CHECKING:
    from unit_cohesion.insight.effects import Effects, Moved
    from unit_cohesion.insight.precision import Interval
    from unit_cohesion.insight.shown import Shown

STYLES = {AS_EXPECTED: "", OTHER_WAY: "red"}
SHORT = {NOTHING: "not measurable", STILL: "not asked", UNTOLD: "one seed"}
"""Verdicts, where there is little room."""


def signed(value: float, unit: str) -> str:
    """A difference with its sign; of shares in percentage points."""
    if value != value:
        return "–"
    if unit == "1":
        return f"{100 * value:+.2f} pts" if abs(value) < 0.01 else f"{100 * value:+.1f} pts"
    return f"{value:+,.0f}" if abs(value) >= 100 else f"{value:+.3g}"


def span(found: Interval, unit: str) -> str:
    """The 95 % interval of a difference."""
    return "–" if found.low != found.low else f"{signed(found.low, unit)} to {signed(found.high, unit)}"


def relative(moved: Moved) -> str:
    """A difference as a share of what there is without the mechanism."""
    return "–" if moved.relative != moved.relative or abs(moved.relative) == float("inf") else f"{100 * moved.relative:+.1f} %"


def effects(found: Effects, width: int) -> Iterator[RenderableType]:
    """All of a table of effects, for a terminal of this width."""
    about = found.world.scenario.about
    seeds = f"{len(found.seeds)} seed" + "s" * (len(found.seeds) > 1)
    yield Text.assemble((one_line(about.title), HEAD), "\n", (f"The world as it is less the one without each rule; {seeds}.", DIM), "\n")
    yield Text(one_line(found.sentence))
    for heading, beside, distal in (
        ("What each acts on", "mean paired difference and its 95 % interval", False),
        ("What comes of it", "likewise", True),
    ):
        made = table("", "", "Difference", "95 % interval", "Of it", "", right=(2, 3, 4))
        for one in found.all:
            moved = one.distal if distal else one.proximate
            cells = (signed(moved.paired.mean, moved.unit), span(moved.paired, moved.unit), relative(moved))
            name = Text(one.id, style=HEAD)
            verdict = Text(SHORT.get(moved.verdict, moved.verdict), style=STYLES.get(moved.verdict, DIM))
            row(made, name, moved.name, *cells, verdict)
        yield Group(title(heading, beside), made)
    if found.still:
        yield Text(f"\nMove nothing measurable here, for reasons left open: {', '.join(found.still)}.")


def shown(found: Shown) -> RenderableType:
    """The demands on the war, and what came out."""
    made = table("", "", "Found", "95 % interval", "Wanted", "", right=(2, 3))
    for one in found.demands:
        ends = "" if one.found.low != one.found.low else f"{value(one.found.low, one.unit)} to {value(one.found.high, one.unit)}"
        met = Text("") if one.met is None else Text("met") if one.met else Text("missed", style="red")
        row(made, Text(one.about, style=HEAD), one.says, value(one.found.mean, one.unit), ends, one.wanted, met)
    return Group(title("What must show", f"{len(found.seeds)} seeds" + (f", {len(found.ones)} one for one" if found.ones else "")), made)


def value(found: float, unit: str) -> str:
    """A number of a demand: shares in percent, with their sign where they are below 0."""
    if unit == "1" and found == found:
        return percent(found) if found >= 0 else f"−{percent(-found)}"
    return number(round(found, 2)) if unit in ("days", "month", "times") and found == found else in_unit(found, unit)
