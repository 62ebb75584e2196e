"""What a rule from outside is written with; docs/extending.md shows one.

from unit_cohesion.extend import Rule, mechanism, parameter

class Winter(Rule):
    X1 = mechanism("Winter", "Snow slows those on the way abroad.", "my own", off="they arrive sooner")
    winter_slowing = parameter(0.6, "1", 0.0, 1.0, "Share of the pace that snow takes.", "estimate", of=X1)
    before = "Passage"

    @staticmethod
    def run(people, places, p, date): ...

run("two-valleys", rules=[Winter], winter_slowing=0.8)
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from unit_cohesion.engine.declare import Rule, column, mechanism, parameter, term
from unit_cohesion.errors import CohesionError
from unit_cohesion.simulation.identity import plugins_of
from unit_cohesion.simulation.plugins import PlugIns, event_kind, outcome, target

__all__ = ["PlugIns", "Rule", "column", "event_kind", "mechanism", "outcome", "parameter", "plugins_in", "rules_in", "target", "term"]


def rules_in(file: str | Path) -> tuple[type[Rule], ...]:
    """The rules that a Python file defines, in its order. The file is run: it is code, and can do all that code can.

    Raises:
        CohesionError: it cannot be read or run, or defines no rule.
    """
    path = Path(file)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise CohesionError(f"--plugin {file}: cannot be read ({getattr(fault, 'strerror', None) or 'it is no text'})") from None
    name = f"cohesion_plugin_{sha256(str(path.resolve()).encode()).hexdigest()[:8]}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise CohesionError(f"--plugin {file}: allowed: a Python file, whose name ends with .py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        exec(compile(text, str(path), "exec"), vars(module))  # noqa: S102 - the user's own code, named by hand; what is run is what is hashed
    except Exception as fault:
        reason = " ".join(str(fault).split())[:200]
        raise CohesionError(f"--plugin {file}: fails when it is run ({type(fault).__name__}: {reason})") from fault
    found = tuple(
        value for value in vars(module).values() if isinstance(value, type) and issubclass(value, Rule) and value.__module__ == name
    )
    if not found:
        raise CohesionError(f"--plugin {file}: defines no rule: a class made from extend.Rule")
    for rule in found:
        rule.__source__ = text  # type: ignore[attr-defined]
    return found


def plugins_in(files: Sequence[str | Path]) -> PlugIns:
    """The rules of some files, as a run takes them.

    Raises:
        CohesionError: something about them is not allowed.
    """
    return plugins_of([rule for file in files for rule in rules_in(file)])
