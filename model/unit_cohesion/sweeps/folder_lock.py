"""A folder that one process has for itself: a lock of the operating system, which is released when its holder dies."""

from __future__ import annotations

import json
import os
import socket
import time
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from unit_cohesion.errors import CohesionError

LOCK_FILE, HOLDER = "sweep.lock", "holder.json"


class FolderLock:
    """Holds the folder until ``release``.

    Raises:
        CohesionError: another process holds it (the message names it), or the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._lock = FileLock(folder / LOCK_FILE, thread_local=False)  # any thread may release it
        self._holder = folder / HOLDER  # beside the lock, which some systems let nobody else read
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise CohesionError(f"{folder}: is in use by {self._who()}; wait for it, stop it, or name another folder") from None
        except (OSError, NotImplementedError) as error:
            reason = getattr(error, "strerror", None) or error
            raise CohesionError(f"{folder}: cannot be locked, as a sweep's folder must be ({reason})") from error
        try:
            now = time.strftime("%Y-%m-%d %H:%M:%S")
            self._holder.write_text(json.dumps({"process": os.getpid(), "host": socket.gethostname(), "since": now}), encoding="utf-8")
        except OSError as error:
            self.release()
            raise CohesionError(f"{folder}: cannot be written ({error.strerror})") from error

    def release(self) -> None:
        """Give the folder free."""
        with suppress(OSError):
            self._holder.unlink(missing_ok=True)
        with suppress(OSError):
            self._lock.release()

    def _who(self) -> str:
        try:
            holder = json.loads(self._holder.read_text(encoding="utf-8"))
            return f"process {holder['process']} on {holder['host']} since {holder['since']}"
        except (OSError, ValueError, KeyError, TypeError):
            return "another process"
