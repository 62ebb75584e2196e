"""The generated pages hold what the declarations say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from model.mechanisms import MECHANISMS
from model.parameters import PARAMETERS
from model.views import docs


@pytest.mark.parametrize("name", list(docs.PAGES))
def test_page_is_fresh(name: str) -> None:
    assert name not in docs.stale(), f"docs/{name} is stale: make docs writes it anew"


def test_pages_name_everything() -> None:
    assert all(f"| `{name}` |" in docs.parameters_page() for name in PARAMETERS)
    assert all(f">{id}</span> |" in docs.mechanisms_page() for id in MECHANISMS)


@pytest.mark.parametrize("page", docs.PAGES.values())
def test_tables_are_whole(page: Callable[[], str]) -> None:
    counts = [line.replace("\\|", "").count("|") for line in page().splitlines() if line.startswith("|")]
    assert len(set(counts)) == 1


def test_check_tells_a_stale_page_and_writing_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(docs, "FOLDER", tmp_path)
    assert docs.main(["--check"]) == 1
    assert "parameters.md is stale" in capsys.readouterr().err
    assert docs.main([]) == 0
    assert docs.main(["--check"]) == 0
    (tmp_path / "parameters.md").write_text("old", "utf-8")
    assert docs.main(["--check"]) == 1
    assert docs.main(["--chek"]) == 2
