"""``make audit``: what is known of the packages of the lock: advisories, licences, and a bill of materials (CycloneDX).

It runs in an environment of its own, which has pip-audit and with it the CycloneDX library; licences are read from the packages that
``--python`` has installed.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
BOM = ROOT / "build" / "sbom.cdx.json"
PATIENCE = 600.0
TO_WEIGH = re.compile(r"\b[AL]?GPL|SSPL|BUSL|Commons Clause|proprietary", re.IGNORECASE)
"""Licences that ask something of those who hand a program on, and are told apart."""
ASK = """
import json
from importlib.metadata import distributions
found = {}
for one in distributions():
    about = one.metadata
    classes = [c.split("::")[-1].strip() for c in about.get_all("Classifier") or () if c.startswith("License ::")]
    said = about.get("License-Expression") or ", ".join(classes) or (about.get("License") or "").strip().split(chr(10))[0][:60]
    found[about["Name"].lower().replace("_", "-").replace(".", "-")] = [one.version, said]
print(json.dumps(found))
"""


@dataclass(frozen=True)
class Pinned:
    """One package of the lock: name, version, where it is wanted, and the SHA-256 of its files."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


def pinned(text: str) -> list[Pinned]:
    """The packages of a lock, which come again where another version is wanted elsewhere."""
    found = []
    for entry in re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE)):
        named = re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)(?:\s*;\s*([^\\\n]+?))?\s*\\?\n", entry + "\n")
        if named:
            found.append(Pinned(named[1], named[2], named[3] or "", tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", entry))))
    return found


def advisories(lock: Path, say: list[str]) -> list[str]:
    """Ask pip-audit; returns what is known to be wrong, a line each, and adds to ``say`` how much could be asked."""
    options = ["--require-hashes", "--disable-pip", "-f", "json", "--progress-spinner", "off"]
    command = [sys.executable, "-m", "pip_audit", "-r", str(lock), *options]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
        told = json.loads(done.stdout)["dependencies"]
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError) as fault:
        say.append(f"No advisories can be had here ({type(fault).__name__}): nothing is known of any package")
        return []
    skipped = [one for one in told if "skip_reason" in one]
    say.append(f"Advisories: {len(told) - len(skipped)} of {len(told)} packages were asked for")
    if skipped:
        say.append(f"The registry here offers none for {len(skipped)}: nothing is known of those")
    return [
        f"{one['name']} {one['version']}: {bad['id']}, fixed in {', '.join(bad['fix_versions']) or 'no version'}"
        for one in told
        for bad in one.get("vulns", ())
    ]


def licences(python: str) -> dict[str, tuple[str, str]]:
    """Version and licence of every package that is installed, by name."""
    done = subprocess.run([python, "-c", ASK], capture_output=True, text=True, check=True)
    return {name: (version, said) for name, (version, said) in json.loads(done.stdout).items()}


def bill(packages: list[Pinned], known: dict[str, tuple[str, str]]) -> str:
    """The bill of materials, as CycloneDX 1.6 in JSON."""
    from cyclonedx.factory.license import LicenseFactory
    from cyclonedx.model import HashAlgorithm, HashType, Property
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.output.json import JsonV1Dot6
    from packageurl import PackageURL

    made, licence = Bom(), LicenseFactory()
    made.metadata.component = Component(name="unit-cohesion", type=ComponentType.APPLICATION, bom_ref="unit-cohesion")
    for one in packages:
        url, said = PackageURL("pypi", name=one.name.lower(), version=one.version), known.get(one.name.lower(), ("", ""))[1]
        made.components.add(
            Component(
                name=one.name,
                version=one.version,
                type=ComponentType.LIBRARY,
                purl=url,
                bom_ref=f"{url}#{one.marker}",
                licenses=[licence.make_from_string(said)] if said else [],
                hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in one.hashes[:1]],
                properties=[Property(name="wanted", value=one.marker)] if one.marker else [],
            )
        )
    made.register_dependency(made.metadata.component, made.components)
    return JsonV1Dot6(made).output_as_string(indent=1) + "\n"


def told(packages: list[Pinned], known: dict[str, tuple[str, str]]) -> Iterator[str]:
    """Licences in words: how many of each, which are to be weighed, and of which nothing is known."""
    here = {one.name.lower() for one in packages} & known.keys()
    weigh = sorted(f"{name} ({known[name][1]})" for name in here if TO_WEIGH.search(known[name][1]))
    none = sorted(name for name in here if not known[name][1])
    away = sorted({one.name.lower() for one in packages} - known.keys())
    yield f"Licences: of {len(here)} packages that are installed, {len(weigh)} to weigh" + (f": {', '.join(weigh)}" if weigh else "")
    if none:
        yield f"Without a licence in their metadata: {', '.join(none)}"
    if away:
        yield f"Not installed here, and so not read: {', '.join(away)}"


def main() -> int:
    """Print what is known; 1 where an advisory is."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--python", default=sys.executable, help="whose packages' licences are read")
    python = asked.parse_args().python
    packages, known = pinned(LOCK.read_text(encoding="utf-8")), licences(python)
    BOM.parent.mkdir(exist_ok=True)
    BOM.write_text(bill(packages, known), encoding="utf-8")
    say: list[str] = []
    wrong = advisories(LOCK, say)
    print(*say, *told(packages, known), f"{len(packages)} packages are in {BOM.relative_to(ROOT)} (CycloneDX 1.6)", sep="\n")
    for line in wrong:
        print(line)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
