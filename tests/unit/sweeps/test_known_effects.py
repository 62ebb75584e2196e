"""A stand-in whose effects are known, for every method, every type of parameter, and everything that can be wrong with an outcome."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.helpers import tiny_scenario
from unit_cohesion.errors import CohesionError
from unit_cohesion.scenario import load_scenario
from unit_cohesion.sweeps.analysis import Analysis, analyse
from unit_cohesion.sweeps.designs.design import METHODS, Design
from unit_cohesion.sweeps.designs.samples import SAMPLED, Range
from unit_cohesion.views.sweeps.report import page
from unit_cohesion.views.sweeps.wanted import Wanted
from unit_cohesion.views.terminal.console import plain_console
from unit_cohesion.views.terminal.sweep import report

FIRST, LAST = date(2012, 1, 1), date(2012, 1, 3)
RANGES: dict[str, Range] = {
    "comrade_pressure": Range(1.0, 3.0),
    "hand_days": Range(0, 5),
    "merit_only": Range(0, 1),
    "leader_exit_release": Range(FIRST, LAST),
}
"""A number, a whole number, yes or no, a date; each moves the outcome by 100 over its whole range."""
CATEGORY = {"": 0.0, "D5": 100.0}
"""What is switched off moves it as far."""
LEVELS: dict[str, tuple[Any, ...]] = {
    "comrade_pressure": (1.0, 2.0, 3.0),
    "hand_days": (0, 5),
    "merit_only": (0, 1),
    "leader_exit_release": (FIRST, date(2012, 1, 2), LAST),
}
SAMPLES = {"saltelli": 1024, "sobol": 256, "latin-hypercube": 200, "morris": 200}


def share(name: str, value: Any) -> float:
    ends = RANGES[name]
    number = (lambda one: one.toordinal()) if isinstance(value, date) else float
    return (number(value) - number(ends.low)) / (number(ends.high) - number(ends.low))


def stand_in(cell: dict[str, Any], seed: int) -> float:
    return 1000.0 + CATEGORY[cell["off"]] + sum(100.0 * share(name, cell[name]) for name in RANGES if name in cell)


def design_of(method: str, seeds: int = 1, **vary: Any) -> Design:
    sampled = method in SAMPLED
    given: dict[str, Any] = vary or {"off": ("", "D5"), **(RANGES if sampled else LEVELS)}
    if method == "list" and not vary:
        given = {"off": ("", "D5", ""), **{name: (*values, values[0])[:3] for name, values in LEVELS.items()}}
    return Design(
        "known",
        load_scenario(tiny_scenario()),
        given,
        tuple(range(1, seeds + 1)),
        method,
        SAMPLES[method] if sampled else None,
        outcomes=("left", "other"),
    )


def analysed(design: Design, value: Callable[[dict[str, Any], int], float] = stand_in, status: str = "ok") -> Analysis:
    rows = []
    for run in design.runs():
        cell = {"off": ""} | dict(zip(design.names, run.cell.values, strict=True))
        rows.append((run.id, run.seed, status, None if status == "ok" else "ValueError: no", value(cell, run.seed), 7.0))
    return analyse(pd.DataFrame(rows, columns=["run", "seed", "status", "error", "left", "other"]), design)


@pytest.mark.parametrize("types", [[name] for name in RANGES] + [list(RANGES)], ids=" ".join)
def test_morris_effects_are_the_known_ones_for_every_type(types: list[str]) -> None:
    design = design_of("morris", off=("", "D5"), **{name: RANGES[name] for name in types})
    found = analysed(design)
    told = found.sensitivity("left")
    assert set(told) == {"off = none", "off = D5"}
    for frame in told.values():
        assert set(frame["parameter"]) == set(types)
        for name in ("effect", "mean", "effect_low", "effect_high"):
            assert frame[name].to_numpy() == pytest.approx(np.full(len(types), 100.0), rel=1e-9)
        assert frame["spread"].to_numpy() == pytest.approx(np.zeros(len(types)), abs=1e-6)


@pytest.mark.parametrize("steps", range(1, 12))
@pytest.mark.parametrize("of", ["whole numbers", "dates"])
def test_morris_effects_do_not_hang_on_how_many_values_a_range_has(of: str, steps: int) -> None:
    ends = Range(2, 2 + steps) if of == "whole numbers" else Range(FIRST, date.fromordinal(FIRST.toordinal() + steps))
    name = "hand_days" if of == "whole numbers" else "leader_exit_release"
    number = (lambda value: value) if of == "whole numbers" else (lambda value: value.toordinal())
    found = analysed(design_of("morris", **{name: ends}), lambda cell, seed: 100 * (number(cell[name]) - number(ends.low)) / steps)
    assert found.sensitivity("left")[""]["effect"].to_numpy() == pytest.approx([100.0])


def variance(name: str) -> float:
    """Of the share of the way, as a sweep draws it: of a number alike between the ends, of others alike over their values."""
    if name == "comrade_pressure":
        return 1 / 12
    steps = {"hand_days": 5, "merit_only": 1, "leader_exit_release": 2}[name]
    return float(np.var(np.arange(steps + 1) / steps))


def test_sobol_indices_are_the_known_ones_for_every_type() -> None:
    """Additive, so that first-order and total are the share of each parameter's variance."""
    whole = sum(variance(name) for name in RANGES)
    for frame in analysed(design_of("saltelli")).sensitivity("left").values():
        by_name = frame.set_index("parameter")
        for name in RANGES:
            for index in ("first", "total"):
                assert by_name.loc[name, index] == pytest.approx(variance(name) / whole, rel=0.05)


def test_a_grid_tells_the_known_difference_of_every_type() -> None:
    found = analysed(design_of("grid", seeds=2))
    for name, values in LEVELS.items():
        means = found.over("left", [name]).set_index(name)["mean"]
        assert means.loc[values[-1]] - means.loc[values[0]] == pytest.approx(100.0)
        word = {"leader_exit_release": "2012-01-01"}.get(name, str(values[0]))
        frame = found.differences("left", {name: word})
        assert frame.loc[frame[name] == values[-1], "mean"].to_numpy() == pytest.approx(100.0)
    frame = found.differences("left", {"off": "none"})
    assert frame["mean"].to_numpy() == pytest.approx(100.0)


@pytest.mark.parametrize("method", ["latin-hypercube", "sobol"])
def test_samples_cover_the_range_so_that_the_mean_and_the_slope_are_the_known_ones(method: str) -> None:
    found = analysed(design_of(method))
    frame = found.by_cell("left")
    shares = np.column_stack([*(frame[name].map(lambda v, name=name: share(name, v)) for name in RANGES), frame["off"] == "D5"])
    slopes = np.linalg.lstsq(np.column_stack([shares, np.ones(len(shares))]).astype(float), frame["mean"], rcond=None)[0]
    assert slopes[:-1] == pytest.approx(np.full(5, 100.0), rel=1e-6)
    assert frame["mean"].mean() == pytest.approx(1000 + 5 * 50, rel=0.01)
    assert found.sensitivity("left") == {} == found.sensitivity_gaps("left")


def test_one_constant_or_empty_block_takes_nothing_from_the_others() -> None:
    for method in ("saltelli", "morris"):
        design = design_of(method, off=("", "D5", "D6"), comrade_pressure=RANGES["comrade_pressure"], hand_days=RANGES["hand_days"])

        def value(cell: dict[str, Any], seed: int) -> float:
            return {"": stand_in(cell | {"off": ""}, seed), "D5": 4.0, "D6": float("nan")}[cell["off"]]

        found = analysed(design, value)
        (told,) = found.sensitivity("left").items()
        gaps = found.sensitivity_gaps("left")
        assert told[0] == "off = none"
        assert len(told[1]) == 2
        assert set(gaps) == {"off = D5", "off = D6"}
        assert "hangs on nothing that was varied here" in gaps["off = D5"]
        assert "no value" in gaps["off = D6"]
        for text in (printed(found), page(found, Wanted(("left",)))):
            for words in ("hangs on nothing that was varied here", "no value in", "off = none"):
                assert words in " ".join(text.split())


def test_variance_only_between_the_base_points_is_told_and_not_called_zero() -> None:
    design = design_of("saltelli", comrade_pressure=Range(1.0, 3.0), kin_bond=Range(0.0, 1.0))
    design = replace(design, samples=4)
    base = {cell.values for number, cell in enumerate(design.cells) if number % 4 in (0, 3)}
    found = analysed(design, lambda cell, seed: float((cell["comrade_pressure"], cell["kin_bond"]) not in base and cell["kin_bond"] > 0.5))
    assert len(set(found.done["left"])) == 2
    with pytest.raises(CohesionError, match="more samples"):
        found.sensitivity("left")
    assert "more samples" in printed(found)


def printed(found: Analysis, outcomes: tuple[str, ...] = ("left",)) -> str:
    console = plain_console()
    with console.capture() as caught:
        for part in report(found, Wanted(outcomes), 80):
            console.print(part)
    return caught.get()


FAULTS: dict[str, Callable[[dict[str, Any], int], float]] = {
    "constant": lambda cell, seed: 3.0,
    "zero": lambda cell, seed: 0.0,
    "missing": lambda cell, seed: float("nan"),
    "missing in one seed": lambda cell, seed: float("nan") if seed == 2 else stand_in(cell, seed),
    "missing in some cells": lambda cell, seed: float("nan") if cell.get("hand_days") == 0 else stand_in(cell, seed),
    "infinite": lambda cell, seed: float("inf"),
    "infinite in some cells": lambda cell, seed: float("inf") if cell.get("hand_days") == 0 else stand_in(cell, seed),
    "one cell differs": lambda cell, seed: float(cell.get("hand_days") == 3 and cell.get("merit_only") == 1),
    "below zero": lambda cell, seed: -stand_in(cell, seed),
    "noise of seeds alone": lambda cell, seed: float(seed),
    "huge": lambda cell, seed: 1e120 * stand_in(cell, seed),
    "tiny": lambda cell, seed: 1e-120 * stand_in(cell, seed),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("fault", "seeds"), [*((fault, 2) for fault in FAULTS), ("constant", 1), ("missing in some cells", 1), ("below zero", 1)]
)
@pytest.mark.parametrize("method", METHODS)
def test_every_method_and_every_fault_give_a_result_or_one_line(method: str, fault: str, seeds: int) -> None:
    ends = {"off": ("", "D5"), **{name: (values[0], values[-1]) for name, values in LEVELS.items()}}
    design = (
        replace(design_of(method, seeds), samples=4) if method in SAMPLED else design_of(method, seeds, **ends if method == "grid" else {})
    )
    _gives_a_result_or_one_line(analysed(design, FAULTS[fault]))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("status", ["failed", "timeout", "crashed"])
@pytest.mark.parametrize("method", METHODS)
def test_runs_that_all_failed_give_one_line(method: str, status: str) -> None:
    design = design_of(method)
    _gives_a_result_or_one_line(analysed(replace(design, samples=8) if method in SAMPLED else design, status=status))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("method", METHODS)
def test_one_level_gives_a_result_or_one_line(method: str) -> None:
    vary: dict[str, Any] = {"off": ("D5",), "hand_days": (2,)}
    design = design_of(method, **(vary | {"comrade_pressure": RANGES["comrade_pressure"]} if method in SAMPLED else vary))
    _gives_a_result_or_one_line(analysed(replace(design, samples=8) if method in SAMPLED else design))


def _gives_a_result_or_one_line(found: Analysis) -> None:
    for ask in (
        lambda: found.sensitivity("left"),
        lambda: found.sensitivity_gaps("left"),
        lambda: found.by_cell("left"),
        lambda: found.differences("left", {"off": "D5"}),
        lambda: found.over("left", ["off"]),
        lambda: found.noise("left"),
        lambda: found.further_seeds("left", 1.0),
        lambda: found.seeds_needed("left", 1.0),
        lambda: found.intervals("left"),
        lambda: found.box("left", 1.0),
    ):
        with suppress(CohesionError):
            ask()
    wanted = Wanted(("left", "other"), base={"off": "D5"}, widths={"left": 1.0}, at_least={"left": 1000.0})
    console = plain_console()
    with console.capture() as caught:
        for part in report(found, wanted, 80):
            console.print(part)
    for text in (page(found, wanted), caught.get()):
        assert not re.search(r"[^a-z]nan[^a-z]", text)
