"""The page of targets: what a scenario is held against, what came out, and which targets can hardly fail, as Markdown.

It is made by the command that it names, not with the other pages: the runs take minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from unit_cohesion.insight.validate import WEAK
from unit_cohesion.simulation.versions import code_version
from unit_cohesion.views.formatting import ROLES, counted, in_unit, number, percent, wanted
from unit_cohesion.views.markdown import plain, table
from unit_cohesion.views.validation_card import WORDS, passing

if TYPE_CHECKING:
    from unit_cohesion.insight.validate import Validation, Verdict

INTRODUCTION = """\
A target is met if the median of the runs lies in its band, or, where it asks for a share, if that share of the runs does. The 90 % band is
of runs, not of their mean. What is fitted may be missed: then it stands here as missed."""


def page_text(found: Validation, command: str) -> str:
    """The whole page; ``command``: by which it was made."""
    about, drawn = found.world.scenario.about, bool(found.draws)
    scale, hashed = f"{about.days:,} days, {counted(about.persons_per_agent, 'person')} an agent", found.world.scenario.hash[:12]
    off = f", without {', '.join(found.world.run.without)}" if found.world.run.without else ""
    lines = [
        f"<!-- Made by `{command}`; do not edit. -->",
        "",
        f"# {plain(about.title)} against its targets",
        "",
        INTRODUCTION,
        "",
        f"Made by `{command}` with edition {code_version()}, scenario {hashed}: {scale}, seeds {_seeds(found.seeds)}{off}.",
        "",
        f"**{found.sentence}**",
    ]
    if found.missed:
        lines += ["", f"Missed of those fitted: {', '.join(one.id for one in found.missed)}."]
    if drawn:
        ranges = ", ".join(f"`{name}` {number(low)} to {number(high)}" for name, (low, high) in found.ranges.items())
        weak = ", ".join(one.id for one in found.verdicts if one.weak) or "none"
        lines += [
            "",
            f"*Draws that pass*: of {found.draws} further runs, each with a seed of its own and with parameters drawn alike:",
            f"{ranges}.",
            f"*Weak* is what at least {percent(WEAK)} of them pass: {weak}.",
        ]
    heads = ("", "what", "wanted", "median", "90 % of runs", "", *(["draws that pass"] if drawn else []), "source")
    for role, heading in {**ROLES, "fit": "Fitted"}.items():
        some = [one for one in found.verdicts if one.target.role == role]
        if some:
            lines += ["", f"## {heading}", "", *table(heads, (tuple(_cells(one, drawn)) for one in some))]
    return "\n".join(lines) + "\n"


def _cells(one: Verdict, drawn: bool) -> Iterator[str]:
    yield f"**{one.id}**"
    yield plain(one.target.title or one.target.outcome)
    share = "" if one.target.share is None else f" in {percent(one.target.share)} of runs ({percent(one.in_band)})"
    yield wanted(one.target.low, one.target.high, one.unit) + share
    yield in_unit(one.median, one.unit)
    yield f"{in_unit(one.low, one.unit)} to {in_unit(one.high, one.unit)}" if one.runs else "–"
    yield f"**{WORDS[one.met]}**" if one.met is False else WORDS[one.met]
    if drawn:
        yield passing(one)
    yield plain(one.target.source)


def _seeds(seeds: tuple[int, ...]) -> str:
    first, last = seeds[0], seeds[-1]
    return f"{first} to {last}" if len(seeds) > 2 and seeds == tuple(range(first, last + 1)) else ", ".join(map(str, seeds))
