"""The tables agree with one another and with the engine's log; outcomes are what their meanings say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.helpers import tiny_rebels, tiny_scenario
from unit_cohesion.errors import CohesionError
from unit_cohesion.outcomes import EVENTS, LEAVING, OUTCOMES, TABLES, WHEN
from unit_cohesion.rules import CAUSES, TERMS
from unit_cohesion.runs.facts import LogFacts
from unit_cohesion.runs.measures import MEASURES, outcome_of, outcomes_of, why_none
from unit_cohesion.runs.measures.window import share_of_sect
from unit_cohesion.runs.record import Record
from unit_cohesion.runs.validation import checked, outcome_value
from unit_cohesion.scenario import load_scenario
from unit_cohesion.schema import Target
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.simulation.identity import Identity
from unit_cohesion.tables.frames import KINDS
from unit_cohesion.vocabulary import BANDS, CHOICES, STATUS, STATUSES


@pytest.fixture(
    scope="module",
    params=[("two-valleys", {}), ("tiny", {"base_hazard": 0.01}), ("two-valleys", {"persons_per_agent": 5})],
    ids=["two-valleys", "tiny", "coarse"],
)
def engine(request: pytest.FixtureRequest) -> Engine:
    name, parameters = request.param
    engine = Engine(load_scenario(tiny_scenario() if name == "tiny" else name).with_parameters(**parameters), 3)
    engine.run()
    return engine


@pytest.fixture(scope="module")
def record(engine: Engine) -> Record:
    return Record.of(engine)


def per_day(record: Record, rows: pd.Series) -> np.ndarray:
    events = record.events[rows]
    return np.bincount(events["day"], events["persons"], minlength=record.days + 1)[1:]


def test_everybody_has_one_status_every_day(record: Record) -> None:
    everybody = record.people["persons"].sum()
    assert (record.daily[list(STATUSES)].sum(axis=1) == everybody).all()
    assert (record.groups.groupby("day")["persons"].sum() == everybody).all()
    groups = record.groups.pivot_table(index="day", columns="status", values="persons", aggfunc="sum", fill_value=0.0, observed=True)
    for status in groups:
        assert (groups[status].to_numpy() == record.daily[status].to_numpy()).all()
    assert (record.people.groupby("status", observed=False)["persons"].sum() == record.daily[list(STATUSES)].iloc[-1]).all()


@pytest.mark.parametrize(
    ("flow", "event"),
    [
        ("defections", "defection"),
        ("desertions", "desertion"),
        ("captures", "capture"),
        ("deaths", "death"),
        ("arrests", "arrest"),
        ("discharges", "discharge"),
        ("call_ups", "call-up"),
    ],
)
def test_flows_are_the_events_of_the_day(flow: str, event: str, record: Record) -> None:
    assert (record.daily[flow].to_numpy() == per_day(record, record.events["event"] == event)).all()


def test_stocks_change_by_events_alone(record: Record) -> None:
    for status in STATUSES:
        came, went = (per_day(record, record.events[column] == status) for column in ("to_status", "from_status"))
        assert (np.diff(record.daily[status]) == (came - went)[1:]).all()


def test_attempts_are_the_leavers_and_the_caught(record: Record) -> None:
    """Whoever sets out has the terms of his hazard noted; the overrun (W5) go where they can, and have none."""
    serving = record.events["from_status"] == "serving"
    weighed, overrun = serving & record.events["log_loyalty"].notna(), serving & (record.events["cause"] == "W5")
    assert (record.daily["attempts"].to_numpy() == per_day(record, weighed | overrun)).all()
    assert not (weighed & overrun).any()
    assert (weighed | overrun)[record.events["event"].isin(LEAVING)].all()


def test_units_add_up_and_are_what_serves(record: Record) -> None:
    units = record.units
    leaves = units[units["unit"].isin(record.unit_ids)]
    weeks = leaves.groupby("day")["strength"].sum()
    assert (weeks == record.daily.set_index("day")["serving"][weeks.index]).all()
    for column in ("strength", "left"):
        below = units[units["parent"] != ""].groupby(["day", "parent"], observed=True)[column].sum()
        above = units.set_index(["day", "unit"])[column][below.index]
        assert (below.to_numpy() == above.to_numpy()).all()
    shares = units[["cohesion", "peer_bond", "commander_trust", "institution"]]
    assert shares.notna().all(axis=None)
    assert ((shares >= 0) & (shares <= 1)).all(axis=None)
    parts = 0.5 * units["peer_bond"] + 0.3 * units["commander_trust"] + 0.2 * units["institution"]
    assert np.allclose(parts, units["cohesion"], atol=1e-6)
    ends = record.events[record.events["event"].isin(LEAVING)].groupby("unit", observed=False)["persons"].sum()
    last = leaves[leaves["day"] == leaves["day"].max()].set_index("unit")["left"]
    assert (last.to_numpy() <= ends[last.index].to_numpy()).all()


def test_history_is_the_engines_own(record: Record, engine: Engine) -> None:
    assert record.history.dtype == np.uint8
    assert (record.history == np.stack(engine.log.serving)).all()
    assert record.unit_ids == engine.battle.ids


def test_persons_are_named_once_and_events_name_them(record: Record) -> None:
    people, events = record.people.set_index("person"), record.events
    assert people.index.is_unique
    assert set(events["person"]) <= set(people.index)
    for column in ("sect", "rank", "band", "branch", "speciality", "unit"):
        assert (people.loc[events["person"], column].to_numpy() == events[column].to_numpy()).all()
    assert (people["unit"].astype(str) + "/" == people.index.str.replace(r"\d{3,}$", "", regex=True)).all()


def test_triggers_are_earlier_events_or_dated_ones(record: Record) -> None:
    first = record.events.drop_duplicates("person").set_index("person")["day"]
    dated = {f"news.{n.id}" for n in record.scenario.news} | {f"events.{e.id}" for e in record.scenario.events}
    tipped = record.events[record.events["trigger"] != ""]
    by_person = tipped[~tipped["trigger"].isin(dated)]
    assert len(by_person)
    assert (first[by_person["trigger"]].to_numpy() <= by_person["day"].to_numpy()).all()


def test_a_trigger_is_named_after_the_person_of_the_event_or_the_source_that_it_points_to(engine: Engine, record: Record) -> None:
    points, events = engine.log.events["trigger"], record.events
    named, persons, sources = events["trigger"].to_numpy(), events["person"].to_numpy(), np.array(["", *engine.sources], object)
    by_person = points > 0
    assert by_person.any()
    assert (named[by_person] == persons[points[by_person] - 1]).all()
    assert (named[~by_person] == sources[-points[~by_person]]).all()


def test_who_does_not_serve_has_nothing_left_to_gather(record: Record) -> None:
    people = record.people
    serving = people["status"] == "serving"
    assert people.loc[~serving, ["remaining", "hazard_today", "days_to_go"]].isna().all(axis=None)
    assert (people.loc[serving, "remaining"] > 0).all()
    assert np.allclose(people.loc[serving, "days_to_go"], people.loc[serving, "remaining"] / people.loc[serving, "hazard_today"])


def test_every_table_has_the_declared_columns_in_order(record: Record) -> None:
    further = {*STATUSES[1:], *(f"log_{term}" for term in TERMS[1:])}
    first = {"{status}": STATUSES[0], "log_{term}": f"log_{TERMS[0]}", "{utility}": CHOICES[0]}
    for table, declared in TABLES.items():
        apart = further | set(CHOICES[1:]) if table == "choices" else further
        plain = [name for name in getattr(record, table).columns if name not in apart]
        assert plain == [first.get(f.name, f.name) for f in declared if not f.needs]  # no crowds, nobody who moves
    assert [*record.events["cause"].cat.categories, "N9", "W7", "W8", "W9", "W9b", "W10"] == list(CAUSES)
    assert str(record.daily["date"].iloc[0].date()) == str(record.scenario.about.start)


def test_kinds_of_events() -> None:
    def kind(before: str, after: str) -> str:
        return EVENTS[KINDS[STATUS[before], STATUS[after]]]

    assert [kind("serving", to) for to in ("in transit", "camp", "adviser", "militia fighter", "militia commander")] == ["defection"] * 5
    assert [kind("serving", to) for to in ("in hiding", "captured", "jailed", "dead", "discharged")] == [
        "desertion",
        "capture",
        "arrest",
        "death",
        "discharge",
    ]
    assert [kind("in transit", "camp"), kind("civilian", "serving"), kind("camp", "dead")] == ["passage", "call-up", "death"]


# ---- outcomes: of a run that just ended, from its log; of a saved one, from its tables
def untold(record: Record) -> Record:
    """The same run, known by its tables alone."""
    return with_tables(record)


def with_tables(record: Record, days: int = 0, **tables: pd.DataFrame) -> Record:
    """The same run with other tables, and of another length if one is told."""
    return Record(record.identity, days or record.days, lambda table: tables[table] if table in tables else getattr(record, table))


def test_outcomes_of_a_run_make_no_table(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    record = Record.of(engine)
    monkeypatch.setattr(record, "_read", lambda table: pytest.fail(f"made the table {table}"))
    assert record.outcome["left"]
    assert (record.history == engine.log.serving).all()


def test_facts_that_are_let_go_of_are_made_again_the_same(engine: Engine) -> None:
    facts = LogFacts(engine)
    once, held = outcomes_of(facts), facts.events("person")
    facts.forget()
    assert facts.events("person") is not held
    assert outcomes_of(facts) == once


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 1.0])
def test_log_and_tables_give_the_same_outcomes_on_any_day(record: Record, share: float) -> None:
    saved, start = untold(record), record.scenario.about.start
    first, last = (start + timedelta(days=int(part * share * (record.days - 1))) for part in (0.5, 1.0))
    place, formation = record.scenario.places[0].id, record.scenario.army.formations[0].id
    about = {
        "place": [place],
        "formation": [formation],
        "band": ["soldiers"],
        "branch": ["army"],
        "speciality": ["infantry"],
        "values": {place.id: row for row, place in enumerate(record.scenario.places)},
        "sect": record.scenario.sects[0].id,
    }
    for name, outcome in OUTCOMES.items():
        needed = {key: about[key] for key in outcome.needs}
        groups: list[dict[str, Any]] = [{"sect": s.id} for s in record.scenario.sects] if outcome.by_sect else [{}]
        for more in (*groups, *({key: about[key]} for key in outcome.may)):
            given = {"start": first, "end": last} | needed | more
            assert outcome_value(record, name, **given) == outcome_value(saved, name, **given), (name, more)


def test_log_and_tables_give_the_same_outcomes_at_the_end(record: Record) -> None:
    assert untold(record).outcome == record.outcome
    assert (untold(record).history == record.history).all()


# ---- outcomes, on tables made by hand: units a and b of 3 and 2 men; the run has 20 days from Monday 1 January 2012
REBELS = {
    "capability_lost": 40.0,
    "capability_used": 10.0,
    "admitted": 4.0,
    "admitted_rank": 12.0,
    "refused": 2.0,
    "refused_rank": 10.0,
    "rebel_militias": 9.0,
    "effective_militias": 4.5,
    "largest_militia_share": 0.4,
    "militia_cohesion": 0.3,
    "sponsor_consensus": 0.6,
    "regime_control": 0.8,
}
"""Columns of ``daily``, the same on all days."""


def by_hand(*, year: int = 2012, **changes: Any) -> Record:
    came = {"intakes": [{"id": intake["id"], "cohorts": [year - 3, year - 1]} for intake in tiny_scenario()["army"]["intakes"]]}
    scenario = load_scenario(
        tiny_scenario(
            army=came,
            targets={"A1": None, **changes.pop("targets", {})},
            scenario={"start": f"{year}-01-01", "days": 20},
            news=[],
            events=[],
            series=[],
            crowds=changes.pop("crowds", []),
        )
    )
    events = pd.DataFrame(
        [
            (2, "defection", "a", "hill", "army", "soldiers", "serving", "in transit"),
            (2, "desertion", "a", "plain", "army", "soldiers", "serving", "in hiding"),
            (2, "death", "a", "plain", "army", "soldiers", "serving", "dead"),
            (3, "passage", "a", "hill", "army", "soldiers", "in transit", "camp"),
            (9, "defection", "b", "plain", "police", "generals", "serving", "militia fighter"),
            (12, "death", "b", "plain", "police", "generals", "militia fighter", "dead"),
        ],
        columns=["day", "event", "unit", "sect", "branch", "band", "from_status", "to_status"],
    ).assign(persons=10.0, person=["a/1", "a/2", "a/3", "a/1", "b/1", "b/1"])
    people_of = ["a/1", "a/2", "a/3", "b/1", "b/2"]
    people = pd.DataFrame(
        [
            ("a", "hill", "army", "camp", False, True, 2005),
            ("a", "plain", "army", "in hiding", False, True, 2011),
            ("a", "plain", "army", "dead", False, True, 1999),
            ("b", "plain", "police", "dead", True, False, 2005),
            ("b", "plain", "navy", "serving", True, True, 2012),
        ],
        columns=["unit", "sect", "branch", "status", "post", "officer_school", "cohort"],
    ).assign(
        persons=10.0,
        band=["soldiers"] * 3 + ["generals"] * 2,
        person=people_of,
        home=["port", "port", "town", "town", "town"],
        speciality=["infantry", "armour", "infantry", "pilot", "pilot"],
        intake=["conscripts"] * 3 + ["generals"] * 2,
    )
    for frame in (events, people):
        frame["unit"] = pd.Categorical(frame["unit"], ["a", "b"])
    daily = pd.DataFrame({"day": np.arange(1, 21), "defections": 0.0, "desertions": 0.0, "captures": 0.0, "serving": 50.0, "limbo": True})
    daily.loc[1, ["defections", "desertions"]] = 10.0
    daily.loc[8, "defections"] = 10.0
    daily = daily.assign(**REBELS, **{"militia fighter": 30.0, "militia commander": 5.0, "national army": 7.0, "captured": 12.0})
    daily = daily.assign(all_deaths=3.0, ending="", **changes.pop("daily", {}))
    weeks = [1, 8, 15]
    units = pd.DataFrame(
        [
            (day, unit, place, posture, strength)
            for day in weeks
            for unit, place, posture, strength in (
                ("a", "port", "besieged" if day > 1 else "deployed", 20.0),
                ("b", "town", "confined" if day > 1 else "besieged", 20.0),
            )
        ],
        columns=["day", "unit", "place", "posture", "strength"],
    )
    places = pd.DataFrame(
        [(day, place, 0.05 * row * day) for day in weeks for row, place in enumerate(("port", "town", "march"))],
        columns=["day", "place", "control"],
    )
    militias = pd.DataFrame(
        [(day, place, men) for day in weeks for place, men in (("port", 30.0 * day), ("port", 10.0), ("town", 99.0))],
        columns=["day", "place", "fighters"],
    )
    early, late = {"militia fighter": 120, "camp": 80}, {"militia fighter": 20, "militia commander": 10, "adviser": 20, "camp": 150}
    where = {day: early if day <= 10 else late for day in range(1, 21)}
    groups = pd.DataFrame(
        [(day, "plain", "senior officers", status, float(n)) for day, at in where.items() for status, n in at.items()]
        + [(day, "plain", "soldiers", "camp", 500.0) for day in range(1, 21)],
        columns=["day", "sect", "band", "status", "persons"],
    )
    tables = {"daily": daily, "events": events, "people": people, "groups": groups, "units": units, "places": places, "militias": militias}
    return Record(Identity(scenario, 1), 20, tables.__getitem__)


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("median_daily_defections", {"start": date(2012, 1, 2), "end": date(2012, 1, 2)}, 10.0),
        ("median_daily_defections", {}, 0.0),
        ("largest_weekly_defections", {}, 10.0),
        ("largest_weekly_defections", {"start": date(2012, 1, 3)}, 10.0),
        ("largest_weekly_defections", {"start": date(2012, 1, 10)}, 0.0),
        ("defected", {}, 20.0),
        ("defected", {"on": date(2012, 1, 8)}, 10.0),
        ("defected", {"on": date(2012, 1, 1)}, 0.0),
        ("deserted", {}, 10.0),
        ("left", {}, 30.0),
        ("strength", {"on": date(2012, 1, 1)}, 30.0),
        ("strength", {"on": date(2012, 1, 20)}, 0.0),
        ("strength", {"on": date(2012, 1, 21)}, None),
        ("defected", {"on": date(2011, 12, 31)}, None),
        ("regime_dead", {}, 10.0),
        ("soldiers_defected", {}, 10.0),
        ("officers_defected", {}, 10.0),
        ("officers_and_NCOs_defected", {}, 10.0),
        ("generals_defected", {"on": date(2012, 1, 8)}, 0.0),
        ("sects_missing_among_defectors", {}, 0.0),
        ("sects_missing_among_defectors", {"on": date(2012, 1, 8)}, 1.0),
        ("branches_missing_among_defectors", {}, 1.0),
        ("sect_share_of_defectors", {"sect": "hill"}, 0.5),
        ("sect_share_of_defectors", {"sect": "hill", "on": date(2012, 1, 1)}, None),
        ("share_in_small_parties", {}, 1.0),
        ("largest_whole_unit_exit", {}, 2.0),
        ("largest_whole_unit_exit", {"on": date(2012, 1, 1)}, 0.0),
        ("officers_in_camps_share", {}, 0.75),
        ("officers_in_camps_share", {"on": date(2012, 1, 10)}, 0.4),
        ("officers_out_of_action_share", {}, 0.85),
        ("officers_in_action_peak", {}, 0.6),
        ("officers_in_action_fall", {}, 0.75),
        ("officers_in_action_fall", {"on": date(2012, 1, 10)}, 0.0),
        ("officers_lost_share", {}, 1.0),
        ("officers_lost_share", {"on": date(2012, 1, 9)}, 0.0),
        ("officers_lost_share", {"on": date(2012, 1, 8)}, None),
        ("capability_used_share", {}, 0.25),
        ("admitted_refused_rank_gap", {}, -2.0),
        ("fighters", {}, 35.0),
        ("national_army", {}, 7.0),
        ("effective_militias", {}, 4.5),
        ("limbo", {}, 1.0),
        ("population_share", {"sect": "hill"}, 0.25),
        ("sensitive_post_share", {"sect": "plain"}, 1.0),
        ("officer_school_share", {"sect": "hill"}, 0.5),
        ("median_weekly_defections", {}, 10.0),  # weeks of 10, 10 and 0: the last is not whole
        ("median_weekly_defections", {"start": date(2012, 1, 2)}, 10.0),
        ("median_weekly_defections", {"start": date(2012, 1, 2), "end": date(2012, 1, 13)}, None),
        ("largest_weekly_exits", {}, 20.0),
        ("defected", {"start": date(2012, 1, 3)}, 10.0),
        ("defected", {"sect": "hill"}, 10.0),
        ("defected", {"band": ["generals"], "speciality": ["pilot"]}, 10.0),
        ("defected", {"band": ["generals"], "speciality": ["infantry"]}, 0.0),
        ("left", {"branch": ["army"]}, 20.0),
        ("left_per_day", {"start": date(2012, 1, 2), "end": date(2012, 1, 6)}, 4.0),
        ("busiest_quarter", {}, None),  # no quarter is whole
        ("desertions_per_defection", {}, 0.5),
        ("desertions_per_defection", {"start": date(2012, 1, 3)}, 0.0),
        ("strength_share", {}, 0.2),  # 50 on the eve, 10 at the end
        ("strength_share", {"on": date(2012, 1, 2)}, 0.4),
        ("share_in_use", {"on": date(2012, 1, 6)}, 1.0),
        ("share_in_use", {"on": date(2012, 1, 8)}, 0.5),
        ("regime_dead", {"place": ["town"]}, 10.0),
        ("regime_dead", {"place": ["port"]}, 0.0),
        ("share_of_regime_dead", {"sect": "plain"}, 1.0),
        ("share_of_regime_dead", {"place": ["port", "march"]}, 0.0),
        ("regime_dead_by_home", {"values": {"port": 1.0, "town": 5.0, "march": 1.0}}, 1.0),
        ("regime_dead_by_home", {"values": {"port": 2.0, "town": 1.0}}, -1.0),
        ("soldiers_dead_per_rebel", {}, 1.0),
        ("soldiers_dead_per_rebel", {"end": date(2012, 1, 8)}, None),
        ("defectors_dead_per_day", {}, 0.5),
        ("captive", {}, 12.0),
        ("sect_share_of_defectors", {"sect": "hill", "band": ["soldiers"]}, 1.0),
        ("relative_exits", {"sect": "hill"}, 2.0),  # one of one, against two of four
        ("relative_exits", {"sect": "hill", "start": date(2012, 1, 9)}, 0.0),
        ("largest_party", {}, 2.0),
        ("largest_party", {"start": date(2012, 1, 3)}, 1.0),
        ("large_parties", {}, 0.0),
        ("lost_by_hard_hit", {"place": ["port"]}, 1.0),
        ("lost_by_hard_hit", {"place": ["march"]}, None),
        ("besieged_who_defect", {}, 0.25),  # b, of 20, was besieged from day 1 and lost ten on day 9; a, of 20, was from day 8
        ("besieged_who_defect", {"start": date(2012, 1, 8)}, 0.0),
        ("siege_days", {}, 7.0),
        ("siege_days", {"start": date(2012, 1, 8)}, 13.0),
        ("share_in_action", {"band": ["senior officers"]}, 0.15),
        ("share_in_action", {"band": ["soldiers"]}, 0.0),
        ("band_share_of_arrivals", {"band": ["generals"]}, None),
        ("returned_rebels", {}, 0.0),
        ("militia_size", {"place": ["port"]}, 230.0),
        ("militia_size", {"place": ["port"], "on": date(2012, 1, 6)}, 20.0),
        ("militia_size", {"place": ["march"]}, None),
        ("control_of_place", {"place": ["town"]}, 0.75),
        ("control_of_place", {"place": ["town", "march"]}, 1.125),
        ("places_lost", {}, 1.0),
        ("places_lost", {"on": date(2012, 1, 7)}, 2.0),
        ("regime_gains", {}, 0.0),
        ("regime_falls", {}, 0.0),
        ("counted_dead_per_month", {}, 60.0),  # at the undercount of 1.5
        ("foreign_fighters", {}, 0.0),
        ("sect_share_of_fighters", {"sect": "hill"}, 0.0),
        ("sect_share_of_army", {"sect": "hill"}, 0.2),
        ("sect_share_of_army", {"sect": "hill", "speciality": ["infantry"]}, 0.5),
        ("sect_share_of_career_men", {"sect": "hill"}, 0.0),
        ("present", {}, 10.0),  # b/2 alone
        ("present", {"on": date(2012, 1, 1)}, 50.0),
        ("present", {"on": date(2012, 1, 8)}, 20.0),
        ("present", {"on": date(2012, 1, 8), "place": ["port"]}, 0.0),
        ("present", {"on": date(2012, 1, 1), "place": ["port"]}, 30.0),
        ("present", {"on": date(2012, 1, 8), "band": ["generals"], "sect": "plain", "place": ["town", "march"]}, 20.0),
        ("present", {"on": date(2012, 1, 8), "against": (date(2012, 1, 1), date(2012, 1, 1))}, 0.4),
        ("days_from_10_to_90", {}, 7.0),  # of 30, three had left on day 2, 27 on day 9
        ("days_from_10_to_90", {"band": ["soldiers"]}, 0.0),
        ("days_from_10_to_90", {"start": date(2012, 1, 10)}, None),
        ("units_dissolved", {}, 10.0),  # a, which stands for ten; b has one of two left
        ("units_dissolved", {"on": date(2012, 1, 1)}, 0.0),
        ("units_dissolved", {"start": date(2012, 1, 3)}, 0.0),  # a had nobody by then
        ("units_dissolved", {"place": ["town"]}, 0.0),
        ("units_dissolved", {"branch": ["army"]}, 10.0),
        ("places_lost", {"place": ["port"]}, 1.0),
        ("places_lost", {"place": ["town", "march"]}, 0.0),
        ("order_of_loss", {"values": {"port": 1.0, "town": 5.0, "march": 9.0}}, 2 / 6**0.5),  # both are lost in week 1, the third never
        ("order_of_loss", {"values": {"port": 9.0, "march": 1.0}}, -1.0),
        ("order_of_loss", {"values": {"port": 1.0, "town": 2.0}}, None),
    ],
)
def test_outcomes_by_hand(name: str, given: dict[str, Any], expected: float | None) -> None:
    assert outcome_value(by_hand(), name, **given) == (expected if expected is None else pytest.approx(expected))


@pytest.mark.parametrize("status", STATUSES)
def test_who_is_out_is_whose_status_the_words_name(status: str) -> None:
    facts = by_hand().facts
    counts = np.zeros((20, len(facts.scenario.sects), len(BANDS), len(STATUSES)))
    counts[:, 0, BANDS.index("senior officers"), [STATUS["camp"], STATUS[status]]] = 100.0
    vars(facts)["counts"] = counts
    named = status in WHEN.partition("Out are those whose status is one of")[2].partition(", whichever way they left")[0]
    share = outcome_of(facts, Target(outcome="officers_in_camps_share", source="by hand", low=0))
    assert share == (1.0 if not named or status == "camp" else 0.5)
    told = ("officers_in_camps_share", "officers_out_of_action_share", "officers_in_action_peak", "share_in_action")
    assert all("who are out" in OUTCOMES[name].meaning for name in told)


def test_what_counts_a_group_by_faith_says_so() -> None:
    scenario = load_scenario("syria-2011")
    kurds, facts = next(sect for sect in scenario.sects if sect.faith == "sunni"), by_hand().facts
    facts.scenario = scenario
    persons = np.array([10.0 * (sect is kurds) for sect in scenario.sects])
    assert share_of_sect(facts, persons, "sunni") == 1.0
    by_faith = {name for name, one in OUTCOMES.items() if "of the ethnic groups of its faith" in one.meaning.replace("and of", "of")}
    assert by_faith == {name for name, one in OUTCOMES.items() if "sect" in one.needs} - {"relative_exits"}


def test_shares_and_presence_by_formation_are_what_the_tables_say(record: Record) -> None:
    """Counted anew from events and people: who serves by a day, person by person."""
    events, people, start = record.events, record.people.set_index("person"), record.scenario.about.start
    first, last = 20, 40

    def serving(day: int) -> pd.Series:
        after = events[events["day"] > day].drop_duplicates("person").set_index("person")["from_status"].astype(str)
        return (after.reindex(people.index).fillna(people["status"].astype(str)) == "serving") * people["persons"]

    gone = events[events["event"].isin(LEAVING) & events["day"].between(first, last)]["person"].unique()
    days = {"start": start + timedelta(first - 1), "end": start + timedelta(last - 1)}
    for formation in record.scenario.army.formations:
        below = {formation.id}
        for _ in record.scenario.army.formations:
            below |= {one.id for one in record.scenario.army.formations if one.parent in below}
        meant = people["unit"].astype(str).str.partition("/")[0].isin(below)
        before, after = serving(first - 1)[meant], serving(last)[meant]
        assert outcome_value(record, "present", formation=[formation.id], on=days["end"]) == after.sum()
        share = outcome_value(record, "share_of_formation_left", formation=[formation.id], **days)
        assert share == pytest.approx(before[before.index.isin(gone)].sum() / before.sum())
        soldiers = outcome_value(record, "present", formation=[formation.id], band=["soldiers"], on=days["end"])
        assert soldiers == after[people["band"][meant] == "soldiers"].sum()
    one, *others = [formation.id for formation in record.scenario.army.formations if not formation.parent]
    here, there = (outcome_value(record, "present", formation=some, on=days["end"]) for some in ([one], others))
    assert outcome_value(record, "present", formation=[one], beside=others, on=days["end"]) == pytest.approx(here / there)  # type: ignore[operator]
    places = [outcome_value(record, "present", place=[place.id], on=days["end"]) for place in record.scenario.places]
    assert sum(places) == outcome_value(record, "present", on=days["end"]) == record.daily["serving"].iloc[last - 1]  # type: ignore[arg-type]


def test_parties_of_more_than_sixty_are_large_and_count_for_the_units_that_theirs_stands_for() -> None:
    record = by_hand()
    row = record.events.iloc[[0]]
    for men, parties in ((60, 0.0), (61, 10.0)):
        events = pd.concat([row] * men, ignore_index=True)
        people = pd.concat([record.people.iloc[[0]]] * men + [by_hand().people], ignore_index=True)
        people["person"] = [f"p/{number}" for number in range(len(people))]
        events["person"] = people["person"].iloc[:men].to_numpy()
        record = with_tables(by_hand(), events=events, people=people)
        assert outcome_value(record, "large_parties") == parties
        assert outcome_value(record, "largest_party") == men


def test_a_regime_gains_that_holds_nearly_all_or_rises_month_by_month() -> None:
    record = by_hand()
    days, start = 200, record.scenario.about.start

    def gains(control: np.ndarray) -> float | None:
        long = with_tables(record, days, daily=pd.DataFrame({"day": np.arange(1, days + 1), "regime_control": control}))
        return outcome_value(long, "regime_gains", on=start + timedelta(days - 1))

    assert gains(np.full(days, 0.9)) == 1.0
    assert gains(np.full(days, 0.89)) == 0.0
    assert gains(np.linspace(0.5, 0.6, days)) == 1.0
    assert gains(np.where(np.arange(days) < 120, np.linspace(0.5, 0.6, days), 0.5)) == 0.0


@pytest.mark.parametrize("year", [2012, 1812])
def test_the_busiest_quarter_is_a_whole_one(year: int) -> None:
    record = by_hand(year=year)
    days = 300
    row = record.events.iloc[[0]]
    events = pd.concat([row.assign(day=day) for day in (1, 1, 1, 100, 100, 250, 290, 290, 290)], ignore_index=True)
    long = with_tables(record, days, events=events)
    assert outcome_value(long, "busiest_quarter") == year  # from the year's first day
    start = date(year, 1, 2)
    assert outcome_value(long, "busiest_quarter", start=start, end=date(year, 10, 26)) == year + 0.25
    assert outcome_value(long, "busiest_quarter", start=date(year, 4, 15), end=date(year, 10, 26)) == year + 0.5


def test_parties_of_twenty_are_not_small() -> None:
    record = by_hand()
    row = record.events.iloc[[0]]
    events = pd.concat([row] * 20 + [record.events.iloc[[4]]], ignore_index=True)
    record = with_tables(record, events=events, people=pd.concat([record.people.iloc[[0]]] * 20 + [record.people], ignore_index=True))
    assert outcome_value(record, "share_in_small_parties") == pytest.approx(1 / 21)
    assert outcome_value(record, "largest_whole_unit_exit") == 20.0


def test_every_declared_outcome_is_computed_and_told() -> None:
    assert set(MEASURES) == set(OUTCOMES)
    told = by_hand().outcome
    assert {name.partition(".")[0] for name in told} == {name for name, outcome in OUTCOMES.items() if outcome.told}
    assert all(value is None or isinstance(value, float) for value in told.values())


CROWDS = [{"id": "square", "place": "town", "start": "2012-01-02", "end": "2012-01-15", "size": 500}]
ANSWERED = {
    "under_orders": 4.0,
    "units_obeying": 1.0,
    "units_refusing": 2.0,
    "units_fleeing": 1.0,
    "shot_today": 0.5,
    "units_driven_off": 1.0,
}


def test_what_comes_of_orders_by_hand() -> None:
    """Of four units a day on three days one obeys, two refuse and one leaves; on the second of them all ten obey."""
    daily = {name: np.zeros(20) for name in ANSWERED}
    for name, value in ANSWERED.items():
        daily[name][2:5] = value
    for name, value in zip(ANSWERED, (10.0, 10.0, 0.0, 0.0, 5.0, 3.0), strict=True):
        daily[name][3] = value
    record = by_hand(crowds=CROWDS, daily=daily)
    found = {name: outcome_value(record, name) for name in ("orders_obeyed", "orders_refused", "orders_fled", "shot_dead", "driven_off")}
    assert found == {"orders_obeyed": 12 / 18, "orders_refused": 4 / 18, "orders_fled": 2 / 18, "shot_dead": 6.0, "driven_off": 5.0}
    assert outcome_value(record, "orders_refused", start=date(2012, 1, 5)) == 0.5
    assert outcome_value(record, "orders_refused", start=date(2012, 1, 6)) is None
    assert (outcome_value(by_hand(), "orders_refused"), outcome_value(by_hand(), "shot_dead")) == (None, 0.0)


def test_what_comes_of_orders_stands_in_the_tables_of_a_scenario_with_crowds_alone() -> None:
    fire = {"id": "fire", "date": "2011-04-01", "kind": "order", "to": "shoot"}
    square = CROWDS[0] | {"start": "2011-04-01", "end": "2011-04-03"}
    tables = tiny_scenario(
        events=[fire],
        crowds=[square],
        storms={"storm_daily": 0.0},
        orders={"order_weight": 8.0, "order_stays": 8.0},
        targets={"A1": {"outcome": "orders_obeyed", "low": 0, "end": None}},
    )
    engine = Engine(load_scenario(tables), 1)
    engine.run()
    record = Record.of(engine)
    assert set(ANSWERED) <= set(record.daily.columns)
    asked = record.daily.set_index("day")["under_orders"]
    assert (asked[asked > 0].index == [18, 19, 20]).all()
    assert record.outcome["A1"] == record.daily["units_obeying"].sum() / asked.sum()
    assert untold(record).outcome == record.outcome
    assert list(record.events["cause"].cat.categories) == list(CAUSES)


def test_where_attackers_stand_stands_in_the_table_of_militias_of_a_scenario_in_which_some_move() -> None:
    moving = {"militias": [{"id": "march-guard", "moves": True}], "places": [{"id": "march", "control": 0.1}], "scenario": {"days": 15}}
    engine, plain = Engine(load_scenario(tiny_rebels(moving)), 1), Engine(load_scenario(tiny_rebels()), 1)
    engine.run()
    record = Record.of(engine)
    guard = record.militias[record.militias["militia"] == "march-guard"].set_index("day")
    assert list(guard["place"]) == ["march"] * 3
    assert list(guard["front"].astype(str)) == ["march", "town", "town"]  # it stands on the evening of the first day, and then goes on
    assert (record.militias.loc[record.militias["militia"] != "march-guard", "front"] != "").all()
    assert [*record.events["cause"].cat.categories, "W9", "W9b", "W10"] == list(CAUSES)
    plain.step()
    assert "front" not in Record.of(plain).militias


def test_what_comes_of_offers_stands_in_the_tables_of_a_scenario_with_offers_alone() -> None:
    told = {"units_yielding", "yielded_today", "sent_home_today", "killed_today"}
    word = {"id": "word", "start": "2011-03-15", "terms": ["go_home"], "kept": 0.5}
    tables = tiny_scenario(offers=[word], surrender={"offer_weight": 8.0}, places=[{"id": "town", "control": 0.5}])
    engine = Engine(load_scenario(tables), 1)
    engine.run()
    record = Record.of(engine)
    assert told <= set(record.daily.columns)
    without = Engine(load_scenario(tiny_scenario()), 1)
    without.step()
    assert not told & set(Record.of(without).daily.columns)
    found = {name: outcome_value(record, name) for name in ("yielded", "sent_home", "captives_dead")}
    assert found == {"yielded": record.daily["yielded_today"].sum(), "sent_home": record.daily["sent_home_today"].sum(), "captives_dead": 0}
    assert found["yielded"] > 0
    assert outcome_value(by_hand(), "yielded") == 0.0


def test_unknown_outcomes_and_sects_are_refused() -> None:
    with pytest.raises(CohesionError, match="did you mean 'defected'"):
        outcome_value(by_hand(), "defectd")
    with pytest.raises(CohesionError, match="one of hill, plain"):
        outcome_value(by_hand(), "population_share", sect="lake")


def test_targets_stand_beside_what_came_out() -> None:
    record = by_hand(
        targets={
            "met": {"outcome": "defected", "low": 20, "high": 20, "title": "out", "source": "A1"},
            "missed": {"outcome": "defected", "low": 11, "on": "2012-01-08", "role": "predict"},
            "rate": {"outcome": "left", "start": "2012-01-02", "end": "2012-01-02", "against": ["2012-01-03", "2012-01-20"], "high": 2},
            "later": {"outcome": "defected", "low": 1, "on": "2012-02-01"},
        }
    )
    check = record.check.set_index("id")
    assert check.columns.tolist() == ["title", "outcome", "value", "low", "high", "unit", "met", "role", "source", "why"]
    assert check["met"].tolist() == [True, False, True, pd.NA]
    assert check["role"].tolist() == ["fit", "predict", "fit", "fit"]
    assert check.loc["met", ["value", "unit", "title", "source"]].tolist() == [20.0, "persons", "out", "A1"]
    assert check.loc["rate", ["value", "unit"]].tolist() == [2.0, "ratio"]  # two men on the first day, one on the other
    assert record.outcome["missed"] == 10.0
    assert record.outcome["later"] is None
    assert check["why"].tolist() == ["", "", "", "not reached"]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"values": {"port": 1.0, "town": 2.0}}, "all lost in the same week: no order"),
        ({"values": {"port": 1.0, "town": 2.0}, "on": "2012-03-01"}, "not reached"),
        ({"values": {"port": 9.0, "march": 1.0}}, ""),
        ({"outcome": "present", "against": ["2012-02-01", "2012-02-01"]}, "not reached"),
        (
            {"outcome": "present", "place": ["port"], "on": "2012-01-01", "against": ["2012-01-08", "2012-01-08"]},
            "nothing to set it against",
        ),
        ({"outcome": "days_from_10_to_90", "start": "2012-01-10"}, "nothing to take it of"),
    ],
)
def test_why_nothing_came_out_is_said(given: dict[str, Any], why: str) -> None:
    record = by_hand(targets={"order": {"outcome": "order_of_loss", "low": 0} | given})
    (row,) = checked(record)
    assert row.why == why
    assert (row.value is None) == (row.met is None) == bool(why)
    assert record.check["why"].tolist() == [why]


@pytest.mark.parametrize("values", [{"port": 1.0, "town": 1.0, "march": 1.0}, {"port": 1.0}])
def test_figures_that_are_of_no_order_are_told(values: dict[str, float]) -> None:
    target = Target(outcome="order_of_loss", values=values)
    assert outcome_of(by_hand().facts, target) is None
    assert why_none(by_hand().facts, target) in ("all figures are the same: no order", "of fewer than two places: no order")
