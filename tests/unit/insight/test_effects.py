"""What mechanisms do in a war: the list of outcomes is whole, and what is measured is what a count by hand says."""

from __future__ import annotations

from unit_cohesion.insight.effects_list import EXPECTED, STAND_INS
from unit_cohesion.insight.gauges import GAUGES
from unit_cohesion.outcomes import OUTCOMES
from unit_cohesion.rules import MECHANISMS


def test_every_rule_has_a_proximate_and_a_distal_outcome_and_nothing_else_has() -> None:
    assert list(EXPECTED) == [id for id, one in MECHANISMS.items() if one.kind == "rule"]
    for expected in EXPECTED.values():
        for name in (expected.proximate, expected.distal):
            assert (name in GAUGES) != (name in OUTCOMES)
        assert expected.proximate != expected.distal
        assert expected.sign in ("more", "less")
        assert expected.distal_sign in ("more", "less", "nothing", "either")


def test_every_gauge_is_used_and_what_stands_in_is_a_rule() -> None:
    used = {name for one in EXPECTED.values() for name in (one.proximate, one.distal)}
    assert used >= GAUGES.keys()
    for outcome, ids in STAND_INS.values():
        assert outcome in OUTCOMES
        assert set(ids) <= EXPECTED.keys()
