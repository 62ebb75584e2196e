"""The columns of a sweep's table of outcomes: a row a run, with what it was of and what came out."""

from __future__ import annotations

from dataclasses import replace

from unit_cohesion.outcomes import OUTCOMES, DType, Field, Outcome
from unit_cohesion.sweeps.designs.design import OFF, Design
from unit_cohesion.sweeps.designs.samples import Range

RUN = Field("run", "string", "id", "which run: a hash of scenario, parameters, seed and stream version")
_BEFORE = (RUN, Field("cell", "string", "id", "which combination of values: a hash of them"))
_AFTER = (
    Field("seed", "int64", "number", "seed of all draws"),
    Field("status", "string", "status", "ok, failed, timeout or crashed"),
    Field("error", "string", "text", "what went wrong; missing where all is well"),
)


def outcome_fields(design: Design) -> list[Field]:
    """Every column of the table of outcomes, in order."""
    outcomes = (declared_outcome(design, name) for name in design.outcomes)
    return [
        *_BEFORE,
        *(_varied(design, name) for name in design.names),
        *_AFTER,
        *(Field(one.name, "float64", one.unit, one.meaning) for one in outcomes),
    ]


def declared_outcome(design: Design, name: str) -> Outcome:
    """What an outcome of a design is: its unit and meaning; a target's under the target's title."""
    target = design.scenario.targets.get(name)
    own = {id: Outcome(id, *declaration) for rule in design.rules for id, declaration in rule.outcomes.items()}
    known = {**OUTCOMES, **own}.get(target.outcome if target else name.partition(".")[0], Outcome(name, "", ""))
    return replace(known, name=name, meaning=(target.title if target else "") or known.meaning)


def _varied(design: Design, name: str) -> Field:
    if name == OFF:
        return Field(name, "string", "id", "mechanisms that are off, with commas between; empty for none")
    declared = design.plugins.parameters.get(name)
    choice = design.vary[name]
    some = declared.default if declared else choice.low if isinstance(choice, Range) else choice[0]
    kind: DType = "float64" if isinstance(some, float) else "int64" if isinstance(some, int) else "date"
    if figure := design.scenario.declare.get(name):
        return Field(name, kind, "", figure.title or "a disputed figure")
    return Field(name, kind, *((declared.unit, declared.meaning) if declared else ("", "a parameter of a rule from outside")))
