"""Put an event in on the day that is shown, and run again from the start."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import reacton.ipyvuetify as v
import solara

from model.schema import EVENT_KINDS
from model.views.dashboard.fields import Button, text
from model.views.dashboard.session import Session

WORDS = {
    "massacre": "A massacre", "siege": "A place is cut off", "relief": "The road to a place is opened",
    "foreign_help": "Foreign fighters come", "commander_killed": "A commander is killed", "pay_stops": "Pay stops",
    "pay_resumes": "Pay comes again",
    "discharge_stops": "Nobody is let go at the end of his term",
}  # fmt: skip
VALUES = {"massacre": ("Dead", 200.0), "foreign_help": ("Fighters", 1000.0)}
PLACED = ("massacre", "siege", "relief")


@solara.component
def Inject(session: Session) -> Any:
    """The card."""
    record = session.record.value
    kind, set_kind = solara.use_state("massacre")
    place, set_place = solara.use_state("")
    sect, set_sect = solara.use_state("")
    amount, set_amount = solara.use_state("")
    with v.Html(tag="section", class_="uc-card", attributes={"aria-label": "What if", "data-panel": "inject"}) as main:
        text("h2", "What if, on this day …")
        if record is None:
            text("p", "Here you will be able to put an event in, once a run has ended.")
            return main
        scenario, day = record.scenario, session.day.value
        when = scenario.about.start + timedelta(days=day - 1)
        text("p", f"Put an event in on {when:%-d %B %Y} (day {day}). It runs again from the start; the days before stay the same.")
        chosen = session.selection.value.get("unit") or session.selection.value.get("person", "").rpartition("/")[0]
        unit = chosen if chosen in record.unit_ids else ""
        places, sects = [p.id for p in scenario.places], [s.id for s in scenario.sects]
        where, whose = place if place in places else places[0], sect if sect in sects else sects[0]

        def take(said: str) -> None:
            set_kind(said)
            set_amount("")

        with solara.Column(gap="8px"):
            v.Select(label="What happens", v_model=kind, on_v_model=take, dense=True, outlined=True, hide_details=True,
                     items=[{"text": WORDS.get(k, k.replace("_", " ")), "value": k} for k in EVENT_KINDS])  # fmt: skip
            if kind in PLACED:
                v.Select(label="Where", v_model=where, on_v_model=set_place, dense=True, outlined=True, hide_details=True,
                         items=[{"text": p.name, "value": p.id} for p in scenario.places])  # fmt: skip
            if kind == "massacre":
                v.Select(label="Whose people", v_model=whose, on_v_model=set_sect, dense=True, outlined=True, hide_details=True,
                         items=[{"text": s.name, "value": s.id} for s in scenario.sects])  # fmt: skip
            if kind in VALUES:
                words, usual = VALUES[kind]
                v.TextField(label=words, v_model=amount or f"{usual:g}", on_v_model=set_amount, type="number", dense=True, outlined=True,
                            hide_details=True, attributes={"min": "0"})  # fmt: skip
            if kind == "commander_killed":
                text("p", f"Of {unit}." if unit else "Choose the unit first: click a company or staff in the picture.")

            def put() -> None:
                value = _number(amount, VALUES[kind][1]) if kind in VALUES else None
                event = {"id": _free(session), "date": when.isoformat(), "kind": kind, "title": WORDS.get(kind, kind)}
                event |= {"place": where} if kind in PLACED else {}
                event |= {"sect": whose} if kind == "massacre" else {}
                event |= {"value": value} if value is not None else {}
                event |= {"unit": unit} if kind == "commander_killed" else {}
                session.inject(event)

            Button(
                "Put it in and run again", color="primary", outlined=True, small=True, on_click=put,
                disabled=session.progress.value is not None or (kind == "commander_killed" and not unit),
            )  # fmt: skip
    return main


def _number(said: str, usual: float) -> float:
    try:
        return float(said) if said else usual
    except ValueError:
        return usual


def _free(session: Session) -> str:
    taken = {str(event.get("id")) for event in session.events.value} | {event.id for event in session.source().events}
    return next(f"put-in-{n}" for n in range(1, 10_000) if f"put-in-{n}" not in taken)
