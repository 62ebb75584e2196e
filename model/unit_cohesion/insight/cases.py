"""Cases: wars written down in facts alone, each held against patterns that were registered for it."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any

from unit_cohesion.errors import CohesionError, ScenarioError, nearest
from unit_cohesion.insight.exchanged import exchanged
from unit_cohesion.insight.pool import Progress
from unit_cohesion.insight.validate import Validation, Verdict, validate
from unit_cohesion.rules import PARAMETERS
from unit_cohesion.scenario import Scenario, load_scenario, shipped_cases
from unit_cohesion.scenario.building import as_json
from unit_cohesion.shipped import REGISTER, shipped_folder

MET, CONDITIONAL, WEAK, MISSED = "met", "conditional", "weak", "missed"
MEANING = {
    MET: "its band holds in as many seeds as it asks for, no null meets it, and it holds in at least half of the draws of disputed facts",
    CONDITIONAL: "met with the central facts alone: in fewer than half of the draws over what is disputed",
    WEAK: "met, but by a null too, so that it says little of how people decide, or of the facts of its own war",
    MISSED: "not met",
}
"""What is said of a pattern."""
ENOUGH = 0.5
"""Share of the draws of disputed facts in which a pattern must hold to be met."""
COMMON = 0.5
"""Share of the other cases, of those of which it can be asked, whose facts meet a pattern that is weak therefore."""
AS_ORDERED = {
    "order_weight": 8.0,
    "order_likeness": 0.0,
    "order_stakes": 0.0,
    "order_loyalty": 0.0,
    "order_crowd": 0.0,
    "order_example": 0.0,
    "order_stays": 8.0,
    "storm_daily": 0.0,
    "offer_weight": -12.0,
    "offer_odds": 0.0,
    "offer_outlook": 0.0,
    "offer_example": 0.0,
    "offer_fallen": 0.0,
    "offer_terms": 0.0,
}
"""Parameters with which all but one unit in some thousands obey an order (W7), whoever they are and whoever stands before them, nobody is
driven off by a crowd (W10), and all but one in a hundred thousand hold on whatever they are offered (W9)."""


@dataclass(frozen=True)
class Registration:
    """What was written down of a case, before it is run unless ``note`` says otherwise.

    Attributes:
        role: ``fit`` or ``test``: whether the shared behaviour may be fitted to it. on: the day.
        patterns, facts, disputed: digests of its targets, of all else that the file says with the central figures, and of what is disputed
            and between which ends. note: what must be known of how that came about.
        missing: why patterns are missed, as far as is seen; ids of them, several where one reason is theirs, and a sentence or two.
    """

    role: str
    on: date
    patterns: str
    facts: str
    disputed: str = ""
    note: str = ""
    missing: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """A case that was run.

    Attributes:
        name, registered: of it. found: its targets under the shared behaviour, and over draws of its disputed facts; nulls: under each
            of ``nulls()``, by name.
        elsewhere: of each other case, its targets as they can be asked of that one's facts (``exchanged``), by id.
    """

    name: str
    registered: Registration
    found: Validation
    nulls: Mapping[str, Validation]
    elsewhere: Mapping[str, Mapping[str, Verdict]]

    @cached_property
    def patterns(self) -> list[tuple[Verdict, str]]:
        """Every target with what is said of it: ``met``, ``conditional``, ``weak`` or ``missed``."""
        easy = {one.id for null in self.nulls.values() for one in null.verdicts if one.met}
        easy |= {id for id in self.found.targets for met, asked in [self.met_elsewhere(id)] if asked and met >= COMMON * asked}

        def said_of(one: Verdict) -> str:
            if not one.met:
                return MISSED
            if one.id in easy:
                return WEAK
            return CONDITIONAL if self.found.draws and one.passed < ENOUGH else MET

        return [(one, said_of(one)) for one in self.found.verdicts]

    def met_elsewhere(self, id: str) -> tuple[int, int]:
        """With the facts of how many other cases a pattern is met, and of how many it can be asked."""
        there = [verdicts[id] for verdicts in self.elsewhere.values() if id in verdicts and verdicts[id].runs]
        return sum(one.met is True for one in there), len(there)

    @property
    def changed(self) -> list[str]:
        """What is otherwise than it was registered: ``patterns``, ``facts``, ``disputed``."""
        now = digests(load_scenario(self.name))
        return [part for part in ("patterns", "facts", "disputed") if now[part] != getattr(self.registered, part)]

    @property
    def reasons(self) -> dict[str, str]:
        """Why patterns are missed, as far as is seen, by their ids."""
        missed = {one.id for one, word in self.patterns if word == MISSED}
        return {ids: why for ids, why in self.registered.missing.items() if missed & set(ids.split(", "))}

    @property
    def sentence(self) -> str:
        """How many patterns are met, in a few words."""
        entry = [word for _, word in self.patterns]
        middle = f"{entry.count(CONDITIONAL)} with the central facts alone, " if CONDITIONAL in entry else ""
        return f"{entry.count(MET)} of {len(entry)} patterns are met, {middle}{entry.count(WEAK)} weakly, {entry.count(MISSED)} missed."


def cases(
    names: Iterable[str] = (),
    *,
    seeds: int | Iterable[int] = 20,
    draws: int = 64,
    persons_per_agent: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[Case]:
    """Run cases under the shared behaviour, the parameters' defaults, and under each null; and all others with what these ask.

    Args:
        names: which; all that are shipped if none is named.
        seeds: how many (from 1 on), or which. draws: of the disputed facts of each case, all at once.
        persons_per_agent: if not as the cases say. workers, progress: as of ``compare``.

    Raises:
        CohesionError: there is no such case, or it was not registered.
    """
    known, wanted = register(), list(names) or list(shipped_cases())
    for name in wanted:
        if name not in shipped_cases():
            allowed = f"a shipped case ({', '.join(shipped_cases())})"
            raise ScenarioError("cases", "name", name, allowed, nearest(name, list(shipped_cases())))
        if name not in known:
            raise CohesionError(f"{REGISTER}: says nothing of {name}: a case is registered before its first run")
    chosen = seeds if isinstance(seeds, int) else tuple(seeds)

    def run(scenario: Scenario, behaviour: Mapping[str, Any], drawn: int = 0) -> Validation:
        scale = {"persons_per_agent": persons_per_agent, "workers": workers, "progress": progress}
        return validate(scenario, seeds=chosen, draws=drawn, **scale, **behaviour)  # type: ignore[arg-type]

    scenarios = {name: load_scenario(name) for name in shipped_cases()}
    elsewhere: dict[str, dict[str, dict[str, Verdict]]] = {name: {} for name in wanted}
    for other, facts in scenarios.items():
        asked = {name: exchanged(scenarios[name], facts) for name in wanted if name != other}
        targets = {f"{row}-{id}": target for row, some in enumerate(asked.values()) for id, target in some.items()}
        if targets:
            told = run(replace(facts, targets=targets), {})
            for row, (name, some) in enumerate(asked.items()):
                elsewhere[name][other] = {id: told.verdict(f"{row}-{id}") for id in some}

    def case(name: str) -> Case:
        scenario = scenarios[name]
        found = run(scenario, {}, draws if scenario.declare or scenario.prior else 0)
        under = {null: run(scenario, leaving_room(behaviour, scenario)) for null, behaviour in nulls().items()}
        return Case(name, known[name], found, under, elsewhere[name])

    return [case(name) for name in wanted]


def register() -> dict[str, Registration]:
    """What was registered, by case."""
    tables = tomllib.loads((shipped_folder() / "cases" / REGISTER).read_text(encoding="utf-8"))
    return {name: Registration(**entry) for name, entry in tables.items()}


def digests(scenario: Scenario) -> dict[str, str]:
    """SHA-256 of a case's patterns, of its facts and of what is disputed of them (empty where nothing is), the first 16 digits of each.

    None of them moves when the shared behaviour does.
    """
    central, own = replace(scenario, bindings=MappingProxyType({}), declare=MappingProxyType({})), scenario.parameters
    mapping = central.to_mapping() | {"prior": {}}
    mapping["scenario"].pop("given", None)  # which of the facts tell of a pattern is no fact
    patterns, bound = mapping.pop("targets", {}), {"/".join(map(str, path)): name for path, name in scenario.bindings.items()}
    ranges: dict[str, Any] = {name: [one.low, one.high] for name, one in scenario.declare.items()}
    ranges |= {name: list(ends) for name, ends in scenario.prior.items()}
    facts = {name: as_json(own[name]) for name, one in PARAMETERS.items() if one.nature == "fact" and own[name] != one.default}
    entries = {key: entry for key, entry in mapping.items() if not (isinstance(entry, dict) and entry.keys() & PARAMETERS.keys())}
    disputed = _digest({"ranges": ranges, "bound": bound}) if ranges else ""
    return {"patterns": _digest(patterns), "facts": _digest(entries | {"parameters": facts}), "disputed": disputed}


def _digest(tables: Any) -> str:
    text = json.dumps(tables, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def nulls() -> dict[str, dict[str, Any]]:
    """What a pattern must tell the shared behaviour from, as parameters by name.

    Nobody leaves by his own will, every unit does as it is ordered, and none takes terms; or every parameter of behaviour that is a
    number stands in the middle of what it may be.
    """
    middle: dict[str, Any] = {}
    for one in PARAMETERS.values():
        if one.nature == "behaviour" and isinstance(one.default, int | float) and not isinstance(one.default, bool):
            middle[one.name] = type(one.default)((float(one.low) + float(one.high)) / 2)  # type: ignore[arg-type]
    return {"nobody leaves": {"base_hazard": 0.0, **AS_ORDERED}, "the middle of all ranges": middle}


def leaving_room(behaviour: Mapping[str, Any], scenario: Scenario) -> dict[str, Any]:
    """The same, with parameters that a cut of the scenario multiplies no larger than that it can still be made."""
    found = dict(behaviour)
    for target in scenario.targets.values():
        for name, factor in target.cut.times.items() if target.cut else ():
            if name in found and factor > 1.0:
                found[name] = min(found[name], float(PARAMETERS[name].high) / factor)  # type: ignore[arg-type]
    return found
