"""The figures of the texts, on ``syria-2011``: medians over 20 seeds at its own scale, the week of T2 over 5 seeds at one person an agent.

A median over 20 seeds of a figure whose own median lies in the band falls outside by chance only where the band cuts the middle of its
spread; the seeds are fixed, so this test fails on changes only. Bands that are shown and not fitted are not held here.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest

from unit_cohesion import run

SEEDS = range(1, 21)
TO_THE_END_OF_2012 = 658
Figure = tuple[float, float | None, float | None]
"""What came out, and its band."""
COARSE = ("T1", "T3a", "T3b", "T4a", "T4b", "T4c", "T6", "T7a", "T7b", "T10", "T5a", "T5b", "T8a", "T8b", "T9a", "T9b")


def figures(seed: int, persons_per_agent: int | None = None, days: int | None = None) -> dict[str, Figure]:
    check = run("syria-2011", rng=seed, persons_per_agent=persons_per_agent, days=days).check.set_index("id")
    return {id: tuple(check.loc[id, ["value", "low", "high"]]) for id in check.index}


def in_band(values: list[float], low: float | None, high: float | None) -> bool:
    middle = float(np.median(values))
    return (low is None or np.isnan(low) or middle >= low) and (high is None or np.isnan(high) or middle <= high)


@pytest.mark.slow
def test_the_targets_are_met_by_the_median_of_twenty_seeds() -> None:
    with ProcessPoolExecutor(2) as pool:
        runs = list(pool.map(figures, SEEDS))
    values = {id: [found[id][0] for found in runs] for id in runs[0]}
    for id in sorted(values):
        print(id, np.median(values[id]), runs[0][id][1:], "" if id in COARSE else "(not held here)")
    missed = {id: float(np.median(values[id])) for id in COARSE if not in_band(values[id], *runs[0][id][1:])}
    assert not missed


@pytest.mark.slow
def test_the_worst_week_of_2012_at_one_person_an_agent() -> None:
    """T2: some week of 2012 above 1,000 and none above 5,000, in the median of 5 seeds."""
    runs = [figures(seed, 1, TO_THE_END_OF_2012)["T2"] for seed in range(1, 6)]
    print([found[0] for found in runs])
    assert in_band([found[0] for found in runs], *runs[0][1:])
