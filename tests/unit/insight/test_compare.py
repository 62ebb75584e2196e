"""Two worlds under the same draws: fates by brute force from events, Shapley shares by brute force over orders, workers, and faults."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from itertools import permutations
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

import numpy as np
import pytest

from tests.helpers import ROOT, in_fresh_python, tiny_rebels, tiny_scenario
from unit_cohesion import load_scenario, run
from unit_cohesion.errors import CohesionError
from unit_cohesion.insight import pool
from unit_cohesion.insight.attribute import MOST_WHOLE, attribute, plan
from unit_cohesion.insight.compare import Comparison, compare, joined_seeds, worlds_of
from unit_cohesion.insight.ensemble import DAILY, ensemble
from unit_cohesion.insight.fates import EXITS, LEFT, NEVER, matched_rows
from unit_cohesion.insight.worlds import Roster, RunExtras, World, outcome_names, run_world, seeds_of
from unit_cohesion.runs.record import Record
from unit_cohesion.simulation.identity import Identity

HOT = {"departure": {"base_hazard": 0.004}, "bonds": {"comrade_pressure": 3.0}}
"""So that many leave the tiny army in its 60 days."""
EXIT_OF = {
    "defection": "defected",
    "desertion": "deserted",
    "capture": "gave himself up",
    "death": "killed",
    "arrest": "caught",
    "discharge": "discharged",
}
SEEDS = (1, 2, 3, 5)


@pytest.fixture(scope="module")
def tiny() -> dict[str, Any]:
    return tiny_scenario(**HOT)


@pytest.fixture(scope="module")
def found(tiny: dict[str, Any]) -> Comparison:
    return compare(tiny, without="D5", seeds=SEEDS, workers=1)


def first_exits(record: Record) -> dict[str, tuple[str, int]]:
    """By person, his first exit and its day, told from the table of events one row after the other."""
    told: dict[str, tuple[str, int]] = {}
    for row in record.events.to_dict("records"):
        if row["from_status"] == "serving" and row["person"] not in told:
            told[row["person"]] = (EXIT_OF[row["event"]], row["day"])
    return told


def scenario_sects(tiny: dict[str, Any]) -> list[str]:
    return [sect["id"] for sect in tiny["sects"]]


def test_fates_are_those_that_the_events_tell(tiny: dict[str, Any], found: Comparison) -> None:
    for number, seed in enumerate(SEEDS):
        a, b = run(tiny, seed), run(tiny, seed, off="D5")
        exits = [first_exits(record) for record in (a, b)]
        table = {(x, y): 0.0 for x in EXITS for y in EXITS}
        army = a.people[a.people["branch"] != "none"]
        ends = [dict(zip(record.people["person"], record.people["status"].astype(str), strict=True)) for record in (a, b)]
        lags = {}
        army = army.sort_values("person")  # unit by unit, seat by seat
        for person, persons in zip(army["person"], army["persons"], strict=True):
            none = [EXITS[NEVER] if end[person] == "civilian" else EXITS[0] for end in ends]
            how = [exit.get(person, (other, 0)) for exit, other in zip(exits, none, strict=True)]
            table[how[0][0], how[1][0]] += persons
            if all(EXITS.index(one[0]) in LEFT for one in how):
                lags[person] = how[1][1] - how[0][1]
        assert found.fates.table(seed).ravel().tolist() == list(table.values())
        split = found.fates.split(seed)
        left = [EXITS[code] for code in LEFT]
        assert split.only_a == sum(n for (x, y), n in table.items() if x in left and y not in left) > 0
        assert split.only_b == sum(n for (x, y), n in table.items() if y in left and x not in left)
        assert split.both == len(lags) == split.sooner + split.same + split.later
        assert split.later == sum(lag > 7 for lag in lags.values())
        assert split.sooner == sum(lag < -7 for lag in lags.values())
        keys = [found.fates.person(row) for row in range(len(found.fates.persons))]
        assert sorted(keys) == army["person"].tolist()
        assert dict(zip(keys, found.fates.a[number].tolist(), strict=True)) == {
            key: EXITS.index(exits[0].get(key, (EXITS[NEVER] if ends[0][key] == "civilian" else EXITS[0], 0))[0]) for key in keys
        }
        sects = dict(zip(army["person"], army["sect"].astype(str), strict=True))
        assert [scenario_sects(tiny)[code] for code in found.fates.sect[number]] == [sects[key] for key in keys]
        told = {key: lag for key, lag in zip(keys, found.fates.lags()[number].tolist(), strict=True) if lag}
        assert told == {key: lag for key, lag in lags.items() if lag}
    mean = found.fates.split()
    assert mean.only_a == fmean(one.only_a for one in found.fates.splits())
    assert sum(rows[0] for rows in found.fates.by("sect").values()) == pytest.approx(mean.only_a)
    assert sum(rows.sum() for rows in found.fates.by("band").values()) == pytest.approx(found.fates.matched)


def test_outcomes_are_those_of_single_runs_and_pairs_are_told_by_hand(tiny: dict[str, Any], found: Comparison) -> None:
    a = [run(tiny, seed).outcome for seed in SEEDS]
    b = [run(tiny, seed, off="D5").outcome for seed in SEEDS]
    assert list(found.names) == list(a[0]) == outcome_names(Identity(load_scenario(tiny), 1))
    for row, name in enumerate(found.names):
        for world, runs in enumerate((a, b)):
            told = [np.nan if one[name] is None else one[name] for one in runs]
            np.testing.assert_array_equal(found.values[world, :, row], told)
    left = found.outcome("left")
    pairs = [y["left"] - x["left"] for x, y in zip(a, b, strict=True)]
    half = 3.182446305284263 * stdev(pairs) / 2  # Student's t for three degrees of freedom, over the root of four
    assert (left.paired.mean, left.paired.low) == pytest.approx((fmean(pairs), fmean(pairs) - half))
    apart = stdev(x["left"] for x in a) ** 2 + stdev(y["left"] for y in b) ** 2
    assert left.gain == pytest.approx(apart / stdev(pairs) ** 2)
    assert found.left[:, :, -1].tolist() == [[one["left"] for one in runs] for runs in (a, b)]
    with pytest.raises(CohesionError, match="band of = 'foo': allowed: a, b, difference"):
        found.band("foo")
    with pytest.raises(CohesionError, match="by = 'unit': allowed: sect, band, place"):
        found.fates.by("unit")
    median, low, high = found.band("difference")
    assert (low <= median).all()
    assert (median <= high).all()
    width = left.paired.width / 2
    assert found.seeds_needed("left", width) > len(SEEDS)  # type: ignore[operator]
    assert found.seeds_needed("left", 1e9) == 2


def test_of_itself_with_itself_nothing_differs(tiny: dict[str, Any]) -> None:
    twin = load_scenario(tiny)
    for other in (twin, tiny_scenario(**HOT)):
        same = compare(twin, other, seeds=3, workers=1)
        differences = same.values[1] - same.values[0]
        assert (differences[~np.isnan(differences)] == 0.0).all()
        table = same.fates.table()
        assert (table == np.diag(np.diag(table))).all()
        assert same.split.differ == same.split.sooner == same.split.later == 0
        assert (same.band() == 0).all()
        assert same.outcome("left").paired.low == same.outcome("left").paired.high == 0.0
        assert "Nobody of 152 left in one world only." in same.sentence


def test_seeds_compared_one_by_one_are_joined_to_what_all_of_them_say(tiny: dict[str, Any], found: Comparison) -> None:
    joined = joined_seeds([compare(tiny, without="D5", seeds=[seed], workers=1) for seed in SEEDS])
    assert joined.seeds == found.seeds
    assert joined.sentence == found.sentence
    assert joined.csv() == found.csv()
    for name, array in vars(found.fates).items():
        assert np.array_equal(getattr(joined.fates, name), array), name
    assert np.array_equal(joined.band(), found.band())


def test_counts_are_persons_by_the_weight_of_their_unit() -> None:
    coarse = compare("two-valleys", without="D5", seeds=2, days=200, persons_per_agent=10, workers=1)
    record = run("two-valleys", 1, days=200, persons_per_agent=10)
    army = record.people[record.people["branch"] != "none"]
    assert coarse.fates.matched == army["persons"].sum() > 4 * len(army)
    weights = set(army["persons"])
    assert len(weights) > 1  # units stand for as many as there are of their kind
    assert 0 < coarse.fates.split(1).only_a < army["persons"].sum()
    assert coarse.left[0, 0, -1] == record.outcome["left"]


def test_what_is_changed_in_b(tiny: dict[str, Any], tmp_path: Path) -> None:
    seeds = (4,)
    changed = compare(tiny, changed={"comrade_pressure": 1.0}, seeds=seeds, workers=1)
    assert changed.b.scenario.parameters["comrade_pressure"] == 1.0
    assert "with comrade_pressure = 1.0" in changed.b.name
    calm = compare(tiny, without_event="ring", seeds=seeds, workers=1)
    assert [event.id for event in calm.b.scenario.events] == ["market"]
    assert calm.b.name == "without the event of 15 April 2011 (siege, town)"
    no_news = compare(tiny, without_event="news.video", seeds=seeds, workers=1)
    assert [news.id for news in no_news.b.scenario.news] == ["asylum"]
    text = '[[events]]\nid = "more"\ndate = 2011-04-01\nkind = "massacre"\nplace = "town"\nvalue = 500\n'
    (tmp_path / "more.toml").write_text(text, "utf-8")
    worse = compare(tiny, event=tmp_path / "more.toml", seeds=seeds, workers=1)
    assert worse.b.scenario.events[-1].id == "more"
    assert worse.b.name == "with the event of 1 April 2011 (massacre, town)"
    assert worse.outcome("left").paired.mean != 0
    both = compare(tiny, tiny_scenario(**HOT, scenario={"name": "other"}), without="D6", off="D11", seeds=seeds, workers=1)
    assert both.a.off == {"D11"}
    assert both.b.off == {"D11", "D6"}


def test_titles_of_what_is_dated_stand_in_quotes(tiny: dict[str, Any]) -> None:
    named = load_scenario(tiny | {"events": [one | {"title": f"The {one['id']} of May"} for one in tiny["events"]]})
    calm = worlds_of(named, None, None, None, "ring", None, None, None, None)
    assert [world.name for world in calm] == ["with “The ring of May”", "without “The ring of May”"]
    bombed = {"id": "more", "date": "2011-04-01", "kind": "massacre", "place": "town", "value": 500, "title": "Hands off the square"}
    worse = worlds_of(named, None, None, None, ["ring", "news.asylum"], bombed, None, None, None)
    assert worse[1].name == "without “The ring of May”, without the news of 10 April 2011 (leader exit, hill), with “Hands off the square”"


def test_people_of_two_scenarios_are_matched_by_unit_and_seat() -> None:
    whole = tiny_scenario(**HOT)
    smaller = tiny_scenario(**HOT, army={"formations": [{"id": "line", "brigades": 3}, {"id": "guard", "companies": 1}]})
    pair = compare(whole, smaller, seeds=1, workers=1)
    keys = [set(run(one).people.query("branch != 'none'")["person"]) for one in (whole, smaller)]
    fates = pair.fates
    assert {fates.person(row) for row in range(len(fates.persons))} == keys[0] & keys[1]
    assert (fates.matched, fates.of_a, fates.of_b) == (len(keys[0] & keys[1]), len(keys[0]), len(keys[1]))
    assert f"{len(keys[0] & keys[1])} of {len(keys[0])} and {len(keys[1])} persons are in both armies" in pair.about
    roster = Roster(("x", "y"), np.array([0, 0, 1]), np.array([0, 1, 0]), np.ones(3))
    other = Roster(("y", "z", "x"), np.array([0, 1, 2]), np.array([0, 0, 1]), np.ones(3))
    rows, twins = matched_rows(roster, other)
    assert sorted(zip(rows.tolist(), twins.tolist(), strict=True)) == [(1, 2), (2, 0)]


def test_by_that_date_is_always_said(found: Comparison) -> None:
    only_a, only_b, both = found.phrases
    assert "with comrades (D5)" in only_a
    assert "by 13 May 2011" in only_a
    assert "without comrades (D5)" in only_b
    assert f"{found.split.both:,.0f} left both ways" in both
    assert found.sentence == " ".join(found.phrases)


def test_the_table_and_csv_hold_every_outcome(found: Comparison) -> None:
    table = found.table.set_index("outcome")
    assert table.loc["left", "difference"] == found.outcome("left").paired.mean
    lines = found.csv().splitlines()
    assert len(lines) == 1 + len(found.names) == 1 + len(table)
    assert lines[0] == ",".join(["outcome", *table.columns])


# ---- workers


def test_two_workers_give_what_one_gives(tiny: dict[str, Any], found: Comparison) -> None:
    calls: list[tuple[int, int]] = []
    other = compare(tiny, without="D5", seeds=SEEDS, workers=2, progress=lambda done, total: calls.append((done, total)))
    assert calls == [(done, 8) for done in range(1, 9)]
    assert other.values.tobytes() == found.values.tobytes()
    assert other.left.tobytes() == found.left.tobytes()
    for name in ("a", "b", "day_a", "day_b", "sect", "band", "place", "persons", "unit", "seat"):
        assert getattr(other.fates, name).tobytes() == getattr(found.fates, name).tobytes(), name
    assert other.csv() == found.csv()


def test_little_work_starts_no_processes(tiny: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    small, large = (World("", Identity(load_scenario(source), 1)) for source in (tiny, "syria-2011"))
    assert pool.workers_for([small], [(0, seed) for seed in range(20)], None) == 1
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2}, raising=False)
    assert pool.workers_for([large], [(0, seed) for seed in range(20)], None) == 3
    assert pool.workers_for([large], [(0, 1), (0, 2)], 8) == 2


def test_what_stops_a_call_ends_its_workers(tiny: dict[str, Any]) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compare(tiny, without="D5", seeds=40, workers=2, progress=stop)
    assert not children()


KILLED = """
import json, multiprocessing, os, signal, threading
from unit_cohesion.errors import CohesionError
from unit_cohesion.insight.compare import compare

ran = threading.Event()

def kill():
    ran.wait()
    os.kill(multiprocessing.active_children()[0].pid, signal.SIGKILL)

if __name__ == "__main__":
    threading.Thread(target=kill, daemon=True).start()
    try:
        compare("two-valleys", without="D5", seeds=100_000, workers=2, progress=lambda done, total: ran.set())
    except CohesionError as fault:
        print(json.dumps([str(fault), len(multiprocessing.active_children())]))
"""


@pytest.mark.slow
def test_a_worker_that_is_killed_is_told_of() -> None:
    said, left = in_fresh_python(KILLED)
    assert "a worker was killed while it ran" in said
    assert left == 0


def test_a_script_without_a_guard_is_told_what_it_lacks(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text('from unit_cohesion import compare\ncompare("two-valleys", without="D5", seeds=4, workers=2)\n', "utf-8")
    where = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False, env=where)
    assert done.returncode != 0
    assert done.stderr.count("Traceback") == 1  # this process's own: its workers say nothing
    assert 'below if __name__ == "__main__":' in done.stderr.splitlines()[-1].replace("'", '"')


@pytest.mark.slow
def test_ctrl_c_is_one_line_and_leaves_no_process() -> None:
    command = [sys.executable, "-m", "unit_cohesion", "compare", "two-valleys", "--without", "D5", "--seeds", "50000", "--workers", "2"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        until = time.monotonic() + 60
        while len(group_of(process.pid)) < 4 and time.monotonic() < until:  # itself, two workers, and Python's tracker of resources
            time.sleep(0.05)
        time.sleep(1)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=20)
    assert (process.returncode, said) == (130, "cohesion: stopped\n")
    until = time.monotonic() + 10
    while group_of(process.pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not group_of(process.pid)


def children() -> list[Any]:
    import multiprocessing

    return multiprocessing.active_children()


def group_of(leader: int) -> list[int]:
    """Processes of a process group."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text("utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == leader and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


# ---- ensembles


def test_an_ensemble_tells_medians_and_bands_of_its_runs(tiny: dict[str, Any]) -> None:
    many = ensemble(tiny, seeds=SEEDS, workers=1)
    records = [run(tiny, seed) for seed in SEEDS]
    left = [record.outcome["left"] for record in records]
    assert many.outcome("left").median == np.median(left)
    assert (many.outcome("left").low, many.outcome("left").high) == tuple(np.percentile(left, (5, 95)))
    assert many.outcome("left").mean.mean == fmean(left)  # type: ignore[type-var]
    for number, record in enumerate(records):
        told = [name for name in record.daily.columns if name not in ("day", "date", "ending")]
        assert [name for name in DAILY if name in told] == told
        assert not many.days[number, [row for row, name in enumerate(DAILY) if name not in told]].any()  # of crowds, which are not there
        for row, name in ((row, name) for row, name in enumerate(DAILY) if name in told):
            np.testing.assert_array_equal(many.days[number, row], record.daily[name].to_numpy(float), err_msg=name)
    assert many.daily("serving")[0].tolist() == np.median([record.daily["serving"] for record in records], axis=0).tolist()
    assert many.daily("left")[0, -1] == np.median(left)
    ((spread, target, met),) = many.targets
    assert (spread.name, target.low, target.high, target.role) == ("A1", 1, 100, "fit")
    assert met == fmean(1 <= record.outcome["A1"] <= 100 for record in records)
    assert set(many.table["outcome"]) == set(many.names)


def test_parameters_and_switches_of_an_ensemble(tiny: dict[str, Any]) -> None:
    calm = ensemble(tiny, seeds=2, off="D5", comrade_pressure=1.5, days=20, workers=1)
    assert calm.outcome("left").mean.mean == fmean(run(tiny, s, off="D5", comrade_pressure=1.5, days=20).outcome["left"] for s in (1, 2))  # type: ignore[misc]


# ---- Shapley


def test_shares_are_means_over_all_orders(tiny: dict[str, Any]) -> None:
    over = ["D5", "D1", "ring"]
    shared = attribute(tiny, over, "left", seeds=2, workers=1)

    def value(inside: tuple[str, ...], seed: int) -> float:
        scenario = load_scenario(tiny)
        if "ring" not in inside:
            scenario = scenario.without("events.ring")
        return run(scenario, seed, off=[id for id in ("D5", "D1") if id not in inside]).outcome["left"] or 0.0

    for number, seed in enumerate((1, 2)):
        for row, player in enumerate(over):
            came = []
            for order in permutations(over):
                before = order[: order.index(player)]
                came.append(value((*before, player), seed) - value(before, seed))
            assert shared.by_seed[row, number] == pytest.approx(fmean(came))
        assert shared.by_seed[:, number].sum() == pytest.approx(value(tuple(over), seed) - value((), seed), rel=1e-12)
    assert sum(one.share.mean for one in shared.shares) == pytest.approx(shared.whole.mean, rel=1e-12)
    assert [one.id for one in shared.shares] == ["D5", "D1", "events.ring"]
    records = [run(tiny, seed) for seed in (1, 2)]
    left = [r.events[r.events["event"].isin(["defection", "desertion", "capture"])] for r in records]
    assert shared.shares[0].cause == fmean(float(one.loc[one["cause"] == "D5", "persons"].sum()) for one in left)
    assert np.isnan(shared.shares[2].cause)


def test_sampled_orders_sum_to_the_whole_and_carry_their_error(tiny: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = attribute(tiny, ["D5", "D1", "D6"], seeds=2, workers=1)
    monkeypatch.setattr("unit_cohesion.insight.attribute.MOST_WHOLE", 2)
    some = attribute(tiny, ["D5", "D1", "D6"], seeds=2, orders=40, workers=1)
    assert len(some.plan.orders) == 80
    assert some.by_seed.sum(axis=0) == pytest.approx(whole.by_seed.sum(axis=0), rel=1e-12)
    for exact, near in zip(whole.shares, some.shares, strict=True):
        assert abs(exact.share.mean - near.share.mean) <= 4 * near.error + 1e-9
    assert any(one.error > 0 for one in some.shares)
    assert some.by_seed.tobytes() == attribute(tiny, ["D5", "D1", "D6"], seeds=2, orders=40, workers=1).by_seed.tobytes()


def test_more_than_eight_are_sampled(tiny: dict[str, Any]) -> None:
    ids = ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D10", "D11"]
    made = plan(tiny, ids, seeds=3, orders=2)
    assert len(ids) > MOST_WHOLE
    assert len(made.orders) == 4
    assert len(made.sets) <= 4 * 8 + 2
    assert "4 sampled orders of 9, 3 seeds" in made.size_text
    assert plan(tiny, ids[:8], seeds=3).size_text == f"all 256 subsets of 8, 3 seeds: {256 * 3} runs"
    assert made.seconds(1) > 0


# ---- what is refused

SIEGE = {"id": "x", "date": "2011-04-01", "kind": "siege", "place": "town"}
BAD: list[tuple[Any, str]] = [
    (compare, "nothing differs"),
    (lambda t: compare(t, without="D55"), "did you mean 'D5'?"),
    (lambda t: compare(t, without="I2"), "checked, not switched"),
    (lambda t: compare(t, changed={"comrade_presure": 2}), "did you mean 'comrade_pressure'?"),
    (lambda t: compare(t, changed={"comrade_pressure": 99}), "comrade_pressure = 99"),
    (lambda t: compare(t, without_event="markt"), "did you mean 'market'?"),
    (lambda t: compare(t, event="absent.toml"), "absent.toml"),
    (lambda t: compare(t, event=SIEGE | {"date": "2012-01-01"}), "a date within the run, 2011-03-15 to"),
    (lambda t: compare(t, event=SIEGE | {"kind": "seige"}), "did you mean 'siege'?"),
    (lambda t: compare(t, event=SIEGE | {"id": "market"}), "market"),
    (lambda t: compare(t, "two-valleys"), "60 days and 365: allowed: two worlds of one length"),
    (lambda t: compare(t, without="D5", seeds=0), "seeds = 0"),
    (lambda t: compare(t, without="D5", seeds=[1, 1]), "a list of different seeds"),
    (lambda t: compare(t, without="D5", seeds=[-1]), "seeds = [-1]"),
    (lambda t: compare(t, without="D5", seeds="3"), "seeds = '3'"),
    (lambda t: compare(t, without="D5", workers=0), "workers = 0"),
    (lambda t: ensemble(t, comrade_pressure="x"), "comrade_pressure"),
    (lambda t: attribute(t, []), "1 to 64 ids"),
    (lambda t: attribute(t, ["D8", "D8a"]), "ids that do not go off together"),
    (lambda t: attribute(t, "D5", off="D5"), "what is not switched off in all worlds"),
    (lambda t: attribute(t, "D5", "lft"), "did you mean 'left'?"),
    (lambda t: attribute(t, "D5", orders=1), "orders = 1"),
    (lambda t: attribute(t, "D5", "admitted_refused_rank_gap", seeds=1), "has no value"),
]


@pytest.mark.parametrize(("call", "told"), BAD, ids=[told for _, told in BAD])
def test_what_is_not_allowed_is_told_in_one_line(tiny: dict[str, Any], call: Any, told: str) -> None:
    with pytest.raises(CohesionError) as fault:
        call(tiny)
    assert told in str(fault.value)
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "at least one table [[events]]"),
        ("[[events]]\n", "events"),
        ("[[news]]\nid = 'x'\n", "[[events]] alone"),
        ("[[events]\n", "valid TOML"),
        ("#" * 70_000, "64 kB"),
    ],
)
def test_a_file_of_events_is_checked_like_a_scenario(tiny: dict[str, Any], tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "events.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(CohesionError, match=r"events\.toml") as fault:
        compare(tiny, event=file)
    assert told in str(fault.value)


def test_seeds_are_so_many_or_a_list() -> None:
    assert seeds_of(3) == (1, 2, 3)
    assert seeds_of([7, 4]) == (7, 4)
    assert seeds_of(range(5, 7)) == (5, 6)


def test_with_rebels_too_only_the_army_is_compared() -> None:
    scenario = load_scenario(tiny_rebels(**HOT))
    kept = run_world(World("", Identity(scenario, 1)), 1, RunExtras(fates=True), True)
    record = run(scenario, 1)
    assert kept.exits is not None
    assert len(kept.exits) == (record.people["branch"] != "none").sum() < len(record.people)


def test_comparing_makes_no_table() -> None:
    code = "import json, sys\nfrom unit_cohesion import compare\nc = compare('two-valleys', without='D5', seeds=2, days=60)\n"
    code += "c.sentence, c.differences, c.csv()\nprint(json.dumps(sorted({'pandas', 'pyarrow', 'mesa'} & set(sys.modules))))"
    assert in_fresh_python(code) == []


def test_nor_does_the_command() -> None:
    code = "import contextlib, io, json, sys\nfrom unit_cohesion.cli import main\n"
    code += "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):\n"
    code += "    main(['compare', 'two-valleys', '--without', 'D5', '--seeds', '2', '--days', '60'])\n"
    code += "print(json.dumps(sorted({'pandas', 'pyarrow', 'mesa', 'numba'} & set(sys.modules))))"
    assert in_fresh_python(code) == ["numba"]  # it ran
