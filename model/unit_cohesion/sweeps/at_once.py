"""Dask's messages go out at once; importing this is enough, and each of a sweep's processes does.

Dask holds messages back for two milliseconds, until a moment by the clock on the wall. When that clock is set back within them (by hand,
by a time server, in a machine that wakes up), they wait for as long as it was set back: a sweep stood still for an hour. A chunk takes
seconds, so that nothing is gained by holding them back either.
"""

from __future__ import annotations

from distributed.batched import BatchedSend

BatchedSend.next_deadline = property(lambda _: None, lambda _, moment: None)
