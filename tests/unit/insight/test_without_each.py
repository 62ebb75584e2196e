"""Each mechanism left out: who would have stayed, the same as ``compare`` says of it alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.helpers import tiny_scenario
from unit_cohesion.errors import CohesionError
from unit_cohesion.insight.attribute import attribute
from unit_cohesion.insight.compare import compare
from unit_cohesion.insight.without_each import OverSeeds, without_each
from unit_cohesion.simulation.identity import identity_of
from unit_cohesion.views.figures.compared import without_each as drawn

TINY = tiny_scenario(departure={"base_hazard": 0.004}, bonds={"comrade_pressure": 3.0})
SEEDS = [3, 4, 5]


def test_who_would_have_stayed_is_what_compare_says_of_each_alone() -> None:
    found = without_each(identity_of(TINY, 1), ["D5", "D6"], seeds=SEEDS, workers=1)
    for one in found.each:
        alone = compare(TINY, without=one.id, seeds=SEEDS, workers=1)
        assert one.stayed.interval == alone.interval_of("only_a")
        assert one.left.interval == alone.interval_of("only_b")
    pull = found.each[0]
    assert pull.stayed.mean > 5
    assert pull.stayed.interval.low < pull.stayed.mean < pull.stayed.interval.high
    ends = sorted(pull.stayed.values)
    assert ends[0] < pull.stayed.band[0] < pull.stayed.band[1] < ends[-1]
    assert pull.fewer.values == tuple(a - b for a, b in zip(pull.stayed.values, pull.left.values, strict=True))
    named = attribute(TINY, over="D5", seeds=SEEDS, workers=1)
    assert pull.named.mean == pytest.approx(named.shares[0].cause)
    assert found.table.loc[0, ["id", "seeds", "stayed", "stayed_5"]].tolist() == ["D5", 3, pull.stayed.mean, pull.stayed.band[0]]


def test_one_seed_has_no_band_and_the_figure_says_what_it_has() -> None:
    one, several = (drawn(without_each(identity_of(TINY, 1), ["D5", "D6"], seeds=seeds, workers=1)) for seeds in ([3], SEEDS))
    labels = [[part["label"]["formatter"] for part in figure.option["series"][4]["data"][3::5]] for figure in (one, several)]
    assert all(" to " not in label for label in labels[0])
    assert all(" to " in label for label in labels[1])
    assert one.option["series"][4]["symbolSize"] == 0
    assert "says nothing of chance" in one.about
    assert "would have stayed" in several.about
    assert "Means of 3 seeds; whiskers: the 90 % band of runs" in several.about
    assert several.notes is not None
    assert several.notes.iloc[:, 1:].map(lambda cell: " to " in cell).all(axis=None)


def test_a_whisker_reaches_over_the_band_and_one_over_zero_is_told() -> None:
    pull, hold = (OverSeeds(values) for values in ((40.0, 50.0, 60.0), (-8.0, 1.0, 10.0)))
    found = without_each(identity_of(TINY, 1), ["D5", "D6"], seeds=[3], workers=1)
    made = replace(
        found,
        seeds=(3, 4, 5),
        each=(replace(found.each[0], stayed=pull, fewer=pull), replace(found.each[1], stayed=OverSeeds((9.0, 9.0, 9.0)), fewer=hold)),
    )
    figure = drawn(made)
    whiskers = figure.option["series"][5]["data"]
    assert [end["value"][0] for end in whiskers] == [41.0, 59.0, None, 59.0, None, -7.1, 9.1, None, 9.1, None]
    assert [round(end["value"][1]) for end in whiskers[::5]] == [0, 1]
    assert (made.each[0].fewer.spans_zero, made.each[1].fewer.spans_zero) == (False, True)
    assert made.table["fewer_spans_zero"].tolist() == [False, True]
    assert "Without Unit cohesion (D6) as many or more leave in some of the 3 seeds: the band spans zero." in figure.about
    assert figure.notes is not None
    assert figure.notes.iloc[1, -1] == "1 (-7 to 9)"
    assert "spans zero" not in drawn(replace(made, each=made.each[:1])).about


@pytest.mark.parametrize("ids", [[], ["D99"], ["D6"]])
def test_what_cannot_be_left_out_is_refused(ids: list[str]) -> None:
    with pytest.raises(CohesionError):
        without_each(identity_of(TINY, 1, off="D6"), ids, seeds=2)
