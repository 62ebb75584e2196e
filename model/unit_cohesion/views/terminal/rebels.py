"""The rebel side's half of what ``cohesion run`` prints: where the defectors are, and how the rebels stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from unit_cohesion.views.formatting import DIM, HEAD, listed, number, one_line, percent, row, table, title
from unit_cohesion.views.names import AWAY
from unit_cohesion.views.rebel_side import (
    LEVELS,
    OUT,
    Whereabouts,
    defectors,
    deserters,
    door_counts,
    formed_on,
    place_of,
    rank_in_words,
    safe_places,
)

if TYPE_CHECKING:
    from unit_cohesion.runs.facts import Facts

ROOM_FOR_SHARES = 72  # columns from which on shares stand beside the persons


def rebel_side(facts: Facts, width: int) -> Iterator[RenderableType]:
    """Both parts; the first only if somebody defected."""
    found = defectors(facts)
    if found:
        yield fate(facts, found, width)
    box = Table.grid(padding=(0, 2, 0, 0))
    for head, fact in lines(facts):
        box.add_row(Text(head, style=DIM), Text(one_line(fact)))
    yield Group(title("The rebel side", "on the last day"), box)


def fate(facts: Facts, found: list[Whereabouts], width: int) -> RenderableType:
    """Where those who defected are: persons by level, and, if there is room, their share of those who are out and alive."""
    each = 2 if width >= ROOM_FOR_SHARES else 1  # columns of a level
    countries = {country.id: country.name for country in facts.scenario.countries}
    heads = [heading for level in LEVELS for heading in (level.capitalize() if level.islower() else level, "")[:each]]
    shown = table("", *heads, right=range(1, 1 + len(heads)))
    alive = {level: sum(one.persons[level] for one in found if one.status in OUT) for level in LEVELS}

    def add(name: str, persons: Mapping[str, float], shares: bool, style: str = "") -> None:
        cells: list[str] = []
        for level, some in persons.items():
            cells += [number(some), percent(some / alive[level]) if shares and some else ""][:each]
        row(shown, name, *cells, style=style)

    for place, one in enumerate(found):
        if place and one.status not in OUT and found[place - 1].status in OUT:
            add("out and alive", alive, shares=False, style=HEAD)
        add(place_of(one.status, one.country, countries), one.persons, shares=one.status in OUT)
    if found[-1].status in OUT:
        add("out and alive", alive, shares=False, style=HEAD)
    rest = [f"{number(persons)} {AWAY.get(status, status)}" for status, persons in deserters(facts).items()]
    words = [Text(f"Of those who deserted or gave themselves up: {listed(rest[:4])}.", style=DIM)] if rest else []
    beside = "on the last day" + ("; share of those out and alive" if each == 2 else "")
    return Group(title("Where the defectors are", beside), shown, *words)


def lines(facts: Facts) -> list[tuple[str, str]]:
    """The rebels in a few lines: a heading and what is so, each."""
    scenario = facts.scenario

    def at_end(name: str) -> float:
        return float(facts.daily(name)[-1])

    fighters = number(at_end("militia fighter") + at_end("militia commander"))
    many = f"{number(at_end('rebel_militias'))} with {fighters} fighters, effective number {at_end('effective_militias'):.1f}"
    largest = f"the largest has {percent(at_end('largest_militia_share'))} of them; cohesion {at_end('militia_cohesion'):.2f} of 1"
    facts_shown = [("Militias", f"{many}; {largest}")]
    if scenario.sponsors:
        needed, safe = float(scenario.parameters["consensus_needed"]), safe_places(scenario, facts.days)  # type: ignore[arg-type]
        area = f"safe area: {listed(safe)}" if safe else "no safe area"
        consensus = f"consensus {at_end('sponsor_consensus'):.2f} of the {needed:.2f} that a national army needs"
        facts_shown.append(("Sponsors", f"{consensus}; {area}"))
    met = door_counts(facts)
    in_words = [f"mean rank {rank_in_words(rank)}" for rank in (met.admitted_rank, met.refused_rank)]
    let_in, sent_away = f"{number(met.admitted)} admissions ({in_words[0]})", f"{number(met.refused)} refusals ({in_words[1]})"
    facts_shown.append(("Officers", f"{let_in} and {sent_away} so far"))
    if lost := at_end("capability_lost"):
        used = percent(at_end("capability_used") / lost)
        facts_shown.append(("Capability", f"{used} of what left the regime is used against it"))
    since = formed_on(facts)
    army = "did not form"
    if since:
        army = f"{number(at_end('national army'))} men, command {at_end('command'):.2f} of 1; its conditions were first met on {since}"
    return [*facts_shown, ("National army", army)]
