"""Sponsors: whose money pays the fighters, and how far the key ones agree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import pandas as pd

from unit_cohesion.views.figures.base import (
    GROUPS,
    Figure,
    chart,
    empty_figure,
    iso,
    line,
    listed,
    number,
    percent,
    points,
    several,
    time_axis,
)

if TYPE_CHECKING:
    from datetime import date

    from unit_cohesion.schema import Sponsor

NONE = "This scenario has no sponsors."


def fighters_paid(table: pd.DataFrame, sponsors: Sequence[Sponsor], start: date) -> Figure:
    """Draw the fighters whose pay each carries, one above the other; clients, agenda and weight of loyalty in a table."""
    title = "Whose money pays the fighters?"
    if table.empty:
        return empty_figure("sponsors", title, NONE)
    wide = table.pivot(index="day", columns="sponsor", values="spent").astype(float)
    when = [str(start + timedelta(days=int(day) - 1)) for day in wide.index]
    series = [
        line(
            s.name,
            points(when, wide[s.id].to_numpy(), 1),
            GROUPS[place % len(GROUPS)],
            stack="all",
            step="end",
            areaStyle={"color": GROUPS[place % len(GROUPS)], "opacity": 0.75},
            lineStyle={"width": 0.5},
        )
        for place, s in enumerate(sponsors)
    ]
    last = table[table["day"] == table["day"].max()].set_index("sponsor")
    largest = sorted(sponsors, key=lambda s: -float(last.loc[s.id, "spent"]))[:3]
    phrases = [f"{s.name} {number(round(float(last.loc[s.id, 'spent'])))}" for s in largest]
    about = (
        f"What each sponsor pays out, counted in fighters whom it would keep, one above the other; at the end the most: {listed(phrases)}."
    )
    notes = pd.DataFrame(
        [
            {
                "Sponsor": s.name,
                "wants": agenda(s.agenda),
                "weighs loyalty": percent(float(last.loc[s.id, "loyalty_weight"])),
                "pays militias": number(round(float(last.loc[s.id, "clients"]))),
                "key": "yes" if s.key else "",
            }
            for s in sponsors
        ]
    )
    option = chart(time_axis(), {"type": "value", "name": "pay, in fighters kept", "min": 0}, series)
    return Figure("sponsors", title, about, option, table.astype({"sponsor": str}), notes)


def agenda(value: float) -> str:
    """An agenda between −1 and 1 in words."""
    if abs(value) < 0.15:
        return "neither in the main"
    how = "wholly " if abs(value) > 0.75 else "rather " if abs(value) < 0.4 else ""
    return f"{how}a religious order" if value > 0 else f"{how}a national, secular order"


def sponsor_consensus(daily: pd.DataFrame, needed: float) -> Figure:
    """Draw the consensus of the key sponsors, beside what a national army needs."""
    title, when = "Do the key sponsors agree?", iso(daily["date"])
    consensus = 100 * daily["sponsor_consensus"].to_numpy()
    if consensus.max(initial=0) == 0:
        return empty_figure("consensus", title, "No key sponsor is there yet, so there is no consensus.")
    met = int((consensus >= 100 * needed).sum())
    about = f"Consensus of the key sponsors, {percent(consensus[-1] / 100)} at the end, beside the {percent(needed)} that a national army "
    about += f"needs: on {several(met, 'day')} it was enough." if met else "needs: it was never enough."
    series = [
        line("consensus", points(when, consensus, 2), GROUPS[4], step="end"),
        line("needed", [[when[0], 100 * needed], [when[-1], 100 * needed]], GROUPS[5], lineStyle={"type": "dashed"}, showSymbol=False),
    ]
    option = chart(time_axis(), {"type": "value", "name": "per cent", "min": 0, "max": 100}, series)
    return Figure("consensus", title, about, option, pd.DataFrame({"date": when, "consensus, %": consensus}))
