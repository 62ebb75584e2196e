"""The rebel side's figures, leaders and persons: against the tables, and against examples worked out by hand."""

import json

import numpy as np
import pandas as pd
import pytest

from tests.helpers import tiny_rebels, tiny_scenario
from unit_cohesion import run
from unit_cohesion.views import leaders, names, persons, report
from unit_cohesion.views import rebels as rebel_words
from unit_cohesion.views.figures import doors, hazard_terms
from unit_cohesion.views.figures.base import themed
from unit_cohesion.views.figures.histories import militia_leader, militia_men, sponsor_money
from unit_cohesion.views.figures.passages import Passages, passages
from unit_cohesion.views.figures.run_figures import RunFigures
from unit_cohesion.views.rebels import event_sentences
from unit_cohesion.vocabulary import CAMP, CHOICES, CHOSEN, OUT_AND_ALIVE


@pytest.fixture(scope="module")
def rebels():
    return run(tiny_rebels(departure={"base_hazard": 0.01}, gatekeeping={"vetting_days": 0.0}, flight={"militia_rank": 3.0}), days=300)


def test_every_figure_of_the_rebel_side_can_be_read_and_saved(rebels):
    made = RunFigures(rebels)
    figures = [made.flow(rebels.days), *made.rebel_page()]
    weeks = rebels.militias[rebels.militias["militia"] == "march-guard"]
    start = rebels.scenario.about.start
    figures += [militia_men(weeks, start), militia_leader(weeks, start)]
    figures += [sponsor_money(rebels.sponsors[rebels.sponsors["sponsor"] == "crown"], start)]
    assert len({figure.key for figure in figures}) == len(figures)
    for figure in figures:
        assert figure.title.endswith("?"), figure.key
        assert len(figure.about) > 30
        assert figure.about.rstrip()[-1] in ".)"
        if figure.option:
            json.dumps(themed(figure.option, True), allow_nan=False)
        for axis in ("xAxis", "yAxis"):
            if axis in figure.option and figure.option[axis]["type"] in ("value", "log"):
                assert figure.option[axis]["name"], figure.key
    drawn = {figure.key for figure in figures if figure.option}
    assert {"passages", "officers", "doors", "weighed", "militias", "militia-cohesion", "sponsors", "consensus", "capability"} <= drawn
    assert ">Who leads" not in report.report(rebels)  # the table of a day is the dashboard's
    assert "Whom do leaders let in" in report.report(rebels)
    assert "Whom do leaders let in" not in report.report(run(tiny_scenario(), days=20))


def test_the_flow_counts_everybody_who_left_once(rebels):
    left = rebels.events[rebels.events["event"].isin(["defection", "desertion", "capture"])]
    for day in (30, 150, rebels.days):
        table = RunFigures(rebels).passages.on(day)
        assert table["persons"].sum() == left.loc[left["day"] <= day, "persons"].sum()
    officers = RunFigures(rebels).passages.on(rebels.days, "officers")
    people = rebels.people[rebels.people["person"].isin(left["person"]) & (rebels.people["band"] > "NCOs")]
    for status, words in (("camp", "in a camp abroad"), ("dead", "dead"), ("candidate", "at a militia's door")):
        assert officers.loc[officers["where"] == words, "persons"].sum() == people.loc[people["status"] == status, "persons"].sum()


def test_the_flow_by_hand():
    rows = [
        ("a", 1, "defection", "in transit", ""),
        ("b", 2, "desertion", "in hiding", ""),
        ("a", 4, "passage", "camp", ""),
        ("b", 5, "passage", "militia fighter", "guard"),
    ]
    events = pd.DataFrame(rows, columns=["person", "day", "event", "to_status", "militia"]).assign(band="soldiers", persons=2.0)
    people = pd.DataFrame({"person": ["a", "b"], "militia": ["", "guard"]})
    militias = pd.DataFrame([(1, "guard", "", False), (8, "guard", "crown", False)], columns=["day", "militia", "patron", "extremist"])
    found = Passages(events, people, militias, {"crown": "The Crown (abroad)"})
    where = {day: dict(found.on(day)[["where", "persons"]].itertuples(index=False)) for day in (1, 3, 5, 8)}
    assert where[1] == {"on the way abroad": 2.0}
    assert where[3] == {"on the way abroad": 2.0, "at home, in hiding": 2.0}
    assert where[5] == {"in a camp abroad": 2.0, "with militias that nobody pays": 2.0}
    assert where[8] == {"in a camp abroad": 2.0, "with militias paid by The Crown": 2.0}
    assert found.on(8, "officers").empty
    assert not passages(found, 8, "now", "officers").option


def test_shares_of_officers_are_those_of_the_groups(rebels):
    table = RunFigures(rebels).rebel_page()[0].table
    where = rebels.facts.officers_out
    assert table["officers out and alive"].tolist() == where.sum(axis=1).tolist()
    assert table["in a camp abroad"].tolist() == where[:, OUT_AND_ALIVE.index(CAMP)].tolist()


def test_doors_by_hand():
    choices = pd.DataFrame({"subject": ["a", "a", "b", "guard"], "choice": ["refused", "adviser", "declined", "funded"]})
    terms = dict.fromkeys(doors.WEIGHED, 0.0)
    choices = choices.assign(**terms).assign(rivalry=[-2.0, -1.0, 0.0, np.nan])
    people = pd.DataFrame({"person": ["a", "b"], "rank": ["captain", "general"], "persons": [10.0, 10.0]})
    table = doors.by_rank(choices, people).table.set_index("rank")
    assert table.loc["captain"].tolist() == [10, 10, 0]
    assert table.loc["general"].tolist() == [0, 0, 10]
    weighed = doors.mean_terms(choices, people)
    assert weighed.table.set_index("consideration").loc["fear of a rival"].tolist() == [-1.0, -2.0]
    assert weighed.about.endswith("fear of a rival.")


def test_leaders_of_a_day(rebels):
    day = 250
    found = leaders.leaders(rebels, day).set_index("militia")
    assert found["fighters"].is_monotonic_decreasing
    said = rebels.choices[(rebels.choices["day"] <= day) & rebels.choices["choice"].isin(["adviser", "fighter", "commander"])]
    assert found["admitted"].sum() <= len(said)  # militias that are no more are not told
    assert found["admitted"].max() > 0
    assert (found["legitimacy"] == found[["early", "money"]].max(axis=1)).all()
    row = found.reset_index().iloc[0]
    assert dict(leaders.about_militia(rebels, row))["Fights in"]
    assert dict(leaders.about_sponsor(rebels, "crown", 5))["Pays"] == "nobody yet"
    assert leaders.about_sponsor(rebels, "nobody", 5) == []
    some = rebels.choices.iloc[0]
    assert leaders.choice_words(some, "him").startswith(f"Day {some['day']}: {leaders.CHOICES[some['choice']]}: him")
    assert set(leaders.CHOICES) == set(CHOSEN)
    assert set(names.TERMS) == set(CHOICES)


def test_persons_on_the_rebel_side_are_told(rebels):
    officer = rebels.choices.loc[rebels.choices["choice"].isin(["refused", "adviser"]), "subject"].iloc[0]
    row = persons.person_row(rebels, officer)
    assert "Hope" in dict(persons.about_person(rebels, row))
    assert any("door" in step for step in event_sentences(persons.events_of_person(rebels, officer)))
    civilian = rebels.people[rebels.people["band"] == "civilians"].iloc[0]
    assert persons.name_of_person(rebels, civilian).startswith("Civilian no. ")
    assert "Work" not in dict(persons.about_person(rebels, civilian))
    assert ("March Guard", {"militia": "march-guard"}) in persons.found_by(rebels, "March Guard")
    assert {"sponsor": "crown"} in [selection for _, selection in persons.found_by(rebels, "crown")]
    for _, event in rebels.events[rebels.events["event"] == "passage"].drop_duplicates("to_status").iterrows():
        assert hazard_terms.sentence(event).startswith(f"On day {event['day']} he ")


def test_a_place_tells_who_holds_it(rebels):
    week = rebels.places[rebels.places["day"] == 148].set_index("place")
    facts = dict(rebel_words.about_place(rebels, "march", 150))
    assert facts["Held"].startswith(f"{100 * week.loc['march', 'control']:.0f} %")
    assert facts["Rebels"] == f"{week.loc['march', 'insurgents']:,.0f} under arms"
