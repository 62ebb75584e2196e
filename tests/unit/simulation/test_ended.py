"""A run that has ended walks no further: the log has no room for a day more, and a write past an array's end would raise nothing."""

from __future__ import annotations

import numpy as np
import pytest

from tests.helpers import digest
from unit_cohesion.errors import CohesionError
from unit_cohesion.rules.departure import Departure
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.simulation.identity import identity_of


def ended() -> Engine:
    engine = Engine(identity_of("two-valleys", days=9))
    engine.run()
    return engine


def test_a_day_past_the_last_is_refused_and_the_run_stays_as_it_is() -> None:
    engine = ended()
    before = digest(engine)
    with pytest.raises(CohesionError, match=r"^day 10: the run has ended; allowed: days 1 to 9$"):
        engine.step()
    with pytest.raises(CohesionError, match=r"^day 10: the run has ended; allowed: days 1 to 9$"):
        engine.step_with(Departure, lambda: None)
    engine.run()  # all days that are left are none
    assert engine.day == 9
    assert not engine.running
    assert digest(engine) == before


def test_the_day_before_the_last_is_not() -> None:
    engine, whole = Engine(identity_of("two-valleys", days=9)), ended()
    for _ in range(9):
        engine.step()
    assert digest(engine) == digest(whole)
    assert (np.asarray(engine.state.people.status) == np.asarray(whole.state.people.status)).all()
