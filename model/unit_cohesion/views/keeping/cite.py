"""``cohesion cite``: how to cite the program and a run, a paragraph for the methods section, and hashes."""

from __future__ import annotations

from datetime import timedelta

from unit_cohesion import __version__
from unit_cohesion.engine.chance import STREAM_VERSION
from unit_cohesion.simulation.versions import code_version
from unit_cohesion.views.formatting import number
from unit_cohesion.views.keeping.kept import Kept, hashes

AUTHORS = "unit-cohesion contributors"
TITLE = "unit-cohesion: an agent-based simulation of military cohesion and defection"
LICENCE = "MIT"


def citation(code: str = "") -> str:
    """The program, as a reference list has it; ``code``: version and digest, those at hand unless told."""
    version = code or code_version()
    return f"{AUTHORS}. {TITLE}. Version {version.partition('+')[0]}, code {version.partition('+')[2] or 'unknown'}. Licence {LICENCE}."


def bibtex(code: str = "") -> str:
    """The same for BibTeX."""
    version = code or code_version()
    rows = {"author": f"{{{AUTHORS}}}", "title": f"{{{TITLE}}}", "version": version, "license": LICENCE}
    return "@software{unit-cohesion,\n" + "".join(f"  {name} = {{{value}}},\n" for name, value in rows.items()) + "}"


def citation_cff() -> str:
    """The program as a ``CITATION.cff``."""
    return (
        'cff-version: 1.2.0\nmessage: "If you use this model, please cite it as below."\ntype: software\n'
        f'title: "{TITLE}"\nversion: {__version__}\nlicense: {LICENCE}\nauthors:\n  - name: {AUTHORS}\n'
    )


def methods(kept: Kept) -> str:
    """What was done, as a paragraph for the methods section."""
    about, seeds = kept.scenario.about, kept.seeds
    last = about.start + timedelta(days=about.days - 1)
    each = about.persons_per_agent
    scale = f"one agent stands for {'one person' if each == 1 else f'{number(each)} persons'}"
    seeds_of = f"seed {seeds[0]}" if len(seeds) == 1 else f"{len(seeds):,} seeds ({seeds[0]} to {seeds[-1]})"
    setting = f" Set otherwise than in the scenario's file: {'; '.join(kept.setting)}." if kept.kind == "run" and kept.setting else ""
    design = f" The design: {'; '.join(kept.setting)}; each cell was run with the same draws." if kept.kind == "sweep" else ""
    rules = f" Rules from outside: {', '.join(kept.rules)}." if kept.rules else ""
    packages = ", ".join(f"{name} {version}" for name, version in kept.versions.items())
    return (
        f"The scenario “{about.title}” ({kept.scenario.name}, SHA-256 {kept.scenario.hash[:16]}) was simulated with unit-cohesion "
        f"{kept.code} over {number(about.days)} days, {about.start} to {last}; {scale}; {seeds_of}.{setting}{design}{rules} Every draw is "
        f"keyed by person, question and seed (stream version {STREAM_VERSION}), so that worlds that differ in one thing are compared under "
        f"the same draws, and a run can be repeated to the byte with the same versions ({packages}) on the same class of processor."
    )


def cited(kept: Kept | None) -> list[str]:
    """All that is printed, part by part."""
    if kept is None:
        return [citation(), bibtex()]
    sums = "\n".join(f"{digest}  {name}" for name, digest in hashes(kept))
    return [citation(kept.code), bibtex(kept.code), methods(kept), f"SHA-256\n{sums}"]
