"""All that one visitor has chosen and sees. Made once a visitor, by the layout; pages read and set its fields."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pandas as pd
import solara

from unit_cohesion.engine.declare import Value
from unit_cohesion.errors import CohesionError, ScenarioErrors
from unit_cohesion.insight.two_runs import comparable
from unit_cohesion.runs.record import Record
from unit_cohesion.scenario import Scenario
from unit_cohesion.simulation.remarks import remarks
from unit_cohesion.views.dashboard.drag import Drag
from unit_cohesion.views.dashboard.kept_runs import RUNS, Tell
from unit_cohesion.views.dashboard.links import UPLOADED, Choices, choices_of_link, link_query, names_own_file, request_of
from unit_cohesion.views.dashboard.machine_turns import DRAWING
from unit_cohesion.views.dashboard.run_request import RunRequest, Stopped, once, run_request
from unit_cohesion.views.dashboard.shipped import DEFAULT, shipped_scenario
from unit_cohesion.views.figures.before import Before, left_by_day

COMRADES = "D5"
"""The mechanism by which those who left draw others along: the first question is about it."""
DOUBLE_CLICK = 0.7
"""Seconds between the two halves of one, at most."""
_ALL: weakref.WeakSet[Session] = weakref.WeakSet()


class Session:
    """One visitor's choices, and the run that is shown.

    What is chosen (reactive; read with ``.value``, and a page that reads one is drawn again when it changes):
        scenario: a shipped name, or ``UPLOADED``; upload: the visitor's own scenario, or None.
        values: changed parameters and disputed figures by flat name; off: ids switched off; seed; days and persons_per_agent, None for the
        scenario's own.
        events: injected ones, each as a table of ``[[events]]`` or ``[[news]]``.
        awaited: the link of choices whose file, the visitor's own, his browser is asked for, or "".
        linked: names of parameters, and ids of mechanisms switched off, that the link named: they stay in sight among the controls.
        against: the link's query of the run that it is compared with, or "" (then, of the one that was shown before).
        page: a key of ``PAGES``; day: where the scrubber stands, from 1 (0 until a run is shown: its last day); selection: what is looked
        at, such as ``{"unit": "guard/b1"}`` or ``{"person": "guard/b1/c1/003"}``.
    What is shown:
        record: of the last run that ended, or None, which other visitors may see too; shown: what it was made from.
        before: the run that it is compared with, or None; pinned: whether that one stays when another run ends.
        progress: 0 to 1 while a run goes on, else None; others: how many other runs it waits for; busy: whether one goes on;
        error: what was refused, in words, or None; notice: likewise what to know;
        asks: whether he came by no link and has not answered the first question; guess: his answer, of a hundred who left, or None;
        former: how many had left, by day, in the run that was shown before this one, or None (taken away, or of another scenario);
        lives: days of persons looked at (``biography``), by id, of the run that is shown.
        drag: of a slider that is not let go yet, with the run that is shown meanwhile in place of the one that is kept.
        returns: whether he goes back, or forward again, to what he was at before, and is not there yet.
    """

    def __init__(self) -> None:
        self.scenario: solara.Reactive[str] = solara.reactive(DEFAULT)
        self.upload: solara.Reactive[Scenario | None] = solara.reactive(None)
        self.values: solara.Reactive[dict[str, Value]] = solara.reactive({})
        self.off: solara.Reactive[frozenset[str]] = solara.reactive(frozenset())
        self.seed: solara.Reactive[int] = solara.reactive(1)
        self.days: solara.Reactive[int | None] = solara.reactive(None)
        self.persons_per_agent: solara.Reactive[int | None] = solara.reactive(None)
        self.events: solara.Reactive[tuple[dict[str, Any], ...]] = solara.reactive(())
        self.awaited: solara.Reactive[str] = solara.reactive("")
        self.linked: tuple[str, ...] = ()
        self.record: solara.Reactive[Record | None] = solara.reactive(None)
        self.against: solara.Reactive[str] = solara.reactive("")
        self.before: solara.Reactive[Record | None] = solara.reactive(None)
        self.pinned: solara.Reactive[bool] = solara.reactive(False)
        self.asks: solara.Reactive[bool] = solara.reactive(False)
        self.guess: solara.Reactive[int | None] = solara.reactive(None)
        self.former: solara.Reactive[Before | None] = solara.reactive(None)
        self.shown: RunRequest | None = None
        self.shown_choices: Choices | None = None
        self.lives: dict[str, pd.DataFrame] = {}
        self.returns = False
        self.day: solara.Reactive[int] = solara.reactive(0)
        self.selection: solara.Reactive[dict[str, str]] = solara.reactive({})
        self.page: solara.Reactive[str] = solara.reactive("run")
        self.progress: solara.Reactive[float | None] = solara.reactive(None)
        self.others: solara.Reactive[int] = solara.reactive(0)
        self.busy: solara.Reactive[bool] = solara.reactive(False)
        self.error: solara.Reactive[str | None] = solara.reactive(None)
        self.notice: solara.Reactive[str | None] = solara.reactive(None)
        self.task: Callable[[], object] | None = None  # the layout's threaded task, around work()
        self.drawn_once: AbstractContextManager[object] = nullcontext()  # of the layout: what changes inside is drawn once, at the end
        self.drag = Drag(RUNS, self, lambda: self.drawn_once)
        self._stop, self._began = threading.Event(), 0.0
        _ALL.add(self)

    def choices(self) -> Choices:
        """All that is chosen, as a link carries it."""
        return Choices(
            self.scenario.value,
            dict(self.values.value),
            self.off.value,
            self.seed.value,
            self.days.value,
            self.persons_per_agent.value,
            self.events.value,
            self.page.value,
            0 if self.at_end else self.day.value,
            dict(self.selection.value),
            self.against.value,
        )

    @property
    def at_end(self) -> bool:
        """Whether the scrubber stands at the end of what is shown, or nothing is shown and no day is chosen."""
        record = self.record.value
        return bool(self.day.value == (0 if record is None else record.days))

    def apply(self, choices: Choices) -> None:
        """Take over what a link says."""
        for field in fields(choices):
            getattr(self, field.name).value = getattr(choices, field.name)

    @property
    def stale(self) -> bool:
        """Whether something else is chosen than what is shown."""
        return self.shown_choices is None or not self.choices().same_run(self.shown_choices)

    def source(self) -> Scenario:
        """The chosen scenario, before any change."""
        upload = self.upload.value
        return upload if self.scenario.value == UPLOADED and upload is not None else shipped_scenario(self.scenario.value)

    def open(self, search: str | None, asked: bool = False) -> None:
        """Take over what a link says, and show its run if it is known; else run it if it is quick, or say that Run starts it.

        Where it is of the visitor's own file, his browser is asked for that first (``reopen``). Who comes by no link, and was not ``asked``
        before, stands on the first day, with the first question.
        """
        self.asks.value = not search and not asked
        if names_own_file(search):
            self.awaited.value, self.notice.value = search or "", "Your own file is read again."
            return
        try:
            self.apply(choices_of_link(search))
            self.linked = (*self.values.value, *sorted(self.off.value))
            if self.page.value == "compare":
                self.against.value = self.against.value or self.shipped_against
        except CohesionError as fault:
            self.error.value = f"This link cannot be opened, so here is what opens without one. {error_text(fault)}"
        if self.asks.value:
            self.day.value = 1
        made = self.request()
        known = None if self.against.value else RUNS.known(made, self)
        if known:
            self.show(made, known)
        elif not made.quick:
            self._tell_large(made)

    def reopen(self, own: Scenario | None) -> None:
        """Take over what the link says that waited for the visitor's own file; None: his browser does not hold it."""
        search, self.awaited.value, self.notice.value = self.awaited.value, "", None
        if own is None:
            self.error.value = "This is the address of a file of your own, which this tab does not hold: choose it again."
            return
        self.upload.value = own
        try:
            self.apply(choices_of_link(search, own))
        except CohesionError as fault:
            self.choose(UPLOADED)
            self.error.value = f"This link cannot be opened, so here is your file alone. {error_text(fault)}"

    def return_to(self, search: str) -> None:
        """Take over an address at which the visitor was before, and show its run."""
        try:
            choices = choices_of_link(search, self.upload.value)
        except CohesionError as fault:
            self.error.value = f"This page cannot be opened again. {error_text(fault)}"
            return
        with self.drawn_once:
            self.returns = not choices.same_run(self.choices()) or choices.page != self.page.value
            if choices.against and choices.against != self.against.value:
                self.before.value = None
            self.apply(choices if choices.against else replace(choices, against=self.against.value))
            self.error.value = self.notice.value = None
            if not self.stale and (self.before.value is not None or not choices.against):
                self.stop()
            elif (made := self.request()).quick:
                self.run()
            else:
                self._tell_large(made)

    def _tell_large(self, made: RunRequest) -> None:
        size = f"{made.agents:,} agents over {made.scenario.about.days:,} days"
        self.notice.value = f"The link asks for a large run ({size}). Press Run to start it; it may take minutes."

    def request(self) -> RunRequest:
        """What would be run now.

        Raises:
            CohesionError: something chosen is not allowed.
        """
        return self._request_of(self.values.value)

    def _request_of(self, values: Mapping[str, Value]) -> RunRequest:
        return run_request(
            self.source(),
            values=values,
            off=self.off.value,
            seed=self.seed.value,
            days=self.days.value,
            persons_per_agent=self.persons_per_agent.value,
            events=self.events.value,
        )

    def run(self) -> None:
        """Start the run that is chosen, in place of one that goes on."""
        self._stop.set()
        with self.drawn_once:
            try:
                self.request()
            except CohesionError as fault:
                self.stop()
                self.error.value = error_text(fault)
                return
            self.error.value = self.notice.value = None
            self.progress.value, self.others.value, self.busy.value = 0.0, 0, True
            self._stop, self._began = threading.Event(), time.monotonic()
            if self.task:
                self.task()
                return
        self.work()

    def run_in_its_place(self) -> None:
        """Run what is chosen; what was refused before stays in sight."""
        refused = self.error.value
        self.run()
        self.error.value = self.error.value or refused

    def run_live(self) -> None:
        """Run what is chosen, in place of one that goes on, if one is shown and this one takes a moment only."""
        if self.record.value is not None and self.stale and self.follows:
            self.run()
        elif not self.stale:
            self.stop()  # it was changed back to what is shown

    @property
    def follows(self) -> bool:
        """Whether the run that is chosen takes a moment only, so that it follows each change by itself."""
        with suppress(CohesionError):
            return self.request().live
        return False

    def work(self) -> None:
        """The run itself; called in the task's thread."""
        stop = self._stop

        def tell(share: float, others: int) -> None:
            with self.drawn_once:
                if not stop.is_set():
                    self.progress.value, self.others.value = share, others

        try:
            made, choices = self.request(), self.choices()
            beside = self._run_against(tell, stop) if self.against.value and self.before.value is None else None
            record = RUNS.record_of(made, self, tell, stop)
            with DRAWING:
                if not stop.is_set():
                    with self.drawn_once:
                        self.show(made, record, choices, beside)
                        self._rest(stop)
        except Stopped:
            pass
        except (CohesionError, MemoryError) as fault:
            self.error.value = error_text(fault)
        finally:
            self._rest(stop)

    def _rest(self, stop: threading.Event) -> None:
        """No run goes on any more, if this was the last."""
        if self._stop is stop:
            with self.drawn_once:
                self.drag.clear()
                self.progress.value, self.others.value, self.busy.value = None, 0, False

    def _run_against(self, tell: Tell, stop: threading.Event) -> Record | None:
        """Simulate the run that the one chosen is compared with, as a link says; None if it is a large one."""
        other = request_of(choices_of_link(self.against.value))
        if not other.quick:
            self.notice.value = "The run to compare with is a large one, and is left out: the page Compare is for runs of some seconds."
            return None
        return RUNS.record_of(other, self, tell, stop)

    def show(self, made: RunRequest, record: Record, choices: Choices | None = None, beside: Record | None = None) -> None:
        """Show a run that ended; what was shown before is what it can be compared with, unless another run was asked for beside it."""
        before = self._before_of(record, beside)
        if before is not None and self.page.value != "compare" and RUNS.crowded:
            before, self.against.value, self.pinned.value = None, "", False
        choices = choices or self.choices()
        self.former.value = self._former_of(record, choices)
        self.shown, self.shown_choices = made, choices
        self.lives = {}
        if said := remarks(made.identity):
            self.notice.value = "\n".join(filter(None, (self.notice.value, *map(capital, said))))
        self.day.value = record.days if self.at_end or not self.day.value else min(self.day.value, record.days)
        self.before.value = before  # first: pages are drawn at each of the two, and never with a pair that cannot be compared
        self.record.value = record
        RUNS.show(self, [one for one in (record, before) if one is not None])

    def _before_of(self, record: Record, beside: Record | None) -> Record | None:
        """Return what a run that ended is compared with: what was asked for beside it, or else was shown before, unless that is pinned or
        cannot be."""
        was: Record | None = self.record.value
        known: Record | None = beside or self.before.value
        if (
            beside is None
            and was is not None
            and was.identity != record.identity
            and not self.pinned.value
            and self.shown is not None
            and self.shown.quick
        ):
            known = was
            self.against.value = "" if self.shown_choices is None else against_query(self.shown_choices)
        if known is not None and not comparable(known.identity, record.identity):
            known = None
            self.against.value = ""
        if known is None:
            self.pinned.value = False
        return known

    def _former_of(self, record: Record, choices: Choices) -> Before | None:
        """Return the curve of what was shown before a run that ended: of the same scenario, and of the run that is pinned, if one is."""
        was: Record | None = self.record.value
        if was is None or self.shown_choices is None or self.shown_choices.scenario != choices.scenario:
            return None
        if was.scenario.name != record.scenario.name or was.scenario.about.start != record.scenario.about.start:
            return None  # another file of the visitor's own
        known: Before | None = self.former.value
        if was.identity == record.identity or (self.pinned.value and known is not None):
            return known
        same = was.seed == record.seed and was.scenario.about.persons_per_agent == record.scenario.about.persons_per_agent
        return _curve(was, same)

    @property
    def ghost(self) -> Before | None:
        """The curve behind what is shown: of the run that is kept, while a slider is dragged, and else of the one that was shown before."""
        record: Record | None = self.record.value
        return self.former.value if record is None or self.drag.shown.value is None else once(record, "_curve", lambda: _curve(record))

    def compare_with_before(self) -> None:
        """Compare what is shown with the run before, from the last day on: on the day of a change nothing differs yet."""
        record: Record | None = self.record.value
        with self.drawn_once:
            if record is not None:
                self.day.value = record.days
            self.page.value = "compare"

    @property
    def shipped_against(self) -> str:
        """The scenario as it is shipped, as a link names what is compared with; "" where it is chosen, or compared with already, or where
        no link can name it."""
        choices = self.choices()
        found = "" if choices.same_run(choices.as_shipped) else against_query(choices.as_shipped)
        return "" if found == self.against.value else found

    def compare_with_shipped(self) -> None:
        """Compare what is chosen with the scenario as it is shipped, under the same draws."""
        with self.drawn_once:
            self.against.value, self.before.value, self.pinned.value = self.shipped_against, None, False
            self.compare_with_before()
            self.run()

    def compare_without(self, id: str) -> None:
        """Switch a mechanism off, and compare what comes out with what is shown."""
        self.switch(id, False)
        self.page.value = "compare"
        self.run()

    def answer(self, guess: int) -> None:
        """Answer the first question, how many left only because others did, and see how many it was."""
        with self.drawn_once:
            self.guess.value = guess
            self.pass_over()
            self.compare_without(COMRADES)

    def pass_over(self) -> None:
        """Leave the first question, and the first day, behind."""
        record: Record | None = self.record.value
        with self.drawn_once:
            self.asks.value, self.day.value = False, 0 if record is None else record.days

    def tell_from_the_start(self) -> None:
        """Go from the answer to the ten sentences of the run that the question was about, on its first day."""
        with self.drawn_once:
            self.switch(COMRADES, True)
            self.page.value, self.day.value, self.selection.value = "run", 1, {}
            self.run()

    def swap(self) -> None:
        """Make the run that is compared with the one that is shown, and the other way round."""
        if self.against.value and self.before.value is not None:
            other = choices_of_link(self.against.value)
            self.pinned.value = False
            self.apply(replace(other, page=self.page.value, day=0))
            self.run()

    def stop(self) -> None:
        """Stop the run that goes on, if any; what was shown before stays."""
        self._stop.set()
        self.drag.clear()
        self.progress.value, self.others.value, self.busy.value = None, 0, False

    def stop_by_hand(self) -> None:
        """Stop it, but not with the second half of a double click on Run, in whose place the button stands."""
        if time.monotonic() - self._began > DOUBLE_CLICK:
            self.stop()

    def leave(self) -> None:
        """The visitor is gone: nothing goes on, and nothing is kept for him."""
        self._stop.set()
        self.drag.end()
        self.lives = {}
        self.task, self.drag.task, self.drawn_once = _nothing, _nothing, nullcontext()
        RUNS.leave(self)

    def choose(self, scenario: str) -> None:
        """Take another scenario: parameters and figures set by hand and injected events go, switches and seed stay."""
        self.scenario.value = scenario
        self.values.value, self.events.value, self.selection.value = {}, (), {}
        self.days.value = self.persons_per_agent.value = None
        self.linked = ()

    def set(self, name: str, value: Value | None) -> None:
        """Set a parameter, or a disputed figure, by hand; None, or the scenario's own value, takes the change back."""
        self.values.value = self._values_with(name, value)

    def _values_with(self, name: str, value: Value | None) -> dict[str, Value]:
        rest = {key: kept for key, kept in self.values.value.items() if key != name}
        return rest if value is None or value == self.source().value_of(name) else {**rest, name: value}

    def drag_over(self, name: str, value: Value) -> None:
        """A slider that is not let go passes a value: show what that would do, where it takes a moment only."""
        record: Record | None = self.record.value
        if record is None or self.busy.value or self.stale or self.page.value != "run":
            return
        with suppress(CohesionError):  # it is told when it is let go
            made = self._request_of(self._values_with(name, value))
            if made.live:
                self.drag.to(made)

    def switch(self, id: str, on: bool) -> None:
        """Switch a mechanism on or off."""
        self.off.value = self.off.value - {id} if on else self.off.value | {id}

    def live(self, change: Callable[..., object], *what: Any) -> None:
        """Change what is chosen by a control, and run it at once if that takes a moment only."""
        self.drag.end()
        with self.drawn_once:
            change(*what)
            self.run_live()
            if not self.busy.value:
                self.drag.clear()

    def inject(self, event: Mapping[str, Any]) -> None:
        """Add an event and run from the start: the days before it are the same by construction."""
        kept = self.events.value
        self.events.value = (*kept, dict(event))
        self.run()
        if self.error.value:
            self.events.value = kept


def _curve(record: Record, same_people: bool = True) -> Before:
    return Before(record.scenario.about.start, left_by_day(record.daily).astype(np.float32), same_people)


def _nothing() -> None:
    """What a visitor who is gone still starts."""


def capital(words: str) -> str:
    """A remark as a sentence begins."""
    return words[:1].upper() + words[1:]


def against_query(choices: Choices) -> str:
    """Return a run as a link names what it is compared with; nothing for a file of the visitor's own, which no link can carry."""
    return "" if choices.scenario == UPLOADED else link_query(choices.run_alone)


def error_text(fault: BaseException) -> str:
    """Return an error in words; all of them, a line each."""
    if isinstance(fault, ScenarioErrors):
        return "\n".join(map(str, fault.errors))
    return "There is not enough memory for this run: raise persons per agent" if isinstance(fault, MemoryError) else str(fault)


def stop_all() -> None:
    """Stop every visitor's run, when the server ends."""
    for session in list(_ALL):
        session.leave()


__all__ = ["DEFAULT", "UPLOADED", "Session", "error_text", "stop_all"]
