"""Design files: what is allowed, which cells they make, and how they are extended."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.faults.designs import written
from tests.helpers import tiny_scenario
from unit_cohesion import run
from unit_cohesion.cli import main
from unit_cohesion.errors import CohesionError, ScenarioError, ScenarioErrors
from unit_cohesion.sweeps.designs.design import Design, design_of, outcome_names
from unit_cohesion.sweeps.designs.design_file import load_design, shipped_designs
from unit_cohesion.sweeps.designs.samples import Range, points_of, unit_points

HUNDRED = [i / 99 for i in range(100)]


def design(folder: Path, *given: Any, **sweep: Any) -> Design:
    return load_design(written(folder, *given, **sweep))


def refused(folder: Path, *given: Any, **sweep: Any) -> str:
    with pytest.raises(CohesionError) as fault:
        load_design(written(folder, *given, **sweep))
    message = str(fault.value)
    assert "\n" not in message
    assert "allowed" in message
    return message


def test_a_grid_combines_lists(tmp_path: Path) -> None:
    made = design(tmp_path, 'comrade_pressure = [1, 2]\nhand_days = [3, 7, 9]\noff = [[], ["N2", "D5"], "N3"]', seeds=4)
    assert made.names == ("comrade_pressure", "hand_days", "off")
    assert [cell.values for cell in made.cells][:4] == [(1.0, 3, ""), (1.0, 3, "D5,N2"), (1.0, 3, "N3"), (1.0, 7, "")]
    assert len(made.cells) == made.cell_count == 18
    assert made.run_count == 72
    assert made.seeds == (1, 2, 3, 4)


def test_a_sweep_of_seeds_alone_has_one_cell(tmp_path: Path) -> None:
    made = design(tmp_path, "", seeds=[5, 3])
    assert [cell.values for cell in made.cells] == [()]
    assert [run.seed for run in made.runs()] == [5, 3]


def test_list_takes_entries_together(tmp_path: Path) -> None:
    made = design(tmp_path, "comrade_pressure = [1, 1, 3]\nhand_days = [3, 7, 9]", method="list")
    assert [cell.values for cell in made.cells] == [(1.0, 3), (1.0, 7), (3.0, 9)]
    assert "equal length" in refused(tmp_path, "comrade_pressure = [1, 2]\nhand_days = [3]", method="list")


def test_ranges_are_sampled_within_their_ends(tmp_path: Path) -> None:
    vary = "comrade_pressure = { low = 1, high = 2.5 }\nhand_days = { low = 1, high = 4 }\n"
    vary += "leader_exit_release = { low = 2012-01-01, high = 2012-01-03 }"
    made = design(tmp_path, vary, method="sobol", samples=64)
    pressure, hands, release = zip(*(cell.values for cell in made.cells), strict=True)
    assert 1.0 <= min(pressure) < 1.1
    assert 2.4 < max(pressure) <= 2.5
    assert {release.count(day) for day in set(release)} <= set(range(19, 25))  # thirds of 64, all days alike
    assert set(release) == {date(2012, 1, day) for day in (1, 2, 3)}
    assert set(hands) == {1, 2, 3, 4}


def test_lists_beside_ranges_get_the_whole_sample_each(tmp_path: Path) -> None:
    made = design(tmp_path, 'off = [[], ["D5"]]\ncomrade_pressure = { low = 1, high = 2 }', method="latin-hypercube", samples=6)
    assert len(made.cells) == 12
    first, second = ([cell.values[1] for cell in made.cells if cell.values[0] == off] for off in ("", "D5"))
    assert first == second


@pytest.mark.parametrize("method", ["sobol", "saltelli", "morris", "latin-hypercube"])
def test_a_larger_sample_holds_the_smaller_one(method: str) -> None:
    small, large = unit_points(method, 3, 8), unit_points(method, 3, 16)
    assert len(small) == points_of(method, 3, 8)
    assert small.tolist() == large[: len(small)].tolist()
    assert ((large >= 0) & (large <= 1)).all()


@pytest.mark.parametrize("samples", [5, 12, 64])
def test_every_slice_of_a_latin_hypercube_holds_one_point(samples: int) -> None:
    points = unit_points("latin-hypercube", 4, samples)
    for column in points.T:
        assert sorted(np.floor(column * samples).astype(int)) == list(range(samples))


def test_points_that_round_to_one_value_are_one_cell(tmp_path: Path) -> None:
    made = design(tmp_path, "hand_days = { low = 1, high = 2 }\ncomrade_cap = { low = 0.1, high = 0.2 }", method="morris", samples=6)
    assert len(made.cells) == 18
    assert len(made.distinct_cells) < 18
    assert made.run_count == len(made.distinct_cells) == len({run.id for run in made.runs()})


def test_runs_go_seed_by_seed_with_the_same_seeds_in_every_cell(tmp_path: Path) -> None:
    made = design(tmp_path, "comrade_pressure = [1, 2, 3]", seeds=3)
    runs = list(made.runs())
    assert [run.seed for run in runs] == [1] * 3 + [2] * 3 + [3] * 3
    assert len({run.id for run in runs}) == 9
    assert {run.cell.id for run in runs[:3]} == {cell.id for cell in made.cells}


def test_ids_hang_on_all_that_makes_a_run_and_on_nothing_else(tmp_path: Path) -> None:
    def ids(*given: Any, **sweep: Any) -> set[str]:
        return {run.id for run in design(tmp_path, *given, **sweep).runs()}

    here = ids("comrade_pressure = [1, 2]")
    assert here == ids("comrade_pressure = [2, 1]", timeout_s=5, title="x", keep=["daily"])
    assert here < ids("comrade_pressure = [1, 2, 3]", seeds=2)
    for other in (ids("comrade_pressure = [1, 2]", days=59), ids("comrade_pressure = [1, 2]", seeds=[9]), ids("comrade_cap = [0.1, 0.2]")):
        assert not here & other
    assert not here & ids("comrade_pressure = [1, 2]", {"bonds": {"wear_losses": 2.0}})


def test_seeds_are_added_to_those_there_are(tmp_path: Path) -> None:
    assert design(tmp_path, seeds=3).with_seeds(5).seeds == (1, 2, 3, 4, 5)
    assert design(tmp_path, seeds=[2, 9]).with_seeds(4).seeds == (2, 9, 1, 3)
    assert design(tmp_path, seeds=3).with_seeds(2).seeds == (1, 2, 3)


def test_a_design_survives_json(tmp_path: Path) -> None:
    vary = 'off = [[], ["D5"]]\nleader_exit_release = { low = 2012-01-01, high = 2012-03-01 }\nhand_days = [1, 2]\n'
    vary += "comrade_pressure = { low = 1, high = 2 }"
    words = {"keep": ["groups", "daily"], "question": "Why?", "method": "saltelli"}
    made = design(tmp_path, vary, samples=4, seeds=[7, 1], days=20, timeout_s=3, **words)
    again = design_of(json.loads(json.dumps(made.to_mapping())))
    assert again == made
    assert again.keep == ("daily", "groups")
    assert list(again.runs()) == list(made.runs())
    assert (again.scenario.about.days, again.timeout_s) == (20, 3.0)


def test_outcomes_are_named_as_in_a_record(tmp_path: Path) -> None:
    record = run(tiny_scenario(), days=5)
    assert outcome_names(record.scenario) == tuple(record.outcome)


def test_ranges_step_through_whole_numbers_and_days_alike() -> None:
    assert [Range(1, 3).at(share) for share in (0, 0.33, 0.34, 0.67, 1)] == [1, 1, 2, 3, 3]
    assert Range(date(2012, 1, 1), date(2012, 1, 2)).at(1.0) == date(2012, 1, 2)
    assert Range(0.5, 1.5).at(0.25) == 0.75


@pytest.mark.parametrize(
    ("vary", "sweep", "told"),
    [
        ("comrade_presure = [1]", {}, ["vary.comrade_presure", "'comrade_pressure'"]),
        ("comrade_pressure = [1, 9]", {}, ["vary.comrade_pressure[2] = 9", "1.0 to 5.0"]),
        ("comrade_pressure = [nan]", {}, ["vary.comrade_pressure[1]", "a number from"]),
        ("comrade_pressure = 2", {}, ["a list of values"]),
        ("comrade_pressure = []", {}, ["a list of values"]),
        ("comrade_pressure = [1, 1.0]", {}, ["different values"]),
        ("comrade_pressure = { low = 1 }", {}, ["low = …, high = …"]),
        ("comrade_pressure = { low = 3, high = 2 }", {"method": "sobol", "samples": 4}, ["less than high"]),
        ("comrade_pressure = { low = 1, high = 6 }", {"method": "sobol", "samples": 4}, ["vary.comrade_pressure.high = 6"]),
        ("comrade_pressure = { low = 1, high = 2 }", {}, ["a list of values for grid"]),
        ("comrade_pressure = [1]", {"method": "sobol", "samples": 4}, ["at least one range"]),
        ("comrade_pressure = { low = 1, high = 2 }", {"method": "saltelli", "samples": 6}, ["a power of 2"]),
        ("comrade_pressure = { low = 1, high = 2 }", {"method": "morris"}, ["sweep.samples = (missing)"]),
        ("comrade_pressure = [1]", {"samples": 4}, ["grid does not sample"]),
        ("hand_days = [2.5]", {}, ["a whole number"]),
        ("leader_exit_release = [2031-01-01]", {}, ["a date from"]),
        ('off = ["D55"]', {}, ["vary.off", "a mechanism's id"]),
        ('off = ["I1"]', {}, ["a rule or a claim"]),
        ("off = [[1]]", {}, ["a list of ids"]),
        ("days = [1, 2]", {}, ["belongs in [sweep]"]),
        ("", {"seeds": 0}, ["sweep.seeds = 0"]),
        ("", {"seeds": [1, 1]}, ["different whole numbers"]),
        ("", {"seeds": [-1]}, ["from 0"]),
        ("", {"seeds": True}, ["how many"]),
        ("", {"method": "gird"}, ["one of grid", "'grid'"]),
        ("", {"keep": ["dayly"]}, ["one of daily", "'daily'"]),
        ("", {"keep": "daily"}, ["a list"]),
        ("", {"timeout_s": 0}, ["sweep.timeout_s = 0"]),
        ("", {"days": 0}, ["sweep.days = 0"]),
        ("", {"persons_per_agent": 2.5}, ["sweep.persons_per_agent"]),
        ("", {"scenario": "syria"}, ["sweep.scenario"]),
        ("", {"scenario": 3}, ["a shipped scenario's name"]),
        ("", {"seed": 3}, ["sweep.seed = 3", "'seeds'"]),
        ("", {"title": 3}, ["text"]),
        ("[sweeps]\n", {}, ["sweeps", "'sweep'"]),
        ("comrade_cap = [0.1]\n[vary.comrade_pressure]\na = 1", {}, ["low = …"]),
        (f"hand_days = [1, 2]\ncredence_affinity = {HUNDRED}\ncredence = {HUNDRED}\nhand_discount = {HUNDRED}", {}, ["1,000,000 cells"]),
    ],
)
def test_what_is_not_allowed_is_told_in_one_line(tmp_path: Path, vary: str, sweep: dict[str, Any], told: list[str]) -> None:
    message = refused(tmp_path, vary, **sweep)
    assert "design.toml" in message
    for words in told:
        assert words in message


def test_what_is_bound_to_a_parameter_is_checked_with_it(tmp_path: Path) -> None:
    bound = {"news": [{"id": "asylum", "origin": "2011-04-01", "release": "$leader_exit_release"}], "scenario": {"days": 60}}
    message = refused(tmp_path, "leader_exit_release = [2012-01-01, 2011-03-20]", bound)
    assert "vary.leader_exit_release[2]" in message
    assert "not before its origin" in message


def test_a_target_that_takes_a_column_s_name_is_refused(tmp_path: Path) -> None:
    message = refused(tmp_path, "", {"targets": {"seed": {"outcome": "defected", "low": 1}}})
    assert "targets.seed" in message


@pytest.mark.parametrize("content", [b"[sweep", b"\xff", b"", b"sweep = 3"])
def test_broken_files_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.toml").write_bytes(content)
    with pytest.raises(CohesionError, match=r"broken\.toml"):
        load_design(tmp_path / "broken.toml")
    with pytest.raises(CohesionError, match="a design file"):
        load_design(tmp_path / "missing.toml")


def test_every_shipped_design_is_sound() -> None:
    assert {"trickle-or-flood", "screening"} <= set(shipped_designs())
    for name in shipped_designs():
        made = load_design(name)
        assert made.question
        assert made.cells


def test_a_design_is_done_on_another_scenario(tmp_path: Path) -> None:
    file = written(tmp_path, "comrade_pressure = [1, 2]")
    own, other = load_design(file), load_design(file, scenario_instead="two-valleys")
    assert (other.scenario.name, other.names, [cell.values for cell in other.cells]) == ("two-valleys", own.names, [(1.0,), (2.0,)])
    assert own.scenario.name != "two-valleys"
    with pytest.raises(CohesionError, match="nowhere"):
        load_design(file, scenario_instead="nowhere")


def test_errors_are_of_the_scenario_s_kind(tmp_path: Path) -> None:
    with pytest.raises(ScenarioErrors) as found:
        load_design(written(tmp_path, "nothing = [1]"))
    assert [type(one) for one in found.value.errors] == [ScenarioError]


def command(*words: object) -> int:
    with pytest.raises(SystemExit) as end:
        main([*map(str, words)])
    return int(end.value.code or 0)


FAULTY = """
[sweep]
scenario = "two-valleyz"
seeds = -4
method = "sobbol"
sampels = 8
[vary]
comrade_presure = [1, 2]
base_hazard = { low = 2, high = 1 }
"""


def test_all_errors_of_a_design_are_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "faulty.toml"
    file.write_text(FAULTY, encoding="utf-8")
    with pytest.raises(ScenarioErrors, match="and 5 more: cohesion check lists them") as found:
        load_design(file)
    keys = ["sweep.sampels", "sweep.method", "sweep.seeds", "sweep.scenario", "vary.comrade_presure", "vary.base_hazard.low"]
    assert [one.key for one in found.value.errors] == keys
    assert command("check", file) == 2
    assert [line.split(": ")[1].split(" = ")[0] for line in capsys.readouterr().out.splitlines()] == keys
    assert command("check", "screening") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "good"
