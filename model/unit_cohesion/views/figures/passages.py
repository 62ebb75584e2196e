"""From the army to where they are now: a flow for each way, on any day."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from unit_cohesion.outcomes import LEAVING
from unit_cohesion.views.figures.base import GROUPS, PLACES, WRAPPED, Figure, Option, chart, empty_figure, listed, number, percent
from unit_cohesion.views.names import AWAY
from unit_cohesion.views.rebel_side import LEVELS

WAYS = {"in transit": "set out abroad", "in hiding": "went home", "captured": "gave themselves up"}
OTHER_WAY = "went to the rebels"
TITLE = "Where did those go who left?"
PAID, UNPAID, EXTREMIST = "with militias paid by {}", "with militias that nobody pays", "with extremist militias"
DEAD = "#7F6A6A"
_WITH_MILITIA = ("militia fighter", "militia commander")


class Passages:
    """Who left which way, and every later step of theirs, as arrays.

    Args:
        events, people, militias: tables of the record. sponsors: names by id.
    """

    def __init__(self, events: pd.DataFrame, people: pd.DataFrame, militias: pd.DataFrame, sponsors: Mapping[str, str]) -> None:
        left = events[events["event"].isin(LEAVING)]
        self.leavers = pd.Index(left["person"])
        level = {band: name for name, bands in LEVELS.items() for band in bands}
        self.level = left["band"].astype(str).map(level).to_numpy()
        self.way = left["to_status"].astype(str).map(lambda status: WAYS.get(status, OTHER_WAY)).to_numpy()
        self.persons, self.day = left["persons"].to_numpy(), left["day"].to_numpy()
        who = self.leavers.get_indexer(events["person"])
        steps = (who >= 0) & (events["to_status"].astype(str) != "").to_numpy()
        self.who, self.when = who[steps], events["day"].to_numpy()[steps]
        self.status = events["to_status"].astype(str).to_numpy()[steps]
        self.militia = events["militia"].astype(str).to_numpy(dtype=object)[steps]
        last = np.full(len(self.leavers), -1)
        last[self.who] = np.arange(len(self.who))
        now = people.set_index("person")["militia"].astype(str)
        self.militia[last[last >= 0]] = now.reindex(self.leavers[last >= 0]).to_numpy()  # splits and mergers change it without a step
        self.militias, self.sponsors = militias, sponsors

    def patrons(self, day: int) -> dict[str, str]:
        """What pays each militia that exists in the week of a day, in words."""
        weeks = self.militias["day"]
        if not (weeks <= day).any():
            return {}
        now = self.militias[weeks == weeks[weeks <= day].max()]
        ids = zip(now["militia"].astype(str), now["patron"].astype(str), now["extremist"], strict=True)
        return {
            id: EXTREMIST if extremist else PAID.format(self.sponsors.get(patron, patron).partition(" (")[0]) if patron else UNPAID
            for id, patron, extremist in ids
        }

    def on(self, day: int, level: str | None = None) -> pd.DataFrame:
        """Persons by ``level``, ``way`` and ``where`` on a day, with the ``status``; one level only if it is named."""
        seen = np.flatnonzero(self.when <= day)
        at = np.full(len(self.leavers), -1)
        at[self.who[seen]] = seen  # in the order in which they happened: the latest stays
        some = (at >= 0) & (self.day <= day) & (np.ones(len(at), bool) if level is None else self.level == level)
        status, militia = self.status[at[some]], self.militia[at[some]]
        payer, unknown = self.patrons(day), UNPAID if len(self.militias) else AWAY["militia fighter"]
        where = [
            payer.get(m, unknown) if s in _WITH_MILITIA else AWAY.get(s, {"dead": "dead", "serving": "serve again"}.get(s, s))
            for s, m in zip(status, militia, strict=True)
        ]
        columns = {"level": self.level[some], "way": self.way[some], "where": where, "status": status, "persons": self.persons[some]}
        found = pd.DataFrame(columns).groupby(["level", "way", "where", "status"])["persons"].sum()
        return found.reset_index()


def passages(of: Passages, day: int, date: str, level: str | None = None) -> Figure:
    """The flows on a day, as a Sankey diagram."""
    found = of.on(day, level)
    if found.empty:
        who, later = f"Nobody{' of these' if level else ''}", of.on(int(of.day.max(initial=0)), level)
        nobody = f"{who} leaves in this run." if later.empty else f"{who} has left by {date}: take a later day."
        return empty_figure("passages", TITLE, nobody)
    where = found.groupby("where")["persons"].sum().sort_values(ascending=False)
    status = dict(zip(found["where"], found["status"], strict=True))
    order = sorted(where.index, key=lambda name: (list(PLACES).index(status[name]) if status[name] in PLACES else 99, -where[name]))
    colours = {name: PLACES.get(status[name], DEAD) for name in order} | {EXTREMIST: "#C51B7D", UNPAID: "#A6DBA0"}
    ways = [*WAYS.values(), OTHER_WAY]
    colours |= dict(zip((*LEVELS, *ways), (*GROUPS[3:6], *(PLACES[status] for status in WAYS), PLACES["militia fighter"]), strict=True))
    first, second = (found.groupby(list(pair))["persons"].sum() for pair in (("level", "way"), ("way", "where")))
    names = [*(n for n in (*LEVELS, *ways) if (found[["level", "way"]] == n).to_numpy().any()), *order]
    pairs = [*zip(first.index.to_list(), first.tolist(), strict=True), *zip(second.index.to_list(), second.tolist(), strict=True)]
    links = [{"source": a, "target": b, "value": round(float(n), 1)} for (a, b), n in pairs]
    total = float(found["persons"].sum())
    phrases = [f"{percent(float(where[name]) / total)} {name}" for name in where.index[:4]]
    about = f"{number(total)} {level or 'persons'} left by {date}: the rank that they held, the way by which they left, and where they are "
    about += f"then: {listed(phrases)}."
    option = {
        "animation": False,
        "aria": {"enabled": True},
        "tooltip": {"trigger": "item", "confine": True},
        "series": [
            {
                "type": "sankey",
                "left": 64,
                "right": 246,
                "top": 8,
                "bottom": 8,
                "nodeWidth": 14,
                "nodeGap": 14,
                "draggable": False,
                "layoutIterations": 0,
                "emphasis": {"focus": "adjacency"},
                "links": links,
                "label": {"fontSize": 11, "width": 238, "overflow": "truncate"},
                "lineStyle": {"color": "target", "opacity": 0.4},
                "data": [_node(name, colours[name]) for name in names],
            }
        ],
    }
    table = found.groupby(["level", "way", "where"])["persons"].sum().reset_index()
    slim = _destination_bars(found, order, [way for way in ways if way in colours and (found["way"] == way).any()], colours)
    height = min(500, 90 + 34 * max(len(order), 3))
    return Figure("passages", TITLE, about, option, table, None, height, 560, slim, 70 + 32 * len(order))


def _node(name: str, colour: str) -> Option:
    made: Option = {"name": name, "itemStyle": {"color": colour}}
    label = {"position": "left"} if name in LEVELS else {"formatter": _short_destination(name)}
    return made | {"label": label}


def _short_destination(name: str) -> str:
    """Return where they are without what goes without saying: "paid by Qatar"."""
    return name.replace("with militias paid", "paid").removeprefix("with ")


def _destination_bars(found: pd.DataFrame, order: list[str], ways: list[str], colours: Mapping[str, str]) -> Option:
    """Draw where they are, a bar each, in parts by the way out: the same without the flows, for narrow places."""
    table = found.groupby(["where", "way"])["persons"].sum().unstack(fill_value=0).reindex(index=order, columns=ways, fill_value=0.0)
    total = [{"value": 0, "label": {"formatter": number(round(float(n)))}} for n in table.sum(axis=1)]
    series = [
        {
            "type": "bar",
            "name": way,
            "stack": "all",
            "color": colours[way],
            "barMinHeight": 1,
            "barWidth": "60%",
            "data": [round(float(n), 1) for n in table[way]],
        }
        for way in ways
    ]
    series.append({"type": "bar", "stack": "all", "silent": True, "data": total, "label": {"show": True, "position": "right"}})
    where = {
        "type": "category",
        "data": [_short_destination(name) for name in order],
        "inverse": True,
        "axisTick": {"show": False},
        "axisLabel": {"interval": 0, "width": 150, **WRAPPED},
    }
    much = {"type": "value", "name": "persons", "splitNumber": 2, "axisLabel": {"hideOverlap": True, "minMargin": 12}}
    option = chart(much, where, series)
    option["grid"] |= {"top": 4, "right": 54}
    return option
