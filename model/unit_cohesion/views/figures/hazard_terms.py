"""Why one person left: the terms of his hazard, as a sentence and as a waterfall."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp
from typing import Any

import pandas as pd

from unit_cohesion.outcomes import CAPTURE, DEFECTION, DESERTION
from unit_cohesion.rules import MECHANISMS
from unit_cohesion.views.figures.base import GONE, Figure, listed
from unit_cohesion.views.figures.base import SERVING as BLUE
from unit_cohesion.views.formatting import times
from unit_cohesion.vocabulary import SERVING, STATUSES

WORDS = {"loyalty": ("little loyalty of his own", "loyalty of his own"), "cap": ("", "the most that can press a man in a day")}
"""What pushes and what holds, of the terms that are no mechanism's."""
WENT = {DEFECTION: "left to join the other side or go abroad", DESERTION: "left for home, into hiding", CAPTURE: "gave himself up"}
STEPPED = {
    "militia fighter": "took up the fight with a militia",
    "militia commander": "was given men to lead",
    "adviser": "stepped back, to advise",
    "candidate": "went to the militias' doors",
    "withdrawn": "gave up, and stayed idle inside",
    "in transit": "gave up, and set out abroad",
    "camp": "came to a camp abroad",
    "national army": "came to the national army",
    "returned": "went back to the regime",
    "gone": "went abroad for good",
    "civilian": "laid down his arms",
    "sent home": "was disarmed and sent home",
    "dead": "was killed",
}
"""What those did who no longer serve, by status after it."""
SMALL = 0.08  # log-hazards nearer to 0 are told together


def term_name(term: str, pushes: bool, mechanisms: Mapping[str, Any] = MECHANISMS) -> str:
    """Return how a term is named where it pushes, or where it holds: as its mechanism declares."""
    if term not in mechanisms:
        return WORDS[term][0 if pushes else 1] if term in WORDS else term
    one = mechanisms[term]
    return str((one.pushes if pushes else one.holds) or one.title.lower())


def terms(row: Mapping[str, Any] | pd.Series, mechanisms: Mapping[str, Any] = MECHANISMS) -> pd.DataFrame:
    """The terms of one event: ``term, log, factor, words``, those that push first, then those that hold, the strongest of each first.

    ``mechanisms``, here and below: by id; those of the run, where it was made with rules from outside.
    """
    logs = {str(key)[4:]: float(row[key]) for key in row.keys() if str(key).startswith("log_") and row[key] == row[key]}  # noqa: SIM118
    made = pd.DataFrame({"term": list(logs), "log": list(logs.values())}).sort_values("log", ascending=False, kind="stable")
    words = [term_name(term, log > 0, mechanisms) for term, log in zip(made["term"], made["log"], strict=True)]
    made = made.assign(factor=[exp(log) for log in made["log"]], words=words)
    return pd.concat([made[made["log"] > 0], made[made["log"] <= 0].iloc[::-1]], ignore_index=True)


def _listed_terms(some: pd.DataFrame, most: int) -> list[str]:
    return [f"{words} ({times(factor)})" for words, factor in zip(some["words"].head(most), some["factor"].head(most), strict=True)]


def sentence(row: Mapping[str, Any] | pd.Series, mechanisms: Mapping[str, Any] = MECHANISMS) -> str:
    """ "Left on day 352 …: comrades who left (×2.4), …; held back by …(×0.4)." """
    found = terms(row, mechanisms)
    push, hold = found[found["log"] > SMALL], found[found["log"] < -SMALL]
    went = WENT.get(str(row["event"]), "tried to leave and was caught")
    if str(row["from_status"]) != STATUSES[SERVING]:
        went = STEPPED.get(str(row["to_status"]), str(row["to_status"]))
    opening = f"On day {row['day']} he {went}"
    if str(row["from_status"]) == str(row["to_status"]):
        opening = f"On day {row['day']} he went over to another militia"
    if str(row["from_status"]) != STATUSES[SERVING] and push.empty and hold.empty:
        return f"{opening}."
    if push.empty and hold.empty:
        return f"{opening}: nothing weighed more on him than on others."
    pushed = f": {listed(_listed_terms(push, 4))}" if len(push) else ": nothing pushed him"
    return f"{opening}{pushed}{'; held back by ' + listed(_listed_terms(hold, 3)) if len(hold) else ''}."


def waterfall(
    row: Mapping[str, Any] | pd.Series, title: str = "What made him leave?", mechanisms: Mapping[str, Any] = MECHANISMS
) -> Figure:
    """The terms one after the other: how each multiplied his daily chance of leaving, and what came of them all."""
    found = terms(row, mechanisms)
    large = found[found["log"].abs() >= SMALL]
    rest = float(found.loc[found["log"].abs() < SMALL, "log"].sum())
    steps = [(f"{words}", float(log), term) for words, log, term in zip(large["words"], large["log"], large["term"], strict=True)]
    if abs(rest) > 1e-9 or not steps:
        steps.append(("all else", rest, ""))
    total = sum(log for _, log, _ in steps)
    low, at = 0.0, 0.0
    for _, log, _ in steps:
        at += log
        low = min(low, at)
    shift, at = 0.5 - low, 0.0
    bases, bars = [], []
    for _words, log, term in steps:
        bases.append(round(shift + min(at, at + log), 4))
        name = mechanisms[term].title if term in mechanisms else ""
        bars.append(
            {
                "value": round(abs(log), 4),
                "itemStyle": {"color": GONE if log > 0 else BLUE},
                "name": name,
                "label": {"formatter": times(exp(log))},
            }
        )
        at += log
    bases.append(round(shift + min(0.0, total), 4))
    bars.append(
        {
            "value": round(abs(total), 4),
            "itemStyle": {"color": "#7A5195"},
            "name": "all together",
            "label": {"formatter": times(exp(total))},
        }
    )
    names = [words for words, _, _ in steps] + ["all together"]
    about = (
        f"Each bar multiplies his daily chance of leaving: orange pushes, blue holds; all together {times(exp(total))} the usual chance."
    )
    words = {"width": 128, "overflow": "break", "fontSize": 11, "lineHeight": 12}
    none = {
        "silent": True,
        "symbol": "none",
        "data": [{"xAxis": round(shift, 4)}],
        "label": {"show": False},
        "lineStyle": {"color": "#888"},
    }
    option = {
        "animation": False,
        "aria": {"enabled": True},
        "grid": {"left": 8, "right": 46, "top": 8, "bottom": 6, "containLabel": True},
        "xAxis": {"type": "value", "show": False, "min": 0},
        "tooltip": {"show": False},
        "yAxis": {"type": "category", "data": names, "inverse": True, "axisTick": {"show": False}, "axisLabel": words},
        "series": [
            {"type": "bar", "stack": "all", "silent": True, "itemStyle": {"color": "transparent"}, "data": bases},
            {
                "type": "bar",
                "stack": "all",
                "data": bars,
                "barMinHeight": 2,
                "barWidth": "62%",
                "markLine": none,
                "label": {"show": True, "position": "right", "fontSize": 11},
            },
        ],
    }
    return Figure("why", title, about, option, found, None, 30 + 31 * len(names))
