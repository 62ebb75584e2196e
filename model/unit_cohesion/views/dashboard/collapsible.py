"""What the left column holds behind headings: every rule's switch, every parameter."""

from __future__ import annotations

from typing import Any

import reacton.ipyvuetify as v
import solara

from unit_cohesion.rules import MECHANISMS, RULE_TABLES
from unit_cohesion.scenario import table_of_rule
from unit_cohesion.views.dashboard.fields import Button, ParameterField, RuleSwitch, text
from unit_cohesion.views.dashboard.session import Session
from unit_cohesion.views.terminal.catalogue import about_rule

SWITCHED = [m.id for m in MECHANISMS.values() if m.kind in ("rule", "claim")]


@solara.component
def MechanismSwitches(session: Session) -> Any:
    """Every rule and claim."""
    with solara.Column(gap="0px") as main:
        text("div", "Without a rule, the same draws show what the rule does. The Sources page says what each says.", classes="uc-hint")
        for id in SWITCHED:
            RuleSwitch(session, id)
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
