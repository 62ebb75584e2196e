"""The errors that users see: each names the file, the key, the value, and what is allowed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from reprlib import Repr

Key = tuple[str | int, ...]

MOST_ERRORS = 200  # of one file; further ones are not kept
MOST_COMPARED = 5_000  # words, while looking for the nearest (up to 60 µs each); errors after that get no hint

_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 60
_SHORT.maxlevel = 2


class _Missing:
    """Stands for a value that is not there."""

    def __repr__(self) -> str:
        return "(missing)"


MISSING = _Missing()


class CohesionError(Exception):
    """Something the user asked for cannot be done; the message is one line and says why."""


class ScenarioError(CohesionError):
    """A scenario (or a parameter given by hand) holds something that is not allowed.

    Attributes:
        file: where it stands, or "parameters" for keyword arguments.
        key: dotted path of the offending key, such as ``places.homs.control``.
        value: what was found there; ``MISSING`` if nothing.
        allowed: what may stand there, in words.
        nearest: the known key most like the unknown one, or None.
    """

    def __init__(self, file: str, key: str, value: object, allowed: str, nearest: str | None = None) -> None:
        self.file, self.key, self.value, self.allowed, self.nearest = file, key, value, allowed, nearest
        hint = f"; did you mean {nearest!r}?" if nearest else ""
        where = file if len(file) <= 200 else f"...{file[-197:]}"
        super().__init__(" ".join(f"{where}: {key} = {short_repr(value)}: allowed: {allowed}{hint}".split()))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[object, ...]]:
        return type(self), (self.file, self.key, self.value, self.allowed, self.nearest)


class ScenarioErrors(CohesionError):
    """All the errors of one file, in ``errors``; the message is the first, and says how many follow."""

    def __init__(self, errors: list[ScenarioError]) -> None:
        self.errors = errors
        more = f" (and {len(errors) - 1} more: cohesion check lists them)" if len(errors) > 1 else ""
        super().__init__(f"{errors[0]}{more}")

    def __reduce__(self) -> tuple[type[ScenarioErrors], tuple[list[ScenarioError]]]:
        return type(self), (self.errors,)


class OutcomeError(CohesionError):
    """An outcome of a rule from outside failed; the message names both."""


class Untold(UserWarning):
    """An outcome of a rule from outside failed, and so is told as None: ``failed`` of the record says why."""


class Unused(UserWarning):
    """Something that was asked for will not count in a run: ``unit_cohesion.remarks`` tells what."""


class Faults:
    """Gathers the errors of one scenario, so that all are told at once.

    Attributes:
        errors: what was found so far, the first ``MOST_ERRORS`` of them.
    """

    def __init__(self, file_of: Callable[[Key], str]) -> None:
        self.file_of = file_of
        self.errors: list[ScenarioError] = []
        self._left = MOST_COMPARED

    def add(
        self,
        key: Key,
        value: object,
        allowed: str,
        word: object = None,
        known: Sequence[str] = (),
        file: str | None = None,
        near: str | None = None,
    ) -> None:
        """One more error: ``value`` at ``key``; ``word`` is the unknown word, if any, ``known`` what it may mean, ``near`` what it does."""
        if not self.full:
            self._left -= len(known)
            hint = nearest(word, known) if isinstance(word, str) and self._left >= 0 else near
            self.errors.append(ScenarioError(file or self.file_of(key), dotted(key), value, allowed, hint))

    @property
    def full(self) -> bool:
        """Whether further errors are not kept."""
        return len(self.errors) >= MOST_ERRORS

    def raise_any(self) -> None:
        """Raises:
        ScenarioErrors: if there are any.
        """
        if self.errors:
            raise ScenarioErrors(self.errors)


def dotted(key: Key) -> str:
    """A key as users write it; odd parts in quotes and cut short, places in a list counted from 1."""
    parts = (f"[{p + 1}]" if isinstance(p, int) else p if re.fullmatch(r"[\w-]{1,60}", p) else short_repr(p) for p in key)
    return ".".join(parts).replace(".[", "[")


def short_repr(value: object) -> str:
    """Return the value on one short line, whatever it is."""
    try:
        return _SHORT.repr(value)
    except Exception:  # a whole number of more digits than Python prints, or an object whose repr fails
        return f"<{type(value).__name__}>"


def nearest(word: str, known: Sequence[str]) -> str | None:
    """The known word most like the given one, or None if nothing is near."""
    if len(word) > 100:
        return None
    found = get_close_matches(word, known, n=1, cutoff=0.6) or [k for k in known if k.lower() == word.lower()]
    return found[0] if found else None
