"""What may stand in a scenario file: every table and key, with type, range and meaning (checks across tables: ``scenario/checks.py``)."""

from __future__ import annotations

from unit_cohesion.schema.army import Army, Establishment, Formation, Intake
from unit_cohesion.schema.contents import About, Contents
from unit_cohesion.schema.country import Country, Place, Sect
from unit_cohesion.schema.course import Crowd, Event, EventKind, News, Series
from unit_cohesion.schema.fields import Amount, Count, Day, Entry, Id, Number, Share, TargetId, Text, Year
from unit_cohesion.schema.parties import Captives, Militia, Offer, Patron, Sponsor
from unit_cohesion.schema.targets import Cut, Disputed, Target

__all__ = [
    "About",
    "Amount",
    "Army",
    "Captives",
    "Contents",
    "Count",
    "Country",
    "Crowd",
    "Cut",
    "Day",
    "Disputed",
    "Entry",
    "Establishment",
    "Event",
    "EventKind",
    "Formation",
    "Id",
    "Intake",
    "Militia",
    "News",
    "Number",
    "Offer",
    "Patron",
    "Place",
    "Sect",
    "Series",
    "Share",
    "Sponsor",
    "Target",
    "TargetId",
    "Text",
    "Year",
]
