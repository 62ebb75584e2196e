"""What mechanisms do in a war: the list of outcomes is whole, and what is measured is what a count by hand says."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from tests.helpers import tiny_rebels, tiny_scenario
from tests.property.eventful_rebels import eventful_rebel_war
from unit_cohesion import effects, load_scenario, run
from unit_cohesion.insight.binding import TRUST, decided, paydays, refusals
from unit_cohesion.insight.effects import AS_EXPECTED, NOTHING, OTHER_WAY, READINGS, STILL, Effects, chosen_ids, shapley
from unit_cohesion.insight.effects_list import EXPECTED, STAND_INS
from unit_cohesion.insight.gauges import GAUGES, beyond_chance
from unit_cohesion.insight.shown import flat, left_by_sect, must_show, staged
from unit_cohesion.insight.watch import OFFICERS, Watch
from unit_cohesion.insight.worlds import World, identity_of_source
from unit_cohesion.outcomes import LEAVING, OUTCOMES
from unit_cohesion.rules import MECHANISMS
from unit_cohesion.rules.events import SET_OFF_BY
from unit_cohesion.rules.gatekeeping import REFUSED
from unit_cohesion.vocabulary import SERVING


def test_every_rule_has_a_proximate_and_a_distal_outcome_and_nothing_else_has() -> None:
    assert list(EXPECTED) == [id for id, one in MECHANISMS.items() if one.kind == "rule"]
    for expected in EXPECTED.values():
        for name in (expected.proximate, expected.distal):
            assert (name in GAUGES) != (name in OUTCOMES)
        assert expected.proximate != expected.distal
        assert expected.sign in ("more", "less")
        assert expected.distal_sign in ("more", "less", "nothing", "either")


def test_every_gauge_is_used_and_what_stands_in_is_a_rule() -> None:
    used = {name for one in EXPECTED.values() for name in (one.proximate, one.distal)}
    assert used >= GAUGES.keys()
    for outcome, ids in STAND_INS.values():
        assert outcome in OUTCOMES
        assert set(ids) <= EXPECTED.keys()


# ---- what is measured is what a count by hand says

QUIET = [id for id, one in MECHANISMS.items() if one.kind in ("rule", "claim")]


def calm(days: int = 14, hazard: float = 1e-6, loyalty: float = 0.0, **more: Any) -> dict[str, Any]:
    """The tiny scenario, in which hardly anybody leaves."""
    quiet = {"departure": {"base_hazard": hazard, "loyalty_weight": loyalty}, "flight": {"reception_prior": 1.0}}  # off, D12 is frozen
    return tiny_scenario(**quiet, scenario={"days": days}, **more)


def watched(scenario: dict[str, Any], off: object = None, seed: int = 1) -> Watch:
    return Watch(identity_of_source(scenario, off=off), seed)


def test_expected_exits_are_the_hazards_of_those_who_serve_seven_days_each() -> None:
    watch = watched(calm(), QUIET)
    serving = [float(watch.engine.log.counts[day - 1, :, :, SERVING].sum()) for day in (1, 8)]
    assert min(serving) > 100
    assert watch.by_group.sum() == pytest.approx(1e-6 * 7 * sum(serving))
    assert [watch.by_unit.sum(), watch.by_home.sum()] == pytest.approx([watch.by_group.sum()] * 2)
    officers = watch.engine.log.counts[0, :, OFFICERS, SERVING].sum()
    assert watch.by_group[0, :, OFFICERS].sum() == pytest.approx(7e-6 * officers)


def test_twice_the_hazard_is_twice_the_expected_exits() -> None:
    once, twice = (watched(calm(hazard=hazard, loyalty=0.3)) for hazard in (1e-6, 2e-6))
    assert once.facts.happened(LEAVING, 14).size == twice.facts.happened(LEAVING, 14).size == 0
    assert twice.by_group == pytest.approx(2 * once.by_group)
    assert GAUGES["exits"].of(twice) == pytest.approx(2 * GAUGES["exits"].of(once))


def test_a_last_week_that_is_short_counts_its_days_only() -> None:
    whole, short = (watched(calm(days), QUIET) for days in (14, 9))
    assert short.by_group[1] == pytest.approx(whole.by_group[1] * 2 / 7)


def test_spread_beyond_chance_by_hand() -> None:
    assert beyond_chance(np.full(20, 100.0), 0, 20) == 0.0
    weekly = np.full(17, 100.0)
    weekly[8] = 1000.0  # every nine weeks that are asked about hold it
    ratios = [100 / 200] * 8 + [1000 / 200]
    expected = float(np.var(ratios)) - 1 / 200
    assert beyond_chance(weekly, 0, 17) == pytest.approx(expected**0.5)
    assert np.isnan(beyond_chance(np.zeros(20), 0, 20))


def test_a_gauge_with_nothing_to_read_is_missing() -> None:
    watch = watched(calm(news=[]))
    missing = {name for name, one in GAUGES.items() if np.isnan(one.of(watch))}
    assert {"exits_after_word", "exits_after_pledges", "abandonment", "refused", "labels", "long_ways"} <= missing
    assert not missing & {"exits", "exits_officers", "exits_besieged", "norm", "houses", "let_go", "attempts"}


def test_exits_after_word_and_pledges_are_those_of_their_weeks_and_groups() -> None:
    day = date(2011, 3, 15)
    news = [
        {"id": "word", "kind": "leader_exit", "origin": f"{day + timedelta(10)}", "release": f"{day + timedelta(30)}", "about": "hill"},
        {"id": "vow", "kind": "pledge", "origin": f"{day + timedelta(14)}", "release": f"{day + timedelta(14)}", "about": "plain"},
    ]
    watch = watched(tiny_scenario(departure={"base_hazard": 0.004}, scenario={"days": 130}, news=[]) | {"news": news})
    word, vow = watch.by_group[2:, 0, OFFICERS], watch.by_group[2:15, 1]  # weeks from day 15 on, the first since day 11; days 15 to 104
    assert GAUGES["exits_after_word"].of(watch) == pytest.approx(word.sum())
    assert GAUGES["exits_after_pledges"].of(watch) == pytest.approx(vow.sum())
    facts = watch.facts
    rows = [row for row in watch.left if facts.events("sect")[row] == 0 and 2 <= facts.events("band")[row] <= 4]
    assert len(rows) > 1
    assert GAUGES["median_exit"].of(watch) == np.median([facts.events("day")[row] for row in rows])
    believed = watch.abandonment[2:5]  # days 15, 22, 29, before all hear
    assert GAUGES["abandonment"].of(watch) == pytest.approx(np.nanmean(believed))


# ---- which reason binds


@pytest.fixture(scope="module")
def rebels() -> Watch:
    return watched(eventful_rebel_war())


def test_every_decision_of_a_leader_comes_out_anew(rebels: Watch) -> None:
    found = refusals(rebels)
    assert found.rebuilt
    assert found.all == rebels.facts.daily("refused")[-1] > 0
    assert all(0 <= found.share(id) <= 1 for id in found.bound)
    assert sum(found.bound.values()) > 0
    assert GAUGES["refused"].of(rebels) == pytest.approx(found.all / decisions(rebels))


def decisions(watch: Watch) -> float:
    choices = watch.engine.log.choices
    choices = choices[~choices["by_sponsor"]]
    return float(watch.facts.people("persons")[choices["subject"]].sum())


def test_without_its_term_a_leader_decides_otherwise(rebels: Watch) -> None:
    p = rebels.engine.state.arrays["p"].view(np.recarray)[0]
    terms = dict.fromkeys(("need", "mismatch", "rivalry", *TRUST), 0.0) | {"need": 2.0, "claim": -9.0}
    assert decided(terms, [0.0] * 4, p) == REFUSED
    assert decided(terms | {"claim": 0.0}, [0.0] * 4, p) != REFUSED
    assert decided(terms | {"claim": 0.0, "suspicion": -9.0}, [0.0] * 4, p) == REFUSED


def test_every_patron_is_among_those_who_pay_and_all_pay_the_capable_without_loyalty(rebels: Watch) -> None:
    patrons = rebels.engine.log.weeks("militias")["patron"]
    found = list(paydays(rebels))
    assert found
    for one in found:
        assert {row for row in one.militias if patrons[one.week, row] == one.sponsor} <= one.paid
        assert len(one.paid) == len(one.for_skill) <= rebels.engine.parameters.sponsor_clients
    assert rebels.engine.state.arrays["on"]["S1"][0]


# ---- the table of effects


def made(values: dict[str, tuple[list[float], list[float]]], id: str) -> Effects:
    """Effects of one mechanism whose readings are made up, as it is and without it."""
    readings = np.full((2, 3, len(READINGS)), np.nan)
    for name, (with_it, without) in values.items():
        readings[0, :, READINGS.index(name)], readings[1, :, READINGS.index(name)] = with_it, without
    return Effects(World("as it is", identity_of_source(tiny_scenario())), (1, 2, 3), (id,), readings)


def test_differences_are_paired_and_judged_by_their_interval() -> None:
    without = [100.0, 200.0, 300.0]
    found = made({"exits_others": ([110.0, 220.0, 330.0], without), "defected": ([5.0, 6.0, 7.0], [9.0, 5.0, 7.5])}, "D1").all[0]
    assert (found.proximate.as_it_is, found.proximate.without) == (220.0, 200.0)
    assert (found.proximate.paired.mean, found.proximate.paired.n) == (20.0, 3)
    assert found.proximate.relative == pytest.approx(0.1)
    assert found.proximate.verdict == NOTHING  # 20 give or take 24.8, of three seeds that differ by 10
    assert found.distal.verdict == NOTHING
    sure = made({"exits_others": ([110.0, 211.0, 309.0], without)}, "D1").all[0]
    assert (sure.proximate.verdict, sure.distal.verdict) == (AS_EXPECTED, STILL)
    other = made({"exits_others": ([90.0, 189.0, 291.0], without)}, "D1").all[0]
    assert other.proximate.verdict == OTHER_WAY
    share = [0.5, 0.6, 0.7]
    pretext = made({"officers_out_of_action_share": (share, share), "danger": (share, [0.1, 0.1, 0.1])}, "N7")
    assert [pretext.all[0].distal.verdict, pretext.all[0].proximate.verdict] == [AS_EXPECTED, AS_EXPECTED]
    assert pretext.still == ()


def test_effects_are_the_same_for_any_number_of_workers_and_those_of_the_runs() -> None:
    scenario = tiny_scenario(departure={"base_hazard": 0.004}, scenario={"days": 30})
    alone = effects(scenario, seeds=2, only="D5,D8", workers=1)
    assert alone.ids == ("D5", "D8")
    both = effects(scenario, seeds=2, only=["D5", "D8"], workers=2)
    assert np.array_equal(alone.readings, both.readings, equal_nan=True)
    for row, off in enumerate(([], ["D5"], ["D8"])):
        for seed in (1, 2):
            assert alone.readings[row, seed - 1, READINGS.index("left")] == run(scenario, seed, off=off).outcome["left"]
    assert alone.table["id"].tolist() == ["D5", "D5", "D8", "D8"]
    assert len(alone.csv().splitlines()) == 5
    assert [row["name"] for row in json.loads(alone.json())["effects"]] == ["exits", "share_in_small_parties", "houses", "left"]


def test_rules_of_rebels_are_not_asked_of_a_war_without_them() -> None:
    alone, with_rebels = (identity_of_source(one) for one in (tiny_scenario(), tiny_rebels()))
    assert not any(MECHANISMS[id].rule.rebels for id in chosen_ids(alone, None))
    assert set(chosen_ids(with_rebels, None)) == EXPECTED.keys() - SET_OFF_BY.keys() - {"W7", "W8", "W9", "W9b", "W10", "N9", "N10"}
    square = {"id": "square", "place": "town", "start": "2011-04-01", "end": "2011-04-20", "size": 500}
    assert "W8" in chosen_ids(identity_of_source(tiny_rebels(militias=[{"id": "march-guard", "moves": True}])), None)
    help = {"id": "north", "name": "North", "men": 500, "end": "2011-05-01"}
    assert "N9" in chosen_ids(identity_of_source(tiny_scenario(patrons=[help])), None)
    word = {"id": "lost", "kind": "word", "place": "town", "origin": "2011-04-01", "release": "2011-04-01"}
    assert "N10" in chosen_ids(identity_of_source(tiny_scenario(news=[word])), None)
    assert "W7" in chosen_ids(identity_of_source(tiny_scenario(crowds=[square])), None)
    assert "R7" not in chosen_ids(with_rebels.varied(off="R7"), None)
    leaves = {"id": "gone", "date": "2011-03-20", "kind": "commander", "of": "line", "way": "leaves"}
    assert "D17" in chosen_ids(identity_of_source(tiny_scenario(events=[leaves])), None)


def test_shares_among_stand_ins_add_up() -> None:
    scenario = tiny_scenario(departure={"base_hazard": 0.004}, scenario={"days": 40})
    steps: list[tuple[int, int]] = []
    found = shapley(scenario, seeds=1, orders=2, workers=1, progress=lambda done, total: steps.append((done, total)))
    assert list(found) == ["who leaves"]  # among officers of rebels there is nothing to share out
    (shares,) = found.values()
    assert [one.id for one in shares.shares] == list(STAND_INS["who leaves"][1])
    assert sum(one.share.mean for one in shares.shares) == pytest.approx(shares.whole.mean)
    assert shares.whole.mean != 0
    assert steps[-1][0] == steps[-1][1] == len(steps) == len(shares.plan.jobs)


# ---- what must show


def test_demands_are_asked_and_judged_by_hand() -> None:
    watch = watched(tiny_scenario(departure={"base_hazard": 0.004}))
    left = left_by_sect(watch)
    for row, sect in enumerate(watch.scenario.sects):
        people = watch.engine.state.people
        first = (people.entry_day[: watch.engine.state.army_people] == 0) & (people.sect[: watch.engine.state.army_people] == row)
        gone = {int(one) for one in watch.facts.events("person")[watch.left]}
        assert left[row] == pytest.approx(sum(int(one) in gone for one in np.flatnonzero(first)) / first.sum()), sect.id
    found = {one.says: one for one in must_show(tiny_scenario(departure={"base_hazard": 0.004}), seeds=2, workers=1).demands}
    groups = found["Hill people who left, by head, against Plain people"]
    ratios = [left_by_sect(watched(tiny_scenario(departure={"base_hazard": 0.004}), seed=seed)) for seed in (1, 2)]
    assert groups.found.mean == pytest.approx(np.mean([one[0] / one[1] for one in ratios]))
    assert groups.met == (groups.found.mean <= 0.15)  # the ruler's own


def test_pledges_are_staged_and_deaths_are_flat() -> None:
    scenario = load_scenario("syria-2011")
    for before, after in zip(scenario.news, staged(scenario).news, strict=True):
        if before.kind == "pledge":
            assert after.staged
            assert after.exposed is not None
            assert (after.exposed - before.release).days == 30
        else:
            assert after == before
    for before, after in zip(scenario.series, flat(scenario).series, strict=True):
        assert len(set(after.monthly)) == 1
        assert sum(after.monthly) == pytest.approx(sum(before.monthly))
