"""The runs of all visitors: simulated once, shared and unchanged, in fair order, below a bound."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pandas as pd
import pytest
import reacton
import solara

from tests.helpers import tiny_scenario
from unit_cohesion import load_scenario
from unit_cohesion.engine.world import World
from unit_cohesion.errors import CohesionError
from unit_cohesion.runs.record import Record
from unit_cohesion.views.dashboard import kept_runs as module
from unit_cohesion.views.dashboard import memory
from unit_cohesion.views.dashboard import run_request as run_request_module
from unit_cohesion.views.dashboard import session as session_module
from unit_cohesion.views.dashboard.chart import EchartsChart, drawn_option
from unit_cohesion.views.dashboard.drawings import figures_of_page
from unit_cohesion.views.dashboard.fields import waiting_text
from unit_cohesion.views.dashboard.kept_runs import KeptRuns, NoRoom
from unit_cohesion.views.dashboard.machine_turns import Stopped, Turns
from unit_cohesion.views.dashboard.memory import GiveBack, bytes_of, free_memory, held_bytes, size_text
from unit_cohesion.views.dashboard.run_request import RunRequest, compared_once, once, run_request, simulate
from unit_cohesion.views.dashboard.session import Session
from unit_cohesion.views.dashboard.thread_task import use_thread_task
from unit_cohesion.views.figures.base import themed

TINY = load_scenario(tiny_scenario())
PATIENCE = 20.0
ENDED = threading.Event()


class Visitor:
    """Somebody who asks for runs."""


def request(seed: int = 1) -> RunRequest:
    return run_request(TINY, seed=seed, days=10)


def until(holds: Callable[[], object], what: str) -> None:
    limit = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < limit, what
        time.sleep(0.005)


class Machine:
    """Simulates runs, each when it is let, and tells in which order they began."""

    def __init__(self, let: bool = False) -> None:
        self.began: list[int] = []
        self.stopped: list[int] = []
        self.let = threading.Semaphore(1000 if let else 0)

    def __call__(self, made: RunRequest, progress: Callable[[int, int], None], stop: threading.Event) -> Record:
        self.began.append(made.seed)
        progress(5, 10)
        while not self.let.acquire(timeout=0.01):
            if stop.is_set() or ENDED.is_set():
                self.stopped.append(made.seed)
                raise Stopped
        return simulate(made, progress, stop)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    ENDED.clear()
    with ThreadPoolExecutor(16) as made:
        try:
            yield made
        finally:
            ENDED.set()  # what a test that failed left waiting ends


class Asking:
    """A visitor who asks for a run in a thread of his own."""

    def __init__(self, pool: ThreadPoolExecutor, runs: KeptRuns, made: RunRequest, visitor: object = None) -> None:
        self.visitor, self.stop = visitor or Visitor(), threading.Event()
        self.told: list[tuple[float, int]] = []
        tell = lambda share, others: self.told.append((share, others))  # noqa: E731
        self.found: Future[Record] = pool.submit(runs.record_of, made, self.visitor, tell, self.stop)

    def record(self) -> Record:
        return self.found.result(PATIENCE)


def line_of(runs: KeptRuns, length: int) -> None:
    until(lambda: len(runs.turns._line) == length, f"{length} wait")


# ---- each run once


def test_a_run_that_several_want_is_simulated_once(pool: ThreadPoolExecutor) -> None:
    machine = Machine()
    runs = KeptRuns(make=machine)
    asking = [Asking(pool, runs, request()) for _ in range(4)]
    until(lambda: all(one.told for one in asking), "all are told how far it is")
    machine.let.release()
    records = [one.record() for one in asking]
    assert machine.began == [1]
    assert all(record is records[0] for record in records)
    assert all((0.5, 0) in one.told for one in asking)
    assert runs.record_of(request(), Visitor(), lambda share, others: None, threading.Event()) is records[0]  # kept
    assert machine.began == [1]


def test_another_seed_setting_or_length_is_another_run() -> None:
    machine = Machine(let=True)
    runs = KeptRuns(make=machine)
    asked = [
        request(1),
        request(2),
        run_request(TINY, days=11),
        run_request(TINY, days=10, values={"comrade_pressure": 2.0}),
        run_request(TINY, days=10, off=["D5"]),
    ]
    records = [runs.record_of(made, Visitor(), lambda share, others: None, threading.Event()) for made in asked]
    assert len({id(record) for record in records}) == len(asked)
    assert [record.identity for record in records] == [made.identity for made in asked]


def test_who_stops_leaves_the_run_to_the_others(pool: ThreadPoolExecutor) -> None:
    machine = Machine()
    runs = KeptRuns(make=machine)
    first = Asking(pool, runs, request())
    until(lambda: machine.began, "it begins")
    second = Asking(pool, runs, request())
    until(lambda: second.told, "the second waits too")
    first.stop.set()
    with pytest.raises(Stopped):
        first.record()
    machine.let.release()
    assert second.record().seed == 1
    assert (machine.began, machine.stopped) == ([1], [])


def test_a_run_that_nobody_wants_any_more_is_stopped(pool: ThreadPoolExecutor) -> None:
    machine = Machine()
    runs = KeptRuns(make=machine)
    asking = [Asking(pool, runs, request()) for _ in range(2)]
    until(lambda: all(one.told for one in asking), "both wait")
    for one in asking:
        one.stop.set()
        with pytest.raises(Stopped):
            one.record()
    until(lambda: machine.stopped, "it is stopped")
    machine.let.release()
    assert Asking(pool, runs, request()).record().seed == 1  # asked for again, it begins again
    assert machine.began == [1, 1]


def test_what_goes_wrong_reaches_everybody_who_waits(pool: ThreadPoolExecutor) -> None:
    def fails(made: RunRequest, progress: Any, stop: threading.Event) -> Record:
        until(lambda: len(asking) == 3, "three ask")
        raise CohesionError("something is wrong")

    runs = KeptRuns(make=fails)
    asking: list[Asking] = []
    asking += [Asking(pool, runs, request()) for _ in range(3)]
    for one in asking:
        with pytest.raises(CohesionError, match="something is wrong"):
            one.record()


def test_a_visitor_who_presses_the_same_again_is_not_stopped_by_his_first_press(pool: ThreadPoolExecutor) -> None:
    machine = Machine()
    runs, visitor = KeptRuns(make=machine), Visitor()
    first = Asking(pool, runs, request(), visitor)
    until(lambda: machine.began, "it begins")
    second = Asking(pool, runs, request(), visitor)
    until(lambda: second.told, "the second press waits")
    first.stop.set()
    with pytest.raises(Stopped):
        first.record()
    machine.let.release()
    assert second.record().seed == 1
    assert machine.began == [1]


# ---- in fair order


def test_turns_go_round_the_visitors(pool: ThreadPoolExecutor) -> None:
    machine = Machine()
    runs = KeptRuns(turns=Turns(at_once=1), make=machine)
    eager, other, third = Visitor(), Visitor(), Visitor()
    asking = []
    for length, (visitor, seed) in enumerate([*((eager, seed) for seed in range(1, 5)), (other, 11), (third, 21)]):
        asking.append(Asking(pool, runs, request(seed), visitor))
        until(lambda: machine.began, "the first begins")
        line_of(runs, length)
    until(lambda: all(one.told for one in asking), "all are told")
    assert [one.told[-1][1] for one in asking] == [0, 3, 4, 5, 1, 2]  # how many others each waits for
    machine.let.release(6)
    for one in asking:
        one.record()
    assert machine.began == [1, 11, 21, 2, 3, 4]


def test_who_asks_for_another_run_while_he_waits_keeps_his_place(pool: ThreadPoolExecutor) -> None:
    machine = Machine()
    runs = KeptRuns(turns=Turns(at_once=1), make=machine)
    changes, other = Visitor(), Visitor()
    begun = Asking(pool, runs, request(1))
    until(lambda: machine.began, "the first begins")
    waits = Asking(pool, runs, request(2), changes)
    line_of(runs, 1)
    behind = Asking(pool, runs, request(3), other)
    line_of(runs, 2)
    waits.stop.set()
    with pytest.raises(Stopped):
        waits.record()
    line_of(runs, 1)
    instead = Asking(pool, runs, request(4), changes)
    line_of(runs, 2)
    machine.let.release(3)
    for one in (begun, behind, instead):
        one.record()
    assert machine.began == [1, 4, 3]


def test_one_large_run_at_a_time_and_quick_ones_pass_it(pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch) -> None:
    large = [request(seed) for seed in (1, 2)]
    quick = run_request(TINY, seed=3, days=5)
    monkeypatch.setattr(run_request_module, "QUICK_AGENT_DAYS", quick.agent_days)
    assert [made.quick for made in (*large, quick)] == [False, False, True]
    machine = Machine()
    runs = KeptRuns(make=machine)
    asking = []
    for made in (*large, quick):
        asking.append(Asking(pool, runs, made))
        until(lambda: machine.began, "the first begins")
    until(lambda: len(machine.began) == 2, "two go on")
    assert machine.began == [1, 3]
    machine.let.release(3)
    for one in asking:
        one.record()
    assert machine.began == [1, 3, 2]


def test_what_is_waited_for_is_said() -> None:
    assert [waiting_text(others) for others in (0, 1, 3)] == ["", "waiting for 1 other run", "waiting for 3 other runs"]


def test_a_look_back_takes_its_turn_too(pool: ThreadPoolExecutor) -> None:
    machine = Machine()
    runs = KeptRuns(turns=Turns(at_once=1), make=machine)
    going = Asking(pool, runs, request())
    until(lambda: machine.began, "it begins")
    told: list[int] = []
    stop = threading.Event()

    def look() -> int:
        with runs.machine(Visitor(), 100, True, stop, told.append):
            return len(machine.began)

    looking = pool.submit(look)
    until(lambda: told, "it waits")
    assert told[0] == 1
    machine.let.release()
    assert looking.result(PATIENCE) == 1
    going.record()
    assert not runs.turns._line
    assert not runs.turns._going


# ---- below a bound


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> int:
    """A run is taken to hold a million bytes, going on or kept."""
    monkeypatch.setattr(module, "BYTES_OF_A_RUN", 1_000_000)
    monkeypatch.setattr(module, "BYTES_OF_AN_AGENT", 0)
    monkeypatch.setattr(module, "held_bytes", lambda record: 1_000_000)
    return 1_000_000


def kept_seeds(runs: KeptRuns) -> list[int]:
    return [identity.seed for identity in runs._kept]


def ask(runs: KeptRuns, seed: int, visitor: object) -> Record:
    return runs.record_of(request(seed), visitor, lambda share, others: None, threading.Event())


def test_what_was_not_looked_at_for_longest_goes_first(small: int) -> None:
    runs = KeptRuns(4 * small, make=Machine(let=True))
    visitor = Visitor()
    for seed in (1, 2, 3, 4):
        runs.show(visitor, [ask(runs, seed, visitor)])
    assert kept_seeds(runs) == [1, 2, 3, 4]
    runs.show(visitor, [ask(runs, 1, visitor)])  # it is looked at again
    runs.show(visitor, [ask(runs, 5, visitor)])
    assert kept_seeds(runs) == [3, 4, 1, 5]
    assert runs.held <= 4 * small


def test_what_a_visitor_looks_at_stays_until_he_leaves(small: int) -> None:
    runs = KeptRuns(4 * small, make=Machine(let=True))
    looks, other = Visitor(), Visitor()
    shown = ask(runs, 1, looks)
    runs.show(looks, [shown])
    for seed in range(2, 8):
        runs.show(other, [ask(runs, seed, other)])
    assert kept_seeds(runs) == [1, 5, 6, 7]
    assert ask(runs, 1, looks) is shown
    runs.leave(looks)
    for seed in range(8, 12):
        runs.show(other, [ask(runs, seed, other)])
    assert 1 not in kept_seeds(runs)


def test_a_visitor_who_is_gone_without_a_word_holds_nothing(small: int) -> None:
    runs = KeptRuns(2 * small, make=Machine(let=True))
    gone, other = Visitor(), Visitor()
    record = weakref.ref(ask(runs, 1, gone))
    del gone
    runs.show(other, [ask(runs, 2, other)])
    runs.show(other, [ask(runs, 3, other)])
    gc.collect()
    assert record() is None


def test_a_run_for_which_there_is_no_room_is_refused_in_words(small: int) -> None:
    runs = KeptRuns(3 * small, make=Machine(let=True))
    others = [Visitor() for _ in range(3)]
    for seed, one in enumerate(others):
        runs.show(one, [ask(runs, seed, one)])
    with pytest.raises(NoRoom, match=r"it takes 1 MB beside 3 MB of runs that others look at, and all may take 3 MB.*--memory"):
        ask(runs, 9, Visitor())
    runs.show(others[0], [ask(runs, 9, others[0])])  # but whoever looks at one already can look at another instead
    assert sorted(kept_seeds(runs)) == [1, 2, 9]
    runs.leave(others[1])
    assert ask(runs, 10, Visitor()).seed == 10


def test_runs_wait_for_room_that_others_take_while_they_go_on(
    small: int, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BYTES_OF_A_RUN", 2 * small)
    machine = Machine()
    runs = KeptRuns(int(3.5 * small), make=machine)
    one = Asking(pool, runs, request(1))
    until(lambda: machine.began, "the first begins")
    other = Asking(pool, runs, request(2))
    time.sleep(0.3)
    assert machine.began == [1]  # though there is a turn for it
    machine.let.release(2)
    assert one.record().seed == 1
    assert other.record().seed == 2


def test_where_it_is_crowded_a_run_is_not_kept_only_to_compare_with(small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = KeptRuns(make=Machine(let=True))
    monkeypatch.setattr(session_module, "RUNS", runs)
    session = visitor_session(1)
    session.seed.value = 2
    session.run()
    assert session.before.value is not None
    runs.most = 3 * small
    session.seed.value = 3
    session.run()
    assert session.before.value is None
    assert session.record.value is not None
    assert [record.seed for record in runs._shown[session]] == [3]


def test_what_runs_take_is_no_more_than_is_taken_for_granted() -> None:
    record = simulate(request(), lambda day, days: None, threading.Event())
    tables = sum(int(frame.memory_usage(deep=True).sum()) for frame in record.frames.values())
    assert tables <= held_bytes(record) <= 3 * tables
    assert held_bytes(record) < module.BYTES_OF_A_RUN
    assert held_bytes([b"x" * 1000, b"y" * 500]) == pytest.approx(1500, abs=300)


@pytest.mark.parametrize(("said", "bytes"), [("2", 2e9), ("1.5GB", 1.5e9), ("800MB", 8e8), ("800 mb", 8e8)])
def test_sizes(said: str, bytes: float) -> None:
    assert bytes_of(said) == bytes


@pytest.mark.parametrize("said", ["", "x", "-1", "0", "10MB", "1e3", "nan", "2TB", "1.5.5"])
def test_sizes_that_are_none_are_refused(said: str) -> None:
    with pytest.raises(CohesionError, match="allowed: 200MB or more"):
        bytes_of(said)


def test_sizes_in_words() -> None:
    assert [size_text(size) for size in (3e6, 1.26e9)] == ["3 MB", "1.3 GB"]
    assert 1e7 < free_memory() < 1e14


class Clock:
    """A clock that goes on when somebody sleeps; ``at`` holds what happens meanwhile, by its second."""

    def __init__(self, at: dict[float, Callable[[], object]]) -> None:
        self.now, self.at = 0.0, at

    def sleep(self, seconds: float) -> None:
        end = self.now + seconds
        for second in sorted(one for one in self.at if one <= end):
            self.now = max(self.now, second)
            self.at.pop(second)()
        self.now = end


@pytest.mark.parametrize(
    ("lets_go", "begins", "given_back"),
    [
        ([0.0], [], [2.0]),  # a moment after it
        ([0.0, 0.1, 0.5, 1.9], [], [3.9]),  # of several at once, after the last
        ([float(second) for second in range(36)], [], [30.0, 37.0]),  # while it goes on, every half minute
        ([0.0, 30.0], [], [2.0, 32.0]),
        ([0.0], [1.5], [3.5]),  # not while somebody waits for a run
        ([], [1.0], []),
    ],
)
def test_what_is_let_go_is_given_back_when_it_is_quiet(
    lets_go: list[float], begins: list[float], given_back: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """To collect stops all that goes on: thirty runs that end within fifteen seconds had it done nine times, half of all the time."""
    done: list[float] = []
    clock = Clock({})
    giving = GiveBack(lambda: done.append(clock.now), 30.0, lambda: clock.now, clock.sleep)

    class Thread:
        def __init__(self, target: Callable[[], None], **named: Any) -> None:
            self.start = lambda: waiting.append(target)

    waiting: list[Callable[[], None]] = []
    monkeypatch.setattr(memory.threading, "Thread", Thread)
    clock.at = dict.fromkeys(lets_go, giving.soon) | dict.fromkeys(begins, giving.later)
    while clock.at or waiting:
        if waiting:
            waiting.pop()()
        else:
            clock.sleep(min(clock.at) - clock.now)
    assert done == given_back


def test_who_begins_a_run_puts_off_what_was_to_be_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[str] = []
    machine = Machine(let=True)
    monkeypatch.setattr(module, "give_back_later", lambda: noted.append(f"later, of {len(machine.began)} begun"))
    monkeypatch.setattr(module, "give_back_soon", lambda: noted.append("soon"))
    KeptRuns(make=machine).record_of(request(), Visitor(), lambda share, others: None, threading.Event())
    until(lambda: len(noted) == 2, "the run has ended")
    assert noted == ["later, of 0 begun", "soon"]


def test_what_was_given_back_at_once_is_not_given_back_again() -> None:
    """The server does so before its first visitor comes; the half minute after which it is done anyway would fall into his first run."""
    done: list[str] = []
    giving = GiveBack(lambda: done.append("done"), 30.0, lambda: 0.0, lambda seconds: pytest.fail("waits"))
    giving._waits = True  # as after ``soon``, whose thread has not begun yet
    giving.now()
    giving.wait()
    assert done == ["done"]


# ---- shared, and changed by nobody


def visitor_session(seed: int = 1) -> Session:
    session = Session()
    session.scenario.value, session.upload.value = "uploaded", TINY
    session.days.value, session.seed.value = 10, seed
    session.run()
    assert session.error.value is None
    return session


def test_visitors_share_a_run_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(let=True)
    monkeypatch.setattr(session_module, "RUNS", KeptRuns(make=machine))
    one, other, third = visitor_session(1), visitor_session(1), visitor_session(2)
    assert one.record.value is other.record.value
    assert third.record.value is not one.record.value
    assert [session.record.value.seed for session in (one, other, third)] == [1, 1, 2]  # type: ignore[union-attr]
    assert machine.began == [1, 2]
    one.seed.value = 2
    one.run()
    assert one.record.value is third.record.value
    assert one.before.value is other.record.value
    assert other.before.value is None
    assert other.record.value.seed == 1  # type: ignore[union-attr]
    assert machine.began == [1, 2]


def test_what_one_visitor_writes_no_other_sees() -> None:
    record = simulate(request(), lambda day, days: None, threading.Event())
    before = {name: frame.copy(deep=True) for name, frame in record.frames.items()}
    for name in before:
        frame = getattr(record, name)
        for column in frame.columns[:3]:
            frame[column] = 0
    with pytest.raises(ValueError, match="read-only"):
        record.history[0, 0] = 9
    record.outcome["left"] = -1.0
    for name, frame in before.items():
        pd.testing.assert_frame_equal(getattr(record, name), frame)
    assert record.outcome["left"] != -1.0


def test_comparisons_with_several_are_kept_only_as_long_as_both_runs() -> None:
    a, b, c = (simulate(request(seed), lambda day, days: None, threading.Event()) for seed in (1, 2, 3))
    one, other = compared_once(a, c), compared_once(b, c)
    assert compared_once(a, c) is one
    assert compared_once(b, c) is other
    gone = weakref.ref(a)
    del a
    gc.collect()
    assert gone() is None


def test_what_is_drawn_of_a_run_is_made_once_for_all(pool: ThreadPoolExecutor) -> None:
    record = simulate(request(), lambda day, days: None, threading.Event())
    made: list[int] = []

    def slowly() -> int:
        time.sleep(0.05)
        made.append(1)
        return len(made)

    assert {one.result(PATIENCE) for one in [pool.submit(once, record, "_slow", slowly) for _ in range(8)]} == {1}
    figures = figures_of_page(record, "run")
    assert all(one is other for one, other in zip(figures, figures_of_page(record, "run"), strict=True))
    for figure in (one for one in figures if one.option):
        drawn = drawn_option(figure, dark=False)
        assert drawn is drawn_option(figure, dark=False)
        assert drawn is not drawn_option(figure, dark=True)
        assert drawn.option == themed(figure.option, False)
        assert "textStyle" not in figure.option  # the themes are copies
        chart = EchartsChart(option=drawn)
        assert chart.get_state("option")["option"] is drawn.option  # what is sent, not copied
        chart.close()


def test_nothing_of_the_engine_is_kept() -> None:
    gc.collect()
    before = sum(isinstance(one, World) for one in gc.get_objects())
    record = simulate(request(), lambda day, days: None, threading.Event())
    assert record.facts.days == record.days == 10
    gc.collect()
    assert sum(isinstance(one, World) for one in gc.get_objects()) == before


def test_a_visitor_who_leaves_stops_his_run_and_holds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine()
    runs = KeptRuns(make=machine)
    monkeypatch.setattr(session_module, "RUNS", runs)
    session = Session()
    session.scenario.value, session.upload.value = "uploaded", TINY
    session.days.value = 10
    thread = threading.Thread(target=session.run)
    thread.start()
    until(lambda: machine.began, "it begins")
    session.leave()
    thread.join(PATIENCE)
    until(lambda: machine.stopped == [1], "it is stopped")
    assert session.record.value is None
    assert not runs._shown.get(session)
    assert not runs._going


def test_a_run_that_ends_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that changes with it at the same time: it was drawn anew for each of them, seventeen times."""
    import ipywidgets

    monkeypatch.setattr(session_module, "RUNS", KeptRuns(make=Machine(let=True)))
    session, drawn = visitor_session(1), []

    @solara.component
    def Page() -> Any:
        session.drawn_once = reacton.core.get_render_context()
        seen = (session.record.value, session.before.value, session.day.value, session.progress.value, session.busy.value)
        drawn.append((*seen, session.error.value, session.notice.value, session.against.value, session.seed.value))
        return ipywidgets.VBox.element()

    _, context = solara.render(Page(), handle_error=False)
    session.seed.value = 2
    drawn.clear()
    session.run()
    *while_it_went, after = [(record.seed, before and before.seed, progress) for record, before, _, progress, *_ in drawn]
    assert after == (2, 1, None)
    assert while_it_went[0] == (1, None, 0.0)
    assert while_it_went == [
        (1, None, progress) for progress in sorted({one[2] for one in while_it_went})
    ]  # on a busy machine, its days too
    context.close()


def test_a_page_that_is_left_leaves_nothing_with_its_task() -> None:
    """Solara keeps every task for as long as the server goes on; each held its visitor's session, page and runs."""
    import ipywidgets

    ran: list[int] = []

    class Held:
        def work(self) -> None:
            ran.append(1)

    held = Held()
    gone = weakref.ref(held)

    @solara.component
    def Page(held: Held) -> Any:
        task = use_thread_task(held.work)
        solara.use_effect(lambda: task(), [])  # noqa: PLW0108 - it returns None, and an effect may
        return ipywidgets.VBox.element()

    _, context = solara.render(Page(held), handle_error=False)
    until(lambda: ran == [1], "it runs")
    context.close()
    del held, context, _
    until(lambda: gc.collect() >= 0 and gone() is None, "nothing is held")
