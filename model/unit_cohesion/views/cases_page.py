"""The page of cases: every war that was written down in facts alone, and which of its patterns come out, as Markdown.

It is made by the command that it names, not with the other pages: the runs take minutes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from unit_cohesion.insight.cases import MEANING, MISSED
from unit_cohesion.rules import PARAMETERS
from unit_cohesion.simulation.versions import code_version
from unit_cohesion.views.formatting import counted, in_unit, number
from unit_cohesion.views.markdown import plain, table
from unit_cohesion.views.terminal.cases import asked, in_band, in_draws

if TYPE_CHECKING:
    from unit_cohesion.insight.cases import Case

INTRODUCTION = """\
A case holds facts only: people, places, formations, dates, strengths, news. How people decide is the same in all of them, the
[parameters'](parameters.md) defaults. So each is a test that the model can fail, and what it fails stands here. Patterns and facts are
registered (`scenarios/cases/registered.toml`) and not changed after; a case for *fit* may be used when the shared behaviour is fitted, one
for *test* may not. Each file opens with what the case is told of what it asks about (*given*), what is disputed, and what the language
cannot say. Figures that are disputed are drawn, all at once, over what is told of them."""
NULLS = """\
Three nulls stand beside it: the same facts where nobody leaves by his own will, all do as they are ordered and none takes terms; the same
facts with all behaviour in the middle of its ranges; and the facts of the other cases, of which the same is asked: of how many of those of
which it can be asked they meet it. There a day, a formation, a place and a group is the one that stands as far into that war's course and
lists, and numbers are of the same share of the army. What half of the others meet as well is weak."""
OTHERS = "others' facts"


def page_text(some: list[Case], command: str) -> str:
    """The whole page; ``command``: by which it was made."""
    lines = [f"<!-- Made by `{command}`; do not edit. -->", "", "# Cases: one set of behaviour, many wars", "", INTRODUCTION, ""]
    lines += [f"- **{word}**: {meaning}." for word, meaning in MEANING.items()]
    lines += ["", NULLS, "", f"Made by `{command}` with edition {code_version()}."]
    for case in some:
        lines += _case(case)
    return "\n".join(lines) + "\n"


def _case(case: Case) -> list[str]:
    about, scenario, seeds = case.found.world.scenario.about, case.found.world.scenario, case.found.seeds
    count = f"{len(seeds)} seeds" if len(seeds) > 1 else f"seed {seeds[0]}"
    size = f"{about.days:,} days, {counted(about.persons_per_agent, 'person')} an agent, {count}"
    lines = [
        "",
        f"## {plain(about.title)}",
        "",
        f"*{plain(about.question)}*",
        "",
        f"`{case.name}` {scenario.hash[:12]}, for {case.registered.role}, registered on {case.registered.on}; {size}.",
    ]
    if about.given:
        titles = {one.id: one.name for one in scenario.militias} | {one.id: one.title for one in scenario.events}
        titles |= {one.id: one.title for one in scenario.news} | {one.id: one.title for one in scenario.crowds}
        titles |= {one.id: one.title for one in scenario.offers}
        lines += ["", "Told, though a pattern asks about it: " + "; ".join(plain(titles[id] or id) for id in about.given) + "."]
    if case.found.ranges:
        lines += ["", "Disputed, and drawn: " + "; ".join(_disputed(case, name) for name in case.found.ranges) + "."]
    if case.registered.note:
        lines += ["", f"Of its registration: {plain(case.registered.note)}"]
    if case.changed:
        lines += ["", f"Since then changed: {' and '.join(case.changed)}; why stands in its head."]
    heads = ("", "pattern", "wanted", "median", "in the band", "in draws", *(null for null in case.nulls), OTHERS, "", "source")
    beside = [{one.id: one for one in null.verdicts} for null in case.nulls.values()]
    rows = [
        (
            f"**{one.id}**",
            plain(one.target.title or one.target.outcome),
            asked(one),
            in_unit(one.median, one.unit),
            in_band(one),
            in_draws(one),
            *(in_unit(null[one.id].median, one.unit) for null in beside),
            _elsewhere(case, one.id),
            f"**{word}**" if word == MISSED else word,
            plain(one.target.source),
        )
        for one, word in case.patterns
    ]
    why = [f"- **{ids}**: {plain(why)}" for ids, why in case.reasons.items()]
    told = ["", "Why they are missed, as far as is seen:", "", *why] if why else []
    return [*lines, "", f"**{case.sentence}**", "", *table(heads, rows), *told]


def _elsewhere(case: Case, id: str) -> str:
    """With the facts of how many of the other cases a pattern is met."""
    met, asked = case.met_elsewhere(id)
    return f"{met} of {asked}" if asked else "–"


def _disputed(case: Case, name: str) -> str:
    """A disputed figure: what it is, the central one, and between which ends."""
    scenario, (low, high) = case.found.world.scenario, case.found.ranges[name]
    title = scenario.declare[name].title if name in scenario.declare else PARAMETERS[name].meaning
    return f"{plain(title or name)} ({number(scenario.value_of(name))}; {number(low)} to {number(high)})"
