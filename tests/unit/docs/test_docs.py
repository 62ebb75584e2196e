"""What is made from the declarations holds what they say: pages of ``docs/``, and the types of rows."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pandas as pd
import pytest

import unit_cohesion
from unit_cohesion import cli, extend, run
from unit_cohesion.outcomes import LEAVING, ROWS, TABLES
from unit_cohesion.rules import COLUMNS, DECLARED, MECHANISMS, PARAMETERS
from unit_cohesion.views.docs import pages as docs


@pytest.fixture(scope="module")
def stale() -> set[str]:
    """The made files that are not what would be made now."""
    return set(docs.stale())


@pytest.mark.parametrize("path", list(docs.WRITTEN))
def test_what_is_made_is_fresh(path: str, stale: set[str]) -> None:
    assert path not in stale, f"{path} is stale: make docs writes it anew"


def test_pages_name_everything() -> None:
    assert all(f"| `{name}` |" in docs.parameters_page() for name in PARAMETERS)
    assert all(f">{id}</span> |" in docs.mechanisms_page() for id in MECHANISMS)
    page = docs.columns_page()
    held, written = page.partition("## What a run holds")[::2]
    for name, columns in COLUMNS.items():
        (part,) = re.findall(rf"^### `{name}`, held$(.*?)(?=^##)", written, re.MULTILINE | re.DOTALL)
        assert re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE) == [column.id for column in columns]
    for name, fields in TABLES.items():
        (part,) = re.findall(rf"^### `{name}`$(.*?)(?=^##|\Z)", held, re.MULTILINE | re.DOTALL)
        assert re.findall(r"^\| `([^`]+)` \|", part, re.MULTILINE) == [field.name for field in fields]


def test_causes_follow_from_events_by_the_references_that_the_pages_print() -> None:
    told = docs.columns_page().partition("## Log-factors of hazards")[2]
    rows = re.findall(r"^\| `\w+` \| (?:\[(\w+)\]\S*|\w+) \| [^|]* \| ([\d.]*) \|", told, re.MULTILINE)
    references = {id: float(reference) for id, reference in rows if reference}
    assert references == {id: one.reference for id, one in MECHANISMS.items() if one.reference} == {"D1": 1.0}
    page = docs.mechanisms_page()
    assert all(
        f"{MECHANISMS[id].says} Its term counts as a cause only as far as it is above {of:g}. |" in page for id, of in references.items()
    )
    events = run("two-valleys", 1).events
    left = events[events["event"].isin(LEAVING) & events["log_D1"].notna()]
    terms = left.filter(like="log_").drop(columns="log_loyalty").rename(columns=lambda name: name.removeprefix("log_"))
    over = terms - pd.Series(references).reindex(terms.columns, fill_value=0.0)
    causes = over.idxmax(axis=1).where(over.max(axis=1) > 0, "base")
    assert {"D1", "base"} <= set(causes)
    assert causes.tolist() == left["cause"].astype(str).tolist()


def test_men_of_militias_are_counted_when_the_page_says() -> None:
    assert "counted in the course of that day, before the week's recruits, admissions and deaths among rebels" in ROWS["militias"]
    record, active = run("two-valleys", 1, off="R15"), ["militia fighter", "militia commander"]
    events, told = record.events, record.militias.groupby("day")["fighters"].sum()
    at_end = record.daily.set_index("day")[active].sum(axis=1)
    came = (events["to_status"].isin(active).astype(int) - events["from_status"].isin(active).astype(int)) * events["persons"]
    recruit = (events["from_status"] == "civilian") & events["to_status"].isin(active)
    otherwise = 0
    for day in told.index[1:]:
        today = events["day"] == day
        so_far = at_end[day - 1] + came[today & (recruit[today].cumsum() == 0)].cumsum()
        assert told[day] in {at_end[day - 1], *so_far}, day  # at some moment before the first recruit
        otherwise += told[day] != at_end[day]
    assert otherwise > 20


def test_mechanisms_stand_by_rule_with_its_equations() -> None:
    parts = dict(re.findall(r"^## `(\w+)\.py`$(.*?)(?=^## |\Z)", docs.mechanisms_page(), re.MULTILINE | re.DOTALL))
    assert list(parts) == [rule.__module__.rsplit(".", 1)[1] for rule in DECLARED.rules]
    for rule in DECLARED.rules:
        part = parts[rule.__module__.rsplit(".", 1)[1]]
        told = re.findall(r'<span id="(\w+)">', part)
        assert told == [id.lower() for id, m in vars(rule).items() if m is MECHANISMS.get(id)]
        _, _, equations = (rule.__doc__ or "").partition("\n\n")
        assert all(line.strip().replace("``", "") in part for line in equations.splitlines())
    assert all("```" in parts[name] for name in ("fighting", "bonds", "grievance", "balance"))


def test_rows_have_an_attribute_for_each_column_parameter_and_mechanism() -> None:
    tree = ast.parse((docs.ROOT / "model/unit_cohesion/engine/rows.py").read_text("utf-8"))
    fields = {
        made.name: [line.target.id for line in made.body if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)]
        for made in tree.body
        if isinstance(made, ast.ClassDef)
    }
    assert fields["P"] == list(PARAMETERS)
    assert fields["On"] == list(MECHANISMS)
    assert fields["Causes"] == list(MECHANISMS)
    assert fields["S"] == list(DECLARED.streams)
    assert fields["Unit"] == [column.id for column in COLUMNS["units"] if not column.apart]
    assert fields["Nation"] == [column.id for column in COLUMNS["nation"]]
    assert fields["UnitTerm"] == [one.id for one in DECLARED.factors["units"]]
    assert sum(len(names) for names in fields.values()) > 700
    imported = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert not [node for node in imported if "unit_cohesion" in ast.unparse(node)]  # else the engine's types would stand on the rules'


def test_the_python_page_has_every_public_name() -> None:
    told = re.findall(r"^::: ([\w.]+)$", docs.api_page(), re.MULTILINE)
    assert told == [f"{module.__name__}.{name}" for module in (unit_cohesion, extend) for name in module.__all__]
    assert all(getattr(module, name) for module in (unit_cohesion, extend) for name in module.__all__)


def test_the_command_lines_page_has_every_command_and_option_as_its_help_does(capsys: pytest.CaptureFixture[str]) -> None:
    parts = dict(re.findall(r"^## `(\w+)`$(.*?)(?=^## |\Z)", docs.command_line_page(), re.MULTILINE | re.DOTALL))
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    assert set(parts) == set(re.findall(r"^  (\w+)  ", capsys.readouterr().out.partition("Commands:")[2], re.MULTILINE))
    for name, part in parts.items():
        with pytest.raises(SystemExit):
            cli.main([name, "--help"])
        told, said = capsys.readouterr().out, re.findall(r"^\| `(--[\w-]+)([^`]*)` \| (.+) \|$", part, re.MULTILINE)
        assert {option for option, *_ in said} == set(re.findall(r"^ +(?:-h, )?(--[\w-]+)", told, re.MULTILINE)) - {"--help"}
        for option, taken, meaning in said:
            assert f"{option}{taken}" in " ".join(told.split())
            assert meaning.split(". Default")[0].rstrip(".") in " ".join(told.split())


@pytest.mark.parametrize("page", docs.PAGES.values())
def test_tables_are_whole(page: Callable[[], str]) -> None:
    for in_table, lines in groupby(page().splitlines(), lambda line: line.startswith("|")):
        if in_table:
            assert len({line.replace("\\|", "").count("|") for line in lines}) == 1


@pytest.mark.slow
def test_check_tells_a_stale_page_and_writing_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "model/unit_cohesion/engine").mkdir(parents=True)
    (tmp_path / "docs/images").mkdir(parents=True)
    for name in ("CONTRIBUTING.md", "CHANGELOG.md"):
        (tmp_path / name).write_text("[rules](docs/rules.md), [changes](CHANGELOG.md)", "utf-8")
    (tmp_path / "docs/tutorial.md").write_text("# A walk\n\n```python\n1\n```\n", "utf-8")
    assert docs.main(["--check"]) == 1
    assert "docs/parameters.md is stale" in capsys.readouterr().err
    assert docs.main([]) == 0
    assert docs.main(["--check"]) == 0
    assert "[rules](rules.md), [changes](changelog.md)" in (tmp_path / "docs/contributing.md").read_text("utf-8")
    (tmp_path / "docs/parameters.md").write_text("old", "utf-8")
    (tmp_path / "model/unit_cohesion/engine/rows.py").write_text("", "utf-8")
    assert docs.main(["--check"]) == 1
    told = capsys.readouterr().err
    assert "docs/parameters.md is stale" in told
    assert "model/unit_cohesion/engine/rows.py is stale" in told
    assert docs.main(["--chek"]) == 2


def test_every_pattern_that_is_missed_has_a_reason_on_the_page_of_cases() -> None:
    page = (docs.ROOT / "docs" / "cases.md").read_text(encoding="utf-8")
    for case in page.split("\n## ")[1:]:
        missed = re.findall(r"^\| \*\*([\w-]+)\*\* \|.*\| \*\*missed\*\* \|", case, re.MULTILINE)
        reasons = re.findall(r"^- \*\*([\w, -]+)\*\*: \S", case, re.MULTILINE)
        told = {id for ids in reasons for id in ids.split(", ")}
        assert set(missed) <= told, case.partition("\n")[0]
        assert all(set(ids.split(", ")) & set(missed) for ids in reasons)
    assert "| **missed** |" in page
