"""A folder that one process has for itself: an operating-system lock, which the system releases when its holder dies."""

from __future__ import annotations

import json
import os
import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from unit_cohesion.errors import CohesionError

LOCK_FILE = "sweep.lock"


class FolderLock:
    """Holds the folder until ``release``.

    Raises:
        CohesionError: another process holds it (the message names it), or the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / LOCK_FILE
        try:
            self._file = path.open("a+", encoding="utf-8")
        except OSError as error:
            raise CohesionError(f"{folder}: cannot be written ({error.strerror})") from error
        try:
            free = _locked(self._file)
        except OSError as error:
            self._file.close()
            raise CohesionError(f"{folder}: cannot be locked, as a sweep's folder must be ({error.strerror})") from error
        if not free:
            self._file.seek(0)
            holder = _holder(self._file.read())
            self._file.close()
            raise CohesionError(f"{folder}: is in use by {holder}; wait for it, stop it, or name another folder")
        try:
            self._file.truncate(0)
            now = time.strftime("%Y-%m-%d %H:%M:%S")
            json.dump({"process": os.getpid(), "host": socket.gethostname(), "since": now}, self._file)
            self._file.flush()
        except OSError as error:
            self.release()
            raise CohesionError(f"{folder}: cannot be written ({error.strerror})") from error

    def release(self) -> None:
        """Give the folder free."""
        with suppress(OSError):  # a full disk: what was to be flushed is of no use any more
            self._file.close()


def _locked(file: IO[str]) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            file.seek(1 << 30)  # far from what is written, which others read
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _holder(text: str) -> str:
    try:
        said = json.loads(text)
        return f"process {said['process']} on {said['host']} since {said['since']}"
    except (ValueError, KeyError, TypeError):
        return "another process"
