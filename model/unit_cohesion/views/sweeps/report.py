"""What a sweep says, on one page that needs nothing else: no server, no network, no script."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from unit_cohesion.errors import CohesionError
from unit_cohesion.sweeps.analysis import Analysis
from unit_cohesion.sweeps.designs.design import Cell, Design
from unit_cohesion.views.html_page import html_page
from unit_cohesion.views.svg import safe, value_text
from unit_cohesion.views.sweeps.axes import curves, heat_map
from unit_cohesion.views.sweeps.effects import differences, sensitivity
from unit_cohesion.views.sweeps.runs import samples, spread
from unit_cohesion.views.sweeps.style import STYLE
from unit_cohesion.views.sweeps.tables import MOST_CELLS, facts, failures, table
from unit_cohesion.views.sweeps.wanted import Wanted, difference_unit, drawn_axes, seeds_needed_text

MOST_CURVES = 8
Opens = Callable[[Design, Cell], str]
UNITS = {"1": "", "yes/no": "share of runs"}


def page(found: Analysis, wanted: Wanted, opens: Opens | None = None) -> str:
    """The page as HTML; ``opens`` says under which address a cell's run can be looked at, where somebody serves it."""
    design = found.design
    title = design.title or design.name
    shown = wanted.shown(found)
    links = " ".join(f'<a href="#o{i}">{safe(name)}</a>' for i, name in enumerate(shown))
    body = "".join(part for i, name in enumerate(shown) for part in _section(found, wanted, name, f"o{i}"))
    content = (
        f"<header><h1>{safe(title)}</h1><p>{safe(design.question)}</p>"
        f'{facts(found)}</header><nav aria-label="Outcomes">{links}</nav><main>{body}{_cells(found, opens)}{failures(found)}</main>'
    )
    return html_page(title, content, STYLE)


def _cells(found: Analysis, opens: Opens | None) -> str:
    """Every cell, as a link to its run."""
    addresses = [opens(found.design, cell) for cell in found.layout.cells[:MOST_CELLS]] if opens else []
    links = "".join(
        f'<li><a href="{safe(address)}" target="_blank" rel="noopener">{safe(found.layout.name(number))}</a></li>'
        for number, address in enumerate(addresses)
        if address
    )
    seed = f"Each opens with seed {found.design.seeds[0]}, in a new tab."
    return f"<section><h2>A cell in the dashboard</h2><p>{seed}</p><ul>{links}</ul></section>" if links else ""


def _section(found: Analysis, wanted: Wanted, name: str, id: str) -> Iterator[str]:
    """All of one outcome."""
    declared = found.declared(name)
    unit = UNITS.get(declared.unit, declared.unit)
    about = f"<p>{safe(declared.meaning)}{f' ({safe(unit)})' if unit else ''}.</p>" if declared.meaning else ""
    yield f'<section id="{id}"><h2>{safe(name)}</h2>{about}'
    if found.done[name].notna().any():
        if name in wanted.widths:
            yield f"<p>{safe(seeds_needed_text(found, name, wanted.widths[name]))}</p>"
        yield from _sensitivity(found, name)
        yield from _main_figure(found, wanted, name)
        yield from _differences(found, wanted, name)
        yield from _box(found, wanted, name)
        if len(found.design.seeds) > 1:
            yield spread(found, name)
        yield table(found.by_cell(name), "Every cell, with 95 % intervals over seeds", declared.unit)
    else:
        yield "<p>No run has a value.</p>"
    yield "</section>"


def _sensitivity(found: Analysis, name: str) -> Iterator[str]:
    """Draw indices or effects, and the samples along the parameters, weightiest first."""
    order = list(found.design.ranges)
    if not order:
        return
    try:
        for where, frame in found.sensitivity(name).items():
            yield sensitivity(name, frame, where)
            yield table(frame, "Indices" if "total" in frame else "Effects")
            order = list(frame["parameter"])
        for where, why in found.sensitivity_gaps(name).items():
            yield f'<p class="note">{safe(f"{where}: {why}")}</p>'
    except CohesionError as fault:
        yield f'<p class="note">{safe(fault)}</p>'
    noise = found.noise(name)
    if noise == noise:
        yield f"<p>{100 * noise:.0f} % of the variance between runs lies between seeds of the same cell.</p>"
    yield samples(found, name, order)


def _main_figure(found: Analysis, wanted: Wanted, name: str) -> Iterator[str]:
    axes = drawn_axes(found, wanted.axes)
    if len(axes) == 2:
        yield heat_map(found, name, axes)
    if len(axes) == 1 or (axes and len(found.design.lists[axes[1]]) <= MOST_CURVES):
        yield curves(found, name, axes)


def _differences(found: Analysis, wanted: Wanted, name: str) -> Iterator[str]:
    frame = found.differences(name, wanted.base) if wanted.base else None
    if frame is None or not len(frame):
        return
    unit, base = difference_unit(found, name), wanted.base_text
    yield differences(name, frame, found.design.names, unit, base)
    gain = float(frame["gain"].median())
    if gain == gain:
        yield f"<p>Without the same draws in every cell, these intervals would have taken about {gain:.2g} times as many runs (median).</p>"
    yield table(frame, f"Differences from {base}", unit)


def _box(found: Analysis, wanted: Wanted, name: str) -> Iterator[str]:
    if name not in wanted.at_least:
        return
    bound = wanted.at_least[name]
    try:
        box = found.box(name, bound)
    except CohesionError as fault:
        yield f'<p class="note">{safe(fault)}</p>'
        return
    phrase = (
        f"{name} of at least {value_text(bound, found.declared(name).unit)}: in {box.base:.0%} of all cells, in {box.density:.0%} of the "
        f"{box.points:,} cells of this box, which holds {box.coverage:.0%} of all such cells."
    )
    yield f"<h3>Where it prevails</h3><p>{safe(phrase)}</p>{table(box.limits, 'The box (PRIM)', opened=True)}"
