"""Links that restore what a visitor sees. A link names only declared things, all of it is checked, and it opens whole or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from unit_cohesion.engine.declare import Value
from unit_cohesion.errors import CohesionError, ScenarioError, nearest
from unit_cohesion.rules import PARAMETERS, checked, switched_off
from unit_cohesion.scenario import Scenario
from unit_cohesion.views.dashboard.run_request import RunRequest, run_request
from unit_cohesion.views.dashboard.shipped import DEFAULT, shipped_scenario

UPLOADED = "uploaded"
"""What stands for a scenario's name while the visitor's own file is in use; no link can carry the file."""
FIGURE = "declare."
"""What stands in a link before the name of a disputed figure, which is the scenario's own and may be any word."""
PAGES = {
    "run": "Run",
    "compare": "Compare",
    "learn": "Learn",
    "integration": "Integration",
    "cascades": "Cascades",
    "sweeps": "Sweeps",
    "sources": "Sources",
}
"""Every page: its name in a link, and its tab."""
SELECTED = ("unit", "person", "place", "sect", "tree", "militia", "sponsor")
MOST_LETTERS, MOST_EVENTS = 8_000, 20
_ID = re.compile(r"[\w][\w ./-]{0,119}", re.ASCII)
_NUMBERS = {"seed": (0, 2**63 - 1), "days": (1, 10_000), "persons_per_agent": (1, 1_000), "day": (1, 10_000)}
_WORDS = ("scenario", "off", "page", "select", "events", "against", *_NUMBERS)


@dataclass(frozen=True)
class Choices:
    """All that a visitor has chosen; the fields are those of ``Session``. Day 0 is the last one, whichever that is; ``against`` is the
    link's query of the run that it is compared with."""

    scenario: str = DEFAULT
    values: dict[str, Value] = field(default_factory=dict)
    off: frozenset[str] = frozenset()
    seed: int = 1
    days: int | None = None
    persons_per_agent: int | None = None
    events: tuple[dict[str, Any], ...] = ()
    page: str = "run"
    day: int = 0
    selection: dict[str, str] = field(default_factory=dict)
    against: str = ""

    def same_run(self, other: Choices) -> bool:
        """Whether both ask for the same run, whatever of it is looked at."""
        return self._run() == other._run()

    @property
    def run_alone(self) -> Choices:
        """The same, whatever of it is looked at."""
        return Choices(*self._run())  # type: ignore[arg-type]

    @property
    def as_shipped(self) -> Choices:
        """The same run of the scenario as it is shipped: nothing changed, switched off or put in."""
        return Choices(self.scenario, seed=self.seed, days=self.days, persons_per_agent=self.persons_per_agent)

    def _run(self) -> tuple[object, ...]:
        return self.scenario, self.values, self.off, self.seed, self.days, self.persons_per_agent, self.events


def link_query(choices: Choices) -> str:
    """Return the choices as a link's query, without ``?``; what is as it would be anyway is left out."""
    pairs: list[tuple[str, object]] = [("scenario", choices.scenario)]
    pairs += sorted((name if name in PARAMETERS else FIGURE + name, value) for name, value in choices.values.items())
    pairs += [("off", ",".join(sorted(choices.off)))] if choices.off else []
    pairs += [(name, getattr(choices, name)) for name in _NUMBERS if getattr(choices, name) != getattr(_PLAIN, name)]
    pairs += [("page", choices.page)] if choices.page != _PLAIN.page else []
    pairs += [("select", f"{kind}:{id}") for kind, id in choices.selection.items() if kind in SELECTED]
    pairs += [("against", choices.against)] if choices.against and choices.page == "compare" else []
    pairs += [("events", json.dumps(choices.events, separators=(",", ":"), default=str))] if choices.events else []
    return urlencode(pairs, safe=":,/")


def names_own_file(search: str | None) -> bool:
    """Whether a link's query is of a file of the visitor's own, which stands in his tab's address alone."""
    return ("scenario", UPLOADED) in parse_qsl((search or "").removeprefix("?")[:MOST_LETTERS])


def choices_of_link(search: str | None, own: Scenario | None = None) -> Choices:
    """Return the choices that a link's query holds; ``own``: the visitor's file, where the link is of that.

    Raises:
        CohesionError: anything in it is not allowed.
    """
    query = (search or "").removeprefix("?")
    if len(query) > MOST_LETTERS:
        raise CohesionError(f"the link is longer than {MOST_LETTERS:,} letters")
    found: dict[str, Any] = {}
    values: dict[str, Any] = {}
    figures: dict[str, Any] = {}
    for name, text in parse_qsl(query, keep_blank_values=True, max_num_fields=400):
        if name in _NUMBERS:
            found[name] = _number(name, text)
        elif name in PARAMETERS:
            values[name] = _value(text)
        elif name.startswith(FIGURE):
            figures[name.removeprefix(FIGURE)] = _value(text)
        elif name == "select":
            kind, _, id = text.partition(":")
            found.setdefault("selection", {})[_word("select", kind, SELECTED)] = _id(id)
        elif name == "off":
            found["off"] = frozenset(filter(None, text.replace(",", " ").split()))
            switched_off(list(found["off"]))
        elif name == "page":
            found["page"] = _word("page", text, tuple(PAGES))
        elif name == "events":
            found["events"] = _events(text)
        elif name == "scenario":
            found["scenario"] = text
        elif name == "against":
            found["against"] = link_query(choices_of_link(text).run_alone)
        else:
            raise ScenarioError("link", name, text, "a key that links have", nearest(name, [*_WORDS, *PARAMETERS]))
    choices = Choices(**found, values=checked(values, "link"))
    choices = replace(choices, values=choices.values | _figures(_source_of(choices, own), figures))
    made = request_of(choices, own)
    if choices.day > made.scenario.about.days:
        raise ScenarioError("link", "day", choices.day, f"a whole number from 1 to {made.scenario.about.days}")
    return choices


def request_of(choices: Choices, own: Scenario | None = None) -> RunRequest:
    """Return the run that is chosen, of a shipped scenario, or of the visitor's own.

    Raises:
        CohesionError: something is not allowed.
    """
    return run_request(
        _source_of(choices, own),
        values=choices.values,
        off=choices.off,
        seed=choices.seed,
        events=choices.events,
        days=choices.days,
        persons_per_agent=choices.persons_per_agent,
    )


def _source_of(choices: Choices, own: Scenario | None) -> Scenario:
    return own if own is not None and choices.scenario == UPLOADED else shipped_scenario(choices.scenario)


def _figures(source: Scenario, given: Mapping[str, Any]) -> dict[str, Value]:
    """The disputed figures of a link, as the scenario takes them."""
    for name, value in given.items():
        if name not in source.declare:
            known = [*source.declare]
            allowed = f"a disputed figure of the scenario ({', '.join(known) or 'it has none'})"
            raise ScenarioError("link", FIGURE + name, value, allowed, nearest(name, known))
    made = source.with_parameters(**given)
    return {name: made.declare[name].nearest(made.declare[name].value) for name in given}


def _number(name: str, text: str) -> int:
    low, high = _NUMBERS[name]
    if re.fullmatch(r"[0-9]{1,19}", text) and low <= int(text) <= high:
        return int(text)
    raise ScenarioError("link", name, text, f"a whole number from {low} to {high}")


def _value(text: str) -> Any:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _word(name: str, text: str, known: tuple[str, ...]) -> str:
    if text in known:
        return text
    raise ScenarioError("link", name, text, " or ".join(known), nearest(text, known))


def _id(text: str) -> str:
    if _ID.fullmatch(text):
        return text
    raise ScenarioError("link", "select", text, "kind:id, such as unit:guard/b1")


def _events(text: str) -> tuple[dict[str, Any], ...]:
    try:
        events = json.loads(text)
    except (ValueError, RecursionError):
        events = None
    if isinstance(events, list) and len(events) <= MOST_EVENTS and all(isinstance(event, Mapping) for event in events):
        return tuple(dict(event) for event in events)
    raise ScenarioError("link", "events", text, f"a list of at most {MOST_EVENTS} events")


_PLAIN = Choices()
