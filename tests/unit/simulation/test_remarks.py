"""Nothing that is asked for is ignored in silence: what can never count is an error, what does not count in this run is told."""

from __future__ import annotations

import ast
import warnings
from pathlib import Path
from typing import Any

import pytest

from tests.helpers import shipped, tiny_rebels, tiny_scenario
from unit_cohesion import CohesionModel, load_scenario, remarks, run
from unit_cohesion.errors import ScenarioErrors, Unused
from unit_cohesion.rules import PARAMETERS, events, news
from unit_cohesion.runs.request import checked_request
from unit_cohesion.scenario import Scenario, shipped_scenarios
from unit_cohesion.sweeps.designs.design_file import load_design, settings_without_effect
from unit_cohesion.views.dashboard.run_request import run_request
from unit_cohesion.views.dashboard.session import Session
from unit_cohesion.vocabulary import EVENT_KINDS, NEWS_KINDS

ROOT = Path(__file__).resolve().parents[3]
PAY = {"id": "pay", "date": "2011-04-01", "kind": "pay_stops"}
SAID: dict[str, Any] = {
    "place": "port",
    "country": "north",
    "of": "guard",
    "way": "leaves",
    "sect": "plain",
    "by": "rebels",
    "value": 1.0,
    "abroad": 5.0,
    "about": "hill",
    "men": 5,
    "reliability": 0.5,
    "speaker": "a",
    "staged": True,
    "exposed": "2011-05-01",
    "to": "shoot",
    "end": "2011-05-01",
    "patron": "north",
}
"""A value for every key that only some kinds read."""


SQUARE = {"id": "square", "place": "town", "start": "2011-04-01", "end": "2011-04-20", "size": 500}


def with_event(**event: Any) -> Scenario:
    return load_scenario(tiny_scenario(events=[event], crowds=[SQUARE]))


def with_news(**item: Any) -> Scenario:
    news = [{"id": "word", "origin": "2011-04-01", "release": "2011-04-01", **item}]
    return load_scenario(tiny_scenario(news=news, patrons=[{"id": "north", "name": "North", "men": 10}]))


def refused(make: Any, **entry: Any) -> list[str]:
    with pytest.raises(ScenarioErrors) as found:
        make(**entry)
    return [error.key for error in found.value.errors]


@pytest.mark.parametrize("name", shipped_scenarios())
def test_all_of_a_shipped_scenario_counts(name: str) -> None:
    assert remarks(shipped(name)) == []


# ---- keys that a kind does not read


@pytest.mark.parametrize("kind", EVENT_KINDS)
def test_an_event_says_only_what_its_kind_reads(kind: str) -> None:
    keys = events.KEYS[kind]
    whole = {"id": "it", "date": "2011-04-01", "kind": kind, "title": "It", "source": "me"}
    whole |= {key: SAID[key] for key in keys.needs + keys.may}
    with_event(**whole)
    for key in {"place", "country", "of", "way", "sect", "by", "value", "abroad", "to", "end"} - {*keys.needs, *keys.may}:
        assert refused(with_event, **whole | {key: SAID[key]}) == [f"events.it.{key}"]
    for key in keys.needs:
        assert refused(with_event, **{k: v for k, v in whole.items() if k != key}) == [f"events.it.{key}"]


@pytest.mark.parametrize("kind", NEWS_KINDS)
def test_news_say_only_what_their_kind_reads(kind: str) -> None:
    keys = news.KEYS[kind]
    one = {*keys.may} - ({"of", "patron"} if kind == "word" else set())  # word is of one loss
    whole = {"kind": kind, "title": "It", "source": "me", "place": "town"} | {key: SAID[key] for key in one}
    with_news(**whole)
    for key in {"about", "men", "reliability", "speaker", "staged", "exposed", "of", "patron"} - {*keys.may}:
        assert refused(with_news, **whole | {key: SAID[key]}) == [f"news.word.{key}"]


def test_news_that_would_move_nobody_are_refused() -> None:
    assert refused(with_news, kind="pledge", exposed="2011-05-01") == ["news.word.exposed"]  # not staged
    assert refused(with_news, kind="word") == ["news.word.kind"]  # of which loss
    assert refused(with_news, kind="word", place="town", of="line") == ["news.word.kind"]  # of two
    assert refused(with_news, kind="word", of="nobody") == ["news.word.of"]
    assert refused(with_news, kind="word", of="line/b9") == ["news.word.of"]
    assert refused(with_news, kind="word", patron="nobody") == ["news.word.patron"]
    assert refused(with_news, kind="leader_exit", about="plain") == ["news.word.about"]  # not the ruler's own


def read_of_kinds(file: Path, variable: str) -> dict[str, set[str]]:
    """What the rule's code reads of an entry, by kind: attributes of ``variable`` in each branch by kind, and in what it calls."""
    tree = ast.parse(file.read_text("utf-8"))
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}

    def read(nodes: list[ast.stmt]) -> set[str]:
        found = set()
        for node in (one for statement in nodes for one in ast.walk(statement)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == variable:
                found.add(node.attr)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions:
                found |= read(functions[node.func.id].body)
        return found

    by_kind: dict[str, set[str]] = {}
    for node in ast.walk(functions["run"]):
        if isinstance(node, ast.If):
            named = [one.id.lower() for one in ast.walk(node.test) if isinstance(one, ast.Name) and one.id.isupper()]
            for kind in named:
                by_kind[kind] = read(node.body) | read([ast.Expr(node.test)])
    return by_kind


def test_what_is_declared_of_a_kind_is_what_its_code_reads() -> None:
    """The declarations and the code under them agree, for every kind of events and news."""
    common = {"kind", "date", "label", "source", "origin", "release"}
    found = read_of_kinds(ROOT / "model" / "unit_cohesion" / "rules" / "events.py", "incident")
    found["commander"] = {"of" if name == "unit" else name for name in found["of_commander"]}  # the unit from which it is led
    found["order"] = {"to", "of", "end"}  # laid out for orders.py as a table of its own (population/inputs.py)
    assert {kind: found[kind] - common for kind in EVENT_KINDS} == {kind: {*keys.needs, *keys.may} for kind, keys in events.KEYS.items()}
    found = read_of_kinds(ROOT / "model" / "unit_cohesion" / "rules" / "news.py", "item")
    found["pledge"] = {*found["pledge"] - {"seen", "moved", "cheered"}, "speaker"}  # how often he was seen; what it did
    found["word"] = {*found["word"] - {"loss"}, "of", "patron"}  # how much it tells to be lost (population/inputs.py)
    found["leader_exit"].add("about")  # checked: the ruler's own group, which alone is moved
    assert {kind: found[kind] - common for kind in NEWS_KINDS} == {kind: {*keys.needs, *keys.may} for kind, keys in news.KEYS.items()}
    assert list(events.KEYS) == list(EVENT_KINDS)
    assert list(news.KEYS) == list(NEWS_KINDS)


def test_parameters_that_act_by_binding_are_read_by_no_rule() -> None:
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "model" / "unit_cohesion" / "rules").glob("*.py"))
    assert [name for name in PARAMETERS if f"p.{name}" not in code and PARAMETERS[name].rule.__name__ == "News"] == list(news.BY_BINDING)


# ---- dates


def test_what_is_dated_outside_the_run_is_told() -> None:
    early, late = PAY | {"date": "2011-03-14"}, PAY | {"id": "late", "date": "2013-04-01"}
    assert remarks(load_scenario(tiny_scenario(events=[early, late, PAY | {"id": "first", "date": "2011-03-15"}]))) == [
        "events.pay.date = 2011-03-14: before the first day, 2011-03-15, so it never happens",
        "after the last day, 2011-05-13, and so not in this run: events.late",
    ]


def test_news_militias_sponsors_and_targets_outside_the_run_are_told() -> None:
    short = load_scenario("syria-2011").with_parameters(days=100)
    (line,) = remarks(short)
    assert line.startswith("after the last day, 2011-06-22, and so not in this run: ")
    assert line.endswith(" more")
    early = remarks(load_scenario(tiny_scenario(news=[{"id": "word", "kind": "pledge", "origin": "2010-01-01", "release": "2010-01-01"}])))
    assert early == ["news.word.release = 2010-01-01: before the first day, 2011-03-15, so it never happens"]


def test_entries_are_told_by_their_titles() -> None:
    titled = PAY | {"title": "Pay stops", "date": "2011-03-14"}
    late = [PAY | {"id": id, "title": title, "date": "2013-04-01"} for id, title in (("a", "A truce"), ("b", "A truce"), ("c", "A fire"))]
    assert remarks(load_scenario(tiny_scenario(events=[titled, *late]))) == [
        "“Pay stops” (events.pay.date = 2011-03-14): before the first day, 2011-03-15, so it never happens",
        "after the last day, 2011-05-13, and so not in this run: “A truce” (events.a), “A truce” (events.b), “A fire”",
    ]
    pardon = {"id": "pardon", "date": "2011-04-01", "kind": "amnesty", "value": 5, "title": "All is forgiven"}
    gulf = {"id": "gulf", "name": "The Gulf", "start": "2011-04-01", "agenda": 1.0, "budget": 500}
    told = remarks(load_scenario(tiny_scenario(events=[pardon], sponsors=[gulf])))
    assert [line.split(":")[0] for line in told] == ["“All is forgiven” (events.pardon)", "The Gulf (sponsors.gulf)"]


# ---- who is not there


def test_a_unit_for_which_another_stands_is_told() -> None:
    event, told = PAY | {"id": "dead", "kind": "commander", "way": "killed"}, []
    for brigade in ("b1", "b2"):
        scenario = with_event(**event | {"of": f"line/{brigade}/bn1/c1"})
        assert remarks(scenario) == []
        told += remarks(scenario.with_parameters(persons_per_agent=2))
    (line,) = told  # two companies alike: one stands for both
    assert "another unit stands for it at 2 persons an agent" in line


def test_an_order_to_nobody_who_is_kept_is_told() -> None:
    fire, crowds = {"id": "fire", "date": "2011-04-01", "kind": "order", "to": "shoot"}, [SQUARE, SQUARE | {"id": "gate", "place": "march"}]
    scenario, other = (load_scenario(tiny_scenario(events=[fire | {"of": of}], crowds=crowds)) for of in ("line/b1", "line/b2"))
    assert remarks(scenario) == []
    told = remarks(scenario.with_parameters(persons_per_agent=2)) + remarks(other.with_parameters(persons_per_agent=2))
    assert [line.split(":")[0] for line in told] == ["events.fire.of = line/b2" if "b2" in told[0] else "events.fire.of = line/b1"]


def test_what_acts_amid_crowds_is_told_where_there_are_none() -> None:
    alone, crowded = load_scenario(tiny_scenario()), load_scenario(tiny_scenario(crowds=[SQUARE]))
    told = [line.split(":")[0] for line in remarks(alone, "W7", ["shot_daily"])]
    assert told == ["off W7", f"shot_daily = {PARAMETERS['shot_daily'].default}"]
    assert remarks(crowded, "W7", ["shot_daily"]) == []
    (early,) = remarks(load_scenario(tiny_scenario(crowds=[SQUARE | {"start": "2011-03-01"}])))
    assert early.startswith("crowds.square.start = 2011-03-01: before the first day")


def test_offers_that_never_stand_and_what_acts_on_them_are_told() -> None:
    word = {"id": "word", "start": "2011-03-01", "terms": ["go_home"]}
    alone, offered = load_scenario(tiny_scenario()), load_scenario(tiny_scenario(offers=[word]))
    told = [line.split(":")[0] for line in remarks(alone, "W9", ["offer_terms"])]
    assert told == ["off W9", f"offer_terms = {PARAMETERS['offer_terms'].default}"]
    assert [line.split(":")[0] for line in remarks(offered, "W9", ["offer_terms"])] == ["offers.word"]  # for want of militias
    by_rebels = load_scenario(tiny_rebels(offers=[word], scenario={"days": 90}))
    assert remarks(by_rebels, "W9", ["offer_terms"]) == []  # an offer may stand since before the first day
    none = remarks(load_scenario(tiny_rebels(scenario={"days": 90})), "W9b", [])
    assert none[0] == "off W9b: does nothing here, as there are no [[militias]] that say what they do with captives"
    (early, _) = remarks(load_scenario(tiny_scenario(offers=[word | {"end": "2011-03-02"}])))
    assert early.startswith("offers.word.end = 2011-03-02: before the first day")


def test_patrons_who_were_never_there_and_what_acts_on_them_are_told() -> None:
    north = {"id": "north", "name": "North", "men": 500, "end": "2011-03-01"}
    alone, helped = load_scenario(tiny_scenario()), load_scenario(tiny_scenario(patrons=[north | {"end": "2011-04-01"}]))
    told = [line.split(":")[0] for line in remarks(alone, "N9", ["announced_counts"])]
    assert told == ["off N9", f"announced_counts = {PARAMETERS['announced_counts'].default}"]
    assert remarks(helped, "N9", ["announced_counts"]) == []
    (early,) = remarks(load_scenario(tiny_scenario(patrons=[north])))
    assert early.startswith("North (patrons.north.end = 2011-03-01): before the first day")


def test_what_moves_attackers_on_is_told_where_none_move() -> None:
    """Once, where there are no rebels at all."""
    days, guard = {"days": 90}, {"militias": [{"id": "march-guard", "moves": True}]}
    some = (tiny_scenario(scenario=days), tiny_rebels(scenario=days), tiny_rebels(guard, scenario=days))
    alone, stay, move = (load_scenario(tables) for tables in some)
    asked = ("W8", ["won_control"])
    assert [line.partition(": ")[2] for line in remarks(stay, *asked)] == ["does nothing here, as there are no [[militias]] that move"] * 2
    assert ["rebel side" in line for line in remarks(alone, *asked)] == [True, True]
    assert remarks(move, *asked) == []


# ---- what acts otherwise than it seems


def only_note(tables: dict[str, Any]) -> str:
    (line,) = remarks(load_scenario(tables))
    return line


def test_offers_that_nobody_makes_are_told() -> None:
    word = {"id": "word", "start": "2011-03-20", "end": "2011-03-31", "terms": ["go_home"]}
    later = {"scenario": {"days": 90}, "offers": [word | {"by": "free-officers"}]}
    assert "free-officers is founded on 2011-04-15, after its last day, 2011-03-31" in only_note(tiny_rebels(later))
    assert remarks(load_scenario(tiny_rebels(later | {"offers": [word | {"by": "march-guard"}]}))) == []
    assert "civilians take up arms by themselves" in only_note(tiny_scenario(offers=[word]))
    assert "recruit_daily = 0" in only_note(tiny_scenario(offers=[word], balance={"recruit_daily": 0.0}))
    assert "where nobody dies" in only_note(tiny_scenario(offers=[word], series=[], events=[]))


def test_where_no_militia_is_named_an_offer_stands_before_those_who_took_up_arms() -> None:
    """What is told of it is so: units can give in to civilians who rose, and to nobody where none rises."""
    word = {"id": "word", "start": "2011-03-15", "terms": ["go_home"]}
    for more, some in (({}, True), ({"balance": {"recruit_daily": 0.0}}, False), ({"series": [], "events": []}, False)):
        tables = tiny_scenario(offers=[word], surrender={"offer_weight": 8.0}, **more)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Unused)
            assert bool(run(tables, rng=1).daily["yielded_today"].any()) is some


def test_sorties_that_hang_on_a_patron_are_told_where_nobody_flies() -> None:
    north = {"id": "north", "name": "North", "air": 0.5, "end": "2011-04-01"}
    assert only_note(tiny_scenario(patrons=[north])).startswith("North (patrons.north): air = 0.5 does nothing, as there are no pilots")
    flying = {"formations": [{"id": "line", "arms": {"infantry": 0.5, "pilot": 0.5, "armour": None}}]}
    assert remarks(load_scenario(tiny_scenario(patrons=[north], army=flying))) == []
    assert remarks(load_scenario(tiny_scenario(patrons=[north | {"air": 0.0, "men": 5}]))) == []


def test_a_crowd_of_more_than_live_there_is_told() -> None:
    assert "size = 500,000 is more than all the people of town, 400,000" in only_note(tiny_scenario(crowds=[SQUARE | {"size": 500_000}]))


@pytest.mark.parametrize(("to", "does"), [("withdraw", "in barracks all the same"), ("shoot", "it asks nothing of them there")])
def test_an_order_to_units_where_no_crowd_is_is_told(to: str, does: str) -> None:
    order = {"id": "go", "date": "2011-04-05", "kind": "order", "to": to}
    for of, end, there in (("guard", None, "port"), ("line", "2011-05-01", ""), ("line/b2", None, "march"), (None, None, "")):
        told = remarks(load_scenario(tiny_scenario(events=[order | {"of": of, "end": end}], crowds=[SQUARE])))
        assert [there in line and does in line for line in told] == ([True] if there else [])
    assert "(town)" in only_note(tiny_scenario(events=[order | {"of": "line/b1", "date": "2011-04-21"}], crowds=[SQUARE]))  # it is over
    assert remarks(load_scenario(tiny_scenario(events=[order | {"of": "guard", "to": "stand"}], crowds=[SQUARE]))) == []


def test_a_formation_of_nobody_is_told_and_not_one_that_has_others_below() -> None:
    camp = {"id": "camp", "name": "Camp", "kind": "camp", "branch": "army", "places": ["port"]}
    assert only_note(tiny_scenario(army={"formations": [camp]})).startswith("Camp (army.formations.camp): nobody serves in it")
    above = {"formations": [camp, {"id": "line", "parent": "camp"}]}
    assert remarks(load_scenario(tiny_scenario(army=above))) == []
    order = {"id": "go", "date": "2011-04-05", "kind": "order", "to": "shoot", "of": "camp"}
    told = remarks(load_scenario(tiny_scenario(army={"formations": [camp]}, events=[order], crowds=[SQUARE])))
    assert told[0] == "events.go.of = camp: nobody serves in it, so nothing happens"


def test_what_undoes_nothing_is_told() -> None:
    relief, stops = {"id": "road", "date": "2011-04-20", "kind": "relief", "place": "port"}, PAY | {"id": "stops"}
    assert "no siege of port is dated before it" in only_note(tiny_scenario(events=[relief]))
    assert "no siege of town" in only_note(tiny_scenario(events=[relief | {"place": "town", "date": "2011-04-14"}]))
    assert remarks(load_scenario(tiny_scenario(events=[relief | {"place": "town"}]))) == []
    resumes = PAY | {"id": "resumes", "date": "2011-04-20", "kind": "pay_resumes"}
    assert "pay has not stopped before" in only_note(tiny_scenario(events=[resumes, stops | {"date": "2011-05-01"}]))
    assert remarks(load_scenario(tiny_scenario(events=[resumes, stops]))) == []


def test_more_of_the_regimes_dead_than_all_who_are_counted_are_told() -> None:
    own = {"id": "regime_deaths", "start": "2011-02-01", "monthly": [500, 25, 80, 100, 500]}
    assert only_note(tiny_scenario(series=[own])) == (
        "series.regime_deaths: 80 of April 2011 are more than all deaths counted, 60; 10 are left for all others (undercount = 1.5); "
        "so in 2 months"
    )
    assert remarks(load_scenario(tiny_scenario(series=[own | {"monthly": [500, 25, 60]}]))) == []


def test_conscripts_who_are_kept_since_another_wars_date_are_told() -> None:
    def of(start: str, **service: Any) -> Scenario:
        return load_scenario(tiny_scenario(scenario={"start": start}, series=[], news=[], events=[], targets={"A1": None}, service=service))

    assert [line.split(";")[0] for line in remarks(of("2012-03-01"))] == [
        "discharge_stops = 2011-10-01: no conscript is let go from day one on"
    ]
    assert remarks(of("2012-03-01"), None, ["discharge_stops"]) == []
    assert remarks(of("2012-03-01", discharge_stops="2012-05-01")) == remarks(of("2011-09-15")) == []
    assert remarks(of("2011-12-01")) == []  # the year of the war that it is of
    early = of("2010-12-15").with_parameters(days=400)
    assert ["no conscript is let go from that day on" in line for line in remarks(early)] == [True]
    assert remarks(early.with_parameters(days=60)) == []  # all are let go as their terms end


# ---- a side that is not there


def test_what_acts_on_rebels_is_told_where_there_are_none() -> None:
    amnesty = {"id": "pardon", "date": "2011-04-01", "kind": "amnesty", "value": 5}
    army, both = load_scenario(tiny_scenario(events=[amnesty])), load_scenario(tiny_rebels(events=[amnesty]))
    given = ["label_daily", "comrade_pressure"]
    found = remarks(army, ["R1", "D5"], given)
    assert [line.split(":")[0] for line in found] == ["events.pardon", "off R1", f"label_daily = {PARAMETERS['label_daily'].default}"]
    assert remarks(both, ["R1", "D5"], given) == remarks(both)


def test_switches_and_parameters_of_news_that_nobody_hears_are_told() -> None:
    scenario = load_scenario(tiny_scenario(news=[]))
    found = remarks(scenario, "N2,N4", ["leader_exit_release", "hand_days"])
    assert [line.split(":")[0].split(" =")[0] for line in found] == ["off N2", "off N4", "leader_exit_release"]
    assert remarks(load_scenario("syria-2011"), "N2,N4", ["leader_exit_release"]) == []


# ---- where it is told


def test_the_command_tells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from unit_cohesion.cli import main

    file = tmp_path / "mine.toml"
    text = '[scenario]\nextends = "two-valleys"\n[[events]]\nid = "pay"\ndate = 2011-12-31\nkind = "pay_stops"\n'
    file.write_text(text, "utf-8")
    line = "events.pay.date = 2011-12-31: before the first day, 2012-01-01, so it never happens"
    for arguments in (["check", str(file)], ["show", str(file)], ["run", str(file)]):
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # the command tells it once, in its own words
            with pytest.raises(SystemExit, match="0"):
                main(arguments)
        assert line in " ".join("".join(capsys.readouterr()).split()), arguments
    assert checked_request("two-valleys").notice == ""
    assert "note: off R1: " in checked_request("syria-army", off=["R1"]).notice


def test_python_warns() -> None:
    with pytest.warns(Unused, match="before the first day"):
        run(with_event(**PAY | {"date": "2011-01-01"}), days=2)
    with pytest.warns(Unused, match="off R1"):
        CohesionModel(tiny_scenario(), rng=1, off="R1")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run(with_event(**PAY), rng=1)


def test_a_sweep_tells(tmp_path: Path) -> None:
    design = tmp_path / "d.toml"
    design.write_text('[sweep]\nscenario = "syria-army"\n[vary]\nlabel_daily = [0.1, 0.2]\noff = [[], ["R1", "D5"]]\n', "utf-8")
    found = settings_without_effect(load_design(design))
    assert [line.split(":")[0] for line in found] == ["off R1", "label_daily = 0.003"]


def test_the_dashboard_tells() -> None:
    session = Session()
    made = run_request(load_scenario(tiny_scenario()), events=[PAY | {"date": "2011-01-01"}], days=3)
    record = run(tiny_scenario(), days=3)
    session.show(made, record, None)
    assert "Events.pay.date = 2011-01-01: before the first day" in str(session.notice.value)


@pytest.mark.parametrize(("size", "moves", "noted"), [(50, False, False), (51, False, True), (5000, True, False)])
def test_militias_that_are_more_than_can_take_up_arms_are_noted(size: int, moves: bool, noted: bool) -> None:
    """Of the march's 200,000 60 can, 10 of whom the zealots take; who comes from elsewhere is not of these."""
    scenario = load_scenario(tiny_rebels(militias=[{"id": "march-guard", "size": size, "moves": moves}]))
    told = "militias.march-guard, militias.zealots: size = 61 in march, of whose people no more than 60 can ever take up arms"
    assert any(remark.startswith(told) for remark in remarks(scenario)) == noted
