"""What happens on its date: deaths month by month, news, events, crowds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, WrapValidator

from unit_cohesion.schema.fields import Amount, Day, Entry, Id, Share, Text
from unit_cohesion.vocabulary import CommanderWay, KnownEventKind, NewsKind, OrderGiven, Perpetrator


class Series(Entry):
    """``[[series]]``: a monthly series; ids ``deaths`` (all) and ``regime_deaths`` are read by W1."""

    id: Literal["deaths", "regime_deaths"]
    start: Day
    """First day of the first month."""
    monthly: tuple[Amount, ...] = Field(min_length=1, max_length=600)
    source: Text = ""


class News(Entry):
    """``[[news]]``: a dated piece of news; which kind reads which keys: ``KEYS`` of ``model/unit_cohesion/rules/news.py``."""

    id: Id
    kind: NewsKind
    title: Text = ""
    about: Id | None = None
    """The sect it is about (its symbols: N5); a story, word: to whom it is told, everybody if not given."""
    origin: Day
    """When insiders can know."""
    release: Day
    """When others hear."""
    reliability: Share = 1.0
    men: Annotated[int, Field(ge=0, le=10_000)] = 12
    """Men shown in a pledge."""
    speaker: Text = ""
    """A face seen before counts less."""
    staged: bool = False
    """Made by the other side."""
    exposed: Day | None = None
    """When a staging is exposed."""
    place: Id | None = None
    """Pledge: where it was filmed, when that is told; word: which place it tells to be lost; others: shown, read by no rule."""
    of: Text | None = None
    """Word: which formation, or unit, it tells to be gone."""
    patron: Id | None = None
    """Word: which patron it tells to be about to go."""
    source: Text = ""


def _own_kind(kind: Any, known: Callable[[Any], str], info: ValidationInfo) -> str:
    return kind if isinstance(kind, str) and kind in (info.context or ()) else known(kind)


EventKind = Annotated[KnownEventKind, WrapValidator(_own_kind)]
"""What kind of event it is; rules from outside can bring further kinds, as the context of validation."""


class Event(Entry):
    """``[[events]]``: something that happens on a date; ``KEYS`` of ``unit_cohesion.rules.events`` says which keys each kind reads."""

    id: Id
    date: Day
    kind: EventKind
    title: Text = ""
    place: Id | None = None
    """Where; murder: of an outspoken officer there."""
    country: Id | None = None
    """Whose border it is."""
    of: Text | None = None
    """Commander: whose, the id of a company or staff, or of a formation, brigade or battalion with a staff. Order: whom it binds, with all
    below; the whole army if not given."""
    way: CommanderWay | None = None
    """What he does, or what is done to him."""
    sect: Id | None = None
    """The community hit."""
    by: Perpetrator | None = None
    """Who did it (V1); the regime if not given."""
    value: Amount | None = None
    """Massacre: deaths; foreign_help: men's worth; amnesty: days inside; agreement: consensus, 0 to 1."""
    abroad: Amount | None = None
    """Days of an amnesty for those abroad."""
    to: OrderGiven | None = None
    """Order: what units amid a crowd are told to do."""
    end: Day | None = None
    """Order: the last day on which it binds; until another one if not given."""
    source: Text = ""


class Crowd(Entry):
    """``[[crowds]]``: people in the streets of a place, day after day, amid whom units stand (W7)."""

    id: Id
    place: Id
    start: Day
    """Its first day."""
    end: Day
    """Its last day."""
    size: Annotated[float, Field(ge=1, le=1e8, allow_inf_nan=False)]
    """Persons there on a day."""
    groups: dict[Id, Share] = {}
    """Sect → share of it; they sum to 1. As the people of the place if not given."""
    title: Text = ""
    source: Text = ""
