"""How leaders and sponsors weigh: utilities in the words of the texts. Each takes numbers or arrays alike, and draws nothing.

Leaders need skill and fear rivals (A20); they mistrust motives and newcomers (A26); their sponsors want loyalty more than capability (A23).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from model.schema import SPECIALITIES

ROLES = ("adviser", "fighter", "commander", "refused")
_USE = {
    "infantry": 1.0, "armour": 0.8, "artillery": 0.9, "engineers": 0.9, "signals": 0.9, "logistics": 0.7, "medical": 0.9,
    "air defence": 0.5, "pilot": 0.0, "naval": 0.0, "intelligence": 0.8,
}  # fmt: skip
USE = np.array([_USE[name] for name in SPECIALITIES])
"""How far a militia can use each speciality (A26: it lacks aircraft and ships; the rest are estimates)."""

On = Callable[[str], bool]
Terms = dict[str, Any]


def used(p: Any, skill: Any, speciality: Any) -> Any:
    """Skill of which a militia can make use (I5): pilots and naval officers have little to offer it, nor have the incompetent."""
    return skill * (1.0 - p.mismatch * (1.0 - USE[speciality]))


def usable(p: Any, on: On, skill: Any, speciality: Any) -> Any:
    """The same as a leader weighs it at his door (R12); switched off, he takes any skill for one that he can use."""
    return used(p, skill, speciality) if on("R12") else skill


def legitimacy(early: Any, money: Any) -> Any:
    """A leader's legitimacy: from early involvement or from money, whichever is more (R3)."""
    return np.maximum(early, money)


def admission(p: Any, on: On, leader: Any, officer: Any) -> Terms:
    """What a leader weighs when an officer stands at his door.

    Args:
        leader: ``legitimacy, warlordism, claim`` (how far the claim that his own group's officers are untrained has taken hold),
            ``displeasure`` (of his sponsor with officers of an own agenda), all in [0, 1]; ``sect``.
        officer: ``usable`` skill, ``standing`` (rank, 0 to 1), ``nationalism``, ``attributed`` (how far he is thought to have left under
            siege or kin pressure), ``suspicion`` (of his origin), all in [0, 1]; ``labelled``; ``sect``.

    Returns:
        Terms of utility by name.
    """
    fears = 1.0 - p.merit_only
    warlord = p.rivalry_floor + (1.0 - p.rivalry_floor) * leader.warlordism
    rivals = officer.standing * (1.0 - 0.5 * leader.legitimacy)
    return {
        "need": p.need_weight * officer.usable,
        "rivalry": -fears * p.rivalry_weight * warlord * rivals * on("R11"),
        "motive": -fears * p.motive_weight * officer.attributed * on("R13"),
        "suspicion": -fears * p.suspicion_weight * officer.suspicion * on("R14"),
        "claim": -fears * p.claim_weight * leader.claim * (officer.sect == leader.sect) * on("R6"),
        "sponsor": -fears * p.sponsor_displeasure * leader.displeasure * officer.nationalism * on("S2"),
        "label": -p.label_weight * officer.labelled * on("R8"),
    }


def roles(p: Any, terms: Terms) -> Any:
    """Utility of each of ``ROLES`` for the leader, last axis: to lead men takes more skill and makes more of a rival than to advise."""
    need, rivalry = terms["need"], terms["rivalry"]
    trust = terms["motive"] + terms["suspicion"] + terms["claim"] + terms["sponsor"] + terms["label"]
    return np.stack([
        0.4 * need + 0.3 * rivalry + 0.5 * trust - 0.5, 0.8 * need + 0.7 * rivalry + trust, 1.2 * need + 1.2 * rivalry + trust - 0.4,
        p.refusal_cost + 0.0 * need,
    ], axis=-1)  # fmt: skip


def accepts(p: Any, on: On, legitimate: Any, officer_led: Any, role: Any, standing: Any) -> Any:
    """Whether he takes the role: he leads, or serves under an officer, or under a civilian legitimate enough for his pride (R3)."""
    leads = (role == ROLES.index("commander")) | officer_led
    return leads | ((legitimate >= p.pride * (0.25 + 0.75 * standing)) & on("R3"))


def loyalty(p: Any, on: On, sponsor: Any, militia: Any) -> Any:
    """How loyal a sponsor takes a militia to be, at most 1: of like agenda, no warlord, without officers of an own mind (S1, S2)."""
    awkward = p.sponsor_awkward * militia.officers * on("S2")
    return 1.0 - np.abs(sponsor.agenda - militia.agenda) / 2.0 - 0.3 * militia.warlordism - awkward


def favour(p: Any, on: On, sponsor: Any, militia: Any) -> Terms:
    """What a sponsor weighs in a militia: loyalty above capability (S1), and how its help gets there (S6).

    Args:
        sponsor: ``agenda`` (−1 to 1), ``loyalty_weight``. militia: ``agenda``, ``client`` (already), ``warlordism``, ``officers`` (one for
            every twenty fighters is 1), ``strength`` and ``discipline`` and ``skilled`` (0 to 1), ``reach`` (0 to 1).
    """
    weight = sponsor.loyalty_weight if on("S1") else 0.0
    capability = (militia.strength + militia.discipline + militia.skilled) / 3.0
    return {
        "loyalty": weight * loyalty(p, on, sponsor, militia), "capability": (1.0 - weight) * capability,
        "passage": 0.5 * np.log(np.maximum(militia.reach, 1e-6)) if on("S6") else 0.0 * militia.reach,
    }  # fmt: skip
