"""What is sent to a browser: handed to the server's loop in one piece after another, without waiting for each.

Solara's own connection waits, with each of some eighty messages of a drawn page, until the loop has sent it: two changes of threads each,
and the thread that draws stands still meanwhile. With thirty visitors that is a third of all the time.
"""

from __future__ import annotations

import asyncio
import threading
from typing import Any

from solara.server import starlette as pages
from solara.server.websocket import WebSocketDisconnect

MOST_WAITING = 8 << 20
"""Bytes that may wait for a browser that reads slowly; then whoever sends more to it waits too."""


class Sender(pages.WebsocketWrapper):  # type: ignore[misc,unused-ignore]
    """A connection to a browser, as Solara's: what is sent goes in order, or not at all once the browser has gone.

    Raises:
        WebSocketDisconnect: by ``send``: the browser has gone.
    """

    def __init__(self, ws: Any, portal: Any) -> None:
        super().__init__(ws, portal)
        self._changed = threading.Condition()
        self._line: list[str | bytes] = []
        self._waiting, self._going, self._gone = 0, False, False

    def send_text(self, data: str) -> None:
        """Send a message, soon."""
        self._send(data)

    def send_bytes(self, data: bytes) -> None:
        """Send a message, soon."""
        self._send(data)

    def _send(self, data: str | bytes) -> None:
        with self._changed:
            if threading.get_ident() != self._thread_id:  # the loop's own thread cannot wait for itself
                self._changed.wait_for(lambda: self._gone or self._waiting < MOST_WAITING)
            if self._gone:
                raise WebSocketDisconnect
            self._line.append(data)
            self._waiting += len(data)
            begins, self._going = not self._going, True
        if begins:
            try:
                self.event_loop.call_soon_threadsafe(self._begin)
            except RuntimeError:  # the loop has ended, and the server with it
                raise WebSocketDisconnect from None

    def _begin(self) -> None:
        task = self.event_loop.create_task(self._send_all())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _send_all(self) -> None:
        """Send what waits, until nothing does."""
        try:
            while some := self._taken():
                for one in some:
                    await (self._send_bytes_exc(one) if isinstance(one, bytes) else self._send_text_exc(one))
                    await asyncio.sleep(0)  # others' turn
        except BaseException as fault:
            self._end()
            if not isinstance(fault, WebSocketDisconnect):
                raise

    def _taken(self) -> list[str | bytes]:
        with self._changed:
            some, self._line, self._waiting = self._line, [], 0
            self._going = bool(some)
            self._changed.notify_all()
            return some

    def _end(self) -> None:
        with self._changed:
            self._line, self._waiting, self._gone = [], 0, True
            self._changed.notify_all()
