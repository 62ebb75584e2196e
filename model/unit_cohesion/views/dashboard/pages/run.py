"""The page Run: the replay, the series below it, the inspector beside it."""

from __future__ import annotations

from typing import Any

import reacton.ipyvuetify as v
import solara

from unit_cohesion.runs.record import Record
from unit_cohesion.views.dashboard.chart import Chart, FigureSupport, Placeholder
from unit_cohesion.views.dashboard.drawings import figures_of_page, figures_of_record, packed_once
from unit_cohesion.views.dashboard.fields import Button, text
from unit_cohesion.views.dashboard.guess import Guess
from unit_cohesion.views.dashboard.inject import Inject
from unit_cohesion.views.dashboard.inspector import Inspector
from unit_cohesion.views.dashboard.pages.compare import AsShipped
from unit_cohesion.views.dashboard.replay import ArmyReplay
from unit_cohesion.views.dashboard.run_request import compared_once
from unit_cohesion.views.dashboard.session import COMRADES, Session
from unit_cohesion.views.dashboard.told import Story
from unit_cohesion.views.dashboard.without_each import StayedWithout
from unit_cohesion.views.figures.base import Figure, leavers
from unit_cohesion.views.figures.before import weeks_before
from unit_cohesion.views.formatting import number
from unit_cohesion.vocabulary import ARMY_BANDS

SERIES = (
    ("causes", "Why do they leave, week by week?"),
    ("so-far", "How many have left so far?"),
    ("departures", "How many leave each day?"),
    ("sect", "Which groups do they come from?"),
    ("band", "Which ranks do they hold?"),
    ("whereabouts", "Where are they now?"),
    ("odds", "Do people believe that the regime will last?"),
    ("pace", "Do soldiers know how many leave?"),
)

BROAD = ("causes", "so-far", "departures", "whereabouts")
EVERYBODY = "all"


@solara.component
def RunPage(session: Session) -> Any:
    """The whole page."""
    record = session.record.value
    with solara.Div() as main:
        FigureSupport(session)
        with v.Html(tag="div", class_="uc-run-page"):
            with v.Html(tag="section", class_="uc-card uc-replay-panel", attributes={"data-panel": "replay"}):
                Army(session)
            with v.Html(tag="div", class_="uc-side-panel"):
                WithBefore(session)
                if session.asks.value and COMRADES not in session.off.value:
                    Guess(session)
                    if session.selection.value:
                        Inspector(session)
                else:
                    Story(session)
                    Inspector(session)
                    Inject(session)
            with v.Html(tag="div", class_="uc-figures"):
                if record is None:
                    for key, title in SERIES:
                        Placeholder(title, "This will be drawn when a run has ended: press Run on the left.", broad=key in BROAD).key(key)
                else:
                    Series(session)
    return main


@solara.component
def WithBefore(session: Session) -> Any:
    """What differs from the run that was shown before, in a sentence, and the way to see it person by person; without one, the way to the
    scenario as it is shipped. While a slider is dragged, what would differ from the run that is kept."""
    record, before, dragged = session.record.value, session.before.value, session.drag.shown.value
    if dragged is not None:
        record, before = dragged, before if session.pinned.value else record
    with v.Html(
        tag="section", class_="uc-card uc-with-before", attributes={"data-panel": "with-before", "aria-label": "Beside another run"}
    ) as main:
        if record is not None and before is not None and record.identity != before.identity:
            found = compared_once(before, record)
            split, about = found.split, number(round(found.split.only_a))
            text("span", f"Beside the run before: {about} left only {found.a.name}, {number(round(split.only_b))} only {found.b.name}.")
            look: dict[str, Any] = {"small": True, "outlined": True, "disabled": dragged is not None, "attributes": {"data-compare": ""}}
            Button("Compare with before", on_click=session.compare_with_before, **look)
        elif record is not None and session.shipped_against:
            AsShipped(session)
    return main


@solara.component
def Army(session: Session) -> Any:
    """The replay."""
    record = session.drag.shown.value or session.record.value
    sent = solara.use_memo(lambda: packed_once(record) if record is not None else b"", [record])
    kind, id = next(iter(session.selection.value.items()), ("", ""))

    def select(chosen_option: str) -> None:
        session.selection.value = (
            {"place": chosen_option[6:]} if chosen_option.startswith("place:") else {"unit": chosen_option} if chosen_option else {}
        )

    chosen = f"place:{id}" if kind == "place" else id if kind in ("unit", "person") else ""
    return ArmyReplay(packed=sent, day=max(session.day.value, 1), selection=chosen, on_day=session.day.set, on_selection=select)


@solara.component
def Series(session: Session) -> Any:
    """The figures below it; made anew only with another record."""
    record = session.record.value
    figures = solara.use_memo(lambda: figures_of_page(record, "run") if record is not None else [], [record])
    with solara.Div(style="display: contents") as main:
        for figure in figures:
            if figure.key == "causes" and record is not None:
                River(session, record, figure).key(figure.key)
            elif figure.key == "so-far" and record is not None:
                SoFar(session, record, figure).key(figure.key)
                StayedWithout(session, record).key(f"without each {id(record)}")
            else:
                Chart(figure, broad=figure.key in BROAD).key(figure.key)
    return main


@solara.component
def SoFar(session: Session, record: Record, alone: Figure) -> Any:
    """How many have left so far, and how many had in the run that was shown before, until that line is taken away; in place of both, while
    a slider is dragged, how many would have left, and had in the run that is kept."""
    former, dragged = session.ghost, session.drag.shown.value
    made = figures_of_record(dragged or record)
    figure = solara.use_memo(lambda: alone if former is None else made.so_far(former), [dragged or record, former])

    def away() -> Any:
        return Button("Take the grey line away", small=True, text=True, on_click=lambda: session.former.set(None))

    return Chart(figure, broad=True, choice=away if former is not None and dragged is None and figure.option else None)


@solara.component
def River(session: Session, record: Record, whole: Figure) -> Any:
    """The causes week by week, of all, with the run before across it, or of one group or rank."""
    among, set_among = solara.use_state(EVERYBODY)
    items = among_items(record)
    chosen = among if among in [item["value"] for item in items] else EVERYBODY
    by, _, only = chosen.partition(":")
    former, dragged = session.ghost, session.drag.shown.value
    made = figures_of_record(dragged or record)

    def drawn() -> Figure:
        if only:
            return made.causes(by, only)
        now = whole if dragged is None else made.causes()
        return now if former is None else weeks_before(now, former)

    figure = solara.use_memo(drawn, [dragged or record, chosen, former])
    look: dict[str, Any] = {"dense": True, "outlined": True, "hide_details": True, "style_": "max-width: 260px"}

    def choice() -> Any:
        return v.Select(label="Who left", v_model=chosen, on_v_model=set_among, items=items, **look)

    return Chart(figure, broad=True, choice=choice if whole.option else None)


def among_items(record: Record) -> list[dict[str, str]]:
    """Whom the river of causes can be drawn of: everybody, each group, each rank, of those of whom somebody left."""
    left = leavers(record.events, "sect", "band")
    some = {by: set(left[by].unique()) for by in ("sect", "band")}
    groups = [(sect.name, f"sect:{sect.id}") for sect in record.scenario.sects if sect.id in some["sect"]]
    ranks = [(band, f"band:{band}") for band in ARMY_BANDS if band in some["band"]]
    return [{"text": words, "value": value} for words, value in [("everybody", EVERYBODY), *groups, *ranks]]
