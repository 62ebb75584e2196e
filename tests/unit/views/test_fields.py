"""A slider whose handle is the browser's: what is drawn meanwhile moves it only where another control has set its value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ipyvuetify
import pytest
import reacton
from reacton.core import suppress_events

from tests.helpers import tiny_scenario
from unit_cohesion import load_scenario
from unit_cohesion.views.dashboard.fields import ParameterSlider
from unit_cohesion.views.dashboard.links import UPLOADED
from unit_cohesion.views.dashboard.session import Session

NAME, OTHER = "comrade_pressure", "base_hazard"


class Handle:
    """A session's slider, and what a browser does with it."""

    def __init__(self) -> None:
        self.session = Session()
        self.session.upload.value, self.session.days.value = load_scenario(tiny_scenario()), 10
        self.session.choose(UPLOADED)
        self.session.run()
        _, self.drawn = reacton.render(ParameterSlider(self.session, NAME, "Comrades"), handle_error=False)
        self.slider = self.drawn.find(ipyvuetify.Slider).widget
        self.own = self.session.source().value_of(NAME)

    @property
    def said(self) -> str:
        return next(tag.children[0] for tag in self.drawn.find(ipyvuetify.Html, tag="output").widgets)

    def drag(self, to: float) -> None:
        self.slider.v_model = to

    def let_go(self) -> None:
        self.slider.fire_event("change", self.slider.v_model)


@pytest.fixture
def handle() -> Iterator[Handle]:
    made = Handle()
    yield made
    made.drawn.close()


def test_it_stands_where_the_scenario_has_it_and_is_set_when_it_is_let_go(handle: Handle) -> None:
    assert handle.slider.v_model == handle.own
    shown = handle.said
    handle.drag(handle.own + 0.5)
    assert (handle.said != shown, handle.session.values.value) == (True, {})
    handle.let_go()
    assert handle.session.values.value == {NAME: handle.own + 0.5}
    assert handle.session.record.value.set == {NAME: handle.own + 0.5}  # type: ignore[union-attr]


def test_what_is_drawn_while_the_next_key_is_pressed_does_not_put_it_back(handle: Handle) -> None:
    places: list[float] = []
    handle.slider.observe(lambda change: places.append(change["new"]), "v_model")
    handle.drag(handle.own + 0.5)
    with suppress_events():  # the next key: the browser is there already, and what it tells still waits
        handle.drag(handle.own + 1.0)
    handle.slider.fire_event("change", handle.own + 0.5)
    handle.session.set(OTHER, 0.001)
    assert places == [handle.own + 0.5, handle.own + 1.0]
    assert handle.session.values.value == {NAME: handle.own + 0.5, OTHER: 0.001}


def test_another_control_moves_it(handle: Handle) -> None:
    for to in (handle.own + 0.5, handle.own + 0.5):  # also where it had been let go itself
        handle.drag(to)
        handle.let_go()
        handle.session.values.value = {}
        assert handle.slider.v_model == handle.own
    handle.session.values.value = {NAME: handle.own + 0.5}
    assert handle.slider.v_model == handle.own + 0.5


def test_a_click_that_ends_where_it_stood_takes_the_drag_back(handle: Handle) -> None:
    shown: Any = handle.said
    handle.drag(handle.own + 0.5)
    handle.drag(handle.own)
    handle.slider.fire_event("end", handle.own)  # no "change" follows
    assert (handle.said, handle.session.values.value) == (shown, {})
