"""What becomes of captives, by hand: of a company that was taken in the town (W9b)."""

from __future__ import annotations

from tests.unit.rules.by_hand import lot, only, rebels
from tests.unit.rules.test_offers import COMPANY, SURE, before_rebels, men, offer, statuses, took
from unit_cohesion.rules.captives import Captives
from unit_cohesion.vocabulary import STATUS


def test_captives_are_killed_or_sent_home_as_the_largest_militia_does() -> None:
    tables = {"militias": [{"id": "zealots", "place": "town", "captives": {"released": 0.3, "killed": 0.4}}]}
    engine = before_rebels([offer(kept=0.0)], rebels, tables=tables, offer_weight=SURE)
    zealots = engine.militia_ids.index("zealots")
    engine.state.militias.alive[zealots], engine.state.militias.fighters[zealots] = True, 20.0
    people = engine.state.people
    rows = men(engine, COMPANY)
    drawn = {row: lot("captive", int(people.key[row]), 1) for row in rows}
    took(engine)
    only(engine, Captives)
    for row in rows:
        expected = "dead" if drawn[row] < 0.4 else "sent home" if drawn[row] < 0.7 else "captured"
        assert people.status[row] == STATUS[expected]
    nation, communities = engine.state.nation, engine.state.communities
    assert nation.killed_today == communities.fallen.sum()
    assert nation.killed_today > 0.0


def test_they_stay_captives_of_those_who_keep_them() -> None:
    engine = before_rebels([offer(kept=0.0)], rebels, offer_weight=SURE)
    took(engine)
    assert statuses(engine, COMPANY) == {"captured"}
