"""The rebel side's half of what ``cohesion run`` prints: where the defectors are, and how the rebels stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from unit_cohesion.views.figures.base import listed
from unit_cohesion.views.formatting import DIM, HEAD, number, one_line, percent, row, table, title
from unit_cohesion.views.names import AWAY
from unit_cohesion.views.rebel_side import LEVELS, OUT, defectors, deserters, door_counts, formed_on, place_of, rank_in_words, safe_places

if TYPE_CHECKING:
    import pandas as pd

    from unit_cohesion.runs.record import Record

ROOM_FOR_SHARES = 72  # columns from which on shares stand beside the persons


def rebel_side(record: Record, width: int) -> Iterator[RenderableType]:
    """Both parts; the first only if somebody defected."""
    found = defectors(record)
    if len(found):
        yield fate(record, found, width)
    box = Table.grid(padding=(0, 2, 0, 0))
    for head, fact in lines(record):
        box.add_row(Text(head, style=DIM), Text(one_line(fact)))
    yield Group(title("The rebel side", "on the last day"), box)


def fate(record: Record, found: pd.DataFrame, width: int) -> RenderableType:
    """Where those who defected are: persons by level, and, if there is room, their share of those who are out and alive."""
    each = 2 if width >= ROOM_FOR_SHARES else 1  # columns of a level
    countries = {country.id: country.name for country in record.scenario.countries}
    heads = [heading for level in LEVELS for heading in (level.capitalize() if level.islower() else level, "")[:each]]
    shown = table("", *heads, right=range(1, 1 + len(heads)))
    alive = found[found.index.get_level_values("status").isin(OUT)].sum()

    def add(name: str, persons: pd.Series, shares: bool, style: str = "") -> None:
        cells: list[str] = []
        for level in LEVELS:
            some = float(persons[level])
            cells += [number(some), percent(some / float(alive[level])) if shares and some else ""][:each]
        row(shown, name, *cells, style=style)

    for place, (status, country) in enumerate(found.index):
        if place and status not in OUT and found.index[place - 1][0] in OUT:
            add("out and alive", alive, shares=False, style=HEAD)
        add(place_of(status, country, countries), found.iloc[place], shares=status in OUT)
    if found.index[-1][0] in OUT:
        add("out and alive", alive, shares=False, style=HEAD)
    stayed = deserters(record)
    rest = [f"{number(persons)} {AWAY.get(str(status), status)}" for status, persons in stayed.items() if persons]
    words = [Text(f"Of those who deserted or gave themselves up: {listed(rest[:4])}.", style=DIM)] if rest else []
    beside = "on the last day" + ("; share of those out and alive" if each == 2 else "")
    return Group(title("Where the defectors are", beside), shown, *words)


def lines(record: Record) -> list[tuple[str, str]]:
    """The rebels in a few lines: a heading and what is so, each."""
    day, scenario = record.daily.iloc[-1], record.scenario
    fighters = number(day["militia fighter"] + day["militia commander"])
    many = f"{number(day['rebel_militias'])} with {fighters} fighters, effective number {day['effective_militias']:.1f}"
    largest = f"the largest has {percent(day['largest_militia_share'])} of them; cohesion {day['militia_cohesion']:.2f} of 1"
    facts_shown = [("Militias", f"{many}; {largest}")]
    if scenario.sponsors:
        needed, safe = float(scenario.parameters["consensus_needed"]), safe_places(scenario, record.days)  # type: ignore[arg-type]
        area = f"safe area: {listed(safe)}" if safe else "no safe area"
        facts_shown.append(("Sponsors", f"consensus {day['sponsor_consensus']:.2f} of the {needed:.2f} that a national army needs; {area}"))
    met = door_counts(day)
    in_words = [f"mean rank {rank_in_words(rank)}" for rank in (met.admitted_rank, met.refused_rank)]
    let_in, sent_away = f"{number(met.admitted)} admissions ({in_words[0]})", f"{number(met.refused)} refusals ({in_words[1]})"
    facts_shown.append(("Officers", f"{let_in} and {sent_away} so far"))
    if day["capability_lost"]:
        used = percent(float(day["capability_used"] / day["capability_lost"]))
        facts_shown.append(("Capability", f"{used} of what left the regime is used against it"))
    since = formed_on(record)
    army = "did not form"
    if since:
        army = f"{number(day['national army'])} men, command {day['command']:.2f} of 1; its conditions were first met on {since}"
    return [*facts_shown, ("National army", army)]
