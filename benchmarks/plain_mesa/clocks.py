"""The clocks of those who no longer serve, or never did: what they do next, and what is done to them, week by week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.plain_mesa.draws import log
from unit_cohesion.rules import TERMS

if TYPE_CHECKING:
    from benchmarks.plain_mesa.people import Person

WEEK = 7.0


def pressed(man: Person, hazards: dict[str, float], word: str) -> str:
    """Press a man for a week.

    Args:
        hazards: a day, of each thing that he could do. word: by which he draws his leanings, if his time has come.

    Returns:
        What he does, or an empty word while he bears it.
    """
    hazard = min(sum(hazards.values()), man.model.p.hazard_cap)
    man.pressure += WEEK * hazard
    return _drawn(man, hazards, word) if hazard > 0 and man.pressure >= man.resistance else ""


def befallen(man: Person, hazards: dict[str, float], word: str) -> str:
    """The same for what can be done to him, on its own clock."""
    hazard = min(sum(hazards.values()), man.model.p.hazard_cap)
    man.danger += WEEK * hazard
    return _drawn(man, hazards, word) if hazard > 0 and man.danger >= man.fate else ""


def _drawn(man: Person, hazards: dict[str, float], word: str) -> str:
    """One of several ways, by the largest sum of the log of its hazard and his leaning."""
    leanings = man.model.draws.leanings(word, man.key, man.spell, len(hazards))
    sums = {way: log(hazard) + leaning for (way, hazard), leaning in zip(hazards.items(), leanings, strict=True)}
    return max(sums, key=lambda way: sums[way])


def reasons(terms: dict[str, float], otherwise: str) -> tuple[dict[str, float], str]:
    """All terms of an entry, nil where none was weighed; and the cause: the largest that is above nil, or else another."""
    whole = dict.fromkeys(TERMS, 0.0) | terms
    cause = max(TERMS, key=lambda mechanism: whole[mechanism])
    return whole, cause if whole[cause] > 0 else otherwise
