"""What is shown of a sweep: the page, the terminal, the command; and the shipped designs."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

from tests.helpers import tiny_scenario
from unit_cohesion.cli import main
from unit_cohesion.scenario import load_scenario
from unit_cohesion.sweeps.analysis import Analysis, analyse
from unit_cohesion.sweeps.chunk import run_chunk
from unit_cohesion.sweeps.designs.design import Design
from unit_cohesion.sweeps.designs.design_file import load_design
from unit_cohesion.sweeps.designs.samples import Range
from unit_cohesion.sweeps.leases import reset_leases
from unit_cohesion.sweeps.store import Store
from unit_cohesion.sweeps.sweep import work_of
from unit_cohesion.sweeps.sweep_folder import load_table
from unit_cohesion.views.docs import sweep_picture
from unit_cohesion.views.sweeps.report import page
from unit_cohesion.views.sweeps.wanted import Wanted

SHIPPED = sorted((Path(__file__).parents[3] / "scenarios" / "sweeps").glob("*.toml"))
HOSTILE = "<script>alert('x')</script>\"&\x1b[31m"


def fabricated(design: Design, failed: int = 1, name: str = "left") -> Analysis:
    """The design with invented outcomes, the first runs failed."""
    rows = [
        (run.id, run.seed, "failed" if i < failed else "ok", HOSTILE if i < failed else None, float(i % 7), float(i % 2))
        for i, run in enumerate(design.runs())
    ]
    return analyse(pd.DataFrame(rows, columns=["run", "seed", "status", "error", name, "limbo"]), design)


def grid(**more: object) -> Design:
    vary = {"comrade_pressure": (1.0, 2.0, 3.0), "off": ("", "D5", "D5,N2")}
    return replace(Design("grid", load_scenario(tiny_scenario()), vary, (1, 2, 3), outcomes=("left", "limbo")), **more)  # type: ignore[arg-type]


class Strict(HTMLParser):
    """Knows which elements are open."""

    VOID = ("meta", "br", "rect", "line", "circle", "polyline", "path")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parsed(text: str) -> Strict:
    found = Strict()
    found.feed(text)
    assert not found.open
    return found


def test_the_page_is_whole_alone_and_says_what_its_figures_show() -> None:
    found = fabricated(grid())
    text = page(found, Wanted(("left", "limbo"), base={"off": ""}, widths={"left": 1.0}))
    tags = parsed(text)
    assert tags.seen.count("svg") == 8  # heat map, curves, differences and spread, of two outcomes
    assert text.count('<svg role="img" aria-labelledby=') == 8
    assert text.count("<desc ") == 8
    assert len(set(tags.ids)) == len(tags.ids)
    assert "script" not in tags.seen
    assert not re.search(r"https?://|src=|@import|url\(", text)  # nothing is fetched
    assert not re.search(r"nan|inf\b", re.sub(r"<style>.*?</style>", "", text))
    assert "#0072B2" in text
    assert "#D55E00" in text
    assert "prefers-color-scheme:dark" in text
    assert text == page(found, Wanted(("left", "limbo"), base={"off": ""}, widths={"left": 1.0}))


def test_names_and_errors_are_escaped() -> None:
    design = grid(title=HOSTILE, question=HOSTILE, name=HOSTILE, outcomes=(HOSTILE, "limbo"))
    text = page(fabricated(design, name=HOSTILE), Wanted((HOSTILE,)))
    assert "<script" not in text
    assert "alert(&#x27;x&#x27;)" in text
    assert "\x1b" not in text
    parsed(text)


def test_failed_runs_are_told_apart() -> None:
    text = page(fabricated(grid(), failed=60), Wanted(("left",)))
    assert "No run has a value" in text
    text = page(fabricated(grid(), failed=2), Wanted(("left",)))
    assert "2 failed" in text
    assert "They are in no average" in text


@pytest.mark.parametrize("method", ["saltelli", "morris", "sobol"])
def test_sampled_designs_show_samples_and_what_an_outcome_hangs_on(method: str) -> None:
    vary = {
        "comrade_pressure": Range(1.0, 5.0),
        "leader_exit_release": Range(*map(pd.Timestamp.date, pd.to_datetime(["2012-01-01", "2012-12-31"]))),
    }
    design = grid(vary=vary, method=method, samples=8, seeds=(1,))
    text = page(fabricated(design, failed=0), Wanted(("left",)))
    parsed(text)
    assert ("What left hangs on" in text) == (method != "sobol")
    assert "left along each parameter" in text
    if method != "sobol":
        text = page(fabricated(design, failed=1), Wanted(("left",)))
        assert "analysed whole or not at all" in text
        assert "What left hangs on" not in text


def test_one_axis_and_other_axes() -> None:
    design = grid(vary={"comrade_pressure": (1.0, 2.0)})
    assert "along comrade_pressure" in page(fabricated(design), Wanted(("left",)))
    assert "left over off and comrade_pressure" in page(fabricated(grid()), Wanted(("left",), ("off", "comrade_pressure")))
    parsed(page(fabricated(grid(vary={})), Wanted()))  # nothing varied: seeds only


def test_no_figure_averages_over_what_is_switched_off() -> None:
    """Off comes third among what is varied, and is drawn with the first; alone it is the axis."""
    vary = {"comrade_pressure": (1.0, 2.0), "bond_ratio": (2.0, 3.0), "off": ("", "D5")}
    assert "left over comrade_pressure and off" in page(fabricated(grid(vary=vary)), Wanted(("left",)))
    assert "along off" in page(fabricated(grid(vary={"off": ("", "D5")})), Wanted(("left",)))


def swept(folder: Path, design: Design) -> Path:
    """The design's runs done in this process and stored as a sweep stores them."""
    store = Store(folder, design)
    reset_leases(store.leases, "test")
    runs = list(store.plan())
    store.append(run_chunk(work_of(design, store.leases, "test"), "test", runs, watched=False).results, [1] * len(runs))
    store.close()
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    scenario = load_scenario(tiny_scenario(scenario={"days": 30}))
    names = ("left", "limbo", "A1")
    design = Design("small", scenario, {"comrade_pressure": (1.0, 3.0), "off": ("", "D5")}, (1, 2, 3), title="Small", outcomes=names)
    return swept(tmp_path_factory.mktemp("sweep") / "small", design)


def command(*words: object) -> int:
    with pytest.raises(SystemExit) as end:
        main(["analyse", *map(str, words)])
    return int(end.value.code or 0)


def test_the_command_prints_and_writes_the_page(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    html = tmp_path / "that" / "is made" / "page.html"
    assert command(folder, "--base", "off=none", "--width", "left=5", "--html", html) == 0
    out = capsys.readouterr().out
    assert "Small" in out
    assert "12 runs done" in out
    assert "difference from off = none" in out
    assert "The widest 95 % interval" in out
    parsed(html.read_text("utf-8"))
    assert command(folder, "--outcome", "left", "--outcome", "limbo") == 0
    assert "neither ending is in sight" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--outcome", "lef"), "did you mean 'left'"),
        (("--base", "off"), "key=value"),
        (("--base", "off=D6"), "none, D5"),
        (("--width", "left=0"), "above 0"),
        (("--width", "left"), "an outcome and a number"),
        (("--axes", "off,off"), "--axes"),
        (("--html", "/proc/nowhere/page.html"), "a file in a folder that can be written to"),
    ],
)
def test_what_is_not_allowed_is_one_line(folder: Path, words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(folder, *words) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_a_folder_without_a_sweep_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(tmp_path) == 2
    assert "holds no sweep" in capsys.readouterr().err


def test_boxes_need_the_extra(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for module in ("ema_workbench", "ema_workbench.analysis"):  # another test may have read the second already
        monkeypatch.setitem(sys.modules, module, None)
    design = grid(vary={"comrade_pressure": Range(1.0, 5.0)}, method="sobol", samples=64, seeds=(1,))
    text = page(fabricated(design, 0), Wanted(at_least={"left": 4.0}))
    assert "unit-cohesion[discovery]" in text
    assert command(folder, "--at-least", "left=1") == 0
    assert "at least 40 cells" in capsys.readouterr().out


def test_a_box_is_found() -> None:
    pytest.importorskip("ema_workbench", reason="the extra discovery is not installed")
    vary = {"comrade_pressure": Range(1.0, 5.0), "bond_ratio": Range(1.0, 15.0), "pace_weight": Range(0.0, 3.0)}
    design = grid(vary=vary, method="sobol", samples=256, seeds=(1,))
    rows = [(r.id, 1, "ok", None, float(r.cell.values[0] > 3 and r.cell.values[1] < 8)) for r in design.runs()]  # type: ignore[operator]
    found = analyse(pd.DataFrame(rows, columns=["run", "seed", "status", "error", "left"]), design)
    box = found.box("left", 1)
    assert set(box.limits["parameter"]) == {"comrade_pressure", "bond_ratio"}
    assert box.density >= 0.8
    assert box.coverage >= 0.9


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_designs_open_with_their_question_and_run(path: Path, tmp_path: Path) -> None:
    """As they are but for size: an agent for 1,000, ten days, one seed, two samples."""
    assert path.read_text("utf-8").startswith("# Question: ")
    whole = load_design(path)
    assert whole.title
    assert whole.question.endswith("?")
    assert whole.run_count <= 1500
    scenario = whole.scenario.with_parameters(days=10, persons_per_agent=1000)
    small = replace(whole, scenario=scenario, seeds=(1,), samples=2 if whole.samples else None)
    small = replace(small, vary={name: some if isinstance(some, Range) else some[:2] for name, some in whole.vary.items()})
    found = analyse(load_table(swept(tmp_path / "sweep", small)), small)
    assert found.counts == {"done": small.run_count, "failed": 0, "not run": 0}
    parsed(page(found, Wanted(("strength",))))


def test_the_screening_has_at_least_twelve_parameters() -> None:
    design = next(load_design(path) for path in SHIPPED if path.stem == "screening")
    assert design.method == "saltelli"
    assert len(design.ranges) >= 12


def test_a_figure_alone_is_a_picture_that_fetches_nothing(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "figure.svg"
    assert sweep_picture.main([str(folder), "left", str(file)]) == 0
    svg = file.read_text("utf-8")
    ElementTree.fromstring(svg)
    assert set(re.findall(r"https?://[^\"' ]+", svg)) == {"http://www.w3.org/2000/svg"}
    assert sweep_picture.main([str(folder), "lef", str(tmp_path / "none.svg")]) == 2
    assert not (tmp_path / "none.svg").exists()
    assert sweep_picture.main([]) == 2
    assert "lef: allowed: an outcome" in capsys.readouterr().err
