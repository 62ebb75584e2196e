"""The page Compare: the same people in two worlds. Above, who left in which; below it, whether that is chance, and what else differs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import reacton.ipyvuetify as v
import solara

from unit_cohesion.insight.compare import Comparison, compare, joined_seeds
from unit_cohesion.insight.two_runs import worlds_between
from unit_cohesion.rules import MECHANISMS
from unit_cohesion.runs.record import Record
from unit_cohesion.simulation.identity import Identity
from unit_cohesion.views.dashboard.chart import Chart, FigureSupport
from unit_cohesion.views.dashboard.fields import Button, text
from unit_cohesion.views.dashboard.guess import answered
from unit_cohesion.views.dashboard.run_request import RunRequest, compared_once
from unit_cohesion.views.dashboard.session import Session
from unit_cohesion.views.dashboard.two_worlds import TwoWorlds
from unit_cohesion.views.dashboard.without_each import most_named
from unit_cohesion.views.dashboard.work import Going, Report, use_work
from unit_cohesion.views.figures import compared
from unit_cohesion.views.formatting import number
from unit_cohesion.views.two_worlds import packed_fates, two_lives

SEEDS = 10
"""Tried when asked whether it is chance."""
SUGGESTED = 4
FEWEST = 3
"""Seeds of which a band is drawn."""


@solara.component
def ComparePage(session: Session) -> Any:
    """The whole page."""
    record, before = session.record.value, session.before.value
    with solara.Div() as main:
        FigureSupport(session)
        if record is None:
            text("div", "Two worlds will be compared here when a run has ended.", classes="uc-none")
        elif before is None or before is record:
            Start(session, record)
        else:
            Worlds(session, before, record).key(f"{id(before)} {id(record)}")
    return main


@solara.component
def Start(session: Session, record: Record) -> Any:
    """What to compare with, where there is no other run yet."""
    with v.Html(tag="section", class_="uc-card uc-compare-start") as main:
        text("h2", "What if?")
        text(
            "p",
            "The same people, each with the same nerve, in two worlds: whatever differs between them is what was changed. What is "
            "shown is one of them. Switch something off for the other, or change anything among the controls (the button at the top left).",
            classes="uc-plain",
        )
        if session.shipped_against:
            AsShipped(session, outlined=False, depressed=True, color="primary", class_="mb-3")
        Suggestions(session, record)
    return main


@solara.component
def AsShipped(session: Session, **look: Any) -> Any:
    """The way to the scenario as it is shipped as world A, where something is moved."""
    named = {"data-shipped": "", "title": "The same people and the same draws, with nothing changed, switched off or put in"}
    look = {"small": True, "outlined": True, "disabled": session.busy.value, "attributes": named} | look
    return Button("Compare with the scenario as shipped", on_click=session.compare_with_shipped, **look)


@solara.component
def Suggestions(session: Session, record: Record) -> Any:
    """The mechanisms that are the main cause of most, as worlds without them."""
    ids = solara.use_memo(lambda: most_named(record)[:SUGGESTED], [record])
    with v.Html(tag="div", class_="uc-choices") as main:
        if not ids:
            text("span", "Nobody left for a reason that can be switched off.", classes="uc-hint")
        for id in ids:
            if id in session.off.value:
                continue
            words = f"Without {id}: {MECHANISMS[id].title[:1].lower()}{MECHANISMS[id].title[1:]}"
            go = lambda id=id: session.compare_without(id)  # noqa: E731
            Button(words, outlined=True, small=True, disabled=session.busy.value, on_click=go, attributes={"data-without": id}).key(id)
    return main


@solara.component
def Worlds(session: Session, before: Record, record: Record) -> Any:
    """Two runs: A, which was shown before, and B."""
    found = solara.use_memo(lambda: compared_once(before, record), [before, record])
    packed = solara.use_memo(lambda: packed_fates(found, record), [before, record])
    life, set_life = solara.use_state({})
    band, set_band = solara.use_state((b"", 0))

    def ask(person: str) -> None:
        set_life(two_lives(before, record, person) or {})

    with solara.Div() as main:
        with v.Html(tag="section", class_="uc-card", attributes={"data-panel": "worlds"}):
            if told := answered(session.guess.value, found):
                with v.Html(tag="div", class_="uc-with-before uc-answer"):
                    text("strong", told, role="status")
                    Button("Now the run in ten sentences", small=True, outlined=True, on_click=session.tell_from_the_start)
            TwoWorlds(packed, session.at_end, max(session.day.value, 1), life, session.day.set, ask, *band)
        with v.Html(tag="div", class_="uc-choices"):
            pinned = session.pinned.value
            Button(
                "A stays" if pinned else "Keep A",
                small=True,
                outlined=not pinned,
                on_click=lambda: session.pinned.set(not pinned),
                attributes={"aria-pressed": str(pinned).lower(), "title": "A stays while B is changed, run after run"},
            )
            if session.against.value:
                Button("Swap A and B", small=True, outlined=True, disabled=session.busy.value, on_click=session.swap)
            if session.shipped_against:
                AsShipped(session)
            text("span", "or see B", classes="uc-hint")
            Suggestions(session, record)
        Chance(session, before.identity, record.identity, set_band).key("chance")
        with v.Html(tag="div", class_="uc-figures"):
            Chart(compared.exits(found)).key("exits")
            Chart(compared.outcome_intervals(found)).key("outcomes")
    return main


@solara.component
def Chance(session: Session, a: Identity, b: Identity, show_band: Callable[[tuple[bytes, int]], None]) -> Any:
    """Whether the difference is chance: both worlds again with other seeds, on demand; ``show_band`` takes what ``band_of`` makes of them,
    as they come in."""

    def make(report: Report) -> Comparison:
        parts: list[Comparison] = []

        def tell(done: int, runs: int) -> None:
            report(runs * len(parts) + done, runs * SEEDS)

        for seed in range(1, SEEDS + 1):
            parts.append(compare(a, b, seeds=[seed], workers=1, progress=tell))
            if len(parts) >= FEWEST:
                show_band(band_of(joined_seeds(parts)))
        one, other = worlds_between(a, b)
        return replace(joined_seeds(parts), a=one, b=other)

    work = use_work(session, RunRequest(a).agents, make)
    found: Comparison | None = work.found
    with v.Html(tag="section", class_="uc-card", attributes={"data-panel": "chance"}) as main:
        text("h2", "Is it chance?")
        if work.share is not None:
            Going(work, f"Both worlds with {SEEDS} seeds", 2 * SEEDS)
        elif found is not None:
            only_a, only_b = (found.interval_of(part) for part in ("only_a", "only_b"))
            spans = [f"{number(round(one.low))} to {number(round(one.high))}" for one in (only_a, only_b)]
            text(
                "p",
                f"In {SEEDS} seeds, in the mean: {number(round(only_a.mean))} left only in A (95 % interval {spans[0]}), "
                f"{number(round(only_b.mean))} only in B ({spans[1]}).",
                classes="uc-plain",
            )
            Chart(compared.difference(found)).key("difference")
        else:
            words = "What is shown is one seed: one draw of who is bold and who meets what. Other seeds tell how far that goes."
            text("p", work.fault or words, role="alert" if work.fault else "note")
            Button(f"Try {SEEDS} seeds", outlined=True, small=True, on_click=work.begin)
    return main


def band_of(found: Comparison) -> tuple[bytes, int]:
    """The band of runs of the difference, as the picture takes it: its ends by day, and of how many seeds."""
    return np.ascontiguousarray(found.band()[1:], "<f4").tobytes(), len(found.seeds)
