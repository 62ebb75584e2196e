"""Reading a design file (TOML): all of it is checked before anything runs, and an error is one line, as for scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from unit_cohesion.engine.declare import Value
from unit_cohesion.errors import MISSING, ScenarioError, ScenarioErrors, nearest
from unit_cohesion.outcomes import TABLES
from unit_cohesion.scenario import Scenario, load_scenario, shipped_scenarios
from unit_cohesion.scenario.plain_toml import read_toml
from unit_cohesion.shipped import shipped_folder
from unit_cohesion.simulation.identity import NO_PLUGINS
from unit_cohesion.simulation.plugins import PlugIns
from unit_cohesion.simulation.remarks import remarks
from unit_cohesion.simulation.run_file import external_rules
from unit_cohesion.sweeps.designs.design import METHODS, OFF, Design, outcome_names
from unit_cohesion.sweeps.designs.design_vary import SWEEP_KEYS, DesignFile, varied_values
from unit_cohesion.sweeps.designs.samples import POWERS_OF_2, SAMPLED, Range

COLUMNS = ("run", "cell", "seed", "status", "error")
MOST_SEEDS, MOST_CELLS, MOST_RUNS = 1_000_000, 1_000_000, 10_000_000
MOST_SECONDS = 7 * 86_400


def shipped_designs() -> dict[str, Path]:
    """Every design that comes with the package: name → file."""
    folder = shipped_folder() / "sweeps"
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def is_design(source: str) -> bool:
    """Whether this is the name of a shipped design and of no scenario, or a file with a table ``[sweep]``."""
    if source in shipped_scenarios():
        return False
    try:
        return source in shipped_designs() or "sweep" in read_toml(Path(source), source)
    except (OSError, ValueError, ScenarioErrors):
        return False


def load_design(path: str | Path, plugins: PlugIns = NO_PLUGINS, scenario_instead: str = "") -> Design:
    """The design in a file (or a shipped one, by name), checked.

    Args:
        plugins: the rules from outside that all runs are made with. scenario_instead: a shipped scenario's name, or a
            file, if the design is to be done on that and not on its own.

    Raises:
        ScenarioError, ScenarioErrors: something in it, or in its scenario, is not allowed.
    """
    path = shipped_designs().get(str(path)) or Path(path)
    file = DesignFile(path)
    for name, table in file.tables.items():
        if name not in ("sweep", "vary"):
            file.errors.append(file.unknown(name, name, table, ("sweep", "vary")))
        elif not isinstance(table, dict):
            file.errors.append(file.fault(name, table, f"a table, [{name}]"))
    file.raise_any()
    given, vary = dict(file.tables.get("sweep", {})), file.tables.get("vary", {})
    if scenario_instead:
        given["scenario"] = scenario_instead if scenario_instead in shipped_scenarios() else str(Path(scenario_instead).absolute())
    file.errors += [file.unknown(f"sweep.{name}", name, given[name], SWEEP_KEYS) for name in given if name not in SWEEP_KEYS]
    scenario, method, timeout, title, question = None, "grid", 600.0, "", ""
    choices: dict[str, tuple[Value | str, ...] | Range] = {}
    seeds: tuple[int, ...] = ()
    keep: set[str] = set()
    with file.gathering():
        method = _one_of(file, "sweep.method", given.get("method", "grid"), METHODS)
    with file.gathering():
        seeds = _seeds(file, given.get("seeds", 1))
    with file.gathering():
        keep = _keep(file, given.get("keep", []))
    with file.gathering():
        timeout = _number(file, "sweep.timeout_s", given.get("timeout_s", timeout), 0.001, MOST_SECONDS)
    with file.gathering():
        title = _text(file, "title", given.get("title", ""))
    with file.gathering():
        question = _text(file, "question", given.get("question", ""))
    with file.gathering():
        scenario = _scenario(file, given, plugins)
    for name, value in vary.items():
        with file.gathering():
            choices[name] = varied_values(file, name, value, scenario, plugins)
    file.raise_any()
    assert scenario is not None  # or there would be an error
    design = Design(
        path.stem,
        scenario,
        choices,
        seeds,
        method,
        given.get("samples"),
        tuple(sorted(keep, key=list(TABLES).index)),
        timeout,
        title,
        question,
        outcomes=outcome_names(scenario, plugins),
        plugins=plugins,
        rules=external_rules(plugins),
    )
    _check_fit(file, design)
    return design


def settings_without_effect(design: Design) -> list[str]:
    """Return what no run of a design does though it is asked for, a line each (``unit_cohesion.remarks``)."""
    off = [id for choice in (design.vary.get(OFF, ()),) if not isinstance(choice, Range) for id in choice if id]
    ids = [id for text in off for id in str(text).split(",") if id.partition("@")[0] not in design.plugins.declared.mechanisms]
    return remarks(design.scenario, ids, design.names)


def _scenario(file: DesignFile, given: dict[str, Any], plugins: PlugIns) -> Scenario:
    source = given.get("scenario", MISSING)
    if not isinstance(source, str) or not source:
        raise file.fault("sweep.scenario", source, "a shipped scenario's name, or a path from here to a scenario file")
    if source not in shipped_scenarios():
        beside = file.path.parent / source
        if not beside.exists():
            raise file.fault("sweep.scenario", source, "a shipped scenario's name, or a path from here to one", tuple(shipped_scenarios()))
        source = str(beside)
    scenario = load_scenario(source, outside=plugins.outside)
    try:
        return scenario.with_parameters(**{key: given[key] for key in ("days", "persons_per_agent") if key in given})
    except ScenarioErrors as found:
        first = found.errors[0]
        raise file.fault(f"sweep.{first.key.split('.')[-1]}", first.value, first.allowed) from None


def _keep(file: DesignFile, given: Any) -> set[str]:
    if not isinstance(given, list):
        raise file.fault("sweep.keep", given, f"a list out of {', '.join(TABLES)}")
    return {_one_of(file, "sweep.keep", table, tuple(TABLES)) for table in given}


def _seeds(file: DesignFile, given: Any) -> tuple[int, ...]:
    wanted = "how many (seeds 1, 2, …), or a list of different whole numbers from 0"
    if isinstance(given, int) and not isinstance(given, bool) and 1 <= given <= MOST_SEEDS:
        return tuple(range(1, given + 1))
    whole = isinstance(given, list) and 0 < len(given) <= MOST_SEEDS
    if not whole or not all(isinstance(s, int) and not isinstance(s, bool) and s >= 0 for s in given) or len(set(given)) < len(given):
        raise file.fault("sweep.seeds", given, wanted)
    return tuple(given)


def _check_fit(file: DesignFile, design: Design) -> None:
    """Check that the parts of a design suit one another, and that it is not boundless."""
    method, samples = design.method, design.samples
    if method in SAMPLED:
        if not design.ranges:
            raise file.fault("sweep.method", method, f"at least one range, {{ low = …, high = … }}, in [vary] for {method}")
        most = MOST_CELLS // (len(design.ranges) + 2)
        wanted = f"a power of 2 from 2 to {most}" if method in POWERS_OF_2 else f"a whole number from 2 to {most}"
        whole = isinstance(samples, int) and not isinstance(samples, bool) and 2 <= samples <= most
        if not whole or (method in POWERS_OF_2 and samples & (samples - 1)):  # type: ignore[operator]
            raise file.fault("sweep.samples", MISSING if samples is None else samples, wanted)
    else:
        if samples is not None:
            raise file.fault("sweep.samples", samples, f"nothing, as {method} does not sample ({', '.join(SAMPLED)} do)")
        for name, given in design.ranges.items():
            allowed = f"a list of values for {method}; {', '.join(SAMPLED)} take ranges"
            raise file.fault(f"vary.{name}", f"{given.low} to {given.high}", allowed)
    lengths = {len(values) for values in design.lists.values()}
    if method == "list" and len(lengths) > 1:
        raise file.fault("vary", sorted(lengths), "lists of equal length, as the method list takes their entries together")
    if method != "list":
        for name, values in design.lists.items():
            if len(set(values)) < len(values):
                raise file.fault(f"vary.{name}", list(values), "different values")
    if design.cell_count > MOST_CELLS or design.cell_count * len(design.seeds) > MOST_RUNS:
        size = f"{design.cell_count:,} cells × {len(design.seeds):,} seeds"
        raise file.fault("sweep", size, f"at most {MOST_CELLS:,} cells and {MOST_RUNS:,} runs")
    for name in design.outcomes:
        if name in COLUMNS or name in design.vary:
            raise file.fault(f"targets.{name}", name, "a target's id that is no other column of the table of outcomes")


def _one_of(file: DesignFile, key: str, given: Any, known: Sequence[str]) -> str:
    if not isinstance(given, str) or given not in known:
        raise ScenarioError(file.name, key, given, f"one of {', '.join(known)}", nearest(given, known) if isinstance(given, str) else None)
    return given


def _number(file: DesignFile, key: str, given: Any, low: float, high: float) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not low <= given <= high:
        raise file.fault(key, given, f"a number from {low:g} to {high:g}")
    return float(given)


def _text(file: DesignFile, key: str, given: Any) -> str:
    if not isinstance(given, str) or len(given) > 2000:
        raise file.fault(f"sweep.{key}", given, "text")
    return given
