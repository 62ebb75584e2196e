"""W1 and V1: how many die each day, where, and by whose hand.

Deaths follow the scenario's monthly series, the count of all deaths scaled for those that nobody counts. The regime's own dead have a
series of their own, which says how many they truly are, as near as is known: an army's names are listed otherwise than a people's, so one
factor cannot mend both. Where a series ends (or where there is none) the balance of forces goes on producing deaths, continuous with its
last months. They fall on places by their violence and by how contested they are. The regime's own dead are the rebels' doing; of the
others a small share is, and falls on those who hold posts; the rest is the regime's, and falls on the communities that it suspects.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import Rule, column, mechanism, parameter

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Calendar, Communities, Nation, On, P, Places, Size


class Fighting(Rule):
    """Today's deaths are set by place, perpetrator and community; unrest, repression and the regime's toll follow them.

    deaths = undercount · monthly / days of the month while the series lasts, of the regime's own series without undercount; then
        lethality · √(regime_power · rebel_power), where lethality carries on the mean of the series' last series_end_months, or is
        deaths_per_power where there is no series; of the regime's own, where they have no series, regime_death_share · all deaths
    heat of a place ∝ violence · (1 + contested_violence · 4 · control · (1 − control))
    force = ((1 − rebel_civilian_share) · others · target + undercount · struck + shot) · 100,000 / population
        others: the place's deaths but the regime's own and those of dated events; shot: in crowds, the day before (W7), beside all series
    rebel_force = (rebel_civilian_share · others · exposed + undercount · struck_by_rebels + fallen) · 100,000 / population
    exposed = share of its place's people, each weighed by the group's position
    """

    table = "war"
    heading = "Deaths and where they fall (W1)"

    W1 = mechanism(
        "Monthly deaths",
        "Deaths follow a monthly series, then the balance of forces.",
        "B9",
        off="both modes run; the first reproduces its series",
        kind="fact",
    )

    V1 = mechanism(
        "Violence has a hand",
        "Every death has a perpetrator and a community: force by the regime makes grievance, force by the rebels fear.",
        "B10 B23",
        off="massacres by rebels push their victims out of the army",
        outcome="groups: communities hit by rebels who left",
    )

    undercount = parameter(
        1.5,
        "1",
        1.0,
        4.0,
        "True deaths for each one counted in the series of all deaths; the regime's own series is taken as it stands.",
        "mechanisms W1: 1 to 4",
        of=W1,
        nature="fact",
    )
    deaths_per_power = parameter(
        0.0016,
        "deaths/day",
        0.0,
        0.1,
        "Deaths a day for each unit of the geometric mean of both sides' power, where there is no series to continue from.",
        "estimate",
        of=W1,
    )
    regime_death_share = parameter(
        0.2,
        "1",
        0.0,
        1.0,
        "Share of all deaths that the regime's forces suffer, where their own have no series.",
        "estimate",
        of=W1,
        nature="fact",
    )
    series_end_months = parameter(
        3, "months", 1, 60, "Months at the end of a series of deaths whose mean goes on after it.", "estimate", of=W1, nature="design"
    )
    force_memory_days = parameter(30.0, "days", 1.0, 365.0, "Days over which the use of force is felt as present.", "estimate", of=W1)
    contested_violence = parameter(1.0, "1", 0.0, 5.0, "How much more deaths fall where control is contested.", "estimate", of=W1)

    rebel_civilian_share = parameter(
        0.06,
        "1",
        0.0,
        0.3,
        "Share of the deaths other than the regime's own that rebels and extremists bring about.",
        "estimate",
        of=V1,
        nature="fact",
    )
    lull_after_massacre = parameter(
        0.5,
        "1",
        0.05,
        1.0,
        "Largest share of a day's other deaths taken off to make up for a dated event that took more than its day's count.",
        "estimate",
        of=W1,
        nature="design",
    )

    force = column("communities", "f8", "deaths per 100,000", "deaths today by the regime's hand")
    rebel_force = column("communities", "f8", "deaths per 100,000", "deaths today by the rebels' hand, its men in the army among them")
    fallen = column("communities", "f8", "persons", "its men in the army and the regime's militias killed since the last count")
    exposed = column("communities", "f8", "1", "share of what rebels do to the place's people that falls on it", high=1, fixed=True)
    position = column(
        "sects",
        "f8",
        "1",
        "place in the order: post / (1 + post), post = its share of senior posts against its share of conscripts",
        high=1,
        fixed=True,
    )
    places_deaths = column("places", "f8", "deaths/day", "all deaths there today", called="all_deaths")
    nation_deaths = column("nation", "f8", "deaths/day", "all deaths of the country today, civilians too", called="all_deaths", told=True)
    ahead = column("nation", "f8", "deaths", "deaths of dated events beyond their days' totals, still to be taken off the days after")
    regime_deaths = column("nation", "f8", "deaths/day", "the regime's deaths today")
    unrest = column("nation", "f8", "deaths/day", "deaths a day, smoothed")
    repression = column("nation", "f8", "deaths/day", "deaths a day by the regime's hand, smoothed")
    toll = column("nation", "f8", "deaths/day", "the regime's deaths a day, smoothed")
    lethality = column("nation", "f8", "deaths/day", "deaths per unit of power once the series has ended, 0 before")
    regime_lethality = column("nation", "f8", "deaths/day", "the regime's, likewise")
    calendar_deaths = column(
        "calendar",
        "f8",
        "deaths/day",
        "all deaths by the series, 0 before its start, -1 where there is none or it has ended",
        low=-1,
        fixed=True,
        called="all_deaths",
    )
    calendar_regime_deaths = column(
        "calendar", "f8", "deaths/day", "the regime's deaths, likewise", low=-1, fixed=True, called="regime_deaths"
    )
    deaths_at_end = column("calendar", "f8", "deaths/day", "mean of the series' last months once it has ended, else 0", fixed=True)
    regime_deaths_at_end = column("calendar", "f8", "deaths/day", "the regime's, likewise", fixed=True)

    @staticmethod
    @compiled
    def run(communities: Communities, places: Places, nation: Nation, calendar: Calendar, size: Size, day: int, p: P, on: On) -> None:
        """Set today's deaths by place and community, and the smoothed unrest and toll."""
        today, power = calendar[day - 1], math.sqrt(nation.regime_power * nation.rebel_power)
        nation.lethality = continued(nation.lethality, today.all_deaths, today.deaths_at_end * p.undercount, power)
        nation.regime_lethality = continued(nation.regime_lethality, today.regime_deaths, today.regime_deaths_at_end, power)
        deaths = expected(today.all_deaths * p.undercount, nation.lethality * power, p.deaths_per_power * power)
        regime = expected(today.regime_deaths, nation.regime_lethality * power, p.regime_death_share * deaths)
        struck = repression = shot = 0.0
        for community in communities:
            struck += (community.struck + community.struck_by_rebels) * p.undercount
        deaths = placed(nation, deaths, struck, p)
        weights, whole = np.empty(len(places)), 0.0
        for row in range(len(places)):
            place = places[row]
            weights[row] = place.violence * (1.0 + p.contested_violence * 4.0 * place.control * (1.0 - place.control))
            whole += weights[row]
        for row in range(len(places)):
            share = weights[row] / max(whole, 1e-12)
            fought, killed = (deaths - struck) * share, 0.0
            others, by_rebels = fought, 0.0
            if on.V1:
                others = max(fought - regime * share, 0.0)
                by_rebels = p.rebel_civilian_share * others
            for number in range(row * size.sects, (row + 1) * size.sects):
                community = communities[number]
                hit, hit_by_rebels = community.struck * p.undercount, community.struck_by_rebels * p.undercount
                killed += hit + hit_by_rebels
                repression += (others - by_rebels) * community.target + hit
                killed += community.shot
                repression += community.shot
                shot += community.shot
                community.force = community.rebel_force = 0.0
                if community.population > 0.0:
                    people = max(community.population, 1.0) / 1e5
                    community.force = ((others - by_rebels) * community.target + hit + community.shot) / people
                    if on.V1:
                        community.rebel_force = (by_rebels * community.exposed + hit_by_rebels + community.fallen) / people
                community.fallen = community.shot = 0.0
            places[row].all_deaths = fought + killed
        deaths += shot
        nation.all_deaths, nation.regime_deaths = deaths, regime
        nation.unrest += (deaths - nation.unrest) / p.force_memory_days
        nation.repression += (repression - nation.repression) / p.force_memory_days
        nation.toll += (regime - nation.toll) / p.force_memory_days


@compiled
def continued(lethality: float, counted: float, at_end: float, power: float) -> float:
    """Deaths per unit of power: set once, on the first day after the series, to go on from the mean at its end."""
    if counted < 0.0 and lethality == 0.0 and power > 0.0:
        return at_end / power
    return lethality


@compiled
def expected(counted: float, after: float, otherwise: float) -> float:
    """Deaths today by one series; past its end as the balance of forces goes on from it, and otherwise where there is none."""
    if counted >= 0.0:
        return counted
    return after if after > 0.0 else otherwise


@compiled
def placed(nation: Nation, deaths: float, struck: float, p: P) -> float:
    """Today's deaths with those of dated events, which say where and whom the series' deaths hit and add none of their own.

    What an event takes beyond its day is taken off the days after, a share of each at most, so that the series comes out.
    """
    if struck > deaths:
        nation.ahead += struck - deaths
        return struck
    back = min(nation.ahead, p.lull_after_massacre * (deaths - struck))
    nation.ahead -= back
    return deaths - back
