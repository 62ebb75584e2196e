"""The ways out (D15), and what is expected at the end of each (D12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from benchmarks.plain_mesa.draws import NEVER, exp, log
from benchmarks.plain_mesa.pressures import UNIT

if TYPE_CHECKING:
    from benchmarks.plain_mesa.country import Place, Sect
    from benchmarks.plain_mesa.plain import PlainModel
    from benchmarks.plain_mesa.soldiers import Soldier

WAYS = {"militia": "militia fighter", "abroad": "in transit", "hiding": "in hiding", "captured": "captured"}
"""Each way out, and the status that it leads to."""


FARES = {
    "militia fighter": "militia",
    "militia commander": "commander",
    "candidate": "candidate",
    "adviser": "adviser",
    "withdrawn": "withdrawn",
    "camp": "camp",
    "in transit": "camp",
    "in hiding": "hiding",
    "national army": "national",
    "returned": "returned",
    "gone": "gone",
}
"""How well one fares in each status; of those in others (dead, jailed, captured) nothing good is told."""


class WaysOut(NamedTuple):
    """The log-weight of each way out of a place for one band and sect, and D12's log-factor on all of them."""

    weights: dict[str, float]
    reception: float


def learn_and_weigh(model: PlainModel) -> None:
    """Each week: learn how earlier leavers fare, weigh the ways out of each place, and tell everybody what he can expect (D12)."""
    if model.on("D12"):
        for sect in model.sects:
            learn(model, sect)
    for place in model.places:
        place.ways = {(band, sect): ways_out(model, place, band, sect) for band in range(5) for sect in model.sects}
    for man in model.army():
        man.told("D12", UNIT, man.unit.place.ways[man.band, man.sect].reception)


def learn(model: PlainModel, sect: Sect) -> None:
    """D12: what is expected follows, with a lag, what befell earlier leavers of one's band and sect.

    The more of them there were, the less the prior weighs.
    """
    p = model.p
    fare = {status: getattr(p, f"fare_{name}") for status, name in FARES.items()}
    for band, expects in enumerate(sect.expects):
        for way in expects:
            gone = [man for man in sect.members if man.band == band and man.way == way]
            known = sum(man.unit.persons for man in gone)
            fared = sum(man.unit.persons * fare.get(man.status, 0.0) for man in gone)
            seen = (p.reception_needed * p.reception_prior + fared) / (p.reception_needed + known)
            expects[way] += (seen - expects[way]) * min(1.0, 7.0 / p.reception_lag_days)


def ways_out(model: PlainModel, place: Place, band: int, sect: Sect) -> WaysOut:
    """D15: distance, borders and rank decide: militias are near where rebels hold the place, camps near a border; an officer cannot hide.

    D12: what is expected at its end multiplies each way out separately; a soldier expects less of it. N7b (a claim): a rumour of murdered
    officers frightens people away from the militias. V2: so does fear of the rebels.
    """
    p = model.p
    fear = p.rumour_fear * model.nation.rumour if model.on("N7b") else 0.0
    near = p.militia_pull - p.militia_absent * place.control + p.militia_rank * band
    if model.on("V2"):
        mine = next(community for community in place.communities if community.sect is sect)
        near -= p.fear_recruits * mine.fear
    weights = {"militia": near - fear, "abroad": -NEVER, "hiding": -NEVER}
    if model.on("D15"):
        weights["abroad"] = p.abroad_pull - p.abroad_distance * place.steps_to_border + p.abroad_rank * band
        weights["hiding"] = p.hiding_pull - p.hiding_rank * band
    felt = min(1.0, p.reception_rank + (1.0 - p.reception_rank) * band / 2.0)
    factor = {way: 1.0 - (1.0 - p.reception_worst) * felt * (1.0 - expected) for way, expected in sect.expects[band].items()}
    share = shares(weights)
    reception = sum(share[way] * factor[way] for way in weights)
    return WaysOut({way: weight + log(factor[way]) for way, weight in weights.items()}, log(reception))


def shares(weights: dict[str, float]) -> dict[str, float]:
    """The shares that log-weights stand for."""
    top = max(weights.values())
    raw = {way: exp(weight - top) for way, weight in weights.items()}
    total = sum(raw.values())
    return {way: x / total for way, x in raw.items()}


def way_of(man: Soldier) -> str:
    """The way on which the log of its share and his own leaning add up to most; in a besieged unit, he may also give himself up (D11).

    The men of a unit that goes as one lean all the same way, and none of them flees abroad (D5, D11).
    """
    model, p = man.model, man.model.p
    weights = dict(man.unit.place.ways[man.band, man.sect].weights)
    if man.unit.goes_as_one:
        weights["abroad"] = -NEVER
    top = max(weights.values())
    total = log(sum(exp(weight - top) for weight in weights.values()))
    logs = {way: weight - top - total for way, weight in weights.items()} | {"captured": -NEVER}
    if man.unit.posture == "besieged" and model.on("D11") and p.surrender_share > 0:
        logs["captured"] = log(p.surrender_share / (1.0 - p.surrender_share))
    if man.unit.goes_as_one:
        leanings = model.draws.leanings("way of a unit", man.unit.ordinal, model.day, len(logs))
    else:
        leanings = model.draws.leanings("way", man.key, man.spell, len(logs))
    sums = {way: weight + leaning for (way, weight), leaning in zip(logs.items(), leanings, strict=True)}
    return max(sums, key=lambda way: sums[way])
