"""Each mechanism left out: who would have stayed, the same as ``compare`` says of it alone."""

from __future__ import annotations

import pytest

from tests.helpers import tiny_scenario
from unit_cohesion.errors import CohesionError
from unit_cohesion.insight.attribute import attribute
from unit_cohesion.insight.compare import compare
from unit_cohesion.insight.without_each import without_each
from unit_cohesion.simulation.identity import identity_of
from unit_cohesion.views.figures.compared import without_each as drawn

TINY = tiny_scenario(departure={"base_hazard": 0.004}, bonds={"comrade_pressure": 3.0})
SEEDS = [3, 4, 5]


def test_who_would_have_stayed_is_what_compare_says_of_each_alone() -> None:
    found = without_each(identity_of(TINY, 1), ["D5", "D6"], seeds=SEEDS, workers=1)
    for one in found.each:
        alone = compare(TINY, without=one.id, seeds=SEEDS, workers=1)
        assert one.stayed == alone.interval_of("only_a")
        assert one.left == alone.interval_of("only_b")
    pull = found.each[0]
    assert pull.stayed.mean > 5
    assert pull.stayed.low < pull.stayed.mean < pull.stayed.high
    named = attribute(TINY, over="D5", seeds=SEEDS, workers=1)
    assert pull.named.mean == pytest.approx(named.shares[0].cause)
    assert found.table.loc[0, ["id", "stayed", "stayed_low"]].tolist() == ["D5", pull.stayed.mean, pull.stayed.low]


def test_one_seed_has_no_interval_and_the_figure_says_what_it_has() -> None:
    one, several = (without_each(identity_of(TINY, 1), ["D5", "D6"], seeds=seeds, workers=1) for seeds in ([3], SEEDS))
    labels = [[part["label"]["formatter"] for part in drawn(found).option["series"][1]["data"]] for found in (one, several)]
    assert all(" to " not in label for label in labels[0])
    assert all(" to " in label for label in labels[1])
    assert "would have stayed" in drawn(several).about
    assert "3 seeds" in drawn(several).about


@pytest.mark.parametrize("ids", [[], ["D99"], ["D6"]])
def test_what_cannot_be_left_out_is_refused(ids: list[str]) -> None:
    with pytest.raises(CohesionError):
        without_each(identity_of(TINY, 1, off="D6"), ids, seeds=2)
