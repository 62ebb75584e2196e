"""The left column: what is run. Everything in it is made from declarations."""

from __future__ import annotations

from typing import Any

import reacton.ipyvuetify as v
import solara

from unit_cohesion.errors import ScenarioError
from unit_cohesion.rules import MECHANISMS, PARAMETERS
from unit_cohesion.scenario import shipped_cases, shipped_scenarios
from unit_cohesion.views.dashboard.collapsible import AllParameters, Collapsible, MechanismSwitches
from unit_cohesion.views.dashboard.fields import (
    Button,
    DisputedSlider,
    Field,
    ParameterSlider,
    RuleSwitch,
    parameter_label,
    text,
    waiting_text,
)
from unit_cohesion.views.dashboard.lesson_worlds import PREFIX, names_in_lessons, own_scenarios
from unit_cohesion.views.dashboard.links import UPLOADED
from unit_cohesion.views.dashboard.session import Session
from unit_cohesion.views.dashboard.shipped import shipped_scenario
from unit_cohesion.views.dashboard.upload import Upload
from unit_cohesion.views.dashboard.without_each import measured_without
from unit_cohesion.views.rebel_side import has_rebels

MAIN = {
    "comrade_pressure": "Pull of comrades who left",
    "bond_ratio": "Hold of unit cohesion",
    "grievance_weight": "Weight of grievance",
    "revenge_bind": "Fear of revenge",
    "privilege_hold": "Privilege to lose",
    "reprisal_deterrence": "Fear of reprisals",
    "catch_chance": "Chance of being caught",
    "leader_exit_reliability": "Word of the leader's exit",
}
"""The sliders that are always in sight: one for each great reason to go or to stay."""
REBELS = {
    "rivalry_weight": "Leaders' fear of rivals",
    "need_weight": "Leaders' need of skill",
    "suspicion_weight": "Suspicion of newcomers",
    "strain_disorder": "What disorder does to officers",
    "camp_restriction": "Hold of the camps",
    "sponsor_loyalty_weight": "Sponsors: loyalty first",
    "warlord_weekly": "Drift to warlords",
    "consensus_needed": "Consensus that an army needs",
}
"""The same on the page Integration."""
MORE, FEWER, WEAK = ("fewer leave", "more leave"), ("more leave", "fewer leave"), ("weak", "strong")
ENDS = {
    "comrade_pressure": MORE,
    "bond_ratio": FEWER,
    "grievance_weight": MORE,
    "revenge_bind": FEWER,
    "privilege_hold": FEWER,
    "reprisal_deterrence": FEWER,
    "catch_chance": FEWER,
    "leader_exit_reliability": ("doubted", "believed"),
    "rivalry_weight": WEAK,
    "need_weight": WEAK,
    "suspicion_weight": WEAK,
    "strain_disorder": WEAK,
    "camp_restriction": ("loose", "tight"),
    "sponsor_loyalty_weight": ("skill first", "loyalty first"),
    "warlord_weekly": ("slow", "fast"),
    "consensus_needed": ("little", "much"),
}
"""What lies at the lower and at the upper end of each."""
FIRST = ("two-valleys", "syria-2011")
"""The scenarios to begin with: the small one that is made for learning, and the main one."""


@solara.component
def Controls(session: Session) -> Any:
    """The whole column."""
    with solara.Column(gap="10px", classes=["uc-controls"]) as main:
        RunButton(session)
        ScenarioChoice(session)
        main_ones = REBELS if session.page.value == "integration" and has_rebels(session.source()) else MAIN
        for id in session.linked:
            if id in MECHANISMS:
                RuleSwitch(session, id).key(id)
        with solara.Column(gap="2px", classes=["uc-sliders"]):
            linked = [name for name in session.linked if name in PARAMETERS and isinstance(PARAMETERS[name].default, int | float)]
            for name, label in ({name: linked_label(name) for name in linked} | main_ones).items():
                ParameterSlider(session, name, label, ENDS.get(name, ())).key(name)
            if session.source().declare:
                DisputedFigures(session)
            if session.values.value:  # in here, as what comes and goes beside what is below would close that
                Button("As the scenario has them", text=True, small=True, on_click=lambda: session.live(session.values.set, {}))
        Injected(session)
        Scale(session)
        Collapsible(
            "Rules",
            f"{len(session.off.value)} off" if session.off.value else "all on",
            lambda: MechanismSwitches(session, measured_without(session.record.value)),
        )
        changed = sum(name in PARAMETERS for name in session.values.value)
        Collapsible("All parameters", f"{changed} changed" if changed else f"{len(PARAMETERS)}, by rule", lambda: AllParameters(session))
        Collapsible("Your own scenario or run", "", lambda: Upload(session))
    return main


@solara.component
def DisputedFigures(session: Session) -> Any:
    """The figures that the scenario calls disputed, a slider each, from the lowest told to the highest."""
    with v.Html(tag="section", attributes={"aria-label": "Disputed figures"}) as main:
        text(
            "div",
            "Disputed figures",
            text("div", "each from the lowest that is told to the highest", classes="uc-hint"),
            classes="uc-group",
        )
        for name in session.source().declare:
            DisputedSlider(session, name).key(name)
    return main


def linked_label(name: str) -> str:
    """What a slider is called that stands there only since a link names its parameter: as a lesson calls it, if one does."""
    return names_in_lessons().get(name) or parameter_label(name)


@solara.component
def RunButton(session: Session) -> Any:
    """Run or stop, how far it is, and whether the choices are those of the run that is shown."""
    progress, stale = session.progress.value, session.stale if session.record.value else False
    with solara.Column(gap="4px", classes=["uc-run"]) as main:
        if progress is None:
            Button(
                "Run again" if session.record.value and not stale else "Run",
                color="primary",
                depressed=True,
                block=True,
                outlined=bool(session.record.value) and not stale,
                disabled=bool(session.record.value) and not stale,
                on_click=session.run,
                class_="uc-run-button",
            ).key("run")
        else:
            Button("Stop", color="secondary", dark=True, depressed=True, block=True, on_click=session.stop_by_hand).key("stop")
        v.ProgressLinear(
            value=100 * (progress or 0),
            active=progress is not None,
            indeterminate=progress == 0.0,
            attributes={"aria-label": "Progress of the run"},
        )
        rests = resting_text(stale, session.follows, session.drag.shown.value is not None) if session.record.value else ""
        going = waiting_text(session.others.value) or (f"{progress:.0%} of the days" if progress else "starting")
        words = rests if progress is None else going
        text("div", words, classes="uc-hint", role="status")
    return main


def resting_text(stale: bool, follows: bool, dragged: bool = False) -> str:
    """What is told while no run goes on: whether what is shown is what is chosen, and whether a change needs the button."""
    if dragged:
        return "picture and first charts follow; let go for the rest"
    if stale:
        return "changed: Run shows what it does"
    return "what you change shows at once" if follows else "nothing is changed"


@solara.component
def ScenarioChoice(session: Session) -> Any:
    """Which scenario, and what it asks."""
    items = [
        item
        for heading, names in scenario_groups().items()
        for item in ({"header": heading}, *({"text": shipped_scenario(name).about.title, "value": name} for name in names))
    ]
    if session.scenario.value.startswith(PREFIX):
        number = own_scenarios()[session.scenario.value].file.lesson.number
        items.append({"text": f"{session.source().about.title} (lesson {number})", "value": session.scenario.value})
    if session.upload.value:
        items.append({"text": f"{session.upload.value.about.title} (yours)", "value": UPLOADED})
    with solara.Column(gap="4px") as main:
        v.Select(
            label="Scenario",
            v_model=session.scenario.value,
            on_v_model=lambda name: session.live(session.choose, name),
            items=items,
            dense=True,
            outlined=True,
            hide_details=True,
        )
        text("div", session.source().about.question, classes="uc-hint")
    return main


def scenario_groups() -> dict[str, list[str]]:
    """The shipped scenarios by what they are for: heading → names."""
    armies, cases = {shipped_scenario(name).army.name for name in FIRST}, shipped_cases()
    own = [name for name in shipped_scenarios() if name not in FIRST and name not in cases]
    return {
        "To begin with": list(FIRST),
        "What if: the same armies otherwise": [name for name in own if shipped_scenario(name).army.name in armies],
        "Other wars": [name for name in own if shipped_scenario(name).army.name not in armies],
        "Cases, held against what is known of them": list(cases),
    }


@solara.component
def Scale(session: Session) -> Any:
    """Seed, length and scale."""
    about = session.source().about

    def seed(typed: str) -> None:
        session.live(session.seed.set, whole_number("seed", typed or "1", 0, 2**63 - 1))

    def days(typed: str) -> None:
        session.live(session.days.set, whole_number("days", typed, 1, 10_000) if typed and typed != str(about.days) else None)

    def agents(typed: str) -> None:
        chosen = whole_number("persons_per_agent", typed, 1, 1_000) if typed else about.persons_per_agent
        session.live(session.persons_per_agent.set, chosen if chosen != about.persons_per_agent else None)

    with solara.Column(gap="10px") as main:
        with solara.Row(gap="8px", classes=["uc-pair"]):
            Field("Seed", session.seed.value, seed, step="1", min="0")
            Field("Days", session.days.value or about.days, days, step="1", min="1")
        hint = "1 is the whole army, one for one; more is faster. Shares agree, single weeks and generals do not."
        scale = session.persons_per_agent.value or about.persons_per_agent
        Field("Persons per agent", scale, agents, hint=hint, step="1", min="1", max="1000")
    return main


@solara.component
def Injected(session: Session) -> Any:
    """Events that the visitor put in; a click takes one out."""
    with solara.Column(gap="4px") as main:
        for n, event in enumerate(session.events.value):

            def drop(n: int = n) -> None:
                session.live(session.events.set, tuple(kept for m, kept in enumerate(session.events.value) if m != n))

            words = " ".join(str(event[key]) for key in ("date", "release", "kind", "about", "place", "unit") if event.get(key))
            with solara.Row(gap="4px", classes=["uc-event"]):
                text("span", f"Put in: {words}".replace("_", " "))
                Button("take out", x_small=True, text=True, on_click=drop, attributes={"aria-label": f"Take out {words}"})
    return main


def whole_number(name: str, typed: str, low: int, high: int) -> int:
    """Return the text as a whole number.

    Raises:
        ScenarioError: it is none, or out of range.
    """
    if typed.isascii() and typed.isdigit() and len(typed) < 20 and low <= int(typed) <= high:
        return int(typed)
    raise ScenarioError("parameters", name, typed, f"a whole number from {low}" + (f" to {high:,}" if high <= 10_000 else ""))
