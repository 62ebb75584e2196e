"""The page Integration: where those went who left, militias' leaders, sponsors, and whether an army is rebuilt."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import reacton.ipyvuetify as v
import solara

from unit_cohesion.runs.record import Record
from unit_cohesion.views.dashboard.chart import Chart, FigureSupport, Links, Placeholder
from unit_cohesion.views.dashboard.drawings import figures_of_page, figures_of_record
from unit_cohesion.views.dashboard.fields import text
from unit_cohesion.views.dashboard.inject import Inject
from unit_cohesion.views.dashboard.inspector import Inspector
from unit_cohesion.views.dashboard.inspector_person import open_page
from unit_cohesion.views.dashboard.leaders_table import Leaders
from unit_cohesion.views.dashboard.session import Session
from unit_cohesion.views.figures.base import several
from unit_cohesion.views.formatting import number, percent
from unit_cohesion.views.leaders import leaders
from unit_cohesion.views.rebel_side import LEVELS, has_rebels, safe_places

EVERYBODY, BROAD = "everybody", ("officers", "sponsors")
NO_REBELS = (
    "This scenario has no rebel side: who leaves stays where he arrives. Choose Syria 2011 on the left, or add militias to your own "
    "scenario, to see here whom militias' leaders let in, whom sponsors pay, and whether a national army forms."
)


@solara.component
def IntegrationPage(session: Session) -> Any:
    """The whole page."""
    record = session.record.value
    with solara.Div() as main:
        FigureSupport(session)
        if record is None:
            with v.Html(tag="div", class_="uc-figures"):
                Placeholder(
                    "Integration",
                    "Here you will see what becomes of those who leave. Press Run on the left, or wait until the run has ended.",
                    broad=True,
                )
        else:
            with v.Html(tag="div", class_="uc-run-page"):
                with v.Html(tag="div", class_="uc-replay-panel"):
                    Flow(session, record)
                with v.Html(tag="div", class_="uc-side-panel"):
                    Inspector(session, IntegrationStart if has_rebels(record.scenario) else None)
                    Inject(session, "safe_area")
                with v.Html(tag="div", class_="uc-figures"):
                    if has_rebels(record.scenario):
                        Conditions(session, record)
                        Leaders(session, record)
                        WeeklyFigures(record)
                    else:
                        Placeholder("The rebel side", NO_REBELS, broad=True)
    return main


@solara.component
def Day(session: Session, record: Record) -> Any:
    """The day that the page is about, as a slider; set when the handle is let go."""
    day = min(max(session.day.value, 1), record.days)
    when = record.scenario.about.start + timedelta(days=day - 1)

    def drop(widget: Any, event: str, typed: Any) -> None:
        if isinstance(typed, int | float):
            session.day.value = min(max(round(typed), 1), record.days)

    with v.Html(tag="div", class_="uc-day") as main:
        text("span", text("strong", f"{when:%-d %B %Y}"), f" day {number(day)} of {number(record.days)}")
        slider = v.Slider(
            v_model=float(day),
            min=1.0,
            max=float(record.days),
            step=1,
            dense=True,
            hide_details=True,
            color="primary",
            attributes={"aria-label": "Day"},
        )
        v.use_event(slider, "change", drop)
    return main


@solara.component
def Flow(session: Session, record: Record) -> Any:
    """From the army to where they are on the day."""
    level, set_level = solara.use_state(EVERYBODY)
    day, only = min(max(session.day.value, 1), record.days), None if level == EVERYBODY else level
    figure = solara.use_memo(lambda: figures_of_record(record).flow(day, only), [record, day, only])
    with solara.Div() as main:
        with v.Html(tag="section", class_="uc-card uc-day-card", attributes={"aria-label": "Day and rank"}):
            Day(session, record)
            v.Select(
                label="Whose", v_model=level, on_v_model=set_level, items=[EVERYBODY, *LEVELS], dense=True, outlined=True, hide_details=True
            )
        Chart(figure)
    return main


@solara.component
def IntegrationStart(session: Session, record: Record) -> Any:
    """What can be chosen here."""
    day = session.day.value
    now = leaders(record, day)
    largest = now[now["fighters"] > 0].head(6)
    with solara.Column(gap="0px") as main:
        text("h2", "Who leads, and who pays?")
        text("p", "Click a militia in the table, or begin here, to see its leader's traits, his weeks, and whom he let in or sent away.")
        if len(largest):
            text("h3", f"Largest militias on day {day}")
            Links(
                [
                    (f"{name}: {several(float(men), 'fighter')}", open_page(session, militia=militia))
                    for militia, name, men in largest[["militia", "name", "fighters"]].itertuples(index=False)
                ]
            )
        if record.scenario.sponsors:
            text("h3", "Sponsors")
            Links([(sponsor.name, open_page(session, sponsor=sponsor.id)) for sponsor in record.scenario.sponsors])
    return main


@solara.component
def Conditions(session: Session, record: Record) -> Any:
    """The national army's two conditions on the day, as lights with words."""
    day = min(max(session.day.value, 1), record.days)
    now = record.daily.iloc[day - 1]
    needed = float(record.scenario.parameters["consensus_needed"])  # type: ignore[arg-type]
    safe, agreed = safe_places(record.scenario, day), float(now["sponsor_consensus"])
    agree = f"Their consensus is {percent(agreed)}; it takes {percent(needed)}."
    lights = [
        ("The key sponsors agree", agreed >= needed, agree),
        ("There is a safe area", bool(safe), f"For training and assembling: {', '.join(safe)}." if safe else "No place is one today."),
    ]
    forming, men = bool(now["forming"]), number(float(now["national army"]))
    grows = f"It forms: {men} men, command {percent(float(now['command']))} of full."
    rests = f"It does not form{f'; {men} men are left of it' if now['national army'] else ''}. It takes both at once (B1)."
    with v.Html(tag="section", class_="uc-card uc-broad", attributes={"data-panel": "conditions"}) as main:
        text("h2", "Can a national army form?")
        with v.Html(tag="div", class_="uc-lights"):
            for title, holds, words in lights:
                lamp = text("i", classes="uc-lamp uc-on" if holds else "uc-lamp", aria_hidden="true")
                text("div", lamp, text("div", text("strong", f"{title}: {'yes' if holds else 'no'}. "), words), classes="uc-light")
        text("p", grows if forming else rests, classes="uc-plain")
    return main


@solara.component
def WeeklyFigures(record: Record) -> Any:
    """The figures that do not go by day; made anew only with another record."""
    figures = solara.use_memo(lambda: figures_of_page(record, "rebel"), [record])
    with solara.Div(style="display: contents") as main:
        for figure in figures:
            Chart(figure, broad=figure.key in BROAD).key(figure.key)
    return main
