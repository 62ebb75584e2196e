"""The page Compare: what is sent to the browser, read back by hand; which run a visitor's run is compared with; its links."""

from __future__ import annotations

import gzip
import json
import struct
import threading
from typing import Any

import numpy as np
import pytest

from unit_cohesion import load_scenario
from unit_cohesion.insight.fates import EXITS, LEFT
from unit_cohesion.runs.record import Record
from unit_cohesion.views.dashboard.guess import answered
from unit_cohesion.views.dashboard.links import Choices, choices_of_link, link_query
from unit_cohesion.views.dashboard.run_request import compared_once, run_request, simulate
from unit_cohesion.views.dashboard.session import Session
from unit_cohesion.views.dashboard.without_each import most_named, seeds_beside
from unit_cohesion.views.two_worlds import packed_fates, two_lives

SCENARIO = "two-valleys"


def simulated(off: tuple[str, ...] = (), days: int | None = None) -> Record:
    return simulate(run_request(load_scenario(SCENARIO), off=off, days=days), lambda day, days: None, threading.Event())


@pytest.fixture(scope="module")
def runs() -> tuple[Record, Record]:
    return simulated(days=300), simulated(("D5",), 300)


def unpacked(sent: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    raw = gzip.decompress(sent)
    size = struct.unpack("<I", raw[:4])[0]
    head, at, arrays = json.loads(raw[4 : 4 + size]), 4 + size, {}
    n = head["agents"]
    for name, kind, count in (
        ("starts", "<u4", head["units"] + 1),
        ("weight", "<f4", n),
        ("curves", "<f4", 2 * head["days"]),
        ("day_a", "<u2", n),
        ("day_b", "<u2", n),
        ("seat", "<u2", n),
        ("place", "<u2", n),
        ("exit_a", "u1", n),
        ("exit_b", "u1", n),
        ("sect", "u1", n),
        ("band", "u1", n),
    ):
        arrays[name] = np.frombuffer(raw, kind, count, at)
        at += arrays[name].nbytes
    assert at == len(raw)
    return head, arrays


def test_what_is_sent_are_the_fates_in_order_of_battle(runs: tuple[Record, Record]) -> None:
    found = compared_once(*runs)
    head, sent = unpacked(packed_fates(found, runs[1]))
    assert packed_fates(found, runs[1]) == packed_fates(found, runs[1])
    nodes, left = head["nodes"], ("defection", "desertion", "capture")
    leaves = [row for row in range(len(nodes["id"])) if row not in nodes["parent"]]
    assert [nodes["first"][row] for row in leaves] == list(range(head["units"]))
    people = runs[1].people.set_index("person")
    for world, record, exits, days in (("a", runs[0], sent["exit_a"], sent["day_a"]), ("b", runs[1], sent["exit_b"], sent["day_b"])):
        events = record.events
        first = events[(events["from_status"] == "serving")].drop_duplicates("person").set_index("person")
        gone = first[first["event"].isin(left)]
        told = np.isin(exits, LEFT)
        assert told.sum() == len(gone) > 50
        at = 0
        for row in leaves:
            unit = nodes["id"][row]
            for agent in range(sent["starts"][nodes["first"][row]], sent["starts"][nodes["last"][row]]):
                person = f"{unit}/{sent['seat'][agent]:03d}"
                assert (person in gone.index) == told[agent], (world, person)
                assert head["words"]["band"][sent["band"][agent]] == people.loc[person, "band"]
                if told[agent]:
                    assert days[agent] == gone.loc[person, "day"]
                at += 1
        assert at == head["agents"]
    split = head["split"]
    only_a = np.isin(sent["exit_a"], LEFT) & ~np.isin(sent["exit_b"], LEFT)
    assert sent["weight"][only_a].sum() == pytest.approx(split["only_a"])
    assert sent["curves"][head["days"] - 1] == pytest.approx(runs[0].outcome["left"])
    assert head["differ"] == [["comrades (D5)", "on", "off"]]
    assert not ((sent["exit_a"] == EXITS.index("never called up")) & (sent["exit_b"] == EXITS.index("never called up"))).any()


def test_two_lives_tell_each_world_of_one_person(runs: tuple[Record, Record]) -> None:
    fates = compared_once(*runs).fates
    row = int(np.flatnonzero(fates.kinds()[0] == 0)[0])
    told = two_lives(*runs, fates.person(row))
    assert told is not None
    assert told["steps"][0][0][0] == fates.day_a[0][row]
    assert told["why"][0].startswith(f"On day {fates.day_a[0][row]} he ")
    assert not any(" left" in words for _, words in told["steps"][1])
    assert {name for name, _ in told["facts"]} >= {"Group", "Rank", "Home"}
    assert two_lives(*runs, "nobody/001") is None


def session(**chosen: Any) -> Session:
    made = Session()
    made.choose(SCENARIO)
    made.days.value = 40
    for name, value in chosen.items():
        getattr(made, name).value = value
    made.run()
    return made


def test_a_run_is_compared_with_the_one_shown_before_unless_that_is_kept() -> None:
    visitor = session()
    assert visitor.before.value is None
    visitor.run()  # the same again
    assert visitor.before.value is None
    first = visitor.record.value
    visitor.compare_without("D5")
    second = visitor.record.value
    assert visitor.page.value == "compare"
    assert visitor.before.value is first
    visitor.switch("D6", False)
    visitor.run()
    assert visitor.before.value is second
    visitor.pinned.value = True
    visitor.switch("D1", False)
    visitor.run()
    assert visitor.before.value is second
    visitor.days.value = 30  # another length: nobody can be compared
    visitor.run()
    assert visitor.before.value is None
    assert (visitor.against.value, visitor.pinned.value) == ("", False)


def test_the_run_before_is_compared_from_the_last_day_on() -> None:
    visitor = session()
    visitor.day.value = 10
    visitor.switch("D5", False)
    visitor.run()
    assert visitor.day.value == 10
    visitor.compare_with_before()
    assert (visitor.page.value, visitor.day.value, visitor.at_end) == ("compare", 40, True)


def test_worlds_can_be_swapped() -> None:
    visitor = session()
    visitor.compare_without("D5")
    a, b = visitor.before.value, visitor.record.value
    visitor.swap()
    assert visitor.before.value is b
    assert visitor.record.value.identity == a.identity  # type: ignore[union-attr]
    assert visitor.off.value == frozenset()
    assert visitor.page.value == "compare"


def test_a_link_brings_both_worlds() -> None:
    visitor = session()
    visitor.compare_without("D5")
    link = link_query(visitor.choices())
    assert "against=" in link
    assert choices_of_link(link) == visitor.choices()
    other = Session()
    other.open("?" + link)
    other.run()
    assert other.before.value.identity == visitor.before.value.identity  # type: ignore[union-attr]
    assert other.record.value.identity == visitor.record.value.identity  # type: ignore[union-attr]
    visitor.page.value = "run"
    assert "against=" not in link_query(visitor.choices())


def test_a_link_of_compare_alone_opens_beside_the_scenario_as_shipped() -> None:
    visitor = Session()
    visitor.open(f"?scenario={SCENARIO}&days=40&off=D5&seed=3&page=compare")
    visitor.run()
    before, record = visitor.before.value, visitor.record.value
    assert before is not None
    assert record is not None
    assert (record.off, before.off, before.seed, before.days) == (("D5",), (), 3, 40)
    assert visitor.shipped_against == ""
    plain = Session()
    plain.open(f"?scenario={SCENARIO}&days=40&page=compare")
    assert plain.against.value == ""  # nothing is moved


def test_what_a_link_moved_is_compared_with_the_scenario_as_shipped_in_one_click() -> None:
    visitor = Session()
    event = {"id": "put-in-1", "date": "2012-01-10", "kind": "pay_stops", "title": "Pay stops"}
    visitor.open("?" + link_query(Choices(SCENARIO, {"comrade_pressure": 3.0}, days=40, events=(event,))))
    visitor.run()
    assert visitor.before.value is None
    visitor.compare_with_shipped()
    assert (visitor.page.value, visitor.at_end) == ("compare", True)
    assert visitor.record.value.set == {"comrade_pressure": 3.0}  # type: ignore[union-attr]
    assert visitor.before.value.identity == run_request(load_scenario(SCENARIO), days=40).identity  # type: ignore[union-attr]


def test_going_back_brings_both_worlds_again() -> None:
    visitor = session()
    visitor.compare_without("D5")
    was, before = link_query(visitor.choices()), visitor.before.value
    visitor.switch("D6", False)
    visitor.run()
    assert visitor.before.value is not before
    visitor.return_to("?" + was)
    assert link_query(visitor.choices()) == was
    assert visitor.before.value.identity == before.identity  # type: ignore[union-attr]
    assert visitor.record.value.off == ("D5",)  # type: ignore[union-attr]
    visitor.return_to("?scenario=nowhere")
    assert "cannot be opened again" in str(visitor.error.value)
    assert link_query(visitor.choices()) == was


def test_the_scenario_as_shipped_is_what_is_compared_with_though_another_run_was_shown() -> None:
    visitor = session(off=frozenset({"D5"}))
    visitor.switch("D6", False)  # and not run
    visitor.compare_with_shipped()
    assert (visitor.before.value.off, visitor.record.value.off) == ((), ("D5", "D6"))  # type: ignore[union-attr]


def test_the_first_question_is_asked_of_who_comes_by_no_link_and_answered_by_two_worlds() -> None:
    newcomer, linked = Session(), Session()
    newcomer.open("")
    linked.open(f"?scenario={SCENARIO}&days=40")
    assert (newcomer.asks.value, linked.asks.value) == (True, False)
    assert newcomer.day.value == 1 != linked.day.value
    again = Session()
    again.open("", asked=True)
    assert (again.asks.value, again.day.value) == (False, 0)
    visitor = session(days=300)
    visitor.answer(20)
    found = compared_once(visitor.before.value, visitor.record.value)  # type: ignore[arg-type]
    share = round(100 * found.split.only_a / (found.split.only_a + found.split.both))
    assert answered(visitor.guess.value, found) == f"You guessed 20 of a hundred who left: it is {share}."
    assert (visitor.asks.value, visitor.page.value, visitor.at_end) == (False, "compare", True)
    visitor.tell_from_the_start()  # of the world that was asked about
    assert visitor.record.value.off == ()  # type: ignore[union-attr]
    assert (visitor.page.value, visitor.day.value) == ("run", 1)
    visitor.compare_without("D5")
    visitor.switch("D6", False)
    visitor.run()  # something else differs
    assert answered(20, compared_once(visitor.before.value, visitor.record.value)) == ""  # type: ignore[arg-type]


@pytest.mark.parametrize("against", ["scenario=nowhere", "page=", "comrade_presure=2", "against=against=x"])
def test_a_link_with_a_bad_other_world_is_refused(against: str) -> None:
    visitor = Session()
    visitor.open(f"?scenario={SCENARIO}&page=compare&against={against.replace('=', '%3D')}")
    assert "This link cannot be opened" in str(visitor.error.value)
    assert visitor.scenario.value != SCENARIO


def test_suggestions_are_main_causes_that_can_be_switched_off(runs: tuple[Record, Record]) -> None:
    assert "D5" in most_named(runs[0])[:4]
    assert len(set(most_named(runs[0]))) == len(most_named(runs[0])) >= 2


def test_seeds_of_bars_are_that_of_the_run_and_the_first_others() -> None:
    assert [seeds_beside(seed) for seed in (1, 3, 77)] == [[1, 2, 3, 4, 5], [3, 1, 2, 4, 5], [77, 1, 2, 3, 4]]
