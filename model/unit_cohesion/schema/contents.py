"""A whole scenario file."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from unit_cohesion.schema.army import Army
from unit_cohesion.schema.country import Country, Place, Sect
from unit_cohesion.schema.course import Crowd, Event, News, Series
from unit_cohesion.schema.fields import Day, Entry, Id, Number, TargetId, Text
from unit_cohesion.schema.parties import Militia, Offer, Patron, Sponsor
from unit_cohesion.schema.targets import Disputed, Target


class About(Entry):
    """``[scenario]``: what the file is."""

    title: Text
    """What it is called."""
    question: Text
    """What it asks."""
    start: Day
    """Date of day 1."""
    days: int = Field(ge=1, le=10_000)
    """How many days are walked."""
    persons_per_agent: int = Field(ge=1, le=1_000)
    """Persons that each agent stands for; 1 is a person each."""
    sources: tuple[Text, ...] = ()
    """Where its numbers come from."""
    case: bool | None = None
    """A case: it holds facts only, and no parameter of behaviour, which is one set shared by all cases."""
    given: tuple[Id, ...] | None = None
    """A case: ids of the dated entries that tell of what a pattern is about, within its days; any other is refused."""


class Contents(Entry):
    """A whole scenario file but for the rules' parameters."""

    scenario: About
    sects: tuple[Sect, ...] = Field(min_length=1, max_length=50)
    countries: tuple[Country, ...] = ()
    places: tuple[Place, ...] = Field(min_length=1, max_length=500)
    army: Army
    series: tuple[Series, ...] = ()
    news: tuple[News, ...] = ()
    events: tuple[Event, ...] = ()
    crowds: Annotated[tuple[Crowd, ...], Field(max_length=500)] = ()
    offers: Annotated[tuple[Offer, ...], Field(max_length=100)] = ()
    patrons: Annotated[tuple[Patron, ...], Field(max_length=50)] = ()
    sponsors: Annotated[tuple[Sponsor, ...], Field(max_length=50)] = ()
    militias: Annotated[tuple[Militia, ...], Field(max_length=300)] = ()
    targets: dict[TargetId, Target] = {}
    prior: dict[str, tuple[Number, Number]] = {}
    """Parameter → range in which it is drawn where draws are asked for."""
    declare: Annotated[dict[Id, Disputed], Field(max_length=100)] = {}
    """Figures that are disputed, by name."""
