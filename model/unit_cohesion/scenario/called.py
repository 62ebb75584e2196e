"""What people call an entry of a scenario, where it is read about and not looked up."""

from __future__ import annotations

from unit_cohesion.schema import Entry, Event, News


def called(entry: Entry) -> str:
    """Its title in quotes, so that it reads as one, or its name; nothing where it has neither."""
    title = getattr(entry, "title", "")
    return f"“{title}”" if title else str(getattr(entry, "name", ""))


def called_within(entry: Event | News) -> str:
    """The same of what is dated, within a sentence; by its id where it has no title."""
    return called(entry) or f"the {'news' if isinstance(entry, News) else 'event'} {entry.id.replace('-', ' ')}"
