"""Those out of the fight: their hope, what is left of their skill, what it would be worth, and why they stay out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from unit_cohesion.outcomes import DEFECTION
from unit_cohesion.views.figures.base import GROUPS, WRAPPED, Figure, chart, empty_figure, iso, line, number, percent, points, time_axis
from unit_cohesion.vocabulary import ARMY_BANDS, OFFICER_BANDS

WAITING = ("camp", "withdrawn", "candidate", "adviser")
"""Where defectors wait, out of the fight but not gone."""
OUT = (*WAITING, "in transit", "gone")
STATED = {"danger": "danger", "no place for me": "no place for me", "family": "family"}
NEVER = "went straight abroad"


def hope_and_skill(people: pd.DataFrame) -> Figure:
    """How many of the officers who wait have how much hope, and how much of their skill, at the end."""
    title = "Do those who wait still hope, and can they still fight?"
    some = people[people["status"].isin(WAITING) & people["band"].isin(OFFICER_BANDS) & (people["competence"] > 0)]
    if some.empty:
        return empty_figure("hope-and-skill", title, "No officer waits in a camp, at a door or at home on the last day.")
    hope, skill = some["hope"].to_numpy(), np.minimum((some["skill"] / some["competence"]).to_numpy(), 1.0)
    edges, weight = np.linspace(0, 1, 11), some["persons"].to_numpy()
    bins = [f"{10 * tenth}–{10 * tenth + 10}" for tenth in range(10)]
    counts = {name: np.histogram(values, edges, weights=weight)[0] for name, values in (("hope", hope), ("skill left", skill))}
    means = [percent(float(np.average(values, weights=weight))) for values in (hope, skill)]
    about = (
        f"Defected officers who wait in camps, at doors or idle on the last day ({number(float(weight.sum()))}), by how much hope of being "
        f"of use they have, and by how much of their skill is left; on the mean {means[0]} and {means[1]}."
    )
    series = [
        {"type": "bar", "name": name, "color": colour, "data": [round(float(n), 1) for n in counts[name]]}
        for name, colour in (("hope", GROUPS[0]), ("skill left", GROUPS[4]))
    ]
    option = chart({"type": "category", "data": bins, "name": "per cent of full"}, {"type": "value", "name": "officers", "min": 0}, series)
    return Figure("hope-and-skill", title, about, option, pd.DataFrame({"per cent of full": bins, **counts}))


def capability(daily: pd.DataFrame, people: pd.DataFrame, events: pd.DataFrame) -> Figure:
    """Competence that the regime lost, and how much of it is used against it."""
    title, when = "What became of the skill that the regime lost?", iso(daily["date"])
    lost, used = daily["capability_lost"].to_numpy(), daily["capability_used"].to_numpy()
    if not lost.max(initial=0):
        return empty_figure("capability", title, "Nobody left, so no skill was lost.")
    gone = people[people["person"].isin(events.loc[events["event"] == DEFECTION, "person"]) & people["status"].isin(WAITING)]
    idle = float((gone["skill"] * gone["persons"]).sum())
    faded = float(((gone["competence"] - gone["skill"]) * gone["persons"]).sum())
    about = (
        "Competence of those who left (one wholly competent man counts 1), and what of it fights the regime: "
        f"{number(round(float(lost[-1])))} lost by the end, {percent(float(used[-1] / lost[-1]))} of it used; "
        f"{percent(idle / float(lost[-1]))} lies idle with "
        f"defectors who wait, and {percent(faded / float(lost[-1]))} has faded there. The rest hides, went back, went for good or died."
    )
    series = [
        line("lost to the regime", points(when, lost, 1), GROUPS[5]),
        line("used against it", points(when, used, 1), GROUPS[0], areaStyle={"color": GROUPS[0], "opacity": 0.25}),
    ]
    option = chart(time_axis(), {"type": "value", "name": "competence", "min": 0}, series)
    return Figure("capability", title, about, option, pd.DataFrame({"date": when, "lost": lost, "used": used}))


def reasons(events: pd.DataFrame, people: pd.DataFrame) -> Figure:
    """Stated against true reasons of defectors who stay out of the fight, at the end."""
    title = "Do they say why they stay out of the fight?"
    out = people[people["status"].isin(OUT) & people["band"].isin(ARMY_BANDS)].set_index("person")
    reasoned = events[events["person"].isin(out.index) & (events["stated_reason"] != "")].drop_duplicates("person", keep="last")
    if reasoned.empty:
        return empty_figure("reasons", title, "Nobody who defected stays out of the fight, so nobody gives a reason.")
    true = out.loc[reasoned["person"], "true_reason"].astype(str).replace({"": NEVER}).to_numpy()
    stated = reasoned["stated_reason"].astype(str).to_numpy()
    table = pd.crosstab(pd.Series(true, name="true reason"), pd.Series(stated), reasoned["persons"].to_numpy(), aggfunc="sum").fillna(0.0)
    persons = table.sum(axis=1).to_dict()
    rows = sorted(table.index, key=lambda row: (row == NEVER, -persons[row]))
    columns = [reason for reason in STATED if reason in table.columns]
    table = table.loc[rows, columns]
    values = table.to_numpy()
    share = 100 * values / np.maximum(values.sum(axis=1, keepdims=True), 1e-9)
    data = [
        {"value": [x, y, round(float(share[y, x]), 1)], "label": {"formatter": number(float(values[y, x]))}}
        for y in range(len(rows))
        for x in range(len(columns))
    ]
    danger = float(table["danger"].sum() / values.sum()) if "danger" in table else 0.0
    about = (
        "Defectors out of the fight at the end, in persons: the reason that they state (across) against the true one (down), darker "
        f"where more of the row state it. {percent(danger)} name danger: a pretext that spreads with the rumour."
    )
    option = chart(
        {
            "type": "category",
            "data": [STATED[reason] for reason in columns],
            "name": "stated",
            "nameGap": 40,
            "axisLabel": {"interval": 0, "width": 60, **WRAPPED},
        },
        {"type": "category", "data": rows, "inverse": True, "name": "true reason", "nameLocation": "start"},
        [
            {
                "type": "heatmap",
                "data": data,
                "label": {"show": True, "fontSize": 11, "color": "#111"},
                "itemStyle": {"borderColor": "#fff", "borderWidth": 1},
            }
        ],
        trigger="item",
        visualMap={"min": 0, "max": 100, "show": False, "inRange": {"color": ["#F7F4FA", "#C2A5CF", "#9970AB"]}},
    )
    option["grid"]["bottom"] = 44
    return Figure("reasons", title, about, option, table.rename(columns=STATED).reset_index(), None, 120 + 38 * len(rows))
