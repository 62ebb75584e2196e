"""Figures against examples worked out by hand; what the replay and the report are made of."""

import gzip
import json
import re
import struct
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from tests.helpers import tiny_scenario
from unit_cohesion import compare, load_scenario, progeny, run
from unit_cohesion.insight.chains import chains
from unit_cohesion.outcomes import LEAVING
from unit_cohesion.rules import MECHANISMS, TERMS
from unit_cohesion.views import army_replay, names, persons, report
from unit_cohesion.views.dashboard.pages.run import among_items
from unit_cohesion.views.figures import compared, drawn_after, durations, flows, hazard_terms, officers_out, parties, survival
from unit_cohesion.views.figures.base import GONE, GROUPS, PLACES, SERVING, dusk, legend, themed, trailing
from unit_cohesion.views.figures.run_figures import RunFigures
from unit_cohesion.views.figures.themes import INK
from unit_cohesion.views.figures.tipping import who_tips_whom
from unit_cohesion.views.figures.trees import chain_sizes, tree
from unit_cohesion.vocabulary import ARMY_BANDS, BANDS, STATUSES

START = date(2012, 1, 1)


@pytest.fixture(scope="module")
def record():
    return run("two-valleys", days=230)


def spells_of(*rows):
    return pd.DataFrame(rows, columns=["sect", "band", "entry", "exit", "how"]).assign(persons=1.0)


FIVE = spells_of(
    ("a", "soldiers", 0, 2, "defection"),
    ("a", "soldiers", 0, 3, "death"),
    ("a", "soldiers", 0, 4, "desertion"),
    ("a", "soldiers", 0, 4, "capture"),
    ("a", "soldiers", 0, 5, ""),
)


def test_kaplan_meier_by_hand():
    curve = durations.kaplan_meier(FIVE, 5).set_index("day")
    assert curve["at_risk"].tolist() == [5, 5, 5, 4, 3, 1]
    assert curve["stay"].tolist() == pytest.approx([1, 1, 0.8, 0.8, 0.8 / 3, 0.8 / 3])
    assert curve.loc[2, "low"] == pytest.approx(0.3755, abs=1e-4)  # Wilson's of four in five
    assert curve.loc[2, "high"] == pytest.approx(0.9638, abs=1e-4)
    assert curve.loc[0, ["low", "high"]].tolist() == pytest.approx([5 / (5 + 1.959964**2), 1])  # nobody in five
    assert (curve["low"] <= curve["stay"]).all()
    assert (curve["stay"] <= curve["high"]).all()


def test_agents_count_for_as_many_as_they_stand_for():
    """A man who stands for three counts as three of a kind, and the bands know that they are one."""
    weighty = FIVE.assign(persons=[1.0, 3.0, 1.0, 1.0, 2.0])
    curve = durations.kaplan_meier(weighty, 5).set_index("day")
    assert curve["at_risk"].tolist() == [8, 8, 8, 7, 4, 2]
    assert curve["stay"].tolist() == pytest.approx([1, 1, 7 / 8, 7 / 8, 7 / 16, 7 / 16])
    tenfold = durations.kaplan_meier(FIVE.assign(persons=10.0), 5)
    ours = durations.kaplan_meier(FIVE, 5)
    pd.testing.assert_frame_equal(tenfold[["stay", "low", "high"]], ours[["stay", "low", "high"]])
    assert durations.incidence(weighty, 5).iloc[-1][["death", "capture"]].tolist() == pytest.approx([3 / 8, 1 / 8])


def test_the_first_who_leaves_a_small_group_opens_no_chasm():
    """The band of a group of many hundred agents hugs its curve, whoever goes first, though he stands for one and the others for ten."""
    light, heavy = ("a", "soldiers", 0, 2, "defection"), ("a", "soldiers", 0, 9, "")
    some = spells_of(light, *[heavy] * 300, *[("a", "soldiers", 0, 6, "defection")] * 10).assign(persons=[1.0, *[10.0] * 310])
    curve = durations.kaplan_meier(some, 9)
    assert (curve["high"] - curve["low"]).iloc[:6].max() < 0.02
    assert curve["low"].is_monotonic_decreasing
    assert (curve["low"] <= curve["stay"]).all()


def test_late_entries_are_at_risk_from_the_day_after():
    some = spells_of(("a", "soldiers", 0, 5, ""), ("a", "soldiers", 2, 4, "defection"))
    assert durations.at_risk(some, 5).tolist() == [1, 1, 2, 2, 1]
    assert durations.kaplan_meier(some, 5)["stay"].iloc[-1] == pytest.approx(0.5)


def test_competing_exits_by_hand():
    table = durations.incidence(FIVE, 5)
    last = table.iloc[-1]
    assert last["defection"] == pytest.approx(0.2)
    assert last["death"] == pytest.approx(0.2)
    assert last["desertion"] == pytest.approx(0.2)
    assert last["capture"] == pytest.approx(0.2)
    assert table.drop(columns="day").sum(axis=1).iloc[-1] == pytest.approx(0.8)


def test_everybody_goes_and_nobody_goes():
    gone = spells_of(*[("a", "soldiers", 0, 1, "defection")] * 3)
    left = durations.kaplan_meier(gone, 3)
    assert left["stay"].tolist() == [1, 0, 0, 0]
    assert left["low"].iloc[1:].tolist() == pytest.approx([0] * 3)
    assert left["high"].iloc[1:].tolist() == pytest.approx([1.959964**2 / (3 + 1.959964**2)] * 3)
    stays = spells_of(*[("a", "soldiers", 0, 3, "")] * 3)
    curve = durations.kaplan_meier(stays, 3)
    assert curve[["stay", "high"]].to_numpy().ravel().tolist() == pytest.approx([1] * 8)
    assert curve["low"].tolist() == pytest.approx([3 / (3 + 1.959964**2)] * 4)
    assert not survival.ways_out(stays, START, 3).option


def test_spells_of_a_run(record):
    found = durations.spells(record.people, record.events, record.days)
    serve_still = int((found["how"] == "").sum())
    assert serve_still == (record.people["status"] == "serving").sum()
    first = record.events[record.events["from_status"] == "serving"].drop_duplicates("person")
    assert len(found) == serve_still + len(first)
    assert durations.at_risk(found, record.days)[0] == (found["entry"] == 0).sum()


def leavers(*rows):
    made = pd.DataFrame(rows, columns=["person", "day", "event", "trigger"])
    made["from_status"], made["to_status"], made["persons"] = "serving", "in transit", 1.0
    made["sect"], made["rank"], made["band"] = "river", "soldier", "soldiers"
    made["unit"] = pd.Categorical(made["person"].str.rpartition("/")[0])
    made["date"] = pd.to_datetime("2011-12-31") + pd.to_timedelta(made["day"], "D")
    return made


FOREST = leavers(
    ("u/c1/1", 1, "defection", ""),
    ("u/c1/2", 2, "desertion", "u/c1/1"),
    ("u/c2/1", 2, "arrest", ""),
    ("u/c1/3", 3, "defection", "u/c1/2"),
    ("u/c2/2", 3, "defection", "u/c2/1"),
    ("u/c2/3", 3, "capture", "news.word"),
    ("u/c1/4", 4, "defection", "u/c1/2"),
    ("u/c1/5", 4, "defection", "nobody/known"),
    ("u/c2/4", 5, "death", ""),
)


def test_chains_by_hand():
    forest = chains(FOREST)
    nodes = forest.nodes.set_index("id")
    assert "u/c2/4" not in nodes.index  # died, tipped nobody
    assert nodes["size"].to_dict() == {
        "news.word": 1,
        "u/c1/1": 4,
        "u/c1/2": 3,
        "u/c2/1": 1,
        "u/c1/3": 1,
        "u/c2/2": 1,
        "u/c2/3": 1,
        "u/c1/4": 1,
        "u/c1/5": 1,
    }
    assert nodes["depth"].to_dict()["u/c1/4"] == 2
    assert [forest.nodes["id"][row] for row in forest.above(forest.row_of("u/c1/4"))] == ["u/c1/2", "u/c1/1"]
    assert [forest.nodes["id"][row] for row in forest.children(forest.row_of("u/c1/2"))] == ["u/c1/3", "u/c1/4"]
    assert forest.largest() == [forest.row_of("u/c1/1")]
    assert forest.row_of("nobody") == -1
    assert chain_sizes(forest).table.to_numpy().tolist() == [[1, 4], [4, 1]]  # 3 of one (arrested man's, news', alone) and one of 4


def test_an_event_that_tips_somebody_is_called_an_event_and_news_news():
    forest = chains(leavers(("u/c1/1", 1, "defection", "events.siege"), ("u/c1/2", 2, "defection", "news.word")))
    assert [forest.nodes["kind"][forest.row_of(id)] for id in ("events.siege", "news.word")] == ["event", "news"]
    assert [forest.dated(forest.row_of(id)) for id in ("events.siege", "news.word", "u/c1/1")] == [True, True, False]
    assert who_tips_whom(forest, "band", list(BANDS)).about == "2 persons were tipped, all in one way: news and events tip soldiers."
    named = tree(forest, forest.row_of("events.siege"), {"events.siege": "The garrison is cut off"})
    assert named.about.startswith("It begins with: The garrison is cut off. ")


def test_the_largest_chain_is_that_of_most_persons():
    """Agents of a small unit stand for fewer: two who stand for ten each outweigh three."""
    events = leavers(
        ("u/c1/1", 1, "defection", ""),
        ("u/c1/2", 2, "defection", "u/c1/1"),
        ("u/c1/3", 3, "defection", "u/c1/2"),
        ("u/c2/1", 2, "defection", ""),
        ("u/c2/2", 4, "defection", "u/c2/1"),
    )
    events.loc[events["unit"] == "u/c2", "persons"] = 10.0
    forest = chains(events)
    assert forest.largest() == [forest.row_of("u/c2/1"), forest.row_of("u/c1/1")]
    assert "the largest chain has 20, in 1 step." in chain_sizes(forest).about


def test_a_tree_is_drawn_whole():
    forest = chains(FOREST)
    figure = tree(forest, forest.row_of("u/c1/4"))
    lines, dots = (series["data"] for series in figure.option["series"])
    assert {dot["id"]: dot["value"] for dot in dots} == {"u/c1/1": [0, 0], "u/c1/2": [1, 0.5], "u/c1/3": [2, 0], "u/c1/4": [2, 1]}
    ends = sorted((edge["coords"][0], edge["coords"][-1]) for edge in lines)
    assert ends == [([0, 0], [1, 0.5]), ([1, 0.5], [2, 0]), ([1, 0.5], [2, 1])]
    assert "4 leavers in 2 steps" in figure.about
    (first,) = (dot for dot in dots if dot["value"][0] == 0)
    assert first["label"]["formatter"] == "{b}"  # told in words


def test_who_tips_whom_by_hand():
    figure = who_tips_whom(chains(FOREST), "band", list(BANDS))
    assert figure.table.to_numpy().tolist() == [["soldiers", 4.0], ["news and events", 1.0]]


def test_an_edge_never_leads_back():
    forest = chains(leavers(("u/c1/1", 1, "defection", "u/c1/2"), ("u/c1/2", 2, "defection", "u/c1/1")))
    assert forest.nodes["parent"].tolist() == [-1, 0]


def test_parties_by_hand():
    found = parties.parties(FOREST)
    assert sorted(found["men"]) == [1, 1, 1, 2, 2]
    assert parties.at_least(found["men"].to_numpy()).to_numpy().tolist() == [[1, 5], [2, 2]]


def test_parties_by_chance_are_poisson():
    strength = np.full((3, 4), 25)
    chance = parties.expected_by_chance(np.array([4, 4]), np.array([1, 2]), strength)  # one man a unit and day expected, 8 units and days
    assert chance["parties"].iloc[0] == pytest.approx(8 * (1 - np.exp(-1)), rel=0.02)
    assert chance["parties"].iloc[1] == pytest.approx(8 * (1 - 2 * np.exp(-1)), rel=0.02)


def test_the_words_of_a_tree_have_the_room_that_they_need():
    forest = chains(FOREST)
    figure = tree(forest, forest.row_of("u/c1/4"), {"river": "A group of a long name"})
    last = max(dot["value"][0] for dot in figure.option["series"][1]["data"])
    longest = max(len(dot["name"]) for dot in figure.option["series"][1]["data"] if dot["value"][0] == last)
    assert figure.option["grid"]["right"] >= 6 * longest
    assert figure.narrowest >= figure.option["grid"]["right"] + 40


def test_whole_units():
    figure = parties.whole_units(FOREST, ["u/c1", "u/c2"], np.array([[2, 9]] * 6), {"u": "Unit"})
    assert figure.about.startswith("One unit left whole.")
    assert sorted(figure.table["share"]) == [pytest.approx(2 / 9), 1]


def test_departures_tell_what_the_texts_count(record):
    band = {"start": START, "end": date(2012, 3, 1), "low": 50, "high": 200, "words": "50 to 200 a day"}
    figure = flows.departures(record.daily, [band])
    assert "50 to 200 a day" in figure.about
    assert figure.option["series"][0]["markArea"]["data"][0][1]["yAxis"] == 200
    assert figure.option["yAxis"]["max"] == 250  # the whole box, and room for its words above it
    crowd = record.daily.assign(defections=1700.0)
    assert flows.departures(crowd, [band]).option["yAxis"]["max"] == 2000
    assert figure.table["defected"].sum() == record.daily["defections"].sum()
    assert (
        "markArea" not in flows.departures(record.daily, [band | {"start": date(2020, 1, 1), "end": date(2021, 1, 1)}]).option["series"][0]
    )
    syria = load_scenario("syria-2011")
    assert any(t.outcome == "median_daily_defections" and (t.low, t.high) == (50, 200) for t in syria.targets.values())


def test_groups_add_up_to_all(record):
    left = record.daily[["defections", "desertions", "captures"]].to_numpy().sum()
    for by in ("sect", "band"):
        table = flows.departures_by(record.events, by, START, record.days).table
        assert table.drop(columns="week from").to_numpy().sum() == left


def test_why_one_left(record):
    rows = (persons.why_row(persons.events_of_person(record, one)) for one in record.events["person"].head(300))
    row = next(row for row in rows if row is not None)
    told, found = hazard_terms.sentence(row), hazard_terms.terms(row)
    assert told.startswith(f"On day {row['day']} he ")
    assert found["factor"].prod() == pytest.approx(
        np.exp(sum(row[f"log_{term}"] for term in TERMS if row[f"log_{term}"] == row[f"log_{term}"]))
    )
    bars = hazard_terms.waterfall(row).option["series"][1]["data"]
    assert bars[-1]["name"] == "all together"


def test_every_term_has_words():
    assert set(hazard_terms.WORDS) == {term for term in TERMS if term not in MECHANISMS}
    assert not [term for term in TERMS if term in MECHANISMS and not (MECHANISMS[term].pushes and MECHANISMS[term].holds)]
    assert hazard_terms.term_name("D5", True) == MECHANISMS["D5"].pushes
    assert hazard_terms.term_name("D5", False) == MECHANISMS["D5"].holds


def test_words_for_units():
    formations = {"guard": "Chief's Guard"}
    assert names.unit_name("guard/b1/bn2/c3", formations) == "3rd company, 2nd battalion, 1st brigade, Chief's Guard"
    assert names.unit_name("guard/staff", formations) == "Staff, Chief's Guard"
    assert [names.ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 102, 111)] == [
        "1st",
        "2nd",
        "3rd",
        "4th",
        "11th",
        "12th",
        "13th",
        "21st",
        "102nd",
        "111th",
    ]
    assert (
        names.person_name("guard/b1/bn2/c3/007", "captain", formations)
        == "Captain no. 7, 3rd company, 2nd battalion, 1st brigade, Chief's Guard"
    )


def test_every_figure_can_be_read_and_saved(record):
    made = RunFigures(record)
    for figure in [*made.run_page(), *made.cascades_page()]:
        assert figure.title.endswith("?"), figure.key
        assert len(figure.about) > 30
        assert figure.about.rstrip()[-1] in ".)"
        option = themed(figure.option, True)
        json.dumps(option, allow_nan=False)
        assert len(figure.table)
        for axis in ("xAxis", "yAxis"):
            if axis in option and option[axis]["type"] in ("value", "log"):
                assert option[axis]["name"], figure.key
        assert option == themed(figure.option, True)


def test_same_seed_same_picture(record):
    again = run("two-valleys", days=230)
    assert army_replay.packed(again) == army_replay.packed(record)
    assert report.report(again) == report.report(record)


def test_nobody_leaves():
    quiet = run("two-valleys", days=40, base_hazard=0.0)
    made = RunFigures(quiet)
    for figure in [*made.run_page(), *made.cascades_page()]:
        assert figure.option or "nobody" in figure.about.lower() or "no " in figure.about.lower()
    assert "Nobody left" in report.report(quiet)


def test_little_is_told_in_words():
    two = leavers(("u/c1/1", 1, "defection", "news.word"), ("u/c1/2", 2, "defection", "news.word"))
    alone = parties.party_sizes(two, np.full((4, 1), 9))
    assert not alone.option
    assert "no two of the 2 who left" in alone.about
    forest = chains(two)
    assert chain_sizes(forest).about == "There is 1 chain, of 2 leavers in 1 step: too few to compare."
    assert who_tips_whom(forest, "band", list(BANDS)).about == "2 persons were tipped, all in one way: news and events tip soldiers."
    assert not who_tips_whom(forest, "band", list(BANDS)).option
    first = leavers(("u/c1/1", 1, "defection", ""))
    assert chain_sizes(chains(first)).about == "Nowhere: no two leavers belong to one chain."
    assert "the only one who left went alone" in parties.party_sizes(first, np.full((3, 1), 9)).about


def test_the_flow_is_told_in_bars_where_there_is_no_room(record):
    figure = RunFigures(record).flow(record.days)
    *ways, total = figure.slim["series"]
    drawn = np.sum([way["data"] for way in ways], axis=0)
    assert drawn.sum() == pytest.approx(figure.table["persons"].sum())
    assert [bar["label"]["formatter"] for bar in total["data"]] == [f"{n:,.0f}" for n in drawn]


def light(colour):
    """WCAG's relative luminance."""
    full = "".join(letter * 2 for letter in colour[1:]) if len(colour) == 4 else colour[1:]
    parts = [int(full[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_colours_stand_out_in_the_dark():
    for colour in {SERVING, GONE, *GROUPS, *PLACES.values(), *survival.COLOURS.values()}:
        assert contrast(dusk(colour), INK[True][3]) >= 3, colour


def test_whom_a_leaver_drew_after_him_is_drawn_as_it_was_found():
    found = progeny("two-valleys", seeds=2, sample=6, within=40, days=200, workers=1)
    figure = drawn_after.drawn_after(found)
    held, free = (found.by_relation(held=way) for way in (True, False))
    assert list(figure.table["others"]) == [*(drawn_after.WORDS[name] for name in held), "all together"]
    assert figure.table["world held"].tolist() == [*(one.mean for one in held.values()), found.ratio().mean]
    assert figure.table["high, free"].tolist() == [*(one.high for one in free.values()), found.ratio(held=False).high]
    bars = [[bar["value"] for bar in series["data"]] for series in figure.option["series"]]
    assert bars[0][-1] == pytest.approx(found.ratio().mean, abs=1e-4)
    assert bars[1][-1] == pytest.approx(found.ratio(held=False).mean, abs=1e-4)
    assert found.sentence in figure.about


def test_the_tree_keeps_parts_together():
    parents = {"a/1": "a", "b/1": "b", "a/2": "a", "b/c/1": "b/c", "b/c": "b", "a": "top", "b": "top", "top": ""}
    shape = army_replay.tree(["a/1", "b/1", "a/2", "b/c/1"], parents)
    assert shape.order.tolist() == [0, 2, 1, 3]
    spans = dict(zip(shape.ids, zip(shape.first, shape.last, strict=True), strict=True))
    assert spans == {"top": (0, 4), "a": (0, 2), "a/1": (0, 1), "a/2": (1, 2), "b": (2, 4), "b/1": (2, 3), "b/c": (3, 4), "b/c/1": (3, 4)}
    assert [shape.ids[p] if p >= 0 else "" for p in shape.parents] == [parents[id] for id in shape.ids]


def test_what_is_sent_to_the_browser(record):
    raw = gzip.decompress(army_replay.packed(record))
    (size,) = struct.unpack("<I", raw[:4])
    head = json.loads(raw[4 : 4 + size])
    days, units = record.history.shape
    assert (head["days"], head["units"]) == (days, units)
    history = np.frombuffer(raw[4 + size : 4 + size + days * units], "u1").reshape(units, days)
    order = [record.unit_ids.index(id) for id in head["nodes"]["id"] if id in record.unit_ids]
    assert (record.history[:, order] == history.T).all()
    each = sum(np.dtype(kind).itemsize for kind in army_replay.MOVES.values())
    rest = np.frombuffer(raw[4 + size + days * units : len(raw) - each * head["moves"]], "<f4")
    P, weeks = len(head["places"]), head["weeks"]
    assert head["hasControl"]
    left, control = rest[units + weeks * P : -len(head["ledger"]) * days].reshape(2, days, P)
    np.testing.assert_allclose(rest[-len(head["ledger"]) * days :].reshape(-1, days), army_replay.ledger(record))
    assert (control[::7] == record.places["control"].to_numpy().reshape(-1, P)).all()
    assert left.sum() == record.daily[["defections", "desertions", "captures"]].to_numpy().sum()
    assert all(1 <= tick["day"] <= days for tick in head["ticks"])


def test_the_report_stands_alone_and_escapes(record):
    mapping = record.scenario.to_mapping()
    evil = "</script><img src=x onerror=alert(1)>"
    mapping["scenario"]["title"] = mapping["sects"][0]["name"] = mapping["army"]["formations"][0]["name"] = mapping["news"][0]["title"] = (
        evil
    )
    page = report.report(run(mapping, days=160))
    assert "<img src=x" not in page
    assert page.count("</script>") == 4
    assert not re.search(r"(src|href)=[\"']?(https?:)?//", page)


def test_find_units_and_people(record):
    unit = record.unit_ids[3]
    assert [chosen for _, chosen in persons.found_by(record, unit)] == [{"unit": unit}]
    person = record.people["person"].iloc[0]
    assert [chosen for _, chosen in persons.found_by(record, f"{person} ")] == [{"person": person}]
    assert persons.found_by(record, "low brigade")[0][1] == {"unit": "low-brigade"}
    assert persons.found_by(record, "nobody") == [] == persons.found_by(record, "")


def test_find_knows_places_ranks_and_groups(record):
    place, sect = record.scenario.places[0], record.scenario.sects[0]
    assert (place.name, {"place": place.id}) in persons.found_by(record, place.name.lower())
    left = record.events[record.events["event"].isin(LEAVING)]
    for typed, column, value in (("Captain", "rank", "captain"), (sect.name, "sect", sect.id)):
        some = left[left[column] == value]["person"]
        wanted = [{"person": str(person)} for person in some.head(3)]
        found = [chosen for words, chosen in persons.found_by(record, typed) if "person" in chosen]
        assert found[:3] == wanted != []


def test_units_that_are_as_empty_as_the_last_that_is_named_are_counted(record):
    for day in (150, 230):
        some, more = persons.emptiest(record, day, 3)
        shares = record.history[day - 1] / 255
        assert len(some) == 3
        assert more == sum(shares == some[-1][1]) - sum(share == some[-1][1] for _, share in some)
    assert [share < 1 for _, share in persons.emptiest(record, 1, 3)[0]] == [True]  # on the first day nearly all are full


def test_the_ledger_adds_up_to_whoever_came(record):
    booked, groups = army_replay.ledger(record), record.groups[record.groups["band"].isin(ARMY_BANDS)]
    came = groups[groups["status"] != "civilian"].groupby("day", observed=True)["persons"].sum()
    assert booked.sum(axis=0) == pytest.approx(came.to_numpy())
    assert booked[0] == pytest.approx(record.daily["serving"].to_numpy())
    told = [one for some in army_replay.LEDGER.values() for one in some]
    assert len(told) == len(set(told)) == len(STATUSES) - 1  # all but those who were not called up yet


def test_moves_between_rows_of_the_ledger_add_up_to_it_and_to_the_river_of_causes(record):
    made, booked = army_replay.moves(record), army_replay.ledger(record)
    columns = made.columns
    for day in (1, 100, 230):
        some = columns["day"] <= day
        for row in range(len(booked)):
            came = columns["persons"][some & (columns["after"] == row)].sum()
            assert came - columns["persons"][some & (columns["before"] == row)].sum() == pytest.approx(booked[row, day - 1])
    river = RunFigures(record).causes().table
    for row, words in enumerate(made.causes):
        lit = columns["persons"][columns["cause"] == row].sum()
        assert lit == pytest.approx(river[words].sum() if words in river else 0), words
    assert columns["unit"].min() >= 0
    assert sum(columns["persons"][columns["cause"] < len(made.causes)]) > 0


def test_a_group_has_one_colour_in_every_figure_and_run(record):
    other = run("two-valleys", 5, days=120)
    colours = {}
    for made in (RunFigures(record), RunFigures(other)):
        for figure in (made.departures_by("sect"), made.survival("sect")):
            for series in figure.option["series"]:
                colours.setdefault(series["name"], set()).add(series["color"])
    assert set(colours) == {sect.name for sect in record.scenario.sects}
    assert all(len(some) == 1 for some in colours.values()), colours
    assert len(set.union(*colours.values())) == len(colours)


def test_the_largest_chain_is_told_with_its_own_depth_and_in_persons():
    """Two chains: three that leave for one in one step, and one of two by way of another; an agent stands for ten persons."""
    rows = [("u/1", 5, ""), ("u/2", 6, "u/1"), ("u/3", 6, "u/1"), ("u/4", 7, "u/1"), ("w/1", 5, ""), ("w/2", 6, "w/1"), ("w/3", 9, "w/2")]
    events = pd.DataFrame(rows, columns=["person", "day", "trigger"]).assign(
        event="defection", from_status="serving", sect="a", rank="captain", band="soldiers", persons=10.0
    )
    forest = chains(events)
    assert forest.nodes["men"].tolist() == [40.0, 10, 10, 10, 30, 20, 10]
    assert "the largest chain has 40, in 1 step." in chain_sizes(forest).about


def test_facts_of_a_formation_with_formations_below(record):
    assert dict(persons.about_unit(record, "headquarters", 100))["Serve"]
    total = record.daily[["defections", "desertions", "captures"]].to_numpy()[:200].sum()
    tops = [unit for unit, parent in record.units[["unit", "parent"]].drop_duplicates().itertuples(index=False) if not parent]
    assert sum(len(persons.leavers_of_unit(record, top, 200)) for top in tops) == total
    for day in (200, *record.units["day"].unique()[[20, 30]]):  # to the day, and as the table of weeks has it
        left = [int(dict(persons.about_unit(record, top, day))["Left"].split()[0].replace(",", "")) for top in tops]
        assert sum(left) == record.daily[["defections", "desertions", "captures"]].to_numpy()[:day].sum()
    weeks = record.units[record.units["day"] == day].set_index("unit")["left"]
    assert left == [round(weeks[top]) for top in tops]
    assert legend({}) == []


def test_a_mean_of_a_week_begins_when_there_is_one():
    assert trailing(np.arange(9.0)).tolist() == pytest.approx([*[np.nan] * 6, 3.0, 4.0, 5.0], nan_ok=True)
    assert trailing(np.array([2.0, 4.0])).tolist() == pytest.approx([np.nan, 3.0], nan_ok=True)  # shorter than a week
    assert trailing(np.zeros(0)).size == 0


def test_a_week_of_a_few_days_is_in_the_table_and_not_drawn():
    days = [1, 8, 8, 15]
    events = pd.DataFrame({"day": days, "event": "defection", "sect": "hill", "band": "soldiers", "persons": 1.0, "cause": "D5"})
    for made in (flows.departures_by(events, "sect", date(2011, 3, 15), 16), compared.causes_by_week(events, date(2011, 3, 15), 16)):
        assert [y for _, y in made.option["series"][0]["data"]] == [1, 2]
        assert made.table.iloc[:, 1].tolist() == [1, 2, 1]


def test_the_river_of_each_group_or_rank_adds_up_to_that_of_all_in_the_same_colours(record):
    made = RunFigures(record)
    whole = made.causes()
    causes = whole.table.columns[1:]
    colours = {series["name"]: series["color"] for series in whole.option["series"]}
    items = [item["value"].partition(":")[::2] for item in among_items(record)]
    assert items[0] == ("all", "")
    for kind in ("sect", "band"):
        parts = [made.causes(by, only) for by, only in items[1:] if by == kind]
        assert len(parts) > 1
        summed = sum(part.table.reindex(columns=causes, fill_value=0.0) for part in parts)
        np.testing.assert_allclose(summed.to_numpy(float), whole.table[causes].to_numpy(float))
        assert all(series["color"] == colours[series["name"]] for part in parts for series in part.option["series"])
    hill = next(item for item in among_items(record) if item["value"].startswith("sect:"))
    assert f"Persons of {hill['text']} who leave" in made.causes(*hill["value"].split(":")).about
    assert made.causes("sect", "nobody").option == {}


def test_numbers_in_cells_can_be_read_in_light_and_dark():
    """The ink of a page stood on cells that keep their colours: white on white in the dark."""
    record = run("two-valleys", days=120)
    found = compare("two-valleys", without="D5", seeds=2, days=120, workers=1)
    for figure in (compared.exits(found), RunFigures(record).tips("sect"), officers_out.reasons(record.events, record.people)):
        for dark in (False, True):
            option = themed(figure.option, dark)
            (cells,) = option["series"]
            for paper in option["visualMap"]["inRange"]["color"]:
                assert contrast(cells["label"]["color"], paper) >= 4.5, (figure.key, dark, paper)


def test_outcomes_that_differ_are_told_in_words():
    target = {"T1": {"title": "Officers go over", "outcome": "officers_defected", "low": 1, "source": "invented", "role": "fit"}}
    own = tiny_scenario(targets=target, departure={"base_hazard": 0.004}, bonds={"comrade_pressure": 3.0})
    found = compare(own, without="D5", seeds=2, workers=1)
    words = compared.outcome_intervals(found).option["yAxis"]["data"]
    assert "Officers go over" in words
    assert not {"T1", "largest_party"} & set(words)


def test_the_river_of_causes_flies_a_flag_for_all_that_is_dated(record):
    figure = RunFigures(record).causes()
    flags = figure.option["series"][0]["markPoint"]["data"]
    assert [(flag["name"], flag["xAxis"]) for flag in flags] == [
        (tick["title"], str(START + timedelta(days=tick["day"] - 1))) for tick in army_replay.ticks(record)
    ]
    assert figure.about.endswith("Flags at the top are news and events.")
