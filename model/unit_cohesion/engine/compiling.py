"""Which functions are compiled, and when; how numba does it, and where compiled code is kept, stand next door.

``@compiled`` only marks a function: numba is imported, and marked functions are exchanged for compiled ones, when a run first needs them
(``ready``). So whoever only reads declarations waits for nothing. ``COHESION_PLAIN=1`` leaves every rule as plain Python: slow, the same
bytes, open to breakpoints and coverage.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from types import FunctionType, ModuleType
from typing import Any, TypeVar

from unit_cohesion.engine import code_cache, with_numba

PLAIN = any(os.environ.get(name, "") not in ("", "0") for name in ("COHESION_PLAIN", "NUMBA_DISABLE_JIT"))
COMPILING = "Compiling the rules, once (this takes some forty seconds) ..."
F = TypeVar("F", bound=Callable[..., Any])
A = TypeVar("A")
_marked: dict[FunctionType, Callable[..., Any] | None] = {}
"""Every marked function, and its compiled form once there is one."""
_asked: set[FunctionType] = set()
"""Those of them that Python calls too."""


def compiled(function: F) -> F:
    """Mark a function to be compiled: division by zero gives infinity and no error, as with NumPy."""
    _marked[function] = None  # type: ignore[index]
    return function


def asked(function: F) -> F:
    """Mark a function that compiled code and Python both call, so that it is kept for both; others wait for the first call from Python."""
    _asked.add(function)  # type: ignore[arg-type]
    return compiled(function)


def lent(array: A) -> A:
    """The same array, of which compiled code keeps no count of references: whoever lends it holds it until the call returns.

    Each row that compiled code takes of an array is otherwise counted up and down, across all cores: a tenth of a run.
    """
    return array


def ready() -> None:
    """Exchange all marked functions for compiled ones, wherever they are known by name; compiling itself waits for the first call."""
    if PLAIN:
        return
    new = [function for function, made in _marked.items() if made is None]
    if not new:
        return
    with _no_collecting():
        with_numba.set_up()
        for function in new:
            _marked[function] = with_numba.compiled(function, function in _asked)
        made: dict[Any, Any] = {**_marked, lent: with_numba.uncounted()}
    owned = {function.__module__ for function in _marked}
    for module in [found for name, found in sys.modules.copy().items() if name in owned]:  # other threads may import meanwhile
        _exchange(module, made)


def _exchange(module: ModuleType, made: Mapping[Callable[..., Any], Any]) -> None:
    for name, value in list(vars(module).items()):
        if isinstance(value, FunctionType) and value in made:
            setattr(module, name, made[value])
        elif isinstance(value, type) and value.__module__ == module.__name__:
            for key, inner in list(vars(value).items()):
                if isinstance(inner, staticmethod) and inner.__func__ in made:
                    setattr(value, key, staticmethod(made[inner.__func__]))


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Let Python look for no garbage meanwhile: where all that is made is kept, that costs a tenth of the time and finds nothing."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            if not gc.get_freeze_count():  # all that was made counts as old: else the next new thing has Python look through all of it
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def first_call(call: Callable[[], object]) -> None:
    """Make the first call of this process into compiled code.

    Where nothing is kept yet, this compiles, for some forty seconds: it is told on standard error, and other processes that want the same
    wait for it, so that it is done once.
    """
    if PLAIN:
        return
    folder = code_cache.cache_folder()
    if folder is None or not code_cache.stays():
        with _telling():
            call()
        if sys.stderr:
            print("No cache folder can be written: each start compiles the rules anew", file=sys.stderr)
        return
    done = folder / f"ready-{sha256(__file__.encode()).hexdigest()[:12]}"  # numba keeps what it compiles by the path of the source
    if done.exists():
        return  # the next call loads what is kept
    from filelock import FileLock

    with FileLock(folder / "compiling.lock"):
        if not done.exists():
            with _telling():
                call()
            done.touch()


@contextmanager
def _telling() -> Iterator[None]:
    """Tell on standard error that the rules are compiled, on a terminal how far that is."""
    from numba.core import event

    terminal = bool(sys.stderr) and sys.stderr.isatty()

    class Progress(event.Listener):  # type: ignore[misc,unused-ignore]
        made = 0

        def on_start(self, event: Any) -> None:
            pass

        def on_end(self, event: Any) -> None:
            self.made += getattr(event.data["dispatcher"], "py_func", None) in _marked
            if terminal:
                share = min(99, 100 * self.made // len(_marked))
                print(f"\r{COMPILING} {share:2d} %", end="", file=sys.stderr, flush=True)

    if sys.stderr:
        print(COMPILING, end="", file=sys.stderr, flush=True)
    with _no_collecting(), event.install_listener("numba:compile", Progress()):
        yield
    if sys.stderr:
        print(f"\r{COMPILING} done" if terminal else " done", file=sys.stderr, flush=True)
