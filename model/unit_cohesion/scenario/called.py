"""What people call an entry of a scenario, where it is read about and not looked up."""

from __future__ import annotations

from unit_cohesion.schema import Entry, Event, News


def called(entry: Entry) -> str:
    """Its title in quotes, so that it reads as one, or its name; nothing where it has neither."""
    title = getattr(entry, "title", "")
    return f"“{title}”" if title else str(getattr(entry, "name", ""))


def told(path: str, name: str) -> str:
    """An entry by what it is called and where it stands; by that alone where it is not called anything."""
    return f"{name} ({path})" if name else path


def called_within(entry: Event | News) -> str:
    """The same of what is dated, within a sentence; where it has no title, by its date and what it is: its id may be any word."""
    if named := called(entry):
        return named
    if isinstance(entry, News):
        what, when, where = "news", entry.release, entry.place or entry.about
    else:
        what, when, where = "event", entry.date, entry.place or entry.sect or entry.country or entry.of
    kind = str(entry.kind).replace("_", " ")
    return f"the {what} of {when:%-d %B %Y} ({f'{kind}, {where}' if where else kind})"
