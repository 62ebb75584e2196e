"""Sponsors and militias by hand: what a sponsor weighs, whom it pays and how much, who quarrels and who agrees (S1-S3, S5-S7)."""

from __future__ import annotations

from math import exp, log
from typing import Any

import pytest

from tests.unit.rules.by_hand import CROWN, HILL, MARCH, PLAIN_PEOPLE, REPUBLIC, TOWN, chosen, close, locals_of, militia, only, rebels
from unit_cohesion.rules import PARAMETERS
from unit_cohesion.rules.sponsorship import Sponsorship
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import CHOSEN, STATUS

MAY = 57
"""A day on which sponsors pay: 10 May 2011, 39 days after the Crown begins and 9 after the Republic."""
BEGUN = 39
ALONE = {"sponsors": [{"id": "republic", "start": "2012-01-01"}]}
"""The Crown alone pays."""


def crown(*, off: Any = None, weight: float = 0.75, agenda: float = 0.0, budget: float = 100.0, **parameters: Any) -> Engine:
    """Only the Crown pays, near every place alike, unless a parameter says otherwise; no militia stands yet."""
    tables = {"sponsors": [{"id": "crown", "loyalty_weight": weight, "agenda": agenda, "budget": budget}, *ALONE["sponsors"]]}
    near = {"passage_distance": 0.0, "passage_weight": 0.0, "passage_closed": 0.0}
    return rebels(off, tables, **near | parameters)


def weighed(engine: Engine) -> dict[str, float]:
    """What the Crown weighed in the one militia that it took up."""
    only(engine, Sponsorship, MAY)
    (noted,) = chosen(engine)
    assert (noted.by_sponsor, noted.actor, CHOSEN[noted.choice]) == (True, CROWN, "funded")
    return {name: float(noted[name]) for name in ("loyalty", "capability", "passage")}


# ---- what a sponsor weighs


@pytest.mark.parametrize(
    ("agenda", "religiosity", "nationalism", "alike"),
    [
        (0.5, 0.7, 0.2, 1.0),  # religious less national feeling is its agenda
        (1.0, 0.5, 0.0, 1 - 0.5 / 2),
        (1.0, 0.0, 0.5, 1 - 1.5 / 2),
        (-1.0, 1.0, 0.0, 0.0),
        (-0.5, 0.1, 0.6, 1.0),
    ],
)
def test_loyal_is_who_is_of_like_agenda(agenda: float, religiosity: float, nationalism: float, alike: float) -> None:
    engine = crown(agenda=agenda, weight=0.8)
    militia(engine, locals_of(engine, TOWN)[0], fighters=10.0, religiosity=religiosity, nationalism=nationalism)
    assert weighed(engine)["loyalty"] == close(0.8 * alike)


@pytest.mark.parametrize(("warlordism", "loyal"), [(0.0, 1.0), (0.5, 1 - 0.4 * 0.5), (1.0, 1 - 0.4)])
def test_sponsors_do_not_like_warlords(warlordism: float, loyal: float) -> None:
    engine = crown(weight=0.8, sponsor_warlord=0.4)
    militia(engine, locals_of(engine, TOWN)[0], fighters=10.0, warlordism=warlordism)
    assert weighed(engine)["loyalty"] == close(0.8 * loyal)


@pytest.mark.parametrize(("officers", "enough"), [(0.0, 0.0), (2.0, 20 * 2 / 80), (4.0, 1.0), (9.0, 1.0)])
@pytest.mark.parametrize("off", [None, "S2"])
def test_officers_of_their_own_mind_make_a_client_less_loyal(officers: float, enough: float, off: str | None) -> None:
    engine = crown(off=off, weight=0.5, sponsor_awkward=0.6, fighters_per_officer=20.0)
    militia(engine, locals_of(engine, TOWN)[0], fighters=80.0, officers=officers)
    assert weighed(engine)["loyalty"] == close(0.5 * (1 - (0.0 if off else 0.6 * enough)))


@pytest.mark.parametrize(
    ("fighters", "discipline", "skill", "capable"),
    [
        (50.0, 0.0, 0.0, (50 / 200) / 3),
        (200.0, 0.6, 0.0, (1 + 0.6) / 3),
        (100.0, 0.3, 2.0, (100 / 200 + 0.3 + 20 * 2 / 100) / 3),
        (100.0, 0.3, 8.0, (100 / 200 + 0.3 + 1) / 3),
    ],
)
def test_capable_is_who_is_large_orderly_and_skilled(fighters: float, discipline: float, skill: float, capable: float) -> None:
    """Beside the largest militia, of 200 men, whose leader the Crown cannot bear."""
    engine = crown(weight=0.25, fighters_per_officer=20.0, sponsor_clients=1, sponsor_warlord=10.0)
    small, large = locals_of(engine, TOWN)[0], locals_of(engine, MARCH)[0]
    militia(engine, large, fighters=200.0, warlordism=1.0)
    militia(engine, small, fighters=fighters, discipline=discipline, capability=skill)
    assert weighed(engine)["capability"] == close(0.75 * capable)


def test_without_s1_only_capability_counts() -> None:
    engine = crown(off="S1", weight=0.9)
    militia(engine, locals_of(engine, TOWN)[0], fighters=10.0, discipline=0.5)
    assert weighed(engine) == close({"loyalty": 0.0, "capability": (1 + 0.5) / 3, "passage": 0.0})


@pytest.mark.parametrize(("place", "steps"), [(MARCH, 0), (TOWN, 1)])
@pytest.mark.parametrize("opened", [1.0, 0.5, 0.0])
def test_help_is_lost_on_the_way_and_at_a_closed_border(place: int, steps: int, opened: float) -> None:
    """Reach = (0.2 + 0.8 · how far the border is open) · e^(−0.3 · places to cross); the sponsor minds its logarithm."""
    engine = crown(passage_distance=0.3, passage_weight=0.5, passage_closed=0.2)
    assert engine.state.passage[0, place] == steps
    engine.state.countries.open[0], engine.state.countries.border[:] = opened, (1.0, 2.0)  # the Crown's help passes the shorter one
    there = locals_of(engine, place)[0]
    militia(engine, there, fighters=100.0)
    reach = (0.2 + 0.8 * opened) * exp(-0.3 * steps)
    assert weighed(engine)["passage"] == close(0.5 * log(reach))
    assert engine.state.militias.supply[there] == close(100 * (1 - exp(-BEGUN / 180)) * reach / 100)


def test_without_s6_every_border_is_open_and_nobody_minds_the_way() -> None:
    engine = crown(off="S6", passage_distance=0.3, passage_weight=0.5, passage_closed=0.2)
    engine.state.countries.open[0] = 0.0
    there = locals_of(engine, TOWN)[0]
    militia(engine, there, fighters=100.0)
    assert weighed(engine)["passage"] == 0.0
    assert engine.state.militias.supply[there] == close((1 - exp(-BEGUN / 180)) * exp(-0.3))


def test_a_sponsor_without_a_neighbour_sends_its_help_over_the_longest_border() -> None:
    """The south touches more places than the north, and is shut: a tenth passes."""
    tables = {"sponsors": [{"id": "crown", "country": None, "loyalty_weight": 0.5}, *ALONE["sponsors"]]}
    engine = rebels(None, tables, passage_distance=0.0, passage_weight=1.0, passage_closed=0.1)
    countries = engine.state.countries
    countries.border[:], countries.open[:] = (1.0, 2.0), (1.0, 0.0)
    militia(engine, locals_of(engine, TOWN)[0], fighters=10.0)
    assert weighed(engine)["passage"] == close(log(0.1))


# ---- who is paid


def test_the_best_are_paid_by_their_utility_and_the_worst_are_not() -> None:
    """Three militias of nothing but order, two clients: utilities 0.2, 0.3 and 0.1, shares as e^(utility / 0.5)."""
    engine = crown(
        weight=0.0,
        sponsor_clients=2,
        sponsor_temper=0.5,
        sponsor_habit=0.0,
        sponsor_ramp_days=90.0,
        means_pay=0.3,
        fighters_per_officer=1.0,
    )
    a, b, c = locals_of(engine, TOWN)[:3]
    for row, discipline in ((a, 0.6), (b, 0.9), (c, 0.3)):
        militia(engine, row, fighters=50.0, discipline=discipline, means=0.5)
    only(engine, Sponsorship, MAY)
    militias, sponsors = engine.state.militias, engine.state.sponsors
    spent = 100 * (1 - exp(-BEGUN / 90))
    whole = exp(0.2 / 0.5) + exp(0.3 / 0.5)  # all are of the largest's size, which adds a third to each
    paid = {a: spent * exp(0.2 / 0.5) / whole, b: spent * exp(0.3 / 0.5) / whole, c: 0.0}
    assert {row: militias.supply[row] for row in paid} == {row: close(men / 50) for row, men in paid.items()}
    assert {row: militias.income[row] for row in paid} == {row: close(0.3 * 0.5 + men / 50) for row, men in paid.items()}
    assert [int(militias.patron[row]) for row in (a, b, c)] == [CROWN, CROWN, -1]
    assert (sponsors.clients[CROWN], sponsors.spent[CROWN]) == (2, close(spent))


def test_a_client_is_kept_for_habit_and_dropped_for_a_better_one() -> None:
    """0.1 of utility less is made up for by a habit of 0.11, and not by one of 0.09."""
    for habit, kept in ((0.11, True), (0.09, False)):
        engine = crown(weight=0.0, sponsor_clients=1, sponsor_habit=habit)
        old, new = locals_of(engine, TOWN)[:2]
        militia(engine, old, fighters=50.0, discipline=0.3, patron=CROWN)
        militia(engine, new, fighters=50.0, discipline=0.6)
        only(engine, Sponsorship, MAY)
        noted = {int(one.subject): CHOSEN[one.choice] for one in chosen(engine)}
        assert noted == ({} if kept else {old: "dropped", new: "funded"})
        assert engine.state.militias.patron[old] == (CROWN if kept else -1)


def test_pay_and_arms_have_a_most() -> None:
    engine = crown(budget=1000.0, pay_most=1.2, means_pay=0.3)
    there = locals_of(engine, TOWN)[0]
    militia(engine, there, fighters=5.0, means=1.0)
    only(engine, Sponsorship, MAY)
    assert (engine.state.militias.income[there], engine.state.militias.supply[there]) == (1.2, 1.2)


def test_of_several_sponsors_who_pays_most_is_patron_and_all_pay() -> None:
    tables = {"sponsors": [{"id": "crown", "budget": 20, "country": None}, {"id": "republic", "budget": 400}]}
    engine = rebels(None, tables, passage_distance=0.0, sponsor_ramp_days=60.0)
    engine.state.countries.open[:] = 1.0
    there = locals_of(engine, TOWN)[0]
    militia(engine, there, fighters=100.0)
    only(engine, Sponsorship, MAY)
    each = 20 * (1 - exp(-39 / 60)) / 100 + 400 * (1 - exp(-9 / 60)) / 100
    assert engine.state.militias.supply[there] == close(each)
    assert engine.state.militias.patron[there] == REPUBLIC


def test_a_sponsor_pays_nothing_before_it_begins() -> None:
    engine = crown()
    there = locals_of(engine, TOWN)[0]
    militia(engine, there, fighters=100.0, patron=CROWN, means=0.5)
    engine.state.sponsors.start_day[CROWN] = MAY + 1
    only(engine, Sponsorship, MAY)
    assert (engine.state.militias.patron[there], engine.state.militias.income[there]) == (-1, close(0.3 * 0.5))


def test_without_sponsors_leaders_pay_out_of_their_own_means() -> None:
    engine = rebels(None, {"sponsors": [], "militias": [{"id": "march-guard", "patron": None}]}, means_pay=0.4)
    there = locals_of(engine, TOWN)[0]
    militia(engine, there, fighters=100.0, means=0.5)
    only(engine, Sponsorship, MAY)
    assert engine.state.militias.income[there] == close(0.2)


# ---- rivals (S3)


@pytest.mark.parametrize(("weight", "expected"), [(0.5, 0.5 * (30 * 1.2 + 10 * 0.0) / 40), (5.0, 1.0)])
def test_patrons_of_neighbours_are_rivals_by_their_agendas_and_their_militias_men(weight: float, expected: float) -> None:
    """The Crown's client stands beside one of the Republic, of 30 men, one of the Crown's own, of 10, and one of nobody's, of 70."""
    tables = {"sponsors": [{"id": "crown", "agenda": 0.6}, {"id": "republic", "agenda": -0.6}]}
    engine = rebels(None, tables, rivalry_of_patrons=weight, sponsor_clients=2, sponsor_habit=2.0, passage_weight=0.0)  # clients stay
    mine, other, friend, nobodys = locals_of(engine, TOWN)[:4]
    elsewhere = locals_of(engine, MARCH)[0]
    for row, men, patron in ((mine, 25, CROWN), (other, 30, REPUBLIC), (friend, 10, CROWN), (nobodys, 70, -1), (elsewhere, 100, REPUBLIC)):
        militia(engine, row, fighters=float(men), patron=patron)
    only(engine, Sponsorship, MAY)
    assert list(engine.state.militias.patron[[mine, other, friend, nobodys, elsewhere]]) == [CROWN, REPUBLIC, CROWN, -1, REPUBLIC]
    assert engine.state.militias.rivalry[mine] == close(expected)
    assert list(engine.state.militias.rivalry[[nobodys, elsewhere]]) == [0.0, 0.0]


def test_without_s3_nobody_is_a_rival() -> None:
    engine = rebels("S3", sponsor_clients=1, sponsor_habit=2.0)
    for row, patron in zip(locals_of(engine, TOWN), (CROWN, REPUBLIC), strict=False):
        militia(engine, row, fighters=10.0, patron=patron, rivalry=0.5)
    only(engine, Sponsorship, MAY)
    assert engine.state.militias.rivalry.max() == 0.0


# ---- who agrees (B1, S5)


@pytest.mark.parametrize(("agreed", "wanted"), [(0.0, 1 - 0.75 * 0.8), (0.8, 0.8)])
def test_consensus_moves_to_what_is_agreed_or_to_what_agendas_allow(agreed: float, wanted: float) -> None:
    tables = {"sponsors": [{"id": "crown", "agenda": 0.6}, {"id": "republic", "agenda": -0.2}]}
    engine = rebels(None, tables, consensus_start=0.25, consensus_lag_days=112.0)
    engine.state.nation.sponsor_consensus, engine.state.nation.agreed = 0.1, agreed
    only(engine, Sponsorship, MAY)
    assert engine.state.nation.sponsor_consensus == close(0.1 + (wanted - 0.1) * 28 / 112)


def test_agendas_further_apart_than_one_allow_less_and_never_less_than_none() -> None:
    tables = {"sponsors": [{"id": "crown", "agenda": 1.0}, {"id": "republic", "agenda": -1.0}]}
    engine = rebels(None, tables, consensus_start=0.25, consensus_lag_days=28.0)
    engine.state.nation.sponsor_consensus = 0.6
    only(engine, Sponsorship, MAY)
    assert engine.state.nation.sponsor_consensus == 0.0


def test_nobody_agrees_before_all_that_count_have_begun() -> None:
    engine = rebels(consensus_lag_days=56.0)
    engine.state.nation.sponsor_consensus, engine.state.nation.agreed = 0.5, 0.9
    engine.state.sponsors.start_day[REPUBLIC] = MAY + 1
    only(engine, Sponsorship, MAY)
    assert engine.state.nation.sponsor_consensus == close(0.25)
    engine.state.sponsors.start_day[REPUBLIC] = MAY
    only(engine, Sponsorship, MAY)
    assert engine.state.nation.sponsor_consensus == close(0.25 + (0.9 - 0.25) * 0.5)


def test_sponsors_tire_of_militias_as_they_are_disunited() -> None:
    """Disunity 1 − 0.5 · 0.4; weariness rises by 0.1 of it, of what is left; half of the gap to consensus is closed."""
    engine = rebels(weary_monthly=0.1, consensus_lag_days=28.0)
    nation, sponsors = engine.state.nation, engine.state.sponsors
    nation.militia_cohesion, nation.largest_militia_share, nation.agreed = 0.5, 0.4, 0.6
    sponsors.weary[:] = (0.2, 0.0)
    only(engine, Sponsorship, MAY)
    weary = [0.2 + 0.1 * 0.8 * 0.8, 0.1 * 0.8]
    assert list(sponsors.weary) == [close(one) for one in weary]
    assert nation.sponsor_consensus == close(0.6 + 0.4 * sum(weary) / 2)


def test_without_s5_nobody_tires() -> None:
    engine = rebels("S5", weary_monthly=0.1, consensus_lag_days=28.0)
    engine.state.nation.agreed = 0.6
    only(engine, Sponsorship, MAY)
    assert engine.state.nation.sponsor_consensus == close(0.6)


# ---- the gap (S7)


def gap(men: float = 0.0, consensus: float = 0.4, serving: float = 700.0, off: Any = None, **parameters: Any) -> Engine:
    """Of an army of 1,000 so many serve, and so many men are in a national army that would close the gap with 200."""
    given = {"gap_filled": 1000.0, "gap_lag_days": 280.0, "gap_closed": 200.0, "lack_half": 0.2, "consensus_lag_days": 28.0}
    engine = rebels(off, **given | parameters)
    state = engine.state
    state.nation.agreed, state.nation.filled, state.sponsors.agenda[:] = consensus, 100.0, (1.0, -1.0)
    state.counts[...] = 0.0
    state.sects.serving_start[:] = (400.0, 600.0)
    state.counts[HILL, 0, STATUS["serving"]], state.counts[PLAIN_PEOPLE, 2, STATUS["serving"]] = serving / 4, 3 * serving / 4
    state.counts[PLAIN_PEOPLE, 0, STATUS["national army"]], state.counts[HILL, 3, STATUS["national army"]] = men / 2, men / 2
    return engine


@pytest.mark.parametrize(("men", "missing"), [(0.0, 1.0), (50.0, 0.75), (200.0, 0.0), (29_500.0, 0.0)])
@pytest.mark.parametrize(("serving", "lack"), [(700.0, 0.3), (1100.0, 0.0)])
def test_the_gap_that_disagreement_leaves_is_filled_as_the_army_lacks_men(men: float, missing: float, serving: float, lack: float) -> None:
    """Towards 1,000 men · (1 − consensus) · what the national army leaves open · how far the regime's army lacks men."""
    engine = gap(men, serving=serving)
    only(engine, Sponsorship, MAY)
    nation = engine.state.nation
    assert nation.gap == close(0.6 * missing)
    assert nation.filled == close(100 + (1000 * 0.6 * missing * lack / (lack + 0.2) - 100) * 28 / 280)


def test_those_who_fill_it_go_and_do_not_grow_when_a_national_army_stands() -> None:
    """29,500 men, at the defaults: what there is of them falls from round to round."""
    engine = gap(29_500.0, gap_closed=float(PARAMETERS["gap_closed"].default))
    filled = [100.0]
    for round in range(1, 6):
        only(engine, Sponsorship, 28 * round + 1)
        filled.append(engine.state.nation.filled)
    assert engine.state.nation.gap == 0.0
    assert filled == sorted(filled, reverse=True)
    assert filled[-1] == close(100 * 0.9**5)


def test_before_all_that_count_have_begun_there_is_no_disagreement() -> None:
    engine = gap()
    engine.state.sponsors.start_day[0] = MAY + 1
    only(engine, Sponsorship, MAY)
    assert engine.state.nation.gap == 0.0


def test_without_s7_nobody_fills_it() -> None:
    engine = gap(off="S7")
    only(engine, Sponsorship, MAY)
    assert (engine.state.nation.gap, engine.state.nation.filled) == (0.0, 0.0)
