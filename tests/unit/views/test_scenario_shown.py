"""A scenario as it is shown: order of battle, time line and places, in the terminal and as a page."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from tests.helpers import tiny_rebels, tiny_scenario, toml
from tests.unit.cli.asking import Ask, asking
from unit_cohesion import load_scenario
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.views.country import army, persons_at, tree
from unit_cohesion.views.scenario_page import page
from unit_cohesion.views.time_line import in_lanes, moments, monthly_at

SIEGE = [{"id": "free", "date": "2011-05-01", "kind": "relief", "place": "town"}]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ask:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return asking(capsys)


def test_moments_are_in_order_each_kind_with_marks_of_its_own_and_what_lasts_ends() -> None:
    found = moments(load_scenario(tiny_rebels(events=SIEGE)))
    assert [one.day for one in found] == sorted(one.day for one in found)
    assert [(one.kind, one.mark) for one in found if one.kind in ("news", "events")] == [
        ("events", "a"),
        ("news", "a"),
        ("news", "b"),
        ("events", "b"),
        ("events", "c"),
    ]
    ring = next(one for one in found if one.title == "ring")
    assert (ring.day, ring.last, ring.details, ring.where) == (date(2011, 4, 15), date(2011, 4, 30), "siege", "Town")
    assert {one.last for one in found if one.kind != "events"} == {None}
    assert next(one for one in moments(load_scenario(tiny_scenario())) if one.title == "ring").last == date(2011, 5, 13)  # the last day
    assert Counter(one.kind for one in found) == {"news": 2, "events": 3, "sponsors": 2, "militias": 3}


CROWDS = [{"id": "square", "title": "The square", "place": "town", "start": "2011-04-01", "end": "2011-04-20", "size": 12_345}]
ORDERS = [
    {"id": "fire", "date": "2011-04-02", "kind": "order", "to": "shoot", "of": "line", "end": "2011-04-10"},
    {"id": "back", "date": "2011-04-12", "kind": "order", "to": "withdraw"},
]


def test_crowds_and_orders_last(ask: Ask, tmp_path: Path) -> None:
    tables = tiny_scenario(crowds=CROWDS, events=ORDERS)
    found = {one.title: one for one in moments(load_scenario(tables))}
    square, fire, back = found["The square"], found["fire"], found["back"]
    assert (square.kind, square.day, square.last, square.where) == ("crowds", date(2011, 4, 1), date(2011, 4, 20), "Town")
    assert square.details == "12,345 people in the streets"
    assert (fire.last, fire.details, fire.where) == (date(2011, 4, 10), "order to shoot", "line")
    assert (back.last, back.details) == (date(2011, 5, 13), "order to withdraw, to all")
    (tmp_path / "tiny.toml").write_text(toml(tables), "utf-8")
    shown = ask("show", "tiny.toml").out
    assert "a crowd of 12,345" in " ".join(shown.split())
    assert any(line.startswith("crowds") for line in shown.splitlines())
    assert "Town: 400,000 people, 42 men, a crowd of 12,345" in page(load_scenario(tables))


def test_offers_last(ask: Ask, tmp_path: Path) -> None:
    tables = tiny_scenario(offers=[{"id": "word", "title": "Go home", "start": "2011-04-01", "terms": ["go_home", "passage"], "kept": 0.9}])
    (word,) = [one for one in moments(load_scenario(tables)) if one.kind == "offers"]
    assert (word.title, word.day, word.details) == ("Go home", date(2011, 4, 1), "terms of surrender: go home, passage; kept 90 %")
    (tmp_path / "tiny.toml").write_text(toml(tables), "utf-8")
    assert any(line.startswith("offers") for line in ask("show", "tiny.toml").out.splitlines())
    assert "Go home" in page(load_scenario(tables))


def test_patrons_come_are_to_go_and_go(ask: Ask, tmp_path: Path) -> None:
    north = {"id": "north", "name": "The north", "announced": "2011-04-01", "end": "2011-05-01", "men": 500, "air": 0.5, "pay": 0.25}
    tables = tiny_scenario(patrons=[north])
    there, told, gone = (one for one in moments(load_scenario(tables)) if one.kind == "patrons")
    assert (there.title, there.day, there.last) == ("The north", date(2011, 3, 15), date(2011, 5, 1))
    assert there.details == "helps the regime: worth 500 men, 50 % of the sorties, 25 % of the pay"
    assert (told.title, told.day) == ("The north: to go", date(2011, 4, 1))
    assert (gone.title, gone.day) == ("The north: gone", date(2011, 5, 1))
    (tmp_path / "tiny.toml").write_text(toml(tables), "utf-8")
    assert any(line.startswith("patrons") for line in ask("show", "tiny.toml").out.splitlines())
    assert "The north: to go" in page(load_scenario(tables))


def test_attackers_who_move_on_are_told(ask: Ask, tmp_path: Path) -> None:
    tables = tiny_rebels(militias=[{"id": "march-guard", "moves": True}, {"id": "zealots", "regular": True}])
    found = {one.title: one.details for one in moments(load_scenario(tables)) if one.kind == "militias"}
    assert found["March Guard"] == "takes up arms, 12 men, who move on from what they win"
    assert found["Zealots"] == "takes up arms, 10 men, in line"
    (tmp_path / "tiny.toml").write_text(toml(tables), "utf-8")
    assert "who move on from what they win" in " ".join(ask("show", "tiny.toml").out.split())
    assert "takes up arms, 12 men, who move on from what they win" in page(load_scenario(tables))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20)), max_size=30), st.integers(0, 3))
def test_nothing_in_a_lane_covers_another(made: list[tuple[int, int]], gap: int) -> None:
    spans = sorted((float(start), float(start + size)) for start, size in made)
    lanes = in_lanes(spans, gap)
    assert len(lanes) == len(spans)
    for lane in range(max(lanes, default=-1) + 1):
        held = [span for span, at in zip(spans, lanes, strict=True) if at == lane]
        assert held
        assert all(second[0] >= first[1] + gap for first, second in pairwise(held))


def test_a_series_is_read_by_month() -> None:
    scenario = load_scenario(tiny_scenario())  # 30, 60, 90 from March 2011
    days = [date(2011, 2, 28), date(2011, 3, 1), date(2011, 4, 30), date(2011, 5, 1), date(2011, 6, 1)]
    assert monthly_at(scenario, "deaths", days) == [0, 30, 60, 90, 0]
    assert monthly_at(scenario, "regime_deaths", days) == [0] * 5


def test_men_stand_where_units_are_born() -> None:
    thin = {"intakes": [{"id": "conscripts", "trusted_ruling_share": None}], "formations": [{"id": "line", "present": 0.3}]}
    for name in (tiny_scenario(), tiny_scenario(army=thin), "two-valleys"):
        scenario = load_scenario(name)
        engine = Engine(scenario, 1)
        units, people = engine.state.units, engine.state.people
        army = np.asarray(people.unit) < len(units.place)
        of_army = army & (np.asarray(units.branch)[np.asarray(people.unit)] >= 0)
        serving = of_army & (np.asarray(people.status) == 0)
        counted = Counter(scenario.places[row].id for row in np.asarray(units.place)[np.asarray(people.unit)[serving]])
        assert {place: men for place, men in persons_at(scenario).items() if men} == counted


def test_the_tree_holds_every_formation_below_the_one_above_it() -> None:
    formations = load_scenario("syria-2011").army.formations
    drawn = list(tree(formations))
    assert Counter(f.id for _, f in drawn) == Counter(f.id for f in formations)
    above: list[str] = []
    for guide, f in drawn:
        depth = len(guide) // 2
        assert f.parent == (above[depth - 1] if depth else None)
        above[depth:] = [f.id]


FACTS: dict[str, tuple[Any, str]] = {
    "present": (0.3, "30 % present"),
    "commander_since": ("2011-03-01", "commanders since 2011-03-01"),
    "replaced": (0.25, "25 % new within a year"),
    "pay_late": (6, "pay 6 months late"),
    "homes": ({"here": 0.25, "port": 0.75}, "homes 75 % Port, 25 % here"),
    "keeps_posts": (True, "in scattered posts"),
}
"""Keys of a formation with what is said of them."""


def test_how_alike_companies_are_is_shown() -> None:
    made = load_scenario(tiny_scenario(army={"establishments": [{"id": "company", "alike": 0.6}]}))
    terminal = Console(width=200, file=StringIO())
    with terminal.capture() as told:
        terminal.print(*army(made))
    assert "The Guard, First Division: 60 % of pairs in a company alike" in told.get()
    assert page(made).count("60 % of pairs in a company alike") == 2


@pytest.mark.parametrize(
    ("stops", "said"),
    [
        ("2011-03-15", "96 of them conscripts, none of whom is let go;"),
        ("2011-04-01", "96 of them for 540 days, from 2011-04-01 on for good;"),
        ("2011-05-14", "96 of them for 540 days;"),
    ],
)
def test_it_is_shown_how_long_conscripts_serve(stops: str, said: str) -> None:
    terminal = Console(width=200, file=StringIO())
    with terminal.capture() as told:
        terminal.print(*army(load_scenario(tiny_scenario(service={"discharge_stops": stops}))))
    assert said in told.get()


@pytest.mark.parametrize("key", FACTS)
def test_what_is_told_of_a_formation_is_shown(key: str) -> None:
    value, said = FACTS[key]
    thin = {"intakes": [{"id": "conscripts", "trusted_ruling_share": None}], "formations": [{"id": "line", key: value}]}
    made, plain = (load_scenario(tiny_scenario(army=one)) for one in (thin, {}))
    terminal = Console(width=200, file=StringIO())
    with terminal.capture() as told:
        terminal.print(*army(made))
    assert said in told.get()
    assert said in page(made)
    assert said not in page(plain)


@pytest.mark.parametrize("width", [60, 80, 100])
def test_marks_stand_at_their_dates(width: int, ask: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    (tmp_path / "tiny.toml").write_text(toml(tiny_scenario(events=SIEGE)), "utf-8")
    lines = ask("show", "tiny.toml").out.splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("Time line"))
    news, events = (next(line for line in lines[start:] if line.startswith(kind)) for kind in ("news", "events"))
    for mark, day in (("a", 17), ("b", 26)):  # of 60; news counts from its release
        assert news.index(mark, 12) - 12 == int(day / 60 * (width - 12))
    siege = events[events.index("b", 12) :]
    assert siege[1 : siege.index("c")].strip("─") == ""
    assert len(siege[: siege.index("c")]) == pytest.approx(16 / 60 * (width - 12), abs=1.01)


@pytest.mark.parametrize("scenario", ["two-valleys", "syria-2011"])
def test_the_page_stands_alone_and_holds_all_of_it(scenario: str, ask: Ask, tmp_path: Path) -> None:
    code, _, err = ask("show", scenario, "--html", "page.html")
    assert (code, err) == (0, "")
    text = (tmp_path / "page.html").read_text("utf-8")
    made = load_scenario(scenario)
    assert text == page(made)
    assert not re.findall(r"https?://[^ <\"]*\.(?:js|css|png|woff)|<script|@import|url\(| src=| href=", text)
    assert "default-src 'none'" in text
    assert made.hash[:12] in text
    assert text.count('class="tile"') == len(made.places)
    for name in (*(f.name for f in made.army.formations), *(p.name for p in made.places), *made.targets):
        assert name.replace("'", "&#x27;") in text
    assert text.count('class="mark"') == len(moments(made))


def test_names_in_a_scenario_are_no_markup_on_the_page() -> None:
    odd = "<img src=x onerror=alert(1)>"
    tables = tiny_rebels(
        scenario={"title": odd, "question": odd, "sources": [odd]},
        sects=[{"id": "plain", "name": odd}],
        places=[{"id": "port", "name": odd}],
        army={"formations": [{"id": "guard", "name": odd}]},
        countries=[{"id": "north", "name": odd}],
        news=[{"id": "video", "title": odd}],
        militias=[{"id": "zealots", "name": odd, "source": odd}],
        targets={"A1": {"title": odd, "source": odd}},
    )
    assert "<img" not in page(load_scenario(tables))


def test_a_scenario_in_which_nothing_is_dated_has_no_time_line(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "quiet.toml").write_text(toml(tiny_scenario(news=[], events=[], series=[], targets=None)), "utf-8")
    code, out, _ = ask("show", "quiet.toml")
    assert code == 0
    assert "Time line" not in out
    assert "Nothing is dated." in page(load_scenario(tiny_scenario(news=[], events=[], series=[])))


def test_a_page_that_cannot_be_written_is_told_before(ask: Ask) -> None:
    code, out, err = ask("show", "two-valleys", "--html", "/proc/absent/page.html")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "--html /proc/absent/page.html: allowed: a file in a folder that can be written to" in err
