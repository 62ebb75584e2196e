"""What ``make audit`` reads: the lock, licences; and pins below the newest, each with its reason."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import requires, version
from pathlib import Path

from packaging.requirements import Requirement

from benchmarks.audit import LOCK, advisories, licences, pinned, told

ROOT = Path(__file__).resolve().parents[3]


def test_every_package_of_the_lock_is_read_with_its_hashes() -> None:
    text = LOCK.read_text(encoding="utf-8")
    found = pinned(text)
    assert len(found) == len(re.findall(r"^[A-Za-z0-9._-]+==", text, re.MULTILINE))
    assert sum(len(one.hashes) for one in found) == text.count("--hash=sha256:")
    assert all(one.hashes for one in found)
    (mesa, newest) = [one for one in found if one.name == "mesa"]
    assert (mesa.marker, newest.marker) == ("python_full_version < '3.12'", "python_full_version >= '3.12'")


def test_licences_are_told_and_those_to_weigh_apart() -> None:
    known = licences(sys.executable)
    assert known["numpy"][1]
    packages = pinned("a==1 \\\n    --hash=sha256:" + "0" * 64 + "\nb==2 \\\n    --hash=sha256:" + "1" * 64 + "\nc==3\nd==4\n")
    lines = list(told(packages, {"a": ("1", "MIT"), "b": ("2", "GPL-3.0-only"), "c": ("3", "")}))
    assert lines == [
        "Licences: of 3 packages that are installed, 1 to weigh: b (GPL-3.0-only)",
        "Without a licence in their metadata: c",
        "Not installed here, and so not read: d",
    ]


def test_where_nothing_can_be_asked_it_says_so() -> None:
    say: list[str] = []
    assert advisories(Path("no such lock"), say) == []
    assert "nothing is known of any package" in say[0]


def test_every_pin_below_the_newest_says_why() -> None:
    """A bound from above, or a single version, has a comment beside it or just above that gives the reason."""
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    groups = tomllib.loads("\n".join(lines))["project"]
    wanted = [*groups["dependencies"], *(one for extra in groups["optional-dependencies"].values() for one in extra)]
    capped = [one for one in wanted if re.search(r"<|==", one.split(";")[0])]
    assert capped
    for one in capped:
        place = next(number for number, line in enumerate(lines) if f'"{one}' in line)
        near = "\n".join(lines[max(0, place - 3) : place + 1])
        assert "#" in near, one


def test_pins_that_wait_for_solara_fall_when_it_has_moved() -> None:
    """The newest that they allow is still one that Solara takes (docs/decisions/0022)."""
    asked = {made.name: made.specifier for made in map(Requirement, requires("solara-ui") or ())}
    for name in ("ipyvuetify", "ipyvue"):
        assert version(name) < "2"
        assert asked[name].contains(version(name)), f"Solara asks for {name}{asked[name]}: take the pin away, and go over with it"
