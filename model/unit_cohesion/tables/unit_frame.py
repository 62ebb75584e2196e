"""The columns of the table ``units``: every unit, week by week, and every formation above it, made up from its parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from unit_cohesion.outcomes import ROW_OF
from unit_cohesion.population.order_of_battle import OrderOfBattle
from unit_cohesion.scenario.army import THINNED
from unit_cohesion.tables.column_values import held_columns, table_values, weekly_values
from unit_cohesion.vocabulary import COHESION_OF

if TYPE_CHECKING:
    from unit_cohesion.simulation.engine import Engine

_PARTS = tuple(COHESION_OF)


def unit_columns(engine: Engine, of: slice) -> dict[str, Any]:
    """Columns by name: the leaf units in their order, then what is above them, from the lowest up, for each of these weeks."""
    battle, held = engine.battle, held_columns(engine, "units")
    weight = engine.state.units.weight[: engine.state.army_units, None]
    names, parents, kinds, above = _nodes(battle)
    weeks = {name: values[of].T.astype("f8") for name, values in weekly_values(engine, "units").items()}  # units × weeks
    leaves, days = len(battle.units), engine.log.week_days[of]
    each = len(days)
    weights = np.array([getattr(engine.parameters, name) for name in COHESION_OF.values()])

    def grown(values: np.ndarray, over: Callable[..., np.ndarray]) -> np.ndarray:
        """With the rows of formations, each made up from the rows below it."""
        values = np.concatenate([values, np.zeros((len(above), each))])
        for row, below in enumerate(above, start=leaves):
            values[row] = over(values[below], axis=0)
        return values

    strength = weeks["strength"] * weight
    persons, parts = grown(strength, np.sum), grown(np.ones_like(strength), np.sum)

    def whole(name: str, values: np.ndarray) -> np.ndarray:
        """A column with the rows of formations: men are summed, words told where all below agree (-1 if not), the rest are means."""
        if held[name].unit == "agents":
            return grown(values * weight, np.sum)
        if held[name].unit.startswith(ROW_OF):
            low, high = grown(values, np.min), grown(values, np.max)
            return np.where(low == high, low, -1.0)
        by_strength, plain = grown(strength * values, np.sum), grown(values, np.sum)
        means = np.where(persons > 0, by_strength / np.where(persons > 0, persons, 1.0), plain / parts)  # of nobody: as last held
        means[:leaves] = values  # a leaf's own, unrounded
        return means

    def repeated(texts: list[str]) -> tuple[np.ndarray, list[str]]:
        words = list(dict.fromkeys(texts))
        code = {word: row for row, word in enumerate(words)}
        return np.tile(np.array([code[text] for text in texts], "i4"), each), words

    columns = {name: whole(name, values) for name, values in weeks.items()}
    columns["cohesion"] = np.tensordot(weights / weights.sum(), np.stack([columns[part] for part in _PARTS]), 1)
    flat = {name: values.T.astype("f4").ravel() for name, values in columns.items()}
    flat |= {name: table_values(engine, replace(held[name], low=-1), flat[name]) for name in weeks if held[name].unit.startswith(ROW_OF)}
    return flat | {"day": np.repeat(days, len(names)), "unit": repeated(names), "parent": repeated(parents), "kind": repeated(kinds)}


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
    kinds = [unit.kind.partition(THINNED)[0] for unit in battle.units] + [battle.kinds[id] for id in upper]
    below: dict[str, list[int]] = {id: [] for id in upper}
    for row, parent in enumerate(parents):
        if parent:
            below[parent].append(row)
    return names, parents, kinds, [np.array(below[id]) for id in upper]
