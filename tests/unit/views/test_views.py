"""What is printed: numbers, little charts and tables say what the tables of a run hold."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console, RenderableType

from tests.helpers import tiny_rebels, tiny_scenario
from unit_cohesion.outcomes import LEAVING
from unit_cohesion.runs.run import Record, load_record, run
from unit_cohesion.runs.validation import Checked
from unit_cohesion.scenario import load_scenario
from unit_cohesion.views.figures.flows import whereabouts
from unit_cohesion.views.formatting import (
    band,
    bar,
    columns_chart,
    in_unit,
    months_axis,
    number,
    one_line,
    percent,
    shortened,
    sparkline,
    times,
)
from unit_cohesion.views.names import AWAY
from unit_cohesion.views.rebel_side import OUT, defectors, safe_places
from unit_cohesion.views.terminal.console import progress_bar
from unit_cohesion.views.terminal.departures import departures_chart
from unit_cohesion.views.terminal.describe import description
from unit_cohesion.views.terminal.rebels import rebel_side
from unit_cohesion.views.terminal.run import causes, fates, outcome, report


def printed(*parts: RenderableType, width: int = 80) -> str:
    console = Console(file=StringIO(), width=width, markup=False, highlight=False, color_system=None)
    for part in parts:
        console.print(part)
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


@pytest.fixture(scope="module")
def record() -> Record:
    """A run in which many leave."""
    return run(tiny_scenario(departure={"base_hazard": 0.01}), days=40)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (12345, "12,345"),
        (12345.6, "12,346"),
        (0.03125, "0.0312"),
        (2.0, "2"),
        (1e-4, "0.0001"),
        (-3, "-3"),
        (None, "–"),
        (float("nan"), "–"),
        (date(2012, 1, 2), "2012-01-02"),
        (True, "True"),
    ],
)
def test_number(value: object, words: str) -> None:
    assert number(value) == words


def test_ranges_shares_and_factors() -> None:
    assert [band(1, 2), band(3, None), band(None, 1000.0), band(4, 4)] == ["1 to 2", "at least 3", "at most 1,000", "4"]
    assert [percent(s) for s in (0, 0.0004, 0.004, 0.25, 1)] == ["0 %", "<0.1 %", "0.4 %", "25 %", "100 %"]
    assert [in_unit(v, u) for v, u in ((0.5, "1"), (1.0, "yes/no"), (0.0, "yes/no"), (7, "persons"), (None, "1"))] == [
        "50 %",
        "yes",
        "no",
        "7",
        "–",
    ]
    assert [times(f) for f in (0.001, 0.0499, 0.62, 2.44, 1876.2)] == ["×0.001", "×0.05", "×0.6", "×2.4", "×1,876"]


def test_data_cannot_command_the_terminal() -> None:
    assert one_line("a\x1b[31m\nb\t\x07") == "a\ufffd[31m b \ufffd"
    assert shortened("abcdef", 4) == "abc…"


def test_little_charts() -> None:
    assert sparkline([0, 0.001, 4, 8], 8) == " ▁▄█"
    assert sparkline([0, 0], 0) == "  "
    assert columns_chart([0, 1, 8, 16], 16, 2) == ["   █", " ▁██"]
    assert [bar(0, 8), bar(0.001, 8), bar(0.5, 8), bar(1, 4)] == ["", "▏", "████", "████"]
    axis = months_axis(date(2011, 3, 15), 7, 60)
    assert (len(axis), axis.split()) == (60, ["Apr", "Jul", "Oct", "2012", "Apr"])


@pytest.mark.parametrize("width", [60, 80, 120])
def test_chart_shows_all_who_left_by_way_and_by_group(record: Record, width: int) -> None:
    left = record.events[record.events["event"].isin(LEAVING)]
    text = printed(departures_chart(record.facts, width), width=width)
    assert max(map(len, text.splitlines())) <= width
    *_, everybody, defected, deserted, gave_up, hill, plain, _ = text.splitlines()
    by_sect = left.groupby("sect", observed=False)["persons"].sum()
    assert [line.split()[-1] for line in (everybody, hill, plain)] == [
        number(n) for n in (by_sect.sum(), by_sect["hill"], by_sect["plain"])
    ]
    ways = [record.daily[name].sum() for name in ("defections", "desertions", "captures")]
    assert [line.split()[-1] for line in (defected, deserted, gave_up)] == [number(n) for n in ways]
    assert by_sect.sum() == sum(ways) > ways[0] > 0


def test_causes_and_fates_are_those_of_the_record(record: Record) -> None:
    left = record.events[record.events["event"].isin(LEAVING)]
    top = left["cause"].value_counts(normalize=True)
    lines = printed(causes(record.facts, record.terms)).splitlines()[4:]
    assert lines[0].split()[0] == top.index[0]
    assert percent(top.iloc[0]) in lines[0]
    told = printed(fates(record.facts, 80))
    ends = record.people.loc[record.people["person"].isin(left["person"]), "status"].value_counts()
    for status, count in ends[ends > 0].items():
        assert any(line.startswith(AWAY.get(str(status), str(status))) and number(count) in line for line in told.splitlines())


def test_no_number_is_cut_where_the_terminal_is_narrow(rebels: Record) -> None:
    assert "…" not in printed(*report(rebels, 50), width=50)


def test_outcome_marks_what_is_met_missed_and_not_reached() -> None:
    rows: list[tuple[str, float | None, float, float | None, bool | None, str]] = [
        ("A", 5.0, 1.0, 9.0, True, "fit"),
        ("B", 50.0, 1.0, 9.0, False, "fit"),
        ("C", None, 1.0, 9.0, None, "fit"),
        ("D", 5.0, 1.0, None, True, "check"),
    ]
    why = {"C": "not reached"}
    check = [
        Checked(id, "[b]x[/c]", "left", value, low, high, "persons", met, role, "", why.get(id, ""))
        for id, value, low, high, met, role in rows
    ]
    for width in (80, 120):
        fitted, shown = printed(*outcome(check), width=width).split("Shown, not fitted")
        marks = {line.split()[1]: line.split()[0] for line in (fitted + shown).splitlines() if "[b]x[/c]" in line}
        assert marks == {"A": "✓", "B": "✗", "C": "–", "D": "✓"}
        assert "1 of 3 met; – was not reached in this run" in fitted
        assert " D " in shown


def test_a_target_that_no_run_could_meet_or_miss_says_why() -> None:
    check = [Checked("order", "in which order", "order_of_loss", None, 0.5, None, "correlation", None, "fit", "", "all lost: no order")]
    told = printed(*outcome(check), width=80)
    assert "– order: all lost: no order." in told
    assert "not reached" not in told


@pytest.mark.parametrize("width", [50, 80, 120])
def test_description_names_everything_and_fits(width: int) -> None:
    scenario = load_scenario(tiny_scenario(sects=[{"id": "hill", "name": "[red]Hill"}], bonds={"comrade_pressure": 2.5}))
    text = printed(*description(scenario, width), width=width)
    assert max(map(len, text.splitlines())) <= width
    for word in ("A tiny army", "Who leaves first?", "[red]Hill", "Port", "Guard", "2011-03-30", "comrade_pressure", "A1", "144"):
        assert word in text


def test_far_places_are_listed_where_no_map_fits() -> None:
    scenario = load_scenario(tiny_scenario(places=[{"id": "march", "x": 50}]))
    text = printed(*description(scenario, 80))
    assert "╭" not in text
    assert all(place.name in text for place in scenario.places)


def test_bar_is_drawn_on_a_terminal_only() -> None:
    with progress_bar(Console(file=StringIO())) as progress:
        assert progress is None
    terminal = Console(file=StringIO(), force_terminal=True)
    with progress_bar(terminal) as progress:
        assert progress is not None
        progress(3, 10)
    assert "3/10" in terminal.file.getvalue()  # type: ignore[attr-defined]


# ---- the rebel side


@pytest.fixture(scope="module")
def rebels() -> Record:
    """A run with a rebel side, in which many leave."""
    return run(tiny_rebels(departure={"base_hazard": 0.01}), days=200)


@pytest.mark.parametrize("width", [50, 80, 120])
def test_fate_of_the_defectors_adds_up(rebels: Record, width: int) -> None:
    found = defectors(rebels.facts)
    assert sum(sum(one.persons.values()) for one in found) == rebels.daily["defections"].sum() > 20
    text = printed(*rebel_side(rebels.facts, width), width=width)
    assert max(map(len, text.splitlines())) <= width
    (alive,) = [line.split() for line in text.splitlines() if line.startswith("out and alive")]
    assert alive[3:] == [
        number(sum(one.persons[level] for one in found if one.status in OUT)) for level in ("officers", "NCOs", "soldiers")
    ]
    assert ("%" in text.partition("The rebel side")[0]) == (width >= 72)
    day = rebels.daily.iloc[-1]
    flat = " ".join(text.split())
    assert f"{number(day['rebel_militias'])} with {number(day['militia fighter'] + day['militia commander'])} fighters" in flat
    assert f"{number(day['admitted'])} admissions" in flat
    assert "National army did not form" in flat


def test_what_is_printed_of_a_run_is_printed_of_its_tables_too(rebels: Record, record: Record, tmp_path: Path) -> None:
    for name, fresh in {"rebels": rebels, "army": record}.items():
        saved = load_record(fresh.save(tmp_path / name))
        assert printed(*report(saved, 120), width=120) == printed(*report(fresh, 120), width=120)


def test_only_the_army_is_counted_among_those_who_left(rebels: Record) -> None:
    table = whereabouts(rebels.daily, rebels.groups).table
    army = rebels.people[rebels.people["band"] != "civilians"]
    assert (rebels.people["band"] == "civilians").any()
    assert table["with a militia"].iloc[-1] == army.loc[army["status"] == "militia fighter", "persons"].sum()
    text = printed(*report(rebels, 80))
    killed = rebels.events[(rebels.events["event"] == "death") & (rebels.events["from_status"] == "serving")]
    assert f"{number(killed['persons'].sum())} died in service" in text
    assert "Where the defectors are" in text
    assert "Where those who left are" not in text


def test_safe_areas_come_and_go_with_events() -> None:
    dates = {"safe_area": "2011-04-01", "safe_area_lost": "2011-04-20"}
    events = [{"id": kind.replace("_", "-"), "date": when, "kind": kind, "place": "march"} for kind, when in dates.items()]
    scenario = load_scenario(tiny_rebels(events=events))
    assert [safe_places(scenario, day) for day in (17, 18, 36, 37)] == [[], ["March"], ["March"], []]
