"""Choices of leaders and sponsors as they are noted: a row for each, with the utilities that were weighed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.compiling import compiled
from unit_cohesion.vocabulary import CHOICES

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Choices, Tally

CHOICE = np.dtype(
    [("day", "i8"), ("by_sponsor", "?"), ("actor", "i8"), ("subject", "i8"), ("choice", "i8"), *((name, "f8") for name in CHOICES)],
    align=True,
)
"""One choice: by whom (row of sponsors, or of militias for their leaders), about whom (row of militias, or of people), which (row of
CHOSEN); then its utilities. Only ``by_sponsor`` has another name than in the table ``choices``, where a utility is called ``sponsor``."""
NAN = math.nan


@compiled
def new_choice(choices: Choices, tally: Tally, day: int, by_sponsor: bool, actor: int, subject: int, choice: int) -> int:
    """Take the next row of ``choices``, with no utility weighed yet (NaN).

    Returns:
        The row's number.
    """
    number = int(tally.choices)
    tally.choices += 1
    noted = choices[number]
    noted.day, noted.by_sponsor, noted.actor, noted.subject, noted.choice = day, by_sponsor, actor, subject, choice
    noted.need = noted.mismatch = noted.rivalry = noted.motive = noted.abuse = noted.suspicion = NAN
    noted.claim = noted.sponsor = noted.label = NAN
    noted.loyalty = noted.capability = noted.passage = noted.noise = NAN
    return number
