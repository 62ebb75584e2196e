"""What the left column holds behind headings: every rule's switch, every parameter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import reacton.ipyvuetify as v
import solara

from unit_cohesion.rules import MECHANISMS, RULE_TABLES
from unit_cohesion.scenario import table_of_rule
from unit_cohesion.views.dashboard.fields import Button, ParameterField, RuleSwitch, text
from unit_cohesion.views.dashboard.measured import measured_effects
from unit_cohesion.views.dashboard.session import Session
from unit_cohesion.views.terminal.catalogue import about_rule

FAMILIES = {
    "I": ("Who serves", "What an army's people bring with them on the first day."),
    "N": ("News", "What people hear, how late, and how far they believe it."),
    "D": ("Who leaves", "What pushes a person out, what holds him, and which way he goes."),
    "R": ("Among the rebels", "Whom militias let in, what wears officers out, and who waits in camps."),
    "S": ("Sponsors", "Who pays which militia, and how far they agree."),
    "B": ("The rebuilt army", "What it takes, and what its advocates claim for it."),
    "W": ("The war", "How it goes on around them."),
    "V": ("Who does the harm", "By whose hand people die, and fear of the other side."),
    "C": ("Word", "Along which ties people hear who left."),
}
"""What mechanisms are about, by the first letter of their ids: a title, and in a few words."""
SWITCHED = [m.id for m in MECHANISMS.values() if m.kind in ("rule", "claim")]


@solara.component
def MechanismSwitches(session: Session, measured: Mapping[str, str]) -> Any:
    """Every rule and claim, by family; ``measured``: what came of leaving some of them out of the run that is shown, in words. Of others it
    is told what they do in the war that is shipped."""
    shipped = measured_effects()
    told = (
        "What some of them do to the run that is shown stands below them."
        if measured
        else "How many would have stayed without those that count most can be worked out on the page Run, beside the river of causes."
    )
    with solara.Column(gap="0px") as main:
        text("div", f"Without a rule, the same draws show what it does. {told} The Sources page tells what each says.", classes="uc-hint")
        text("div", shipped.about, classes="uc-hint")
        for letter, (title, about) in FAMILIES.items():
            if some := [id for id in SWITCHED if id[0] == letter]:
                text("div", title, text("div", about, classes="uc-hint"), classes="uc-group")
                for id in some:
                    RuleSwitch(session, id)
                    if id in measured:
                        text("div", measured[id], classes="uc-hint uc-measured", data_measured=id)
                    if id in shipped.by_rule:
                        text("div", shipped.by_rule[id], classes="uc-hint uc-measured", data_effect=id)
    return main


@solara.component
def AllParameters(session: Session) -> Any:
    """All parameters, by rule; a rule's own are made when it is opened."""
    with solara.Column(gap="0px") as main:
        for rule, declared in RULE_TABLES.items():
            names = [p.name for p in declared]
            changed = sum(name in session.values.value for name in names)
            title = about_rule(rule).partition(" (")[0]
            beside = f"{changed} changed" if changed else table_of_rule(rule)
            Collapsible(title, beside, lambda names=names: ParameterFields(session, names))
    return main


@solara.component
def ParameterFields(session: Session, names: list[str]) -> Any:
    """Some parameters as fields."""
    with solara.Column(gap="14px", style="padding-top: 6px; background: none") as main:
        for name in names:
            ParameterField(session, name)
    return main


@solara.component
def Collapsible(title: str, beside: str, inside: Any) -> Any:
    """A heading that opens and closes what ``inside()`` makes."""
    is_open, set_open = solara.use_state(False)
    sign = "mdi-chevron-up" if is_open else "mdi-chevron-down"
    with solara.Column(gap="4px", classes=["uc-fold"]) as main:
        head = [text("span", title), text("span", beside, classes="uc-hint"), v.Icon(children=[sign], small=True)]
        Button(*head, text=True, block=True, on_click=lambda: set_open(not is_open), attributes={"aria-expanded": str(is_open).lower()})
        if is_open:
            inside()
    return main
