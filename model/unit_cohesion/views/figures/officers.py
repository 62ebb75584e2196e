"""What becomes of the officers who left, day by day."""

from __future__ import annotations

import numpy as np
import pandas as pd

from unit_cohesion.outcomes import ENOUGH_OUT
from unit_cohesion.views.figures.base import PLACES, Figure, chart, empty_figure, iso, line, listed, number, percent, points, time_axis
from unit_cohesion.views.figures.flows import by_status
from unit_cohesion.views.names import AWAY
from unit_cohesion.views.rebel_side import ORDER
from unit_cohesion.vocabulary import OFFICER_BANDS

TOO_FEW = 5.0
"""Officers out below which shares are not drawn: each would count for too much. Likewise below 2 % of the most that are ever out."""


def officers(daily: pd.DataFrame, groups: pd.DataFrame) -> Figure:
    """Living defected officers by where they are, as shares of them all, one above the other: in the fight below, far from it above."""
    title, when = "What becomes of the officers who left?", iso(daily["date"])
    counts = by_status(groups, OFFICER_BANDS)
    ever = [status for status in ORDER if status in counts and counts[status].max() > 0]
    total = counts[ever].sum(axis=1)
    enough = max(TOO_FEW, 0.02 * total.max())
    if not ever or total.max() < TOO_FEW:
        few = f"Fewer than {number(TOO_FEW)} officers defected in this run: too few to tell shares of them."
        return empty_figure("officers", title, few)
    shares = counts[ever].div(total.where(total >= enough), axis=0)
    step = max(1, len(when) // 400)
    series = [
        line(
            AWAY[status],
            points(when[::step], 100 * shares[status].to_numpy()[::step], 2),
            PLACES[status],
            stack="all",
            areaStyle={"color": PLACES[status], "opacity": 0.8},
            lineStyle={"width": 0.5},
        )
        for status in ever
    ]
    last, action = shares.iloc[-1], shares[[status for status in ever if status in ORDER[:2]]].sum(axis=1).to_numpy()
    action = np.where(total >= min(ENOUGH_OUT, total.max()), action, 0.0)
    largest = [f"{percent(float(last[status]))} {AWAY[status]}" for status in sorted(ever, key=lambda status: -last[status])[:3]]
    about = f"Of the living officers who defected, where they are, in per cent; at the end, of {number(float(total.iloc[-1]))}: "
    about += f"{listed(largest)}."
    if action.max() > 0:
        about += f" Most were in action on {when[int(action.argmax())]}: {percent(float(action.max()))}."
    if (total < enough).any():
        about += f" Not drawn while there are fewer than {number(round(enough))}."
    table = pd.DataFrame({"date": when, "officers out and alive": total.to_numpy()})
    table = table.join(pd.DataFrame({AWAY[status]: counts[status].to_numpy() for status in ever}))
    option = chart(time_axis(), {"type": "value", "name": "per cent of living defected officers", "min": 0, "max": 100}, series)
    return Figure("officers", title, about, option, table, height=330)
