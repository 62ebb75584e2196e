"""Rules from outside: what they declare, held to the same words as the program's own, and how a run knows them again.

A plug-in is a ``Rule`` written in plain Python. What it declares lies beside what the program declares, never in it: no record type of the
program changes, so nothing is compiled anew.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from unit_cohesion.engine.declare import SPARE, TOLD_IN, Declared, Keys, Rule, Value, column, gathered, mechanism, parameter
from unit_cohesion.engine.tables import LEVELS, Declarations
from unit_cohesion.errors import CohesionError, ScenarioError, nearest, short_repr
from unit_cohesion.outcomes import OUTCOMES, Outcome, fields, table_field
from unit_cohesion.scalars import whole_number
from unit_cohesion.scenario.outside import Outside
from unit_cohesion.schema import Target
from unit_cohesion.vocabulary import EVENT_KINDS, NEWS_KINDS, STATUSES

DAILY = "nation"
"""The table of one row that rules from outside may have columns in."""
TOLD = (DAILY, "people", "places")
"""Tables of which rules from outside may have told columns: in ``daily``, ``people`` and ``places``."""


WORDS = ("run", "before", "after", "every", "rebels")
"""What a rule from outside says of itself, beside what it declares."""
ALIKE = 0.75
"""How like one of these words a name is that is refused, as a slip, where the word itself is not there: befor, evry, runn."""
EVENT_KEYS = ("place", "country", "unit", "sect", "value", "abroad")
"""What events of any kind can say beside id, date, title and source."""


@dataclass
class outcome(Declared):
    """One number that says how a run came out; its name is the attribute's.

    Attributes:
        unit: of the number.
        meaning: of the number.
        measure: computes it: ``measure(facts, window)`` → a number, or None where there is none (``runs/facts.py``).
    """

    unit: str
    meaning: str
    measure: Callable[[Any, Any], float | None]


@dataclass
class target(Declared):
    """One band that an outcome should fall into, beside the scenario's own targets; its id is the attribute's name.

    Attributes:
        outcome: a declared outcome, the program's or a plug-in's.
        low: of the band; None for open.
        high: likewise.
        on: the day by which it goes, as in ``[targets]``.
        start: or the first day of a span.
        end: and its last.
        sect: of whom; None for all.
        title: in words.
        source: in words.
    """

    outcome: str
    low: float | None = None
    high: float | None = None
    on: date | None = None
    start: date | None = None
    end: date | None = None
    sect: str | None = None
    title: str = ""
    source: str = ""

    def as_target(self) -> Target:
        """It as a scenario file's target; never one that is fitted."""
        given = {name: getattr(self, name) for name in ("outcome", "low", "high", "on", "start", "end", "sect", "title", "source")}
        return Target(**given, role="check")


@dataclass
class event_kind(Declared):
    """A kind of dated events that a scenario may have where the rule runs; its name is the attribute's.

    The rule finds the events of the day in its argument ``happened``; nothing else reads them.

    Attributes:
        says: one sentence.
        needs: keys that such an event must have.
        may: keys that it may have (``place, country, unit, sect, value, abroad``).
    """

    says: str
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


@dataclass(frozen=True)
class Origin:
    """What is known of a rule from outside once it has run: its name, and the hash of the source that it was made from."""

    name: str
    sha256: str


class PlugIns:
    """The rules from outside that a run takes, in their order, and all that they declare.

    Args:
        rules: classes of rules.
        core: what the program declares.
        day: its rules, in order.
        origins: where the rules come from, if that is known already; their sources are read otherwise.

    Attributes:
        rules: the classes.
        origins: where each comes from.
        declared: what they declare, of them alone.

    Raises:
        CohesionError: something that is no rule, a name that is taken, more than 8 terms, a rule of the day that is not there ...
    """

    def __init__(self, rules: Iterable[type[Rule]], core: Declarations, day: Sequence[type[Rule]], origins: Sequence[Origin] = ()) -> None:
        self.rules = tuple(rules)
        for rule in self.rules:
            if not _is_rule(rule):
                raise CohesionError(f"rules: {rule!r}: allowed: classes made from extend.Rule")
        for rule in self.rules:
            _refuse_misspelt(rule)
        self._core = core
        try:
            self.declared = Declarations(self.rules)
            for kind in (outcome, target, event_kind):
                gathered(self.rules, kind)  # so that of two with one name neither hides the other
        except ValueError as fault:
            raise CohesionError(f"rules: {fault}") from None
        self._refuse_taken([rule.__name__ for rule in day])
        self._refuse_idle()
        self.at = tuple(sorted({self._place(rule, day) for rule in self.rules if rule.run}))
        self._places = {rule: self._place(rule, day) for rule in self.rules if rule.run}
        self.origins = tuple(origins) or tuple(Origin(rule.__name__, sha256(_source(rule).encode()).hexdigest()) for rule in self.rules)

    def __bool__(self) -> bool:
        return bool(self.rules)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PlugIns) and self.origins == other.origins

    def __hash__(self) -> int:
        return hash(self.origins)

    # ---- what they declare, beside what the program declares

    @cached_property
    def mechanisms(self) -> dict[str, mechanism]:
        """All mechanisms by id, the program's first."""
        return {**self._core.mechanisms, **self.declared.mechanisms}

    @cached_property
    def parameters(self) -> dict[str, parameter]:
        """All parameters by name, the program's first."""
        return {**self._core.parameters, **self.declared.parameters}

    @cached_property
    def own_terms(self) -> tuple[str, ...]:
        """Ids of their terms, by spare slot."""
        return tuple(dict.fromkeys(one.id for level in LEVELS for one in self.declared.factors.get(level, ())))

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """Ids of all terms of an event's hazard, in the order of the columns that hold them."""
        return (*self._core.terms, *self.own_terms)

    @cached_property
    def causes(self) -> tuple[str, ...]:
        """What an event can be caused by, by code."""
        return (*self._core.causes, *self.own_terms, *(id for id in self.declared.mechanisms if id not in self.own_terms))

    @cached_property
    def outcomes(self) -> dict[str, outcome]:
        """Their own outcomes by name."""
        return {one.name: one for rule in self.rules for one in rule.declared(outcome)}

    @cached_property
    def targets(self) -> dict[str, target]:
        """Their own targets by id."""
        return {one.name: one for rule in self.rules for one in rule.declared(target)}

    @cached_property
    def as_targets(self) -> dict[str, Target]:
        """Their own targets, as a scenario's."""
        return {id: one.as_target() for id, one in self.targets.items()}

    @cached_property
    def kinds(self) -> dict[str, Keys]:
        """Their own kinds of events, and the keys that each reads."""
        return {one.name: Keys(one.needs, one.may) for rule in self.rules for one in rule.declared(event_kind)}

    @cached_property
    def outside(self) -> Outside:
        """What a scenario may name of theirs."""
        own = self.declared.parameters.values()
        ranges = {x.name: (x.low, x.high) for x in own if isinstance(x.low, int | float) and isinstance(x.high, int | float)}
        return Outside(self.kinds, {name: Outcome(name, one.unit, one.meaning) for name, one in self.outcomes.items()}, ranges)

    def due(self, position: int) -> list[type[Rule]]:
        """The rules that run before the program's rule of this number."""
        return [rule for rule, place in self._places.items() if place == position]

    def split(self, given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Value]]:
        """What is given by keyword, parted: what is theirs is checked.

        Raises:
            ScenarioError: a value of theirs that is not allowed.
        """
        own = self.declared.parameters
        return {name: value for name, value in given.items() if name not in own}, {
            name: own[name].checked(value) for name, value in given.items() if name in own
        }

    def values(self, given: Mapping[str, Value]) -> dict[str, Value]:
        """Every parameter of theirs: as given, or else its default."""
        return {**self.declared.defaults(), **given}

    def switched_off(self, off: object) -> frozenset[str]:
        """The ids to switch off, theirs and the program's, parts included.

        Raises:
            ScenarioError: an id that is unknown, or that cannot be switched.
        """
        ids = [off] if isinstance(off, str) else [] if off is None else list(off)  # type: ignore[call-overload]
        ids = [part.strip() for entry in ids for part in str(entry).split(",") if part.strip()]
        own = [id for id in ids if id in self.declared.mechanisms]
        others = [id for id in ids if id not in self.declared.mechanisms]
        for id in others:
            if self and id not in self._core.mechanisms:
                raise ScenarioError("parameters", "off", id, "a mechanism's id", nearest(id, list(self.mechanisms)))
        return self._core.switched_off(others) | self.declared.switched_off(own)

    # ---- what is refused

    def _refuse_taken(self, day: Sequence[str]) -> None:
        core = self._core
        columns = {(table, one.id) for table, some in core.columns.items() for one in some}
        for rule in self.rules:
            if rule.__name__ in day:
                raise CohesionError(f"rules: {rule.__name__}: the program has a rule of this name; give yours another")
        for id in self.declared.mechanisms:
            if not re.fullmatch(r"[A-Z]\d{1,3}[a-z]?", id):
                raise CohesionError(f"rules: {id}: allowed as a mechanism's id: a letter and a number, such as X1")
            if id in core.mechanisms:
                raise CohesionError(f"rules: {id}: is a mechanism of the program; X1, X2 ... are free")
        for name, given in self.declared.parameters.items():
            if name in core.parameters:
                raise CohesionError(f"rules: {name}: is a parameter of the program; give yours another name")
            if given.mechanism not in self.mechanisms:
                raise CohesionError(f"rules: {name}: is of {given.mechanism}, which is no mechanism")
            given.checked(given.default, "rules")
        for table, some in self.declared.columns.items():
            if table != DAILY and table not in core.columns:
                raise CohesionError(f"rules: {some[0].id}: there is no table {table!r}; allowed: {', '.join(sorted(core.columns))}")
            for one in some:
                if one.told and table not in TOLD:
                    raise CohesionError(f"rules: {table}.{one.id}: can be told of {', '.join(TOLD)} only; leave out told=True")
                if (table, one.id) in columns:
                    raise CohesionError(f"rules: {table}.{one.id}: is a column of the program; give yours another name")
                _refuse_unheld(table, one)
        for level, factors in self.declared.factors.items():
            for factor in factors:
                if level not in LEVELS:
                    raise CohesionError(f"rules: {factor.id}: a term at {level!r}; allowed: {', '.join(LEVELS)}")
                if factor.id not in self.declared.mechanisms:
                    raise CohesionError(f"rules: {factor.id}: a term of a mechanism that is not declared beside it")
                if factor.source:
                    raise CohesionError(f"rules: {factor.id}: terms from outside name no sources")
        for name in self.outcomes:
            if name in OUTCOMES:
                raise CohesionError(f"rules: {name}: is an outcome of the program; give yours another name")
        for id, one_target in self.targets.items():
            _refuse_unmet(id, one_target)
        for kind, keys in self.kinds.items():
            if kind in (*EVENT_KINDS, *NEWS_KINDS):
                raise CohesionError(f"rules: {kind}: is a kind of the program's; give yours another name")
            for key in (*keys.needs, *keys.may):
                if key not in EVENT_KEYS:
                    raise CohesionError(f"rules: {kind}: events have no key {key!r}; allowed: {', '.join(EVENT_KEYS)}")
        if len(self.own_terms) > SPARE:
            raise CohesionError(f"rules: {len(self.own_terms)} terms ({', '.join(self.own_terms)}); there is room for {SPARE} in a run")
        if self.declared.streams:
            name = next(iter(self.declared.streams))
            raise CohesionError(f"rules: {name}: no streams need declaring: draw with world.lots({name!r}, ...)")

    def _refuse_idle(self) -> None:
        """Refuse a rule that would do nothing, since it neither runs nor declares what stands by itself."""
        for rule in self.rules:
            stands = any(isinstance(one, outcome | target | event_kind) for one in vars(rule).values())
            if rule.run is None and not stands and not any(other is not rule and issubclass(other, rule) for other in self.rules):
                raise CohesionError(
                    f"rules: {rule.__name__}: has no run, and so does nothing; allowed: a function run, or an outcome, target or event_kind"
                )

    def _place(self, rule: type[Rule], day: Sequence[type[Rule]]) -> int:
        names = [one.__name__ for one in day]
        if rule.before and rule.after:
            raise CohesionError(f"rules: {rule.__name__}: names a rule to run before and one to run after; allowed: one of both")
        wanted = rule.before or rule.after
        if not wanted:
            return len(names)
        if wanted not in names:
            hint = nearest(wanted, names)
            raise CohesionError(
                f"rules: {rule.__name__}: runs next to {wanted!r}, which is no rule of the day"
                + (f"; did you mean {hint!r}?" if hint else f" ({', '.join(names)})")
            )
        return names.index(wanted) + bool(rule.after)


def _refuse_misspelt(rule: type[Rule]) -> None:
    """Refuse what a rule says of itself where no reader could take it: an unknown word that is nearly one of ours, or no value of ours."""
    own = {name: value for one in reversed(rule.__mro__) if one not in Rule.__mro__ for name, value in vars(one).items()}
    missing = [word for word in WORDS if word not in own]
    for name, value in own.items():
        if not name.startswith("_") and name not in WORDS and not isinstance(value, Declared):
            like = get_close_matches(name.lower(), missing, n=1, cutoff=ALIKE)
            if like:
                raise CohesionError(
                    f"rules: {rule.__name__}.{name}: no rule reads it; did you mean {like[0]!r}? (else give it another name)"
                )
    if (whole_number(rule.every) or 0) < 1:
        allowed = "a whole number from 1: it runs on day 1, and every so many days"
        raise CohesionError(f"rules: {rule.__name__}.every = {short_repr(rule.every)}: allowed: {allowed}")
    for word in ("before", "after"):
        if not isinstance(value := getattr(rule, word), str):
            raise CohesionError(f"rules: {rule.__name__}.{word} = {short_repr(value)}: allowed: the name of a rule of the day, in quotes")
    if not isinstance(rule.rebels, bool):
        raise CohesionError(f"rules: {rule.__name__}.rebels = {short_repr(rule.rebels)}: allowed: True or False")
    if rule.run is not None and not callable(rule.run):
        raise CohesionError(f"rules: {rule.__name__}.run = {short_repr(rule.run)}: allowed: a function")


def _refuse_unheld(table: str, one: column) -> None:
    """Refuse a column that no number fits, or that the table which tells it could not hold beside its own."""
    if not one.low <= one.high:
        raise CohesionError(f"rules: {table}.{one.id}: low = {one.low:g}: allowed: at most high, {one.high:g}")
    if one.told:
        told_in, families = TOLD_IN[table], {"status": STATUSES}
        if one.id in {field.name for field in fields(told_in, families)}:
            raise CohesionError(f"rules: {table}.{one.id}: the table {told_in} has a column of this name; give yours another name")
        try:
            table_field(one)
        except ValueError as fault:
            raise CohesionError(f"rules: {fault}; leave out told=True, or declare it as 'f8'") from None


def _refuse_unmet(id: str, given: target) -> None:
    """Refuse a band that nothing could fall into, or days that make no span."""
    try:
        one = given.as_target()
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        key = ".".join(map(str, first["loc"]))
        raise CohesionError(
            f"rules: the target {id}: {key} = {short_repr(first['input'])}: allowed: another value ({first['msg']})"
        ) from None
    if one.low is None and one.high is None:
        raise CohesionError(f"rules: the target {id}: allowed: a number for low, for high, or for both")
    if one.low is not None and one.high is not None and one.low > one.high:
        raise CohesionError(f"rules: the target {id}: low = {one.low:g}: allowed: at most high, {one.high:g}")
    if one.on and one.end:
        raise CohesionError(f"rules: the target {id}: end = {one.end}: allowed: nothing beside on, which is the last day")
    if one.start and one.start > (one.end or one.on or one.start):
        raise CohesionError(f"rules: the target {id}: start = {one.start}: allowed: a date not after its end, {one.end or one.on}")


def _is_rule(found: object) -> bool:
    return isinstance(found, type) and issubclass(found, Rule)


def _source(rule: type[Rule]) -> str:
    """The text that a rule was made from: of its whole file, since constants and helpers count, or of the class where there is none."""
    kept: str | None = vars(rule).get("__source__")
    module = sys.modules.get(rule.__module__)
    try:
        if kept:
            return kept
        if module and rule.__module__ != "__main__" and getattr(module, "__file__", None):
            return Path(str(module.__file__)).read_text(encoding="utf-8")
        return inspect.getsource(rule)
    except (OSError, TypeError, UnicodeDecodeError):
        raise CohesionError(
            f"rules: {rule.__name__}: its source cannot be found, so that no run could say what it was; put it into a file"
        ) from None
