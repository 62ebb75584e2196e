"""W1: how many die each day, and where.

Deaths follow the scenario's monthly series, scaled for the undercount; where it ends (or where there is none) the balance of forces goes on
producing them, continuous with the last three months. They fall on places by their violence and by how contested they are, and there on
the communities that the regime suspects.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import numpy as np

from model.schema import Series
from model.world import Rule, World


def fight(world: World) -> None:
    """Set today's deaths by place and community, and the smoothed unrest and toll."""
    state, p, nation = world.state, world.p, world.state.nation
    places, communities = state.places, state.communities
    series = {s.id: s for s in world.scenario.series}
    power = float(np.sqrt(nation.regime_power * nation.rebel_power))
    deaths = _today(world, series.get("deaths"), power, "lethality", p.deaths_per_power)
    regime = _today(world, series.get("regime_deaths"), power, "regime_lethality", p.deaths_per_power * p.regime_death_share)
    heat = heat_of(world)
    struck = communities.struck * p.undercount
    deaths = _placed(world, deaths, float(struck.sum()))
    places.deaths[:] = (deaths - float(struck.sum())) * heat
    per_place = np.repeat(places.deaths, state.sect_count)
    population = np.maximum(communities.population, 1.0)
    communities.force[:] = np.where(communities.population > 0, (per_place * communities.target + struck) * 1e5 / population, 0.0)
    nation.deaths, nation.regime_deaths = deaths, regime
    lag = p.force_memory_days
    places.deaths += struck.reshape(state.place_count, state.sect_count).sum(axis=1)
    nation.unrest += (nation.deaths - nation.unrest) / lag
    nation.toll += (regime - nation.toll) / lag


def _placed(world: World, deaths: float, struck: float) -> float:
    """Today's deaths with those of dated events, which say where and whom the series' deaths hit and add none of their own.

    What an event takes beyond its day is taken off the days after, at most half of each, so that the series comes out.
    """
    nation = world.state.nation
    if struck > deaths:
        nation.ahead += struck - deaths
        return struck
    back = float(min(nation.ahead, 0.5 * (deaths - struck)))
    nation.ahead -= back
    return deaths - back


def heat_of(world: World) -> np.ndarray:
    """Share of the fighting in each place: its violence, and more where control is contested."""
    places = world.state.places
    weight = places.violence * (1.0 + world.p.contested_violence * 4.0 * places.control * (1.0 - places.control))
    return np.asarray(weight / max(weight.sum(), 1e-12))


def _today(world: World, series: Series | None, power: float, column: str, otherwise: float) -> float:
    """Deaths today by one series, or by the balance of forces where it does not reach."""
    nation = world.state.nation
    if series is not None:
        months = (world.date.year - series.start.year) * 12 + world.date.month - series.start.month
        if months < 0:
            return 0.0
        if months < len(series.monthly):
            return float(series.monthly[months] / monthrange(world.date.year, world.date.month)[1] * world.p.undercount)
        if getattr(nation, column) == 0 and power > 0:
            setattr(nation, column, _recent(series, world.p.undercount) / power)
    return float(power * (getattr(nation, column) or otherwise))


def _recent(series: Series, undercount: float) -> float:
    """Mean deaths a day over the last three months of a series."""
    total, days = 0.0, 0
    for number in range(max(0, len(series.monthly) - 3), len(series.monthly)):
        month = series.start.month - 1 + number
        first = date(series.start.year + month // 12, month % 12 + 1, 1)
        total, days = total + series.monthly[number], days + monthrange(first.year, first.month)[1]
    return total / days * undercount


RULE = Rule(
    fight,
    ("W1",),
    reads=(
        "communities.population", "communities.struck", "communities.target", "nation.rebel_power", "nation.regime_power", "places.control",
        "places.violence",
    ),
    writes=(
        "communities.force", "nation.ahead", "nation.deaths", "nation.lethality", "nation.regime_deaths", "nation.regime_lethality",
        "nation.toll", "nation.unrest", "places.deaths",
    ),
)  # fmt: skip
