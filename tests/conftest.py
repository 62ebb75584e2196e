"""What holds for all tests."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest
from filelock import FileLock

from tests.helpers import built_site


def pytest_collection_finish() -> None:
    """Thousands of tests and the modules they came from stay to the end: the collector need not walk them over and over."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built once for all workers: only to be read."""
    mine = tmp_path_factory.getbasetemp()
    shared = mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine
    folder = shared / "site"
    with FileLock(shared / "site.lock"):
        if not folder.exists():
            built_site(shared / "site-being-built").rename(folder)
    return folder
