"""The page of effects: what every rule does in a war, what must show, and shares among what can stand in for one another, as Markdown.

It is made by the command that it names, not with the other pages: the runs take long.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from unit_cohesion.insight.attribute import DISAGREE
from unit_cohesion.insight.worlds import declared_outcome
from unit_cohesion.simulation.versions import code_version
from unit_cohesion.sweeps.misses import frontier
from unit_cohesion.views.formatting import counted, in_unit
from unit_cohesion.views.markdown import plain, table
from unit_cohesion.views.terminal.effects import relative, signed, span, value
from unit_cohesion.views.terminal.sweep import frontier_words

if TYPE_CHECKING:
    from unit_cohesion.insight.attribute import Attribution
    from unit_cohesion.insight.effects import Effects, Moved
    from unit_cohesion.insight.shown import Shown
    from unit_cohesion.sweeps.analysis import Analysis

INTRODUCTION = """\
Each mechanism of kind *rule* is left out alone, and the world as it is is set beside the one without it, seed by seed, under the same
draws. Two numbers are told of each: what it acts on, which must move, and what comes of it far away. Both were named, with the sign that is
expected, before the war was tuned (`model/unit_cohesion/insight/effects_list.py`). Differences are means over seeds, as it is less without,
with their 95 % interval; *of it* is the difference against the world without. *Expected exits* are the hazards of leaving summed over those
who serve: persons, without the chance of who leaves."""
STILL = """\
These move nothing measurable on what they act on, with these seeds at this scale; why is left open here. Left out alone, a mechanism
for which others can stand in shows little: see the shares below for those."""
SHOWN = "What is asked of the war beside that. An interval is of the mean over seeds, at 95 %."
SHARES = """\
Shapley shares: what each changes on coming in, in the mean over orders of coming in. They add up to what all of them do together."""


FRONTIER = """\
What meeting a target costs, among {cells:,} sets of values ({design}; {varied}), {seeds} each, at {scale}: of those targets that fewer than
half of the sets meet. *Others missed*: the fewest other fitted targets missed where it is met, and the fewest of these missed anywhere.
*Against*: the fitted target that is missed oftener where it is met, by most, with the shares of sets in which that one is missed."""
RARE = 0.5
"""Share of cells below which a target is told of in the frontier."""


def page_text(found: Effects, asked: Shown | None, shares: Mapping[str, Attribution], command: str, swept: Analysis | None = None) -> str:
    """The whole page.

    Args:
        asked: the demands, if they were asked. shares: Shapley shares by what they are of. command: by which all this was made.
        swept: a sweep of the scenario, whose frontier is shown.
    """
    about = found.world.scenario.about
    off = f", without {', '.join(found.world.run.without)}" if found.world.run.without else ""
    seeds = f"seeds {', '.join(map(str, found.seeds))}"
    scale, hashed = f"{about.days:,} days, {counted(about.persons_per_agent, 'person')} an agent", found.world.scenario.hash[:12]
    lines = [
        f"<!-- Made by `{command}`; do not edit. -->",
        "",
        f"# What each mechanism does in {plain(about.title)}",
        "",
        INTRODUCTION,
        "",
        f"Made by `{command}` with edition {code_version()}, scenario {hashed}: {scale}, {seeds}{off}.",
        "",
        found.sentence,
        "",
    ]
    heads = ("id", "acts on", "as it is", "without", "difference", "95 % interval", "of it", "wanted", "verdict")
    linked = ((f"[{one.id}](mechanisms.md#{one.id.lower()})", *_cells(one.proximate)) for one in found.all)
    lines += ["## What each acts on", "", *table(heads, linked)]
    lines += ["", "## What comes of it", "", *table(heads, ((one.id, *_cells(one.distal)) for one in found.all))]
    if found.still:
        lines += ["", "## What moves nothing", "", STILL, ""]
        still = [one for one in found.all if one.id in found.still]
        lines += [f"- {one.id}, {one.title}: {one.proximate.meaning} ({one.proximate.verdict})." for one in still]
    if asked:
        lines += ["", "## What must show", "", SHOWN, ""]
        if asked.ones:
            lines += [f"One for one: each agent is one person, seeds {', '.join(map(str, asked.ones))}.", ""]
        rows = (
            (
                one.about,
                one.says,
                value(one.found.mean, one.unit),
                _ends(one.found.low, one.found.high, one.unit),
                one.wanted,
                "" if one.met is None else "met" if one.met else "**missed**",
            )
            for one in asked.demands
        )
        lines += table(("about", "what", "found", "95 % interval", "wanted", ""), rows)
    if shares:
        lines += ["", "## Shares", "", SHARES, "", DISAGREE]
        for name, one in shares.items():
            lines += ["", f"### {name[:1].upper()}{name[1:]}", "", *_shares(one)]
    if swept:
        lines += ["", "## What cannot be had together", "", *_frontier(swept)]
    return "\n".join(lines) + "\n"


def _frontier(swept: Analysis) -> list[str]:
    frame, design = frontier(swept), swept.design
    targets = design.scenario.targets
    words = FRONTIER.format(
        cells=len(swept.layout.cells),
        design=plain(design.title or design.name),
        varied=", ".join(f"`{name}`" for name in design.names),
        seeds=counted(len(design.seeds), "seed"),
        scale=f"{counted(design.scenario.about.persons_per_agent, 'person')} an agent",
    )
    rare = frame[frame["met"] < RARE]
    rows = (
        (f"**{id}**", plain(targets[str(id)].title or targets[str(id)].outcome), one["role"], f"{one['met']:.0%}", *frontier_words(one))
        for id, one in rare.to_dict("index").items()
    )
    return [words, "", *table(("", "what", "role", "met in", "others missed", "against", "missed with", "without"), rows)]


def _cells(moved: Moved) -> tuple[str, ...]:
    return (
        f"{moved.meaning}",
        in_unit(moved.as_it_is, moved.unit),
        in_unit(moved.without, moved.unit),
        signed(moved.paired.mean, moved.unit),
        span(moved.paired, moved.unit),
        relative(moved),
        moved.expected,
        moved.verdict,
    )


def _ends(low: float, high: float, unit: str) -> str:
    return "" if low != low else f"{value(low, unit)} to {value(high, unit)}"


def _shares(found: Attribution) -> list[str]:
    declared = declared_outcome(found.plan.run, found.outcome)
    ranked = sorted(found.shares, key=lambda one: -abs(one.share.mean))
    rows = [
        (
            one.id,
            one.title,
            signed(one.share.mean, declared.unit),
            span(one.share, declared.unit),
            signed(one.error, declared.unit).lstrip("+") if found.errors is not None else "0",
        )
        for one in ranked
    ]
    rows.append(("", "together", signed(found.whole.mean, declared.unit), span(found.whole, declared.unit), ""))
    head = ("id", "mechanism", "share", "95 % interval over seeds", "standard error of sampling orders")
    return [f"Of `{found.outcome}`: {declared.meaning}. {found.plan.size_text}.", "", *table(head, rows)]
