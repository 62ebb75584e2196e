"""A scenario: a TOML file, its parents and its parameters, checked and frozen.

    from unit_cohesion import load_scenario
    scenario = load_scenario("two-valleys")             # a shipped name, a path, or a mapping
    sooner = scenario.with_parameters(leader_exit_release="2012-01-15", days=400)

Errors come all at once, as ``ScenarioErrors``; nothing else is raised for anything that a file may hold.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from unit_cohesion.engine.declare import Value, parameter
from unit_cohesion.errors import Faults, Key, ScenarioError, ScenarioErrors
from unit_cohesion.rules import RULE_TABLES
from unit_cohesion.scenario.building import SCALE, as_json, build, changed_parameters, table_of_rule
from unit_cohesion.scenario.entries import merged_tables, remove_entries
from unit_cohesion.scenario.files import Source, load_source
from unit_cohesion.scenario.for_each import write_out
from unit_cohesion.scenario.outside import NOTHING, Outside
from unit_cohesion.scenario.plain_toml import plain, toml_tables
from unit_cohesion.schema import (
    About,
    Army,
    Captives,
    Contents,
    Country,
    Crowd,
    Disputed,
    Establishment,
    Event,
    Formation,
    Militia,
    News,
    Offer,
    Patron,
    Place,
    Sect,
    Series,
    Sponsor,
    Target,
)
from unit_cohesion.shipped import shipped_cases, shipped_scenarios

__all__ = ["Scenario", "check_file", "load_scenario", "shipped_cases", "shipped_scenarios", "table_of_rule"]

TABLES_BY_NAME = ("targets", "prior", "declare")
"""Tables of a scenario whose keys are names."""


@dataclass(frozen=True)
class Scenario:
    """What a run is made from; frozen. Two scenarios are equal if everything in them is.

    Attributes:
        name: the file's stem.
        about: title, question, start date, days, persons_per_agent, sources.
        sects: the groups.
        countries: the neighbours.
        places: where people live and units stand.
        army: its formations, intakes and establishments.
        series: figures month by month.
        news: what is heard, and when.
        events: what happens on a date.
        crowds: people in the streets.
        offers: of surrender.
        patrons: who keep the regime's army going.
        sponsors: who pays militias.
        militias: the named ones.
        targets: by id.
        prior: parameter → range in which it is drawn where ``validate`` is asked for draws.
        declare: figures that are disputed, by name: the value taken, and the lowest and highest told.
        parameters: every declared parameter by its flat name: the scenario's value, or else the default.
        outside: what rules from outside brought that it may name.
        bindings: which fields of entries are bound to a parameter or a disputed figure: path in ``to_mapping()`` → its name.
    """

    name: str
    about: About
    sects: tuple[Sect, ...]
    countries: tuple[Country, ...]
    places: tuple[Place, ...]
    army: Army
    series: tuple[Series, ...]
    news: tuple[News, ...]
    events: tuple[Event, ...]
    crowds: tuple[Crowd, ...]
    offers: tuple[Offer, ...]
    patrons: tuple[Patron, ...]
    sponsors: tuple[Sponsor, ...]
    militias: tuple[Militia, ...]
    targets: Mapping[str, Target]
    prior: Mapping[str, tuple[float, float]]
    declare: Mapping[str, Disputed]
    parameters: Mapping[str, Value]
    bindings: Mapping[Key, str] = field(repr=False)
    outside: Outside = field(default=NOTHING, repr=False, compare=False)

    @property
    def captives(self) -> tuple[Captives, ...]:
        """What militias do with captives, of those that say so."""
        return tuple(militia.captives for militia in self.militias if militia.captives)

    def with_parameters(self, /, **flat: Any) -> Scenario:
        """The same scenario with other parameters, by flat name; also disputed figures, ``persons_per_agent`` and ``days``.

        Raises:
            ScenarioErrors: an unknown name, or values that are not allowed.
        """
        if not flat:
            return self
        if flat.keys() & {*SCALE, *self.declare, *self.bindings.values()}:
            return self.changed(flat)
        faults = Faults(lambda _: "parameters")
        values = changed_parameters(self.parameters, flat, faults)
        faults.raise_any()
        return replace(self, parameters=MappingProxyType(values))  # nothing else hangs on these

    def with_events(self, *events: Mapping[str, Any], file: str = "events") -> Scenario:
        """The same scenario with these events added; each as a table of ``[[events]]``, which errors call ``file``.

        Raises:
            ScenarioErrors: an event that is not allowed, or whose id is taken.
        """
        return self.changed(events=events, file=file)

    def with_news(self, *news: Mapping[str, Any]) -> Scenario:
        """The same scenario with this news added; each as a table of ``[[news]]``.

        Raises:
            ScenarioErrors: news that is not allowed, or whose id is taken.
        """
        return self.changed(news=news)

    def changed(
        self,
        parameters: Mapping[str, Any] | None = None,
        events: Iterable[Mapping[str, Any]] = (),
        news: Iterable[Mapping[str, Any]] = (),
        outside: Outside = NOTHING,
        file: str = "",
    ) -> Scenario:
        """The same scenario with other parameters (``days`` and ``persons_per_agent`` too), further events and further news.

        ``outside``: what rules from outside bring. ``file``: what errors call the place where all this stands.

        Raises:
            ScenarioErrors: something in them is not allowed.
        """
        mapping, further = self._entries(), {"events": [*events], "news": [*news]}
        file = file or next((name for name, some in further.items() if some), "parameters")
        mapping |= {name: [*mapping.get(name, []), *some] for name, some in further.items()}
        return _load(load_source(mapping, file=file), parameters or {}, self.parameters, self.outside | outside)

    def laid_over(self, tables: Mapping[str, Any], file: str = "over") -> Scenario:
        """The same scenario with further tables and entries over it, merged as those of a file over what it extends.

        ``file``: what errors call the place where they stand.

        Raises:
            ScenarioErrors: something in them is not allowed.
        """
        mapping, further = self.to_mapping(), plain(tables, file)
        write_out(file, further, mapping)
        return _load(load_source(merged_tables(mapping, further), file=file), outside=self.outside)

    def without(self, *entries: str) -> Scenario:
        """The same scenario without these entries, and without targets whose cuts would take them out.

        Args:
            entries: named as a file's ``remove`` names them, such as ``news.leader-exit``.

        Raises:
            ScenarioErrors: there is no such entry, or others need it.
        """
        mapping, faults = self.to_mapping(), Faults(lambda _: "remove")
        remove_entries("remove", list(entries), mapping, faults)
        faults.raise_any()
        gone = {entry.partition(".")[2] for entry in entries}
        for id in [id for id, target in self.targets.items() if target.cut and gone.intersection(target.cut.without or ())]:
            mapping["targets"].pop(id, None)
        return _load(load_source(mapping, file="remove"), outside=self.outside)

    def to_mapping(self) -> dict[str, Any]:
        """The whole scenario as run, fit for JSON and for ``load_scenario``: dates as ISO text, nothing extended, bindings kept."""
        mapping = self._entries()
        for rule, parameters in RULE_TABLES.items():
            if not all(self._does_nothing(p, p.rule.needs) for p in parameters):
                told = [p for p in parameters if not self._does_nothing(p, p.needs)]
                mapping[table_of_rule(rule)] = {p.name: as_json(self.parameters[p.name]) for p in told}
        return mapping

    def _does_nothing(self, p: parameter, needs: str) -> bool:
        """Whether a parameter has nothing to act on here, as what it needs is not there, and stands at its default."""
        return bool(needs) and not getattr(self, needs) and self.parameters[p.name] == p.default

    def _entries(self) -> dict[str, Any]:
        """The mapping without the rules' parameters."""
        entries = {name: getattr(self, name) for name in Contents.model_fields if name != "scenario"}
        entries |= {name: dict(getattr(self, name)) for name in TABLES_BY_NAME}
        mapping = Contents.model_construct(scenario=self.about, **entries).model_dump(mode="json", exclude_none=True)
        mapping["scenario"] = {"name": self.name, **mapping["scenario"]}
        for name in ("crowds", "offers", "patrons", "declare"):
            if not mapping[name]:
                del mapping[name]  # so that the hash of a scenario without any is what it was before there were such tables
        for militia in mapping["militias"]:
            for key in ("moves", "regular"):
                if not militia[key]:
                    del militia[key]  # likewise
        for path, name in self.bindings.items():
            holder: Any = mapping
            for part in path[:-1]:
                holder = holder[part]
            holder[path[-1]] = f"${name}"
        return mapping

    @property
    def paid_late(self) -> tuple[Formation, ...]:
        """The formations whose pay is late on day one (D6)."""
        return tuple(formation for formation in self.army.formations if formation.pay_late is not None)

    @property
    def likened(self) -> tuple[Establishment, ...]:
        """The establishments of which it is told how alike their men are (D6)."""
        return tuple(establishment for establishment in self.army.establishments if establishment.alike is not None)

    @property
    def moving(self) -> tuple[Militia, ...]:
        """The militias that move on (W8)."""
        return tuple(militia for militia in self.militias if militia.moves)

    def value_of(self, name: str) -> Value:
        """The value of a parameter, or of a disputed figure."""
        if name in self.declare:
            return self.declare[name].nearest(self.declare[name].value)
        return self.parameters[name]

    @property
    def plain_targets(self) -> dict[str, Target]:
        """The targets that a run tells of itself; those with a cut need another run beside it."""
        return {id: target for id, target in self.targets.items() if target.cut is None}

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the mapping as JSON with sorted keys."""
        text = json.dumps(self.to_mapping(), sort_keys=True, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def __hash__(self) -> int:
        return int(self.hash[:15], 16)

    def __reduce__(self) -> tuple[Any, ...]:  # how it travels to a sweep's workers
        return _unpickled_scenario, (self.to_mapping(), self.outside)


def load_scenario(
    source: str | Path | Mapping[str, Any],
    *,
    shipped_only: bool = False,
    changes: Mapping[str, Any] | None = None,
    outside: Outside = NOTHING,
) -> Scenario:
    """The scenario of a shipped name ("syria-2011"), of a path to a TOML file, or of a mapping such as ``to_mapping()`` gives.

    Args:
        source: which.
        shipped_only: ``extends`` may name shipped scenarios only (for uploads).
        changes: parameters by flat name, ``days`` and ``persons_per_agent`` too, that take the place of what is written.
        outside: what rules from outside bring that the scenario may name.

    Raises:
        ScenarioErrors: with all that is wrong in ``.errors``, one line each.
    """
    return _load(load_source(source, shipped_only=shipped_only), changes or {}, outside=outside)


def read_scenario(content: bytes, name: str) -> Scenario:
    """The scenario in the content of a TOML file, which is in memory only; ``extends`` may name shipped scenarios only.

    Args:
        name: of the scenario unless it says one itself, and of the file in errors.

    Raises:
        ScenarioErrors: with all that is wrong.
    """
    tables = toml_tables(content, f"{name}.toml")
    if isinstance(own := tables.setdefault("scenario", {}), dict):
        own.setdefault("name", name)
    return _load(load_source(tables, shipped_only=True, file=f"{name}.toml", is_file=True))


def check_file(path: str | Path, outside: Outside = NOTHING) -> list[ScenarioError]:
    """All the errors of a scenario file (or shipped name) and of what it extends; none if it is good.

    ``outside``: what rules from outside bring that it may name.
    """
    try:
        scenario = load_scenario(path, outside=outside)
        for id, target in scenario.targets.items():
            if target.cut and target.cut.over:
                replace(scenario, targets={}).laid_over(target.cut.over, f"targets.{id}.cut.over")
    except ScenarioErrors as found:
        return found.errors
    return []


def _unpickled_scenario(mapping: Mapping[str, Any], outside: Outside) -> Scenario:
    return load_scenario(mapping, outside=outside)


def _load(
    source: Source,
    changes: Mapping[str, Any] = MappingProxyType({}),
    settled: Mapping[str, Value] | None = None,
    outside: Outside = NOTHING,
) -> Scenario:
    contents, parameters, bindings = build(source, changes, settled, outside)
    entries: dict[str, Any] = {name: getattr(contents, name) for name in Contents.model_fields if name != "scenario"}
    entries |= {name: MappingProxyType(entries[name]) for name in TABLES_BY_NAME}
    return Scenario(
        source.name,
        contents.scenario,
        **entries,
        parameters=MappingProxyType(parameters),
        bindings=MappingProxyType(bindings),
        outside=outside,
    )
