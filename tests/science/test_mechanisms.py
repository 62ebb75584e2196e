"""What the mechanisms say beyond a sign, and that what is switched off touches nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from tests.science.lab import PINNED, Run, kept, lab, outcomes, setup, walked
from tests.science.rebel_lab import PINNED_REBELS, REBUILT
from tests.science.rebel_signs import FEARED
from tests.science.signs import LAKE, LOOP, MARCH, NEXT_DOOR, PORT, QUIET, TOLD, TOWN
from unit_cohesion.rules import DECLARED, MECHANISMS, PARAMETERS, RULE_TABLES, TERMS
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import CAMP, CAPTURED, DISCHARGED, FIGHTER, REASONS, SERVING, TRANSIT

SEEDS = range(3)
BONDS = "bonds are a state of units that counts in power (W2) whether or not they hold people"
GRIEVANCE = "grievance is a state of communities that fills the insurgents' ranks (W2) whether or not it presses soldiers"
SIEGES = "sieges are part of the war: they cost lives (W1) and power (W2) whether or not they press people"
IDLE = "who goes where when he steps aside, and comes back, whether or not camps hold him"
WORN = "stays end anyway; disorder, faith and pay only move how soon"
ORDER = "order is a state of militias, which sponsors (S1) and power (W2) count too"
FEELING = "what people are born with: sponsors (S2, S3), mergers (R15) and labels (R8) go by it too"
DOOR = "leaders weigh and officers wait, whatever is weighed"
MANY = "there are militias, with some cohesion, whether or not they split and merge"
HOPE = "hope falls and counts whether or not it has a floor"
PAID = "sponsors pay whatever they weigh"
ARMY = "how the rebuilt army grows once it forms, for whatever reason"
TIPPED = "how many are past their tipping point is told whether or not it pushes them"
SHARED = {
    "regime_odds_start": "the belief that is held when N8 is off",
    "suspicion_start": "the suspicion that stays when D14 is off",
    "reception_prior": "the expectation that stays when D12 is off: frozen, as its row says",
    "reception_worst": "likewise: what the expectation that stays is worth",
    "reception_rank": "likewise",
    "danger_true_share": "who would name danger without any rumour",
    "kin_group_size": "who is kin to whom is born; word (C1) travels along it too",
    "norm_turns": "the norm that D6 enforces is also what a commander who goes (D5) finds turned or not",
    "commander_example": "likewise: a commander's going turns it",
    "chain_share": "a commander's going also costs trust (D6), in the units under his",
    "grievance_half": GRIEVANCE, "grievance_memory_days": GRIEVANCE, "grievance_home": GRIEVANCE,
    "lack_half": "what the army lacks is also what foreigners come to fill (S7)",
    "norm_pace": "the norm is also what pledges weaken (N3), and is told", "story_memory_days": "the story also lowers credence (N4)",
    "tipping_belief": TIPPED, "tipping_spread": TIPPED, "tipping_least": TIPPED,
    "siege_event_share": SIEGES, "relief_weekly": SIEGES, "exposure_besieged": SIEGES,
    "peer_bond_start": BONDS, "trust_start": BONDS, "unit_spread": BONDS, "wear_losses": BONDS, "wear_departures": BONDS,
    "bond_recovery_days": BONDS,
    "camp_return_daily": IDLE, "camp_return_enlisted": IDLE, "withdraw_abroad": IDLE, "withdraw_distance": IDLE,
    "early_days": "legitimacy is also what a leader fears to lose (R11)", "money_legitimacy": "likewise", "money_weekly": "likewise",
    "strain_daily": WORN, "adviser_days": WORN, "quit_daily": WORN,
    "discipline_start": ORDER, "discipline_officers": ORDER,
    "religiosity_officers": FEELING, "religiosity_civilians": FEELING, "conviction_spread": FEELING,
    "nationalism_officers": FEELING, "nationalism_civilians": FEELING,
    "outspoken_from": "who is outspoken is also told of in rumours (N7), labelled (R8) or murdered (R9)",
    "warlord_start": "what leaders are who do not drift",
    "need_weight": DOOR, "refusal_cost": DOOR, "choice_noise": DOOR, "merit_only": DOOR, "wait_days": DOOR, "wait_refused": DOOR,
    "vetting_days": DOOR,
    "mismatch": "what militias can use of a skill is a fact (I5), whether or not their leaders weigh it",
    "local_slots": MANY, "new_militia": MANY, "militia_crowding": MANY, "militia_bond": MANY, "cohesion_weekly": MANY,
    "hope_daily": HOPE, "hope_refused": HOPE, "hope_recovery_days": HOPE, "gone_hope": HOPE,
    "sponsor_loyalty_weight": "displeasure with awkward officers (S2) goes by it too",
    "sponsor_clients": PAID, "sponsor_temper": PAID, "sponsor_habit": PAID, "sponsor_ramp_days": PAID, "unarmed_worth": PAID,
    "passage_distance": "help thins on its way whether or not a neighbour may stop it",
    "institution_days": BONDS,
    "adviser_use": "what a militia can use is counted whether or not its disorder wears anybody out",
    "fighters_per_officer": "how many officers a militia needs counts for its worth and its learning too",
    "retry_days": DOOR, "adviser_need": DOOR, "adviser_trust": DOOR, "adviser_cost": DOOR, "fighter_need": DOOR, "commander_need": DOOR,
    "commander_cost": DOOR,
    **dict.fromkeys(
        (name for name in PARAMETERS if name.startswith("use_")), "what militias can use of a skill is a fact (I5), whoever weighs it"
    ),
    "another_militia": "some go to another militia whether or not pay draws them", "means_pay": "pay also holds a militia together (R15)",
    "bond_order": MANY, "bond_pay": MANY, "newcomers": MANY,
    "early_start": "legitimacy is also what a leader fears to lose (R11)", "early_spread": "likewise",
    "means_start": "a leader's own money also pays his men (S4)", "means_spread": "likewise",
    "discipline_spread": ORDER, "warlord_spread": "what leaders are who do not drift", "uncommanded_worth": ARMY,
    "consensus_start": ARMY, "consensus_lag_days": ARMY, "assembly_daily": ARMY, "assembly_balance": ARMY, "command_weekly": ARMY,
    "leaders_needed": ARMY, "leaders_weekly": ARMY, "training_weekly": ARMY, "recruit_national": ARMY, "national_worth": ARMY,
    "safe_radius": ARMY,
}  # fmt: skip
"""Parameters of a state that stands whether or not the mechanism acts on people, or that another mechanism reads too; and why."""
PARTNERS = {"N7": ("N7", "N7b")}
"""A rumour that is no pretext can still frighten."""


BUSY = {"scenario": {"days": 40}, "base_hazard": 0.003, "places": [{"id": "march", "control": 0.2}]}
BUSY_REBELS = {
    "scenario": {"days": 57},
    "events": [
        {"id": "zone", "date": "2012-01-15"},
        {"id": "pact", "date": "2012-01-25", "value": 0.7},
        {"id": "pardon", "date": "2012-01-20", "kind": "amnesty", "value": 7, "abroad": 14},
        {"id": "shut", "date": "2012-01-20", "kind": "border_closed", "country": "north"},
        {"id": "ring", "date": "2012-01-03", "kind": "siege", "place": "march"},
    ],
    "sponsors": [{"id": "crown", "budget": 1200}, {"id": "republic", "budget": 1200}],
    "merge_weekly": 0.4,
    "vetting_days": 2.0,
    "fear_of_position": 3.0,
    "loyal_share": 0.1,
}
REBEL_TERMS = {one.id for terms in DECLARED.factors.values() for one in terms if one.rule.rebels}
REBEL_TABLES = ("rebels", "gatekeeping", "militia_life", "factions", "camps", "sponsorship", "national_army")
REBEL_SIDE = {p.name for table in REBEL_TABLES for p in RULE_TABLES[table]}
SWITCHABLE = [id for id, m in MECHANISMS.items() if m.kind in ("rule", "claim")]
OWN = [(p.mechanism, p.name) for p in PARAMETERS.values() if p.mechanism in SWITCHABLE and p.name not in SHARED]


def _setup(name: str) -> tuple[dict[str, Any], ...]:
    """The laboratory in which a parameter is at work, made busy."""
    return (*REBUILT, BUSY_REBELS) if name in REBEL_SIDE else (BUSY,)


def _other(name: str) -> Any:
    """A value of a parameter far from its laboratory's."""
    p, here = PARAMETERS[name], (PINNED | PINNED_REBELS if name in REBEL_SIDE else PINNED_REBELS | PINNED)[name]
    if isinstance(p.default, date):
        return (date.fromisoformat(here) + timedelta(days=40)).isoformat()
    low, high = float(p.low), min(float(p.high), 10.0 * float(here) + 1.0)  # type: ignore[arg-type]
    value = high if float(here) < (low + high) / 2.0 else low
    return int(value) if isinstance(p.default, int) else value


@pytest.mark.parametrize(("id", "name"), OWN)
def test_what_is_switched_off_touches_nothing(id: str, name: str) -> None:
    """With a mechanism off, its own parameters (those declared as its) change no event, no choice, no belief and no scalar."""
    off, where = frozenset(PARTNERS.get(id, (id,))), _setup(name)
    _assert_same(outcomes(setup(*where), 2, off), outcomes(setup(*where, {name: _other(name)}), 2, off))


def _assert_same(one: Run, other: Run) -> None:
    for table in ("events", "choices", "nation", "flows"):
        for name, values in getattr(one, table).items():
            others = getattr(other, table)[name]
            if (table, name) == ("events", "row"):  # who they are: how many could be called up decides in which row they stand
                values, others = one.people["key"][values], other.people["key"][others]
            np.testing.assert_array_equal(values, others, err_msg=f"{table}: {name}")
    np.testing.assert_array_equal(one.believed, other.believed)


def _differ(one: Run, other: Run) -> bool:
    return any(
        not np.array_equal(values, getattr(other, table)[name], equal_nan=values.dtype.kind == "f")
        for table in ("events", "choices", "nation")
        for name, values in getattr(one, table).items()
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for _, name in OWN if name in REBEL_SIDE])
def test_what_is_switched_on_touches_something(name: str) -> None:
    """So that the test above is made where every rule of the rebel side is at work: on one seed of three at least."""
    one, other = setup(*_setup(name)), setup(*_setup(name), {name: _other(name)})
    assert any(_differ(outcomes(one, seed), outcomes(other, seed)) for seed in SEEDS)


STAGED = {"news": [{"id": "video", "staged": True, "exposed": "2012-02-01"}]}
EXPOSED_ON = 32


def test_a_staged_pledge_is_as_good_as_a_genuine_one_until_it_is_exposed() -> None:
    """N4: the same events up to the eve; from then on the norm is stronger, and over 40 seeds fewer of those shown leave."""
    left = []
    for seed in range(40):
        genuine, staged = outcomes(setup(), seed), outcomes(setup(STAGED), seed)
        before, after = (run.events["day"] < EXPOSED_ON for run in (genuine, staged))
        for name in ("row", "day", "to"):
            np.testing.assert_array_equal(genuine.events[name][before], staged.events[name][after])
        norms = genuine.nation["norm"], staged.nation["norm"]
        np.testing.assert_array_equal(*(norm[: EXPOSED_ON - 1] for norm in norms))
        assert norms[1][EXPOSED_ON - 1] > norms[0][EXPOSED_ON - 1]
        left.append((genuine.left(genuine.of(1), EXPOSED_ON), staged.left(staged.of(1), EXPOSED_ON)))
    assert sum(staged < genuine for genuine, staged in left) >= 35


def test_a_repeated_face_counts_less() -> None:
    """N3: the second video of one speaker weakens the norm by half of what another speaker's would."""
    first = {"id": "video", "speaker": "a"}
    on = "2012-01-12"
    again = {"id": "more", "kind": "pledge", "about": "plain", "origin": on, "release": on, "reliability": 1.0, "men": 12}
    held = {"base_hazard": 0.0, "pledge_weight": 0.5, "scenario": {"days": 14}}
    both = ([first], [first, again | {"speaker": "a"}], [first, again | {"speaker": "b"}])
    none, same, new = (outcomes(setup(held, news=news), 0).nation["norm"][11] for news in both)
    assert same - none == pytest.approx((new - none) / 2.0)
    assert same < none


def test_a_rumour_is_a_pretext_it_changes_reasons_and_nothing_else() -> None:
    """N7: with no true fear (N7b), the same people leave the same way on the same day, and the numbers in action are the same."""
    text = setup(rumour_fear=0.0)
    for seed in SEEDS:
        told, untold = outcomes(text, seed), outcomes(text, seed, frozenset({"N7"}))
        for name in ("day", "step", "row", "to", "cause", "trigger"):
            np.testing.assert_array_equal(told.events[name], untold.events[name])
        assert (told.people["status"] == untold.people["status"]).all()
        changed = told.events["reason"] != untold.events["reason"]
        assert changed.any()
        assert (told.events["reason"][changed] == REASONS.index("danger")).all()


def test_without_ways_out_all_go_one_way() -> None:
    """D15: to a local militia (those who give themselves up in a siege, D11, apart)."""
    for seed in SEEDS:
        run = outcomes(setup(), seed, frozenset({"D15"}))
        assert set(run.events["to"][run.leaving()]) <= {FIGHTER, CAPTURED}


def test_without_call_ups_and_discharge_strength_changes_by_departures_alone() -> None:
    """I8: those who serve at the end are those of the start less those who left, died or were jailed."""
    for seed in SEEDS:
        run = outcomes(setup(), seed, frozenset({"I8"}))
        assert not (run.people["status"] == DISCHARGED).any()
        start = (run.people["entry_day"] == 0).sum()
        lost = run.left() + run.flows["deaths"].sum() + run.flows["arrests"].sum()
        assert (run.people["status"] == SERVING).sum() == start - lost


def test_call_up_brings_men_and_evasion_keeps_some_away() -> None:
    """I8: of those called up a share of about ``evasion`` stays away where the regime holds all and any risk is dreaded; the others serve
    (a z of 4: false alarm 6e-5)."""
    text = setup(places=[{"id": "march", "control": 1.0}], control_weekly=0.0, base_hazard=0.0, events=[])
    came = called = 0
    for seed in range(30):
        run = outcomes(text, seed)
        called += run.nation["called"][-1]
        came += len(np.unique(run.events["row"][run.events["to"] == SERVING]))
    expected = called * (1.0 - 0.35)
    assert abs(came - expected) < 4.0 * np.sqrt(called * 0.35 * 0.65)


def test_expected_reception_frozen_at_a_branch_stays() -> None:
    """D12: it moves until the branch and stays from then on."""
    engine = walked(lab(setup(LOOP)), 0, (), 60)
    kinds = engine.state.kinds
    before = kinds.expect_abroad.copy()
    assert (before < 1.0).any()
    engine.switch_off("D12")
    for _ in range(20):
        engine.step()
    np.testing.assert_array_equal(kinds.expect_abroad, before)


def test_a_switch_on_the_way_takes_out_what_was_written() -> None:
    """After ``switch_off`` the factors of those mechanisms are gone, and D12's stay."""
    engine = walked(lab(setup()), 0, (), 30)
    engine.switch_off(["D1", "D5", "D12"])
    engine.run()
    later = engine.log.terms()[engine.log.events["day"] > 30]
    later = later[~np.isnan(later).any(axis=1)]
    assert len(later)
    for id in ("D1", "D5"):
        assert not later[:, TERMS.index(id)].any()
    assert later[:, TERMS.index("D12")].any()


def test_without_intelligence_nobody_is_confirmed() -> None:
    """D14, and those confirmed are few of those sent."""
    for seed in SEEDS:
        with_it, without = outcomes(setup(), seed), outcomes(setup(), seed, frozenset({"D14"}))
        assert without.nation["infiltrators_confirmed"].max() == 0
        assert 0 < with_it.people["confirmed"].sum() <= (with_it.people["sent"] & (with_it.people["way"] >= 0)).sum()


def test_near_a_border_more_reach_it() -> None:
    """I7: of those who leave at the border (march) a larger share goes abroad than of those two places off (port), in 35 or more of 40 runs
    (false alarm below 1e-6); over all runs a place off (town) lies between."""
    abroad, free = np.zeros((40, 3)), np.zeros((40, 3))
    for seed in range(40):
        run = outcomes(setup(), seed)
        rows = run.leaving()
        rows = rows[run.events["to"][rows] != CAPTURED]
        place = run.events["place"][rows]
        free[seed] = np.bincount(place, minlength=3)
        abroad[seed] = np.bincount(place[run.events["to"][rows] == TRANSIT], minlength=3)
    share = abroad / free
    assert (share[:, MARCH] > share[:, PORT]).sum() >= 35
    overall = abroad.sum(axis=0) / free.sum(axis=0)
    assert overall[MARCH] > overall[TOWN] + 0.05 > overall[PORT] + 0.1


def test_the_farther_the_border_the_longer_the_way() -> None:
    """D15: of those who set out from the march more are there within 8 days than of those from the port."""
    arrived: dict[int, list[bool]] = {MARCH: [], PORT: []}
    for seed in range(40):
        run = outcomes(setup(), seed)
        e = run.events
        out = np.flatnonzero((e["to"] == TRANSIT) & (e["day"] <= 40))
        for row, place, day in zip(e["row"][out], e["place"][out], e["day"][out], strict=True):
            if place in arrived:
                came = e["day"][(e["row"] == row) & (e["to"] == CAMP)]
                arrived[place].append(bool(len(came) and came[0] - day <= 8))
    assert len(arrived[MARCH]) > 30 < len(arrived[PORT])
    assert np.mean(arrived[MARCH]) > np.mean(arrived[PORT]) + 0.1


@pytest.mark.parametrize("side", ["army", "rebels"])
def test_every_kind_of_term_is_at_work_in_the_laboratories(side: str) -> None:
    """So that the sign tests are made where everything acts: every term that writes hazards is non-nil for somebody.

    Fear writes a term of its own on who takes up arms alone (on those who serve it acts through D4).
    """
    engine = Engine(lab(setup(*REBUILT, BUSY_REBELS, FEARED) if side == "rebels" else setup(TOLD, NEXT_DOOR, QUIET)), 0)
    engine.run()
    terms = engine.log.terms()
    terms = terms[~np.isnan(terms).any(axis=1)]
    silent = {name for column, name in enumerate(TERMS) if not terms[:, column].any()}
    if side == "rebels":
        assert not silent & (REBEL_TERMS | {"V2"})
    else:
        assert silent == REBEL_TERMS | {"V2"}
        assert kept(engine).left(kept(engine).of(LAKE)) > 0
