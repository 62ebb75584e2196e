"""A validation as HTML, for notebooks: every target, its band, and what came out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unit_cohesion.views.formatting import ROLES, in_unit, percent, wanted
from unit_cohesion.views.stamp import stamp_of
from unit_cohesion.views.svg import safe

if TYPE_CHECKING:
    from unit_cohesion.insight.validate import Validation, Verdict

WORDS = {True: "met", False: "missed", None: "not reached"}


def card(found: Validation) -> str:
    """The table of targets."""
    heads = ["", "", "What", "Wanted", "Median", "90 % of runs", *(["Draws that pass"] if found.draws else []), "Source"]
    head = "".join(f"<th>{word}</th>" for word in heads)
    body = "".join(_row(one, bool(found.draws)) for role in ROLES for one in found.verdicts if one.target.role == role)
    return (
        f"<div><b>{safe(found.world.scenario.about.title)}</b><p>{safe(found.sentence)}</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        f"<small>{safe(stamp_of(found))}</small></div>"
    )


def _row(one: Verdict, drawn: bool) -> str:
    asked = wanted(one.target.low, one.target.high, one.unit)
    band = f"{in_unit(one.low, one.unit)} to {in_unit(one.high, one.unit)}" if one.runs else "–"
    share = [passing(one)] if drawn else []
    cells = [
        WORDS[one.met],
        one.id,
        f"{one.target.title or one.target.outcome} ({one.target.role})",
        asked,
        in_unit(one.median, one.unit),
        band,
        *share,
        one.target.source,
    ]
    return "<tr>" + "".join(f"<td>{safe(cell)}</td>" for cell in cells) + "</tr>"


def passing(one: Verdict) -> str:
    """The share of draws that pass a target, and whether it is weak."""
    return ("–" if one.passed != one.passed else percent(one.passed)) + (", weak" if one.weak else "")
