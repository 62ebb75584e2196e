"""The army as it stands: what the I rows (I1, I2, I3, I5, I7) and the figures T6 and T7 say of ``syria-army`` at birth;
and that ``syria-2011``, which extends it with a rebel side, has the same army and its civilians beside it.

Statistical bounds are z-scores of fixed seeds; each says its false alarm.
"""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
import pytest

from unit_cohesion.engine.chance import stream_key, stream_keys
from unit_cohesion.population.army import intake_shares
from unit_cohesion.population.order_of_battle import order_of_battle, seats_by_intake
from unit_cohesion.scenario import Scenario, load_scenario
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import ARMY_BANDS, BANDS, BRANCHES, CIVIL, CIVILIAN, RANKS, SERVING, SPECIALITIES

SERVICES = BRANCHES[:-1]
SOLDIERS_TO_GENERALS = RANKS[:-1]
RECENT = 12
"""Years of entry before the start that count as recent."""


@cache
def syria(k: int = 10) -> Scenario:
    return load_scenario("syria-army").with_parameters(persons_per_agent=k)


@cache
def born(k: int = 10, seed: int = 1) -> Engine:
    return Engine(syria(k), seed)


def sect(name: str) -> int:
    return [s.id for s in syria().sects].index(name)


def test_every_branch_band_and_sect_is_there_and_can_leave() -> None:
    """I1: whoever serves is under a hazard of leaving on the first day, in every branch, band, rank, sect and in every branch's bands."""
    engine = Engine(syria(), 1)
    people, branch = engine.state.people, engine.state.units.branch[engine.state.people.unit]
    serving = people.status == SERVING
    before = people.pressure.copy()
    engine.step()
    pressed = (people.pressure > before) | (people.status != SERVING)
    assert pressed[serving].all()
    for column, size in (
        (branch, len(SERVICES)),
        (people.band, len(ARMY_BANDS)),
        (people.rank, len(SOLDIERS_TO_GENERALS)),
        (people.sect, len(syria().sects)),
    ):
        assert set(column[serving].tolist()) == set(range(size))
    there = {(b, r) for b, r in zip(branch[serving].tolist(), people.band[serving].tolist(), strict=True)}
    assert {b for b, r in there if r == BANDS.index("senior officers")} == set(range(len(SERVICES)))
    assert {b for b, r in there if r <= 1} == set(range(len(SERVICES)))


@pytest.mark.slow
def test_every_branch_band_and_sect_leaves_in_the_course_of_the_war() -> None:
    """I1, A8, T4: with a hazard raised so that a third leaves, there are leavers of every branch, band and sect within 200 days."""
    engine = Engine(syria().with_parameters(base_hazard=0.003, days=200), 1)
    engine.run()
    people = engine.state.people
    left = people.way >= 0
    for column, size in (
        (engine.state.units.branch[people.unit], len(SERVICES)),
        (people.band, len(ARMY_BANDS)),
        (people.sect, len(syria().sects)),
    ):
        assert set(column[left].tolist()) == set(range(size))


def test_initial_shares_match_the_scenarios() -> None:
    """I2: each group's share of each intake, over the whole army, within 4.5 standard errors (some 40 comparisons: false alarm below 1 in
    3,000); as agents stand for unlike numbers, there are as many of them as Kish's effective number says."""
    scenario, people, units = syria(), born().state.people, born().state.units
    for row, intake in enumerate(scenario.army.intakes):
        some = (people.intake == row) & (people.entry_day == 0)
        for number, s in enumerate(scenario.sects):
            share, weight = intake.shares.get(s.id, 0.0), units.weight[people.unit[some]]
            n = weight.sum() ** 2 / (weight**2).sum()
            found = np.average(people.sect[some] == number, weights=weight)
            assert abs(found - share) <= 4.5 * np.sqrt(share * (1 - share) / n) + 1.0 / n, (
                f"{intake.id}, {s.id}: {found:.3f} for {share:.3f}"
            )


def test_the_trusted_core_and_the_rest_make_up_the_whole() -> None:
    """I2: the shares inside and outside of trusted formations, weighed by seats, give the intake's share exactly."""
    scenario = syria()
    trusted, other = intake_shares(scenario)
    inside, outside = seats_by_intake(scenario, True), seats_by_intake(scenario, False)
    for row, intake in enumerate(scenario.army.intakes):
        given = np.array([intake.shares.get(s.id, 0.0) for s in scenario.sects])
        both = (inside[row] * trusted[row] + outside[row] * other[row]) / (inside[row] + outside[row])
        np.testing.assert_allclose(both, given, atol=1e-9)
        assert trusted[row].sum() == pytest.approx(1.0)
        assert other[row].sum() == pytest.approx(1.0)


def test_conscripts_mirror_the_people_and_career_men_do_not() -> None:
    """I2: the ruling group holds at least twice its share of the people among career men, and at most twice among conscripts."""
    scenario, people = syria(), born().state.people
    conscript = np.array([i.conscript for i in scenario.army.intakes])[people.intake]
    ruling, share = sect("alawite"), scenario.sects[sect("alawite")].population_share
    assert (people.sect[~conscript] == ruling).mean() > 2.0 * share
    assert (people.sect[conscript] == ruling).mean() < 2.0 * share


def test_persons_by_band_are_about_those_of_the_suggested_start() -> None:
    """I2: the armed forces (police and security stand beside them) hold the suggested numbers by band, within 15 %."""
    scenario = syria()
    wanted = {"soldiers": 230_000, "NCOs": 60_000, "junior officers": 21_500, "senior officers": 12_300, "generals": 1_200}
    people, state = born().state.people, born().state
    branch = state.units.branch[people.unit]
    forces = np.isin(branch, [BRANCHES.index(b) for b in ("army", "air force", "navy")]) & (people.entry_day == 0)
    weight = state.units.weight[people.unit]
    for band, persons in wanted.items():
        found = weight[forces & (people.band == BANDS.index(band))].sum()
        assert found == pytest.approx(persons, rel=0.15), band
    assert scenario.about.persons_per_agent == 10


def test_training_is_the_same_for_all_of_a_school_and_cohort() -> None:
    """I3: within branch and cohort, no group's competence differs: each group's mean residual within 4 standard errors (false alarm below
    1 in 2,000).

    So a leader's claim that officers of his own group are untrained (R6) is false in the data.
    """
    people, state = born().state.people, born().state
    officers = np.flatnonzero(people.band >= 2)
    school = state.units.branch[people.unit[officers]].astype(int) * 10_000 + people.cohort[officers]
    _, group = np.unique(school, return_inverse=True)
    skill = people.competence[officers]
    residual = skill - (np.bincount(group, skill) / np.bincount(group))[group]
    for number in range(len(syria().sects)):
        some = people.sect[officers] == number
        assert abs(residual[some].mean()) < 4.0 * residual.std() / np.sqrt(some.sum())


def test_competence_is_independent_of_sect_given_school_and_post() -> None:
    """I3, A20: among those who passed an officer school, within branch, cohort and kind of post, no group's competence differs: each
    group's mean residual, in posts and out of them, within 4 standard errors (false alarm below 1 in 1,000). What differs by sect is who
    is let in, and among senior officers and generals who gets a post."""
    people, state = born(1).state.people, born(1).state
    schools = np.array([*(intake.officer_school for intake in syria().army.intakes), False])[people.intake]
    officers = np.flatnonzero(schools)
    cell = (state.units.branch[people.unit[officers]].astype(int) * 10_000 + people.cohort[officers]) * 2 + people.post[officers]
    _, group, size = np.unique(cell, return_inverse=True, return_counts=True)
    skill = people.competence[officers]
    residual = skill - (np.bincount(group, skill) / size)[group]
    compared = 0
    for number in range(len(syria().sects)):
        for post in (False, True):
            some = (people.sect[officers] == number) & (people.post[officers] == post)
            if some.sum() >= 20:
                assert abs(residual[some].mean()) < 4.0 * residual.std() / np.sqrt(some.sum()), (syria().sects[number].id, post)
                compared += 1
    assert compared >= len(syria().sects)
    high = officers[people.band[officers] > BANDS.index("junior officers")]
    in_post = [people.post[high][people.sect[high] == sect(id)].mean() for id in ("alawite", "sunni")]
    assert in_post[0] > 1.3 * in_post[1]


def test_a_tenth_of_the_students_of_officer_schools_are_sunni_at_most() -> None:
    """A20, T6: of each intake from an officer school whose cohorts are recent (none entered before 1999), by faith."""
    scenario = syria()
    sunni = {one.id for one in scenario.sects if "sunni" in (one.id, one.faith)}
    recent = [intake for intake in scenario.army.intakes if intake.officer_school and intake.cohorts[0] >= 1999]
    assert len(recent) >= 2
    assert all(sum(intake.shares.get(id, 0.0) for id in sunni) <= 0.1 for intake in recent)


def test_an_ethnic_group_has_a_position_of_its_own_and_a_faith_beside_it() -> None:
    """A8: Kurds live elsewhere, hold hardly a post, and are counted as Sunni by faith."""
    people = born().state.people
    kurds, others = people.sect == sect("kurdish"), people.sect == sect("sunni")
    assert set(people.faith[kurds].tolist()) == {sect("sunni")}
    assert (people.faith[~kurds] == people.sect[~kurds]).all()
    north_east = [row for row, place in enumerate(syria().places) if place.id in ("aleppo", "hasakah")]
    assert np.isin(people.home[kurds], north_east).mean() > 2.0 * np.isin(people.home[others], north_east).mean()
    assert people.post[kurds].mean() < 0.2 * people.post[others].mean()
    assert people.ceilinged[kurds].max() > people.ceilinged[others].max()


def test_schools_and_cohorts_differ_in_training() -> None:
    """I3: with training as uneven as declared, cohort means spread more than chance alone would make them (F-ratio above 2)."""
    people, state = born().state.people, born().state
    officers = np.flatnonzero(people.band >= 2)
    school = state.units.branch[people.unit[officers]].astype(int) * 10_000 + people.cohort[officers]
    _, group, size = np.unique(school, return_inverse=True, return_counts=True)
    skill = people.competence[officers]
    mean = np.bincount(group, skill) / size
    between = (size * (mean - skill.mean()) ** 2).sum() / (len(size) - 1)
    within = ((skill - mean[group]) ** 2).sum() / (len(skill) - len(size))
    assert between / within > 2.0


def test_competence_has_spread_and_every_speciality_is_there() -> None:
    """I5: some officers are not competent, some very; every speciality is held; those of no use to militias (pilots, naval) are a visible
    few."""
    people = born().state.people
    officers = people.band >= 2
    skill = people.competence[officers]
    assert skill.std() > 0.1
    assert 0.01 < (skill < 0.3).mean() < 0.3
    assert (skill > 0.8).mean() > 0.01
    assert set(people.speciality.tolist()) == set(range(len(SPECIALITIES)))
    useless = np.isin(people.speciality, [SPECIALITIES.index(s) for s in ("pilot", "naval")])
    assert 0.005 < useless[officers].mean() < 0.2
    assert (people.band[people.speciality == SPECIALITIES.index("pilot")] >= 2).all()


def test_loyalty_is_drawn_independently_of_sect() -> None:
    """Rule 1: each group's mean loyalty within 4 standard errors of all men's (false alarm below 1 in 2,000), spread alike within 5 %."""
    people = born().state.people
    for number in range(len(syria().sects)):
        some = people.loyalty[people.sect == number]
        assert abs(some.mean() - people.loyalty.mean()) < 4.0 * people.loyalty.std() / np.sqrt(len(some))
        if len(some) > 1000:
            assert some.std() == pytest.approx(people.loyalty.std(), rel=0.05)


def test_homes_lie_where_ones_group_lives_and_borders_are_near_some() -> None:
    """I7: homes follow the group's places (chi-square per degree of freedom below 2); some places touch a border, some lie two or more
    away."""
    scenario, people, state = syria(), born().state.people, born().state
    for number, s in enumerate(scenario.sects):
        some = people.home[people.sect == number]
        living = np.array([p.population * p.sects.get(s.id, 0.0) for p in scenario.places])
        expected = living / living.sum() * len(some)
        found = np.bincount(some, minlength=len(living))
        enough = expected >= 5
        assert not found[living == 0].any()
        assert ((found - expected)[enough] ** 2 / expected[enough]).sum() < 2.0 * max(enough.sum() - 1, 5)
    assert state.places.border_steps.min() == 0
    assert 1 <= state.places.border_steps.max() < 10


def test_kin_share_home_and_sect() -> None:
    """I7: a kin group is of one home and one sect, and about as large as declared (counted over K = 1)."""
    people = born(1).state.people
    order = np.argsort(people.kin, kind="stable")
    same = people.kin[order][1:] == people.kin[order][:-1]
    for column in (people.home, people.sect):
        assert (column[order][1:] == column[order][:-1])[same].all()
    size = np.unique(people.kin[people.entry_day == 0], return_counts=True)[1]
    weighted = (size.astype(float) ** 2).sum() / size.sum()  # kin of a man, himself included: 1 + the mean, were groups drawn at random
    assert float(syria().parameters["kin_group_size"]) < weighted < 2.0 * float(syria().parameters["kin_group_size"])  # type: ignore[arg-type]


def test_kin_are_found_by_their_group() -> None:
    """I7: the look-up that rules use holds exactly those of each kin group, in order of their rows."""
    state = born().state
    kin, group, first, last, rows = state.people.kin, state.kin_group, state.kin_first, state.kin_last, state.kin_rows
    assert sorted(rows.tolist()) == list(range(state.army_people))
    assert (np.diff(rows)[np.diff(group[rows]) == 0] > 0).all()
    assert len(np.unique(kin)) == len(np.unique(group)) == len(np.unique(np.stack([kin, group]), axis=1).T)
    assert all((group[rows[first[number] : last[number]]] == number).all() for number in np.unique(group))


def test_what_runs_share_is_that_of_their_own_scenario() -> None:
    """Seats in another order are other seats, whatever scenario was born before; parameters that only people hang on change only people."""
    war = load_scenario("two-valleys").to_mapping()
    turned = load_scenario("two-valleys").to_mapping()
    for establishment in turned["army"]["establishments"]:
        establishment["seats"] = dict(reversed(establishment["seats"].items()))
    one, other, again = (Engine(load_scenario(mapping), 1).state.people for mapping in (war, turned, war))
    assert (one.rows == again.rows).all()
    assert (np.sort(one.key) == np.sort(other.key)).all()
    assert (one.intake[np.argsort(one.key)] != other.intake[np.argsort(other.key)]).any()
    kinder = Engine(load_scenario(war).with_parameters(kin_group_size=9.0), 1).state.people
    assert (kinder.key == one.key).all()
    assert len(np.unique(kinder.kin)) < len(np.unique(one.kin))


def test_keys_of_many_streams_are_those_of_each() -> None:
    """All streams' keys at once are what NumPy's SeedSequence makes of each, for seeds of any length."""
    streams = [("leave", 0), ("loyalty", 1), ("which fate", 3)]
    for seed in (0, 1, 2**32 - 1, 2**32, 2**64 + 5, 3**90):
        assert stream_keys(seed, streams).tolist() == [int(stream_key(seed, *one)) for one in streams]


def test_t6_sunni_intake_at_officer_schools_is_at_most_a_tenth() -> None:
    """T6, I3: of the cohorts of the last twelve years, at one person an agent; and older cohorts hold more."""
    scenario, people = syria(1), born(1).state.people
    school = np.array([i.officer_school for i in scenario.army.intakes])[people.intake]
    recent = people.cohort > scenario.about.start.year - RECENT
    n = (school & recent).sum()
    share = (people.sect[school & recent] == sect("sunni")).mean()
    assert share <= 0.1 + 2.0 * np.sqrt(0.09 / n)
    assert (people.sect[school & ~recent] == sect("sunni")).mean() > share + 0.05


def test_t7_the_ruling_group_is_an_eighth_of_the_people_with_most_of_the_sensitive_posts() -> None:
    """T7, I4: at one person an agent."""
    scenario, people = syria(1), born(1).state.people
    assert scenario.sects[sect("alawite")].population_share == pytest.approx(0.12, abs=0.01)
    living = sum(p.population * p.sects.get("alawite", 0.0) for p in scenario.places) / sum(p.population for p in scenario.places)
    assert living == pytest.approx(0.12, abs=0.02)
    assert (people.sect[people.post] == sect("alawite")).mean() > 0.5
    assert (people.sect[(people.band >= 3)] == sect("alawite")).mean() > 0.5
    assert not people.ceilinged[people.sect == sect("alawite")].any()
    shut_out = people.ceilinged[(people.band >= 2) & ~people.post & (people.sect == sect("sunni"))]
    assert (shut_out > 0.3).all()


@cache
def rows_by_key() -> np.ndarray:
    """The rows of people at one person an agent, in order of their keys."""
    return np.argsort(born(1).state.people.key)


SCALES = (1, 2, 5, 10, 20, 50, 100)


@pytest.mark.parametrize("k", SCALES[1:])
def test_coarser_scales_keep_the_army_as_it_is(k: int) -> None:
    """Units are whole and keep their ids and their men; the army has as many persons to the man; and persons by band, speciality and rank,
    which are drawn, come to the same within the largest unit that is kept."""
    full, coarse = born(1), born(k)
    assert set(coarse.battle.ids) <= set(full.battle.ids)
    ours = rows_by_key()[np.searchsorted(full.state.people.key[rows_by_key()], coarse.state.people.key)]
    np.testing.assert_array_equal(coarse.state.people.key, full.state.people.key[ours], err_msg="key")
    for name in ("sect", "rank", "home", "speciality", "cohort", "competence", "loyalty", "resistance"):
        np.testing.assert_array_equal(getattr(coarse.state.people, name), getattr(full.state.people, name)[ours], err_msg=name)
    assert coarse.state.counts.sum() == full.state.counts.sum()
    of_unit = np.bincount(coarse.state.people.unit)
    for name, size in (("band", len(BANDS)), ("speciality", len(SPECIALITIES)), ("rank", len(RANKS))):
        one, other = (np.bincount(getattr(e.state.people, name), e.state.units.weight[e.state.people.unit], size) for e in (full, coarse))
        assert (np.abs(other - one) <= (of_unit * coarse.state.units.weight).max()).all(), name
        assert ((other > 0) == (one > 0)).all(), name


def test_pilots_are_as_many_at_every_scale() -> None:
    """Squadrons are few, and every one of their seats is a pilot's: a scale that kept every Kth unit had none at K = 50."""
    for k in SCALES:
        state = born(k).state
        pilots = state.people.speciality == SPECIALITIES.index("pilot")
        assert state.units.weight[state.people.unit[pilots]].sum() == 800.0


@pytest.mark.parametrize("name", ["syria-2011", "libya-2011", "two-valleys", "army-as-claimed"])
def test_every_kind_and_every_formation_is_there_at_every_scale(name: str) -> None:
    """Units of each establishment, branch and formation, and so their seats, come to the same number at every scale up to 1,000, each
    standing for about K: between 1 and one and a half times K."""
    scenario = load_scenario(name)
    full = order_of_battle(scenario.with_parameters(persons_per_agent=1)).units
    truth = Counter((unit.formation, unit.kind) for unit in full)
    assert {unit.weight for unit in full} == {1}
    for k in (*SCALES[1:], 7, 1000):
        kept, found = order_of_battle(scenario.with_parameters(persons_per_agent=k)).units, Counter[tuple[int, str]]()
        for unit in kept:
            found[unit.formation, unit.kind] += unit.weight
            assert 1 <= unit.weight <= 1.5 * k
        assert found == truth
        assert [unit.id for unit in kept] == [full[unit.ordinal].id for unit in kept]
        assert len(kept) <= len(full) / k + len(truth)


def test_the_rebel_side_leaves_the_army_as_it_is() -> None:
    """The army's people are the same, column by column, with civilians beside them or without."""
    alone, both = born().state, Engine(load_scenario("syria-2011").with_parameters(persons_per_agent=10), 1).state
    assert both.army_people == alone.people.size
    for name in ("key", "sect", "rank", "home", "kin", "speciality", "competence", "loyalty", "resistance", "memory", "nationalism"):
        np.testing.assert_array_equal(getattr(both.people, name)[: both.army_people], getattr(alone.people, name), err_msg=name)


def test_civilians_stand_by_communities_and_never_served() -> None:
    """The pool of those who could take up arms: its share of every community within one agent, under arms or in service none."""
    scenario = load_scenario("syria-2011").with_parameters(persons_per_agent=10)
    state = Engine(scenario, 1).state
    people, civil = state.people, slice(state.army_people, None)
    assert (people.status[civil] == CIVILIAN).all()
    assert (people.band[civil] == CIVIL).all()
    assert not people.post[civil].any()
    assert (people.militia == -1).all()
    share = float(scenario.parameters["rebel_pool_share"])  # type: ignore[arg-type]
    for home, place in enumerate(scenario.places):
        for number, group in enumerate(scenario.sects):
            agents = ((people.home[civil] == home) & (people.sect[civil] == number)).sum()
            assert abs(10 * agents - share * place.population * place.sects.get(group.id, 0.0)) <= 10


def test_convictions_are_drawn_independently_of_sect() -> None:
    """Rule 1: within a band, each group's mean religious feeling, national feeling and memory of service within 4 standard errors of all
    men's (60 comparisons at most: false alarm below 1 in 250)."""
    people = Engine(load_scenario("syria-2011").with_parameters(persons_per_agent=10), 1).state.people
    for band in range(len(BANDS)):
        for number in range(len(syria().sects)):
            some, all_men = (people.band == band) & (people.sect == number), people.band == band
            for column in (people.religiosity, people.nationalism, people.memory):
                if some.sum() >= 30:
                    assert abs(column[some].mean() - column[all_men].mean()) <= 4.0 * column[all_men].std() / np.sqrt(some.sum())
