"""``cohesion archive``, ``cite``, ``columns`` and ``verify-code``: parsing only."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from unit_cohesion.cli.options import Plugin
from unit_cohesion.disk import refuse_unwritable_file
from unit_cohesion.errors import CohesionError

OTHER = 1  # exit code
Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of a run or of a sweep.")]
Cited = Annotated[Path | None, typer.Argument(metavar="FOLDER", help="The folder of a run or of a sweep; without it, the program alone.")]
Out = Annotated[Path, typer.Option(metavar="FILE.zip", dir_okay=False, help="Where the archive goes.")]
Table = Annotated[str | None, typer.Argument(metavar="TABLE", help="Which table; all without it.")]
Made = Annotated[Path, typer.Argument(metavar="PATH", help="The folder of a run or of a sweep, or its run.json or sweep.json.")]
Checkout = Annotated[Path | None, typer.Option(metavar="DIR", help="Another checkout than the code that runs here.")]
Files = Annotated[
    list[Path] | None, typer.Option("--plugin", metavar="FILE.py", dir_okay=False, help="Keep this rule from outside with it; repeatable.")
]
Again = Annotated[bool, typer.Option("--run", help="Run it again, and compare its tables and what came out.")]


def archive(folder: Folder, out: Out, plugin: Files = None) -> None:
    """Keep a run or sweep with all that it takes to understand, cite and repeat it, as an RO-Crate in a ZIP file."""
    from unit_cohesion.views.keeping.archive import archive as written
    from unit_cohesion.views.terminal.console import plain_console

    refuse_unwritable_file("--out", out)
    names = written(folder, out, plugin or ())
    plain_console().print(f"{len(names)} files are in {out}; README.txt in it says how to run it again.", soft_wrap=True)


def cite(folder: Cited = None) -> None:
    """How to cite the program and a run or sweep: reference, a paragraph for the methods section, hashes."""
    from unit_cohesion.views.keeping.cite import cited
    from unit_cohesion.views.terminal.console import plain_console

    kept = None
    if folder is not None:
        from unit_cohesion.views.keeping.kept import kept_in

        kept = kept_in(folder)
    console = plain_console()
    for number, part in enumerate(cited(kept)):
        console.print(f"{chr(10) * bool(number)}{part}", soft_wrap=True)


def columns(table: Table = None) -> None:
    """Every table and column that a run writes: type, unit and meaning."""
    from unit_cohesion.views.keeping.codebook import declared_columns
    from unit_cohesion.views.terminal.console import plain_console

    console = plain_console()
    for part in declared_columns(table):
        console.print(part)


def verify_code(path: Made, checkout: Checkout = None, run: Again = False, plugin: Plugin = None) -> None:
    """Whether this code is the code of a run or sweep, and what came out is what its tables say; exit code 1 where not."""
    from unit_cohesion.extend import plugins_in
    from unit_cohesion.views.formatting import row
    from unit_cohesion.views.formatting import table as listing
    from unit_cohesion.views.keeping.kept import kept_in
    from unit_cohesion.views.keeping.same_code import compared, not_again, not_of_its_tables
    from unit_cohesion.views.terminal.console import plain_console

    if run and checkout:
        raise CohesionError("--run: allowed: without --checkout, as the code that runs here is what it is run with")
    kept = kept_in(path)
    found = list(compared(kept, checkout))
    made = listing("", "Made with", "Here", "")
    for name, was, here in found:
        row(made, name, was, here, "same" if was == here else "differs")
    console = plain_console()
    console.print(made)
    (_, was, here), others = found[0], [name for name, was, here in found[1:] if was != here]
    if was != here:
        console.print(f"\nThis is other code than that of {path}: what comes out may differ.", soft_wrap=True)
        raise typer.Exit(OTHER)
    wrong = not_again(kept, plugins_in(plugin or ())) if run else not_of_its_tables(kept)
    if wrong:
        gives = "run again it gives" if run else "its tables give"
        console.print(f"\nThis is the code of {path}, but {gives} otherwise: {', '.join(wrong)}.", soft_wrap=True)
        raise typer.Exit(OTHER)
    differ = f", but {', '.join(others)} differ: so may the last digits" if others else ": it runs again to the same bytes"
    console.print(f"\nThis is the code of {path}{differ}.", soft_wrap=True)
