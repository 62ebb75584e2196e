"""Whether a change of the code left every run as it was: all tables of the shipped scenarios, kept once and compared with those of today.

    python -m benchmarks.oracle freeze DIR                # every shipped scenario, seeds 1-5, 100 persons an agent: a few minutes
    python -m benchmarks.oracle freeze DIR --scenarios two-valleys,pilots --seeds 1,4-6 --persons-per-agent 1
    python -m benchmarks.oracle compare DIR               # runs the same again; --scenarios and --seeds leave some out

Words, dates and whole numbers must be the same; numbers of double precision to a billionth, and the weekly tables' single ones to a
millionth, of the number or of 1, whichever is more. ``compare`` ends with 1 if anything differs, and tells where first.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from unit_cohesion.errors import CohesionError
from unit_cohesion.scenario import load_scenario, shipped_scenarios
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.sweeps.fingerprint import code_fingerprint
from unit_cohesion.tables.frames import FRAMES
from unit_cohesion.tables.parquet import as_arrow, read_arrow, write_arrow

TABLES = ("events", "choices", *(table for table in FRAMES if table not in ("events", "choices")))
"""What happened comes first: of all that differs, the first event tells most."""
ABOUT = "frozen.json"
DOUBLE, SINGLE = 1e-9, 1e-6
FEW = 5


def tables(scenario: str, seed: int, persons_per_agent: int) -> dict[str, pa.Table]:
    """All tables of one run, by name."""
    engine = Engine(load_scenario(scenario).with_parameters(persons_per_agent=persons_per_agent), seed)
    engine.run()
    return {table: as_arrow(FRAMES[table](engine), table) for table in TABLES}


def freeze(folder: Path, scenarios: Sequence[str], seeds: Sequence[int], persons_per_agent: int) -> int:
    """Run and keep; what is kept of the same runs already is written over."""
    for scenario, seed in _runs(scenarios, seeds):
        home = folder / scenario / f"seed-{seed}"
        home.mkdir(parents=True, exist_ok=True)
        for table, rows in tables(scenario, seed, persons_per_agent).items():
            write_arrow([rows], home / f"{table}.parquet", table)
    about = {"scenarios": list(scenarios), "seeds": list(seeds), "persons_per_agent": persons_per_agent, "made_with": code_fingerprint()}
    (folder / ABOUT).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    return 0


def compare(folder: Path, scenarios: Sequence[str], seeds: Sequence[int]) -> int:
    """Run again and print what differs; 1 if anything does.

    Raises:
        CohesionError: what was kept is missing or damaged, or holds no such run.
    """
    try:
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    except OSError as error:
        raise CohesionError(f"{folder}: holds no frozen runs ({error.strerror})") from None
    scenarios, seeds = scenarios or about["scenarios"], seeds or about["seeds"]
    others = 0
    for scenario, seed in _runs(scenarios, seeds):
        home = folder / scenario / f"seed-{seed}"
        found: dict[str, list[str]] = {}
        for table, now in tables(scenario, seed, about["persons_per_agent"]).items():
            found[table] = list(differences(table, read_arrow(home / f"{table}.parquet", table), now))
        said = [line for lines in found.values() for line in lines]
        others += bool(said)
        print(f"{scenario}, seed {seed}: {', '.join(t for t, lines in found.items() if lines) or 'the same'}")
        for line in islice(said, FEW):
            print(f"    {line}")
    print(f"{others} of {len(scenarios) * len(seeds)} runs differ")
    return int(others > 0)


def differences(table: str, before: pa.Table, now: pa.Table) -> Iterator[str]:
    """What differs between two tables, row by row from the first: one line a value, at most ``FEW``."""
    columns = [name for name in before.column_names if name in now.column_names]
    for name in {*before.column_names, *now.column_names} - {*columns}:
        yield f"{table}: the column {name} is {'new' if name in now.column_names else 'gone'}"
    if len(before) != len(now):
        yield f"{table}: {len(before):,} rows, now {len(now):,}"
    rows = min(len(before), len(now))
    unlike = np.column_stack([_unlike(before[name].slice(0, rows), now[name].slice(0, rows)) for name in columns])
    for row, column in islice(zip(*np.nonzero(unlike), strict=True), FEW):
        values = [kept[columns[column]][int(row)].as_py() for kept in (before, now)]
        yield f"{table}, row {row:,}, {columns[column]}: {values[0]!r}, now {values[1]!r}"


def _unlike(before: pa.ChunkedArray, now: pa.ChunkedArray) -> np.ndarray:
    """Where two columns differ by more than is allowed. A missing value equals a missing value."""
    if pa.types.is_floating(before.type) and pa.types.is_floating(now.type):
        near = SINGLE if pa.float32() in (before.type, now.type) else DOUBLE
        one, other = before.to_numpy(), now.to_numpy()
        return np.asarray(~np.isclose(one, other, rtol=near, atol=near, equal_nan=True))
    was, is_now = (_plain(column).to_pandas(date_as_object=False) for column in (before, now))
    return np.asarray((was != is_now) & ~(was.isna() & is_now.isna()))


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Words written out: their codes may differ where they do not."""
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column


def _runs(scenarios: Sequence[str], seeds: Sequence[int]) -> Iterator[tuple[str, int]]:
    """Each scenario with each seed; what is being done is told on the error stream."""
    for scenario in scenarios:
        for seed in seeds:
            print(f"{scenario}, seed {seed} ...", file=sys.stderr, flush=True)
            yield scenario, seed


def _names(text: str) -> list[str]:
    return [name for name in text.replace(",", " ").split() if name]


def _numbers(text: str) -> list[int]:
    """``1-5`` or ``1,4-6``."""
    found: list[int] = []
    for part in _names(text):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def _asked(arguments: Sequence[str] | None) -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks.oracle", description="Keep all tables of runs, or compare them with today's.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb, help in (("freeze", "run and keep"), ("compare", "run again and tell what differs")):
        one = verbs.add_parser(verb, help=help)
        one.add_argument("folder", type=Path)
        one.add_argument("--scenarios", type=_names, default=[], help="names, with commas between; all if not given")
        one.add_argument("--seeds", type=_numbers, default=[], help="such as 1-5 or 1,4-6")
        if verb == "freeze":
            one.add_argument("--persons-per-agent", type=int, default=100)
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Freeze or compare; the exit code."""
    asked: Any = _asked(arguments)
    try:
        if asked.verb == "compare":
            return compare(asked.folder, asked.scenarios, asked.seeds)
        return freeze(asked.folder, asked.scenarios or list(shipped_scenarios()), asked.seeds or [1, 2, 3, 4, 5], asked.persons_per_agent)
    except CohesionError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
