"""``cohesion archive``: a run or sweep with all that it takes to understand, cite and repeat it, as an RO-Crate in a ZIP file.

RO-Crate (https://w3id.org/ro/crate) is a folder with a ``ro-crate-metadata.json`` that says of each file what it is. Equal folders give
equal archives.
"""

from __future__ import annotations

import hashlib
import platform
import shlex
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import distributions
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

import unit_cohesion
from unit_cohesion.disk import write_file
from unit_cohesion.errors import CohesionError
from unit_cohesion.outcomes import ROWS, TABLES
from unit_cohesion.sweeps.sweep_folder import write_whole_tables
from unit_cohesion.tables.parquet import WrittenColumn, written_columns
from unit_cohesion.views.keeping.cite import AUTHORS, LICENCE, TITLE, citation, citation_cff, methods
from unit_cohesion.views.keeping.codebook import codebook
from unit_cohesion.views.keeping.kept import Kept, as_json, hashes, kept_in, sound

WHEN = (1980, 1, 1, 0, 0, 0)  # the files' date in a ZIP: equal folders give equal bytes
METADATA, SUMS = "ro-crate-metadata.json", "SHA256SUMS"
ABOUT = {
    "scenario.json": "The scenario as run, everything it extends merged in",
    "codebook.csv": "Every table and column: type, unit, meaning",
    "versions.json": "Code, Python, packages and class of processor that made it",
    "CITATION.cff": "How to cite the program",
    "README.txt": "What this is, methods, and the commands that run it again",
    "requirements.lock": "Every package, pinned with hashes",
    "log.json": "How long it took, and on what",
    "run.json": "All that the run is made from, and what came out",
    "sweep.json": "The design of the sweep, and what it was made with",
    "outcomes.parquet": "A row a run of the sweep: what it was of, and every outcome",
}
LOCK = Path(unit_cohesion.__file__).parents[2] / "requirements.lock"


def archive(folder: str | Path, out: str | Path, plugins: Sequence[Path] = ()) -> list[str]:
    """Write the archive; returns the names of the files in it.

    Args:
        plugins: the files of the rules from outside that it was made with, to be kept with it.

    Raises:
        CohesionError: neither a run nor a sweep is there, it is damaged, the files of its rules from outside are not named, the archive
            cannot be written, or the extra ``archive`` is not installed.
    """
    kept = kept_in(folder)
    if kept.rules and not plugins:
        raise CohesionError(f"{folder}: was made with rules from outside ({', '.join(kept.rules)}): name their files with --plugin")
    sound(kept)
    with TemporaryDirectory() as place:
        root = Path(place)
        tables = _written(kept, root, plugins)
        _crate(kept, root, tables)
        names = sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
        write_file(out, lambda file: _zipped(root, names, file))
    return names


def _written(kept: Kept, root: Path, plugins: Sequence[Path]) -> dict[str, list[WrittenColumn]]:
    """Put all files but the crate's own into a folder; returns the columns of each table."""
    if kept.kind == "run":
        for name in ("run.json", "log.json", *(f"{table}.parquet" for table in TABLES)):
            if (kept.folder / name).exists():
                (root / name).write_bytes((kept.folder / name).read_bytes())
    else:
        (root / "sweep.json").write_bytes(kept.file.read_bytes())
        write_whole_tables(kept.folder, root)
    for file in plugins:
        (root / "rules").mkdir(exist_ok=True)
        (root / "rules" / file.name).write_bytes(file.read_bytes())
    tables = {path.stem: written_columns(path) for path in sorted(root.glob("*.parquet"))}
    texts = {
        "scenario.json": as_json(kept.scenario.to_mapping()),
        "codebook.csv": codebook(tables),
        "versions.json": as_json(_versions(kept)),
        "CITATION.cff": citation_cff(),
        "README.txt": _readme(kept, plugins),
    }
    if LOCK.is_file():
        texts["requirements.lock"] = LOCK.read_text(encoding="utf-8")
    for name, text in texts.items():
        (root / name).write_text(text, encoding="utf-8")
    return tables


def _versions(kept: Kept) -> dict[str, Any]:
    packages = {str(one.metadata["Name"]).lower(): one.version for one in distributions()}
    return {
        "made with": {"code": kept.code, **kept.versions, "processor": kept.processor},
        "archived with": {"python": platform.python_version(), "processor": platform.machine(), "packages": dict(sorted(packages.items()))},
    }


def _commands(kept: Kept, plugins: Sequence[Path]) -> list[str]:
    more = [word for file in plugins for word in ("--plugin", f"rules/{file.name}")]
    return [shlex.join(["cohesion", "verify-code", "."]), shlex.join(["cohesion", kept.kind, kept.file.name, "--out", "again", *more])]


def _readme(kept: Kept, plugins: Sequence[Path]) -> str:
    sums = "\n".join(f"{digest}  {name}" for name, digest in hashes(kept))
    return (
        f"{kept.scenario.about.title}\n{kept.scenario.about.question}\n\n{citation(kept.code)}\n\nMethods\n\n{methods(kept)}\n\n"
        "To run it again, with this code and the packages of requirements.lock, in this folder:\n\n"
        + "".join(f"    {line}\n" for line in _commands(kept, plugins))
        + f"\nThe tables that come out are the same, byte for byte. codebook.csv says what each column is.\n\nSHA-256\n{sums}\n"
    )


def _crate(kept: Kept, root: Path, tables: dict[str, list[WrittenColumn]]) -> None:
    """Write the crate's metadata, and checksums of all files."""
    try:
        from rocrate.model.contextentity import ContextEntity
        from rocrate.rocrate import ROCrate
    except ImportError:
        raise CohesionError("an archive needs rocrate: pip install 'unit-cohesion[archive]'") from None
    crate: Any = ROCrate()
    about = kept.scenario.about
    crate.name, crate.description = f"{about.title}: a {kept.kind} of unit-cohesion", methods(kept)
    crate.license = LICENCE
    made = datetime.fromtimestamp(kept.file.stat().st_mtime, UTC)
    crate.root_dataset["datePublished"] = made.date().isoformat()
    people = crate.add(ContextEntity(crate, "#authors", properties={"@type": "Organization", "name": AUTHORS}))
    program = crate.add(
        ContextEntity(
            crate,
            "#unit-cohesion",
            properties={"@type": "SoftwareApplication", "name": TITLE, "softwareVersion": kept.code, "license": LICENCE},
        )
    )
    program["author"] = people
    files: dict[str, Any] = {}
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        name = path.relative_to(root).as_posix()
        about_file = ABOUT.get(name) or (ROWS.get(path.stem, f"Table {path.stem}") if path.suffix == ".parquet" else "A rule from outside")
        files[name] = crate.add_file(
            path,
            dest_path=name,
            properties={
                "name": name,
                "description": about_file,
                "contentSize": str(path.stat().st_size),
                "sha256": _digest(path),
                "encodingFormat": "application/vnd.apache.parquet" if path.suffix == ".parquet" else "text/plain",
            },
        )
    for table, columns in tables.items():
        measured = []
        for name, kind, unit, meaning in columns:
            measured.append(
                crate.add(
                    ContextEntity(
                        crate,
                        f"#{table}.{name}",
                        properties={
                            "@type": "PropertyValue",
                            "name": name,
                            "description": meaning,
                            "unitText": unit,
                            "valueReference": kind,
                        },
                    )
                )
            )
        files[f"{table}.parquet"]["variableMeasured"] = measured
    action = crate.add(
        ContextEntity(
            crate,
            "#made",
            properties={
                "@type": "CreateAction",
                "name": f"The {kept.kind}",
                "endTime": made.isoformat(),
                "description": f"seeds {', '.join(map(str, kept.seeds[:50]))}",
            },
        )
    )
    action["instrument"] = program
    action["object"] = [files["scenario.json"], files[kept.file.name]]
    action["result"] = [files[f"{table}.parquet"] for table in tables]
    crate.metadata.write(root)
    names = sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    (root / SUMS).write_text("".join(f"{_digest(root / name)}  {name}\n" for name in names), encoding="utf-8")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _zipped(root: Path, names: Sequence[str], file: BinaryIO) -> None:
    with zipfile.ZipFile(file, "w") as packed:
        for name in names:
            entry = zipfile.ZipInfo(name, WHEN)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # as everywhere
            method = zipfile.ZIP_STORED if name.endswith(".parquet") else zipfile.ZIP_DEFLATED
            packed.writestr(entry, (root / name).read_bytes(), method)
