"""A case must not be told what it is asked: no dated entry says, within a pattern's days, anything of what the pattern is about.

What a pattern conditions on (such as the commanders who leave) is named under ``[scenario] given``, for all to see.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from unit_cohesion.errors import MISSING, Key
from unit_cohesion.scenario.checks import Draft
from unit_cohesion.schema import About, Target


class Dated(NamedTuple):
    """An entry with a date: its key, the first and the last day of it, and the places and formations that it names."""

    key: Key
    first: date
    last: date
    places: frozenset[str]
    formations: frozenset[str]


def leaks(draft: Draft) -> None:
    """Of a case's file, each dated entry that tells of what a pattern is about is among those given; and nothing else is."""
    about = draft.about
    if about is None or not draft.ends:
        return
    if about.case is not True:
        if about.given is not None and about.case is None:  # a variant of a case that is none says so
            draft.faults.add(("scenario", "given"), list(about.given), "nothing, as this is no case (scenario.case)")
        return
    given, told, there = about.given or (), set[str](), set[str]()
    for one in dated(draft):
        there.add(str(one.key[1]))
        name = next((name for name, target in draft.targets.items() if tells(draft, about, one, target)), None)
        if name is None:
            continue
        id = str(one.key[1])
        told.add(id)
        if id not in given:
            first, last = days_of(about, draft.targets[name])
            free = f"{f'before {first}' if first > about.start else f'not after {first}'} or after {last}"
            draft.faults.add(one.key, one.first.isoformat(), f"a day {free}, as {name} asks about this; or its id among scenario.given")
    for id in given:
        if id not in told:
            key: Key = ("scenario", "given", id)
            if id in there:
                draft.faults.add(key, id, "nothing, as it is there but tells nothing that a pattern asks about, and need not be given")
            else:
                draft.faults.add(key, MISSING, "the id of a dated entry that tells of what a pattern is about", id, sorted(told))


def days_of(about: About, target: Target) -> tuple[date, date]:
    """The first and the last day that a pattern is about: of a figure of one day, from what it is held against, or from day one on."""
    last = target.on or target.end or about.start + timedelta(about.days - 1)
    if target.against:
        return min(target.against[0], target.start or last), last
    return (target.start if target.start and target.start < last else about.start), last


def tells(draft: Draft, about: About, one: Dated, target: Target) -> bool:
    """Whether an entry says something of a place, formation or branch of a pattern, after day one and within the pattern's days."""
    first, last = days_of(about, target)
    if one.first <= about.start or one.first > last or one.last < first:
        return False
    return bool(one.places & {*target.place, *target.values}) or bool(one.formations & _in_one_chain(draft, target))


def _in_one_chain(draft: Draft, target: Target) -> set[str]:
    """The formations that a pattern is about, by name or by branch, with all above and below them."""
    parents = {one.id: one.parent for one in draft.formations}
    names = {*target.formation, *(target.beside or ()), *(one.id for one in draft.formations if one.branch in target.branch)}

    def above(name: str | None) -> Iterator[str]:
        seen = set[str]()
        while name is not None and name not in seen:
            seen.add(name)
            yield name
            name = parents.get(name)

    return {one for one in parents if set(above(one)) & names} | {up for name in names for up in above(name)}


def dated(draft: Draft) -> Iterator[Dated]:
    """All dated entries that name a place or a formation."""
    end = date.max

    def names(*ids: str | None) -> frozenset[str]:
        return frozenset(id for id in ids if id)

    for event in draft.events:
        lasts = (event.end or end) if event.kind == "order" else event.date
        yield Dated(("events", event.id, "date"), event.date, lasts, names(event.place), names(event.of and event.of.partition("/")[0]))
    for news in draft.news:
        yield Dated(
            ("news", news.id, "origin" if news.origin < news.release else "release"),
            min(news.origin, news.release),
            news.release,
            names(news.place),
            names(news.of and news.of.partition("/")[0]),
        )
    for crowd in draft.crowds:
        yield Dated(("crowds", crowd.id, "start"), crowd.start, crowd.end, names(crowd.place), frozenset())
    stands = {militia.id: militia.place for militia in draft.militias}
    for offer in draft.offers:
        yield Dated(("offers", offer.id, "start"), offer.start, offer.end or end, names(stands.get(offer.by or "")), frozenset())
    for militia in draft.militias:
        yield Dated(("militias", militia.id, "founded"), militia.founded, militia.founded, names(militia.place), frozenset())
