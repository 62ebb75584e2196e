"""Many wars fitted at once: which sweeps that is, how the wars count, and each left out in turn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.helpers import tiny_scenario
from unit_cohesion.cli import main
from unit_cohesion.errors import CohesionError
from unit_cohesion.insight.cases import register
from unit_cohesion.rules import PARAMETERS
from unit_cohesion.scenario import load_scenario
from unit_cohesion.sweeps import joint
from unit_cohesion.sweeps.designs.design import Design
from unit_cohesion.sweeps.joint import AS_IT_IS, CELLS, designs, fitted_wars, joint_fit

VALUES = (1.0, 1.5, 2.0)
TARGETS = {"many": {"outcome": "left", "low": 100, "high": 200}, "few": {"outcome": "deserted", "high": 10}}


def design_file(folder: Path, vary: str) -> Path:
    path = folder / "some.toml"
    path.write_text(f'[sweep]\nscenario = "two-valleys"\nmethod = "list"\nseeds = 2\n\n[vary]\n{vary}\n', encoding="utf-8")
    return path


def test_all_cases_registered_for_fit_are_fitted_and_no_others() -> None:
    assert set(fitted_wars()) == {name for name, one in register().items() if one.role == "fit"}
    assert fitted_wars(["tunisia-2011", "egypt-2011"]) == ("tunisia-2011", "egypt-2011")
    with pytest.raises(CohesionError, match=r"'two-valleys': allowed: a case that is registered for fit \(afghanistan-2021"):
        fitted_wars(["two-valleys"])


def test_each_war_is_run_over_the_same_cells_and_as_it_is(tmp_path: Path) -> None:
    path = design_file(tmp_path, "shot_daily = [1.0, 2.0]\norder_weight = [2.0, 4.0]")
    sweeps = dict(designs(path, ["tunisia-2011", "egypt-2011"], tmp_path))
    assert [folder.relative_to(tmp_path).as_posix() for folder in sweeps] == [
        f"{kind}/{war}" for war in ("tunisia-2011", "egypt-2011") for kind in (CELLS, AS_IT_IS)
    ]
    for folder, one in sweeps.items():
        assert one.scenario.name == folder.name
        assert one.seeds == (1, 2)
        as_it_is = [tuple(PARAMETERS[name].default for name in one.names)]
        assert [cell.values for cell in one.cells] == ([(1.0, 2.0), (2.0, 4.0)] if folder.parent.name == CELLS else as_it_is)


@pytest.mark.parametrize(
    ("vary", "told"),
    [
        ("undercount = [1.0, 2.0]", "vary.undercount: allowed: parameters of behaviour, which all wars share"),
        ('off = ["", "D5"]', "vary.off: allowed: parameters of behaviour"),
        (
            "\n".join(
                f"{one.name} = [{one.default}]" for one in PARAMETERS.values() if one.nature == "behaviour" and one.unit == "log weight"
            ),
            "allowed: 12, so that the fit can be told",
        ),
    ],
    ids=["a fact", "mechanisms", "too many"],
)
def test_only_behaviour_is_fitted_and_not_too_much_of_it(tmp_path: Path, vary: str, told: str) -> None:
    with pytest.raises(CohesionError, match=told):
        list(designs(design_file(tmp_path, vary), ["tunisia-2011"], tmp_path))


def swept(monkeypatch: pytest.MonkeyPatch, wars: dict[str, tuple[list[tuple[float, float]], tuple[float, float]]]) -> joint.Fit:
    """A fit of wars whose cells, and the war as it is, came to so many who left and deserted."""
    tables: dict[Path, pd.DataFrame] = {}
    made: list[tuple[Path, Design]] = []
    for war, (rows, now) in wars.items():
        for kind, values, found in ((CELLS, VALUES, rows), (AS_IT_IS, (1.2,), [now])):
            design = Design("some", load_scenario(tiny_scenario(targets=TARGETS)), {"comrade_pressure": values}, (1,))
            outcomes: list[dict[str, Any]] = [
                {"run": run.id, "cell": run.cell.id, "seed": 1, "status": "ok", "error": None, "many": many, "few": few}
                for run, (many, few) in zip(sorted(design.runs(), key=lambda run: run.cell.values), found, strict=True)
            ]
            made.append((Path(kind) / war, design))
            tables[Path(kind) / war] = pd.DataFrame(outcomes)
    monkeypatch.setattr(joint, "load_table", tables.__getitem__)
    return joint_fit(made)


def test_the_best_cell_misses_least_over_all_wars_and_each_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second cell misses nothing in the east and one target in the west; without the east the third is picked: there it misses two."""
    fit = swept(
        monkeypatch,
        {
            "east": ([(50.0, 10.0), (150.0, 10.0), (90.0, 11.0)], (150.0, 20.0)),
            "west": ([(50.0, 20.0), (150.0, 12.0), (150.0, 5.0)], (150.0, 5.0)),
        },
    )
    assert fit.order["comrade_pressure"].tolist() == [1.5, 2.0, 1.0]
    assert fit.targets == {"east": 2, "west": 2}
    assert fit.missed.to_dict("list") == {"east": [1, 0, 2], "west": [2, 1, 0]}
    assert fit.as_it_is == {"east": 1, "west": 0}
    assert fit.left_out.to_dict("index") == {"east": {"cell": 2, "missed": 2}, "west": {"cell": 1, "missed": 1}}


def test_of_one_war_none_can_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    fit = swept(monkeypatch, {"east": ([(50.0, 10.0), (150.0, 10.0), (90.0, 11.0)], (150.0, 20.0))})
    assert fit.order.index[0] == 1
    assert len(fit.left_out) == 0


@pytest.mark.slow
def test_the_command_runs_every_war_and_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def told(*words: object) -> str:
        with pytest.raises(SystemExit) as ended:
            main(["fit", "tunisia-2011", "egypt-2011", "--workers", "1", *(str(word) for word in words)])
        assert not ended.value.code
        return capsys.readouterr().out

    text = design_file(tmp_path, "shot_daily = [0.1, 2.0]").read_text("utf-8").replace("seeds = 2", "seeds = 1\npersons_per_agent = 50")
    (tmp_path / "some.toml").write_text(text, encoding="utf-8")
    first = told("--design", tmp_path / "some.toml", "--out", tmp_path / "out")
    assert "of 11 targets to fit in 2 wars, each war counting as much, among 2 cells" in " ".join(first.split())
    again = told("--design", tmp_path / "some.toml", "--out", tmp_path / "out")
    assert again.count("of them there already") == 4
    assert again[again.index("Cells that miss least") :] == first[first.index("Cells that miss least") :]
