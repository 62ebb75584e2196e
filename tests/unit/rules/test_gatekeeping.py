"""Officers at a leader's door, by hand: one leader, one officer, all that is weighed worked out in the test (R3, R6, R8, R11-R14, S2)."""

from __future__ import annotations

from math import log
from typing import Any

import pytest

from tests.unit.rules.by_hand import (
    CROWN,
    HILL,
    MARCH,
    PLAIN_PEOPLE,
    TOWN,
    chosen,
    close,
    gumbels,
    locals_of,
    militia,
    officers,
    only,
    put,
    rebels,
)
from unit_cohesion.rules.gatekeeping import Gatekeeping
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import CHOSEN, RANKS, SPECIALITIES, STATUS, STATUSES, TRUE_REASONS

EIGHTH = 8
"""A day on which doors are open."""


AGAINST = ("rivalry", "motive", "abuse", "suspicion", "claim", "sponsor", "label")
"""What tells against an officer, skills of no use apart."""


def door(
    leader: dict[str, Any] | None = None,
    officer: dict[str, Any] | None = None,
    pressed: float = 0.0,
    suspicion: float = 0.0,
    besieged: bool = False,
    off: Any = None,
    tables: dict[str, Any] | None = None,
    **parameters: Any,
) -> tuple[Engine, int, int]:
    """One leader in the town, and one officer of the plain at his door whose vetting is over: engine, officer, militia.

    He is a lieutenant of the infantry without skill or conviction, his home the march, unless told otherwise; leaders add no noise.
    """
    engine = rebels(off, tables, **{"choice_noise": 0.0, "vetting_days": 0.0} | parameters)
    row, there = officers(engine, PLAIN_PEOPLE)[0], locals_of(engine, TOWN)[0]
    given = {"rank": RANKS.index("lieutenant"), "speciality": SPECIALITIES.index("infantry"), "skill": 0.0, "nationalism": 0.0}
    people, state = engine.state.people, engine.state
    for name, value in (given | (officer or {})).items():
        getattr(people, name)[row] = value
    people.home[row] = MARCH
    people.seen_pressed[row], people.seen_besieged[row] = pressed, besieged
    put(engine, row, "candidate", from_place=TOWN, spell=3, refusals=people.refusals[row], hope=0.5)
    militia(engine, there, **(leader or {}))
    state.sects.suspicion[PLAIN_PEOPLE] = suspicion
    return engine, row, there


def weighed(engine: Engine) -> dict[str, float]:
    """What the leader weighed in the one officer."""
    only(engine, Gatekeeping, EIGHTH)
    (noted,) = chosen(engine)
    return {name: float(noted[name]) for name in ("need", "mismatch", *AGAINST)}


def outcome(engine: Engine) -> str:
    """What became of the one officer."""
    only(engine, Gatekeeping, EIGHTH)
    (noted,) = chosen(engine)
    return CHOSEN[noted.choice]


# ---- need and use


@pytest.mark.parametrize(("skill", "expected"), [(0.8, 2.0), (0.4, 1.0)])
def test_need_is_worth_the_skill_that_a_militia_can_use(skill: float, expected: float) -> None:
    engine, *_ = door(officer={"skill": skill}, need_weight=2.5)
    assert weighed(engine)["need"] == close(expected)  # 2.5 · skill


@pytest.mark.parametrize(
    ("speciality", "expected"), [("armour", 2.5 * 0.8 * 0.5 * (1 - 0.6)), ("pilot", 2.5 * 0.8 * 0.5), ("infantry", 0.0)]
)
def test_skill_of_no_use_to_militias_counts_less(speciality: str, expected: float) -> None:
    who = {"skill": 0.8, "speciality": SPECIALITIES.index(speciality)}
    engine, *_ = door(officer=who, need_weight=2.5, mismatch=0.5, use_armour=0.6, use_pilot=0.0)
    terms = weighed(engine)
    assert (terms["need"], terms["mismatch"]) == (close(2.5 * 0.8), close(-expected))


@pytest.mark.parametrize("speciality", [name for name in SPECIALITIES if name != "infantry"])
def test_each_speciality_has_a_use_of_its_own(speciality: str) -> None:
    name = f"use_{speciality.replace(' ', '_')}"
    engine, *_ = door(officer={"skill": 1.0, "speciality": SPECIALITIES.index(speciality)}, need_weight=1.0, mismatch=1.0, **{name: 0.37})
    terms = weighed(engine)
    assert terms["need"] + terms["mismatch"] == close(0.37)


def test_without_r12_any_skill_looks_as_good_as_any_other() -> None:
    engine, *_ = door(officer={"skill": 0.8, "speciality": SPECIALITIES.index("pilot")}, need_weight=2.5, off="R12")
    terms = weighed(engine)
    assert (terms["need"], terms["mismatch"]) == (close(2.0), 0.0)


# ---- rivalry (R11)


@pytest.mark.parametrize(
    ("rank", "warlordism", "early", "money", "expected"),
    [
        ("general", 1.0, 0.0, 0.0, -4.0),  # 4 · (0.2 + 0.8 · 1) · 9/9
        ("general", 0.0, 0.0, 0.0, -0.8),  # the floor: 4 · 0.2
        ("general", 0.5, 0.0, 0.0, -4.0 * 0.6),  # 4 · (0.2 + 0.8 · 0.5)
        ("lieutenant", 1.0, 0.0, 0.0, -4.0 * 3 / 9),  # a lieutenant stands a third of the way
        ("general", 1.0, 1.0, 0.0, -4.0 * (1 - 0.6)),  # a legitimate leader fears less
        ("general", 1.0, 0.5, 0.25, -4.0 * (1 - 0.6 * 0.5)),  # for having been early
        ("general", 1.0, 0.25, 0.75, -4.0 * (1 - 0.6 * 0.75)),  # or for his money, whichever is more
    ],
)
def test_rivalry_grows_with_rank_and_warlordism_and_falls_with_the_leaders_own_legitimacy(
    rank: str, warlordism: float, early: float, money: float, expected: float
) -> None:
    leader, who = {"warlordism": warlordism, "early": early, "money": money}, {"rank": RANKS.index(rank)}
    engine, *_ = door(leader, who, rivalry_weight=4.0, rivalry_floor=0.2, rivalry_legitimate=0.6)
    assert weighed(engine)["rivalry"] == close(expected)


def test_a_leader_and_three_officers() -> None:
    """A warlord of some legitimacy sees a man of a sergeant's rank, a captain and a general: each weighs as his rank is."""
    engine, first, there = door({"warlordism": 0.4, "early": 0.5}, rivalry_weight=2.0, rivalry_floor=0.1, rivalry_legitimate=0.5)
    second, third = officers(engine, PLAIN_PEOPLE)[1:3]
    for row, rank in ((first, "sergeant"), (second, "captain"), (third, "general")):
        engine.state.people.rank[row] = RANKS.index(rank)
        put(engine, row, "candidate", from_place=TOWN)
    only(engine, Gatekeeping, EIGHTH)
    rivalry = {int(noted.subject): float(noted.rivalry) for noted in chosen(engine)}
    full = -2.0 * (0.1 + 0.9 * 0.4) * (1 - 0.5 * 0.5)
    shares = {first: RANKS.index("sergeant") / 9, second: RANKS.index("captain") / 9, third: 1.0}
    assert rivalry == {row: close(full * share) for row, share in shares.items()}
    assert {int(noted.actor) for noted in chosen(engine)} == {there}


# ---- mistrust (R13, R14, R6, S2, R8)


@pytest.mark.parametrize(
    ("besieged", "pressed", "expected"),
    [(True, 0.0, -0.7), (True, 1.0, -0.7), (False, 0.0, 0.0), (False, 0.75, -0.4 * 0.75), (False, 1.0, -0.4)],
)
def test_he_is_thought_to_have_left_because_he_had_to(besieged: bool, pressed: float, expected: float) -> None:
    """By a siege, or by rebels with his relatives in reach; whichever counts for more, as it was then and not as it is."""
    engine, *_ = door(pressed=pressed, besieged=besieged, siege_motive=0.7, relatives_motive=0.4)
    engine.state.places.control[:], engine.state.units.posture[:] = 0.5, 0
    assert weighed(engine)["motive"] == close(expected)


@pytest.mark.parametrize(("memory", "expected"), [(0.0, 0.0), (0.5, -0.45), (1.0, -0.9)])
def test_fighters_who_remember_abuse_want_no_officer_whoever_he_is(memory: float, expected: float) -> None:
    for nationalism in (0.0, 1.0):
        engine, *_ = door({"memory": memory}, {"nationalism": nationalism}, abuse_weight=0.9)
        assert weighed(engine)["abuse"] == close(expected)


@pytest.mark.parametrize(("suspicion", "expected"), [(1.0, -1.5), (0.4, -0.6)])
def test_suspicion_of_his_origin_takes_off(suspicion: float, expected: float) -> None:
    engine, *_ = door(suspicion=suspicion, suspicion_weight=1.5, vetting_suspicion=0.0)
    assert weighed(engine)["suspicion"] == close(expected)


def test_the_claim_of_poor_training_is_about_the_leaders_own_group_and_spreads_among_warlords() -> None:
    """R6: 0.9 · warlordism · (1 − e^(−8/16)) on day 8, where it spreads in 16 days."""
    half = 1 - 0.6065306597126334  # e^-½
    engine, *_ = door({"sect": PLAIN_PEOPLE, "warlordism": 0.5}, claim_weight=0.9, claim_spread_days=16.0)
    assert weighed(engine)["claim"] == close(-0.9 * 0.5 * half)
    engine, *_ = door({"sect": PLAIN_PEOPLE, "warlordism": 1.0}, claim_weight=0.9, claim_spread_days=16.0)
    assert weighed(engine)["claim"] == close(-0.9 * half)


def test_the_claim_says_nothing_of_officers_of_other_groups() -> None:
    engine, *_ = door({"sect": HILL, "warlordism": 1.0}, claim_weight=0.9, claim_spread_days=16.0)
    assert weighed(engine)["claim"] == 0.0


@pytest.mark.parametrize(("loyalty", "nationalism", "expected"), [(0.8, 0.5, -1.25 * 0.8 * 0.5), (0.2, 1.0, -1.25 * 0.2)])
def test_an_agenda_of_his_own_costs_a_client_his_sponsors_favour(loyalty: float, nationalism: float, expected: float) -> None:
    tables = {"sponsors": [{"id": "crown", "loyalty_weight": loyalty}]}
    engine, *_ = door({"patron": CROWN}, {"nationalism": nationalism}, tables=tables, sponsor_displeasure=1.25)
    assert weighed(engine)["sponsor"] == close(expected)


def test_a_leader_without_a_patron_displeases_nobody() -> None:
    engine, *_ = door({"patron": -1}, {"nationalism": 1.0}, sponsor_displeasure=1.25)
    assert weighed(engine)["sponsor"] == 0.0


def test_a_label_counts_even_where_merit_alone_does() -> None:
    engine, *_ = door(officer={"labelled": True}, label_weight=3.5, merit_only=1.0)
    assert weighed(engine)["label"] == close(-3.5)
    engine, *_ = door(officer={"labelled": False}, label_weight=3.5)
    assert weighed(engine)["label"] == 0.0


def test_merit_only_takes_a_share_of_every_fear_and_nothing_of_need() -> None:
    everything = {
        "leader": {"warlordism": 1.0, "patron": CROWN, "sect": PLAIN_PEOPLE, "memory": 0.5},
        "suspicion": 1.0,
        "pressed": 1.0,
        "officer": {"skill": 0.5, "nationalism": 1.0, "rank": RANKS.index("general")},
        "tables": {"sponsors": [{"id": "crown", "loyalty_weight": 1.0}]},
        "need_weight": 2.0,
        "rivalry_weight": 2.0,
        "relatives_motive": 1.0,
        "abuse_weight": 0.8,
        "suspicion_weight": 1.5,
        "claim_weight": 0.5,
        "claim_spread_days": 10.0,
        "sponsor_displeasure": 0.75,
        "vetting_suspicion": 0.0,
    }
    engine, *_ = door(merit_only=0.75, **everything)
    a_quarter = {
        "need": 1.0,
        "mismatch": 0.0,
        "rivalry": -0.5,
        "motive": -0.25,
        "abuse": -0.1,
        "suspicion": -0.375,
        "claim": -0.125 * (1 - 0.44932896411722156),  # e^-0.8
        "sponsor": -0.1875,
        "label": 0.0,
    }
    assert weighed(engine) == close(a_quarter)


@pytest.mark.parametrize(
    ("id", "term"),
    [
        ("R11", "rivalry"),
        ("R13", "motive"),
        ("R5", "abuse"),
        ("R14", "suspicion"),
        ("R6", "claim"),
        ("S2", "sponsor"),
        ("R8", "label"),
        ("R12", "mismatch"),
    ],
)
def test_what_is_switched_off_weighs_nothing(id: str, term: str) -> None:
    leader = {"warlordism": 1.0, "patron": CROWN, "memory": 0.5}
    who = {"rank": 9, "nationalism": 1.0, "labelled": True, "skill": 1.0, "speciality": SPECIALITIES.index("pilot")}
    every, without = (weighed(door(leader, who, 1.0, 0.5, off=off, vetting_suspicion=0.0)[0]) for off in (None, id))
    assert every[term] < 0.0
    assert without == every | {term: 0.0}


# ---- what each use of him is worth

USES = {
    "need_weight": 2.0,
    "rivalry_weight": 1.0,
    "rivalry_floor": 1.0,
    "rivalry_legitimate": 0.0,
    "suspicion_weight": 0.5,
    "vetting_suspicion": 0.0,
    "pride": 0.0,
}
NEED, RIVALRY, TRUST = 2.0 * 0.75, -1.0 * 9 / 9, -0.5 * 0.4
ADVISER = {"adviser_need": 1.9, "adviser_rivalry": 0.6, "adviser_trust": 0.5, "adviser_cost": 0.3}
FIGHTER = {"fighter_need": 1.8, "fighter_rivalry": 0.7}
COMMANDER = {"commander_need": 1.7, "commander_rivalry": 0.9, "commander_cost": 0.25}
UNWANTED = {"adviser_cost": 5.0, "fighter_need": 0.0, "fighter_rivalry": 2.0, "commander_cost": 5.0}
BEST = [
    ("adviser", ADVISER, 1.9 * NEED + 0.6 * RIVALRY + 0.5 * TRUST - 0.3),
    ("fighter", FIGHTER, 1.8 * NEED + 0.7 * RIVALRY + TRUST),
    ("commander", COMMANDER, 1.7 * NEED + 0.9 * RIVALRY + TRUST - 0.25),
]


@pytest.mark.parametrize(("use", "weights", "worth"), BEST, ids=[use for use, *_ in BEST])
def test_he_is_put_to_a_use_that_is_worth_more_than_sending_him_away(use: str, weights: dict[str, float], worth: float) -> None:
    """The worth of each use to a hair: with another nothing that sending him away costs, he would be refused."""
    who = {"skill": 0.75, "rank": RANKS.index("general")}
    for refusal_cost, expected in ((worth - 1e-9, use), (worth + 1e-9, "refused")):
        engine, *_ = door(officer=who, suspicion=0.4, **USES | UNWANTED | weights, refusal_cost=refusal_cost)
        assert outcome(engine) == expected


def test_all_that_is_mistrusted_in_him_adds_up() -> None:
    """A besieged man of a suspected origin, of the leader's own group, with an agenda and a label: by each of these he is worth less."""
    leader, who = {"warlordism": 1.0, "patron": CROWN, "memory": 0.25}, {"skill": 1.0, "nationalism": 0.5, "labelled": True}
    weights = {
        "need_weight": 2.0,
        "fighter_need": 1.5,
        "rivalry_weight": 0.0,
        "siege_motive": 0.1,
        "abuse_weight": 0.6,
        "suspicion_weight": 0.4,
        "claim_weight": 0.3,
        "claim_spread_days": 16.0,
        "sponsor_displeasure": 0.8,
        "label_weight": 0.25,
        "vetting_suspicion": 0.0,
        "pride": 0.0,
    }
    worth = 1.5 * 2.0 - 0.1 - 0.6 * 0.25 - 0.4 * 0.5 - 0.3 * (1 - 0.6065306597126334) - 0.8 * 0.5 * 0.5 - 0.25
    tables = {"sponsors": [{"id": "crown", "loyalty_weight": 0.5}]}
    for refusal_cost, expected in ((worth - 1e-9, "fighter"), (worth + 1e-9, "refused")):
        engine, *_ = door(
            leader, who, 0.0, 0.5, True, None, tables, **weights | {"adviser_cost": 5.0, "commander_cost": 5.0}, refusal_cost=refusal_cost
        )
        assert outcome(engine) == expected


def test_of_uses_of_equal_worth_the_first_is_taken() -> None:
    """All four are worth −1: to advise, to fight (a label takes that off), to lead, to be sent away."""
    engine, *_ = door(
        officer={"labelled": True},
        label_weight=1.0,
        rivalry_weight=0.0,
        adviser_trust=0.5,
        adviser_cost=0.5,
        commander_cost=0.0,
        refusal_cost=-1.0,
    )
    assert outcome(engine) == "adviser"


def test_what_is_not_told_here_is_drawn_by_officer_spell_and_refusals() -> None:
    """Gumbel draws of the stream ``role``, keyed by the officer: over several officers and turns it is theirs that decide."""
    seen = set()
    for number in range(8):
        engine, row, _ = door(
            officer={"refusals": number},
            choice_noise=1.5,
            retry_days=0.0,
            pride=0.0,
            refusal_cost=0.2,
            adviser_cost=0.5,
            commander_cost=0.4,
            rivalry_weight=0.0,
            fighter_need=0.8,
        )
        drawn = [1.5 * one for one in gumbels("role", engine.state.people.key[row], 3, 4, number)]
        worth = [-0.5 + drawn[0], 0.0 + drawn[1], -0.4 + drawn[2], 0.2 + drawn[3]]  # no skill, no rivalry, all trust
        expected = worth.index(max(worth))
        assert outcome(engine) == CHOSEN[expected]
        assert chosen(engine)[0].noise == close(drawn[expected])
        seen.add(expected)
    assert len(seen) > 1


# ---- pride (R3)

TO_FIGHT = {"need_weight": 1.0, "fighter_need": 2.0, "adviser_cost": 5.0, "commander_cost": 5.0, "rivalry_weight": 0.0, "refusal_cost": 0.0}


@pytest.mark.parametrize(
    ("rank", "asks"),
    [("general", 0.6), ("captain", 0.6 * (0.25 + 0.75 * 4 / 9)), ("soldier", 0.6 * 0.25)],
    ids=["general", "captain", "none"],
)
@pytest.mark.parametrize("source", ["early", "money"])
def test_the_higher_his_rank_the_more_legitimate_a_civilian_must_be(rank: str, asks: float, source: str) -> None:
    """Asked: pride · (floor + (1 − floor) · standing), a general's most of all."""
    assert RANKS.index("captain") == 4
    for legitimate, expected in ((asks + 1e-9, "fighter"), (asks - 1e-9, "declined")):
        engine, *_ = door({source: legitimate}, {"skill": 1.0, "rank": RANKS.index(rank)}, pride=0.6, pride_floor=0.25, **TO_FIGHT)
        assert outcome(engine) == expected


def test_he_serves_under_an_officer_whatever_his_name() -> None:
    engine, *_ = door({"officer_led": True}, {"skill": 1.0, "rank": 9}, pride=2.0, **TO_FIGHT)
    assert outcome(engine) == "fighter"


def test_he_leads_whatever_the_leaders_name_and_advises_too() -> None:
    for use in ({"commander_need": 2.0, "commander_cost": 0.0}, {"adviser_need": 2.0, "adviser_cost": 0.0}):
        engine, *_ = door({}, {"skill": 1.0, "rank": 9}, pride=2.0, **TO_FIGHT | {"fighter_need": 0.0} | use)
        assert outcome(engine) == next(iter(use)).removesuffix("_need")


def test_without_r3_he_never_serves_under_a_civilian() -> None:
    engine, *_ = door({"early": 1.0}, {"skill": 1.0}, off="R3", pride=0.0, **TO_FIGHT)
    assert outcome(engine) == "declined"


# ---- vetting (R14)


@pytest.mark.parametrize(
    ("suspicion", "refusals", "days"), [(0.0, 0, 10), (0.5, 0, 10 * (1 + 2 * 0.5)), (0.5, 2, 10 * (1 + 2 * 0.5) + 2 * 14)]
)
def test_he_is_heard_once_his_vetting_is_over(suspicion: float, refusals: int, days: float) -> None:
    """10 days, twice as many more where he is wholly suspected, and 14 more for each refusal."""
    for waited, heard in ((int(days), 1), (int(days) - 1, 0)):
        engine, row, _ = door(
            suspicion=suspicion, officer={"refusals": refusals}, vetting_days=10.0, vetting_suspicion=2.0, retry_days=14.0
        )
        engine.state.people.since_day[row] = 50 - waited
        only(engine, Gatekeeping, 50)
        assert len(chosen(engine)) == heard


def test_without_r14_nobody_waits_longer_for_his_origin() -> None:
    engine, row, _ = door(suspicion=1.0, vetting_days=10.0, vetting_suspicion=2.0, off="R14")
    engine.state.people.since_day[row] = 40
    only(engine, Gatekeeping, 50)
    assert len(chosen(engine)) == 1


def test_where_there_is_no_militia_he_waits() -> None:
    engine, row, there = door()
    engine.state.militias.alive[there] = False
    only(engine, Gatekeeping, EIGHTH)
    assert len(chosen(engine)) == 0
    assert STATUSES[engine.state.people.status[row]] == "candidate"


# ---- what follows


@pytest.mark.parametrize(("foreign", "tainted"), [(True, True), (False, False)])
def test_let_in_he_is_of_the_militia_and_counted(foreign: bool, tainted: bool) -> None:
    tables = {"sponsors": [{"id": "crown", "foreign": foreign}]}
    engine, row, there = door(
        {"patron": CROWN, "early": 1.0}, {"skill": 1.0, "rank": 5, "true_reason": 1}, tables=tables, refusal_cost=-5.0
    )
    nation, people = engine.state.nation, engine.state.people
    engine.state.units.weight[people.unit[row]] = 3.0
    nation.admitted = nation.admitted_rank = 1.0
    only(engine, Gatekeeping, EIGHTH)
    assert people.militia[row] == there
    assert (people.true_reason[row], people.refusals[row], people.hope[row], people.tainted[row]) == (0, 0, 0.5, tainted)
    assert (nation.admitted, nation.admitted_rank, nation.refused, nation.refused_rank) == (1 + 3, 1 + 3 * 5, 0, 0)
    assert STATUS["candidate"] != people.status[row]


def test_refused_he_loses_hope_and_is_counted() -> None:
    engine, row, _ = door(officer={"refusals": 1, "rank": 6}, refusal_cost=5.0, hope_refused=0.2, retry_days=0.0)
    nation, people = engine.state.nation, engine.state.people
    engine.state.units.weight[people.unit[row]] = 3.0
    assert outcome(engine) == "refused"
    assert (people.refusals[row], TRUE_REASONS[people.true_reason[row]]) == (2, "refused")
    assert people.hope[row] == close(0.5 - 0.2 * 0.5)
    assert (nation.refused, nation.refused_rank, nation.admitted, nation.admitted_rank) == (3, 18, 0, 0)
    assert STATUSES[people.status[row]] == "candidate"


FEARED = {
    "rivalry": {"rank": 9},
    "motive": {},
    "abuse": {},
    "suspicion": {},
    "claim": {},
    "sponsor": {"nationalism": 1.0},
    "label": {"labelled": True},
    "mismatch": {"skill": 1.0, "speciality": SPECIALITIES.index("pilot")},
}
WEIGHTS = {
    "rivalry": "rivalry_weight",
    "motive": "siege_motive",
    "abuse": "abuse_weight",
    "suspicion": "suspicion_weight",
    "claim": "claim_weight",
    "sponsor": "sponsor_displeasure",
    "label": "label_weight",
    "mismatch": "need_weight",
}


@pytest.mark.parametrize("most", FEARED)
def test_a_refusal_is_counted_for_what_told_most_against_him(most: str) -> None:
    """All eight tell against him, each by less than one but for one by some two."""
    leader = {"warlordism": 1.0, "patron": CROWN, "memory": 1.0, "sect": PLAIN_PEOPLE}
    who = {name: value for columns in FEARED.values() for name, value in columns.items()}
    weights = dict.fromkeys(WEIGHTS.values(), 0.3) | {WEIGHTS[most]: 6.0}
    tables = {"sponsors": [{"id": "crown", "loyalty_weight": 0.9}]}
    engine, row, _ = door(
        leader,
        who,
        0.0,
        1.0,
        True,
        None,
        tables,
        **weights,
        claim_spread_days=10.0,
        mismatch=0.9,
        rivalry_legitimate=0.0,
        vetting_suspicion=0.0,
        refusal_cost=5.0,
        adviser_need=0.0,
        fighter_need=0.0,
        commander_need=0.0,
    )
    nation = engine.state.nation
    engine.state.units.weight[engine.state.people.unit[row]] = 3.0
    assert outcome(engine) == "refused"
    counted = {name: float(getattr(nation, f"refused_{name}")) for name in FEARED}
    assert counted == dict.fromkeys(FEARED, 0.0) | {most: 3.0}


def test_a_refusal_for_which_nothing_told_against_him_but_too_little_skill_has_no_such_count() -> None:
    engine, *_ = door(refusal_cost=5.0, rivalry_weight=0.0)
    assert outcome(engine) == "refused"
    assert sum(float(getattr(engine.state.nation, f"refused_{name}")) for name in FEARED) == 0.0


def test_whom_a_leader_wants_but_who_declines_is_no_refusal_of_the_leaders() -> None:
    engine, row, _ = door(officer={"skill": 1.0, "rank": 9}, pride=2.0, hope_refused=0.2, **TO_FIGHT)
    assert outcome(engine) == "declined"
    nation, people = engine.state.nation, engine.state.people
    assert (nation.refused, nation.admitted, people.refusals[row]) == (0, 0, 1)
    assert people.hope[row] == close(0.4)


def test_he_asks_the_militia_that_draws_him_most() -> None:
    """Of two that stand there the one with men, pay, faith like his and a draw that favours it (R7, R20, S4: ``attraction``)."""
    asked = set()
    for number in range(6):
        engine, row, first = door(officer={"religiosity": 0.5}, pay_follows=1.5, faith_follows=2.0, newcomers=20.0, extremist_pull=0.6)
        second = locals_of(engine, TOWN)[3]
        engine.state.people.spell[row] = number
        militia(engine, first, fighters=80.0, income=0.2, religiosity=0.9)
        militia(engine, second, fighters=30.0, income=0.9, religiosity=0.4, extremist=True)
        order = list(engine.state.slots[TOWN])
        drawn = gumbels("asks", engine.state.people.key[row], number, len(order), 0)
        weights = {
            first: log(80 + 20) + 1.5 * 0.2 - 2.0 * 0.4 + drawn[order.index(first)],
            second: log(30 + 20) + 0.6 + 1.5 * 0.9 - 2.0 * 0.1 + drawn[order.index(second)],
        }
        only(engine, Gatekeeping, EIGHTH)
        assert chosen(engine)[0].actor == max(weights, key=weights.__getitem__)
        asked.add(int(chosen(engine)[0].actor))
    assert len(asked) == 2
