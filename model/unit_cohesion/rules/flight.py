"""D15 and D12: the ways out, and what is expected at their end.

A local militia is near where rebels hold the place, a camp abroad is near a border and draws officers, hiding at home suits soldiers (D15).
What befell earlier leavers of one's band and sect is learned with a lag and multiplies each way separately (D12, a hypothesis: the loop);
switched off, expectations stay as they are (the stated prior, from day one).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.arithmetic import INFINITY, exp, log
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import INF, Rule, column, mechanism, parameter, term
from unit_cohesion.vocabulary import (
    ADVISER,
    CAMP,
    CANDIDATE,
    COMMANDER,
    FIGHTER,
    GONE,
    HIDING,
    NATIONAL,
    RETURNED,
    STATUSES,
    TRANSIT,
    WAYS,
    WITHDRAWN,
)

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import (
        Cells,
        CellTerms,
        Communities,
        Community,
        Fared,
        Fares,
        Kind,
        Kinds,
        Nation,
        On,
        P,
        Place,
        Places,
        Route,
        Routes,
        Size,
        Units,
    )

MILITIA, ABROAD, AT_HOME = (WAYS.index(way) for way in ("militia", "abroad", "hiding"))
STATUS_COUNT = len(STATUSES)


class Flight(Rule):
    """The ways out are weighed for each place, band and sect; what is expected on each follows, with a lag, how earlier leavers fare.

    multiplier of a way = 1 − (1 − reception_worst) · felt · (1 − expected), felt = min(1, reception_rank + (1 − reception_rank) · band / 2)
    log-weight of a way = what place and rank make of it (D15) + ln(its multiplier); of that to a militia less fear_recruits · fear (V2)
    log_D12 = ln(mean multiplier over the ways, each by its weight)
    expected moves by 7 / reception_lag_days towards (reception_needed · reception_prior + Σ fares) / (reception_needed + leavers), weekly
    """

    every = 7
    table = "flight"
    heading = "Ways out and what is expected of them (D12, D15)"

    D12 = mechanism(
        "Expected reception",
        "How earlier leavers of one's kind fared, as learned with a lag, multiplies each way out.",
        "A11 A26 B (hypothesis)",
        off="branch at day 270, frozen: more officers leave afterwards",
        outcome="groups: officers who left",
        pushes="word of a good reception",
        holds="word of a poor reception",
        freezes=True,
    )
    D15 = mechanism(
        "Ways out differ",
        "A local militia, a camp abroad, or home into hiding: distance, borders and rank decide.",
        "A11 A14",
        off="all go one way",
        outcome="events.to_status",
    )

    rumour_fear = parameter(
        0.0, "log hazard", 0.0, 3.0, "Log-weight that a full rumour takes from the way to a militia.", "A17 (claim)", of="N7b", table="news"
    )
    militia_pull = parameter(
        1.0, "log weight", -5.0, 5.0, "Log-weight of the way to a local militia for a soldier where rebels hold the place.", "A14", of=D15
    )
    militia_absent = parameter(
        1.6,
        "log weight",
        0.0,
        6.0,
        "Log-weight that this way loses where the regime holds the place.",
        "fitted to Syria (T9); before 2, an estimate",
        of=D15,
    )
    militia_rank = parameter(
        2.1,
        "log weight",
        0.0,
        3.0,
        "Log-weight that this way gains with each band above soldier: early on officers join factions.",
        "A14; the size: fitted to Syria (T9); before 0",
        of=D15,
    )
    abroad_pull = parameter(0.3, "log weight", -5.0, 5.0, "Log-weight of the way abroad for a soldier at an open border.", "A11", of=D15)
    abroad_distance = parameter(
        0.8, "log weight", 0.0, 5.0, "Log-weight that this way loses with each place to cross on the way to a border.", "I7", of=D15
    )
    abroad_rank = parameter(
        0.3,
        "log weight",
        0.0,
        3.0,
        "Log-weight that this way gains with each band above soldier.",
        "A11: most officers are in camps; the size: fitted to Syria (T5, T9); before .7",
        of=D15,
    )
    hiding_pull = parameter(0.4, "log weight", -5.0, 5.0, "Log-weight of hiding at home, for a soldier.", "lit", of=D15)
    hiding_rank = parameter(
        0.6, "log weight", 0.0, 3.0, "Log-weight that hiding loses with each band above soldier: an officer is known.", "estimate", of=D15
    )
    reception_prior = parameter(0.8, "1", 0.0, 1.0, "Reception expected on each way before anything is known.", "hypothesis", of=D12)
    reception_worst = parameter(
        0.5,
        "hazard ratio",
        0.05,
        1.0,
        "Multiplier of a way on which nothing good is expected, against the best.",
        "estimate: .5 to 1 for officers",
        of=D12,
    )
    reception_lag_days = parameter(60.0, "days", 1.0, 730.0, "Lag with which the fate of earlier leavers is learned.", "estimate", of=D12)
    reception_needed = parameter(
        50.0, "persons", 1.0, 10000.0, "Earlier leavers of one's kind at which their fate weighs as much as the prior.", "estimate", of=D12
    )
    reception_rank = parameter(
        0.25,
        "1",
        0.0,
        1.0,
        "How much of the multiplier acts on a soldier; the rest comes with each band up to full at lieutenant.",
        "estimate",
        of=D12,
    )
    fare_militia = parameter(0.8, "1", 0.0, 1.0, "How well a leaver fares as a militia fighter.", "A14", of=D12)
    fare_camp = parameter(0.3, "1", 0.0, 1.0, "How well a leaver fares in a camp.", "A11", of=D12)
    fare_commander = parameter(1.0, "1", 0.0, 1.0, "How well a leaver fares as a militia commander.", "A14", of=D12)
    fare_candidate = parameter(0.4, "1", 0.0, 1.0, "How well he fares while he waits at a militia's door.", "A20", of=D12)
    fare_adviser = parameter(0.5, "1", 0.0, 1.0, "How well he fares as an adviser from afar.", "A14", of=D12)
    fare_withdrawn = parameter(0.15, "1", 0.0, 1.0, "How well he fares idle among the rebels.", "A14", of=D12)
    fare_national = parameter(1.0, "1", 0.0, 1.0, "How well he fares in the national army.", "A38", of=D12)
    fare_returned = parameter(0.3, "1", 0.0, 1.0, "How well he fares back with the regime.", "estimate", of=D12)
    fare_gone = parameter(0.3, "1", 0.0, 1.0, "How well he fares abroad for good.", "estimate", of=D12)
    fare_hiding = parameter(0.5, "1", 0.0, 1.0, "How well a leaver fares in hiding.", "estimate", of=D12)

    militia_weight = column("routes", "f8", "log weight", "log-weight of the way to a local militia", low=-INF)
    abroad_weight = column("routes", "f8", "log weight", "log-weight of the way abroad", low=-INF)
    hiding_weight = column("routes", "f8", "log weight", "log-weight of the way home into hiding", low=-INF)
    reception = column("routes", "f8", "log hazard", "log of the mean multiplier of expected reception over the ways", low=-INF)
    expect_militia = column("kinds", "f8", "1", "expected reception by a militia (row: band × sect)", high=1)
    expect_abroad = column("kinds", "f8", "1", "expected reception abroad", high=1)
    expect_hiding = column("kinds", "f8", "1", "expected reception in hiding", high=1)

    D12_cells = term("cells", D12)

    @staticmethod
    @compiled
    def run(
        units: Units,
        cells: Cells,
        places: Places,
        communities: Communities,
        routes: Routes,
        kinds: Kinds,
        nation: Nation,
        cell_terms: CellTerms,
        fared: Fared,
        size: Size,
        p: P,
        on: On,
    ) -> None:
        """Learn how earlier leavers fare; write the ways' log-weights and D12's factor."""
        if on.D12:
            learn(kinds, fared, size, p)
        fear = p.rumour_fear * nation.rumour if on.N7b else 0.0
        for place in range(size.places):
            for band in range(size.bands):
                for sect in range(size.sects):
                    route, kind = routes[(place * size.bands + band) * size.sects + sect], kinds[band * size.sects + sect]
                    weigh(route, kind, places[place], communities[place * size.sects + sect], band, fear, p, on)
        for row in range(len(cells)):
            cell = cells[row]
            place = units[cell.unit].place
            cell_terms[row].D12 = routes[(place * size.bands + cell.band) * size.sects + cell.sect].reception


@compiled
def weigh(route: Route, kind: Kind, place: Place, community: Community, band: int, fear: float, p: P, on: On) -> None:
    """Write the log-weights of the ways out of one place for one band and sect, and the mean multiplier over them.

    Args:
        community: his sect's there, whose fear of the rebels (V2) keeps him from them. fear: what a rumour takes off that way (N7b).
    """
    militia = p.militia_pull - p.militia_absent * place.control + p.militia_rank * band - fear
    if on.V2:
        militia -= p.fear_recruits * community.fear
    abroad = p.abroad_pull - p.abroad_distance * place.border_steps + p.abroad_rank * band if on.D15 else -INFINITY
    hiding = p.hiding_pull - p.hiding_rank * band if on.D15 else -INFINITY
    felt = min(1.0, p.reception_rank + (1.0 - p.reception_rank) * band / 2.0)
    by_militia = multiplier(felt, kind.expect_militia, p)
    by_abroad, by_hiding = multiplier(felt, kind.expect_abroad, p), multiplier(felt, kind.expect_hiding, p)
    top = max(militia, abroad, hiding)
    to_militia, to_abroad, to_hiding = exp(militia - top), exp(abroad - top), exp(hiding - top)
    whole = to_militia + to_abroad + to_hiding
    route.reception = log(to_militia / whole * by_militia + to_abroad / whole * by_abroad + to_hiding / whole * by_hiding)
    route.militia_weight, route.abroad_weight = militia + log(by_militia), abroad + log(by_abroad)
    route.hiding_weight = hiding + log(by_hiding)


@compiled
def multiplier(felt: float, expected: float, p: P) -> float:
    """What the reception that is expected on a way makes of its weight, as far as a band feels it."""
    return 1.0 - (1.0 - p.reception_worst) * felt * (1.0 - expected)


@compiled
def learn(kinds: Kinds, fared: Fared, size: Size, p: P) -> None:
    """Let expectations follow the mean fate of earlier leavers of each kind and way."""
    fares, learned = worth_of_statuses(p), min(1.0, 7.0 / p.reception_lag_days)
    for band in range(size.bands):
        for sect in range(size.sects):
            kind = kinds[band * size.sects + sect]
            kind.expect_militia += (seen(fared[MILITIA, band, sect], fares, p) - kind.expect_militia) * learned
            kind.expect_abroad += (seen(fared[ABROAD, band, sect], fares, p) - kind.expect_abroad) * learned
            kind.expect_hiding += (seen(fared[AT_HOME, band, sect], fares, p) - kind.expect_hiding) * learned


@compiled
def seen(leavers: Fares, fares: Fares, p: P) -> float:
    """How earlier leavers fared, from their numbers by status, weighed against the prior by their number."""
    known = well = 0.0
    for status in range(len(fares)):
        known += leavers[status]
        well += leavers[status] * fares[status]
    return (p.reception_needed * p.reception_prior + well) / (p.reception_needed + known)


@compiled
def worth_of_statuses(p: P) -> Fares:
    """How well a leaver fares, by status; 0 for the dead, the jailed and all others that are not named."""
    fares = np.zeros(STATUS_COUNT)
    fares[FIGHTER], fares[COMMANDER], fares[CANDIDATE], fares[ADVISER] = p.fare_militia, p.fare_commander, p.fare_candidate, p.fare_adviser
    fares[CAMP], fares[TRANSIT], fares[HIDING], fares[WITHDRAWN] = p.fare_camp, p.fare_camp, p.fare_hiding, p.fare_withdrawn
    fares[NATIONAL], fares[RETURNED], fares[GONE] = p.fare_national, p.fare_returned, p.fare_gone
    return fares
