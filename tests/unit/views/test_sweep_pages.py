"""The dashboard's page Sweeps: whole, half-written and damaged folders, and nothing of what lies beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import reacton

from tests.helpers import tiny_scenario
from tests.unit.views.test_sweep_report import fabricated, swept
from unit_cohesion import load_scenario
from unit_cohesion.cli import main
from unit_cohesion.errors import CohesionError
from unit_cohesion.shipped import shipped_folder
from unit_cohesion.sweeps.designs.design import Design
from unit_cohesion.sweeps.store import Store
from unit_cohesion.sweeps.sweep_folder import SWEEP_FILE
from unit_cohesion.views.dashboard import sweep_pages
from unit_cohesion.views.dashboard.links import choices_of_link, request_of
from unit_cohesion.views.dashboard.pages.sweeps import SweepsPage
from unit_cohesion.views.dashboard.session import Session
from unit_cohesion.views.sweeps import listing
from unit_cohesion.views.sweeps.listing import listed
from unit_cohesion.views.sweeps.report import page
from unit_cohesion.views.sweeps.wanted import Wanted

TITLE = "Small <b>\u202e"


@pytest.fixture(scope="module")
def sweeps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of sweeps: a whole one, one of which nothing is done, a damaged one, and what is none."""
    folder = tmp_path_factory.mktemp("here") / "sweeps"
    scenario = load_scenario(tiny_scenario(scenario={"days": 20}))
    design = Design("small", scenario, {"comrade_pressure": (1.0, 3.0)}, (1, 2), title=TITLE, outcomes=("left",))
    swept(folder / "deep" / "whole", design)
    Store(folder / "begun", design).close()
    Store(folder / "damaged", design).close()
    file = folder / "damaged" / SWEEP_FILE
    file.write_text(file.read_text("utf-8").replace("comrade", "comrabe"), "utf-8")
    (folder / "other").mkdir()
    (folder / "other" / "secret.txt").write_text("x", "utf-8")
    return folder


@pytest.fixture(autouse=True)
def looks_in(sweeps: Path) -> Iterator[None]:
    sweep_pages.look_in([sweeps])
    yield
    sweep_pages.look_in()


def asked(name: str) -> tuple[int, str]:
    found: Any = sweep_pages.answer(SimpleNamespace(path_params={"name": name}))  # type: ignore[arg-type]
    return found.status_code, found.body.decode()


def inside(part: Any) -> Iterator[Any]:
    """All that is drawn, texts too."""
    for child in getattr(part, "children", None) or ():
        yield child
        yield from inside(child)


def test_sweeps_are_listed_with_how_far_they_are_and_what_is_wrong(sweeps: Path) -> None:
    begun, damaged, whole = listed([sweeps, sweeps / "deep"])  # none twice
    assert [one.name for one in (begun, damaged, whole)] == ["sweeps/begun", "sweeps/damaged", "sweeps/deep/whole"]
    assert (whole.size, whole.fault) == ("grid: 2 cells × 2 seeds, 4 runs", "")
    assert begun.size.endswith("0 of 4 runs are there")
    assert begun.fault == "no run is done yet"
    assert "sweep.json" in damaged.fault
    assert "\n" not in damaged.fault
    assert listed([sweeps / "nowhere", sweeps / "other"]) == []


def test_a_page_is_that_of_analyse_and_only_of_what_is_listed(sweeps: Path, tmp_path: Path) -> None:
    status, html = asked("sweeps/deep/whole")
    assert status == 200
    with pytest.raises(SystemExit) as ended:
        main(["analyse", str(sweeps / "deep" / "whole"), "--html", str(tmp_path / "page.html")])
    assert ended.value.code == 0
    assert html == (tmp_path / "page.html").read_text("utf-8")
    assert "<script" not in html
    for name, words in (("sweeps/begun", "no run is done yet"), ("sweeps/damaged", "sweep.json")):
        status, said = asked(name)
        assert status == 422
        assert words in said
        assert said.count("\n") == 0
    for name in ("sweeps/other", "sweeps/other/secret.txt", "sweeps", "../here/sweeps/deep/whole", "/etc/passwd", "deep/whole", ""):
        assert asked(name)[0] == 404, name


def test_a_cell_of_a_shipped_scenario_opens_on_the_page_run() -> None:
    scenario = load_scenario("two-valleys").with_parameters(days=30)
    design = Design("small", scenario, {"comrade_pressure": (1.5, 3.0), "off": ("", "D6,N1")}, (4, 5))
    links = [sweep_pages.cell_address(design, cell) for cell in design.cells]
    assert len(set(links)) == 4
    chosen = choices_of_link(links[-1].removeprefix("/"))
    assert (chosen.scenario, chosen.values, chosen.off) == ("two-valleys", {"comrade_pressure": 3.0}, frozenset({"D6", "N1"}))
    assert (chosen.seed, chosen.days) == (4, 30)
    assert request_of(chosen).scenario.parameters["comrade_pressure"] == 3.0
    own = Design("own", load_scenario(tiny_scenario()), {"comrade_pressure": (1.5,)}, (1,))
    changed = Design("changed", scenario.with_parameters(hand_days=9), {"comrade_pressure": (1.5,)}, (1,))
    assert [sweep_pages.cell_address(one, one.cells[0]) for one in (own, changed)] == ["", ""]
    invented = fabricated(replace(design, outcomes=("left",)))
    assert page(invented, Wanted(), sweep_pages.cell_address).count('<li><a href="/?scenario=two-valleys') == 4
    assert "A cell in the dashboard" not in page(invented, Wanted())


def test_a_page_follows_what_is_written_meanwhile(sweeps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr(listing, "page", lambda found, wanted, opens: made.append(found.design.name) or str(len(made)))
    listing._page.cache_clear()
    assert [asked("sweeps/deep/whole")[1] for _ in range(2)] == ["1", "1"]  # made once
    manifest = sweeps / "deep" / "whole" / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text("utf-8")), indent=3), "utf-8")
    assert asked("sweeps/deep/whole")[1] == "2"
    listing._page.cache_clear()


def test_the_page_shows_each_and_reads_no_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_pages, "served", True)
    box, context = reacton.render(SweepsPage(Session()), handle_error=False)
    parts = list(inside(box))
    assert [part.href for part in parts if getattr(part, "href", None)] == ["/sweep/sweeps/deep/whole"]
    said = [part for part in parts if isinstance(part, str)]
    assert any(line.startswith("Small <b>") for line in said)  # as text
    assert "no run is done yet" in said
    context.close()


def test_where_there_is_none_the_page_says_how_to_make_one(tmp_path: Path) -> None:
    sweep_pages.look_in([tmp_path])
    box, context = reacton.render(SweepsPage(Session()), handle_error=False)
    command = next(line for line in inside(box) if isinstance(line, str) and line.startswith("cohesion sweep scenarios/"))
    assert (shipped_folder().parent / command.split()[2]).is_file()
    context.close()


def test_a_folder_that_is_none_is_refused_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CohesionError, match=r"--sweeps .*allowed: a folder"):
        sweep_pages.look_in([tmp_path / "nowhere"])
    with pytest.raises(SystemExit) as ended:
        main(["dashboard", "--port", "0", "--sweeps", str(tmp_path / "nowhere")])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("cohesion: --sweeps")
    assert said.count("\n") == 1
