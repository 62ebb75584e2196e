"""The command, asked as from a shell."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from unit_cohesion.cli import main


class Answer(NamedTuple):
    """Exit code, and what was printed to either stream."""

    code: int
    out: str
    err: str


Ask = Callable[..., Answer]


def asking(capsys: pytest.CaptureFixture[str]) -> Ask:
    """Runs the command with the arguments given."""

    def asked(*arguments: str) -> Answer:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        said = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Answer(ended.value.code, said.out, said.err)

    return asked
