"""``cohesion`` and ``python -m unit_cohesion`` start here: the command line, which Ctrl-C may stop while it is still being imported."""

from __future__ import annotations

import os
import signal
import sys
import time
from types import FrameType

PATIENCE = 3.0
"""Seconds from one Ctrl-C in which another is not heard: what the first interrupted is put away in them."""


class _Interrupt:
    """Ctrl-C, which stops a command once: pressed again meanwhile, it would come in the midst of putting away."""

    def __init__(self) -> None:
        self.heard = -PATIENCE

    def __call__(self, number: int, frame: FrameType | None) -> None:
        now = time.monotonic()
        if now >= self.heard + PATIENCE:  # heard anew after that: a library may have swallowed the first
            self.heard = now
            raise KeyboardInterrupt


def main() -> None:
    """The command line, with the words of this process."""
    try:
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # not where it is ignored, as under nohup
            signal.signal(signal.SIGINT, _Interrupt())
        from unit_cohesion.cli import main as command
    except KeyboardInterrupt:
        print("cohesion: stopped", file=sys.stderr)
        os._exit(130)  # at once: on its way out, Python would hear Ctrl-C again
    command()


if __name__ == "__main__":
    main()
