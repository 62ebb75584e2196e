"""Figures of comparisons, ensembles, attributions and explanations; and of a run, what the main causes were week by week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from unit_cohesion.insight.attribute import DISAGREE
from unit_cohesion.insight.fates import EXITS
from unit_cohesion.rules import MECHANISMS
from unit_cohesion.views.figures.base import (
    GONE,
    GROUPS,
    LIGHTS,
    SERVING,
    WRAPPED,
    Figure,
    Option,
    chart,
    empty_figure,
    leavers,
    line,
    listed,
    number,
    percent,
    points,
    time_axis,
    whole_weeks,
)
from unit_cohesion.views.formatting import shortened, times

if TYPE_CHECKING:
    from unit_cohesion.insight.attribute import Attribution
    from unit_cohesion.insight.compare import Comparison, Difference
    from unit_cohesion.insight.ensemble import Ensemble
    from unit_cohesion.insight.explanation import Explanation
    from unit_cohesion.insight.without_each import LeftOut, OverSeeds, WithoutEach

ONLY_A, ONLY_B, BOTH = "#D55E00", "#7A5195", "#8C8C8C"
"""Left only in A, only in B, in both."""
WEEKLY = 7
MOST_CAUSES = 8
MOST_PLACES = 20
MOST_LETTERS = 60
FEWER, WHISKER = "#009E73", "#4D4D4D"
FILLED, GAP = 0.76, 0.1
"""How much of a row its bars fill, and what lies between two, as a share of a bar."""


def _days_shown(start: date, days: int, step: int = WEEKLY) -> tuple[list[str], slice]:
    """Return every so many days, and the last."""
    first = (days - 1) % step
    return [str(start + timedelta(days=day)) for day in range(first, days, step)], slice(first, None, step)


def banded(name: str, when: Sequence[str], band: np.ndarray, colour: str) -> list[Option]:
    """Median and band by day (3 × days) as series: the band is an area between two lines that are not seen."""
    median, low, high = band
    hidden: Option = {"silent": True, "symbol": "none", "stack": f"band of {name}", "stackStrategy": "all", "lineStyle": {"opacity": 0}}
    return [
        line(name, points(when, low, 1), colour, **hidden),
        line(name, points(when, high - low, 1), colour, **hidden, areaStyle={"color": colour, "opacity": 0.2}),
        line(name, points(when, median, 1), colour),
    ]


def curves(found: Comparison) -> Figure:
    """Persons who left so far, in A and in B."""
    title = "How many have left so far?"
    if not found.left.any():
        return empty_figure("left", title, "Nobody left in either world.")
    when, weeks = _days_shown(found.a.scenario.about.start, found.left.shape[2])
    bands = {world: found.band(world)[:, weeks] for world in ("a", "b")}
    a, b = found.a.name, found.b.name
    about = (
        f"Persons, median of runs and the 90 % band of runs. On the last day {number(round(bands['a'][0, -1]))} {a}, "
        f"{number(round(bands['b'][0, -1]))} {b}."
    )
    series = [*banded(a, when, bands["a"], ONLY_A), *banded(b, when, bands["b"], ONLY_B)]
    option = chart(time_axis(), {"type": "value", "name": "persons", "min": 0}, series)
    parts = tuple(enumerate(("median", "5 %", "95 %")))
    phrases = {f"{name}: {part}": bands[world][row] for world, name in (("a", a), ("b", b)) for row, part in parts}
    return Figure("left", title, about, option, pd.DataFrame({"date": when, **phrases}))


def difference(found: Comparison) -> Figure:
    """By how much B differs from A, day by day."""
    title = "By how much do the worlds differ?"
    when, weeks = _days_shown(found.a.scenario.about.start, found.left.shape[2])
    band = found.band("difference")[:, weeks]
    if not band.any():
        return empty_figure("difference", title, "By nothing: as many have left in both on every day.")
    about = (
        f"Persons who left so far {found.b.name}, less those {found.a.name}, seed by seed: median and 90 % band of runs; on the last day "
        f"{band[0, -1]:+,.0f} ({band[1, -1]:+,.0f} to {band[2, -1]:+,.0f})."
    )
    option = chart(time_axis(), {"type": "value", "name": "persons, B less A"}, banded("B less A", when, band, "#1B7837"))
    table = pd.DataFrame({"date": when, "median": band[0], "5 %": band[1], "95 %": band[2]})
    return Figure("difference", title, about, option, table, height=240)


def fates_by(found: Comparison, by: str) -> Figure:
    """Who left in which world, by sect, rank (``band``) or place."""
    title = {"sect": "Whom does it touch, by group?", "band": "Whom does it touch, by rank?", "place": "Whom does it touch, by place?"}[by]
    counts = {word: row for word, row in found.fates.by(by).items() if row[:3].any()}
    if not counts:
        return empty_figure(f"fates-by-{by}", title, "Nobody left in either world.")
    shares = {word: 100 * row / row.sum() for word, row in counts.items()}
    order = sorted(counts, key=lambda word: -shares[word][0])[:MOST_PLACES]
    names = (f"left only {found.a.name}", f"left only {found.b.name}", "left both ways")
    series: list[Option] = [
        {"type": "bar", "name": name, "stack": "all", "color": colour, "data": [round(float(shares[word][kind]), 3) for word in order]}
        for kind, (name, colour) in enumerate(zip(names, (ONLY_A, ONLY_B, BOTH), strict=True))
    ]
    x: Option = {"type": "value", "name": "per cent of its persons", "min": 0}
    option = chart(x, {"type": "category", "data": order, "inverse": True}, series)
    phrases = [f"{percent(shares[word][0] / 100)} of {word}" for word in order[:3]]
    where = {"place": ", where a unit is garrisoned"}.get(by, "")
    about = f"Persons by the world in which they left, in per cent of all{where}; left only {found.a.name}: {listed(phrases)}."
    table = pd.DataFrame([(word, *counts[word]) for word in counts], columns=[by, *names, "left in neither"])
    return Figure(f"fates-by-{by}", title, about, option, table, None, 110 + 26 * len(order))


def exits(found: Comparison) -> Figure:
    """First exits in A against those in B."""
    counts = found.fates.table()
    used = [code for code in range(len(EXITS)) if counts[code].any() or counts[:, code].any()]
    words = [EXITS[code] for code in used]
    data = [
        {"value": [x, y, round(float(counts[a, b]) ** 0.5, 3)], "label": {"formatter": number(round(float(counts[a, b])))}}
        for y, a in enumerate(used)
        for x, b in enumerate(used)
    ]
    most = float(counts.max()) ** 0.5
    option = chart(
        {"type": "category", "data": words, "axisLabel": {"rotate": 35}},
        {"type": "category", "data": words, "inverse": True},
        [{"type": "heatmap", "data": data, "label": {"show": True, "color": "#111"}}],
        visualMap={"min": 0, "max": most, "show": False, "inRange": {"color": ["#F4F5F7", "#8A93A3"]}},
    )
    about = (
        f"Persons by how they first stopped serving {found.a.name} (down) and {found.b.name} (across), by {found.last:%-d %B %Y}; darker "
        "where more."
    )
    table = pd.DataFrame(counts[np.ix_(used, used)], index=pd.Index(words, name="in A"), columns=words).reset_index()
    title = "How did each first stop serving, in one world and in the other?"
    return Figure("exits", title, about, option, table, None, 90 + 34 * len(used), narrowest=110 + 58 * len(used))


def outcome_intervals(found: Comparison) -> Figure:
    """Differences of outcomes as shares of what they are in A."""
    title = "Which outcomes differ?"
    some = [one for one in found.differences if one.paired.n and one.a and one.paired.mean and one.unit not in ("yes/no",)]
    some = sorted(some, key=lambda one: -abs(one.paired.mean / one.a))[:MOST_PLACES]
    if not some:
        return empty_figure("outcomes", title, "None of them.")
    order = [_outcome_words(found, one) for one in some]
    data = [round(100 * one.paired.mean / one.a, 2) for one in some]
    bars: list[Option] = [{"type": "bar", "name": "B less A", "color": "#1B7837", "data": data}]

    def option(name: str, labels: Option) -> Option:
        return chart({"type": "value", "name": name}, {"type": "category", "data": order, "inverse": True} | labels, bars)

    wide = option("mean difference, in per cent of its mean in A", {"axisLabel": {"width": 190, **WRAPPED}})
    slim = option("difference, % of its mean in A", {"axisLabel": {"width": 124, **WRAPPED}})
    most = [f"{words} by {value:+,.0f} %" for words, value in zip(order[:3], data, strict=False)]
    about = f"The outcomes that differ most: {listed(most)}."
    return Figure("outcomes", title, about, wide, found.table, None, 110 + 27 * len(order), 480, slim, 110 + 38 * len(order))


def _outcome_words(found: Comparison, one: Difference) -> str:
    """An outcome as it is read: a target by its title, others by their names without underscores."""
    targets = {**found.a.run.scenario.targets, **found.a.run.plugins.as_targets}
    return shortened(one.meaning, MOST_LETTERS) if one.name in targets else one.name.replace("_", " ").replace(".", ", ")


def ensemble_band(found: Ensemble, column: str = "left") -> Figure:
    """One daily column: median and band of runs."""
    band = found.daily(column)
    when, weeks = _days_shown(found.world.scenario.about.start, band.shape[1])
    some = band[:, weeks]
    name = "persons who left so far" if column == "left" else column.replace("_", " ")
    about = (
        f"{name[:1].upper()}{name[1:]}, median of {len(found.seeds)} runs and the 90 % band of runs; on the last day "
        f"{number(float(some[0, -1]))} ({number(float(some[1, -1]))} to {number(float(some[2, -1]))})."
    )
    option = chart(time_axis(), {"type": "value", "name": name}, banded(name, when, some, GONE))
    table = pd.DataFrame({"date": when, "median": some[0], "5 %": some[1], "95 %": some[2]})
    return Figure(column.replace(" ", "-"), "How far do runs lie apart?", about, option, table)


def shares(found: Attribution) -> Figure:
    """What each did, beside how many it is the main cause of."""
    ranked = sorted(found.shares, key=lambda one: -abs(one.share.mean))
    words = [f"{one.title} ({one.id.rpartition('.')[2]})" for one in ranked]
    series: list[Option] = [
        {"type": "bar", "name": f"share of {found.outcome}", "color": GONE, "data": [round(one.share.mean, 3) for one in ranked]}
    ]
    if found.outcome == "left":
        causes = [None if one.cause != one.cause else round(one.cause, 3) for one in ranked]
        series.append({"type": "bar", "name": "main cause of, persons", "color": BOTH, "data": causes})
    whole = found.whole
    about = f"Together {whole.mean:+,.4g}, which the shares add up to. {DISAGREE if len(series) > 1 else ''}".strip()
    option = chart({"type": "value", "name": found.outcome}, {"type": "category", "data": words, "inverse": True}, series)
    return Figure("shares", f"What did each do to {found.outcome}?", about, option, found.table, None, 110 + 34 * len(words))


def without_each(found: WithoutEach) -> Figure:
    """Of each mechanism how many it is named for, how many would have stayed without it, how many fewer leave in all; with the 90 % band of
    runs, as whiskers and in words."""
    ranked = sorted(found.each, key=lambda one: -one.stayed.mean)
    words = [f"{one.title} ({one.id})" for one in ranked]
    parts = {
        "named as the main cause": (BOTH, [one.named for one in ranked]),
        "would have stayed without it": (GONE, [one.stayed for one in ranked]),
        "fewer leave without it, in all": (FEWER, [one.fewer for one in ranked]),
    }
    seeds, several = len(found.seeds), len(found.seeds) > 1

    def option(slim: bool) -> Option:
        bars: list[Option] = [
            {"type": "bar", "name": name, "color": colour, "barGap": f"{GAP:.0%}", "barCategoryGap": f"{1 - FILLED:.0%}",
             "data": [round(count.mean, 1) for count in counts]}
            for name, (colour, counts) in parts.items()
        ]  # fmt: skip
        whiskers = [
            _whiskers(counts, place, len(parts), f"90 % band of {seeds} runs" if several else "", slim)
            for place, (_, counts) in enumerate(parts.values())
        ]
        rows: Option = {"type": "category", "data": words, "inverse": True}
        rows |= {"axisLabel": {"width": 84, **WRAPPED}} if slim else {}
        across: Option = {"type": "value", "name": "persons", "axisLine": {"onZero": False}, "axisLabel": {"hideOverlap": True}}
        made = chart(across | ({"splitNumber": 3} if slim else {}), rows, bars + whiskers)
        # Rows again, as numbers: on an axis of words nothing can stand beside a row's middle.
        made["yAxis"] = [
            made["yAxis"],
            {"type": "value", "name": "row", "show": False, "min": -0.5, "max": len(words) - 0.5, "inverse": True},
        ]
        made["grid"] |= {"right": 70 if slim else 140}
        return made

    most, about = ranked[0], found.run.scenario.about
    last = about.start + timedelta(days=about.days - 1)
    spread = (
        f"Means of {seeds} seeds; whiskers: the 90 % band of runs."
        if several
        else f"Seed {found.seeds[0]} alone, which says nothing of chance."
    )
    says = (
        f"Of {number(round(found.persons))} who left, {_counted(most.stayed)} would have stayed by {last:%-d %B %Y} without {most.title} "
        f"({most.id}); it is named as the main cause of {_counted(most.named)}. {spread} {_of_no_sign(ranked, seeds)}"
        "Each is left out alone, so that the bars need not add up; those who leave only without it are taken off in the last bar."
    )
    heads = ("named", "would have stayed", "would have left", "fewer in all")
    rows = [(word, *map(_counted, (one.named, one.stayed, one.left, one.fewer))) for word, one in zip(words, ranked, strict=True)]
    tall = 110 + 60 * len(words)
    return Figure(
        "without-each",
        "Who would have stayed without it?",
        says,
        option(False),
        found.table,
        pd.DataFrame(rows, columns=[f"mean (90 % band) of {seeds} seeds" if several else "of one seed", *heads]),
        tall,
        520,
        option(True),
        tall + 18 * len(words),
    )


def _counted(count: OverSeeds) -> str:
    """A mean with its band, where it has one; a band that reaches over zero says so by its signs."""
    low, high = (round(end) if end == end else None for end in count.band)
    mean = number(round(count.mean))
    return mean if low is None or high is None else f"{mean} ({number(low)} to {number(high)})"


def _of_no_sign(ranked: Sequence[LeftOut], seeds: int) -> str:
    """Which mechanisms' seeds do not agree whether fewer leave without them."""
    none = [f"{one.title} ({one.id})" for one in ranked if one.fewer.spans_zero]
    return f"Without {listed(none)} as many or more leave in some of the {seeds} seeds: the band spans zero. " if none else ""


def _whiskers(counts: Sequence[OverSeeds], place: int, kinds: int, name: str, slim: bool) -> Option:
    """The bands of one kind of bars, a whisker a row, with their numbers at the right end; of one seed the numbers alone.

    ECharts sets bars of one row side by side by itself; where it sets them follows from the two gaps that they are given.
    """
    thick = FILLED / (kinds + GAP * (kinds - 1))
    beside = -FILLED / 2 + thick / 2 + place * thick * (1 + GAP)
    ends: list[Option] = []
    for row, count in enumerate(counts):
        low, high = count.band if count.band[0] == count.band[0] else (count.mean, count.mean)
        words = _counted(count).replace(" (", "\n", 1).replace(")", "") if slim else _counted(count)
        least, most, outside = ([round(end, 1), round(row + beside, 4)] for end in (low, high, max(low, high, 0.0)))
        ends += [{"value": least}, {"value": most}, {"value": [None, None]}]
        ends += [{"value": outside, "symbolSize": 1, "label": {"show": True, "formatter": words}}, {"value": [None, None]}]
    made: Option = {
        "type": "line", "yAxisIndex": 1, "data": ends, "color": WHISKER, "lineStyle": {"width": 1.5, "color": WHISKER}, "z": 5,
        "symbol": "rect", "symbolSize": [2, 7] if name else 0, "showAllSymbol": True, "silent": True, "tooltip": {"show": False},
        "label": {"show": False, "position": "right", "fontSize": 10 if slim else 11, "lineHeight": 10},
    }  # fmt: skip
    return made | ({"name": name} if name else {})


def ratios(found: Explanation) -> Figure:
    """The terms as hazard ratios, on a scale of powers of ten."""
    title = "What weighed on him, against the typical man?" if found.kind == "person" else "What weighed on them, against the typical man?"
    if not found.terms:
        return empty_figure("ratios", title, found.untold or "Nobody served in it on the eve.")
    some = sorted((term for term in found.terms if abs(np.log(term.ratio)) > 0.02), key=lambda term: -term.ratio)
    data: list[Option] = [
        {"value": round(float(np.log10(term.ratio)), 4), "itemStyle": {"color": GONE if term.ratio > 1 else SERVING}} for term in some
    ]
    data.append({"value": round(float(np.log10(found.ratio)), 4), "itemStyle": {"color": "#7A5195"}})
    words = [f"{term.words} {times(term.ratio)}" for term in some] + [f"all together {times(found.ratio)}"]
    x: Option = {"type": "value", "name": "powers of ten by which it multiplies the typical chance of leaving"}
    option = chart(x, {"type": "category", "data": words, "inverse": True}, [{"type": "bar", "data": data}])
    return Figure("ratios", title, found.sentence, option, found.table, None, 110 + 24 * len(words))


def causes_of(left: pd.DataFrame) -> tuple[list[str], np.ndarray]:
    """The main causes of leavers (rows of ``events``) as the river of causes draws them: in words, the largest first and last all others;
    and for each leaver, the row of his."""
    named = list(left.groupby("cause", observed=True)["persons"].sum().sort_values(ascending=False).index[:MOST_CAUSES])
    words = [MECHANISMS[cause].title if cause in MECHANISMS else "no factor stood out" for cause in named]
    rows = pd.Index(named, dtype=object).get_indexer(left["cause"].astype(object))
    return [*words, "all others"], np.where(rows < 0, len(named), rows)


def causes_by_week(events: pd.DataFrame, start: date, days: int, by: str = "", only: str = "", name: str = "") -> Figure:
    """Leavers a week, by main cause.

    Args:
        by, only, name: of one group (``sect``) or rank (``band``) alone, and what it is called; causes keep the colours that they have for
            all, so that two of these can be held side by side.
    """
    heading = "Why do they leave, week by week?"
    left = leavers(events, "day", "sect", "band", "cause", "persons")
    if left.empty:
        return empty_figure("causes", heading, "Nobody left.")
    weeks, whole = -(-days // 7), whole_weeks(days)
    when = [str(start + timedelta(days=7 * week)) for week in range(weeks)]
    causes, cause = causes_of(left)
    if by:
        cause, left = cause[(left[by] == only).to_numpy()], left[left[by] == only]
    if left.empty:
        return empty_figure("causes", heading, f"Nobody left among {name or only}.")
    total = left.groupby("cause", observed=True)["persons"].sum().sort_values(ascending=False)
    week, persons = (left["day"].to_numpy() - 1) // 7, left["persons"].to_numpy()
    table, series = pd.DataFrame({"week from": when}), []
    for place, words in enumerate(causes):
        some = cause == place
        if not some.any():
            continue
        values = np.bincount(week[some], persons[some], minlength=weeks)
        table[words] = values
        colour = GROUPS[place % len(GROUPS)]
        look: Option = {"stack": "all", "areaStyle": {"color": colour, "opacity": 0.75}, "lineStyle": {"width": 0.5}} | LIGHTS
        series.append(line(words, points(when[:whole], values[:whole], 1), colour, **look))
    most = list(total.index[:3])
    titles = [MECHANISMS[id].title if id in MECHANISMS else str(id) for id in most]
    phrases = [f"{percent(float(total[id] / total.sum()))} {title}" for id, title in zip(most, titles, strict=True)]
    how, whom = "by main cause (the largest term of each man's hazard)", f" of {name or only}" if by else ""
    about = f"Persons{whom} who leave each week {how}; of all {number(total.sum())}: {listed(phrases)}."
    option = chart(time_axis(start, days), {"type": "value", "name": "persons a week", "min": 0}, series)
    return Figure("causes", heading, about, option, table)
