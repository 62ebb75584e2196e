"""Put an event in on the day that is shown, and run again from the start."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import reacton.ipyvuetify as v
import solara

from unit_cohesion.rules.events import KEYS
from unit_cohesion.scenario import Scenario
from unit_cohesion.views.dashboard.fields import Button, text
from unit_cohesion.views.dashboard.session import Session
from unit_cohesion.views.rebel_side import has_rebels
from unit_cohesion.vocabulary import COMMANDER_WAYS, EVENT_KINDS, NEWS_KINDS, ORDERS, PERPETRATORS

WORDS = {
    "leader_exit": "Word that the ruler may leave",
    "pledge": "A video: men declare for the rebels",
    "rumour": "A rumour of murdered officers",
    "story": "The regime says that the rebels are sectarian",
    "word": "Word of a loss",
    "massacre": "A massacre",
    "siege": "A place is cut off",
    "relief": "The road to a place is opened",
    "foreign_help": "Foreign fighters come",
    "commander": "A commander goes",
    "pay_stops": "Pay stops",
    "pay_resumes": "Pay comes again",
    "discharge_stops": "Nobody is let go at the end of his term",
    "amnesty": "An amnesty for those who left",
    "safe_area": "A safe area is set up",
    "safe_area_lost": "A safe area is lost",
    "border_closed": "A border is closed",
    "border_open": "A border is opened",
    "agreement": "The key sponsors agree",
    "murder": "An outspoken officer is murdered",
    "order": "Units amid crowds get an order",
}
REBELS = ("rumour", *(kind for kind, keys in KEYS.items() if keys.rebels))
"""Kinds that mean nothing without a rebel side."""
VALUES = {
    ("leader_exit", "reliability"): ("How well sourced, from 0 to 1", 0.6),
    ("pledge", "men"): ("Men shown", 12.0),
    ("pledge", "reliability"): ("How well sourced, from 0 to 1", 0.7),
    ("rumour", "reliability"): ("How well sourced, from 0 to 1", 0.3),
    ("story", "reliability"): ("How far it is believed, from 0 to 1", 0.5),
    ("word", "reliability"): ("How far it is believed, from 0 to 1", 0.5),
    ("massacre", "value"): ("Dead", 200.0),
    ("foreign_help", "value"): ("Fighters", 1000.0),
    ("amnesty", "value"): ("Days inside", 30.0),
    ("amnesty", "abroad"): ("Days for those abroad", 90.0),
    ("agreement", "value"): ("Consensus, from 0 to 1", 0.8),
}
"""Numbers of each kind: what they are, and what is usual."""
OF_NEWS = {
    "leader_exit": ("sect", "reliability"),
    "pledge": ("sect", "men", "reliability"),
    "rumour": ("reliability",),
    "story": ("reliability",),
    "word": ("lost", "reliability"),
}
"""What is asked of each kind of news."""
LOST = {"place": "{} is lost", "of": "{} is gone", "patron": "{} is about to go"}
"""What word can be of, by the key that names it: whichever is chosen."""
DOES = {"leaves": "he leaves", "killed": "he is killed", "changes_side": "he goes over", "replaced": "he is relieved"}
LABELS = {
    "to": "What they are told",
    "way": "How",
    "place": "Where",
    "sect": "Whose people",
    "by": "By whose hand",
    "country": "With which country",
    "lost": "What is told",
}


def kinds(scenario: Scenario) -> list[str]:
    """The kinds of news and events that can be put in."""
    meant = {kind: has_rebels(scenario) for kind in REBELS} | {"order": bool(scenario.crowds)}
    return [kind for kind in (*NEWS_KINDS, *EVENT_KINDS) if meant.get(kind, True)]


def fields_of_kind(kind: str) -> tuple[str, ...]:
    """Return what is asked of news or an event of a kind; an order binds until another is put in."""
    return OF_NEWS[kind] if kind in OF_NEWS else tuple(field for field in KEYS[kind].needs + KEYS[kind].may if field != "end")


def choices_of(scenario: Scenario, kind: str = "") -> dict[str, list[dict[str, str]]]:
    """What can be chosen for each field that names something of the scenario; word of the ruler's exit is to his own people."""
    sects = tuple(sect for sect in scenario.sects if sect.ruling or kind != "leader_exit")
    named: dict[str, tuple[Any, ...]] = {"place": scenario.places, "sect": sects, "country": scenario.countries}
    hands = {"by": [{"text": f"the {who}" if who == "regime" else who, "value": who} for who in PERPETRATORS]}
    hands["to"] = [{"text": f"to {to}", "value": to} for to in ORDERS]
    hands["way"] = [{"text": DOES[way], "value": way} for way in COMMANDER_WAYS]
    losses: dict[str, tuple[Any, ...]] = {"place": scenario.places, "of": scenario.army.formations, "patron": scenario.patrons}
    hands["lost"] = [{"text": LOST[key].format(entry.name), "value": f"{key} {entry.id}"} for key, some in losses.items() for entry in some]
    return {field: [{"text": entry.name, "value": entry.id} for entry in entries] for field, entries in named.items()} | hands


@solara.component
def Inject(session: Session, first: str = "massacre") -> Any:
    """The card; ``first`` is the kind that it proposes."""
    record = session.record.value
    kind, set_kind = solara.use_state(first)
    entered, set_entered = solara.use_state({})
    with v.Html(tag="section", class_="uc-card", attributes={"aria-label": "What if", "data-panel": "inject"}) as main:
        text("h2", "What if, on this day …")
        if record is None:
            text("p", "Here you will be able to put an event in, once a run has ended.")
            return main
        scenario, day = record.scenario, session.day.value
        when = scenario.about.start + timedelta(days=day - 1)
        text("p", f"Put an event in on {when:%-d %B %Y} (day {day}). It runs again from the start; the days before stay the same.")
        if day == record.days:
            text("p", "This is the last day: go back to an earlier one, for something to follow.", classes="uc-plain")
        chosen = session.selection.value.get("unit") or session.selection.value.get("person", "").rpartition("/")[0]
        unit = chosen if chosen in record.unit_ids else ""
        now = kind if kind in kinds(scenario) else "massacre"
        fields = fields_of_kind(now)
        choices = {field: items for field, items in choices_of(scenario, now).items() if field in fields and items}
        picked = {field: _one_of(entered.get(field), items) for field, items in choices.items()}

        def keep(field: str) -> Callable[[str], None]:
            return lambda value: set_entered({**entered, field: value})

        def take(value: str) -> None:
            set_kind(value)
            set_entered({})

        with solara.Column(gap="8px"):
            v.Select(
                label="What happens",
                v_model=now,
                on_v_model=take,
                dense=True,
                outlined=True,
                hide_details=True,
                items=[{"text": WORDS[k], "value": k} for k in kinds(scenario)],
            )
            for field, items in choices.items():
                v.Select(
                    label=LABELS[field],
                    v_model=picked[field],
                    on_v_model=keep(field),
                    items=items,
                    dense=True,
                    outlined=True,
                    hide_details=True,
                ).key(field)
            numbers = [field for field in fields if (now, field) in VALUES]
            for field in numbers:
                words, usual = VALUES[now, field]
                v.TextField(
                    label=words,
                    v_model=entered.get(field) or f"{usual:g}",
                    on_v_model=keep(field),
                    type="number",
                    dense=True,
                    outlined=True,
                    hide_details=True,
                    attributes={"min": "0", "step": "any"},
                ).key(f"{now} {field}")
            of_a_unit, needs_one = "of" in fields_of_kind(now), now == "commander"
            if of_a_unit:
                none = (
                    "Choose the unit first: click a company or staff in the picture."
                    if needs_one
                    else "To the whole army, or to a unit: click one."
                )
                text("p", f"Of {unit}." if unit else none)

            def put() -> None:
                values = {field: _number(entered.get(field), VALUES[now, field][1]) for field in numbers}
                more = {"of": unit} if of_a_unit and unit else {}
                session.inject(entry_from_form(_free_id(session), now, when, picked | values | more))

            Button(
                "Put it in and run again",
                color="primary",
                outlined=True,
                small=True,
                on_click=put,
                disabled=session.busy.value or (needs_one and not unit),
            )
    return main


def entry_from_form(id: str, kind: str, when: date, entered: Mapping[str, Any]) -> dict[str, Any]:
    """A table of ``[[events]]``, or of ``[[news]]`` that all hear on the day."""
    if kind not in NEWS_KINDS:
        return {"id": id, "date": when.isoformat(), "kind": kind, "title": WORDS[kind], **entered}
    rest = {"about" if field == "sect" else field: int(value) if field == "men" else value for field, value in entered.items()}
    if "lost" in rest:
        key, _, named = str(rest.pop("lost")).partition(" ")
        rest[key] = named
    return {"id": id, "kind": kind, "title": WORDS[kind], "origin": when.isoformat(), "release": when.isoformat(), **rest}


def _one_of(entered: Any, items: list[dict[str, str]]) -> str:
    return str(entered) if entered in [item["value"] for item in items] else items[0]["value"]


def _number(entered: Any, usual: float) -> float:
    try:
        return float(entered) if entered else usual
    except ValueError:
        return usual


def _free_id(session: Session) -> str:
    source = session.source()
    taken = {event.id for event in source.events} | {news.id for news in source.news} | {str(e.get("id")) for e in session.events.value}
    return next(f"put-in-{n}" for n in range(1, 10_000) if f"put-in-{n}" not in taken)
