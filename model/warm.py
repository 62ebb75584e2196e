"""Compiles the rules now, unless that has been done, so that no run has to wait for it: `python -m model.warm`, as `make setup` does."""

from __future__ import annotations

from model.walk import warm

if __name__ == "__main__":
    warm()
