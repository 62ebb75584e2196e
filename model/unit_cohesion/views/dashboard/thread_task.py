"""A task in a thread of its own that holds nothing when its page is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara
import solara.lab


def use_thread_task(work: Callable[[], object]) -> Any:
    """Solara's ``use_task`` of a function, in a thread, begun by calling it.

    Solara keeps every task that it once made for as long as the server goes on, and with it the function: all that this one holds (the
    visitor's session, his page, his runs) would stay when he has left. So the task gets a function that finds it, and finds nothing then.
    """
    held: list[Callable[[], object]] = solara.use_memo(list, [])
    held[:] = [work]

    def begin() -> None:
        for one in held[:1]:
            one()

    solara.use_effect(lambda: held.clear, [])
    return solara.lab.use_task(begin, dependencies=None, prefer_threaded=True)
