"""D1-D3: grievance over force against one's own, unease over force against others, and the toll."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unit_cohesion.engine.arithmetic import faded
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import INF, Rule, column, mechanism, parameter, term
from unit_cohesion.vocabulary import BANDS

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import (
        Communities,
        CommunitySources,
        Nation,
        On,
        P,
        Profiles,
        ProfileTerms,
        Sects,
        Size,
        Units,
        UnitSources,
        UnitTerms,
    )

OFFICERS = BANDS.index("junior officers")
"""The lowest rank band of officers."""


class Grievance(Rule):
    """Grievance gathers with the regime's force against a community (V1) and fades; part of it is felt for one's own sect everywhere.

    log_D1 = grievance_weight · felt / (felt + grievance_half), felt = grievance_home · own place + (1 − grievance_home) · sect everywhere
    log_D2 = unease_weight · repression / (repression + unease_half) for uneasy officers of the ruling group
    log_D3 = toll_weight · toll / (toll + toll_half) for officers of the ruling group; losses_weight · share of the unit lately killed
    """

    table = "grievance"
    heading = "Grievance, unease and the toll (D1-D3)"

    D1 = mechanism(
        "Grievance",
        "The regime's force against one's own community accumulates as grievance.",
        "lit",
        off="fewer leave in the targeted group",
        outcome="groups: targeted group who left",
        reference=1.0,
        pushes="force against his own people",
        holds="little force against his own people",
    )
    D2 = mechanism(
        "Unease of the ruler's officers",
        "Excessive force against others divides the ruling group's officers.",
        "B10",
        off="fewer in-group officer defections",
        outcome="groups: ruling-group officers who left",
        pushes="unease at the force used",
        holds="no unease",
    )
    D3 = mechanism(
        "The toll",
        "Losses wear people out: the own unit's for all, the whole war's for the ruling group's officers.",
        "B9",
        off="fewer in hard-hit units; fewer in-group officers",
        outcome="units.left; groups",
        pushes="the toll of losses",
        holds="few losses",
    )

    grievance_weight = parameter(
        3.0, "log hazard", 0.0, 5.0, "Log-hazard of a boundless grievance.", "lit; the size: fitted to Syria, to June 2012; before 2", of=D1
    )
    grievance_half = parameter(
        24.0,
        "deaths per 100,000",
        0.1,
        1000.0,
        "Felt grievance at which half of that weight is reached.",
        "fitted to Syria, to June 2012; before 30, an estimate",
        of=D1,
    )
    grievance_memory_days = parameter(300.0, "days", 10.0, 3000.0, "Half-life of grievance.", "estimate", of=D1)
    grievance_home = parameter(
        0.5, "1", 0.0, 1.0, "Share of grievance felt for one's own home; the rest is for one's community everywhere.", "estimate", of=D1
    )
    unease_weight = parameter(
        1.0, "log hazard", 0.0, 3.0, "Log-hazard of boundless force against others, for uneasy officers of the ruling group.", "B10", of=D2
    )
    unease_half = parameter(
        60.0, "deaths/day", 1.0, 1000.0, "Deaths a day among others at which half of that weight is reached.", "estimate", of=D2
    )
    losses_weight = parameter(
        4.0, "log hazard", 0.0, 20.0, "Log-hazard for a wholly lost unit (share of it killed lately times this).", "lit", of=D3
    )
    toll_weight = parameter(0.6, "log hazard", 0.0, 3.0, "Log-hazard of a boundless toll, for the ruling group's officers.", "B9", of=D3)
    toll_half = parameter(
        12.0, "deaths/day", 0.5, 200.0, "The regime's own deaths a day at which half of that weight is reached.", "estimate", of=D3
    )

    grievance = column("communities", "f8", "deaths per 100,000", "accumulated and fading")
    felt = column("communities", "f8", "deaths per 100,000", "grievance felt: own place and own sect everywhere")
    grievance_source = column("communities", "i8", "source", "latest dated event that hit it", low=-INF)

    D3_units = term("units", D3, source="units")
    D1_profiles = term("profiles", D1, source="communities")
    D2_profiles = term("profiles", D2)
    D3_profiles = term("profiles", D3)

    @staticmethod
    @compiled
    def run(
        units: Units,
        profiles: Profiles,
        communities: Communities,
        sects: Sects,
        nation: Nation,
        unit_terms: UnitTerms,
        profile_terms: ProfileTerms,
        unit_sources: UnitSources,
        community_sources: CommunitySources,
        size: Size,
        p: P,
        on: On,
    ) -> None:
        """Let grievance gather and fade; write the factors of D1, D2 and D3."""
        fades = faded(p.grievance_memory_days)
        for row in range(len(communities)):
            community = communities[row]
            community.grievance = community.grievance * fades + community.force
            if on.D1:
                community_sources[row].profiles_D1 = community.grievance_source
        feel(communities, size, p)
        unease = p.unease_weight * nation.repression / (nation.repression + p.unease_half)
        toll = p.toll_weight * nation.toll / (nation.toll + p.toll_half)
        for row in range(len(profiles)):
            profile, terms = profiles[row], profile_terms[row]
            if on.D1:
                felt = communities[profile.home * size.sects + profile.sect].felt
                terms.D1 = p.grievance_weight * felt / (felt + p.grievance_half)
            if on.D2:
                terms.D2 = unease if profile.uneasy else 0.0
            if on.D3:
                terms.D3 = toll if sects[profile.sect].ruling and profile.band >= OFFICERS else 0.0
        if on.D3:
            for row in range(len(units)):
                unit = units[row]
                unit_terms[row].D3 = p.losses_weight * (unit.dead / max(unit.strength + unit.dead, 1.0))
                unit_sources[row].units_D3 = unit.dead_source


@compiled
def feel(communities: Communities, size: Size, p: P) -> None:
    """What each community feels: partly its own place's grievance, partly that of its sect everywhere."""
    for sect in range(size.sects):
        whole = population = 0.0
        for place in range(size.places):
            community = communities[place * size.sects + sect]
            whole += community.grievance * community.population
            population += community.population
        everywhere = whole / max(population, 1.0)
        for place in range(size.places):
            community = communities[place * size.sects + sect]
            community.felt = p.grievance_home * community.grievance + (1.0 - p.grievance_home) * everywhere
