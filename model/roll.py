"""Who has which status: the rows of people by status, kept up as people move."""

from __future__ import annotations

import numpy as np


class Roll:
    """Rows of people by status: what the column ``people.status`` says, without looking through all of it.

    Args:
        status: the column itself; whoever changes it calls ``note``, or ``forget`` if he changed it at large.
    """

    def __init__(self, status: np.ndarray) -> None:
        self._status = status
        self._rows: dict[int, np.ndarray] = {}
        self._moved: dict[int, list[np.ndarray]] = {}

    def forget(self) -> None:
        """Look everything up anew."""
        self._rows, self._moved = {}, {}

    def note(self, rows: np.ndarray, statuses: set[int]) -> None:
        """Note that some people have just moved between these statuses."""
        for status in statuses & self._rows.keys():
            self._moved.setdefault(status, []).append(rows)

    def of(self, *statuses: int) -> np.ndarray:
        """The rows of all who have one of these statuses, in order; not to be changed in place."""
        found = sorted((self._of(status) for status in statuses), key=len)
        rows = found.pop()
        for few in reversed(found):
            rows = _with(rows, few)
        return rows

    def _of(self, status: int) -> np.ndarray:
        if status not in self._rows:
            self._rows[status] = np.flatnonzero(self._status == status)
        elif status in self._moved:
            rows, moved = self._rows[status], np.sort(np.concatenate(self._moved.pop(status)))
            rows = rows[self._status[rows] == status]
            new = moved[self._status[moved] == status]
            new = new[np.append(True, new[1:] != new[:-1])[: len(new)]]
            self._rows[status] = _with(rows, new[~_holds(rows, new)])
        return self._rows[status]


def _holds(rows: np.ndarray, some: np.ndarray) -> np.ndarray:
    """Which of some rows are among others, which are in order."""
    if not len(rows):
        return np.zeros(len(some), bool)
    return np.asarray(rows[np.minimum(np.searchsorted(rows, some), len(rows) - 1)] == some)


def _with(rows: np.ndarray, few: np.ndarray) -> np.ndarray:
    """Two sets of rows as one, all in order."""
    return np.insert(rows, np.searchsorted(rows, few), few) if len(few) else rows
