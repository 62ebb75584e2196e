"""Where compiled code is kept, by the edition of what it was made from, so that no stale code ever runs."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

KEPT = 3
"""How many editions of compiled code stay on disk."""


def sources() -> Iterator[Path]:
    """Every file whose text compiled code is made from: the engine, the rules, and the vocabulary that both share."""
    model = Path(__file__).resolve().parent.parent
    for folder in (Path(__file__).resolve().parent, model / "rules"):
        yield from sorted(folder.glob("*.py"))
    yield from (model / name for name in ("vocabulary.py", "population/draws.py"))


@cache
def edition() -> str:
    """A hash of all that compiled code is made from: sources, Python, NumPy, numba, llvmlite, and whether bounds are checked."""
    import llvmlite
    import numba
    import numpy as np

    digest = sha256()
    for path in sources():
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    for part in (sys.version, np.__version__, numba.__version__, llvmlite.__version__, numba.config.BOUNDSCHECK):
        digest.update(str(part).encode() + b"\0")
    return digest.hexdigest()[:16]


def cache_folder() -> Path | None:
    """Where compiled code is kept: in the user's cache, else in a temporary folder of this process, else nowhere (None)."""
    return _place()[0]


def stays() -> bool:
    """Whether what is kept there is there for the next process too."""
    return _place()[1]


@cache
def _place() -> tuple[Path | None, bool]:
    """The folder, and whether what is in it stays."""
    name = edition()
    for find in (_user_cache, own_folder):
        try:
            folder = Path(find()) / name
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
            os.utime(folder)
            _tidy(folder)
        except (OSError, RuntimeError):  # RuntimeError: there is no home
            continue
        return folder, find is _user_cache
    return None, False


def _tidy(folder: Path) -> None:
    """Keep the newest editions only; one that another process has just taken up is newest of all."""
    editions = sorted((path for path in folder.parent.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in editions[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


def _user_cache() -> str:
    from platformdirs import user_cache_dir

    folder = user_cache_dir("unit-cohesion", appauthor=False)
    if not Path(folder).is_absolute():  # without a home, some systems name one below the folder that we happen to be in
        raise RuntimeError("there is no home")
    return folder


def own_folder() -> str:
    """A temporary folder, gone when this process ends."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def keep(made: Any, only_code: bool) -> None:
    """Keep what is compiled of a function, and take what is kept.

    ``only_code``: of a function that compiled code does not call, keep no more than its machine code: what is kept to inline it takes
    longest to load.
    """
    import numba
    from llvmlite.binding import parse_assembly
    from numba.core.runtime import rtsys

    before, numba.config.CACHE_DIR = numba.config.CACHE_DIR, str(cache_folder())  # ours alone: a user's own setting stays as it is
    try:
        made.enable_caching()
    finally:
        numba.config.CACHE_DIR = before
    save, load = made._cache.save_overload, made._cache.load_overload

    def load_overload(signature: Any, target: Any) -> Any:
        """Do without all that numba knows how to compile: it takes a tenth of a second to make ready, and is, where nothing is kept."""
        target.refresh = lambda: rtsys.initialize(target)
        try:
            return load(signature, target)
        finally:
            del target.refresh

    made._cache.load_overload = load_overload
    if not only_code:
        return

    def save_overload(signature: Any, compiled: Any) -> None:
        with suppress(AttributeError, RuntimeError):  # another numba: all of it is kept
            module = compiled.library._final_module
            names = [f'define void @"{one.name}"() {{ unreachable }}' for one in module.functions if not one.is_declaration]
            names += [f'@"{one.name}" = global i8 0' for one in module.global_variables if not one.is_declaration]
            compiled.library._shared_module = parse_assembly("\n".join(names))
        save(signature, compiled)

    made._cache.save_overload = save_overload
