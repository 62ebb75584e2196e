"""unit-cohesion: who leaves an army at war, when and why.

    from unit_cohesion import load_scenario, run
    record = run("two-valleys")
    record.check, record.daily, record.events

Names are imported when first used: ``import unit_cohesion`` by itself imports nothing, so that Ctrl-C finds ``__main__`` at once.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as type checkers read it; typing itself takes its time to import
if TYPE_CHECKING:
    from typing import Any

    from unit_cohesion.agents.model import CohesionModel
    from unit_cohesion.insight.attribute import attribute
    from unit_cohesion.insight.compare import compare
    from unit_cohesion.insight.effects import effects
    from unit_cohesion.insight.ensemble import ensemble
    from unit_cohesion.insight.explain import explain
    from unit_cohesion.insight.progeny import progeny
    from unit_cohesion.insight.validate import validate
    from unit_cohesion.runs.record import Record
    from unit_cohesion.runs.run import load_record, rerun, run
    from unit_cohesion.scenario import Scenario, load_scenario
    from unit_cohesion.simulation.engine import Engine
    from unit_cohesion.simulation.remarks import remarks
    from unit_cohesion.sweeps.sweep import sweep
    from unit_cohesion.views.story import story

    __version__: str

__all__ = [
    "CohesionModel", "Engine", "Record", "Scenario", "__version__", "attribute", "compare", "effects", "ensemble", "explain", "load_record",
    "load_scenario", "progeny", "remarks", "rerun", "run", "story", "sweep", "validate",
]  # fmt: skip

_HOMES = {
    "CohesionModel": "unit_cohesion.agents.model",
    "Engine": "unit_cohesion.simulation.engine",
    "Record": "unit_cohesion.runs.record",
    "Scenario": "unit_cohesion.scenario",
    "attribute": "unit_cohesion.insight.attribute",
    "compare": "unit_cohesion.insight.compare",
    "effects": "unit_cohesion.insight.effects",
    "ensemble": "unit_cohesion.insight.ensemble",
    "explain": "unit_cohesion.insight.explain",
    "load_record": "unit_cohesion.runs.run",
    "load_scenario": "unit_cohesion.scenario",
    "progeny": "unit_cohesion.insight.progeny",
    "remarks": "unit_cohesion.simulation.remarks",
    "rerun": "unit_cohesion.runs.run",
    "run": "unit_cohesion.runs.run",
    "story": "unit_cohesion.views.story",
    "sweep": "unit_cohesion.sweeps.sweep",
    "validate": "unit_cohesion.insight.validate",
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name == "__version__":
        value: Any = _version()
    elif name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _version() -> str:
    """The version of the installed distribution; of a bare checkout, as its pyproject.toml says."""
    from importlib.metadata import PackageNotFoundError, version
    from pathlib import Path

    try:
        return version("unit-cohesion")
    except PackageNotFoundError:
        import tomllib

        file = Path(__file__).parents[2] / "pyproject.toml"
        return str(tomllib.loads(file.read_text(encoding="utf-8"))["project"]["version"]) if file.exists() else "0"
