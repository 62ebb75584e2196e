"""Which status can follow which, and on what clock; ``engine/transitions.py`` moves people between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unit_cohesion.vocabulary import SERVING, STATUS, STATUSES, TRANSIT


@dataclass(frozen=True)
class Transition:
    """One declared way from a status to another.

    Attributes:
        clock: ``leave`` (what he does; resistance and pressure), ``fate`` (what is done to him; his cell's fate pressure), ``passage``
            (on the way), ``order`` (by date).
    """

    source: str
    target: str
    clock: str


TRANSITIONS: tuple[Transition, ...] = (
    Transition("serving", "militia fighter", "leave"),
    Transition("serving", "in transit", "leave"),
    Transition("serving", "in hiding", "leave"),
    Transition("serving", "captured", "leave"),
    Transition("serving", "jailed", "leave"),  # the attempt is caught
    Transition("serving", "dead", "fate"),
    Transition("serving", "discharged", "fate"),  # maimed
    Transition("serving", "jailed", "fate"),  # purged
    Transition("serving", "discharged", "order"),  # end of term
    Transition("serving", "dead", "order"),  # a dated event
    Transition("captured", "sent home", "order"),  # disarmed and sent home
    Transition("captured", "dead", "fate"),
    Transition("in transit", "camp", "passage"),
    # the rebel side
    Transition("serving", "candidate", "leave"),  # an officer comes to a militia's door
    Transition("civilian", "militia fighter", "leave"),
    Transition("civilian", "national army", "leave"),
    *(Transition("candidate", to, "order") for to in ("militia fighter", "militia commander", "adviser")),  # its leader's word
    *(Transition("candidate", to, "leave") for to in ("withdrawn", "in transit", "national army")),
    *(Transition("militia fighter", to, "leave") for to in ("militia fighter", "civilian", "adviser", "withdrawn")),
    Transition("militia commander", "adviser", "leave"),
    *(Transition("adviser", to, "leave") for to in ("withdrawn", "in transit", "national army")),
    *(Transition("withdrawn", to, "leave") for to in ("candidate", "militia fighter", "returned", "gone", "national army")),
    *(Transition("camp", to, "leave") for to in ("candidate", "militia fighter", "returned", "gone", "national army")),
    *(Transition("in hiding", to, "leave") for to in ("returned", "in transit")),
    *(Transition("in hiding", to, "leave") for to in ("militia fighter", "candidate")),
    *(Transition(role, "dead", "fate") for role in ("militia fighter", "militia commander", "candidate", "adviser", "national army")),
    *(
        Transition(role, to, "fate")
        for role in ("candidate", "adviser", "militia fighter", "militia commander")
        for to in ("withdrawn", "in transit")
    ),  # labelled
    Transition("civilian", "serving", "order"),  # called up
)
ALLOWED = np.zeros((len(STATUSES), len(STATUSES)), bool)
for _t in TRANSITIONS:
    ALLOWED[STATUS[_t.source], STATUS[_t.target]] = True

CLOCKED = {SERVING: "leave", TRANSIT: "passage"}
"""Statuses that people leave on a clock of their own, and its stream of resistances."""
REBEL_CLOCKED = {
    STATUS[s]: f"stay {s}"
    for s in ("civilian", "candidate", "militia fighter", "militia commander", "adviser", "withdrawn", "camp", "in hiding")
}
"""Likewise, where there is a rebel side."""
FATED = tuple(STATUS[s] for s in ("candidate", "militia fighter", "militia commander", "adviser", "national army"))
"""Statuses of the rebel side in which something can be done to people."""
