"""Archives, citations, codebooks, and whether code is the code of a run; what every page and figure carries."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import unit_cohesion
from tests.helpers import tiny_scenario, toml
from tests.unit.cli.asking import Ask, asking
from unit_cohesion import compare, ensemble, run, validate
from unit_cohesion.disk import write_json
from unit_cohesion.errors import CohesionError
from unit_cohesion.outcomes import TABLES
from unit_cohesion.runs.saved import load_run_json
from unit_cohesion.simulation.versions import code_version
from unit_cohesion.sweeps.designs.design_file import load_design
from unit_cohesion.sweeps.sweep import sweep
from unit_cohesion.views.compare_page import page as compare_page
from unit_cohesion.views.keeping.archive import METADATA, SUMS, archive
from unit_cohesion.views.keeping.cite import AUTHORS, LICENCE, TITLE, citation_cff
from unit_cohesion.views.keeping.kept import kept_in
from unit_cohesion.views.report import report
from unit_cohesion.views.stamp import stamp, stamp_of

pytestmark = pytest.mark.filterwarnings("ignore::unit_cohesion.errors.Unused")
ROOT = Path(__file__).resolve().parents[3]
DESIGN = '[sweep]\nscenario = "tiny.toml"\nseeds = 2\nkeep = ["daily"]\n[vary]\ncomrade_pressure = [1.0, 2.0]\noff = [[], ["D5"]]\n'


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    base = tmp_path_factory.mktemp("kept")
    (base / "tiny.toml").write_text(toml(tiny_scenario()), encoding="utf-8")
    (base / "design.toml").write_text(DESIGN, encoding="utf-8")
    made = run(base / "tiny.toml", 5, off="D5", comrade_pressure=2.0).save(base / "run")
    sweep(load_design(base / "design.toml"), base / "sweep", workers=1).wait()
    return {"run": made, "sweep": base / "sweep"}


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ask:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return asking(capsys)


def unpacked(file: Path, into: Path) -> Path:
    with zipfile.ZipFile(file) as packed:
        assert packed.testzip() is None
        packed.extractall(into)
    return into


@pytest.mark.parametrize("kind", ["run", "sweep"])
def test_an_archive_is_an_ro_crate_that_names_and_sums_every_file(kind: str, folders: dict[str, Path], ask: Ask, tmp_path: Path) -> None:
    told = ask("archive", str(folders[kind]), "--out", "kept.zip")
    assert told.code == 0, told.err
    root = unpacked(tmp_path / "kept.zip", tmp_path / "there")
    names = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    tables = {f"{table}.parquet" for table in TABLES} if kind == "run" else {"outcomes.parquet", "daily.parquet"}
    assert names == {
        METADATA,
        SUMS,
        f"{kind}.json",
        "scenario.json",
        "codebook.csv",
        "versions.json",
        "CITATION.cff",
        "README.txt",
        "requirements.lock",
        *(["log.json"] if kind == "run" else []),
        *tables,
    }
    for line in (root / SUMS).read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((root / name).read_bytes()).hexdigest() == digest
    graph = {one["@id"]: one for one in json.loads((root / METADATA).read_text(encoding="utf-8"))["@graph"]}
    assert graph[METADATA]["conformsTo"]["@id"].startswith("https://w3id.org/ro/crate/1.")
    assert {part["@id"] for part in graph["./"]["hasPart"]} == names - {METADATA, SUMS}
    assert all(graph[name]["description"] for name in names - {METADATA, SUMS})
    assert graph["#made"]["@type"] == "CreateAction"
    assert {one["@id"] for one in graph["#made"]["result"]} == tables
    for table in tables:
        assert graph[table]["variableMeasured"]
    rows = list(csv.DictReader((root / "codebook.csv").read_text(encoding="utf-8").splitlines()))
    assert {row["table"] for row in rows} == {table.removesuffix(".parquet") for table in tables}
    assert all(row["type"] and row["meaning"] for row in rows)
    assert kept_in(folders[kind]).scenario.hash in (root / "README.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["run", "sweep"])
def test_equal_folders_give_equal_archives(kind: str, folders: dict[str, Path], tmp_path: Path) -> None:
    for name in ("one.zip", "two.zip"):
        archive(folders[kind], tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


@pytest.mark.parametrize("kind", ["run", "sweep"])
def test_what_is_run_again_from_the_unpacked_archive_has_the_same_bytes(kind: str, folders: dict[str, Path], tmp_path: Path) -> None:
    """By the commands that its README gives, in another process and folder."""
    archive(folders[kind], tmp_path / "kept.zip")
    root = unpacked(tmp_path / "kept.zip", tmp_path / "there")
    for line in re.findall(r"^    (cohesion .*)$", (root / "README.txt").read_text(encoding="utf-8"), re.MULTILINE):
        words = [sys.executable, "-m", "unit_cohesion", *shlex.split(line)[1:]]
        done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    archive(root / "again", tmp_path / "again.zip")
    again = unpacked(tmp_path / "again.zip", tmp_path / "again")
    same = [path.name for path in root.glob("*.parquet")] + ["scenario.json", "codebook.csv", f"{kind}.json"]
    assert len(same) > 4
    for name in same:
        assert (again / name).read_bytes() == (root / name).read_bytes(), name


def test_what_cannot_be_archived_is_told(folders: dict[str, Path], tmp_path: Path, ask: Ask) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(folders["run"], broken)
    data = bytearray((broken / "people.parquet").read_bytes())
    data[len(data) // 3] ^= 4
    (broken / "people.parquet").write_bytes(data)
    with pytest.raises(CohesionError, match="damaged"):
        archive(broken, tmp_path / "kept.zip")
    (tmp_path / "empty").mkdir()
    for folder, out, wrong in (("empty", "kept.zip", "of a run"), (str(folders["run"]), "/proc/nowhere/kept.zip", "--out")):
        told = ask("archive", folder, "--out", out)
        assert (told.code, len(told.err.splitlines())) == (2, 1)
        assert wrong in told.err
    said = json.loads((folders["run"] / "run.json").read_text(encoding="utf-8"))
    foreign = tmp_path / "foreign"
    shutil.copytree(folders["run"], foreign)
    said["rules"] = [{"name": "Winter", "sha256": "0" * 64}]
    (foreign / "run.json").write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(CohesionError, match=r"run\.json: is damaged, or was changed by hand"):
        archive(foreign, tmp_path / "kept.zip")
    assert "changed by hand" in ask("cite", str(foreign)).err
    write_json(foreign / "run.json", said)
    with pytest.raises(CohesionError, match=r"Winter.*--plugin"):
        archive(foreign, tmp_path / "kept.zip")
    assert not (tmp_path / "kept.zip").exists()


def test_a_citation_tells_program_methods_and_hashes(folders: dict[str, Path], ask: Ask) -> None:
    alone = ask("cite")
    assert code_version().partition("+")[2] in alone.out
    assert "@software{unit-cohesion" in alone.out
    told = " ".join(ask("cite", str(folders["run"])).out.split())
    said = load_run_json(folders["run"])
    hashes = (said.scenario.hash, said.content["tables"]["people"], said.content["code_version"])
    for words in (*hashes, "seed 5", "without D5", "comrade_pressure = 2"):
        assert words in told
    swept = " ".join(ask("cite", str(folders["sweep"])).out.split())
    for words in ("2 seeds (1 to 2)", "comrade_pressure over 2 values", "8 runs", "off over 2 values"):
        assert words in swept


def test_the_citation_is_that_of_the_repository() -> None:
    kept = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    for part in (TITLE, AUTHORS, f"license: {LICENCE}", f"version: {unit_cohesion.__version__}"):
        assert part in kept
        assert part in citation_cff()


def test_columns_are_listed_from_their_declarations(ask: Ask) -> None:
    told = ask("columns")
    for table, fields in TABLES.items():
        assert table in told.out
        assert all(field.name[:20] in told.out.replace("\n", "") for field in fields)
    assert "serving to in hiding" in ask("columns", "daily").out
    wrong = ask("columns", "dayly")
    assert (wrong.code, "did you mean 'daily'" in wrong.err) == (2, True)


def test_code_is_verified_against_a_run_a_sweep_and_another_checkout(folders: dict[str, Path], ask: Ask, tmp_path: Path) -> None:
    for place in (folders["run"], folders["run"] / "run.json", folders["sweep"], folders["sweep"] / "sweep.json"):
        told = ask("verify-code", str(place))
        assert (told.code, "runs again to the same bytes" in told.out) == (0, True), told
    copy = tmp_path / "checkout"
    shutil.copytree(ROOT / "model" / "unit_cohesion", copy / "model" / "unit_cohesion", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    assert ask("verify-code", str(folders["run"]), "--checkout", str(copy)).code == 0
    with (copy / "model" / "unit_cohesion" / "views" / "svg.py").open("a", encoding="utf-8") as file:
        file.write("# pictures are no results\n")
    assert ask("verify-code", str(folders["run"]), "--checkout", str(copy)).code == 0
    with (copy / "model" / "unit_cohesion" / "outcomes.py").open("a", encoding="utf-8") as file:
        file.write("# another\n")
    other = ask("verify-code", str(folders["run"]), "--checkout", str(copy))
    assert (other.code, "This is other code" in other.out) == (1, True)
    said = json.loads((folders["run"] / "run.json").read_text(encoding="utf-8"))
    said["versions"]["numpy"] = "1.0"
    write_json(tmp_path / "run.json", said)
    assert "numpy differ: so may the last digits" in ask("verify-code", str(tmp_path / "run.json")).out
    assert ask("verify-code", str(tmp_path / "nothing.json")).code == 2
    assert ask("verify-code", str(folders["run"]), "--checkout", str(tmp_path)).code == 2


def test_a_run_json_that_says_what_did_not_come_out_is_found(folders: dict[str, Path], ask: Ask, tmp_path: Path) -> None:
    assert ask("verify-code", str(folders["run"]), "--run").code == 0
    forged = tmp_path / "forged"
    shutil.copytree(folders["run"], forged)
    said = json.loads((forged / "run.json").read_text(encoding="utf-8"))
    write_json(forged / "run.json", {**said, "outcome": said["outcome"] | {"left": 999.0}})  # sealed anew
    for more, gives in (((), "its tables give"), (("--run",), "run again it gives")):
        told = ask("verify-code", "forged", *more)
        assert (told.code, f"but {gives} otherwise: left." in told.out) == (1, True), told
    write_json(forged / "run.json", {**said, "seed": 6})
    assert ask("verify-code", "forged").code == 0  # tables and outcome are of one run still
    told = ask("verify-code", "forged", "--run")
    assert (told.code, "but run again it gives otherwise: " in told.out) == (1, True), told
    del said["sha256"]
    (forged / "run.json").write_text(json.dumps(said), encoding="utf-8")
    for command in (["cite", "forged"], ["verify-code", "forged"], ["archive", "forged", "--out", "kept.zip"]):
        told = ask(*command)
        assert (told.code, "holds no checksum (sha256)" in told.err) == (2, True), told
    assert ask("verify-code", str(folders["sweep"]), "--run").code == 2
    assert ask("verify-code", str(folders["run"]), "--run", "--checkout", str(tmp_path)).code == 2


def test_every_page_and_figure_says_of_which_scenario_seeds_and_code(folders: dict[str, Path], tmp_path: Path, ask: Ask) -> None:
    record = run(tiny_scenario(), 5, base_hazard=0.01)
    mark = stamp_of(record)
    assert mark == f"scenario tiny {record.scenario.hash[:12]} · seed 5 · unit-cohesion {code_version()}"
    page = report(record)
    assert f'data-stamp="{mark}"' in page
    assert mark[1:] in re.sub(r"<script.*", "", page, flags=re.DOTALL)
    for name in dir(record.plot):
        figure = getattr(record.plot, name)
        made = figure().save(tmp_path / "figure.svg").read_text(encoding="utf-8")
        assert f"<metadata>{mark}</metadata>" in made, name
        assert made.count(mark) == 2
        assert mark in figure()._repr_html_()
    assert mark in record._repr_html_()
    two = compare(tiny_scenario(), without="D5", seeds=2)
    assert stamp_of(two) in compare_page(two)
    for result in (two, ensemble(tiny_scenario(), seeds=2), validate(tiny_scenario(), seeds=2)):
        assert stamp_of(result) in result._repr_html_()
        assert "seeds 1, 2" in stamp_of(result)
    ask("analyse", str(folders["sweep"]), "--html", "page.html")
    design = load_design(folders["sweep"].parent / "design.toml")
    assert stamp(design.scenario, design.seeds) in (tmp_path / "page.html").read_text(encoding="utf-8")
