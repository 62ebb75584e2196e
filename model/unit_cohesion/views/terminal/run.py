"""What ``cohesion run`` prints after the run: who left, why, where they are, how the rebels stand, what came out beside what was wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.console import Group, RenderableType
from rich.text import Text

from unit_cohesion.outcomes import LEAVING, OUTCOMES, Outcome
from unit_cohesion.rules import MECHANISMS
from unit_cohesion.views.formatting import DIM, ROLES, bar, in_unit, number, one_line, percent, row, table, times, title, wanted
from unit_cohesion.views.names import AWAY
from unit_cohesion.views.rebel_side import dead_in_service, has_rebels
from unit_cohesion.views.terminal.departures import departures_chart
from unit_cohesion.views.terminal.rebels import rebel_side

if TYPE_CHECKING:
    import pandas as pd

    from unit_cohesion.runs.record import Record
    from unit_cohesion.scenario import Scenario

RAREST_CAUSE = 0.001  # share of those who left; rarer ones are not shown
MARKS = {True: ("✓", "green"), False: ("✗", "red"), None: ("–", DIM)}


def report(scenario: Scenario, record: Record, width: int) -> Iterator[RenderableType]:
    """Everything that is printed after a run, for a terminal of this width."""
    events = record.events
    left = events[events["event"].isin(LEAVING)]
    yield summary(record)
    if len(left):
        yield departures_chart(scenario, left, len(record.daily), width)
        yield causes(left, width, record.mechanisms)
        if not has_rebels(scenario):
            yield fates(left, record.people, width)
    if has_rebels(scenario):
        yield from rebel_side(record, width)
    yield from outcome(record.check, width, record.outcomes)


def summary(record: Record) -> RenderableType:
    """Of how many, who left, was killed, was arrested and was let go."""
    daily = record.daily
    first, last = daily.iloc[0], daily.iloc[-1]
    flow = {name: number(daily[name].sum()) for name in ("defections", "desertions", "captures", "arrests")}
    left = number(daily[["defections", "desertions", "captures"]].to_numpy().sum())
    words = (
        f"{number(first['serving'])} served on the first day, {number(last['serving'])} on the last",
        f"{left} left: {flow['defections']} defected, {flow['desertions']} deserted, {flow['captures']} gave themselves up",
        f"{number(dead_in_service(record))} died in service, {flow['arrests']} were arrested, {number(last['discharged'])} were discharged",
    )
    return Text("\n" + "\n".join(words))


def causes(left: pd.DataFrame, width: int, mechanisms: Mapping[str, Any] = MECHANISMS) -> RenderableType:
    """The mechanisms that weighed most with those who left, and by how much each typically raised the hazard."""
    found = table("Cause", "", "Share", "Typical factor", "What it says", right=(2, 3), rest=4, since={4: 110})
    counts = left.groupby("cause", observed=True)["persons"].sum().sort_values(ascending=False)
    shares = counts / counts.sum()
    for id, share in shares[shares >= RAREST_CAUSE].items():
        known = mechanisms.get(str(id))
        term = left.loc[left["cause"] == id, f"log_{id}"].median() if f"log_{id}" in left else np.nan
        factor = "–" if np.isnan(term) else times(float(np.exp(term)))
        title_of = known.title if known else "no factor above its reference"
        row(found, id, title_of, percent(float(share)), factor, known.says if known else "")
    return Group(title("Main causes", "of those who left; the factor by which it raised their hazard"), found)


def fates(left: pd.DataFrame, people: pd.DataFrame, width: int) -> RenderableType:
    """Where those who left are at the end."""
    found = table("", "Persons", "Share", "", right=(1, 2), drawn=3)
    gone = people[people["person"].isin(left["person"])]
    counts = gone.groupby("status", observed=True)["persons"].sum().sort_values(ascending=False)
    room = max(5, min(50, width - 40))
    for status, count in counts.items():
        share = float(count / counts.sum())
        row(found, AWAY.get(str(status), status), number(count), percent(share), Text(bar(share, room), style="cyan"))
    return Group(title("Where those who left are", "on the last day"), found)


def outcome(check: pd.DataFrame, width: int, outcomes: Mapping[str, Outcome] = OUTCOMES) -> Iterator[RenderableType]:
    """Each target beside what came out; those that are not fitted apart."""
    for role, heading in ROLES.items():
        rows = check[check["role"] == role]
        if not len(rows):
            continue
        found = table("", "", "", "Came out", "Wanted", "Source", right=(3,), rest=2, since={5: 120})
        marks = [None if missing else bool(met) for met, missing in zip(rows["met"], rows["met"].isna(), strict=True)]
        for entry, met in zip(rows.to_dict("records"), marks, strict=True):
            came = in_unit(entry["value"], entry["unit"])
            id = Text(one_line(entry["id"]), style=DIM)
            source = Text(one_line(entry["source"]), style=DIM)
            asked = wanted(entry["low"], entry["high"], entry["unit"])
            row(found, Text(*MARKS[met]), id, entry["title"] or outcomes[entry["outcome"]].meaning, came, asked, source)
        beside = f"{marks.count(True)} of {len(marks)} met" + ("; – was not reached in this run" if None in marks else "")
        yield Group(title(heading, beside if role in ("fit", "predict") else ""), found)
