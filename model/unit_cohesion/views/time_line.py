"""What a scenario dates, by date: news, events, sponsors' money, militias; and lanes to draw it in, so that nothing covers another."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from unit_cohesion.views.formatting import number, one_line, percent

if TYPE_CHECKING:
    from unit_cohesion.scenario import Scenario
    from unit_cohesion.schema import Event, Militia, News, Patron

KINDS = ("news", "events", "crowds", "offers", "patrons", "sponsors", "militias")
NEWS_WORDS = {
    "leader_exit": "word that the leader goes",
    "pledge": "a pledge",
    "rumour": "a rumour",
    "story": "the regime's story",
    "word": "word of a loss",
}
VALUES = {"massacre": "dead", "foreign_help": "men", "amnesty": "days"}
"""What the value of an event of some kinds counts."""
UNTIL = {"siege": "relief", "pay_stops": "pay_resumes", "safe_area": "safe_area_lost", "border_closed": "border_open"}
"""Kinds of events that last, and what ends them there."""
MARKS = string.ascii_letters
"""A mark for each entry of a kind; those after the last letter get a point."""


@dataclass(frozen=True)
class Moment:
    """One dated entry.

    Attributes:
        mark: by which it is found among those of its kind in the drawing.
        kind: news, events, crowds, offers, patrons, sponsors or militias.
        day: its date. last: the day before what ends it, or the run's last; None if it does not last.
        title, details, where, source: in words.
    """

    mark: str
    kind: str
    day: date
    last: date | None
    title: str
    details: str
    where: str
    source: str


def moments(scenario: Scenario) -> list[Moment]:
    """All that is dated, by date."""
    names = {sect.id: one_line(sect.name) for sect in scenario.sects} | {place.id: one_line(place.name) for place in scenario.places}
    names |= {country.id: one_line(country.name) for country in scenario.countries}

    def where(*ids: str | None) -> str:
        return ", ".join(names.get(id, id) for id in ids if id)

    def made(kind: str, day: date, title: str, details: str, place: str, source: str, last: date | None = None) -> Moment:
        return Moment("·", kind, day, last, one_line(title), details, place, one_line(source))

    found = [made("news", n.release, n.title or n.id, _news(n), where(n.about, n.place), n.source) for n in scenario.news]
    found += [
        made("events", e.date, e.title or e.id, _event(e), where(e.sect, e.place, e.country, e.of), e.source, _last(scenario, e))
        for e in scenario.events
    ]
    found += [
        made("crowds", c.start, c.title or c.id, f"{number(c.size)} people in the streets", where(c.place), c.source, c.end)
        for c in scenario.crowds
    ]
    found += [
        made(
            "offers",
            o.start,
            o.title or o.id,
            f"terms of surrender: {', '.join(o.terms).replace('_', ' ')}; kept {percent(o.kept)}",
            where(o.by),
            o.source,
            o.end,
        )
        for o in scenario.offers
    ]
    found += [moment for patron in scenario.patrons for moment in _patron(patron, made, scenario.about.start)]
    found += [
        made("sponsors", s.start, s.name, f"first money, for {number(s.budget)} men", where(s.country), s.source) for s in scenario.sponsors
    ]
    found += [made("militias", m.founded, m.name, _militia(m), where(m.place), m.source) for m in scenario.militias]
    ordered = sorted(found, key=lambda one: one.day)
    marks = {kind: iter(MARKS) for kind in KINDS}
    return [replace(one, mark=next(marks[one.kind], one.mark)) for one in ordered]


def _last(scenario: Scenario, event: Event) -> date | None:
    """The last day on which what the event began still holds; None if it is over at once."""
    end = UNTIL.get(event.kind)
    if event.kind == "order":
        return event.end or scenario.about.start + timedelta(scenario.about.days - 1)
    if end is None:
        return None
    there = (event.place, event.country)
    ends = [e.date for e in scenario.events if e.kind == end and (e.place, e.country) == there and e.date > event.date]
    return min(ends, default=scenario.about.start + timedelta(scenario.about.days)) - timedelta(1)


def _news(news: News) -> str:
    details = [NEWS_WORDS[news.kind]]
    details += [f"of {news.men} m{'a' if news.men == 1 else 'e'}n"] if news.kind == "pledge" else []
    details += [f"that {news.of} is gone"] if news.of else []
    details += [f"that {news.patron} is to go"] if news.patron else []
    details += ["that the place is lost"] if news.kind == "word" and news.place else []
    details += [f"told to {news.about}"] if news.kind == "word" and news.about else []
    details += [f"known inside {news.origin}"] if news.origin != news.release else []
    details += [f"trusted {percent(news.reliability)}"] if news.reliability < 1 else []
    details += [f"staged{f', exposed {news.exposed}' if news.exposed else ''}"] if news.staged else []
    return ", ".join(details)


def _militia(militia: Militia) -> str:
    told = [*(["in line"] if militia.regular else []), *(["who move on from what they win"] if militia.moves else [])]
    return ", ".join([f"takes up arms, {number(militia.size)} men", *told])


def _patron(patron: Patron, made: Callable[..., Moment], first: date) -> Iterator[Moment]:
    """What is dated of a patron: that it is there, that it is to go, and that it has gone."""
    brings = [f"worth {number(patron.men)} men"] if patron.men else []
    brings += [f"{percent(patron.air)} of the sorties"] if patron.air else []
    brings += [f"{percent(patron.pay)} of the pay"] if patron.pay else []
    yield made("patrons", patron.start or first, patron.name, f"helps the regime: {', '.join(brings)}", "", patron.source, patron.end)
    if patron.announced:
        yield made(
            "patrons", patron.announced, f"{patron.name}: to go", f"it is made known that its help ends on {patron.end}", "", patron.source
        )
    if patron.end:
        yield made("patrons", patron.end, f"{patron.name}: gone", "the last day of its help", "", patron.source)


def _event(event: Event) -> str:
    if event.kind == "order":
        return f"order to {event.to}{'' if event.of else ', to all'}"
    amount = "" if event.value is None else f", {number(event.value)} {VALUES.get(event.kind, '')}".rstrip()
    what = f"{event.kind} {event.way or ''}".rstrip().replace("_", " ")
    return f"{what}{f' by {event.by}' if event.by else ''}{amount}"


def in_lanes(spans: Sequence[tuple[float, float]], gap: float) -> list[int]:
    """The lane of each span, the first in which it lies clear of those before it; spans are in order of their starts.

    Args:
        gap: what must lie between two in one lane.
    """
    ends: list[float] = []
    lanes = []
    for start, end in spans:
        lane = next((n for n, last in enumerate(ends) if last + gap <= start), len(ends))
        ends[lane : lane + 1] = [end]
        lanes.append(lane)
    return lanes


def monthly_at(scenario: Scenario, id: str, days: Sequence[date]) -> list[float]:
    """A monthly series on some days: its figure for the month in which each lies, 0 outside it."""
    series = next((one for one in scenario.series if one.id == id), None)
    if series is None:
        return [0.0] * len(days)
    first = series.start.year * 12 + series.start.month
    months = [day.year * 12 + day.month - first for day in days]
    return [series.monthly[month] if 0 <= month < len(series.monthly) else 0.0 for month in months]
