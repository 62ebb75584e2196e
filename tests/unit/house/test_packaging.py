"""What is shipped: the package list, the lock, and a wheel that works outside the checkout."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def plain_name(requirement: str) -> str:
    """The name in a requirement, as package indexes compare it: ``Mesa_x[network]>=3`` → ``mesa-x``."""
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name, requirement
    return re.sub(r"[-_.]+", "-", name.group()).lower()


def locked() -> dict[str, list[str]]:
    """The pinned lines of the lock, by name; a package may have one for old and one for new Pythons."""
    pins: dict[str, list[str]] = {}
    for line in LOCK.splitlines():
        if line and not line.startswith((" ", "#")):
            pins.setdefault(plain_name(line), []).append(line)
    return pins


def modules() -> list[Path]:
    """The package's files, from its root; what ``cohesion new`` copies is no part of it."""
    return [path.relative_to(ROOT / "model") for path in (ROOT / "model" / "unit_cohesion").rglob("*.py") if "templates" not in path.parts]


def test_every_folder_of_the_model_is_a_listed_package() -> None:
    folders = {".".join(path.parent.parts) for path in modules()}
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == folders | {"unit_cohesion.scenarios"}


def test_every_module_can_be_imported() -> None:
    """Pages of the dashboard too, which nothing here imports otherwise."""
    files = [path.with_suffix("") for path in modules() if path.stem not in ("__init__", "__main__")]
    assert len(files) > 100
    for file in files:
        import_module(".".join(file.parts))


def test_a_checkout_has_one_scenarios_folder() -> None:
    assert (ROOT / "scenarios").is_dir()
    assert not (ROOT / "model" / "unit_cohesion" / "scenarios").exists()


def test_lock_holds_every_direct_dependency_and_the_build_backend() -> None:
    wanted = [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]
    for name, extra in PROJECT["project"]["optional-dependencies"].items():
        wanted += extra if name != "bench" else []
    assert {plain_name(w) for w in wanted} <= set(locked())


def test_lock_leaves_out_what_only_benchmarks_beside_others_need() -> None:
    assert not {plain_name(one) for one in PROJECT["project"]["optional-dependencies"]["bench"]} & set(locked())
    (command,) = re.findall(r"pip compile .*?-o requirements\.lock", (ROOT / "Makefile").read_text(encoding="utf-8"), re.DOTALL)
    extras = set(re.findall(r"--extra (\w+)", command))
    assert extras == set(PROJECT["project"]["optional-dependencies"]) - {"bench"}
    assert "--all-extras" not in command


def test_lock_pins_and_hashes_everything() -> None:
    blocks = re.split(r"\n(?=[A-Za-z0-9])", LOCK)
    for block in blocks:
        if not block.startswith("#"):
            assert re.match(r"[a-z0-9.-]+==[^ ]+", block), block[:80]
            assert "--hash=sha256:" in block, block[:80]


def test_lock_has_a_mesa_for_old_and_new_pythons() -> None:
    markers = [line.partition(" ;")[2].strip(" \\") for line in locked()["mesa"]]
    assert markers == ["python_full_version < '3.12'", "python_full_version >= '3.12'"]


@pytest.mark.parametrize("trace", ["://", " @ ", "--index", "--extra-index", "--find-links", "--trusted-host"])
def test_lock_names_no_index_host_or_path(trace: str) -> None:
    assert trace not in LOCK
    assert not re.search(r"(^|[\s=])[./~]?/\w", LOCK, re.MULTILINE)


def test_there_is_one_lock() -> None:
    assert not (ROOT / "uv.lock").exists()


def run(*command: str | Path, cwd: Path, **also: str) -> str:
    """The output of a command run in an environment that knows nothing of this checkout."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV", "PYTEST"))}
    environment |= {"PYTHONUTF8": "1", "NO_COLOR": "1", "COLUMNS": "160", "PIP_DISABLE_PIP_VERSION_CHECK": "1"} | also
    words = [str(c) for c in command]
    done = subprocess.run(words, cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An environment holding the wheel, and an empty folder to work in. The dependencies are borrowed from this environment."""
    base = tmp_path_factory.mktemp("packaging")
    source, empty, env = base / "source", base / "empty", base / "env"
    empty.mkdir()
    source.mkdir()
    for name in ("model", "scenarios"):  # a copy, since a build leaves files behind
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", base / "dist", source, cwd=empty)
    (wheel,) = (base / "dist").glob("unit_cohesion-*.whl")
    shutil.rmtree(source)

    run(sys.executable, "-m", "venv", "--without-pip", env, cwd=empty)
    bin_folder = env / ("Scripts" if os.name == "nt" else "bin")
    run(sys.executable, "-m", "pip", "--python", bin_folder / "python", "install", "-q", "--no-deps", "--no-index", wheel, cwd=empty)
    site = Path(run(bin_folder / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=empty).strip())
    # Folders named in a .pth file do not have their own .pth files read, so the checkout stays out of reach.
    borrowed = dict.fromkeys(sysconfig.get_path(kind) for kind in ("purelib", "platlib"))
    (site / "borrowed.pth").write_text("\n".join(borrowed) + "\n", encoding="utf-8")
    return bin_folder, empty


@pytest.mark.slow
def test_wheel_is_found_outside_the_checkout_with_its_scenarios(elsewhere: tuple[Path, Path]) -> None:
    bin_folder, empty = elsewhere
    folder = Path(run(bin_folder / "python", "-c", "import unit_cohesion; print(unit_cohesion.__path__[0])", cwd=empty).strip())
    assert bin_folder.parent in folder.parents
    shipped = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    package = ROOT / "model" / "unit_cohesion"
    wanted = {path.relative_to(package) for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    wanted |= {path.relative_to(ROOT) for path in (ROOT / "scenarios").rglob("*.toml")}
    assert shipped == wanted
    assert Path("scenarios/two-valleys.toml") in shipped


@pytest.mark.slow
def test_wheel_lists_and_runs_scenarios(elsewhere: tuple[Path, Path]) -> None:
    bin_folder, empty = elsewhere
    assert PROJECT["project"]["version"] in run(bin_folder / "cohesion", "--version", cwd=empty)
    listed = run(bin_folder / "cohesion", "list", cwd=empty)
    for path in (ROOT / "scenarios").glob("*.toml"):
        assert path.stem in listed
    assert run(bin_folder / "cohesion", "run", "two-valleys", "--days", "30", cwd=empty, COHESION_PLAIN="1").strip()  # compiles nothing
    assert run(bin_folder / "python", "-m", "unit_cohesion", "list", cwd=empty) == listed
    assert list(empty.iterdir()) == []


def test_a_users_own_model_py_is_in_nobodys_way(tmp_path: Path) -> None:
    """Every Mesa user has one: the package has another name, so the command and the import work beside it."""
    (tmp_path / "model.py").write_text("raise RuntimeError('this is the user\\'s own')\n", encoding="utf-8")
    code = "import unit_cohesion; from unit_cohesion import load_scenario; print(load_scenario('two-valleys').name)"
    for path in ("", str(tmp_path)):
        more = {"PYTHONPATH": path} if path else {}
        assert run(sys.executable, "-c", code, cwd=tmp_path, **more).strip() == "two-valleys"
        command = Path(sysconfig.get_path("scripts")) / "cohesion"
        assert "two-valleys" in run(command, "list", cwd=tmp_path, **more)
        assert "good" in run(sys.executable, "-m", "unit_cohesion", "check", "two-valleys", cwd=tmp_path, **more)
    assert [path.name for path in tmp_path.iterdir() if path.name != "__pycache__"] == ["model.py"]
