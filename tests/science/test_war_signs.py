"""Every rule in the war that is shipped: left out alone, what it acts on moves as it was expected to before the war was tuned.

``effects`` runs ``syria-2011`` as it is and without each rule, under the same draws. A sign shows if ``LEAST`` of ``SEEDS`` paired seeds
have it; ties count as wrong, so that a rule that does nothing never shows one. A rule whose sign is a coin's shows it with chance .035:
among some sixty, two by chance would be no surprise. One that has its sign in .97 of seeds is seen in .98 of tries, in .9 of seeds in .81.

The laboratories (``test_signs.py``) say that a rule can act; this says that it does where all else acts as well.
"""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from unit_cohesion import effects
from unit_cohesion.insight.effects import READINGS, Effects
from unit_cohesion.insight.effects_list import EXPECTED

SEEDS, LEAST, SCALE = 8, 7, 50
UNSEEN = {
    "N3": "six of eight: a rise of a thirtieth in 90 days; with twelve seeds it shows, and at ten persons an agent (docs/effects.md)",
    "D8b": "five of eight: outrage over burnt houses makes a fiftieth of exits; with ten seeds at ten persons an agent it shows",
    "D9c": "five of eight: where punishment deters (D9b) and outrages, the outrage makes a hundredth of exits",
    "D19": "six of twelve: provinces are lost over months here, and a rout takes days; it shows in Iraq (IQ6) and in the laboratory",
    "S6": "none of eight: the long border is mostly open, and brings more than it keeps away; it shows where it is shut (test_signs.py)",
}
"""Rules whose sign does not show at this scale with these seeds, and why. None may join but one without occasion here."""


def shows(readings: np.ndarray, row: int, id: str) -> bool:
    """Whether the sign of a rule shows; readings: as of ``Effects``, row: of the world without it."""
    column, sign = READINGS.index(EXPECTED[id].proximate), EXPECTED[id].sign
    paired = readings[0, :, column] - readings[row, :, column]
    more, less = int((paired > 0).sum()), int((paired < 0).sum())
    return {"more": more, "less": less, "either": max(more, less)}[sign] >= LEAST


@pytest.fixture(scope="module")
def found() -> Effects:
    return effects("syria-2011", seeds=SEEDS, persons_per_agent=SCALE)


@pytest.mark.slow
@pytest.mark.long
def test_what_each_rule_acts_on_moves_as_expected_in_the_war(found: Effects) -> None:
    seen = {id: shows(found.readings, row, id) for row, id in enumerate(found.ids, start=1)}
    assert len(seen) > 55
    assert {id for id, shown in seen.items() if not shown} <= UNSEEN.keys()


@pytest.mark.slow
@pytest.mark.long
def test_a_rule_that_does_nothing_shows_no_sign(found: Effects) -> None:
    """The world as it is in the place of the one without: for every rule, so that none is shown by how the sign is read."""
    idle = np.stack([found.readings[0], found.readings[0]])
    assert not any(shows(idle, 1, id) for id in found.ids)


def test_the_chance_of_a_false_alarm_is_as_stated() -> None:
    assert sum(comb(SEEDS, k) for k in range(LEAST, SEEDS + 1)) / 2**SEEDS == pytest.approx(0.035, abs=5e-4)
    power = {p: sum(comb(SEEDS, k) * p**k * (1 - p) ** (SEEDS - k) for k in range(LEAST, SEEDS + 1)) for p in (0.97, 0.9)}
    assert power == {0.97: pytest.approx(0.978, abs=1e-3), 0.9: pytest.approx(0.813, abs=1e-3)}
