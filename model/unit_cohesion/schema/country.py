"""Who lives where: groups, neighbours and places."""

from __future__ import annotations

from pydantic import Field

from unit_cohesion.schema.fields import Amount, Entry, Id, Share, Text


class Sect(Entry):
    """``[[sects]]``: a group as a structural position, never an inborn loyalty."""

    id: Id
    name: Text
    population_share: Share
    """Of the country's people."""
    sensitive_post_share: Share
    """Of senior and sensitive posts."""
    watched: Share
    """How far the regime suspects, watches and hits this group: 0 not at all, 1 fully."""
    ruling: bool = False
    """The ruler's own group; one at most."""
    faith: Id | None = None
    """Of an ethnic group: the group whose faith it shares, with which it is counted where a figure is of faith."""


class Country(Entry):
    """``[[countries]]``: a neighbour across a land border."""

    id: Id
    name: Text
    camps: bool = True
    """Takes people who flee into camps."""


class Place(Entry):
    """``[[places]]``: a region on a small tile grid."""

    id: Id
    name: Text
    x: int = Field(ge=0, le=50)
    """Tile column, from the west."""
    y: int = Field(ge=0, le=50)
    """Tile row, from the north."""
    population: int = Field(ge=1, le=1_000_000_000)
    sects: dict[Id, Share]
    """Shares of its people; they sum to 1."""
    neighbours: tuple[Id, ...]
    """Places it touches."""
    borders: tuple[Id, ...] = ()
    """Countries it touches."""
    coast: bool = False
    """Lies by the sea (shown, read by no rule)."""
    violence: Amount = 1.0
    """Relative weight of deaths that fall here."""
    control: Share = 1.0
    """The regime's control on day one."""
