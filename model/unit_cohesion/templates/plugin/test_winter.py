"""The rule does what it says, and nothing else: run with pytest in this folder."""

from __future__ import annotations

from winter import Winter

from unit_cohesion import run


def test_snow_keeps_people_on_the_road() -> None:
    slow = [run("two-valleys", seed, rules=[Winter], winter_slowing=0.9).outcome["on_the_way"] for seed in range(1, 6)]
    quick = [run("two-valleys", seed, rules=[Winter], winter_slowing=0.0).outcome["on_the_way"] for seed in range(1, 6)]
    assert sum(slow) > sum(quick)


def test_switched_off_it_changes_nothing() -> None:
    without, off = run("two-valleys", days=60), run("two-valleys", days=60, rules=[Winter], off="X1")
    assert off.daily[without.daily.columns].equals(without.daily)
