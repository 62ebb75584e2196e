"""The rebuilt army: it forms where key sponsors agree and a safe area is there for training and leading, and not else (B1).

Command grows as leaders are trained (B3, a claim: soon), skill is restored by training; respect (B7) and leaders untouched by foreign money
(R17) draw recruits: claims, off unless a scenario switches them on.
"""

from __future__ import annotations

import numpy as np

from model.schema import CIVIL
from model.state import NATIONAL
from model.world import Rule, World


def build(world: World) -> None:
    """See whether its conditions hold; train, lead, and count its worth."""
    state, p, people, nation = world.state, world.p, world.state.people, world.state.nation
    if not state.rebels:
        return
    safe = bool((state.places.safe > 0).any())
    holds = nation.sponsor_consensus >= p.consensus_needed and safe
    nation.forming = float(holds or not world.on("B1"))
    rows = world.state.roll.of(NATIONAL)
    weight = state.units.weight[people.unit[rows]]
    men, officers = float(weight.sum()), (people.band[rows] >= 2) & (people.band[rows] < CIVIL)
    led = float((weight * officers).sum())
    if nation.forming:
        soon = p.leaders_soon if world.on("B3") else 1.0
        nation.national_leaders += min(1.0, p.leaders_weekly * soon) * (led - nation.national_leaders)
        skill = np.maximum(people.skill[rows], people.competence[rows])
        people.skill[rows] += p.training_weekly * (skill - people.skill[rows])
        enough = min(1.0, nation.national_leaders / max(p.leaders_needed * men, 1e-9)) if men else 0.0
        nation.command += p.command_weekly * (enough - nation.command)
    else:
        nation.command *= 1.0 - p.command_weekly
    nation.national_leaders = min(nation.national_leaders, led)
    clean = float((weight * officers * ~people.tainted[rows]).sum()) / led if led else 0.0
    nation.standing = 0.5 + 0.5 * clean if world.on("R17") and led else 0.0
    respected = float((weight * (people.band[rows] >= 3) * officers).sum()) / led if led else 0.0
    if world.on("B7"):
        nation.respect += p.respect_weekly * (min(1.0, 0.5 + respected) * float(led > 0) - nation.respect)
    knows = p.knows_the_regime if world.on("B5") else 1.0
    skill = (weight * people.skill[rows]).sum() / p.competence_mean
    nation.national_power = float(p.national_worth * knows * (0.3 + 0.7 * nation.command) * skill)


RULE = Rule(
    build,
    ("B1", "B3", "B5", "B7", "R17"),
    reads=(
        "nation.sponsor_consensus", "people.band", "people.competence", "people.status", "people.tainted", "people.unit", "places.safe",
        "units.weight",
    ),
    writes=(
        "nation.command", "nation.forming", "nation.national_leaders", "nation.national_power", "nation.respect", "nation.standing",
        "people.skill",
    ),
    every=7,
)  # fmt: skip
