"""The inspector: who or what is selected, why a person left, who tipped him and whom he tipped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reacton.ipyvuetify as v
import solara

from unit_cohesion.runs.record import Record
from unit_cohesion.views import persons
from unit_cohesion.views.dashboard.chart import Links
from unit_cohesion.views.dashboard.drawings import figures_of_record
from unit_cohesion.views.dashboard.fields import text
from unit_cohesion.views.dashboard.inspector_person import MOST, FactList, InspectorHead, Person, open_page, person_line
from unit_cohesion.views.dashboard.inspector_rebels import DoorAnswers, Militia, Sponsor
from unit_cohesion.views.dashboard.session import Session
from unit_cohesion.views.formatting import number, percent
from unit_cohesion.views.leaders import about_sponsor
from unit_cohesion.views.names import Facts, militia_names, short_name, unit_name
from unit_cohesion.views.rebels import about_place


@solara.component
def Inspector(session: Session, start: Callable[[Session, Record], Any] | None = None) -> Any:
    """The card on the right; ``start`` is what it shows while nothing is chosen."""
    record, selected = session.record.value, session.selection.value
    day = session.day.value
    with v.Html(tag="section", class_="uc-card", attributes={"aria-label": "Inspector", "data-panel": "inspector"}) as main:
        if record is None:
            text("h2", "Who is it?")
            text("p", "Here you will read about the unit or person that you choose, once a run has ended.")
        elif selected.get("person") and (row := persons.person_row(record, selected["person"])) is not None:
            Person(session, record, row, DoorAnswers).key(selected["person"])
        elif selected.get("unit") and (facts := persons.about_unit(record, selected["unit"], day)):
            Unit(session, record, selected["unit"], facts).key(selected["unit"])
        elif selected.get("place") in (places := {p.id: p.name for p in record.scenario.places}):
            Place(session, record, selected["place"], places[selected["place"]]).key(selected["place"])
        elif selected.get("militia") in militia_names(record.scenario):
            Militia(session, record, selected["militia"]).key(selected["militia"])
        elif selected.get("sponsor") and (known := about_sponsor(record, selected["sponsor"], day)):
            Sponsor(session, record, selected["sponsor"], known).key(selected["sponsor"])
        else:
            (start or InspectorStart)(session, record)
    return main


@solara.component
def InspectorStart(session: Session, record: Record) -> Any:
    """What can be chosen."""
    typed, set_typed = solara.use_state("")
    missing, set_missing = solara.use_state("")
    several, set_several = solara.use_state([])
    formations = figures_of_record(record).formations

    def look(widget: Any, event: str, data: Any) -> None:
        found = persons.found_by(record, str(data or ""))
        set_typed(str(data or ""))
        set_missing("" if found or not data else "There is no unit, person, place, rank, group or militia of this name in this run.")
        set_several(found if len(found) > 1 else [])
        if len(found) == 1:
            session.selection.value = found[0][1]

    with solara.Column(gap="0px") as main:
        text("h2", "Who left, and why?")
        text("p", "Click a unit in the picture to see who left it and why. Or begin here.")
        field = v.TextField(
            label="Find a unit, person, place, rank or group",
            v_model=typed,
            dense=True,
            outlined=True,
            hide_details="auto",
            error_messages=[missing] if missing else [],
            placeholder=record.unit_ids[0],
        )
        v.use_event(field, "change", look)
        if several:
            text("h3", "Which of these?")
            Links([(words, open_page(session, **selection)) for words, selection in several])
        text("h3", f"Emptiest units on day {session.day.value}")
        some, as_empty = persons.emptiest(record, session.day.value)
        Links([(f"{unit_name(id, formations)}: {percent(share)} still serve", open_page(session, unit=id)) for id, share in some])
        if not some:
            text("p", "All serve in every unit.")
        if as_empty:
            text("p", f"{number(as_empty)} more {'unit is' if as_empty == 1 else 'units are'} as empty as the last of these.")
        forest = figures_of_record(record).forest
        largest = [row for row in forest.largest(12) if forest.nodes["leaves"].iloc[row]][:4]
        if largest:
            text("h3", "Those who carried most others with them")
            Links(
                [
                    (
                        f"{figures_of_record(record).called(row)}: {number(round(forest.nodes['men'].iloc[row]))} left in his chain",
                        open_page(session, person=str(forest.nodes["id"].iloc[row])),
                    )
                    for row in largest
                ]
            )
    return main


@solara.component
def Unit(session: Session, record: Record, id: str, facts: Facts) -> Any:
    """A unit of any level."""
    day, names = session.day.value, figures_of_record(record).formations
    left, parts = persons.leavers_of_unit(record, id, day), persons.units_below(record, id, day)
    with solara.Column(gap="0px") as main:
        InspectorHead(session, unit_name(id, names))
        FactList(facts)
        if len(parts):
            text("h3", "Parts, the emptiest first")
            Links(
                [
                    (f"{short_name(str(unit), names)}: {percent(share)} still serve", open_page(session, unit=str(unit)))
                    for unit, share in parts["share"].head(MOST).items()
                ]
            )
        if left.empty:
            text("p", f"Nobody has left it by his own will by day {day}.")
        else:
            text("h3", f"Who left, the latest first ({number(round(float(left['persons'].sum())))} by day {day})")
            Links([(person_line(record, row), open_page(session, person=str(row["person"]))) for _, row in left.head(MOST).iterrows()])
        if len(parts) == 0:
            near = record.people[(record.people["unit"] == id) & record.people["days_to_go"].notna()].nsmallest(4, "days_to_go")
            if len(near):
                text("h3", "Who serves to the end, but is closest to leaving")
                Links(
                    [
                        (f"{row['rank'].capitalize()} no. {int(str(row['person'])[-3:])}", open_page(session, person=str(row["person"])))
                        for _, row in near.iterrows()
                    ]
                )
    return main


@solara.component
def Place(session: Session, record: Record, id: str, name: str) -> Any:
    """A place: which units stand there."""
    day, names = session.day.value, figures_of_record(record).formations
    weeks = record.units[(record.units["day"] <= max(day, 1)) & record.units["unit"].isin(record.unit_ids)]
    now = weeks[weeks["day"] == weeks["day"].max()]
    here = now[now["place"] == id].sort_values("strength", ascending=False, kind="stable")
    with solara.Column(gap="0px") as main:
        InspectorHead(session, name)
        text(
            "p",
            f"{number(len(here))} units with {number(round(float(here['strength'].sum())))} persons stand here in the week of day {day}.",
        )
        FactList(about_place(record, id, day))
        Links(
            [
                (f"{unit_name(str(unit), names)}: {number(round(float(men)))}", open_page(session, unit=str(unit)))
                for unit, men in here[["unit", "strength"]].head(12).itertuples(index=False)
            ]
        )
    return main
