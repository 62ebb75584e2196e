"""``cohesion show``: a scenario in words and tables, with its sources."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
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

if TYPE_CHECKING:
    from unit_cohesion.scenario import Scenario
    from unit_cohesion.schema import Event, News, Target

NEWS_WORDS = {"leader_exit": "word that the leader goes", "pledge": "a pledge", "rumour": "a rumour", "story": "the regime's story"}


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
    if scenario.news or scenario.events:
        yield timeline(scenario)
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


def timeline(scenario: Scenario) -> RenderableType:
    """News and events by date."""
    found = table("Date", "What", "Who or where", rest=1)
    names = {sect.id: sect.name for sect in scenario.sects} | {place.id: place.name for place in scenario.places}
    rows: list[tuple[date, Text, str, str]] = [(n.release, _news(n), _where(names, n.about, n.place), n.source) for n in scenario.news]
    rows += [(e.date, _event(e), _where(names, e.sect, e.place, e.unit), e.source) for e in scenario.events]
    for day, what, where, source in sorted(rows, key=lambda entry: entry[0]):
        row(found, str(day), sourced(what, source), where)
    return Group(title("News and events"), found)


def _where(names: dict[str, str], *ids: str | None) -> str:
    return ", ".join(names.get(id, id) for id in ids if id)


def _news(news: News) -> Text:
    details = [NEWS_WORDS[news.kind]]
    details += [f"of {news.men} men"] if news.kind == "pledge" else []
    details += [f"known inside {news.origin}"] if news.origin != news.release else []
    details += [f"trusted {percent(news.reliability)}"] if news.reliability < 1 else []
    details += [f"staged{f', exposed {news.exposed}' if news.exposed else ''}"] if news.staged else []
    return Text.assemble(one_line(news.title or news.id), (f" ({', '.join(details)})", DIM))


def _event(event: Event) -> Text:
    amount = "" if event.value is None else f", {number(event.value)} {'dead' if event.kind == 'massacre' else 'men'}"
    hand = f" by {event.by}" if event.by else ""
    return Text.assemble(one_line(event.title or event.id), (f" ({event.kind.replace('_', ' ')}{hand}{amount})", DIM))


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


def targets(scenario: Scenario) -> RenderableType:
    """What a run is held against."""
    found = table("Target", "What", "Wanted", "When", rest=1)
    for id, target in scenario.targets.items():
        what = Text.assemble(
            one_line(target.title or OUTCOMES[target.outcome].meaning), (role_note(target.role), DIM)
        )
        band = wanted(target.low, target.high, unit_of(target, OUTCOMES[target.outcome].unit))
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
