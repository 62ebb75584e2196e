"""unit-cohesion: who leaves an army at war, when and why.

    from unit_cohesion import load_scenario, run
    record = run("two-valleys")
    record.check, record.daily, record.events

Names are imported when first used, so that ``import model`` is fast and pulls in neither Mesa, pandas nor Solara.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from unit_cohesion.experiments.attribute import attribute
    from unit_cohesion.experiments.compare import compare
    from unit_cohesion.experiments.ensemble import ensemble
    from unit_cohesion.experiments.explain import explain
    from unit_cohesion.experiments.results import Record
    from unit_cohesion.experiments.run import load_record, rerun, run
    from unit_cohesion.experiments.sweep import sweep
    from unit_cohesion.scenario import Scenario, load_scenario
    from unit_cohesion.scenario_remarks import remarks
    from unit_cohesion.simulation import CohesionModel
    from unit_cohesion.walk import Engine

    __version__: str

__all__ = [
    "CohesionModel", "Engine", "Record", "Scenario", "__version__", "attribute", "compare", "ensemble", "explain", "load_record",
    "load_scenario", "remarks", "rerun", "run", "sweep",
]  # fmt: skip

_HOMES = {
    "CohesionModel": "unit_cohesion.simulation",
    "Engine": "unit_cohesion.walk",
    "Record": "unit_cohesion.experiments.results",
    "Scenario": "unit_cohesion.scenario",
    "attribute": "unit_cohesion.experiments.attribute",
    "compare": "unit_cohesion.experiments.compare",
    "ensemble": "unit_cohesion.experiments.ensemble",
    "explain": "unit_cohesion.experiments.explain",
    "load_record": "unit_cohesion.experiments.run",
    "load_scenario": "unit_cohesion.scenario",
    "remarks": "unit_cohesion.scenario_remarks",
    "rerun": "unit_cohesion.experiments.run",
    "run": "unit_cohesion.experiments.run",
    "sweep": "unit_cohesion.experiments.sweep",
}


def __getattr__(name: str) -> Any:
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
