"""What holds for all tests."""

from __future__ import annotations

import gc


def pytest_collection_finish() -> None:
    """Thousands of tests and the modules they came from stay to the end: the collector need not walk them over and over."""
    gc.collect()
    gc.freeze()
