"""What a ``run.json`` says: all that a run is made from, and what came out. Whatever else a file may hold is refused, by its key."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic import Field as Bounded

from unit_cohesion.disk import SEAL, is_changed
from unit_cohesion.engine.chance import STREAM_VERSION
from unit_cohesion.engine.declare import TOLD_IN, Keys
from unit_cohesion.errors import MISSING, CohesionError, ScenarioError, ScenarioErrors, nearest
from unit_cohesion.outcomes import Field, Outcome, table_field
from unit_cohesion.rules import PARAMETERS, switched_off
from unit_cohesion.scenario import Scenario, load_scenario
from unit_cohesion.scenario.building import as_json
from unit_cohesion.scenario.outside import Outside
from unit_cohesion.schema import Target
from unit_cohesion.simulation.identity import Change, Identity
from unit_cohesion.simulation.plugins import PlugIns, event_kind
from unit_cohesion.simulation.versions import code_version

RUN_FILE = "run.json"
CHANGED = "The run.json is not as it was written: it was changed by hand, or is damaged."
UNSEALED = f"The run.json holds no checksum ({SEAL}): whether it is as it was written cannot be known."
OTHER_CODE = "The run.json was made with another version of the program: what comes out may differ from what it says."
_NEEDED: dict[str, type] = {"scenario": dict, "seed": int, "off": list, "set": dict, "tables": dict, "outcome": dict, "days": int}
_LISTS = ("changes", "rules", "unrepeatable")
_ALSO = ("scenario_hash", "persons_per_agent", "versions", "stream_version", "code_version", "failed", SEAL, *_LISTS)
_WORDS = {dict: "a table", int: "a whole number from 0", list: "a list"}


class ExternalMechanism(BaseModel):
    """A mechanism of a rule from outside, as far as tables and figures need it."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    title: str
    says: str = ""
    pushes: str = ""
    holds: str = ""
    kind: str = "rule"


class ExternalRule(BaseModel):
    """A rule from outside that a run was made with: what is known of it where it is not at hand.

    Attributes:
        name, sha256: of the rule, and of its source.
        mechanisms: by id. terms: ids of its terms. told: its columns by table of the run: name, type, unit and meaning of each.
        outcomes: name → (unit, meaning). targets: by id. kinds: of events, and the keys that each needs and may have.
        ranges: of its parameters that are numbers: the least and the most of each.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    name: str = Bounded(pattern=r"^\w{1,100}$")
    sha256: str = Bounded(pattern=r"^[0-9a-f]{64}$")
    mechanisms: dict[str, ExternalMechanism] = {}
    terms: tuple[str, ...] = ()
    told: dict[str, tuple[Field, ...]] = {}
    outcomes: dict[str, tuple[str, str]] = {}
    targets: dict[str, Target] = {}
    kinds: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    ranges: dict[str, tuple[float, float]] = {}


class _Change(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    day: int = Bounded(ge=1, le=10_001)
    off: list[str] = []
    set: dict[str, float | int | str] = {}


_LATER = ConfigDict(defer_build=True)  # as above: most runs read no run.json
_CHANGES, _OUTSIDE = TypeAdapter(list[_Change], config=_LATER), TypeAdapter(list[ExternalRule], config=_LATER)
_REASONS = TypeAdapter(list[str], config=_LATER)


@dataclass(frozen=True)
class RunFile:
    """What a ``run.json`` says.

    Attributes:
        scenario: as run; seed, off: likewise.
        set: parameters given by hand, those of the program already in the scenario.
        changes: what was done on the way, as written. rules: the rules from outside. unrepeatable: why it cannot be run again, if so.
        content: the whole file.
    """

    scenario: Scenario
    seed: int
    off: tuple[str, ...]
    set: dict[str, Any]
    changes: tuple[_Change, ...]
    rules: tuple[ExternalRule, ...]
    unrepeatable: tuple[str, ...]
    content: dict[str, Any]

    @property
    def doubt(self) -> str:
        """Why it cannot be taken for what was written, or empty: without its checksum nothing vouches for what came out."""
        if SEAL not in self.content:
            return UNSEALED
        other = not self.of_other_code and self.scenario.hash != self.content.get("scenario_hash")  # other code may hash otherwise
        return CHANGED if other or is_changed(self.content) else ""

    @property
    def notices(self) -> tuple[str, ...]:
        """What to know before it is run again."""
        return tuple(filter(None, (self.doubt, OTHER_CODE * self.of_other_code)))

    @property
    def of_other_code(self) -> bool:
        """Whether another version of the program made it, so that the same seed may give another run."""
        return (self.content.get("code_version"), self.content.get("stream_version")) != (code_version(), STREAM_VERSION)

    @property
    def _of_rules(self) -> dict[str, Any]:
        """What was set of the rules from outside: neither the program's parameters nor disputed figures, which the scenario holds."""
        return {name: value for name, value in self.set.items() if name not in PARAMETERS and name not in self.scenario.declare}

    @property
    def bare_identity(self) -> Identity:
        """The run as far as it can be told without the rules from outside that it was made with."""
        changes = tuple(Change(one.day, frozenset(one.off), dict[str, Any](one.set)) for one in self.changes)
        return Identity(
            self.scenario,
            self.seed,
            frozenset(self.off),
            given=self._of_rules,
            changes=changes,
            set=tuple(self.set),
            unrepeatable=self.unrepeatable,
        )

    def identity(self, plugins: PlugIns, file: str = RUN_FILE) -> Identity:
        """The run, to be run again.

        Args:
            plugins: the rules from outside that are at hand: those of the run, and maybe more.

        Raises:
            CohesionError: it cannot be repeated, or was made with rules that are not at hand, or are not the same any more.
        """
        if self.unrepeatable:
            raise CohesionError(f"{file}: cannot be run again: {'; '.join(self.unrepeatable)}")
        here = {origin.name: origin.sha256 for origin in plugins.origins}
        for rule in self.rules:
            if rule.name not in here:
                wanted = f"give it: --plugin FILE, or rules=[{rule.name}]"
                raise CohesionError(f"{file}: was run with the rule {rule.name} from outside; {wanted}")
            if rule.sha256 != here[rule.name]:
                raise CohesionError(
                    f"{file}: the rule {rule.name} is not the one of the run: its source is {here[rule.name][:12]}, was {rule.sha256[:12]}"
                )
        _, given = plugins.split(self._of_rules)
        changes = tuple(
            Change(one.day, plugins.switched_off(one.off), {k: plugins.parameters[k].checked(v) for k, v in one.set.items()})
            for one in self.changes
        )
        off = plugins.switched_off(list(self.off))
        return Identity(self.scenario, self.seed, off, plugins, given, changes, tuple(self.set))


def outside_of(rules: Iterable[ExternalRule]) -> Outside:
    """What rules from outside brought that a scenario may name."""
    return Outside(
        {name: Keys(*keys) for rule in rules for name, keys in rule.kinds.items()},
        {name: Outcome(name, *told) for rule in rules for name, told in rule.outcomes.items()},
        {name: ends for rule in rules for name, ends in rule.ranges.items()},
    )


def run_file_content(identity: Identity) -> dict[str, Any]:
    """Return a run's identity as the keys and values of a run.json."""
    return {
        "scenario": identity.scenario.to_mapping(),
        "scenario_hash": identity.scenario.hash,
        "seed": identity.seed,
        "off": sorted(identity.off),
        "set": identity.by_hand,
        "changes": [
            {"day": one.day, "off": sorted(one.off), "set": {name: as_json(value) for name, value in one.set.items()}}
            for one in identity.changes
        ],
        "rules": [one.model_dump(mode="json") for one in external_rules(identity.plugins)],
        "unrepeatable": list(identity.unrepeatable),
        "persons_per_agent": identity.scenario.about.persons_per_agent,
    }


def external_rules(plugins: PlugIns) -> tuple[ExternalRule, ...]:
    """Return rules from outside as a run.json keeps them."""
    found = []
    for rule, origin in zip(plugins.rules, plugins.origins, strict=True):
        own = {id: one for id, one in plugins.declared.mechanisms.items() if one.rule is rule}
        told = {
            id: ExternalMechanism(title=one.title, says=one.says, pushes=one.pushes, holds=one.holds, kind=one.kind)
            for id, one in own.items()
        }
        told_in: dict[str, tuple[Field, ...]] = {}
        for held, columns in plugins.declared.columns.items():
            fields = tuple(table_field(one) for one in columns if one.told and one.rule is rule)
            told_in |= {TOLD_IN[held]: fields} if fields else {}
        outcomes = {name: (one.unit, one.meaning) for name, one in plugins.outcomes.items() if one.rule is rule}
        targets = {id: one.as_target() for id, one in plugins.targets.items() if one.rule is rule}
        terms = tuple(id for id in plugins.own_terms if id in own)
        kinds = {one.name: (one.needs, one.may) for one in rule.declared(event_kind)}
        found.append(
            ExternalRule(
                name=origin.name,
                sha256=origin.sha256,
                mechanisms=told,
                terms=terms,
                told=told_in,
                outcomes=outcomes,
                targets=targets,
                kinds=kinds,
                ranges={name: ends for name, ends in plugins.outside.ranges.items() if plugins.declared.parameters[name].rule is rule},
            )
        )
    return tuple(found)


def read_run(text: str, file: str) -> RunFile:
    """The run of a ``run.json``'s text; errors call it ``file``.

    Raises:
        ScenarioErrors: with all that is wrong.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as fault:
        line = getattr(fault, "lineno", 1)
        found = text.split("\n")[line - 1].strip()
        raise ScenarioErrors([ScenarioError(file, f"line {line}", found, f"valid JSON ({str(fault)[:100]})")]) from None
    return run_of(content, file)


def run_of(content: object, file: str) -> RunFile:
    """The run that the content of a ``run.json`` tells of.

    Raises:
        ScenarioErrors: with all that is wrong.
    """
    if not isinstance(content, dict) or not any(key in content for key in _NEEDED):
        raise ScenarioErrors([ScenarioError(file, "file", content, f"the {RUN_FILE} of a run; this is no {RUN_FILE}")])
    faults = [
        ScenarioError(file, str(key), value, f"a key that a {RUN_FILE} has", nearest(str(key), [*_NEEDED, *_ALSO]))
        for key, value in content.items()
        if key not in _NEEDED and key not in _ALSO
    ]
    changes: list[_Change] = _entries(_CHANGES, "changes", content, file, faults)
    rules: list[ExternalRule] = _entries(_OUTSIDE, "rules", content, file, faults)
    reasons: list[str] = _entries(_REASONS, "unrepeatable", content, file, faults)
    if not isinstance(failed := content.get("failed", {}), dict) or not all(isinstance(why, str) for why in failed.values()):
        faults.append(ScenarioError(file, "failed", failed, "a table of outcomes that failed, each with the reason as text"))
    foreign = {id for rule in rules for id in rule.mechanisms}
    scenario: Scenario | None = None
    for key, kind in _NEEDED.items():
        value = content.get(key, MISSING)
        if value is MISSING:
            faults.append(ScenarioError(file, key, value, f"{_WORDS[kind]}, as in every {RUN_FILE}"))
        elif not isinstance(value, kind) or isinstance(value, bool) or (isinstance(value, int) and not 0 <= value < 2**63):
            faults.append(ScenarioError(file, key, value, _WORDS[kind]))
        elif key == "scenario":
            try:
                scenario = load_scenario(value, shipped_only=True, outside=outside_of(rules))  # type: ignore[arg-type]  # it is a table
            except ScenarioErrors as found:
                faults += [_at_key(each, file, f"scenario.{each.key}") for each in found.errors]
        elif key == "off":
            faults += _unknown_ids(value, "off", foreign, file)
        elif key == "set":
            others = bool(rules) or scenario is None  # whose figures could have been set
            faults += _unknown_values(value, "set", others, file, scenario.declare if scenario else ())  # type: ignore[arg-type]  # it is a table
    for number, change in enumerate(changes, 1):
        faults += _unknown_ids(change.off, f"changes[{number}].off", foreign, file)
        faults += _unknown_values(change.set, f"changes[{number}].set", bool(rules), file)
    if faults or scenario is None:
        raise ScenarioErrors(faults)
    return RunFile(scenario, content["seed"], tuple(content["off"]), content["set"], tuple(changes), tuple(rules), tuple(reasons), content)


def _at_key(fault: ScenarioError, file: str, key: str) -> ScenarioError:
    """Return the same error, at this key of this file."""
    return ScenarioError(file, key, fault.value, fault.allowed, fault.nearest)


def _entries(kind: TypeAdapter[Any], key: str, content: Mapping[str, Any], file: str, faults: list[ScenarioError]) -> list[Any]:
    """The entries of a list of a run.json."""
    if key not in content:
        faults.append(ScenarioError(file, key, MISSING, f"{_WORDS[list]}, as in every {RUN_FILE}"))
        return []
    try:
        found: list[Any] = kind.validate_json(json.dumps(content[key]))
        return found
    except ValidationError as errors:
        for error in errors.errors(include_url=False, include_context=False)[:5]:
            at = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in error["loc"])
            faults.append(ScenarioError(file, f"{key}{at}", error["input"], f"what a {RUN_FILE} says there ({error['msg']})"))
        return []


def _unknown_ids(ids: Any, key: str, foreign: set[str], file: str) -> list[ScenarioError]:
    try:
        switched_off([id for id in ids if not (isinstance(id, str) and id in foreign)])
    except ScenarioError as each:
        return [_at_key(each, file, key)]
    return []


def _unknown_values(values: Mapping[str, Any], key: str, others: bool, file: str, figures: Collection[str] = ()) -> list[ScenarioError]:
    """What is neither a declared parameter with a value that it takes nor one of the disputed figures; ``others``: or anything else."""
    wrong = []
    for name, value in values.items():
        if name in PARAMETERS:
            try:
                PARAMETERS[name].checked(value)
            except ScenarioError as each:
                wrong.append(_at_key(each, file, f"{key}.{name}"))
        elif not others and name not in figures:
            allowed = "a declared parameter (cohesion parameters lists them)"
            wrong.append(ScenarioError(file, f"{key}.{name}", value, allowed, nearest(name, list(PARAMETERS))))
    return wrong
