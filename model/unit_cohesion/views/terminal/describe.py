"""``cohesion show``: a scenario in words and tables, with its sources."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from unit_cohesion.outcomes import OUTCOMES, unit_of
from unit_cohesion.rules import PARAMETERS, RULE_TABLES
from unit_cohesion.simulation.remarks import remarks
from unit_cohesion.views.country import army, places
from unit_cohesion.views.formatting import (
    DIM,
    HEAD,
    indented,
    months_axis,
    number,
    one_line,
    percent,
    role_note,
    row,
    sourced,
    sparkline,
    table,
    title,
    wanted,
)
from unit_cohesion.views.terminal.headings import scenario_heading
from unit_cohesion.views.time_line import KINDS, Moment, in_lanes, moments, monthly_at

if TYPE_CHECKING:
    from unit_cohesion.scenario import Scenario
    from unit_cohesion.schema import Target

LABEL = 12
"""Columns of the names of lanes."""


def description(scenario: Scenario, width: int) -> Iterator[RenderableType]:
    """The whole scenario, part by part."""
    yield scenario_heading(scenario)
    if notes := remarks(scenario):
        yield title("Notes", "what will not count in a run")
        yield from (indented(Text(one_line(note))) for note in notes)
    if scenario.about.sources:
        yield title("Sources")
        yield from (indented(Text(one_line(source))) for source in scenario.about.sources)
    yield groups(scenario)
    yield from places(scenario, width)
    yield from army(scenario)
    if scenario.series:
        yield series(scenario)
    yield from timeline(scenario, width)
    yield from disputed_figures(scenario)
    yield changed_parameters(scenario)
    if scenario.targets:
        yield targets(scenario)


def groups(scenario: Scenario) -> RenderableType:
    """The groups: shares of the people and of posts, how watched, who rules."""
    found = table("Group", "Of the people", "Of sensitive posts", "Watched", "", right=(1, 2, 3))
    for sect in scenario.sects:
        shares = (percent(sect.population_share), percent(sect.sensitive_post_share), percent(sect.watched))
        name = Text.assemble((one_line(sect.name), HEAD), (f" {sect.id}", DIM))
        row(found, name, *shares, "the ruler's" if sect.ruling else "")
    return Group(title("Groups"), found)


def series(scenario: Scenario) -> RenderableType:
    """The monthly series as little charts."""
    parts: list[RenderableType] = [title("Deaths by month", "given; the balance of forces goes on from there")]
    for entry in scenario.series:
        shape = sparkline(entry.monthly, max(entry.monthly))
        words = f"from {entry.start:%b %Y}, {len(entry.monthly)} months, {number(sum(entry.monthly))} in all"
        name = "all" if entry.id == "deaths" else "the regime's"
        parts.append(Text.assemble((f"{name:<13} ", HEAD), shape))
        parts.append(indented(Text(": ".join(filter(None, (words, one_line(entry.source)))), style=DIM), 14))
    return Group(*parts)


def timeline(scenario: Scenario, width: int) -> Iterator[RenderableType]:
    """What is dated: drawn over the run's days, each with a mark, then by date in words."""
    dated = moments(scenario)
    if not dated:
        return
    yield Group(title("Time line", "each mark stands in the table below"), *map(_unwrapped, _drawn(scenario, dated, width)))
    found = table("Mark", "Date", "What", "Who or where", rest=2)
    for one in dated:
        what = sourced(Text.assemble(one.title, (f" ({one.details})", DIM)), one.source)
        row(found, f"{one.kind} {one.mark}", Text(f"{one.day}\nto {one.last}" if one.last else str(one.day)), what, one.where)
    yield Group(Text(), found)


def _drawn(scenario: Scenario, dated: list[Moment], width: int) -> Iterator[Text]:
    """A line for each lane: its kind, then a column for some days each; months below."""
    about = scenario.about
    columns = max(10, width - LABEL)
    each = about.days / columns
    middles = [about.start + timedelta(int((column + 0.5) * each)) for column in range(columns)]
    for id, name in (("deaths", "deaths"), ("regime_deaths", "the army's")):
        figures = monthly_at(scenario, id, middles)
        if any(figures):
            yield Text.assemble((name.ljust(LABEL), HEAD), sparkline(figures, max(figures)))

    def column_of(day: date) -> int:
        return min(columns - 1, max(0, int((day - about.start).days / each)))

    for kind in KINDS:
        of_kind = [one for one in dated if one.kind == kind and 0 <= (one.day - about.start).days < about.days]
        spans = [(column_of(one.day), column_of(one.last or one.day)) for one in of_kind]
        lanes = in_lanes(spans, 1)
        for lane in range(max(lanes, default=-1) + 1):
            line = [" "] * columns
            for one, (start, end), at in zip(of_kind, spans, lanes, strict=True):
                if at == lane:
                    line[start : end + 1] = [one.mark, *"─" * (end - start)]
            yield Text.assemble(((kind if lane == 0 else "").ljust(LABEL), HEAD), "".join(line))
    yield Text.assemble(" " * LABEL, (months_axis(about.start, each, columns), DIM))


def _unwrapped(line: Text) -> Text:
    line.no_wrap, line.overflow = True, "crop"
    return line


def changed_parameters(scenario: Scenario) -> RenderableType:
    """The parameters that differ from their defaults."""
    found = table("Parameter", "Here", "Default", "Meaning", right=(1, 2), rest=3)
    for rule, declared in RULE_TABLES.items():
        for p in declared:
            if scenario.parameters[p.name] != p.default:
                meaning = Text.assemble(one_line(p.meaning), (f" ({rule}, {p.mechanism})", DIM))
                row(found, Text(p.name, style=HEAD), number(scenario.parameters[p.name]), number(p.default), meaning)
    beside = f"{found.row_count} of {len(PARAMETERS)} differ from their defaults (cohesion parameters lists all)"
    return Group(title("Parameters", beside), *([found] if found.row_count else []))


def disputed_figures(scenario: Scenario) -> Iterator[RenderableType]:
    """What is disputed, and between which ends; nothing where nothing is."""
    found = table("Figure", "Here", "Lowest", "Highest", "What", right=(1, 2, 3), rest=4)
    for name, one in scenario.declare.items():
        row(
            found,
            Text(name, style=HEAD),
            number(one.value),
            number(one.low),
            number(one.high),
            sourced(Text(one_line(one.title)), one.source),
        )
    if found.row_count:
        yield Group(title("Disputed", "set like a parameter: --set NAME=VALUE"), found)


def targets(scenario: Scenario) -> RenderableType:
    """What a run is held against."""
    found = table("Target", "What", "Wanted", "When", rest=1)
    known = {**OUTCOMES, **scenario.outside.outcomes}
    for id, target in scenario.targets.items():
        what = Text.assemble(one_line(target.title or known[target.outcome].meaning), (role_note(target.role), DIM))
        band = wanted(target.low, target.high, unit_of(target, known[target.outcome].unit))
        row(found, Text(id, style=HEAD), sourced(what, target.source), band, Text(_when(target)))
    return Group(title("Targets"), found)


def _when(target: Target) -> str:
    if target.on:
        return str(target.on)
    return (
        f"to {target.end or 'the end'}"
        if target.start is None
        else f"{target.start} on"
        if target.end is None
        else f"{target.start}\nto {target.end}"
    )
