"""The first use on a machine: rules are compiled once, told, and kept where that can be; whatever stands in the way, no stale code runs.

Most of it is tried on a stand-in: a package with the real ``compiling.py`` (and what it needs) but a rule of three lines, so that compiling
takes a moment.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.helpers import ROOT
from unit_cohesion.engine import code_cache, compiling
from unit_cohesion.rules import DAY

STAND_IN = {
    "__init__.py": "",
    "population/__init__.py": "",
    "population/draws.py": "",
    "transitions.py": "",
    "vocabulary.py": "WORD = 2.0\n",
    "engine/__init__.py": "",
    "engine/parts.py": """
from unit_cohesion.engine.compiling import compiled
PART = 3.0
@compiled
def times(x):
    return x * PART
""",
    "rules/__init__.py": "",
    "rules/tiny.py": """
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.parts import times
from unit_cohesion.vocabulary import WORD
CONSTANT = 5.0
@compiled
def run(values, number):
    return times(values[number]) * WORD * CONSTANT
""",
}
VALUE = 1.0 * 2.0 * 3.0 * 5.0
PROGRAM = """
import json, os, sys
import numpy as np
from unit_cohesion.engine import code_cache, compiling
from unit_cohesion.rules import tiny

compiling.ready()
compiling.first_call(lambda: tiny.run(np.ones(3), 0))
made, folder = tiny.run, code_cache.cache_folder()
stats = made.stats
told = {"value": made(np.ones(3), int(sys.argv[1])), "folder": folder and str(folder)}
print(json.dumps(told | {"loaded": sum(stats.cache_hits.values()), "compiled": sum(stats.cache_misses.values())}))
"""
HOMELESS = """
import os, pwd
os.environ.pop("HOME")
def nobody(uid):
    raise KeyError(uid)
pwd.getpwuid = nobody
"""
"""Opens a program that runs for a user who has no home."""
NOWHERE = """
import tempfile
def full(*_args, **_named):
    raise OSError(28, "no space left on device")
tempfile.mkdtemp = full
"""
"""Opens a program that can make no temporary folder."""


class Machine:
    """A home, a place for temporary files, a folder to work in, and a stand-in of the package."""

    def __init__(self, folder: Path) -> None:
        self.home, self.temporary, self.here, self.package = (folder / name for name in ("home", "temporary", "here", "package"))
        for made in (self.home, self.temporary, self.here):
            made.mkdir(parents=True)
        for name, text in STAND_IN.items():
            path = self.package / "model" / "unit_cohesion" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        for name in ("compiling.py", "code_cache.py", "with_numba.py"):
            shutil.copy(ROOT / "model/unit_cohesion/engine" / name, self.package / "model/unit_cohesion/engine")

    def environment(self, **also: str) -> dict[str, str]:
        ours = ("NUMBA", "COHESION", "XDG", "PYTHON", "TMP")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        ours_now = {"HOME": str(self.home), "TMPDIR": str(self.temporary), "PYTHONPATH": str(self.package / "model")}
        return kept | ours_now | {"PYTHONDONTWRITEBYTECODE": "1"} | also  # no .pyc, which goes by size and time: see ``change``

    def start(self, program: str = PROGRAM, *arguments: object, **also: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", program, *map(str, arguments or (0,))]
        return subprocess.Popen(
            command, cwd=self.here, env=self.environment(**also), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def run(self, program: str = PROGRAM, *arguments: object, **also: str) -> tuple[dict[str, Any], str]:
        """What the program prints, and what it tells on standard error."""
        return finished(self.start(program, *arguments, **also))

    def change(self, file: str, before: str, after: str) -> None:
        """Change a constant so that nothing but the text tells: of one length, at one time."""
        path = self.package / "model" / "unit_cohesion" / file
        text, stat = path.read_text("utf-8"), path.stat()
        assert text.count(before) == 1
        assert len(before) == len(after)
        path.write_text(text.replace(before, after), "utf-8")
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def finished(process: subprocess.Popen[str]) -> tuple[dict[str, Any], str]:
    output, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    return json.loads(output), errors


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_the_first_use_compiles_and_says_so_the_next_loads(machine: Machine) -> None:
    first, told = machine.run()
    assert first["value"] == VALUE
    assert first["compiled"] == 1
    assert told == f"{compiling.COMPILING} done\n"
    assert machine.home in Path(first["folder"]).parents
    second, told = machine.run()
    assert (second["value"], second["loaded"], second["compiled"], told) == (VALUE, 1, 0, "")
    assert second["folder"] == first["folder"]
    assert [*machine.here.iterdir(), *machine.temporary.iterdir()] == []


@pytest.mark.skipif(os.name == "nt", reason="has no pseudo-terminals")
def test_a_terminal_is_told_how_far_it_is(machine: Machine) -> None:
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", PROGRAM, "0"]
    done = subprocess.run(command, cwd=machine.here, env=machine.environment(), stdout=subprocess.PIPE, stderr=theirs, check=True)
    os.close(theirs)
    assert json.loads(done.stdout)["value"] == VALUE
    told = os.read(ours, 10_000).decode().rstrip("\r\n").split("\r")
    os.close(ours)
    assert told == [compiling.COMPILING, *(f"{compiling.COMPILING} {share:2d} %" for share in (50, 99)), f"{compiling.COMPILING} done"]


def test_another_copy_of_the_same_sources_is_told_too(machine: Machine, tmp_path: Path) -> None:
    """Compiled code is kept by where its source lies."""
    first, _ = machine.run()
    shutil.copytree(machine.package, tmp_path / "another")
    second, told = machine.run(PYTHONPATH=str(tmp_path / "another" / "model"))
    assert (second["folder"], second["compiled"], told) == (first["folder"], 1, f"{compiling.COMPILING} done\n")


def unwritable(machine: Machine) -> None:
    """Take the home's write bits, and for root, whom they do not stop, put a file where the folder would be."""
    for folder in (".cache", "Library"):
        (machine.home / folder).write_text("")
    machine.home.chmod(0o500)


def test_with_a_home_that_cannot_be_written_it_compiles_for_this_run_and_leaves_nothing(machine: Machine) -> None:
    unwritable(machine)
    for _ in range(2):
        told, errors = machine.run()
        assert (told["value"], told["compiled"]) == (VALUE, 1)
        assert machine.temporary in Path(told["folder"]).parents
        assert errors.splitlines()[1] == "No cache folder can be written: each start compiles the rules anew"
        assert [*machine.here.iterdir(), *machine.temporary.iterdir()] == []


@pytest.mark.skipif(os.name == "nt", reason="a home is found otherwise there")
def test_without_a_home_it_compiles_for_this_run_and_leaves_nothing(machine: Machine) -> None:
    told, errors = machine.run(HOMELESS + PROGRAM)
    assert (told["value"], told["compiled"]) == (VALUE, 1)
    assert machine.temporary in Path(told["folder"]).parents
    assert "each start compiles the rules anew" in errors
    assert [*machine.here.iterdir(), *machine.temporary.iterdir()] == []


def test_where_nothing_can_be_written_it_still_runs(machine: Machine) -> None:
    unwritable(machine)
    told, errors = machine.run(NOWHERE + PROGRAM)
    assert (told["value"], told["folder"], told["loaded"]) == (VALUE, None, 0)
    assert "each start compiles the rules anew" in errors
    assert [*machine.here.iterdir(), *machine.temporary.iterdir()] == []


def test_the_walk_is_made_where_nothing_can_be_written(machine: Machine) -> None:
    program = """
import json
from unit_cohesion.scenario import load_scenario
from unit_cohesion.simulation.engine import Engine

engine = Engine(load_scenario("two-valleys"), 1)
engine.step()
print(json.dumps({"day": engine.day}))
"""
    unwritable(machine)
    told, _ = machine.run(NOWHERE + program, COHESION_PLAIN="1", PYTHONPATH=str(ROOT))
    assert told == {"day": 1}
    assert [*machine.here.iterdir(), *machine.temporary.iterdir()] == []


def test_of_processes_that_start_together_one_compiles(machine: Machine) -> None:
    done = [finished(process) for process in [machine.start() for _ in range(3)]]
    assert {told["value"] for told, _ in done} == {VALUE}
    assert sorted(told["compiled"] for told, _ in done) == [0, 0, 1]
    assert sorted(errors for _, errors in done) == ["", "", f"{compiling.COMPILING} done\n"]


def test_a_process_that_died_while_compiling_holds_nobody_up(machine: Machine) -> None:
    process = machine.start(PROGRAM.replace("lambda: tiny.run(np.ones(3), 0)", "lambda: os.kill(os.getpid(), 9)", 1))
    process.communicate(timeout=300)
    assert process.returncode != 0
    assert list(machine.home.rglob("compiling.lock"))
    told, errors = machine.run()
    assert (told["value"], told["compiled"], errors) == (VALUE, 1, f"{compiling.COMPILING} done\n")


CHANGES = [
    ("rules/tiny.py", "CONSTANT = 5.0", "CONSTANT = 7.0", 42.0),
    ("rules/tiny.py", "* WORD * CONSTANT", "* WORD / CONSTANT", 1.2),
    ("engine/parts.py", "PART = 3.0", "PART = 4.0", 40.0),
    ("vocabulary.py", "WORD = 2.0", "WORD = 9.0", 135.0),
]


def test_results_follow_each_change_and_its_undoing(machine: Machine) -> None:
    first, _ = machine.run()
    assert first["value"] == VALUE
    for file, before, after, value in CHANGES:
        machine.change(file, before, after)
        changed, _ = machine.run()
        assert (changed["value"], changed["compiled"]) == (value, 1)
        machine.change(file, after, before)
        back, _ = machine.run()
        assert (back["value"], back["loaded"], back["folder"]) == (VALUE, 1, first["folder"])


def test_bounds_are_checked_by_code_of_its_own(machine: Machine) -> None:
    unchecked, _ = machine.run()
    process = machine.start(PROGRAM, 7, NUMBA_BOUNDSCHECK="1")
    _, errors = process.communicate(timeout=300)
    assert process.returncode != 0
    assert "IndexError" in errors
    checked, _ = machine.run(NUMBA_BOUNDSCHECK="1")
    assert (checked["value"], checked["loaded"]) == (VALUE, 1)
    assert checked["folder"] != unchecked["folder"]
    again, _ = machine.run()
    assert (again["loaded"], again["folder"]) == (1, unchecked["folder"])


def test_what_only_rules_call_gets_no_machine_code_of_its_own(machine: Machine) -> None:
    look = """
from unit_cohesion.engine import parts
[part] = parts.times.called().overloads.values()
assert not part.library._codegen._engine.is_symbol_defined(part.fndesc.llvm_func_name)
"""
    assert machine.run(PROGRAM + look)[0]["value"] == VALUE


@pytest.mark.parametrize("kept", [False, True])
def test_an_error_in_what_rules_call_is_told(machine: Machine, kept: bool) -> None:
    rules = machine.package / "model" / "unit_cohesion"
    parts, tiny = rules / "engine" / "parts.py", rules / "rules" / "tiny.py"
    parts.write_text(parts.read_text("utf-8").replace("times(x):\n    return x", "times(x, at):\n    return x[at]"), "utf-8")
    tiny.write_text(tiny.read_text("utf-8").replace("times(values[number])", "times(values, number)"), "utf-8")
    if kept:
        assert machine.run(NUMBA_BOUNDSCHECK="1")[0]["value"] == VALUE
    _, errors = machine.start(PROGRAM, 7, NUMBA_BOUNDSCHECK="1").communicate(timeout=300)
    assert "IndexError" in errors
    assert "done" in errors or kept  # it was compiled just now, or loaded


def test_a_users_own_setting_of_numba_stays_his(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "his").mkdir()
    program = PROGRAM + "\nimport numba\nassert numba.config.CACHE_DIR == os.environ['NUMBA_CACHE_DIR']\n"
    told, _ = machine.run(program, NUMBA_CACHE_DIR=str(tmp_path / "his"))
    assert machine.home in Path(told["folder"]).parents
    assert list((tmp_path / "his").iterdir()) == []


def test_others_still_multiply_matrices_in_compiled_code_of_their_own(machine: Machine) -> None:
    """Which takes SciPy, that the rules do without."""
    product = """
assert "scipy.linalg" not in sys.modules
import numba
product = numba.njit(lambda one, other: one @ other)
assert product(np.eye(2), np.ones((2, 2))).sum() == 4.0
"""
    assert machine.run(PROGRAM + product)[0]["value"] == VALUE


# ---- the real rules


@cache
def imports(path: Path) -> dict[str, str]:
    """The names that a module of the model imports from others of it, and from which."""
    found = {}
    for module, names in re.findall(r"^from unit_cohesion\.([\w.]+) import (\([^)]*\)|[^\n]*)", path.read_text("utf-8"), re.MULTILINE):
        found |= dict.fromkeys(re.findall(r"\w+", names), module)
    return found


def test_all_that_compiled_rules_are_made_of_is_in_the_edition() -> None:
    """Else a changed constant would be in a module that no edition knows of."""
    assert DAY
    known = set(code_cache.sources())
    assert len(compiling._marked) > 100
    for function in compiling._marked:
        path = Path(function.__code__.co_filename)
        if path.name.startswith("unit_cohesion_walk_"):
            continue
        assert path in known
        given = imports(path)
        for name in set(function.__code__.co_names) & set(given):
            assert (ROOT / "model" / "unit_cohesion" / (given[name].replace(".", "/") + ".py")) in known, f"{function.__qualname__}: {name}"


RUN = """
import hashlib, json
from unit_cohesion.scenario import load_scenario
from unit_cohesion.simulation.engine import Engine

engine = Engine(load_scenario("two-valleys"), 1)
engine.run()
state, digest = engine.state, hashlib.sha256()
for table in ("people", "units", "places", "militias"):
    for _, column in state.tables[table].columns():
        digest.update(column.tobytes())
print(json.dumps({"digest": digest.hexdigest(), "left": float(state.units.left.sum())}))
"""


@pytest.mark.slow
@pytest.mark.long
def test_the_real_rules_are_compiled_once_and_follow_a_changed_constant(machine: Machine) -> None:
    """Two compilations of all rules, and no more."""
    shutil.rmtree(machine.package)
    shutil.copytree(ROOT / "model", machine.package / "model", ignore=shutil.ignore_patterns("__pycache__"))
    (machine.package / "scenarios").mkdir()
    shutil.copy(ROOT / "scenarios/two-valleys.toml", machine.package / "scenarios")
    warm = "import runpy\nrunpy.run_module('unit_cohesion.simulation.warm', run_name='__main__')\nprint('{}')"
    assert machine.run(warm) == ({}, f"{compiling.COMPILING} done\n")
    assert machine.run(warm) == ({}, "")
    first, told = machine.run(RUN)
    assert told == ""
    assert first["left"] > 10
    machine.change("rules/service.py", "DAYS_OF_YEAR = 365.25", "DAYS_OF_YEAR = 965.25")
    changed, told = machine.run(RUN)
    assert told == f"{compiling.COMPILING} done\n"
    assert changed["digest"] != first["digest"]
    assert changed == machine.run(RUN, COHESION_PLAIN="1")[0]
    machine.change("rules/service.py", "DAYS_OF_YEAR = 965.25", "DAYS_OF_YEAR = 365.25")
    assert machine.run(RUN) == (first, "")


def test_the_set_up_compiles_anew_whenever_compiled_code_would_be_another() -> None:
    """The Makefile names what compiled code is made from, and nothing that is not there."""
    rule = next(line for line in (ROOT / "Makefile").read_text("utf-8").splitlines() if line.startswith("$(VENV)/.compiled:"))
    named = [path for part in re.findall(r"model/[\w/*.]+", rule) for path in (ROOT.glob(part) if "*" in part else [ROOT / part])]
    assert sorted(named) == sorted(code_cache.sources())
