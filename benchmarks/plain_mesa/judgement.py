"""How leaders and sponsors weigh, and whom an officer would serve: utilities in the words of the texts. Nothing is drawn here.

Leaders need skill and fear rivals (A20); they mistrust motives and newcomers (A26); their sponsors want loyalty more than capability (A23).
Written from section 7.17 and 7.22 of ``docs/rebels.md``; the engine has its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.plain_mesa.draws import exp, log

if TYPE_CHECKING:
    from benchmarks.plain_mesa.militias import Leader, Militia
    from benchmarks.plain_mesa.people import Person
    from benchmarks.plain_mesa.sponsors import Sponsor

ROLES = ("adviser", "fighter", "commander", "refused")
OF_USE = {
    "infantry": 1.0, "armour": 0.8, "artillery": 0.9, "engineers": 0.9, "signals": 0.9, "logistics": 0.7, "medical": 0.9,
    "air defence": 0.5, "pilot": 0.0, "naval": 0.0, "intelligence": 0.8,
}  # fmt: skip
"""A26: how far a militia can use each speciality; it has no aircraft and no ships."""
NEXT_TO_NOTHING = 1e-6
"""Of a sponsor's help: if less reaches a place, so much counts."""

# ---- what a man can do for a militia


def used(man: Person) -> float:
    """I5: his skill, less what a militia has no use for."""
    idle = man.model.p.mismatch * (1.0 - OF_USE[man.speciality])
    return man.skill - man.skill * idle


def looks_useful(man: Person) -> float:
    """R12: what a leader takes his skill to be worth; without it any skill looks as good as any other."""
    return used(man) if man.model.on("R12") else man.skill


# ---- at a militia's door


def legitimacy(leader: Leader) -> float:
    """R3: how far a leader is looked up to: for having been early or for his money, whichever is more."""
    return leader.early if leader.early > leader.from_money else leader.from_money


def weigh_officer(militia: Militia, man: Person, standing: float, attributed: float) -> dict[str, float]:
    """What a militia's leader weighs in an officer, in utility.

    Args:
        standing: the officer's, by his rank. attributed: how far he is thought to have left because he had to.
    """
    p, on, leader = man.model.p, man.model.on, militia.leader
    fears = 1.0 - p.merit_only  # doors open: merit alone counts
    weighs = dict.fromkeys(("rivalry", "motive", "suspicion", "claim", "sponsor", "label"), 0.0)
    if on("R11"):  # an officer with a name is a rival, least to a leader who has a name himself and most to a warlord
        outshines = standing - standing * leader.legitimacy / 2.0
        jealous = leader.warlordism + p.rivalry_floor * (1.0 - leader.warlordism)
        weighs["rivalry"] = -p.rivalry_weight * jealous * outshines * fears
    if on("R13"):  # he may have had no choice
        weighs["motive"] = -p.motive_weight * attributed * fears
    if on("R14"):  # he may have been sent
        weighs["suspicion"] = -p.suspicion_weight * man.sect.suspicion * fears
    if on("R6") and man.sect is leader.sect:  # "our own officers are untrained": the word spreads among warlords
        believed = leader.warlordism - leader.warlordism * exp(-man.model.day / p.claim_spread_days)
        weighs["claim"] = -p.claim_weight * believed * fears
    if on("S2") and militia.patron:  # whoever pays wants no officers with an agenda of their own
        weighs["sponsor"] = -p.sponsor_displeasure * militia.patron.loyalty_weight * man.nationalism * fears
    if on("R8") and man.labelled:
        weighs["label"] = -p.label_weight
    return {"need": p.need_weight * looks_useful(man), **weighs}


def worth_of_roles(man: Person, weighed: dict[str, float]) -> dict[str, float]:
    """What each use of an officer is worth to the leader: to lead men takes more skill, and makes more of a rival, than to advise."""
    need, rivalry = weighed["need"], weighed["rivalry"]
    trust = sum(weighed[name] for name in ("motive", "suspicion", "claim", "sponsor", "label"))
    return {
        "adviser": 0.4 * need + 0.3 * rivalry + trust / 2.0 - 0.5,
        "fighter": 0.8 * need + 0.7 * rivalry + trust,
        "commander": 1.2 * (need + rivalry) + trust - 0.4,
        "refused": man.model.p.refusal_cost,
    }


def would_serve(man: Person, militia: Militia, role: str, standing: float) -> bool:
    """R3: he leads, advises, serves under an officer, or under a civilian whose legitimacy is enough for one of his standing.

    Without R3 he never serves under a civilian.
    """
    if role in ("adviser", "commander") or militia.officer_led:
        return True
    asks = man.model.p.pride * (1.0 + 3.0 * standing) / 4.0
    return man.model.on("R3") and militia.leader.legitimacy >= asks


# ---- before a sponsor


def loyalty(sponsor: Sponsor, militia: Militia) -> float:
    """S1: how loyal a sponsor takes a militia to be, at most 1: of like agenda and no warlord, S2: without officers of their own mind."""
    of_other_mind = abs(sponsor.agenda - militia.religiosity + militia.nationalism) / 2.0
    awkward = sponsor.model.p.sponsor_awkward * militia.officered if sponsor.model.on("S2") else 0.0
    return 1.0 - of_other_mind - 0.3 * militia.leader.warlordism - awkward


def capability(militia: Militia, largest: float) -> float:
    """How capable a militia looks: by its size beside the largest one's, its order, and defectors' skill in it (full at one to twenty)."""
    skilled = min(20.0 * militia.capability / max(militia.fighters, 1.0), 1.0)
    return (militia.fighters / max(largest, 1e-9) + militia.discipline + skilled) / 3.0


def weigh_militia(sponsor: Sponsor, militia: Militia, largest: float) -> dict[str, float]:
    """What a sponsor weighs in a militia, in utility: loyalty above capability (S1), and whether its help gets there (S6)."""
    on = sponsor.model.on
    loyal = sponsor.loyalty_weight if on("S1") else 0.0
    return {
        "loyalty": loyal * loyalty(sponsor, militia),
        "capability": (1.0 - loyal) * capability(militia, largest),
        "passage": log(max(sponsor.reaches(militia.place), NEXT_TO_NOTHING)) / 2.0 if on("S6") else 0.0,
    }
