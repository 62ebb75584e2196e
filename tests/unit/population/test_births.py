"""Who is who at birth, by hand: the tiny army and its civilians once more, man by man, from the scenario's text and his own lots (I1-I8).

A plain loop that knows nothing of how the engine lays men out: it walks formations, units and seats, and finds each man by his key.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import accumulate
from math import exp, floor, log, sqrt
from statistics import NormalDist
from typing import Any
from zlib import crc32

import numpy as np
import pytest

from tests.helpers import TINY, tiny_scenario
from tests.unit.rules.by_hand import HILL, PLAIN_PEOPLE, SEED, army, close, exponential, lot, rebels
from unit_cohesion.engine.chance import Chance
from unit_cohesion.population import scenario_cache
from unit_cohesion.population.order_of_battle import order_of_battle
from unit_cohesion.runs.record import Record
from unit_cohesion.scenario import load_scenario
from unit_cohesion.schema import Contents
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import BAND_OF_RANK, BRANCHES, CIVIL, RANKS, SPECIALITIES, STATUS

ARMY, SECTS, PLACES = TINY["army"], TINY["sects"], TINY["places"]
CONSCRIPTS = ARMY["intakes"][0]["id"]
PARAMETERS = {
    "competence_mean": 0.5,
    "competence_cohort_spread": 0.1,
    "competence_spread": 0.15,
    "loyalty_mean": 0.4,
    "loyalty_concentration": 6.0,
    "religiosity_officers": 0.2,
    "religiosity_civilians": 0.45,
    "nationalism_officers": 0.6,
    "nationalism_civilians": 0.35,
    "conviction_spread": 0.15,
    "abuse_memory_mean": 0.5,
    "sent_share": 0.15,
    "unease_share": 0.4,
    "service_days": 500,
    "kin_group_size": 2.5,
    "peer_bond_start": 0.6,
    "trust_start": 0.5,
    "unit_spread": 0.2,
}


@cache
def engine() -> Engine:
    """The tiny army as it is born."""
    return army(None, None, **PARAMETERS)


def normal(stream: str, key: int) -> float:
    """The standard normal that a subject draws."""
    return float(Chance(SEED).normals(stream, np.array([key], np.uint64))[0])


def falls(drawn: float, shares: dict[str, float]) -> str:
    """On which of some shares a lot falls, told one after the other."""
    whole = sum(shares.values())
    return next(name for name, bound in zip(shares, accumulate(shares.values()), strict=True) if drawn < bound / whole)


def within(number: float) -> float:
    """The number, or the end of the range from 0 to 1 that it lies beyond."""
    return min(max(number, 0.0), 1.0)


def establishment(id: str) -> list[tuple[str, float, bool]]:
    """Of each seat: its intake, the chance of a sensitive post, whether it is filled only by call-up.

    Two are called up to a company in the tiny war's 60 days: its 24 conscripts serve 500 days, so that 24 · 30 / 500 = 1.44 of their places
    come up on the one day of call-up in them, the 31st.
    """
    entry = next(one for one in ARMY["establishments"] if one["id"] == id)
    seats = [(intake, entry.get("sensitive", {}).get(intake, 0.0), False) for intake, count in entry["seats"].items() for _ in range(count)]
    return seats + [(CONSCRIPTS, 0.0, True)] * (2 if CONSCRIPTS in entry["seats"] else 0)


def units() -> list[tuple[dict[str, Any], int, str]]:
    """Of each unit: its formation, its number in that, and its establishment: the staff first, then companies."""
    found = []
    for formation in ARMY["formations"]:
        kinds = [formation["staff"]] + [formation["company"]] * (formation.get("brigades", 1) * formation.get("companies", 1))
        found += [(formation, number, kind) for number, kind in enumerate(kinds)]
    return found


def shares_of(intake: dict[str, Any], trusted: bool) -> dict[str, float]:
    """Shares of sects in a formation: half of all conscripts serve in the trusted one, of whom half are of the hill, a quarter of all."""
    if intake["id"] != CONSCRIPTS:
        return intake["shares"]
    return {"hill": 0.5, "plain": 0.5} if trusted else {"hill": 0.0, "plain": 1.0}


@cache
def men() -> list[dict[str, Any]]:
    """Every man of the army, as he should be."""
    found = []
    for unit, (formation, number, kind) in enumerate(units()):
        stem = crc32(formation["id"].encode()) << 32 | number << 12
        for seat, (intake_id, sensitive, called_up) in enumerate(establishment(kind)):
            key, intake = stem | seat, next(one for one in ARMY["intakes"] if one["id"] == intake_id)
            sect_id = falls(lot("sect", key), shares_of(intake, formation.get("trusted", False)))
            sect = next(one for one in SECTS if one["id"] == sect_id)
            rank = falls(lot("rank", key), {name: intake["ranks"][name] for name in RANKS if name in intake["ranks"]})
            living = {one["id"]: one["population"] * one["sects"][sect_id] for one in sorted(PLACES, key=lambda one: one["id"])}
            post = lot("post", key) < sensitive * sect["sensitive_post_share"] / intake["shares"][sect_id]
            first, last = intake["cohorts"]
            arms = formation.get("arms", {"infantry": 1.0})
            man = {
                "key": key,
                "unit": unit,
                "seat": seat,
                "sect": SECTS.index(sect),
                "rank": RANKS.index(rank),
                "band": BAND_OF_RANK[RANKS.index(rank)],
                "post": post,
                "intake": ARMY["intakes"].index(intake),
                "home": next(row for row, one in enumerate(PLACES) if one["id"] == falls(lot("home", key), living)),
                "cohort": first + floor(lot("cohort", key) * (last - first + 1)),
                "speciality": SPECIALITIES.index(falls(lot("speciality", key), dict(sorted(arms.items())))),
                "called_up": called_up,
                "conscript": intake.get("conscript", False),
                "formation": formation,
                "stem": stem,
            }
            found.append(man)
    return found


@cache
def rows() -> list[int]:
    """The row in which each man stands."""
    by_key = {int(key): row for row, key in enumerate(engine().state.people.key)}
    return [by_key[man["key"]] for man in men()]


def born(column: str) -> list[Any]:
    """A column of the table of people, in the order of ``men``."""
    return getattr(engine().state.people, column)[rows()].tolist()


def test_every_seat_is_filled_and_nobody_sits_twice() -> None:
    assert sorted(rows()) == list(range(engine().state.army_people))
    assert len(men()) == 2 * 12 + 4 * 32


@pytest.mark.parametrize("column", ["unit", "seat", "sect", "rank", "band", "post", "intake", "home", "cohort", "speciality"])
def test_he_is_who_his_lots_say(column: str) -> None:
    assert born(column) == [man[column] for man in men()]
    assert len(set(born(column))) > 1


def test_pilots_below_officer_are_of_the_ground_crew() -> None:
    flying = army(None, {"army": {"formations": [{"id": "guard", "arms": {"pilot": 1.0}}]}}).state
    of_guard = flying.units.formation[flying.people.unit] == 0
    wanted = np.where(flying.people.band >= 2, SPECIALITIES.index("pilot"), SPECIALITIES.index("logistics"))
    assert (flying.people.speciality[of_guard] == wanted[of_guard]).all()
    assert len(set(flying.people.speciality[of_guard])) == 2


def test_training_is_of_his_branch_and_year_and_competence_his_own_beside_it() -> None:
    expected = []
    for man in men():
        school = 0.5 + 0.1 * normal("school", BRANCHES.index(man["formation"]["branch"]) << 32 | man["cohort"])
        expected.append(within(school + 0.15 * normal("competence", man["key"])))
    assert born("competence") == close(expected)
    assert born("skill") == born("competence")


def test_what_he_believes_in_is_drawn_whatever_his_group() -> None:
    """Loyalty is logit-normal; officers' religious and national feeling has another mean; soldiers alone remember compulsory service."""
    middle, spread = log(0.4 / 0.6), 1 / sqrt(6.0 * 0.4 * 0.6)
    expected: dict[str, list[float]] = {"loyalty": [], "religiosity": [], "nationalism": [], "memory": []}
    for man in men():
        officer = man["band"] >= 2
        expected["loyalty"].append(1 / (1 + exp(-(middle + spread * normal("loyalty", man["key"])))))
        expected["religiosity"].append(within((0.2 if officer else 0.45) + 0.15 * normal("religiosity", man["key"])))
        expected["nationalism"].append(within((0.6 if officer else 0.35) + 0.15 * normal("nationalism", man["key"])))
        expected["memory"].append(within(0.5 + 0.15 * normal("memory", man["key"])) if man["band"] == 0 else 0.0)
    for name, numbers in expected.items():
        assert born(name) == close(numbers)


def test_conscripts_have_a_term_and_those_called_later_take_their_places_as_it_ends() -> None:
    """A company's conscripts sit in the seats 0 to 23 (line numbers 0 to 23), those called up in 30 and 31 (24 and 25: after 0 and 1)."""
    entries, terms, before = [], [], []
    for man in men():
        number = man["seat"] - 30 + 24 if man["called_up"] else man["seat"]
        ends = [1 + 30 * (1 + floor((n + lot("term", man["stem"])) * 500 / (30 * 24))) for n in (number - 24, number)]
        entries.append(ends[0] if man["called_up"] else 0)
        terms.append(ends[1] if man["conscript"] else 0)
        before.append(man["key"] - 30 if man["called_up"] else None)
    assert born("entry_day") == entries
    assert born("discharge_day") == terms
    assert min(term for term in terms if term) == 31
    assert max(terms) <= 31 + 30 * 18
    keys = engine().state.people.key
    assert [None if row < 0 else int(keys[row]) for row in born("predecessor")] == before
    assert born("status") == [STATUS["civilian"] if entry else STATUS["serving"] for entry in entries]


def test_his_clocks_are_drawn_if_he_serves() -> None:
    serving = [not man["called_up"] for man in men()]
    for column, stream in (("resistance", "leave"), ("fate_threshold", "fate")):
        drawn = [exponential(stream, man["key"], 0) if serves else np.inf for man, serves in zip(men(), serving, strict=True)]
        assert born(column) == close(drawn)


def test_a_few_would_be_sent_by_lot() -> None:
    sent = [lot("sent", man["key"]) < 0.15 for man in men()]
    assert born("sent") == sent
    assert sorted(engine().state.agents_sent) == sorted(row for row, one in zip(rows(), sent, strict=True) if one)
    assert any(sent)


def test_officers_without_a_post_meet_the_ceiling_of_their_group() -> None:
    """The plain people hold three tenths of the posts and are three quarters of all: they are shut out of six tenths of their due."""
    shut_out = {HILL: 0.0, PLAIN_PEOPLE: 1 - 0.3 / 0.75}
    assert born("ceilinged") == [close(shut_out[man["sect"]] if man["band"] >= 2 and not man["post"] else 0.0) for man in men()]
    assert max(born("ceilinged")) > 0.0


def test_kin_are_those_of_a_home_and_group_by_lot() -> None:
    """As many groups as the men who are expected there make at two and a half each, one at least; not a whole number."""
    seats = {
        intake["id"]: sum(one == intake["id"] and not late for _, _, kind in units() for one, _, late in establishment(kind))
        for intake in ARMY["intakes"]
    }
    expected = []
    for man in men():
        sect = SECTS[man["sect"]]["id"]
        living = [one["population"] * one["sects"][sect] for one in PLACES]
        serving = sum(seats[one["id"]] * one["shares"][sect] for one in ARMY["intakes"])
        groups = max(1.0, serving * living[man["home"]] / sum(living) / 2.5)
        expected.append((man["home"] * 2 + man["sect"]) << 32 | floor(lot("kin", man["key"]) * groups))
    assert born("kin") == expected


def test_officers_of_the_ruling_group_are_uneasy_by_lot_and_insiders_by_post() -> None:
    profiles = engine().state.profiles
    mine = engine().state.people.profile[rows()]
    officers = [man["sect"] == HILL and man["band"] >= 2 for man in men()]
    assert profiles.uneasy[mine].tolist() == [one and lot("unease", man["key"]) < 0.4 for one, man in zip(officers, men(), strict=True)]
    insiders = [man["sect"] == HILL and man["band"] >= 2 and man["post"] for man in men()]
    assert profiles.insider[mine].tolist() == insiders
    assert any(insiders)


def test_officers_tipping_points_lie_in_fifths_by_lot_and_all_others_in_the_middle() -> None:
    """At the medians of the fifths of a standard normal, whose own chances are a tenth, three tenths and so on."""
    medians = [NormalDist().inv_cdf(chance) for chance in (0.1, 0.3, 0.5, 0.7, 0.9)]
    fifths = [floor(5 * lot("tipping", man["key"])) if man["band"] >= 2 else 2 for man in men()]
    tipping = engine().state.profiles.tipping[engine().state.people.profile[rows()]]
    assert tipping.tolist() == pytest.approx([medians[fifth] for fifth in fifths], abs=1e-9)
    assert set(fifths) == set(range(5))


def test_ties_are_of_academy_and_year_of_home_and_year_or_of_home_and_call_up() -> None:
    """Two are of one group if, and only if, they are alike in these; in each they stand in the order of rows."""
    state, branch = engine().state, {formation["id"]: formation["branch"] for formation in ARMY["formations"]}
    kinds = []
    for man, row in zip(men(), rows(), strict=True):
        month = int(state.discharge_day[row]) // 30
        if man["band"] >= 2:
            kinds.append((row, ("officer", branch[units()[man["unit"]][0]["id"]], man["cohort"])))
        elif state.discharge_day[row] == 0:
            kinds.append((row, ("home", man["home"], man["cohort"])))
        else:
            kinds.append((row, ("call-up", man["home"], month)))
    alike: dict[Any, list[int]] = {}
    for row, kind in sorted(kinds):
        alike.setdefault(kind, []).append(row)
    for together in alike.values():
        group = {int(state.tie_group[row]) for row in together}
        assert len(group) == 1
        (number,) = group
        assert state.tie_rows[state.tie_first[number] : state.tie_last[number]].tolist() == together
        assert state.tie_at[together].tolist() == list(range(len(together)))
    assert {kind[0] for kind in alike} == {"officer", "home", "call-up"}


@pytest.mark.parametrize(("branch", "more"), [("army", 0.0), ("intelligence", 0.3)])
def test_privilege_is_of_rank_post_and_service(branch: str, more: float) -> None:
    tables = {"army": {"formations": [{"id": "guard", "branch": branch}, {"id": "line", "branch": branch}]}}
    profiles = army(None, tables, privilege_by_rank=0.2, privilege_of_post=0.1, privilege_of_intelligence=0.3).state.profiles
    expected = [min(0.2 * band + 0.1 * post + more, 1.0) for band, post in zip(profiles.band, profiles.post, strict=True)]
    assert profiles.privilege.tolist() == close(expected)


def test_units_differ_in_bonds_and_trust_by_draws_of_their_own() -> None:
    table = engine().state.units
    stems = [crc32(formation["id"].encode()) << 32 | number << 12 for formation, number, _ in units()]
    assert table.peer_bond.tolist() == table.bond_norm.tolist() == close([within(0.6 + 0.2 * normal("peer_bond", stem)) for stem in stems])
    assert (
        table.commander_trust.tolist() == table.trust_norm.tolist() == close([within(0.5 + 0.2 * normal("trust", stem)) for stem in stems])
    )


def line_and_guard(**line: Any) -> list[tuple[float, float, float, float]]:
    """Of the guard's first unit and the line's, as the line says of itself: peer bond, its norm, trust in the commander, its norm."""
    units = army(None, {"army": {"formations": [{"id": "line", **line}]}}, **PARAMETERS, bond_recovery_days=200.0).state.units
    return [(units.peer_bond[row], units.bond_norm[row], units.commander_trust[row], units.trust_norm[row]) for row in (0, 3)]


@pytest.mark.parametrize(("since", "share"), [("2010-08-27", 1 - exp(-1)), ("2011-03-15", 0.0), ("2011-02-23", 1 - exp(-0.1))])
def test_new_commanders_are_trusted_as_far_as_trust_has_grown(since: str, share: float) -> None:
    """They came 200, 0 and 20 days before the start; trust is on its way to what it would have been."""
    guard, line = line_and_guard()
    assert line_and_guard(commander_since=since) == [guard, close((line[0], line[1], share * line[3], line[3]))]


@pytest.mark.parametrize("replaced", [0.0, 0.5, 1.0])
def test_where_men_are_new_bonds_are_weaker_for_good(replaced: float) -> None:
    """One man came on each hundredth of a day of the year, and has the bond of his time there."""
    days = (np.arange(36_500) + 0.5) / 100
    new = float(np.mean(1 - np.exp(-days / 200)))
    guard, line = line_and_guard()
    bond = line[0] * (1 - replaced + replaced * new)
    assert line_and_guard(replaced=replaced) == [guard, pytest.approx((bond, bond, line[2], line[3]), rel=1e-6)]


def test_units_of_a_formation_that_keeps_posts_keep_them() -> None:
    assert not army(None, None).state.units.keeps_posts.any()
    tables = {"army": {"formations": [{"id": "line", "keeps_posts": True}, {"id": "guard", "keeps_posts": False}]}}
    assert army(None, tables).state.units.keeps_posts.tolist() == [False] * 3 + [True] * 3


@pytest.mark.parametrize(("alike", "mean"), [(None, 0.6), (0.5, 0.6), (0.9, 0.76), (0.0, 0.4)])
@pytest.mark.parametrize("present", [None, 0.5])
def test_men_who_are_alike_are_bound_more_closely(alike: float | None, mean: float, present: float | None) -> None:
    """By 0.4 from none to all; companies alone, in formations of which all or half are there."""
    company = {"id": "company", **({} if alike is None else {"alike": alike})}
    free = [{"id": "conscripts", "trusted_ruling_share": None}]
    line = {"id": "line", **({} if present is None else {"present": present})}
    tables = {"army": {"intakes": free, "establishments": [company], "formations": [line]}}
    table = army(None, tables, **PARAMETERS, alike_bond=0.4).state.units
    stems = [crc32(formation["id"].encode()) << 32 | number << 12 for formation, number, _ in units()]
    means = [0.6 if kind == "staff" else mean for *_, kind in units()]
    assert {0.6, mean} == set(means)
    drawn = [within(middle + 0.2 * normal("peer_bond", stem)) for middle, stem in zip(means, stems, strict=True)]
    assert table.peer_bond.tolist() == table.bond_norm.tolist() == close(drawn)


def test_likeness_makes_no_mean_bond_more_than_whole() -> None:
    tables = {"army": {"establishments": [{"id": "company", "alike": 1.0}]}}
    table = army(None, tables, **PARAMETERS | {"unit_spread": 0.0}, alike_bond=1.0).state.units
    assert table.peer_bond.tolist() == close([0.6, 1.0, 1.0] * 2)


@pytest.mark.parametrize(("late", "paid"), [(None, 1.0), (0, 1.0), (4, 0.5), (8, 0.25), (2, 0.5**0.5)])
def test_where_pay_is_late_men_count_on_half_of_it_for_each_half_time(late: float | None, paid: float) -> None:
    tables = {"army": {"formations": [{"id": "line", **({} if late is None else {"pay_late": late})}]}}
    units = army(None, tables, arrears_half=4.0, institution_unpaid=0.3, regime_odds_start=0.8).state.units
    assert units.paid.tolist() == close([1.0] * 3 + [paid] * 3)
    assert units.institution.tolist() == close([0.8] * 3 + [0.8 * (0.3 + 0.7 * paid)] * 3)


NO_HILL_IN_MARCH = [
    {"id": "port", "sects": {"hill": 0.575, "plain": 0.425}},
    {"id": "town", "sects": {"hill": 0.05, "plain": 0.95}},
    {"id": "march", "sects": {"hill": 0.0, "plain": 1.0}},
]
LIVING = {"port": (0.575, 0.425), "town": (0.05, 0.95), "march": (0.0, 0.5)}
"""People of each place by sect, in 400,000s."""


@pytest.mark.parametrize("homes", [{"here": 0.2, "port": 0.8}, {"march": 1.0}, {"here": 1.0}, {"march": 0.5, "town": 0.5}])
def test_men_come_from_where_their_formation_says_each_group_as_it_lives_there(homes: dict[str, float]) -> None:
    """The line's staff and its first brigade stand in the town, its second in the march; of the hill nobody lives in the march."""
    tables = {"places": NO_HILL_IN_MARCH, "army": {"formations": [{"id": "line", "homes": homes}]}}
    plain = army(None, {"places": NO_HILL_IN_MARCH}, **PARAMETERS).state.people
    state = army(None, tables, **PARAMETERS).state
    garrisons = ["port"] * 3 + ["town", "town", "march"]
    other = dict(zip(plain.key.tolist(), plain.home.tolist(), strict=True))
    came = set()
    for key, unit, sect, home in zip(*(getattr(state.people, name).tolist() for name in ("key", "unit", "sect", "home")), strict=True):
        if unit < 3:
            assert home == other[key]
            continue
        shares = dict.fromkeys(sorted(LIVING), 0.0)
        for name, share in homes.items():
            shares[garrisons[unit] if name == "here" else name] += share
        odds = {name: share * LIVING[name][sect] for name, share in shares.items()}
        place = falls(lot("home", key), odds if sum(odds.values()) else shares)
        assert PLACES[home]["id"] == place
        came.add(place)
    assert came <= {name if name != "here" else garrison for name in homes for garrison in ("town", "march")}
    assert {column: getattr(state.people, column).tolist() for column in ("key", "sect", "rank")} == {
        column: getattr(plain, column).tolist() for column in ("key", "sect", "rank")
    }


def test_men_of_one_home_are_of_as_many_kin_groups_as_they_need() -> None:
    """In groups of about 2.5 of those who serve: of all men of the plain who come from one place."""
    tables = {"army": {"formations": [{"id": id, "homes": {"march": 1.0}} for id in ("guard", "line")]}}
    people = army(None, tables, **PARAMETERS).state.people
    groups = np.unique(people.kin[people.sect == PLAIN_PEOPLE], return_counts=True)[1]
    assert 1.5 < groups.mean() < 4.0


def test_a_unit_is_led_by_the_highest_in_rank_who_serves_and_the_lowest_seat_of_equals() -> None:
    table = engine().state.units
    for unit in range(table.size):
        there = [
            (-man["rank"], man["seat"], row) for man, row in zip(men(), rows(), strict=True) if man["unit"] == unit and not man["called_up"]
        ]
        assert table.commander[unit] == min(there)[2]
        assert table.strength[unit] == table.start_strength[unit] == len(there)


def test_position_is_of_the_share_of_posts_and_deaths_fall_on_the_watched_or_on_those_who_hold_posts() -> None:
    state = engine().state
    posts = (0.7 / 0.25, 0.3 / 0.75)
    assert state.sects.position.tolist() == close([post / (1 + post) for post in posts])
    high, low = (post / (1 + post) for post in posts)
    hit = [(a * high, b * low) for a, b in ((0.5, 0.5), (0.1, 0.9), (0.05, 0.95))]
    assert state.communities.exposed.tolist() == close([one / sum(there) for there in hit for one in there])
    assert state.communities.target.tolist() == [0.0, 1.0] * 3  # nobody watches the hill
    sects = [
        {"id": "hill", "sensitive_post_share": 0.4, "watched": 0.2},
        {"id": "plain", "population_share": 0.375, "sensitive_post_share": 0.45, "watched": 0.4},
        {"id": "coast", "name": "Coast people", "population_share": 0.375, "sensitive_post_share": 0.15, "watched": 0.9},
    ]
    living = {"port": (0.5, 0.25, 0.25), "town": (0.1, 0.45, 0.45), "march": (0.05, 0.475, 0.475)}
    places = [{"id": place, "sects": dict(zip(("hill", "plain", "coast"), shares, strict=True))} for place, shares in living.items()]
    other = army(None, {"sects": sects, "places": places}).state
    assert other.sects.position.tolist() == pytest.approx([1.6 / 2.6, 0.6 / 1.6, 1.0], abs=1e-8)  # of conscripts the coast has none
    aimed = [[share * watched for share, watched in zip(shares, (0.2, 0.4, 0.9), strict=True)] for shares in living.values()]
    assert other.communities.target.tolist() == close([one / sum(there) for there in aimed for one in there])


def test_civilians_are_a_pool_by_community_each_with_a_key_of_his_own() -> None:
    war = rebels(
        None,
        None,
        rebel_pool_share=0.0003,
        civilian_competence=0.3,
        competence_spread=0.15,
        religiosity_civilians=0.45,
        conviction_spread=0.15,
    )
    people, expected = war.state.people, {}
    for place, entry in enumerate(PLACES):
        for sect, group in enumerate(SECTS):
            stem = crc32(f"civilians/{entry['id']}/{group['id']}".encode()) << 32
            for seat in range(round(0.0003 * entry["population"] * entry["sects"][group["id"]])):
                expected[stem | seat] = (place, sect)
    pool = range(war.state.army_people, people.size)
    assert {int(people.key[row]): (int(people.home[row]), int(people.sect[row])) for row in pool} == expected
    for row in pool:
        key = int(people.key[row])
        assert people.competence[row] == close(within(0.3 + 0.15 * normal("competence", key)))
        assert people.religiosity[row] == close(within(0.45 + 0.15 * normal("religiosity", key)))
        assert people.resistance[row] == close(exponential("stay civilian", key, 0))
        assert (people.band[row], people.status[row], people.from_place[row]) == (CIVIL, STATUS["civilian"], people.home[row])


@pytest.mark.parametrize(("size", "moves", "all_there"), [(40, True, 120), (200, True, 200), (200, False, 120)])
def test_attackers_from_elsewhere_make_the_pool_where_they_stand_as_large_as_they_are(size: int, moves: bool, all_there: int) -> None:
    """120 of the town's 400,000 would take up arms; the pools of the others are as they were."""
    militia = {"id": "march-guard", "name": "Guard", "place": "town", "founded": "2011-03-15", "size": size, "moves": moves}
    state = rebels(None, {"militias": [militia]}, rebel_pool_share=0.0003).state
    there = Counter(PLACES[home]["id"] for home in state.people.home[state.army_people :])
    elsewhere = {entry["id"]: sum(round(0.0003 * entry["population"] * share) for share in entry["sects"].values()) for entry in PLACES}
    assert elsewhere["town"] == 120
    assert there == elsewhere | {"town": all_there}


# ---- the chain of command


def chain(tables: dict[str, Any], scale: int = 1) -> dict[str, str]:
    """Of each kept unit, the unit whose commander commands its own."""
    units = order_of_battle(load_scenario(tables).with_parameters(persons_per_agent=scale)).units
    return {unit.id: units[unit.superior].id if unit.superior >= 0 else "" for unit in units}


def test_a_units_commander_is_under_the_nearest_staff_above() -> None:
    """Companies under their battalion's staff, that under the brigade's, that under the formation's, that under its parent's.

    Levels without a staff are passed over.
    """
    formations = [
        {"id": "guard", "parent": "line", "staff": None},
        {"id": "line", "brigade_staff": "staff", "battalion_staff": "staff", "companies": 2},
        {
            "id": "wing",
            "name": "Wing",
            "kind": "wing",
            "branch": "air force",
            "places": ["town"],
            "parent": "guard",
            "company": "company",
            "battalion_staff": "staff",
        },
    ]
    found = chain(tiny_scenario(army={"formations": formations}))
    assert found["line/staff"] == ""
    assert found["line/b2/staff"] == found["guard/b1/bn1/c1"] == found["guard/b1/bn1/c2"] == found["wing/b1/bn1/staff"] == "line/staff"
    assert found["line/b2/bn1/staff"] == "line/b2/staff"
    assert found["line/b2/bn1/c1"] == found["line/b2/bn1/c2"] == "line/b2/bn1/staff"
    assert found["wing/b1/bn1/c1"] == "wing/b1/bn1/staff"


@pytest.mark.parametrize("scale", [2, 5, 100])
def test_at_a_coarser_scale_the_staff_that_stands_for_it_commands_and_nobody_commands_himself(scale: int) -> None:
    formation = {"id": "line", "brigades": 7, "brigade_staff": "staff", "battalions": 4, "battalion_staff": "staff", "companies": 3}
    found = chain(tiny_scenario(army={"formations": [formation]}), scale)
    for unit in found:
        above, steps = found[unit], 0
        while above:
            above, steps = found[above], steps + 1
        assert steps <= 3
    companies = [unit for unit in found if unit.startswith("line/") and not unit.endswith("/staff")]
    assert all(found[unit].startswith("line/") and found[unit].endswith("/staff") for unit in companies)


# ---- who is there, of those on paper


def some_of_line(present: object, **more: Any) -> dict[str, Any]:
    """The tiny scenario, of whose First Division a share is present, groups spread alike."""
    alike = [{"id": "conscripts", "trusted_ruling_share": None}]
    return tiny_scenario(army={"intakes": alike, "formations": [{"id": "line", "present": present, **more}]})


def men_of(engine: Engine) -> dict[str, list[int]]:
    """Men who serve on day zero, by formation: of each of its units."""
    units, people, found = order_of_battle(engine.scenario).units, engine.state.people, dict[str, list[int]]()
    serving = np.bincount(people.unit[people.status == STATUS["serving"]], minlength=len(units))
    for unit, men in zip(units, serving.tolist(), strict=False):
        found.setdefault(unit.id.partition("/")[0], []).append(men)
    return found


def test_of_a_formation_that_is_not_all_present_each_unit_has_so_many_of_its_seats() -> None:
    """Of companies of 24, 4 and 2, at 0.4: 9.6, 1.6 and 0.8; of a staff of 4, 3, 4 and 1: 1.6, 1.2, 1.6 and 0.4."""
    whole = Engine(load_scenario(some_of_line(None)), SEED)
    thin = Engine(load_scenario(some_of_line(0.4)), SEED)
    assert men_of(whole) == {"guard": [12, 30, 30], "line": [12, 30, 30]}
    assert men_of(thin) == {"guard": [12, 30, 30], "line": [5, 13, 13]}
    assert (thin.state.people.band[thin.state.people.unit == 1] == whole.state.people.band[whole.state.people.unit == 1]).all()
    for engine in (thin, whole):
        engine.run()
    assert set(Record.of(thin).units["kind"].dropna()) == set(Record.of(whole).units["kind"].dropna())


def test_one_man_at_least_is_there_and_all_is_as_without_the_key() -> None:
    few = Engine(load_scenario(some_of_line(0.01)), SEED)
    assert men_of(few)["line"] == [1, 1, 1]
    one, other = (Engine(load_scenario(some_of_line(present)), SEED) for present in (1.0, None))
    for engine in (one, other):
        engine.run()
    assert Record.of(one).outcome == Record.of(other).outcome


@pytest.mark.parametrize("scale", [1, 3])
def test_thin_formations_have_as_many_persons_at_any_scale(scale: int) -> None:
    engine = Engine(load_scenario(some_of_line(0.5, companies=6)).with_parameters(persons_per_agent=scale), SEED)
    weight = np.asarray([unit.weight for unit in order_of_battle(engine.scenario).units])
    men = np.array([man for some in men_of(engine).values() for man in some])
    assert (men * weight).sum() == 72 + 7 + 12 * 15  # of a staff of 4, 3, 4 and 1: 2, 2, 2 and 1


@pytest.mark.parametrize("present", [0, 1.5, -1, "half"])
def test_a_share_that_cannot_be_present_is_refused(present: object) -> None:
    with pytest.raises(Exception, match=r"present.*allowed: a number from 0.01 to 1"):
        load_scenario(some_of_line(present))


def test_what_is_made_once_for_a_scenario_is_made_of_all_its_entries() -> None:
    """So that two that differ in anything but targets and ranges never share it."""
    assert {*scenario_cache.ENTRIES, "scenario", "army", "targets", "prior", "declare"} == set(Contents.model_fields)
