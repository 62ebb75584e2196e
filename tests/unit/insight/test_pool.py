"""Workers that end, or are ended, half way through an answer: the pool's own thread would wait for the rest of it for ever."""

from __future__ import annotations

import inspect
import os
import signal
import struct
import time
from pathlib import Path

import pytest

from unit_cohesion.errors import CohesionError
from unit_cohesion.insight.pool import do_all

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pipes of Windows are written whole")


def waited_for(path: Path) -> None:
    until = time.monotonic() + 120
    while not path.exists():
        assert time.monotonic() < until
        time.sleep(0.01)


def send_half() -> None:
    """Begin to send an answer of a thousand bytes from the worker that this is."""
    frame = inspect.currentframe()
    while frame and "result_queue" not in frame.f_locals:
        frame = frame.f_back
    assert frame, "called in no worker of a pool"
    os.write(frame.f_locals["result_queue"]._writer.fileno(), struct.pack("!i", 1000) + b"half")


def killed_half_way(number: int) -> int:
    if number == 3:
        send_half()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def stuck_half_way(folder: Path, number: int) -> int:
    if number:
        waited_for(folder / "answered")
        send_half()
        (folder / "begun").touch()
        time.sleep(600)
    return number


@pytest.mark.timeout(300)
def test_a_worker_killed_half_way_through_an_answer_is_told_of() -> None:
    with pytest.raises(CohesionError, match="a worker was killed while it ran"):
        do_all(killed_half_way, [(number,) for number in range(8)], workers=2)


@pytest.mark.timeout(300)
def test_what_stops_a_call_half_way_through_an_answer_ends_it(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        (tmp_path / "answered").touch()
        waited_for(tmp_path / "begun")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        do_all(stuck_half_way, [(tmp_path, 0), (tmp_path, 1)], workers=2, progress=stop)
