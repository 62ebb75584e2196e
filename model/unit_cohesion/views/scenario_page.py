"""``cohesion show --html``: a scenario on one page that needs nothing else: no server, no network, no script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from unit_cohesion.disk import write_text
from unit_cohesion.outcomes import OUTCOMES, unit_of
from unit_cohesion.rules import RULE_TABLES
from unit_cohesion.scenario.army import as_present, seats
from unit_cohesion.simulation.remarks import remarks
from unit_cohesion.simulation.versions import code_version
from unit_cohesion.views.country import crowd_words, persons_at, told_of, tree
from unit_cohesion.views.figures.base import GROUPS
from unit_cohesion.views.formatting import number, one_line, percent, role_note, wanted
from unit_cohesion.views.html_page import html_page
from unit_cohesion.views.svg import BLUE, ORANGE, WIDTH, box, figure, line, safe, text
from unit_cohesion.views.sweeps.style import STYLE
from unit_cohesion.views.time_line import KINDS, Moment, in_lanes, moments, monthly_at
from unit_cohesion.vocabulary import ARMY_BANDS, BRANCHES

if TYPE_CHECKING:
    from unit_cohesion.scenario import Scenario
    from unit_cohesion.schema import Formation, Place

LOOK = """
.wide{overflow-x:auto}th,td{text-align:left;vertical-align:top}.n{text-align:right;white-space:nowrap}.day,.mark{white-space:nowrap}
td small{display:block;color:var(--quiet)}.tree{white-space:nowrap}.bar{display:inline-block;height:.7em;background:#0072B2}
.bar.core{background:#D55E00}.key{display:inline-flex;gap:.3rem 1.2rem;flex-wrap:wrap;font-size:.9rem;margin:.25rem 0}
.key i{display:inline-block;width:.8em;height:.8em;margin-right:.35em}.map svg{min-width:0}svg .road{stroke:var(--quiet)}
svg .tile{fill:var(--paper);stroke:var(--quiet)}
"""
TILE_WIDTH, TILE_HEIGHT, GAP = 168, 108, 26
ARMY = BRANCHES[0]
WIDE = '<div class="wide" tabindex="0">'
"""What holds a table that may be wider than the page, and can be moved with the keys."""
LABEL, LANE, CHART = 84, 18, 54
"""Of the time line: room for the lanes' names, height of a lane, height of the series."""
COLOURS = {
    "news": "#CC79A7",
    "events": ORANGE,
    "crowds": "#F0E442",
    "offers": "#0072B2",
    "patrons": "#56B4E9",
    "sponsors": "#009E73",
    "militias": BLUE,
}
BROADEST = 200
"""Of the bar of the largest formation, in pixels."""


def write_page(scenario: Scenario, path: str | Path) -> None:
    """Write the page.

    Raises:
        CohesionError: it cannot be written there.
    """
    text = page(scenario)
    write_text(path, text)


def page(scenario: Scenario) -> str:
    """The page as HTML: the same for the same scenario."""
    about, dated = scenario.about, moments(scenario)
    body = (
        f"<header><h1>{safe(about.title)}</h1><p>{safe(about.question)}</p>{_facts(scenario)}</header><main>"
        f"{''.join(_notes(scenario))}"
        f"<h2>The people</h2>{_groups(scenario)}"
        f"<h2>The places</h2>{_map(scenario)}{_places(scenario)}"
        f"<h2>The army</h2>{_battle(scenario)}{_bands(scenario)}"
        f"<h2>What happens</h2>{_time_line(scenario, dated)}{_dated(dated)}"
        f"<h2>What should come out</h2>{_targets(scenario)}"
        f"{f'<h2>What is disputed</h2>{_disputed(scenario)}' if scenario.declare else ''}"
        f"<h2>Parameters</h2>{_parameters(scenario)}"
        f"<h2>Sources</h2>{_sources(scenario)}</main>"
    )
    return html_page(about.title, body, STYLE + LOOK)


def _facts(scenario: Scenario) -> str:
    about = scenario.about
    end = about.start + timedelta(about.days - 1)
    rows = [
        ("Days", f"{about.start} to {end}, {number(about.days)} days"),
        ("Persons an agent", number(about.persons_per_agent)),
        ("Made by", f"scenario {scenario.name} {scenario.hash[:12]} · unit-cohesion {code_version()}"),
    ]
    return "<dl>" + "".join(f"<div><dt>{safe(name)}</dt><dd>{safe(value)}</dd></div>" for name, value in rows) + "</dl>"


def _notes(scenario: Scenario) -> Iterator[str]:
    for note in remarks(scenario):
        yield f'<p class="note">Note: {safe(note)}</p>'


def _colours(scenario: Scenario) -> dict[str, str]:
    return {sect.id: GROUPS[place % len(GROUPS)] for place, sect in enumerate(scenario.sects)}


def _groups(scenario: Scenario) -> str:
    colours = _colours(scenario)
    rows = [
        (
            f'<span class="key"><i style="background:{colours[s.id]}"></i></span>{safe(s.name)}',
            percent(s.population_share),
            percent(s.sensitive_post_share),
            percent(s.watched),
            "the ruler's" if s.ruling else "",
        )
        for s in scenario.sects
    ]
    heads = ("Group", "Of the people", "Of sensitive posts", "Watched", "")
    return f"{WIDE}{_table(heads, rows, right=(1, 2, 3), raw=(0,))}</div>"


def _map(scenario: Scenario) -> str:
    """Each place as a tile where it lies: people, the regime's hold, men in garrison, groups as a bar; roads between neighbours."""
    colours, men = _colours(scenario), persons_at(scenario)
    across = max(place.x for place in scenario.places) + 1
    down = max(place.y for place in scenario.places) + 1
    step_x, step_y = TILE_WIDTH + GAP, TILE_HEIGHT + GAP
    middle = {p.id: (p.x * step_x + TILE_WIDTH / 2 + 1, p.y * step_y + TILE_HEIGHT / 2 + 1) for p in scenario.places}
    roads = {tuple(sorted((p.id, other))) for p in scenario.places for other in p.neighbours}
    parts = [line(*middle[a], *middle[b], "road", dash="4 3") for a, b in sorted(roads)]
    for place in scenario.places:
        parts += _tile(place, place.x * step_x + 1, place.y * step_y + 1, colours, men[place.id], scenario)
    groups = "".join(f'<span><i style="background:{colours[sect.id]}"></i>{safe(sect.name)}</span>' for sect in scenario.sects)
    description = "; ".join(
        f"{p.name}: {number(p.population)} people, {number(men[p.id])} men{crowd_words(scenario, p)}" for p in scenario.places
    )
    caption = "Lines join neighbours; the bar shows the groups. ≈ lies by the sea; → borders."
    drawn = figure(
        parts, down * step_y - GAP + 2, "Where they live, and where units stand", description, caption, across * step_x - GAP + 2
    )
    return f'<div class="map">{drawn}</div><div class="key">{groups}</div>'


def _tile(place: Place, x: float, y: float, colours: dict[str, str], men: int, scenario: Scenario) -> Iterator[str]:
    countries = {country.id: country.name for country in scenario.countries}
    yield f'<rect x="{x}" y="{y}" width="{TILE_WIDTH}" height="{TILE_HEIGHT}" rx="3" class="tile"/>'
    edges = ("≈ " if place.coast else "") + (f"→ {', '.join(countries[c] for c in place.borders)}" if place.borders else "")
    held = "" if place.control == 1 else f", {percent(place.control)} held"
    last = " ".join(filter(None, (crowd_words(scenario, place).removeprefix(", "), edges)))
    lines = (_cut(place.name), f"{number(place.population)} people{held}", f"{number(men)} men", _cut(last))
    for row, words in enumerate(lines):
        yield text(x + 8, y + 18 + 19 * row, words, kind="quiet" if row else "")
    at, names = x + 8, {sect.id: sect.name for sect in scenario.sects}
    for sect, share in sorted(place.sects.items(), key=lambda entry: -entry[1]):
        wide = share * (TILE_WIDTH - 16)
        yield box(at, y + TILE_HEIGHT - 18, wide, 10, colours[sect], f"{percent(share)} {names[sect]}")
        at += wide


def _cut(words: str) -> str:
    most = (TILE_WIDTH - 12) // 7
    return words if len(words) <= most else words[: most - 1] + "…"


def _places(scenario: Scenario) -> str:
    men, names = persons_at(scenario), {sect.id: sect.name for sect in scenario.sects}
    rows = [
        (
            p.name,
            number(p.population),
            percent(p.control),
            f"{p.violence:g}",
            number(men[p.id]),
            ", ".join(f"{percent(share)} {names[sect]}" for sect, share in sorted(p.sects.items(), key=lambda entry: -entry[1])),
        )
        for p in scenario.places
    ]
    heads = ("Place", "People", "Held", "Weight of deaths", "Men", "Groups")
    return f"<details><summary>The places as a table</summary>{WIDE}{_table(heads, rows, right=(1, 2, 3, 4))}</div></details>"


def _battle(scenario: Scenario) -> str:
    present = as_present(scenario.army)
    establishments = {e.id: e for e in present.establishments}
    persons = {f.id: seats(f, establishments).total() for f in present.formations}
    most, names = max(persons.values()), {place.id: place.name for place in scenario.places}
    rows = []
    for guide, f in tree(scenario.army.formations):
        wide = max(1, round(BROADEST * persons[f.id] / most))
        bar = f'<span class="bar{" core" if f.trusted else ""}" style="width:{wide}px"></span>'
        where = ", ".join(f"{names[id]} ({count})" if count > 1 else names[id] for id, count in Counter(f.places).items())
        branch = "" if f.branch == ARMY else f" ({f.branch})"
        branch += f", {percent(f.present)} present" if f.present is not None else ""
        facts = ", ".join(filter(None, (_made_of(f), where, told_of(scenario, f))))
        name = f'<span class="tree">{_guide(guide)}{safe(f.name)}{branch}</span><small>{safe(facts)}</small>'
        rows.append((name, number(persons[f.id]), bar))
    men = f"{safe(scenario.army.name)}: {number(sum(persons.values()))} persons on the first day. Brigades stand in the places by turns. "
    men += "Orange: part of the trusted core."
    listed = _table(("Formation", "Persons", ""), rows, right=(1,), raw=(0, 2))
    return f"<p>{men}</p>{WIDE}{listed}</div>"


def _guide(guide: str) -> str:
    """The lines that lead down to a formation, whose spaces a browser keeps."""
    return guide.replace(" ", "\N{NO-BREAK SPACE}")


def _made_of(f: Formation) -> str:
    """Brigades of battalions of companies, as far as there are any."""
    if not f.brigades or not (f.company or f.battalion_staff or f.brigade_staff):
        return "staff"
    levels = [(f.brigades, "brigade")]
    if f.company or f.battalion_staff:
        levels.append((f.battalions, "battalion"))
    if f.company:
        levels.append((f.companies, "company"))
    plural = {"company": "companies"}
    words = [f"{count} {word if count == 1 else plural.get(word, f'{word}s')}" for count, word in levels]
    return " of ".join(words)


def _bands(scenario: Scenario) -> str:
    present = as_present(scenario.army)
    establishments = {e.id: e for e in present.establishments}
    in_intake: Counter[str] = sum((seats(f, establishments) for f in present.formations), Counter())
    rows = []
    for band in ARMY_BANDS:
        of_band = [intake for intake in scenario.army.intakes if intake.band == band]
        by_sect = [sum(intake.shares.get(sect.id, 0.0) * in_intake[intake.id] for intake in of_band) for sect in scenario.sects]
        rows.append((band, *(number(round(men)) for men in (sum(by_sect), *by_sect))))
    heads = ("Persons", "All", *(sect.name for sect in scenario.sects))
    return f"{WIDE}{_table(heads, rows, right=range(1, len(heads)))}</div>"


def _time_line(scenario: Scenario, dated: list[Moment]) -> str:
    about = scenario.about
    right = WIDTH - 10

    def x(day: date) -> float:
        return LABEL + (right - LABEL) * min(1.0, max(0.0, (day - about.start).days / about.days))

    drawn: list[str] = []
    y = 8.0
    days = [about.start + timedelta(day) for day in range(about.days)]
    for id, name in (("deaths", "deaths"), ("regime_deaths", "the army's")):
        figures = monthly_at(scenario, id, days)
        if any(figures):
            drawn += [text(LABEL - 8, y + CHART - 4, name, "end", "quiet"), *_columns(figures, days, x, y)]
            drawn.append(text(LABEL - 8, y + 12, number(max(figures)), "end", "quiet"))
            y += CHART + 12
    for kind in KINDS:
        of_kind = [one for one in dated if one.kind == kind and 0 <= (one.day - about.start).days < about.days]
        if not of_kind:
            continue
        spans = [(x(one.day), max(x(one.day) + 11, x(one.last or one.day))) for one in of_kind]
        lanes = in_lanes(spans, 2)
        drawn.append(text(LABEL - 8, y + 12, kind, "end", "quiet"))
        for one, (start, end), lane in zip(of_kind, spans, lanes, strict=True):
            description = (
                f"{one.day}{f' to {one.last}' if one.last else ''}: {one.title} ({one.details}){f', {one.where}' if one.where else ''}"
            )
            drawn.append(box(start, y + lane * LANE, end - start, LANE - 4, COLOURS[kind], description, 0.35 if one.last else 0.25))
            drawn.append(text(start + 2, y + lane * LANE + 11, one.mark))
        y += (max(lanes) + 1) * LANE + 8
    months = [day for day in days if day.day == 1]
    months = months[:: max(1, -(-len(months) // 12))]
    axis = [line(x(day), 4, x(day), y) for day in months]
    names = [f"{day:%b %Y}" if day.month == 1 or day == months[0] else f"{day:%b}" for day in months]
    axis += [text(x(day), y + 14, name, "middle", "quiet") for day, name in zip(months, names, strict=True)]
    description = f"{len(dated)} entries; the table below tells each."
    caption = "Each mark stands in the table below; bars last; columns are a month's dead, the highest in figures."
    return figure([*axis, *drawn], y + 22, "What happens, and when", description, caption)


def _columns(figures: Sequence[float], days: Sequence[date], at: Callable[[date], float], y: float) -> Iterator[str]:
    """A column for each month of a series; ``at``: from a day to its place."""
    top, first = max(figures), 0
    for place in range(1, len(days) + 1):
        if place == len(days) or days[place].month != days[first].month:
            high = CHART * figures[first] / top
            start, end = at(days[first]), at(days[place - 1] + timedelta(1))
            yield box(start, y + CHART - high, end - start - 0.5, high, "#8C8C8C", f"{days[first]:%b %Y}: {number(figures[first])}")
            first = place


def _dated(dated: list[Moment]) -> str:
    rows = [
        (
            f'<span class="mark">{one.kind} {one.mark}</span>',
            f'<span class="day">{one.day}{f"<br>to {one.last}" if one.last else ""}</span>',
            f"{safe(one.title)}<small>{safe(f'{one.details}. {one.source}' if one.source else one.details)}</small>",
            one.where,
        )
        for one in dated
    ]
    if not rows:
        return "<p>Nothing is dated.</p>"
    return f"{WIDE}{_table(('Mark', 'Date', 'What', 'Who or where'), rows, raw=(0, 1, 2))}</div>"


def _targets(scenario: Scenario) -> str:
    rows, known = [], {**OUTCOMES, **scenario.outside.outcomes}
    for id, target in scenario.targets.items():
        outcome = known[target.outcome]
        span = " to ".join(str(day) for day in (target.start, target.on or target.end) if day)
        what = f"{safe(target.title or outcome.meaning)}{safe(role_note(target.role))}<small>{safe(target.source)}</small>"
        rows.append((id, what, target.outcome, wanted(target.low, target.high, unit_of(target, outcome.unit)), span))
    heads = ("Target", "What", "Outcome", "Wanted", "When")
    return f"{WIDE}{_table(heads, rows, raw=(1,))}</div>" if rows else "<p>No targets.</p>"


def _disputed(scenario: Scenario) -> str:
    """What is disputed of the war, and between which ends."""
    rows = [
        (name, number(one.value), number(one.low), number(one.high), f"{safe(one.title)}<small>{safe(one.source)}</small>")
        for name, one in scenario.declare.items()
    ]
    return f"{WIDE}{_table(('Figure', 'Here', 'Lowest', 'Highest', 'What'), rows, right=(1, 2, 3), raw=(4,))}</div>"


def _parameters(scenario: Scenario) -> str:
    rows = [
        (p.name, number(scenario.parameters[p.name]), number(p.default), f"{p.meaning} ({rule}, {p.mechanism})")
        for rule, declared in RULE_TABLES.items()
        for p in declared
        if scenario.parameters[p.name] != p.default
    ]
    if not rows:
        return "<p>All as they are by default.</p>"
    listed = _table(("Parameter", "Here", "Default", "Meaning"), rows, right=(1, 2))
    return f"<details><summary>{len(rows)} differ from their defaults</summary>{WIDE}{listed}</div></details>"


def _sources(scenario: Scenario) -> str:
    return "<ul>" + "".join(f"<li>{safe(source)}</li>" for source in scenario.about.sources) + "</ul>"


def _table(heads: Iterable[str], rows: Iterable[Sequence[str]], right: Iterable[int] = (), raw: Iterable[int] = ()) -> str:
    """A table; cells in the columns ``raw`` are HTML that is safe already."""
    numbers, made = set(right), set(raw)

    def cells(row: Iterable[str], tag: str) -> str:
        return "".join(
            f"<{tag}{' class=n' if place in numbers else ''}>{cell if tag == 'td' and place in made else safe(one_line(cell))}</{tag}>"
            for place, cell in enumerate(row)
        )

    body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in rows)
    return f"<table><thead><tr>{cells(heads, 'th')}</tr></thead><tbody>{body}</tbody></table>"
