"""From a scenario's tables to checked contents, parameters and bindings; all that is wrong is told in plain words."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import ValidationError

from unit_cohesion.engine.declare import Value
from unit_cohesion.errors import MISSING, Faults, Key, ScenarioError, dotted
from unit_cohesion.rules import PARAMETERS, RULE_TABLES, defaults
from unit_cohesion.rules.events import KEYS as EVENT_KEYS
from unit_cohesion.rules.news import KEYS as NEWS_KEYS
from unit_cohesion.scalars import whole_number
from unit_cohesion.scenario.army import ARMY_CHECKS
from unit_cohesion.scenario.checks import CHECKS, Draft
from unit_cohesion.scenario.entries import entry_arrays, entry_id
from unit_cohesion.scenario.figures import FIGURE_CHECKS
from unit_cohesion.scenario.files import Source, about_table
from unit_cohesion.scenario.for_each import EXCEPT, FOR_EACH
from unit_cohesion.scenario.leaks import leaks
from unit_cohesion.scenario.outside import NOTHING, Outside
from unit_cohesion.scenario.plain_toml import Tables
from unit_cohesion.scenario.schema_words import allowed, keys_at, node_at
from unit_cohesion.schema import (
    About,
    Army,
    Contents,
    Country,
    Crowd,
    Disputed,
    Entry,
    Establishment,
    Event,
    Formation,
    Intake,
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

E = TypeVar("E", bound=Entry)
NAMED = ("sects", "countries", "places", "crowds", "patrons", "sponsors", "militias")
"""Arrays whose entries others name."""


def table_of_rule(rule: str) -> str:
    """The table of a scenario file that holds a rule's parameters: its name, or ``news_parameters`` where entries have that name."""
    return f"{rule}_parameters" if rule in Contents.model_fields else rule


SCALE = ("days", "persons_per_agent")
"""What is changed like a parameter, and stands in the table ``[scenario]``."""
NO_BEHAVIOUR = """\
nothing, as this is a case (scenario.case) and how people decide is one set for all cases; facts may be set
(cohesion parameters --nature fact)"""
TABLE_OF = {parameter.name: table_of_rule(rule) for rule, parameters in RULE_TABLES.items() for parameter in parameters}


def build(
    source: Source,
    changes: Mapping[str, Any] = MappingProxyType({}),
    settled: Mapping[str, Value] | None = None,
    outside: Outside = NOTHING,
) -> tuple[Contents, dict[str, Value], dict[Key, str]]:
    """The scenario's contents, every parameter by flat name, and the bindings: path of an entry's field → parameter.

    Args:
        changes: parameters by flat name, ``days`` and ``persons_per_agent`` too, that take the place of what is written.
        settled: every parameter, checked before; the tables hold none then.
        outside: what rules from outside bring that it may name.

    Raises:
        ScenarioErrors: all that is wrong.
    """
    tables, bindings = dict(source.tables), dict[Key, str]()
    scale = {name: value for name, value in changes.items() if name in SCALE}
    source.by_hand |= {("scenario", name) for name in scale} | {(name,) for name in changes}
    if isinstance(tables.get("scenario"), dict):
        tables["scenario"] = tables["scenario"] | {name: _whole_number(name, value, source.faults) for name, value in scale.items()}
    if source.is_file and about_table(tables).get("case") is True:
        _refuse_behaviour(tables, source.faults)
    parameters = _parameters(tables, source.faults) if settled is None else dict(settled)
    declared = tables.get("declare")
    apart = {*SCALE, *(declared if isinstance(declared, dict) else ())}
    others = {name: value for name, value in changes.items() if name not in apart}
    parameters = changed_parameters(parameters, others, source.faults)
    disputed = _disputed(tables, changes, source)
    bound, unbound = {**parameters, **disputed}, tables
    tables = {key: _with_bindings(value, (key,), bound, bindings, source) for key, value in tables.items()}
    for name in sorted(disputed.keys() - set(bindings.values())):
        source.faults.add(("declare", name), MISSING, f'a field of an entry that is bound to it, as "${name}"')
    contents = _contents(tables, bindings, source, outside)
    draft = _draft(tables, source, outside, parameters)
    for check in (*CHECKS, *ARMY_CHECKS, *FIGURE_CHECKS, leaks):
        check(draft)
    source.faults.raise_any()
    assert contents is not None  # or else there was an error
    if disputed and settled is None:  # once, as it is read
        for end in ("low", "high"):
            _check_at_end(end, contents, unbound, parameters, source, outside)
        source.faults.raise_any()
    return contents, parameters, bindings


def _check_at_end(end: str, contents: Contents, unbound: Tables, parameters: Mapping[str, Value], source: Source, outside: Outside) -> None:
    """What is disputed can be what it is told to be: with all figures at one end, the tables are as good as with the central ones.

    Args:
        end: ``low`` or ``high``.
        contents: with the central figures. unbound: the tables, before anything was put in place of a ``"$name"``.
    """
    figures: dict[str, Value] = {name: one.nearest(getattr(one, end)) for name, one in contents.declare.items()}
    bindings, there = dict[Key, str](), replace(source)  # with faults of its own
    tables = {key: _with_bindings(value, (key,), {**parameters, **figures}, bindings, there) for key, value in unbound.items()}
    try:
        Contents.model_validate_json(json.dumps(tables), strict=True, context=outside.kinds)
    except ValidationError as found:
        for error in found.errors(include_url=False, include_context=False):
            path = tuple(error["loc"])
            if (name := bindings.get(path)) in figures:
                field = dotted(_path_with_ids(path, tables))
                source.faults.add(
                    ("declare", str(name), end), figures[str(name)], f"what {field} may be, which is bound to it: {allowed(path)}"
                )
        return
    draft = _draft(tables, there, outside, parameters)
    for check in (*CHECKS, *ARMY_CHECKS, *FIGURE_CHECKS, leaks):
        check(draft)
    for fault in there.faults.errors:
        words = f"{fault.allowed} (here all figures under [declare] are at their {end}, within which they are drawn)"
        if not source.faults.full:
            source.faults.errors.append(ScenarioError(fault.file, fault.key, fault.value, words, fault.nearest))


def _disputed(tables: Tables, changes: Mapping[str, Any], source: Source) -> dict[str, Value]:
    """The figures under ``[declare]``, with what ``changes`` say of them; their table gets the changed values."""
    written, found = tables.get("declare"), dict[str, Value]()
    if not isinstance(written, dict):
        return found
    tables["declare"] = written = dict(written)
    for name, entry in written.items():
        if name in PARAMETERS or name in SCALE:
            source.faults.add(("declare", name), MISSING, "a name that no parameter has")
        try:
            one = Disputed.model_validate_json(json.dumps(entry), strict=True)
        except ValidationError:
            continue  # told with the rest
        value = changes.get(name, one.value)
        if not one.low < one.high:
            source.faults.add(("declare", name, "low"), one.low, f"a number below high, {one.high:g}")
        elif isinstance(value, bool) or not isinstance(value, int | float) or not one.low <= value <= one.high:
            key: Key = (name,) if name in changes else ("declare", name, "value")
            source.faults.add(key, value, f"a number from {one.low:g} to {one.high:g}")
            value = one.low
        found[name] = one.nearest(value)
        written[name] = entry | {"value": found[name]}
    return found


def _refuse_behaviour(tables: Tables, faults: Faults) -> None:
    """A case sets, and draws, facts only: whatever it is laid over, how people decide is as in all others."""
    for table in dict.fromkeys((*TABLE_OF.values(), "prior")):
        written = tables.get(table)
        for name, value in written.items() if isinstance(written, dict) else ():
            if name in PARAMETERS and PARAMETERS[name].nature == "behaviour":
                faults.add((table, name), value, NO_BEHAVIOUR)


def _whole_number(name: str, value: Any, faults: Faults) -> int:
    """Return a number of days, or of persons an agent, as the schema's checks can take it."""
    whole = whole_number(value)
    if whole is not None and abs(whole) < 2**63:
        return whole
    faults.add(("scenario", name), value, allowed(("scenario", name)))
    return 1


def changed_parameters(parameters: Mapping[str, Value], changes: Mapping[str, Any], faults: Faults) -> dict[str, Value]:
    """The parameters with changes, each checked."""
    values = dict(parameters)
    for name, value in changes.items():
        if name not in PARAMETERS:
            faults.add((name,), value, "a declared parameter (cohesion parameters lists them)", name, [*PARAMETERS, *SCALE])
        elif (checked := checked_parameter(name, value, (name,), faults)) is not None:
            values[name] = checked
    return values


def _parameters(tables: Tables, faults: Faults) -> dict[str, Value]:
    """Takes the rules' tables out of the tables: every parameter, as written or by default."""
    values = defaults()
    for rule in RULE_TABLES:
        table = table_of_rule(rule)
        written = tables.pop(table, {})
        if not isinstance(written, dict):
            faults.add((table,), written, "a table of parameters")
            continue
        for name, value in written.items():
            if TABLE_OF.get(name) == table:
                checked = checked_parameter(name, value, (table, name), faults)
                values[name] = values[name] if checked is None else checked
            else:
                _unknown((table, name), value, [p.name for p in RULE_TABLES[rule]], faults)
    return values


def checked_parameter(name: str, value: object, key: Key, faults: Faults) -> Value | None:
    """The parameter's value as its type; None, and an error, if it is not allowed."""
    try:
        return PARAMETERS[name].checked(value)
    except (ScenarioError, ArithmeticError, ValueError, TypeError) as error:
        faults.add(key, value, error.allowed if isinstance(error, ScenarioError) else "a single number or date")
        return None


def _unknown(key: Key, value: object, known: list[str], faults: Faults) -> None:
    """An unknown key: says where it belongs if it is a parameter, and else what it may have meant."""
    name = str(key[-1])
    if name in TABLE_OF:
        faults.add(key, value, f"nothing here: the parameter {name} belongs in [{TABLE_OF[name]}]")
    elif len(key) == 1:
        faults.add(key, value, "no table of this name", name, [*known, *dict.fromkeys(TABLE_OF.values())])
    else:
        here = f"a key that this table knows ({', '.join(known)})" if len(known) <= 20 else "a key that this table knows"
        faults.add(key, value, here, name, [*known, *TABLE_OF] if len(key) == 2 else known)


def _with_bindings(value: Any, path: Key, parameters: Mapping[str, Value], bindings: dict[Key, str], source: Source) -> Any:
    """Return the value with every ``"$name"`` in it replaced by that parameter, and noted in the bindings."""
    if isinstance(value, dict):
        return {key: _with_bindings(item, (*path, key), parameters, bindings, source) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_bindings(item, (*path, i), parameters, bindings, source) for i, item in enumerate(value)]
    if not isinstance(value, str) or not value.startswith("$") or not re.fullmatch(r"\$\w+", value):
        return value
    name = value[1:]
    if name not in parameters:
        key = _path_with_ids(path, source.tables)
        source.faults.add(
            key, value, "a declared parameter (cohesion parameters lists them), or a name under [declare]", name, list(parameters)
        )
    else:
        bindings[path] = name
        return as_json(parameters[name])
    return value


def as_json(value: Value) -> float | int | str:
    """A parameter's value as JSON knows it."""
    return value.isoformat() if isinstance(value, date) else value


def _contents(tables: Tables, bindings: Mapping[Key, str], source: Source, outside: Outside) -> Contents | None:
    """The tables as the schema knows them; None, and errors in plain words, if they are not."""
    contents, errors = None, []
    try:
        contents = Contents.model_validate_json(json.dumps(tables), strict=True, context=outside.kinds)
    except ValidationError as found:
        errors = found.errors(include_url=False, include_context=False)
    texts = [path for path in bindings if _is_text(path, contents)]
    for path in texts:
        wanted = f"{allowed(path)}; only numbers and dates can be bound to a parameter"
        source.faults.add(_path_with_ids(path, tables), f"${bindings[path]}", wanted)
    for error in errors:
        if source.faults.full:
            break
        path = tuple(part for part in error["loc"] if part != "[key]")
        key = _path_with_ids(path, tables)
        if path in texts:
            continue
        if error["type"] == "extra_forbidden":
            known = keys_at(path[:-1]) + (["name", "extends", "remove"] if path[:-1] == ("scenario",) else [])
            known += [FOR_EACH, EXCEPT] if len(path) > 1 and isinstance(path[-2], int) and "id" in known else []
            _unknown(key, error["input"], known, source.faults)
        elif error["type"] == "missing":
            source.faults.add(key, MISSING, allowed(path))
        elif error["loc"][-1] == "[key]":
            source.faults.add(key, path[-1], "an id of letters, digits, - and _, at most 48")
        elif path in bindings:
            source.faults.add(key, f"${bindings[path]}", f"{allowed(path)}, but the parameter is {error['input']!r}")
        elif not _undeclared(error["input"]):
            words = node_at(path).get("enum", ())
            source.faults.add(key, error["input"], allowed(path), error["input"], words)
    return contents


def _is_text(path: Key, contents: Contents | None) -> bool:
    """Whether text stands there, and no date."""
    here: Any = contents
    if contents is not None:
        for part in path:
            here = getattr(here, str(part)) if isinstance(here, Entry) else here[part]
        if not isinstance(here, str):
            return False  # as nearly always; the schema, which takes long to make, is then not asked
    node = node_at(path)
    return node.get("type") == "string" and node.get("format") != "date"


def _undeclared(value: object) -> bool:
    """Whether this is a binding that failed, and so has its error already."""
    return isinstance(value, str) and re.fullmatch(r"\$\w+", value) is not None


def _path_with_ids(path: Key, tables: Any) -> Key:
    """Return the path with entries' ids in place of their positions."""
    named: list[str | int] = []
    for part in path:
        try:
            tables = tables[part]
        except (KeyError, IndexError, TypeError):
            tables = None
        named.append(entry_id(tables) or part if isinstance(part, int) else part)
    return tuple(named)


def _draft(tables: Tables, source: Source, outside: Outside, parameters: Mapping[str, Value]) -> Draft:
    """The entries that are sound in themselves, unknown keys apart, so that what is wrong between entries is told as well."""
    arrays = {name.removeprefix("army."): holder[key] for name, (holder, key) in entry_arrays(tables).items()}
    targets, prior = arrays.pop("targets", None), tables.get("prior")

    def sound(model: type[E], written: object) -> list[E]:
        known = {key: value for key, value in written.items() if key in model.model_fields} if isinstance(written, dict) else None
        try:
            return [model.model_validate_json(json.dumps(known), strict=True, context=outside.kinds)]
        except ValidationError:
            return []

    def every(model: type[E], array: str) -> list[E]:
        return [entry for written in arrays.get(array, ()) for entry in sound(model, written)]

    return Draft(
        faults=source.faults,
        kinds={"news": NEWS_KEYS, "events": {**EVENT_KEYS, **outside.kinds}},
        outside=outside,
        ids={name: [entry_id(e) or "" for e in arrays.get(name, ())] for name in (*NAMED, *Army.model_fields)},
        ends=source.is_file and ("scenario", "days") not in source.by_hand,
        service_days=int(parameters["service_days"]),  # type: ignore[arg-type]
        undercount=float(parameters["undercount"]),  # type: ignore[arg-type]
        about=next(iter(sound(About, tables.get("scenario"))), None),
        sects=every(Sect, "sects"),
        countries=every(Country, "countries"),
        places=every(Place, "places"),
        intakes=every(Intake, "intakes"),
        establishments=every(Establishment, "establishments"),
        formations=every(Formation, "formations"),
        series=every(Series, "series"),
        news=every(News, "news"),
        events=every(Event, "events"),
        crowds=every(Crowd, "crowds"),
        offers=every(Offer, "offers"),
        patrons=every(Patron, "patrons"),
        sponsors=every(Sponsor, "sponsors"),
        militias=every(Militia, "militias"),
        targets={name: one for name, written in targets.items() for one in sound(Target, written)} if isinstance(targets, dict) else {},
        prior=_pairs(prior) if isinstance(prior, dict) else {},
    )


def _pairs(written: Tables) -> dict[str, tuple[float, float]]:
    """The entries that are two numbers."""

    def is_pair(two: object) -> bool:
        return isinstance(two, list) and len(two) == 2 and all(type(one) in (int, float) and math.isfinite(one) for one in two)

    return {name: (two[0], two[1]) for name, two in written.items() if is_pair(two)}
