"""Why somebody goes: the terms of his hazard, the largest of them, and what tipped him."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.mechanisms import CAUSES, MECHANISMS, TERMS

if TYPE_CHECKING:
    from model.hazards import Pressing

LEVELS = ("units", "cells", "profiles")
TRIGGER_DAYS = 14
TRIGGER_RISE = float(np.log(1.1))

SOURCES: dict[tuple[str, str], tuple[str, str]] = {
    ("units", "D3"): ("units", "dead_source"),
    ("units", "D5"): ("units", "left_source"),
    ("units", "D6"): ("units", "left_source"),
    ("units", "D11"): ("units", "siege_source"),
    ("cells", "D5"): ("units", "carry_source"),
    ("cells", "D9c"): ("units", "punished_source"),
    ("profiles", "D1"): ("communities", "grievance_source"),
    ("profiles", "D4"): ("profiles", "abandonment_source"),
    ("profiles", "D5"): ("sects", "pledge_source"),
    ("profiles", "D8a"): ("communities", "reprisal_source"),
}
"""By level and mechanism, the column that names the event or person that last moved the factor."""

_REFERENCES = np.array([np.inf if t == "loyalty" else MECHANISMS[t].reference if t in MECHANISMS else 0.0 for t in TERMS])
"""What a term must exceed to count as a cause; his own loyalty never does."""
_ROW = {name: row for row, name in enumerate(TERMS)}
_CAP, _OUTRAGE, _BASE = _ROW["cap"], _ROW["D8b"], CAUSES.index("base")


def explain(pressing: Pressing, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Terms (rows × TERMS), cause (row of CAUSES) and trigger (source, 0 for none) of those who go now."""
    people, p = pressing.state.people, pressing.parameters
    at = {"units": people.unit[rows], "cells": people.cell[rows], "profiles": people.profile[rows]}
    factors = [(level, name) for level in LEVELS for name in pressing.terms[level]]
    now, then = np.empty((len(factors), len(rows))), np.zeros((len(factors), len(rows)))
    for number, (level, name) in enumerate(factors):
        values, before = pressing.terms[level][name], pressing.history[0][level].get(name)
        now[number] = values[at[level]]
        if before is not None:
            then[number] = now[number] if before is values else before[at[level]]
    by_term = np.zeros((len(TERMS), len(rows)))
    np.add.at(by_term, [_ROW[name] for _, name in factors], now)
    for name, own in pressing.own_terms(rows).items():
        by_term[_ROW[name]] = own
    hurt = people.outrage_day[rows] > max(0, pressing.day - TRIGGER_DAYS)
    rises = np.vstack([now - then, np.where(hurt, by_term[_OUTRAGE], -np.inf)])
    terms = np.ascontiguousarray(by_term.T)
    base = p["base_hazard"]
    whole = np.log(base) + terms.sum(axis=1) if base > 0 else -np.inf
    terms[:, _CAP] = np.minimum(np.log(p["hazard_cap"]) - whole, 0.0)
    above = terms - _REFERENCES
    best = above.argmax(axis=1)
    cause = np.where(above[np.arange(len(rows)), best] > 0, best, _BASE)
    return terms, cause, _trigger(pressing, rows, factors, at, rises)


def _trigger(
    pressing: Pressing, rows: np.ndarray, factors: list[tuple[str, str]], at: dict[str, np.ndarray], rises: np.ndarray
) -> np.ndarray:
    """The source of the factor that rose most over the last two weeks, if by a tenth or more."""
    most = rises.argmax(axis=0)
    trigger = np.zeros(len(rows), "i8")
    rose = rises[most, np.arange(len(rows))] >= TRIGGER_RISE
    for number in set(most[rose].tolist()):
        some = np.flatnonzero(rose & (most == number))
        if number == len(factors):
            trigger[some] = pressing.state.people.outrage_source[rows[some]]
        elif factors[number] in SOURCES:
            level, name = factors[number]
            trigger[some] = _source(pressing, level, name, at[level][some])
    return trigger


def _source(pressing: Pressing, level: str, mechanism: str, rows: np.ndarray) -> np.ndarray:
    """What last moved a factor, by rows of its level."""
    state, table = pressing.state, SOURCES[level, mechanism][0]
    if table != level:
        if table == "units":
            rows = state.cells.unit[rows]
        else:
            home, sect = state.profiles.home[rows], state.profiles.sect[rows]
            rows = sect if table == "sects" else state.community(home, sect)
    return np.asarray(pressing.sources[level, mechanism][rows])
