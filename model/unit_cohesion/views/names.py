"""What units, people and places are called in the words of the dashboard and of reports."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unit_cohesion.scenario import Scenario

Facts = list[tuple[str, str]]
"""What is known of somebody, a heading and what is so each."""
_PARTS = (("b", "brigade"), ("bn", "battalion"), ("c", "company"))
AWAY = {
    "in hiding": "at home, in hiding",
    "in transit": "on the way abroad",
    "camp": "in a camp abroad",
    "militia fighter": "with a militia",
    "militia commander": "leading men in a militia",
    "adviser": "advising from afar",
    "candidate": "at a militia's door",
    "withdrawn": "idle inside",
    "national army": "in the national army",
    "returned": "back with the regime",
    "gone": "abroad for good",
    "captured": "captured",
    "sent home": "disarmed and sent home",
    "jailed": "caught and jailed",
}
"""Where those may be who left or tried to, by status; the dead and the discharged are counted elsewhere."""
TERMS = {
    "need": "need of his skill",
    "mismatch": "skills of no use",
    "rivalry": "fear of a rival",
    "motive": "doubt of his motive",
    "abuse": "fighters who remember officers",
    "suspicion": "suspicion of his origin",
    "claim": "the claim of poor training",
    "sponsor": "his sponsor's displeasure",
    "label": "a label as the regime's man",
    "loyalty": "loyalty",
    "capability": "capability",
    "passage": "how help gets there",
    "noise": "what is not told here",
}
"""What leaders and sponsors weigh, by the names of terms in the table ``choices``."""
CIVILIANS = "civilians/"
"""How the units of those begin who never served: ``civilians/place/group``."""


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 11th."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def formation_names(scenario: Scenario) -> dict[str, str]:
    """Names of the formations by id."""
    return {formation.id: formation.name or formation.id for formation in scenario.army.formations}


def short_name(unit: str, formations: Mapping[str, str]) -> str:
    """A unit without what is above it: "2nd company", "staff", or a formation's name."""
    last = unit.rsplit("/", 1)[-1]
    found = re.fullmatch(r"(b|bn|c)(\d+)", last)
    if "/" not in unit or not found:
        return formations.get(unit, last)
    return f"{ordinal(int(found[2]))} {dict(_PARTS)[found[1]]}"


def unit_name(unit: str, formations: Mapping[str, str]) -> str:
    """A unit with what is above it: "2nd company, 1st battalion, 3rd brigade, Guard"; of civilians: "Civilians, aleppo, sunni"."""
    if unit.startswith(CIVILIANS):
        return ", ".join(["Civilians", *unit.removeprefix(CIVILIANS).split("/")])
    parts = unit.split("/")
    words = ", ".join(short_name("/".join(parts[: depth + 1]), formations) for depth in reversed(range(len(parts))))
    return words[:1].upper() + words[1:]


def unit_of(person: str) -> str:
    """The unit of a person's stable name."""
    return person.rpartition("/")[0]


def person_name(person: str, rank: str, formations: Mapping[str, str]) -> str:
    """A person in words: "Captain no. 7 of the 2nd company, 1st battalion, Guard"."""
    unit, _, seat = person.rpartition("/")
    number = int(seat) if seat.isdigit() else seat
    if unit.startswith(CIVILIANS):
        return f"Civilian no. {number}, {unit_name(unit, formations).partition(', ')[2]}"
    return f"{rank[:1].upper()}{rank[1:]} no. {number}, {_lower(unit_name(unit, formations))}"


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:] if words.startswith("Staff") else words


def source_names(scenario: Scenario) -> dict[str, str]:
    """Titles of news and events by the name that triggers give them."""
    titles = {f"news.{entry.id}": entry.title or entry.id for entry in scenario.news}
    return titles | {f"events.{entry.id}": entry.title or entry.id.replace("-", " ") for entry in scenario.events}


def militia_names(scenario: Scenario) -> dict[str, str]:
    """Militias by id: named ones as the scenario calls them, local ones by their place ("Aleppo, local militia 3")."""
    places = {place.id: place.name for place in scenario.places}
    slots = int(scenario.parameters["local_slots"]) if scenario.militias else 0  # type: ignore[arg-type]
    local = {f"{id}/local-{n}": f"{name}, local militia {n}" for id, name in places.items() for n in range(1, slots + 1)}
    return {militia.id: militia.name for militia in scenario.militias} | local
