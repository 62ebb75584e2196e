"""What ``cohesion compare``, ``attribute``, ``explain``, ``progeny`` and ``run --seeds`` print."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Group, RenderableType
from rich.text import Text

from unit_cohesion.insight.attribute import DISAGREE
from unit_cohesion.insight.fates import EXITS
from unit_cohesion.insight.validate import is_reached
from unit_cohesion.views.formatting import (
    DIM,
    HEAD,
    ROLES,
    bar,
    in_unit,
    months_axis,
    number,
    one_line,
    percent,
    row,
    table,
    times,
    title,
    wanted,
)

if TYPE_CHECKING:
    from unit_cohesion.insight.attribute import Attribution, Plan
    from unit_cohesion.insight.compare import Comparison, Difference
    from unit_cohesion.insight.ensemble import Ensemble, Spread
    from unit_cohesion.insight.explanation import Explanation
    from unit_cohesion.insight.precision import Interval
    from unit_cohesion.insight.progeny import Progeny
    from unit_cohesion.schema import Target
    from unit_cohesion.simulation.identity import Identity

HEIGHT = 8
COLOURS = ("dark_orange", "medium_purple", "bright_black")
"""Left only in A, only in B, both: as on the page."""
STRIP = 12
"""Characters of the drawing beside a target, in a narrow terminal."""
BANDED = "█ median of runs, ░ 90 % band of runs"


def comparison(found: Comparison, width: int) -> Iterator[RenderableType]:
    """All of a comparison, for a terminal of this width."""
    about = found.a.scenario.about
    yield Text.assemble((one_line(about.title), HEAD), "\n", (one_line(f"A {found.a.name}, B {found.b.name}. {found.about}."), DIM), "\n")
    phrases = found.phrases
    if found.sentence == " ".join(phrases):
        yield Text(" ").join(Text(one_line(phrase), style=colour) for phrase, colour in zip(phrases, COLOURS, strict=True))
    else:
        yield Text(one_line(found.sentence))
    yield fates(found, width)
    if found.left.any():
        yield title("Persons who left so far", BANDED)
        for world, name in (("a", found.a.name), ("b", found.b.name)):
            yield Text(f"{world.upper()} {one_line(name)}", style=DIM)
            yield band_chart(found.band(world), about.start, width, float(found.left.max()), 5)
    yield from _differences(found, width)


def fates(found: Comparison, width: int) -> RenderableType:
    """Persons by first exit in A (rows) and B (columns)."""
    counts = found.fates.table()
    used = [code for code in range(len(EXITS)) if counts[code].any() or counts[:, code].any()]
    short = {"gave himself up": "gave up", "discharged": "let go", "never called up": "not called"}
    words = [short.get(EXITS[code], EXITS[code]) for code in used]
    made = table("In A", *words, right=range(1, len(words) + 1))
    for place, code in enumerate(used):
        row(made, words[place], *(number(round(float(counts[code, other]))) if counts[code, other] else "·" for other in used))
    return Group(title("First exits, in persons", f"in A down, in B across; by {found.last:%-d %B %Y}"), made)


def _differences(found: Comparison, width: int) -> Iterator[RenderableType]:
    differ = [one for one in found.differences if one.paired.n and (one.paired.mean or one.paired.spread > 0)]
    made = table("", "A", "B", "B less A", "95 % interval", "Gain", right=(1, 2, 3, 4, 5))
    for one in differ:
        row(made, one.name, *_difference_cells(one), times(one.gain) if one.gain == one.gain else "–")
    alike = len(found.differences) - len(differ)
    yield Group(
        title("Outcomes", "mean paired difference over seeds"),
        made,
        Text(f"{alike} others do not differ." * bool(alike) + _more_seeds(found), style=DIM),
    )


def _difference_cells(one: Difference) -> tuple[str, str, str, str]:
    unit = one.unit
    paired = one.paired
    span = f"{_signed(paired.low, unit)} to {_signed(paired.high, unit)}" if paired.low == paired.low else "–"
    return in_unit(one.a, _short(unit)), in_unit(one.b, _short(unit)), _signed(paired.mean, unit), span


def _short(unit: str) -> str:
    return "1" if unit == "yes/no" else unit


def _signed(value: float, unit: str) -> str:
    """A difference; of shares in percentage points."""
    if value != value:
        return "–"
    if unit in ("1", "yes/no"):
        return f"{100 * value:+.1f} pts"
    return f"{value:+,.0f}" if abs(value) >= 100 or value == round(value) else f"{value:+.3g}"


def _more_seeds(found: Comparison) -> str:
    left = found.outcome("left") if "left" in found.names else None
    if left is None or left.paired.n < 2 or not left.paired.width > 0:
        return ""
    needed = found.seeds_needed("left", left.paired.width / 2)
    gain = f" Without the same draws it would take {left.gain:.1f} times as many." if left.gain > 1 else ""
    return f" Half as wide an interval of left needs {number(needed)} seeds.{gain}"


def ensemble_summary(found: Ensemble, width: int) -> Iterator[RenderableType]:
    """Yield all that is printed of an ensemble."""
    yield Text("\n" + found.sentence)
    left = found.daily("left")
    if left.max() > 0:
        chart = band_chart(left, found.world.scenario.about.start, width, float(left.max()))
        yield Group(title("Persons who left so far", BANDED), chart)
    targets = found.targets
    for role, heading in ROLES.items():
        some = [one for one in targets if one[1].role == role]
        if some:
            yield _targets(some, heading, width, found.world.run)
    made = table("", "Median", "90 % band of runs", "Mean, 95 % interval", right=(1, 2, 3))
    ids = {one[0].name for one in targets}
    for spread in (found.outcome(name) for name in found.names if name not in ids):
        if spread.mean.n:
            row(made, spread.name, *_spread(spread), _mean(spread))
    yield Group(title("Outcomes", f"of {len(found.seeds)} runs"), made)


def _targets(some: list[tuple[Spread, Target, float]], heading: str, width: int, run: Identity) -> RenderableType:
    room = STRIP if width < 100 else STRIP + 12
    made = table("", "Median", "90 % of runs", "Wanted", "In it", "", right=(1, 2, 4), drawn=5)
    for spread, target, met in some:
        name = spread.name if width < 120 else f"{spread.name} {spread.meaning}"
        asked, share = wanted(target.low, target.high, spread.unit), percent(met) if met == met else "–"
        none = "nothing came out" if is_reached(run, target) else "not reached"
        row(made, name, *_spread(spread, none), asked, share, Text(band_strip(spread, target.low, target.high, room)))
    return Group(title(heading, "░ wanted, ─ 90 % of runs, ━ both, ● median"), made)


def _spread(spread: Spread, none: str = "–") -> tuple[str, str]:
    unit = _short(spread.unit)
    if spread.median != spread.median:
        return "–", none
    return in_unit(spread.median, unit), f"{in_unit(spread.low, unit)} to {in_unit(spread.high, unit)}"


def _mean(spread: Spread) -> str:
    mean, unit = spread.mean, _short(spread.unit)
    span = f", {in_unit(mean.low, unit)} to {in_unit(mean.high, unit)}" if mean.low == mean.low else ""
    return f"{in_unit(mean.mean, unit)}{span}"


def band_strip(spread: Spread, low: float | None, high: float | None, columns: int) -> str:
    """Return where the band of runs lies beside what is wanted, as a line of characters."""
    if spread.median != spread.median:
        return ""
    known = [value for value in (spread.low, spread.high, low, high) if value is not None]
    first, last = min(known), max(known)
    room = (last - first) * 0.15 or abs(last) * 0.1 or 1.0
    first, last = first - room, last + room

    def place(value: float) -> int:
        return min(columns - 1, max(0, int((value - first) / (last - first) * columns)))

    asked = (0 if low is None else place(low), columns - 1 if high is None else place(high))
    runs = (place(spread.low), place(spread.high))
    signs = []
    for column in range(columns):
        inside, wished = runs[0] <= column <= runs[1], asked[0] <= column <= asked[1]
        signs.append("━" if inside and wished else "─" if inside else "░" if wished else " ")
    signs[place(spread.median)] = "●"
    return "".join(signs)


def band_chart(band: np.ndarray, start: object, width: int, top: float, height: int = HEIGHT) -> Text:
    """Median and band by day (3 × days) as a chart of characters, with months under it."""
    from datetime import date

    assert isinstance(start, date)
    label = max(len(number(round(top))), 1)
    days = band.shape[1]
    step = max(1, ceil(days / max(10, width - label - 2)))
    some = band[:, step - 1 :: step] if days >= step else band
    columns = some.shape[1]
    level = np.clip(some / top * height, 0, height) if top > 0 else np.zeros_like(some)
    text = Text()
    for line in reversed(range(height)):
        signs = []
        for median, low, high in level.T:
            mine = line <= median < line + 1 or (line == height - 1 and median >= height)
            within = low < line + 1 and high > line
            signs.append("█" if mine and median > 0 else "░" if within and high > 0 else " ")
        side = number(round(top)) if line == height - 1 else "0" if line == 0 else ""
        text.append(f"{side:>{label}} ", DIM).append("".join(signs).rstrip() + "\n")
    text.append(" " * (label + 1) + months_axis(start, step, columns), DIM)
    return text


def attribution_cost(made: Plan, workers: int | None) -> Text:
    """Return how much an attribution is, and how long it takes."""
    seconds = made.seconds(workers)
    when = f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
    return Text(f"{made.size_text[:1].upper()}{made.size_text[1:]}, about {when}.")


def attribution(found: Attribution, width: int) -> Iterator[RenderableType]:
    """All of an attribution."""
    yield Text("\n" + one_line(found.sentence))
    sampled = found.errors is not None
    shares = sorted(found.shares, key=lambda one: -abs(one.share.mean))
    most = max((abs(one.share.mean) for one in shares), default=0.0)
    made = table("", "", "Share", "95 % interval", *(("Error",) if sampled else ()), "Cause of", "", right=(2, 3, 4, 5), drawn=5 + sampled)
    unit = _unit(found)
    for one in shares:
        span = f"{_signed(one.share.low, unit)} to {_signed(one.share.high, unit)}" if one.share.low == one.share.low else "–"
        error = (number(one.error),) if sampled else ()
        cause = number(round(one.cause)) if one.cause == one.cause else "–"
        length = bar(abs(one.share.mean) / most, 10) if most else ""
        name = Text(one_line(one.id.rpartition(".")[2]), style=HEAD)
        row(made, name, one.title, _signed(one.share.mean, unit), span, *error, cause, Text(length))
    whole = found.whole
    span = f"{_signed(whole.low, unit)} to {_signed(whole.high, unit)}" if whole.low == whole.low else "–"
    row(made, "together", "", _signed(whole.mean, unit), span, *(("",) if sampled else ()), "", "")
    how = "sampled orders; the error is that of sampling" if sampled else "mean over all orders of coming in"
    yield Group(
        title(f"What each did to {found.outcome}", how),
        made,
        Text(f"Cause of: persons who left with it as their main cause. {DISAGREE}", style=DIM),
    )


def _unit(found: Attribution) -> str:
    from unit_cohesion.insight.worlds import declared_outcome

    return declared_outcome(found.plan.run, found.outcome).unit


def explanation(found: Explanation) -> Iterator[RenderableType]:
    """All of an explanation."""
    facts = table("", "")
    facts.show_header = False
    for name, value in found.facts:
        row(facts, Text(name, style=DIM), value)
    yield facts
    yield Text("\n" + one_line(found.sentence))
    if found.causes:
        made = table("Cause", "", "Persons", "Share", f"On day {found.day}", right=(2, 3, 4))
        for cause in found.causes:
            then = number(round(cause.on_day)) if cause.on_day else "·"
            row(made, Text(cause.id, style=HEAD), cause.words, number(round(cause.persons)), percent(cause.persons / found.left[0]), then)
        yield Group(title("What weighed most on each of those who left"), made)
    if found.terms:
        whose = "His term" if found.kind == "person" else "Theirs"
        made = table("", "", "Ratio", whose, "Typical", right=(2, 3, 4))
        for term in sorted(found.terms, key=lambda one: -one.ratio):
            row(made, Text(term.id, style=HEAD), term.words, f"×{term.ratio:.2f}", f"{term.log:+.2f}", f"{term.reference:+.2f}")
        beside = f"their product times {found.reference:.3g} is {found.hazard:.3g} a day"
        if found.kind == "person":
            heading = "Hazard ratios against the typical man who served that day"
        else:
            whose = "of those who went that day" if found.pressed else "in it on the eve"
            heading = f"Hazard ratios {whose} against the typical man of the army on the eve"
        yield Group(title(heading, beside), made)
    for heading, links in (("What tipped him, back to the root", found.back), ("Whom he tipped", found.forward[:20])):
        if links:
            made = table("Who or what", "", "Day", right=(2,))
            for link in links:
                row(made, link.id, link.kind, number(link.day) if link.day else "–")
            yield Group(title(heading), made)


def progeny(found: Progeny) -> Iterator[RenderableType]:
    """All of what men kept from leaving tell."""
    yield Text("\n" + one_line(found.sentence))
    made = table("Others", "World held", "95 % interval", "World free", "95 % interval", right=(1, 2, 3, 4))
    held, free = found.by_relation(), found.by_relation(held=False)
    for name in held:
        row(made, name, *_per_leaver(held[name]), *_per_leaver(free[name]))
    held, free = found.by_distance(), found.by_distance(held=False)
    for name in held:
        row(made, Text(name, style=DIM), *_per_leaver(held[name]), *_per_leaver(free[name]))
    row(made, Text("all", style=HEAD), *_per_leaver(found.ratio()), *_per_leaver(found.ratio(held=False)))
    yield Group(title("Others who would not have left, for one man", f"within {found.within} days; by relation, then by distance"), made)


def _per_leaver(found: Interval) -> tuple[str, str]:
    mean, low, high = (round(end, 2) + 0.0 for end in (found.mean, found.low, found.high))  # no −0
    return f"{mean:.2f}", f"{low:.2f} to {high:.2f}" if low == low else "–"
