"""``cohesion verify-code``: whether a checkout is the code of a run or sweep, what its bytes hang on, and whether what it says came out."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from unit_cohesion.engine.chance import STREAM_VERSION
from unit_cohesion.errors import CohesionError
from unit_cohesion.outcomes import OUTCOMES, TABLES
from unit_cohesion.runs.facts import TableFacts
from unit_cohesion.runs.measures import outcomes_of
from unit_cohesion.runs.run import load_record, rerun
from unit_cohesion.runs.saved import load_run_json
from unit_cohesion.simulation.plugins import PlugIns
from unit_cohesion.simulation.versions import code_of, code_version, versions
from unit_cohesion.views.keeping.kept import Kept

PACKAGE = Path("model/unit_cohesion")


def code_at(checkout: Path | None) -> str:
    """Version and digest of the code in a checkout; of that which runs here, if none is named.

    Raises:
        CohesionError: there is no such code.
    """
    if checkout is None:
        return code_version()
    folder = next((place for place in (checkout / PACKAGE, checkout) if (place / "simulation" / "versions.py").is_file()), None)
    if folder is None:
        raise CohesionError(f"--checkout {checkout}: allowed: a folder that holds {PACKAGE}")
    return code_of(folder)


def compared(kept: Kept, checkout: Path | None = None) -> Iterator[tuple[str, str, str]]:
    """What a run's bytes hang on, as it was and as it is here."""
    yield "code", kept.code, code_at(checkout)
    stream = kept.content.get("stream_version", kept.content.get("made_with", {}).get("stream", "unknown"))
    yield "stream version", str(stream), str(STREAM_VERSION)
    here = versions()
    for name, version in kept.versions.items():
        yield name, version, here.get(name, "none")
    if kept.processor:
        yield "processor", kept.processor, platform.machine()


def not_of_its_tables(kept: Kept) -> list[str]:
    """Outcomes of a run's file that its tables do not give, of rules from outside apart; none where no tables are beside it, or of a sweep.

    Raises:
        CohesionError: a table is damaged.
    """
    if kept.kind != "run" or not all((kept.folder / f"{table}.parquet").exists() for table in TABLES):
        return []
    facts = TableFacts(load_record(kept.folder))
    facts.targets = {id: target for id, target in facts.targets.items() if target.outcome in OUTCOMES}
    return _otherwise(outcomes_of(facts), kept.content["outcome"])


def not_again(kept: Kept, plugins: PlugIns) -> list[str]:
    """Tables and outcomes of a run that come out otherwise when it is run again.

    Raises:
        CohesionError: it is a sweep, cannot be repeated, or rules from outside are missing.
    """
    if kept.kind != "run":
        raise CohesionError(f"--run: allowed: for a run; {kept.file} is of a sweep, which cohesion sweep runs again")
    with TemporaryDirectory() as place:
        again = load_run_json(rerun(kept.file, rules=plugins).save(Path(place) / "again")).content
    return [*_otherwise(again["tables"], kept.content["tables"]), *_otherwise(again["outcome"], kept.content["outcome"])]


def _otherwise(found: Mapping[str, object], told: Mapping[str, object]) -> list[str]:
    return [name for name, value in found.items() if name not in told or told[name] != value]
