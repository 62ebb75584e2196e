"""Fields for declared things: a parameter as a slider or as a number, a mechanism as a switch. Each is labelled."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

import reacton.ipyvuetify as v
import solara
import solara.lab
from reacton.core import suppress_events

from unit_cohesion.engine.declare import Value
from unit_cohesion.engine.declare import parameter as Parameter
from unit_cohesion.errors import ScenarioError
from unit_cohesion.rules import MECHANISMS, PARAMETERS
from unit_cohesion.schema import Disputed
from unit_cohesion.views.dashboard.session import Session, capital
from unit_cohesion.views.formatting import band, number

_PERCENT = re.compile(r"(\d) %")


def text(tag: str, *children: Any, classes: str = "", **attributes: str) -> Any:
    """An element whose children are text or elements; text is never read as markup."""
    html = {name.replace("_", "-"): value for name, value in attributes.items()}
    return v.Html(tag=tag, children=with_unbroken_percents(children), class_=classes, attributes=html)


def with_unbroken_percents(children: Iterable[Any]) -> list[Any]:
    """Return the children with a no-break space between a number and "%", where no line may end."""
    return [_PERCENT.sub("\\1\N{NO-BREAK SPACE}%", child) if isinstance(child, str) else child for child in children]


@solara.component
def Button(*children: Any, on_click: Callable[[], object], **look: Any) -> Any:
    """A button. (``on_click`` of ``v.Btn`` itself is never called: clicks are no trait.)"""
    made = v.Btn(children=with_unbroken_percents(children), **look)
    v.use_event(made, "click", lambda *_: on_click())
    return made


def waiting_text(others: int) -> str:
    """What a run waits for, in words; nothing if it waits for none."""
    return f"waiting for {others} other run{'s' * (others > 1)}" if others else ""


def use_dark() -> bool:
    """Whether the page is dark. As Solara's ``use_dark_effective``, but quiet when a visitor leaves while his page is drawn: by then the
    theme is another object, which nobody observes."""
    theme = solara.lab.theme
    _, count = solara.use_state(0)

    def connect() -> Callable[[], None]:
        def changed(_: object) -> None:
            count(lambda times: times + 1)

        def disconnect() -> None:
            with suppress(ValueError):
                theme.unobserve(changed, "dark_effective")

        theme.observe(changed, "dark_effective")
        return disconnect

    solara.use_effect(connect, [])
    return bool(theme.dark_effective)


def parameter_label(name: str) -> str:
    """Return a parameter's name as words: ``comrade_pressure`` is "Comrade pressure"."""
    return name.replace("_", " ").capitalize()


def unit_of(parameter: Parameter) -> str:
    """The unit, where it says something."""
    return "" if parameter.unit in ("1", "date") else parameter.unit


def slider_text(parameter: Parameter, value: Value) -> str:
    """Return a value as a slider shows it."""
    return f"×{number(value)}" if parameter.unit == "hazard ratio" else number(value)


@solara.component
def Field(
    label: str, value: object, on_value: Callable[[str], None], hint: str = "", kind: str = "number", suffix: str = "", **input: str
) -> Any:
    """A labelled field; ``on_value`` gets its text when it is left, and may refuse it by raising a ``ScenarioError``."""
    fault, set_fault = solara.use_state("")

    def leave(widget: Any, event: str, typed: Any) -> None:
        try:
            on_value("" if typed is None else str(typed).strip())
            set_fault("")
        except ScenarioError as refused:
            set_fault(f"Allowed: {refused.allowed}")

    field = v.TextField(
        label=label,
        v_model="" if value is None else str(value),
        type=kind,
        dense=True,
        outlined=True,
        hint=hint,
        persistent_hint=bool(hint),
        suffix=suffix,
        error_messages=[fault] if fault else [],
        hide_details="auto",
        attributes={"step": "any", **input},
        class_="uc-field",
    )
    v.use_event(field, "change", leave)
    return field


@solara.component
def ParameterField(session: Session, name: str, label: str = "") -> Any:
    """A parameter as a field, with its meaning and where its value comes from."""
    p = PARAMETERS[name]
    value = session.source().parameters[name]
    own = number(value)
    value = session.values.value.get(name, value)

    def take(typed: str) -> None:
        session.live(session.set, name, parsed_value(p, typed) if typed else None)

    hint = f"{p.meaning} {own} in the scenario, {band(p.low, p.high)} allowed. Source: {p.source} ({p.mechanism})"
    kind = "date" if isinstance(p.default, date) else "number"
    return Field(label or parameter_label(name), value, take, hint=hint, kind=kind, suffix=unit_of(p), min=str(p.low), max=str(p.high))


@solara.component
def ParameterSlider(session: Session, name: str, label: str, ends: Sequence[str] = ()) -> Any:
    """A parameter as a slider. ``ends``: what lies at both."""
    p = PARAMETERS[name]
    own = session.source().parameters[name]
    return Slider(
        session,
        name,
        label,
        (p.meaning, f"{p.meaning} ({p.mechanism})"),
        (float(p.low), float(p.high), slider_step(p)),  # type: ignore[arg-type]
        own,
        lambda typed: on_step(p, typed),
        lambda value: slider_text(p, value),
        ends,
    )


@solara.component
def DisputedSlider(session: Session, name: str) -> Any:
    """A disputed figure of the scenario as a slider between its ends, set like a parameter."""
    one = session.source().declare[name]
    ends = f"{number(one.low)} to {number(one.high)}"
    told = f"{name}: {number(one.value)} in the scenario, {ends} disputed."
    return Slider(
        session,
        name,
        capital(one.title) or parameter_label(name),
        (told, f"{told} {one.source}"),
        (one.low, one.high, figure_step(one)),
        one.value,
        lambda typed: figure_on_step(one, typed),
        number,
    )


@solara.component
def Slider(
    session: Session,
    name: str,
    label: str,
    about: tuple[str, str],
    reach: tuple[float, float, float],
    own: Value,
    snapped: Callable[[float], Value],
    words: Callable[[Value], str],
    ends: Sequence[str] = (),
) -> Any:
    """A labelled slider. Its value is set when the handle is let go, and a small run follows at once; it shows already while it is dragged.

    Args:
        about: what it means, to those who hear it, and to those who point at it. reach: its ends, and its step.
        own: the scenario's value. snapped: the value of where the handle stands. words: a value as it is shown.
        ends: what lies at both ends, in words.
    """
    value = session.values.value.get(name, own)
    held, hold = solara.use_state(None)
    dropped = solara.use_ref(None)
    chosen = solara.use_ref(None)
    low, high, step = reach

    def drag(typed: float) -> None:
        if typed != dropped.current:  # of where it was let go the browser may tell after it told of the letting go
            dropped.current = None
            hold(typed)
            session.drag_over(name, snapped(typed))

    def drop(widget: Any, event: str, typed: Any) -> None:
        if isinstance(typed, int | float):
            dropped.current = typed
            session.live(choose, snapped(typed))

    def choose(new: Value) -> None:
        chosen.current = new
        hold(None)
        session.set(name, new)

    def back(widget: Any, event: str, typed: Any) -> None:
        if typed == session.values.value.get(name, own):  # no "change" follows
            drop(widget, event, typed)

    def place() -> None:
        # The handle is the browser's: it is moved from here only where another control has set the value. A page that is drawn while
        # the next key is pressed would otherwise put it back to where it was.
        now = session.values.value.get(name, own)
        if now != chosen.current:
            chosen.current = None
            with suppress_events():
                solara.get_widget(slider).v_model = float(now)

    with solara.Column(gap="0px", classes=["uc-slider", "uc-changed" if value != own else ""], style="background: none") as main:
        shown = words(value if held is None else snapped(held))
        text("div", text("span", label), text("output", shown), classes="uc-slider-head", title=about[1])
        slider = v.Slider(
            on_v_model=drag,
            min=low,
            max=high,
            step=step,
            dense=True,
            hide_details=True,
            thumb_label=True,
            attributes={"aria-label": f"{label}: {about[0]}"},
            color="primary",
        )
        v.use_event(slider, "end", back)
        v.use_event(slider, "change", drop)
        solara.use_effect(place, [value])
        if ends:
            text("div", *(text("span", end) for end in ends), classes="uc-slider-ends")
    return main


@solara.component
def RuleSwitch(session: Session, id: str, says: bool = False) -> Any:
    """A mechanism's switch; parts follow their whole."""
    m = MECHANISMS[id]
    whole = next((w for w in session.off.value if id != w and id.startswith(w) and id[len(w) :] in ("a", "b", "c") and id != "N7b"), None)
    on = id not in session.off.value and whole is None
    return v.Switch(
        v_model=on,
        on_v_model=lambda value: session.live(session.switch, id, bool(value)),
        label=f"{id} {m.title}",
        dense=True,
        hide_details=not says,
        hint=m.says,
        persistent_hint=says,
        disabled=whole is not None,
        class_="uc-switch",
        attributes={"data-id": id},
    )


def parsed_value(p: Parameter, typed: str) -> Value:
    """Return the text as the parameter's value.

    Raises:
        ScenarioError: it is not allowed.
    """
    if isinstance(p.default, date):
        return p.checked(typed)
    try:
        return p.checked(float(typed))
    except ValueError:
        return p.checked(typed)


def on_step(p: Parameter, typed: float) -> Value:
    """Return the step of a slider at which it was let go, in no more digits than steps have: 1.2, and not 1.2000000000000002."""
    return p.checked(min(max(_nearest_step(typed, slider_step(p)), p.low), p.high))


def slider_step(p: Parameter) -> float:
    """Return a slider's step: 1, 2 or 5 of some power of ten, about a hundredth of the range; whole for whole numbers.

    Half of a hundredth where the declared default then stands on a step, and else does not.
    """
    low, high, default, whole = float(p.low), float(p.high), float(p.default), isinstance(p.default, int)  # type: ignore[arg-type]
    usual, finer = _step(low, high, whole), _step(low, low + (high - low) / 2, whole)
    return (
        finer
        if math.isclose(_nearest_step(default, finer), default) and not math.isclose(_nearest_step(default, usual), default)
        else usual
    )


def figure_on_step(one: Disputed, typed: float) -> Value:
    """Return where the slider of a disputed figure was let go; near the central figure that itself, which need not be on a step."""
    step = figure_step(one)
    if abs(typed - one.value) < step / 2:
        return one.nearest(one.value)
    return one.nearest(min(max(_nearest_step(typed, step), one.low), one.high))


def figure_step(one: Disputed) -> float:
    """Return the step of a disputed figure's slider, as ``slider_step``."""
    return _step(one.low, one.high, one.whole)


def _nearest_step(typed: float, step: float) -> float:
    return round(round(typed / step) * step, max(0, -math.floor(math.log10(step) + 1e-9)))


def _step(low: float, high: float, whole: bool) -> float:
    rough = min(max((high - low) / 100, 1e-12), 1e12)  # an upload may dispute anything
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
    return max(1.0, round(step)) if whole else step
