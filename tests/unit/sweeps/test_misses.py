"""Which cells of a sweep miss the targets least: misses by hand, their order, and what cannot be asked."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest

from tests.helpers import tiny_scenario
from unit_cohesion.errors import CohesionError
from unit_cohesion.scenario import load_scenario
from unit_cohesion.schema import Target
from unit_cohesion.sweeps.analysis import Analysis, analyse
from unit_cohesion.sweeps.designs.design import Design
from unit_cohesion.sweeps.misses import by_misses, frontier, miss

VALUES = (1.0, 1.5, 2.0)
TARGETS = {
    "many": {"outcome": "left", "low": 100, "high": 200},
    "few": {"outcome": "deserted", "high": 10},
    "later": {"outcome": "defected", "low": 1e6, "role": "predict"},
}


@pytest.mark.parametrize(
    ("low", "high", "value", "expected"),
    [(100, 200, 150, 0.0), (100, 200, 100, 0.0), (100, 200, 50, 0.5), (100, 200, 300, 0.5), (None, 10, 25, 1.5), (None, 0, 3, 3.0)],
)
def test_a_miss_is_how_far_a_value_lies_outside_in_shares_of_the_nearer_end(
    low: float | None, high: float | None, value: float, expected: float
) -> None:
    assert miss(value, Target(outcome="left", low=low, high=high)) == expected


def test_what_did_not_come_out_is_no_number() -> None:
    assert math.isnan(miss(math.nan, Target(outcome="left", low=1)))


def swept(rows: list[tuple[float, float]], **tables: Any) -> pd.DataFrame:
    """The order of the cells of three values of comrade_pressure; rows: of each cell and both seeds, what came out of the targets."""
    return by_misses(analysed(rows, **tables))


def analysed(rows: list[tuple[float, float]], values: tuple[float, ...] = VALUES, **tables: Any) -> Analysis:
    design = Design("three", load_scenario(tiny_scenario(targets=tables.get("targets", TARGETS))), {"comrade_pressure": values}, (1, 2))
    made = []
    for run in design.runs():
        many, few = rows[values.index(run.cell.values[0])]
        made.append(
            {"run": run.id, "cell": run.cell.id, "seed": run.seed, "status": "ok", "error": None, "many": many, "few": few, "later": 0.0}
        )
    return analyse(pd.DataFrame(made), design)


def test_cells_are_ordered_by_their_mean_rank() -> None:
    """Misses: 0.5 and 0; 0 and 2; 0 and 0. Ranks over cells: 2 and 0; 0 and 2; 0 and 0. What is predicted counts nothing."""
    found = swept([(50.0, 10.0), (150.0, 30.0), (200.0, 0.0)])
    assert found["comrade_pressure"].tolist() == [2.0, 1.0, 1.5]
    assert found["missed"].tolist() == [0, 1, 1]
    assert found["rank"].tolist() == [0.0, 1.0, 1.0]
    assert found["farthest"].tolist() == ["", "many", "few"]


def test_a_target_that_came_to_nothing_is_missed_by_most() -> None:
    found = swept([(math.nan, 5.0), (0.0, 5.0), (150.0, 5.0)])
    assert found["farthest"].tolist() == ["", "many", "many"]
    assert found["comrade_pressure"].tolist() == [2.0, 1.5, 1.0]


def test_without_targets_to_fit_it_says_so() -> None:
    with pytest.raises(CohesionError, match="has no targets to fit"):
        swept([(1.0, 1.0)] * 3, targets={"later": TARGETS["later"]})


def test_sweeps_of_several_wars_are_missed_together() -> None:
    """In the first war the third cell misses nothing, in the second the first; of both the first is missed least."""
    first, second = analysed([(90.0, 10.0), (50.0, 10.0), (150.0, 10.0)]), analysed([(150.0, 5.0), (150.0, 15.0), (150.0, 40.0)])
    assert by_misses(first)["comrade_pressure"].tolist() == [2.0, 1.0, 1.5]
    found = by_misses(first, second)
    assert found["rank"].to_dict() == {0: 0.25, 1: 0.75, 2: 0.5}
    assert found["comrade_pressure"].tolist() == [1.0, 2.0, 1.5]
    assert found["missed"].tolist() == [1, 1, 2]


def test_sweeps_over_other_cells_are_refused() -> None:
    first, second = analysed([(90.0, 10.0)] * 3), analysed([(90.0, 10.0)] * 3, values=(1.0, 1.5, 2.5))
    with pytest.raises(CohesionError, match="varies otherwise than three: allowed: sweeps over the same cells"):
        by_misses(first, second)


def test_the_frontier_tells_what_meeting_a_target_costs() -> None:
    """Twenty cells: ``many`` is met in the first ten, ``few`` in the last ten and in the first, so that one has both."""
    values = tuple(1.0 + 0.05 * i for i in range(20))
    found = frontier(analysed([(150.0 if i < 10 else 50.0, 30.0 if 0 < i < 10 else 5.0) for i in range(20)], values=values))
    assert found.index.tolist() == ["later", "many", "few"]
    assert found["met"].tolist() == [0.0, 0.5, 0.55]
    assert math.isnan(found["beside"]["later"])  # no cell meets it
    assert found["beside"].tolist()[1:] == [0, 0]  # the first cell has both
    assert found["anywhere"].tolist() == [0, 0, 0]
    assert found["against"].tolist() == ["", "few", "many"]
    assert found["missed_with"]["many"] == pytest.approx(0.9)  # nine of the ten cells that meet it
    assert found["missed_without"]["many"] == 0.0
    assert found["missed_with"]["few"] == pytest.approx(10 / 11)


def test_the_frontier_says_nothing_of_few_cells() -> None:
    found = frontier(analysed([(150.0, 30.0), (50.0, 5.0), (50.0, 5.0)]))
    assert found["against"].tolist() == ["", "", ""]
    assert found["beside"]["many"] == 1
    assert found["anywhere"]["many"] == 0
