"""Compiles the rules now, unless that has been done, so that no run has to wait: `python -m unit_cohesion.warm`, as `make setup` does."""

from __future__ import annotations

from unit_cohesion.walk import warm

if __name__ == "__main__":
    warm()
