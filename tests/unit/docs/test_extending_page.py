"""docs/extending.md: its rule is the template that ``cohesion new`` copies, and all its code runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from unit_cohesion.views.docs.pages import ROOT

PAGE = (ROOT / "docs" / "extending.md").read_text("utf-8")
TEMPLATE = ROOT / "model" / "unit_cohesion" / "templates" / "plugin" / "winter.py"
DESIGN = '[sweep]\nscenario = "two-valleys"\nseeds = 2\ndays = 10\n[vary]\ncomrade_pressure = [1.0, 2.0]\n'


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_its_rule_is_the_template() -> None:
    assert blocks("python")[0] == TEMPLATE.read_text("utf-8")


@pytest.mark.filterwarnings("ignore::unit_cohesion.errors.Unused")
def test_its_code_runs_and_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "winter.py").write_text(blocks("python")[0], "utf-8")
    (tmp_path / "design.toml").write_text(DESIGN, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": "extending"}
    scripts = []
    for number, block in enumerate(blocks("python")[1:]):
        if "__main__" in block:
            scripts.append(block)
            continue
        # from a file, since a rule's source is part of what a run is
        file = tmp_path / f"page_{number}.py"
        file.write_text(block, "utf-8")
        names["__name__"], names["__file__"] = file.stem, str(file)
        module = type(sys)(file.stem)
        module.__file__ = str(file)
        monkeypatch.setitem(sys.modules, file.stem, module)
        exec(compile(block, str(file), "exec"), names)
    assert names["record"].outcome["on_the_way"] > names["quick"].outcome["on_the_way"]
    assert "few_on_the_way" in set(names["record"].check["id"])
    assert 0.1 < names["left"].loc[names["left"]["place"] == "ford", "log_X2"].max() <= 0.7
    assert names["left"].loc[names["left"]["day"] < 121, "log_X2"].max() == 0.0  # it began on 1 May
    assert names["captain"].status != "serving"
    assert names["model"].engine.identity.unrepeatable == ("people.pressure was written through agents",)
    assert {row["purge"] for row in names["rows"]} == {0.0, 0.8}
    assert names["later"].identity.without == ["D5 from day 200"]
    assert names["dearer"].outcome["left"] > 0
    assert len(names["engine"].log.events) == len(names["later"].events)
    (script,) = scripts
    (tmp_path / "mine.py").write_text(script, "utf-8")
    told = subprocess.run([sys.executable, "mine.py"], cwd=tmp_path, check=True, capture_output=True, text=True, timeout=120).stdout
    assert told.count("\n") == 5  # a heading and four runs
    assert "last_day" in told
