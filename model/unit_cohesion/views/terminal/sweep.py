"""What ``cohesion analyse`` prints: how many runs, outcomes by cell, what they hang on, differences, and seeds still needed."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from unit_cohesion.errors import CohesionError
from unit_cohesion.sweeps.analysis import Analysis
from unit_cohesion.sweeps.cell_layout import value_word
from unit_cohesion.sweeps.misses import by_misses, fitted, frontier
from unit_cohesion.views.formatting import DIM, HEAD, bar, counted, one_line, row, table, title
from unit_cohesion.views.svg import value_text
from unit_cohesion.views.sweeps.wanted import Wanted, difference_unit, seeds_needed_text

MOST_CELLS, MOST_FAILURES, ROOM = 100, 10, 20
BESIDE = "run by run of the same seed; by chance alone, one row in 20 is clear of 0"


def report(found: Analysis, wanted: Wanted, width: int) -> Iterator[RenderableType]:
    """Everything that is printed, for a terminal of this width."""
    shown = wanted.shown(found)
    yield sweep_heading(found)
    if len(found.failed):
        yield failures(found)
    if not len(found.done):
        return
    for name in shown:
        yield from sensitivity_table(found, name, width)
    if len(found.layout.cells) <= MOST_CELLS:
        yield from (cells(found, name, width) for name in shown) if wanted.outcomes or len(shown) == 1 else [overview(found, shown)]
    for name in shown:
        yield from differences_table(found, name, wanted)
    if wanted.misses:
        yield misses_table(found, wanted)
        yield from (frontier_table(one) for one in (found, *wanted.beside))
    for name, least in wanted.at_least.items():
        yield box_text(found, name, least)
    for name, wide in wanted.widths.items():
        yield Text(f"\n{one_line(name)}: {seeds_needed_text(found, name, wide)}")


def sweep_heading(found: Analysis) -> RenderableType:
    """Return the sweep's title and question, and how many runs there are."""
    design, counts = found.design, found.counts
    size = (counted(len(found.layout.cells), "cell"), counted(len(design.seeds), "seed"))
    words = (design.method, *size, *(f"{counted(n, 'run')} {kind}" for kind, n in counts.items() if n))
    about = Text.assemble((one_line(design.title or design.name), HEAD), "\n", one_line(design.question), "\n" if design.question else "")
    return about.append(" · ".join(words), DIM)


def failures(found: Analysis) -> RenderableType:
    """The runs that failed, apart."""
    made = table("Run", "Seed", "Status", "Cell", "Error", right=(1,), rest=4)
    for some in found.failed.head(MOST_FAILURES).to_dict("records"):
        row(made, some["run"], some["seed"], some["status"], found.layout.name(some["cell"]), some.get("error") or "")
    more = len(found.failed) - MOST_FAILURES
    return Group(title("Runs that failed", "in no average" + (f"; {more:,} more" if more > 0 else "")), made)


def overview(found: Analysis, names: list[str]) -> RenderableType:
    """A row a cell, each outcome's mean and how far its interval reaches to either side."""
    failed = ["Failed"] if len(found.failed) else []
    varied = len(found.design.names)
    made = table(*found.design.names, *names, *failed, right=range(varied, varied + len(names) + len(failed)))
    units = {name: found.declared(name).unit for name in names}
    frames = {name: found.by_cell(name).to_dict("records") for name in names}
    for number, cell in enumerate(found.layout.cells):
        means = [_interval_text(frames[name][number], units[name]) for name in names]
        row(made, *map(_short_word, cell.values), *means, *([frames[names[0]][number]["failed"] or ""] if failed else []))
    return Group(title("Outcomes by cell", "mean ± half of the 95 % interval over seeds; --outcome NAME tells more of one"), made)


def cells(found: Analysis, name: str, width: int) -> RenderableType:
    """A row a cell of one outcome."""
    varied = found.design.names
    failed = ["Failed"] if len(found.failed) else []
    last = len(varied) + 4 + len(failed)
    made = table(*varied, "Mean", "95 % interval", "Spread", "Runs", *failed, "", right=range(len(varied), last), drawn=last)
    frame, unit = found.by_cell(name), found.declared(name).unit
    top = float(frame["mean"].abs().max())
    room = min(ROOM, max(0, width - 70))
    for cell, some in enumerate(frame.to_dict("records")):
        drawn = Text(bar(abs(some["mean"]) / top, room) if top > 0 and some["mean"] == some["mean"] else "", style="cyan")
        means = (value_text(some["mean"], unit), _limits_text(some, unit), value_text(some["spread"], unit))
        ran = (some["runs"], *([some["failed"] or ""] if failed else []))
        row(made, *map(_short_word, found.layout.cells[cell].values), *means, *ran, drawn)
    return Group(title(name, found.declared(name).meaning), made)


def sensitivity_table(found: Analysis, name: str, width: int) -> Iterator[RenderableType]:
    """Return Sobol indices or Morris effects."""
    try:
        for where, frame in found.sensitivity(name).items():
            sobol = "total" in frame
            kinds = ("first", "total") if sobol else ("effect",)
            heads = ("First-order", "95 % interval", "Total", "95 % interval") if sobol else ("Effect", "95 % interval", "Mean", "Spread")
            made = table("Parameter", *heads, "", right=range(1, 5), drawn=5)
            top = float(frame[kinds[-1]].max())
            for some in frame.to_dict("records"):
                spans = {kind: f"{_figure(some[f'{kind}_low'])} to {_figure(some[f'{kind}_high'])}" for kind in kinds}
                figures = [word for kind in kinds for word in (_figure(some[kind]), spans[kind])]
                figures += [] if sobol else [_figure(some["mean"]), _figure(some["spread"])]
                drawn = Text(bar(max(0.0, some[kinds[-1]]) / top if top > 0 else 0.0, min(ROOM, max(0, width - 80))), style="cyan")
                row(made, some["parameter"], *figures, drawn)
            yield Group(title(f"What {name} hangs on", where or ("Sobol indices" if sobol else "Morris effects")), made)
        for where, why in found.sensitivity_gaps(name).items():
            yield Text(f"\n{one_line(name)}, {one_line(where)}: {one_line(why)}", style="yellow")
    except CohesionError as fault:
        yield Text(f"\n{one_line(name)}: {one_line(fault)}", style="yellow")


def _short_word(value: object) -> str:
    """A varied parameter's value, as short as tells it from its neighbours; the table of outcomes has it whole."""
    return f"{value:.4g}" if isinstance(value, float) else value_word(value)


def differences_table(found: Analysis, name: str, wanted: Wanted) -> Iterator[RenderableType]:
    """Return paired differences from the base cells."""
    if not wanted.base:
        return
    frame, unit = found.differences(name, wanted.base), difference_unit(found, name)
    varied = found.design.names
    made = table(*varied, "Difference", "95 % interval", "Pairs", "", right=range(len(varied), len(varied) + 3))
    for some in frame.head(MOST_CELLS).to_dict("records"):
        sure = "clear of 0" if some["low"] > 0 or some["high"] < 0 else ""
        row(made, *(value_word(some[key]) for key in varied), value_text(some["mean"], unit), _limits_text(some, unit), some["pairs"], sure)
    yield Group(title(f"{name}: difference from {wanted.base_text}", BESIDE), made)


def misses_table(found: Analysis, wanted: Wanted) -> RenderableType:
    """The cells that miss the scenarios' targets to fit least."""
    frame = by_misses(found, *wanted.beside)
    best = frame.head(wanted.misses)
    made = table("", *(f"Cell {cell}" for cell in best.index), right=range(1, 1 + len(best)))  # a column a cell: there are more parameters
    row(made, "targets missed", *best["missed"])
    row(made, "missed by most", *best["farthest"])
    row(made, "mean rank", *(f"{rank:,.1f}" for rank in best["rank"]))
    for name in found.design.names:
        row(made, name, *map(_short_word, best[name]))
    targets = sum(len(fitted(one.design.scenario.targets)) for one in (found, *wanted.beside))
    beside = f"of {targets} targets to fit, by their ranks among {len(frame):,} cells"
    return Group(title("Cells that miss least", beside), made)


def frontier_table(found: Analysis) -> RenderableType:
    """What meeting each fitted target costs among the others."""
    made = table("Target", "Met in", "Others missed", "Against", "Missed with", "Without", right=(1, 2, 4, 5))
    frame = frontier(found)
    for id, one in frame[frame["role"] == "fit"].to_dict("index").items():
        row(made, str(id), f"{one['met']:.0%}", *frontier_words(one))
    beside = "others missed: the fewest where it is met, and in any cell; against: what is missed oftener where it is met"
    return Group(title(f"What meeting each target of {one_line(found.design.scenario.name)} costs", beside), made)


def frontier_words(one: Mapping[Hashable, Any]) -> tuple[str, str, str, str]:
    """Of a row of ``frontier``: the fewest others missed (there, and anywhere), what it stands against, and how often that is missed."""
    fewest = "no cell" if one["beside"] != one["beside"] else f"{one['beside']:.0f}, {one['anywhere']:.0f}"
    if not one["against"]:
        return fewest, "", "", ""
    return fewest, one["against"], f"{one['missed_with']:.0%}", f"{one['missed_without']:.0%}"


def box_text(found: Analysis, name: str, least: float) -> RenderableType:
    """Return the box of parameter space in which an outcome prevails."""
    try:
        box = found.box(name, least)
    except CohesionError as fault:
        return Text(f"\n{one_line(name)}: {one_line(fault)}", style="yellow")
    made = table("Parameter", "From", "To", "Values", "Chance", right=(1, 2, 4))
    for some in box.limits.to_dict("records"):
        row(made, some["parameter"], some["low"], some["high"], some["values"] or "", f"{some['p']:.2g}")
    beside = f"{box.density:.0%} of the {box.points:,} cells in the box, {box.base:.0%} of all; it holds {box.coverage:.0%} of such cells"
    return Group(title(f"Where {name} is at least {value_text(least, found.declared(name).unit)}", beside), made)


def _interval_text(some: Mapping[Hashable, Any], unit: str) -> str:
    half = (some["high"] - some["low"]) / 2
    return value_text(some["mean"], unit) + (f" ± {value_text(half, unit)}" if half == half else "")


def _limits_text(some: Mapping[Hashable, Any], unit: str) -> str:
    return f"{value_text(some['low'], unit)} to {value_text(some['high'], unit)}" if some["low"] == some["low"] else "–"


def _figure(value: float) -> str:
    return f"{value:.2f}" if abs(value) < 10 else f"{value:,.0f}"
