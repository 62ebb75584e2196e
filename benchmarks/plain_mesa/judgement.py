"""How leaders and sponsors weigh, and whom an officer would serve: utilities in the words of the texts. Nothing is drawn here.

Leaders need skill and fear rivals (A20); they mistrust motives and newcomers (A26); their sponsors want loyalty more than capability (A23).
Written from sections 7.25 and 7.30 of ``docs/rebels.md``; the engine has its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.plain_mesa.draws import exp, log

if TYPE_CHECKING:
    from benchmarks.plain_mesa.militias import Leader, Militia
    from benchmarks.plain_mesa.people import Person
    from benchmarks.plain_mesa.sponsors import Sponsor

ROLES = ("adviser", "fighter", "commander", "refused")
NEXT_TO_NOTHING = 1e-6
"""Of a sponsor's help: if less reaches a place, so much counts."""

# ---- what a man can do for a militia


def used(man: Person) -> float:
    """I5: his skill, less what a militia has no use for: all of an infantryman's is of use (A26: it has no aircraft and no ships)."""
    p, name = man.model.p, f"use_{man.speciality.replace(' ', '_')}"
    idle = p.mismatch * (1.0 - (1.0 if man.speciality == "infantry" else getattr(p, name)))
    return man.skill - man.skill * idle


def looks_useful(man: Person) -> float:
    """R12: what a leader takes his skill to be worth; without it any skill looks as good as any other."""
    return used(man) if man.model.on("R12") else man.skill


# ---- at a militia's door


def legitimacy(leader: Leader) -> float:
    """R3: how far a leader is looked up to: for having been early or for his money, whichever is more."""
    return leader.early if leader.early > leader.from_money else leader.from_money


def weigh_officer(militia: Militia, man: Person, standing: float) -> dict[str, float]:
    """What a militia's leader weighs in an officer, in utility.

    Args:
        standing: the officer's, by his rank.
    """
    p, on, leader = man.model.p, man.model.on, militia.leader
    fears = 1.0 - p.merit_only  # doors open: merit alone counts
    weighs = dict.fromkeys(("rivalry", "motive", "abuse", "suspicion", "claim", "sponsor", "label"), 0.0)
    if on("R11"):  # an officer with a name is a rival, least to a leader who has a name himself and most to a warlord
        outshines = standing - standing * leader.legitimacy * p.rivalry_legitimate
        jealous = leader.warlordism + p.rivalry_floor * (1.0 - leader.warlordism)
        weighs["rivalry"] = -p.rivalry_weight * jealous * outshines * fears
    if on("R13"):  # he may have had no choice
        besieged, relatives = p.siege_motive * man.seen_besieged, p.relatives_motive * man.seen_pressed
        weighs["motive"] = -(besieged if besieged > relatives else relatives) * fears
    if on("R5"):  # fighters remember officers
        weighs["abuse"] = -p.abuse_weight * militia.memory * fears
    if on("R14"):  # he may have been sent
        weighs["suspicion"] = -p.suspicion_weight * man.sect.suspicion * fears
    if on("R6") and man.sect is leader.sect:  # "our own officers are untrained": the word spreads among warlords
        believed = leader.warlordism - leader.warlordism * exp(-man.model.day / p.claim_spread_days)
        weighs["claim"] = -p.claim_weight * believed * fears
    if on("S2") and militia.patron:  # whoever pays wants no officers with an agenda of their own
        weighs["sponsor"] = -p.sponsor_displeasure * militia.patron.loyalty_weight * man.nationalism * fears
    if on("R8") and man.labelled:
        weighs["label"] = -p.label_weight
    wasted = p.need_weight * (man.skill - looks_useful(man))
    return {"need": p.need_weight * man.skill, "mismatch": -wasted, **weighs}


def worth_of_roles(man: Person, weighed: dict[str, float]) -> dict[str, float]:
    """What each use of an officer is worth to the leader: to lead men takes more skill, and makes more of a rival, than to advise."""
    p, need, rivalry = man.model.p, weighed["need"] + weighed["mismatch"], weighed["rivalry"]
    trust = sum(weighed[name] for name in ("motive", "abuse", "suspicion", "claim", "sponsor", "label"))
    return {
        "adviser": p.adviser_need * need + p.adviser_rivalry * rivalry + p.adviser_trust * trust - p.adviser_cost,
        "fighter": p.fighter_need * need + p.fighter_rivalry * rivalry + trust,
        "commander": p.commander_need * need + p.commander_rivalry * rivalry + trust - p.commander_cost,
        "refused": p.refusal_cost,
    }


def would_serve(man: Person, militia: Militia, role: str, standing: float) -> bool:
    """R3: he leads, advises, serves under an officer, or under a civilian whose legitimacy is enough for one of his standing.

    Without R3 he never serves under a civilian.
    """
    if role in ("adviser", "commander") or militia.officer_led:
        return True
    p = man.model.p
    asks = p.pride * (p.pride_floor + (1.0 - p.pride_floor) * standing)
    return man.model.on("R3") and militia.leader.legitimacy >= asks


# ---- before a sponsor


def loyalty(sponsor: Sponsor, militia: Militia) -> float:
    """S1: how loyal a sponsor takes a militia to be, at most 1: of like agenda and no warlord, S2: without officers of their own mind."""
    of_other_mind = abs(sponsor.agenda - militia.religiosity + militia.nationalism) / 2.0
    p = sponsor.model.p
    awkward = p.sponsor_awkward * militia.officered if sponsor.model.on("S2") else 0.0
    return 1.0 - of_other_mind - p.sponsor_warlord * militia.leader.warlordism - awkward


def capability(militia: Militia, largest: float) -> float:
    """How capable a militia looks: by its size beside the largest one's, its order, and defectors' skill in it."""
    skilled = min(militia.model.p.fighters_per_officer * militia.capability / max(militia.fighters, 1.0), 1.0)
    return (militia.fighters / max(largest, 1e-9) + militia.discipline + skilled) / 3.0


def weigh_militia(sponsor: Sponsor, militia: Militia, largest: float) -> dict[str, float]:
    """What a sponsor weighs in a militia, in utility: loyalty above capability (S1), and whether its help gets there (S6)."""
    on, p = sponsor.model.on, sponsor.model.p
    loyal = sponsor.loyalty_weight if on("S1") else 0.0
    return {
        "loyalty": loyal * loyalty(sponsor, militia),
        "capability": (1.0 - loyal) * capability(militia, largest),
        "passage": p.passage_weight * log(max(sponsor.reaches(militia.place), NEXT_TO_NOTHING)) if on("S6") else 0.0,
    }
