"""Who was doing what when a worker died: a lease tells of each chunk which run was started, noted on the worker before it starts.

A lease is a file in the sweep's folder where the worker sees that folder, and else a few events on Dask's scheduler. A chunk that a dead
worker leaves is handed out again; whoever takes it reads there which run was under way: that run has a strike.
"""

from __future__ import annotations

import faulthandler
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol
from zlib import crc32

STRIKES = 2
"""A run that was under way so many times when its worker died is not tried again."""
STOP = "stop"
"""A file of this name among the leases asks workers to hand in what they have."""
TRIAL = "trial"
"""The chunk of runs that a sweep does in its own process, to see how long they take."""
TOPICS = 1024  # of events on the scheduler, so that it keeps no more of them the longer a sweep is

Note = tuple[str, str]
"""A word and the run that it is about: ``start``, ``end``, or ``late`` for one that the watchdog ended."""


class Lease(Protocol):
    """What was noted of one chunk."""

    @property
    def tombstone(self) -> Path: ...

    def stopping(self) -> bool: ...

    def read(self) -> list[Note]: ...

    def note(self, word: str, run: str) -> None: ...


class FileLease:
    """A lease in the sweep's folder. That it cannot be written (a full disk) is told elsewhere."""

    def __init__(self, folder: Path, chunk: str) -> None:
        self.file, self.tombstone, self._stop = folder / f"{chunk}.txt", folder / f"{chunk}.late", folder / STOP

    def stopping(self) -> bool:
        return self._stop.exists()

    def read(self) -> list[Note]:
        try:
            lines = [line.split() for line in self.file.read_text(encoding="utf-8").splitlines()]
        except OSError:
            return []
        return [(line[0], line[1]) for line in lines if len(line) == 2]

    def note(self, word: str, run: str) -> None:
        with suppress(OSError), self.file.open("a", encoding="utf-8") as file:
            file.write(f"{word} {run}\n")

    def discard(self) -> None:
        """Take it away: the chunk's results are in."""
        for path in (self.file, self.tombstone):
            with suppress(OSError):
                path.unlink(missing_ok=True)


class EventLease:
    """A lease on Dask's scheduler, for workers that share nothing but the network with the sweep's folder."""

    def __init__(self, chunk: str) -> None:
        from distributed import get_worker

        self.chunk, self.topic, self.worker = chunk, f"sweep-{crc32(chunk.encode()) % TOPICS}", get_worker()
        self.tombstone = Path(tempfile.gettempdir()) / f"{chunk}.late"

    def stopping(self) -> bool:
        return False

    def read(self) -> list[Note]:
        from distributed.utils import sync

        events = sync(self.worker.loop, self.worker.scheduler.events, topic=self.topic)
        return [(message[1], message[2]) for _, message in events if message[0] == self.chunk]

    def note(self, word: str, run: str) -> None:
        from distributed.utils import sync

        sync(self.worker.loop, self.worker.scheduler.log_event, topic=self.topic, msg=(self.chunk, word, run))


def reset_leases(folder: Path, token: str) -> None:
    """Make the folder of leases ready for a sweep that begins or goes on; only what was noted of its trial runs stays."""
    for path in folder.iterdir():
        if path.stem != TRIAL:
            path.unlink(missing_ok=True)
    (folder / token).touch()


def lease_of(chunk: str, folder: str, token: str) -> Lease:
    """The lease of a chunk: in the folder, if this is where the sweep's own token lies, and else on the scheduler."""
    return FileLease(Path(folder), chunk) if (Path(folder) / token).exists() else EventLease(chunk)


def strikes_and_timeouts(lease: Lease) -> tuple[Counter[str], set[str]]:
    """Return the strikes of each run, and the runs that the watchdog ended, from what earlier takers of this chunk noted."""
    strikes: Counter[str] = Counter()
    late: set[str] = set()
    under_way = ""
    for word, run in lease.read():
        if word == "start" and under_way:
            strikes[under_way] += 1
        under_way = run if word == "start" else ""
        if word == "late":
            late.add(run)
    if under_way and _has_content(lease.tombstone):
        lease.note("late", under_way)
        late.add(under_way)
    elif under_way:
        strikes[under_way] += 1
    return strikes, late


@contextmanager
def watchdog(lease: Lease, seconds: float) -> Iterator[None]:
    """End this process after so many seconds, whatever it is busy with; the tombstone tells where it stood."""
    try:
        tombstone = lease.tombstone.open("w", encoding="utf-8")
    except OSError:  # a full disk: the sweep itself will say so
        yield
        return
    with tombstone:
        faulthandler.dump_traceback_later(seconds, exit=True, file=tombstone)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


def _has_content(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False
