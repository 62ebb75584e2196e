"""Sponsors pay and arm militias, month by month, and agree or not (S1-S7).

Each weighs every militia that its help can reach, loyalty above capability (S1, S2), and pays the best; rivals' money sets neighbours
at odds (S3). The neighbour with the longest border controls passage (S6). That sponsors tire of unruly militias is a claim (S5).
Militias and foreign fighters on the regime's side fill the gap that disunity leaves (S7).
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from model.cases import militia_of
from model.judgement import favour
from model.record import CHOSEN
from model.world import Rule, World


def sponsor(world: World) -> None:
    """Choose clients, pay them, move consensus, let the gap be filled."""
    state = world.state
    if not state.rebels:
        return
    if state.sponsors.size:
        _pay(world)
    else:
        state.militias.income[state.militias.alive] = 0.3 * state.militias.means[state.militias.alive]
    _consensus(world)
    _gap(world)


def _pay(world: World) -> None:
    p, m, sponsors = world.p, world.state.militias, world.state.sponsors
    alive = np.flatnonzero(m.alive & (m.fighters > 0))
    paid = np.zeros((sponsors.size, m.size))
    before = m.patron.copy()
    for row in range(sponsors.size):
        days = world.day - sponsors.start_day[row]
        sponsors.clients[row] = sponsors.spent[row] = 0.0
        if days < 0 or not len(alive):
            continue
        ours = SimpleNamespace(agenda=sponsors.agenda[row], loyalty_weight=sponsors.loyalty_weight[row])
        theirs = militia_of(world, row, alive)
        terms = favour(p, world.on, ours, theirs)
        client = before[alive] == row
        utility = terms["loyalty"] + terms["capability"] + terms["passage"] + p.sponsor_habit * client
        chosen = np.argsort(-utility, kind="stable")[: p.sponsor_clients]
        share = np.exp((utility[chosen] - utility[chosen].max()) / p.sponsor_temper)
        budget = sponsors.budget[row] * (1.0 - np.exp(-days / p.sponsor_ramp_days))
        paid[row, alive[chosen]] = budget * share / share.sum() * theirs.reach[chosen]
        sponsors.clients[row], sponsors.spent[row] = len(chosen), float(paid[row].sum())
        picked = np.zeros(len(alive), bool)
        picked[chosen] = True
        changed = np.flatnonzero(picked != client)
        choice = np.where(picked[changed], CHOSEN.index("funded"), CHOSEN.index("dropped"))
        world.record.note_choices(
            {"day": world.day, "sponsor": True, "actor": row, "subject": alive[changed], "choice": choice},
            {name: np.broadcast_to(values, len(alive))[changed] for name, values in terms.items()},
        )  # fmt: skip
    total = paid.sum(axis=0)
    m.patron[alive] = np.where(total[alive] > 0, paid[:, alive].argmax(axis=0), -1)
    m.income[alive] = np.minimum(1.5, 0.3 * m.means[alive] + total[alive] / np.maximum(m.fighters[alive], 1.0))
    m.supply[alive] = np.minimum(1.5, total[alive] / np.maximum(m.fighters[alive], 1.0))
    _rivalry(world, alive)


def _rivalry(world: World, alive: np.ndarray) -> None:
    """How far the agenda of a militia's patron is from those of its neighbours' patrons, by their fighters (S3)."""
    m, sponsors = world.state.militias, world.state.sponsors
    m.rivalry[:] = 0.0
    if not world.on("S3"):
        return
    paid = alive[m.patron[alive] >= 0]
    for row in paid:
        near = paid[(m.place[paid] == m.place[row]) & (paid != row)]
        weight = m.fighters[near]
        if weight.sum() > 0:
            apart = np.abs(sponsors.agenda[m.patron[near]] - sponsors.agenda[m.patron[row]]) * (m.patron[near] != m.patron[row])
            m.rivalry[row] = min(1.0, world.p.rivalry_of_patrons * float((weight * apart).sum() / weight.sum()))


def _consensus(world: World) -> None:
    p, nation, sponsors = world.p, world.state.nation, world.state.sponsors
    begun = bool((sponsors.start_day[sponsors.counts] <= world.day).all())  # one alone agrees with nobody
    counts = sponsors.counts & begun
    agendas = sponsors.agenda[counts]
    apart = float(agendas.max() - agendas.min()) if len(agendas) else 0.0
    wanted = max(nation.agreed, 0.0, 1.0 - (1.0 - p.consensus_start) * apart) if len(agendas) else 0.0
    if world.on("S5") and len(agendas):
        disunity = 1.0 - nation.militia_cohesion * nation.largest_militia_share
        sponsors.weary[:] += p.weary_monthly * disunity * (1.0 - sponsors.weary)
        wanted += (1.0 - wanted) * float(sponsors.weary[counts].mean())
    nation.sponsor_consensus += (wanted - nation.sponsor_consensus) * min(1.0, 28.0 / p.consensus_lag_days)


def _gap(world: World) -> None:
    p, nation = world.p, world.state.nation
    if not world.on("S7"):
        nation.filled = 0.0
        return
    united = nation.militia_cohesion * nation.largest_militia_share
    grown = min(1.0, nation.rebel_power / max(nation.regime_power, 1e-9))
    nation.filled += (p.gap_filled * (1.0 - united) * grown - nation.filled) * min(1.0, 28.0 / p.gap_lag_days)


RULE = Rule(
    sponsor,
    ("S1", "S2", "S3", "S5", "S6", "S7"),
    reads=(
        "countries.border", "countries.open", "militias.alive", "militias.capability", "militias.discipline", "militias.fighters",
        "militias.means", "militias.nationalism", "militias.officers", "militias.place", "militias.religiosity", "militias.warlordism",
        "nation.agreed", "nation.largest_militia_share", "nation.militia_cohesion", "nation.rebel_power", "nation.regime_power",
        "sponsors.agenda", "sponsors.budget", "sponsors.country", "sponsors.counts", "sponsors.loyalty_weight", "sponsors.start_day",
    ),
    writes=(
        "militias.income", "militias.patron", "militias.rivalry", "militias.supply", "nation.filled", "nation.sponsor_consensus",
        "sponsors.clients", "sponsors.spent", "sponsors.weary",
    ),
    every=28,
)  # fmt: skip
