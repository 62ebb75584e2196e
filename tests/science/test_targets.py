"""The figures of the texts and of other sources, on ``syria-2011``: fitted ones are met, but for those that are listed here as missed.

A median over 20 seeds of a figure whose own median lies in the band falls outside by chance only where the band cuts the middle of its
spread; the seeds are fixed, so these tests fail on changes only. What is predicted, checked or put in never fails here.
"""

from __future__ import annotations

import pytest

from unit_cohesion import load_scenario, validate
from unit_cohesion.insight.validate import Validation

MISSED = {
    "T8c": "with nobody leaving from 7 March 2012 on, the regime neither holds .9 nor rises month by month, but in one seed of twenty",
    "P-D4": "1.92 times as many exits a day in October 2011, wanted 2",
    "P-G10": ".16 of pilots Sunni, wanted .5: with .6 put in, half of all pilots would leave (docs/decisions/0020)",
    "P-K14": "rank correlation of the dead by home .55, wanted .7",
    "P-K17a": ".16 of the dead are police and security, wanted .07 to .14",
    "P-L5": "control of Idlib .998 of that before, wanted above 1",
}
"""Fitted targets that the model misses today, and by how much: the next tuning is to shorten this list, and nothing may lengthen it."""
ONE_FOR_ONE = ("T2b", "P-G1", "P-G2", "P-G8", "P-X4")
"""Single weeks and few men: judged at one person an agent, over 5 seeds to 26 June 2012."""
MISSED_ONE_FOR_ONE = {"T2b": "about 700 in the worst week, wanted 700", "P-G8": "a pilot or none leaves within those five days, wanted 3"}
TO_JUNE_2012 = 470


def told(found: Validation) -> None:
    for one in found.verdicts:
        print(one.id, one.target.role, one.median, (one.low, one.high), (one.target.low, one.target.high), one.met)


@pytest.mark.slow
def test_fitted_targets_are_met_by_twenty_seeds() -> None:
    found = validate("syria-2011", seeds=20)
    told(found)
    missed = {one.id for one in found.missed} - set(ONE_FOR_ONE)
    print("met by now:", sorted(MISSED.keys() - missed))
    assert missed <= MISSED.keys()


@pytest.mark.slow
def test_fitted_targets_of_few_men_are_met_one_for_one() -> None:
    found = validate("syria-2011", seeds=5, persons_per_agent=1, days=TO_JUNE_2012)
    told(found)
    verdicts = {id: found.verdict(id) for id in ONE_FOR_ONE}
    assert all(one.met is not None for one in verdicts.values())
    assert {id for id, one in verdicts.items() if not one.met} <= MISSED_ONE_FOR_ONE.keys()


def test_roles_go_by_dates_and_what_is_missed_is_fitted() -> None:
    """Fitted: dated up to 30 June 2012, or of the text's own; so that what came later is never tuned on."""
    targets = load_scenario("syria-2011").targets
    assert {*MISSED, *ONE_FOR_ONE, *MISSED_ONE_FOR_ONE} <= {id for id, target in targets.items() if target.fit}
    for id, target in targets.items():
        last = target.on or target.end
        own = id.rstrip("abcde") in ("T3", "T4", "T5", "T6", "T7", "T8", "T9")
        at_birth = target.outcome in ("sect_share_of_army", "sect_share_of_career_men")
        if target.fit and not own and not at_birth:
            assert last is not None, id
            assert last.isoformat() <= "2012-06-30", id
        assert target.source, id
        assert target.title, id
