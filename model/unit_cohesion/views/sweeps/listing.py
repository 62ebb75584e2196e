"""Which sweeps there are below some folders, and how far each is: for whoever chooses one to look at. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

from unit_cohesion.errors import CohesionError
from unit_cohesion.sweeps.analysis import Analysis, analyse
from unit_cohesion.sweeps.ledger import MANIFEST, read_manifest
from unit_cohesion.sweeps.sweep_folder import SWEEP_FILE, load_design, load_table
from unit_cohesion.views.formatting import counted, one_line
from unit_cohesion.views.sweeps.report import Opens, page
from unit_cohesion.views.sweeps.wanted import Wanted

MOST_LISTED, DEEPEST = 200, 2
Stamp = tuple[int, ...]


@dataclass(frozen=True)
class SweepListed:
    """One sweep.

    Attributes:
        name: of it below the folders, and nothing else's; folder: where it is.
        title, question: of its design. size: how large it is, and how far, in words.
        fault: why it cannot be looked at, in one line, or "".
    """

    name: str
    folder: Path
    title: str
    question: str = ""
    size: str = ""
    fault: str = ""


def listed(roots: Sequence[Path]) -> list[SweepListed]:
    """The sweeps in these folders and two levels below them, by name; damaged ones with what is wrong."""
    found: dict[Path, tuple[str, Path]] = {}
    for root in roots:
        for folder in islice(_sweep_folders(root, DEEPEST), MOST_LISTED):
            found.setdefault(folder.resolve(), ("/".join((root.resolve().name, *folder.relative_to(root).parts)), folder))
    names = [name for name, _ in found.values()]
    twice = {name for name in names if names.count(name) > 1}  # of two roots of one name
    every = [_about(folder, str(folder) if name in twice else name) for name, folder in found.values()]
    return sorted(every, key=lambda one: one.name)


def page_of(sweep: SweepListed, opens: Opens | None = None) -> str:
    """A sweep's page as ``cohesion analyse --html`` writes it, of the runs that are there now; ``opens``: see ``report.page``.

    Raises:
        CohesionError: it is damaged, or no run is done yet.
    """
    return _page(sweep.folder, _stamp(sweep.folder), opens)


def _sweep_folders(folder: Path, deep: int) -> Iterator[Path]:
    try:
        if (folder / SWEEP_FILE).is_file():
            yield folder
            return
        inside = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")) if deep else []
    except OSError:  # not there, or not ours to read
        return
    for path in inside:
        yield from _sweep_folders(path, deep - 1)


def _about(folder: Path, name: str) -> SweepListed:
    try:
        title, question, method, cells, seeds, total, done = _design(folder, _stamp(folder))
    except CohesionError as fault:
        return SweepListed(name, folder, name, fault=one_line(fault))
    runs = f"{done:,} of {total:,} runs are there" if done < total else counted(total, "run")
    size = f"{method}: {counted(cells, 'cell')} × {counted(seeds, 'seed')}, {runs}"
    return SweepListed(name, folder, title, question, size, "" if done else "no run is done yet")


def _stamp(folder: Path) -> Stamp:
    """What changes whenever the folder's results do."""
    found: list[int] = []
    for name in (SWEEP_FILE, MANIFEST):
        try:
            state = (folder / name).stat()
            found += [state.st_mtime_ns, state.st_size]
        except OSError:
            found.append(0)
    return tuple(found)


@lru_cache(maxsize=MOST_LISTED)
def _design(folder: Path, stamp: Stamp) -> tuple[str, str, str, int, int, int, int]:
    design = load_design(folder)
    done = sum(int(entry["runs"]) for entry in read_manifest(folder).values()) if (folder / MANIFEST).exists() else 0
    cells, seeds = len(design.distinct_cells), len(design.seeds)
    return one_line(design.title or design.name), one_line(design.question), design.method, cells, seeds, design.run_count, done


@lru_cache(maxsize=8)
def _page(folder: Path, stamp: Stamp, opens: Opens | None) -> str:
    found: Analysis = analyse(load_table(folder), load_design(folder))
    if not found.counts["done"]:
        raise CohesionError(f"{folder.name}: no run is done yet")
    return page(found, Wanted(), opens)
