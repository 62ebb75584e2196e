"""Who else takes part: rebels and what they offer, those who pay them, and those who keep the regime going."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from unit_cohesion.schema.fields import Amount, Day, Entry, Id, Share, Text
from unit_cohesion.vocabulary import Terms


class Offer(Entry):
    """``[[offers]]``: terms on which rebels let units lay down their arms, wherever they stand before them (W9)."""

    id: Id
    start: Day
    """Its first day."""
    end: Day | None = None
    """Its last day; the run's if not given."""
    terms: tuple[Terms, ...]
    """Of which each man takes one."""
    kept: Share = 1.0
    """How often such terms were kept before, and are kept."""
    by: Id | None = None
    """The militia that makes it, where it stands; any rebels if not given."""
    title: Text = ""
    source: Text = ""


class Patron(Entry):
    """``[[patrons]]``: a state that keeps the regime's army going until it goes (N9)."""

    id: Id
    name: Text
    start: Day | None = None
    """Its first day; the run's if not given."""
    announced: Day | None = None
    """The day on which it is made known that it goes; its last if not given."""
    end: Day | None = None
    """Its last day; it stays if not given."""
    men: Amount = 0.0
    """What its men, aircraft and advisers are worth on the regime's side, in deployed men."""
    air: Share = 0.0
    """Share of the regime's own sorties that hang on its technicians and parts."""
    pay: Share = 0.0
    """Share of the army's pay that it carries."""
    source: Text = ""


class Sponsor(Entry):
    """``[[sponsors]]``: a state or network that pays and arms militias (S1-S7)."""

    id: Id
    name: Text
    start: Day
    """Of its first money."""
    agenda: Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False)]
    """-1: a national, secular order; 1: a religious one."""
    loyalty_weight: Share | None = None
    """Weight of loyalty against capability; the rule's own (sponsor_loyalty_weight) if not given."""
    budget: Amount
    """Persons whose pay it can carry."""
    country: Id | None = None
    """Neighbour through which its help passes."""
    key: bool = False
    """One of those whose consensus counts for a national army (B1)."""
    foreign: bool = False
    """Money from abroad that taints those who take it (R17)."""
    source: Text = ""


class Captives(Entry):
    """``captives`` of a militia: shares of those who are taken; the others stay captives."""

    released: Share = 0.0
    """Disarmed and sent home."""
    killed: Share = 0.0


class Militia(Entry):
    """``[[militias]]``: an armed group that existed under a name; local ones arise by themselves (R15)."""

    id: Id
    name: Text
    place: Id
    founded: Day
    early: Share = 0.5
    """Legitimacy won by early involvement (R3)."""
    means: Share = 0.2
    """Own money (R3)."""
    religiosity: Share = 0.4
    nationalism: Share = 0.5
    warlordism: Share = 0.1
    organisation: Share = 0.4
    """Order and discipline (R4)."""
    sect: Id | None = None
    """The leader's; the largest group of the place if not given."""
    officer_led: bool = False
    """Led by a defected officer."""
    extremist: bool = False
    """Fights for a faith's order (R20)."""
    patron: Id | None = None
    """Its first sponsor."""
    size: Annotated[int, Field(ge=0, le=100_000)] = 50
    """Civilians who take up arms with it on the first day."""
    captives: Captives | None = None
    """What it does with captives; it keeps them if not given (W9)."""
    moves: bool = False
    """Moves on to the next place once its ground is won (W8)."""
    regular: bool = False
    """An army that stands in line, and does not choose place and hour as rebels do (W5)."""
    source: Text = ""
