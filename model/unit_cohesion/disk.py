"""Writing: a file under its final name is whole, whatever can be written to will do, and JSON says whether it is still what was written."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from unit_cohesion.errors import CohesionError

_LEFT_BY_SYSTEMS = {
    "lost+found",
    "thumbs.db",
    "ehthumbs.db",
    "desktop.ini",
    "icon\r",
    "$recycle.bin",
    "@eadir",
    "system volume information",
}
SEAL = "sha256"
"""The key of a JSON file's own digest."""
_NO_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF, errno.EACCES, errno.EPERM)


def write_file(path: str | Path, write: Callable[[BinaryIO], Any]) -> None:
    """Write a file under a name that begins with ``_``, see it on the disk, then give it its name; a link's target is what is written.

    What is there and is no file (a device, a pipe) is written to as it is.

    Raises:
        CohesionError: it cannot be written; nothing is left behind then.
    """
    try:
        place = Path(os.path.realpath(path))
        if place.exists() and not place.is_file():
            with Path(path).open("wb") as file:
                write(file)
            return
        waiting = place.with_name(f"_{secrets.token_hex(6)}.part")
        with nullcontext() if place.parent.is_dir() else folder_on_trial(place.parent):
            try:
                with waiting.open("xb") as file:
                    write(file)
                    file.flush()
                    os.fsync(file.fileno())
                waiting.replace(place)
            finally:
                with suppress(OSError):
                    waiting.unlink(missing_ok=True)
        sync_folder(place.parent)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise CohesionError(f"{path}: cannot be written ({why(error)})") from error


def write_text(path: str | Path, text: str) -> None:
    """Write a file of text in UTF-8; see ``write_file``.

    Raises:
        CohesionError: it cannot be written.
    """
    write_file(path, lambda file: file.write(text.encode()))


def write_json(path: str | Path, content: Mapping[str, Any]) -> None:
    """Write a JSON file that holds a digest of what it says (``SEAL``); see ``write_file``.

    Raises:
        CohesionError: it cannot be written.
    """
    sealed = {**content, SEAL: _content_digest(content)}
    write_text(path, json.dumps(sealed, indent=1, ensure_ascii=False, allow_nan=False) + "\n")


def read_json(path: Path) -> dict[str, Any]:
    """What a JSON file says, its digest included; ``is_changed`` tells whether it is still what was written.

    Raises:
        CohesionError: there is none, it cannot be read, or is no table.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CohesionError(f"{path}: there is no such file") from None
    except OSError as error:
        raise CohesionError(f"{path}: cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise CohesionError(f"{path}: is no JSON, or is damaged ({str(error)[:100]})") from error
    if not isinstance(content, dict):
        raise CohesionError(f"{path}: is no {path.name} of this program")
    return content


def is_changed(content: Mapping[str, Any]) -> bool:
    """Whether what a JSON file says is not what was written: its digest is of something else. Of one without, its reader judges."""
    return SEAL in content and content[SEAL] != _content_digest(content)


def _content_digest(content: Mapping[str, Any]) -> str:
    text = json.dumps({key: value for key, value in content.items() if key != SEAL}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def sync_folder(folder: Path) -> None:
    """See the names in a folder on the disk, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    try:
        number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
    except OSError as error:
        if error.errno not in _NO_SYNC:  # not every file system can, not every folder may be read
            raise


def refuse_unwritable_file(option: str, path: str | Path | None) -> None:
    """Find out before the work whether a file can be written there, in a folder that is made if need be; nothing if none is asked for.

    Raises:
        CohesionError: it cannot; the message names the option.
    """
    if path is None:
        return
    try:
        place = Path(os.path.realpath(path))
        if place.is_dir():
            raise CohesionError(f"{option} {path}: allowed: a file, not a folder")
        with suppress(FileNotFoundError):
            place.lstat()  # a name that is too long
        if place.is_file() or not place.exists():
            with folder_on_trial(place.parent):
                pass
    except (OSError, ValueError) as error:
        raise CohesionError(f"{option} {path}: allowed: a file in a folder that can be written to ({why(error)})") from None


@contextmanager
def folder_on_trial(folder: Path) -> Iterator[None]:
    """Make a folder with all above it for the block, and take away afterwards what was made and is empty still.

    Raises:
        OSError: a folder cannot be made, or nothing can be written into it.
    """
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
        yield
    finally:
        for path in made:
            with suppress(OSError):
                path.rmdir()


def foreign_names(folder: Path, ours: set[str]) -> list[str]:
    """What a folder holds, sorted, but for what is ours, hidden (``.DS_Store``), waiting (``_…``) or left by systems on every volume."""
    names = (path.name for path in folder.iterdir())
    return sorted(n for n in names if n not in ours and not n.startswith((".", "_")) and n.lower() not in _LEFT_BY_SYSTEMS)


def why(error: BaseException) -> str:
    """What went wrong, in the system's words, on one short line."""
    reason = getattr(error, "strerror", None) or next(iter(str(error).splitlines()), "") or type(error).__name__
    return str(reason)[:200]
