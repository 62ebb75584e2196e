"""What there is: parameters, mechanisms, outcomes, as tables for the terminal (scenarios: ``shipped_list.py``)."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from unit_cohesion.engine.declare import NATURES, mechanism
from unit_cohesion.errors import CohesionError, nearest, short_repr
from unit_cohesion.outcomes import OUTCOMES, WHEN, nearest_outcome
from unit_cohesion.rules import DECLARED, MECHANISMS, RULE_TABLES
from unit_cohesion.views.formatting import DIM, HEAD, band, indented, number, one_line, row, table, title


def about_rule(table: str) -> str:
    """What a table of parameters is about, in a few words."""
    return next(rule.heading for rule in DECLARED.rules if rule.table == table)


def said(one: mechanism) -> str:
    """What a mechanism says, and what its term must exceed to be a cause, where that is not 0."""
    above = f" Its term counts as a cause only as far as it is above {one.reference:g}." if one.reference else ""
    return f"{one.says}{above}"


def parameters(rule: str | None, nature: str | None = None) -> Iterator[RenderableType]:
    """Every parameter, or those of one rule or nature: two lines each.

    Raises:
        CohesionError: no rule or nature has that name.
    """
    if rule is not None and rule not in RULE_TABLES:
        near = nearest(rule, list(RULE_TABLES))
        hint = f"; did you mean {near!r}?" if near else ""
        raise CohesionError(f"--rule {rule}: allowed: {', '.join(RULE_TABLES)}{hint}")
    if nature is not None and nature not in NATURES:
        near = nearest(nature, list(NATURES))
        raise CohesionError(f"--nature {short_repr(nature)}: allowed: {', '.join(NATURES)}" + (f"; did you mean {near!r}?" if near else ""))
    for name in [rule] if rule else RULE_TABLES:
        shown = [p for p in RULE_TABLES[name] if nature in (None, p.nature)]
        if not shown:
            continue
        yield title(name, about_rule(name))
        rows = [
            (p.name, number(p.default), band(p.low, p.high), "" if p.unit in ("1", "date") else p.unit, p.mechanism, p.nature)
            for p in shown
        ]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for p, cells in zip(shown, rows, strict=True):
            key, *others = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
            yield Text.assemble((key, HEAD), "  ", "  ".join(others).rstrip())
            yield indented(Text.assemble(one_line(p.meaning), (f"  [{one_line(p.source)}]", DIM)), 4)


def outcomes(name: str | None) -> Iterator[RenderableType]:
    """Every outcome that a target can be of, or one with a target to copy.

    Raises:
        CohesionError: there is no outcome of this name.
    """
    if name is not None and name not in OUTCOMES:
        raise CohesionError(f"there is no outcome {short_repr(name)}; did you mean {nearest_outcome(name)!r}?")
    for one in [OUTCOMES[name]] if name else OUTCOMES.values():
        yield Text.assemble((one.name, HEAD), f"  {one.unit_words}")
        yield indented(Text.assemble(one_line(one.meaning), (f"  [{one.reads}]" if one.reads else "", DIM)), 4)
    yield Text(f"\n{one_line(WHEN)}", style=DIM)
    if name:
        examples = {
            "sect": '"an-id"',
            "band": '["soldiers"]',
            "place": '["an-id"]',
            "formation": '["an-id"]',
            "values": "{ an-id = 1.0, another-id = 2.0 }",
        }
        keys = [f"{key} = {examples[key]}" for key in OUTCOMES[name].needs]
        lines = ["", "[targets.mine]", f'outcome = "{name}"', *keys, "low = 0", "high = 1", 'source = "where the figure stands"']
        yield Text("\n".join(lines))


def mechanisms() -> RenderableType:
    """Every mechanism: id, kind, what it says, source."""
    found = table("Id", "Kind", "What it says", rest=2)
    for m in MECHANISMS.values():
        row(found, Text(m.id, style=HEAD), m.kind, Text.assemble((f"{m.title}: ", HEAD), said(m), (f"  [{m.source}]", DIM)))
    return found
