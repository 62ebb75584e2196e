"""W6: the regime's own militias, and S7: the gap that the rebels' sponsors leave for them and for foreign fighters."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.plain_mesa.country import Community
    from benchmarks.plain_mesa.plain import PlainModel

MONTH = 28.0


def lacking(model: PlainModel) -> float:
    """How badly the army lacks men: 0 while none is missing, half at lack_half."""
    at_first, now = (sum(numbers) for numbers in zip(*((s.serving_start, s.serving()) for s in model.sects), strict=True))
    missing = max(0.0, 1.0 - now / max(at_first, 1.0))
    return missing / (missing + model.p.lack_half)


def raise_and_bury(model: PlainModel, weekly: bool) -> None:
    """W6: militiamen are killed where the fighting is, as soldiers in barracks are and exposure_loyal times as often; each week every
    community that fears the other side sends more, or fewer."""
    if not model.on("W6"):
        return
    for community in model.communities:
        heat = model.nation.heat(community.place)
        fallen = community.loyal_militia * min(1.0, model.p.exposure_loyal * heat * model.nation.fire)
        community.loyal_militia -= fallen
        community.fallen += fallen
        model.nation.militia_dead += fallen
    if weekly:
        army_lacks = lacking(model)
        for community in model.communities:
            send_men(community, army_lacks)
    for place in model.places:
        place.loyal_militia = sum(community.loyal_militia for community in place.communities)
    model.regime.regime_militia = sum(place.loyal_militia for place in model.places)


def send_men(community: Community, army_lacks: float) -> None:
    """It sends a share of its people, by its fear, as far as the regime holds its place, the army lacks men, and a gap is left."""
    model, p = community.model, community.model.p
    called = p.loyal_share * army_lacks * (1.0 + p.gap_calls * model.regime.gap)
    wanted = called * community.population * community.fear * community.place.control
    community.loyal_militia += (wanted - community.loyal_militia) * min(1.0, 7.0 / p.loyal_days)


def fill_the_gap(model: PlainModel) -> None:
    """S7: while those sponsors disagree whose consensus counts, and no national army stands, foreigners fill what the army lacks."""
    p, regime = model.p, model.regime
    if not model.on("S7"):
        regime.gap = regime.filled = 0.0
        return
    key = [sponsor for sponsor in model.rebels.sponsors if sponsor.key]
    stands = sum(man.persons for man in model.national_army.men) / p.gap_closed
    regime.gap = 0.0
    if key and all(sponsor.start_day <= model.day for sponsor in key):
        regime.gap = (1.0 - model.rebels.consensus) * max(0.0, 1.0 - stands)
    regime.filled += (p.gap_filled * regime.gap * lacking(model) - regime.filled) * min(1.0, MONTH / p.gap_lag_days)
