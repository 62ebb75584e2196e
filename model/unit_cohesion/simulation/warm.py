"""Compiles the rules now, unless that has been done: `python -m unit_cohesion.simulation.warm`, as `make setup` does."""

from __future__ import annotations

import gc

from unit_cohesion.simulation.engine import warm

if __name__ == "__main__":
    gc.disable()  # this process ends with it: nobody needs the room
    warm()
    gc.freeze()
