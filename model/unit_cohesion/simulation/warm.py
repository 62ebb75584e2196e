"""Compiles the rules now, unless that has been done: `python -m unit_cohesion.simulation.warm`, as `make setup` does."""

from __future__ import annotations

from unit_cohesion.simulation.engine import warm

if __name__ == "__main__":
    warm()
