"""Sweeps' analysis: means and intervals, differences, sensitivity, refusals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from zlib import crc32

import numpy as np
import pandas as pd
import pytest

from tests.helpers import tiny_scenario
from tests.ishigami import FIRST, TOTAL, ishigami, ishigami_design
from unit_cohesion.errors import CohesionError
from unit_cohesion.scenario import load_scenario
from unit_cohesion.sweeps.analysis import analyse
from unit_cohesion.sweeps.designs.design import Design
from unit_cohesion.sweeps.designs.samples import Range

Value = Callable[[dict[str, object], int], float]


def made(design: Design, value: Value, failed: Callable[[dict[str, object], int], bool] = lambda cell, seed: False) -> pd.DataFrame:
    """The table of outcomes that a sweep would leave, its outcome computed by a function of cell and seed."""
    rows = []
    for run in design.runs():
        cell = dict(zip(design.names, run.cell.values, strict=True))
        bad = failed(cell, run.seed)
        status, error = ("failed", "ValueError: no") if bad else ("ok", None)
        rows.append((run.id, run.cell.id, run.seed, status, error, value(cell, run.seed)))
    return pd.DataFrame(rows, columns=["run", "cell", "seed", "status", "error", "left"])


def grid(seeds: int = 6, **vary: tuple[object, ...]) -> Design:
    """A grid over the tiny scenario with the outcome ``left``."""
    return Design("grid", load_scenario(tiny_scenario()), vary, tuple(range(1, seeds + 1)), outcomes=("left",))  # type: ignore[arg-type]


def noise(seed: int, *more: object) -> float:
    return float(np.random.default_rng([seed, *(crc32(repr(m).encode()) for m in more)]).normal())


TWO = {"comrade_pressure": (1.0, 2.0, 3.0), "off": ("", "D5")}


def test_by_cell_is_the_mean_and_t_interval_over_seeds() -> None:
    found = analyse(made(grid(**TWO), lambda cell, seed: 10 * float(str(cell["comrade_pressure"])) + seed), grid(**TWO)).by_cell("left")
    assert list(found.columns) == ["comrade_pressure", "off", "runs", "failed", "mean", "low", "high", "spread"]
    first = found.iloc[0]
    assert first["mean"] == pytest.approx(13.5)
    assert first["spread"] == pytest.approx(np.std([1, 2, 3, 4, 5, 6], ddof=1))
    assert first["high"] - first["mean"] == pytest.approx(2.5706 * first["spread"] / np.sqrt(6), rel=1e-4)  # t at 5 degrees of freedom
    assert found["runs"].tolist() == [6] * 6


def test_failed_runs_enter_no_average_and_are_counted() -> None:
    design = grid(**TWO)
    bad = lambda cell, seed: cell["off"] == "D5" and seed in (2, 3)  # noqa: E731
    table = made(design, lambda cell, seed: 1e9 if bad(cell, seed) else float(seed), bad)  # a failed run's figure is nonsense
    found = analyse(table, design)
    frame = found.by_cell("left")
    assert frame["mean"].max() < 10
    assert frame.loc[frame["off"] == "D5", ["runs", "failed"]].to_numpy().tolist() == [[4, 2]] * 3
    assert frame.loc[frame["off"] == "", "failed"].sum() == 0
    assert found.counts == {"done": 30, "failed": 6, "not run": 0}
    assert set(found.failed["status"]) == {"failed"}
    assert found.differences("left", {"off": "none"})["pairs"].tolist() == [4, 4, 4]
    assert found.over("left", ["off"]).set_index("off").loc["D5", "mean"] == pytest.approx(np.mean([1, 4, 5, 6]))


def test_a_failure_in_one_cell_does_not_shift_an_average_over_cells() -> None:
    design = grid(**TWO)
    table = made(
        design,
        lambda cell, seed: 100 * float(str(cell["comrade_pressure"])),
        lambda cell, seed: seed == 1 and cell["comrade_pressure"] == 3.0,
    )
    assert set(analyse(table, design).over("left", ["off"])["mean"]) == {200.0}


def test_rows_in_any_order_give_the_same_answers() -> None:
    designs = (grid(**TWO), ishigami_design("saltelli", 16), ishigami_design("morris", 8))
    for design in designs:
        table = made(design, lambda cell, seed: noise(seed, *cell.values()))
        table = table.rename(columns={"left": design.outcomes[0]})
        one, other = (analyse(t, design) for t in (table, table.sample(frac=1.0, random_state=7)))
        name = design.outcomes[0]
        pd.testing.assert_frame_equal(one.by_cell(name), other.by_cell(name), check_exact=True)
        for key, frame in one.sensitivity(name).items():
            pd.testing.assert_frame_equal(frame, other.sensitivity(name)[key], check_exact=True)


def test_differences_are_paired_by_seed() -> None:
    """Noise that is the same in every cell cancels; what is left is the difference."""
    design = grid(**TWO)
    table = made(design, lambda cell, seed: 1000 * noise(seed) + 5 * float(str(cell["comrade_pressure"])) + noise(seed, *cell.values()))
    found = analyse(table, design)
    apart, frame = found.by_cell("left"), found.differences("left", {"comrade_pressure": "1"})
    assert (frame["comrade_pressure"] != 1).all()  # the base itself is left out
    assert len(frame) == 4
    assert (frame["high"] - frame["low"]).max() < 0.02 * (apart["high"] - apart["low"]).min()
    assert (frame["gain"] > 1000).all()
    assert frame["mean"].to_numpy() == pytest.approx([5, 5, 10, 10], abs=3)
    whole = found.differences("left", {"comrade_pressure": "1.0", "off": "none"})
    assert len(whole) == 5  # against one cell


@pytest.mark.parametrize(
    ("base", "word"),
    [({"comrade_presure": "1"}, "did you mean 'comrade_pressure'"), ({"comrade_pressure": "7"}, "1, 2, 3"), ({"off": "D6"}, "none, D5")],
)
def test_an_unknown_base_is_refused(base: dict[str, str], word: str) -> None:
    found = analyse(made(grid(**TWO), lambda cell, seed: 1.0), grid(**TWO))
    with pytest.raises(CohesionError, match="--base") as fault:
        found.differences("left", base)
    assert word in str(fault.value)


@pytest.mark.parametrize("method", ["saltelli", "morris"])
def test_incomplete_designs_are_refused_and_the_runs_named(method: str) -> None:
    design = ishigami_design(method, 8)
    table = made(design, lambda cell, seed: sum(map(float, map(str, cell.values())))).rename(columns={"left": "value"})
    assert analyse(table, design).sensitivity("value")
    with pytest.raises(CohesionError, match="analysed whole or not at all") as fault:
        analyse(table.drop(index=3), design).sensitivity("value")
    assert table["run"][3] in str(fault.value)
    assert "--retry-failed" not in str(fault.value)
    table.loc[5, "status"] = "crashed"
    with pytest.raises(CohesionError, match="--retry-failed") as fault:
        analyse(table, design).sensitivity("value")
    assert table["run"][5] in str(fault.value)
    table.loc[5, "status"] = "ok"
    table.loc[5, "value"] = np.nan
    with pytest.raises(CohesionError, match="no value in 1 of"):
        analyse(table, design).sensitivity("value")
    with pytest.raises(CohesionError, match="hangs on nothing"):
        analyse(table.assign(value=3.0), design).sensitivity("value")


def test_other_tables_are_refused() -> None:
    design = grid(**TWO)
    table = made(design, lambda cell, seed: 1.0)
    with pytest.raises(CohesionError, match="a run twice"):
        analyse(pd.concat([table, table.head(1)]), design)
    with pytest.raises(CohesionError, match="not of this design"):
        analyse(table, grid(comrade_pressure=(1.0, 4.0)))
    with pytest.raises(CohesionError, match="no column 'status'"):
        analyse(table.drop(columns="status"), design)
    with pytest.raises(CohesionError, match="did you mean 'left'"):
        analyse(table, design).by_cell("lef")


def test_ishigami_indices_from_the_table() -> None:
    """Within 0.02 of the exact values with 1,024 samples; they are quasi-random, so this is no chance."""
    design = ishigami_design("saltelli", 1024)
    table = made(design, lambda cell, seed: ishigami(SimpleNamespace(parameters=cell), seed, frozenset())["value"])  # type: ignore[arg-type, return-value]
    found = analyse(table.rename(columns={"left": "value"}), design).sensitivity("value")[""].set_index("parameter")
    assert list(found.index) == ["comrade_pressure", "bond_ratio", "pace_weight"]  # largest total first
    for name in FIRST:
        assert found.loc[name, "first"] == pytest.approx(FIRST[name], abs=0.02)
        assert found.loc[name, "total"] == pytest.approx(TOTAL[name], abs=0.02)
        assert found.loc[name, "first_low"] <= FIRST[name] <= found.loc[name, "first_high"]
        assert found.loc[name, "total_low"] <= TOTAL[name] <= found.loc[name, "total_high"]


@pytest.mark.slow
def test_ishigami_indices_through_the_sweep_runner(tmp_path: Path) -> None:
    """The function in the model's place: 5,120 runs by two workers, then read back from the folder."""
    from unit_cohesion.sweeps.sweep import sweep
    from unit_cohesion.sweeps.sweep_folder import load_design, load_table

    sweep(ishigami_design("saltelli", 1024), tmp_path, 2, model=ishigami, outcomes=["value"]).wait()
    found = analyse(load_table(tmp_path), load_design(tmp_path)).sensitivity("value")[""].set_index("parameter")
    for name in FIRST:
        assert found.loc[name, "first"] == pytest.approx(FIRST[name], abs=0.02)
        assert found.loc[name, "total"] == pytest.approx(TOTAL[name], abs=0.02)


def test_morris_effects_of_a_straight_line_are_its_slopes() -> None:
    design = ishigami_design("morris", 6)
    slopes = {"comrade_pressure": 4.0, "bond_ratio": -1.0, "pace_weight": 0.0}
    table = made(design, lambda cell, seed: sum(slopes[name] * float(str(value)) for name, value in cell.items()))
    found = analyse(table.rename(columns={"left": "value"}), design).sensitivity("value")[""].set_index("parameter")
    assert found["effect"].to_dict() == pytest.approx({"comrade_pressure": 16.0, "bond_ratio": 14.0, "pace_weight": 0.0}, abs=1e-9)
    assert found.loc["bond_ratio", "mean"] == pytest.approx(-14.0)  # over the range of 1 to 15
    assert found["spread"].max() == pytest.approx(0, abs=1e-9)


def test_lists_beside_ranges_are_analysed_apart() -> None:
    vary = {"off": ("", "D5"), "comrade_pressure": Range(1.0, 3.0), "bond_ratio": Range(1.0, 3.0)}
    design = Design("mixed", load_scenario(tiny_scenario()), vary, (1, 2), "saltelli", 64, outcomes=("left",))
    table = made(design, lambda cell, seed: float(str(cell["bond_ratio" if cell["off"] else "comrade_pressure"])) + 0.1 * (-1) ** seed)
    found = analyse(table, design)
    tops = {key: frame["parameter"].iloc[0] for key, frame in found.sensitivity("left").items()}
    assert tops == {"off = none": "comrade_pressure", "off = D5": "bond_ratio"}
    assert 0 < found.noise("left") < 0.1


def test_dates_and_points_that_round_to_one_value() -> None:
    """A range of four days has few cells, which come again and again in the design; each is run once."""
    vary = {"leader_exit_release": Range(date(2012, 1, 1), date(2012, 1, 4))}
    design = Design("dates", load_scenario(tiny_scenario()), vary, (1,), "saltelli", 32, outcomes=("left",))
    assert len(design.cells) == 96
    table = made(design, lambda cell, seed: float(str(cell["leader_exit_release"])[-2:]))
    assert len(table) == 4
    frame = analyse(table, design).sensitivity("left")[""]
    assert frame["first"][0] == pytest.approx(1, abs=0.05)


def test_seeds_added_beyond_the_design_count_for_means() -> None:
    more = grid(8, **TWO)
    table = made(more, lambda cell, seed: float(seed))
    assert analyse(table, grid(6, **TWO)).by_cell("left")["runs"].tolist() == [8] * 6


def test_further_seeds_of_a_sweep() -> None:
    design = grid(10, **TWO)
    found = analyse(made(design, lambda cell, seed: 100 * noise(seed, *cell.values())), design)
    widest = max(some.width for some in found.intervals("left").values())
    assert found.further_seeds("left", widest) == 0
    assert 0 < found.further_seeds("left", widest / 1.1) <= 10
    assert found.further_seeds("left", widest / 100) == 10  # at most doubled in one step
    assert found.seeds_needed("left", widest) == 10
    assert (found.seeds_needed("left", widest / 10) or 0) > 500
