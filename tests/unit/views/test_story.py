"""A run in ten sentences: each number in them is found again in the tables, by other ways."""

from __future__ import annotations

import re
from html import escape

import pytest

from tests.helpers import tiny_scenario
from unit_cohesion import load_scenario, run, story
from unit_cohesion.insight.chains import Chains
from unit_cohesion.outcomes import LEAVING
from unit_cohesion.runs.record import Record
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.views.figures.run_figures import RunFigures
from unit_cohesion.views.report import report
from unit_cohesion.views.stamp import stamp_of
from unit_cohesion.views.story import MOST, Sentence
from unit_cohesion.views.story_page import story_page
from unit_cohesion.vocabulary import SERVING


@pytest.fixture(scope="module")
def record() -> Record:
    return run("two-valleys")


def numbers(words: str) -> list[int]:
    return [int(said.replace(",", "")) for said in re.findall(r"[\d,]*\d", words)]


def one(told: list[Sentence], words: str) -> Sentence:
    found = [sentence for sentence in told if words in sentence.words]
    assert len(found) == 1, words
    return found[0]


def test_they_are_ten_by_day_and_as_the_tables_have_it(record: Record) -> None:
    told = story(record)
    assert len(told) == MOST
    assert [sentence.day for sentence in told] == sorted(sentence.day for sentence in told)
    assert all(sentence.words.endswith(".") and "  " not in sentence.words for sentence in told)
    left = record.events[record.events["event"].isin(LEAVING)]
    by_day = left.groupby("day")["persons"].sum().reindex(range(1, record.days + 1), fill_value=0)

    born = Engine(record.identity).state.people
    assert numbers(one(told, "serve in").words)[2] == (born.status == SERVING).sum()  # him too who leaves on day 1

    first = one(told, "The first to go")
    assert first.selection == {"person": left["person"].iloc[0]}
    assert first.day == left["day"].min()

    week = one(told, "more than in any other")
    assert numbers(week.words)[2] == by_day.rolling(7).sum().max()
    assert week.day == by_day.rolling(7).sum().idxmax()

    party = one(told, "the largest party of all")
    size = left[(left["day"] == party.day) & (left["unit"] == party.selection["unit"])]["persons"].sum()
    assert numbers(party.words)[2] == size == left.groupby(["day", "unit"], observed=True)["persons"].sum().max()

    causes = left.groupby("cause", observed=True)["persons"].sum().sort_values(ascending=False) / left["persons"].sum()
    assert numbers(one(told, "weighed most.").words)[:3] == [round(100 * share) for share in causes.head(3)]

    ended = one(told, "who ever served")
    came = record.people[record.people["unit"].isin(record.unit_ids) & (record.people["status"] != "civilian")]
    assert numbers(ended.words)[2] == round(came["persons"].sum())
    serving = re.search(r"([\d,]+) serve\b", ended.words)
    assert serving is not None
    assert numbers(serving[1]) == [round(record.daily["serving"].iloc[-1])]


def test_what_carries_most_along_is_called_what_it_is(record: Record) -> None:
    """With other seeds another one carries most."""
    event = run("two-valleys", 2)
    chain = one(story(event), "in its chain")
    assert chain.selection == {"tree": "events.siege"}
    assert chain.words.startswith("The event “The garrison of Low Valley is cut off” carries most along: ")
    told = RunFigures(event)
    nodes = told.forest.nodes
    told.forest = Chains(nodes.assign(kind=nodes["kind"].where(nodes["kind"] != "event", "news")))
    assert one(story(event, told), "in its chain").words.startswith("The news “")

    largest = RunFigures(record).forest.nodes.nlargest(1, "size").iloc[0]
    chain = one(story(record), "in his chain")
    assert chain.selection == {"tree": largest["id"]}
    assert re.match(r"The going of Sergeant no\. \d+, .* carries most others along: ", chain.words)


def test_a_turn_of_the_pace_is_told_with_what_left_before_and_after(record: Record) -> None:
    left = record.events[record.events["event"].isin(LEAVING)]
    for sentence in [some for some in story(record) if "the pace turns" in some.words]:
        before, after = numbers(re.sub(r".*the pace turns:", "", sentence.words))
        for told, (low, high) in ((before, (sentence.day - 28, sentence.day - 1)), (after, (sentence.day, sentence.day + 27))):
            assert told == round(left[left["day"].between(low, high)]["persons"].sum())


def test_a_run_in_which_nothing_happens_is_told_too() -> None:
    calm = load_scenario(tiny_scenario(scenario={"days": 5})).with_parameters(base_hazard=1e-9, comrade_pressure=1.0)
    told = [sentence.words for sentence in story(run(calm))]
    assert any("nobody has left" in words for words in told)
    assert len(told) >= 2


def test_names_in_them_are_text_on_the_report() -> None:
    mapping = load_scenario(tiny_scenario()).to_mapping()
    mapping["army"]["name"] = "<b>Army</b>"
    page = report(run(mapping, days=20))
    assert "&lt;b&gt;Army&lt;/b&gt;" in page
    assert "<b>Army</b>" not in page.replace(r"\u003c", "")


def test_the_page_to_print_has_dates_evidence_and_what_the_run_is_made_from_and_no_markup_of_its_data(record: Record) -> None:
    told = story(record)
    page = story_page(record, told, "scenario=two-valleys&seed=1")
    assert page == story_page(record, told, "scenario=two-valleys&seed=1")
    assert page.count("<li>") == MOST
    for one in told:
        assert escape(one.words) in page
        assert all(escape(id) in page for id in one.selection.values())
    assert [int(day) for day in re.findall(r"day (\d+) of 365", page)] == [one.day for one in told]
    assert escape(stamp_of(record)).removeprefix("scenario") in page
    assert "/?scenario=two-valleys&amp;seed=1" in page
    assert not re.search("<script|<link|src=|url\\(", page)
    assert "default-src 'none'" in page
    nasty = story_page(record, [Sentence(1, "<script>alert(1)</script>", 1.0, {"unit": "<b>"})])
    assert "&lt;script&gt;" in nasty
    assert "<script" not in nasty
    assert "<b>" not in nasty
