"""Who would have stayed without it: a card beside the river of causes. Worked out on demand, once for all who see the run."""

from __future__ import annotations

from typing import Any

import reacton.ipyvuetify as v
import solara

from unit_cohesion.insight.without_each import LeftOut, WithoutEach, without_each
from unit_cohesion.runs.record import Record
from unit_cohesion.views.dashboard.chart import Chart
from unit_cohesion.views.dashboard.collapsible import SWITCHED
from unit_cohesion.views.dashboard.fields import Button, text
from unit_cohesion.views.dashboard.run_request import RunRequest, once
from unit_cohesion.views.dashboard.session import Session
from unit_cohesion.views.dashboard.work import Going, Report, use_work
from unit_cohesion.views.figures import compared
from unit_cohesion.views.figures.base import leavers
from unit_cohesion.views.formatting import number

SEEDS, MOST = 5, 6
KEPT = "_without_each"


def most_named(record: Record) -> list[str]:
    """The mechanisms that are named as the main cause of most who left, and that can be switched off, most first."""
    total = leavers(record.events, "cause", "persons").groupby("cause", observed=True)["persons"].sum().sort_values(ascending=False)
    return [str(id) for id in total.index if id in SWITCHED and total[id] > 0]


def measured_without(record: Record | None) -> dict[str, str]:
    """By id, what came of leaving a mechanism out of a run, in words; of those for which it was worked out, and nothing for others."""
    found: WithoutEach | None = None if record is None else vars(record).get(KEPT)
    if found is None:
        return {}
    return {one.id: _fewer(one, len(found.seeds)) for one in found.each}


def _fewer(one: LeftOut, seeds: int) -> str:
    mean, (low, high) = one.fewer.mean, one.fewer.band
    if one.fewer.spans_zero:
        return f"Without it as many leave, or more, in some of {seeds} seeds."
    ends = sorted(abs(round(end)) for end in (low, high))
    how = "fewer" if mean > 0 else "more"
    return f"Without it {number(abs(round(mean)))} {how} leave ({number(ends[0])} to {number(ends[1])}, the 90 % band of {seeds} seeds)."


def seeds_beside(seed: int) -> list[int]:
    """The seed of the run that is shown, and the first others."""
    return [seed, *(other for other in range(1, SEEDS + 1) if other != seed)][:SEEDS]


@solara.component
def StayedWithout(session: Session, record: Record) -> Any:
    """The figure, once it is worked out; before, what it will show, and the button."""
    ids = solara.use_memo(lambda: most_named(record)[:MOST], [record])
    runs = SEEDS * (1 + len(ids))

    def make(report: Report) -> WithoutEach:
        found = without_each(record.identity, ids, seeds=seeds_beside(record.seed), workers=1, progress=report)
        return once(record, KEPT, lambda: found)

    work = use_work(session, RunRequest(record.identity).agents, make, vars(record).get(KEPT))
    found: WithoutEach | None = work.found
    figure = solara.use_memo(lambda: None if found is None else compared.without_each(found), [found])
    if figure is not None:
        return Chart(figure)
    with v.Html(tag="section", class_="uc-card", attributes={"data-panel": "without-each"}) as main:
        text("h2", "Who would have stayed without it?")
        if work.share is not None:
            Going(work, f"The same people without each of {len(ids)}, {SEEDS} seeds", runs)
        elif not ids:
            text("p", "Nobody left for a reason that can be switched off.", classes="uc-none")
        else:
            words = (
                "To be named as a man's main cause is one thing; that he would have stayed without it is another. Run again without each "
                f"of the {len(ids)} that are named most, under the same draws, it can be told person by person."
            )
            text("p", work.fault or words, role="alert" if work.fault else "note")
            Button(f"Work it out ({runs} runs)", outlined=True, small=True, on_click=work.begin)
    return main
