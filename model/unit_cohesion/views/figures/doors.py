"""At the militias' doors: whom leaders let in and whom they send away, and what they weigh."""

from __future__ import annotations

import pandas as pd

from unit_cohesion.views.figures.base import GROUPS, WRAPPED, Figure, chart, empty_figure, number, percent
from unit_cohesion.views.names import TERMS
from unit_cohesion.vocabulary import RANKS

LET_IN = ("adviser", "fighter", "commander")
ANSWERS = {"admitted": GROUPS[0], "refused": GROUPS[3], "declined by himself": GROUPS[5]}
"""What came of an officer's asking, with its colour."""
WEIGHED = ("need", "rivalry", "motive", "suspicion", "claim", "sponsor", "label")
"""Terms of a leader's utility that are told."""
NOBODY = "No officer stood at a militia's door in this run."


def answers(choices: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Leaders' choices about officers: with ``answer`` (see ``ANSWERS``), ``rank`` and ``persons`` of the officer."""
    some = choices[choices["choice"].isin([*LET_IN, "refused", "declined"])]
    words = some["choice"].astype(str).replace(dict.fromkeys(LET_IN, "admitted") | {"declined": "declined by himself"})
    asked = people[people["person"].isin(some["subject"].unique())].set_index("person")[["rank", "persons"]]
    return some.assign(answer=words).join(asked, on="subject")


def by_rank(choices: pd.DataFrame, people: pd.DataFrame) -> Figure:
    """Admitted, refused and declined, by rank."""
    title, found = "Whom do leaders let in, and whom do they send away?", answers(choices, people)
    if found.empty:
        return empty_figure("doors", title, NOBODY)
    table = found.groupby([found["rank"].astype(str), "answer"])["persons"].sum().unstack(fill_value=0)
    table = table.reindex(index=[rank for rank in RANKS if rank in table.index], columns=list(ANSWERS), fill_value=0)
    share = (table["admitted"] / table.sum(axis=1)).to_numpy()
    series = [
        {
            "type": "bar",
            "name": answer,
            "stack": "all",
            "color": colour,
            "barWidth": "60%",
            "data": [round(float(n), 1) for n in table[answer]],
        }
        for answer, colour in ANSWERS.items()
    ]
    total = {answer: number(float(table[answer].sum())) for answer in ANSWERS}
    about = (
        f"Officers who asked, by rank, each time counted: {total['admitted']} let in, {total['refused']} sent away, "
        f"{total['declined by himself']} who declined the place that was offered. Of {table.index[0]}s {percent(share[0])} were let in, of "
        f"{table.index[-1]}s {percent(share[-1])}."
    )
    ranks = {
        "type": "category",
        "data": list(table.index),
        "name": "rank",
        "nameGap": 84,
        "axisLabel": {"interval": 0, "rotate": 35, "fontSize": 11},
    }
    option = chart(ranks, {"type": "value", "name": "officers, each time they asked", "min": 0}, series)
    option["grid"]["bottom"] = 26
    return Figure("doors", title, about, option, table.reset_index(names="rank"))


def mean_terms(choices: pd.DataFrame, people: pd.DataFrame) -> Figure:
    """Draw the mean terms of those let in and of those sent away."""
    title, found = "What do leaders weigh?", answers(choices, people)
    if found.empty:
        return empty_figure("weighed", title, NOBODY)
    kinds = [answer for answer in ANSWERS if answer != "declined by himself" and (found["answer"] == answer).any()]
    means = {answer: found.loc[found["answer"] == answer, list(WEIGHED)].mean() for answer in kinds}
    words = [TERMS[term] for term in WEIGHED]
    series = [
        {"type": "bar", "name": answer, "color": ANSWERS[answer], "data": [round(float(means[answer][term]), 3) for term in WEIGHED]}
        for answer in kinds
    ]
    against = {term: sum(float(means[answer][term]) for answer in kinds) for term in WEIGHED[1:]}
    worst = min(against, key=against.__getitem__)
    about = (
        "What each consideration adds to an officer's case or takes off it, on the mean, for those let in and those sent away; above "
        f"zero it speaks for him. What speaks most against officers: {TERMS[worst]}."
    )
    option = chart(
        {"type": "value", "name": "utility", "splitNumber": 4},
        {
            "type": "category",
            "data": words,
            "inverse": True,
            "axisTick": {"show": False},
            "axisLine": {"onZero": False},
            "axisLabel": {"width": 150, "interval": 0, **WRAPPED},
        },
        series,
    )
    table = pd.DataFrame({"consideration": words} | {answer: [float(means[answer][term]) for term in WEIGHED] for answer in kinds})
    return Figure("weighed", title, about, option, table, height=340)
