"""What ``cohesion run`` prints after the run: who left, why, where they are, how the rebels stand, what came out beside what was wanted."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.console import Group, RenderableType
from rich.text import Text

from unit_cohesion.outcomes import LEAVING, OUTCOMES, Outcome
from unit_cohesion.rules import MECHANISMS
from unit_cohesion.runs.measures import NOT_REACHED
from unit_cohesion.runs.validation import Checked, checked
from unit_cohesion.views.formatting import DIM, ROLES, bar, in_unit, number, one_line, percent, row, table, times, title, wanted
from unit_cohesion.views.names import AWAY
from unit_cohesion.views.rebel_side import dead_in_service, has_rebels, persons_by_status
from unit_cohesion.views.terminal.departures import departures_chart
from unit_cohesion.views.terminal.rebels import rebel_side

if TYPE_CHECKING:
    from unit_cohesion.runs.facts import Facts
    from unit_cohesion.runs.record import Record

RAREST_CAUSE = 0.001  # share of those who left; rarer ones are not shown
MARKS = {True: ("✓", "green"), False: ("✗", "red"), None: ("–", DIM)}


def report(record: Record, width: int) -> Iterator[RenderableType]:
    """Everything that is printed after a run, for a terminal of this width; made from its facts, so that no table is."""
    facts = record.facts
    left, rebels = facts.left_by(*LEAVING), has_rebels(facts.scenario)
    yield summary(facts)
    if len(left):
        yield departures_chart(facts, width)
        yield causes(facts, record.terms, record.mechanisms)
        if not rebels:
            yield fates(facts, width)
    if rebels:
        yield from rebel_side(facts, width)
    yield from outcome(checked(record), record.outcomes)


def summary(facts: Facts) -> RenderableType:
    """Of how many, who left, was killed, was arrested and was let go."""
    serving = facts.daily("serving")
    flow = {name: facts.daily(name).sum() for name in ("defections", "desertions", "captures", "arrests")}
    defected, deserted, captured, arrested = map(number, flow.values())
    left = number(flow["defections"] + flow["desertions"] + flow["captures"])
    discharged = number(facts.daily("discharged")[-1])
    words = (
        f"{number(serving[0])} served on the first day, {number(serving[-1])} on the last",
        f"{left} left: {defected} defected, {deserted} deserted, {captured} gave themselves up",
        f"{number(dead_in_service(facts))} died in service, {arrested} were arrested, {discharged} were discharged",
    )
    return Text("\n" + "\n".join(words))


def causes(facts: Facts, terms: Collection[str], mechanisms: Mapping[str, Any] = MECHANISMS) -> RenderableType:
    """The mechanisms that weighed most with those who left, and by how much each typically raised the hazard.

    ``terms``: ids of those that weigh with a hazard.
    """
    found = table("Cause", "", "Share", "Typical factor", "What it says", right=(2, 3), rest=4, since={4: 110})
    left = facts.happened(LEAVING, facts.days)
    cause = facts.events("cause")[left]
    counts = np.bincount(cause, facts.events("persons")[left])
    shares = counts / counts.sum()
    for code in np.argsort(-shares, kind="stable").tolist():
        if shares[code] < RAREST_CAUSE:
            break
        id = facts.causes[code]
        known = mechanisms.get(id)
        weighed = facts.terms(id)[left[cause == code]] if id in terms else np.empty(0)
        weighed = weighed[~np.isnan(weighed)]
        factor = times(float(np.exp(np.median(weighed)))) if len(weighed) else "–"
        title_of = known.title if known else "no factor above its reference"
        row(found, id, title_of, percent(float(shares[code])), factor, known.says if known else "")
    return Group(title("Main causes", "of those who left; the factor by which it raised their hazard"), found)


def fates(facts: Facts, width: int) -> RenderableType:
    """Where those who left are at the end."""
    found = table("", "Persons", "Share", "", right=(1, 2), drawn=3)
    counts = persons_by_status(facts, facts.left_by(*LEAVING))
    room = max(5, min(50, width - 40))
    for status, count in counts.items():
        share = count / sum(counts.values())
        row(found, AWAY.get(status, status), number(count), percent(share), Text(bar(share, room), style="cyan"))
    return Group(title("Where those who left are", "on the last day"), found)


def outcome(check: Collection[Checked], outcomes: Mapping[str, Outcome] = OUTCOMES) -> Iterator[RenderableType]:
    """Each target beside what came out; those that are not fitted apart."""
    for role, heading in ROLES.items():
        entries = [one for one in check if one.role == role]
        if not entries:
            continue
        found = table("", "", "", "Came out", "Wanted", "Source", right=(3,), rest=2, since={5: 120})
        marks = [one.met for one in entries]
        for one in entries:
            came, asked = in_unit(one.value, one.unit), wanted(one.low, one.high, one.unit)
            id, source = Text(one_line(one.id), style=DIM), Text(one_line(one.source), style=DIM)
            row(found, Text(*MARKS[one.met]), id, one.title or outcomes[one.outcome].meaning, came, asked, source)
        none = [one for one in entries if one.met is None]
        reached = [one for one in none if one.why not in ("", NOT_REACHED)]
        beside = f"{marks.count(True)} of {len(marks)} met" + ("; – was not reached in this run" if len(none) > len(reached) else "")
        words = [Text(f"– {one_line(one.id)}: {one_line(one.why)}.", style=DIM) for one in reached]
        yield Group(title(heading, beside if role in ("fit", "predict") else ""), found, *words)
