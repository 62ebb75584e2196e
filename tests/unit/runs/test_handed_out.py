"""Whatever is done with what a result hands out, the result stays as it came out, and is saved so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.helpers import tiny_scenario
from unit_cohesion.agents.model import CohesionModel
from unit_cohesion.insight.attribute import attribute
from unit_cohesion.insight.compare import compare
from unit_cohesion.insight.ensemble import ensemble
from unit_cohesion.insight.progeny import progeny
from unit_cohesion.insight.validate import validate
from unit_cohesion.outcomes import TABLES
from unit_cohesion.runs.record import Record
from unit_cohesion.runs.run import load_record, run
from unit_cohesion.scenario import load_scenario
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.simulation.identity import Change, identity_of
from unit_cohesion.sweeps.analysis import analyse
from unit_cohesion.sweeps.designs.design import Design, Range

BUSY: dict[str, Any] = {"base_hazard": 0.01}


def record() -> Record:
    return run(tiny_scenario(), 5, **BUSY)


@pytest.fixture(scope="module")
def true(tmp_path_factory: pytest.TempPathFactory) -> tuple[Record, dict[str, bytes]]:
    made = record()
    return made, saved(made, tmp_path_factory.mktemp("true") / "run")


def saved(made: Record, folder: Path) -> dict[str, bytes]:
    made.save(folder)
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "log.json"}


def scaled(made: Record, table: str) -> None:
    frame = getattr(made, table)
    for name in frame.select_dtypes("number"):
        frame[name] = frame[name] / 1000


def widened(made: Record, table: str) -> None:
    frame = getattr(made, table)
    frame["mine"] = 1.0


def cell_by_cell(made: Record, table: str) -> None:
    frame = getattr(made, table)
    frame.iloc[0] = frame.iloc[-1]
    frame.loc[:, frame.columns[0]] = frame[frame.columns[0]].iloc[-1]


def cut(made: Record, table: str) -> None:
    frame = getattr(made, table)
    frame.drop(index=frame.index[1:], inplace=True)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore:The inplace keyword")
@pytest.mark.parametrize("edit", [scaled, widened, cell_by_cell, cut])
@pytest.mark.parametrize("before", [False, True], ids=["outcomes first", "outcomes after"])
def test_a_record_whose_tables_were_edited_tells_and_saves_what_the_run_was(
    edit: Callable[[Record, str], None], before: bool, true: tuple[Record, dict[str, bytes]], tmp_path: Path
) -> None:
    made = record()
    assert not before or made.outcome
    for table in TABLES:
        if len(getattr(made, table)):
            edit(made, table)
    assert made.outcome == true[0].outcome
    assert saved(made, tmp_path / "run") == true[1]
    loaded = load_record(tmp_path / "run")
    for table in TABLES:
        if len(getattr(loaded, table)):
            edit(loaded, table)
    assert saved(loaded, tmp_path / "again") == true[1]


def test_whatever_else_a_record_hands_out_is_a_copy_or_refuses(true: tuple[Record, dict[str, bytes]], tmp_path: Path) -> None:
    made = record()
    for name in ("outcome", "log", "targets", "mechanisms", "outcomes", "set"):
        getattr(made, name).clear()
        assert not (name != "log" and len(getattr(made, name)) != len(getattr(true[0], name)))
    assert made.log["agents"] == true[0].log["agents"]
    made.unit_ids.clear()
    check = made.check
    check["value"] = 0
    for array in (made.history, made.control, made.daily["serving"].to_numpy(), made.people["loyalty"].to_numpy()):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
    for name in (*TABLES, "outcome", "check", "history", "days", "identity"):
        with pytest.raises(AttributeError):
            setattr(made, name, None)
    pd.testing.assert_frame_equal(made.check, true[0].check)
    assert saved(made, tmp_path / "run") == true[1]


def test_a_user_may_go_on_with_his_table_when_the_record_is_gone() -> None:
    daily = record().daily
    daily.loc[0, "serving"] = 7.0
    daily["share"] = daily["serving"] / daily["serving"].max()
    assert daily["serving"].iloc[0] == 7.0


def test_what_a_run_is_made_from_cannot_be_altered_in_place() -> None:
    given = {"comrade_pressure": 2.0}
    change = Change(10, set=given)
    identity = identity_of(tiny_scenario(), 1, changes=[change])
    given["comrade_pressure"] = 3.0
    assert change.set == identity.changes[0].set == {"comrade_pressure": 2.0}
    for mapping in (change.set, identity.given, identity.changes[0].set, identity.scenario.parameters, identity.scenario.targets):
        with pytest.raises(TypeError, match="does not support item assignment"):
            mapping["comrade_pressure"] = 9.0  # type: ignore[index]
    assert replace(identity, seed=2).changes == identity.changes


def arrays_of(result: object) -> list[np.ndarray]:
    held = [value for one in vars(result).values() for value in (one.values() if isinstance(one, dict) else [one])]
    return [value for value in held if isinstance(value, np.ndarray)]


def test_arrays_of_every_result_refuse_and_its_tables_are_new() -> None:
    tiny = load_scenario(tiny_scenario()).with_parameters(days=30, **BUSY)
    made = compare(tiny, without="D5", seeds=2)
    results = [
        made,
        made.fates,
        ensemble(tiny, seeds=2),
        attribute(tiny, ["D5", "D6"], seeds=2),
        validate(tiny, seeds=2),
        progeny(tiny, seeds=1, sample=3, within=5),
    ]
    for result in results:
        assert arrays_of(result), type(result)
        for array in arrays_of(result):
            with pytest.raises(ValueError, match="read-only"):
                array[...] = 0
        if hasattr(result, "table") and not callable(result.table):
            before = result.table
            table = result.table
            for name in table:
                table[name] = 0
            pd.testing.assert_frame_equal(result.table, before)


def test_the_log_and_the_figures_of_a_model_refuse_or_are_copies() -> None:
    model = CohesionModel(tiny_scenario(scenario={"days": 9}), rng=1, **BUSY)
    model.run_model()
    frame = model.frame("daily")
    frame["serving"] = 0
    log = model.log
    for array in (log.nation, log.flows, log.counts, log.believed, log.serving, log.weeks("units"), log.weeks("places")):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = np.zeros((), array.dtype)
    log.events["day"] = 0
    engine = Engine(identity_of(tiny_scenario(scenario={"days": 9}), 1, parameters=BUSY))
    engine.run()
    pd.testing.assert_frame_equal(model.frame("daily"), Record.of(engine).daily)
    pd.testing.assert_frame_equal(model.frame("events"), Record.of(engine).events)
    with pytest.raises(ValueError, match="read-only"):
        engine.parameters.base_hazard = 1.0


def test_an_analysis_stays_what_the_sweep_said() -> None:
    design = Design(
        "d",
        record().scenario,
        {"comrade_pressure": (1.0, 2.0), "kin_bond": Range(0.0, 1.0)},
        (1, 2),
        "latin-hypercube",
        4,
        outcomes=("left",),
    )
    rows = [{"run": run.id, "seed": run.seed, "status": "ok", "error": None, "left": float(n)} for n, run in enumerate(design.runs())]
    table = pd.DataFrame(rows)
    found = analyse(table, design)
    table["left"] = 0.0
    before = found.by_cell("left")
    for frame in (found.runs, found.done, found.layout.values, found.by_cell("left")):
        frame.loc[:, frame.columns[-1]] = frame[frame.columns[-1]].iloc[0]
    found.outcomes.clear()
    pd.testing.assert_frame_equal(found.by_cell("left"), before)
    with pytest.raises(ValueError, match="read-only"):
        design.points[...] = 0
