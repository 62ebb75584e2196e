"""The dashboard without a browser: links, sessions, limits, uploads, exports, and who may talk to the server."""

from __future__ import annotations

import asyncio
import io
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import solara

from tests.helpers import shipped, tiny_rebels, tiny_scenario, toml
from unit_cohesion import load_scenario, run
from unit_cohesion.errors import CohesionError, ScenarioErrors
from unit_cohesion.insight.effects import chosen_ids
from unit_cohesion.insight.two_runs import comparable
from unit_cohesion.insight.without_each import LeftOut, OverSeeds, WithoutEach
from unit_cohesion.outcomes import TABLES
from unit_cohesion.rules import MECHANISMS, PARAMETERS
from unit_cohesion.runs.record import Record
from unit_cohesion.scenario import shipped_scenarios
from unit_cohesion.schema import Disputed
from unit_cohesion.simulation.identity import identity_of
from unit_cohesion.simulation.run_file import read_run
from unit_cohesion.views.dashboard import fields, machine_turns
from unit_cohesion.views.dashboard import run_request as run_request_module
from unit_cohesion.views.dashboard.collapsible import FAMILIES, SWITCHED
from unit_cohesion.views.dashboard.controls import ENDS, FIRST, MAIN, REBELS, resting_text, scenario_groups
from unit_cohesion.views.dashboard.exports import csv_bytes, formula_safe, run_json, table_csv
from unit_cohesion.views.dashboard.fields import figure_on_step, figure_step, on_step, slider_step
from unit_cohesion.views.dashboard.guard import Guard
from unit_cohesion.views.dashboard.inject import REBELS as LATER
from unit_cohesion.views.dashboard.inject import VALUES, WORDS, choices_of, entry_from_form, fields_of_kind, kinds
from unit_cohesion.views.dashboard.kept_runs import RUNS
from unit_cohesion.views.dashboard.links import PAGES, UPLOADED, Choices, choices_of_link, link_query
from unit_cohesion.views.dashboard.measured import COMMAND, FILE, measured_effects, told_measured
from unit_cohesion.views.dashboard.pages.sources import Targets
from unit_cohesion.views.dashboard.restore_run import choices_of_run
from unit_cohesion.views.dashboard.run_request import Stopped, agent_count, run_request, simulate
from unit_cohesion.views.dashboard.server import free_port, serve
from unit_cohesion.views.dashboard.session import Session
from unit_cohesion.views.dashboard.upload import read
from unit_cohesion.views.dashboard.without_each import KEPT, measured_without
from unit_cohesion.views.report import report
from unit_cohesion.vocabulary import EVENT_KINDS, NEWS_KINDS

EVENT = {"id": "put-in-1", "date": "2030-05-01", "kind": "pay_stops"}
FIGURE = {"value": 0.25, "low": 0.1, "high": 0.75}
FULL = Choices(
    "two-valleys",
    {"comrade_pressure": 2.25, "discharge_stops": date(2030, 3, 1), "hand_days": 9},
    frozenset({"D6", "N1"}),
    7,
    90,
    2,
    (),
    "sources",
    33,
    {"unit": "guard/b1/bn1/c2"},
)


# ---- links


def test_a_link_carries_every_choice() -> None:
    assert choices_of_link(link_query(FULL)) == FULL
    assert choices_of_link("?" + link_query(FULL)) == FULL
    assert choices_of_link(link_query(Choices())) == choices_of_link(None) == choices_of_link("") == Choices()
    start = load_scenario("two-valleys").about.start
    event = EVENT | {"date": start.replace(year=start.year + 1).isoformat()}
    with_event = Choices("two-valleys", events=(event,))
    assert choices_of_link(link_query(with_event)) == with_event
    leader = Choices(page="integration", day=400, selection={"militia": "aleppo/local-3"})
    assert choices_of_link(link_query(leader)) == leader


@pytest.mark.parametrize(
    "search",
    [
        "scenario=/etc/passwd", "scenario=../two-valleys", "comrade_pressure=nan", "comrade_pressure=inf",
        "comrade_pressure=1e9", "comrade_pressure=", "seed=-1", "seed=1.5", "seed=" + "9" * 30, "off=D99", "off=I1", "page=admin", "day=0",
        "day=1096", "days=0", "days=99999", "persons_per_agent=0", "select=unit:<b>", "select=row:1", "select=unit:", "events={}",
        "events=[[1]]", "events=" + "[" * 3000, "events=[{}]", 'events=[{"id":"x","date":"2012-01-01","kind":"bombs"}]', "nonsense=1",
        "x" * 9000, "persons_per_agent=1&days=10000", "discharge_stops=yesterday",
    ],
)  # fmt: skip
def test_a_link_with_anything_wrong_is_refused_whole(search: str) -> None:
    with pytest.raises(CohesionError):
        choices_of_link(search)
    session = Session()
    session.open(search)
    assert session.choices() == Choices()
    assert session.error.value
    assert session.error.value.startswith("This link cannot be opened")


def test_a_link_carries_disputed_figures() -> None:
    chosen = Choices("tunisia-2011", {"police_brigades": 50, "avenue": 10_000, "comrade_pressure": 2.0}, persons_per_agent=100)
    link = link_query(chosen)
    assert {"declare.police_brigades=50", "declare.avenue=10000", "comrade_pressure=2.0"} <= set(link.split("&"))
    assert choices_of_link(link) == chosen
    against = Choices("tunisia-2011", page="compare", against=link_query(Choices("tunisia-2011", {"avenue": 5_000})))
    assert choices_of_link(link_query(against)) == against
    for wrong in (
        "declare.avenue=nan",
        "declare.avenue=1",
        "declare.avenue=",
        "declare.avenu=9000",
        "declare.comrade_pressure=1",
        "avenue=9000",
    ):
        with pytest.raises(CohesionError, match=r"avenu|comrade"):
            choices_of_link(f"scenario=tunisia-2011&{wrong}")
    with pytest.raises(CohesionError, match="it has none"):
        choices_of_link("scenario=two-valleys&declare.avenue=9000")


def test_a_figure_of_ones_own_file_may_be_called_as_a_links_words_are() -> None:
    own = load_scenario(
        tiny_scenario(declare={"seed": FIGURE, "self": FIGURE}, places=[{"id": "port", "violence": "$seed", "control": "$self"}])
    )
    chosen = Choices(UPLOADED, {"seed": 0.5, "self": 0.75}, seed=3)
    assert choices_of_link(link_query(chosen), own) == chosen
    session = Session()
    session.upload.value = own
    session.choose(UPLOADED)
    session.set("seed", 0.5)
    session.run()
    assert session.error.value is None
    assert (session.record.value.seed, session.record.value.scenario.places[0].violence) == (1, 0.5)  # type: ignore[union-attr]


def test_an_address_of_ones_own_file_waits_for_it() -> None:
    own = load_scenario(tiny_scenario())
    chosen = Choices(UPLOADED, {"comrade_pressure": 2.0}, frozenset({"D6"}), 7, 40, page="cascades", day=30, selection={"sect": "hill"})
    link = f"?{link_query(chosen)}"
    assert choices_of_link(link, own) == chosen
    with pytest.raises(CohesionError, match="scenario"):
        choices_of_link(link)
    session = Session()
    session.open(link)
    assert (session.awaited.value, session.record.value, session.error.value) == (link, None, None)
    session.reopen(own)
    assert (session.choices(), session.source(), session.awaited.value, session.notice.value) == (chosen, own, "", None)
    session.open("?scenario=uploaded&day=99")
    session.reopen(own)  # as changed meanwhile: it has 60 days
    assert (session.scenario.value, session.day.value) == (UPLOADED, 30)
    assert "here is your file alone" in str(session.error.value)
    elsewhere = Session()
    elsewhere.open(link)
    elsewhere.reopen(None)
    assert (elsewhere.scenario.value, elsewhere.awaited.value) == ("syria-2011", "")
    assert "does not hold" in str(elsewhere.error.value)


def test_a_large_link_waits_for_run() -> None:
    session = Session()
    session.open("persons_per_agent=1")
    assert session.record.value is None
    assert session.notice.value
    assert "Press Run" in session.notice.value


# ---- sessions


def test_two_sessions_share_nothing() -> None:
    one, other = Session(), Session()
    one.set("comrade_pressure", 2.0)
    one.switch("D6", on=False)
    one.seed.value = 9
    assert other.choices() == Choices()


def test_a_session_runs_what_is_chosen_as_run_does() -> None:
    session = Session()
    session.choose("two-valleys")
    session.days.value = 30
    session.set("comrade_pressure", 2.0)
    session.switch("D6", on=False)
    assert session.stale
    session.run()
    assert session.error.value is None
    assert session.progress.value is None
    assert not session.stale
    mine = run("two-valleys", 1, off="D6", days=30, comrade_pressure=2.0)
    record = session.record.value
    assert record is not None
    assert record.scenario == mine.scenario
    assert record.set == mine.set
    assert record.off == mine.off
    assert record.outcome == mine.outcome
    session.page.value = "sources"
    assert not session.stale  # looking elsewhere changes no run
    session.set("comrade_pressure", None)
    assert session.stale
    assert session.values.value == {}


def test_a_small_run_follows_a_slider_and_a_large_one_waits_for_run() -> None:
    session = Session()
    session.choose("two-valleys")
    session.days.value = 30
    session.set("comrade_pressure", 2.0)
    session.run_live()
    assert session.record.value is None  # the first run is asked for
    session.run()
    first = session.record.value
    session.set("comrade_pressure", 3.0)
    session.run_live()
    assert session.record.value is not first
    assert session.record.value.set == {"comrade_pressure": 3.0}
    assert session.before.value is first
    session.choose("syria-2011")
    session.run_live()
    assert session.stale
    session.days.value = 10_001  # refused when it is run; a slider says nothing of it
    session.run_live()
    assert session.error.value is None


def test_every_control_of_a_small_run_shows_at_once_what_it_does() -> None:
    session = Session()
    session.choose("two-valleys")
    session.days.value = 30
    session.run()
    shown = [session.record.value]
    for change in (
        lambda: session.live(session.switch, "D6", False),
        lambda: session.live(session.set, "comrade_pressure", 2.0),
        lambda: session.live(session.seed.set, 7),
        lambda: session.live(session.days.set, 20),
        lambda: session.live(session.values.set, {}),
        lambda: session.live(session.choose, "two-valleys"),
    ):
        change()
        assert not session.stale
        assert session.record.value not in shown
        shown.append(session.record.value)
    assert session.record.value is not None
    assert (session.record.value.off, session.record.value.days) == (("D6",), load_scenario("two-valleys").about.days)
    session.live(session.choose, "syria-2011")  # a large one waits
    assert session.stale
    assert not session.follows
    assert resting_text(session.stale, session.follows) == "changed: Run shows what it does"
    assert resting_text(False, True) == "what you change shows at once"


def test_a_change_taken_back_stops_the_run_that_followed_it() -> None:
    session = Session()
    session.choose("two-valleys")
    session.days.value = 30
    session.run()
    shown, going = session.record.value, []
    session.task = lambda: going.append(session._stop)  # it goes on elsewhere
    session.live(session.switch, "D6", False)
    session.live(session.switch, "D5", False)
    assert [stop.is_set() for stop in going] == [True, False]  # the latest wins
    assert session.busy.value
    session.live(session.off.set, frozenset())
    assert all(stop.is_set() for stop in going)
    assert (session.busy.value, session.progress.value, session.record.value) == (False, None, shown)


def test_pages_never_see_two_runs_that_cannot_be_compared() -> None:
    """They are drawn anew at every change of either."""
    session = Session()
    session.choose("two-valleys")
    session.days.value = 20
    session.run()
    session.seed.value = 2
    session.run()
    seen = []
    for one in (session.before, session.record):
        one.subscribe(lambda _: seen.append((session.before.value, session.record.value)))
    session.days.value = 10
    session.run()
    assert seen
    assert all(before is None or before is now or comparable(before.identity, now.identity) for before, now in seen if now is not None)


def test_the_scenarios_own_value_is_no_change() -> None:
    session = Session()
    own = session.source().parameters["comrade_pressure"]
    session.set("comrade_pressure", 3.0)
    session.set("comrade_pressure", own)
    assert session.values.value == {}


def test_what_is_refused_is_told_and_what_was_shown_stays() -> None:
    session = Session()
    session.choose("two-valleys")
    session.days.value = 20
    session.run()
    shown = session.record.value
    session.inject({"id": "bad", "date": "2030-01-01", "kind": "massacre", "place": "nowhere"})
    assert session.error.value
    assert "nowhere" in session.error.value
    assert session.events.value == ()
    assert session.record.value is shown


def test_a_run_can_be_stopped() -> None:
    stop, days = threading.Event(), []

    def progress(day: int, _: int) -> None:
        days.append(day)
        if len(days) == 5:
            stop.set()

    with pytest.raises(Stopped):
        simulate(run_request(load_scenario("two-valleys")), progress, stop)
    assert days == [7, 14, 21, 28, 35]  # at the end of the stretch of days that it was walking


def test_telling_how_far_it_is_takes_little_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now, told = [0.0], []

    def tell(share: float) -> None:
        told.append(share)
        now[0] += 0.5  # a page that is slow to draw

    monkeypatch.setattr(machine_turns.time, "monotonic", lambda: now[0])
    telling = machine_turns.ProgressReporter(tell)
    for day in range(1, 1001):
        now[0] += 0.002  # two seconds of work
        telling(day / 1000)
    assert now[0] < 2.0 * 1.3
    quick = machine_turns.ProgressReporter(told.append)
    for day in range(1, 1001):
        now[0] += 0.002
        quick(day / 1000)
    assert 10 <= len(told) <= 15
    assert told[1:] == sorted(told[1:])


# ---- limits


@pytest.mark.parametrize("name", ["two-valleys", "syria-2011"])
def test_the_size_of_a_run_is_known_before_it_starts(name: str) -> None:
    scenario = load_scenario(name).with_parameters(days=1)
    made = simulate(run_request(scenario), lambda day, days: None, threading.Event())
    assert len(made.people) == pytest.approx(agent_count(scenario), rel=0.02)


def test_limits() -> None:
    syria = load_scenario("syria-2011")
    assert run_request(syria).quick
    assert not run_request(syria, persons_per_agent=1).quick  # allowed: the whole army, one for one
    with pytest.raises(CohesionError, match="Raise persons per agent"):
        run_request(syria, persons_per_agent=1, days=2000)


# ---- controls


def test_sliders_and_switches_are_declared_things() -> None:
    assert len(MAIN) <= 8
    assert set(MAIN) <= set(PARAMETERS)
    assert {MECHANISMS[id].kind for id in SWITCHED} == {"rule", "claim"}
    for name in MAIN:
        p = PARAMETERS[name]
        step = slider_step(p)
        assert 50 <= (float(p.high) - float(p.low)) / step <= 200  # type: ignore[arg-type]
        assert round(float(p.default) / step) * step == pytest.approx(float(p.default))  # type: ignore[arg-type]
    assert {id[0] for id in MECHANISMS} == set(FAMILIES)  # else they would be on no page, and have no switch
    assert list(PAGES) == ["run", "compare", "learn", "integration", "cascades", "sweeps", "sources"]


def test_a_rule_tells_what_it_does_to_the_run_that_is_shown_once_that_is_measured_and_nothing_else() -> None:
    record = run("two-valleys", days=40)
    assert measured_without(None) == measured_without(record) == {}
    counts = {"named": OverSeeds((9.0, 9.0)), "stayed": OverSeeds((9.0, 9.0)), "left": OverSeeds((1.0, 1.0))}
    each = [
        LeftOut("D5", "Comrades", **counts, fewer=OverSeeds((1200.0, 1400.0))),
        LeftOut("D6", "Unit cohesion", **counts, fewer=OverSeeds((-30.0, -50.0))),
        LeftOut("D1", "Grievance", **counts, fewer=OverSeeds((-10.0, 20.0))),
    ]
    vars(record)[KEPT] = WithoutEach(record.identity, (1, 2), 100.0, tuple(each))
    assert measured_without(record) == {
        "D5": "Without it 1,300 fewer leave (1,210 to 1,390, the 90 % band of 2 seeds).",
        "D6": "Without it 40 more leave (31 to 49, the 90 % band of 2 seeds).",
        "D1": "Without it as many leave, or more, in some of 2 seeds.",
    }


def test_every_rule_that_was_measured_tells_what_it_acts_on_in_the_war_that_is_shipped() -> None:
    written, told = json.loads(FILE.read_text("utf-8")), measured_effects()
    shipped = load_scenario(written["scenario"])
    assert set(told.by_rule) == {row["id"] for row in written["effects"]} <= set(SWITCHED)
    assert set(told.by_rule) == set(chosen_ids(identity_of(shipped, 1), None))
    assert f"the mean of {len(written['seeds'])} seeds" in told.about
    assert all(words.startswith(f"{shipped.about.title}: ") and words.endswith(".") for words in told.by_rule.values())
    comrades = next(row for row in written["effects"] if row["id"] == "D5")
    with_it, without = (f"{round(comrades[name]):,}" for name in ("as_it_is", "without"))
    assert told.by_rule["D5"] == f"{shipped.about.title}: expected exits: {with_it}, without it {without}."
    assert any("no measurable difference" in words for words in told.by_rule.values())


def test_the_measured_effects_are_of_the_war_that_is_shipped_and_say_so_where_they_are_not() -> None:
    written = json.loads(FILE.read_text("utf-8"))
    shipped = load_scenario(written["scenario"])
    stale = f"{FILE.name} was measured on {written['hash']}, and {shipped.name} is {shipped.hash[:12]} now: make it anew with {COMMAND}"
    assert shipped.hash[:12] == written["hash"], stale
    assert " as shipped, " in told_measured(written, shipped).about
    later = told_measured(written, shipped.with_parameters(comrade_pressure=2.0))
    assert " in an earlier edition, not the one that ships now, " in later.about
    assert "as shipped" not in later.about


def test_a_slider_lets_go_at_a_number_as_people_write_it() -> None:
    for name in (*MAIN, *REBELS):
        p = PARAMETERS[name]
        step, low, high = slider_step(p), float(p.low), float(p.high)  # type: ignore[arg-type]
        for at in range(101):
            value = on_step(p, low + (high - low) * at / 100)
            assert low <= float(value) <= high  # type: ignore[arg-type]
            assert len(repr(float(value)).partition(".")[2]) <= max(1, len(f"{step:g}".partition(".")[2])), (name, value)  # type: ignore[arg-type]
    assert on_step(PARAMETERS["comrade_pressure"], 1.2000000000000002) == 1.2


def test_a_disputed_figure_has_a_slider_between_its_ends() -> None:
    """Each of every shipped scenario; all whose slider is wrong are named."""
    figures = [(name, key, one) for name in shipped_scenarios() for key, one in shipped(name).declare.items()]
    assert len(figures) > 10
    assert [f"{name}: {key}" for name, key, one in figures if not has_a_slider_between_its_ends(one)] == []


def has_a_slider_between_its_ends(one: Disputed) -> bool:
    step = figure_step(one)
    let_go = [figure_on_step(one, one.low + (one.high - one.low) * at / 100) for at in range(101)]
    return (
        (one.high - one.low) / step <= 200
        and (step == 1 or (one.high - one.low) / step >= 40)
        and [let_go[0], let_go[-1]] == [one.low, one.high]
        and let_go == sorted(let_go)
        and figure_on_step(one, one.value + 0.4 * step) == one.value
        and all(isinstance(value, int) for value in let_go) is one.whole
    )


def test_whatever_is_disputed_has_a_slider() -> None:
    for low, high in ((0.0, 5e-324), (-1e308, 1e308), (0.1, 0.1 + 1e-15)):
        one = Disputed(value=low, low=low, high=high)
        assert figure_step(one) > 0
        assert low <= float(figure_on_step(one, high)) <= high  # type: ignore[arg-type]


def test_a_disputed_figure_is_set_like_a_parameter() -> None:
    """The run is the one that ``run`` makes with the same figure; the scenario's own value takes the change back."""
    session = Session()
    session.choose("tunisia-2011")
    session.persons_per_agent.value = 100
    session.set("police_brigades", 60)
    session.run()
    assert session.error.value is None
    record = session.record.value
    assert record is not None
    assert record.identity == run("tunisia-2011", rng=1, persons_per_agent=100, police_brigades=60).identity
    assert record.set == {"police_brigades": 60}
    assert choices_of_run(read_run(run_json(record).decode(), "run.json")) == session.choices().run_alone
    session.set("police_brigades", 45)
    assert session.values.value == {}
    session.set("avenue", 9_000)
    session.choose("two-valleys")
    assert session.values.value == {}


def test_sliders_of_the_rebel_side_are_declared_things_too() -> None:
    assert len(REBELS) <= 8
    assert all(50 <= (float(p.high) - float(p.low)) / slider_step(p) <= 200 for p in (PARAMETERS[name] for name in REBELS))  # type: ignore[arg-type]


# ---- events put in


def test_every_kind_of_event_can_be_put_in() -> None:
    crowds = [{"id": "square", "place": "town", "start": "2011-03-20", "end": "2011-03-25", "size": 500}]
    rebels, army = load_scenario(tiny_rebels(crowds=crowds)), load_scenario(tiny_scenario(crowds=crowds))
    assert "order" not in kinds(load_scenario(tiny_scenario()))
    assert kinds(rebels) == [*NEWS_KINDS, *EVENT_KINDS]
    assert set(kinds(army)) == {*NEWS_KINDS, *EVENT_KINDS} - set(LATER)
    assert set(WORDS) == {*NEWS_KINDS, *EVENT_KINDS}
    made = []
    for number, kind in enumerate(kinds(rebels)):
        fields = fields_of_kind(kind)
        said: dict[str, Any] = {field: items[0]["value"] for field, items in choices_of(rebels, kind).items() if field in fields}
        said |= {field: VALUES[kind, field][1] for field in fields if (kind, field) in VALUES}
        said |= {"of": "guard/staff"} if "of" in fields else {}
        assert set(fields) <= set(said), kind
        made.append(entry_from_form(f"put-in-{number}", kind, date(2011, 3, 20), said))
        run_request(rebels, events=made[-1:])
    all_of_them = run_request(rebels, events=made).scenario
    assert len(all_of_them.events) == len(rebels.events) + len(EVENT_KINDS)
    assert len(all_of_them.news) == len(rebels.news) + len(NEWS_KINDS)


@pytest.mark.parametrize("key", ["place", "of", "patron"])
def test_word_can_be_put_in_of_a_place_a_formation_or_a_patron(key: str) -> None:
    scenario = load_scenario("afghanistan-2021")
    named = {"place": scenario.places, "of": scenario.army.formations, "patron": scenario.patrons}[key]
    offered = [item["value"] for item in choices_of(scenario, "word")["lost"] if item["value"].startswith(f"{key} ")]
    assert offered == [f"{key} {entry.id}" for entry in named]
    made = entry_from_form("put-in-1", "word", scenario.about.start + timedelta(days=30), {"lost": offered[-1], "reliability": 0.5})
    assert made[key] == named[-1].id
    assert getattr(run_request(scenario, events=[made]).scenario.news[-1], key) == named[-1].id


def test_news_put_in_is_heard_from_its_day_on() -> None:
    session = Session()
    session.choose("two-valleys")
    session.days.value = 200
    session.run()
    before = session.record.value
    others = next(sect.id for sect in session.source().sects if not sect.ruling)
    when = session.source().about.start + timedelta(days=90)
    session.inject(entry_from_form("put-in-1", "pledge", when, {"sect": others, "men": 500.0, "reliability": 1.0}))
    assert session.error.value is None
    after = session.record.value
    assert before is not None
    assert after is not None
    early, late = slice(0, 90), slice(90, None)
    pd.testing.assert_frame_equal(before.daily[early], after.daily[early])
    assert after.daily["norm"][late].mean() < 0.9 * before.daily["norm"][late].mean()
    session.inject(entry_from_form("put-in-2", "pay_stops", when, {}))
    unpaid = session.record.value
    assert unpaid is not None
    pd.testing.assert_frame_equal(before.daily[early], unpaid.daily[early])
    assert unpaid.daily["defections"][late].sum() > 1.4 * before.daily["defections"][late].sum()
    link = link_query(session.choices())
    assert choices_of_link(link).events == session.events.value
    assert choices_of_run(read_run(run_json(after).decode(), "run.json")).events[0]["kind"] == "pledge"


def test_it_opens_at_the_last_day_and_stays_there() -> None:
    session = Session()
    assert session.choices().day == 0
    session.choose("two-valleys")
    session.days.value = 20
    session.run()
    assert session.day.value == 20
    assert "day=" not in link_query(session.choices())
    session.days.value = 30
    session.run()
    assert session.day.value == 30
    session.day.value = 7
    session.days.value = 25
    session.run()
    assert session.day.value == 7
    assert "day=7" in link_query(session.choices())


# ---- uploads


def test_an_upload_is_read_by_the_same_loader() -> None:
    assert read("mine.toml", toml(tiny_scenario())).about.title == "A tiny army"
    assert read("C:\\..\\evil<b>.toml", toml(tiny_scenario(scenario={"name": None}))).name == "evil_b_"
    for wrong in (None, 7, "x", "#" * 70_000, '[scenario]\nextends = "/etc/hosts"', toml(tiny_scenario(bonds={"nonsense": 1}))):
        with pytest.raises(ScenarioErrors):
            read("mine.toml", wrong)
    with pytest.raises(ScenarioErrors) as found:
        read("mine.toml", toml(tiny_scenario(bonds={"comrade_pressure": 99, "nonsense": 1})))
    assert {fault.key for fault in found.value.errors} == {"bonds.comrade_pressure", "bonds.nonsense"}


@pytest.mark.parametrize(
    "wrong", ["x", "a = [" * 99, toml(tiny_scenario(targets={"T": {"outcome": "left", "low": 1, "on": "2019-01-01"}})), 'extends = "b"']
)
def test_an_upload_is_told_what_a_file_is_told(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(wrong, "utf-8")
    with pytest.raises(ScenarioErrors) as uploaded:
        read("mine.toml", wrong)
    with pytest.raises(ScenarioErrors) as file:
        load_scenario(path, shipped_only=True)
    told = [[(fault.key, str(fault.value), fault.allowed) for fault in found.value.errors] for found in (uploaded, file)]
    assert told[0] == told[1] != []


# ---- exports


def test_no_spreadsheet_runs_what_a_csv_says() -> None:
    assert [formula_safe(cell) for cell in ("=1+1", "+1", "-1", "@x", "\tx", " =1", "\rx", "a=1", "", -1, None)] == [
        "'=1+1",
        "'+1",
        "'-1",
        "'@x",
        "'\tx",
        "' =1",
        "'\rx",
        "a=1",
        "",
        -1,
        None,
    ]
    frame = pd.DataFrame({"name": pd.Categorical(["=HYPERLINK(1)", "b"]), "text": ["-2+3", "c"], "number": [-1.5, 2.0]})
    assert csv_bytes(frame).decode() == "name,text,number\n'=HYPERLINK(1),'-2+3,-1.5\nb,c,2.0\n"


@pytest.fixture(scope="module")
def small_record() -> Record:
    return run(tiny_rebels({"scenario": {"days": 30}}), rng=1)


@pytest.mark.parametrize("table", TABLES)
def test_a_runs_csv_is_what_pandas_would_read_of_its_own(small_record: Record, table: str) -> None:
    frame = getattr(small_record, table)
    by_pandas = pd.read_csv(io.BytesIO(csv_bytes(frame)), low_memory=False)
    pd.testing.assert_frame_equal(pd.read_csv(io.BytesIO(table_csv(frame)), low_memory=False), by_pandas, check_dtype=False)


def test_text_that_a_spreadsheet_would_run_is_none_in_a_runs_csv() -> None:
    frame = pd.DataFrame({"=name": pd.Categorical(["=HYPERLINK(1)", "b"]), "text": ["-2+3", 'say "so", or'], "number": [-1.5, 2.0]})
    assert table_csv(frame).decode() == """"'=name","text","number"\n"'=HYPERLINK(1)","'-2+3",-1.5\n"b","say ""so"", or",2\n"""


# ---- the guard


def answer(guard: Guard, kind: str = "http", path: str = "/", query: bytes = b"", method: str = "GET", **headers: str) -> int | str:
    """The status that a request gets; a WebSocket gets "open" or "refused"; and what the cookie then is."""
    scope = {
        "type": kind,
        "path": path,
        "method": method,
        "query_string": query,
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    # In a thread of its own: a browser test before this one in the same process leaves a loop running in the main thread.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, guard(scope, receive, send)).result()
    first = sent[0]
    return {"websocket.accept": "open", "websocket.close": "refused"}.get(first["type"]) or int(first["status"])


async def _inner(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
    else:
        await send({"type": "http.response.start", "status": 200, "headers": []})


def test_only_own_names_and_own_pages() -> None:
    guard = Guard(_inner)
    here = "localhost:8765"
    assert answer(guard, host=here) == 200
    assert answer(guard, host="[::1]:8765") == 200
    assert answer(guard, host="127.0.0.1") == 200
    for host in ("evil.example", "localhost.evil.example", "localhost:8765.evil", "", "127.0.0.1.nip.io", "192.168.1.5", "a@localhost"):
        assert answer(guard, host=host) == 403, host
    assert answer(guard) == 403
    assert answer(guard, host=here, origin=f"http://{here}") == 200
    for origin in ("http://evil.example", "null", "http://localhost:9999", "file://", f"http://{here}.evil", "http://127.0.0.1:8765"):
        assert answer(guard, host=here, origin=origin) == 403, origin
        assert answer(guard, "websocket", host=here, origin=origin) == "refused", origin
    assert answer(guard, "websocket", host=here) == "refused"
    assert answer(guard, "websocket", host=here, origin=f"http://{here}") == "open"


def test_a_token_is_asked_for() -> None:
    guard = Guard(_inner, ("box", "*"), "s" * 20)
    assert answer(guard, host="10.0.0.7:8765") == 401
    assert answer(guard, host="rebound.example") == 403  # a name that a page elsewhere could have made
    assert answer(guard, host="box:8765", query=b"token=wrong") == 401
    assert answer(guard, host="box:8765", query=b"token=" + b"s" * 20) == 303
    assert answer(guard, host="box:8765", cookie="cohesion-token=" + "s" * 20) == 200
    assert answer(guard, host="box:8765", cookie="cohesion-token=") == 401
    assert answer(guard, "websocket", host="box", origin="http://box") == "refused"
    assert answer(guard, "websocket", host="box", origin="http://box", cookie="a=b; cohesion-token=" + "s" * 20) == "open"


def test_others_are_let_in_only_with_a_token() -> None:
    for host, token in (("0.0.0.0", None), ("192.0.2.1", None), ("127.0.0.1", "short")):
        with pytest.raises(CohesionError, match="--"):
            serve(host, 0, token, print)
    with pytest.raises(CohesionError, match="cannot listen"):
        free_port("203.0.113.7", 80)


def test_assets_ask_no_other_machine() -> None:
    folder = Path(run_request_module.__file__).parent
    for path in [*folder.rglob("*.js"), *folder.rglob("*.css"), *folder.rglob("*.py")]:
        said = path.read_text("utf-8")
        assert "https://" not in said, path.name


def test_a_page_that_is_left_while_it_is_drawn_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The theme that the page observed is another one by then: taking the observer back from it must not fail."""
    import ipywidgets
    import traitlets

    class Theme(traitlets.HasTraits):
        dark_effective = traitlets.Bool(False)

        def unobserve(self, *args: Any, **kwargs: Any) -> None:
            raise ValueError("list.remove(x): x not in list")

    theme, seen = Theme(), []
    monkeypatch.setattr(fields.solara.lab, "theme", theme)

    @solara.component
    def Page() -> Any:
        seen.append(fields.use_dark())
        return ipywidgets.VBox.element()

    _, context = solara.render(Page(), handle_error=False)
    theme.dark_effective = True
    assert seen[0] is False
    assert seen[-1] is True
    context.close()


def test_the_dashboard_and_the_report_say_why_of_a_target_nothing_came_out() -> None:
    order = {"outcome": "order_of_loss", "values": {"port": 1.0, "town": 2.0}, "low": 0.5}
    record = run(tiny_scenario(targets={"order": order}), days=10)

    def said(widget: Any) -> list[str]:
        if isinstance(widget, str):
            return [widget]
        return [word for child in getattr(widget, "children", None) or () for word in said(child)]

    box, context = solara.render(Targets(record), handle_error=False)
    told = said(box)
    context.close()
    assert "– none of them was lost: no order" in told
    assert "– not reached" in told  # A1, which ends after the run
    page = report(record)
    assert "none of them was lost: no order" in page
    assert "not reached" in page


def test_runs_that_ended_are_drawn_one_after_another_but_for_those_that_were_left() -> None:
    """Thirty pages drawn at once took twice as long."""
    sessions = [Session() for _ in range(3)]
    for seed, session in enumerate(sessions, start=1):
        session.scenario.value, session.days.value, session.seed.value = "two-valleys", 7, seed
    with ThreadPoolExecutor(len(sessions)) as threads:
        with machine_turns.DRAWING:  # as while another's page is drawn
            working = [threads.submit(session.work) for session in sessions]
            limit = time.monotonic() + 60
            while not all(RUNS.known(session.request(), session) for session in sessions):
                assert time.monotonic() < limit
                time.sleep(0.01)
            time.sleep(0.3)
            assert [session.record.value for session in sessions] == [None] * 3
            sessions[1].stop()
        for one in working:
            one.result(60)
    assert [session.record.value is not None for session in sessions] == [True, False, True]
    for session in sessions:
        session.leave()


def test_a_double_click_on_run_does_not_stop_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The button Stop stands where Run stood."""
    session = Session()
    session.choose("two-valleys")
    session.days.value = 30
    session.task = lambda: None
    session.run()
    session.stop_by_hand()
    assert session.busy.value
    later = time.monotonic() + 1
    monkeypatch.setattr("unit_cohesion.views.dashboard.session.time.monotonic", lambda: later)
    session.stop_by_hand()
    assert not session.busy.value


@pytest.mark.parametrize("name", [name for name, ends in ENDS.items() if "more leave" in ends])
def test_sliders_say_which_way_more_leave(name: str) -> None:
    low, high = (run("two-valleys", 1, **{name: end}).outcome["left"] for end in (PARAMETERS[name].low, PARAMETERS[name].high))
    assert ENDS[name][low < high] == "more leave", (low, high)


def test_scenarios_stand_in_groups_each_once() -> None:
    groups = scenario_groups()
    assert sorted(name for names in groups.values() for name in names) == sorted(shipped_scenarios())
    assert next(iter(groups.values())) == list(FIRST)
    assert set(ENDS) == {*MAIN, *REBELS}
