"""The army on paper: who was taken in, the seats of units, the order of battle."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from unit_cohesion.schema.fields import Day, Entry, Id, Share, Text, Year
from unit_cohesion.vocabulary import Band, Branch


class Intake(Entry):
    """``[[army.intakes]]``: who was taken in, to fill which seats."""

    id: Id
    band: Band
    """The ranks it fills."""
    conscript: bool = False
    """Serves a term, then another is called up to his place."""
    officer_school: bool = False
    """Passed through an officer school (career officers)."""
    ranks: dict[str, Share]
    """Rank → share, all of the band; they sum to 1."""
    cohorts: tuple[Year, Year]
    """First and last year of entry."""
    shares: dict[Id, Share]
    """Sect → share over the whole army; they sum to 1."""
    trusted_ruling_share: Share | None = None
    """Share of the ruling group in trusted formations; the others' shares elsewhere follow."""


class Establishment(Entry):
    """``[[army.establishments]]``: the seats of one kind of unit."""

    id: Id
    seats: dict[Id, Annotated[int, Field(ge=0, le=900)]]
    """Intake → persons."""
    sensitive: dict[Id, Share] = {}
    """Intake → share of its seats that are sensitive posts."""
    alike: Share | None = None
    """Share of pairs of its men who were born in one place; as bonds are anywhere if not given."""


class Formation(Entry):
    """``[[army.formations]]``: a formation; brigades × battalions × companies, each with its staff."""

    id: Id
    name: Text
    kind: Text
    """Corps, division, brigade, agency, service ..."""
    parent: Id | None = None
    """The formation above."""
    branch: Branch
    places: tuple[Id, ...] = Field(min_length=1)
    """Where its brigades stand, by turns."""
    trusted: bool = False
    """Part of the trusted core."""
    arms: dict[str, Share] = {"infantry": 1.0}
    """Speciality → share; they sum to 1."""
    brigades: Annotated[int, Field(ge=0, le=200)] = 1
    """How many."""
    battalions: Annotated[int, Field(ge=0, le=50)] = 1
    """In each brigade."""
    companies: Annotated[int, Field(ge=0, le=50)] = 1
    """In each battalion."""
    company: Id | None = None
    """Establishment of each company."""
    battalion_staff: Id | None = None
    """Establishment of each battalion's staff; none without it."""
    brigade_staff: Id | None = None
    """Establishment of each brigade's staff; none without it."""
    staff: Id | None = None
    """Establishment of the formation's own staff; none without it."""
    present: Annotated[float, Field(ge=0.01, le=1, allow_inf_nan=False)] | None = None
    """Share of its men on paper who are there on day one; all if not given."""
    commander_since: Day | None = None
    """Since when its units have had their commanders, not after the start; so long that they are known if not given."""
    replaced: Share | None = None
    """Share of its men who came within the year before day one, one after the other; none if not given."""
    pay_late: Annotated[float, Field(ge=0, le=60, allow_inf_nan=False)] | None = None
    """Months by which its pay is late on day one; none if not given."""
    homes: dict[Id, Share] | None = None
    """Place → share of its men whose home it is, ``here`` for their unit's garrison; they sum to 1. As people live if not given."""
    keeps_posts: bool | None = None
    """Stands in scattered posts, as police do: neither in barracks nor sent elsewhere, unless it is ordered to withdraw."""


class Army(Entry):
    """``[army]``: the order of battle."""

    name: Text = "army"
    intakes: tuple[Intake, ...] = Field(min_length=1)
    establishments: tuple[Establishment, ...] = Field(min_length=1)
    formations: tuple[Formation, ...] = Field(min_length=1)
