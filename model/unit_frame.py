"""The columns of the table ``units``: every unit, week by week, and every formation above it, made up from its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from model.population.order_of_battle import OrderOfBattle
from model.vocabulary import COHESION_OF, POSTURES

if TYPE_CHECKING:
    from model.walk import Engine

_PARTS = tuple(COHESION_OF)


def unit_columns(engine: Engine) -> dict[str, Any]:
    """Columns by name: the leaf units in their order, then what is above them, from the lowest up, for each week."""
    battle, log = engine.battle, engine.log
    weight = engine.state.units.weight[: engine.state.army_units, None]
    names, parents, kinds, above = _nodes(battle)
    weeks = log.weeks("units")
    column = {name: weeks[name].T.astype("f8") for name in weeks.dtype.names or ()}  # units × weeks
    strength = column["strength"] * weight
    parts = [column[part] for part in _PARTS]
    sums = np.stack([strength, column["left_ever"] * weight, *(strength * part for part in parts), *parts, np.ones_like(strength)])
    sums, low, high = (_grown(values, len(above)) for values in (sums, *np.stack([[column["place"], column["posture"]]] * 2)))
    for row, below in enumerate(above, start=len(battle.units)):
        sums[:, row] = sums[:, below].sum(axis=1)
        low[:, row], high[:, row] = low[:, below].min(axis=1), high[:, below].max(axis=1)
    persons, left, by_strength, plain, parts_count = sums[0], sums[1], sums[2:5], sums[5:8], sums[8]
    means = np.where(persons > 0, by_strength / np.where(persons > 0, persons, 1.0), plain / parts_count)  # of an empty unit: as last held
    means[:, : len(battle.units)] = parts  # a leaf's own, unrounded
    place, posture = np.where(low == high, low + 1, 0).astype("i4")
    each = len(weeks)
    weights = np.array([getattr(engine.parameters, name) for name in COHESION_OF.values()])

    def flat(values: np.ndarray) -> np.ndarray:
        return values.T.astype("f4").ravel()

    def repeated(texts: list[str]) -> tuple[np.ndarray, list[str]]:
        words = list(dict.fromkeys(texts))
        code = {word: row for row, word in enumerate(words)}
        return np.tile(np.array([code[text] for text in texts], "i4"), each), words

    return {
        "day": np.repeat(log.week_days, len(names)),
        "unit": repeated(names),
        "parent": repeated(parents),
        "kind": repeated(kinds),
        "place": (place.T.ravel(), ["", *(p.id for p in engine.scenario.places)]),
        "posture": (posture.T.ravel(), ["", *POSTURES]),
        "strength": flat(persons),
        "left": flat(left),
        "cohesion": flat(np.tensordot(weights / weights.sum(), means, 1)),
        **{part: flat(values) for part, values in zip(_PARTS, means, strict=True)},
    }


def _nodes(battle: OrderOfBattle) -> tuple[list[str], list[str], list[str], list[np.ndarray]]:
    """Ids, parents and kinds of the leaf units and of all above them, lowest first; and for each of the latter, the rows below it."""
    depth: dict[str, int] = {}
    for unit in battle.units:
        chain = []
        node = unit.parent
        while node:
            chain.append(node)
            node = battle.parents[node]
        depth |= {id: number for number, id in enumerate(reversed(chain))}
    upper = sorted(depth, key=lambda id: -depth[id])  # stable, so in the order of battle at each depth
    names = [*battle.ids, *upper]
    parents = [unit.parent for unit in battle.units] + [battle.parents[id] for id in upper]
    kinds = [unit.kind for unit in battle.units] + [battle.kinds[id] for id in upper]
    below: dict[str, list[int]] = {id: [] for id in upper}
    for row, parent in enumerate(parents):
        if parent:
            below[parent].append(row)
    return names, parents, kinds, [np.array(below[id]) for id in upper]


def _grown(values: np.ndarray, more: int) -> np.ndarray:
    """With room for more rows of units (the axis before the last)."""
    return np.concatenate([values, np.zeros((values.shape[0], more, values.shape[2]))], axis=1)
