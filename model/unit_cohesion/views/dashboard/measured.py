"""What each rule does in the war that is shipped as the main one, as it was measured once: this takes a quarter of an hour."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from unit_cohesion.insight.effects import NOTHING, STILL
from unit_cohesion.scenario import Scenario
from unit_cohesion.views.army_replay import STATIC
from unit_cohesion.views.dashboard.shipped import DEFAULT, shipped_scenario
from unit_cohesion.views.formatting import counted, in_unit

FILE = STATIC / f"effects-{DEFAULT}.json"
COMMAND = f"cohesion effects {DEFAULT} --seeds 5 --json model/unit_cohesion/views/static/{FILE.name}"
"""Writes it: to be run again when that scenario changes."""


@dataclass(frozen=True)
class Measured:
    """What was measured.

    Attributes:
        about: where and how, in words. by_rule: what each rule acts on, with it and without it, as a sentence, by the rule's id.
    """

    about: str
    by_rule: dict[str, str]


@cache
def measured_effects() -> Measured:
    """The measured effects, read once."""
    found = json.loads(FILE.read_text(encoding="utf-8"))
    return told_measured(found, shipped_scenario(found["scenario"]))


def told_measured(found: dict[str, Any], shipped: Scenario) -> Measured:
    """What was measured in words, given the file and its scenario as it ships; of another than that it is said to be earlier."""
    title, seeds = shipped.about.title, counted(len(found["seeds"]), "seed")
    which = "as shipped" if shipped.hash.startswith(found["hash"]) else "in an earlier edition, not the one that ships now"
    made = f"scenario {found['scenario']} {found['hash']}, edition {found['edition']}"
    about = f"What each acts on in {title} {which}, with it and without it, is the mean of {seeds} ({made})."
    return Measured(about, {row["id"]: _sentence(title, row) for row in found["effects"] if row["kind"] == "proximate"})


def _sentence(where: str, row: dict[str, object]) -> str:
    unit, verdict = str(row["unit"]), row["verdict"]
    if verdict == STILL:
        return f"{where}: {verdict}."
    end = ", no measurable difference" if verdict == NOTHING else ""
    return f"{where}: {row['meaning']}: {in_unit(row['as_it_is'], unit)}, without it {in_unit(row['without'], unit)}{end}."
