"""A person in the inspector: who he is, why he left, who tipped him and whom he tipped; and the small parts of every inspection."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

import pandas as pd
import reacton.ipyvuetify as v
import solara

from unit_cohesion.outcomes import PASSAGE
from unit_cohesion.runs.record import Record
from unit_cohesion.views import persons, rebels
from unit_cohesion.views.dashboard.chart import Links
from unit_cohesion.views.dashboard.drawings import figures_of_record
from unit_cohesion.views.dashboard.fields import Button, text
from unit_cohesion.views.dashboard.inspector_figure import InspectorFigure
from unit_cohesion.views.dashboard.inspector_past import PersonPast
from unit_cohesion.views.dashboard.session import Session
from unit_cohesion.views.figures.hazard_terms import sentence, waterfall
from unit_cohesion.views.formatting import number
from unit_cohesion.views.names import Facts, unit_of
from unit_cohesion.vocabulary import BRANCHES

MOST = 8


@solara.component
def Person(session: Session, record: Record, row: pd.Series[Any], after: Callable[[Session, Record, str], Any] | None = None) -> Any:
    """A person: who he is, why he left, what tipped him and whom he tipped; ``after`` tells more of him."""
    id, forest = str(row["person"]), figures_of_record(record).forest
    life = persons.events_of_person(record, id)
    why = persons.why_row(life)
    later = [step for _, step in life.iterrows() if step["event"] == PASSAGE and step["cause"] not in ("D15", "base")]
    with solara.Column(gap="0px") as main:
        InspectorHead(session, persons.name_of_person(record, row), open_page(session, unit=unit_of(id)), "His unit")
        if why is not None:
            text("p", sentence(why), classes="uc-plain")
        elif persons.distance_to_leaving(row):
            text("p", persons.distance_to_leaving(row), classes="uc-plain")
        steps = rebels.event_sentences(life)
        FactList([*persons.about_person(record, row), *([("His war", "; ".join(steps))] if steps else [])])
        if why is not None:
            InspectorFigure(waterfall(why)).key("why")
        if row["branch"] != BRANCHES[-1]:
            PersonPast(session, record, row, life, why).key(f"past {builtins.id(record)}")
        for step in later:
            text("p", sentence(step))
        Chain(session, record, forest.row_of(id), why)
        if after:
            after(session, record, id)
    return main


@solara.component
def Chain(session: Session, record: Record, at: int, why: pd.Series[Any] | None) -> Any:
    """What tipped him, back to the first; and whom he tipped."""
    made, nodes = figures_of_record(record), figures_of_record(record).forest.nodes
    above = made.forest.above(at) if at >= 0 else []
    tipped = [int(row) for row in made.forest.children(at)] if at >= 0 else []

    def link(row: int) -> tuple[str, Any]:
        node = nodes.iloc[row]
        if made.forest.dated(row):
            return made.called(row), open_page(session, tree=str(node["id"]), page="cascades")
        return f"{made.called(row)}, day {node['day']}", open_page(session, person=str(node["id"]))

    with solara.Column(gap="0px") as main:
        if above:
            text("h3", "What tipped him, and what came before that")
            Links([link(row) for row in above])
        elif why is not None:
            text("p", "Nobody tipped him: no other's leaving, no news and no event raised his pressure much in the fortnight before.")
        if len(tipped):
            men = nodes["persons"].iloc[tipped].sum()
            text("h3", f"Whom he tipped ({number(round(float(men)))})")
            Links([link(row) for row in tipped[:MOST]])
        if above or len(tipped):
            Links([("See the whole chain", open_page(session, tree=str(nodes["id"].iloc[above[-1] if above else at]), page="cascades"))])
    return main


@solara.component
def InspectorHead(session: Session, title: str, more: Any = None, words: str = "") -> Any:
    """The title, and the way back."""
    with v.Html(tag="div") as main:
        with v.Html(tag="div", class_="uc-back"):
            if more:
                Button(words, text=True, x_small=True, on_click=more)
            Button("Close", text=True, x_small=True, on_click=lambda: session.selection.set({}))
        text("h2", title)
    return main


def FactList(facts: Facts) -> Any:
    """Facts, a line each."""
    return text("dl", *(part for term, description in facts for part in (text("dt", term), text("dd", description))), classes="uc-facts")


def person_line(record: Record, row: pd.Series[Any]) -> str:
    sects = figures_of_record(record).sects
    return f"Day {row['day']}: {row['rank']} no. {int(str(row['person'])[-3:])}, {sects.get(str(row['sect']), row['sect'])}, {row['event']}"


def open_page(session: Session, page: str = "", **selection: str) -> Any:
    def go() -> None:
        session.selection.value = dict(selection)
        if page:
            session.page.value = page

    return go
