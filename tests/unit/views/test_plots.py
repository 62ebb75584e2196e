"""Still pictures, result.plot and cards for notebooks: what they draw is what the figures hold, and they are whole and fetch nothing."""

from __future__ import annotations

import re
import sys
import types
import xml.etree.ElementTree as tree
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.helpers import tiny_rebels, tiny_scenario
from unit_cohesion import attribute, compare, ensemble, explain, run
from unit_cohesion.errors import CohesionError
from unit_cohesion.runs import notebook
from unit_cohesion.views.compare_page import page
from unit_cohesion.views.figures import compared
from unit_cohesion.views.figures.base import Figure, chart, line, time_axis
from unit_cohesion.views.figures.static_figure import figure_html, svg_alone

HOT = {"departure": {"base_hazard": 0.004}, "bonds": {"comrade_pressure": 3.0}}
RESULTS = ("record", "rebels", "comparison", "same", "ensemble", "attribution", "explanation", "unit")


@pytest.fixture(scope="module")
def results() -> dict[str, Any]:
    tiny = tiny_scenario(**HOT)
    record = run(tiny)
    left = record.events[record.events["event"] == "defection"]
    return {
        "record": record,
        "rebels": run(tiny_rebels(**HOT)),
        "comparison": compare(tiny, without="D5", seeds=3),
        "same": compare(tiny, tiny, seeds=1),
        "ensemble": ensemble(tiny, seeds=3),
        "attribution": attribute(tiny, ["D5", "D1"], seeds=2),
        "explanation": explain(record, person=left["person"].iloc[0]),
        "unit": explain(record, unit="line"),
    }


def svg(html: str) -> Any:
    return tree.fromstring(svg_alone(html))


def points_of(element: Any) -> list[tuple[float, float]]:
    return [tuple(float(n) for n in pair.split(",")) for pair in element.get("points").split()]  # type: ignore[misc]


def of_kind(picture: Any, kind: str) -> list[Any]:
    return [one for one in picture.iter() if one.tag.endswith(kind)]


# ---- still pictures


def test_a_line_goes_through_its_points() -> None:
    option = chart(
        time_axis(),
        {"type": "value", "name": "n", "min": 0, "max": 10},
        [line("one", [["2012-01-01", 0], ["2012-01-11", 10], ["2012-01-21", None], ["2012-01-31", 5]], "#112233")],
    )
    first, second = (points_of(one) for one in of_kind(svg(figure_html(Figure("x", "T", "about", option, pd.DataFrame()))), "polyline"))
    (x0, bottom), (x1, top) = first
    ((x3, middle),) = second
    assert bottom - middle == pytest.approx((bottom - top) / 2, abs=0.2)
    assert (x1 - x0) * 3 == pytest.approx(x3 - x0, abs=0.5)


def test_stacked_lines_stand_on_one_another_and_steps_are_steps() -> None:
    look = {"stack": "s", "areaStyle": {"opacity": 0.5}}
    option = chart(
        time_axis(),
        {"type": "value", "min": 0, "max": 8},
        [line(name, [["2012-01-01", 2], ["2012-03-01", 4]], "#111111", **look) for name in "ab"],
    )
    picture = svg(figure_html(Figure("x", "T", "about", option, pd.DataFrame())))
    under, over = (points_of(one) for one in of_kind(picture, "polyline"))
    base = points_of(of_kind(picture, "polygon")[0])[-1][1]
    for (_, low), (_, high) in zip(under, over, strict=True):
        assert base - high == pytest.approx(2 * (base - low), abs=0.2)
    assert points_of(of_kind(picture, "polygon")[1])[2:] == under[::-1]
    stepped = chart(time_axis(), {"type": "value"}, [line("a", [["2012-01-01", 2], ["2012-03-01", 4]], "#111111", step="end")])
    (corner,) = of_kind(svg(figure_html(Figure("x", "T", "about", stepped, pd.DataFrame()))), "polyline")
    assert len(points_of(corner)) == 3


def test_bars_are_as_long_as_their_values() -> None:
    bars = {"type": "bar", "name": "a", "stack": "s", "color": "#010101", "data": [1, 3]}
    words = {"type": "category", "data": ["p", "q"], "inverse": True}
    option = chart({"type": "value"}, words, [bars, bars | {"name": "b", "data": [2, None]}])
    first, second, on_top = of_kind(svg(figure_html(Figure("x", "T", "about", option, pd.DataFrame()))), "rect")
    wide = [float(one.get("width")) for one in (first, second, on_top)]
    assert wide == pytest.approx([wide[0], 3 * wide[0], 2 * wide[0]], abs=0.3)
    assert float(on_top.get("x")) == pytest.approx(float(first.get("x")) + wide[0], abs=0.2)
    assert float(first.get("y")) < float(second.get("y"))


def test_what_cannot_be_drawn_is_told() -> None:
    option = {"series": [{"type": "sankey", "data": []}], "xAxis": {}, "yAxis": {}}
    with pytest.raises(CohesionError, match="cannot be drawn without a script"):
        figure_html(Figure("flow", "T", "about", option, pd.DataFrame()))
    assert "nobody" in figure_html(Figure("x", "T", "nobody", {}, pd.DataFrame()))


# ---- result.plot and cards


@pytest.mark.parametrize("name", RESULTS)
def test_every_figure_of_every_result_is_drawn(results: dict[str, Any], name: str, tmp_path: Path) -> None:
    plots = results[name].plot
    assert dir(plots)
    for figure in dir(plots):
        still = getattr(plots, figure)()
        html = still._repr_html_()
        assert "http" not in html
        assert "<script" not in html
        assert still.figure.title in repr(still)
        if still.figure.option:
            assert svg(html).tag.endswith("svg")
            assert tree.parse(still.save(tmp_path / f"{figure}.svg"))
            assert still.save(tmp_path / f"{figure}.csv").read_text("utf-8").count("\n") == len(still.table) + 1
    with pytest.raises(AttributeError, match="no figure 'nonsense'"):
        plots.nonsense()


@pytest.mark.parametrize("name", RESULTS)
def test_a_card_holds_its_sentence_numbers_and_a_figure(results: dict[str, Any], name: str) -> None:
    result = results[name]
    card = result._repr_html_()
    words = " ".join(re.sub(r"<[^>]+>", " ", card).replace("&#x27;", "'").split())
    if hasattr(result, "sentence"):
        assert " ".join(result.sentence.split()) in words
    else:
        assert f"{result.outcome['left']:,.0f}" in words
    assert "http" not in card
    assert "<script" not in card
    if name != "same":
        assert "<svg" in card


def test_the_curves_are_the_medians(results: dict[str, Any]) -> None:
    found = results["comparison"]
    figure = compared.curves(found)
    last = {series["name"]: series["data"][-1][1] for series in figure.option["series"] if "stack" not in series}
    assert last == {found.a.name: np.median(found.left[0, :, -1]), found.b.name: np.median(found.left[1, :, -1])}
    assert figure.option["series"][0]["data"][-1][0] == "2011-05-13"
    exits = compared.exits(found).table.set_index("in A")
    assert exits.to_numpy().sum() == pytest.approx(found.fates.matched)
    by = compared.fates_by(found, "sect").table
    assert by.iloc[:, 1].sum() == pytest.approx(found.split.only_a)


def test_only_svg_and_csv_are_written(results: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(CohesionError, match=r"ends in \.svg or \.csv"):
        results["comparison"].plot.left().save(tmp_path / "left.png")
    with pytest.raises(CohesionError, match="there is nothing to draw"):
        results["same"].plot.difference().save(tmp_path / "none.svg")
    assert not list(tmp_path.iterdir())


def test_figures_by_sect_or_rank(results: dict[str, Any]) -> None:
    plot = results["record"].plot
    assert plot.departures_by("rank").figure.title == "Which ranks do they hold?"
    assert plot.departures_by().figure.title == "Which groups do they come from?"
    with pytest.raises(CohesionError, match="allowed: sect or rank"):
        plot.tips(by="x")


# ---- the page of a comparison


def test_the_page_stands_alone_and_is_the_same_each_time(results: dict[str, Any]) -> None:
    found = results["comparison"]
    text = page(found)
    assert text == page(compare(tiny_scenario(**HOT), without="D5", seeds=3))
    assert not re.findall(r"https?://|<script|@import|url\(", text)
    for kind, phrase in zip(("only-a", "only-b", "both"), found.phrases, strict=True):
        assert f'<span class="{kind}">{phrase}</span>' in text
    assert all(f">{one.name}</td>" in text for one in found.differences if one.paired.n)
    assert text.count("<svg") == 6
    assert "Nobody of 152" in page(results["same"])


def test_names_in_scenarios_are_not_markup() -> None:
    odd = tiny_scenario(**HOT, sects=[{"id": "plain", "name": "<img src=x>"}], scenario={"title": "<script>alert(1)</script>"})
    found = compare(odd, without="D5", seeds=1)
    for text in (page(found), found._repr_html_(), run(odd)._repr_html_()):
        assert "<img" not in text
        assert "<script" not in text


# ---- progress in notebooks


class Shell:
    kernel = object()


class Display:
    def __init__(self) -> None:
        self.shown: list[str] = []

    def HTML(self, text: str) -> str:
        return text

    def display(self, text: str, display_id: bool = False) -> Display:
        assert display_id
        self.shown.append(text)
        return self

    def update(self, text: str) -> None:
        self.shown.append(text)


def test_a_notebook_shows_how_far_a_long_call_is(monkeypatch: pytest.MonkeyPatch) -> None:
    display = Display()
    monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(get_ipython=Shell, display=display))  # type: ignore[arg-type]
    compare(tiny_scenario(), without="D5", seeds=2)
    assert display.shown == []  # it took less than two seconds
    monkeypatch.setattr(notebook, "PATIENCE", 0.0)
    monkeypatch.setattr(notebook, "TWICE_A_SECOND", 0.0)
    compare(tiny_scenario(), without="D5", seeds=2)
    assert len(display.shown) == 5
    assert display.shown[-1] == ""
    assert "comparing: 3 of 4" in display.shown[2]
    before = len(display.shown)
    run(tiny_scenario(), days=5, progress=lambda day, days: None)
    assert len(display.shown) == before
    run(tiny_scenario(), days=5)
    assert "day: 5 of 5" in display.shown[-2]


def test_elsewhere_nothing_is_shown() -> None:
    with notebook.progress_or_bar(None, "x") as told:
        assert told is None
