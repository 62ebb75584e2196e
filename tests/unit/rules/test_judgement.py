"""The plain twin's judgement by hand: what leaders and sponsors weigh there, with no engine beside it (S1-S6, R3-R14)."""

from __future__ import annotations

from math import exp, log
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks.plain_mesa import judgement
from tests.unit.rules.by_hand import close

GIVEN = {
    "merit_only": 0.0,
    "rivalry_weight": 4.0,
    "rivalry_floor": 0.2,
    "rivalry_legitimate": 0.6,
    "siege_motive": 0.7,
    "relatives_motive": 0.4,
    "abuse_weight": 0.65,
    "suspicion_weight": 1.5,
    "claim_weight": 0.9,
    "claim_spread_days": 16.0,
    "sponsor_displeasure": 1.25,
    "label_weight": 3.5,
    "need_weight": 2.5,
    "mismatch": 0.5,
    "use_air_defence": 0.4,
    "use_pilot": 0.0,
    "pride": 0.6,
    "pride_floor": 0.25,
    "sponsor_warlord": 0.4,
    "sponsor_awkward": 0.6,
    "fighters_per_officer": 20.0,
    "passage_weight": 0.5,
    "adviser_need": 0.4,
    "adviser_rivalry": 0.3,
    "adviser_trust": 0.5,
    "adviser_cost": 0.45,
    "fighter_need": 0.8,
    "fighter_rivalry": 0.7,
    "commander_need": 1.2,
    "commander_rivalry": 1.1,
    "commander_cost": 0.35,
    "refusal_cost": 0.2,
}
OWN, OTHER = SimpleNamespace(suspicion=0.4), SimpleNamespace(suspicion=0.4)


def model(off: str | None = None, **parameters: float) -> SimpleNamespace:
    """What a twin knows: parameters, what is on, the day (the eighth)."""
    return SimpleNamespace(p=SimpleNamespace(**GIVEN | parameters), on=lambda id: id != off, day=8)


def officer(off: str | None = None, parameters: dict[str, float] | None = None, **columns: Any) -> SimpleNamespace:
    """An officer of the infantry of full skill and half a national feeling, of the leader's own group."""
    given = {"skill": 1.0, "speciality": "infantry", "sect": OWN, "nationalism": 0.5, "labelled": False}
    given |= {"seen_besieged": False, "seen_pressed": 0.0}
    return SimpleNamespace(model=model(off, **parameters or {}), **given | columns)


def militia(
    early: float = 0.0, money: float = 0.0, warlordism: float = 0.0, patron: float | None = None, sect: Any = OWN, **columns: Any
) -> SimpleNamespace:
    """A militia and its leader; the patron by the weight that it gives to loyalty."""
    leader = SimpleNamespace(early=early, from_money=money, warlordism=warlordism, sect=sect)
    leader.legitimacy = judgement.legitimacy(leader)
    return SimpleNamespace(
        leader=leader,
        patron=None if patron is None else SimpleNamespace(loyalty_weight=patron),
        **{"officer_led": False, "memory": 0.0} | columns,
    )


def weighed(militia: Any, man: Any, standing: float = 1.0) -> dict[str, float]:
    """What the leader weighs."""
    return judgement.weigh_officer(militia, man, standing)


@pytest.mark.parametrize(
    ("speciality", "used"), [("infantry", 0.8), ("pilot", 0.8 * (1 - 0.5)), ("air defence", 0.8 * (1 - 0.5 * (1 - 0.4)))]
)
def test_need_is_worth_the_skill_that_can_be_used(speciality: str, used: float) -> None:
    assert judgement.used(officer(skill=0.8, speciality=speciality)) == close(used)
    for off, wasted in ((None, 2.5 * (0.8 - used)), ("R12", 0.0)):
        terms = weighed(militia(), officer(off, skill=0.8, speciality=speciality))
        assert (terms["need"], terms["mismatch"]) == (close(2.5 * 0.8), close(-wasted))


@pytest.mark.parametrize(
    ("standing", "warlordism", "early", "money", "expected"),
    [
        (1.0, 1.0, 0.0, 0.0, -4.0),
        (1.0, 0.0, 0.0, 0.0, -4.0 * 0.2),
        (1 / 3, 0.5, 0.0, 0.0, -4.0 * 0.6 / 3),
        (1.0, 1.0, 0.5, 0.2, -4.0 * (1 - 0.6 * 0.5)),
        (1.0, 1.0, 0.2, 0.9, -4.0 * (1 - 0.6 * 0.9)),
    ],
)
def test_warlords_fear_rivals_and_legitimate_leaders_do_not(
    standing: float, warlordism: float, early: float, money: float, expected: float
) -> None:
    assert weighed(militia(early, money, warlordism), officer(), standing)["rivalry"] == close(expected)


@pytest.mark.parametrize(("besieged", "pressed", "motive"), [(True, 0.5, 0.7), (False, 0.5, 0.4 * 0.5), (False, 0.0, 0.0)])
def test_motives_memories_suspicion_and_a_label_take_off(besieged: bool, pressed: float, motive: float) -> None:
    terms = weighed(militia(memory=0.3), officer(labelled=True, seen_besieged=besieged, seen_pressed=pressed))
    assert (terms["motive"], terms["suspicion"], terms["label"]) == (close(-motive), close(-1.5 * 0.4), close(-3.5))
    assert terms["abuse"] == close(-0.65 * 0.3)


@pytest.mark.parametrize(
    ("sect", "warlordism", "expected"), [(OWN, 1.0, -0.9 * (1 - exp(-0.5))), (OWN, 0.5, -0.45 * (1 - exp(-0.5))), (OTHER, 1.0, 0.0)]
)
def test_the_claim_is_about_the_leaders_own_group(sect: Any, warlordism: float, expected: float) -> None:
    assert weighed(militia(warlordism=warlordism, sect=sect), officer())["claim"] == close(expected)


@pytest.mark.parametrize(("patron", "nationalism", "expected"), [(0.8, 0.5, -1.25 * 0.8 * 0.5), (0.2, 1.0, -1.25 * 0.2), (None, 1.0, 0.0)])
def test_an_agenda_of_his_own_displeases_a_patron(patron: float | None, nationalism: float, expected: float) -> None:
    assert weighed(militia(patron=patron), officer(nationalism=nationalism))["sponsor"] == close(expected)


def test_merit_only_takes_a_share_of_every_fear_but_a_label() -> None:
    there = militia(warlordism=1.0, patron=0.8, memory=0.5)
    everything = {"labelled": True, "nationalism": 1.0, "seen_besieged": True, "speciality": "pilot"}
    bare = weighed(there, officer(**everything))
    merit = weighed(there, officer(None, {"merit_only": 0.75}, **everything))
    assert merit == close({name: number if name in ("need", "mismatch", "label") else number / 4 for name, number in bare.items()})
    assert min(bare[name] for name in bare if name != "need") < 0 > max(bare[name] for name in bare if name != "need")


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
    there = militia(warlordism=1.0, patron=0.8, memory=0.5)
    every, without = (weighed(there, officer(off, labelled=True, seen_pressed=1.0, speciality="pilot")) for off in (None, id))
    assert without == every | {term: 0.0}
    assert every[term] < 0.0


def test_each_use_of_an_officer_has_a_worth_of_its_own() -> None:
    terms = {
        "need": 2.4,
        "mismatch": -0.4,
        "rivalry": -1.0,
        "motive": -0.1,
        "abuse": -0.35,
        "suspicion": -0.2,
        "claim": -0.3,
        "sponsor": -0.15,
        "label": -0.05,
    }
    trust = -1.15
    assert judgement.worth_of_roles(officer(), terms) == close(
        {
            "adviser": 0.4 * 2 - 0.3 + 0.5 * trust - 0.45,
            "fighter": 0.8 * 2 - 0.7 + trust,
            "commander": 1.2 * 2 - 1.1 + trust - 0.35,
            "refused": 0.2,
        }
    )


@pytest.mark.parametrize(("standing", "asks"), [(1.0, 0.6), (1 / 3, 0.6 * 0.5), (0.0, 0.6 * 0.25)])
def test_the_higher_his_standing_the_more_legitimate_a_civilian_must_be(standing: float, asks: float) -> None:
    for legitimate, serves in ((asks + 1e-9, True), (asks - 1e-9, False)):
        assert judgement.would_serve(officer(), militia(early=legitimate), "fighter", standing) == serves
    assert not judgement.would_serve(officer("R3"), militia(early=1.0), "fighter", standing)
    assert judgement.would_serve(officer(), militia(officer_led=True), "fighter", standing)
    assert judgement.would_serve(officer(), militia(), "adviser", standing)
    assert judgement.would_serve(officer(), militia(), "commander", standing)


def sponsor(
    off: str | None = None, agenda: float = 0.0, loyalty: float = 0.75, reaches: float = 1.0, **parameters: float
) -> SimpleNamespace:
    """A sponsor of an agenda, so much of whose help arrives."""
    return SimpleNamespace(model=model(off, **parameters), agenda=agenda, loyalty_weight=loyalty, reaches=lambda place: reaches)


def client(**columns: Any) -> SimpleNamespace:
    """A militia as a sponsor sees it."""
    given = {
        "religiosity": 0.0,
        "nationalism": 0.0,
        "officered": 0.0,
        "fighters": 50.0,
        "discipline": 0.0,
        "capability": 0.0,
        "place": None,
    }
    there = militia(warlordism=columns.pop("warlordism", 0.0), **given | columns)
    there.model = model()
    return there


@pytest.mark.parametrize(
    ("agenda", "religiosity", "nationalism", "loyal"),
    [(0.5, 0.7, 0.2, 1.0), (1.0, 0.5, 0.0, 0.75), (1.0, 0.0, 0.5, 0.25), (-1.0, 1.0, 0.0, 0.0)],
)
def test_loyal_is_who_is_of_like_agenda(agenda: float, religiosity: float, nationalism: float, loyal: float) -> None:
    assert judgement.loyalty(sponsor(agenda=agenda), client(religiosity=religiosity, nationalism=nationalism)) == close(loyal)


@pytest.mark.parametrize(("warlordism", "loyal"), [(0.5, 0.8), (1.0, 0.6)])
def test_sponsors_do_not_like_warlords(warlordism: float, loyal: float) -> None:
    assert judgement.loyalty(sponsor(), client(warlordism=warlordism)) == close(loyal)


@pytest.mark.parametrize(("officered", "off", "loyal"), [(0.5, None, 0.7), (1.0, None, 0.4), (1.0, "S2", 1.0)])
def test_officers_of_their_own_mind_make_a_client_less_loyal(officered: float, off: str | None, loyal: float) -> None:
    assert judgement.loyalty(sponsor(off), client(officered=officered)) == close(loyal)


@pytest.mark.parametrize(
    ("fighters", "discipline", "skill", "capable"), [(100.0, 0.3, 2.0, (0.5 + 0.3 + 0.4) / 3), (200.0, 0.6, 50.0, (1 + 0.6 + 1) / 3)]
)
def test_capable_is_who_is_large_orderly_and_skilled(fighters: float, discipline: float, skill: float, capable: float) -> None:
    there = client(fighters=fighters, discipline=discipline, capability=skill)
    assert judgement.capability(there, 200.0) == close(capable)
    terms = judgement.weigh_militia(sponsor(agenda=1.0), there, 200.0)
    assert terms == close({"loyalty": 0.75 * 0.5, "capability": 0.25 * capable, "passage": 0.0})
    assert judgement.weigh_militia(sponsor("S1"), there, 200.0) == close({"loyalty": 0.0, "capability": capable, "passage": 0.0})


@pytest.mark.parametrize(("reaches", "off", "expected"), [(0.5, None, 0.5 * log(0.5)), (0.0, None, 0.5 * log(1e-6)), (0.5, "S6", 0.0)])
def test_a_sponsor_minds_what_is_lost_on_the_way(reaches: float, off: str | None, expected: float) -> None:
    assert judgement.weigh_militia(sponsor(off, reaches=reaches), client(), 50.0)["passage"] == close(expected)
