"""A militia's leader or a sponsor in the inspector: traits, weeks, and the last choices with what was weighed."""

from __future__ import annotations

from typing import Any

import pandas as pd
import solara

from unit_cohesion.runs.record import Record
from unit_cohesion.views import leaders
from unit_cohesion.views.dashboard.chart import Links
from unit_cohesion.views.dashboard.fields import text
from unit_cohesion.views.dashboard.inspector_figure import InspectorFigure
from unit_cohesion.views.dashboard.inspector_person import FactList, InspectorHead, open_page
from unit_cohesion.views.dashboard.session import Session
from unit_cohesion.views.figures.histories import militia_leader, militia_men, sponsor_money
from unit_cohesion.views.names import militia_names


@solara.component
def Militia(session: Session, record: Record, id: str) -> Any:
    """A militia: its leader's traits on the day, its weeks, and whom he let in or sent away."""
    day, names = session.day.value, militia_names(record.scenario)
    weeks = record.militias[record.militias["militia"] == id]
    rows = leaders.leaders(record, day)
    now = rows[rows["militia"] == id]
    with solara.Column(gap="0px") as main:
        InspectorHead(session, names[id])
        if now.empty:
            text("p", f"It does not exist on day {day}." if len(weeks) else "It did not exist in this run.", classes="uc-plain")
        else:
            FactList(leaders.about_militia(record, now.iloc[0]))
            payer = str(now.iloc[0]["patron"])
            if payer:
                Links([("Who pays it", open_page(session, sponsor=payer))])
        if len(weeks):
            for figure in (militia_men(weeks, record.scenario.about.start), militia_leader(weeks, record.scenario.about.start)):
                InspectorFigure(figure).key(f"{id} {figure.key}")
        text("h3", f"What its leader last said to officers, by day {day}")
        decisions = leaders.last_choices(record, id, day)
        if decisions.empty:
            text("p", "No officer has stood at its door.")
        Links(
            [
                (
                    leaders.choice_words(choice, leaders.rank_of(record, str(choice["subject"]))),
                    open_page(session, page="run", person=str(choice["subject"])),
                )
                for _, choice in decisions.iterrows()
            ]
        )
    return main


@solara.component
def Sponsor(session: Session, record: Record, id: str, facts: Any) -> Any:
    """A sponsor: what it wants, whom it pays, and its last choices."""
    day, names = session.day.value, militia_names(record.scenario)
    sponsors = {sponsor.id: sponsor.name for sponsor in record.scenario.sponsors}
    weeks = record.sponsors[record.sponsors["sponsor"] == id]
    clients: pd.DataFrame = leaders.rows_of_week(record.militias, day)
    clients = clients[clients["patron"] == id].sort_values("fighters", ascending=False, kind="stable")
    with solara.Column(gap="0px") as main:
        InspectorHead(session, sponsors[id])
        FactList(facts)
        InspectorFigure(sponsor_money(weeks, record.scenario.about.start)).key(f"{id} money")
        if len(clients):
            text("h3", "Militias that have most of their money from it")
            Links(
                [
                    (f"{names[str(militia)]}: {men:,.0f} fighters", open_page(session, militia=str(militia)))
                    for militia, men in clients[["militia", "fighters"]].head(8).itertuples(index=False)
                ]
            )
        text("h3", f"Its last choices, by day {day}")
        decisions = leaders.last_choices(record, id, day)
        if decisions.empty:
            text("p", "It has chosen nobody yet.")
        Links(
            [
                (leaders.choice_words(choice, names.get(str(choice["subject"]), "")), open_page(session, militia=str(choice["subject"])))
                for _, choice in decisions.iterrows()
            ]
        )
    return main


@solara.component
def DoorAnswers(session: Session, record: Record, person: str) -> Any:
    """What leaders said to an officer, if he ever stood at a door."""
    decisions, names = leaders.choices_about_officer(record, person), militia_names(record.scenario)
    with solara.Column(gap="0px") as main:
        if len(decisions):
            text("h3", "What militias' leaders said to him")
            Links(
                [
                    (
                        leaders.choice_words(choice, names.get(str(choice["actor"]), "")),
                        open_page(session, page="integration", militia=str(choice["actor"])),
                    )
                    for _, choice in decisions.iterrows()
                ]
            )
    return main
