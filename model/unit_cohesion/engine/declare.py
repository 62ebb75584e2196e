"""The words in which a rule's file declares all that it owns: mechanisms, parameters, columns, terms, streams.

A rule is a class; its attributes are its declarations, each once, beside the code that uses them. Everything else is derived from these:
tables, keywords, sliders, checks, docs pages, output tables, the order of terms, the compiled day.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Literal, NamedTuple, TypeVar

from unit_cohesion.errors import ScenarioError
from unit_cohesion.scalars import plain_scalar

Kind = Literal["rule", "fact", "claim", "classifier"]
Nature = Literal["behaviour", "fact", "design"]
NATURES: dict[Nature, str] = {
    "behaviour": "how people decide: one set, shared by all cases",
    "fact": "of a war or an army: somebody could check it without running the model",
    "design": "how the model is cut: definitions, bounds, what is too small to count",
}
Value = float | int | date
FAMILIES = "INDRSBWVC"
"""The order in which mechanisms are listed, by the letter of their id."""
D = TypeVar("D", bound="Declared")
INF = float("inf")
TOLD_IN = {
    "nation": "daily",
    "flows": "daily",
    "people": "people",
    "units": "units",
    "militias": "militias",
    "sponsors": "sponsors",
    "places": "places",
}
"""Tables that a run holds whose columns can go into a table that it writes, and into which."""
WEEKLY = ("units", "militias", "sponsors", "places")
"""Those of them that are told week by week."""
SLOTS = 64
"""The most militias that can stand in one place: streams that draw one lot for each have so many ways."""
SPARE = 8
"""Terms that plug-ins can have at each level."""
SOME_ONLY = {
    "moving": "[[militias]] that move",
    "captives": "[[militias]] that say what they do with captives",
    "paid_late": "[[army.formations]] that say pay_late",
    "likened": "[[army.establishments]] that say how alike their men are",
}
"""Of what a rule needs, what is no array of entries but some of one, in words."""


@dataclass
class Declared:
    """Something that a rule declares.

    Attributes:
        name: the attribute's name in the rule's class, set when the class is made.
        rule: the rule that declares it.
    """

    name: str = field(default="", init=False)
    rule: type[Rule] = field(default=None, init=False, repr=False)  # type: ignore[assignment]


@dataclass
class mechanism(Declared):
    """One mechanism; its id is the attribute's name.

    Attributes:
        title: a few words.
        says: one sentence.
        source: ``A14`` is line 14 of the text on what becomes of defectors, ``B17`` line 17 of the text on who defects; ``lit`` is the
            field's literature.
        off: which sign must show without it.
        outcome: on which column.
        kind: a ``rule`` or ``claim`` can be switched off by id; a ``fact`` or ``classifier`` is checked, not switched.
        reference: the log-hazard above which it counts as a cause: 0, or what everybody in the war carries anyway.
        pushes: how it is named when it drives somebody out.
        holds: and when it keeps him.
        part_of: the mechanism that it is a part of, with which it is switched off.
        resets: columns of ``nation`` that go back to 0 when it is switched off midway; its terms go too unless ``freezes``.
    """

    title: str
    says: str
    source: str
    off: str
    outcome: str = ""
    kind: Kind = "rule"
    reference: float = 0.0
    pushes: str = ""
    holds: str = ""
    resets: tuple[str, ...] = ()
    freezes: bool = False
    part_of: str = ""

    @property
    def id(self) -> str:
        """Its id, such as ``D5``."""
        return self.name


@dataclass
class parameter(Declared):
    """One number (or date) that a sceptic could want to vary.

    Attributes:
        default: its value where a scenario says nothing; its type is the parameter's type.
        unit: of the value; "1" for pure numbers.
        low: the least that is allowed.
        high: the most; between them is the plausible range.
        meaning: one sentence.
        source: text line, publication, or "estimate".
        of: the mechanism (or its id) that it belongs to.
        table: the table of a scenario file that holds it, if not its rule's own.
        neutral: the value at which its mechanism does nothing: laboratories that pin every number leave a new one there.
        nature: ``behaviour``: how people decide, one set for all cases; ``fact`` of a war or an army, which somebody could check without
            running the model; ``design``: how the model is cut (definitions, bounds, what is too small to count).
        needs: as a rule's, of this parameter alone: the entries without which it does nothing, and stands in no mapping unless it is set.
    """

    default: Value
    unit: str
    low: Value
    high: Value
    meaning: str
    source: str
    of: mechanism | str
    table: str = ""
    neutral: Value | None = None
    nature: Nature = "behaviour"
    needs: str = ""

    @property
    def mechanism(self) -> str:
        """The id of its mechanism."""
        return self.of if isinstance(self.of, str) else self.of.id

    def checked(self, value: Any, file: str = "parameters", key: str | None = None) -> Value:
        """The value as this parameter's type.

        Raises:
            ScenarioError: wrong type, not finite, or outside the range.
        """
        kind, value = type(self.default), plain_scalar(value)
        word = "a date" if kind is date else "a whole number" if kind is int else "a number"
        allowed = f"{word} from {self.low} to {self.high} ({self.unit})"
        fault = ScenarioError(file, key or self.name, value, allowed)
        result: Value
        if kind is date:
            if isinstance(value, str):
                try:
                    value = date.fromisoformat(value)
                except ValueError:
                    raise fault from None
            if not isinstance(value, date) or isinstance(value, datetime):
                raise fault
            result = value
        else:
            if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
                raise fault
            if kind is int and value != int(value):
                raise fault
            result = int(value) if kind is int else float(value)
        if not self.low <= result <= self.high:  # type: ignore[operator]
            raise fault
        return result


@dataclass
class column(Declared):
    """One column of a table of the state.

    Attributes:
        table: whose column it is.
        type: ``f8``, ``i8``, ``u8`` or ``?``; columns of people and cells, which are many, may be
            smaller whole numbers, widened on reading.
        unit: of its values.
        meaning: of its values.
        low: the least that is allowed.
        high: the most.
        fixed: set at birth only.
        apart: kept as an array of its own, handed to rules by its name (what every person is asked for every day).
        told: goes into the table that a run writes of such rows (``TOLD_IN``), under the same name and with this unit and meaning.
        called: its name in the table, where the attribute cannot have it.
    """

    table: str
    type: str
    unit: str
    meaning: str
    low: float = 0.0
    high: float = INF
    fixed: bool = False
    apart: bool = False
    told: bool = False
    called: str = ""

    def __post_init__(self) -> None:
        if self.told and self.table not in TOLD_IN:
            raise ValueError(f"{self.table}: nothing is told of this table; columns of {', '.join(TOLD_IN)} can be")

    @property
    def id(self) -> str:
        """Its name in the table."""
        return self.called or self.name

    @property
    def weekly(self) -> bool:
        """Whether its values are kept week by week."""
        return self.told and not self.fixed and self.table in WEEKLY


@dataclass
class term(Declared):
    """One named log-factor of a hazard.

    Attributes:
        level: the table that it is written into (``units``, ``cells``, ``profiles``), ``people`` for a person's own, or ``events`` where
            a rule that presses people one by one notes it with the event.
        of: its mechanism (or its id); it is the name of the field.
        source: the table whose rows name the event or person that last moved it; empty for none.
    """

    level: str
    of: mechanism | str
    source: str = ""

    @property
    def id(self) -> str:
        """The mechanism's id."""
        return self.of if isinstance(self.of, str) else self.of.id


@dataclass
class stream(Declared):
    """One kind of lot that is drawn.

    Attributes:
        label: the word that keys it; the same word always gives the same draws.
        ways: how many draws stand side by side (one for each way out); 0 for a single one.
    """

    label: str
    ways: int = 0


class Rule:
    """One rule of the day: a class that declares what it owns, and says in ``run`` what it does.

    ``run`` is a plain function of the tables that its arguments name (``units``, ``nation``, ``day``, ``p`` for the parameters, ``on`` for
    what is switched on, ``s`` for streams, ``cause`` for the codes of causes ...), compiled with ``@compiled``.

    Attributes:
        every: days between runs (day 1 is a run).
        table: the table of a scenario file that holds its parameters.
        heading: what that table is about, in a few words.
        rebels: run only where the scenario has a rebel side.
        needs: the entries of a scenario (an attribute of it) without which the rule does nothing: where there are none, its columns are
            not told, and its parameters stand in no mapping of the scenario unless they are set.
        before: of a rule from outside, the rule of the day before which it runs.
        after: likewise; it runs at the end of the day if neither is named.
    """

    every: ClassVar[int] = 1
    table: ClassVar[str] = ""
    heading: ClassVar[str] = ""
    rebels: ClassVar[bool] = False
    needs: ClassVar[str] = ""
    before: ClassVar[str] = ""
    after: ClassVar[str] = ""
    run: ClassVar[Callable[..., Any] | None] = None

    def __init_subclass__(cls) -> None:
        for name, value in vars(cls).items():
            if isinstance(value, Declared):
                value.name, value.rule = name, cls

    @classmethod
    def declared(cls, kind: type[D]) -> Iterator[D]:
        """Its declarations of one kind, in order."""
        for value in vars(cls).values():
            if isinstance(value, kind):
                yield value


def entries(needs: str) -> str:
    """What is called in words what a rule needs: the array of entries, or which of one."""
    return SOME_ONLY.get(needs, f"[[{needs}]]")


def gathered(rules: Iterable[type[Rule]], kind: type[D]) -> list[D]:
    """The declarations of one kind of all rules, in order.

    Raises:
        ValueError: two have one name (columns: in one table; terms: at one level).
    """
    found: dict[object, D] = {}
    for rule in rules:
        for one in rule.declared(kind):
            key = (one.table, one.id) if isinstance(one, column) else (one.level, one.id) if isinstance(one, term) else one.name
            if key in found:
                raise ValueError(f"{rule.__name__}.{one.name}: declared already by {found[key].rule.__name__}")
            found[key] = one
    return list(found.values())


def order_of(id: str) -> tuple[int, int, str]:
    """By which mechanisms are listed: family, number, part."""
    digits = "".join(c for c in id[1:] if c.isdigit())
    return FAMILIES.find(id[0]), int(digits or 0), id


class Keys(NamedTuple):
    """What news or an event of one kind says besides its dates (and its id, kind, title and source), since a rule reads it.

    Attributes:
        needs: what it must say. may: what it may say. rebels: whether it acts on the rebel side only.
    """

    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    rebels: bool = False
