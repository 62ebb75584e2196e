"""What makes one run what it is, in one object: scenario, seed, switches, rules from outside, and what was done to it on its way.

The command line, Python, sweeps, the dashboard, Mesa and ``run.json`` share it; whatever a run.json could not repeat is said in it.
"""

from __future__ import annotations

import copyreg
import secrets
import sys
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from unit_cohesion.engine.declare import Rule, Value
from unit_cohesion.errors import CohesionError, ScenarioError, ScenarioErrors, nearest, short_repr
from unit_cohesion.outcomes import OUTCOMES
from unit_cohesion.rules import DAY, DECLARED, PARAMETERS
from unit_cohesion.scalars import plain_scalar, whole_number
from unit_cohesion.scenario import Scenario, load_scenario
from unit_cohesion.scenario.building import as_json
from unit_cohesion.simulation.plugins import PlugIns
from unit_cohesion.vocabulary import NEWS_KINDS

ScenarioLike = str | Path | Mapping[str, Any] | Scenario
Rules = Iterable[type[Rule]]
NO_PLUGINS = PlugIns((), DECLARED, DAY)


@dataclass(frozen=True)
class Change:
    """Something done to a run on its way.

    Attributes:
        day: the first day on which it counts.
        off: mechanisms switched off from then on, parts included.
        set: parameters that have another value from then on.
    """

    day: int
    off: frozenset[str] = frozenset()
    set: Mapping[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "set", MappingProxyType(dict(self.set)))

    def __hash__(self) -> int:
        return hash((self.day, self.off, tuple(sorted(self.set.items()))))


@dataclass(frozen=True)
class Identity:
    """All that a run is made from; two runs of equal identities give the same tables.

    Attributes:
        scenario: as run, with its parameters.
        seed: of all draws.
        off: ids of the mechanisms that are off from the start, parts included.
        plugins: the rules from outside; given: their parameters, as far as they were given by hand.
        changes: what is done on the way, in order.
        set: the parameters that were given by hand, by name (all that ``scenario`` and ``given`` hold of them already).
        unrepeatable: why the run cannot be repeated from what stands here; empty if it can.
    """

    scenario: Scenario
    seed: int
    off: frozenset[str] = frozenset()
    plugins: PlugIns = NO_PLUGINS
    given: Mapping[str, Value] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    set: tuple[str, ...] = ()
    unrepeatable: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "given", MappingProxyType(dict(self.given)))

    def __hash__(self) -> int:
        return hash((self.scenario, self.seed, self.off, self.plugins, self.changes))

    @property
    def by_hand(self) -> dict[str, Any]:
        """The parameters given by hand with their values, fit for JSON."""
        return {name: as_json(self.given[name] if name in self.given else self.scenario.value_of(name)) for name in self.set}

    @property
    def without(self) -> list[str]:
        """What is switched off, in words: wholes without their parts, and from which day if not from the start."""

        def wholes(ids: frozenset[str]) -> list[str]:
            known = self.plugins.mechanisms
            return sorted(id for id in ids if id not in known or known[id].part_of not in ids)

        return [*wholes(self.off), *(f"{id} from day {one.day}" for one in self.changes for id in wholes(one.off))]

    def varied(
        self,
        parameters: Mapping[str, Any] | None = None,
        *,
        off: object = None,
        days: int | None = None,
        persons_per_agent: int | None = None,
        seed: int | None = None,
    ) -> Identity:
        """The same run with further parameters set, mechanisms switched off (beside those that are), or another length, scale or seed.

        Raises:
            CohesionError: something is not allowed.
        """
        wanted = dict(parameters or {})
        refuse_unknown(wanted, self.plugins, disputed=self.scenario.declare)
        core, own = self.plugins.split(wanted)
        core |= {name: value for name, value in (("days", days), ("persons_per_agent", persons_per_agent)) if value is not None}
        start, later = parsed_switches(off, self.plugins)
        return replace(
            self,
            scenario=self.scenario.with_parameters(**core),
            seed=self.seed if seed is None else seed,
            off=self.off | start,
            given={**self.given, **own},
            changes=tuple(sorted((*self.changes, *later), key=lambda one: one.day)),
            set=tuple(dict.fromkeys((*self.set, *wanted))),
        )

    def changed(self, change: Change) -> Identity:
        """The same with one more change."""
        return replace(self, changes=tuple(sorted((*self.changes, change), key=lambda one: one.day)))

    def without_repeat(self, why: str) -> Identity:
        """The same, and why it cannot be repeated."""
        return self if why in self.unrepeatable else replace(self, unrepeatable=(*self.unrepeatable, why))


def identity_of(
    scenario: ScenarioLike,
    seed: object = 1,
    *,
    off: object = None,
    rules: Rules | PlugIns = (),
    changes: Iterable[Change] = (),
    days: int | None = None,
    persons_per_agent: int | None = None,
    parameters: Mapping[str, Any] | None = None,
    added: Iterable[Mapping[str, Any]] = (),
) -> Identity:
    """One run from what is asked for: everything checked once, the scenario built once.

    Args:
        scenario: a shipped name, a path, a mapping, or a loaded ``Scenario``.
        seed: a whole number from 0; None draws one.
        off: ids of mechanisms, in one string or several; ``D5@100`` is off from day 100 on.
        rules: classes from outside (``extend.Rule``).
        changes: ``Change`` objects, for what else is done on the way.
        days, persons_per_agent: if not as the scenario says.
        parameters: by name; None leaves one as it is.
        added: further events and news, each as a table of ``[[events]]`` or ``[[news]]``.

    Raises:
        CohesionError: anything that is not allowed.
    """
    plugins = plugins_of(rules)
    wanted = {name: value for name, value in (parameters or {}).items() if value is not None}
    more, outside = tuple(added), plugins.outside
    try:
        scenario = refuse_unknown_here(scenario, wanted, plugins)
    except ScenarioError as fault:
        raise ScenarioErrors([fault]) from None
    core, own = plugins.split(wanted)
    scale = {"days": days, "persons_per_agent": persons_per_agent}
    core |= {name: value for name, value in scale.items() if value is not None}
    start, later = parsed_switches(off, plugins)
    if not isinstance(scenario, Scenario):
        scenario = load_scenario(scenario, changes={} if more else core, outside=outside)
        core = core if more else {}
    if more:
        news = [entry for entry in more if entry.get("kind") in NEWS_KINDS]
        made = scenario.changed(core, [entry for entry in more if entry.get("kind") not in NEWS_KINDS], news, outside)
    else:
        made = scenario.with_parameters(**core)
    for id, asked in made.targets.items():
        if asked.outcome not in OUTCOMES and asked.outcome not in plugins.outcomes:  # of a scenario that was loaded with other rules
            allowed = "a declared outcome, or one of a rule from outside that the run has (--plugin, rules=)"
            raise ScenarioError(made.name, f"targets.{id}.outcome", asked.outcome, allowed)
    for id, target in plugins.targets.items():
        if id in made.targets:
            raise CohesionError(f"rules: {id}: the scenario has a target of this name; give yours another")
        known, sects = {**OUTCOMES, **plugins.outcomes}.get(target.outcome), [sect.id for sect in made.sects]
        if known is None:
            raise CohesionError(f"rules: the target {id} is of {target.outcome!r}, which is no outcome")
        if missing := set(getattr(known, "needs", ())) - {"sect"}:
            allowed = f"an outcome that needs no {', '.join(sorted(missing))}, as only a scenario's own targets can name one"
            raise CohesionError(f"rules: the target {id} is of {target.outcome}: allowed: {allowed}")
        if getattr(known, "by_sect", False) and target.sect not in sects:
            raise CohesionError(f"rules: the target {id} needs a sect of the scenario: one of {', '.join(sects)}, not {target.sect!r}")
    ordered = tuple(sorted((*later, *_checked(changes, plugins)), key=lambda one: one.day))
    for change in ordered:
        if not 1 <= change.day <= made.about.days:
            raise ScenarioError("parameters", "changes", f"day {change.day}", f"a day of the run, which has {made.about.days}")
    return Identity(made, seed_of(seed), start, plugins, own, ordered, tuple(wanted))


def plugins_of(rules: Rules | PlugIns) -> PlugIns:
    """Rules from outside, as a run takes them.

    Raises:
        CohesionError: something that they declare is not allowed.
    """
    return rules if isinstance(rules, PlugIns) else PlugIns(classes_of(rules), DECLARED, DAY)


def classes_of(rules: Rules | PlugIns) -> tuple[type[Rule], ...]:
    """The classes of rules from outside, however they are given.

    Raises:
        CohesionError: one alone, a file, or what holds none.
    """
    if isinstance(rules, PlugIns):
        return rules.rules
    if isinstance(rules, type):
        raise CohesionError(f"rules = {rules.__name__}: allowed: a list of classes, rules=[{rules.__name__}]")
    if isinstance(rules, str | Path):
        allowed = "a list of classes; unit_cohesion.extend.rules_in(file) gives those of a file"
        raise CohesionError(f"rules = {short_repr(str(rules))}: allowed: {allowed}")
    if not isinstance(rules, Iterable):
        raise CohesionError(f"rules = {short_repr(rules)}: allowed: a list of classes made from extend.Rule")
    return tuple(rules)


def pack_plugins(plugins: PlugIns) -> bytes:
    """Return rules from outside as bytes for another process, which need not be able to import them."""
    import cloudpickle

    modules = {sys.modules[rule.__module__] for rule in plugins.rules if rule.__module__ in sys.modules} - {sys.modules["__main__"]}
    known = set(cloudpickle.list_registry_pickle_by_value())
    new = [module for module in modules if module.__name__ not in known]
    for module in new:
        cloudpickle.register_pickle_by_value(module)
    try:
        return bytes(cloudpickle.dumps((plugins.rules, plugins.origins)))
    finally:
        for module in new:
            cloudpickle.unregister_pickle_by_value(module)


@lru_cache(maxsize=16)
def unpack_plugins(content: bytes) -> PlugIns:
    """Return the rules that ``pack_plugins`` made bytes of; made by this program for itself, never read from a file."""
    if not content:
        return NO_PLUGINS
    import cloudpickle

    rules, origins = cloudpickle.loads(content)
    return PlugIns(rules, DECLARED, DAY, origins)


def _reduced(plugins: PlugIns) -> tuple[Any, ...]:
    return unpack_plugins, (pack_plugins(plugins) if plugins else b"",)


copyreg.pickle(PlugIns, _reduced)


def _reduced_mapping(mapping: MappingProxyType[Any, Any]) -> tuple[Any, ...]:
    return _mapping, (dict(mapping),)


def _mapping(content: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(content)


copyreg.pickle(MappingProxyType, _reduced_mapping)  # Python's own refuses to travel


def _checked(changes: Iterable[Change], plugins: PlugIns) -> list[Change]:
    """Return the changes, each with the parts of what it switches off, and with its values as the parameters' types.

    Raises:
        CohesionError: something else than a change, a day that is no whole number, or an id, parameter or value that is not allowed.
    """
    found = []
    for one in changes:
        if not _is_change(one):
            raise CohesionError(f"changes = {short_repr(one)}: allowed: Change(day, off, set)")
        refuse_unknown(one.set, plugins)
        values = {name: plugins.parameters[name].checked(value) for name, value in one.set.items()}
        found.append(Change(plain_scalar(one.day), plugins.switched_off(one.off), values))
    return found


def _is_change(found: object) -> bool:
    return isinstance(found, Change) and whole_number(found.day) is not None


def parsed_switches(off: object, plugins: PlugIns = NO_PLUGINS) -> tuple[frozenset[str], tuple[Change, ...]]:
    """Return what is off from the start, and what from a day on (``D5@100``).

    Raises:
        ScenarioError: an id that is unknown or cannot be switched, or no day.
    """
    given = [] if off is None else [off] if isinstance(off, str) else list(off)  # type: ignore[call-overload]
    ids = [part.strip() for entry in given for part in str(entry).split(",") if part.strip()]
    later: dict[int, list[str]] = {}
    for id in [id for id in ids if "@" in id]:
        name, _, day = id.partition("@")
        if not (day.isascii() and day.isdigit() and 2 <= int(day) <= 10_000):
            raise ScenarioError("parameters", "off", id, "an id, or an id and the day from which it is off, such as D5@100 (from day 2)")
        later.setdefault(int(day), []).append(name)
    start = plugins.switched_off([id for id in ids if "@" not in id])
    return start, tuple(Change(day, plugins.switched_off(names)) for day, names in sorted(later.items()))


def refuse_unknown(
    parameters: Mapping[str, Any], plugins: PlugIns = NO_PLUGINS, others: Iterable[str] = (), disputed: Collection[str] = ()
) -> None:
    """Refuse what is neither a declared parameter nor a figure that the scenario calls ``disputed``.

    Raises:
        ScenarioError: tells the nearest, of ``others`` too.
    """
    for name, value in parameters.items():
        if name not in PARAMETERS and name not in plugins.declared.parameters and name not in disputed:
            allowed = "a declared parameter (cohesion parameters lists them)"
            if disputed:
                allowed += f", or a disputed figure of the scenario ({', '.join(disputed)})"
            if isinstance(value, Mapping):
                allowed = f"{allowed}, each as a keyword of its own: comrade_pressure=2.0"
                raise ScenarioError("parameters", name, value, allowed)
            if name in ("seed", "seeds"):
                allowed += "; the seed is rng=..., on the command line --seed; several are seeds=... of ensemble, compare and validate"
                raise ScenarioError("parameters", name, value, allowed, "rng" if name == "seed" else None)
            raise ScenarioError(
                "parameters", name, value, allowed, nearest(name, [*PARAMETERS, *plugins.declared.parameters, *others, *disputed])
            )


def refuse_unknown_here(
    scenario: ScenarioLike, parameters: Mapping[str, Any], plugins: PlugIns = NO_PLUGINS, others: Iterable[str] = ()
) -> ScenarioLike:
    """Refuse what is neither a declared parameter nor a disputed figure of this scenario, which is read where a name may be one.

    Returns:
        The scenario, read if it had to be.

    Raises:
        ScenarioError: tells the nearest, of ``others`` too. ScenarioErrors: the scenario that was read is not allowed.
    """
    if not isinstance(scenario, Scenario) and parameters.keys() - PARAMETERS.keys() - plugins.declared.parameters.keys():
        scenario = load_scenario(scenario, outside=plugins.outside)
    refuse_unknown(parameters, plugins, others, scenario.declare if isinstance(scenario, Scenario) else ())
    return scenario


def seed_of(seed: object, called: str = "rng") -> int:
    """The seed as a Python int, drawn if none is given.

    Raises:
        ScenarioError: it is not a whole number from 0.
    """
    if seed is None:
        return secrets.randbits(32)
    whole = whole_number(seed)
    if whole is None or not 0 <= whole < 2**63:
        raise ScenarioError("parameters", called, seed, "a whole number from 0 (below 2^63), or None to draw one")
    return whole
