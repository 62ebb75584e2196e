"""The runs of all visitors: each is simulated once, kept while there is room, and shared; nobody changes it.

A run is known by its identity: scenario, settings and seed. Who asks for one that is kept has it at once; who asks for one that goes on
waits for it with the others. It is stopped only when nobody wants it any more. What is kept, and what the runs that go on will take, stay
below a bound together: what was not looked at for longest goes first, and what a visitor looks at stays.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from unit_cohesion.errors import CohesionError
from unit_cohesion.runs.record import Record
from unit_cohesion.simulation.identity import Identity
from unit_cohesion.views.dashboard.machine_turns import LOOK, ProgressReporter, Ticket, Turns, raise_if_stopped
from unit_cohesion.views.dashboard.memory import give_back_later, give_back_soon, held_bytes, size_text
from unit_cohesion.views.dashboard.run_request import RunRequest, run_request, simulate
from unit_cohesion.views.dashboard.shipped import DEFAULT, shipped_scenario

BYTES_OF_A_RUN, BYTES_OF_AN_AGENT = 40_000_000, 2_400
"""What a run takes at most while it goes on: measured, its tables included."""
Tell = Callable[[float, int], object]
"""How far a run is (0 to 1), and how many other runs it waits for."""


class NoRoom(CohesionError):
    """A run that does not fit below the bound beside what is looked at."""


@dataclass(eq=False)
class _Kept:
    record: Record
    bytes: int


@dataclass(eq=False)
class _Going:
    """A run that goes on or waits for its turn. ``asked``: who wants it, by what he asked with."""

    made: RunRequest
    asked: dict[object, Hashable] = field(default_factory=dict)
    stop: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    share: float = 0.0
    ticket: Ticket | None = None
    record: Record | None = None
    fault: BaseException | None = None

    def visitors(self) -> tuple[Hashable, ...]:
        """Who wants it now."""
        return tuple(self.asked.values())


class KeptRuns:
    """All runs of a server.

    Args:
        most: bytes that runs may take together; None for no bound.
        turns: the line for the machine.
        make: simulates one.
    """

    def __init__(
        self,
        most: int | None = None,
        turns: Turns | None = None,
        make: Callable[[RunRequest, Callable[[int, int], None], threading.Event], Record] = simulate,
    ) -> None:
        self.most, self.turns, self._make = most, turns or Turns(), make
        self._lock = threading.Condition(threading.RLock())
        self._kept: OrderedDict[Identity, _Kept] = OrderedDict()  # the one looked at last stands last
        self._going: dict[Identity, _Going] = {}
        self._shown: WeakKeyDictionary[Hashable, tuple[Record, ...]] = WeakKeyDictionary()
        self._reserved = 0

    # ---- asking

    def known(self, made: RunRequest, visitor: Hashable) -> Record | None:
        """The run, if it is kept; from then on the visitor looks at it."""
        with self._lock:
            kept = self._kept.get(made.identity)
            if kept is None:
                return None
            self._kept.move_to_end(made.identity)
            self._shown[visitor] = (*self._shown.get(visitor, ()), kept.record)
            return kept.record

    def record_of(self, made: RunRequest, visitor: Hashable, tell: Tell, stop: threading.Event) -> Record:
        """The run: kept, going on, or simulated now; waits for it.

        Args:
            made: which.
            visitor: for whom; he looks at it from then on (``show``).
            tell: called now and then, in this thread.
            stop: set when this visitor wants it no more; others may.

        Raises:
            Stopped: the stop event was set.
            NoRoom: it does not fit below the bound.
            CohesionError, MemoryError: whatever its simulation raised.
        """
        ask = object()
        with self._lock:
            raise_if_stopped(stop)
            if found := self.known(made, visitor):
                return found
            going = self._going.get(made.identity)
            if going is None:
                going = self._going[made.identity] = _Going(made)
                going.asked[ask] = visitor
                going.ticket = self.turns.ticket(going.visitors, made.quick)
                threading.Thread(target=self._simulate, args=(going,), daemon=True, name="run").start()
            going.asked[ask] = visitor
        reporter = ProgressReporter(tell, crowd=self._asking)
        try:
            while not going.ended.wait(LOOK / 2):
                raise_if_stopped(stop)
                reporter(going.share, self.turns.ahead(going.ticket) if going.ticket else 0)
            raise_if_stopped(stop)
        finally:
            with self._lock:
                del going.asked[ask]
                if going.record is not None and stop.is_set():
                    self._shown[visitor] = tuple(one for one in self._shown.get(visitor, ()) if one is not going.record)
                if not going.asked and not going.ended.is_set():
                    going.stop.set()
                    self._forget(going)
        if going.fault is not None:
            raise going.fault
        if going.record is None:
            raise RuntimeError("a run ended without a record")
        return going.record

    def _asking(self) -> int:
        with self._lock:
            return sum(len(going.asked) for going in self._going.values())

    def _forget(self, going: _Going) -> None:
        if self._going.get(going.made.identity) is going:
            del self._going[going.made.identity]

    def _simulate(self, going: _Going) -> None:
        """Simulate it, in a thread of its own, when it is its turn."""
        made = going.made

        def progress(day: int, days: int) -> None:
            going.share = day / days

        try:
            if going.ticket is None:
                raise RuntimeError("a run without a place in the line")
            give_back_later()  # somebody waits
            with self.turns.turn(going.ticket, going.stop), self._room(made.agents, going.visitors, going.stop):
                record = self._make(made, progress, going.stop)
                bytes = held_bytes(record)
                with self._lock:
                    self._kept[made.identity] = _Kept(record, bytes)
                    going.record = record
                    for visitor in going.visitors():
                        self._shown[visitor] = (*self._shown.get(visitor, ()), record)
        except BaseException as fault:  # whoever waits for it raises it
            going.fault = fault
        finally:
            with self._lock:
                self._forget(going)
                going.ended.set()
            self._let_go()
            give_back_soon()

    @contextmanager
    def machine(
        self, visitor: Hashable, agents: int, quick: bool, stop: threading.Event, waits: Callable[[int], object] = lambda others: None
    ) -> Iterator[None]:
        """A visitor's turn, and room, for runs of this size, one after the other, of which nothing is kept.

        Raises:
            Stopped: the stop event was set.
            NoRoom: it does not fit below the bound.
        """
        ticket = self.turns.ticket(lambda: (visitor,), quick)
        with self.turns.turn(ticket, stop, waits), self._room(agents, lambda: (visitor,), stop):
            yield

    # ---- looking

    def show(self, visitor: Hashable, records: Iterable[Record]) -> None:
        """A visitor looks at these from now on, and at no others."""
        with self._lock:
            before = self._shown.get(visitor, ())
            self._shown[visitor] = now = tuple(records)
            for record in dict.fromkeys((*before, *now)):
                if kept := self._kept.get(record.identity):
                    self._kept.move_to_end(record.identity)
                    if record not in now:
                        kept.bytes = held_bytes(kept.record)  # figures were drawn of it meanwhile
        self._let_go()

    def leave(self, visitor: Hashable) -> None:
        """A visitor looks at nothing any more."""
        with self._lock:
            self._shown.pop(visitor, None)
        self._let_go()
        give_back_soon()

    @property
    def crowded(self) -> bool:
        """Whether what is looked at takes more than half of the bound: then nobody should look at more than one run."""
        with self._lock:
            return self.most is not None and self._held_by(set(self._shown)) > self.most / 2

    # ---- room

    @property
    def held(self) -> int:
        """Bytes of all that is kept."""
        with self._lock:
            return sum(kept.bytes for kept in self._kept.values())

    def _looked_at(self, visitors: set[Hashable]) -> set[int]:
        return {id(record) for one in visitors for record in self._shown.get(one, ())}

    def _held_by(self, visitors: set[Hashable]) -> int:
        looked_at = self._looked_at(visitors)
        return sum(kept.bytes for kept in self._kept.values() if id(kept.record) in looked_at)

    def _let_go(self, need: int = 0) -> None:
        """Let go of what was not looked at for longest, and is not looked at now, until so much more fits below the bound."""
        with self._lock:
            if self.most is None or self.held + self._reserved + need <= self.most:
                return
            looked_at = self._looked_at(set(self._shown))
            for identity, kept in list(self._kept.items()):
                if id(kept.record) not in looked_at:
                    del self._kept[identity]
                    give_back_soon()
                    if self.held + self._reserved + need <= self.most:
                        return

    @contextmanager
    def _room(self, agents: int, visitors: Callable[[], tuple[Hashable, ...]], stop: threading.Event) -> Iterator[None]:
        """Reserve what the run takes while it goes on; wait for others that go on, if it does not fit beside them.

        What only those look at who wait for it does not count: they will look at it instead.
        """
        need = BYTES_OF_A_RUN + BYTES_OF_AN_AGENT * agents
        with self._lock:
            while self.most is not None:
                self._let_go(need)
                others = self._held_by(set(self._shown) - set(visitors()))
                if others + self._reserved + need <= self.most:
                    break
                if not self._reserved:
                    beside = f" beside {size_text(others)} of runs that others look at" if others else ""
                    raise NoRoom(
                        f"There is no room for this run: it takes {size_text(need)}{beside}, and all may take {size_text(self.most)}. "
                        "Raise persons per agent, close pages that nobody needs, or start the dashboard with more --memory"
                    )
                raise_if_stopped(stop)
                self._lock.wait(LOOK)
            self._reserved += need
        try:
            yield
        finally:
            with self._lock:
                self._reserved -= need
                self._lock.notify_all()


RUNS = KeptRuns()


class _House:
    """Looks at the default run for as long as the server goes on."""


_HOUSE = _House()


def prepare_default_run() -> None:
    """Simulate the default scenario, and keep it."""
    RUNS.record_of(run_request(shipped_scenario(DEFAULT)), _HOUSE, lambda share, others: None, threading.Event())
